create table published_figure (
  organisation text not null,
  id text not null,
  code text not null,
  version {int} not null,
  period text not null,
  cut text not null,
  member text not null,
  n {int},
  k {int},
  value {real},
  low {real},
  high {real},
  as_of {int} not null,
  input_hash text not null,
  entry {int} not null,
  corrects text,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index published_figure_by_code on published_figure (organisation, code, period);
create index published_figure_by_entry on published_figure (organisation, entry);
