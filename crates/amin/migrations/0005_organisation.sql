alter table account add column temporary_until {int};
alter table holiday add column name_en text;
create index person_by_key on person (organisation, name_key);
