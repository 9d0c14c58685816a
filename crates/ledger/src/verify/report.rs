//! What an audit of a log found.

use std::fmt;

use thiserror::Error;

use crate::checkpoint::Checkpoint;
use crate::hash::Hash;
use crate::policy::{TrustError, Witnessed};
use crate::tile::TileError;

/// Findings listed in a report; further ones are only counted.
pub const MAX_FINDINGS: usize = 100;

/// One fault in a log.
#[derive(Debug, Error)]
pub enum Fault {
    /// The checkpoint is missing, malformed, or not signed as the policy asks.
    #[error("{0}")]
    Checkpoint(#[from] TrustError),
    /// A file is missing, cut or cannot be split into entries.
    #[error("{0}")]
    File(#[from] TileError),
    /// The entry's bytes are not those that were sealed: the tiles prove another hash for it.
    #[error(
        "entry {index} was changed: it hashes to {computed}, and the signed tree holds {sealed}"
    )]
    EntryChanged {
        /// Index of the entry.
        index: u64,
        /// Leaf hash of the bytes as served.
        computed: Hash,
        /// Leaf hash that the signed root proves.
        sealed: Hash,
    },
    /// A hash in a tile is not the one that the signed entries give.
    #[error(
        "hash {place} of the tile was changed: it covers entries {first} to {last}, which give {computed} and not {served}"
    )]
    TileChanged {
        /// Place within the tile, from 0.
        place: usize,
        /// First entry that the hash covers.
        first: u64,
        /// Last entry that the hash covers.
        last: u64,
        /// Hash computed from the entries.
        computed: Hash,
        /// Hash in the tile.
        served: Hash,
    },
    /// Entry and tile disagree, and the signed root proves neither.
    #[error(
        "entry {index} and its tile disagree, and the signed root proves neither: more than one file around it was changed"
    )]
    EntryOrTile {
        /// Index of the entry.
        index: u64,
    },
    /// A partial bundle left from a smaller tree differs from the present log.
    #[error(
        "the file was kept from a smaller tree and differs from the present log at entry {first}"
    )]
    OldPartial {
        /// First entry that differs.
        first: u64,
    },
    /// Entries and tiles agree with each other but not with the signed root.
    #[error(
        "the {size} entries give the root {computed}, and the checkpoint signs {signed}: entries and tiles were replaced together, or the checkpoint is of another history"
    )]
    Root {
        /// Entries in the log.
        size: u64,
        /// Root computed from the entries.
        computed: Hash,
        /// Root in the checkpoint.
        signed: Hash,
    },
    /// The log no longer begins with what an earlier checkpoint signed.
    #[error(
        "the first {size} entries give the root {computed}, and an earlier checkpoint signed {signed}: the history before it was rewritten"
    )]
    History {
        /// Entries under the earlier checkpoint.
        size: u64,
        /// Root computed from the entries.
        computed: Hash,
        /// Root in the earlier checkpoint.
        signed: Hash,
    },
    /// The log is smaller than an earlier checkpoint says.
    #[error(
        "the log has {now} entries and an earlier checkpoint signed {before}: entries were taken away"
    )]
    Shrunk {
        /// Entries under the earlier checkpoint.
        before: u64,
        /// Entries now.
        now: u64,
    },
    /// The caller's own check refuses an entry.
    #[error("entry {index}: {why}")]
    Entry {
        /// Index of the entry.
        index: u64,
        /// What the check said.
        why: String,
    },
}

/// A fault and the file it is in.
#[derive(Debug)]
pub struct Finding {
    /// Path relative to the log's prefix.
    pub path: String,
    /// What is wrong.
    pub fault: Fault,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.fault)
    }
}

/// The result of an audit.
#[derive(Debug, Default)]
pub struct Report {
    /// The checkpoint, once its signatures were found good.
    pub checkpoint: Option<Checkpoint>,
    /// Witnesses of the policy that cosigned it.
    pub witnesses: Vec<Witnessed>,
    /// Entries that were read and hashed.
    pub entries: u64,
    /// Files (bundles and tiles) that were read and compared.
    pub files: u64,
    /// The faults found, at most [`MAX_FINDINGS`].
    pub findings: Vec<Finding>,
    /// Faults beyond those listed.
    pub further: u64,
}

impl Report {
    /// Whether everything was in order.
    pub fn is_good(&self) -> bool {
        self.checkpoint.is_some() && self.findings.is_empty()
    }

    pub(crate) fn add(&mut self, path: impl Into<String>, fault: impl Into<Fault>) {
        if self.findings.len() < MAX_FINDINGS {
            self.findings.push(Finding {
                path: path.into(),
                fault: fault.into(),
            });
        } else {
            self.further += 1;
        }
    }
}
