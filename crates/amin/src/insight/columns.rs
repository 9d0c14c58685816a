//! An event log as the columns of an equal-treatment question. Pure.

use std::collections::BTreeMap;

use eventlog::{Column, EventLog, RESOURCE, Value};
use fairness::strata::{NONE, combine, quantile_bins};

const DAY: f64 = 86_400e6;
/// Attributes with more different values than this are no groups: they name cases.
const MOST_GROUPS: usize = 400;
/// Strata by more values than this are cut into quantiles.
const MOST_STRATA_VALUES: usize = 12;

/// An attribute that a question can use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its key in the file.
    pub key: String,
    /// Different values.
    pub values: usize,
    /// Whether its values are numbers.
    pub number: bool,
}

/// What is measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// How long a case takes.
    Duration(Span),
    /// Whether an activity happens.
    Activity(String),
}

/// From where to where a duration is measured. Each end is an activity (its first event) or a date attribute of the case; left out, the
/// first or last event. A case without its beginning is left out; one without its end is open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Span {
    /// Beginning.
    pub from: Option<String>,
    /// End.
    pub to: Option<String>,
    /// When open cases are counted up to, microseconds UTC; the last event of the log unless told otherwise.
    pub open_until: Option<i64>,
}

/// An attribute that must be the same for two cases to be alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// Its key.
    pub key: String,
    /// Into how many quantiles numbers are cut; unless told otherwise five where there are many values, and none where there are few.
    pub quantiles: Option<usize>,
}

impl Alike {
    /// By an attribute as it is.
    pub fn by(key: &str) -> Self {
        Self {
            key: key.to_owned(),
            quantiles: None,
        }
    }
}

/// A question about a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Attribute whose values are the groups.
    pub by: String,
    /// What is measured.
    pub what: What,
    /// What must be the same for two cases to be alike.
    pub strata: Vec<Alike>,
}

/// The columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns {
    /// Group of each case.
    pub groups: Vec<u32>,
    /// Names of the groups.
    pub names: Vec<String>,
    /// Stratum of each case.
    pub strata: Vec<u32>,
    /// Whether the activity happened; empty for durations.
    pub outcome: Vec<bool>,
    /// Days; empty for outcomes.
    pub days: Vec<f64>,
    /// Whether the case ended.
    pub ended: Vec<bool>,
    /// Durations below zero, set to zero.
    pub negative: usize,
}

/// An attribute or activity that the log does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown(pub String);

/// The attributes of a log that can make groups or strata, by key.
pub fn attributes(log: &EventLog) -> Vec<Attribute> {
    let mut keys: Vec<String> = log
        .case_attributes()
        .iter()
        .chain(log.event_attributes().iter())
        .map(|(key, _)| key.to_owned())
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter()
        .filter_map(|key| {
            let column = log.case_column(&key)?;
            let (values, number) = distinct(&column, log.case_count());
            (values >= 2 && (number || values <= MOST_GROUPS)).then_some(Attribute {
                key,
                values,
                number,
            })
        })
        .collect()
}

fn distinct(column: &Column, cases: usize) -> (usize, bool) {
    let mut seen = std::collections::BTreeSet::new();
    let mut number = true;
    for case in 0..cases {
        if let Some(value) = column.get(case) {
            number &= matches!(value, Value::Integer(_) | Value::Float(_));
            // Beyond this the exact number does not matter.
            if seen.len() <= MOST_GROUPS {
                seen.insert(value.to_string());
            }
        }
    }
    (seen.len(), number)
}

/// Names of the activities of a log.
pub fn activities(log: &EventLog) -> Vec<String> {
    let mut names: Vec<String> = log.activities().iter().map(str::to_owned).collect();
    names.sort_unstable();
    names
}

