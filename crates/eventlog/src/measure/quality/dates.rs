//! Dates that cannot be right: ends before beginnings, dates before a floor, zeros taken for dates, stragglers.

use std::collections::BTreeMap;

use super::{Finding, Severity, Thresholds, What, cases_of, number};
use crate::column::{Column, MISSING_ID, MISSING_NUMBER};
use crate::log::EventLog;
use crate::timestamp::{DAY, parse_timestamp};
use crate::{Attributes, START};

/// Offsets from UTC reach from −12 to +14 hours: a zero written in any of them lies this near to 1970.
const ZERO: i64 = 14 * 3_600 * 1_000_000;

/// The dates of a column, row by row; `None` if it has none. Texts that are dates count.
fn dates(column: &Column, offset: i32) -> Option<Vec<i64>> {
    match column {
        Column::Date(dates) => Some(dates.clone()),
        Column::Text(texts) => {
            let read: Vec<i64> = texts
                .names
                .iter()
                .map(|text| parse_timestamp(text.trim(), offset).unwrap_or(MISSING_NUMBER))
                .collect();
            let any = read.iter().any(|&at| at != MISSING_NUMBER);
            any.then(|| {
                let of = |&id: &u32| match id {
                    MISSING_ID => MISSING_NUMBER,
                    id => read[id as usize],
                };
                texts.ids.iter().map(of).collect()
            })
        }
        _ => None,
    }
}

/// Ends strictly before their beginnings: pairs of case attributes, `start_timestamp` against the time of the event, and `complete` against
/// `start` of the same work.
pub(super) fn negative(
    log: &EventLog,
    thresholds: &Thresholds,
    offset: i32,
    found: &mut Vec<Finding>,
) {
    for (from, to) in &thresholds.spans {
        let (Some(begin), Some(end)) = (log.case_column(from), log.case_column(to)) else {
            continue;
        };
        let (Some(begin), Some(end)) = (dates(&begin, offset), dates(&end, offset)) else {
            continue;
        };
        let pairs = begin.into_iter().zip(end).enumerate();
        let known = pairs.filter(|(_, (a, b))| *a != MISSING_NUMBER && *b != MISSING_NUMBER);
        let (mut of, mut below) = (0, Vec::new());
        for (case, (begin, end)) in known {
            of += 1;
            if end < begin {
                below.push((number(case), begin.saturating_sub(end)));
            }
        }
        push_negative(found, from, to, of, &below);
    }
    let begin = log.event_attributes().get(START);
    if let Some(begin) = begin.and_then(|column| dates(column, offset)) {
        let (mut of, mut below) = (0, Vec::new());
        for (case, rows) in log.cases().enumerate() {
            for row in rows.filter(|&row| begin[row] != MISSING_NUMBER) {
                of += 1;
                if log.times()[row] < begin[row] {
                    below.push((number(case), begin[row].saturating_sub(log.times()[row])));
                }
            }
        }
        push_negative(found, START, "time:timestamp", of, &below);
    }
    transitions(log, found);
}

/// Where a case has as many starts as completions of an activity, the n-th completion belongs to the n-th start; one that comes strictly
/// before it is a negative duration.
fn transitions(log: &EventLog, found: &mut Vec<Finding>) {
    let Some(lifecycle) = log.lifecycle() else {
        return;
    };
    let is = |row: usize, wanted: &str| {
        lifecycle
            .get(row)
            .is_some_and(|name| name.eq_ignore_ascii_case(wanted))
    };
    let (mut of, mut below) = (0, Vec::new());
    let mut work: BTreeMap<u32, (Vec<i64>, Vec<i64>)> = BTreeMap::new();
    for (case, rows) in log.cases().enumerate() {
        work.clear();
        for row in rows {
            let at = log.times()[row];
            if is(row, "start") {
                work.entry(log.activity()[row]).or_default().0.push(at);
            } else if is(row, "complete") {
                work.entry(log.activity()[row]).or_default().1.push(at);
            }
        }
        for (starts, completes) in work.values().filter(|work| work.0.len() == work.1.len()) {
            of += starts.len();
            let pairs = starts.iter().zip(completes);
            let negative = pairs.filter(|(start, complete)| complete < start);
            below.extend(negative.map(|(start, complete)| (number(case), start - complete)));
        }
    }
    push_negative(found, "start", "complete", of, &below);
}

