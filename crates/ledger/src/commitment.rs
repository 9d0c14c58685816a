//! Salted commitments to a record: each field can be shown or erased on its own, and the rest still proves.
//!
//! The hash of a field is `SHA-256(0x00 || "amin.ledger/field/v1" || salt || len(name) || name || len(value) || value)`, the lengths
//! as eight bytes big-endian. The Merkle root over the fields' hashes in the order of their names is bound to their number:
//! the commitment is `SHA-256(0x02 || "amin.ledger/record/v1" || count || root)`, so that no inner node can pass for a field.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::hash::{Hash, merkle_root};
use crate::text;

const FIELD_TAG: &[u8] = b"\x00amin.ledger/field/v1";
const RECORD_TAG: &[u8] = b"\x02amin.ledger/record/v1";

/// Why a record is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RecordError {
    /// Two fields with one name.
    #[error("the record has two fields named {0:?}; every field needs a name of its own")]
    Duplicate(String),
    /// Open fields are not in the order of their names.
    #[error("the field {0:?} stands out of the order of names; the record was changed")]
    Order(String),
    /// A value is not a JSON text.
    #[error("the value of the field {name:?} is not a JSON text: {why}")]
    Value {
        /// Name of the field.
        name: String,
        /// What the JSON parser said.
        why: String,
    },
    /// There is no such open field.
    #[error(
        "the record has no open field named {0:?}; it was erased before, or the name is another"
    )]
    Missing(String),
    /// The stored form is malformed.
    #[error("the stored record or disclosure is malformed: {0}")]
    Json(String),
    /// The fields do not give the commitment.
    #[error(
        "the fields give the commitment {computed} and the entry holds {expected}; a name, value or salt was changed"
    )]
    Mismatch {
        /// Commitment computed from the fields.
        computed: Hash,
        /// Commitment in the entry.
        expected: Hash,
    },
}

/// One field of a record.
#[derive(Clone, PartialEq, Eq)]
pub enum Field {
    /// A field that can be shown.
    Open {
        /// Name of the field.
        name: String,
        /// 32 random bytes that keep a short value from being guessed.
        salt: [u8; 32],
        /// The value as a JSON text.
        value: String,
    },
    /// A field of which only the hash is left, because it was erased or is not shown.
    Hidden(Hash),
}

impl Field {
    /// The hash of the field.
    pub fn hash(&self) -> Hash {
        match self {
            Self::Hidden(hash) => *hash,
            Self::Open { name, salt, value } => {
                let mut hasher = Sha256::new();
                hasher.update(FIELD_TAG);
                hasher.update(salt);
                for part in [name, value] {
                    hasher.update((part.len() as u64).to_be_bytes());
                    hasher.update(part.as_bytes());
                }
                Hash(hasher.finalize().into())
            }
        }
    }

    /// Name of an open field.
    pub fn name(&self) -> Option<&str> {
        if let Self::Open { name, .. } = self {
            Some(name)
        } else {
            None
        }
    }

    /// Value of an open field: a JSON text.
    pub fn value(&self) -> Option<&str> {
        if let Self::Open { value, .. } = self {
            Some(value)
        } else {
            None
        }
    }
}

impl std::fmt::Debug for Field {
    /// Shows no value and no salt: records reach logs of the program only as names and hashes.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Field({}, {})",
            self.name().unwrap_or("hidden"),
            self.hash()
        )
    }
}

/// The fields of one record in the order of their names, some perhaps erased. It is the private side of an [`crate::entry::Entry`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    fields: Vec<Field>,
}

impl Record {
    /// A record of `(name, salt, value)`; the order does not matter, the value is a JSON text, the salt is fresh randomness.
    pub fn new<N: Into<String>, V: Into<String>>(
        fields: impl IntoIterator<Item = (N, [u8; 32], V)>,
    ) -> Result<Self, RecordError> {
        let mut fields: Vec<(String, [u8; 32], String)> = fields
            .into_iter()
            .map(|(n, s, v)| (n.into(), s, v.into()))
            .collect();
        fields.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        if let Some([(name, ..), _]) = fields.array_windows().find(|[a, b]| a.0 == b.0) {
            return Err(RecordError::Duplicate(name.clone()));
        }
        Self {
            fields: fields
                .into_iter()
                .map(|(name, salt, value)| Field::Open { name, salt, value })
                .collect(),
        }
        .checked()
    }

    fn checked(self) -> Result<Self, RecordError> {
        check_open(&self.fields)?;
        Ok(self)
    }

    /// The commitment to the record, which erasing does not change.
    pub fn root(&self) -> Hash {
        commitment(&self.fields)
    }

