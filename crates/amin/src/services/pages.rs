//! Public pages: the catalogue, a service card with its measured time, its cases.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use charts::Chart;
use serde::Deserialize;

use super::figures::{Elapsed, Figures};
use super::model::{Completeness, Step, completeness, lines, steps};
use super::store::{self as rows, LogRow, ServiceLine, ServiceRow};
use super::view::{self, FigureRow, MonthRow, pick};
use super::{api, cases, logs};
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{NavItem, Page, refusal, render};
use crate::platform::permissions::Right;
use crate::platform::texts::Lang;

/// Search of the catalogue.
#[derive(Debug, Default, Deserialize)]
pub struct Search {
    /// Words.
    #[serde(default)]
    q: String,
    /// Responsible body.
    #[serde(default)]
    body: String,
}

/// One service in a list.
pub struct Line {
    /// Address of its card.
    pub href: String,
    /// Name.
    pub name: String,
    /// Description.
    pub text: String,
    /// Responsible body.
    pub body: String,
    /// Promised time, or that there is none.
    pub promised: String,
    /// Median measured time, or empty.
    pub measured: String,
    /// Completeness of the card in per cent.
    pub score: String,
}

/// A heading of the catalogue with its services.
pub struct Group {
    /// Part of the address.
    pub id: String,
    /// Words.
    pub name: String,
    /// How many services.
    pub count: String,
    /// Services.
    pub services: Vec<Line>,
}

#[derive(Template)]
#[template(path = "services/list.html")]
struct List {
    page: Page,
    q: String,
    body: String,
    total: String,
    groups: Vec<Group>,
    bodies: Vec<NavItem>,
    may_edit: bool,
}

/// The catalogue by life stage, searched and by responsible body.
pub async fn list(ctx: Ctx, Query(search): Query<Search>) -> Response {
    match catalogue(&ctx, &search).await {
        Ok(list) => render(&list),
        Err(why) => refusal(&ctx, why),
    }
}

async fn catalogue(ctx: &Ctx, search: &Search) -> Result<List, ActError> {
    let (t, organisation) = (ctx.page.t, ctx.organisation());
    let mut conn = ctx.read().await?;
    let terms = persian::search_terms(&search.q);
    let found = rows::services(&mut conn, organisation, &terms, &search.body, false).await?;
    let stages = rows::stages(&mut conn, organisation).await?;
    let weights = rows::weights(&mut conn, organisation).await?;
    let bodies = rows::bodies(&mut conn, organisation).await?;
    let number = |n: usize| t.lang.integer(i64::try_from(n).unwrap_or(i64::MAX));
    let groups = stages
        .iter()
        .map(|stage| {
            let services: Vec<Line> = found
                .iter()
                .filter(|line| line.life_stage == stage.id)
                .map(|line| view_line(ctx, line, completeness(&line.filled, &weights).score))
                .collect();
            Group {
                id: stage.id.clone(),
                name: pick(t.lang, &stage.name, &stage.name_en).to_owned(),
                count: number(services.len()),
                services,
            }
        })
        .filter(|group| !group.services.is_empty())
        .collect();
    let mut links = vec![NavItem {
        href: ctx.at("/services"),
        label: t.services_all_bodies().to_owned(),
        current: search.body.is_empty(),
    }];
    for (name, name_en, services) in &bodies {
        let query = serde_urlencoded::to_string([("body", name)]).unwrap_or_default();
        links.push(NavItem {
            href: ctx.at(&format!("/services?{query}")),
            label: format!(
                "{} ({})",
                pick(t.lang, name, name_en),
                t.lang.integer(*services)
            ),
            current: *name == search.body,
        });
    }
    Ok(List {
        page: ctx.page.clone(),
        q: search.q.clone(),
        body: search.body.clone(),
        total: number(found.len()),
        groups,
        bodies: links,
        may_edit: ctx.actor.may(Right::ServiceEdit),
    })
}

fn view_line(ctx: &Ctx, line: &ServiceLine, score: i64) -> Line {
    let t = &ctx.page.t;
    Line {
        href: ctx.at(&format!("/services/{}", line.code)),
        name: pick(t.lang, &line.name, &line.name_en).to_owned(),
        text: pick(t.lang, &line.description, &line.description_en).to_owned(),
        body: pick(t.lang, &line.responsible, &line.responsible_en).to_owned(),
        promised: line.promise().map_or_else(
            || t.services_no_promise().to_owned(),
            |p| view::promise_words(t, p),
        ),
        measured: line
            .median_seconds
            .map_or_else(String::new, |s| t.services_days_text(view::days(t, s))),
        score: view::percent_whole(t, score),
    }
}

