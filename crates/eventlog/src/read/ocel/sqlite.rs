//! OCEL 2.0 as a `SQLite` database, read from its bytes: no file is opened.

use std::borrow::Cow;
use std::io::Read;

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::super::{Options, clip};
use super::whole;
use crate::ocel::raw::{RawAttribute, RawDeclared, RawLog, RawThing, RawType, RawValue, Text};
use crate::ocel::{OcelError, OcelImport, Places, build};

/// What every `SQLite` database begins with.
const MAGIC: &[u8] = b"SQLite format 3\0";
/// The columns of type tables that are no attributes.
const OWN: [&str; 3] = ["ocel_id", "ocel_time", "ocel_changed_field"];

/// Reads OCEL 2.0 from the bytes of a `SQLite` database, plain or gzip.
///
/// A database in write-ahead mode is read as its main file says; what only its `-wal` file holds is not seen.
pub fn read_ocel_sqlite<'a>(
    reader: impl Read + 'a,
    mut options: Options<'a>,
) -> Result<OcelImport, OcelError> {
    let mut bytes = whole(reader, &mut options)?;
    if !bytes.starts_with(MAGIC) {
        return Err(OcelError::NotOcel(
            "it is no SQLite database; check its name".to_owned(),
        ));
    }
    // Databases in memory know no write-ahead log; 1 stands for the ordinary journal (file format, section 1.3.3).
    if let Some(versions) = bytes.get_mut(18..20) {
        versions.fill(1);
    }
    let raw = parse(&bytes).map_err(|error| OcelError::Database(clip(&error.to_string())))?;
    build(&raw, Places::Rows, &options)
}

fn parse(bytes: &[u8]) -> rusqlite::Result<RawLog<'static>> {
    let mut database = Connection::open_in_memory()?;
    database.deserialize_read_exact("main", bytes, bytes.len(), true)?;
    // A foreign schema must not run functions of its own choice.
    database.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;")?;
    let mut raw = RawLog::default();
    let (types, things) = read_kind(&database, "event")?;
    raw.event_types = types;
    raw.events = things;
    let (types, things) = read_kind(&database, "object")?;
    raw.object_types = types;
    raw.objects = things;
    raw.event_objects = pairs(
        &database,
        "SELECT ocel_event_id, ocel_object_id, ocel_qualifier FROM event_object",
    )?;
    raw.object_objects = pairs(
        &database,
        "SELECT ocel_source_id, ocel_target_id, ocel_qualifier FROM object_object",
    )?;
    Ok(raw)
}

type Kind = (Vec<RawType<'static>>, Vec<RawThing<'static>>);

/// The types and the events or objects of `what`.
fn read_kind(database: &Connection, what: &str) -> rusqlite::Result<Kind> {
    let mut things: Vec<RawThing<'static>> = Vec::new();
    let mut known: HashMap<String, usize, FixedState> = HashMap::default();
    let mut statement = database.prepare(&format!("SELECT ocel_id, ocel_type FROM {what}"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, kind) = (text(row, 0)?, text(row, 1)?);
        // A second row of the same id stays, so that it is refused by name.
        known.entry(id.to_string()).or_insert(things.len());
        things.push(RawThing {
            id,
            kind,
            ..RawThing::default()
        });
    }
    let mut types = Vec::new();
    let sql = format!("SELECT ocel_type, ocel_type_map FROM {what}_map_type");
    let mut statement = database.prepare(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (name, map) = (text(row, 0)?, text(row, 1)?);
        let table = format!("{what}_{}", &*map);
        let columns = columns(database, &table)?;
        let mut attributes = Vec::new();
        for (column, kind) in &columns {
            if !OWN.contains(&column.as_str()) {
                attributes.push(RawDeclared {
                    name: Text::from(column.clone()),
                    kind: Text::from((*kind).to_owned()),
                });
            }
        }
        types.push(RawType {
            name: name.clone(),
            attributes,
            place: 0,
        });
        rows_of_type(database, &table, &name, &columns, &mut things, &mut known)?;
    }
    Ok((types, things))
}

