create table committee_answer (
  organisation text not null,
  id text not null,
  session text not null,
  seat text not null,
  person text not null,
  answer text not null,
  reason text not null,
  account text,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create unique index committee_answer_by_session on committee_answer (organisation, session, person);
