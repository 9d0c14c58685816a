//! The public entry of the sealed log: what kind of act happened, in which organisation, on which day, and the commitment
//! to the record. Nothing in it names a person.

use serde::Deserialize;
use thiserror::Error;

use crate::hash::{Hash, leaf_hash};

/// Longest organisation id, kind or object type in characters.
pub const MAX_TOKEN: usize = 100;
/// Most object types in one entry.
pub const MAX_OBJECTS: usize = 64;

/// Why an entry is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EntryError {
    /// The bytes are not the JSON object of an entry.
    #[error(
        "the log entry is not a JSON object with exactly v, organisation, kind, objects, day, commitment: {0}"
    )]
    Json(String),
    /// The version is unknown.
    #[error("the log entry has version {0}; this program reads version 1")]
    Version(u64),
    /// A field holds something that it may not.
    #[error("the {field} of the log entry is {value:?}; it must be {must}")]
    Field {
        /// Name of the field.
        field: &'static str,
        /// What it holds.
        value: String,
        /// What it may hold.
        must: &'static str,
    },
    /// The JSON is right but not in the one canonical spelling.
    #[error(
        "the log entry is not in its canonical spelling (order of keys, spaces, escapes); it was re-written after it was sealed"
    )]
    NotCanonical,
}

/// One public log entry.
///
/// Its bytes are one line of ASCII JSON in a fixed spelling, so that equal entries have equal hashes:
/// `{"v":1,"organisation":"…","kind":"…","objects":["…"],"day":"YYYY-MM-DD","commitment":"base64"}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    organisation: String,
    kind: String,
    objects: Vec<String>,
    day: String,
    commitment: Hash,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryJson {
    v: u64,
    organisation: String,
    kind: String,
    objects: Vec<String>,
    day: String,
    commitment: String,
}

impl Entry {
    /// An entry. Organisation, kind and object types are printable ASCII without spaces, quotes and backslashes; object types are
    /// sorted and made unique; `day` is a Gregorian date `YYYY-MM-DD`; `commitment` is [`crate::commitment::Record::root`].
    pub fn new(
        organisation: &str,
        kind: &str,
        objects: &[&str],
        day: &str,
        commitment: Hash,
    ) -> Result<Self, EntryError> {
        let mut objects: Vec<String> = objects.iter().map(|&object| object.to_owned()).collect();
        objects.sort_unstable();
        objects.dedup();
        Self {
            organisation: organisation.to_owned(),
            kind: kind.to_owned(),
            objects,
            day: day.to_owned(),
            commitment,
        }
        .checked()
    }

    fn checked(self) -> Result<Self, EntryError> {
        const TOKEN: &str =
            "1 to 100 printable ASCII characters without spaces, quotes and backslashes";
        let tokens = [("organisation", &self.organisation), ("kind", &self.kind)];
        for (field, value) in tokens
            .into_iter()
            .chain(self.objects.iter().map(|object| ("objects", object)))
        {
            if !is_token(value) {
                return Err(EntryError::Field {
                    field,
                    value: value.clone(),
                    must: TOKEN,
                });
            }
        }
        if self.objects.len() > MAX_OBJECTS || !self.objects.is_sorted_by(|a, b| a < b) {
            let value = format!("{:?}", self.objects);
            return Err(EntryError::Field {
                field: "objects",
                value,
                must: "at most 64 different types in ascending order",
            });
        }
        if !is_day(&self.day) {
            return Err(EntryError::Field {
                field: "day",
                value: self.day,
                must: "a Gregorian date YYYY-MM-DD",
            });
        }
        Ok(self)
    }

    /// Parses the canonical bytes and nothing else.
    pub fn decode(bytes: &[u8]) -> Result<Self, EntryError> {
        let json: EntryJson =
            serde_json::from_slice(bytes).map_err(|e| EntryError::Json(e.to_string()))?;
        if json.v != 1 {
            return Err(EntryError::Version(json.v));
        }
        let Some(commitment) = Hash::from_base64(&json.commitment) else {
            return Err(EntryError::Field {
                field: "commitment",
                value: json.commitment,
                must: "32 bytes in base64",
            });
        };
        let EntryJson {
            organisation,
            kind,
            objects,
            day,
            ..
        } = json;
        let entry = Self {
            organisation,
            kind,
            objects,
            day,
            commitment,
        }
        .checked()?;
        if entry.encode().as_bytes() == bytes {
            Ok(entry)
        } else {
            Err(EntryError::NotCanonical)
        }
    }

    /// The canonical bytes: one line of ASCII without line end.
    pub fn encode(&self) -> String {
        let objects: Vec<String> = self
            .objects
            .iter()
            .map(|object| format!("\"{object}\""))
            .collect();
        let Self {
            organisation,
            kind,
            day,
            commitment,
            ..
        } = self;
        let objects = objects.join(",");
        format!(
            r#"{{"v":1,"organisation":"{organisation}","kind":"{kind}","objects":[{objects}],"day":"{day}","commitment":"{commitment}"}}"#
        )
    }

    /// The hash of the entry as a leaf of the log (RFC 6962).
    pub fn leaf_hash(&self) -> Hash {
        leaf_hash(self.encode().as_bytes())
    }

    /// Id of the organisation whose act it is.
    pub fn organisation(&self) -> &str {
        &self.organisation
    }

    /// Public kind of the act; the exact kind may be inside the commitment only.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Types of the objects that the act touches, in ascending order.
    pub fn objects(&self) -> &[String] {
        &self.objects
    }

    /// Gregorian day of the act, `YYYY-MM-DD`.
    pub fn day(&self) -> &str {
        &self.day
    }

    /// Commitment to the record.
    pub fn commitment(&self) -> &Hash {
        &self.commitment
    }
}

fn is_token(text: &str) -> bool {
    (1..=MAX_TOKEN).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\')
}

fn is_day(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return false;
    }
    let number = |range: std::ops::Range<usize>| {
        text.get(range)
            .filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
            .and_then(|digits| digits.parse::<u16>().ok())
    };
    let (Some(year), Some(month), Some(day)) = (number(0..4), number(5..7), number(8..10)) else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}
