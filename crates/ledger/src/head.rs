//! The signed head that is kept outside the database, and the refusals that follow from it.
//!
//! A log whose database was restored from yesterday would, in good faith, sign a second history of today. So the newest signed
//! checkpoint lives in a file of its own that is never restored with the database, and [`may_sign`] is asked before every signature.

use thiserror::Error;

use crate::checkpoint::Checkpoint;
use crate::hash::Hash;

/// Why the program must not sign. Each is a halt: signing on would give the log two histories.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HeadRefusal {
    /// The head belongs to another log.
    #[error(
        "the head file belongs to the log {head:?} and the database to {log:?}; put the head file of this log in its place"
    )]
    OtherLog {
        /// Origin in the head file.
        head: String,
        /// Origin of the log to be signed.
        log: String,
    },
    /// The database has fewer entries than were signed.
    #[error(
        "the database holds {held} entries and {signed} were already signed: entries {held} to {} are missing. The database was restored from an \
         older copy; restore the newer one, or recover the missing entries from the published log, before signing again",
        .signed - 1
    )]
    Behind {
        /// Entries in the database.
        held: u64,
        /// Entries under the newest signed head.
        signed: u64,
    },
    /// The database's first entries are not the ones that were signed.
    #[error(
        "the first {size} entries of the database have the root {computed} and the root {signed} was signed: an entry was changed after it was \
         sealed. Compare the database with the published log to find it; nothing is signed until they agree"
    )]
    Fork {
        /// Entries under the newest signed head.
        size: u64,
        /// Root of the database's first `size` entries.
        computed: Hash,
        /// Root that was signed.
        signed: Hash,
    },
}

/// Whether a log that holds `held` entries may sign a new checkpoint, given the newest head that was ever signed (`None` before the
/// first). `root_at` gives the root over the first so many entries; it is called once, with the head's size.
pub fn may_sign<E>(
    head: Option<&Checkpoint>,
    origin: &str,
    held: u64,
    root_at: impl FnOnce(u64) -> Result<Hash, E>,
) -> Result<Result<(), HeadRefusal>, E> {
    let Some(head) = head else { return Ok(Ok(())) };
    if head.origin != origin {
        return Ok(Err(HeadRefusal::OtherLog {
            head: head.origin.clone(),
            log: origin.to_owned(),
        }));
    }
    if held < head.size {
        return Ok(Err(HeadRefusal::Behind {
            held,
            signed: head.size,
        }));
    }
    let computed = root_at(head.size)?;
    if computed != head.root {
        return Ok(Err(HeadRefusal::Fork {
            size: head.size,
            computed,
            signed: head.root,
        }));
    }
    Ok(Ok(()))
}