/// Builds the columns. A case's value of an attribute is its own or, where only events have it, that of the first event that does.
pub fn columns(log: &EventLog, ask: &Ask) -> Result<Columns, Unknown> {
    let column = |key: &String| log.case_column(key).ok_or_else(|| Unknown(key.clone()));
    let (groups, names) = labels(&column(&ask.by)?, log.case_count());
    let strata: Vec<Vec<u32>> = ask
        .strata
        .iter()
        .map(|alike| {
            Ok(stratum(
                &column(&alike.key)?,
                log.case_count(),
                alike.quantiles,
            ))
        })
        .collect::<Result<_, Unknown>>()?;
    let strata: Vec<&[u32]> = strata.iter().map(Vec::as_slice).collect();
    let mut columns = Columns {
        groups,
        names,
        strata: combine(&strata, log.case_count()),
        outcome: Vec::new(),
        days: Vec::new(),
        ended: Vec::new(),
        negative: 0,
    };
    let wanted = |name: &String| {
        log.activities()
            .iter()
            .position(|activity| activity == name)
            .and_then(|place| u32::try_from(place).ok())
            .ok_or_else(|| Unknown(name.clone()))
    };
    match &ask.what {
        What::Activity(name) => {
            let activity = wanted(name)?;
            columns.outcome = log
                .cases()
                .map(|rows| log.activity()[rows].contains(&activity))
                .collect();
        }
        What::Duration(span) => {
            let from = span
                .from
                .as_ref()
                .map(|name| bound(log, name))
                .transpose()?;
            let to = span.to.as_ref().map(|name| bound(log, name)).transpose()?;
            let until = span
                .open_until
                .or(log.times().iter().copied().max())
                .unwrap_or(0);
            for case in 0..log.case_count() {
                let whole = log.span(case);
                let begun = match &from {
                    None => whole.map(|(first, _)| first),
                    Some(times) => times[case],
                };
                let end = match &to {
                    None => whole.map(|(_, last)| last),
                    Some(times) => times[case],
                };
                // A case without its beginning says nothing.
                let days = begun.map_or(f64::NAN, |begun| {
                    end.unwrap_or(until).saturating_sub(begun) as f64 / DAY
                });
                columns.negative += usize::from(days < 0.0);
                columns.days.push(if days < 0.0 { 0.0 } else { days });
                columns.ended.push(end.is_some());
            }
        }
    }
    Ok(columns)
}

/// The times of one end of a duration: the first event of an activity in each case, or a date attribute.
fn bound(log: &EventLog, name: &str) -> Result<Vec<Option<i64>>, Unknown> {
    if let Some(place) = log.activities().iter().position(|known| known == name) {
        let first = |rows: std::ops::Range<usize>| {
            rows.into_iter()
                .find(|row| log.activity()[*row] as usize == place)
                .map(|row| log.times()[row])
        };
        return Ok(log.cases().map(first).collect());
    }
    let column = log
        .case_column(name)
        .ok_or_else(|| Unknown(name.to_owned()))?;
    let date = |case| match column.get(case) {
        Some(Value::Date(at)) => Some(at),
        Some(Value::Text(text)) => eventlog::parse_timestamp(text, 0),
        _ => None,
    };
    Ok((0..log.case_count()).map(date).collect())
}

/// Values as groups, numbered in the order of their names.
fn labels(column: &Column, cases: usize) -> (Vec<u32>, Vec<String>) {
    let texts: Vec<Option<String>> = (0..cases)
        .map(|case| column.get(case).map(|value| value.to_string()))
        .collect();
    let mut numbers: BTreeMap<&str, u32> =
        texts.iter().flatten().map(|t| (t.as_str(), 0)).collect();
    for (number, (_, place)) in numbers.iter_mut().enumerate() {
        *place = u32::try_from(number).unwrap_or(NONE);
    }
    let groups = texts
        .iter()
        .map(|text| text.as_ref().map_or(NONE, |text| numbers[text.as_str()]))
        .collect();
    let names = numbers.keys().map(|name| (*name).to_owned()).collect();
    (groups, names)
}

/// Values as strata: numbers with many values in five quantiles, everything else as it is.
fn stratum(column: &Column, cases: usize, quantiles: Option<usize>) -> Vec<u32> {
    let (values, number) = distinct(column, cases);
    let bins = quantiles.unwrap_or(if values > MOST_STRATA_VALUES { 5 } else { 0 });
    if number && bins > 0 {
        let numbers: Vec<Option<f64>> = (0..cases)
            .map(|case| match column.get(case)? {
                Value::Integer(n) => Some(n as f64),
                Value::Float(x) => Some(x),
                _ => None,
            })
            .collect();
        quantile_bins(&numbers, bins)
    } else {
        labels(column, cases).0
    }
}

/// Whether the values of an attribute are people whose names are not shown.
pub fn is_people(key: &str) -> bool {
    key == RESOURCE || key == "responsible" || key.ends_with(":resource") || key == "resource"
}
