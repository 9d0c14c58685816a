//! Signed notes (C2SP signed-note): a text with one or more signature lines, and the Ed25519 keys that sign logs.

use std::fmt;

use thiserror::Error;

use crate::key::{ED25519, KeyError, Public, Secret, is_key_name};
use crate::text;

/// Longest note in bytes.
pub const MAX_NOTE_SIZE: usize = 1_000_000;
/// Most signature lines in a note.
pub const MAX_SIGNATURES: usize = 100;

/// Why a note is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoteError {
    /// The note is too long.
    #[error("the note has {0} bytes; the longest allowed has {MAX_NOTE_SIZE}")]
    TooLong(usize),
    /// The bytes are not UTF-8, or hold control characters.
    #[error(
        "the note is not plain UTF-8 text: it holds broken characters or control characters; it was changed in copying"
    )]
    NotText,
    /// There is no text, no empty line or no signature.
    #[error(
        "the note has no text followed by an empty line and signature lines; it was cut or is another kind of file"
    )]
    NoSignatures,
    /// More signature lines than allowed.
    #[error("the note has more than {MAX_SIGNATURES} signature lines")]
    TooManySignatures,
    /// A signature line is malformed.
    #[error(
        "signature line {line} of the note is not written as \"— name base64\"; it was changed in copying"
    )]
    SignatureLine {
        /// Number of the line among the signature lines, from 1.
        line: usize,
    },
    /// No line by the key.
    #[error(
        "the note carries no signature by {name} (key id {id:08x}); it was signed by another key, or the name or key id was changed"
    )]
    Unsigned {
        /// Name of the key.
        name: String,
        /// Id of the key.
        id: u32,
    },
    /// Two lines by one key.
    #[error(
        "the note carries two signatures by {name} (key id {id:08x}); keep the one that its owner published"
    )]
    Repeated {
        /// Name of the key.
        name: String,
        /// Id of the key.
        id: u32,
    },
    /// The signature does not fit the text.
    #[error(
        "the signature by {name} (key id {id:08x}) does not fit the note; its text or signature was changed"
    )]
    BadSignature {
        /// Name of the key.
        name: String,
        /// Id of the key.
        id: u32,
    },
}

/// One signature line of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    /// Name of the key that signed.
    pub name: String,
    /// Id of the key.
    pub id: u32,
    /// The signature without the id: 64 bytes for a log's Ed25519 key, 72 for a witness's cosignature.
    pub signature: Vec<u8>,
}

impl NoteSignature {
    /// Parses one line `— name base64`, without its line end.
    pub fn parse(line: &str) -> Option<Self> {
        let (name, signature) = line.strip_prefix("— ")?.split_once(' ')?;
        let bytes = text::decode_base64(signature)?;
        let (id, signature) = bytes.split_first_chunk::<4>()?;
        if !is_key_name(name) || signature.is_empty() {
            return None;
        }
        Some(Self {
            name: name.to_owned(),
            id: u32::from_be_bytes(*id),
            signature: signature.to_vec(),
        })
    }
}

impl fmt::Display for NoteSignature {
    /// The line `— name base64`, without its line end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.id.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.signature);
        write!(f, "— {} {}", self.name, text::encode_base64(&bytes))
    }
}

/// A note: signed text and its signature lines. Parsing checks no signature; see [`Note::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    /// The signature lines in their order.
    pub signatures: Vec<NoteSignature>,
}

impl Note {
    /// A note without signatures yet. The text must end with a line end and hold no other control characters.
    pub fn new(text: impl Into<String>) -> Result<Self, NoteError> {
        let text = text.into();
        if text.len() > MAX_NOTE_SIZE {
            return Err(NoteError::TooLong(text.len()));
        }
        if !text.ends_with('\n') || has_control(&text) {
            return Err(NoteError::NotText);
        }
        Ok(Self {
            text,
            signatures: Vec::new(),
        })
    }

