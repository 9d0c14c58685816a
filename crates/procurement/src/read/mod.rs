//! Reading files of any size: JSON lines in chunks over several threads, one JSON document whole; plain or gzip.
//!
//! Whatever the number of threads, parts come back in the order of the file.

mod document;
mod lines;
mod merge;
mod source;

pub(crate) use document::reason;
pub use document::{Item, items};
pub use lines::{Chunk, MAX_LINE, scan};
pub use merge::{compile, merged};
pub use source::{Source, open};

/// Why a file cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The reader failed.
    #[error("{why}; is the file complete?")]
    Read {
        /// The last line that was read whole; 0, since what comes later is only left out.
        line: u64,
        /// Why.
        why: std::io::Error,
    },
    /// One document is larger than is sensible.
    #[error(
        "one JSON document of more than {} MiB; write each release on a line of its own (JSON lines)",
        source::MAX_DOCUMENT >> 20
    )]
    LargeDocument,
}

/// Why a line, or an item of a document, holds no release that can be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Its bytes are no text.
    #[error("not UTF-8 text")]
    NotText,
    /// It is no JSON.
    #[error("invalid JSON at column {column}: {why}")]
    NotJson {
        /// Where, from 1.
        column: usize,
        /// What the reader of JSON says.
        why: String,
    },
    /// A package is in a package, too deep.
    #[error("packages within packages")]
    Nested,
    /// A release is a number, a text or a list.
    #[error("a release that is no object")]
    NoObject,
    /// A record only names where its releases are.
    #[error("releases are only linked; embed them, or give the compiled release")]
    Linked,
    /// Of several releases of a process one has no date.
    #[error("one of several releases of a process has no date, so their order is unknown")]
    Undated,
}

impl Fault {
    /// What is wrong with a JSON text.
    pub fn of(error: &serde_json::Error) -> Self {
        reason(error)
    }
}

/// A line, or an item of a document, that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Line of the file, from 1; in a document that is one JSON text, the item.
    pub line: u64,
    /// Why.
    pub why: String,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

/// How many were left out, and the first of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refusals {
    /// How many.
    pub count: u64,
    /// The first ones, at most [`Refusals::KEPT`].
    pub first: Vec<Refused>,
}

impl Refusals {
    /// How many are kept with their reason.
    pub const KEPT: usize = 100;

    /// Notes one.
    pub fn push(&mut self, line: u64, why: impl std::fmt::Display) {
        self.count += 1;
        if self.first.len() < Self::KEPT {
            self.first.push(Refused {
                line,
                why: why.to_string(),
            });
        }
    }

    /// Adds those of a later part of the file.
    pub fn append(&mut self, later: Self) {
        self.count += later.count;
        let room = Self::KEPT - self.first.len();
        self.first.extend(later.first.into_iter().take(room));
    }
}
