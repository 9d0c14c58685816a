//! When the work of an event began, where the log says so.

use crate::START;
use crate::column::{Column, MISSING_ID, MISSING_NUMBER};
use crate::log::EventLog;

/// For each event: is it the completion of work, and when did that work begin.
pub(super) struct Intervals {
    /// Events that stand for work done; `start` (and other) transitions do not.
    pub(super) completes: Vec<bool>,
    /// Microseconds UTC; [`MISSING_NUMBER`] where unknown.
    pub(super) start: Vec<i64>,
    /// Whether any beginning is known.
    pub(super) known: bool,
}

impl Intervals {
    /// Beginnings are paired from `start` and `complete` transitions (the n-th start of an activity in a case with its
    /// n-th completion), or taken from the event attribute `start_timestamp`. With neither, every event is a completion.
    pub(super) fn of(log: &EventLog) -> Self {
        let events = log.event_count();
        if let Some(intervals) = paired(log) {
            return intervals;
        }
        match log.event_attributes().get(START) {
            Some(Column::Date(start)) => Self {
                completes: vec![true; events],
                start: start.clone(),
                known: true,
            },
            _ => Self {
                completes: vec![true; events],
                start: vec![MISSING_NUMBER; events],
                known: false,
            },
        }
    }
}

fn paired(log: &EventLog) -> Option<Intervals> {
    let lifecycle = log.lifecycle()?;
    let ids_of = |wanted: &str| -> Vec<bool> {
        let is = |name: &str| name.eq_ignore_ascii_case(wanted);
        lifecycle.names.iter().map(is).collect()
    };
    let (start_ids, complete_ids) = (ids_of("start"), ids_of("complete"));
    let is = |row: usize, ids: &[bool]| match lifecycle.ids[row] {
        MISSING_ID => false,
        id => ids[id as usize],
    };
    let events = log.event_count();
    if !(0..events).any(|row| is(row, &start_ids)) {
        return None;
    }
    let mut start = vec![MISSING_NUMBER; events];
    let mut completes = vec![false; events];
    let mut open: Vec<(u32, i64)> = Vec::new();
    for rows in log.cases() {
        open.clear();
        for row in rows {
            let (activity, at) = (log.activity()[row], log.times()[row]);
            if is(row, &start_ids) {
                open.push((activity, at));
            } else if is(row, &complete_ids) || lifecycle.ids[row] == MISSING_ID {
                completes[row] = true;
                if let Some(place) = open.iter().position(|&(other, _)| other == activity) {
                    start[row] = open.remove(place).1;
                }
            }
        }
    }
    Some(Intervals {
        completes,
        start,
        known: true,
    })
}
