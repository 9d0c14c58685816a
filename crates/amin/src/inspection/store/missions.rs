//! SQL of missions, who is sent, and who is kept from them.

use sqlx::AssertSqlSafe;
use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use crate::platform::query::Statement;

/// A mission.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct MissionRow {
    /// Id.
    pub id: String,
    /// Number as people quote it.
    pub number: String,
    /// Code of its kind.
    pub kind: String,
    /// Line of the plan it carries out.
    pub plan_line: Option<String>,
    /// Mission that it follows up.
    pub follows: Option<String>,
    /// Unit.
    pub unit: String,
    /// Process.
    pub process: String,
    /// Code of the service.
    pub service: Option<String>,
    /// What is to be looked at and why.
    pub purpose: String,
    /// Version of the checklist.
    pub checklist: String,
    /// First day, Gregorian.
    pub from_day: String,
    /// Last day.
    pub to_day: String,
    /// Code of the state.
    pub state: String,
    /// Account that ordered it.
    pub ordered_by: Option<String>,
    /// Its person.
    pub ordered_person: Option<String>,
    /// When it was ordered.
    pub ordered_at: Timestamp,
    /// When the letter was handed over.
    pub started_at: Option<Timestamp>,
    /// When it was reported.
    pub reported_at: Option<Timestamp>,
    /// The report as fixed, JSON.
    pub report: Option<String>,
    /// Its SHA-256, hex.
    pub report_hash: Option<String>,
    /// When the report was confirmed or the mission cancelled.
    pub closed_at: Option<Timestamp>,
    /// Account that did so.
    pub closed_by: Option<String>,
    /// What was said then.
    pub closing_note: String,
}

const MISSION_COLUMNS: &str = "id, number, kind, plan_line, follows, unit, process, service, purpose, checklist, from_day, to_day, state,  \
     ordered_by, ordered_person, ordered_at, started_at, reported_at, report, report_hash, closed_at, closed_by,  \
     closing_note";

/// A mission by id.
pub async fn mission(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<MissionRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {MISSION_COLUMNS} from mission where organisation = $1 and id = $2"
    ));
    fetch_optional!(conn, MissionRow, sql, organisation, id)
}

/// Writes a new row.
pub(in crate::inspection) async fn insert_mission(
    tx: &mut Tx,
    organisation: &str,
    row: &MissionRow,
) -> Result<(), Error> {
    change!(
        tx,
        "mission",
        &row.id,
        "insert into mission (organisation, id, number, kind, plan_line, follows, unit, process, service, purpose, checklist, from_day, to_day, state, ordered_by, ordered_person, ordered_at, started_at, reported_at, report, report_hash, closed_at, closed_by, closing_note, text_key)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)",
        organisation,
        &row.id,
        &row.number,
        &row.kind,
        &row.plan_line,
        &row.follows,
        &row.unit,
        &row.process,
        &row.service,
        &row.purpose,
        &row.checklist,
        &row.from_day,
        &row.to_day,
        &row.state,
        &row.ordered_by,
        &row.ordered_person,
        row.ordered_at,
        row.started_at,
        row.reported_at,
        &row.report,
        &row.report_hash,
        row.closed_at,
        &row.closed_by,
        &row.closing_note,
        persian::index_key(&format!("{} {} {}", row.number, row.process, row.purpose)),
    )?;
    Ok(())
}

/// Writes what was changed.
pub(in crate::inspection) async fn save_mission(
    tx: &mut Tx,
    organisation: &str,
    row: &MissionRow,
) -> Result<(), Error> {
    change!(
        tx,
        "mission",
        &row.id,
        "update mission set state = $3, started_at = $4, reported_at = $5, report = $6, report_hash = $7, closed_at = $8, closed_by = $9, closing_note = $10
         where organisation = $1 and id = $2",
        organisation,
        &row.id,
        &row.state,
        row.started_at,
        row.reported_at,
        &row.report,
        &row.report_hash,
        row.closed_at,
        &row.closed_by,
        &row.closing_note,
    )?;
    Ok(())
}

