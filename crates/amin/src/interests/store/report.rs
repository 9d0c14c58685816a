//! Numbers of a half-year, and the reports that were published.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use crate::platform::query::Statement;

/// A published report.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ReportRow {
    /// The half-year, `1405-h1`.
    pub id: String,
    /// JSON list of [`crate::interests::model::half::Group`].
    pub groups: String,
    /// The smallest group that was told of.
    pub least: i64,
    /// Journal entry of its publication.
    pub entry: i64,
    /// When.
    pub at: Timestamp,
}

/// All published reports, the newest first.
pub async fn reports(conn: &mut Conn, organisation: &str) -> Result<Vec<ReportRow>, Error> {
    fetch_all!(
        conn,
        ReportRow,
        "select id, groups, least, entry, at from interest_report where organisation = $1 order by id desc",
        organisation
    )
}

/// One of them.
pub async fn report(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<ReportRow>, Error> {
    fetch_optional!(
        conn,
        ReportRow,
        "select id, groups, least, entry, at from interest_report where organisation = $1 and id = $2",
        organisation,
        id
    )
}

/// Writes a report.
pub(in crate::interests) async fn insert_report(
    tx: &mut Tx,
    organisation: &str,
    row: &ReportRow,
) -> Result<(), Error> {
    change!(
        tx,
        "interest_report",
        &row.id,
        "insert into interest_report (organisation, id, groups, least, entry, at) values ($1, $2, $3, $4, $5, $6)",
        organisation,
        &row.id,
        &row.groups,
        row.least,
        row.entry,
        row.at
    )?;
    Ok(())
}

/// When the first declaration was made, gift recorded or file screened.
pub async fn first_interest(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Option<Timestamp>, Error> {
    let row = fetch_optional!(
        conn,
        (Option<Timestamp>,),
        "select min(at) from (select min(submitted_at) as at from declaration where organisation = $1
             union all select min(recorded_at) as at from gift where organisation = $1
             union all select min(at) as at from matter_screening where organisation = $1) as firsts",
        organisation
    )?;
    Ok(row.and_then(|(at,)| at))
}

/// What is counted in a half-year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Declarations made: in a campaign, or on change.
    Declared,
    /// Declarations reviewed, by state.
    Reviewed,
    /// Conditions that fell due: met in time, late, or not met.
    Conditions,
    /// Gifts recorded, by what became of them.
    Gifts,
    /// Comparisons of people with the parties of a file, by outcome.
    Screened,
    /// Recusals, by basis.
    Recused,
    /// Files handed on, by a draw or to a manager above.
    HandedOn,
    /// Looks at somebody's relatives, at the paths of a file or tender, and at the list of names.
    Looks,
}

/// How many of each kind there were between two moments.
pub async fn counted(
    conn: &mut Conn,
    organisation: &str,
    what: Counted,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<(String, i64)>, Error> {
    let (begin, column) = match what {
        Counted::Declared => (
            "select case when campaign is null then 'on-change' else 'campaign' end as word, count(*) from declaration",
            "submitted_at",
        ),
        Counted::Reviewed => (
            "select state as word, count(*) from declaration",
            "reviewed_at",
        ),
        Counted::Conditions => (
            "select case when done_at is null then 'not-met' when done_at > due_at then 'late' else 'in-time' end as word, count(*)
             from declaration_condition",
            "due_at",
        ),
        Counted::Gifts => ("select outcome as word, count(*) from gift", "recorded_at"),
        Counted::Screened => (
            "select outcome as word, count(*) from matter_screening",
            "at",
        ),
        Counted::Recused => ("select basis as word, count(*) from matter_recusal", "at"),
        Counted::HandedOn => ("select kind as word, count(*) from matter_draw", "at"),
        Counted::Looks => (
            "select word, count(*) from (select organisation, at, 'relatives' as word from kin_lookup
                 union all select organisation, at, 'names' as word from name_look
                 union all select organisation, at, 'paths' as word from journal where kind = 'interests.paths-opened') as looks",
            "at",
        ),
    };
    let mut s = Statement::new(begin);
    s.push(" where organisation = ")
        .text(organisation)
        .push(" and ")
        .push(column)
        .push(" >= ")
        .whole(from.0)
        .push(" and ")
        .push(column)
        .push(" < ")
        .whole(until.0)
        .push(" group by 1 order by 1");
    s.all(conn).await
}
