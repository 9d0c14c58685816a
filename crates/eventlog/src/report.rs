//! What the commands print with `--json`: the shapes are a contract and documented in the program's API pages.

use serde::Serialize;

use crate::log::EventLog;
use crate::measure::{self, Durations, Month, TimeOptions, Times, TrendOptions, WaitingMethod};
use crate::timestamp::to_rfc3339;

/// `process summary`.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// Cases.
    pub cases: usize,
    /// Events.
    pub events: usize,
    /// Different activities.
    pub activities: usize,
    /// Different sequences of activities.
    pub variants: usize,
    /// Different resources; 0 when the log names none.
    pub resources: usize,
    /// Earliest event, RFC 3339 in UTC; null for a log without events.
    pub first: Option<String>,
    /// Latest event.
    pub last: Option<String>,
    /// Durations of cases, last minus first event.
    pub duration_seconds: SummaryDurations,
}

/// The durations of a summary, in seconds; null for a log without events.
#[derive(Clone, Debug, Serialize)]
pub struct SummaryDurations {
    /// Median.
    pub median: Option<f64>,
    /// Mean.
    pub mean: Option<f64>,
    /// The time within which 80 % of cases end.
    pub p80: Option<f64>,
    /// The time within which 95 % of cases end.
    pub p95: Option<f64>,
}

/// `process dfg`.
#[derive(Clone, Debug, Serialize)]
pub struct Dfg<'a> {
    /// Edges, the most frequent first.
    pub edges: Vec<Edge<'a>>,
    /// Activities that cases start with.
    pub start_activities: Vec<Count<'a>>,
    /// Activities that cases end with.
    pub end_activities: Vec<Count<'a>>,
}

/// One edge of a directly-follows graph.
#[derive(Clone, Debug, Serialize)]
pub struct Edge<'a> {
    /// The earlier activity.
    pub from: &'a str,
    /// The later activity.
    pub to: &'a str,
    /// How often.
    pub count: usize,
    /// Median time between the two, in seconds.
    pub median_seconds: f64,
}

/// An activity and how many.
#[derive(Clone, Debug, Serialize)]
pub struct Count<'a> {
    /// The activity.
    pub activity: &'a str,
    /// How many cases.
    pub count: usize,
}

/// `process variants`.
#[derive(Clone, Debug, Serialize)]
pub struct Variants<'a> {
    /// Variants, the most frequent first.
    pub variants: Vec<Variant<'a>>,
}

/// One sequence of activities.
#[derive(Clone, Debug, Serialize)]
pub struct Variant<'a> {
    /// The activities in order.
    pub activities: Vec<&'a str>,
    /// How many cases follow it.
    pub count: usize,
}

/// `process times`.
#[derive(Clone, Debug, Serialize)]
pub struct TimesReport<'a> {
    /// Closed cases and how long they took.
    pub cases: Spread,
    /// Waiting.
    pub waiting: Waiting,
    /// Activities, the most frequent first.
    pub activities: Vec<Activity<'a>>,
    /// Month by month.
    pub months: Vec<MonthRow>,
    /// Sojourn of each activity month by month, those without enough months left out; the caller fills it in with [`trends`].
    pub trends: Vec<TrendRow<'a>>,
}

/// Sojourn of one activity month by month.
#[derive(Clone, Debug, Serialize)]
pub struct TrendRow<'a> {
    /// The activity.
    pub activity: &'a str,
    /// Median of the slopes between all pairs of months (Theil–Sen), in seconds per month.
    pub slope_seconds_per_month: f64,
    /// Two-sided p of the Mann–Kendall test.
    pub p: f64,
    /// Whether p is exact.
    pub exact: bool,
    /// Months with five completions or more.
    pub months: Vec<TrendMonth>,
}

/// Sojourn of one activity in one month.
#[derive(Clone, Debug, Serialize)]
pub struct TrendMonth {
    /// `YYYY-MM` in the calendar asked for.
    pub month: String,
    /// Completions with one before them in their case.
    pub count: usize,
    /// Median, in seconds.
    pub median_seconds: Option<f64>,
}

/// Statistics of durations, in seconds; all null when the count is 0.
#[derive(Clone, Debug, Serialize)]
pub struct Spread {
    /// How many durations.
    pub count: usize,
    /// Mean.
    pub mean_seconds: Option<f64>,
    /// Median.
    pub p50_seconds: Option<f64>,
    /// 80 % are not longer.
    pub p80_seconds: Option<f64>,
    /// 95 % are not longer.
    pub p95_seconds: Option<f64>,
    /// Spread: distance between the quartiles.
    pub iqr_seconds: Option<f64>,
}

/// Share of case time spent waiting.
#[derive(Clone, Debug, Serialize)]
pub struct Waiting {
    /// 0 to 1; null if the log does not tell.
    pub share: Option<f64>,
    /// `service_intervals` (measured), `hand_over_gaps` (an indication) or `unknown`; see [`WaitingMethod`].
    pub method: &'static str,
}

/// Times of one activity.
#[derive(Clone, Debug, Serialize)]
pub struct Activity<'a> {
    /// The activity.
    pub activity: &'a str,
    /// How often it was completed.
    pub count: usize,
    /// From the completion before it to its own.
    pub sojourn: Spread,
    /// From the completion before it to its beginning; null where the log does not say when work began.
    pub waiting: Option<Spread>,
    /// From its beginning to its completion; null likewise.
    pub service: Option<Spread>,
}

