alter table procedure_version add column model text;
