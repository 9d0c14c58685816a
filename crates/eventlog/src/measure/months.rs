//! Month by month: how many cases begin, how many end, and how long the ended ones took.

use std::collections::BTreeMap;

use super::Durations;
use crate::log::EventLog;
use crate::timestamp::year_month;

/// One month of the series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// Year and month (1 to 12) in the caller's calendar.
    pub month: (i64, u8),
    /// Cases whose first event is in the month.
    pub started: usize,
    /// Closed cases whose last event is in the month.
    pub closed: usize,
    /// Durations of the closed ones.
    pub durations: Durations,
}

/// Year and month of a moment (microseconds UTC) in the Gregorian calendar, UTC.
pub fn gregorian_month(at: i64) -> (i64, u8) {
    year_month(at)
}

/// The series of all months in which a case began or ended, in order; months without either are left out.
///
/// `month_of` gives the month of a moment in microseconds UTC, so that the caller decides calendar and time zone
/// ([`gregorian_month`], or a Solar Hijri one). `open` says of a case number whether it is still open; such a case has
/// begun but not ended.
pub fn months(
    log: &EventLog,
    month_of: &dyn Fn(i64) -> (i64, u8),
    open: Option<&dyn Fn(usize) -> bool>,
) -> Vec<Month> {
    let mut series: BTreeMap<(i64, u8), (usize, Vec<i64>)> = BTreeMap::new();
    for case in 0..log.case_count() {
        let Some((first, last)) = log.span(case) else {
            continue;
        };
        series.entry(month_of(first)).or_default().0 += 1;
        if !open.is_some_and(|open| open(case)) {
            let durations = &mut series.entry(month_of(last)).or_default().1;
            durations.push(last.saturating_sub(first));
        }
    }
    series
        .into_iter()
        .map(|(month, (started, durations))| Month {
            month,
            started,
            closed: durations.len(),
            durations: Durations::new(durations),
        })
        .collect()
}
