//! The course of a service: its process map, its variants, its events in time.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::response::Response;
use charts::{
    Chart, ChevronWords, Course, DottedWords, EdgeLabels, Options, ProcessWords, chevrons, dotted,
    process_map, simplify,
};
use eventlog::EventLog;
use eventlog::measure::{Summary, summary, variants};

use super::{direction, open, span_words};
use crate::insight::course::{self, DETAILS, Which};
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, Crumb, NavItem, Page, refusal, render};
use crate::platform::query::fields;
use crate::platform::texts::Texts;
use crate::services::view::{SMALLEST_GROUP, percent};

/// Variants that are shown at first, and at most.
const VARIANTS: usize = 8;
const MOST_VARIANTS: usize = 40;
/// Chevrons of a row.
const CHEVRONS: usize = 20;
/// Bands of cases and slices of time of the dotted chart.
const BANDS: usize = 90;
const SLICES: usize = 110;
/// Words on its time axis.
const DAYS: usize = 5;

/// A figure in large print.
struct Figure {
    name: &'static str,
    number: String,
}

#[derive(Template)]
#[template(path = "insight/process.html")]
struct Process {
    page: Page,
    crumbs: Vec<Crumb>,
    tabs: Vec<NavItem>,
    here: String,
    name: String,
    figures: Vec<Figure>,
    details: Vec<Choice>,
    map: Chart,
    map_note: String,
    hidden: String,
    variants: Chart,
    variants_note: String,
    more: String,
    dots: Option<Chart>,
    dots_note: String,
    staff: bool,
    editor: bool,
    shown: bool,
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

async fn gather(ctx: &Ctx, code: &str, query: &str) -> Result<Process, ActError> {
    let opened = open(ctx, code, "process").await?;
    let asked = fields(query.as_bytes());
    let value = |name: &str| {
        asked
            .iter()
            .find(|(field, _)| field == name)
            .map_or("", |(_, value)| value.as_str())
    };
    let detail = persian::parse_integer(value("detail"))
        .ok()
        .and_then(|n| DETAILS.into_iter().find(|known| i64::from(*known) == n));
    let every = value("variants") == "all";
    let t = ctx.page.t;
    let here = ctx.at(&format!("/services/{code}/process"));
    let (log, staff, base) = (opened.log.clone(), opened.staff, here.clone());
    let drawn =
        tokio::task::spawn_blocking(move || Drawn::new(&t, &log, &base, staff, detail, every))
            .await
            .map_err(|_| store::Error::Panicked)?;
    Ok(Process {
        crumbs: opened.crumbs(ctx),
        tabs: opened.tabs(ctx, "process"),
        details: DETAILS
            .into_iter()
            .map(|known| Choice {
                value: known.to_string(),
                label: t.insight_map_share(t.lang.integer(i64::from(known))),
                hint: String::new(),
                chosen: known == drawn.detail,
            })
            .collect(),
        more: if drawn.rest > 0 && !every {
            format!("{here}?detail={}&variants=all#variants", drawn.detail)
        } else {
            String::new()
        },
        figures: drawn.figures,
        map: drawn.map,
        map_note: drawn.map_note,
        hidden: drawn.hidden,
        variants: drawn.variants,
        variants_note: drawn.variants_note,
        dots: drawn.dots,
        dots_note: drawn.dots_note,
        staff: opened.staff,
        editor: opened.editor,
        shown: opened.is_shown("process"),
        name: opened.name,
        page: ctx.page.clone(),
        here,
    })
}

/// Everything that is computed from the log.
struct Drawn {
    detail: u8,
    figures: Vec<Figure>,
    map: Chart,
    map_note: String,
    hidden: String,
    variants: Chart,
    variants_note: String,
    rest: usize,
    dots: Option<Chart>,
    dots_note: String,
}

fn count(t: &Texts, n: usize) -> String {
    t.lang.integer(i64::try_from(n).unwrap_or(i64::MAX))
}

impl Drawn {
    fn new(
        t: &Texts,
        log: &EventLog,
        base: &str,
        staff: bool,
        detail: Option<u8>,
        every: bool,
    ) -> Self {
        let least = if staff { 1 } else { SMALLEST_GROUP };
        let all = summary(log);
        let href = |which: &Which| {
            if staff {
                super::cases::address(base, which)
            } else {
                String::new()
            }
        };
        let names = course::Names {
            start: t.insight_map_start(),
            end: t.insight_map_end(),
            href: &href,
        };
        let map = course::map(log, least, &names);
        let detail = detail.unwrap_or_else(|| course::readable(&map.graph));
        let less = simplify(&map.graph, f64::from(detail) / 100.0);
        let (steps, edges) = (less.nodes.len().saturating_sub(2), less.edges.len());
        let map_note = t.insight_map_note(
            count(t, steps),
            count(t, edges),
            count(t, map.graph.edges.len()),
        );
        let (variants, variants_note, rest) = variant_chart(t, log, base, least, every);
        let (dots, dots_note) = if staff {
            dotted_chart(t, log)
        } else {
            (None, String::new())
        };
        Self {
            detail,
            figures: figures(t, &all, least),
            map: map_chart(t, &less, "map", t.insight_map_title()),
            map_note,
            hidden: if map.hidden > 0 {
                t.insight_map_hidden(count(t, map.hidden), count(t, least))
            } else {
                String::new()
            },
            variants,
            variants_note,
            rest,
            dots,
            dots_note,
        }
    }
}

fn figures(t: &Texts, all: &Summary, least: usize) -> Vec<Figure> {
    let figure = |name, number| Figure { name, number };
    let time = |seconds: Option<f64>| {
        seconds
            .filter(|_| all.durations.count() >= least)
            .map_or_else(|| t.services_unknown().to_owned(), |s| span_words(t, s))
    };
    vec![
        figure(t.insight_change_cases(), count(t, all.cases)),
        figure(t.insight_compare_events(), count(t, all.events)),
        figure(t.insight_change_median(), time(all.durations.median())),
        figure(t.insight_change_p80(), time(all.durations.quantile(0.8))),
        figure(t.insight_change_p95(), time(all.durations.quantile(0.95))),
    ]
}

fn map_chart(t: &Texts, graph: &charts::ProcessGraph, id: &str, title: &str) -> Chart {
    let number = |n: f64| t.lang.decimal(n, 0);
    let duration = |seconds: f64| span_words(t, seconds);
    let words = ProcessWords {
        next: t.insight_map_next(),
        itself: t.insight_map_itself(),
        count: t.insight_map_count(),
        time: t.insight_map_time(),
        waiting: t.insight_map_waiting(),
        back: t.insight_map_back(),
        duration: &duration,
        borders: None,
        labels: match graph.edges.len() {
            0..=30 => EdgeLabels::CountAndTime,
            31..=90 => EdgeLabels::Count,
            _ => EdgeLabels::Nothing,
        },
    };
    let described =
        t.insight_map_described(count(t, graph.nodes.len()), count(t, graph.edges.len()));
    let options = Options {
        description: &described,
        category: t.services_activity(),
        no_data: t.insight_map_nothing(),
        to: t.services_to(),
        // No wider than the map needs, so that it stands whole on a telephone.
        width: 320.0,
        ..Options::new(id, title, direction(t), &number)
    };
    process_map(graph, &words, &options)
}

/// The map of a log in readable detail, for a page that shows several. `base`: the address of its process page, empty for no links.
pub(super) fn small_map(
    t: &Texts,
    log: &EventLog,
    (id, title): (&str, &str),
    least: usize,
    base: &str,
) -> Chart {
    let href = |which: &Which| {
        if base.is_empty() {
            String::new()
        } else {
            super::cases::address(base, which)
        }
    };
    let names = course::Names {
        start: t.insight_map_start(),
        end: t.insight_map_end(),
        href: &href,
    };
    let map = course::map(log, least, &names);
    let detail = course::readable(&map.graph);
    let less = simplify(&map.graph, f64::from(detail) / 100.0);
    map_chart(t, &less, id, title)
}

/// The chart of variants, a sentence about it, and how many more variants could be shown.
fn variant_chart(
    t: &Texts,
    log: &EventLog,
    base: &str,
    least: usize,
    every: bool,
) -> (Chart, String, usize) {
    let found = variants(log);
    let cases = log.case_count().max(1) as f64;
    let large = found.iter().filter(|v| v.count >= least).count();
    let most = if every { MOST_VARIANTS } else { VARIANTS };
    let rows: Vec<Course> = found
        .iter()
        .enumerate()
        .filter(|(_, v)| v.count >= least)
        .take(most)
        .map(|(place, variant)| Course {
            steps: variant
                .activities
                .iter()
                .map(|a| log.activities().get(*a).to_owned())
                .collect(),
            count: variant.count as f64,
            share: variant.count as f64 / cases,
            href: if least == 1 {
                super::cases::address(base, &Which::Variant(place + 1))
            } else {
                String::new()
            },
        })
        .collect();
    let shown: f64 = rows.iter().map(|row| row.count).sum();
    let number = |n: f64| t.lang.decimal(n, 0);
    let share = |share: f64| percent(t, share);
    let heading = |n: f64, share: f64| t.services_variant_cases(number(n), percent(t, share));
    let words = ChevronWords {
        count: t.insight_change_cases(),
        share: t.insight_share(),
        steps: t.insight_steps(),
        heading: &heading,
        percent: &share,
        repeated: &|step, n| t.insight_repeated(step, count(t, n)),
        more: &|n| t.services_more_steps(n),
        most: CHEVRONS,
    };
    let described = t.insight_variants_described(count(t, rows.len()), percent(t, shown / cases));
    let options = Options {
        description: &described,
        category: t.services_row(),
        no_data: t.insight_variants_nothing(),
        width: 720.0,
        ..Options::new(
            "variants",
            t.insight_variants_title(),
            direction(t),
            &number,
        )
    };
    let note = t.insight_variants_note(
        count(t, rows.len()),
        count(t, found.len()),
        percent(t, shown / cases),
    );
    (
        chevrons(&rows, &words, &options),
        note,
        large.min(MOST_VARIANTS).saturating_sub(rows.len()),
    )
}

fn dotted_chart(t: &Texts, log: &EventLog) -> (Option<Chart>, String) {
    let Some(found) = course::dots(log, BANDS, SLICES) else {
        return (None, String::new());
    };
    let mut series = found.series.clone();
    if found.others {
        series.push(t.insight_dots_others().to_owned());
    }
    let (from, to) = found.span;
    let times: Vec<(f64, String)> = (0..DAYS)
        .map(|n| {
            let share = n as f64 / DAYS as f64;
            #[expect(clippy::cast_possible_truncation, reason = "a time between two times")]
            let at = from + ((to - from) as f64 * share) as i64;
            (
                share,
                crate::platform::page::day(t.lang, store::Timestamp(at)),
            )
        })
        .collect();
    let number = |n: f64| t.lang.decimal(n, 0);
    let words = DottedWords {
        series: &series,
        times: &times,
        cases: t.insight_dots_cases(),
        all: t.insight_dots_all(),
    };
    let described = t.insight_dots_described(count(t, log.event_count()));
    let options = Options {
        description: &described,
        category: t.services_activity(),
        width: 720.0,
        ..Options::new("dots", t.insight_dots_title(), direction(t), &number)
    };
    let note = if found.outside > 0 {
        t.insight_dots_outside(count(t, found.outside))
    } else {
        String::new()
    };
    (Some(dotted(&found.dots, &words, &options)), note)
}
