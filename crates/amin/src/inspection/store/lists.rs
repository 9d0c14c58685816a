//! SQL of inspectors, checklists and yearly plans.

use sqlx::AssertSqlSafe;
use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

/// An inspector with the decree that makes them one.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct InspectorRow {
    /// Id.
    pub id: String,
    /// Person.
    pub person: String,
    /// Number of the decree.
    pub decree: String,
    /// Its day, Gregorian `YYYY-MM-DD`.
    pub decree_on: String,
    /// First day on which it holds.
    pub from_day: String,
    /// Last day.
    pub to_day: String,
    /// Day from which it no longer holds, where it was ended early.
    pub ended_on: Option<String>,
    /// Why.
    pub ended_note: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

const INSPECTOR_COLUMNS: &str =
    "id, person, decree, decree_on, from_day, to_day, ended_on, ended_note, recorded_at";

/// An inspector with the decree that makes them one by id.
pub async fn inspector(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<InspectorRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {INSPECTOR_COLUMNS} from inspector where organisation = $1 and id = $2"
    ));
    fetch_optional!(conn, InspectorRow, sql, organisation, id)
}

/// Writes a new row.
pub(in crate::inspection) async fn insert_inspector(
    tx: &mut Tx,
    organisation: &str,
    row: &InspectorRow,
) -> Result<(), Error> {
    change!(
        tx,
        "inspector",
        &row.id,
        "insert into inspector (organisation, id, person, decree, decree_on, from_day, to_day, ended_on, ended_note, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        organisation,
        &row.id,
        &row.person,
        &row.decree,
        &row.decree_on,
        &row.from_day,
        &row.to_day,
        &row.ended_on,
        &row.ended_note,
        row.recorded_at,
    )?;
    Ok(())
}

/// Writes what was changed.
pub(in crate::inspection) async fn save_inspector(
    tx: &mut Tx,
    organisation: &str,
    row: &InspectorRow,
) -> Result<(), Error> {
    change!(
        tx,
        "inspector",
        &row.id,
        "update inspector set ended_on = $3, ended_note = $4
         where organisation = $1 and id = $2",
        organisation,
        &row.id,
        &row.ended_on,
        &row.ended_note,
    )?;
    Ok(())
}

impl InspectorRow {
    /// Whether the decree holds on every day of a span, days as Gregorian `YYYY-MM-DD`.
    pub fn holds(&self, from: &str, to: &str) -> bool {
        self.from_day.as_str() <= from
            && to <= self.to_day.as_str()
            && self.ended_on.as_deref().is_none_or(|end| to < end)
    }
}

/// All inspectors, the newest decree first.
pub async fn inspectors(conn: &mut Conn, organisation: &str) -> Result<Vec<InspectorRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {INSPECTOR_COLUMNS} from inspector where organisation = $1 order by from_day desc, id desc"
    ));
    fetch_all!(conn, InspectorRow, sql, organisation)
}

/// A version of a checklist.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ChecklistRow {
    /// Id.
    pub id: String,
    /// Word by which versions belong together.
    pub code: String,
    /// Version, from 1.
    pub version: i64,
    /// Process it is for.
    pub area: String,
    /// Persian title.
    pub title: String,
    /// English title.
    pub title_en: String,
    /// Article of the charter or rule.
    pub article: String,
    /// Where it comes from.
    pub source: String,
    /// `binding`, `adopted` or `reference`.
    pub applicability: String,
    /// First day, Gregorian.
    pub valid_from: String,
    /// Day on which a newer version took its place.
    pub replaced_on: Option<String>,
}

const CHECKLIST_COLUMNS: &str = "id, code, version, area, title, title_en, article, source, applicability, valid_from, replaced_on";

/// A version of a checklist by id.
pub async fn checklist(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<ChecklistRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {CHECKLIST_COLUMNS} from checklist where organisation = $1 and id = $2"
    ));
    fetch_optional!(conn, ChecklistRow, sql, organisation, id)
}

