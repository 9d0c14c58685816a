//! Trust policies (C2SP tlog-policy): which logs are accepted and which witnesses must have cosigned.

use std::collections::{HashMap, HashSet};

use thiserror::Error;

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::cosignature::WitnessVerifier;
use crate::key::KeyError;
use crate::note::{Note, NoteError, Verifier};

/// Why a policy file is refused. Lines are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PolicyError {
    /// A byte that the format does not allow.
    #[error("line {0} of the policy holds a control character; only tab and line end are allowed")]
    Control(usize),
    /// A line that is none of the four kinds, or has too few or too many words.
    #[error(
        "line {0} of the policy is not one of: log VKEY [URL] · witness NAME VKEY [URL] · group NAME all|any|K MEMBER… · quorum NAME"
    )]
    Line(usize),
    /// The key of a log or witness.
    #[error("line {line} of the policy: {source}")]
    Key {
        /// The line.
        line: usize,
        /// What is wrong with the key.
        source: KeyError,
    },
    /// The public key occurs twice.
    #[error(
        "line {0} of the policy repeats a public key; one key may stand for one log or witness only"
    )]
    DuplicateKey(usize),
    /// The name is taken, or is the reserved `none`.
    #[error("line {line} of the policy defines {name:?}, which is already defined or reserved")]
    DuplicateName {
        /// The line.
        line: usize,
        /// The name.
        name: String,
    },
    /// The name is not defined on an earlier line.
    #[error("line {line} of the policy uses {name:?}, which no earlier line defines")]
    Unknown {
        /// The line.
        line: usize,
        /// The name.
        name: String,
    },
    /// A member belongs to two groups, or twice to one.
    #[error(
        "line {line} of the policy lists {name:?}, which is already a member of a group; each may belong to one only"
    )]
    Member {
        /// The line.
        line: usize,
        /// The name.
        name: String,
    },
    /// The threshold is not between 1 and the number of members.
    #[error(
        "line {0} of the policy asks for a number of members that is not between 1 and their count"
    )]
    Threshold(usize),
    /// There is no quorum line, or a second one.
    #[error(
        "the policy must have exactly one quorum line; write \"quorum none\" to ask for no witness"
    )]
    Quorum,
}

/// Why a checkpoint does not satisfy a policy.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TrustError {
    /// The note or its text is malformed.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// A signature is wrong.
    #[error(transparent)]
    Signature(#[from] NoteError),
    /// No log of the policy has the checkpoint's origin.
    #[error(
        "the checkpoint comes from the log {0:?}, which the policy does not list; use the policy of that log or distrust the checkpoint"
    )]
    UnknownLog(String),
    /// Too few witnesses.
    #[error("the checkpoint is cosigned by {} of the policy's {known} witnesses ({}), which is not the quorum {quorum:?}", .seen.len(), .seen.join(", "))]
    NoQuorum {
        /// Name of the quorum in the policy.
        quorum: String,
        /// Witnesses in the policy.
        known: usize,
        /// Key names of those that have cosigned.
        seen: Vec<String>,
    },
}

/// A witness that has cosigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witnessed {
    /// Key name of the witness.
    pub name: String,
    /// Time of the cosignature in seconds since 1970-01-01 UTC.
    pub time: u64,
}

/// A checkpoint that satisfies a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trusted {
    /// The checkpoint.
    pub checkpoint: Checkpoint,
    /// The policy's witnesses that have cosigned it, in the policy's order.
    pub witnesses: Vec<Witnessed>,
}

/// A log of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// Its key; the key's name is the log's origin.
    pub key: Verifier,
    /// Where to reach it.
    pub url: Option<String>,
}

/// A witness of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Its name in the policy file, as bytes: the format gives them no meaning.
    pub name: Vec<u8>,
    /// Its key.
    pub key: WitnessVerifier,
    /// Where to submit checkpoints.
    pub url: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    None,
    Witness(usize),
    Group(usize),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Group {
    threshold: usize,
    members: Vec<Rule>,
}