    /// The fields.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The value (a JSON text) of an open field.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|field| field.name() == Some(name))
            .and_then(Field::value)
    }

    /// Erases a field: value, salt and name are gone for good, its hash stays.
    pub fn erase(&mut self, name: &str) -> Result<(), RecordError> {
        let field = self
            .fields
            .iter_mut()
            .find(|field| field.name() == Some(name))
            .ok_or_else(|| RecordError::Missing(name.to_owned()))?;
        *field = Field::Hidden(field.hash());
        Ok(())
    }

    /// Shows the named fields and hides the others behind their hashes.
    pub fn disclose(&self, names: &[&str]) -> Result<Disclosure, RecordError> {
        if let Some(missing) = names.iter().find(|name| self.value(name).is_none()) {
            return Err(RecordError::Missing((*missing).to_owned()));
        }
        let show = |field: &Field| field.name().is_some_and(|name| names.contains(&name));
        let fields = self.fields.iter().map(|field| {
            if show(field) {
                field.clone()
            } else {
                Field::Hidden(field.hash())
            }
        });
        Ok(Disclosure {
            fields: fields.collect(),
        })
    }

    /// Shows every field that is not erased.
    pub fn disclose_all(&self) -> Disclosure {
        Disclosure {
            fields: self.fields.clone(),
        }
    }

    /// The record as JSON for storage: `{"fields":[{"name":…,"salt":base64,"value":JSON text}|{"hash":base64}]}`.
    pub fn to_json(&self) -> String {
        to_json(&self.fields)
    }

    /// Reads [`Record::to_json`].
    pub fn from_json(json: &str) -> Result<Self, RecordError> {
        Self {
            fields: from_json(json)?,
        }
        .checked()
    }
}

/// Some fields of a record together with the hashes of the others: enough to check them against an entry's commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure {
    fields: Vec<Field>,
}

impl Disclosure {
    /// The open fields as `(name, value)`, the value being a JSON text.
    pub fn open(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields
            .iter()
            .filter_map(|field| field.name().zip(field.value()))
    }

    /// Number of fields of the record that are not shown.
    pub fn hidden(&self) -> usize {
        self.fields
            .iter()
            .filter(|field| matches!(field, Field::Hidden(_)))
            .count()
    }

    /// The commitment that the fields give.
    pub fn root(&self) -> Hash {
        commitment(&self.fields)
    }

    /// Checks the open fields against the commitment of an entry.
    pub fn verify(&self, expected: &Hash) -> Result<(), RecordError> {
        let computed = self.root();
        if computed == *expected {
            Ok(())
        } else {
            Err(RecordError::Mismatch {
                computed,
                expected: *expected,
            })
        }
    }

    /// The disclosure as JSON, in the form of [`Record::to_json`].
    pub fn to_json(&self) -> String {
        to_json(&self.fields)
    }

    /// Reads [`Disclosure::to_json`].
    pub fn from_json(json: &str) -> Result<Self, RecordError> {
        let fields = from_json(json)?;
        check_open(&fields)?;
        Ok(Self { fields })
    }
}

fn commitment(fields: &[Field]) -> Hash {
    let hashes: Vec<Hash> = fields.iter().map(Field::hash).collect();
    let mut hasher = Sha256::new();
    hasher.update(RECORD_TAG);
    hasher.update((hashes.len() as u64).to_be_bytes());
    hasher.update(merkle_root(&hashes).0);
    Hash(hasher.finalize().into())
}

fn check_open(fields: &[Field]) -> Result<(), RecordError> {
    let mut before: Option<&str> = None;
    for field in fields {
        let Field::Open { name, value, .. } = field else {
            continue;
        };
        if before.is_some_and(|before| before >= name.as_str()) {
            return Err(RecordError::Order(name.clone()));
        }
        before = Some(name);
        if let Err(e) = serde_json::from_str::<serde::de::IgnoredAny>(value) {
            return Err(RecordError::Value {
                name: name.clone(),
                why: e.to_string(),
            });
        }
    }
    Ok(())
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldsJson {
    fields: Vec<FieldJson>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum FieldJson {
    Open {
        name: String,
        salt: String,
        value: String,
    },
    Hidden {
        hash: String,
    },
}

fn to_json(fields: &[Field]) -> String {
    let fields = fields.iter().map(|field| match field {
        Field::Open { name, salt, value } => FieldJson::Open {
            name: name.clone(),
            salt: text::encode_base64(salt),
            value: value.clone(),
        },
        Field::Hidden(hash) => FieldJson::Hidden {
            hash: hash.to_base64(),
        },
    });
    // Strings alone always serialise.
    serde_json::to_string(&FieldsJson {
        fields: fields.collect(),
    })
    .unwrap_or_default()
}

fn from_json(json: &str) -> Result<Vec<Field>, RecordError> {
    let parsed: FieldsJson =
        serde_json::from_str(json).map_err(|e| RecordError::Json(e.to_string()))?;
    let hash = |base64: &str| {
        Hash::from_base64(base64)
            .ok_or_else(|| RecordError::Json(format!("{base64:?} is not 32 bytes in base64")))
    };
    let fields = parsed.fields.into_iter().map(|field| match field {
        FieldJson::Open { name, salt, value } => Ok(Field::Open {
            name,
            salt: hash(&salt)?.0,
            value,
        }),
        FieldJson::Hidden { hash: base64 } => Ok(Field::Hidden(hash(&base64)?)),
    });
    fields.collect()
}