/// Writes a new row.
pub(in crate::inspection) async fn insert_checklist(
    tx: &mut Tx,
    organisation: &str,
    row: &ChecklistRow,
) -> Result<(), Error> {
    change!(
        tx,
        "checklist",
        &row.id,
        "insert into checklist (organisation, id, code, version, area, title, title_en, article, source, applicability, valid_from, replaced_on)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        organisation,
        &row.id,
        &row.code,
        row.version,
        &row.area,
        &row.title,
        &row.title_en,
        &row.article,
        &row.source,
        &row.applicability,
        &row.valid_from,
        &row.replaced_on,
    )?;
    Ok(())
}

/// Writes what was changed.
pub(in crate::inspection) async fn save_checklist(
    tx: &mut Tx,
    organisation: &str,
    row: &ChecklistRow,
) -> Result<(), Error> {
    change!(
        tx,
        "checklist",
        &row.id,
        "update checklist set replaced_on = $3
         where organisation = $1 and id = $2",
        organisation,
        &row.id,
        &row.replaced_on,
    )?;
    Ok(())
}

/// An item of a checklist.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ChecklistItemRow {
    /// Id.
    pub id: String,
    /// Place, from 1.
    pub position: i64,
    /// What is looked at, Persian.
    pub text: String,
    /// In English; empty where nobody wrote it.
    pub text_en: String,
}

/// All versions of all checklists: those in force first, by word.
pub async fn checklists(conn: &mut Conn, organisation: &str) -> Result<Vec<ChecklistRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {CHECKLIST_COLUMNS} from checklist where organisation = $1
         order by case when replaced_on is null then 0 else 1 end, code, version desc"
    ));
    fetch_all!(conn, ChecklistRow, sql, organisation)
}

/// The items of a checklist in order.
pub async fn checklist_items(
    conn: &mut Conn,
    organisation: &str,
    checklist: &str,
) -> Result<Vec<ChecklistItemRow>, Error> {
    fetch_all!(
        conn,
        ChecklistItemRow,
        "select id, position, text, text_en from checklist_item where organisation = $1 and checklist = $2 order by position",
        organisation,
        checklist
    )
}

/// Writes a new item.
pub(in crate::inspection) async fn insert_checklist_item(
    tx: &mut Tx,
    organisation: &str,
    checklist: &str,
    row: &ChecklistItemRow,
) -> Result<(), Error> {
    change!(
        tx,
        "checklist_item",
        &row.id,
        "insert into checklist_item (organisation, id, checklist, position, text, text_en) values ($1, $2, $3, $4, $5, $6)",
        organisation,
        &row.id,
        checklist,
        row.position,
        &row.text,
        &row.text_en
    )?;
    Ok(())
}

/// A yearly plan.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PlanRow {
    /// Id.
    pub id: String,
    /// Solar Hijri year.
    pub year: i64,
    /// Code of the state.
    pub state: String,
    /// Account that opened it.
    pub made_by: Option<String>,
    /// When it was opened.
    pub made_at: Timestamp,
    /// Account that approved it.
    pub approved_by: Option<String>,
    /// When it was approved.
    pub approved_at: Option<Timestamp>,
}

const INSPECTION_PLAN_COLUMNS: &str = "id, year, state, made_by, made_at, approved_by, approved_at";

/// Accounts that opened a plan, or wrote or dropped a line of it, as the journal has them.
pub async fn planners(
    conn: &mut Conn,
    organisation: &str,
    plan: &str,
) -> Result<Vec<String>, Error> {
    let rows = fetch_all!(
        conn,
        (String,),
        "select distinct j.actor from journal_object o join journal j on j.sequence = o.sequence
         where o.organisation = $1 and o.object_type = 'inspection-plan' and o.object_id = $2 and j.actor is not null
         and j.kind in ('inspection.plan-opened', 'inspection.plan-line-added', 'inspection.plan-line-dropped')",
        organisation,
        plan
    )?;
    Ok(rows.into_iter().map(|(account,)| account).collect())
}

/// A yearly plan by id.
pub async fn plan(conn: &mut Conn, organisation: &str, id: &str) -> Result<Option<PlanRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {INSPECTION_PLAN_COLUMNS} from inspection_plan where organisation = $1 and id = $2"
    ));
    fetch_optional!(conn, PlanRow, sql, organisation, id)
}

