create table text_mark (
  organisation text not null,
  area text not null,
  object text not null,
  at {int} not null,
  m0 {int} not null,
  m1 {int} not null,
  m2 {int} not null,
  m3 {int} not null,
  m4 {int} not null,
  m5 {int} not null,
  m6 {int} not null,
  m7 {int} not null,
  primary key (organisation, area, object)
) {strict};
create index text_mark_by_time on text_mark (organisation, area, at, object, m0, m1, m2, m3, m4, m5, m6, m7);
insert into text_mark (organisation, area, object, at, m0, m1, m2, m3, m4, m5, m6, m7)
  select organisation, 'resolution', id, deadline_at, -1, -1, -1, -1, -1, -1, -1, -1 from resolution;
insert into text_mark (organisation, area, object, at, m0, m1, m2, m3, m4, m5, m6, m7)
  select organisation, 'letter', id, at, -1, -1, -1, -1, -1, -1, -1, -1 from committee_letter;
insert into text_mark (organisation, area, object, at, m0, m1, m2, m3, m4, m5, m6, m7)
  select organisation, 'case', id, opened_at, -1, -1, -1, -1, -1, -1, -1, -1 from disciplinary_case;
drop index resolution_by_deadline;
create index resolution_by_deadline on resolution (organisation, deadline_at, id, state, committee, unit, item, aim, issued_at, closed_at);
drop index resolution_by_issue;
create index resolution_by_issue on resolution (organisation, committee, issued_at, id, state, deadline_at, closed_at, aim, item, unit);
create index resolution_by_item on resolution (organisation, item);
drop index committee_letter_by_time;
create index committee_letter_by_time on committee_letter (organisation, at, id, direction, committee, answered_at, due_at, resolution);
drop index disciplinary_case_by_time;
create index disciplinary_case_by_time on disciplinary_case (organisation, opened_at, id, state, subject, source, deadline_at);
