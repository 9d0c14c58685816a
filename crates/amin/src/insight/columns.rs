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
/// first or last event. A case without its beginning is left out; one without its end is open, and so is one up to its last event that has
/// none of the activities that end a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Span {
    /// Beginning.
    pub from: Option<String>,
    /// End.
    pub to: Option<String>,
    /// Activities that end a case, for durations up to the last event; none: every case counts as ended.
    pub ends: Vec<String>,
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

/// Key of the quarter of the year (Solar Hijri) in which a case began: the calendar is the great confounder.
pub const QUARTER: &str = "@quarter";
/// Key of the version of the procedure that held on the day a case began.
pub const VERSION: &str = "@version";

/// Attributes that the log does not have and that are worked out for each of its cases, by key.
pub type Given = BTreeMap<&'static str, Vec<Option<String>>>;

/// The quarters in which cases began, such as `1405/2`.
pub fn quarters(log: &EventLog) -> Vec<Option<String>> {
    let of = |case| {
        let day = persian::tehran_date(log.span(case)?.0);
        Some(format!("{}/{}", day.year(), day.month().div_ceil(3)))
    };
    (0..log.case_count()).map(of).collect()
}

/// The number of the period in which each case began; none before the first. `periods`: first and last day of each as Gregorian
/// `YYYY-MM-DD`, and its number.
pub fn periods(log: &EventLog, periods: &[(String, Option<String>, i64)]) -> Vec<Option<String>> {
    let of = |case| {
        let day = persian::tehran_date(log.span(case)?.0).gregorian_iso();
        let (.., number) = periods.iter().find(|(from, until, _)| {
            *from <= day && until.as_ref().is_none_or(|until| day <= *until)
        })?;
        Some(number.to_string())
    };
    (0..log.case_count()).map(of).collect()
}

/// Whether each case has one of the activities that end a case; none where the log knows none of them.
pub fn ended(log: &EventLog, ends: &[String]) -> Option<Vec<bool>> {
    let known: Vec<bool> = log
        .activities()
        .iter()
        .map(|name| ends.iter().any(|end| end == name))
        .collect();
    known.contains(&true).then(|| {
        log.cases()
            .map(|rows| log.activity()[rows].iter().any(|a| known[*a as usize]))
            .collect()
    })
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
    /// Attributes worked out for the cases.
    pub given: Given,
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
    /// Cases that were open and are counted up to the end of the log.
    pub open: usize,
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
    let (groups, names) = values(log, ask, &ask.by)?;
    let strata: Vec<Vec<u32>> = ask
        .strata
        .iter()
        .map(|alike| stratum(log, ask, alike))
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
        open: 0,
    };
    match &ask.what {
        What::Activity(name) => columns.outcome = happened(log, name)?,
        What::Duration(span) => durations(log, span, &mut columns)?,
    }
    Ok(columns)
}

/// In which cases an activity happens.
pub fn happened(log: &EventLog, name: &str) -> Result<Vec<bool>, Unknown> {
    let activity = log
        .activities()
        .find(name)
        .ok_or_else(|| Unknown(name.to_owned()))?;
    Ok(log
        .cases()
        .map(|rows| log.activity()[rows].contains(&activity))
        .collect())
}

fn durations(log: &EventLog, span: &Span, columns: &mut Columns) -> Result<(), Unknown> {
    let from = span
        .from
        .as_ref()
        .map(|name| bound(log, name))
        .transpose()?;
    let to = span.to.as_ref().map(|name| bound(log, name)).transpose()?;
    let closed = match to {
        Some(_) => None,
        None => ended(log, &span.ends),
    };
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
            None => whole
                .map(|(_, last)| last)
                .filter(|_| closed.as_ref().is_none_or(|closed| closed[case])),
            Some(times) => times[case],
        };
        // A case without its beginning says nothing.
        let days = begun.map_or(f64::NAN, |begun| {
            end.unwrap_or(until).saturating_sub(begun) as f64 / DAY
        });
        columns.negative += usize::from(days < 0.0);
        columns.open += usize::from(begun.is_some() && end.is_none());
        columns.days.push(if days < 0.0 { 0.0 } else { days });
        columns.ended.push(end.is_some());
    }
    Ok(())
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

/// The values of an attribute as groups, numbered in the order of their names.
fn values(log: &EventLog, ask: &Ask, key: &str) -> Result<(Vec<u32>, Vec<String>), Unknown> {
    if let Some(texts) = ask.given.get(key) {
        return Ok(labels(texts));
    }
    let column = log
        .case_column(key)
        .ok_or_else(|| Unknown(key.to_owned()))?;
    let texts: Vec<Option<String>> = (0..log.case_count())
        .map(|case| column.get(case).map(|value| value.to_string()))
        .collect();
    Ok(labels(&texts))
}

fn labels(texts: &[Option<String>]) -> (Vec<u32>, Vec<String>) {
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
fn stratum(log: &EventLog, ask: &Ask, alike: &Alike) -> Result<Vec<u32>, Unknown> {
    if ask.given.contains_key(alike.key.as_str()) {
        return Ok(values(log, ask, &alike.key)?.0);
    }
    let column = log
        .case_column(&alike.key)
        .ok_or_else(|| Unknown(alike.key.clone()))?;
    let (different, number) = distinct(&column, log.case_count());
    let bins = alike
        .quantiles
        .unwrap_or(if different > MOST_STRATA_VALUES { 5 } else { 0 });
    if number && bins > 0 {
        let numbers: Vec<Option<f64>> = (0..log.case_count())
            .map(|case| match column.get(case)? {
                Value::Integer(n) => Some(n as f64),
                Value::Float(x) => Some(x),
                _ => None,
            })
            .collect();
        return Ok(quantile_bins(&numbers, bins));
    }
    Ok(values(log, ask, &alike.key)?.0)
}

/// Words in the names of attributes by which law and procedure set cases apart: kind, completeness, fee, use, zone.
const LIKELY_STRATA: [&str; 14] = [
    "kind",
    "type",
    "complete",
    "fee",
    "tariff",
    "case_kind",
    "usage",
    "نوع",
    "کامل",
    "تکمیل",
    "عوارض",
    "تعرفه",
    "کاربری",
    "گروه مبلغ",
];

/// Whether the name of an attribute sounds like one by which law and procedure set cases apart.
pub fn is_likely_stratum(key: &str) -> bool {
    let key = persian::search_key(key);
    LIKELY_STRATA
        .iter()
        .any(|word| key.contains(&persian::search_key(word)))
}

/// Whether the values of an attribute are people whose names are not shown.
pub fn is_people(key: &str) -> bool {
    key == RESOURCE || key == "responsible" || key.ends_with(":resource") || key == "resource"
}
