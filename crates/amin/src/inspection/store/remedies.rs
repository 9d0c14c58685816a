//! SQL of remedies.

use sqlx::AssertSqlSafe;
use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use super::Seen;
use crate::platform::query::Statement;

/// A remedy.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RemedyRow {
    /// Id.
    pub id: String,
    /// Number as people quote it.
    pub number: String,
    /// Mission.
    pub mission: String,
    /// Finding that it mends.
    pub finding: Option<String>,
    /// Warning that it belongs to.
    pub warning: Option<String>,
    /// Unit that owes it.
    pub unit: String,
    /// Person that owes it.
    pub owner: String,
    /// What is to be done.
    pub text: String,
    /// Code of the state.
    pub state: String,
    /// Until when.
    pub deadline_at: Timestamp,
    /// How often it was overdue: 0 in time, 1 the unit was reminded, 2 the unit above.
    pub level: i64,
    /// Account that reported it done.
    pub reported_by: Option<String>,
    /// Its person.
    pub reported_person: Option<String>,
    /// When.
    pub reported_at: Option<Timestamp>,
    /// What shows it.
    pub evidence: String,
    /// Account that verified it.
    pub verified_by: Option<String>,
    /// When.
    pub verified_at: Option<Timestamp>,
    /// What was said then.
    pub verdict: String,
    /// Account that fixed it.
    pub made_by: Option<String>,
    /// When it was fixed.
    pub made_at: Timestamp,
}

const REMEDY_COLUMNS: &str = "id, number, mission, finding, warning, unit, owner, text, state, deadline_at, level, reported_by,  \
     reported_person, reported_at, evidence, verified_by, verified_at, verdict, made_by, made_at";

/// A remedy by id.
pub async fn remedy(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<RemedyRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {REMEDY_COLUMNS} from remedy where organisation = $1 and id = $2"
    ));
    fetch_optional!(conn, RemedyRow, sql, organisation, id)
}

/// Writes a new row.
pub(in crate::inspection) async fn insert_remedy(
    tx: &mut Tx,
    organisation: &str,
    row: &RemedyRow,
) -> Result<(), Error> {
    change!(
        tx,
        "remedy",
        &row.id,
        "insert into remedy (organisation, id, number, mission, finding, warning, unit, owner, text, state, deadline_at, level, reported_by, reported_person, reported_at, evidence, verified_by, verified_at, verdict, made_by, made_at, text_key)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
        organisation,
        &row.id,
        &row.number,
        &row.mission,
        &row.finding,
        &row.warning,
        &row.unit,
        &row.owner,
        &row.text,
        &row.state,
        row.deadline_at,
        row.level,
        &row.reported_by,
        &row.reported_person,
        row.reported_at,
        &row.evidence,
        &row.verified_by,
        row.verified_at,
        &row.verdict,
        &row.made_by,
        row.made_at,
        persian::index_key(&format!("{} {}", row.number, row.text)),
    )?;
    Ok(())
}

/// Writes what was changed.
pub(in crate::inspection) async fn save_remedy(
    tx: &mut Tx,
    organisation: &str,
    row: &RemedyRow,
) -> Result<(), Error> {
    change!(
        tx,
        "remedy",
        &row.id,
        "update remedy set state = $3, level = $4, reported_by = $5, reported_person = $6, reported_at = $7, evidence = $8, verified_by = $9, verified_at = $10, verdict = $11
         where organisation = $1 and id = $2",
        organisation,
        &row.id,
        &row.state,
        row.level,
        &row.reported_by,
        &row.reported_person,
        row.reported_at,
        &row.evidence,
        &row.verified_by,
        row.verified_at,
        &row.verdict,
    )?;
    Ok(())
}

fn conditions(sql: &'static str, organisation: &str, filter: &Seen) -> Statement {
    filter.conditions(sql, organisation, &["open", "reported"], "owner")
}

/// How many.
pub async fn count_remedies(
    conn: &mut Conn,
    organisation: &str,
    filter: &Seen,
) -> Result<i64, Error> {
    conditions("select count(*) from remedy", organisation, filter)
        .count(conn)
        .await
}

/// Some of them.
pub async fn list_remedies(
    conn: &mut Conn,
    organisation: &str,
    filter: &Seen,
    limit: i64,
    skip: i64,
) -> Result<Vec<RemedyRow>, Error> {
    let mut s = conditions(
        "select id, number, mission, finding, warning, unit, owner, text, state, deadline_at, level, reported_by,
             reported_person, reported_at, evidence, verified_by, verified_at, verdict, made_by, made_at from remedy",
        organisation,
        filter,
    );
    s.push(" order by deadline_at, id limit ")
        .whole(limit)
        .push(" offset ")
        .whole(skip);
    s.all(conn).await
}

/// Those of a mission in order.
pub async fn remedies_of(
    conn: &mut Conn,
    organisation: &str,
    mission: &str,
) -> Result<Vec<RemedyRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {REMEDY_COLUMNS} from remedy where organisation = $1 and mission = $2 order by id"
    ));
    fetch_all!(conn, RemedyRow, sql, organisation, mission)
}