/// What was measured, as the card shows it.
pub struct MeasuredView {
    /// Figures with their definitions.
    pub figures: Vec<FigureRow>,
    /// Period in words.
    pub period: String,
    /// Promised against measured.
    pub range: Chart,
    /// Median month by month.
    pub months_chart: Chart,
    /// Its table.
    pub months: Vec<MonthRow>,
    /// The most frequent variants.
    pub variants: Vec<VariantView>,
    /// Directly-follows: from, to, count, median.
    pub edges: Vec<[String; 4]>,
    /// Activities: name, count, median since the one before.
    pub activities: Vec<[String; 3]>,
    /// What the tables leave out.
    pub edges_note: String,
    /// File, day and what was left out.
    pub source: String,
    /// A caution where the log has days only.
    pub midnight: bool,
}

/// A variant as chevrons.
pub struct VariantView {
    /// Activities.
    pub activities: Vec<String>,
    /// How many more activities it has.
    pub more: String,
    /// Cases.
    pub count: String,
    /// Share of all cases.
    pub share: String,
}

/// A service with everything that its card shows.
pub struct Card {
    /// Row.
    pub service: ServiceRow,
    /// Life stage in the reader's language.
    pub stage: String,
    /// Completeness.
    pub completeness: Completeness,
    /// Log, figures and times.
    pub log: Option<(LogRow, Figures, Elapsed)>,
    /// The first part of its insight that everybody may see, or empty.
    pub insight: String,
    /// What the analysis of its log found.
    pub analysis: Option<crate::insight::store::procedure::AnalysisRow>,
}

/// Reads a card. A service that is no longer offered is found by its address all the same.
pub async fn read_card(ctx: &Ctx, code: &str) -> Result<Card, ActError> {
    let organisation = ctx.organisation();
    let mut conn = ctx.read().await?;
    let service = rows::service_by_code(&mut conn, organisation, code)
        .await?
        .ok_or(ActError::NotFound)?;
    let stages = rows::stages(&mut conn, organisation).await?;
    let weights = rows::weights(&mut conn, organisation).await?;
    let log = match &service.log {
        Some(id) => rows::log(&mut conn, organisation, id).await?,
        None => None,
    };
    let log = match log {
        Some(row) => {
            let (figures, elapsed) = row.open()?;
            Some((row, figures, elapsed))
        }
        None => None,
    };
    let insight = crate::insight::store::shown(&mut conn, organisation, &service.id).await?;
    let analysis =
        crate::insight::store::procedure::analysis(&mut conn, organisation, &service.id).await?;
    let stage = stages.iter().find(|stage| stage.id == service.life_stage);
    Ok(Card {
        analysis,
        insight: insight.into_iter().next_back().unwrap_or_default(),
        stage: stage.map_or_else(String::new, |s| {
            pick(ctx.page.t.lang, &s.name, &s.name_en).to_owned()
        }),
        completeness: completeness(&service.filled, &weights),
        service,
        log,
    })
}

#[derive(Template)]
#[template(path = "services/card.html")]
struct CardPage {
    page: Page,
    crumbs: Vec<NavItem>,
    code: String,
    name: String,
    text: String,
    stage: String,
    active: bool,
    facts: Vec<(String, String)>,
    documents: Vec<String>,
    steps: Vec<(String, Step)>,
    legal_basis: Vec<String>,
    appeal: Vec<String>,
    score: String,
    score_plain: i64,
    missing: Vec<&'static str>,
    measured: Option<MeasuredView>,
    complain: String,
    cases: String,
    insight: String,
    deviations: String,
    json: String,
    csv: String,
    edit: String,
}

/// A service card; with `.json` or `.csv` behind its code the same as data.
pub async fn card(ctx: Ctx, Path((_, code)): Path<(String, String)>) -> Response {
    let (plain, kind) = match code.rsplit_once('.') {
        Some((plain, kind @ ("json" | "csv"))) => (plain, kind),
        _ => (code.as_str(), ""),
    };
    match (read_card(&ctx, plain).await, kind) {
        (Ok(card), "json") => api::card_json(&ctx, &card),
        (Ok(card), "csv") => api::card_csv(&ctx, &card),
        (Ok(card), _) => render(&card_page(&ctx, &card)),
        (Err(why), _) => refusal(&ctx, why),
    }
}

