//! The cases behind what a page of insight shows, and the events of one case. For who may read findings of the unit.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::response::Response;
use eventlog::EventLog;
use eventlog::align::DeviationKind;

use super::judged::judge;
use super::{Opened, open_staff, span_words};
use crate::insight::course::{self, Which};
use crate::insight::model_check::of_id;
use crate::insight::people::numbers;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Crumb, Page, refusal, render};
use crate::platform::query::fields;
use crate::platform::texts::Texts;

/// Cases on a page.
pub const ROWS: usize = 50;

/// A case in a list.
pub struct Line {
    /// Its name in the file.
    pub id: String,
    /// Its page.
    pub href: String,
    /// Day of the first event.
    pub begun: String,
    /// Day of the last.
    pub ended: String,
    /// Events.
    pub events: String,
    /// From first to last.
    pub duration: String,
}

/// A page of a list of cases.
pub struct Lines {
    /// The cases of this page.
    pub lines: Vec<Line>,
    /// Which page.
    pub place: String,
    /// Address of the page before, or empty.
    pub previous: String,
    /// Address of the page after, or empty.
    pub next: String,
}

/// A page of `cases`, with `extra` (an encoded part of a query, or empty) in the address of each case. `at` gives the address of a page.
pub fn lines(
    ctx: &Ctx,
    opened: &Opened,
    cases: &[usize],
    wanted: &str,
    extra: &str,
    at: &dyn Fn(usize) -> String,
) -> Lines {
    let t = &ctx.page.t;
    let log = &opened.log;
    let pages = cases.len().div_ceil(ROWS).max(1);
    let number = usize::try_from(persian::parse_integer(wanted).unwrap_or(1))
        .unwrap_or(1)
        .clamp(1, pages);
    let base = ctx.at(&format!("/services/{}/process/case", opened.service.code));
    let line = |case: &usize| {
        let id = name(log, *case);
        let day = |at: i64| ctx.page.day(&store::Timestamp(at));
        let span = log.span(*case);
        let query = serde_urlencoded::to_string([("id", id.as_str())]).unwrap_or_default();
        let more = if extra.is_empty() {
            String::new()
        } else {
            format!("&{extra}")
        };
        Line {
            href: format!("{base}?{query}{more}"),
            begun: span.map_or_else(String::new, |(first, _)| day(first)),
            ended: span.map_or_else(String::new, |(_, last)| day(last)),
            events: count(t, log.case(*case).len()),
            duration: span.map_or_else(String::new, |(first, last)| {
                span_words(t, last.saturating_sub(first) as f64 / 1e6)
            }),
            id,
        }
    };
    Lines {
        lines: cases
            .iter()
            .skip((number - 1) * ROWS)
            .take(ROWS)
            .map(line)
            .collect(),
        place: t.services_page_of(number, pages),
        previous: if number > 1 {
            at(number - 1)
        } else {
            String::new()
        },
        next: if number < pages {
            at(number + 1)
        } else {
            String::new()
        },
    }
}

fn count(t: &Texts, n: usize) -> String {
    t.lang.integer(i64::try_from(n).unwrap_or(i64::MAX))
}

/// Name of a case.
pub fn name(log: &EventLog, case: usize) -> String {
    u32::try_from(case).map_or_else(
        |_| String::new(),
        |case| log.case_ids().get(case).to_owned(),
    )
}

/// The address of the cases that are meant; `base` is that of the process page.
pub fn address(base: &str, which: &Which) -> String {
    let query = match which {
        Which::All => Vec::new(),
        Which::Variant(place) => vec![("variant", place.to_string())],
        Which::Step(from, to) => vec![("from", from.clone()), ("to", to.clone())],
        Which::Activity(name) => vec![("activity", name.clone())],
    };
    let query = serde_urlencoded::to_string(query).unwrap_or_default();
    if query.is_empty() {
        format!("{base}/cases")
    } else {
        format!("{base}/cases?{query}")
    }
}

fn which(asked: &[(String, String)]) -> Which {
    let value = |name: &str| {
        asked
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, v)| v)
    };
    if let Some(place) = value("variant") {
        let place = persian::parse_integer(place).unwrap_or(0);
        return Which::Variant(usize::try_from(place).unwrap_or(0));
    }
    match (value("from"), value("to"), value("activity")) {
        (Some(from), Some(to), _) => Which::Step(from.clone(), to.clone()),
        (_, _, Some(name)) => Which::Activity(name.clone()),
        _ => Which::All,
    }
}

#[derive(Template)]
#[template(path = "insight/cases.html")]
struct Cases {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    found: String,
    list: Lines,
}

