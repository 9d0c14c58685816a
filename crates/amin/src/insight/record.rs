//! Where the record itself is to be doubted: data errors, blind spots, batches. Named in words; nothing is repaired. Pure.

use eventlog::EventLog;
use eventlog::measure::quality::{Finding, QualityOptions, Thresholds, What, quality};
use eventlog::measure::{DayKind, Local};
use persian::calendar::Calendar;
use store::Timestamp;

use super::columns::{attributes, is_people};
use super::pages::span_words;
use super::people::numbers;
use crate::platform::page::day;
use crate::platform::texts::Texts;

/// Offset of times without one: Iran's.
pub const OFFSET: i32 = 12_600;
/// Names that a log may give to the unit of a case, the likeliest first.
const UNITS: [&str; 8] = [
    "org:group",
    "unit",
    "department",
    "واحد",
    "district",
    "منطقه",
    "branch",
    "group",
];
/// An attribute with more values is no unit.
const MOST_UNITS: usize = 60;

/// Attributes that can be the unit of a case.
pub fn unit_keys(log: &EventLog) -> Vec<String> {
    attributes(log)
        .into_iter()
        .filter(|a| a.values <= MOST_UNITS && !is_people(&a.key))
        .map(|a| a.key)
        .collect()
}

/// The attribute that most likely is the unit of a case.
pub fn unit_key(log: &EventLog) -> Option<String> {
    let known = unit_keys(log);
    UNITS
        .iter()
        .find(|name| known.iter().any(|key| key == *name))
        .map(|name| (*name).to_owned())
}

/// Day and hour of moments in Iran by a calendar.
pub fn clock(calendar: &Calendar) -> impl Fn(i64) -> Local + '_ {
    |at| {
        let there = persian::tehran_datetime(at);
        let minutes = i64::from(there.hour) * 60 + i64::from(there.minute);
        let day = if calendar.holidays_on(there.date).next().is_some() {
            DayKind::Holiday
        } else if calendar.weekend()[there.date.weekday().index()] {
            DayKind::Weekend
        } else {
            DayKind::Working
        };
        // Offsets are whole minutes, so that seconds are the same everywhere.
        Local {
            day,
            of_day: minutes * 60_000_000 + at.rem_euclid(60_000_000),
        }
    }
}

/// All findings about the record, errors first.
pub fn examine(log: &EventLog, unit: Option<&str>, calendar: &Calendar) -> Vec<Finding> {
    let local = clock(calendar);
    let options = QualityOptions {
        unit,
        local: Some(&local),
        offset: OFFSET,
    };
    quality(log, &Thresholds::default(), options)
}

/// Whether a finding is a blind spot, not an error of the data: a step, a time or a beginning of which no record remains.
pub fn is_blind_spot(what: &What) -> bool {
    matches!(
        what,
        What::MissingStep { .. } | What::LongGap { .. } | What::BeginsInTheMiddle { .. }
    )
}

/// What makes a finding the same one in a newer log.
pub fn key(finding: &Finding, log: &EventLog) -> String {
    let step = |id: u32| log.activities().get(id);
    let about = match &finding.what {
        What::MissingStep { activity, unit, .. } => format!("{unit}/{}", step(*activity)),
        What::LongGap { from, to, .. } => format!("{}/{}", step(*from), step(*to)),
        What::EnteredAtOnce { at, .. } => at.to_string(),
        What::BeginsInTheMiddle { activity } | What::DuplicateEvents { activity, .. } => {
            step(*activity).to_owned()
        }
        What::NegativeDuration { from, to, .. } => format!("{from}/{to}"),
        What::DateBeforeFloor { attribute, .. } | What::EpochDate { attribute } => {
            attribute.clone()
        }
        What::Straggler { after, .. } => after.to_string(),
        What::MidnightTimes | What::UnorderedEvents | What::DayOffEntries { .. } => String::new(),
    };
    format!("{}:{about}", finding.what.kind())
}

/// The name of a kind of finding.
pub fn name(t: &Texts, what: &What) -> &'static str {
    match what {
        What::MissingStep { .. } => t.insight_record_missing_step(),
        What::LongGap { .. } => t.insight_record_long_gap(),
        What::EnteredAtOnce { .. } => t.insight_record_at_once(),
        What::MidnightTimes => t.insight_record_midnight(),
        What::UnorderedEvents => t.insight_record_unordered(),
        What::DayOffEntries { .. } => t.insight_record_day_off(),
        What::BeginsInTheMiddle { .. } => t.insight_record_middle(),
        What::NegativeDuration { .. } => t.insight_record_negative(),
        What::DateBeforeFloor { .. } => t.insight_record_before_floor(),
        What::EpochDate { .. } => t.insight_record_epoch(),
        What::Straggler { .. } => t.insight_record_straggler(),
        What::DuplicateEvents { .. } => t.insight_record_duplicate(),
    }
}

