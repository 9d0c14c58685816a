//! Cosignatures of witnesses (C2SP tlog-cosignature, `cosignature/v1`): "as of this time, this is the largest consistent
//! head of this log that I have seen".

use std::fmt;

use crate::key::{COSIGNATURE, KeyError, Public, Secret};
use crate::note::{Note, NoteError, NoteSignature};

/// The text that a witness signs for a checkpoint's note text at `time` (seconds since 1970-01-01 UTC).
fn message(text: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

/// The public key of a witness: Ed25519, signature type 0x04, written as a vkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessVerifier(Public);

impl WitnessVerifier {
    /// The key with the given name and 32 bytes of public key (RFC 8032 encoding).
    pub fn new(name: &str, public: &[u8; 32]) -> Result<Self, KeyError> {
        Public::new(name, COSIGNATURE, public).map(Self)
    }

    /// Parses a vkey.
    pub fn parse(vkey: &str) -> Result<Self, KeyError> {
        Public::parse(vkey, COSIGNATURE).map(Self)
    }

    /// Name of the witness.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Id of the key.
    pub fn id(&self) -> u32 {
        self.0.id
    }

    /// The 32 bytes of the public key.
    pub fn public_key(&self) -> &[u8; 32] {
        self.0.bytes()
    }

    /// The time (seconds since 1970-01-01 UTC) at which this witness cosigned the note, or `None` where it has not.
    /// A line under its name that does not verify is an error.
    pub fn time_of(&self, note: &Note) -> Result<Option<u64>, NoteError> {
        let Some(line) = note.signature_by(self.name(), self.id())? else {
            return Ok(None);
        };
        self.check(note.text(), &line.signature)
            .map(Some)
            .ok_or_else(|| NoteError::BadSignature {
                name: self.name().to_owned(),
                id: self.id(),
            })
    }

    /// Checks the 72 bytes of a cosignature (8 of time, 64 of signature) over a note's text and gives its time.
    pub fn check(&self, text: &str, cosignature: &[u8]) -> Option<u64> {
        let (time, signature) = cosignature.split_first_chunk::<8>()?;
        let time = u64::from_be_bytes(*time);
        self.0
            .accepts(message(text, time).as_bytes(), signature)
            .then_some(time)
    }
}

impl fmt::Display for WitnessVerifier {
    /// The vkey.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.encode(COSIGNATURE))
    }
}

/// The secret key of a witness. It is written `PRIVATE+KEY+name+id+base64` and never shown by `Debug`.
#[derive(Clone)]
pub struct WitnessSigner(Secret);

impl WitnessSigner {
    /// The key made from 32 bytes of randomness.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        Secret::from_seed(name, COSIGNATURE, seed).map(Self)
    }

    /// Parses the secret text form.
    pub fn parse(skey: &str) -> Result<Self, KeyError> {
        Secret::parse(skey, COSIGNATURE).map(Self)
    }

    /// The secret text form: keep it where only the program can read it.
    pub fn to_secret_text(&self) -> String {
        self.0.encode(COSIGNATURE)
    }

    /// The public key.
    pub fn verifier(&self) -> WitnessVerifier {
        WitnessVerifier(self.0.public.clone())
    }

    /// Cosigns a checkpoint's note text (with its last line end) at `time`, in seconds since 1970-01-01 UTC.
    /// Call it only for a checkpoint whose consistency was checked: see [`crate::witness::decide`].
    pub fn cosign(&self, text: &str, time: u64) -> NoteSignature {
        let mut signature = time.to_be_bytes().to_vec();
        signature.extend_from_slice(&self.0.sign(message(text, time).as_bytes()));
        let Public { name, id, .. } = &self.0.public;
        NoteSignature {
            name: name.clone(),
            id: *id,
            signature,
        }
    }
}

impl fmt::Debug for WitnessSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WitnessSigner({})", self.verifier())
    }
}