fn card_page(ctx: &Ctx, card: &Card) -> CardPage {
    let t = ctx.page.t;
    let service = &card.service;
    let promise = service.promise();
    let at = |rest: &str| ctx.at(&format!("/services/{}{rest}", service.code));
    let mut facts: Vec<(String, String)> = vec![
        (
            t.services_responsible().to_owned(),
            pick(t.lang, &service.responsible, &service.responsible_en).to_owned(),
        ),
        (
            t.services_legal_time().to_owned(),
            promise.map_or_else(
                || t.services_no_promise().to_owned(),
                |promise| view::promise_words(&t, promise),
            ),
        ),
    ];
    let mut fact = |name: &str, value: String| {
        if !value.is_empty() {
            facts.push((name.to_owned(), value));
        }
    };
    fact(
        t.services_legal_time_source(),
        service.legal_time_source.clone(),
    );
    fact(t.services_fee(), service.fee.clone());
    fact(
        t.services_fee_rials(),
        service
            .fee_rials
            .map_or_else(String::new, |rials| t.services_rials(rials)),
    );
    fact(t.services_channel(), service.channel.clone());
    fact(t.services_life_stage(), card.stage.clone());
    fact(
        t.services_valid_from(),
        service.valid_from.parse::<persian::Date>().map_or_else(
            |_| String::new(),
            |day| {
                if t.lang == Lang::Fa {
                    day.medium()
                } else {
                    day.medium_en()
                }
            },
        ),
    );
    fact(t.services_source(), service.source.clone());
    let name = pick(t.lang, &service.name, &service.name_en).to_owned();
    let may_edit = ctx
        .actor
        .may_for(Right::ServiceEdit, service.unit.as_deref());
    let staff = ctx
        .actor
        .may_for(Right::FindingRead, service.unit.as_deref());
    let part = if staff { "process" } else { &card.insight };
    CardPage {
        deviations: card
            .analysis
            .as_ref()
            .filter(|_| staff)
            .map_or_else(String::new, |row| {
                crate::insight::pages::desk::sentence(&t, row)
            }),
        insight: if part.is_empty() || card.log.is_none() {
            String::new()
        } else {
            at(&format!("/{part}"))
        },
        crumbs: vec![NavItem {
            href: ctx.at("/services"),
            label: t.services_title().to_owned(),
            current: false,
        }],
        code: service.code.clone(),
        text: pick(t.lang, &service.description, &service.description_en).to_owned(),
        stage: card.stage.clone(),
        active: service.active,
        facts,
        documents: lines(&service.documents),
        steps: steps(&service.steps)
            .into_iter()
            .zip(1..)
            .map(|(step, n)| (t.lang.integer(n), step))
            .collect(),
        legal_basis: lines(&service.legal_basis),
        appeal: lines(&service.appeal),
        score: view::percent_whole(&t, card.completeness.score),
        score_plain: card.completeness.score,
        missing: card
            .completeness
            .missing
            .iter()
            .map(|part| view::part_word(&t, *part))
            .collect(),
        measured: card.log.as_ref().map(|(log, figures, elapsed)| {
            measured_view(ctx, &name, log, figures, elapsed, service)
        }),
        complain: ctx.at(&format!("/voice/new?service={}", service.code)),
        cases: at("/cases"),
        json: at(".json"),
        csv: at(".csv"),
        edit: if may_edit {
            ctx.at(&format!("/admin/services/{}", service.code))
        } else {
            String::new()
        },
        name,
        page: ctx.page.clone(),
    }
}

fn measured_view(
    ctx: &Ctx,
    name: &str,
    log: &LogRow,
    figures: &Figures,
    elapsed: &Elapsed,
    service: &ServiceRow,
) -> MeasuredView {
    const VARIANTS: usize = 8;
    const CHEVRONS: usize = 16;
    const ROWS: usize = 15;
    let t = &ctx.page.t;
    let number = |n: usize| t.lang.integer(i64::try_from(n).unwrap_or(i64::MAX));
    let promise = service.promise();
    MeasuredView {
        figures: view::figure_rows(t, figures, elapsed, promise),
        period: view::period(&ctx.page, figures),
        range: view::range_chart(t, name, figures, elapsed, promise),
        months_chart: view::month_chart(t, figures, promise),
        months: view::month_rows(t, figures),
        variants: figures
            .top_variants
            .iter()
            .take(VARIANTS)
            .map(|variant| VariantView {
                activities: variant.activities.iter().take(CHEVRONS).cloned().collect(),
                more: match variant.activities.len().saturating_sub(CHEVRONS) {
                    0 => String::new(),
                    more => t.services_more_steps(more),
                },
                count: number(variant.count),
                share: view::percent(t, variant.count as f64 / figures.cases.max(1) as f64),
            })
            .collect(),
        edges: figures
            .edges
            .iter()
            .take(ROWS)
            .map(|e| {
                [
                    e.from.clone(),
                    e.to.clone(),
                    number(e.count),
                    view::days(t, e.median),
                ]
            })
            .collect(),
        activities: figures
            .top_activities
            .iter()
            .take(ROWS)
            .map(|a| {
                [
                    a.name.clone(),
                    number(a.count),
                    a.median
                        .map_or_else(|| "–".to_owned(), |s| view::days(t, s)),
                ]
            })
            .collect(),
        edges_note: t.services_edges_note(ROWS.min(figures.edge_count), figures.edge_count),
        source: t.services_log_source(ctx.page.day(&log.imported_at), log.refused),
        midnight: figures.midnight_events > 0
            && figures.midnight_events as f64 > 0.9 * figures.events as f64,
    }
}