/// What was found, in one sentence about records that blames nobody. People stand under numbers.
pub fn sentence(t: &Texts, finding: &Finding, log: &EventLog) -> String {
    let step = |id: u32| log.activities().get(id);
    let count = |n: usize| t.lang.integer(i64::try_from(n).unwrap_or(i64::MAX));
    let (n, of) = (count(finding.count), count(finding.of));
    let on = |at: i64| day(t.lang, Timestamp(at));
    match &finding.what {
        What::MissingStep {
            activity,
            unit,
            elsewhere,
            elsewhere_with,
            instead,
            ..
        } => {
            let first = t.insight_record_missing_step_words(
                step(*activity),
                n,
                unit,
                count(*elsewhere_with),
                count(*elsewhere),
            );
            if instead.is_empty() {
                first
            } else {
                let names: Vec<&str> = instead.iter().map(|id| step(*id)).collect();
                let or = t.insight_record_instead(names.join(t.insight_rule_or()));
                format!("{first} {or}")
            }
        }
        What::LongGap {
            from,
            to,
            usual_seconds,
            limit_seconds,
            longest_seconds,
        } => t.insight_record_long_gap_words(
            n,
            of,
            step(*from),
            step(*to),
            span_words(t, *limit_seconds),
            span_words(t, *longest_seconds),
            span_words(t, *usual_seconds),
        ),
        What::EnteredAtOnce {
            resource,
            at,
            within_seconds,
            ..
        } => {
            let who = log
                .resources()
                .and_then(|who| {
                    let people = numbers(who.names.iter());
                    people.get(who.names.get(*resource)).copied()
                })
                .unwrap_or(0);
            let (cases, on, who) = (count(finding.cases.len()), on(*at), t.insight_person(who));
            if *within_seconds == 1 {
                t.insight_record_at_once_second(who, on, n, cases)
            } else {
                t.insight_record_at_once_minute(who, on, n, cases)
            }
        }
        What::MidnightTimes => t.insight_record_midnight_words(n, of),
        What::UnorderedEvents => t.insight_record_unordered_words(n, of),
        What::DayOffEntries { holidays } => t.insight_record_day_off_words(n, of, count(*holidays)),
        What::BeginsInTheMiddle { activity } => t.insight_record_middle_words(n, step(*activity)),
        What::NegativeDuration {
            from,
            to,
            most_seconds,
            ..
        } => t.insight_record_negative_words(n, to, from, span_words(t, *most_seconds)),
        What::DateBeforeFloor {
            attribute,
            earliest,
        } => t.insight_record_before_floor_words(n, attribute, on(*earliest)),
        What::EpochDate { attribute } => t.insight_record_epoch_words(n, attribute),
        What::Straggler {
            after, gap_seconds, ..
        } => {
            if *after {
                t.insight_record_straggler_after(n, span_words(t, *gap_seconds))
            } else {
                t.insight_record_straggler_before(n, span_words(t, *gap_seconds))
            }
        }
        What::DuplicateEvents { activity, .. } => {
            t.insight_record_duplicate_words(n, step(*activity))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use eventlog::read::Mapping;
    use eventlog::{Options, read_csv};

    use super::*;
    use crate::platform::texts::Lang;

    /// Forty cases in two units; the second never records the inspection. One end lies before its beginning.
    fn log() -> EventLog {
        let mut csv = String::from("case,activity,timestamp,resource,unit,startdate,enddate\n");
        for case in 0..40 {
            let (unit, end) = (
                case % 2,
                if case == 4 {
                    "2026-01-01"
                } else {
                    "2026-06-01"
                },
            );
            let steps: &[&str] = if unit == 0 {
                &["register", "inspect", "decide"]
            } else {
                &["register", "decide"]
            };
            for (day, step) in steps.iter().enumerate() {
                let _ = writeln!(
                    csv,
                    "c{case},{step},2026-04-{:02}T0{}:{:02}:00Z,علی,unit-{unit},2026-04-01,{end}",
                    day * 7 + case % 7 + 1,
                    5 + day,
                    case
                );
            }
        }
        read_csv(csv.as_bytes(), &Mapping::default(), Options::default())
            .expect("a log")
            .log
    }

    #[test]
    fn what_was_planted_is_named_with_its_cases_and_nobody_by_name() {
        let log = log();
        assert_eq!(unit_key(&log).as_deref(), Some("unit"));
        let calendar = Calendar::new(persian::calendar::FRIDAY, Vec::new()).expect("a calendar");
        let found = examine(&log, Some("unit"), &calendar);
        let of = |kind: &str| found.iter().find(|f| f.what.kind() == kind).expect(kind);
        assert_eq!(of("negative_duration").cases, [4]);
        let missing = of("missing_step");
        assert_eq!((missing.count, missing.cases.len()), (20, 20));
        assert!(missing.cases.iter().all(|case| case % 2 == 1));
        for lang in [Lang::Fa, Lang::En] {
            let t = Texts::of(lang);
            for finding in &found {
                let words = sentence(&t, finding, &log);
                assert!(!words.contains("علی") && !words.is_empty(), "{words}");
            }
            assert!(sentence(&t, missing, &log).contains("unit-1"));
        }
    }
}
