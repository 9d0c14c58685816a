create table record_import (
  organisation text not null,
  id text not null,
  kind text not null,
  file_name text not null,
  sha256 text not null,
  source text not null,
  taken {int} not null,
  unchanged {int} not null,
  left_out {int} not null,
  report text not null,
  finished {bool} not null,
  account text,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index record_import_by_time on record_import (organisation, at);
create table record_party (
  organisation text not null,
  id text not null,
  kind text not null,
  name text not null,
  name_key text not null,
  national_id text,
  father_name text not null,
  birth_year {int},
  sex text,
  number text not null,
  founded text,
  source text not null,
  recorded_at {int} not null,
  primary key (organisation, id)
) {strict};
create index record_party_by_name on record_party (organisation, name_key);
create table record_tie (
  organisation text not null,
  id text not null,
  from_party text not null,
  kind text not null,
  to_party text not null,
  share text,
  post text not null,
  since text,
  until text,
  grade text not null,
  source text not null,
  recorded_at {int} not null,
  primary key (organisation, id)
) {strict};
create index record_tie_by_from on record_tie (organisation, from_party);
create index record_tie_by_to on record_tie (organisation, to_party);
create table name_decision (
  organisation text not null,
  id text not null,
  one text not null,
  other text not null,
  one_name text not null,
  other_name text not null,
  ruling text not null,
  reason text not null,
  account text,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index name_decision_by_time on name_decision (organisation, at);
create table name_look (
  organisation text not null,
  id text not null,
  account text not null,
  reason text not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index name_look_by_account on name_look (organisation, account, at);
create table debarment (
  organisation text not null,
  id text not null,
  national_id text not null,
  name text not null,
  since text not null,
  until text,
  legal_basis text not null,
  source text not null,
  recorded_at {int} not null,
  lifted_on text,
  lifted_reason text not null,
  primary key (organisation, id)
) {strict};
create index debarment_by_number on debarment (organisation, national_id);
create table money_threshold (
  organisation text not null,
  id text not null,
  kind text not null,
  amount_rials {int} not null,
  since text not null,
  until text,
  source text not null,
  recorded_at {int} not null,
  primary key (organisation, id)
) {strict};