/// Names and kinds of a table's columns.
fn columns(database: &Connection, table: &str) -> rusqlite::Result<Vec<(String, &'static str)>> {
    let mut statement = database.prepare("SELECT name, type FROM pragma_table_info(?1)")?;
    let columns = statement.query_map([table], |row| {
        let declared: String = row.get(1)?;
        Ok((row.get(0)?, kind_of(&declared)))
    })?;
    columns.collect()
}

/// The kind that a declaration of SQL means; `SQLite` allows any word.
fn kind_of(declared: &str) -> &'static str {
    let declared = declared.to_ascii_uppercase();
    let has = |words: &[&str]| words.iter().any(|word| declared.contains(word));
    if has(&["BOOL"]) {
        "boolean"
    } else if has(&["TIME", "DATE"]) {
        "time"
    } else if has(&["INT"]) {
        "integer"
    } else if has(&["REAL", "FLOA", "DOUB", "NUM", "DEC"]) {
        "float"
    } else {
        "string"
    }
}

fn rows_of_type(
    database: &Connection,
    table: &str,
    kind: &Text<'static>,
    columns: &[(String, &'static str)],
    things: &mut Vec<RawThing<'static>>,
    known: &mut HashMap<String, usize, FixedState>,
) -> rusqlite::Result<()> {
    let place = |name: &str| columns.iter().position(|(column, _)| column == name);
    let (id, time, changed) = (place(OWN[0]), place(OWN[1]), place(OWN[2]));
    let Some(id) = id else {
        let why = format!("the table «{table}» is missing or has no column ocel_id");
        return Err(rusqlite::Error::InvalidColumnName(why));
    };
    let sql = format!("SELECT * FROM \"{}\"", table.replace('"', "\"\""));
    let mut statement = database.prepare(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id = text(row, id)?;
        let time = time.map(|at| text(row, at)).transpose()?;
        let changed = changed.map(|at| text(row, at)).transpose()?;
        let index = *known.entry(id.to_string()).or_insert_with(|| {
            things.push(RawThing {
                id,
                kind: kind.clone(),
                ..RawThing::default()
            });
            things.len() - 1
        });
        let thing = &mut things[index];
        let changed = changed.filter(|field| !field.is_empty());
        for (at, (column, _)) in columns.iter().enumerate() {
            let other = changed.as_ref().is_some_and(|field| **field != **column);
            if other || OWN.contains(&column.as_str()) {
                continue;
            }
            let value = value(row.get_ref(at)?);
            if value != RawValue::Nothing {
                thing.attributes.push(RawAttribute {
                    name: Text::from(column.clone()),
                    value,
                    time: time.clone(),
                });
            }
        }
        if thing.time.is_none() {
            thing.time = time;
        }
    }
    Ok(())
}

fn pairs(database: &Connection, sql: &str) -> rusqlite::Result<Vec<[Text<'static>; 3]>> {
    let mut statement = database.prepare(sql)?;
    let rows = statement.query_map([], |row| Ok([text(row, 0)?, text(row, 1)?, text(row, 2)?]))?;
    rows.collect()
}

/// A text; numbers count as their digits, and nothing as the empty text.
fn text(row: &Row<'_>, index: usize) -> rusqlite::Result<Text<'static>> {
    Ok(match value(row.get_ref(index)?) {
        RawValue::Text(text) => Text(text),
        RawValue::Integer(number) => Text::from(number.to_string()),
        RawValue::Float(number) => Text::from(number.to_string()),
        _ => Text::default(),
    })
}

fn value(value: ValueRef<'_>) -> RawValue<'static> {
    match value {
        ValueRef::Null => RawValue::Nothing,
        ValueRef::Integer(number) => RawValue::Integer(number),
        ValueRef::Real(number) => RawValue::Float(number),
        ValueRef::Text(bytes) => {
            RawValue::Text(Cow::Owned(String::from_utf8_lossy(bytes).into_owned()))
        }
        ValueRef::Blob(_) => RawValue::Nested,
    }
}