/// Writes a new row.
pub(in crate::inspection) async fn insert_plan(
    tx: &mut Tx,
    organisation: &str,
    row: &PlanRow,
) -> Result<(), Error> {
    change!(
        tx,
        "inspection_plan",
        &row.id,
        "insert into inspection_plan (organisation, id, year, state, made_by, made_at, approved_by, approved_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        organisation,
        &row.id,
        row.year,
        &row.state,
        &row.made_by,
        row.made_at,
        &row.approved_by,
        row.approved_at,
    )?;
    Ok(())
}

/// Writes what was changed.
pub(in crate::inspection) async fn save_plan(
    tx: &mut Tx,
    organisation: &str,
    row: &PlanRow,
) -> Result<(), Error> {
    change!(
        tx,
        "inspection_plan",
        &row.id,
        "update inspection_plan set state = $3, approved_by = $4, approved_at = $5
         where organisation = $1 and id = $2",
        organisation,
        &row.id,
        &row.state,
        &row.approved_by,
        row.approved_at,
    )?;
    Ok(())
}

/// All plans, the newest year first.
pub async fn plans(conn: &mut Conn, organisation: &str) -> Result<Vec<PlanRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {INSPECTION_PLAN_COLUMNS} from inspection_plan where organisation = $1 order by year desc"
    ));
    fetch_all!(conn, PlanRow, sql, organisation)
}

/// A line of a plan: what is to be inspected, why, how much it weighs.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PlanLineRow {
    /// Id.
    pub id: String,
    /// Plan.
    pub plan: String,
    /// Unit.
    pub unit: String,
    /// Process.
    pub process: String,
    /// Why.
    pub reason: String,
    /// Weight, 1 to 5.
    pub weight: i64,
    /// Quarter in which it is due, 1 to 4.
    pub quarter: i64,
    /// Id of the risk that it answers, where one is known.
    pub risk: Option<String>,
    /// Taken out of the draft.
    pub dropped: bool,
    /// When it was written.
    pub at: Timestamp,
}

const INSPECTION_PLAN_LINE_COLUMNS: &str =
    "id, plan, unit, process, reason, weight, quarter, risk, dropped, at";

/// A line of a plan: what is to be inspected, why, how much it weighs by id.
pub async fn plan_line(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<PlanLineRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {INSPECTION_PLAN_LINE_COLUMNS} from inspection_plan_line where organisation = $1 and id = $2"
    ));
    fetch_optional!(conn, PlanLineRow, sql, organisation, id)
}

/// Writes a new row.
pub(in crate::inspection) async fn insert_plan_line(
    tx: &mut Tx,
    organisation: &str,
    row: &PlanLineRow,
) -> Result<(), Error> {
    change!(
        tx,
        "inspection_plan_line",
        &row.id,
        "insert into inspection_plan_line (organisation, id, plan, unit, process, reason, weight, quarter, risk, dropped, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        organisation,
        &row.id,
        &row.plan,
        &row.unit,
        &row.process,
        &row.reason,
        row.weight,
        row.quarter,
        &row.risk,
        row.dropped,
        row.at,
    )?;
    Ok(())
}

/// Writes what was changed.
pub(in crate::inspection) async fn save_plan_line(
    tx: &mut Tx,
    organisation: &str,
    row: &PlanLineRow,
) -> Result<(), Error> {
    change!(
        tx,
        "inspection_plan_line",
        &row.id,
        "update inspection_plan_line set dropped = $3
         where organisation = $1 and id = $2",
        organisation,
        &row.id,
        row.dropped,
    )?;
    Ok(())
}

/// The lines of a plan that were not dropped, the heaviest first.
pub async fn plan_lines(
    conn: &mut Conn,
    organisation: &str,
    plan: &str,
) -> Result<Vec<PlanLineRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {INSPECTION_PLAN_LINE_COLUMNS} from inspection_plan_line where organisation = $1 and plan = $2 and dropped = $3
         order by weight desc, quarter, id"
    ));
    fetch_all!(conn, PlanLineRow, sql, organisation, plan, false)
}
