create table disciplinary_case (
  organisation text not null,
  id text not null,
  number text not null,
  source text not null,
  source_id text,
  body text not null,
  unit text,
  description text not null,
  suspect_name text not null,
  suspect_post text not null,
  suspect_code text,
  subject text,
  regime text not null,
  state text not null,
  deadline_at {int},
  opened_at {int} not null,
  opened_by text,
  screened_by text,
  investigator text,
  code_hash text,
  extended {bool} not null,
  asked_extension {bool} not null,
  sanction text,
  court_until {int},
  enforced_at {int},
  closed_at {int},
  restored_at {int},
  text_key text not null,
  primary key (organisation, id)
) {strict};
create index disciplinary_case_by_time on disciplinary_case (organisation, opened_at, id);
create index disciplinary_case_by_state on disciplinary_case (organisation, state, opened_at, id);
create index disciplinary_case_by_subject on disciplinary_case (organisation, subject);
create index disciplinary_case_by_number on disciplinary_case (organisation, number);
create index disciplinary_case_by_source on disciplinary_case (organisation, source, source_id);
create table case_reporter (
  organisation text not null,
  id text not null,
  person text not null,
  account text,
  told_at {int},
  primary key (organisation, id)
) {strict};
create index case_reporter_by_person on case_reporter (organisation, person);
create table case_step (
  organisation text not null,
  id text not null,
  case_id text not null,
  deed text not null,
  state text not null,
  note text not null,
  legal_basis text not null,
  document_name text,
  document_type text,
  document_sha256 text,
  deadline_at {int},
  person text,
  role text not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index case_step_by_case on case_step (organisation, case_id, at);
create table case_charge (
  organisation text not null,
  id text not null,
  case_id text not null,
  code text not null,
  primary key (organisation, id)
) {strict};
create index case_charge_by_case on case_charge (organisation, case_id);
create table case_code (
  organisation text not null,
  id text not null,
  kind text not null,
  code text not null,
  name text not null,
  name_en text not null,
  source text not null,
  applicability text not null,
  verified {bool} not null,
  appealable {bool},
  position {int} not null,
  valid_from text,
  valid_to text,
  primary key (organisation, id)
) {strict};
create table case_board (
  organisation text not null,
  id text not null,
  stage text not null,
  name text not null,
  name_en text not null,
  legal_basis text not null,
  primary key (organisation, id)
) {strict};
create table case_member (
  organisation text not null,
  id text not null,
  board text not null,
  person text not null,
  alternate {bool} not null,
  decree text not null,
  from_day text not null,
  to_day text not null,
  primary key (organisation, id)
) {strict};
create index case_member_by_board on case_member (organisation, board);
create index case_member_by_person on case_member (organisation, person);
create table case_panel (
  organisation text not null,
  id text not null,
  case_id text not null,
  stage text not null,
  person text not null,
  alternate {bool} not null,
  outcome text,
  sanction text,
  dissent text not null,
  voted_at {int},
  primary key (organisation, id)
) {strict};
create index case_panel_by_case on case_panel (organisation, case_id, stage);
create index case_panel_by_person on case_panel (organisation, person);
create table case_recusal (
  organisation text not null,
  id text not null,
  case_id text not null,
  person text not null,
  ground text not null,
  note text not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index case_recusal_by_person on case_recusal (organisation, person);
create index case_recusal_by_case on case_recusal (organisation, case_id);
create table case_decision (
  organisation text not null,
  id text not null,
  case_id text not null,
  stage text not null,
  outcome text not null,
  sanction text,
  terms text not null,
  reasons text not null,
  legal_basis text not null,
  votes_for {int} not null,
  votes_against {int} not null,
  decided_at {int} not null,
  served_at {int},
  appeal_until {int},
  primary key (organisation, id)
) {strict};
create index case_decision_by_case on case_decision (organisation, case_id);
create table case_evidence (
  organisation text not null,
  id text not null,
  case_id text not null,
  title text not null,
  received_from text not null,
  shown {bool} not null,
  file_name text not null,
  media_type text not null,
  size {int} not null,
  sha256 text not null,
  holder text not null,
  state text not null,
  received_at {int} not null,
  primary key (organisation, id)
) {strict};
create index case_evidence_by_case on case_evidence (organisation, case_id);
create table case_custody (
  organisation text not null,
  id text not null,
  evidence text not null,
  case_id text not null,
  deed text not null,
  person text,
  holder text not null,
  reason text not null,
  sha256 text not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index case_custody_by_case on case_custody (organisation, case_id, at);
create table case_knower (
  organisation text not null,
  id text not null,
  case_id text not null,
  person text not null,
  reason text not null,
  since {int} not null,
  until {int},
  primary key (organisation, id)
) {strict};
create index case_knower_by_person on case_knower (organisation, person);
create index case_knower_by_case on case_knower (organisation, case_id);
create table case_handover (
  organisation text not null,
  id text not null,
  case_id text not null,
  authority text not null,
  recipient text not null,
  letter text not null,
  manifest_sha256 text not null,
  package_sha256 text not null,
  package_size {int} not null,
  person text,
  made_at {int} not null,
  acknowledged_at {int},
  acknowledgement text not null,
  primary key (organisation, id)
) {strict};
create index case_handover_by_case on case_handover (organisation, case_id);
create table case_publication (
  organisation text not null,
  id text not null,
  case_id text not null,
  text text not null,
  legal_basis text not null,
  proposed_by text not null,
  proposed_at {int} not null,
  confirmed_by text,
  confirmed_at {int},
  withdrawn_at {int},
  primary key (organisation, id)
) {strict};
create index case_publication_by_case on case_publication (organisation, case_id);
create table case_duty (
  organisation text not null,
  id text not null,
  person text not null,
  unit text not null,
  subject text not null,
  learnt_on text not null,
  due_at {int} not null,
  state text not null,
  level {int} not null,
  case_id text,
  entered_by text,
  primary key (organisation, id)
) {strict};
create index case_duty_by_person on case_duty (organisation, person, state);
