create table risk_area (
  organisation text not null,
  id text not null,
  name text not null,
  name_en text not null,
  position {int} not null,
  primary key (organisation, id)
) {strict};
create table risk_process (
  organisation text not null,
  id text not null,
  area text not null,
  name text not null,
  name_en text not null,
  service text,
  active {bool} not null,
  position {int} not null,
  primary key (organisation, id)
) {strict};
create table risk_anchor (
  organisation text not null,
  id text not null,
  scale text not null,
  level {int} not null,
  name text not null,
  name_en text not null,
  text text not null,
  text_en text not null,
  primary key (organisation, id)
) {strict};
create table risk_appetite (
  organisation text not null,
  id text not null,
  area text not null,
  level {int} not null,
  from_day text not null,
  source text not null,
  account text,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index risk_appetite_by_area on risk_appetite (organisation, area, from_day);
create table risk (
  organisation text not null,
  id text not null,
  number {int} not null,
  area text not null,
  process text not null,
  unit text not null,
  owner text not null,
  library text,
  cause text not null,
  event text not null,
  effect text not null,
  cause_en text not null,
  event_en text not null,
  effect_en text not null,
  text_key text not null,
  state text not null,
  likelihood {int} not null,
  impact {int} not null,
  inherent {int} not null,
  residual_likelihood {int} not null,
  residual_impact {int} not null,
  residual {int} not null,
  assessed_at {int},
  assessed_by text,
  measures {int} not null,
  accepted_until text,
  created_at {int} not null,
  primary key (organisation, id)
) {strict};
create index risk_by_residual on risk (organisation, state, residual, number);
create index risk_by_number on risk (organisation, number);
create index risk_by_process on risk (organisation, process);
create index risk_by_unit on risk (organisation, unit, state);
create index risk_by_library on risk (organisation, library);
create table risk_control (
  organisation text not null,
  id text not null,
  risk text not null,
  kind text not null,
  text text not null,
  text_en text not null,
  design text,
  operating text,
  evidence text not null,
  assessed_by text,
  assessed_at {int},
  active {bool} not null,
  primary key (organisation, id)
) {strict};
create index risk_control_by_risk on risk_control (organisation, risk);
create table risk_assessment (
  organisation text not null,
  id text not null,
  risk text not null,
  likelihood {int} not null,
  impact {int} not null,
  inherent {int} not null,
  residual {int} not null,
  appetite {int},
  reason text not null,
  account text,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index risk_assessment_by_risk on risk_assessment (organisation, risk, at);
create table risk_measure (
  organisation text not null,
  id text not null,
  risk text not null,
  area text not null,
  unit text not null,
  kind text not null,
  text text not null,
  owner text not null,
  from_day text not null,
  due_day text not null,
  budget_line text not null,
  expected text not null,
  state text not null,
  note text not null,
  residual_before {int} not null,
  closed_at {int},
  primary key (organisation, id)
) {strict};
create index risk_measure_by_risk on risk_measure (organisation, risk);
create index risk_measure_by_due on risk_measure (organisation, state, due_day);
create table risk_acceptance (
  organisation text not null,
  id text not null,
  risk text not null,
  residual {int} not null,
  appetite {int},
  reason text not null,
  reference text not null,
  until_day text not null,
  state text not null,
  account text,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index risk_acceptance_by_risk on risk_acceptance (organisation, risk, at);
create table risk_finding (
  organisation text not null,
  id text not null,
  risk text not null,
  finding text not null,
  active {bool} not null,
  account text,
  at {int} not null,
  primary key (organisation, id)
) {strict};
create index risk_finding_by_risk on risk_finding (organisation, risk);
create index risk_finding_by_finding on risk_finding (organisation, finding);
