//! SQL of what each red flag was measured by: the fence and the processes that were compared.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all};

/// What the newest look at all tenders measured a flag by.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct MeasureRow {
    /// Code of the flag.
    pub id: String,
    /// The value from which on a process is flagged, or empty where the rule has no such number.
    pub fence: String,
    /// Processes that could be judged.
    pub population: i64,
    /// Rule and version.
    pub rule: String,
    /// SHA-256 of the releases of all processes, hex.
    pub input_hash: String,
}

/// What all flags were measured by.
pub async fn measures(conn: &mut Conn, organisation: &str) -> Result<Vec<MeasureRow>, Error> {
    fetch_all!(
        conn,
        MeasureRow,
        "select id, fence, population, rule, input_hash from tender_measure where organisation = $1 order by id",
        organisation
    )
}

/// Writes what a flag was measured by.
pub(in crate::tenders) async fn put_measure(
    tx: &mut Tx,
    organisation: &str,
    row: &MeasureRow,
    at: Timestamp,
) -> Result<(), Error> {
    change!(
        tx,
        "tender_measure",
        &row.id,
        "insert into tender_measure (organisation, id, fence, population, rule, input_hash, at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (organisation, id) do update set fence = excluded.fence, population = excluded.population, rule = excluded.rule,
             input_hash = excluded.input_hash, at = excluded.at",
        organisation,
        &row.id,
        &row.fence,
        row.population,
        &row.rule,
        &row.input_hash,
        at
    )?;
    Ok(())
}
