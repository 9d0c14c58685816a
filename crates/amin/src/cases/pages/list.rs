//! The register of cases: what this reader may know of, with search and filters.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;

use super::{Due, due};
use crate::cases::acts::sight;
use crate::cases::model::{Source, State};
use crate::cases::store::{self as rows, CaseFilter};
use crate::cases::words;
use crate::organisation::model::unit_names;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, NavItem, Page, refusal, render};
use crate::platform::permissions::Right;
use crate::platform::search::found_words;

/// Lines of a page.
const LINES: i64 = 25;

/// What an address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    state: Option<String>,
    source: String,
    page: String,
}

struct Line {
    href: String,
    number: String,
    about: String,
    unit: String,
    opened: String,
    state: &'static str,
    badge: &'static str,
    due: Option<Due>,
}

#[derive(Template)]
#[template(path = "cases/list.html")]
struct List {
    page: Page,
    question: String,
    states: Vec<Choice>,
    sources: Vec<Choice>,
    found: String,
    all: String,
    links: Vec<NavItem>,
    lines: Vec<Line>,
    place: String,
    previous: String,
    next: String,
}

/// The list.
pub async fn page(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    match gather(&ctx, &asked).await {
        Ok(list) => render(&list),
        Err(why) => refusal(&ctx, why),
    }
}

async fn gather(ctx: &Ctx, asked: &Asked) -> Result<List, ActError> {
    let t = &ctx.page.t;
    let state = asked.state.as_deref().unwrap_or("open").replace('\0', "");
    let mut conn = ctx.read().await?;
    let filter = CaseFilter {
        question: asked.q.replace('\0', ""),
        state: state.clone(),
        source: asked.source.replace('\0', ""),
        ..sight(&mut conn, &ctx.actor, ctx.now).await?
    };
    let total = rows::count_cases(&mut conn, ctx.organisation(), &filter).await?;
    let pages = ((total + LINES - 1) / LINES).max(1);
    let page = persian::parse_integer(&asked.page)
        .unwrap_or(1)
        .clamp(1, pages);
    let skip = (page - 1) * LINES;
    let found = rows::cases(&mut conn, ctx.organisation(), &filter, LINES, skip).await?;
    let units = unit_names(&mut conn, ctx.organisation(), t.lang).await?;
    drop(conn);
    let at = |page: i64| {
        let page = page.to_string();
        let query = serde_urlencoded::to_string([
            ("q", asked.q.as_str()),
            ("state", &state),
            ("source", &asked.source),
            ("page", &page),
        ])
        .unwrap_or_default();
        ctx.at(&format!("/cases?{query}"))
    };
    let mut lines = Vec::new();
    for row in found {
        let known = row.state()?;
        let overdue = row.deadline_at.is_some_and(|at| at < ctx.now);
        let (word, badge) = words::state(t, known, overdue);
        lines.push(Line {
            href: ctx.at(&format!("/cases/{}", row.id)),
            number: t.lang.digits(&row.number),
            about: format!(
                "{} · {}",
                row.body,
                Source::of(&row.source).map_or("", |source| words::source(t, source))
            ),
            unit: row
                .unit
                .and_then(|unit| units.get(&unit).cloned())
                .unwrap_or_default(),
            opened: ctx.page.day(&row.opened_at),
            state: word,
            badge,
            due: due(&ctx.page, row.deadline_at, ctx.now),
        });
    }
    let mut states = vec![
        Choice::new("open", t.cases_filter_open(), &state),
        Choice::new("overdue", t.cases_filter_overdue(), &state),
    ];
    let word = |one: &State| words::state(t, *one, false).0;
    states.extend(
        State::ALL
            .iter()
            .map(|one| Choice::new(one.code(), word(one), &state)),
    );
    let sources = Source::ALL.iter();
    let link = |allowed: bool, path: &str, label: &str| {
        allowed.then(|| NavItem {
            href: ctx.at(path),
            label: label.to_owned(),
            current: false,
        })
    };
    Ok(List {
        question: asked.q.clone(),
        states,
        sources: sources
            .map(|one| Choice::new(one.code(), words::source(t, *one), &asked.source))
            .collect(),
        found: found_words(t, &filter.question, total, t.cases_found(total)),
        all: ctx.at("/cases?state="),
        links: [
            link(
                ctx.actor.may(Right::CaseOpen),
                "/cases/new",
                t.cases_open_new(),
            ),
            link(true, "/cases/boards", t.cases_boards_title()),
            link(true, "/cases/codes", t.cases_codes_title()),
            link(
                ctx.actor.may(Right::CaseRun),
                "/cases/duties",
                t.cases_duties_title(),
            ),
        ]
        .into_iter()
        .flatten()
        .collect(),
        lines,
        place: t.cases_place(page, pages),
        previous: if page > 1 {
            at(page - 1)
        } else {
            String::new()
        },
        next: if page < pages {
            at(page + 1)
        } else {
            String::new()
        },
        page: ctx.page.clone(),
    })
}
