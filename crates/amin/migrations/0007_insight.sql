create table simplification (
  organisation text not null,
  id text not null,
  service text not null,
  title text not null,
  text text not null,
  effective text not null,
  window_days {int} not null,
  account text,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index simplification_by_service on simplification (organisation, service, effective);
create table insight_publication (
  organisation text not null,
  id text not null,
  service text not null,
  part text not null,
  shown {bool} not null,
  account text,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index insight_publication_by_service on insight_publication (organisation, service);
