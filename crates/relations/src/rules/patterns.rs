//! Rows of the patterns: the typed grammar of paths.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::graph::HubCaps;
use crate::kinship::Kin;
use crate::model::{Period, TieKind};
use crate::shares::Fraction;

use super::{Applicability, Law, Matter, Outcome, RuleError, period, toml_error};

/// Which engine a finding comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    /// A legal ban.
    Ban,
    /// An interest that a declaration has to name.
    Interest,
    /// What an outsider would see.
    Appearance,
}

impl Engine {
    /// Code for files and JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ban => "ban",
            Self::Interest => "interest",
            Self::Appearance => "appearance",
        }
    }
}

/// Relatives, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KinSet(u64);

impl KinSet {
    /// Is this relative one of them?
    pub fn contains(self, kin: Kin) -> bool {
        self.0 >> kin.bits() & 1 == 1
    }
}

impl FromIterator<Kin> for KinSet {
    fn from_iter<I: IntoIterator<Item = Kin>>(kin: I) -> Self {
        Self(kin.into_iter().fold(0, |bits, kin| bits | 1 << kin.bits()))
    }
}

/// What one step of a pattern takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StepOf {
    /// One or more ties of kinship that together make one of these.
    Kin(KinSet),
    /// One tie seen in one of these ways.
    Seen(Vec<u8>),
}

/// A sequence of ties that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// Id of the row.
    pub id: String,
    /// As what it counts.
    pub outcome: Outcome,
    /// Which engine it belongs to.
    pub engine: Engine,
    /// What it is, in Persian and in English.
    pub words: [String; 2],
    /// Least share of the last ownership.
    pub min_share: Option<Fraction>,
    /// Matters it counts for; all if empty.
    pub matters: Vec<Matter>,
    /// The text that commands it, if one does.
    pub law: Option<Law>,
    /// When it is in force.
    pub period: Period,
    /// Steps, and whether each may be missing.
    pub(crate) steps: Vec<(StepOf, bool)>,
}

