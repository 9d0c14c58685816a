create table declaration_campaign (
  organisation text not null,
  id text not null,
  year {int} not null,
  opened_at {int} not null,
  working_days {int} not null,
  deadline_at {int} not null,
  opened_by text,
  primary key (organisation, id),
  unique (organisation, year)
) {strict};
create table declaration (
  organisation text not null,
  id text not null,
  person text not null,
  account text not null,
  unit text,
  campaign text,
  previous text,
  state text not null,
  none_declared {bool} not null,
  note text not null,
  flags text not null,
  flag_count {int} not null,
  submitted_at {int} not null,
  reviewed_at {int},
  reviewed_by text,
  review_note text not null,
  primary key (organisation, id)
) {strict};
create index declaration_by_person on declaration (organisation, person, submitted_at);
create index declaration_by_state on declaration (organisation, state, submitted_at);
create index declaration_by_campaign on declaration (organisation, campaign);
create table declaration_item (
  organisation text not null,
  id text not null,
  declaration text not null,
  person text not null,
  position {int} not null,
  kind text not null,
  relation text not null,
  holder text not null,
  holder_key text not null,
  national_code text,
  father_name text not null,
  birth_year {int},
  title text not null,
  body text not null,
  body_key text not null,
  legal_id text,
  share {int},
  file_number text not null,
  since text,
  until text,
  known_on text not null,
  declared_at {int} not null,
  primary key (organisation, id)
) {strict};
create index declaration_item_by_declaration on declaration_item (organisation, declaration, position);
create index declaration_item_by_legal_id on declaration_item (organisation, legal_id);
create table declaration_condition (
  organisation text not null,
  id text not null,
  declaration text not null,
  person text not null,
  kind text not null,
  text text not null,
  legal_id text,
  owner text not null,
  due_at {int} not null,
  done_at {int},
  done_by text,
  done_note text not null,
  primary key (organisation, id)
) {strict};
create index declaration_condition_by_declaration on declaration_condition (organisation, declaration);
create index declaration_condition_by_owner on declaration_condition (organisation, owner, done_at);
create table kin_lookup (
  organisation text not null,
  id text not null,
  declaration text not null,
  person text not null,
  account text not null,
  reason text not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index kin_lookup_by_declaration on kin_lookup (organisation, declaration, at);
create table gift (
  organisation text not null,
  id text not null,
  person text not null,
  account text not null,
  unit text,
  giver text not null,
  giver_key text not null,
  giver_kind text not null,
  giver_id text,
  giver_phone text,
  what text not null,
  occasion text not null,
  value_rials {int},
  happened_on text not null,
  outcome text not null,
  outcome_at {int} not null,
  outcome_note text not null,
  recorded_at {int} not null,
  primary key (organisation, id)
) {strict};
create index gift_by_account on gift (organisation, account, recorded_at);
create index gift_by_time on gift (organisation, recorded_at);
create index gift_by_giver on gift (organisation, giver_key);
create table gift_match (
  organisation text not null,
  id text not null,
  gift text not null,
  object_type text not null,
  object_id text not null,
  object_name text not null,
  basis text not null,
  finding text not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index gift_match_by_gift on gift_match (organisation, gift);
create table firm (
  organisation text not null,
  id text not null,
  name text not null,
  name_key text not null,
  source text not null,
  recorded_at {int} not null,
  primary key (organisation, id)
) {strict};
create table firm_holder (
  organisation text not null,
  id text not null,
  firm text not null,
  holder_kind text not null,
  holder text not null,
  holder_key text not null,
  holder_id text,
  share {int},
  post text not null,
  since text,
  until text,
  source text not null,
  recorded_at {int} not null,
  primary key (organisation, id)
) {strict};
create index firm_holder_by_firm on firm_holder (organisation, firm);
create index firm_holder_by_holder on firm_holder (organisation, holder_id);
create table matter (
  organisation text not null,
  id text not null,
  number text not null,
  kind text not null,
  title text not null,
  text text not null,
  unit text not null,
  level text not null,
  state text not null,
  handler text,
  handler_person text,
  statement_at {int},
  decision text,
  reasons text not null,
  legal_basis text not null,
  registered_at {int} not null,
  registered_by text,
  decided_at {int},
  text_key text not null,
  primary key (organisation, id),
  unique (organisation, number)
) {strict};
create index matter_by_state on matter (organisation, state, registered_at);
create index matter_by_handler on matter (organisation, handler);
create table matter_party (
  organisation text not null,
  id text not null,
  matter text not null,
  role text not null,
  party_kind text not null,
  name text not null,
  name_key text not null,
  national_id text,
  primary key (organisation, id)
) {strict};
create index matter_party_by_matter on matter_party (organisation, matter);
create index matter_party_by_id on matter_party (organisation, national_id);
create index matter_party_by_name on matter_party (organisation, name_key);
create table matter_screening (
  organisation text not null,
  id text not null,
  matter text not null,
  account text not null,
  person text not null,
  occasion text not null,
  outcome text not null,
  party text,
  path_fa text not null,
  path_en text not null,
  second_fa text not null,
  second_en text not null,
  law text not null,
  missing text not null,
  evidence text not null,
  rule_version text not null,
  input_hash text not null,
  journal_length {int} not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index matter_screening_by_matter on matter_screening (organisation, matter, at);
create table matter_recusal (
  organisation text not null,
  id text not null,
  matter text not null,
  account text not null,
  person text not null,
  basis text not null,
  screening text,
  note text not null,
  at {int} not null,
  primary key (organisation, id),
  unique (organisation, matter, account)
) {strict};
create index matter_recusal_by_account on matter_recusal (organisation, account);
create table matter_draw (
  organisation text not null,
  id text not null,
  matter text not null,
  kind text not null,
  level text not null,
  candidates text not null,
  entry {int} not null,
  leaf text not null,
  seed text not null,
  picked text not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index matter_draw_by_matter on matter_draw (organisation, matter, at);
create table matter_statement (
  organisation text not null,
  id text not null,
  matter text not null,
  account text not null,
  person text not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index matter_statement_by_matter on matter_statement (organisation, matter, at);