/// A parsed policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<Log>,
    witnesses: Vec<Witness>,
    groups: Vec<Group>,
    quorum: Rule,
    quorum_name: String,
}

impl Policy {
    /// The policy that accepts one log and asks for no witness.
    pub fn of_log(key: Verifier) -> Self {
        Self {
            logs: vec![Log { key, url: None }],
            witnesses: Vec::new(),
            groups: Vec::new(),
            quorum: Rule::None,
            quorum_name: "none".to_owned(),
        }
    }

    /// Parses a policy file.
    pub fn parse(file: &[u8]) -> Result<Self, PolicyError> {
        let mut parser = Parser::default();
        for (number, line) in (1..).zip(
            file.strip_suffix(b"\n")
                .unwrap_or(file)
                .split(|b| *b == b'\n'),
        ) {
            if line
                .iter()
                .any(|b| (*b < b' ' && *b != b'\t') || *b == 0x7f)
            {
                return Err(PolicyError::Control(number));
            }
            let words: Vec<&[u8]> = line
                .split(|b| matches!(b, b' ' | b'\t'))
                .filter(|word| !word.is_empty())
                .collect();
            if words.first().is_some_and(|word| !word.starts_with(b"#")) {
                parser.line(number, &words)?;
            }
        }
        let (quorum, quorum_name) = parser.quorum.ok_or(PolicyError::Quorum)?;
        Ok(Self {
            logs: parser.logs,
            witnesses: parser.witnesses,
            groups: parser.groups,
            quorum,
            quorum_name,
        })
    }

    /// The accepted logs.
    pub fn logs(&self) -> &[Log] {
        &self.logs
    }

    /// The known witnesses, whether or not the quorum needs them.
    pub fn witnesses(&self) -> &[Witness] {
        &self.witnesses
    }

    /// Checks a signed checkpoint: a listed log has signed it under its own name, and enough witnesses have cosigned it.
    /// A wrong signature by any listed key is an error, even where the quorum would be met without it.
    pub fn check(&self, note: &Note) -> Result<Trusted, TrustError> {
        let checkpoint = Checkpoint::parse(note.text())?;
        let candidates = self
            .logs
            .iter()
            .filter(|log| log.key.name() == checkpoint.origin);
        // A log may be listed with several keys while it changes from one to the next: any of them will do.
        let mut failure = TrustError::UnknownLog(checkpoint.origin.clone());
        let mut signed = false;
        for log in candidates {
            match note.verify(&log.key) {
                Ok(()) => signed = true,
                Err(unsigned @ NoteError::Unsigned { .. }) => failure = unsigned.into(),
                Err(bad) => return Err(bad.into()),
            }
        }
        if !signed {
            return Err(failure);
        }
        let times: Vec<Option<u64>> = self
            .witnesses
            .iter()
            .map(|witness| witness.key.time_of(note))
            .collect::<Result<_, _>>()?;
        let seen = self
            .witnesses
            .iter()
            .zip(&times)
            .filter_map(|(witness, time)| {
                Some(Witnessed {
                    name: witness.key.name().to_owned(),
                    time: (*time)?,
                })
            });
        let witnesses: Vec<Witnessed> = seen.collect();
        if self.satisfied(&times) {
            Ok(Trusted {
                checkpoint,
                witnesses,
            })
        } else {
            let seen = witnesses.into_iter().map(|witness| witness.name).collect();
            Err(TrustError::NoQuorum {
                quorum: self.quorum_name.clone(),
                known: self.witnesses.len(),
                seen,
            })
        }
    }

    fn satisfied(&self, times: &[Option<u64>]) -> bool {
        // Groups only refer to earlier ones, so one pass in their order evaluates them all without recursion.
        let mut groups: Vec<bool> = Vec::with_capacity(self.groups.len());
        let holds = |rule: &Rule, groups: &[bool]| match *rule {
            Rule::None => true,
            Rule::Witness(place) => times[place].is_some(),
            Rule::Group(place) => groups[place],
        };
        for group in &self.groups {
            let count = group
                .members
                .iter()
                .filter(|member| holds(member, &groups))
                .count();
            groups.push(count >= group.threshold);
        }
        holds(&self.quorum, &groups)
    }
}

