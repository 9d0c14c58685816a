//! The first look at a log.

use super::{Durations, variants};
use crate::log::EventLog;

/// Counts and case durations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Cases, those without events included.
    pub cases: usize,
    /// Events.
    pub events: usize,
    /// Different activities.
    pub activities: usize,
    /// Different sequences of activities; cases without events form one.
    pub variants: usize,
    /// Different resources; 0 when the log names none.
    pub resources: usize,
    /// Earliest and latest event, microseconds UTC.
    pub span: Option<(i64, i64)>,
    /// Last minus first event of each case that has events.
    pub durations: Durations,
}

/// Last minus first event of each case that has events.
pub fn case_durations(log: &EventLog) -> Durations {
    durations_and_span(log).0
}

/// Durations, and the earliest and latest event: the times are gone through once.
pub(super) fn durations_and_span(log: &EventLog) -> (Durations, Option<(i64, i64)>) {
    let times = log.times();
    let mut durations = Vec::with_capacity(log.case_count());
    let (mut first, mut last) = (i64::MAX, i64::MIN);
    for rows in log.cases() {
        let times = &times[rows];
        if let (Some(begin), Some(end)) = (times.first(), times.last()) {
            durations.push(end.saturating_sub(*begin));
            (first, last) = (first.min(*begin), last.max(*end));
        }
    }
    let span = (!durations.is_empty()).then_some((first, last));
    (Durations::new(durations), span)
}

/// Summarises a log.
pub fn summary(log: &EventLog) -> Summary {
    of_parts(log, variants::count(log), durations_and_span(log))
}

/// The same where the number of variants, the durations and the span are known already.
pub(super) fn of_parts(
    log: &EventLog,
    variants: usize,
    (durations, span): (Durations, Option<(i64, i64)>),
) -> Summary {
    Summary {
        cases: log.case_count(),
        events: log.event_count(),
        activities: log.activities().len(),
        variants,
        resources: log.resources().map_or(0, crate::TextColumn::distinct),
        span,
        durations,
    }
}
