//! Offline proofs (C2SP tlog-proof): the `.tlog-proof` file with an entry's index, its inclusion proof and a checkpoint.

use std::fmt::{self, Write as _};

use thiserror::Error;

use crate::checkpoint::CheckpointError;
use crate::hash::Hash;
use crate::merkle::{MerkleError, verify_inclusion};
use crate::note::{Note, NoteError};
use crate::policy::{Policy, TrustError, Trusted};
use crate::text;

/// First line of a `.tlog-proof` file.
pub const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// Most hashes in an inclusion proof: one for each level of the largest tree.
pub const MAX_HASHES: usize = 63;

/// Why a `.tlog-proof` is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ProofError {
    /// The first line is another.
    #[error("the file does not begin with {HEADER:?}; it is another kind of file")]
    Header,
    /// A line before the checkpoint is malformed.
    #[error("line {0} of the proof is malformed; the file was cut or changed in copying")]
    Line(usize),
    /// More hashes than any tree needs.
    #[error("the proof has more than {MAX_HASHES} hashes")]
    TooManyHashes,
    /// The checkpoint is malformed.
    #[error("the checkpoint in the proof: {0}")]
    Checkpoint(#[from] NoteError),
    /// The checkpoint does not satisfy the policy.
    #[error("the checkpoint in the proof: {0}")]
    Trust(#[from] TrustError),
    /// The entry is not where the proof says.
    #[error("the entry is not proved to be in the log: {0}")]
    Inclusion(#[from] MerkleError),
}

/// The content of a `.tlog-proof` file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlogProof {
    /// Data of the application, which no signature covers; [`crate::receipt`] puts the entry and the shown fields there.
    pub extra: Option<Vec<u8>>,
    /// Index of the entry in the log, from 0.
    pub index: u64,
    /// Inclusion proof, from the leaf's sibling upwards.
    pub hashes: Vec<Hash>,
    /// Signed checkpoint with its cosignatures.
    pub checkpoint: Note,
}

impl TlogProof {
    /// Parses a `.tlog-proof` file without checking what it proves.
    pub fn parse(file: &str) -> Result<Self, ProofError> {
        let mut rest = file
            .strip_prefix(HEADER)
            .and_then(|rest| rest.strip_prefix('\n'))
            .ok_or(ProofError::Header)?;
        let mut number = 1;
        let mut next = |rest: &mut &str| {
            number += 1;
            let (line, tail) = rest.split_once('\n').ok_or(ProofError::Line(number))?;
            *rest = tail;
            Ok::<_, ProofError>((number, line.to_owned()))
        };
        let (mut number, mut line) = next(&mut rest)?;
        let mut extra = None;
        if let Some(base64) = line.strip_prefix("extra ") {
            extra = Some(text::decode_base64(base64).ok_or(ProofError::Line(number))?);
            (number, line) = next(&mut rest)?;
        }
        let index = line
            .strip_prefix("index ")
            .and_then(text::decode_size)
            .ok_or(ProofError::Line(number))?;
        let mut hashes = Vec::new();
        loop {
            let (number, line) = next(&mut rest)?;
            if line.is_empty() {
                break;
            }
            if hashes.len() == MAX_HASHES {
                return Err(ProofError::TooManyHashes);
            }
            hashes.push(Hash::from_base64(&line).ok_or(ProofError::Line(number))?);
        }
        Ok(Self {
            extra,
            index,
            hashes,
            checkpoint: Note::parse(rest.as_bytes())?,
        })
    }

    /// Checks offline that the leaf with the given hash is in a log that the policy trusts.
    pub fn verify(&self, leaf: &Hash, policy: &Policy) -> Result<Trusted, ProofError> {
        let trusted = policy.check(&self.checkpoint)?;
        verify_inclusion(
            self.index,
            trusted.checkpoint.size,
            leaf,
            &self.hashes,
            &trusted.checkpoint.root,
        )?;
        Ok(trusted)
    }
}

impl fmt::Display for TlogProof {
    /// The `.tlog-proof` file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", text::encode_base64(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.hashes
            .iter()
            .try_for_each(|hash| writeln!(f, "{hash}"))?;
        f.write_char('\n')?;
        write!(f, "{}", self.checkpoint)
    }
}

impl From<CheckpointError> for ProofError {
    fn from(error: CheckpointError) -> Self {
        Self::Trust(error.into())
    }
}
