//! SQL of process insight.

pub mod brokers;
pub mod journal;
pub mod procedure;

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

/// A simplification of a service, whose effect is measured.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ChangeRow {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// What was changed.
    pub text: String,
    /// The day from which it holds, `1405-07-01`.
    pub effective: String,
    /// Days before and after that are compared.
    pub window_days: i64,
}

/// Simplifications of a service, newest first.
pub async fn changes(
    conn: &mut Conn,
    organisation: &str,
    service: &str,
) -> Result<Vec<ChangeRow>, Error> {
    fetch_all!(
        conn,
        ChangeRow,
        "select id, title, text, effective, window_days from simplification
         where organisation = $1 and service = $2 order by effective desc, id desc",
        organisation,
        service
    )
}

/// A simplification by id.
pub async fn change(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<ChangeRow>, Error> {
    fetch_optional!(
        conn,
        ChangeRow,
        "select id, title, text, effective, window_days from simplification where organisation = $1 and id = $2",
        organisation,
        id
    )
}

/// Writes a simplification.
pub(in crate::insight) async fn insert_change(
    tx: &mut Tx,
    organisation: &str,
    service: &str,
    row: &ChangeRow,
    by: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    change!(
        tx,
        "simplification",
        &row.id,
        "insert into simplification (organisation, id, service, title, text, effective, window_days, account, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        organisation,
        &row.id,
        service,
        &row.title,
        &row.text,
        &row.effective,
        row.window_days,
        by,
        now
    )?;
    Ok(())
}

/// Parts of a service's insight that everybody may see.
pub async fn shown(
    conn: &mut Conn,
    organisation: &str,
    service: &str,
) -> Result<Vec<String>, Error> {
    let rows: Vec<(String,)> = fetch_all!(
        conn,
        (String,),
        "select part from insight_publication where organisation = $1 and service = $2 and shown order by part",
        organisation,
        service
    )?;
    Ok(rows.into_iter().map(|(part,)| part).collect())
}

/// Shows a part to everybody, or no longer.
pub(in crate::insight) async fn put_shown(
    tx: &mut Tx,
    organisation: &str,
    service: &str,
    part: &str,
    shown: bool,
    by: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    let id = format!("{service}:{part}");
    change!(
        tx,
        "insight_publication",
        &id,
        "insert into insight_publication (organisation, id, service, part, shown, account, at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (organisation, id) do update set shown = excluded.shown, account = excluded.account, at = excluded.at",
        organisation,
        &id,
        service,
        part,
        shown,
        by,
        now
    )?;
    Ok(())
}
