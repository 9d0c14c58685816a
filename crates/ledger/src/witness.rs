//! Witnessing (C2SP tlog-witness 1.1, `add-checkpoint`): the decision of the witness as a pure function, and the client's side.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use thiserror::Error;

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::cosignature::{WitnessSigner, WitnessVerifier};
use crate::hash::Hash;
use crate::merkle::verify_consistency;
use crate::note::{Note, NoteError, NoteSignature, Verifier};
use crate::text;

/// Most consistency proof lines in a request.
pub const MAX_PROOF_LINES: usize = 63;
/// Content type of the answer 409.
pub const SIZE_CONTENT_TYPE: &str = "text/x.tlog.size";
/// Content type of the other answers.
pub const TEXT_CONTENT_TYPE: &str = "text/plain; charset=utf-8";

/// Why a request body is refused (status 400).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RequestError {
    /// The body is not UTF-8.
    #[error("the request is not UTF-8 text")]
    NotText,
    /// The first line is not `old N`.
    #[error("the first line of the request must be \"old\", a space and a decimal tree size")]
    Old,
    /// A proof line is no hash.
    #[error("line {0} of the request is no hash: 32 bytes in base64")]
    Hash(usize),
    /// Too many proof lines.
    #[error("the request has more than {MAX_PROOF_LINES} consistency proof lines")]
    TooManyHashes,
    /// There is no empty line before the checkpoint.
    #[error("the request has no empty line between the proof and the checkpoint")]
    NoCheckpoint,
    /// The checkpoint is malformed.
    #[error("the checkpoint in the request: {0}")]
    Checkpoint(#[from] CheckpointError),
}

/// The body of an `add-checkpoint` request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// Size of the checkpoint that the witness cosigned last; 0 for none.
    pub old: u64,
    /// Consistency proof from that size; empty from 0.
    pub proof: Vec<Hash>,
    /// The new checkpoint, signed by the log.
    pub note: Note,
}

impl AddCheckpoint {
    /// Parses a request body, giving the parsed checkpoint with it.
    pub fn parse(body: &[u8]) -> Result<(Self, Checkpoint), RequestError> {
        let whole = std::str::from_utf8(body).map_err(|_| RequestError::NotText)?;
        let (first, mut rest) = whole.split_once('\n').ok_or(RequestError::Old)?;
        let old = first
            .strip_prefix("old ")
            .and_then(text::decode_size)
            .ok_or(RequestError::Old)?;
        let mut proof = Vec::new();
        loop {
            let (line, tail) = rest.split_once('\n').ok_or(RequestError::NoCheckpoint)?;
            rest = tail;
            if line.is_empty() {
                break;
            }
            if proof.len() == MAX_PROOF_LINES {
                return Err(RequestError::TooManyHashes);
            }
            proof.push(Hash::from_base64(line).ok_or(RequestError::Hash(proof.len() + 2))?);
        }
        let (checkpoint, note) = Checkpoint::parse_note(rest.as_bytes())?;
        Ok((Self { old, proof, note }, checkpoint))
    }
}

impl fmt::Display for AddCheckpoint {
    /// The request body.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        self.proof
            .iter()
            .try_for_each(|hash| writeln!(f, "{hash}"))?;
        f.write_char('\n')?;
        write!(f, "{}", self.note)
    }
}

/// The head of a log that the witness cosigned last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latest {
    /// Entries in the log.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
}

/// The logs that a witness knows, by origin; a log may have several keys while it changes from one to the next.
pub type KnownLogs = BTreeMap<String, Vec<Verifier>>;

/// What must be durable before the answer is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// The log.
    pub origin: String,
    /// What the decision was made on: the update holds only if this is still the stored state (compare and swap), otherwise decide again.
    pub expected: Option<Latest>,
    /// The state to store.
    pub new: Latest,
    /// The checkpoint with the log's signature and this witness's cosignatures.
    pub note: Note,
}

/// The answer of a witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Status of the answer: 200, 400, 403, 404, 409 or 422.
    pub status: u16,
    /// Content type of the body.
    pub content_type: &'static str,
    /// The body: signature lines for 200, the size for 409, otherwise a sentence.
    pub body: String,
    /// For 200 only: store it before answering.
    pub update: Option<Update>,
}

fn refuse(status: u16, why: impl fmt::Display) -> Decision {
    Decision {
        status,
        content_type: TEXT_CONTENT_TYPE,
        body: format!("{why}\n"),
        update: None,
    }
}

