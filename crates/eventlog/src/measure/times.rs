//! How long things take: cases, activities, and the share of time in which nothing is done.

use super::Durations;
use super::intervals::Intervals;
use crate::column::{MISSING_ID, MISSING_NUMBER};
use crate::log::EventLog;

/// What the caller knows beyond the log.
#[derive(Clone, Copy, Default)]
pub struct TimeOptions<'a> {
    /// Says of a case number whether it is still open; open cases do not count in durations. Without it all are closed.
    pub open: Option<&'a dyn Fn(usize) -> bool>,
    /// The promised time in seconds.
    pub promised_seconds: Option<f64>,
    /// The moment at which open cases are looked at, microseconds UTC; needed to say which of them are late.
    pub now: Option<i64>,
}

/// How waiting was told from working.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitingMethod {
    /// The log says when work began and ended: waiting is case time outside every such interval.
    ServiceIntervals,
    /// The log has completions only: waiting is the time between neighbouring events of different resources, in which
    /// the case lay between two desks. It holds the second person's work too and leaves out waiting on one desk, so it
    /// is an indication and not a measurement.
    HandOverGaps,
    /// The log tells neither beginnings nor resources.
    Unknown,
}

/// Times of cases.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseTimes {
    /// Last minus first event of each closed case with events.
    pub durations: Durations,
    /// Open cases with events.
    pub open: usize,
    /// Closed cases that took longer than promised; `None` without a promise.
    pub late_closed: Option<usize>,
    /// Open cases that are already older than promised; `None` without a promise or `now`.
    pub late_open: Option<usize>,
    /// Share of the closed cases' time spent waiting, 0 to 1; `None` if it cannot be told.
    pub waiting_share: Option<f64>,
    /// How waiting was told from working.
    pub waiting_method: WaitingMethod,
}

/// Times of one activity, over its completions.
#[derive(Clone, Debug, PartialEq)]
pub struct ActivityTimes {
    /// Number into [`EventLog::activities`].
    pub activity: u32,
    /// How often it was completed.
    pub count: usize,
    /// From the completion before it in the case to its own. The first completion of a case has none.
    pub sojourn: Durations,
    /// From the completion before it to its beginning, at least 0; empty where beginnings are unknown.
    pub waiting: Durations,
    /// From its beginning to its completion, at least 0; empty where beginnings are unknown.
    pub service: Durations,
}

/// Times of a log.
#[derive(Clone, Debug, PartialEq)]
pub struct Times {
    /// Of cases.
    pub cases: CaseTimes,
    /// Of activities, the most frequent first, then by name.
    pub activities: Vec<ActivityTimes>,
}

/// Measures case durations, the waiting share, and sojourn, waiting and service time of each activity.
pub fn times(log: &EventLog, options: TimeOptions<'_>) -> Times {
    let intervals = Intervals::of(log);
    Times {
        cases: case_times(log, &intervals, options),
        activities: activity_times(log, &intervals),
    }
}

fn case_times(log: &EventLog, intervals: &Intervals, options: TimeOptions<'_>) -> CaseTimes {
    let is_open = |case: usize| options.open.is_some_and(|open| open(case));
    let closed = (0..log.case_count()).filter(|&case| !is_open(case));
    let durations: Vec<i64> = closed
        .clone()
        .filter_map(|case| log.span(case))
        .map(|(first, last)| last.saturating_sub(first))
        .collect();
    let durations = Durations::new(durations);
    let open: Vec<i64> = (0..log.case_count())
        .filter(|&case| is_open(case))
        .filter_map(|case| Some(log.span(case)?.0))
        .collect();
    let late_open = options
        .promised_seconds
        .zip(options.now)
        .map(|(promised, now)| {
            let age = |first: i64| now.saturating_sub(first) as f64 / 1e6;
            open.iter().filter(|&&first| age(first) > promised).count()
        });
    let late_closed = options
        .promised_seconds
        .map(|promised| durations.longer_than(promised));
    let (waiting_method, waiting_share) = if intervals.known {
        (
            WaitingMethod::ServiceIntervals,
            share(closed.filter_map(|case| outside_service(log, intervals, case))),
        )
    } else if let Some(resources) = log.resources() {
        let ids = &resources.ids;
        let gaps = closed.filter_map(|case| between_desks(log, ids, case));
        (WaitingMethod::HandOverGaps, share(gaps))
    } else {
        (WaitingMethod::Unknown, None)
    };
    CaseTimes {
        durations,
        open: open.len(),
        late_closed,
        late_open,
        waiting_share,
        waiting_method,
    }
}

