//! A part of a log as a log of its own.

use super::Bits;
use crate::log::EventLog;
use crate::names::Names;

/// The log of these cases and, of them, these events (all without `events`), and the number that each case has in the whole log. With
/// `events` cases without any left are dropped.
pub(super) fn subset(log: &EventLog, cases: &Bits, events: Option<&Bits>) -> (EventLog, Vec<u32>) {
    let number = |row: usize| u32::try_from(row).expect("readers stop at 2^32 - 2 events");
    let stays = |row: &usize| events.is_none_or(|events| events.get(*row));
    let (mut kept_cases, mut kept_rows) = (Vec::new(), Vec::new());
    let mut offsets = vec![0_u32];
    let mut case_ids = Names::default();
    for case in cases.ones() {
        let before = kept_rows.len();
        kept_rows.extend(log.case(case).filter(stays).map(number));
        if events.is_some() && kept_rows.len() == before {
            continue;
        }
        kept_cases.push(number(case));
        case_ids.intern(log.case_ids().get(number(case)));
        offsets.push(number(kept_rows.len()));
    }
    // Activities are numbered anew, so that those that no event has are not counted.
    let mut activities = Names::default();
    let mut renumbered = vec![u32::MAX; log.activities().len()];
    let activity = kept_rows
        .iter()
        .map(|&row| {
            let old = log.activity()[row as usize];
            let new = &mut renumbered[old as usize];
            if *new == u32::MAX {
                *new = activities.intern(log.activities().get(old));
            }
            *new
        })
        .collect();
    let part = EventLog {
        activities,
        activity,
        time: kept_rows
            .iter()
            .map(|&row| log.times()[row as usize])
            .collect(),
        offsets,
        case_ids,
        event_attributes: log.event_attributes.gather(&kept_rows),
        case_attributes: log.case_attributes.gather(&kept_cases),
        log_attributes: log.log_attributes.clone(),
        extensions: log.extensions.clone(),
        classifiers: log.classifiers.clone(),
        midnights: kept_rows
            .iter()
            .map(|&row| log.is_midnight(row as usize))
            .collect(),
    };
    (part, kept_cases)
}
