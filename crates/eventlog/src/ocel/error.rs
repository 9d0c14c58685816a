//! What can be wrong with an object-centric log, in words that say what, where and how to mend it.

use crate::column::Kind;
use crate::read::ReadError;

/// What was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OcelItem {
    /// A declaration of a type or of an attribute.
    Declaration,
    /// An event with all its relations.
    Event,
    /// An object with all its relations.
    Object,
    /// One relation; the rest of its event or object was taken.
    Relation,
    /// One value; the rest of its event or object was taken.
    Value,
}

/// Something that was left out of the log while the rest was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OcelRefused {
    /// Where it stands: a line, a number in a list, or a row of a table, and the id of its event or object.
    pub at: String,
    /// What it is.
    pub item: OcelItem,
    /// Why it was left out.
    pub reason: OcelReason,
}

impl std::fmt::Display for OcelRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let item = match self.item {
            OcelItem::Declaration => "declaration",
            OcelItem::Event => "event",
            OcelItem::Object => "object",
            OcelItem::Relation => "relation",
            OcelItem::Value => "value",
        };
        write!(f, "{}: {item} left out: {}", self.at, self.reason)
    }
}

/// Why something was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OcelReason {
    /// The type of an event or object is not declared.
    #[error("its type «{0}» is not declared; declare it among the types, or correct the name")]
    UnknownType(String),
    /// An id that another one has.
    #[error("another one before it has the id «{0}»; give each its own")]
    DuplicateId(String),
    /// An event or object without an id.
    #[error("it has no id; give it one")]
    NoId,
    /// A type that is declared twice.
    #[error("the type «{0}» is declared twice; join the two")]
    DuplicateType(String),
    /// A kind of values that the standard does not know.
    #[error(
        "the kind «{kind}» of «{key}» is not string, integer, float, boolean or time; its values are read as text"
    )]
    UnknownKind {
        /// Key of the attribute.
        key: String,
        /// As written.
        kind: String,
    },
    /// An event without a time.
    #[error("it has no time")]
    NoTime,
    /// A time that cannot be read.
    #[error("the time «{0}» cannot be read; write it like 2026-11-22T14:30:00+03:30")]
    BadTime(String),
    /// A relation to an object that is not there.
    #[error("it names the object «{0}», which is not there; add the object or remove the relation")]
    Dangling(String),
    /// A relation of an event or object that is not there.
    #[error("it belongs to «{0}», which is not there; add it or remove this row")]
    Orphan(String),
    /// A value whose attribute its type does not declare.
    #[error("the type «{kind}» declares no attribute «{key}»; declare it with its kind of values")]
    Undeclared {
        /// Key of the attribute.
        key: String,
        /// The type of the event or object.
        kind: String,
    },
    /// A value of another kind than declared.
    #[error(
        "the value «{value}» of «{key}» does not agree with its declared kind, {kind}; correct the value or the declaration"
    )]
    BadValue {
        /// Key of the attribute.
        key: String,
        /// The value, shortened.
        value: String,
        /// The declared kind.
        kind: Kind,
    },
}

/// Why an object-centric log cannot be read, made or flattened at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OcelError {
    /// The file as such.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The JSON is malformed, or not of the standard's shape.
    #[error("line {line}, column {column}: {why}; export the log again as OCEL 2.0 JSON")]
    Json {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong.
        why: String,
    },
    /// The file is an older kind of log.
    #[error(
        "the file is OCEL 1.0; only OCEL 2.0 is read: export it again, or convert it (pm4py: read_ocel, write_ocel2)"
    )]
    Old,
    /// The file is something else.
    #[error("the file is no OCEL 2.0 log: {0}")]
    NotOcel(String),
    /// Longer than this program holds in memory.
    #[error("the unpacked file is longer than {limit} bytes; split it")]
    TooLong {
        /// The limit.
        limit: u64,
    },
    /// `SQLite` says so.
    #[error("the database cannot be used: {0}; export it again")]
    Database(String),
    /// More events, objects or relations than numbers.
    #[error("there are more than 4,294,967,294 {0}; split the log")]
    TooMany(&'static str),
    /// Flattening needs a type of objects.
    #[error("{wanted}; the log has: {available}. Name the type of objects that are the cases")]
    ObjectType {
        /// What was wished.
        wanted: String,
        /// The types with the number of their objects.
        available: String,
    },
    /// A log that this format cannot hold.
    #[error("{what}; {mend}")]
    Unwritable {
        /// What cannot be written.
        what: String,
        /// How to do without.
        mend: &'static str,
    },
    /// Writing failed.
    #[error("writing failed: {0}")]
    Write(#[from] std::io::Error),
}