fn push_negative(found: &mut Vec<Finding>, from: &str, to: &str, of: usize, below: &[(u32, i64)]) {
    let Some(most) = below.iter().map(|one| one.1).max() else {
        return;
    };
    let mut cases: Vec<u32> = below.iter().map(|one| one.0).collect();
    cases.dedup();
    let below_a_day = below.iter().filter(|one| one.1 < DAY).count();
    found.push(Finding {
        what: What::NegativeDuration {
            from: from.to_owned(),
            to: to.to_owned(),
            most_seconds: most as f64 / 1e6,
            below_a_day,
        },
        severity: if below_a_day == below.len() {
            Severity::Warning
        } else {
            Severity::Error
        },
        count: below.len(),
        of,
        cases,
    });
}

/// Dates before the floor and dates at the very beginning of 1970, in the times of events and in every attribute that holds dates.
pub(super) fn impossible(
    log: &EventLog,
    thresholds: &Thresholds,
    offset: i32,
    found: &mut Vec<Finding>,
) {
    let rows = |rows: &[usize]| cases_of(log, rows.iter().copied());
    one_column(log.times(), "time:timestamp", thresholds, &rows, found);
    let columns = |attributes: &Attributes,
                   found: &mut Vec<Finding>,
                   cases: &dyn Fn(&[usize]) -> Vec<u32>| {
        for (key, column) in attributes.iter() {
            if let Some(dates) = dates(column, offset) {
                one_column(&dates, key, thresholds, cases, found);
            }
        }
    };
    columns(log.event_attributes(), found, &rows);
    columns(log.case_attributes(), found, &|cases| {
        cases.iter().map(|&case| number(case)).collect()
    });
}

fn one_column(
    dates: &[i64],
    attribute: &str,
    thresholds: &Thresholds,
    cases: &dyn Fn(&[usize]) -> Vec<u32>,
    found: &mut Vec<Finding>,
) {
    let floor = parse_timestamp(&thresholds.floor, 0).unwrap_or(MISSING_NUMBER);
    let known = || {
        dates
            .iter()
            .enumerate()
            .filter(|(_, at)| **at != MISSING_NUMBER)
    };
    let rows = |holds: &dyn Fn(i64) -> bool| -> Vec<usize> {
        known()
            .filter(|(_, at)| holds(**at))
            .map(|(row, _)| row)
            .collect()
    };
    let early = rows(&|at| at < floor);
    let zeros = rows(&|at| (-ZERO..=ZERO).contains(&at));
    let earliest = early.iter().map(|&row| dates[row]).min();
    let mut push = |what: What, rows: &[usize]| {
        if !rows.is_empty() {
            found.push(Finding {
                what,
                severity: Severity::Error,
                count: rows.len(),
                of: known().count(),
                cases: cases(rows),
            });
        }
    };
    let attribute = attribute.to_owned();
    if let Some(earliest) = earliest {
        let attribute = attribute.clone();
        push(
            What::DateBeforeFloor {
                attribute,
                earliest,
            },
            &early,
        );
    }
    push(What::EpochDate { attribute }, &zeros);
}

/// Few events far after, or far before, all others.
pub(super) fn stragglers(log: &EventLog, thresholds: &Thresholds, found: &mut Vec<Finding>) {
    let mut order: Vec<u32> = (0..log.event_count()).map(number).collect();
    order.sort_by_key(|&row| log.times()[row as usize]);
    let time = |place: usize| log.times()[order[place] as usize];
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of the events"
    )]
    let most = (thresholds.straggler_share.clamp(0.0, 0.5) * order.len() as f64) as usize;
    // At least one event can be a straggler, but never half of a short log.
    let most = most.max(1).min(order.len().saturating_sub(1) / 2);
    let far =
        |a: i64, b: i64| b.saturating_sub(a) as f64 / 1e6 > thresholds.straggler_days * 86_400.0;
    let mut push = |after: bool, gap: i64, places: std::ops::Range<usize>| {
        found.push(Finding {
            severity: Severity::Warning,
            count: places.len(),
            of: log.event_count(),
            cases: cases_of(log, order[places.clone()].iter().map(|&row| row as usize)),
            what: What::Straggler {
                after,
                gap_seconds: gap as f64 / 1e6,
                first: time(places.start),
                last: time(places.end - 1),
            },
        });
    };
    // The widest set of at most so many events that a gap sets apart.
    let events = order.len();
    if let Some(place) = (events - most..events).find(|&place| far(time(place - 1), time(place))) {
        push(true, time(place) - time(place - 1), place..events);
    }
    if let Some(place) = (1..=most)
        .rev()
        .find(|&place| far(time(place - 1), time(place)))
    {
        push(false, time(place) - time(place - 1), 0..place);
    }
}
