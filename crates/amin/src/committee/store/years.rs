//! SQL of a committee's year: sums for reports, evaluations, plans.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

/// Sums of the resolutions of a span of time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct ResolutionSums {
    /// Issued.
    pub issued: i64,
    /// Done.
    pub done: i64,
    /// Done by the deadline.
    pub in_time: i64,
    /// Owed and past the deadline.
    pub overdue: i64,
    /// Given up.
    pub cancelled: i64,
    /// Of those issued, to prevent.
    pub prevention: i64,
}

/// Sums of the resolutions issued from a moment on, before another.
pub async fn resolution_sums(
    conn: &mut Conn,
    organisation: &str,
    committee: &str,
    from: Timestamp,
    to: Timestamp,
    now: Timestamp,
) -> Result<ResolutionSums, Error> {
    let row = fetch_optional!(
        conn,
        ResolutionSums,
        "select count(*) as issued,
                count(case when state = 'done' then 1 end) as done,
                count(case when state = 'done' and closed_at <= deadline_at then 1 end) as in_time,
                count(case when state in ('issued', 'under-way', 'reported') and deadline_at < $5 then 1 end) as overdue,
                count(case when state = 'cancelled' then 1 end) as cancelled,
                count(case when aim = 'prevention' then 1 end) as prevention
         from resolution where organisation = $1 and committee = $2 and issued_at >= $3 and issued_at < $4",
        organisation,
        committee,
        from,
        to,
        now
    )?;
    Ok(row.unwrap_or_default())
}

/// Of the resolutions whose deadline lay in a span of time and that were not given up: those done in time, and all.
pub async fn due_sums(
    conn: &mut Conn,
    organisation: &str,
    committee: &str,
    from: Timestamp,
    to: Timestamp,
) -> Result<(i64, i64), Error> {
    let row = fetch_optional!(
        conn,
        (i64, i64),
        "select count(case when state = 'done' and closed_at <= deadline_at then 1 end), count(*) from resolution
         where organisation = $1 and committee = $2 and deadline_at >= $3 and deadline_at < $4 and state <> 'cancelled'",
        organisation,
        committee,
        from,
        to
    )?;
    Ok(row.unwrap_or_default())
}

/// Of the findings on the agenda of sessions in a span of time: those decided, and all.
pub async fn finding_sums(
    conn: &mut Conn,
    organisation: &str,
    committee: &str,
    from: Timestamp,
    to: Timestamp,
) -> Result<(i64, i64), Error> {
    let row = fetch_optional!(
        conn,
        (i64, i64),
        "select count(case when f.decided_at is not null then 1 end), count(*) from finding f
         where f.organisation = $1 and f.id in (
             select i.object_id from committee_item i
             join committee_session s on s.organisation = i.organisation and s.id = i.session
             where i.organisation = $1 and i.committee = $2 and i.object_type = 'finding' and s.starts_at >= $3 and s.starts_at < $4)",
        organisation,
        committee,
        from,
        to
    )?;
    Ok(row.unwrap_or_default())
}

/// How many voting seats were filled at each session of a span of time: (session, seats).
pub async fn filled(
    conn: &mut Conn,
    organisation: &str,
    committee: &str,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(String, i64)>, Error> {
    fetch_all!(
        conn,
        (String, i64),
        "select a.session, count(*) from committee_attendance a
         join committee_session s on s.organisation = a.organisation and s.id = a.session
         where a.organisation = $1 and s.committee = $2 and s.starts_at >= $3 and s.starts_at < $4 and a.voting = $5
         group by a.session",
        organisation,
        committee,
        from,
        to,
        true
    )
}

/// The quarters in which a committee sat.
pub async fn quarters_held(
    conn: &mut Conn,
    organisation: &str,
    committee: &str,
) -> Result<Vec<String>, Error> {
    let rows = fetch_all!(
        conn,
        (String,),
        "select distinct quarter from committee_session where organisation = $1 and committee = $2
         and state in ('open', 'closed') order by quarter",
        organisation,
        committee
    )?;
    Ok(rows.into_iter().map(|(quarter,)| quarter).collect())
}

/// The evaluation of a year.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct EvaluationRow {
    /// Id.
    pub id: String,
    /// Committee.
    pub committee: String,
    /// Solar Hijri year.
    pub year: i64,
    /// The criteria as they were measured, JSON.
    pub criteria: String,
    /// Weighted mean, percent; -1 where nothing could be judged.
    pub score: i64,
    /// What the secretary adds on strengths.
    pub strengths: String,
    /// What the secretary adds on weaknesses.
    pub weaknesses: String,
    /// When.
    pub at: Timestamp,
}

