alter table committee add column kind text;
alter table committee_item add column screened_at {int};
alter table committee_session add column frozen_entry {int};
alter table committee_session add column proof text;
alter table resolution add column aim text;
create index resolution_by_deadline on resolution (organisation, deadline_at, id);
create index resolution_by_committee on resolution (organisation, committee, state, deadline_at);
create index resolution_by_issue on resolution (organisation, committee, issued_at);
create table committee_kind (
  organisation text not null,
  id text not null,
  name text not null,
  name_en text not null,
  source text not null,
  applicability text not null,
  apart text,
  position {int} not null,
  primary key (organisation, id)
) {strict};
create table committee_party (
  organisation text not null,
  id text not null,
  item text not null,
  kind text not null,
  name text not null,
  national_id text,
  primary key (organisation, id)
) {strict};
create index committee_party_by_item on committee_party (organisation, item);
create table committee_screening (
  organisation text not null,
  id text not null,
  item text not null,
  person text not null,
  outcome text not null,
  law_fa text not null,
  law_en text not null,
  path_fa text not null,
  path_en text not null,
  rule_version text not null,
  input_hash text not null,
  at {int} not null,
  declared_at {int},
  primary key (organisation, id)
) {strict};
create index committee_screening_by_item on committee_screening (organisation, item, person);
create table committee_paper (
  organisation text not null,
  id text not null,
  item text not null,
  name text not null,
  size {int} not null,
  media_type text not null,
  sha256 text not null,
  account text,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index committee_paper_by_item on committee_paper (organisation, item);
create table committee_letter (
  organisation text not null,
  id text not null,
  committee text not null,
  direction text not null,
  number text not null,
  day text not null,
  unit text,
  office text not null,
  subject text not null,
  text text not null,
  text_key text not null,
  resolution text,
  reply_to text,
  due_at {int},
  answered_at {int},
  reminders {int} not null,
  file_name text,
  file_type text,
  file_sha256 text,
  account text,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index committee_letter_by_time on committee_letter (organisation, at);
create index committee_letter_by_due on committee_letter (organisation, answered_at, due_at);
create index committee_letter_by_reply on committee_letter (organisation, reply_to);
create table committee_evaluation (
  organisation text not null,
  id text not null,
  committee text not null,
  year {int} not null,
  criteria text not null,
  score {int} not null,
  strengths text not null,
  weaknesses text not null,
  account text,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index committee_evaluation_by_year on committee_evaluation (organisation, committee, year);
create table committee_plan_item (
  organisation text not null,
  id text not null,
  committee text not null,
  year {int} not null,
  title text not null,
  unit text not null,
  due_at {int} not null,
  state text not null,
  criterion text,
  carried_from text,
  note text not null,
  closed_at {int},
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index committee_plan_item_by_year on committee_plan_item (organisation, committee, year, due_at);
