//! What belongs to risks: map, anchors, appetites, controls, assessments, measures, acceptances, findings.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use crate::platform::query::Statement;

/// An area of the process map: id, Persian and English name.
pub type AreaRow = (String, String, String);

/// A process.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ProcessRow {
    /// Id.
    pub id: String,
    /// Area.
    pub area: String,
    /// Persian name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Code of its service in the catalogue.
    pub service: Option<String>,
    /// Whether new risks may be put under it.
    pub active: bool,
    /// Place in the list.
    pub position: i64,
}

/// An anchor of a scale.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AnchorRow {
    /// Id: scale and level.
    pub id: String,
    /// Scale.
    pub scale: String,
    /// 1 to 5.
    pub level: i64,
    /// Persian name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Persian text.
    pub text: String,
    /// English text.
    pub text_en: String,
}

/// An appetite of an area.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AppetiteRow {
    /// Id.
    pub id: String,
    /// Area.
    pub area: String,
    /// Greatest residual score that is borne without a decision.
    pub level: i64,
    /// First day, Gregorian `YYYY-MM-DD`.
    pub from_day: String,
    /// Who decided it, where.
    pub source: String,
    /// Account that wrote it down.
    pub account: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// A control.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ControlRow {
    /// Id.
    pub id: String,
    /// Risk.
    pub risk: String,
    /// Code of its kind.
    pub kind: String,
    /// Persian.
    pub text: String,
    /// English, or empty.
    pub text_en: String,
    /// Code of the strength of its design; none: not assessed.
    pub design: Option<String>,
    /// Code of the strength of its operation.
    pub operating: Option<String>,
    /// What shows it.
    pub evidence: String,
    /// Account that assessed it.
    pub assessed_by: Option<String>,
    /// When.
    pub assessed_at: Option<Timestamp>,
    /// Whether it still exists.
    pub active: bool,
}

/// An assessment.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AssessmentRow {
    /// Likelihood without controls.
    pub likelihood: i64,
    /// Impact without controls.
    pub impact: i64,
    /// Their product.
    pub inherent: i64,
    /// Residual score.
    pub residual: i64,
    /// Appetite of the area at that time.
    pub appetite: Option<i64>,
    /// Why so.
    pub reason: String,
    /// By which account.
    pub account: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// A measure of the preventive programme.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct MeasureRow {
    /// Id.
    pub id: String,
    /// Risk.
    pub risk: String,
    /// Area of the risk.
    pub area: String,
    /// Unit of the risk.
    pub unit: String,
    /// Code of its kind.
    pub kind: String,
    /// What is done.
    pub text: String,
    /// Account of its owner.
    pub owner: String,
    /// First day, Gregorian `YYYY-MM-DD`.
    pub from_day: String,
    /// Day until which it is due.
    pub due_day: String,
    /// Budget line, or empty.
    pub budget_line: String,
    /// Effect that is expected.
    pub expected: String,
    /// Code of its state.
    pub state: String,
    /// What was said at its last step.
    pub note: String,
    /// Residual score when it was begun.
    pub residual_before: i64,
    /// When it was done or dropped.
    pub closed_at: Option<Timestamp>,
}

/// An acceptance.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AcceptanceRow {
    /// Id.
    pub id: String,
    /// Risk.
    pub risk: String,
    /// Residual score that was accepted.
    pub residual: i64,
    /// Appetite of the area at that time.
    pub appetite: Option<i64>,
    /// Why.
    pub reason: String,
    /// Decision behind it, or empty.
    pub reference: String,
    /// Last day, Gregorian `YYYY-MM-DD`.
    pub until_day: String,
    /// Code of its state.
    pub state: String,
    /// Account that accepted.
    pub account: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// A finding that is linked to a risk.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LinkedRow {
    /// Id of the link.
    pub id: String,
    /// The finding.
    pub finding: String,
    /// When it was linked.
    pub at: Timestamp,
    /// Its title, Persian.
    pub title: String,
    /// English.
    pub title_en: String,
    /// Code of its kind.
    pub kind: String,
    /// Code of its state.
    pub state: String,
    /// Unit concerned.
    pub unit: Option<String>,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// When somebody decided what it means.
    pub decided_at: Option<Timestamp>,
}

/// The areas in order.
pub async fn areas(conn: &mut Conn, organisation: &str) -> Result<Vec<AreaRow>, Error> {
    fetch_all!(
        conn,
        AreaRow,
        "select id, name, name_en from risk_area where organisation = $1 order by position, id",
        organisation
    )
}

