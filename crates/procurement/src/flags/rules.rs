//! Rules as dated data (TOML), each with its source.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::code::Code;
use crate::time;

/// The rules in force unless others are given.
const DEFAULT: &str = include_str!("rules.toml");

/// Rules of all codes.
#[derive(Debug, Clone)]
pub struct Rules {
    /// As the file names itself.
    pub version: String,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
    /// Seconds east of UTC of dates without a zone.
    pub zone: i32,
    /// Fewest values that make a fence.
    pub population: usize,
    /// Methods (`procurementMethodDetails`) that are left out altogether.
    pub excluded: Vec<String>,
    all: Vec<Rule>,
    thresholds: Vec<Threshold>,
    /// By code, where its rules stand, the last first.
    by_code: Vec<Vec<usize>>,
}

/// A rule and when it counts. Which of the numbers it uses depends on its code; see the default settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Its code.
    pub code: Code,
    from: i64,
    to: i64,
    /// The value from which on it flags.
    pub threshold: f64,
    /// Fewest cases.
    pub minimum: u64,
    /// Days.
    pub window: i64,
    /// Leading digits of an item's class.
    pub digits: usize,
    /// Methods (`procurementMethod`) that it is about; all where it is empty.
    pub methods: Vec<String>,
    /// Where it comes from.
    pub source: String,
}

/// A value under which a simpler procedure is allowed.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    from: i64,
    to: i64,
    /// Currency, ISO 4217.
    pub currency: String,
    /// The value.
    pub amount: f64,
    /// Where it comes from.
    pub source: String,
}

/// What is wrong with settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RulesError(pub String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: String,
    zone: String,
    #[serde(default = "twenty")]
    population: usize,
    #[serde(default)]
    excluded: Vec<String>,
    #[serde(default)]
    rule: Vec<RuleText>,
    #[serde(default)]
    threshold: Vec<ThresholdText>,
}

fn twenty() -> usize {
    20
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleText {
    code: String,
    from: String,
    to: Option<String>,
    #[serde(default)]
    threshold: f64,
    #[serde(default)]
    minimum: u64,
    #[serde(default)]
    window: i64,
    #[serde(default)]
    digits: usize,
    #[serde(default)]
    methods: Vec<String>,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ThresholdText {
    from: String,
    to: Option<String>,
    currency: String,
    amount: f64,
    source: String,
}

impl Default for Rules {
    fn default() -> Self {
        match Self::parse(DEFAULT) {
            Ok(rules) => rules,
            Err(why) => unreachable!("the rules of the program itself: {why}"),
        }
    }
}

impl Rules {
    /// The text of the default rules, to begin settings of one's own with.
    pub fn default_text() -> &'static str {
        DEFAULT
    }

    /// Reads settings.
    ///
    /// ```
    /// use procurement::flags::{Code, Rules};
    /// let rules = Rules::parse(r#"
    ///     version = "1405"
    ///     zone = "+03:30"
    ///     [[rule]]
    ///     code = "R003"
    ///     from = "2026-03-21"
    ///     threshold = 10.0
    ///     source = "ordinance"
    /// "#)?;
    /// assert_eq!(rules.at(Code::R003, 1_800_000_000_000_000).unwrap().threshold, 10.0);
    /// assert!(rules.at(Code::R003, 0).is_none());
    /// assert!(Rules::parse("version = 1").unwrap_err().to_string().contains("version"));
    /// # Ok::<(), procurement::flags::RulesError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, RulesError> {
        let file: File = toml::from_str(text)
            .map_err(|why| RulesError(why.to_string().trim().replace('\n', " ")))?;
        let zone = time::parse(&format!("2000-01-01T00:00:00{}", file.zone), 0)
            .filter(|moment| moment.precision == time::Precision::Zoned)
            .ok_or_else(|| RulesError(format!("zone is written +03:30, not “{}”", file.zone)))?;
        // 2000-01-01 in seconds, less what the zone moved it.
        let zone = i32::try_from(946_684_800 - zone.micros / 1_000_000).unwrap_or(0);
        let mut rules = Vec::new();
        for one in file.rule {
            let code = Code::parse(&one.code)
                .ok_or_else(|| RulesError(format!("there is no code {}", one.code)))?;
            if !one.threshold.is_finite() {
                return Err(RulesError(format!(
                    "threshold of {}: a finite number",
                    one.code
                )));
            }
            if !(0..=36_525).contains(&one.window) {
                return Err(RulesError(format!(
                    "window of {}: days, at most 36525",
                    one.code
                )));
            }
            let (from, to) = dates(&one.from, one.to.as_deref(), zone)?;
            rules.push(Rule {
                code,
                from,
                to,
                threshold: one.threshold,
                minimum: one.minimum,
                window: one.window,
                digits: one.digits,
                methods: one.methods,
                source: one.source,
            });
        }
        let mut thresholds = Vec::new();
        for one in file.threshold {
            if !(one.amount.is_finite() && one.amount > 0.0) {
                return Err(RulesError("a threshold's amount is above zero".to_owned()));
            }
            let (from, to) = dates(&one.from, one.to.as_deref(), zone)?;
            thresholds.push(Threshold {
                from,
                to,
                currency: one.currency,
                amount: one.amount,
                source: one.source,
            });
        }
        let of_code = |code: Code| {
            let all = (0..rules.len()).filter(|&at: &usize| rules[at].code == code);
            all.rev().collect()
        };
        let by_code = Code::ALL.iter().map(|&code| of_code(code)).collect();
        Ok(Self {
            version: file.version,
            sha256: Sha256::digest(text.as_bytes()).into(),
            zone,
            population: file.population.max(4),
            excluded: file.excluded,
            all: rules,
            thresholds,
            by_code,
        })
    }

    /// The rule of a code at a date (microseconds since 1970); the last in the file where several are.
    pub fn at(&self, code: Code, date: i64) -> Option<&Rule> {
        let mut all = self.of_code(code);
        all.find(|rule| rule.from <= date && date < rule.to)
    }

    /// The newest rule of a code, for what is judged over many dates.
    pub fn newest(&self, code: Code) -> Option<&Rule> {
        // Of equally new ones the last in the file.
        self.of_code(code).rev().max_by_key(|rule| rule.from)
    }

    /// The last in the file first.
    fn of_code(&self, code: Code) -> impl DoubleEndedIterator<Item = &Rule> {
        self.by_code[code.place()].iter().map(|&at| &self.all[at])
    }

    /// The threshold of a currency at a date.
    pub fn threshold(&self, currency: &str, date: i64) -> Option<&Threshold> {
        let mut all = self.thresholds.iter().rev();
        all.find(|one| one.currency == currency && one.from <= date && date < one.to)
    }

    /// A code with the version of its rule.
    pub fn name(&self, code: Code) -> String {
        format!("{}@{}", code.as_str(), self.version)
    }
}

pub(super) fn dates(from: &str, to: Option<&str>, zone: i32) -> Result<(i64, i64), RulesError> {
    let read = |text: &str| {
        time::parse(text, zone)
            .map(|moment| moment.micros)
            .ok_or_else(|| RulesError(format!("a date is written 2026-03-21, not “{text}”")))
    };
    let (from, to) = (read(from)?, to.map_or(Ok(i64::MAX), read)?);
    if from >= to {
        return Err(RulesError("a rule ends after it begins".to_owned()));
    }
    Ok((from, to))
}
