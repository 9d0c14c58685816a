use serde_json::Value;

use crate::{Conn, Error, Timestamp, fetch_all, fetch_one, fetch_optional};

/// What an act hands to [`crate::Tx::append`]: everything about one journal entry but its number and its salts.
#[derive(Debug)]
pub struct Draft<'a> {
    /// Organisation whose journal it is.
    pub organisation: &'a str,
    /// Exact kind, `area.what-happened`, in the record.
    pub kind: &'static str,
    /// Kind in the public log; the same as `kind` except where a person's good name is touched.
    pub public_kind: &'static str,
    /// Objects concerned, as (type, id). Types are the nouns of the glossary.
    pub objects: Vec<(&'static str, String)>,
    /// Account that acted; none for a citizen without an account and for the program itself.
    pub actor: Option<String>,
    /// Role in which it acted.
    pub role: &'a str,
    /// Unit for which it acted.
    pub unit: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Named values. Each is salted and committed on its own, so that one can be erased or withheld.
    pub payload: Vec<(&'static str, Value)>,
}

/// One stored journal entry.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct JournalRow {
    /// Position in the journal and leaf index in the sealed log, from 0 without gaps.
    pub sequence: i64,
    /// Organisation.
    pub organisation: String,
    /// Exact kind.
    pub kind: String,
    /// Account that acted.
    pub actor: Option<String>,
    /// Its role.
    pub role: String,
    /// Its unit.
    pub unit: Option<String>,
    /// When.
    pub at: Timestamp,
    /// The salted fields as JSON ([`ledger::commitment::Record::to_json`]).
    pub record: String,
    /// The public entry as it stands in the log.
    pub entry: Vec<u8>,
    /// Its leaf hash, 32 bytes.
    pub leaf: Vec<u8>,
}

impl JournalRow {
    /// The salted fields.
    pub fn open(&self) -> Result<ledger::commitment::Record, Error> {
        ledger::commitment::Record::from_json(&self.record).map_err(|why| {
            Error::Corrupt(format!("record of journal entry {}: {why}", self.sequence))
        })
    }
}

const COLUMNS: &str = "sequence, organisation, kind, actor, role, unit, at, record, entry, leaf";

/// The entry with a number.
pub async fn entry_at(conn: &mut Conn, sequence: i64) -> Result<Option<JournalRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!("select {COLUMNS} from journal where sequence = $1"));
    fetch_optional!(conn, JournalRow, sql, sequence)
}

/// Up to `limit` entries with a number of at least `from`, in order.
pub async fn entries_after(
    conn: &mut Conn,
    from: i64,
    limit: i64,
) -> Result<Vec<JournalRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "select {COLUMNS} from journal where sequence >= $1 order by sequence limit $2"
    ));
    fetch_all!(conn, JournalRow, sql, from, limit)
}

/// All entries about one object, oldest first.
pub async fn entries_of_object(
    conn: &mut Conn,
    organisation: &str,
    object_type: &str,
    object_id: &str,
) -> Result<Vec<JournalRow>, Error> {
    fetch_all!(
        conn,
        JournalRow,
        "select j.sequence, j.organisation, j.kind, j.actor, j.role, j.unit, j.at, j.record, j.entry, j.leaf
         from journal_object o join journal j on j.sequence = o.sequence
         where o.organisation = $1 and o.object_type = $2 and o.object_id = $3 order by o.sequence",
        organisation,
        object_type,
        object_id
    )
}

/// Number of entries; the number of the next one.
pub async fn journal_length(conn: &mut Conn) -> Result<i64, Error> {
    let (next,): (i64,) = fetch_one!(
        conn,
        (i64,),
        "select coalesce(max(sequence) + 1, 0) from journal"
    )?;
    Ok(next)
}

/// Up to `limit` pairs of public entry and leaf hash from `from` on, in order: what the sealed log is built from.
pub async fn leaves_from(
    conn: &mut Conn,
    from: i64,
    limit: i64,
) -> Result<Vec<(Vec<u8>, Vec<u8>)>, Error> {
    fetch_all!(
        conn,
        (Vec<u8>, Vec<u8>),
        "select entry, leaf from journal where sequence >= $1 order by sequence limit $2",
        from,
        limit
    )
}