    /// Parses a note; at least one signature line is required.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > MAX_NOTE_SIZE {
            return Err(NoteError::TooLong(bytes.len()));
        }
        let whole = std::str::from_utf8(bytes).map_err(|_| NoteError::NotText)?;
        if has_control(whole) {
            return Err(NoteError::NotText);
        }
        let end = whole.rfind("\n\n").ok_or(NoteError::NoSignatures)?;
        let lines = whole[end + 2..]
            .strip_suffix('\n')
            .ok_or(NoteError::NoSignatures)?;
        let mut signatures = Vec::new();
        for (number, line) in (1..).zip(lines.split('\n')) {
            if number > MAX_SIGNATURES {
                return Err(NoteError::TooManySignatures);
            }
            signatures
                .push(NoteSignature::parse(line).ok_or(NoteError::SignatureLine { line: number })?);
        }
        Ok(Self {
            text: whole[..=end].to_owned(),
            signatures,
        })
    }

    /// The signed text with its last line end.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds a signature, in place of an older one by the same key.
    pub fn add(&mut self, signature: NoteSignature) {
        self.signatures
            .retain(|s| (s.id, &s.name) != (signature.id, &signature.name));
        self.signatures.push(signature);
    }

    /// The one signature line by the named key, or `None`. Two lines by one key are refused, since a reader could believe either.
    pub fn signature_by(&self, name: &str, id: u32) -> Result<Option<&NoteSignature>, NoteError> {
        let mut found = self
            .signatures
            .iter()
            .filter(|s| s.id == id && s.name == name);
        let first = found.next();
        if found.next().is_some() {
            return Err(NoteError::Repeated {
                name: name.to_owned(),
                id,
            });
        }
        Ok(first)
    }

    /// Checks that the note carries a good signature by `key`. Lines by other keys are ignored.
    pub fn verify(&self, key: &Verifier) -> Result<(), NoteError> {
        let (name, id) = (key.name(), key.id());
        let unsigned = || NoteError::Unsigned {
            name: name.to_owned(),
            id,
        };
        let signature = self.signature_by(name, id)?.ok_or_else(unsigned)?;
        if key.accepts(self.text.as_bytes(), &signature.signature) {
            Ok(())
        } else {
            Err(NoteError::BadSignature {
                name: name.to_owned(),
                id,
            })
        }
    }
}

impl fmt::Display for Note {
    /// The note as it is published: text, empty line, signature lines.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures
            .iter()
            .try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

fn has_control(text: &str) -> bool {
    text.bytes().any(|b| b < b' ' && b != b'\n')
}

/// The public key of a log: Ed25519, signature type 0x01, written `name+id+base64` (a "vkey").
///
/// Accepted signatures are those of RFC 8032 read strictly: canonical encodings, no points of small order, no cofactor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier(Public);

impl Verifier {
    /// The key with the given name and 32 bytes of public key (RFC 8032 encoding).
    pub fn new(name: &str, public: &[u8; 32]) -> Result<Self, KeyError> {
        Public::new(name, ED25519, public).map(Self)
    }

    /// Parses a vkey.
    pub fn parse(vkey: &str) -> Result<Self, KeyError> {
        Public::parse(vkey, ED25519).map(Self)
    }

    /// Name of the key; for a log it is the origin of its checkpoints.
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

    /// Whether `signature` (64 bytes) is a good signature of `message`.
    pub fn accepts(&self, message: &[u8], signature: &[u8]) -> bool {
        self.0.accepts(message, signature)
    }
}

impl fmt::Display for Verifier {
    /// The vkey.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.encode(ED25519))
    }
}

/// The secret key of a log. It is written `PRIVATE+KEY+name+id+base64` and never shown by `Debug`.
#[derive(Clone)]
pub struct Signer(Secret);

impl Signer {
    /// The key made from 32 bytes of randomness.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        Secret::from_seed(name, ED25519, seed).map(Self)
    }

    /// Parses the secret text form.
    pub fn parse(skey: &str) -> Result<Self, KeyError> {
        Secret::parse(skey, ED25519).map(Self)
    }

    /// The secret text form: keep it where only the program can read it.
    pub fn to_secret_text(&self) -> String {
        self.0.encode(ED25519)
    }

    /// The public key.
    pub fn verifier(&self) -> Verifier {
        Verifier(self.0.public.clone())
    }

    /// Signs a note's text (with its last line end).
    pub fn sign(&self, text: &str) -> NoteSignature {
        let Public { name, id, .. } = &self.0.public;
        NoteSignature {
            name: name.clone(),
            id: *id,
            signature: self.0.sign(text.as_bytes()).to_vec(),
        }
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.verifier())
    }
}
