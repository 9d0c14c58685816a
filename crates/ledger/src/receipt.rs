//! Receipts: a `.tlog-proof` file that also carries the public entry and the shown fields of the record.
//!
//! One file is enough for both readers: other people's tools see a plain C2SP tlog-proof of the entry, this program also
//! reads its `extra` line, the JSON object `{"entry":LINE,"record":{"fields":[…]}}`. The specification leaves extra data unsigned,
//! so nothing in it is believed before the entry's hash is found in the log and the fields are found in the entry's commitment.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use thiserror::Error;

use crate::commitment::{Disclosure, RecordError};
use crate::entry::{Entry, EntryError};
use crate::hash::Hash;
use crate::note::Note;
use crate::policy::{Policy, Witnessed};
use crate::proof::{ProofError, TlogProof};

/// Why a receipt is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReceiptError {
    /// The `.tlog-proof` is malformed or proves nothing.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The extra data is missing or malformed.
    #[error(
        "the receipt does not carry its entry and fields: {0}; it is a plain tlog-proof or was changed"
    )]
    Extra(String),
    /// The entry is malformed.
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// The fields do not belong to the entry.
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// A receipt: the public entry, the shown fields and the proof that the entry is in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The public entry.
    pub entry: Entry,
    /// Fields of the record that the receipt shows.
    pub disclosure: Disclosure,
    /// Index of the entry in the log, from 0.
    pub index: u64,
    /// Inclusion proof, from the leaf's sibling upwards.
    pub hashes: Vec<Hash>,
    /// Signed checkpoint with its cosignatures.
    pub checkpoint: Note,
}

/// What a verified receipt proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Name of the log.
    pub origin: String,
    /// Index of the entry in the log, from 0.
    pub index: u64,
    /// Entries that the log had at the checkpoint.
    pub size: u64,
    /// Witnesses of the policy that cosigned the checkpoint.
    pub witnesses: Vec<Witnessed>,
    /// The entry.
    pub entry: Entry,
    /// The shown fields as `(name, JSON text)`.
    pub fields: Vec<(String, String)>,
    /// Number of fields of the record that the receipt does not show.
    pub hidden: usize,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Extra {
    entry: String,
    record: Box<RawValue>,
}

impl Receipt {
    /// The receipt as a `.tlog-proof` file.
    pub fn encode(&self) -> String {
        // Both parts are JSON made by this crate, so neither can fail.
        let record = RawValue::from_string(self.disclosure.to_json()).unwrap_or_default();
        let extra = serde_json::to_vec(&Extra {
            entry: self.entry.encode(),
            record,
        })
        .unwrap_or_default();
        TlogProof {
            extra: Some(extra),
            index: self.index,
            hashes: self.hashes.clone(),
            checkpoint: self.checkpoint.clone(),
        }
        .to_string()
    }

    /// Parses a receipt without checking what it proves.
    pub fn parse(file: &str) -> Result<Self, ReceiptError> {
        let proof = TlogProof::parse(file)?;
        let extra = proof
            .extra
            .ok_or_else(|| ReceiptError::Extra("there is no extra line".to_owned()))?;
        let extra: Extra =
            serde_json::from_slice(&extra).map_err(|e| ReceiptError::Extra(e.to_string()))?;
        Ok(Self {
            entry: Entry::decode(extra.entry.as_bytes())?,
            disclosure: Disclosure::from_json(extra.record.get())?,
            index: proof.index,
            hashes: proof.hashes,
            checkpoint: proof.checkpoint,
        })
    }

    /// Checks the receipt offline: the fields against the entry, the entry against the log, the log's head against the policy.
    pub fn verify(&self, policy: &Policy) -> Result<Verified, ReceiptError> {
        self.disclosure.verify(self.entry.commitment())?;
        let proof = TlogProof {
            extra: None,
            index: self.index,
            hashes: self.hashes.clone(),
            checkpoint: self.checkpoint.clone(),
        };
        let trusted = proof.verify(&self.entry.leaf_hash(), policy)?;
        Ok(Verified {
            origin: trusted.checkpoint.origin,
            index: self.index,
            size: trusted.checkpoint.size,
            witnesses: trusted.witnesses,
            entry: self.entry.clone(),
            fields: self
                .disclosure
                .open()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            hidden: self.disclosure.hidden(),
        })
    }
}
