create table course (
  organisation text not null,
  id text not null,
  title text not null,
  title_en text not null,
  kind text not null,
  summary text not null,
  material text not null,
  articles text not null,
  legal_basis text not null,
  minutes {int} not null,
  in_person {bool} not null,
  pass_mark {int} not null,
  valid_months {int} not null,
  audience text not null,
  due_at {int},
  state text not null,
  made_by text,
  made_at {int} not null,
  primary key (organisation, id)
) {strict};
create table course_question (
  organisation text not null,
  id text not null,
  course text not null,
  position {int} not null,
  text text not null,
  choices text not null,
  answer {int} not null,
  why text not null,
  active {bool} not null,
  primary key (organisation, id)
) {strict};
create index course_question_by_course on course_question (organisation, course, position);
create table course_session (
  organisation text not null,
  id text not null,
  course text not null,
  starts_at {int} not null,
  minutes {int} not null,
  place text not null,
  trainer text not null,
  seats {int} not null,
  state text not null,
  state_reason text not null,
  held_by text,
  primary key (organisation, id)
) {strict};
create index course_session_by_course on course_session (organisation, course, starts_at);
create table course_seat (
  organisation text not null,
  id text not null,
  session text not null,
  person text not null,
  unit text,
  state text not null,
  at {int} not null,
  primary key (organisation, id),
  unique (organisation, session, person)
) {strict};
create index course_seat_by_person on course_seat (organisation, person);
create table course_test (
  organisation text not null,
  id text not null,
  course text not null,
  person text not null,
  unit text,
  phase text not null,
  correct {int} not null,
  asked {int} not null,
  passed {bool} not null,
  answers text not null,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index course_test_by_person on course_test (organisation, person, course, at);
create index course_test_by_course on course_test (organisation, course, at);
