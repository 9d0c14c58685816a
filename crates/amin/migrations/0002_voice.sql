create table category (
  organisation text not null,
  id text not null,
  name text not null,
  name_en text not null,
  subject_group text not null,
  kinds text not null,
  position {int} not null,
  active {bool} not null,
  primary key (organisation, id)
) {strict};
create table category_route (
  organisation text not null,
  id text not null,
  category text not null,
  district text,
  unit text not null,
  primary key (organisation, id)
) {strict};
create table citizen_right (
  organisation text not null,
  id text not null,
  name text not null,
  name_en text not null,
  source text not null,
  position {int} not null,
  active {bool} not null,
  primary key (organisation, id)
) {strict};
create table deadline_rule (
  organisation text not null,
  id text not null,
  purpose text not null,
  kind text,
  category text,
  working_days {int} not null,
  warn_share {int} not null,
  source text not null,
  applicability text not null,
  valid_from text not null,
  active {bool} not null,
  primary key (organisation, id)
) {strict};
create table message (
  organisation text not null,
  id text not null,
  code text not null,
  form_token text not null,
  entry {int} not null,
  kind text not null,
  category text not null,
  subject text not null,
  text text not null,
  text_key text not null,
  citizen_right text,
  district text,
  address text,
  latitude {real},
  longitude {real},
  unit text,
  higher_unit text,
  state text not null,
  resume_state text,
  outcome text,
  priority text not null,
  channel text not null,
  language text not null,
  contact_name text,
  phone text,
  email text,
  secret {bool} not null,
  duplicate_of text,
  filed_at {int} not null,
  first_deadline_at {int} not null,
  deadline_at {int} not null,
  warn_at {int} not null,
  paused_at {int},
  pause_reason text,
  completion_until {int},
  answered_at {int},
  answered_by text,
  objection_until {int},
  taken_by text,
  closed_at {int},
  level {int} not null,
  breaches {int} not null,
  late {bool} not null,
  reviewed {bool} not null,
  primary key (organisation, id),
  unique (organisation, code),
  unique (organisation, form_token)
) {strict};
create index message_by_state on message (organisation, state, deadline_at);
create index message_by_unit on message (organisation, unit, state, deadline_at);
create index message_by_time on message (organisation, filed_at);
create index message_by_category on message (organisation, category, district, filed_at);
create index message_by_duplicate on message (organisation, duplicate_of);
create table message_step (
  organisation text not null,
  id text not null,
  message text not null,
  kind text not null,
  at {int} not null,
  role text not null,
  account text,
  unit text,
  note text,
  public {bool} not null,
  primary key (organisation, id)
) {strict};
create index message_step_by_message on message_step (organisation, message, id);
create table attachment (
  organisation text not null,
  id text not null,
  message text not null,
  name text not null,
  size {int} not null,
  media_type text not null,
  sha256 text not null,
  has_location {bool} not null,
  has_camera {bool} not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index attachment_by_message on attachment (organisation, message, id);
create table answer (
  organisation text not null,
  id text not null,
  message text not null,
  level {int} not null,
  text text not null,
  checklist text not null,
  outcome text not null,
  legal_ground text,
  role text not null,
  account text,
  unit text,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index answer_by_message on answer (organisation, message, id);
create table satisfaction (
  organisation text not null,
  id text not null,
  courtesy {int},
  clarity {int},
  speed {int},
  fairness {int},
  outcome {int},
  comment text,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create table change_made (
  organisation text not null,
  id text not null,
  message text,
  title text not null,
  text text not null,
  category text,
  district text,
  unit text,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index change_made_by_time on change_made (organisation, at);
