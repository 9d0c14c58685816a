//! Blind spots and data errors: where the record itself is to be doubted.
//!
//! Nothing is repaired: every finding names what was found, in how many events and in which cases, and the log stays as it is. Findings are about
//! the record, not about people: a batch entered at once says when it was entered and nothing more. Events of equal time have no
//! order, so that a finding about order rests on strict differences of time alone.

mod batches;
mod blind;
mod dates;
mod gaps;
mod shape;

use serde::{Deserialize, Serialize};

use super::Local;
use crate::log::EventLog;
use crate::timestamp::parse_timestamp;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A limit of what the log can tell.
    Note,
    /// Somebody should look at it.
    Warning,
    /// The record cannot be right.
    Error,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A step that one unit never records and others do. Count: cases of the unit.
    MissingStep {
        /// The step, a number into [`EventLog::activities`].
        activity: u32,
        /// The unit.
        unit: String,
        /// Cases of the other units.
        elsewhere: usize,
        /// Those of them that have the step.
        elsewhere_with: usize,
        /// Fisher's exact test, one-sided, adjusted for all comparisons (Benjamini–Hochberg).
        p: f64,
        /// How many comparisons (steps × units) that were.
        comparisons: usize,
        /// Steps that most cases of the unit have and nearly none elsewhere: perhaps the same step under another name.
        instead: Vec<u32>,
    },
    /// Gaps far longer than this transition usually takes, with no step recorded in between. Count: such gaps.
    LongGap {
        /// The step before, a number into [`EventLog::activities`].
        from: u32,
        /// The step after.
        to: u32,
        /// Median of the transition, seconds.
        usual_seconds: f64,
        /// What counts as long for it, seconds.
        limit_seconds: f64,
        /// The longest, seconds.
        longest_seconds: f64,
    },
    /// Many cases recorded by one resource at one moment. Count: events.
    EnteredAtOnce {
        /// Number into the names of [`EventLog::resources`].
        resource: u32,
        /// When, microseconds UTC: beginning of the second or minute.
        at: i64,
        /// 1 or 60.
        within_seconds: u32,
        /// Different activities among them.
        activities: usize,
    },
    /// Events recorded with the day alone or exactly at midnight: they tell days, not hours. Count: events.
    MidnightTimes,
    /// Events that share their time with another of their case: which came first is not known. Count: events.
    UnorderedEvents,
    /// Events on a weekly day off or a holiday. Count: events.
    DayOffEntries {
        /// Those of them on holidays.
        holidays: usize,
    },
    /// Cases whose first moment holds neither a step that cases usually begin with nor one that mostly stands first itself. Count: cases.
    BeginsInTheMiddle {
        /// Their first recorded step, a number into [`EventLog::activities`].
        activity: u32,
    },
    /// An end before its beginning. Count: events or cases.
    NegativeDuration {
        /// Attribute or transition of the beginning.
        from: String,
        /// Attribute or transition of the end.
        to: String,
        /// The largest difference, seconds.
        most_seconds: f64,
        /// How many are below a day: there the two may differ only in how exactly they were recorded.
        below_a_day: usize,
    },
    /// Dates before the earliest that can be true. Count: values.
    DateBeforeFloor {
        /// The attribute; `time:timestamp` for the events themselves.
        attribute: String,
        /// The earliest, microseconds UTC.
        earliest: i64,
    },
    /// Dates at the very beginning of 1970: a zero or an empty value that some program took for a date. Count: values.
    EpochDate {
        /// The attribute; `time:timestamp` for the events themselves.
        attribute: String,
    },
    /// Few events long after (or before) all others of the log. Count: events.
    Straggler {
        /// After all others, or before.
        after: bool,
        /// Distance to the others, seconds.
        gap_seconds: f64,
        /// The first of them, microseconds UTC.
        first: i64,
        /// The last.
        last: i64,
    },
    /// Events equal to another of their case in activity, time, resource and transition. Count: events beyond the first of each.
    DuplicateEvents {
        /// The activity, a number into [`EventLog::activities`].
        activity: u32,
        /// Those recorded with the day alone: the same may really have been done twice on that day.
        date_only: usize,
    },
}

impl What {
    /// Its name in answers of programs.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::MissingStep { .. } => "missing_step",
            Self::LongGap { .. } => "long_gap",
            Self::EnteredAtOnce { .. } => "entered_at_once",
            Self::MidnightTimes => "midnight_times",
            Self::UnorderedEvents => "unordered_events",
            Self::DayOffEntries { .. } => "day_off_entries",
            Self::BeginsInTheMiddle { .. } => "begins_in_the_middle",
            Self::NegativeDuration { .. } => "negative_duration",
            Self::DateBeforeFloor { .. } => "date_before_floor",
            Self::EpochDate { .. } => "epoch_date",
            Self::Straggler { .. } => "straggler",
            Self::DuplicateEvents { .. } => "duplicate_events",
        }
    }
}

/// A blind spot or an error of the record.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What.
    pub what: What,
    /// How much it weighs.
    pub severity: Severity,
    /// How many; of what, [`What`] says.
    pub count: usize,
    /// Of how many.
    pub of: usize,
    /// Numbers of the cases concerned, rising.
    pub cases: Vec<u32>,
}

