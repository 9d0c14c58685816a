create table committee (
  organisation text not null,
  id text not null,
  name text not null,
  name_en text not null,
  legal_basis text not null,
  mandate text not null,
  quorum {int} not null,
  majority text not null,
  active {bool} not null,
  founded_at {int} not null,
  primary key (organisation, id)
) {strict};
create table committee_seat (
  organisation text not null,
  id text not null,
  committee text not null,
  title text not null,
  duty text not null,
  position {int} not null,
  active {bool} not null,
  primary key (organisation, id)
) {strict};
create index committee_seat_by_committee on committee_seat (organisation, committee);
create table committee_term (
  organisation text not null,
  id text not null,
  committee text not null,
  seat text not null,
  person text not null,
  substitute {bool} not null,
  decree text not null,
  from_day text not null,
  to_day text,
  primary key (organisation, id)
) {strict};
create index committee_term_by_committee on committee_term (organisation, committee);
create index committee_term_by_person on committee_term (organisation, person);
create table committee_session (
  organisation text not null,
  id text not null,
  committee text not null,
  number {int} not null,
  kind text not null,
  quarter text not null,
  starts_at {int} not null,
  place text not null,
  state text not null,
  called_at {int},
  opened_at {int},
  closed_at {int},
  remarks text not null,
  minutes text,
  minutes_hash text,
  minutes_state text not null,
  primary key (organisation, id)
) {strict};
create index committee_session_by_time on committee_session (organisation, committee, starts_at);
create table committee_attendance (
  organisation text not null,
  id text not null,
  session text not null,
  seat text not null,
  person text not null,
  voting {bool} not null,
  signed_at {int},
  primary key (organisation, id)
) {strict};
create index committee_attendance_by_session on committee_attendance (organisation, session);
create table committee_item (
  organisation text not null,
  id text not null,
  committee text not null,
  session text not null,
  position {int} not null,
  title text not null,
  text text not null,
  object_type text,
  object_id text,
  state text not null,
  outcome text not null,
  carried_from text,
  primary key (organisation, id)
) {strict};
create index committee_item_by_session on committee_item (organisation, session, position);
create index committee_item_by_object on committee_item (organisation, object_type, object_id);
create table committee_recusal (
  organisation text not null,
  id text not null,
  item text not null,
  person text not null,
  reason text not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index committee_recusal_by_person on committee_recusal (organisation, person);
create table committee_vote (
  organisation text not null,
  id text not null,
  item text not null,
  session text not null,
  kind text not null,
  question text not null,
  voters {int} not null,
  yes {int} not null,
  no {int} not null,
  abstained {int} not null,
  passed {bool} not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index committee_vote_by_session on committee_vote (organisation, session);
create table committee_ballot (
  organisation text not null,
  id text not null,
  vote text not null,
  person text not null,
  choice text not null,
  dissent text not null,
  primary key (organisation, id)
) {strict};
create index committee_ballot_by_vote on committee_ballot (organisation, vote);
create table resolution (
  organisation text not null,
  id text not null,
  committee text not null,
  session text not null,
  item text not null,
  number text not null,
  text text not null,
  text_key text not null,
  unit text not null,
  evidence_asked text not null,
  working_days {int} not null,
  deadline_at {int} not null,
  state text not null,
  level {int} not null,
  reported_by text,
  evidence text not null,
  issued_at {int} not null,
  closed_at {int},
  primary key (organisation, id)
) {strict};
create index resolution_by_state on resolution (organisation, state, deadline_at);
create index resolution_by_unit on resolution (organisation, unit, state);
create index resolution_by_session on resolution (organisation, session);
create table resolution_step (
  organisation text not null,
  id text not null,
  resolution text not null,
  deed text not null,
  note text not null,
  unit text,
  account text,
  role text not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index resolution_step_by_resolution on resolution_step (organisation, resolution, at);
