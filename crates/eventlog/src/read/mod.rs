//! Readers: XES and CSV, plain or gzip, from any [`std::io::Read`].
//!
//! Faults of single events, traces and rows are collected as [`Refused`] and reading goes on; a fault of the file as a
//! whole (cut gzip, broken XML, wrong encoding, a line without end) is a [`ReadError`].

mod csv;
mod error;
mod format;
mod habits;
mod inflate;
mod noticed;
mod ocel;
#[cfg(feature = "parquet")]
mod parquet;
mod roles;
mod scan;
mod source;
mod tag;
mod xes;

pub use csv::read_csv;
pub(crate) use error::clip;
pub use error::{Item, Position, ReadError, Reason, Refused};
pub use format::Format;
pub use noticed::{Noticed, Remark};
#[cfg(feature = "sqlite")]
pub use ocel::read_ocel_sqlite;
pub use ocel::{read_ocel_json, read_ocel_xml};
#[cfg(feature = "parquet")]
pub use parquet::read_parquet;
pub use roles::Mapping;
pub(crate) use roles::reads_as;
pub(crate) use xes::is_midnight;
pub use xes::read_xes;

use std::io::Read;

use crate::log::EventLog;
use source::Source;

/// Reads a text as microseconds since 1970-01-01T00:00:00Z; `None` if it is no time.
pub type TimestampParser<'a> = dyn Fn(&str) -> Option<i64> + 'a;

/// What a reader may use and whom it tells.
pub struct Options<'a> {
    /// Bytes that one tag, one piece of text or one CSV row may have; 16 MiB unless told. A longer one is an error, so
    /// that a file of one endless line cannot use up the memory.
    pub max_token: u64,
    /// Different attribute keys that are kept, for events and for cases each; further ones are refused. 1,024 unless told.
    pub max_attributes: usize,
    /// How many [`Refused`] are kept in full; all are counted. 1,000 unless told.
    pub max_refused: usize,
    /// Seconds east of Greenwich that count for times written without an offset; 0 (UTC) unless told. Iran: 12,600.
    pub assumed_offset: i32,
    /// Is told after each block how many bytes of the input (packed, if it is packed) have been read.
    pub progress: Option<&'a mut dyn FnMut(u64)>,
    /// Reads timestamps that [`crate::parse_timestamp`] does not, such as Solar Hijri ones; gives microseconds UTC.
    pub parse_timestamp: Option<&'a TimestampParser<'a>>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            max_token: 16 << 20,
            max_attributes: 1024,
            max_refused: 1000,
            assumed_offset: 0,
            progress: None,
            parse_timestamp: None,
        }
    }
}

impl Options<'_> {
    /// A timestamp by the built-in formats, then by the caller's.
    pub(crate) fn timestamp(&self, text: &str) -> Option<i64> {
        crate::parse_timestamp(text, self.assumed_offset)
            .or_else(|| self.parse_timestamp.and_then(|parse| parse(text)))
    }
}

/// A log and what was not taken into it.
#[derive(Debug)]
pub struct Import {
    /// The log.
    pub log: EventLog,
    /// What was refused and why: the first ones, up to [`Options::max_refused`].
    pub refused: Vec<Refused>,
    /// How many were refused in all.
    pub refused_count: u64,
    /// Traces that were joined to an earlier one with the same name: one case is one case, however often it is begun.
    pub merged_traces: u64,
    /// What was noticed though nothing was left out for it: the first remarks, up to [`Options::max_refused`].
    pub noticed: Vec<Noticed>,
    /// How many remarks there are in all.
    pub noticed_count: u64,
}

/// Notes refusals without letting a hopeless file fill the memory.
#[derive(Default)]
struct Refusals {
    list: Vec<Refused>,
    count: u64,
    keep: usize,
}

impl Refusals {
    fn new(keep: usize) -> Self {
        Self {
            keep,
            ..Self::default()
        }
    }

    fn add(&mut self, at: Position, item: Item, reason: Reason) {
        self.count += 1;
        if self.list.len() < self.keep {
            self.list.push(Refused { at, item, reason });
        }
    }
}

/// Notes remarks likewise.
#[derive(Default)]
struct Notices {
    list: Vec<Noticed>,
    count: u64,
    keep: usize,
}

impl Notices {
    fn new(keep: usize) -> Self {
        Self {
            keep,
            ..Self::default()
        }
    }

    fn add(&mut self, at: Position, what: Remark) {
        self.count += 1;
        if self.list.len() < self.keep {
            self.list.push(Noticed { at, what });
        }
    }
}

/// Reads a log whose format is told by its beginning: `<` is XES, anything else CSV with the columns of `mapping`.
pub fn read<'a>(
    reader: impl Read + 'a,
    mapping: &Mapping,
    mut options: Options<'a>,
) -> Result<Import, ReadError> {
    let mut source = Source::open(reader, &mut options)?;
    let xml = source
        .peek()?
        .iter()
        .find(|byte| !byte.is_ascii_whitespace())
        == Some(&b'<');
    if xml {
        xes::read_source(source, &options)
    } else {
        csv::read_source(source, mapping, &options)
    }
}
