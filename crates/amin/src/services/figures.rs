//! The figures of an event log, as they are stored and shown. Pure: a log and a calendar in, figures out.

use std::collections::BTreeMap;

use eventlog::measure::{self, Durations, TimeOptions, WaitingMethod};
use eventlog::{EventLog, report};
use persian::calendar::Calendar;
use serde::{Deserialize, Serialize};

use super::model::{Promise, TimeUnit};

/// Variants, edges and activities kept in the figures; the rest is counted.
const KEPT: usize = 40;
/// Longest time for which working days are counted, in days; a log of wrong dates must not run for ever.
const LONGEST: i64 = 60 * 366;

/// Calendar of the months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Months {
    /// Solar Hijri months in Iran's time.
    Solar,
    /// Gregorian months in UTC.
    Gregorian,
}

/// All figures of a log. Times in seconds; moments in microseconds UTC.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Cases.
    pub cases: usize,
    /// Events.
    pub events: usize,
    /// Different activities.
    pub activities: usize,
    /// Different sequences of activities.
    pub variants: usize,
    /// Different people or posts.
    pub resources: usize,
    /// First event.
    pub first: Option<i64>,
    /// Last event.
    pub last: Option<i64>,
    /// Durations of the cases: last minus first event.
    pub durations: Spread,
    /// Share of case time spent waiting, 0 to 1.
    pub waiting_share: Option<f64>,
    /// `service-intervals`, `hand-over-gaps` or `unknown`.
    pub waiting_method: String,
    /// Calendar of `months`.
    pub calendar: Months,
    /// Month by month.
    pub months: Vec<Month>,
    /// The most frequent variants.
    pub top_variants: Vec<Variant>,
    /// The most frequent pairs of neighbours.
    pub edges: Vec<Edge>,
    /// How many pairs there are in all.
    pub edge_count: usize,
    /// The most frequent activities.
    pub top_activities: Vec<Activity>,
    /// Events at midnight exactly: a log of days cannot tell hours.
    pub midnight_events: u64,
}

/// Statistics of durations, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// How many.
    pub count: usize,
    /// Mean.
    pub mean: Option<f64>,
    /// Median.
    pub p50: Option<f64>,
    /// 80 % are not longer.
    pub p80: Option<f64>,
    /// 95 % are not longer.
    pub p95: Option<f64>,
    /// Distance between the quartiles.
    pub spread: Option<f64>,
}

impl Spread {
    fn of(durations: &Durations) -> Self {
        Self {
            count: durations.count(),
            mean: durations.mean(),
            p50: durations.median(),
            p80: durations.quantile(0.8),
            p95: durations.quantile(0.95),
            spread: durations.interquartile_range(),
        }
    }
}

/// One month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Month {
    /// Year in the calendar.
    pub year: i64,
    /// Month, 1 to 12.
    pub month: u8,
    /// Cases begun.
    pub started: usize,
    /// Cases ended.
    pub closed: usize,
    /// Median duration of the ended ones.
    pub median: Option<f64>,
}

/// One variant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    /// Activities in order.
    pub activities: Vec<String>,
    /// Cases.
    pub count: usize,
}

/// How often one activity comes right after another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edge {
    /// The first.
    pub from: String,
    /// The second.
    pub to: String,
    /// How often.
    pub count: usize,
    /// Median time between them.
    pub median: f64,
}

/// One activity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Activity {
    /// Name.
    pub name: String,
    /// Completions.
    pub count: usize,
    /// Median time since the completion before it.
    pub median: Option<f64>,
}

/// How many cases took how long, in whole hours, days and working days: (time, cases), rising. It answers for any promise, also
/// for one that is changed after the import, exactly how many cases kept it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elapsed {
    /// Hours, rounded up.
    pub hours: Vec<(i64, i64)>,
    /// Days of 24 hours, rounded up.
    pub days: Vec<(i64, i64)>,
    /// Working days after the first day up to and with the last.
    pub working_days: Vec<(i64, i64)>,
}

impl Elapsed {
    /// The counts in a unit.
    pub fn of(&self, unit: TimeUnit) -> &[(i64, i64)] {
        match unit {
            TimeUnit::Hour => &self.hours,
            TimeUnit::Day => &self.days,
            TimeUnit::WorkingDay => &self.working_days,
        }
    }

    /// Cases that took no longer than promised, and all cases.
    pub fn within(&self, promise: Promise) -> (i64, i64) {
        let counts = self.of(promise.unit);
        let all = counts.iter().map(|(_, n)| n).sum();
        let kept = counts
            .iter()
            .filter(|(time, _)| *time <= promise.value)
            .map(|(_, n)| n)
            .sum();
        (kept, all)
    }

    /// The shortest whole time within which a share (0 to 1) of the cases ended; none without cases.
    pub fn quantile(&self, unit: TimeUnit, share: f64) -> Option<i64> {
        let counts = self.of(unit);
        let all: i64 = counts.iter().map(|(_, n)| n).sum();
        let mut seen = 0;
        counts.iter().find_map(|(time, n)| {
            seen += n;
            (seen as f64 >= share * all as f64).then_some(*time)
        })
    }
}

