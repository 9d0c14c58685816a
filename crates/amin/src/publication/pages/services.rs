//! Services on the portal: the announced time against the measured one, and how complete the cards are.

use askama::Template;
use axum::response::Response;
use charts::{Chart, Direction, MeasuredTime, Options, RangeWords};

use super::whole;
use crate::platform::context::Ctx;
use crate::platform::page::{Crumb, Page, refusal, render};
use crate::platform::texts::Lang;
use crate::publication::model::statistics::wilson;
use crate::services::model::{Promise, TimeUnit, completeness};
use crate::services::store as services;

/// Seconds in a day.
const DAY: f64 = 86_400.0;

/// One service with a measured time.
struct ServiceLine {
    name: String,
    href: String,
    cases: String,
    records: String,
    promised: String,
    median: String,
    p80: String,
    p95: String,
    kept: String,
    interval: String,
    hidden: bool,
}

#[derive(Template)]
#[template(path = "publication/services.html")]
struct Services {
    page: Page,
    crumbs: Vec<Crumb>,
    lines: Vec<ServiceLine>,
    chart: Option<Chart>,
    cards: String,
    completeness: String,
    complete: String,
    least: String,
}

/// `GET /{org}/portal/services`.
pub(in crate::publication) async fn page(ctx: Ctx) -> Response {
    let read = async {
        let mut conn = ctx.read().await?;
        let all = services::services(&mut conn, ctx.organisation(), &[], "", false).await?;
        let weights = services::weights(&mut conn, ctx.organisation()).await?;
        let least = crate::publication::store::least(&mut conn, ctx.organisation()).await?;
        Ok::<_, store::Error>((all, weights, least))
    };
    let (all, weights, least) = match read.await {
        Ok(found) => found,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let (page, t) = (&ctx.page, ctx.page.t);
    let scores: Vec<i64> = all
        .iter()
        .map(|line| completeness(&line.filled, &weights).score)
        .collect();
    let mean = if scores.is_empty() {
        0.0
    } else {
        scores.iter().sum::<i64>() as f64 / scores.len() as f64
    };
    let days = |seconds: Option<f64>| {
        seconds.map_or_else(String::new, |seconds| page.decimal(&(seconds / DAY), 1))
    };
    let (mut lines, mut times) = (Vec::new(), Vec::new());
    for line in all.iter().filter(|line| line.cases.is_some()) {
        let cases = line
            .cases
            .and_then(|cases| u64::try_from(cases).ok())
            .unwrap_or(0);
        let hidden = cases < least;
        let name = if page.language() == Lang::Fa || line.name_en.is_empty() {
            &line.name
        } else {
            &line.name_en
        };
        let shown = |seconds: Option<f64>| seconds.filter(|_| !hidden);
        let kept = line
            .within_promise()
            .filter(|_| !hidden)
            .and_then(|(kept, all)| {
                let (kept, all) = (u64::try_from(kept).ok()?, u64::try_from(all).ok()?);
                Some((kept as f64 / all as f64, wilson(kept, all)?))
            });
        let percent = |share: f64| page.decimal(&(share * 100.0), 1);
        lines.push(ServiceLine {
            name: name.clone(),
            href: ctx.at(&format!("/services/{}", line.code)),
            cases: if hidden {
                String::new()
            } else {
                page.number(&whole(cases))
            },
            records: if hidden {
                String::new()
            } else {
                ctx.at(&format!("/services/{}/cases", line.code))
            },
            promised: line
                .promise()
                .map_or_else(String::new, |promise| promise_text(page, promise)),
            median: days(shown(line.median_seconds)),
            p80: days(shown(line.p80_seconds)),
            p95: days(shown(line.p95_seconds)),
            kept: kept.map_or_else(String::new, |(share, _)| {
                t.publication_percent(percent(share))
            }),
            interval: kept.map_or_else(String::new, |(_, (low, high))| {
                t.publication_from_to(percent(low), percent(high))
            }),
            hidden,
        });
        let quantiles = shown(line.median_seconds)
            .zip(line.p80_seconds)
            .zip(line.p95_seconds);
        times.push(MeasuredTime {
            label: name.clone(),
            quantiles: quantiles.map(|((p50, p80), p95)| [p50 / DAY, p80 / DAY, p95 / DAY]),
            // Working days cannot stand on an axis of days by the clock; the table compares them case by case.
            promised: line.promise().and_then(|promise| match promise.unit {
                TimeUnit::Day => Some(promise.value as f64),
                TimeUnit::Hour => Some(promise.value as f64 / 24.0),
                TimeUnit::WorkingDay => None,
            }),
        });
    }
    let complete = scores.iter().filter(|score| **score == 100).count();
    render(&Services {
        page: page.clone(),
        crumbs: vec![Crumb {
            label: t.publication_title().to_owned(),
            href: ctx.at("/portal"),
        }],
        chart: (!times.is_empty()).then(|| chart(page, &times)),
        lines,
        cards: page.number(&whole(scores.len() as u64)),
        completeness: page.decimal(&mean, 0),
        complete: page.number(&whole(complete as u64)),
        least: page.number(&whole(least)),
    })
}

fn promise_text(page: &Page, promise: Promise) -> String {
    let value = page.number(&promise.value);
    let unit = match promise.unit {
        TimeUnit::WorkingDay => page.t.services_unit_working_day(),
        TimeUnit::Hour => page.t.services_unit_hour(),
        TimeUnit::Day => page.t.services_unit_day(),
    };
    format!("{value} {unit}")
}

fn chart(page: &Page, times: &[MeasuredTime]) -> Chart {
    let t = page.t;
    let write = |value: f64| page.decimal(&value, 0);
    let direction = if page.language() == Lang::Fa {
        Direction::Rtl
    } else {
        Direction::Ltr
    };
    let mut options = Options::new(
        "service-times",
        t.publication_service_times(),
        direction,
        &write,
    );
    options.category = t.publication_service();
    options.unit = t.services_unit_day();
    options.missing = t.figure_suppressed();
    options.no_data = t.publication_no_data();
    options.to = t.publication_to();
    let words = RangeWords {
        p50: t.publication_service_p50(),
        p80: t.publication_service_p80(),
        p95: t.publication_service_p95(),
        promised: t.publication_service_promised(),
        span: t.services_range_span(),
        late: t.publication_service_late(),
    };
    charts::measured_times(times, &words, &options)
}