/// Which missions.
#[derive(Debug, Clone, Default)]
pub struct MissionFilter {
    /// Words of a search.
    pub question: String,
    /// Code of a state, `open` for those not finished, or empty.
    pub state: String,
    /// Units whose missions are seen, of those that they know; none: all missions.
    pub units: Option<Vec<String>>,
    /// Person whose own missions only are wanted, or empty.
    pub own: String,
    /// The reader's person: nothing that they are kept from.
    pub reader: String,
}

fn conditions(sql: &'static str, organisation: &str, filter: &MissionFilter) -> Statement {
    let mut s = Statement::new(sql);
    s.push(" where organisation = ").text(organisation);
    match filter.state.as_str() {
        "" => {}
        "open" => {
            s.push(" and state in ")
                .list(&["ordered", "under-way", "reported"]);
        }
        state => {
            s.push(" and state = ").text(state);
        }
    }
    if let Some(units) = &filter.units {
        s.push(" and unit in ")
            .list(units)
            .push(" and state not in ('ordered', 'cancelled')");
    }
    if !filter.own.is_empty() {
        s.push(" and id in (select mission from mission_inspector where organisation = ")
            .text(organisation)
            .push(" and person = ")
            .text(&filter.own)
            .push(")");
    }
    s.push(" and id not in (select mission from mission_recusal where organisation = ")
        .text(organisation)
        .push(" and person = ")
        .text(&filter.reader)
        .push(")");
    s.words("text_key", &filter.question);
    s
}

/// How many.
pub async fn count_missions(
    conn: &mut Conn,
    organisation: &str,
    filter: &MissionFilter,
) -> Result<i64, Error> {
    conditions("select count(*) from mission", organisation, filter)
        .count(conn)
        .await
}

/// Some of them, the newest first.
pub async fn list_missions(
    conn: &mut Conn,
    organisation: &str,
    filter: &MissionFilter,
    limit: i64,
    skip: i64,
) -> Result<Vec<MissionRow>, Error> {
    let mut s = conditions(
        "select id, number, kind, plan_line, follows, unit, process, service, purpose, checklist, from_day, to_day, state, ordered_by,
             ordered_person, ordered_at, started_at, reported_at, report, report_hash, closed_at, closed_by, closing_note from mission",
        organisation,
        filter,
    );
    s.push(" order by ordered_at desc, id desc limit ")
        .whole(limit)
        .push(" offset ")
        .whole(skip);
    s.all(conn).await
}

/// The missions that carry out lines of a plan: line and mission.
pub async fn missions_of_plan(
    conn: &mut Conn,
    organisation: &str,
    plan: &str,
) -> Result<Vec<(String, String, String)>, Error> {
    fetch_all!(
        conn,
        (String, String, String),
        "select m.plan_line, m.id, m.state from mission m join inspection_plan_line l on l.organisation = m.organisation and l.id = m.plan_line
         where m.organisation = $1 and l.plan = $2 order by m.ordered_at, m.id",
        organisation,
        plan
    )
}

/// The missions that follow one up, in order.
pub async fn missions_after(
    conn: &mut Conn,
    organisation: &str,
    mission: &str,
) -> Result<Vec<MissionRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {MISSION_COLUMNS} from mission where organisation = $1 and follows = $2 order by ordered_at, id"
    ));
    fetch_all!(conn, MissionRow, sql, organisation, mission)
}

/// Somebody who is sent, with what the comparison with the unit's people gave.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SentRow {
    /// Id.
    pub id: String,
    /// Mission.
    pub mission: String,
    /// Inspector, whose decree it is.
    pub inspector: String,
    /// Person.
    pub person: String,
    /// Word of the outcome.
    pub outcome: String,
    /// The best-explained tie, Persian.
    pub path_fa: String,
    /// In English.
    pub path_en: String,
    /// Version of the rules.
    pub rule_version: String,
    /// SHA-256 of the ties.
    pub input_hash: String,
    /// When.
    pub at: Timestamp,
}

