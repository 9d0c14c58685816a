alter table committee_screening add column journal_length {int};
create table interest_doubt (
  organisation text not null,
  id text not null,
  object_type text not null,
  object_id text not null,
  object_name text not null,
  person text not null,
  account text,
  outcome text not null,
  party_kind text not null,
  party_name text not null,
  party_id text,
  path_fa text not null,
  path_en text not null,
  evidence text not null,
  answer_hash text not null,
  screening text not null,
  rule_version text not null,
  input_hash text not null,
  asked_at {int} not null,
  ruling text,
  reason text not null,
  ruled_by text,
  ruled_at {int},
  primary key (organisation, id)
) {strict};
create index interest_doubt_by_object on interest_doubt (organisation, object_type, object_id, person);
create index interest_doubt_by_ruling on interest_doubt (organisation, ruling, asked_at);
create table condition_word (
  organisation text not null,
  id text not null,
  condition_id text not null,
  word text not null,
  note text not null,
  account text,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index condition_word_by_condition on condition_word (organisation, condition_id, at);
