//! Two municipalities, or two offices, side by side on one procedure: the same figures of two event logs, with differences that survive
//! correction for many comparisons, in neutral words.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use charts::{Chart, Effect};
use eventlog::EventLog;
use eventlog::measure;
use fairness::durations::restricted_difference;
use fairness::multiple::benjamini_hochberg;
use fairness::outcomes::{Table, pooled};
use fairness::verdict::{Verdict, equivalence, verdict};
use serde::Deserialize;

use super::process::small_map;
use super::{Forest, Opened, forest_of_differences, open};
use crate::insight::columns::ended;
use crate::insight::limits::{Limits, limits};
use crate::insight::pages::treatment::{p_value, verdict_word};
use crate::platform::context::Ctx;
use crate::platform::errors::{ActError, refused};
use crate::platform::page::{Choice, Page, refusal, render};
use crate::platform::texts::Texts;
use crate::services::store::measured_services;
use crate::services::view::{SMALLEST_GROUP, days, pick};

/// Activities in the picture of differences; the table has more.
const MOST_EFFECTS: usize = 16;

/// One activity in two logs.
#[derive(Debug, Clone, PartialEq)]
pub struct ActivityDifference {
    /// Its name.
    pub activity: String,
    /// Cases of the first and of the second log in which it is recorded.
    pub cases: [usize; 2],
    /// Share of the second less share of the first, with its interval.
    pub difference: (f64, f64, f64),
    /// P-value over all activities.
    pub q: f64,
    /// What may be said.
    pub verdict: Verdict,
}

/// Two logs.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Cases.
    pub cases: [usize; 2],
    /// Events.
    pub events: [usize; 2],
    /// Different activities, and those of both.
    pub activities: [usize; 2],
    /// Activities that both logs have.
    pub common: usize,
    /// Variants.
    pub variants: [usize; 2],
    /// Median, P80, P95 of durations in seconds.
    pub durations: [[Option<f64>; 3]; 2],
    /// Mean events of a case.
    pub steps: [f64; 2],
    /// Restricted mean duration of the second less that of the first in days, with its interval, and what may be said; none with too
    /// few cases.
    pub days: Option<((f64, f64, f64), Verdict)>,
    /// Activities of either log, those that differ most first.
    pub rows: Vec<ActivityDifference>,
}

/// Compares two logs. Activities are the same where their names are; cases without any of the activities that end one (`ends`, of each log)
/// are open.
pub fn compare(a: &EventLog, b: &EventLog, limits: &Limits, ends: [&[String]; 2]) -> Comparison {
    let logs = [a, b];
    let summaries = logs.map(measure::summary);
    let (mut groups, mut days, mut closed) = (Vec::new(), Vec::new(), Vec::new());
    for (side, (log, ends)) in (0_u32..).zip(logs.into_iter().zip(ends)) {
        let known = ended(log, ends);
        let last = log.times().iter().copied().max().unwrap_or(0);
        for case in 0..log.case_count() {
            let Some((from, to)) = log.span(case) else {
                continue;
            };
            let done = known.as_ref().is_none_or(|known| known[case]);
            groups.push(side);
            days.push(((if done { to } else { last }) - from).max(0) as f64 / 86_400e6);
            closed.push(done);
        }
    }
    let enough = summaries.iter().all(|s| s.cases as u64 >= limits.least);
    let difference = enough
        .then(|| restricted_difference(&groups, &vec![0; days.len()], &days, &closed, 1, 0))
        .flatten();
    let cases = [summaries[0].cases, summaries[1].cases];
    let mut rows = rows(logs, cases, enough, limits);
    let common = rows
        .iter()
        .filter(|row| row.cases.iter().all(|n| *n > 0))
        .count();
    rows.sort_by(|x, y| {
        let order = |v: Verdict| u8::from(v != Verdict::Differs);
        (order(x.verdict).cmp(&order(y.verdict)))
            .then(y.difference.0.abs().total_cmp(&x.difference.0.abs()))
            .then(x.activity.cmp(&y.activity))
    });
    Comparison {
        cases: [summaries[0].cases, summaries[1].cases],
        events: [summaries[0].events, summaries[1].events],
        activities: [summaries[0].activities, summaries[1].activities],
        common,
        variants: [summaries[0].variants, summaries[1].variants],
        durations: [0, 1].map(|side: usize| {
            let d = &summaries[side].durations;
            [d.median(), d.quantile(0.8), d.quantile(0.95)]
        }),
        steps: [0, 1]
            .map(|side: usize| summaries[side].events as f64 / summaries[side].cases.max(1) as f64),
        days: difference.map(|d| {
            let equivalent = equivalence(d.difference, d.error, limits.days);
            (
                (d.difference, d.interval.0, d.interval.1),
                verdict(d.p, equivalent, true, limits.level),
            )
        }),
        rows,
    }
}

