create table organisation (
  organisation text not null,
  id text not null,
  slug text not null unique,
  name text not null,
  name_en text not null,
  kind text not null,
  active {bool} not null,
  created_at {int} not null,
  primary key (organisation, id)
) {strict};
create table unit (
  organisation text not null,
  id text not null,
  parent text,
  name text not null,
  name_en text not null,
  name_key text not null,
  district text,
  active {bool} not null,
  position {int} not null,
  primary key (organisation, id)
) {strict};
create table post (
  organisation text not null,
  id text not null,
  unit text not null,
  title text not null,
  active {bool} not null,
  primary key (organisation, id)
) {strict};
create table person (
  organisation text not null,
  id text not null,
  name text not null,
  name_key text not null,
  post text,
  phone text,
  email text,
  active {bool} not null,
  primary key (organisation, id)
) {strict};
create table account (
  organisation text not null,
  id text not null,
  person text not null,
  username text not null,
  password_hash text not null,
  totp_secret text,
  active {bool} not null,
  primary key (organisation, id),
  unique (organisation, username)
) {strict};
create table account_grant (
  organisation text not null,
  id text not null,
  account text not null,
  role text not null,
  unit text,
  primary key (organisation, id)
) {strict};
create index account_grant_by_account on account_grant (organisation, account);
create table holiday (
  organisation text not null,
  id text not null,
  name text not null,
  year {int},
  month {int} not null,
  day {int} not null,
  source text not null,
  verified {bool} not null,
  valid_from text,
  valid_to text,
  active {bool} not null,
  primary key (organisation, id)
) {strict};
create table setting (
  organisation text not null,
  id text not null,
  value text not null,
  source text not null,
  applicability text not null,
  valid_from text not null,
  primary key (organisation, id)
) {strict};
create table session (
  id text primary key,
  organisation text not null,
  account text not null,
  created_at {int} not null,
  seen_at {int} not null,
  stepped_up_at {int},
  browser text not null
) {strict};
create index session_by_account on session (organisation, account);
create table totp_used (
  account text primary key,
  step {int} not null
) {strict};
create table outbox (
  id text primary key,
  organisation text not null,
  channel text not null,
  recipient text not null,
  subject text not null,
  body text not null,
  made_at {int} not null,
  sent_at {int},
  how text not null
) {strict};
create index outbox_by_time on outbox (organisation, made_at);