/// One month.
#[derive(Clone, Debug, Serialize)]
pub struct MonthRow {
    /// `YYYY-MM` in the calendar asked for.
    pub month: String,
    /// Cases begun.
    pub started: usize,
    /// Cases ended.
    pub closed: usize,
    /// Median duration of the ended ones, in seconds; null if none ended.
    pub median_seconds: Option<f64>,
}

/// The summary of a log.
pub fn summary(log: &EventLog) -> Summary {
    let summary = measure::summary(log);
    let durations = &summary.durations;
    Summary {
        cases: summary.cases,
        events: summary.events,
        activities: summary.activities,
        variants: summary.variants,
        resources: summary.resources,
        first: summary.span.map(|(first, _)| to_rfc3339(first)),
        last: summary.span.map(|(_, last)| to_rfc3339(last)),
        duration_seconds: SummaryDurations {
            median: durations.median(),
            mean: durations.mean(),
            p80: durations.quantile(0.8),
            p95: durations.quantile(0.95),
        },
    }
}

/// The directly-follows graph of a log.
pub fn dfg(log: &EventLog) -> Dfg<'_> {
    let dfg = measure::dfg(log);
    let name = |id: u32| log.activities().get(id);
    let counts = |tally: &[(u32, usize)]| {
        tally
            .iter()
            .map(|&(id, count)| Count {
                activity: name(id),
                count,
            })
            .collect()
    };
    Dfg {
        edges: dfg
            .edges
            .iter()
            .map(|edge| Edge {
                from: name(edge.from),
                to: name(edge.to),
                count: edge.count,
                median_seconds: edge.median_seconds,
            })
            .collect(),
        start_activities: counts(&dfg.start),
        end_activities: counts(&dfg.end),
    }
}

/// The variants of a log.
pub fn variants(log: &EventLog) -> Variants<'_> {
    let name = |&id: &u32| log.activities().get(id);
    let variants = measure::variants(log)
        .iter()
        .map(|variant| Variant {
            activities: variant.activities.iter().map(name).collect(),
            count: variant.count,
        })
        .collect();
    Variants { variants }
}

/// The times of a log, with all cases counted as closed and Gregorian months in UTC.
pub fn times(log: &EventLog) -> TimesReport<'_> {
    let times = measure::times(log, TimeOptions::default());
    let months = measure::months(log, &measure::gregorian_month, None);
    let mut report = times_of(log, &times, &months);
    report.trends = trends(log, &measure::gregorian_month);
    report
}

/// The same from measurements that the caller made with its own options and calendar.
pub fn times_of<'a>(log: &'a EventLog, times: &Times, months: &[Month]) -> TimesReport<'a> {
    let known = |durations: &Durations| (durations.count() > 0).then(|| spread(durations));
    TimesReport {
        cases: spread(&times.cases.durations),
        waiting: Waiting {
            share: times.cases.waiting_share,
            method: match times.cases.waiting_method {
                WaitingMethod::ServiceIntervals => "service_intervals",
                WaitingMethod::HandOverGaps => "hand_over_gaps",
                WaitingMethod::Unknown => "unknown",
            },
        },
        activities: times
            .activities
            .iter()
            .map(|activity| Activity {
                activity: log.activities().get(activity.activity),
                count: activity.count,
                sojourn: spread(&activity.sojourn),
                waiting: known(&activity.waiting),
                service: known(&activity.service),
            })
            .collect(),
        months: months
            .iter()
            .map(|row| MonthRow {
                month: format!("{:04}-{:02}", row.month.0, row.month.1),
                started: row.started,
                closed: row.closed,
                median_seconds: row.durations.median(),
            })
            .collect(),
        trends: Vec::new(),
    }
}

/// How the sojourn of each activity changes from month to month, the surest trend first.
pub fn trends<'a>(log: &'a EventLog, month_of: &dyn Fn(i64) -> (i64, u8)) -> Vec<TrendRow<'a>> {
    let mut rows: Vec<TrendRow<'_>> =
        measure::sojourn_trends(log, month_of, TrendOptions::default())
            .into_iter()
            .filter_map(|step| {
                let trend = step.trend?;
                let months = step.months.iter().map(|(month, sojourns)| TrendMonth {
                    month: format!("{:04}-{:02}", month.0, month.1),
                    count: sojourns.count(),
                    median_seconds: sojourns.median(),
                });
                Some(TrendRow {
                    activity: log.activities().get(step.activity),
                    slope_seconds_per_month: trend.slope,
                    p: trend.p,
                    exact: trend.exact,
                    months: months.collect(),
                })
            })
            .collect();
    rows.sort_by(|a, b| {
        let names = || a.activity.cmp(b.activity);
        a.p.total_cmp(&b.p).then_with(names)
    });
    rows
}

/// Statistics of durations as answers show them.
pub fn spread(durations: &Durations) -> Spread {
    Spread {
        count: durations.count(),
        mean_seconds: durations.mean(),
        p50_seconds: durations.median(),
        p80_seconds: durations.quantile(0.8),
        p95_seconds: durations.quantile(0.95),
        iqr_seconds: durations.interquartile_range(),
    }
}
