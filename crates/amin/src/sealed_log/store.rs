//! SQL of the sealed log: the journal as its pages show it.

use store::sqlx::AssertSqlSafe;
use store::{Conn, Error, JournalRow, Timestamp, fetch_all, fetch_optional};

const COLUMNS: &str =
    "j.sequence, j.organisation, j.kind, j.actor, j.role, j.unit, j.at, j.record, j.entry, j.leaf";

/// What a reader of the journal looks for.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Exact kind; empty: every kind.
    pub kind: String,
    /// Type of an object; empty: any.
    pub object_type: String,
    /// Id of that object.
    pub object_id: String,
    /// From this moment on.
    pub from: Timestamp,
    /// Before this moment.
    pub until: Timestamp,
    /// Only entries before this number.
    pub before: i64,
}

/// Up to `limit` entries of an organisation, newest first.
pub async fn page(
    conn: &mut Conn,
    organisation: &str,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<JournalRow>, Error> {
    let conditions = "j.organisation = $1 and j.sequence < $2 and j.at >= $3 and j.at < $4 and ($5 = '' or j.kind = $5)";
    if filter.object_id.is_empty() {
        let sql = AssertSqlSafe(format!(
            "select {COLUMNS} from journal j where {conditions} order by j.sequence desc limit $6"
        ));
        fetch_all!(
            conn,
            JournalRow,
            sql,
            organisation,
            filter.before,
            filter.from,
            filter.until,
            &filter.kind,
            limit
        )
    } else {
        let sql = AssertSqlSafe(format!(
            "select {COLUMNS} from journal_object o join journal j on j.sequence = o.sequence
             where {conditions} and o.organisation = $1 and o.object_type = $7 and o.object_id = $8
             order by j.sequence desc limit $6"
        ));
        fetch_all!(
            conn,
            JournalRow,
            sql,
            organisation,
            filter.before,
            filter.from,
            filter.until,
            &filter.kind,
            limit,
            &filter.object_type,
            &filter.object_id
        )
    }
}

/// The kinds that an organisation's journal has, in order.
pub async fn kinds(conn: &mut Conn, organisation: &str) -> Result<Vec<String>, Error> {
    let rows = fetch_all!(
        conn,
        (String,),
        "select distinct kind from journal where organisation = $1 order by kind",
        organisation
    )?;
    Ok(rows.into_iter().map(|(kind,)| kind).collect())
}

/// The types of object that an organisation's journal has, in order.
pub async fn object_types(conn: &mut Conn, organisation: &str) -> Result<Vec<String>, Error> {
    let rows = fetch_all!(
        conn,
        (String,),
        "select distinct object_type from journal_object where organisation = $1 order by object_type",
        organisation
    )?;
    Ok(rows.into_iter().map(|(kind,)| kind).collect())
}

/// The entry with a number, if it is this organisation's.
pub async fn entry(
    conn: &mut Conn,
    organisation: &str,
    sequence: i64,
) -> Result<Option<JournalRow>, Error> {
    let sql = AssertSqlSafe(format!(
        "select {COLUMNS} from journal j where j.sequence = $1 and j.organisation = $2"
    ));
    fetch_optional!(conn, JournalRow, sql, sequence, organisation)
}

/// The newest public entries of the whole log with their numbers, newest first, and the slug of their organisation.
pub async fn newest(conn: &mut Conn, limit: i64) -> Result<Vec<(i64, Vec<u8>, String)>, Error> {
    fetch_all!(
        conn,
        (i64, Vec<u8>, String),
        "select j.sequence, j.entry, coalesce(o.slug, '') from journal j left join organisation o on o.id = j.organisation
         order by j.sequence desc limit $1",
        limit
    )
}
