//! Many cases recorded by one resource at one moment.

use super::{Finding, Severity, Thresholds, What, cases_of, number};
use crate::column::MISSING_ID;
use crate::log::EventLog;

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;

/// Seconds and minutes in which one resource recorded events of many cases: what was done one after the other was entered together, by hand
/// or by a program. Events recorded with the day alone say nothing here. A second inside a minute that is a finding is none of its own.
pub(super) fn entered_at_once(log: &EventLog, thresholds: &Thresholds, found: &mut Vec<Finding>) {
    let Some(who) = log.resources() else {
        return;
    };
    // (resource, time, row), so that neighbours share a second or a minute.
    let mut events: Vec<(u32, i64, u32)> = (0..log.event_count())
        .filter(|&row| who.ids[row] != MISSING_ID && !log.is_midnight(row))
        .map(|row| (who.ids[row], log.times()[row], number(row)))
        .collect();
    events.sort_unstable();
    let mut own = Vec::new();
    let same = |width: i64| {
        move |a: &(u32, i64, u32), b: &(u32, i64, u32)| {
            a.0 == b.0 && a.1.div_euclid(width) == b.1.div_euclid(width)
        }
    };
    for minute in events.chunk_by(same(MINUTE)) {
        if minute.len() < thresholds.second_cases.min(thresholds.minute_cases) {
            continue;
        }
        if let Some(finding) = batch(log, minute, MINUTE, thresholds.minute_cases) {
            own.push(finding);
            continue;
        }
        for second in minute.chunk_by(same(SECOND)) {
            own.extend(batch(log, second, SECOND, thresholds.second_cases));
        }
    }
    own.sort_by_key(|finding: &Finding| std::cmp::Reverse(finding.cases.len()));
    found.append(&mut own);
}

fn batch(log: &EventLog, events: &[(u32, i64, u32)], width: i64, least: usize) -> Option<Finding> {
    let rows = || events.iter().map(|event| event.2 as usize);
    let cases = cases_of(log, rows());
    if cases.len() < least {
        return None;
    }
    let mut activities: Vec<u32> = rows().map(|row| log.activity()[row]).collect();
    activities.sort_unstable();
    activities.dedup();
    Some(Finding {
        what: What::EnteredAtOnce {
            resource: events[0].0,
            at: events[0].1.div_euclid(width) * width,
            within_seconds: if width == SECOND { 1 } else { 60 },
            activities: activities.len(),
        },
        severity: Severity::Warning,
        count: events.len(),
        of: log.event_count(),
        cases,
    })
}