/// The evaluation of a committee's year.
pub async fn evaluation(
    conn: &mut Conn,
    organisation: &str,
    committee: &str,
    year: i64,
) -> Result<Option<EvaluationRow>, Error> {
    fetch_optional!(
        conn,
        EvaluationRow,
        "select id, committee, year, criteria, score, strengths, weaknesses, at from committee_evaluation
         where organisation = $1 and committee = $2 and year = $3",
        organisation,
        committee,
        year
    )
}

/// Writes an evaluation; it does not change.
pub(in crate::committee) async fn insert_evaluation(
    tx: &mut Tx,
    organisation: &str,
    account: Option<&str>,
    row: &EvaluationRow,
) -> Result<(), Error> {
    change!(
        tx,
        "committee_evaluation",
        &row.id,
        "insert into committee_evaluation (organisation, id, committee, year, criteria, score, strengths, weaknesses, account, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        organisation,
        &row.id,
        &row.committee,
        row.year,
        &row.criteria,
        row.score,
        &row.strengths,
        &row.weaknesses,
        account,
        row.at
    )?;
    Ok(())
}

/// An item of a year's plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct PlanRow {
    /// Id.
    pub id: String,
    /// Committee.
    pub committee: String,
    /// Solar Hijri year.
    pub year: i64,
    /// What is to be done.
    pub title: String,
    /// Unit that owns it; empty: the secretariat.
    pub unit: String,
    /// Until when.
    pub due_at: Timestamp,
    /// Code of the state.
    pub state: String,
    /// Code of the criterion whose weakness it answers.
    pub criterion: Option<String>,
    /// The item of the year before that it goes on with.
    pub carried_from: Option<String>,
    /// What came of it.
    pub note: String,
    /// When it ended.
    pub closed_at: Option<Timestamp>,
    /// When it was entered.
    pub at: Timestamp,
}

const PLAN: &str =
    "id, committee, year, title, unit, due_at, state, criterion, carried_from, note, closed_at, at";

/// The plan of a committee's year.
pub async fn plan(
    conn: &mut Conn,
    organisation: &str,
    committee: &str,
    year: i64,
) -> Result<Vec<PlanRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {PLAN} from committee_plan_item where organisation = $1 and committee = $2 and year = $3 order by due_at, id"
    ));
    fetch_all!(conn, PlanRow, sql, organisation, committee, year)
}

/// Open items of all plans of a committee that are due before a moment.
pub async fn plan_due(
    conn: &mut Conn,
    organisation: &str,
    committee: &str,
    before: Timestamp,
) -> Result<Vec<PlanRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {PLAN} from committee_plan_item where organisation = $1 and committee = $2 and state = 'open' and due_at < $3
         order by due_at, id"
    ));
    fetch_all!(conn, PlanRow, sql, organisation, committee, before)
}

/// An item by id.
pub async fn plan_item(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<PlanRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {PLAN} from committee_plan_item where organisation = $1 and id = $2"
    ));
    fetch_optional!(conn, PlanRow, sql, organisation, id)
}

/// Writes an item, new or changed.
pub(in crate::committee) async fn put_plan_item(
    tx: &mut Tx,
    organisation: &str,
    row: &PlanRow,
) -> Result<(), Error> {
    change!(
        tx,
        "committee_plan_item",
        &row.id,
        "insert into committee_plan_item (organisation, id, committee, year, title, unit, due_at, state, criterion, carried_from,
             note, closed_at, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict (organisation, id) do update set state = excluded.state, note = excluded.note, closed_at = excluded.closed_at",
        organisation,
        &row.id,
        &row.committee,
        row.year,
        &row.title,
        &row.unit,
        row.due_at,
        &row.state,
        &row.criterion,
        &row.carried_from,
        &row.note,
        row.closed_at,
        row.at
    )?;
    Ok(())
}
