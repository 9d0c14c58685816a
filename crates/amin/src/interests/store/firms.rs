//! The register of firms: who holds shares or posts in them, from registration notices.

use persian::Date;
use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

/// A firm; its id is the national id.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Firm {
    /// National id, eleven digits.
    pub id: String,
    /// Name.
    pub name: String,
    /// Number and date of the registration notice.
    pub source: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// How many hold shares of it, where a notice says so.
    pub shareholders: Option<i64>,
}

/// Somebody who holds a share or a post in a firm.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct FirmHolder {
    /// Id.
    pub id: String,
    /// Firm.
    pub firm: String,
    /// `person` or `firm`.
    pub holder_kind: String,
    /// Name.
    pub holder: String,
    /// National code or national id.
    pub holder_id: Option<String>,
    /// Millionths of a percent.
    pub share: Option<i64>,
    /// Post, or empty.
    pub post: String,
    /// First day, `1405-09-01`.
    pub since: Option<String>,
    /// Last day.
    pub until: Option<String>,
    /// Number and date of the registration notice.
    pub source: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

/// All firms by name.
pub async fn firms(conn: &mut Conn, organisation: &str) -> Result<Vec<Firm>, Error> {
    fetch_all!(
        conn,
        Firm,
        "select id, name, source, recorded_at, shareholders from firm where organisation = $1 order by name_key, id",
        organisation
    )
}

/// One firm.
pub async fn firm(conn: &mut Conn, organisation: &str, id: &str) -> Result<Option<Firm>, Error> {
    fetch_optional!(
        conn,
        Firm,
        "select id, name, source, recorded_at, shareholders from firm where organisation = $1 and id = $2",
        organisation,
        id
    )
}

/// Holders of all firms.
pub async fn firm_holders(conn: &mut Conn, organisation: &str) -> Result<Vec<FirmHolder>, Error> {
    fetch_all!(
        conn,
        FirmHolder,
        "select id, firm, holder_kind, holder, holder_id, share, post, since, until, source, recorded_at
         from firm_holder where organisation = $1 order by firm, id",
        organisation
    )
}

/// Writes a firm.
pub(in crate::interests) async fn insert_firm(
    tx: &mut Tx,
    organisation: &str,
    row: &Firm,
) -> Result<(), Error> {
    change!(
        tx,
        "firm",
        &row.id,
        "insert into firm (organisation, id, name, name_key, source, recorded_at, shareholders) values ($1, $2, $3, $4, $5, $6, $7)",
        organisation,
        &row.id,
        &row.name,
        persian::search_key(&row.name),
        &row.source,
        row.recorded_at,
        row.shareholders
    )?;
    Ok(())
}

/// Writes how many hold shares of a firm, with the notice that says so.
pub(in crate::interests) async fn save_shareholders(
    tx: &mut Tx,
    organisation: &str,
    row: &Firm,
) -> Result<(), Error> {
    change!(
        tx,
        "firm",
        &row.id,
        "update firm set shareholders = $3, source = $4 where organisation = $1 and id = $2",
        organisation,
        &row.id,
        row.shareholders,
        &row.source
    )?;
    Ok(())
}

/// Writes a holder.
pub(in crate::interests) async fn insert_firm_holder(
    tx: &mut Tx,
    organisation: &str,
    row: &FirmHolder,
) -> Result<(), Error> {
    change!(
        tx,
        "firm_holder",
        &row.id,
        "insert into firm_holder (organisation, id, firm, holder_kind, holder, holder_key, holder_id, share, post, since, until,
             source, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        organisation,
        &row.id,
        &row.firm,
        &row.holder_kind,
        &row.holder,
        persian::search_key(&row.holder),
        &row.holder_id,
        row.share,
        &row.post,
        &row.since,
        &row.until,
        &row.source,
        row.recorded_at
    )?;
    Ok(())
}

/// Writes the last day of a holding.
pub(in crate::interests) async fn end_firm_holder(
    tx: &mut Tx,
    organisation: &str,
    id: &str,
    until: Date,
) -> Result<(), Error> {
    change!(
        tx,
        "firm_holder",
        id,
        "update firm_holder set until = $3 where organisation = $1 and id = $2",
        organisation,
        id,
        until.iso()
    )?;
    Ok(())
}
