//! How long each step takes, what is done again, and how often the citizen must come. For who may read findings of the unit.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::response::Response;
use charts::{Chart, MeasuredTime, Options, RangeWords, measured_times};
use eventlog::EventLog;
use eventlog::measure::{
    ActivityTimes, StepTrend, TimeOptions, TrendOptions, WaitingMethod, longest_loops, repeats,
    sojourn_trends, times, visits,
};

use super::cases::{address, name as case_name};
use super::{direction, open_staff, span_words};
use crate::insight::course::Which;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, Crumb, NavItem, Page, refusal, render};
use crate::platform::query::fields;
use crate::platform::texts::Texts;
use crate::services::view::percent;

/// Steps in the picture; all are in the table.
const DRAWN: usize = 14;
/// Longest loops that are named.
const LOOPS: usize = 8;
/// A slope whose p is above it is no trend.
const TREND_P: f64 = 0.05;
/// Days a month, for a slope.
const DAY: f64 = 86_400.0;

/// A step in the table.
struct Step {
    name: String,
    count: String,
    median: String,
    p80: String,
    p95: String,
    spread: String,
    waiting: String,
    trend: String,
}

/// A step that cases repeat.
struct Again {
    name: String,
    href: String,
    cases: String,
    share: String,
    extra: String,
    most: String,
    most_href: String,
}

/// A way from a step back to it.
struct Round {
    case: String,
    href: String,
    step: String,
    took: String,
}

/// Cases with so many visits.
struct Visit {
    days: String,
    cases: String,
    share: String,
}

/// What is computed from the log.
struct Measured {
    waiting: String,
    chart: Chart,
    steps: Vec<Step>,
    again: Vec<Again>,
    rounds: Vec<Round>,
    visits: Vec<Visit>,
    visits_mean: String,
}

#[derive(Template)]
#[template(path = "insight/times.html")]
struct TimesPage {
    page: Page,
    crumbs: Vec<Crumb>,
    tabs: Vec<NavItem>,
    here: String,
    activities: Vec<Choice>,
    asked: bool,
    found: Measured,
}

