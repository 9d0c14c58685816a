//! What can be wrong with a file, in words that say what, where and how to mend it.

/// A place in the unpacked file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: u64,
    /// Byte, from 0.
    pub byte: u64,
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {} (byte {})", self.line, self.byte)
    }
}

/// What was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// An XES event.
    Event,
    /// An XES trace with all its events.
    Trace,
    /// A CSV row.
    Row,
    /// A row of a Parquet table, told by its number.
    Record,
    /// A column of a Parquet table.
    Column,
    /// One attribute; its event or trace was taken without it.
    Attribute,
}

/// Something that was left out of the log while the rest was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Where it begins.
    pub at: Position,
    /// What it is.
    pub item: Item,
    /// Why it was left out.
    pub reason: Reason,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let item = match self.item {
            Item::Event => "event",
            Item::Trace => "trace",
            Item::Row => "row",
            Item::Attribute => "attribute",
            Item::Record => return write!(f, "row {}: left out: {}", self.at.line, self.reason),
            Item::Column => return write!(f, "column left out: {}", self.reason),
        };
        write!(f, "{}: {item} left out: {}", self.at, self.reason)
    }
}

/// Why something was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// No `time:timestamp`.
    #[error("it has no timestamp")]
    NoTimestamp,
    /// A timestamp that cannot be read.
    #[error("its timestamp «{0}» cannot be read; write it like 2026-11-22T14:30:00+03:30")]
    BadTimestamp(String),
    /// No `concept:name` of the event, or an empty one.
    #[error("it has no activity (concept:name)")]
    NoActivity,
    /// No `concept:name` of the trace, or an empty one.
    #[error(
        "it has no case name (concept:name of the trace, or the column of cases), so that its events belong to no case: {events}"
    )]
    NoCase {
        /// How many events were left out with it.
        events: usize,
    },
    /// An event directly under the log.
    #[error("it stands outside any trace")]
    OutsideTrace,
    /// A value that is not of its declared type.
    #[error("the value «{value}» of «{key}» is not of type {kind}")]
    BadValue {
        /// Key of the attribute.
        key: String,
        /// The value as written, shortened.
        value: String,
        /// The declared type.
        kind: &'static str,
    },
    /// A second value under the same key in one event or trace.
    #[error("it has a value of «{0}» already; the first one was kept")]
    SecondValue(String),
    /// A further trace of the same case gives another value: key and case.
    #[error("an earlier trace of the case «{1}» gives another value of «{0}»; that one was kept")]
    OtherValue(String, String),
    /// An element that is no attribute of XES, or lacks `key` or `value`.
    #[error("<{0}> is no attribute with key and value")]
    NotAnAttribute(String),
    /// A column whose kind no attribute can have.
    #[error(
        "«{key}» holds {kind}, which no attribute can be; leave it out, or spread it over columns"
    )]
    ColumnKind {
        /// Name of the column.
        key: String,
        /// What it holds.
        kind: &'static str,
    },
    /// More different keys than allowed.
    #[error("«{0}» is one attribute key too many; raise the limit of different keys")]
    TooManyKeys(String),
    /// A CSV row with another number of fields than the header.
    #[error("it has {found} fields, the header has {expected}; is a delimiter unquoted?")]
    FieldCount {
        /// Fields of the row.
        found: usize,
        /// Fields of the header.
        expected: usize,
    },
}

/// Why a file could not be read at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The reader failed.
    #[error("reading failed at {at}: {source}")]
    Io {
        /// How far it had come.
        at: Position,
        /// The failure.
        source: std::io::Error,
    },
    /// The gzip stream ends before its end mark.
    #[error(
        "the gzip file is cut off: it ends at {at} of the unpacked text; copy or download it again"
    )]
    GzipTruncated {
        /// How far it could be unpacked.
        at: Position,
    },
    /// The gzip stream is damaged.
    #[error(
        "the gzip file is damaged near {at} of the unpacked text ({why}); copy or download it again"
    )]
    GzipDamaged {
        /// How far it could be unpacked.
        at: Position,
        /// What the unpacker said.
        why: String,
    },
    /// The bytes are not UTF-8.
    #[error("{at}: the text is not UTF-8; it is perhaps {guess}: save it again as UTF-8")]
    Encoding {
        /// Where the first such bytes are.
        at: Position,
        /// Which encoding it may be.
        guess: &'static str,
    },
    /// The XML declaration names another encoding than UTF-8.
    #[error(
        "the file declares the encoding «{0}»; only UTF-8 is read: convert it, for instance with iconv -f {0} -t UTF-8"
    )]
    DeclaredEncoding(String),
    /// The XML is not well-formed.
    #[error("{at}: malformed XML: {why}; mend the line or export the log again")]
    Xml {
        /// Where the faulty piece begins.
        at: Position,
        /// What is wrong.
        why: String,
    },
    /// The XML ends inside an element.
    #[error("the file ends at {at} inside <{inside}>; it is incomplete: copy or export it again")]
    Truncated {
        /// Where it ends.
        at: Position,
        /// The innermost open element.
        inside: &'static str,
    },
    /// The root element is not `<log>`.
    #[error("{at}: expected <log>, found {found}; is this an XES file?")]
    NotALog {
        /// Where.
        at: Position,
        /// What stands there.
        found: String,
    },
    /// One tag, text or row is longer than allowed.
    #[error(
        "{at}: a single tag, text or row is longer than {limit} bytes; a quotation mark or > is perhaps missing there"
    )]
    TooLong {
        /// Where it begins.
        at: Position,
        /// [`crate::Options::max_token`].
        limit: u64,
    },
    /// Elements are nested deeper than 256 levels.
    #[error("{at}: attributes are nested deeper than 256 levels; no event log needs that")]
    TooDeep {
        /// Where.
        at: Position,
    },
    /// More events than row numbers.
    #[error("{at}: more than 4,294,967,294 events; split the file")]
    TooManyEvents {
        /// Where.
        at: Position,
    },
    /// Nothing but white space.
    #[error("the file is empty")]
    Empty,
    /// A column of the mapping is not in the header.
    #[error(
        "no column «{wanted}» for the {role}; the header has: {available}. Name the column that holds the {role}"
    )]
    MissingColumn {
        /// `case`, `activity`, `timestamp` …
        role: &'static str,
        /// The name looked for.
        wanted: String,
        /// The names that the header has.
        available: String,
    },
    /// The Parquet file is damaged, or of a kind that is not read.
    #[error(
        "the Parquet file cannot be read: {why}; write it again, packed with Snappy, gzip, LZ4 or not at all"
    )]
    Parquet {
        /// What is wrong.
        why: String,
    },
    /// The CSV reader failed otherwise.
    #[error("{at}: {why}")]
    Csv {
        /// Where.
        at: Position,
        /// What is wrong.
        why: String,
    },
}

/// Shortens a value for a message, at a character boundary.
pub(crate) fn clip(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
