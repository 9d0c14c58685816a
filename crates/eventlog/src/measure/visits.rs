//! How often the citizen has to come: activities of a given set, counted for each case.

use std::collections::BTreeMap;

use crate::log::EventLog;

/// Visits of the citizen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visits {
    /// Events of these activities.
    pub events: usize,
    /// For each number of such events how many cases have it, cases without any included.
    pub by_events: BTreeMap<usize, usize>,
    /// The same for the number of different days with such events: two counters on one morning are one way.
    pub by_days: BTreeMap<usize, usize>,
    /// The first case with most such days.
    pub most_case: Option<usize>,
}

impl Visits {
    /// Different days per case, on average over all cases; `None` for a log without cases.
    pub fn mean_days(&self) -> Option<f64> {
        let cases: usize = self.by_days.values().sum();
        let days: usize = self.by_days.iter().map(|(days, cases)| days * cases).sum();
        (cases > 0).then(|| days as f64 / cases as f64)
    }
}

/// Counts the events that `is_visit` takes (one entry for each of [`EventLog::activities`]) in each case. `day_of` gives the day of a moment in
/// microseconds UTC, as any number that differs between days.
///
/// # Panics
/// If `is_visit` is shorter than the list of activities.
pub fn visits(log: &EventLog, is_visit: &[bool], day_of: &dyn Fn(i64) -> i64) -> Visits {
    let mut visits = Visits::default();
    let mut most = 0;
    for (case, rows) in log.cases().enumerate() {
        let mut days: Vec<i64> = rows
            .filter(|&row| is_visit[log.activity()[row] as usize])
            .map(|row| day_of(log.times()[row]))
            .collect();
        visits.events += days.len();
        *visits.by_events.entry(days.len()).or_default() += 1;
        days.sort_unstable();
        days.dedup();
        *visits.by_days.entry(days.len()).or_default() += 1;
        if days.len() > most {
            most = days.len();
            visits.most_case = Some(case);
        }
    }
    visits
}
