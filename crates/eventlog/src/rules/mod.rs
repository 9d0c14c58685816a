//! The declared procedure of a service as rules, and how the recorded cases agree with them.
//!
//! A deviation is a difference between records and rule. Events of equal time have no order, an answer that is not due yet is not missing,
//! and where a record says too little the case is undecided: none of these is a deviation.

mod judge;
mod text;

pub use judge::{CaseDeviation, Conformance, Judgement, RuleResult, conformance};
pub use text::{RulesError, parse};

use serde::{Deserialize, Serialize};

/// A version of a procedure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// What findings call it.
    #[serde(default)]
    pub version: String,
    /// Law, by-law or circular.
    #[serde(default)]
    pub source: String,
    /// Activities that end a case: a case without any of them is open, and what it lacks may still come. With none declared every
    /// case counts as ended.
    #[serde(default)]
    pub ends: Vec<String>,
    /// The rules.
    #[serde(default, rename = "rule")]
    pub rules: Vec<Rule>,
    /// Deviations that a person accepted, with the reason.
    #[serde(default)]
    pub accepted: Vec<Accepted>,
}

/// One rule. Where an activity is named, a list means *one of these*: a unit may do the same under another name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Name, unique in its version.
    pub id: String,
    /// What is asked.
    pub kind: Kind,
    /// The first activity.
    pub a: Names,
    /// The second activity, for rules of two.
    #[serde(default)]
    pub b: Option<Names>,
    /// How often, for `exactly`, `at-most` and `at-least`.
    #[serde(default)]
    pub times: Option<usize>,
    /// Within how many days `b` follows, for `response`.
    #[serde(default)]
    pub within: Option<u32>,
    /// How the days of `within` are counted.
    #[serde(default)]
    pub count: DayCount,
    /// First day on which the rule holds, `YYYY-MM-DD`: a case is judged by the day of its first event.
    #[serde(default)]
    pub valid_from: Option<String>,
    /// Last day.
    #[serde(default)]
    pub valid_until: Option<String>,
    /// Only cases with these values are judged.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// The rule in words.
    #[serde(default)]
    pub text: String,
}

/// One activity or several that stand for each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Names {
    /// One.
    One(String),
    /// One of these.
    OneOf(Vec<String>),
}

impl Names {
    /// The names.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        match self {
            Self::One(name) => std::slice::from_ref(name).iter().map(String::as_str),
            Self::OneOf(names) => names.iter().map(String::as_str),
        }
    }
}

/// What a rule asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// `a` happens.
    Presence,
    /// `a` does not happen.
    Absence,
    /// `a` happens so many times.
    Exactly,
    /// `a` happens at most so many times.
    AtMost,
    /// `a` happens at least so many times.
    AtLeast,
    /// Before each `b` there is an `a`.
    Precedence,
    /// After each `a` there is a `b`, within the deadline if one is given.
    Response,
    /// Both.
    Succession,
    /// Nobody does both `a` and `b` of a case.
    FourEyes,
    /// The same person does `a` and `b` of a case.
    SameEyes,
}

/// How days are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayCount {
    /// Local dates: the hour of a clock change or of the day does not matter.
    #[default]
    Dates,
    /// Spans of 24 hours.
    Hours,
    /// Working days, as the caller counts them.
    WorkingDays,
}

/// A value that a case must have for a rule to concern it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The attribute: the case's own, or that of its first event that has it.
    pub attribute: String,
    /// One of these values, as text.
    pub is: Vec<String>,
}

/// A deviation that a person accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// Id of the rule.
    pub rule: String,
    /// Name of the case.
    pub case: String,
    /// Why.
    pub reason: String,
}
