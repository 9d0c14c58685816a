//! SQL of resolutions.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use crate::platform::query::Statement;
use crate::platform::search;

/// A resolution.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ResolutionRow {
    /// Id.
    pub id: String,
    /// Committee.
    pub committee: String,
    /// Session that issued it.
    pub session: String,
    /// Item it came from.
    pub item: String,
    /// Number as people quote it: `3/2`, session and order.
    pub number: String,
    /// What is to be done.
    pub text: String,
    /// Unit that owes it.
    pub unit: String,
    /// What shall show that it is done.
    pub evidence_asked: String,
    /// Working days given.
    pub working_days: i64,
    /// Until when.
    pub deadline_at: Timestamp,
    /// Code of the state.
    pub state: String,
    /// How often it was overdue: 0 in time, 1 the unit above, 2 the one above that.
    pub level: i64,
    /// Account that reported it done.
    pub reported_by: Option<String>,
    /// What was given as evidence.
    pub evidence: String,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it was done or cancelled.
    pub closed_at: Option<Timestamp>,
    /// Code of what it is for; none of one that was issued before this was asked.
    pub aim: Option<String>,
}

/// One thing that was done with a resolution.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ResolutionStepRow {
    /// Code of the deed.
    pub deed: String,
    /// What was said.
    pub note: String,
    /// Unit that was told, where it was overdue.
    pub unit: Option<String>,
    /// By whom; none: the program.
    pub account: Option<String>,
    /// In which role.
    pub role: String,
    /// When.
    pub at: Timestamp,
}

const COLUMNS: &str = "id, committee, session, item, number, text, unit, evidence_asked, working_days, deadline_at, state, level, \
     reported_by, evidence, issued_at, closed_at, aim";

/// A resolution by id.
pub async fn resolution(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<ResolutionRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {COLUMNS} from resolution where organisation = $1 and id = $2"
    ));
    fetch_optional!(conn, ResolutionRow, sql, organisation, id)
}

/// Id of a committee's resolution by its number.
pub async fn resolution_numbered(
    conn: &mut Conn,
    organisation: &str,
    committee: &str,
    number: &str,
) -> Result<Option<String>, Error> {
    let row = fetch_optional!(
        conn,
        (String,),
        "select id from resolution where organisation = $1 and committee = $2 and number = $3",
        organisation,
        committee,
        number
    )?;
    Ok(row.map(|(id,)| id))
}

/// The resolutions of a session in order.
pub async fn resolutions_of(
    conn: &mut Conn,
    organisation: &str,
    session: &str,
) -> Result<Vec<ResolutionRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {COLUMNS} from resolution where organisation = $1 and session = $2 order by issued_at, id"
    ));
    fetch_all!(conn, ResolutionRow, sql, organisation, session)
}

/// Resolutions issued in a span of time, by number of issue; for reports.
pub async fn issued_between(
    conn: &mut Conn,
    organisation: &str,
    committee: &str,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<ResolutionRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {COLUMNS} from resolution where organisation = $1 and committee = $2 and issued_at >= $3 and issued_at < $4
         order by issued_at, id"
    ));
    fetch_all!(conn, ResolutionRow, sql, organisation, committee, from, to)
}

/// What was done with a resolution, in order.
pub async fn resolution_steps(
    conn: &mut Conn,
    organisation: &str,
    resolution: &str,
) -> Result<Vec<ResolutionStepRow>, Error> {
    fetch_all!(
        conn,
        ResolutionStepRow,
        "select deed, note, unit, account, role, at from resolution_step where organisation = $1 and resolution = $2 order by at, id",
        organisation,
        resolution
    )
}

/// Which resolutions.
#[derive(Debug, Clone, Default)]
pub struct ResolutionFilter {
    /// Words of a search.
    pub question: String,
    /// Code of a state, `open`, `overdue`, or empty.
    pub state: String,
    /// A committee, or empty.
    pub committee: String,
    /// Units whose resolutions are seen; none: all.
    pub units: Option<Vec<String>>,
    /// Committees whose resolutions are seen; none: all.
    pub committees: Option<Vec<String>>,
    /// Items that the reader keeps out of.
    pub hidden_items: Vec<String>,
    /// Issued from this moment on.
    pub from: Option<Timestamp>,
    /// Issued before this moment.
    pub to: Option<Timestamp>,
    /// Only those whose deadline lies before this moment.
    pub due_before: Option<Timestamp>,
    /// Code of what they are for, or empty.
    pub aim: String,
    /// Now, for what is overdue.
    pub now: Timestamp,
}

