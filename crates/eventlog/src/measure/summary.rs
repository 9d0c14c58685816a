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
    let spans = (0..log.case_count()).filter_map(|case| log.span(case));
    Durations::new(
        spans
            .map(|(first, last)| last.saturating_sub(first))
            .collect(),
    )
}

/// Summarises a log.
pub fn summary(log: &EventLog) -> Summary {
    of_variants(log, variants::count(log))
}

/// The same where the number of variants is known already.
pub(super) fn of_variants(log: &EventLog, variants: usize) -> Summary {
    let spans = || (0..log.case_count()).filter_map(|case| log.span(case));
    let first = spans().map(|(first, _)| first).min();
    let last = spans().map(|(_, last)| last).max();
    Summary {
        cases: log.case_count(),
        events: log.event_count(),
        activities: log.activities().len(),
        variants,
        resources: log.resources().map_or(0, crate::TextColumn::distinct),
        span: first.zip(last),
        durations: case_durations(log),
    }
}
