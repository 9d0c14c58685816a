create table inspector (
  organisation text not null,
  id text not null,
  person text not null,
  decree text not null,
  decree_on text not null,
  from_day text not null,
  to_day text not null,
  ended_on text,
  ended_note text not null,
  recorded_at {int} not null,
  primary key (organisation, id)
) {strict};
create index inspector_by_person on inspector (organisation, person);
create table checklist (
  organisation text not null,
  id text not null,
  code text not null,
  version {int} not null,
  area text not null,
  title text not null,
  title_en text not null,
  article text not null,
  source text not null,
  applicability text not null,
  valid_from text not null,
  replaced_on text,
  primary key (organisation, id),
  unique (organisation, code, version)
) {strict};
create table checklist_item (
  organisation text not null,
  id text not null,
  checklist text not null,
  position {int} not null,
  text text not null,
  text_en text not null,
  primary key (organisation, id)
) {strict};
create index checklist_item_by_checklist on checklist_item (organisation, checklist, position);
create table inspection_plan (
  organisation text not null,
  id text not null,
  year {int} not null,
  state text not null,
  made_by text,
  made_at {int} not null,
  approved_by text,
  approved_at {int},
  primary key (organisation, id),
  unique (organisation, year)
) {strict};
create table inspection_plan_line (
  organisation text not null,
  id text not null,
  plan text not null,
  unit text not null,
  process text not null,
  reason text not null,
  weight {int} not null,
  quarter {int} not null,
  risk text,
  dropped {bool} not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index inspection_plan_line_by_plan on inspection_plan_line (organisation, plan);
create table mission (
  organisation text not null,
  id text not null,
  number text not null,
  kind text not null,
  plan_line text,
  follows text,
  unit text not null,
  process text not null,
  service text,
  purpose text not null,
  checklist text not null,
  from_day text not null,
  to_day text not null,
  state text not null,
  ordered_by text,
  ordered_person text,
  ordered_at {int} not null,
  started_at {int},
  reported_at {int},
  report text,
  report_hash text,
  closed_at {int},
  closed_by text,
  closing_note text not null,
  text_key text not null,
  primary key (organisation, id),
  unique (organisation, number)
) {strict};
create index mission_by_state on mission (organisation, state, ordered_at);
create index mission_by_unit on mission (organisation, unit, ordered_at);
create table mission_inspector (
  organisation text not null,
  id text not null,
  mission text not null,
  inspector text not null,
  person text not null,
  outcome text not null,
  path_fa text not null,
  path_en text not null,
  rule_version text not null,
  input_hash text not null,
  at {int} not null,
  primary key (organisation, id),
  unique (organisation, mission, person)
) {strict};
create index mission_inspector_by_person on mission_inspector (organisation, person);
create table mission_recusal (
  organisation text not null,
  id text not null,
  mission text not null,
  person text not null,
  basis text not null,
  path_fa text not null,
  path_en text not null,
  note text not null,
  rule_version text not null,
  input_hash text not null,
  at {int} not null,
  primary key (organisation, id),
  unique (organisation, mission, person)
) {strict};
create index mission_recusal_by_person on mission_recusal (organisation, person);
create table mission_answer (
  organisation text not null,
  id text not null,
  mission text not null,
  item text not null,
  answer text not null,
  note text not null,
  file_name text,
  file_size {int},
  file_type text,
  file_sha256 text,
  account text,
  at {int} not null,
  primary key (organisation, id),
  unique (organisation, mission, item)
) {strict};
create table mission_sample (
  organisation text not null,
  id text not null,
  mission text not null,
  population text not null,
  from_day text not null,
  to_day text not null,
  frame text not null,
  frame_size {int} not null,
  frame_hash text not null,
  size {int} not null,
  entry {int} not null,
  leaf text not null,
  chosen text not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index mission_sample_by_mission on mission_sample (organisation, mission, at);
create table mission_file (
  organisation text not null,
  id text not null,
  mission text not null,
  sample text not null,
  position {int} not null,
  object text not null,
  label text not null,
  result text not null,
  note text not null,
  account text,
  at {int},
  primary key (organisation, id)
) {strict};
create index mission_file_by_sample on mission_file (organisation, sample);
create table inspection_warning (
  organisation text not null,
  id text not null,
  number text not null,
  mission text not null,
  unit text not null,
  person text,
  text text not null,
  legal_basis text not null,
  state text not null,
  issued_by text,
  issued_person text,
  served_at {int} not null,
  deadline_at {int} not null,
  acknowledged_by text,
  acknowledged_at {int},
  answer text not null,
  answered_by text,
  answered_at {int},
  outcome text not null,
  closed_by text,
  closed_at {int},
  text_key text not null,
  primary key (organisation, id),
  unique (organisation, number)
) {strict};
create index inspection_warning_by_state on inspection_warning (organisation, state, deadline_at);
create table remedy (
  organisation text not null,
  id text not null,
  number text not null,
  mission text not null,
  finding text,
  warning text,
  unit text not null,
  owner text not null,
  text text not null,
  state text not null,
  deadline_at {int} not null,
  level {int} not null,
  reported_by text,
  reported_person text,
  reported_at {int},
  evidence text not null,
  verified_by text,
  verified_at {int},
  verdict text not null,
  made_by text,
  made_at {int} not null,
  text_key text not null,
  primary key (organisation, id),
  unique (organisation, number)
) {strict};
create index remedy_by_state on remedy (organisation, state, deadline_at);
create index remedy_by_mission on remedy (organisation, mission);
create table article_91_measure (
  organisation text not null,
  id text not null,
  number text not null,
  mission text not null,
  unit text not null,
  person text not null,
  facts text not null,
  kind text not null,
  percent {int} not null,
  months {int} not null,
  legal_basis text not null,
  state text not null,
  reported_by text,
  reported_person text not null,
  reported_at {int} not null,
  confirmed_by text,
  confirmed_person text,
  confirmed_at {int},
  confirmation text not null,
  decided_by text,
  decided_person text,
  decided_at {int},
  notice text not null,
  earlier {int} not null,
  referral {bool} not null,
  acknowledged_at {int},
  primary key (organisation, id),
  unique (organisation, number)
) {strict};
create index article_91_measure_by_person on article_91_measure (organisation, person);
create table manager_order (
  organisation text not null,
  id text not null,
  number text not null,
  given_on text not null,
  unit text not null,
  issuer text not null,
  title text not null,
  text text not null,
  legal_basis text not null,
  recorded_by text,
  recorded_at {int} not null,
  verdict text not null,
  review text not null,
  reviewed_by text,
  reviewed_person text,
  reviewed_at {int},
  text_key text not null,
  primary key (organisation, id),
  unique (organisation, unit, number)
) {strict};
create index manager_order_by_time on manager_order (organisation, recorded_at);
create table order_objection (
  organisation text not null,
  id text not null,
  order_id text not null,
  person text not null,
  account text,
  text text not null,
  at {int} not null,
  answer text not null,
  reply text not null,
  answered_by text,
  answered_at {int},
  primary key (organisation, id)
) {strict};
create index order_objection_by_order on order_objection (organisation, order_id, at);
