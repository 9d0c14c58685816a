//! What is known beside the processes: debarments, owners, founding dates, officials, their ties, verdicts.
//!
//! All are lists with source and date. A list that is not given is missing data, not an empty list.

use std::collections::HashMap;

use serde::Deserialize;

use super::code::Code;
use super::rules::{RulesError, dates};

/// Lists, by identifier of the organisation.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub(super) debarred: Option<HashMap<String, Vec<Debarment>>>,
    pub(super) owners: HashMap<String, Vec<Owner>>,
    pub(super) founded: HashMap<String, i64>,
    pub(super) officials: Vec<Official>,
    pub(super) ties: Option<HashMap<String, Vec<Tie>>>,
    pub(super) verdicts: Vec<Verdict>,
}

/// An owner of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Identifier of the person or organisation that owns.
    pub id: String,
    pub(super) from: i64,
    pub(super) to: i64,
}

impl Owner {
    pub(super) fn holds(&self, date: i64) -> bool {
        self.from <= date && date < self.to
    }
}

/// A debarment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debarment {
    pub(super) from: i64,
    pub(super) to: i64,
    /// Where it was published.
    pub source: String,
}

/// Somebody who decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Official {
    /// Identifier.
    pub id: String,
    /// Processes in which they decide, by `ocid`.
    pub processes: Vec<String>,
    /// Bodies for which they decide, by identifier of the buyer or procuring entity.
    pub bodies: Vec<String>,
    /// Telephone numbers and e-mail addresses.
    pub contacts: Vec<String>,
    pub(super) from: i64,
    pub(super) to: i64,
}

/// What the screening of relations says of a bidder and an official.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// Identifier of the bidder.
    pub bidder: String,
    /// Identifier of the official.
    pub official: String,
    /// How grave.
    pub outcome: Outcome,
    /// The path between them, in words.
    pub path: String,
}

/// How grave a tie is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Screened, and nothing found.
    Clear,
    /// It cannot be told.
    Insufficient,
    /// It might look so.
    Appearance,
    /// It may become one.
    Potential,
    /// A conflict.
    Conflict,
    /// The law forbids it.
    Barred,
}

impl Outcome {
    /// 1 for an appearance to 4 for a ban, else 0.
    pub fn weight(self) -> f64 {
        match self {
            Self::Clear | Self::Insufficient => 0.0,
            Self::Appearance => 1.0,
            Self::Potential => 2.0,
            Self::Conflict => 3.0,
            Self::Barred => 4.0,
        }
    }

    /// As written in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Insufficient => "insufficient",
            Self::Appearance => "appearance",
            Self::Potential => "potential",
            Self::Conflict => "conflict",
            Self::Barred => "barred",
        }
    }
}