/// The page.
pub async fn page(
    ctx: Ctx,
    Path((_, code)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    match gather(&ctx, &code, &query.unwrap_or_default()).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

async fn gather(ctx: &Ctx, code: &str, query: &str) -> Result<TimesPage, ActError> {
    let opened = open_staff(ctx, code).await?;
    let chosen: Vec<String> = fields(query.as_bytes())
        .into_iter()
        .filter(|(name, _)| name == "visit")
        .map(|(_, value)| value)
        .collect();
    let t = ctx.page.t;
    let process = ctx.at(&format!("/services/{code}/process"));
    let (log, wanted) = (opened.log.clone(), chosen.clone());
    let found = tokio::task::spawn_blocking(move || measure(&t, &log, &process, &wanted))
        .await
        .map_err(|_| store::Error::Panicked)?;
    Ok(TimesPage {
        crumbs: opened.crumbs(ctx),
        tabs: opened.tabs(ctx, "times"),
        here: ctx.at(&format!("/services/{code}/times")),
        activities: crate::insight::columns::activities(&opened.log)
            .into_iter()
            .map(|name| Choice {
                chosen: chosen.contains(&name),
                value: name.clone(),
                label: name,
                hint: String::new(),
            })
            .collect(),
        asked: !chosen.is_empty(),
        found,
        page: ctx.page.clone(),
    })
}

fn count(t: &Texts, n: usize) -> String {
    t.lang.integer(i64::try_from(n).unwrap_or(i64::MAX))
}

/// Year and month of a moment in Iran.
pub fn solar_month(at: i64) -> (i64, u8) {
    let date = persian::tehran_date(at);
    (i64::from(date.year()), date.month())
}

fn measure(t: &Texts, log: &EventLog, process: &str, wanted: &[String]) -> Measured {
    let all = times(log, TimeOptions::default());
    let trends = sojourn_trends(log, &solar_month, TrendOptions::default());
    let is_visit: Vec<bool> = log
        .activities()
        .iter()
        .map(|name| wanted.iter().any(|known| known == name))
        .collect();
    let (visits, visits_mean) = visit_lines(t, log, &is_visit);
    Measured {
        waiting: match (all.cases.waiting_share, all.cases.waiting_method) {
            (Some(share), WaitingMethod::ServiceIntervals) => {
                t.insight_times_waiting_known(percent(t, share))
            }
            (Some(share), _) => t.insight_times_waiting_guess(percent(t, share)),
            (None, _) => t.insight_times_waiting_unknown().to_owned(),
        },
        chart: chart(t, log, &all.activities),
        steps: all
            .activities
            .iter()
            .map(|step| {
                let trend = trends.iter().find(|trend| trend.activity == step.activity);
                step_line(t, log, step, trend)
            })
            .collect(),
        again: again(t, log, process),
        rounds: longest_loops(log, LOOPS)
            .into_iter()
            .map(|found| {
                let case = case_name(log, found.case);
                Round {
                    href: case_address(process, &case),
                    case,
                    step: log.activities().get(found.activity).to_owned(),
                    took: span_words(t, found.micros as f64 / 1e6),
                }
            })
            .collect(),
        visits,
        visits_mean,
    }
}

fn case_address(process: &str, case: &str) -> String {
    let query = serde_urlencoded::to_string([("id", case)]).unwrap_or_default();
    format!("{process}/case?{query}")
}

fn step_line(t: &Texts, log: &EventLog, step: &ActivityTimes, trend: Option<&StepTrend>) -> Step {
    let time = |seconds: Option<f64>| {
        seconds.map_or_else(|| t.services_unknown().to_owned(), |s| span_words(t, s))
    };
    let trend = match trend.and_then(|of| of.trend) {
        None => t.insight_times_trend_unknown().to_owned(),
        Some(found) if found.p >= TREND_P => t.insight_times_trend_none().to_owned(),
        Some(found) if found.slope > 0.0 => {
            t.insight_times_trend_longer(t.lang.decimal(found.slope / DAY, 2))
        }
        Some(found) => t.insight_times_trend_shorter(t.lang.decimal(-found.slope / DAY, 2)),
    };
    Step {
        name: log.activities().get(step.activity).to_owned(),
        count: count(t, step.count),
        median: time(step.sojourn.median()),
        p80: time(step.sojourn.quantile(0.8)),
        p95: time(step.sojourn.quantile(0.95)),
        spread: time(step.sojourn.interquartile_range()),
        waiting: time(step.waiting.median()),
        trend,
    }
}

fn chart(t: &Texts, log: &EventLog, steps: &[ActivityTimes]) -> Chart {
    let mut rows: Vec<(f64, MeasuredTime)> = steps
        .iter()
        .filter_map(|step| {
            let of = |share| step.sojourn.quantile(share).map(|s| s / DAY);
            let quantiles = [of(0.5)?, of(0.8)?, of(0.95)?];
            Some((
                step.sojourn.total(),
                MeasuredTime {
                    label: log.activities().get(step.activity).to_owned(),
                    quantiles: Some(quantiles),
                    promised: None,
                },
            ))
        })
        .collect();
    // The steps that take most of the time of all cases together.
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    rows.truncate(DRAWN);
    let rows: Vec<MeasuredTime> = rows.into_iter().map(|(_, row)| row).collect();
    let number = |n: f64| {
        t.lang
            .decimal(n, usize::from(n.abs() < 10.0 && n.fract() != 0.0))
    };
    let words = RangeWords {
        p50: t.insight_times_p50(),
        p80: t.insight_change_p80(),
        p95: t.insight_change_p95(),
        promised: t.insight_times_promised(),
        span: t.services_range_span(),
        late: t.insight_times_beyond(),
    };
    let described = t.insight_times_described(count(t, rows.len()));
    let options = Options {
        description: &described,
        category: t.services_activity(),
        unit: t.insight_forest_days(),
        no_data: t.insight_times_nothing(),
        ..Options::new("times", t.insight_times_chart(), direction(t), &number)
    };
    measured_times(&rows, &words, &options)
}

fn again(t: &Texts, log: &EventLog, process: &str) -> Vec<Again> {
    repeats(log)
        .into_iter()
        .map(|found| {
            let name = log.activities().get(found.activity).to_owned();
            Again {
                href: address(process, &Which::Activity(name.clone())),
                name,
                cases: count(t, found.repeating),
                share: percent(t, found.repeating as f64 / found.cases.max(1) as f64),
                extra: count(t, found.extra),
                most: count(t, found.most),
                most_href: case_address(process, &case_name(log, found.most_case)),
            }
        })
        .collect()
}

fn visit_lines(t: &Texts, log: &EventLog, is_visit: &[bool]) -> (Vec<Visit>, String) {
    let day = |at: i64| persian::tehran_date(at).day_number();
    let found = visits(log, is_visit, &day);
    let all = log.case_count().max(1) as f64;
    let lines = found
        .by_days
        .iter()
        .map(|(days, cases)| Visit {
            days: count(t, *days),
            cases: count(t, *cases),
            share: percent(t, *cases as f64 / all),
        })
        .collect();
    let mean = found.mean_days().map_or_else(String::new, |mean| {
        t.insight_visits_mean(t.lang.decimal(mean, 2))
    });
    (lines, mean)
}
