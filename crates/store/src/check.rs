use std::collections::{BTreeSet, HashMap};
use std::fmt;

use serde_json::Value;

use crate::tx::row_images;
use crate::{Conn, Error, entries_after};

const PAGE: i64 = 2_000;

/// One disagreement between the journal and the rest of the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// A number is missing in the journal.
    Gap {
        /// The number expected.
        expected: i64,
        /// The number found.
        found: i64,
    },
    /// An entry's public bytes, its leaf hash or its record do not belong together.
    Entry {
        /// Its number.
        sequence: i64,
        /// What does not fit.
        why: String,
    },
    /// A row is not as its last entry left it.
    Row {
        /// Table.
        table: String,
        /// Id.
        id: String,
        /// Number of the entry that vouches for another content.
        sequence: i64,
    },
    /// A row that no entry vouches for.
    Unvouched {
        /// Table.
        table: String,
        /// Id.
        id: String,
    },
    /// A row that an entry vouches for is gone.
    Missing {
        /// Table.
        table: String,
        /// Id.
        id: String,
        /// Number of the entry.
        sequence: i64,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gap { expected, found } => write!(
                f,
                "journal: entry {expected} is missing; the next one is {found}"
            ),
            Self::Entry { sequence, why } => write!(f, "journal: entry {sequence}: {why}"),
            Self::Row {
                table,
                id,
                sequence,
            } => {
                write!(
                    f,
                    "{table} {id}: the row is not as journal entry {sequence} left it"
                )
            }
            Self::Unvouched { table, id } => {
                write!(f, "{table} {id}: no journal entry vouches for this row")
            }
            Self::Missing {
                table,
                id,
                sequence,
            } => {
                write!(
                    f,
                    "{table} {id}: the row is gone; journal entry {sequence} vouches for it"
                )
            }
        }
    }
}

/// Replays the journal and compares it with every row of the state tables. An empty answer means: all agree.
///
/// `tables` are the state tables; each has a text column `id`.
pub async fn check(conn: &mut Conn, tables: &[&str]) -> Result<Vec<Difference>, Error> {
    let mut differences = Vec::new();
    let mut vouched: HashMap<(String, String, String), (i64, Option<String>)> = HashMap::new();
    let mut expected = 0_i64;
    loop {
        let entries = entries_after(conn, expected, PAGE).await?;
        let Some(last) = entries.last().map(|row| row.sequence) else {
            break;
        };
        for row in entries {
            if row.sequence != expected {
                differences.push(Difference::Gap {
                    expected,
                    found: row.sequence,
                });
            }
            expected = row.sequence + 1;
            match rows_of_entry(&row) {
                Ok(rows) => {
                    for (table, id, digest) in rows {
                        vouched.insert(
                            (table, row.organisation.clone(), id),
                            (row.sequence, digest),
                        );
                    }
                }
                Err(why) => differences.push(Difference::Entry {
                    sequence: row.sequence,
                    why,
                }),
            }
        }
        expected = last + 1;
    }
    for table in tables {
        let mut seen = BTreeSet::new();
        let mut after = (String::new(), String::new());
        loop {
            let rows = row_images(conn, table, (&after.0, &after.1), PAGE).await?;
            let Some(last) = rows.last() else { break };
            after = (last.organisation.clone(), last.id.clone());
            for row in rows {
                let place = ((*table).to_owned(), row.organisation, row.id);
                let (table, id) = (place.0.clone(), place.2.clone());
                match vouched.get(&place) {
                    Some((_, Some(known))) if *known == row.digest => {}
                    Some((sequence, _)) => differences.push(Difference::Row {
                        table,
                        id,
                        sequence: *sequence,
                    }),
                    None => differences.push(Difference::Unvouched { table, id }),
                }
                seen.insert(place);
            }
        }
        for (place, (sequence, digest)) in &vouched {
            if place.0 == *table && digest.is_some() && !seen.contains(place) {
                let (table, _, id) = place.clone();
                differences.push(Difference::Missing {
                    table,
                    id,
                    sequence: *sequence,
                });
            }
        }
    }
    Ok(differences)
}

type RowImage = (String, String, Option<String>);

/// The rows an entry vouches for, after checking that entry, leaf, columns and record belong together.
fn rows_of_entry(row: &crate::JournalRow) -> Result<Vec<RowImage>, String> {
    let entry = ledger::entry::Entry::decode(&row.entry)
        .map_err(|why| format!("the public entry is not readable: {why}"))?;
    if ledger::hash::leaf_hash(&row.entry).0[..] != row.leaf[..] {
        return Err("its leaf hash is not that of its public entry".to_owned());
    }
    let record = row.open().map_err(|why| why.to_string())?;
    if record.root() != *entry.commitment() {
        return Err("its record is not the one its public entry commits to".to_owned());
    }
    let field = |name: &str| -> Result<Value, String> {
        let text = record
            .value(name)
            .ok_or_else(|| format!("its record has no field `{name}`"))?;
        serde_json::from_str(text).map_err(|why| format!("field `{name}`: {why}"))
    };
    let agree = field("at")? == row.at.0
        && field("kind")? == row.kind.as_str()
        && field("role")? == row.role.as_str()
        && entry.organisation() == row.organisation;
    // The actor may have been erased from the record; while it is there, the column must say the same.
    let text_agrees = |name: &str, column: &Option<String>| match record.value(name) {
        Some(_) => field(name).map(|value| value.as_str() == column.as_deref()),
        None => Ok(true),
    };
    if !agree || !text_agrees("actor", &row.actor)? || !text_agrees("unit", &row.unit)? {
        return Err("its columns do not say what its record says".to_owned());
    }
    let rows = field("rows")?;
    let rows = rows.as_array().ok_or("field `rows` is no list")?;
    rows.iter()
        .map(|image| {
            let part = |at: usize| image.get(at).and_then(Value::as_str).map(str::to_owned);
            Ok((
                part(0).ok_or("a row image has no table")?,
                part(1).ok_or("a row image has no id")?,
                part(2),
            ))
        })
        .collect()
}
