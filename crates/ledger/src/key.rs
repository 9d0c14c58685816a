//! The parts that log keys and witness keys share: names, ids, the text forms, and which Ed25519 signatures are accepted.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::text;

/// Signature type byte of a plain Ed25519 note signature (C2SP signed-note).
pub(crate) const ED25519: u8 = 0x01;
/// Signature type byte of a timestamped Ed25519 cosignature (C2SP tlog-cosignature).
pub(crate) const COSIGNATURE: u8 = 0x04;

/// Why a key is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KeyError {
    /// The text is not of the form `name+id+base64` (or `PRIVATE+KEY+name+id+base64`).
    #[error(
        "the key is not written as {expected}; copy the whole line that the key's owner published"
    )]
    Format {
        /// The form that was expected.
        expected: &'static str,
    },
    /// The name is empty or holds a space or a plus sign.
    #[error(
        "the key name {name:?} is empty or contains a space, a plus sign or a control character; use a form such as log.example.ir/2026"
    )]
    Name {
        /// The name as given.
        name: String,
    },
    /// The key is of another type than the place asks for.
    #[error(
        "the key of {name} has signature type {given:#04x} and this place needs {expected:#04x} (0x01 signs logs, 0x04 cosigns as a witness)"
    )]
    Type {
        /// Name of the key.
        name: String,
        /// Its signature type byte.
        given: u8,
        /// The type byte needed here.
        expected: u8,
    },
    /// The id does not belong to the name and key.
    #[error(
        "the key id {given:08x} of {name} should be {computed:08x}; the name, id or key was changed in copying"
    )]
    Id {
        /// Name of the key.
        name: String,
        /// The id as written.
        given: u32,
        /// The id computed from the name and key.
        computed: u32,
    },
    /// The bytes are no safe Ed25519 public key.
    #[error(
        "the key of {name} is not a canonical Ed25519 public key of large order; anybody could forge signatures under it"
    )]
    Weak {
        /// Name of the key.
        name: String,
    },
}

/// `SHA-256(name || "\n" || type || public key)`, its first four bytes as a big-endian number.
pub(crate) fn key_id(name: &str, signature_type: u8, public: &[u8; 32]) -> u32 {
    let mut hasher = Sha256::new();
    hasher.update(name.as_bytes());
    hasher.update([b'\n', signature_type]);
    hasher.update(public);
    let digest: [u8; 32] = hasher.finalize().into();
    u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
}

pub(crate) fn is_key_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '+' || c < ' ')
}

fn check_name(name: &str) -> Result<(), KeyError> {
    if is_key_name(name) {
        Ok(())
    } else {
        Err(KeyError::Name {
            name: name.to_owned(),
        })
    }
}

/// A public key with its name and id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Public {
    pub(crate) name: String,
    pub(crate) id: u32,
    key: VerifyingKey,
}

impl Public {
    pub(crate) fn new(name: &str, signature_type: u8, bytes: &[u8; 32]) -> Result<Self, KeyError> {
        check_name(name)?;
        let weak = || KeyError::Weak {
            name: name.to_owned(),
        };
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| weak())?;
        // The library decodes non-canonical points too; two spellings of one key would be two witnesses.
        if key.is_weak() || key.to_edwards().compress().to_bytes() != *bytes {
            return Err(weak());
        }
        Ok(Self {
            name: name.to_owned(),
            id: key_id(name, signature_type, bytes),
            key,
        })
    }

    pub(crate) fn parse(text: &str, signature_type: u8) -> Result<Self, KeyError> {
        const EXPECTED: &str = "name+id+base64";
        let (name, id, bytes) = split_key(text, EXPECTED)?;
        let public = Self::new(
            &name,
            signature_type,
            &typed(&name, &bytes, signature_type, EXPECTED)?,
        )?;
        check_id(public, id)
    }

    pub(crate) fn encode(&self, signature_type: u8) -> String {
        encode_key(&self.name, self.id, signature_type, self.key.as_bytes())
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// RFC 8032 without leniency: canonical `S` and `R`, no point of small order, the equation without cofactor.
    pub(crate) fn accepts(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }
}

/// A signing key with its name and id.
#[derive(Clone)]
pub(crate) struct Secret {
    pub(crate) public: Public,
    key: SigningKey,
}

impl Secret {
    pub(crate) fn from_seed(
        name: &str,
        signature_type: u8,
        seed: &[u8; 32],
    ) -> Result<Self, KeyError> {
        let key = SigningKey::from_bytes(seed);
        Ok(Self {
            public: Public::new(name, signature_type, key.verifying_key().as_bytes())?,
            key,
        })
    }

    pub(crate) fn parse(text: &str, signature_type: u8) -> Result<Self, KeyError> {
        const EXPECTED: &str = "PRIVATE+KEY+name+id+base64";
        let (name, id, bytes) = split_key(
            text.strip_prefix("PRIVATE+KEY+")
                .ok_or(KeyError::Format { expected: EXPECTED })?,
            EXPECTED,
        )?;
        let Self { public, key } = Self::from_seed(
            &name,
            signature_type,
            &typed(&name, &bytes, signature_type, EXPECTED)?,
        )?;
        Ok(Self {
            public: check_id(public, id)?,
            key,
        })
    }

    pub(crate) fn encode(&self, signature_type: u8) -> String {
        format!(
            "PRIVATE+KEY+{}",
            encode_key(
                &self.public.name,
                self.public.id,
                signature_type,
                self.key.as_bytes()
            )
        )
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

fn encode_key(name: &str, id: u32, signature_type: u8, bytes: &[u8; 32]) -> String {
    let mut material = vec![signature_type];
    material.extend_from_slice(bytes);
    format!("{name}+{id:08x}+{}", text::encode_base64(&material))
}

fn split_key(line: &str, expected: &'static str) -> Result<(String, u32, Vec<u8>), KeyError> {
    let format = || KeyError::Format { expected };
    let (name, rest) = line.split_once('+').ok_or_else(format)?;
    let (id, material) = rest.split_once('+').ok_or_else(format)?;
    check_name(name)?;
    if id.len() != 8
        || !id
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    {
        return Err(format());
    }
    let id = u32::from_str_radix(id, 16).map_err(|_| format())?;
    Ok((
        name.to_owned(),
        id,
        text::decode_base64(material).ok_or_else(format)?,
    ))
}

fn typed(
    name: &str,
    material: &[u8],
    signature_type: u8,
    expected: &'static str,
) -> Result<[u8; 32], KeyError> {
    match material.split_first() {
        Some((given, bytes)) if *given == signature_type => {
            bytes.try_into().map_err(|_| KeyError::Format { expected })
        }
        Some((given, _)) => Err(KeyError::Type {
            name: name.to_owned(),
            given: *given,
            expected: signature_type,
        }),
        None => Err(KeyError::Format { expected }),
    }
}

fn check_id(public: Public, given: u32) -> Result<Public, KeyError> {
    if public.id == given {
        Ok(public)
    } else {
        Err(KeyError::Id {
            name: public.name,
            given,
            computed: public.id,
        })
    }
}