/// Measures a log. `calendar` says which days are working days.
pub fn measure(log: &EventLog, months: Months, calendar: &Calendar) -> (Figures, Elapsed) {
    let summary = measure::summary(log);
    let times = measure::times(log, TimeOptions::default());
    let month_of: &dyn Fn(i64) -> (i64, u8) = match months {
        Months::Solar => &|at| {
            let date = persian::date::tehran_date(at);
            (i64::from(date.year()), date.month())
        },
        Months::Gregorian => &measure::gregorian_month,
    };
    let series = measure::months(log, month_of, None)
        .iter()
        .map(|row| Month {
            year: row.month.0,
            month: row.month.1,
            started: row.started,
            closed: row.closed,
            median: row.durations.median(),
        })
        .collect();
    let dfg = report::dfg(log);
    let variants = measure::variants(log);
    let name = |id: u32| log.activities().get(id).to_owned();
    let figures = Figures {
        cases: summary.cases,
        events: summary.events,
        activities: summary.activities,
        variants: summary.variants,
        resources: summary.resources,
        first: summary.span.map(|(first, _)| first),
        last: summary.span.map(|(_, last)| last),
        durations: Spread::of(&times.cases.durations),
        waiting_share: times.cases.waiting_share,
        waiting_method: match times.cases.waiting_method {
            WaitingMethod::ServiceIntervals => "service-intervals",
            WaitingMethod::HandOverGaps => "hand-over-gaps",
            WaitingMethod::Unknown => "unknown",
        }
        .to_owned(),
        calendar: months,
        months: series,
        top_variants: variants
            .iter()
            .take(KEPT)
            .map(|variant| Variant {
                activities: variant.activities.iter().map(|id| name(*id)).collect(),
                count: variant.count,
            })
            .collect(),
        edge_count: dfg.edges.len(),
        edges: dfg
            .edges
            .iter()
            .take(KEPT)
            .map(|edge| Edge {
                from: edge.from.to_owned(),
                to: edge.to.to_owned(),
                count: edge.count,
                median: edge.median_seconds,
            })
            .collect(),
        top_activities: times
            .activities
            .iter()
            .take(KEPT)
            .map(|activity| Activity {
                name: name(activity.activity),
                count: activity.count,
                median: activity.sojourn.median(),
            })
            .collect(),
        midnight_events: log.midnight_events(),
    };
    (figures, elapsed(log, calendar))
}

fn elapsed(log: &EventLog, calendar: &Calendar) -> Elapsed {
    const HOUR: i64 = 3_600_000_000;
    let spans: Vec<(i64, i64)> = (0..log.case_count())
        .filter_map(|case| log.span(case))
        .collect();
    let tally = |size: i64| {
        let mut counts: BTreeMap<i64, i64> = BTreeMap::new();
        for (first, last) in &spans {
            let length = last.saturating_sub(*first);
            *counts
                .entry(length / size + i64::from(length % size > 0))
                .or_default() += 1;
        }
        counts.into_iter().collect()
    };
    Elapsed {
        hours: tally(HOUR),
        days: tally(24 * HOUR),
        working_days: working_days(&spans, calendar),
    }
}

/// Working days of each case. Days are counted once for the whole span of the log and not once for each case.
fn working_days(spans: &[(i64, i64)], calendar: &Calendar) -> Vec<(i64, i64)> {
    let (Some(first), Some(last)) = (
        spans.iter().map(|s| s.0).min(),
        spans.iter().map(|s| s.1).max(),
    ) else {
        return Vec::new();
    };
    if last.saturating_sub(first) / 86_400_000_000 > LONGEST {
        return Vec::new();
    }
    let (mut day, end) = (
        persian::date::tehran_date(first),
        persian::date::tehran_date(last),
    );
    let mut so_far: BTreeMap<persian::Date, i64> = BTreeMap::from([(day, 0)]);
    let mut count = 0;
    while day < end {
        let Some(next) = day.next_day() else { break };
        day = next;
        count += i64::from(calendar.is_working_day(day));
        so_far.insert(day, count);
    }
    let at = |moment: i64| {
        so_far
            .get(&persian::date::tehran_date(moment))
            .copied()
            .unwrap_or(count)
    };
    let mut counts: BTreeMap<i64, i64> = BTreeMap::new();
    for (first, last) in spans {
        *counts.entry(at(*last) - at(*first)).or_default() += 1;
    }
    counts.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use persian::calendar::{FRIDAY, official_holidays};

    use super::*;

    #[test]
    fn a_promise_is_kept_by_the_cases_that_were_not_longer() {
        // Saturday 1405/9/7: A ends after exactly a day, B on Saturday a week later, with one Friday between.
        let csv = "case,activity,timestamp\nA,in,2026-11-28 08:00\nA,out,2026-11-29 08:00\nB,in,2026-11-28 08:00\nB,out,2026-12-05 08:01\n";
        let import = eventlog::read_csv(
            csv.as_bytes(),
            &eventlog::read::Mapping::default(),
            eventlog::Options::default(),
        )
        .unwrap();
        let calendar = Calendar::new(FRIDAY, official_holidays()).unwrap();
        let (figures, elapsed) = measure(&import.log, Months::Solar, &calendar);
        assert_eq!((figures.cases, figures.events, figures.variants), (2, 4, 1));
        assert_eq!(elapsed.days, [(1, 1), (8, 1)]);
        assert_eq!(elapsed.hours, [(24, 1), (169, 1)]);
        assert_eq!(elapsed.working_days, [(1, 1), (6, 1)]);
        assert_eq!(
            elapsed.within(Promise {
                value: 7,
                unit: TimeUnit::Day
            }),
            (1, 2)
        );
        assert_eq!(
            elapsed.within(Promise {
                value: 6,
                unit: TimeUnit::WorkingDay
            }),
            (2, 2)
        );
        assert_eq!(elapsed.quantile(TimeUnit::Day, 0.5), Some(1));
        assert_eq!(elapsed.quantile(TimeUnit::Day, 0.8), Some(8));
        let stored: Figures =
            serde_json::from_str(&serde_json::to_string(&figures).unwrap()).unwrap();
        assert_eq!(stored, figures);
    }
}