#[derive(Default)]
struct Parser {
    logs: Vec<Log>,
    witnesses: Vec<Witness>,
    groups: Vec<Group>,
    names: HashMap<Vec<u8>, Rule>,
    members: HashSet<Vec<u8>>,
    quorum: Option<(Rule, String)>,
}

impl Parser {
    fn line(&mut self, number: usize, words: &[&[u8]]) -> Result<(), PolicyError> {
        match *words {
            [b"log", vkey, ref url @ ..] if url.len() <= 1 => {
                let key =
                    Verifier::parse(&utf8(number, vkey)?).map_err(|source| PolicyError::Key {
                        line: number,
                        source,
                    })?;
                if self
                    .logs
                    .iter()
                    .any(|log| log.key.public_key() == key.public_key())
                {
                    return Err(PolicyError::DuplicateKey(number));
                }
                self.logs.push(Log {
                    key,
                    url: url.first().map(|url| lossy(url)),
                });
            }
            [b"witness", name, vkey, ref url @ ..] if url.len() <= 1 => {
                let key = WitnessVerifier::parse(&utf8(number, vkey)?).map_err(|source| {
                    PolicyError::Key {
                        line: number,
                        source,
                    }
                })?;
                if self
                    .witnesses
                    .iter()
                    .any(|witness| witness.key.public_key() == key.public_key())
                {
                    return Err(PolicyError::DuplicateKey(number));
                }
                self.define(number, name, Rule::Witness(self.witnesses.len()))?;
                self.witnesses.push(Witness {
                    name: name.to_vec(),
                    key,
                    url: url.first().map(|url| lossy(url)),
                });
            }
            [b"group", name, threshold, ref members @ ..] if !members.is_empty() => {
                let threshold = match threshold {
                    b"all" => members.len(),
                    b"any" => 1,
                    digits => self::threshold(digits).ok_or(PolicyError::Threshold(number))?,
                };
                if threshold == 0 || threshold > members.len() {
                    return Err(PolicyError::Threshold(number));
                }
                let rules = members
                    .iter()
                    .map(|member| self.member(number, member))
                    .collect::<Result<_, _>>()?;
                self.define(number, name, Rule::Group(self.groups.len()))?;
                self.groups.push(Group {
                    threshold,
                    members: rules,
                });
            }
            [b"quorum", name] => {
                if self.quorum.is_some() {
                    return Err(PolicyError::Quorum);
                }
                let rule = if name == b"none" {
                    Rule::None
                } else {
                    self.lookup(number, name)?
                };
                self.quorum = Some((rule, lossy(name)));
            }
            _ => return Err(PolicyError::Line(number)),
        }
        Ok(())
    }

    fn define(&mut self, line: usize, name: &[u8], rule: Rule) -> Result<(), PolicyError> {
        if name == b"none" || self.names.insert(name.to_vec(), rule).is_some() {
            return Err(PolicyError::DuplicateName {
                line,
                name: lossy(name),
            });
        }
        Ok(())
    }

    fn lookup(&self, line: usize, name: &[u8]) -> Result<Rule, PolicyError> {
        self.names
            .get(name)
            .copied()
            .ok_or_else(|| PolicyError::Unknown {
                line,
                name: lossy(name),
            })
    }

    fn member(&mut self, line: usize, name: &[u8]) -> Result<Rule, PolicyError> {
        let rule = self.lookup(line, name)?;
        if self.members.insert(name.to_vec()) {
            Ok(rule)
        } else {
            Err(PolicyError::Member {
                line,
                name: lossy(name),
            })
        }
    }
}

fn threshold(digits: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(digits).ok()?;
    crate::text::decode_decimal(text)?.try_into().ok()
}

fn utf8(line: usize, word: &[u8]) -> Result<String, PolicyError> {
    String::from_utf8(word.to_vec()).map_err(|_| PolicyError::Line(line))
}

fn lossy(word: &[u8]) -> String {
    String::from_utf8_lossy(word).into_owned()
}
