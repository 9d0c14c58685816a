//! SQL of warnings, and the filter that lists of warnings, remedies and measures share.

use sqlx::AssertSqlSafe;
use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use crate::platform::query::Statement;

/// Which of the warnings, remedies or measures.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Words of a search.
    pub question: String,
    /// Code of a state, `open` for those not finished, `overdue`, or empty.
    pub state: String,
    /// Whether all are seen.
    pub all: bool,
    /// Units whose rows are seen.
    pub units: Vec<String>,
    /// The reader's person: own rows are seen, and those of the own missions; nothing of a mission that they are kept from.
    pub reader: String,
    /// Now, for what is overdue.
    pub now: Timestamp,
}

impl Seen {
    /// Begins a statement on the rows that are asked for and seen. `open` are the states that are not finished, `own` is the column of the
    /// person whom a row concerns.
    pub(super) fn conditions(
        &self,
        sql: &'static str,
        organisation: &str,
        open: &[&str],
        own: &'static str,
    ) -> Statement {
        let mut s = Statement::new(sql);
        s.push(" where organisation = ").text(organisation);
        match self.state.as_str() {
            "" => {}
            "open" | "overdue" => {
                s.push(" and state in ").list(open);
            }
            state => {
                s.push(" and state = ").text(state);
            }
        }
        if self.state == "overdue" {
            s.push(" and deadline_at < ").whole(self.now.0);
        }
        self.narrow(&mut s, organisation, own);
        s.words("text_key", &self.question);
        s
    }

    /// Adds who may see a row; `own` is the column of the person it concerns.
    pub(super) fn narrow(&self, s: &mut Statement, organisation: &str, own: &'static str) {
        if !self.all {
            s.push(" and (unit in ")
                .list(&self.units)
                .push(" or ")
                .push(own)
                .push(" = ")
                .text(&self.reader)
                .push(" or mission in (select mission from mission_inspector where organisation = ")
                .text(organisation)
                .push(" and person = ")
                .text(&self.reader)
                .push("))");
        }
        s.push(" and mission not in (select mission from mission_recusal where organisation = ")
            .text(organisation)
            .push(" and person = ")
            .text(&self.reader)
            .push(")");
    }
}

/// A warning.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct WarningRow {
    /// Id.
    pub id: String,
    /// Number as people quote it.
    pub number: String,
    /// Mission.
    pub mission: String,
    /// Unit that is warned.
    pub unit: String,
    /// Person, where it is one.
    pub person: Option<String>,
    /// What is to change.
    pub text: String,
    /// Law or rule.
    pub legal_basis: String,
    /// Code of the state.
    pub state: String,
    /// Account that issued it.
    pub issued_by: Option<String>,
    /// Its person.
    pub issued_person: Option<String>,
    /// When it was served.
    pub served_at: Timestamp,
    /// Until when an answer is due.
    pub deadline_at: Timestamp,
    /// Account that acknowledged it.
    pub acknowledged_by: Option<String>,
    /// When.
    pub acknowledged_at: Option<Timestamp>,
    /// The answer.
    pub answer: String,
    /// Account that answered.
    pub answered_by: Option<String>,
    /// When.
    pub answered_at: Option<Timestamp>,
    /// Code of the outcome; empty until it is closed.
    pub outcome: String,
    /// Account that closed it.
    pub closed_by: Option<String>,
    /// When.
    pub closed_at: Option<Timestamp>,
}

const INSPECTION_WARNING_COLUMNS: &str = "id, number, mission, unit, person, text, legal_basis, state, issued_by, issued_person, served_at,  \
     deadline_at, acknowledged_by, acknowledged_at, answer, answered_by, answered_at, outcome, closed_by,  \
     closed_at";

/// A warning by id.
pub async fn warning(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<WarningRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {INSPECTION_WARNING_COLUMNS} from inspection_warning where organisation = $1 and id = $2"
    ));
    fetch_optional!(conn, WarningRow, sql, organisation, id)
}

/// Writes a new row.
pub(in crate::inspection) async fn insert_warning(
    tx: &mut Tx,
    organisation: &str,
    row: &WarningRow,
) -> Result<(), Error> {
    change!(
        tx,
        "inspection_warning",
        &row.id,
        "insert into inspection_warning (organisation, id, number, mission, unit, person, text, legal_basis, state, issued_by, issued_person, served_at, deadline_at, acknowledged_by, acknowledged_at, answer, answered_by, answered_at, outcome, closed_by, closed_at, text_key)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
        organisation,
        &row.id,
        &row.number,
        &row.mission,
        &row.unit,
        &row.person,
        &row.text,
        &row.legal_basis,
        &row.state,
        &row.issued_by,
        &row.issued_person,
        row.served_at,
        row.deadline_at,
        &row.acknowledged_by,
        row.acknowledged_at,
        &row.answer,
        &row.answered_by,
        row.answered_at,
        &row.outcome,
        &row.closed_by,
        row.closed_at,
        persian::index_key(&format!("{} {}", row.number, row.text)),
    )?;
    Ok(())
}

/// Writes what was changed.
pub(in crate::inspection) async fn save_warning(
    tx: &mut Tx,
    organisation: &str,
    row: &WarningRow,
) -> Result<(), Error> {
    change!(
        tx,
        "inspection_warning",
        &row.id,
        "update inspection_warning set state = $3, acknowledged_by = $4, acknowledged_at = $5, answer = $6, answered_by = $7, answered_at = $8, outcome = $9, closed_by = $10, closed_at = $11
         where organisation = $1 and id = $2",
        organisation,
        &row.id,
        &row.state,
        &row.acknowledged_by,
        row.acknowledged_at,
        &row.answer,
        &row.answered_by,
        row.answered_at,
        &row.outcome,
        &row.closed_by,
        row.closed_at,
    )?;
    Ok(())
}

fn conditions(sql: &'static str, organisation: &str, filter: &Seen) -> Statement {
    filter.conditions(
        sql,
        organisation,
        &["served", "acknowledged", "answered"],
        "person",
    )
}

/// How many.
pub async fn count_warnings(
    conn: &mut Conn,
    organisation: &str,
    filter: &Seen,
) -> Result<i64, Error> {
    conditions(
        "select count(*) from inspection_warning",
        organisation,
        filter,
    )
    .count(conn)
    .await
}

/// Some of them.
pub async fn list_warnings(
    conn: &mut Conn,
    organisation: &str,
    filter: &Seen,
    limit: i64,
    skip: i64,
) -> Result<Vec<WarningRow>, Error> {
    let mut s = conditions(
        "select id, number, mission, unit, person, text, legal_basis, state, issued_by, issued_person, served_at,
             deadline_at, acknowledged_by, acknowledged_at, answer, answered_by, answered_at, outcome, closed_by,
             closed_at from inspection_warning",
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
pub async fn warnings_of(
    conn: &mut Conn,
    organisation: &str,
    mission: &str,
) -> Result<Vec<WarningRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {INSPECTION_WARNING_COLUMNS} from inspection_warning where organisation = $1 and mission = $2 order by id"
    ));
    fetch_all!(conn, WarningRow, sql, organisation, mission)
}
