create table procedure_version (
  organisation text not null,
  id text not null,
  service text not null,
  number {int} not null,
  source text not null,
  text text not null,
  valid_from text not null,
  valid_until text,
  account text,
  at {int} not null,
  primary key (organisation, id),
  unique (organisation, service, number)
) {strict};
create table accepted_deviation (
  organisation text not null,
  id text not null,
  service text not null,
  rule text not null,
  case_name text not null,
  reason text not null,
  withdrawn {bool} not null,
  account text,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index accepted_deviation_by_service on accepted_deviation (organisation, service);
create table service_analysis (
  organisation text not null,
  id text not null,
  log text not null,
  sha256 text not null,
  version {int},
  cases {int} not null,
  rules {int} not null,
  judged {int} not null,
  deviating {int} not null,
  undecided {int} not null,
  accepted {int} not null,
  fitting_share {real},
  quality text not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