pub(super) struct Read {
    pub(super) patterns: Vec<Pattern>,
    pub(super) hubs: HubCaps,
    pub(super) lookback: Vec<u16>,
    pub(super) max_ties: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    max_ties: usize,
    #[serde(default)]
    hubs: BTreeMap<String, u32>,
    #[serde(default)]
    lookback_months: BTreeMap<String, u16>,
    #[serde(default)]
    aliases: BTreeMap<String, String>,
    #[serde(default)]
    kin_sets: BTreeMap<String, KinSetRow>,
    pattern: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum KinSetRow {
    Listed(Vec<String>),
    Ranked { rank: (u8, u8), also: Vec<String> },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    steps: Vec<String>,
    outcome: Outcome,
    engine: Engine,
    fa: String,
    en: String,
    min_share: Option<String>,
    #[serde(default)]
    matters: Vec<Matter>,
    law_fa: Option<String>,
    law_en: Option<String>,
    article_fa: Option<String>,
    article_en: Option<String>,
    applicability: Option<Applicability>,
    from: Option<persian::Date>,
    until: Option<persian::Date>,
}

/// Days of so many months, rounded up.
const DAYS_A_MONTH: u16 = 31;

pub(super) fn read(text: &str) -> Result<Read, RuleError> {
    let file: File = toml::from_str(text).map_err(|why| toml_error(&why))?;
    let kind = |rule: &str, code: &str| {
        code.parse::<TieKind>()
            .map_err(|_| RuleError::word(rule, code, "write a kind of tie such as owns"))
    };
    let mut hubs = HubCaps::none();
    for (code, most) in &file.hubs {
        hubs = hubs.cap(kind("hubs", code)?, *most);
    }
    let mut lookback = vec![0; 256];
    for (code, months) in &file.lookback_months {
        let kind = kind("lookback_months", code)?;
        for from_end in [true, false] {
            lookback[usize::from(kind.seen(from_end))] = months.saturating_mul(DAYS_A_MONTH);
        }
    }
    let mut sets = BTreeMap::new();
    for (name, row) in &file.kin_sets {
        let listed = |codes: &[String]| {
            codes
                .iter()
                .map(|code| {
                    Kin::from_code(code).ok_or_else(|| {
                        RuleError::word(name, code, "write a relative such as spouse-sibling")
                    })
                })
                .collect::<Result<Vec<Kin>, _>>()
        };
        let set: KinSet = match row {
            KinSetRow::Listed(codes) => listed(codes)?.into_iter().collect(),
            KinSetRow::Ranked { rank, also } => {
                let also = listed(also)?;
                Kin::all()
                    .filter(|kin| {
                        also.contains(kin) || kin.rank().is_some_and(|r| r.within(rank.0, rank.1))
                    })
                    .collect()
            }
        };
        sets.insert(name.as_str(), set);
    }
    if !(1..=crate::appearance::LONGEST).contains(&file.max_ties) {
        return Err(RuleError::word(
            "max_ties",
            &file.max_ties.to_string(),
            "write a number from 1 to 6",
        ));
    }
    let patterns = file
        .pattern
        .into_iter()
        .map(|row| pattern(row, &file.aliases, &sets))
        .collect::<Result<_, _>>()?;
    Ok(Read {
        patterns,
        hubs,
        lookback,
        max_ties: file.max_ties,
    })
}

fn pattern(
    row: Row,
    aliases: &BTreeMap<String, String>,
    sets: &BTreeMap<&str, KinSet>,
) -> Result<Pattern, RuleError> {
    let steps = row
        .steps
        .iter()
        .map(|text| step(&row.id, text, aliases, sets))
        .collect::<Result<Vec<_>, _>>()?;
    if steps.is_empty() || steps.iter().all(|(_, optional)| *optional) {
        return Err(RuleError::word(
            &row.id,
            "steps",
            "a pattern needs a step that is not optional",
        ));
    }
    if row.outcome == Outcome::Barred && row.applicability.is_none() {
        return Err(RuleError::word(
            &row.id,
            "barred",
            "only a law bars; name it and its applicability",
        ));
    }
    let min_share = row
        .min_share
        .as_deref()
        .map(|text| {
            text.parse()
                .map_err(|_| RuleError::word(&row.id, text, "write a percentage such as 5"))
        })
        .transpose()?;
    let law = row.law_fa.map(|name| Law {
        name: [name, row.law_en.unwrap_or_default()],
        article: [
            row.article_fa.unwrap_or_default(),
            row.article_en.unwrap_or_default(),
        ],
    });
    Ok(Pattern {
        outcome: row.outcome,
        engine: row.engine,
        words: [row.fa, row.en],
        min_share,
        matters: row.matters,
        law,
        period: period(row.from, row.until),
        steps,
        id: row.id,
    })
}

fn step(
    rule: &str,
    text: &str,
    aliases: &BTreeMap<String, String>,
    sets: &BTreeMap<&str, KinSet>,
) -> Result<(StepOf, bool), RuleError> {
    let (text, optional) = text
        .strip_suffix('?')
        .map_or((text, false), |rest| (rest, true));
    if let Some(name) = text
        .strip_prefix("kin(")
        .and_then(|rest| rest.strip_suffix(')'))
    {
        let set = sets
            .get(name)
            .ok_or_else(|| RuleError::word(rule, name, "write a set of [kin_sets]"))?;
        return Ok((StepOf::Kin(*set), optional));
    }
    let words = text
        .split('|')
        .flat_map(|word| aliases.get(word).map_or(word, String::as_str).split('|'));
    let mut seen = Vec::new();
    for word in words {
        let (word, from_end) = word
            .strip_prefix('<')
            .map_or((word, true), |rest| (rest, false));
        match word.parse::<TieKind>() {
            Ok(kind) if !matches!(kind, TieKind::Kin(_)) => seen.push(kind.seen(from_end)),
            _ => {
                return Err(RuleError::word(
                    rule,
                    word,
                    "write kinds of ties such as owns|<employed_by, an alias, or kin(SET)",
                ));
            }
        }
    }
    Ok((StepOf::Seen(seen), optional))
}