fn rows(
    logs: [&EventLog; 2],
    cases: [usize; 2],
    enough: bool,
    limits: &Limits,
) -> Vec<ActivityDifference> {
    let counted = logs.map(cases_with);
    let mut names: Vec<&str> = logs
        .iter()
        .flat_map(|log| log.activities().iter())
        .collect();
    names.sort_unstable();
    names.dedup();
    let of = |side: usize, name: &str| {
        logs[side]
            .activities()
            .iter()
            .position(|known| known == name)
            .map_or(0, |place| counted[side][place])
    };
    let tables: Vec<Table> = names
        .iter()
        .map(|name| {
            let (first, second) = (of(0, name), of(1, name));
            Table {
                a: second as u64,
                b: (cases[1] - second) as u64,
                c: first as u64,
                d: (cases[0] - first) as u64,
            }
        })
        .collect();
    let tests: Vec<_> = tables.iter().map(|table| pooled(&[*table])).collect();
    let q = benjamini_hochberg(&tests.iter().map(|test| test.p).collect::<Vec<_>>());
    names
        .into_iter()
        .zip(tables)
        .zip(tests.into_iter().zip(q))
        .map(|((name, table), (test, q))| {
            let rd = test.risk_difference.unwrap_or(0.0);
            let (low, high) = test.risk_difference_interval.unwrap_or((rd, rd));
            let equivalent = equivalence(
                rd,
                table.cautious_error().max(test.risk_difference_error),
                limits.share,
            );
            let number = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
            ActivityDifference {
                activity: name.to_owned(),
                cases: [number(table.c), number(table.a)],
                difference: (rd, low, high),
                q,
                verdict: verdict(q, equivalent, enough, limits.level),
            }
        })
        .collect()
}

/// In how many cases each activity is recorded.
fn cases_with(log: &EventLog) -> Vec<usize> {
    let mut counts = vec![0; log.activities().len()];
    let mut last = vec![usize::MAX; log.activities().len()];
    for (case, rows) in log.cases().enumerate() {
        for activity in &log.activity()[rows] {
            let place = *activity as usize;
            if last[place] != case {
                last[place] = case;
                counts[place] += 1;
            }
        }
    }
    counts
}

/// What an address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    a: String,
    b: String,
}

#[derive(Template)]
#[template(path = "insight/compare.html")]
struct Compare {
    page: Page,
    first: Vec<Choice>,
    second: Vec<Choice>,
    names: Option<[String; 2]>,
    figures: Vec<[String; 3]>,
    sentence: String,
    verdict: &'static str,
    badge: &'static str,
    rows: Vec<ActivityLine>,
    note: String,
    forest: Option<Chart>,
    maps: Vec<Chart>,
}

struct ActivityLine {
    name: String,
    first: String,
    second: String,
    difference: String,
    interval: String,
    q: String,
    verdict: &'static str,
    badge: &'static str,
}

