use std::collections::{BTreeMap, BTreeSet};

use ledger::commitment::Record;
use ledger::entry::Entry;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Column, Row, TypeInfo, ValueRef};

use crate::{CommittedEntry, Conn, Draft, Error, Random, Timestamp, operate};

/// One act's view of the database: it reads, changes rows, and appends the entries that vouch for them.
#[derive(Debug)]
pub struct Tx {
    conn: Conn,
    random: Random,
    next_sequence: i64,
    touched: BTreeSet<(&'static str, String)>,
    appended: Vec<CommittedEntry>,
}

impl Tx {
    pub(crate) fn new(conn: Conn, random: Random, next_sequence: i64) -> Self {
        Self {
            conn,
            random,
            next_sequence,
            touched: BTreeSet::new(),
            appended: Vec::new(),
        }
    }

    /// The connection, for reading with the `fetch_…!` macros inside the act.
    pub fn read(&mut self) -> &mut Conn {
        &mut self.conn
    }

    /// For the macros of this crate only.
    #[doc(hidden)]
    pub fn connection(&mut self) -> &mut Conn {
        &mut self.conn
    }

    /// For the macros of this crate only: the next entry vouches for this row.
    #[doc(hidden)]
    pub fn touch(&mut self, table: &'static str, id: String) {
        self.touched.insert((table, id));
    }

    /// The randomness of this program.
    pub fn random(&mut self) -> &mut Random {
        &mut self.random
    }

    /// A new id: `UUIDv7` of `now`, so that ids sort by time.
    pub fn new_id(&mut self, now: Timestamp) -> String {
        self.random.new_id(now)
    }

    /// Number that the next entry will get.
    pub fn next_sequence(&self) -> i64 {
        self.next_sequence
    }

    /// Appends one entry that vouches for every row changed since the last one. Gives its number.
    pub async fn append(&mut self, draft: Draft<'_>) -> Result<i64, Error> {
        let rows = self.digests_of_touched(draft.organisation).await?;
        let objects: Vec<Value> = draft
            .objects
            .iter()
            .map(|(kind, id)| json!([kind, id]))
            .collect();
        let mut values: Vec<(&'static str, Value)> = vec![
            ("actor", json!(draft.actor)),
            ("at", json!(draft.at.0)),
            ("kind", json!(draft.kind)),
            ("objects", Value::Array(objects)),
            ("role", json!(draft.role)),
            ("rows", rows),
            ("unit", json!(draft.unit)),
        ];
        values.extend(draft.payload);
        let mut fields = Vec::with_capacity(values.len());
        for (name, value) in values {
            fields.push((name, self.random.bytes::<32>(), value.to_string()));
        }
        let record = Record::new(fields).map_err(|why| Error::Corrupt(why.to_string()))?;
        let mut types: Vec<&str> = draft.objects.iter().map(|(kind, _)| *kind).collect();
        types.sort_unstable();
        types.dedup();
        let entry = Entry::new(
            draft.organisation,
            draft.public_kind,
            &types,
            &draft.at.utc_day(),
            record.root(),
        )
        .map_err(|why| Error::Corrupt(why.to_string()))?;
        let bytes = entry.encode().into_bytes();
        let leaf = ledger::hash::leaf_hash(&bytes);
        let sequence = self.next_sequence;
        operate!(
            self,
            "insert into journal (sequence, organisation, kind, actor, role, unit, at, record, entry, leaf)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            sequence,
            draft.organisation,
            draft.kind,
            &draft.actor,
            draft.role,
            &draft.unit,
            draft.at,
            record.to_json(),
            &bytes,
            &leaf.0[..]
        )?;
        for (kind, id) in &draft.objects {
            operate!(
                self,
                "insert into journal_object (organisation, object_type, object_id, sequence) values ($1, $2, $3, $4)
                 on conflict do nothing",
                draft.organisation,
                *kind,
                id,
                sequence
            )?;
        }
        self.next_sequence += 1;
        self.appended.push(CommittedEntry {
            sequence,
            entry: bytes,
            leaf,
        });
        Ok(sequence)
    }

    async fn digests_of_touched(&mut self, organisation: &str) -> Result<Value, Error> {
        let mut rows = Vec::with_capacity(self.touched.len());
        for (table, id) in std::mem::take(&mut self.touched) {
            let digest = row_digest(&mut self.conn, table, organisation, &id).await?;
            // A null digest says that the act deleted the row.
            rows.push(json!([table, id, digest]));
        }
        Ok(Value::Array(rows))
    }

    /// Ends one act: an error where it changed rows that no entry vouches for; else the entries it appended.
    pub(crate) fn finish_act(&mut self) -> Result<Vec<CommittedEntry>, Error> {
        if let Some((table, id)) = self.touched.first() {
            return Err(Error::Unjournalled(format!("{table} {id}")));
        }
        Ok(std::mem::take(&mut self.appended))
    }

    /// Forgets an act that was rolled back.
    pub(crate) fn forget_act(&mut self, sequence_before: i64) {
        self.next_sequence = sequence_before;
        self.touched.clear();
        self.appended.clear();
    }