/// Sums (part, whole) pairs and gives part by whole.
fn share(parts: impl Iterator<Item = (i64, i64)>) -> Option<f64> {
    let (part, whole) = parts.fold((0_i128, 0_i128), |(part, whole), (a, b)| {
        (part + i128::from(a), whole + i128::from(b))
    });
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Time of a case outside the union of its service intervals, and its whole time from the first beginning on.
fn outside_service(log: &EventLog, intervals: &Intervals, case: usize) -> Option<(i64, i64)> {
    let (first, last) = log.span(case)?;
    let mut worked: Vec<(i64, i64)> = log
        .case(case)
        .filter(|&row| intervals.start[row] != MISSING_NUMBER)
        .map(|row| (intervals.start[row].min(log.times()[row]), log.times()[row]))
        .collect();
    worked.sort_unstable();
    let begin = worked.first().map_or(first, |&(start, _)| start.min(first));
    let (mut reached, mut waiting) = (begin, 0_i64);
    for (start, end) in worked {
        waiting = waiting.saturating_add(start.saturating_sub(reached).max(0));
        reached = reached.max(end);
    }
    waiting = waiting.saturating_add(last.saturating_sub(reached).max(0));
    Some((waiting, last.saturating_sub(begin)))
}

/// Time of a case between neighbouring events of different, known resources, and its whole time.
fn between_desks(log: &EventLog, resource: &[u32], case: usize) -> Option<(i64, i64)> {
    let (first, last) = log.span(case)?;
    let waiting = log
        .case(case)
        .skip(1)
        .filter(|&row| {
            let (before, after) = (resource[row - 1], resource[row]);
            before != MISSING_ID && after != MISSING_ID && before != after
        })
        .map(|row| log.times()[row].saturating_sub(log.times()[row - 1]))
        .sum();
    Some((waiting, last.saturating_sub(first)))
}

fn activity_times(log: &EventLog, intervals: &Intervals) -> Vec<ActivityTimes> {
    #[derive(Clone, Default)]
    struct Raw {
        count: usize,
        sojourn: Vec<i64>,
        waiting: Vec<i64>,
        service: Vec<i64>,
    }
    let mut raw = vec![Raw::default(); log.activities().len()];
    for rows in log.cases() {
        let mut before: Option<i64> = None;
        for row in rows.filter(|&row| intervals.completes[row]) {
            let (at, start) = (log.times()[row], intervals.start[row]);
            let raw = &mut raw[log.activity()[row] as usize];
            raw.count += 1;
            if let Some(before) = before {
                raw.sojourn.push(at.saturating_sub(before));
            }
            if start != MISSING_NUMBER {
                raw.service.push(at.saturating_sub(start).max(0));
                if let Some(before) = before {
                    raw.waiting.push(start.saturating_sub(before).max(0));
                }
            }
            before = Some(at);
        }
    }
    let mut times: Vec<ActivityTimes> = (0..)
        .zip(raw)
        .filter(|(_, raw)| raw.count > 0)
        .map(|(activity, raw)| ActivityTimes {
            activity,
            count: raw.count,
            sojourn: Durations::new(raw.sojourn),
            waiting: Durations::new(raw.waiting),
            service: Durations::new(raw.service),
        })
        .collect();
    let name = |id: u32| log.activities().get(id);
    times.sort_by(|a, b| {
        b.count
            .cmp(&a.count)
            .then_with(|| name(a.activity).cmp(name(b.activity)))
    });
    times
}
