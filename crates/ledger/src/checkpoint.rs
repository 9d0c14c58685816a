//! Checkpoints (C2SP tlog-checkpoint): the head of a log as the text of a signed note.

use std::fmt;

use thiserror::Error;

use crate::hash::Hash;
use crate::note::{Note, NoteError, Signer};
use crate::text;

/// Why a note's text is no checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CheckpointError {
    /// The first line is missing or empty.
    #[error("the checkpoint names no log on its first line")]
    Origin,
    /// The second line is no tree size.
    #[error(
        "the second line of the checkpoint is no tree size: a decimal without leading zeroes, at most 2^63 - 1"
    )]
    Size,
    /// The third line is no hash.
    #[error("the third line of the checkpoint is no root hash: 32 bytes in base64")]
    Root,
    /// An extension line is empty or the text does not end with a line end.
    #[error("the checkpoint has an empty line or does not end with a line end")]
    Lines,
    /// The note around it is malformed.
    #[error(transparent)]
    Note(#[from] NoteError),
}

/// The head of a log: how many entries it has and the root over them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Name of the log; the same as the name of its key.
    pub origin: String,
    /// Entries in the log.
    pub size: u64,
    /// Root of the Merkle tree over them.
    pub root: Hash,
    /// Further lines; logs of this program write none, since monitors cannot check them.
    pub extensions: Vec<String>,
}

impl Checkpoint {
    /// Parses a note's text (see [`Note::text`]); exactly what its `Display` writes is accepted.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = text
            .strip_suffix('\n')
            .ok_or(CheckpointError::Lines)?
            .split('\n');
        let origin = lines
            .next()
            .filter(|origin| !origin.is_empty())
            .ok_or(CheckpointError::Origin)?;
        let size = lines
            .next()
            .and_then(text::decode_size)
            .ok_or(CheckpointError::Size)?;
        let root = lines
            .next()
            .and_then(Hash::from_base64)
            .ok_or(CheckpointError::Root)?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if extensions.iter().any(String::is_empty) {
            return Err(CheckpointError::Lines);
        }
        Ok(Self {
            origin: origin.to_owned(),
            size,
            root,
            extensions,
        })
    }

    /// Parses a whole signed checkpoint without checking its signatures: see [`crate::policy::Policy::check`].
    pub fn parse_note(bytes: &[u8]) -> Result<(Self, Note), CheckpointError> {
        let note = Note::parse(bytes)?;
        Ok((Self::parse(note.text())?, note))
    }

    /// Signs the checkpoint.
    pub fn sign(&self, signer: &Signer) -> Result<Note, NoteError> {
        let mut note = Note::new(self.to_string())?;
        let signature = signer.sign(note.text());
        note.add(signature);
        Ok(note)
    }
}

impl fmt::Display for Checkpoint {
    /// The note text: origin, size, root and extension lines, each with its line end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, self.root)?;
        self.extensions
            .iter()
            .try_for_each(|line| writeln!(f, "{line}"))
    }
}
