create table interest_report (
  organisation text not null,
  id text not null,
  groups text not null,
  least {int} not null,
  entry {int} not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