/// The processes in order.
pub async fn processes(conn: &mut Conn, organisation: &str) -> Result<Vec<ProcessRow>, Error> {
    fetch_all!(
        conn,
        ProcessRow,
        "select id, area, name, name_en, service, active, position from risk_process where organisation = $1 order by position, id",
        organisation
    )
}

/// The anchors, lowest first.
pub async fn anchors(conn: &mut Conn, organisation: &str) -> Result<Vec<AnchorRow>, Error> {
    fetch_all!(
        conn,
        AnchorRow,
        "select id, scale, level, name, name_en, text, text_en from risk_anchor where organisation = $1 order by scale, level",
        organisation
    )
}

/// All appetites, the newest of each area first.
pub async fn all_appetites(conn: &mut Conn, organisation: &str) -> Result<Vec<AppetiteRow>, Error> {
    fetch_all!(
        conn,
        AppetiteRow,
        "select id, area, level, from_day, source, account, at from risk_appetite where organisation = $1 order by area, from_day desc, at desc",
        organisation
    )
}

/// The appetite in force of each area on a day (Gregorian `YYYY-MM-DD`).
pub async fn appetites(
    conn: &mut Conn,
    organisation: &str,
    day: &str,
) -> Result<Vec<(String, i64)>, Error> {
    let mut found: Vec<(String, i64)> = Vec::new();
    for row in all_appetites(conn, organisation).await? {
        if row.from_day.as_str() <= day && !found.iter().any(|(area, _)| *area == row.area) {
            found.push((row.area, row.level));
        }
    }
    Ok(found)
}

/// The controls of a risk, those that exist first.
pub async fn controls(
    conn: &mut Conn,
    organisation: &str,
    risk: &str,
) -> Result<Vec<ControlRow>, Error> {
    fetch_all!(
        conn,
        ControlRow,
        "select id, risk, kind, text, text_en, design, operating, evidence, assessed_by, assessed_at, active from risk_control
         where organisation = $1 and risk = $2 order by active desc, id",
        organisation,
        risk
    )
}

/// The assessments of a risk, oldest first.
pub async fn assessments(
    conn: &mut Conn,
    organisation: &str,
    risk: &str,
) -> Result<Vec<AssessmentRow>, Error> {
    fetch_all!(
        conn,
        AssessmentRow,
        "select likelihood, impact, inherent, residual, appetite, reason, account, at from risk_assessment
         where organisation = $1 and risk = $2 order by at, id",
        organisation,
        risk
    )
}

/// The measures of a risk, newest first.
pub async fn measures(
    conn: &mut Conn,
    organisation: &str,
    risk: &str,
) -> Result<Vec<MeasureRow>, Error> {
    fetch_all!(
        conn,
        MeasureRow,
        "select id, risk, area, unit, kind, text, owner, from_day, due_day, budget_line, expected, state, note, residual_before, closed_at
         from risk_measure where organisation = $1 and risk = $2 order by from_day desc, id desc",
        organisation,
        risk
    )
}

/// Which measures of the programme.
#[derive(Debug, Clone, Default)]
pub struct MeasureFilter {
    /// Code of a state, `open`, `late`, or empty.
    pub state: String,
    /// An area, or empty.
    pub area: String,
    /// Units whose measures are seen; none: all.
    pub units: Option<Vec<String>>,
    /// Today, Gregorian `YYYY-MM-DD`.
    pub today: String,
}

fn measure_conditions(sql: &'static str, organisation: &str, filter: &MeasureFilter) -> Statement {
    let mut s = Statement::new(sql);
    s.push(" where organisation = ").text(organisation);
    match filter.state.as_str() {
        "" => {}
        "open" | "late" => {
            s.push(" and state in ").list(&["planned", "under-way"]);
        }
        state => {
            s.push(" and state = ").text(state);
        }
    }
    if filter.state == "late" {
        s.push(" and due_day < ").text(&filter.today);
    }
    if !filter.area.is_empty() {
        s.push(" and area = ").text(&filter.area);
    }
    if let Some(units) = &filter.units {
        s.push(" and unit in ").list(units);
    }
    s
}

/// How many measures.
pub async fn count_measures(
    conn: &mut Conn,
    organisation: &str,
    filter: &MeasureFilter,
) -> Result<i64, Error> {
    measure_conditions("select count(*) from risk_measure", organisation, filter)
        .count(conn)
        .await
}

