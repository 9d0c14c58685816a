create index account_by_person on account (organisation, person);
create index gift_by_person on gift (organisation, person);
create index matter_recusal_by_person on matter_recusal (organisation, person);
create index declaration_condition_by_person on declaration_condition (organisation, person);
create table recusal_end (
  organisation text not null,
  id text not null,
  declaration text not null,
  person text not null,
  reason text not null,
  account text,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index recusal_end_by_declaration on recusal_end (organisation, declaration);
create table rule_adoption (
  organisation text not null,
  id text not null,
  rule_set text not null,
  source text not null,
  since text not null,
  until text,
  end_source text not null,
  account text,
  recorded_at {int} not null,
  primary key (organisation, id)
) {strict};
alter table account_grant add column since {int};
create table past_office (
  organisation text not null,
  id text not null,
  account text not null,
  person text not null,
  role text not null,
  unit text,
  since {int},
  until {int} not null,
  primary key (organisation, id)
) {strict};
create index past_office_by_person on past_office (organisation, person);
create table dealing (
  organisation text not null,
  id text not null,
  tender text not null,
  kind text not null,
  one text not null,
  one_name text not null,
  other text not null,
  other_name text not null,
  since text not null,
  until text not null,
  source text not null,
  recorded_at {int} not null,
  primary key (organisation, id)
) {strict};
create index dealing_by_one on dealing (organisation, one, kind);
create index dealing_by_other on dealing (organisation, other, kind);
create index dealing_by_tender on dealing (organisation, tender);
create table party_contact (
  organisation text not null,
  id text not null,
  tender text not null,
  party text not null,
  party_name text not null,
  value text not null,
  source text not null,
  recorded_at {int} not null,
  primary key (organisation, id)
) {strict};
create index party_contact_by_party on party_contact (organisation, party);
create index party_contact_by_value on party_contact (organisation, value);
create index party_contact_by_tender on party_contact (organisation, tender);
create index person_by_phone on person (organisation, phone);
create index person_by_email on person (organisation, lower(email));
insert into job (id, organisation, kind, payload, run_after)
  select 'dealings-' || t.organisation, t.organisation, 'interests.dealings', '{}', 0
  from (select distinct organisation from tender) t;
alter table firm add column shareholders {int};
alter table record_party add column shareholders {int};
alter table waiver add column decider_account text;
alter table waiver add column beneficiary_id text;