/// What a person found on looking into a flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The process.
    pub ocid: String,
    /// The flag.
    pub code: Code,
    /// Whether it was confirmed; else it was dismissed.
    pub confirmed: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    debarred: Option<Vec<DebarredText>>,
    #[serde(default)]
    owner: Vec<OwnerText>,
    #[serde(default)]
    founded: Vec<FoundedText>,
    #[serde(default)]
    official: Vec<OfficialText>,
    tie: Option<Vec<TieText>>,
    #[serde(default)]
    verdict: Vec<VerdictText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DebarredText {
    id: String,
    from: String,
    to: Option<String>,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnerText {
    id: String,
    owner: String,
    from: Option<String>,
    to: Option<String>,
    #[serde(default, rename = "source")]
    _source: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FoundedText {
    id: String,
    date: String,
    #[serde(default, rename = "source")]
    _source: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfficialText {
    id: String,
    #[serde(default)]
    processes: Vec<String>,
    #[serde(default)]
    bodies: Vec<String>,
    #[serde(default)]
    contacts: Vec<String>,
    from: Option<String>,
    to: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TieText {
    bidder: String,
    official: String,
    outcome: Outcome,
    #[serde(default)]
    path: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VerdictText {
    ocid: String,
    code: String,
    verdict: Word,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Word {
    Confirmed,
    Dismissed,
}

/// Before anything that matters.
const ALWAYS: &str = "0001-01-01";

impl Known {
    /// Reads lists in TOML: `[[debarred]]` (`id, from, to, source`), `[[owner]]` (`id, owner, from, to, source`),
    /// `[[founded]]` (`id, date, source`),
    /// `[[official]]` (`id, processes, bodies, contacts, from, to`), `[[tie]]` (`bidder, official, outcome, path`),
    /// `[[verdict]]` (`ocid, code, verdict`). `debarred = []` says that nobody is, `tie = []` that all were screened.
    ///
    /// ```
    /// use procurement::flags::Known;
    /// assert!(Known::parse("[[owner]]\nid = \"firm\"\nowner = \"person\"", 0).is_ok());
    /// let error = Known::parse("[[founded]]\nid = \"firm\"\ndate = \"long ago\"", 0).unwrap_err();
    /// assert_eq!(error.to_string(), "a date is written 2026-03-21, not “long ago”");
    /// ```
    pub fn parse(text: &str, zone: i32) -> Result<Self, RulesError> {
        let file: File = toml::from_str(text)
            .map_err(|why| RulesError(why.to_string().trim().replace('\n', " ")))?;
        let mut known = Self::default();
        if let Some(list) = file.debarred {
            let debarred = known.debarred.insert(HashMap::new());
            for one in list {
                let (from, to) = dates(&one.from, one.to.as_deref(), zone)?;
                let source = one.source;
                let entry = debarred.entry(one.id).or_default();
                entry.push(Debarment { from, to, source });
            }
        }
        for one in file.owner {
            let from = one.from.as_deref().unwrap_or(ALWAYS);
            let (from, to) = dates(from, one.to.as_deref(), zone)?;
            let owner = Owner {
                id: one.owner,
                from,
                to,
            };
            known.owners.entry(one.id).or_default().push(owner);
        }
        for one in file.founded {
            known
                .founded
                .insert(one.id, dates(&one.date, None, zone)?.0);
        }
        for one in file.official {
            let from = one.from.as_deref().unwrap_or(ALWAYS);
            let (from, to) = dates(from, one.to.as_deref(), zone)?;
            known.officials.push(Official {
                id: one.id,
                processes: one.processes,
                bodies: one.bodies,
                contacts: one.contacts,
                from,
                to,
            });
        }
        if let Some(list) = file.tie {
            known.screened(list.into_iter().map(|one| Tie {
                bidder: one.bidder,
                official: one.official,
                outcome: one.outcome,
                path: one.path,
            }));
        }
        for one in file.verdict {
            let code = Code::parse(&one.code)
                .ok_or_else(|| RulesError(format!("there is no code {}", one.code)))?;
            known.verdicts.push(Verdict {
                ocid: one.ocid,
                code,
                confirmed: matches!(one.verdict, Word::Confirmed),
            });
        }
        Ok(known)
    }

    /// Adds the lists of another file.
    pub fn merge(&mut self, other: Self) {
        if let Some(list) = other.debarred {
            let debarred = self.debarred.get_or_insert_default();
            for (id, list) in list {
                debarred.entry(id).or_default().extend(list);
            }
        }
        for (id, list) in other.owners {
            self.owners.entry(id).or_default().extend(list);
        }
        self.founded.extend(other.founded);
        self.officials.extend(other.officials);
        if let Some(ties) = other.ties {
            self.screened(ties.into_values().flatten());
        }
        self.verdicts.extend(other.verdicts);
    }

    /// An owner of an organisation, by identifiers, whatever the date.
    pub fn owner(&mut self, organisation: String, owner: String) {
        let owner = Owner {
            id: owner,
            from: i64::MIN,
            to: i64::MAX,
        };
        self.owners.entry(organisation).or_default().push(owner);
    }

    /// When an organisation was founded, in microseconds since 1970.
    pub fn founded(&mut self, organisation: String, micros: i64) {
        self.founded.insert(organisation, micros);
    }

    /// Somebody who decides, whatever the date.
    pub fn official(&mut self, id: String, processes: Vec<String>, bodies: Vec<String>) {
        self.officials.push(Official {
            id,
            processes,
            bodies,
            contacts: Vec::new(),
            from: i64::MIN,
            to: i64::MAX,
        });
    }

    /// All bidders were screened against all officials, and these ties found.
    pub fn screened(&mut self, ties: impl IntoIterator<Item = Tie>) {
        let all = self.ties.get_or_insert_default();
        for tie in ties {
            all.entry(tie.bidder.clone()).or_default().push(tie);
        }
    }

    /// What was found on looking into a flag.
    pub fn verdict(&mut self, verdict: Verdict) {
        self.verdicts.push(verdict);
    }

    /// Those who decide in a process.
    pub(super) fn deciders<'k>(
        &'k self,
        ocid: &str,
        bodies: &[&str],
        date: i64,
    ) -> impl Iterator<Item = &'k Official> {
        self.officials.iter().filter(move |one| {
            one.from <= date
                && date < one.to
                && (one.processes.iter().any(|process| process == ocid)
                    || one.bodies.iter().any(|body| bodies.contains(&&**body)))
        })
    }
}