/// From when on something is a finding. Where no source is named the value is a convention of this crate: a place to begin, for a person to
/// change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    /// Cases that a unit, and the others together, need before a step is called missing: 20 (the least that comparisons of groups in this
    /// project use).
    pub unit_cases: usize,
    /// Adjusted p below which a step is called missing: 0.05 (Benjamini and Hochberg 1995 for the adjustment).
    pub unit_p: f64,
    /// Share of the other units' cases that must have the step: 0.1. A step that is rare everywhere is no blind spot.
    pub elsewhere_share: f64,
    /// Transitions needed before a gap can be called long for one: 20.
    pub gap_transitions: usize,
    /// Interquartile ranges above the third quartile, of ln(1 + seconds): 3 (Tukey 1977, "far out"; logarithms since durations are skewed).
    pub gap_ranges: f64,
    /// Days below which no gap is called long: 7.
    pub gap_days: f64,
    /// Cases with an event of one resource in one second: 5.
    pub second_cases: usize,
    /// Cases with an event of one resource in one minute: 10.
    pub minute_cases: usize,
    /// Share of cases that the usual first steps must cover: 0.95.
    pub start_share: f64,
    /// Share of its cases in which a step stands at the first moment, from which on it is a rare beginning and no middle: 0.5.
    pub first_share: f64,
    /// First day that can be true, `YYYY-MM-DD`: 1950-01-01. Permit files older than that are archives, and a date of 1948 was met in
    /// a real permit log.
    pub floor: String,
    /// Days without any event that set stragglers apart: 60.
    pub straggler_days: f64,
    /// The largest share of events that stragglers can be: 0.005.
    pub straggler_share: f64,
    /// Pairs of case attributes of which the second may not be before the first, as XES logs of permits name them.
    pub spans: Vec<(String, String)>,
}

impl Default for Thresholds {
    fn default() -> Self {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        Self {
            unit_cases: 20,
            unit_p: 0.05,
            elsewhere_share: 0.1,
            gap_transitions: 20,
            gap_ranges: 3.0,
            gap_days: 7.0,
            second_cases: 5,
            minute_cases: 10,
            start_share: 0.95,
            first_share: 0.5,
            floor: "1950-01-01".to_owned(),
            straggler_days: 60.0,
            straggler_share: 0.005,
            spans: vec![
                pair("startdate", "enddate"),
                pair("startDate", "endDate"),
                pair("start_date", "end_date"),
                pair("startdate", "enddate_planned"),
                pair("startDate", "endDatePlanned"),
            ],
        }
    }
}

impl Thresholds {
    /// Reads thresholds written as TOML; what is not written keeps its default. The error says what is wrong and where.
    pub fn parse(text: &str) -> Result<Self, String> {
        let read: Self = toml::from_str(text).map_err(|why| {
            let begin = why.span().map_or(0, |span| span.start.min(text.len()));
            let line = text[..begin].matches('\n').count() + 1;
            format!("line {line}: {}", why.message().replace('\n', " "))
        })?;
        if parse_timestamp(&read.floor, 0).is_none() {
            return Err(format!(
                "floor: “{}” is no day; write it like 1950-01-01",
                read.floor
            ));
        }
        Ok(read)
    }
}

/// What to look for and what the caller knows beyond the log.
#[derive(Clone, Copy, Default)]
pub struct QualityOptions<'a> {
    /// Attribute that names the unit of a case (its own or of its first event that has it), for steps that one unit never records.
    pub unit: Option<&'a str>,
    /// The calendar, for entries on days off: day and hour of a moment in microseconds UTC.
    pub local: Option<&'a dyn Fn(i64) -> Local>,
    /// Seconds east of Greenwich that count for times without an offset in columns of text.
    pub offset: i32,
}

/// All findings: errors first, then warnings, then notes; within each in the order of [`What`]'s kinds, the most frequent first.
pub fn quality(
    log: &EventLog,
    thresholds: &Thresholds,
    options: QualityOptions<'_>,
) -> Vec<Finding> {
    let mut found = Vec::new();
    dates::negative(log, thresholds, options.offset, &mut found);
    dates::impossible(log, thresholds, options.offset, &mut found);
    dates::stragglers(log, thresholds, &mut found);
    shape::duplicates(log, &mut found);
    if let Some(unit) = options.unit {
        blind::missing_steps(log, thresholds, unit, &mut found);
    }
    gaps::long_gaps(log, thresholds, &mut found);
    batches::entered_at_once(log, thresholds, &mut found);
    shape::begins_in_the_middle(log, thresholds, &mut found);
    shape::midnights(log, &mut found);
    shape::unordered(log, &mut found);
    if let Some(local) = options.local {
        shape::days_off(log, local, &mut found);
    }
    // Stable: within a severity the order of the checks, and of each check its own.
    found.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    found
}

/// The numbers of the cases of some rows, rising and each once.
fn cases_of(log: &EventLog, rows: impl IntoIterator<Item = usize>) -> Vec<u32> {
    let mut cases: Vec<u32> = rows
        .into_iter()
        .map(|row| {
            let after = log
                .offsets
                .partition_point(|&offset| offset as usize <= row);
            number(after - 1)
        })
        .collect();
    cases.sort_unstable();
    cases.dedup();
    cases
}

fn number(place: usize) -> u32 {
    u32::try_from(place).expect("readers stop at 2^32 - 2 events")
}