/// The page.
pub async fn page(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    match gather(&ctx, &asked).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

async fn gather(ctx: &Ctx, asked: &Asked) -> Result<Compare, ActError> {
    let t = &ctx.page.t;
    let mut conn = ctx.read().await?;
    let services = measured_services(&mut conn, ctx.organisation()).await?;
    drop(conn);
    let choices = |chosen: &str| -> Vec<Choice> {
        services
            .iter()
            .map(|line| Choice::new(&line.code, pick(t.lang, &line.name, &line.name_en), chosen))
            .collect()
    };
    let mut page = Compare {
        first: choices(&asked.a),
        second: choices(&asked.b),
        names: None,
        figures: Vec::new(),
        sentence: String::new(),
        verdict: "",
        badge: "",
        rows: Vec::new(),
        note: String::new(),
        forest: None,
        maps: Vec::new(),
        page: ctx.page.clone(),
    };
    if asked.a.is_empty() || asked.b.is_empty() {
        return Ok(page);
    }
    if asked.a == asked.b {
        return Err(refused(|t| t.insight_compare_same().to_owned()));
    }
    let (a, b) = (
        open(ctx, &asked.a, "changes").await?,
        open(ctx, &asked.b, "changes").await?,
    );
    let staff = a.staff && b.staff;
    let terms = limits(&mut ctx.read().await?, ctx.organisation()).await?;
    let (first, second, set) = (a.log.clone(), b.log.clone(), terms.clone());
    let ends = [a.ends(), b.ends()];
    let work =
        tokio::task::spawn_blocking(move || compare(&first, &second, &set, [&ends[0], &ends[1]]));
    let compared = work.await.map_err(|_| store::Error::Panicked)?;
    fill(t, &mut page, &compared, &terms, &a, &b, staff);
    page.forest = forest_of(t, &compared, &a.name, staff);
    if [&a, &b]
        .iter()
        .all(|one| one.staff || one.is_shown("process"))
    {
        page.maps = draw_maps(ctx, &a, &b, staff).await?;
    }
    Ok(page)
}

/// The map of each log.
async fn draw_maps(ctx: &Ctx, a: &Opened, b: &Opened, staff: bool) -> Result<Vec<Chart>, ActError> {
    let t = ctx.page.t;
    let least = if staff { 1 } else { SMALLEST_GROUP };
    let sides = [("map-a", a), ("map-b", b)].map(|(id, one)| {
        let base = if staff {
            ctx.at(&format!("/services/{}/process", one.service.code))
        } else {
            String::new()
        };
        (id, one.name.clone(), one.log.clone(), base)
    });
    let work = tokio::task::spawn_blocking(move || {
        sides
            .iter()
            .map(|(id, name, log, base)| small_map(&t, log, (id, name.as_str()), least, base))
            .collect::<Vec<Chart>>()
    });
    Ok(work.await.map_err(|_| store::Error::Panicked)?)
}

/// The differences of the shares in which each activity is recorded, those that differ first.
fn forest_of(t: &Texts, compared: &Comparison, reference: &str, staff: bool) -> Option<Chart> {
    let rows: Vec<Effect> = compared
        .rows
        .iter()
        .filter(|row| seen(row, staff))
        .take(MOST_EFFECTS)
        .map(|row| Effect {
            label: row.activity.clone(),
            value: Some(row.difference.0 * 100.0),
            interval: Some((row.difference.1 * 100.0, row.difference.2 * 100.0)),
            size: (row.cases[0] + row.cases[1]) as f64,
            marked: row.verdict == Verdict::Differs,
            verdict: verdict_word(t, row.verdict).0.to_owned(),
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let count = t
        .lang
        .integer(i64::try_from(rows.len()).unwrap_or(i64::MAX));
    let about = Forest {
        title: t.insight_compare_forest(),
        described: &t.insight_compare_forest_described(count, reference),
        category: t.services_activity(),
        size: t.insight_change_cases(),
        unit: t.insight_forest_points(),
    };
    Some(forest_of_differences(t, &rows, &about))
}

/// A count below ten could tell about one of the cases.
fn seen(row: &ActivityDifference, staff: bool) -> bool {
    staff || row.cases.iter().all(|n| *n == 0 || *n >= SMALLEST_GROUP)
}

fn fill(
    t: &Texts,
    page: &mut Compare,
    compared: &Comparison,
    limits: &Limits,
    a: &Opened,
    b: &Opened,
    staff: bool,
) {
    let count = |n: usize| t.lang.integer(i64::try_from(n).unwrap_or(i64::MAX));
    let time =
        |s: Option<f64>| s.map_or_else(|| "–".to_owned(), |s| t.services_days_text(days(t, s)));
    let percent = |part: usize, whole: usize| {
        t.services_percent(t.lang.decimal(part as f64 * 100.0 / whole.max(1) as f64, 1))
    };
    let pair = |name: &str, values: [String; 2]| {
        let [first, second] = values;
        [name.to_owned(), first, second]
    };
    page.names = Some([a.name.clone(), b.name.clone()]);
    page.figures = vec![
        pair(t.insight_change_cases(), compared.cases.map(count)),
        pair(t.insight_compare_events(), compared.events.map(count)),
        pair(
            t.insight_compare_activities(),
            compared.activities.map(count),
        ),
        pair(t.insight_compare_variants(), compared.variants.map(count)),
        pair(
            t.insight_change_median(),
            compared.durations.map(|d| time(d[0])),
        ),
        pair(
            t.insight_change_p80(),
            compared.durations.map(|d| time(d[1])),
        ),
        pair(
            t.insight_change_p95(),
            compared.durations.map(|d| time(d[2])),
        ),
        pair(
            t.insight_change_steps(),
            compared.steps.map(|x| t.lang.decimal(x, 1)),
        ),
    ];
    let days_of = |x: f64| t.lang.decimal(x, 1);
    match compared.days {
        None => page.sentence = t.insight_change_too_few(limits.least_words(t)),
        Some(((d, low, high), verdict)) => {
            page.sentence = if d < 0.0 {
                t.insight_compare_quicker(
                    &b.name,
                    days_of(-d),
                    &a.name,
                    days_of(-high),
                    days_of(-low),
                )
            } else {
                t.insight_compare_slower(&b.name, days_of(d), &a.name, days_of(low), days_of(high))
            };
            (page.verdict, page.badge) = verdict_word(t, verdict);
        }
    }
    let differing = compared
        .rows
        .iter()
        .filter(|r| r.verdict == Verdict::Differs)
        .count();
    page.note = t.insight_compare_note(
        count(compared.rows.len()),
        count(differing),
        count(compared.common),
    );
    page.rows = compared
        .rows
        .iter()
        .filter(|row| seen(row, staff))
        .take(60)
        .map(|row| {
            let points = |x: f64| t.insight_points(t.lang.decimal(x * 100.0, 1));
            let (verdict, badge) = verdict_word(t, row.verdict);
            ActivityLine {
                name: row.activity.clone(),
                first: percent(row.cases[0], compared.cases[0]),
                second: percent(row.cases[1], compared.cases[1]),
                difference: points(row.difference.0),
                interval: t.insight_interval(points(row.difference.1), points(row.difference.2)),
                q: p_value(t, row.q),
                verdict,
                badge,
            }
        })
        .collect();
}
