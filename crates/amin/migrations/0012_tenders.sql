create table tender (
  organisation text not null,
  id text not null,
  ocid text not null,
  title text not null,
  title_key text not null,
  unit text not null,
  method text not null,
  closes_at {int},
  state text not null,
  release text not null,
  release_hash text not null,
  imported_at {int} not null,
  screened_at {int},
  opened_at {int},
  awarded_to text,
  primary key (organisation, id),
  unique (organisation, ocid)
) {strict};
create index tender_by_state on tender (organisation, state, imported_at);
create table tender_bidder (
  organisation text not null,
  id text not null,
  tender text not null,
  party text not null,
  name text not null,
  kind text not null,
  national_id text,
  state text not null,
  reason text not null,
  primary key (organisation, id)
) {strict};
create index tender_bidder_by_tender on tender_bidder (organisation, tender);
create table tender_decider (
  organisation text not null,
  id text not null,
  tender text not null,
  account text not null,
  person text not null,
  state text not null,
  reason text not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index tender_decider_by_tender on tender_decider (organisation, tender);
create index tender_decider_by_person on tender_decider (organisation, person);
create table tender_screening (
  organisation text not null,
  id text not null,
  tender text not null,
  bidder text not null,
  decider text,
  outcome text not null,
  path_fa text not null,
  path_en text not null,
  law_fa text not null,
  law_en text not null,
  missing text not null,
  evidence text not null,
  rule_version text not null,
  input_hash text not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index tender_screening_by_tender on tender_screening (organisation, tender);
create table tender_flag (
  organisation text not null,
  id text not null,
  tender text not null,
  code text not null,
  state text not null,
  value text not null,
  who text not null,
  detail text not null,
  missing text not null,
  rule text not null,
  input_hash text not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index tender_flag_by_tender on tender_flag (organisation, tender);
create table tender_verdict (
  organisation text not null,
  id text not null,
  tender text not null,
  code text not null,
  confirmed {bool} not null,
  reason text not null,
  account text,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index tender_verdict_by_tender on tender_verdict (organisation, tender);
