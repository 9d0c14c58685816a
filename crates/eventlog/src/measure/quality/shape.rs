//! How the log is recorded: duplicates, days without hours, unknown order, days off, and cases that begin in the middle.

use std::collections::BTreeMap;

use foldhash::fast::FixedState;
use hashbrown::HashSet;

use super::super::{DayKind, Local};
use super::{Finding, Severity, Thresholds, What, cases_of, number};
use crate::column::MISSING_ID;
use crate::log::EventLog;

/// Events equal to an earlier one of their case in activity, time, resource and transition.
pub(super) fn duplicates(log: &EventLog, found: &mut Vec<Finding>) {
    let id =
        |column: Option<&crate::TextColumn>, row: usize| column.map_or(MISSING_ID, |c| c.ids[row]);
    let (who, lifecycle) = (log.resources(), log.lifecycle());
    let mut of: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    let mut seen = HashSet::with_hasher(FixedState::default());
    for rows in log.cases() {
        let mut begin = rows.start;
        // Only events of one moment can be equal.
        for moment in log.times()[rows].chunk_by(|a, b| a == b) {
            let end = begin + moment.len();
            seen.clear();
            for row in begin..end {
                let activity = log.activity()[row];
                if moment.len() > 1 && !seen.insert((activity, id(who, row), id(lifecycle, row))) {
                    of.entry(activity).or_default().push(row);
                }
            }
            begin = end;
        }
    }
    let mut own: Vec<Finding> = of
        .into_iter()
        .map(|(activity, rows)| {
            let date_only = rows.iter().filter(|&&row| log.is_midnight(row)).count();
            Finding {
                what: What::DuplicateEvents {
                    activity,
                    date_only,
                },
                severity: if date_only == rows.len() {
                    Severity::Note
                } else {
                    Severity::Warning
                },
                count: rows.len(),
                of: log.event_count(),
                cases: cases_of(log, rows),
            }
        })
        .collect();
    own.sort_by_key(|finding| std::cmp::Reverse(finding.count));
    found.append(&mut own);
}

/// Cases without a usual first step among the events of their first moment.
///
/// Usual are the most frequent first steps that together cover the share asked for, the one that reaches it included, and steps that stand at
/// the first moment of most cases that have them. Where a first moment holds several events any of them may have been first, so each counts.
pub(super) fn begins_in_the_middle(
    log: &EventLog,
    thresholds: &Thresholds,
    found: &mut Vec<Finding>,
) {
    let first_moment = |rows: std::ops::Range<usize>| {
        let at = log.times()[rows.start];
        rows.take_while(move |&row| log.times()[row] == at)
    };
    let cases = || {
        let nonempty = log.cases().enumerate();
        nonempty.filter(|(_, rows)| !rows.is_empty())
    };
    let mut starts = vec![0_usize; log.activities().len()];
    for (_, rows) in cases() {
        starts[log.activity()[rows.start] as usize] += 1;
    }
    let all: usize = starts.iter().sum();
    let mut order: Vec<usize> = (0..starts.len()).collect();
    order.sort_by_key(|&step| std::cmp::Reverse(starts[step]));
    let (mut usual, mut covered) = (vec![false; starts.len()], 0);
    for step in order {
        if covered as f64 >= thresholds.start_share * all as f64 {
            break;
        }
        usual[step] = true;
        covered += starts[step];
    }
    let (mut having, mut first) = (vec![0_usize; starts.len()], vec![0_usize; starts.len()]);
    for (_, rows) in cases() {
        count_each(log, rows.clone(), &mut having);
        count_each(log, first_moment(rows), &mut first);
    }
    for (step, usual) in usual.iter_mut().enumerate() {
        *usual |=
            having[step] > 0 && first[step] as f64 >= thresholds.first_share * having[step] as f64;
    }
    let mut of: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (case, rows) in cases() {
        if !first_moment(rows.clone()).any(|row| usual[log.activity()[row] as usize]) {
            of.entry(log.activity()[rows.start])
                .or_default()
                .push(number(case));
        }
    }
    let mut own: Vec<Finding> = of
        .into_iter()
        .map(|(activity, cases)| Finding {
            what: What::BeginsInTheMiddle { activity },
            severity: Severity::Warning,
            count: cases.len(),
            of: all,
            cases,
        })
        .collect();
    own.sort_by_key(|finding| std::cmp::Reverse(finding.count));
    found.append(&mut own);
}

/// Counts each activity of some rows once.
fn count_each(log: &EventLog, rows: impl Iterator<Item = usize>, counts: &mut [usize]) {
    let mut steps: Vec<u32> = rows.map(|row| log.activity()[row]).collect();
    steps.sort_unstable();
    steps.dedup();
    for step in steps {
        counts[step as usize] += 1;
    }
}

/// Events recorded with the day alone.
pub(super) fn midnights(log: &EventLog, found: &mut Vec<Finding>) {
    let rows: Vec<usize> = (0..log.event_count())
        .filter(|&row| log.is_midnight(row))
        .collect();
    push_note(log, What::MidnightTimes, rows, found);
}

/// Events that share their time with another of their case.
pub(super) fn unordered(log: &EventLog, found: &mut Vec<Finding>) {
    let time = log.times();
    let mut shared = Vec::new();
    for rows in log.cases() {
        let (begin, end) = (rows.start, rows.end);
        shared.extend(rows.filter(|&row| {
            row > begin && time[row - 1] == time[row] || row + 1 < end && time[row + 1] == time[row]
        }));
    }
    push_note(log, What::UnorderedEvents, shared, found);
}

/// Events on days off, by the caller's calendar.
pub(super) fn days_off(log: &EventLog, local: &dyn Fn(i64) -> Local, found: &mut Vec<Finding>) {
    let mut holidays = 0;
    let mut off = Vec::new();
    for (row, &at) in log.times().iter().enumerate() {
        let day = local(at).day;
        holidays += usize::from(day == DayKind::Holiday);
        if day != DayKind::Working {
            off.push(row);
        }
    }
    push_note(log, What::DayOffEntries { holidays }, off, found);
}

fn push_note(log: &EventLog, what: What, rows: Vec<usize>, found: &mut Vec<Finding>) {
    if !rows.is_empty() {
        found.push(Finding {
            what,
            severity: Severity::Note,
            count: rows.len(),
            of: log.event_count(),
            cases: cases_of(log, rows),
        });
    }
}