/// A page of a list.
#[derive(Debug, Default, Deserialize)]
pub struct PageNumber {
    /// From 1.
    #[serde(default)]
    page: Option<String>,
}

/// A case in the list.
struct CaseView {
    number: String,
    id: String,
    begun: String,
    ended: String,
    events: String,
    duration: String,
}

#[derive(Template)]
#[template(path = "services/cases.html")]
struct Cases {
    page: Page,
    crumbs: Vec<NavItem>,
    name: String,
    staff: bool,
    rows: Vec<CaseView>,
    place: String,
    previous: String,
    next: String,
}

/// The cases behind the figures. Visitors see running numbers, months and durations; the staff see names and days.
pub async fn case_list(
    ctx: Ctx,
    Path((_, code)): Path<(String, String)>,
    Query(at): Query<PageNumber>,
) -> Response {
    match case_page(&ctx, &code, &at).await {
        Ok(list) => render(&list),
        Err(why) => refusal(&ctx, why),
    }
}

async fn case_page(ctx: &Ctx, code: &str, at: &PageNumber) -> Result<Cases, ActError> {
    const ROWS: usize = 50;
    let t = ctx.page.t;
    let (service, log) = {
        let mut conn = ctx.read().await?;
        let service = rows::service_by_code(&mut conn, ctx.organisation(), code)
            .await?
            .ok_or(ActError::NotFound)?;
        let id = service.log.clone().ok_or(ActError::NotFound)?;
        let log = rows::log(&mut conn, ctx.organisation(), &id)
            .await?
            .ok_or(ActError::NotFound)?;
        (service, log)
    };
    let file = logs::kept_at(&ctx.app.config.data, &log.sha256);
    let all = cases::cases(file, &log.options)
        .await
        .ok_or(ActError::NotFound)?;
    let pages = all.len().div_ceil(ROWS).max(1);
    let wanted = at
        .page
        .as_deref()
        .and_then(|n| persian::parse_integer(n).ok())
        .unwrap_or(1);
    let number = usize::try_from(wanted).unwrap_or(1).clamp(1, pages);
    let staff = ctx
        .actor
        .may_for(Right::ServiceEdit, service.unit.as_deref());
    let count = |n: usize| t.lang.integer(i64::try_from(n).unwrap_or(i64::MAX));
    let when = |moment: i64| {
        if staff {
            return ctx.page.day(&store::Timestamp(moment));
        }
        let date = persian::tehran_date(moment);
        view::month_label(
            &t,
            super::figures::Months::Solar,
            i64::from(date.year()),
            date.month(),
        )
    };
    let shown = all
        .iter()
        .enumerate()
        .skip((number - 1) * ROWS)
        .take(ROWS)
        .map(|(place, case)| CaseView {
            number: count(place + 1),
            id: case.id.clone(),
            begun: when(case.first),
            ended: when(case.last),
            events: count(case.events),
            duration: view::duration(&t, Some(case.last.saturating_sub(case.first) as f64 / 1e6)),
        });
    let link = |page: usize| ctx.at(&format!("/services/{code}/cases?page={page}"));
    let name = pick(t.lang, &service.name, &service.name_en).to_owned();
    Ok(Cases {
        crumbs: vec![
            NavItem {
                href: ctx.at("/services"),
                label: t.services_title().to_owned(),
                current: false,
            },
            NavItem {
                href: ctx.at(&format!("/services/{code}")),
                label: name.clone(),
                current: false,
            },
        ],
        staff,
        rows: shown.collect(),
        place: t.services_page_of(number, pages),
        previous: if number > 1 {
            link(number - 1)
        } else {
            String::new()
        },
        next: if number < pages {
            link(number + 1)
        } else {
            String::new()
        },
        name,
        page: ctx.page.clone(),
    })
}