    pub(crate) fn set_next_sequence(&mut self, next: i64) {
        self.next_sequence = next;
    }
}

/// SHA-256 of a row, the same on both engines: columns by name, nulls left out (so that a new empty column changes nothing).
/// None where there is no such row.
pub(crate) async fn row_digest(
    conn: &mut Conn,
    table: &str,
    organisation: &str,
    id: &str,
) -> Result<Option<String>, Error> {
    // The table's name is a literal of the program: `change!` takes nothing else.
    let sql = AssertSqlSafe(format!(
        "select * from {table} where organisation = $1 and id = $2"
    ));
    let cells = match conn {
        Conn::Sqlite(c) => sqlx::query(sql)
            .bind(organisation)
            .bind(id)
            .fetch_optional(&mut **c)
            .await?
            .map(|row| sqlite_cells(&row))
            .transpose()?,
        Conn::Pg(c) => sqlx::query(sql)
            .bind(organisation)
            .bind(id)
            .fetch_optional(&mut **c)
            .await?
            .map(|row| pg_cells(&row))
            .transpose()?,
    };
    Ok(cells.map(digest))
}

/// A row's place and content.
pub(crate) struct RowImage {
    pub(crate) organisation: String,
    pub(crate) id: String,
    pub(crate) digest: String,
}

/// Up to `limit` rows of a table in the order of organisation and id, from after the given place on.
pub(crate) async fn row_images(
    conn: &mut Conn,
    table: &str,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<RowImage>, Error> {
    let sql = AssertSqlSafe(format!(
        "select * from {table} where (organisation, id) > ($1, $2) order by organisation, id limit $3"
    ));
    let mut images = Vec::new();
    match conn {
        Conn::Sqlite(c) => {
            for row in sqlx::query(sql)
                .bind(after.0)
                .bind(after.1)
                .bind(limit)
                .fetch_all(&mut **c)
                .await?
            {
                let (organisation, id) = (row.try_get("organisation")?, row.try_get("id")?);
                images.push(RowImage {
                    organisation,
                    id,
                    digest: digest(sqlite_cells(&row)?),
                });
            }
        }
        Conn::Pg(c) => {
            for row in sqlx::query(sql)
                .bind(after.0)
                .bind(after.1)
                .bind(limit)
                .fetch_all(&mut **c)
                .await?
            {
                let (organisation, id) = (row.try_get("organisation")?, row.try_get("id")?);
                images.push(RowImage {
                    organisation,
                    id,
                    digest: digest(pg_cells(&row)?),
                });
            }
        }
    }
    Ok(images)
}

type Cells = BTreeMap<String, Vec<u8>>;

fn digest(cells: Cells) -> String {
    let mut hash = Sha256::new();
    for (name, value) in cells {
        hash.update(u32::try_from(name.len()).unwrap_or(u32::MAX).to_be_bytes());
        hash.update(name.as_bytes());
        hash.update(u32::try_from(value.len()).unwrap_or(u32::MAX).to_be_bytes());
        hash.update(&value);
    }
    hex::encode(hash.finalize())
}

fn tagged(tag: u8, bytes: &[u8]) -> Vec<u8> {
    let mut cell = Vec::with_capacity(bytes.len() + 1);
    cell.push(tag);
    cell.extend_from_slice(bytes);
    cell
}

fn sqlite_cells(row: &SqliteRow) -> Result<Cells, Error> {
    let mut cells = Cells::new();
    for column in row.columns() {
        let raw = row.try_get_raw(column.ordinal())?;
        if raw.is_null() {
            continue;
        }
        let at = column.ordinal();
        let cell = match raw.type_info().name() {
            "INTEGER" | "BOOLEAN" | "INT8" => {
                tagged(b'i', &row.try_get::<i64, _>(at)?.to_be_bytes())
            }
            "REAL" => tagged(b'r', &row.try_get::<f64, _>(at)?.to_be_bytes()),
            "BLOB" => tagged(b'b', &row.try_get::<Vec<u8>, _>(at)?),
            _ => tagged(b't', row.try_get::<String, _>(at)?.as_bytes()),
        };
        cells.insert(column.name().to_owned(), cell);
    }
    Ok(cells)
}

fn pg_cells(row: &PgRow) -> Result<Cells, Error> {
    let mut cells = Cells::new();
    for column in row.columns() {
        let raw = row.try_get_raw(column.ordinal())?;
        if raw.is_null() {
            continue;
        }
        let at = column.ordinal();
        let cell = match raw.type_info().name() {
            "INT8" => tagged(b'i', &row.try_get::<i64, _>(at)?.to_be_bytes()),
            "BOOL" => tagged(b'i', &i64::from(row.try_get::<bool, _>(at)?).to_be_bytes()),
            "FLOAT8" => tagged(b'r', &row.try_get::<f64, _>(at)?.to_be_bytes()),
            "BYTEA" => tagged(b'b', &row.try_get::<Vec<u8>, _>(at)?),
            _ => tagged(b't', row.try_get::<String, _>(at)?.as_bytes()),
        };
        cells.insert(column.name().to_owned(), cell);
    }
    Ok(cells)
}
