create table insight_secret (
  organisation text not null,
  id text not null,
  secret text not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create table recurring_review (
  organisation text not null,
  id text not null,
  source text not null,
  attribute text not null,
  pseudonym text not null,
  reason text not null,
  withdrawn {bool} not null,
  account text,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index recurring_review_by_source on recurring_review (organisation, source, attribute);
create table waiver (
  organisation text not null,
  id text not null,
  number text not null,
  kind text not null,
  subject text not null,
  legal_basis text not null,
  reason text not null,
  base_rials {int},
  amount_rials {int} not null,
  decided_on text not null,
  decider text not null,
  unit text,
  beneficiary text not null,
  beneficiary_group text not null,
  district text not null,
  origin text not null,
  state text not null,
  state_reason text not null,
  recorded_by text,
  recorded_at {int} not null,
  text_key text not null,
  primary key (organisation, id),
  unique (organisation, number)
) {strict};
create index waiver_by_time on waiver (organisation, recorded_at);
create index waiver_by_unit on waiver (organisation, unit);
