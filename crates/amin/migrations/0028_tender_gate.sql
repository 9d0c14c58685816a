alter table tender_decider add column part text;
alter table tender_screening add column rule_fa text;
alter table tender_screening add column rule_en text;
alter table tender_screening add column second_fa text;
alter table tender_screening add column second_en text;
create table tender_measure (
  organisation text not null,
  id text not null,
  fence text not null,
  population {int} not null,
  rule text not null,
  input_hash text not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create table tender_import (
  organisation text not null,
  id text not null,
  unit text not null,
  file_name text not null,
  sha256 text not null,
  fresh {int} not null,
  changed {int} not null,
  unchanged {int} not null,
  left_out {int} not null,
  report text not null,
  account text,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index tender_import_by_time on tender_import (organisation, at);