/// Decides on an `add-checkpoint` request. `latest` gives the stored state of a log by origin; `now` is in seconds since 1970-01-01 UTC.
///
/// The checks come in the specification's order: form (400), origin (404), signature (403), sizes (400), stored size (409), proof (422).
/// Every key of `signers` cosigns.
pub fn decide(
    signers: &[WitnessSigner],
    logs: &KnownLogs,
    latest: impl FnOnce(&str) -> Option<Latest>,
    body: &[u8],
    now: u64,
) -> Decision {
    let (request, checkpoint) = match AddCheckpoint::parse(body) {
        Ok(parsed) => parsed,
        Err(e) => return refuse(400, e),
    };
    let Some(keys) = logs.get(&checkpoint.origin) else {
        return refuse(
            404,
            format_args!("this witness does not know the log {:?}", checkpoint.origin),
        );
    };
    let trusted = match trusted_signatures(&request.note, keys) {
        Ok(trusted) => trusted,
        Err(e) => return refuse(403, e),
    };
    if request.old > checkpoint.size {
        return refuse(
            400,
            format_args!(
                "the old size {} is larger than the checkpoint's size {}",
                request.old, checkpoint.size
            ),
        );
    }
    let expected = latest(&checkpoint.origin);
    let (old, old_root) =
        expected.map_or((0, Hash::EMPTY_TREE), |latest| (latest.size, latest.root));
    if request.old != old {
        return Decision {
            status: 409,
            content_type: SIZE_CONTENT_TYPE,
            body: format!("{old}\n"),
            update: None,
        };
    }
    if let Err(why) = check_growth(old, &old_root, &request.proof, &checkpoint) {
        return refuse(422, why);
    }
    let Ok(mut note) = Note::new(request.note.text()) else {
        return refuse(400, NoteError::NotText);
    };
    note.signatures = trusted;
    let mut body = String::new();
    for signer in signers {
        let cosignature = signer.cosign(note.text(), now);
        body.push_str(&cosignature.to_string());
        body.push('\n');
        note.add(cosignature);
    }
    let new = Latest {
        size: checkpoint.size,
        root: checkpoint.root,
    };
    Decision {
        status: 200,
        content_type: TEXT_CONTENT_TYPE,
        body,
        update: Some(Update {
            origin: checkpoint.origin,
            expected,
            new,
            note,
        }),
    }
}

/// The good signatures by the log's keys. A wrong one is an error even beside a good one; lines by unknown keys are left out.
fn trusted_signatures(note: &Note, keys: &[Verifier]) -> Result<Vec<NoteSignature>, NoteError> {
    let mut trusted = Vec::new();
    let mut missing = NoteError::NoSignatures;
    for key in keys {
        match note.verify(key) {
            Ok(()) => trusted.extend(note.signature_by(key.name(), key.id())?.cloned()),
            Err(unsigned @ NoteError::Unsigned { .. }) => missing = unsigned,
            Err(e) => return Err(e),
        }
    }
    if trusted.is_empty() {
        Err(missing)
    } else {
        Ok(trusted)
    }
}

fn check_growth(
    old: u64,
    old_root: &Hash,
    proof: &[Hash],
    checkpoint: &Checkpoint,
) -> Result<(), String> {
    if checkpoint.size == 0 && checkpoint.root != Hash::EMPTY_TREE {
        return Err(format!("an empty log has the root {}", Hash::EMPTY_TREE));
    }
    if old == 0 {
        return if proof.is_empty() {
            Ok(())
        } else {
            Err("a checkpoint from size 0 takes no consistency proof".to_owned())
        };
    }
    verify_consistency(old, checkpoint.size, proof, old_root, &checkpoint.root)
        .map_err(|e| e.to_string())
}

/// What a witness answered, as its client understands it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The witness cosigned: its verified signature line and the time in seconds since 1970-01-01 UTC.
    Cosigned {
        /// The line to add to the checkpoint.
        signature: NoteSignature,
        /// Time of the cosignature.
        time: u64,
    },
    /// The witness last cosigned this size: send a proof from there.
    Conflict {
        /// That size.
        size: u64,
    },
}

/// Why an answer is of no use.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AnswerError {
    /// The witness refused.
    #[error("the witness refused the checkpoint with status {status}: {}", explain(*.status, .body))]
    Refused {
        /// Status of the answer.
        status: u16,
        /// First part of the body.
        body: String,
    },
    /// The answer is malformed.
    #[error(
        "the witness answered {0} with a body that the protocol does not allow; check that the address is its submission prefix"
    )]
    Malformed(u16),
    /// There is no good cosignature by the expected key.
    #[error(
        "the witness's answer has no valid cosignature by {0}; check that the key in the policy is the witness's present one"
    )]
    NoCosignature(String),
}

fn explain(status: u16, body: &str) -> String {
    let meaning = match status {
        400 => "the request is malformed",
        403 => {
            "it does not trust the key that signed the checkpoint; give its operator the log's key"
        }
        404 => "it does not know this log; ask its operator to add the log",
        422 => "the consistency proof does not hold; it has seen another history of this log",
        _ => "an answer outside the protocol",
    };
    format!("{meaning} ({})", body.trim())
}

/// Reads the answer to an `add-checkpoint` request for a checkpoint with the given note text, checking the cosignature by `key`.
pub fn read_answer(
    status: u16,
    content_type: Option<&str>,
    body: &[u8],
    text: &str,
    key: &WitnessVerifier,
) -> Result<Answer, AnswerError> {
    let body = std::str::from_utf8(body).map_err(|_| AnswerError::Malformed(status))?;
    match status {
        200 => {
            let lines = body
                .strip_suffix('\n')
                .ok_or(AnswerError::Malformed(status))?;
            for line in lines.split('\n') {
                let signature = NoteSignature::parse(line).ok_or(AnswerError::Malformed(status))?;
                if signature.name == key.name()
                    && signature.id == key.id()
                    && let Some(time) = key.check(text, &signature.signature)
                {
                    return Ok(Answer::Cosigned { signature, time });
                }
            }
            Err(AnswerError::NoCosignature(key.to_string()))
        }
        409 if content_type.is_some_and(|given| {
            given
                .split(';')
                .next()
                .is_some_and(|mime| mime.trim() == SIZE_CONTENT_TYPE)
        }) =>
        {
            let size = body
                .strip_suffix('\n')
                .and_then(text::decode_size)
                .ok_or(AnswerError::Malformed(status))?;
            Ok(Answer::Conflict { size })
        }
        _ => Err(AnswerError::Refused {
            status,
            body: body.chars().take(300).collect(),
        }),
    }
}
