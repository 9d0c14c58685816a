create table finding (
  organisation text not null,
  id text not null,
  key text not null,
  kind text not null,
  severity text not null,
  state text not null,
  unit text,
  service text,
  object_type text,
  object_id text,
  title text not null,
  title_en text not null,
  text text not null,
  text_en text not null,
  query text not null,
  rule_version text not null,
  input_hash text not null,
  case_count {int} not null,
  cases text not null,
  facts text not null,
  times_seen {int} not null,
  owner text,
  raised_at {int} not null,
  seen_at {int} not null,
  decided_at {int},
  text_key text not null,
  primary key (organisation, id),
  unique (organisation, key)
) {strict};
create index finding_by_state on finding (organisation, state, raised_at);
create index finding_by_service on finding (organisation, service);
create table finding_step (
  organisation text not null,
  id text not null,
  finding text not null,
  deed text not null,
  note text not null,
  account text,
  role text not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index finding_step_by_finding on finding_step (organisation, finding, at);
