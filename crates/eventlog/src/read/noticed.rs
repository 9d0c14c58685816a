//! What a reader noticed about a file though it left nothing out.

use super::error::Position;

/// Something about the file that a reader of its figures should know; nothing was left out for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noticed {
    /// Where it was noticed first.
    pub at: Position,
    /// What.
    pub what: Remark,
}

impl std::fmt::Display for Noticed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.at, self.what)
    }
}

/// What was noticed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Remark {
    /// Events of a trace stand after later ones. They were put into the order of time.
    #[error(
        "in case «{case}» the clock goes backwards at {events} of the events; they were put into the order of time"
    )]
    ClockBackwards {
        /// Name of the case.
        case: String,
        /// Events that are earlier than the event before them.
        events: u64,
    },
    /// A trace bears the name of an earlier one. Its events were added to that case.
    #[error("the case «{0}» stands in the file before; the two were joined")]
    RepeatedCase(String),
    /// An attribute changes its type.
    #[error("«{key}» is of type {now} here and was of type {before} before; it is kept as {kept}")]
    ChangedType {
        /// The attribute.
        key: String,
        /// The type of its values before.
        before: &'static str,
        /// The type of this value.
        now: &'static str,
        /// The type of its column from now on.
        kept: &'static str,
    },
    /// A further log begins after the first one. Its traces were added.
    #[error("a further log begins here; its traces were added to those of the first")]
    FurtherLog,
}
