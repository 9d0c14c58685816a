//! SQL of what came of the files that were taken in.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

/// A file of open contracting data that was taken in.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ImportRow {
    /// Id.
    pub id: String,
    /// Unit for which it was taken in.
    pub unit: String,
    /// Name of the file.
    pub file_name: String,
    /// SHA-256 of its content, hex.
    pub sha256: String,
    /// New tenders.
    pub fresh: i64,
    /// Known ones with a newer release.
    pub changed: i64,
    /// Known ones that are the same.
    pub unchanged: i64,
    /// Lines that were not taken.
    pub left_out: i64,
    /// JSON list of the first of them: `[place, Persian, English]`.
    pub report: String,
    /// Who took it in.
    pub account: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// The newest imports, at most so many.
pub async fn imports(
    conn: &mut Conn,
    organisation: &str,
    most: i64,
) -> Result<Vec<ImportRow>, Error> {
    fetch_all!(
        conn,
        ImportRow,
        "select id, unit, file_name, sha256, fresh, changed, unchanged, left_out, report, account, at from tender_import
         where organisation = $1 order by at desc, id desc limit $2",
        organisation,
        most
    )
}

/// One import.
pub async fn import(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<ImportRow>, Error> {
    fetch_optional!(
        conn,
        ImportRow,
        "select id, unit, file_name, sha256, fresh, changed, unchanged, left_out, report, account, at from tender_import
         where organisation = $1 and id = $2",
        organisation,
        id
    )
}

/// Writes an import.
pub(in crate::tenders) async fn insert_import(
    tx: &mut Tx,
    organisation: &str,
    row: &ImportRow,
) -> Result<(), Error> {
    change!(
        tx,
        "tender_import",
        &row.id,
        "insert into tender_import (organisation, id, unit, file_name, sha256, fresh, changed, unchanged, left_out, report, account, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        organisation,
        &row.id,
        &row.unit,
        &row.file_name,
        &row.sha256,
        row.fresh,
        row.changed,
        row.unchanged,
        row.left_out,
        &row.report,
        &row.account,
        row.at
    )?;
    Ok(())
}