/// Writes a new row.
pub(in crate::inspection) async fn insert_sent(
    tx: &mut Tx,
    organisation: &str,
    row: &SentRow,
) -> Result<(), Error> {
    change!(
        tx,
        "mission_inspector",
        &row.id,
        "insert into mission_inspector (organisation, id, mission, inspector, person, outcome, path_fa, path_en, rule_version, input_hash, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        organisation,
        &row.id,
        &row.mission,
        &row.inspector,
        &row.person,
        &row.outcome,
        &row.path_fa,
        &row.path_en,
        &row.rule_version,
        &row.input_hash,
        row.at,
    )?;
    Ok(())
}
/// Somebody who is kept from a mission.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct KeptOutRow {
    /// Id.
    pub id: String,
    /// Mission.
    pub mission: String,
    /// Person.
    pub person: String,
    /// `screening`, `own-unit` or `own`.
    pub basis: String,
    /// The tie, Persian.
    pub path_fa: String,
    /// In English.
    pub path_en: String,
    /// What they said themselves.
    pub note: String,
    /// Version of the rules.
    pub rule_version: String,
    /// SHA-256 of the ties.
    pub input_hash: String,
    /// When.
    pub at: Timestamp,
}

/// Writes a new row.
pub(in crate::inspection) async fn insert_kept_out(
    tx: &mut Tx,
    organisation: &str,
    row: &KeptOutRow,
) -> Result<(), Error> {
    change!(
        tx,
        "mission_recusal",
        &row.id,
        "insert into mission_recusal (organisation, id, mission, person, basis, path_fa, path_en, note, rule_version, input_hash, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        organisation,
        &row.id,
        &row.mission,
        &row.person,
        &row.basis,
        &row.path_fa,
        &row.path_en,
        &row.note,
        &row.rule_version,
        &row.input_hash,
        row.at,
    )?;
    Ok(())
}

/// Who is sent on a mission, in order.
pub async fn sent(
    conn: &mut Conn,
    organisation: &str,
    mission: &str,
) -> Result<Vec<SentRow>, Error> {
    fetch_all!(
        conn,
        SentRow,
        "select id, mission, inspector, person, outcome, path_fa, path_en, rule_version, input_hash, at from mission_inspector
         where organisation = $1 and mission = $2 order by at, id",
        organisation,
        mission
    )
}

/// Takes somebody off a mission; the row's removal stands in the journal.
pub(in crate::inspection) async fn remove_sent(
    tx: &mut Tx,
    organisation: &str,
    id: &str,
) -> Result<(), Error> {
    change!(
        tx,
        "mission_inspector",
        id,
        "delete from mission_inspector where organisation = $1 and id = $2",
        organisation,
        id
    )?;
    Ok(())
}

/// Who is kept from a mission, in order.
pub async fn kept_out(
    conn: &mut Conn,
    organisation: &str,
    mission: &str,
) -> Result<Vec<KeptOutRow>, Error> {
    fetch_all!(
        conn,
        KeptOutRow,
        "select id, mission, person, basis, path_fa, path_en, note, rule_version, input_hash, at from mission_recusal
         where organisation = $1 and mission = $2 order by at, id",
        organisation,
        mission
    )
}

/// Whether somebody is kept from a mission.
pub async fn is_kept_out(
    conn: &mut Conn,
    organisation: &str,
    mission: &str,
    person: &str,
) -> Result<bool, Error> {
    let row = fetch_optional!(
        conn,
        (String,),
        "select id from mission_recusal where organisation = $1 and mission = $2 and person = $3",
        organisation,
        mission,
        person
    )?;
    Ok(row.is_some())
}