/// The cases behind a variant, an edge or a step.
pub async fn list(
    ctx: Ctx,
    Path((_, code)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    match gather(&ctx, &code, &query.unwrap_or_default()).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

async fn gather(ctx: &Ctx, code: &str, query: &str) -> Result<Cases, ActError> {
    let opened = open_staff(ctx, code).await?;
    let asked = fields(query.as_bytes());
    let which = which(&asked);
    let (log, meant) = (opened.log.clone(), which.clone());
    let cases = tokio::task::spawn_blocking(move || course::cases(&log, &meant))
        .await
        .map_err(|_| store::Error::Panicked)?;
    let t = &ctx.page.t;
    let base = ctx.at(&format!("/services/{code}/process"));
    let at = |page: usize| {
        let here = address(&base, &which);
        let mark = if here.contains('?') { '&' } else { '?' };
        format!("{here}{mark}page={page}")
    };
    let wanted = asked
        .iter()
        .find(|(name, _)| name == "page")
        .map_or("1", |(_, value)| value.as_str());
    let title = match &which {
        Which::All => t.services_cases_title().to_owned(),
        Which::Variant(place) => t.insight_cases_variant(count(t, *place)),
        Which::Step(from, to) if from.is_empty() => t.insight_cases_begin(to),
        Which::Step(from, to) if to.is_empty() => t.insight_cases_end(from),
        Which::Step(from, to) => t.insight_cases_step(from, to),
        Which::Activity(name) => t.insight_cases_activity(name),
    };
    let mut crumbs = opened.crumbs(ctx);
    crumbs.push(Crumb {
        label: t.insight_tab_process().to_owned(),
        href: base.clone(),
    });
    Ok(Cases {
        crumbs,
        title,
        found: t.insight_cases_found(count(t, cases.len())),
        list: lines(ctx, &opened, &cases, wanted, "", &at),
        page: ctx.page.clone(),
    })
}

/// An event of a case.
struct Event {
    activity: String,
    at: String,
    since: String,
    who: String,
    marked: bool,
}

#[derive(Template)]
#[template(path = "insight/case.html")]
struct Case {
    page: Page,
    crumbs: Vec<Crumb>,
    id: String,
    service: String,
    rule: String,
    verdict: String,
    people: bool,
    events: Vec<Event>,
}

/// The events of one case; with a rule, those that show the difference are marked.
pub async fn case(
    ctx: Ctx,
    Path((_, code)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    match gather_case(&ctx, &code, &query.unwrap_or_default()).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

async fn gather_case(ctx: &Ctx, code: &str, query: &str) -> Result<Case, ActError> {
    let opened = open_staff(ctx, code).await?;
    let asked = fields(query.as_bytes());
    let value = |name: &str| {
        asked
            .iter()
            .find(|(field, _)| field == name)
            .map_or("", |(_, value)| value.as_str())
    };
    let log = &opened.log;
    let id = value("id");
    let place = log.case_ids().find(id).ok_or(ActError::NotFound)? as usize;
    let t = &ctx.page.t;
    let (mut marked, mut rule, mut verdict) = (BTreeSet::new(), String::new(), String::new());
    if !value("rule").is_empty() {
        let number = persian::parse_integer(value("version")).ok();
        let judged = judge(ctx, &opened, number)
            .await?
            .ok_or(ActError::NotFound)?;
        let target = judged.target(t, value("rule")).ok_or(ActError::NotFound)?;
        let differs = target.deviating.iter().find(|(case, _)| *case == place);
        verdict = match (differs, of_id(value("rule"))) {
            (None, _) => t.insight_case_agrees().to_owned(),
            (Some(_), Some((DeviationKind::NotInModel, _))) => t.insight_case_differs().to_owned(),
            (Some((_, rows)), _) if rows.is_empty() => t.insight_case_no_record().to_owned(),
            (Some(_), _) => t.insight_case_differs().to_owned(),
        };
        marked = differs.map_or_else(BTreeSet::new, |(_, rows)| rows.iter().copied().collect());
        // What the model does not ask for is every event of that activity: which of them is one too many nobody can say.
        if let (Some(_), Some((DeviationKind::NotInModel, activity))) =
            (differs, of_id(value("rule")))
        {
            let same = |row: &usize| log.activities().get(log.activity()[*row]) == activity;
            marked.extend(log.case(place).filter(same));
        }
        rule = target.words;
    }
    let who = log.resources();
    let people = who.map(|who| numbers(who.names.iter()));
    let rows = log.case(place);
    let events = rows
        .clone()
        .map(|row| {
            let at = log.times()[row];
            Event {
                activity: log.activities().get(log.activity()[row]).to_owned(),
                at: ctx.page.moment(&store::Timestamp(at)),
                since: if row == rows.start {
                    String::new()
                } else {
                    span_words(t, at.saturating_sub(log.times()[row - 1]) as f64 / 1e6)
                },
                who: who
                    .and_then(|who| who.get(row))
                    .and_then(|name| people.as_ref()?.get(name))
                    .map_or_else(String::new, |n| t.insight_person(*n)),
                marked: marked.contains(&row),
            }
        })
        .collect();
    let mut crumbs = opened.crumbs(ctx);
    crumbs.push(Crumb {
        label: t.insight_tab_process().to_owned(),
        href: ctx.at(&format!("/services/{code}/process")),
    });
    Ok(Case {
        crumbs,
        id: id.to_owned(),
        service: opened.name.clone(),
        rule,
        verdict,
        people: people.is_some(),
        events,
        page: ctx.page.clone(),
    })
}
