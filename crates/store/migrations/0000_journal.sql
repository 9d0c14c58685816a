create table journal (
  sequence {int} primary key,
  organisation text not null,
  kind text not null,
  actor text,
  role text not null,
  unit text,
  at {int} not null,
  record text not null,
  entry {blob} not null,
  leaf {blob} not null
) {strict};
create index journal_by_kind on journal (organisation, kind, at);
create table journal_object (
  organisation text not null,
  object_type text not null,
  object_id text not null,
  sequence {int} not null references journal (sequence),
  primary key (organisation, object_type, object_id, sequence)
) {strict};
create table job (
  id text primary key,
  organisation text not null,
  kind text not null,
  payload text not null,
  run_after {int} not null,
  attempts {int} not null default 0,
  locked_until {int} not null default 0,
  done_at {int},
  last_error text
) {strict};
create index job_waiting on job (done_at, run_after);
