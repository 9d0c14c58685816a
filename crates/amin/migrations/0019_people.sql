create table charter_version (
  organisation text not null,
  id text not null,
  number {int} not null,
  title text not null,
  title_en text not null,
  preamble text not null,
  preamble_en text not null,
  source text not null,
  note text not null,
  effective_at {int} not null,
  text_hash text not null,
  made_by text,
  made_at {int} not null,
  primary key (organisation, id),
  unique (organisation, number)
) {strict};
create table charter_article (
  organisation text not null,
  id text not null,
  version text not null,
  position {int} not null,
  number text not null,
  title text not null,
  title_en text not null,
  text text not null,
  text_en text not null,
  primary key (organisation, id)
) {strict};
create index charter_article_by_version on charter_article (organisation, version, position);
create table pledge (
  organisation text not null,
  id text not null,
  version text not null,
  person text not null,
  account text not null,
  unit text,
  level text not null,
  entry {int} not null,
  at {int} not null,
  primary key (organisation, id),
  unique (organisation, version, person)
) {strict};
create index pledge_by_person on pledge (organisation, person, at);
create table scorecard (
  organisation text not null,
  id text not null,
  unit text not null,
  period text not null,
  manager text not null,
  manager_person text not null,
  reviewer text not null,
  reviewer_person text not null,
  talked_on text not null,
  participants text not null,
  notes text not null,
  measures text not null,
  manager_words text not null,
  snapshot_hash text not null,
  state text not null,
  reviewer_signed_at {int},
  manager_signed_at {int},
  recorded_at {int} not null,
  primary key (organisation, id),
  unique (organisation, unit, period)
) {strict};
create index scorecard_by_manager on scorecard (organisation, manager, state);
create table scorecard_figure (
  organisation text not null,
  id text not null,
  scorecard text not null,
  position {int} not null,
  code text not null,
  cell text not null,
  records text not null,
  primary key (organisation, id)
) {strict};
create index scorecard_figure_by_scorecard on scorecard_figure (organisation, scorecard, position);
create index journal_object_by_entry on journal_object (sequence, organisation);
create index journal_by_actor on journal (organisation, actor, kind);
