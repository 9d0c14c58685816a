//! OCEL 2.0 as a `SQLite` database out.

use std::fmt::Write as _;
use std::io::Write;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Statement, ToSql, params};

use super::super::WriteOptions;
use crate::column::{Kind, Value};
use crate::ocel::{Ocel, OcelError, Relations};
use crate::read::clip;
use crate::to_rfc3339_at;

/// The columns of type tables that are no attributes.
const OWN: [&str; 3] = ["ocel_id", "ocel_time", "ocel_changed_field"];

/// Writes the bytes of a `SQLite` database in the shape of OCEL 2.0.
///
/// An error names what a table cannot hold: keys that differ only in the case of Latin letters, or have a table's own names.
pub fn write_ocel_sqlite(
    ocel: &Ocel,
    mut out: impl Write,
    options: WriteOptions,
) -> Result<(), OcelError> {
    let broken = |error: rusqlite::Error| OcelError::Database(error.to_string());
    let database = Connection::open_in_memory().map_err(broken)?;
    let event_types = ocel.event_types.iter().map(|one| {
        let kinds = one.attributes.iter().map(|a| (&*a.key, a.values.kind()));
        (&*one.name, kinds.collect())
    });
    let object_types = ocel.object_types.iter().map(|one| {
        let kinds = one.attributes.iter().map(|a| (&*a.key, a.values.kind()));
        (&*one.name, kinds.collect())
    });
    let events = Tables::new("event", event_types)?;
    let objects = Tables::new("object", object_types)?;
    fill(&database, ocel, &events, &objects, options).map_err(broken)?;
    let bytes = database.serialize("main").map_err(broken)?;
    super::super::packed(&mut out, options.gzip, |out| out.write_all(&bytes))?;
    Ok(())
}

/// The tables of all types of events, or of objects.
struct Tables<'a> {
    what: &'static str,
    types: Vec<Table<'a>>,
}

struct Table<'a> {
    name: &'a str,
    /// The part of the table's name that stands for the type.
    map: String,
    attributes: Vec<(&'a str, Kind)>,
}

impl<'a> Tables<'a> {
    fn new(
        what: &'static str,
        types: impl Iterator<Item = (&'a str, Vec<(&'a str, Kind)>)>,
    ) -> Result<Self, OcelError> {
        let mut all: Vec<Table<'a>> = Vec::new();
        for (name, attributes) in types {
            for (index, (key, _)) in attributes.iter().enumerate() {
                let before = attributes[..index].iter().map(|(key, _)| *key);
                if let Some(other) = OWN
                    .into_iter()
                    .chain(before)
                    .find(|other| other.eq_ignore_ascii_case(key))
                {
                    return Err(OcelError::Unwritable {
                        what: format!(
                            "a table of SQLite cannot have the columns «{}» and «{}» of «{}» side by side",
                            clip(other),
                            clip(key),
                            clip(name)
                        ),
                        mend: "rename one of them, or write JSON or XML",
                    });
                }
            }
            // Other programs put these names into SQL without quotation marks.
            let plain: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
            let plain = if plain.is_empty() {
                "type".to_owned()
            } else {
                plain
            };
            let taken = |map: &str| {
                map == "map_type" || all.iter().any(|t| t.map.eq_ignore_ascii_case(map))
            };
            let mut map = plain.clone();
            let mut number = 2;
            // `event_object` and `object_object` are the tables of relations.
            while taken(&map) || map.eq_ignore_ascii_case("object") {
                map = format!("{plain}{number}");
                number += 1;
            }
            all.push(Table {
                name,
                map,
                attributes,
            });
        }
        Ok(Self { what, types: all })
    }

    fn create(&self, sql: &mut String) {
        let what = self.what;
        let _ = write!(
            sql,
            "CREATE TABLE {what} (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);\n\
             CREATE TABLE {what}_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);\n"
        );
        for table in &self.types {
            let _ = write!(
                sql,
                "CREATE TABLE {} (ocel_id TEXT, ocel_time TIMESTAMP",
                self.quoted(table)
            );
            if what == "object" {
                sql.push_str(", ocel_changed_field TEXT");
            }
            for (key, kind) in &table.attributes {
                let declared = match kind {
                    Kind::Text => "TEXT",
                    Kind::Integer => "INTEGER",
                    Kind::Float => "REAL",
                    Kind::Boolean => "BOOLEAN",
                    Kind::Date => "TIMESTAMP",
                };
                let _ = write!(sql, ", {} {declared}", quote(key));
            }
            sql.push_str(");\n");
        }
    }

    fn quoted(&self, table: &Table<'_>) -> String {
        quote(&format!("{}_{}", self.what, table.map))
    }

    /// Writes the names of the types.
    fn name(&self, database: &Connection) -> rusqlite::Result<()> {
        let sql = format!("INSERT INTO {}_map_type VALUES (?1, ?2)", self.what);
        let mut statement = database.prepare(&sql)?;
        for table in &self.types {
            statement.execute(params![table.name, table.map])?;
        }
        Ok(())
    }

    /// For each type a statement that adds a row to its table.
    fn inserts<'c>(&self, database: &'c Connection) -> rusqlite::Result<Vec<Statement<'c>>> {
        let own = if self.what == "object" { 3 } else { 2 };
        let all = self.types.iter().map(|table| {
            let marks = vec!["?"; own + table.attributes.len()].join(", ");
            database.prepare(&format!(
                "INSERT INTO {} VALUES ({marks})",
                self.quoted(table)
            ))
        });
        all.collect()
    }
}

fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn fill(
    database: &Connection,
    ocel: &Ocel,
    events: &Tables<'_>,
    objects: &Tables<'_>,
    options: WriteOptions,
) -> rusqlite::Result<()> {
    let mut sql = "BEGIN;\n".to_owned();
    events.create(&mut sql);
    objects.create(&mut sql);
    sql.push_str(
        "CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);\n\
         CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT);\n",
    );
    database.execute_batch(&sql)?;
    events.name(database)?;
    objects.name(database)?;

    let mut inserts = events.inserts(database)?;
    let mut own = database.prepare("INSERT INTO event VALUES (?1, ?2)")?;
    for (event, id) in ocel.event_ids.iter().enumerate() {
        let kind = ocel.event_type[event] as usize;
        own.execute(params![id, events.types[kind].name])?;
        let time = to_rfc3339_at(ocel.time[event], options.offset);
        let mut row = vec![Cell::Text(id.to_owned()), Cell::Text(time)];
        let at = ocel.event_row[event] as usize;
        for attribute in &ocel.event_types[kind].attributes {
            row.push(cell(attribute.values.get(at), options));
        }
        inserts[kind].execute(rusqlite::params_from_iter(row))?;
    }

    let mut inserts = objects.inserts(database)?;
    let mut own = database.prepare("INSERT INTO object VALUES (?1, ?2)")?;
    let first = to_rfc3339_at(0, 0);
    for (object, id) in ocel.object_ids.iter().enumerate() {
        let kind = ocel.object_type[object] as usize;
        own.execute(params![id, objects.types[kind].name])?;
        let attributes = &ocel.object_types[kind].attributes;
        let begin = |time: &str, changed: Cell| {
            let mut row = vec![
                Cell::Text(id.to_owned()),
                Cell::Text(time.to_owned()),
                changed,
            ];
            row.resize(3 + attributes.len(), Cell::Nothing);
            row
        };
        let mut rows = vec![begin(&first, Cell::Nothing)];
        for (index, attribute) in attributes.iter().enumerate() {
            let values = attribute.rows_of(ocel.object_row[object]);
            let earliest = values.start;
            for at in values {
                let value = cell(attribute.values.get(at), options);
                if at == earliest && attribute.time[at] == 0 {
                    rows[0][3 + index] = value;
                } else {
                    let time = to_rfc3339_at(attribute.time[at], 0);
                    let mut row = begin(&time, Cell::Text(attribute.key.clone()));
                    row[3 + index] = value;
                    rows.push(row);
                }
            }
        }
        for row in rows {
            inserts[kind].execute(rusqlite::params_from_iter(row))?;
        }
    }
    relate(
        database,
        ocel,
        "event_object",
        &ocel.event_ids,
        &ocel.event_objects,
    )?;
    relate(
        database,
        ocel,
        "object_object",
        &ocel.object_ids,
        &ocel.object_objects,
    )?;
    database.execute_batch("COMMIT;")
}

fn relate(
    database: &Connection,
    ocel: &Ocel,
    table: &str,
    sources: &crate::Names,
    relations: &Relations,
) -> rusqlite::Result<()> {
    let mut statement = database.prepare(&format!("INSERT INTO {table} VALUES (?1, ?2, ?3)"))?;
    for at in 0..relations.len() {
        statement.execute(params![
            sources.get(relations.from[at]),
            ocel.object_ids.get(relations.to[at]),
            ocel.qualifiers.get(relations.qualifier[at])
        ])?;
    }
    Ok(())
}

/// A value of a row.
#[derive(Clone)]
enum Cell {
    Nothing,
    Text(String),
    Integer(i64),
    Real(f64),
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Nothing => ValueRef::Null,
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Real(number) => ValueRef::Real(*number),
        }))
    }
}

fn cell(value: Option<Value<'_>>, options: WriteOptions) -> Cell {
    match value {
        None => Cell::Nothing,
        Some(Value::Text(text)) => Cell::Text(text.to_owned()),
        Some(Value::Integer(number)) => Cell::Integer(number),
        Some(Value::Float(number)) => Cell::Real(number),
        Some(Value::Boolean(yes)) => Cell::Integer(i64::from(yes)),
        Some(Value::Date(at)) => Cell::Text(to_rfc3339_at(at, options.offset)),
    }
}
