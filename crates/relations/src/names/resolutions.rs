//! Decisions that people took about pairs of records. They stand before the matcher and outlive every import, because they hang on what
//! the records say and not on their row numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::name::Name;
use super::person::{Person, identify};
use super::reason::{Finding, Reason, Verdict};

/// The stable key of a record: its folded name with honours, father, year of birth and national code. Spelling variants give one key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key(String);

impl Key {
    /// The key of a person.
    pub fn of(person: &Person) -> Self {
        let mut key = String::new();
        write_name(&person.name, &mut key);
        key.push('|');
        if let Some(father) = &person.father {
            write_name(father, &mut key);
        }
        key.push('|');
        if let Some(year) = person.birth_year {
            let _ = write!(key, "{year}");
        }
        key.push('|');
        if let Some(code) = person.code {
            let _ = write!(key, "{code}");
        }
        Self(key)
    }

    /// A key as it was stored, or one that a record system gives its records itself.
    pub fn stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The key as text, to be stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn write_name(name: &Name, key: &mut String) {
    for honour in name.honours().iter() {
        key.push_str(honour.persian());
        key.push('+');
    }
    key.push_str(name.letters());
}

/// What a person decided about two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ruling {
    /// One person.
    Same,
    /// Two persons.
    Different,
    /// Looked at, and not sure.
    Unsure,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Resolution {
    /// When, in microseconds UTC; of two decisions on one pair the later one holds.
    pub at: i64,
    /// One record.
    pub one: Key,
    /// The other.
    pub other: Key,
    /// The decision.
    pub ruling: Ruling,
    /// Who decided.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// Two records that decisions make one person and two at the same time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conflict {
    /// One record.
    pub one: Key,
    /// The other.
    pub other: Key,
}

/// All decisions; their order does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Resolution>", into = "Vec<Resolution>")]
pub struct Resolutions {
    /// By pair, the smaller key first.
    decided: BTreeMap<(Key, Key), Resolution>,
    /// For each record, those that stand in a decision with it.
    beside: BTreeMap<Key, BTreeSet<Key>>,
}

fn pair(one: &Key, other: &Key) -> (Key, Key) {
    let (one, other) = if one <= other {
        (one, other)
    } else {
        (other, one)
    };
    (one.clone(), other.clone())
}

impl Resolutions {
    /// Adds a decision. A decision on a record with itself says nothing and is left out.
    pub fn record(&mut self, resolution: Resolution) {
        if resolution.one == resolution.other {
            return;
        }
        let key = pair(&resolution.one, &resolution.other);
        for (one, other) in [(&key.0, &key.1), (&key.1, &key.0)] {
            self.beside
                .entry(one.clone())
                .or_default()
                .insert(other.clone());
        }
        let known = self.decided.get(&key);
        if known.is_none_or(|known| *known < resolution) {
            self.decided.insert(key, resolution);
        }
    }

    /// The decisions that hold, in the order of their pairs.
    pub fn iter(&self) -> impl Iterator<Item = &Resolution> {
        self.decided.values()
    }

    fn direct(&self, one: &Key, other: &Key) -> Option<Ruling> {
        self.decided
            .get(&pair(one, other))
            .map(|resolution| resolution.ruling)
    }

    /// A record and all that were decided to be the same person, also through others.
    pub fn cluster(&self, key: &Key) -> BTreeSet<Key> {
        let mut found = BTreeSet::from([key.clone()]);
        let mut open = vec![key.clone()];
        while let Some(one) = open.pop() {
            for other in self.beside.get(&one).into_iter().flatten() {
                if self.direct(&one, other) == Some(Ruling::Same) && found.insert(other.clone()) {
                    open.push(other.clone());
                }
            }
        }
        found
    }

    /// What was decided about two records, also through others: same with the same is the same; different from the same is different.
    pub fn finding(&self, one: &Key, other: &Key) -> Option<Finding> {
        if self.beside.is_empty() {
            return None;
        }
        let ones = self.cluster(one);
        let same = ones.contains(other);
        let others = if same {
            ones.clone()
        } else {
            self.cluster(other)
        };
        let different = ones.iter().any(|a| {
            self.beside
                .get(a)
                .into_iter()
                .flatten()
                .any(|b| others.contains(b) && self.direct(a, b) == Some(Ruling::Different))
        });
        match (same && one != other, different) {
            (true, true) => Some(Finding::new(Verdict::Review, [Reason::Contradiction])),
            (true, false) => Some(Finding::new(Verdict::Same, [Reason::Decided])),
            (false, true) if one != other => {
                Some(Finding::new(Verdict::Different, [Reason::Decided]))
            }
            _ => (self.direct(one, other) == Some(Ruling::Unsure))
                .then(|| Finding::new(Verdict::Review, [Reason::DecidedUnsure])),
        }
    }

    /// Are two records of one person: what people decided, else what [`identify`] finds.
    pub fn identify(&self, a: &Person, b: &Person) -> Finding {
        self.finding(&Key::of(a), &Key::of(b))
            .unwrap_or_else(|| identify(a, b))
    }

    /// Pairs decided to be different whose members were decided to be the same through others.
    pub fn conflicts(&self) -> Vec<Conflict> {
        self.decided
            .iter()
            .filter(|((one, other), resolution)| {
                resolution.ruling == Ruling::Different && self.cluster(one).contains(other)
            })
            .map(|((one, other), _)| Conflict {
                one: one.clone(),
                other: other.clone(),
            })
            .collect()
    }
}

impl From<Vec<Resolution>> for Resolutions {
    fn from(list: Vec<Resolution>) -> Self {
        let mut all = Self::default();
        for resolution in list {
            all.record(resolution);
        }
        all
    }
}

impl From<Resolutions> for Vec<Resolution> {
    fn from(all: Resolutions) -> Self {
        all.decided.into_values().collect()
    }
}