fn conditions(select: &'static str, organisation: &str, filter: &ResolutionFilter) -> Statement {
    let mut s = Statement::new(select);
    if search::asks(&filter.question) {
        s.push(" from text_mark m cross join resolution where m.organisation = ")
            .text(organisation)
            .push(" and m.area = 'resolution' and resolution.organisation = m.organisation and id = m.object")
            .marked(&filter.question);
    } else {
        s.push(" from resolution where resolution.organisation = ")
            .text(organisation);
    }
    match filter.state.as_str() {
        "" => {}
        "open" | "overdue" => {
            s.push(" and state in ")
                .list(&["issued", "under-way", "reported"]);
        }
        "in-time" => {
            s.push(" and state = 'done' and closed_at <= deadline_at");
        }
        state => {
            s.push(" and state = ").text(state);
        }
    }
    for (words, at) in [
        (" and issued_at >= ", filter.from),
        (" and issued_at < ", filter.to),
        (" and deadline_at < ", filter.due_before),
    ] {
        if let Some(at) = at {
            s.push(words).whole(at.0);
        }
    }
    if !filter.aim.is_empty() {
        s.push(" and aim = ").text(&filter.aim);
    }
    if filter.state == "overdue" {
        s.push(" and deadline_at < ").whole(filter.now.0);
    }
    if !filter.committee.is_empty() {
        s.push(" and committee = ").text(&filter.committee);
    }
    if let Some(units) = &filter.units {
        s.push(" and unit in ").list(units);
    }
    if let Some(committees) = &filter.committees {
        s.push(" and committee in ").list(committees);
    }
    if !filter.hidden_items.is_empty() {
        s.push(" and item not in ").list(&filter.hidden_items);
    }
    s.words("text_key", &filter.question);
    s
}

/// How many; of a search no more than one above [`search::MOST_FOUND`].
pub async fn count_resolutions(
    conn: &mut Conn,
    organisation: &str,
    filter: &ResolutionFilter,
) -> Result<i64, Error> {
    search::count(conn, &filter.question, |select| {
        conditions(select, organisation, filter)
    })
    .await
}

/// Some of them: those due first come first.
pub async fn list_resolutions(
    conn: &mut Conn,
    organisation: &str,
    filter: &ResolutionFilter,
    limit: i64,
    skip: i64,
) -> Result<Vec<ResolutionRow>, Error> {
    let mut s = conditions(
        "select id, committee, session, item, number, text, unit, evidence_asked, working_days, deadline_at, state, level,
                reported_by, evidence, issued_at, closed_at, aim",
        organisation,
        filter,
    );
    s.push(if search::asks(&filter.question) {
        " order by m.at, m.object limit "
    } else {
        " order by deadline_at, id limit "
    })
    .whole(limit)
    .push(" offset ")
    .whole(skip);
    s.all(conn).await
}

/// A resolution as a line of a report.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct BriefRow {
    /// Number.
    pub number: String,
    /// What is to be done.
    pub text: String,
    /// Unit that owes it.
    pub unit: String,
    /// Until when.
    pub deadline_at: Timestamp,
    /// Code of the state.
    pub state: String,
}

/// All of them, in few words.
pub async fn list_briefly(
    conn: &mut Conn,
    organisation: &str,
    filter: &ResolutionFilter,
) -> Result<Vec<BriefRow>, Error> {
    let select = "select number, text, unit, deadline_at, state";
    let mut s = conditions(select, organisation, filter);
    s.push(" order by deadline_at, id");
    s.all(conn).await
}

/// Writes a new resolution.
pub(in crate::committee) async fn insert_resolution(
    tx: &mut Tx,
    organisation: &str,
    row: &ResolutionRow,
) -> Result<(), Error> {
    let key = persian::index_key(&format!("{} {}", row.number, row.text));
    let area = "resolution";
    search::mark(tx, organisation, area, &row.id, row.deadline_at, &key).await?;
    change!(
        tx,
        "resolution",
        &row.id,
        "insert into resolution (organisation, id, committee, session, item, number, text, text_key, unit, evidence_asked,
             working_days, deadline_at, state, level, evidence, issued_at, aim)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        organisation,
        &row.id,
        &row.committee,
        &row.session,
        &row.item,
        &row.number,
        &row.text,
        key,
        &row.unit,
        &row.evidence_asked,
        row.working_days,
        row.deadline_at,
        &row.state,
        row.level,
        &row.evidence,
        row.issued_at,
        &row.aim
    )?;
    Ok(())
}

/// Moves a resolution.
pub(in crate::committee) async fn set_resolution(
    tx: &mut Tx,
    organisation: &str,
    row: &ResolutionRow,
) -> Result<(), Error> {
    change!(
        tx,
        "resolution",
        &row.id,
        "update resolution set state = $3, level = $4, reported_by = $5, evidence = $6, closed_at = $7
         where organisation = $1 and id = $2",
        organisation,
        &row.id,
        &row.state,
        row.level,
        &row.reported_by,
        &row.evidence,
        row.closed_at
    )?;
    Ok(())
}

/// Writes down what was done.
pub(in crate::committee) async fn insert_resolution_step(
    tx: &mut Tx,
    organisation: &str,
    resolution: &str,
    step: &ResolutionStepRow,
) -> Result<(), Error> {
    let id = tx.new_id(step.at);
    change!(
        tx,
        "resolution_step",
        &id,
        "insert into resolution_step (organisation, id, resolution, deed, note, unit, account, role, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        organisation,
        &id,
        resolution,
        &step.deed,
        &step.note,
        &step.unit,
        &step.account,
        &step.role,
        step.at
    )?;
    Ok(())
}
