//! What a format cannot hold, in words.

use crate::column::Kind;

/// Something of the log that the file does not say, or says differently.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Loss {
    /// Cases without events in a table that has one row an event.
    #[error("{count} cases without events are not in the file; XES and OCEL keep them")]
    EmptyCases {
        /// How many.
        count: usize,
    },
    /// Attributes, extensions or classifiers of the log itself.
    #[error(
        "attributes, extensions and classifiers of the log itself are not in the file; XES keeps them"
    )]
    LogData,
    /// A column whose values read back as another kind.
    #[error(
        "«{key}» holds {kind}, which read back as {reads_as}; {} keep kinds",
        "XES, OCEL and Parquet"
    )]
    Kind {
        /// Key of the attribute, with `case:` before those of cases.
        key: String,
        /// Its kind.
        kind: Kind,
        /// The kind that a reader takes it for.
        reads_as: Kind,
    },
    /// Texts with blanks around them, which readers of tables drop; texts of blanks alone become missing.
    #[error(
        "{count} texts of «{key}» lose the blanks around them, or are empty and read back as missing"
    )]
    Blanks {
        /// Key of the attribute.
        key: String,
        /// How many.
        count: usize,
    },
    /// A key that means something else in the format.
    #[error(
        "«{key}» is written as «{written}», since the format uses that name for something else"
    )]
    Renamed {
        /// Key of the attribute.
        key: String,
        /// Its name in the file.
        written: String,
    },
    /// A key that readers take for another one.
    #[error("«{key}» reads back as «{reads_as}»")]
    Role {
        /// Key of the attribute.
        key: String,
        /// The key that it is read as.
        reads_as: &'static str,
    },
    /// Characters that XML cannot hold.
    #[error("{count} control characters that XML cannot hold are written as «\u{fffd}»")]
    Characters {
        /// How many.
        count: u64,
    },
}
