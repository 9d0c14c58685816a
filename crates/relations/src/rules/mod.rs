//! The rules as data: which ties bar, and which sequences of ties count as what. The crate ships two files; a caller may bring others.

mod bans;
mod patterns;

pub use bans::{Ban, Holdings, Office, Relation, Scope, Threshold, WidelyHeld};
pub(crate) use patterns::StepOf;
pub use patterns::{Engine, KinSet, Pattern};

use serde::Deserialize;

use crate::appearance::Automaton;
use crate::graph::HubCaps;
use crate::model::{Day, Period};

/// The bans the crate ships, as text.
pub const SHIPPED_BANS: &str = include_str!("bans.toml");
/// The patterns the crate ships, as text.
pub const SHIPPED_PATTERNS: &str = include_str!("patterns.toml");

/// What a screening comes to; the graver one is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Nothing stands in the way, and what must be known is known.
    Clear,
    /// Nothing was found, but something is missing that could change it.
    InsufficientData,
    /// An outsider could doubt the impartiality.
    Appearance,
    /// A conflict could arise.
    Potential,
    /// A conflict of interest.
    Conflict,
    /// A law forbids it.
    Barred,
}

impl Outcome {
    /// All, the gravest first.
    pub const ALL: [Self; 6] = [
        Self::Barred,
        Self::Conflict,
        Self::Potential,
        Self::Appearance,
        Self::InsufficientData,
        Self::Clear,
    ];

    /// Code for files and JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::InsufficientData => "insufficient-data",
            Self::Appearance => "appearance",
            Self::Potential => "potential",
            Self::Conflict => "conflict",
            Self::Barred => "barred",
        }
    }

    /// The outcome with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Matter {
    /// A contract, tender, auction or purchase: what the bans on dealings are about.
    Dealing,
    /// A permit, a file of the article-100 commission, a payment, an item of a committee.
    Decision,
    /// An appointment, promotion or assessment.
    Staffing,
    /// A case of a disciplinary board.
    Discipline,
}

impl Matter {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Dealing,
        Self::Decision,
        Self::Staffing,
        Self::Discipline,
    ];

    /// Code for files and JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Dealing => "dealing",
            Self::Decision => "decision",
            Self::Staffing => "staffing",
            Self::Discipline => "discipline",
        }
    }

    /// The matter with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|matter| matter.code() == code)
    }
}

/// How far a text binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Applicability {
    /// Everywhere.
    Binding,
    /// Where the council adopted it.
    Adopted,
    /// Nowhere by itself; good practice.
    Reference,
}

/// The text that commands a rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Law {
    /// Its name in Persian and in English.
    pub name: [String; 2],
    /// Article, in Persian and in English.
    pub article: [String; 2],
}

/// Rules that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// Not TOML of the right shape.
    #[error("the rules cannot be read: {0}")]
    Shape(String),
    /// A word that is not known.
    #[error("rule “{rule}”: “{word}” is not known; {mend}")]
    Word {
        /// Id of the rule.
        rule: String,
        /// What it says.
        word: String,
        /// How to mend it.
        mend: &'static str,
    },
    /// Patterns that together need too many states.
    #[error("the patterns are too many for one table; use fewer kin sets or shorter patterns")]
    TooMany,
}

impl RuleError {
    fn word(rule: &str, word: &str, mend: &'static str) -> Self {
        Self::Word {
            rule: rule.to_owned(),
            word: word.to_owned(),
            mend,
        }
    }
}

/// Bans and patterns, ready for use.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Legal bans.
    pub bans: Vec<Ban>,
    /// Sequences of ties that count.
    pub patterns: Vec<Pattern>,
    pub(crate) adopted: Vec<String>,
    pub(crate) hubs: HubCaps,
    /// Days after its end for which a tie is still looked at, by the way it is seen.
    pub(crate) lookback: Vec<u16>,
    pub(crate) max_ties: usize,
    pub(crate) automaton: Automaton,
}

impl Rules {
    /// The rules of the crate, without any ordinance.
    ///
    /// # Panics
    /// Never: the tests read the same two files.
    pub fn shipped() -> Self {
        match Self::parse(SHIPPED_BANS, SHIPPED_PATTERNS) {
            Ok(rules) => rules,
            Err(why) => unreachable!("the shipped rules: {why}"),
        }
    }

    /// Reads bans and patterns in the form of [`SHIPPED_BANS`] and [`SHIPPED_PATTERNS`].
    pub fn parse(bans: &str, patterns: &str) -> Result<Self, RuleError> {
        let read = patterns::read(patterns)?;
        let automaton = Automaton::new(&read.patterns)?;
        Ok(Self {
            bans: bans::read(bans)?,
            patterns: read.patterns,
            adopted: Vec::new(),
            hubs: read.hubs,
            lookback: read.lookback,
            max_ties: read.max_ties,
            automaton,
        })
    }

    /// The same where the council adopted this set (`ordinance-1397`).
    #[must_use]
    pub fn adopting(mut self, set: &str) -> Self {
        if !self.adopted.iter().any(|known| known == set) {
            self.adopted.push(set.to_owned());
        }
        self
    }

    /// The hub caps that a graph for these rules is built with.
    pub fn hub_caps(&self) -> &HubCaps {
        &self.hubs
    }

    /// Longest path that is looked for.
    pub const fn max_ties(&self) -> usize {
        self.max_ties
    }

    /// Bans in force on a day for a matter.
    pub(crate) fn bans_for(&self, matter: Matter, at: Day) -> impl Iterator<Item = &Ban> {
        self.bans.iter().filter(move |ban| {
            ban.matters.contains(&matter)
                && ban.period.contains(at)
                && match ban.applicability {
                    Applicability::Binding => true,
                    Applicability::Adopted => self.adopted.contains(&ban.set),
                    Applicability::Reference => false,
                }
        })
    }
}

fn period(from: Option<persian::Date>, until: Option<persian::Date>) -> Period {
    Period {
        from: from.map_or(Day::OPEN_START, Day::from),
        until: until.map_or(Day::OPEN_END, Day::from),
    }
}

fn toml_error(why: &toml::de::Error) -> RuleError {
    RuleError::Shape(why.to_string().replace('\n', " "))
}
