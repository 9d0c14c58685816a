//! Workload: how many events and cases each resource handles, and how many cases at once.

use std::collections::BTreeMap;

use crate::column::MISSING_ID;
use crate::log::EventLog;

/// The load of one resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Workload<P> {
    /// Number into the names of [`EventLog::resources`].
    pub resource: u32,
    /// Its events.
    pub events: usize,
    /// Cases in which it has any.
    pub cases: usize,
    /// The most cases that were open with it at once. A case is open with a resource from the resource's first event in it to its last.
    pub peak_cases: usize,
    /// Cases open with it on average over time, from its first event in the log to its last; `None` if these are one moment.
    pub mean_cases: Option<f64>,
    /// Period by period; periods without an event of it are left out.
    pub periods: Vec<Load<P>>,
}

/// The load of one resource in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load<P> {
    /// The period, as the caller names it.
    pub period: P,
    /// Events.
    pub events: usize,
    /// Cases with any of these events.
    pub cases: usize,
    /// The most cases open with the resource at one of these events.
    pub peak_cases: usize,
}

impl<P> Load<P> {
    fn new(period: P) -> Self {
        Self {
            period,
            events: 0,
            cases: 0,
            peak_cases: 0,
        }
    }
}

/// The load of every resource, the one with most events first, then by name. `period_of` gives the period (month, week …) of a
/// moment in microseconds UTC and must not fall as time goes on. Empty for a log that names nobody.
pub fn workload<P: Ord + Copy>(log: &EventLog, period_of: impl Fn(i64) -> P) -> Vec<Workload<P>> {
    let Some(who) = log.resources() else {
        return Vec::new();
    };
    // For each resource its rows, case by case and in the order of time within each.
    let mut rows_of: Vec<Vec<(u32, i64)>> = vec![Vec::new(); who.names.len()];
    for (case, rows) in (0_u32..).zip(log.cases()) {
        for row in rows.filter(|&row| who.ids[row] != MISSING_ID) {
            rows_of[who.ids[row] as usize].push((case, log.times()[row]));
        }
    }
    let mut loads: Vec<Workload<P>> = (0..)
        .zip(rows_of)
        .filter(|(_, rows)| !rows.is_empty())
        .map(|(resource, rows)| of_one(resource, &rows, &period_of))
        .collect();
    let name = |load: &Workload<P>| who.names.get(load.resource);
    loads.sort_by(|a, b| b.events.cmp(&a.events).then_with(|| name(a).cmp(name(b))));
    loads
}

fn of_one<P: Ord + Copy>(
    resource: u32,
    rows: &[(u32, i64)],
    period_of: impl Fn(i64) -> P,
) -> Workload<P> {
    let mut periods: BTreeMap<P, Load<P>> = BTreeMap::new();
    let (mut begins, mut ends) = (Vec::new(), Vec::new());
    for case in rows.chunk_by(|a, b| a.0 == b.0) {
        begins.push(case[0].1);
        ends.push(case[case.len() - 1].1);
        let mut before = None;
        for &(_, at) in case {
            let period = period_of(at);
            let load = periods.entry(period).or_insert_with(|| Load::new(period));
            load.events += 1;
            load.cases += usize::from(before != Some(period));
            before = Some(period);
        }
    }
    begins.sort_unstable();
    ends.sort_unstable();
    let open_time: i128 = ends.iter().map(|&at| i128::from(at)).sum::<i128>()
        - begins.iter().map(|&at| i128::from(at)).sum::<i128>();
    let span = ends.last().map_or(0, |last| last.saturating_sub(begins[0]));
    // At a moment when one case begins and another ends both are open.
    let mut moments: Vec<i64> = rows.iter().map(|&(_, at)| at).collect();
    moments.sort_unstable();
    moments.dedup();
    let (mut begun, mut ended, mut peak) = (0, 0, 0);
    for at in moments {
        while begins.get(begun).is_some_and(|&begin| begin <= at) {
            begun += 1;
        }
        while ends.get(ended).is_some_and(|&end| end < at) {
            ended += 1;
        }
        let open = begun - ended;
        peak = peak.max(open);
        if let Some(load) = periods.get_mut(&period_of(at)) {
            load.peak_cases = load.peak_cases.max(open);
        }
    }
    Workload {
        resource,
        events: rows.len(),
        cases: begins.len(),
        peak_cases: peak,
        mean_cases: (span > 0).then(|| open_time as f64 / span as f64),
        periods: periods.into_values().collect(),
    }
}

/// The Monday of the week of a moment (microseconds UTC), Gregorian and in UTC, as days since 1970-01-01: the week of ISO 8601.
pub fn iso_week(at: i64) -> i64 {
    // 1970-01-01 was a Thursday.
    let day = at.div_euclid(crate::timestamp::DAY);
    day - (day + 3).rem_euclid(7)
}
