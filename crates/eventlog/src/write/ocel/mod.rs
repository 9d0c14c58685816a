//! Object-centric logs out: OCEL 2.0 as JSON, XML and `SQLite`.

mod json;
#[cfg(feature = "sqlite")]
mod sqlite;
mod xml;

pub use json::write_ocel_json;
#[cfg(feature = "sqlite")]
pub use sqlite::write_ocel_sqlite;
pub use xml::write_ocel_xml;

use crate::column::Kind;

/// The standard's word for a kind.
fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "string",
        Kind::Integer => "integer",
        Kind::Float => "float",
        Kind::Boolean => "boolean",
        Kind::Date => "time",
    }
}