/// Some of them: those due first come first.
pub async fn programme(
    conn: &mut Conn,
    organisation: &str,
    filter: &MeasureFilter,
    limit: i64,
    skip: i64,
) -> Result<Vec<MeasureRow>, Error> {
    let mut s = measure_conditions(
        "select id, risk, area, unit, kind, text, owner, from_day, due_day, budget_line, expected, state, note, residual_before, closed_at
         from risk_measure",
        organisation,
        filter,
    );
    s.push(" order by case when state in ('planned', 'under-way') then 0 else 1 end, due_day, id limit ")
        .whole(limit)
        .push(" offset ")
        .whole(skip);
    s.all(conn).await
}

/// The acceptances of a risk, newest first.
pub async fn acceptances(
    conn: &mut Conn,
    organisation: &str,
    risk: &str,
) -> Result<Vec<AcceptanceRow>, Error> {
    fetch_all!(
        conn,
        AcceptanceRow,
        "select id, risk, residual, appetite, reason, reference, until_day, state, account, at from risk_acceptance
         where organisation = $1 and risk = $2 order by at desc, id desc",
        organisation,
        risk
    )
}

/// An acceptance by id.
pub async fn acceptance(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<AcceptanceRow>, Error> {
    fetch_optional!(
        conn,
        AcceptanceRow,
        "select id, risk, residual, appetite, reason, reference, until_day, state, account, at from risk_acceptance
         where organisation = $1 and id = $2",
        organisation,
        id
    )
}

/// The findings that are linked to a risk, the newest first.
pub async fn linked(
    conn: &mut Conn,
    organisation: &str,
    risk: &str,
) -> Result<Vec<LinkedRow>, Error> {
    fetch_all!(
        conn,
        LinkedRow,
        "select l.id, l.finding, l.at, f.title, f.title_en, f.kind, f.state, f.unit, f.raised_at, f.decided_at
         from risk_finding l join finding f on f.organisation = l.organisation and f.id = l.finding
         where l.organisation = $1 and l.risk = $2 and l.active = $3 order by f.raised_at desc, l.id",
        organisation,
        risk,
        true
    )
}

/// How many findings are linked to each of some risks.
pub async fn linked_counts(
    conn: &mut Conn,
    organisation: &str,
    risks: &[String],
) -> Result<Vec<(String, i64)>, Error> {
    let mut s = Statement::new("select risk, count(*) from risk_finding where organisation = ");
    s.text(organisation).push(" and active = ").flag(true);
    s.push(" and risk in ").list(risks).push(" group by risk");
    s.all(conn).await
}

/// The risks that a finding is linked to: id, number, event in Persian and English, unit.
pub async fn risks_of(
    conn: &mut Conn,
    organisation: &str,
    finding: &str,
) -> Result<Vec<(String, i64, String, String, String)>, Error> {
    fetch_all!(
        conn,
        (String, i64, String, String, String),
        "select r.id, r.number, r.event, r.event_en, r.unit from risk_finding l
         join risk r on r.organisation = l.organisation and r.id = l.risk
         where l.organisation = $1 and l.finding = $2 and l.active = $3 order by r.number",
        organisation,
        finding,
        true
    )
}

/// Writes an area.
pub(in crate::risks) async fn insert_area(
    tx: &mut Tx,
    organisation: &str,
    (id, name, name_en): (&str, &str, &str),
    position: i64,
) -> Result<(), Error> {
    change!(
        tx,
        "risk_area",
        id,
        "insert into risk_area (organisation, id, name, name_en, position) values ($1, $2, $3, $4, $5)",
        organisation,
        id,
        name,
        name_en,
        position
    )?;
    Ok(())
}

/// Writes a process, new or changed.
pub(in crate::risks) async fn put_process(
    tx: &mut Tx,
    organisation: &str,
    row: &ProcessRow,
) -> Result<(), Error> {
    change!(
        tx,
        "risk_process",
        &row.id,
        "insert into risk_process (organisation, id, area, name, name_en, service, active, position)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (organisation, id) do update set name = excluded.name, name_en = excluded.name_en, service = excluded.service,
             active = excluded.active",
        organisation,
        &row.id,
        &row.area,
        &row.name,
        &row.name_en,
        &row.service,
        row.active,
        row.position
    )?;
    Ok(())
}

/// Writes an anchor, new or changed.
pub(in crate::risks) async fn put_anchor(
    tx: &mut Tx,
    organisation: &str,
    row: &AnchorRow,
) -> Result<(), Error> {
    change!(
        tx,
        "risk_anchor",
        &row.id,
        "insert into risk_anchor (organisation, id, scale, level, name, name_en, text, text_en) values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (organisation, id) do update set name = excluded.name, name_en = excluded.name_en, text = excluded.text,
             text_en = excluded.text_en",
        organisation,
        &row.id,
        &row.scale,
        row.level,
        &row.name,
        &row.name_en,
        &row.text,
        &row.text_en
    )?;
    Ok(())
}

/// Writes an appetite.
pub(in crate::risks) async fn insert_appetite(
    tx: &mut Tx,
    organisation: &str,
    row: &AppetiteRow,
) -> Result<(), Error> {
    change!(
        tx,
        "risk_appetite",
        &row.id,
        "insert into risk_appetite (organisation, id, area, level, from_day, source, account, at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        organisation,
        &row.id,
        &row.area,
        row.level,
        &row.from_day,
        &row.source,
        &row.account,
        row.at
    )?;
    Ok(())
}

/// Writes a control, new or changed.
pub(in crate::risks) async fn put_control(
    tx: &mut Tx,
    organisation: &str,
    row: &ControlRow,
) -> Result<(), Error> {
    change!(
        tx,
        "risk_control",
        &row.id,
        "insert into risk_control (organisation, id, risk, kind, text, text_en, design, operating, evidence, assessed_by, assessed_at, active)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (organisation, id) do update set design = excluded.design, operating = excluded.operating,
             evidence = excluded.evidence, assessed_by = excluded.assessed_by, assessed_at = excluded.assessed_at, active = excluded.active",
        organisation,
        &row.id,
        &row.risk,
        &row.kind,
        &row.text,
        &row.text_en,
        &row.design,
        &row.operating,
        &row.evidence,
        &row.assessed_by,
        row.assessed_at,
        row.active
    )?;
    Ok(())
}

/// Keeps an assessment.
pub(in crate::risks) async fn insert_assessment(
    tx: &mut Tx,
    organisation: &str,
    risk: &str,
    row: &AssessmentRow,
) -> Result<(), Error> {
    let id = tx.new_id(row.at);
    change!(
        tx,
        "risk_assessment",
        &id,
        "insert into risk_assessment (organisation, id, risk, likelihood, impact, inherent, residual, appetite, reason, account, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        organisation,
        &id,
        risk,
        row.likelihood,
        row.impact,
        row.inherent,
        row.residual,
        row.appetite,
        &row.reason,
        &row.account,
        row.at
    )?;
    Ok(())
}

/// Writes a measure, new or moved.
pub(in crate::risks) async fn put_measure(
    tx: &mut Tx,
    organisation: &str,
    row: &MeasureRow,
) -> Result<(), Error> {
    change!(
        tx,
        "risk_measure",
        &row.id,
        "insert into risk_measure (organisation, id, risk, area, unit, kind, text, owner, from_day, due_day, budget_line, expected, state,
             note, residual_before, closed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         on conflict (organisation, id) do update set state = excluded.state, note = excluded.note, closed_at = excluded.closed_at,
             area = excluded.area, unit = excluded.unit",
        organisation,
        &row.id,
        &row.risk,
        &row.area,
        &row.unit,
        &row.kind,
        &row.text,
        &row.owner,
        &row.from_day,
        &row.due_day,
        &row.budget_line,
        &row.expected,
        &row.state,
        &row.note,
        row.residual_before,
        row.closed_at
    )?;
    Ok(())
}

/// Writes an acceptance, new or ended.
pub(in crate::risks) async fn put_acceptance(
    tx: &mut Tx,
    organisation: &str,
    row: &AcceptanceRow,
) -> Result<(), Error> {
    change!(
        tx,
        "risk_acceptance",
        &row.id,
        "insert into risk_acceptance (organisation, id, risk, residual, appetite, reason, reference, until_day, state, account, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (organisation, id) do update set state = excluded.state",
        organisation,
        &row.id,
        &row.risk,
        row.residual,
        row.appetite,
        &row.reason,
        &row.reference,
        &row.until_day,
        &row.state,
        &row.account,
        row.at
    )?;
    Ok(())
}

/// Links a finding, or ends a link.
pub(in crate::risks) async fn put_link(
    tx: &mut Tx,
    organisation: &str,
    (id, risk, finding): (&str, &str, &str),
    active: bool,
    account: Option<&String>,
    now: Timestamp,
) -> Result<(), Error> {
    change!(
        tx,
        "risk_finding",
        id,
        "insert into risk_finding (organisation, id, risk, finding, active, account, at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (organisation, id) do update set active = excluded.active",
        organisation,
        id,
        risk,
        finding,
        active,
        account,
        now
    )?;
    Ok(())
}
