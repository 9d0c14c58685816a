//! The tenders that a reader sees.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;

use super::state_word;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, Page, refusal, render};
use crate::platform::permissions::Right;
use crate::tenders::model::State;
use crate::tenders::store::{self as rows, Filter, OwnRow};

/// Lines of a page.
const LINES: i64 = 25;

/// What an address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    state: String,
    page: String,
}

/// A tender in the list.
struct Line {
    href: String,
    title: String,
    ocid: String,
    unit: String,
    state: &'static str,
    badge: &'static str,
    closes: String,
    flags: String,
}

#[derive(Template)]
#[template(path = "tenders/list.html")]
struct List {
    page: Page,
    question: String,
    states: Vec<Choice>,
    found: String,
    lines: Vec<Line>,
    import: String,
    review: String,
    lists: String,
    flags_seen: bool,
    place: String,
    previous: String,
    next: String,
}

/// The filter of what this reader sees: by right, by being named, and never what one keeps out of.
pub async fn seen(ctx: &Ctx, conn: &mut store::Conn) -> Result<Filter, store::Error> {
    let own = match &ctx.actor.person {
        Some(person) => rows::tenders_of(conn, ctx.organisation(), person).await?,
        None => Vec::new(),
    };
    let of = |wanted: fn(&OwnRow) -> bool| {
        let chosen = own.iter().filter(|own| wanted(own));
        chosen.map(|own| own.tender.clone()).collect::<Vec<_>>()
    };
    Ok(Filter {
        units: if ctx.actor.may(Right::TenderRead) {
            ctx.actor.units_for(Right::TenderRead)
        } else {
            Some(Vec::new())
        },
        also: of(|own| !own.recused() && own.part == rows::DECIDES),
        hidden: of(OwnRow::recused),
        ..Filter::default()
    })
}

async fn gather(ctx: &Ctx, asked: &Asked) -> Result<List, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let filter = Filter {
        question: asked.q.replace('\0', ""),
        state: asked.state.replace('\0', ""),
        ..seen(ctx, &mut conn).await?
    };
    let total = rows::count(&mut conn, organisation, &filter).await?;
    let pages = ((total + LINES - 1) / LINES).max(1);
    let page = persian::parse_integer(&asked.page)
        .unwrap_or(1)
        .clamp(1, pages);
    let found = rows::list(&mut conn, organisation, &filter, LINES, (page - 1) * LINES).await?;
    let ids: Vec<String> = found.iter().map(|row| row.id.clone()).collect();
    let flags_seen = ctx.actor.may(Right::TenderRead);
    let without: &[&str] = if ctx.actor.may(Right::TenderJudge) {
        &[]
    } else {
        &crate::tenders::flags::ABOUT_PEOPLE
    };
    let flags = if flags_seen {
        rows::flag_counts(&mut conn, organisation, &ids, without).await?
    } else {
        Vec::new()
    };
    drop(conn);
    let at = |page: i64| {
        let page = page.to_string();
        let given = [
            ("q", asked.q.as_str()),
            ("state", &asked.state),
            ("page", &page),
        ];
        ctx.at(&format!(
            "/tenders?{}",
            serde_urlencoded::to_string(given).unwrap_or_default()
        ))
    };
    let lines = found.iter().map(|row| {
        let (state, badge) = state_word(t, &row.state);
        let count = flags
            .iter()
            .find(|(id, _)| *id == row.id)
            .map_or(0, |(_, count)| *count);
        Line {
            href: ctx.at(&format!("/tenders/{}", row.id)),
            title: row.title.clone(),
            ocid: row.ocid.clone(),
            unit: rules.unit_name(t.lang, Some(&row.unit)).to_owned(),
            state,
            badge,
            closes: row
                .closes_at
                .map_or_else(|| "–".to_owned(), |at| ctx.page.moment(&at)),
            flags: ctx.page.number(&count),
        }
    });
    Ok(List {
        question: asked.q.clone(),
        states: State::ALL
            .map(|s| Choice::new(s.code(), state_word(t, s.code()).0, &asked.state))
            .into(),
        found: t.tenders_found(total),
        lines: lines.collect(),
        import: if ctx.actor.may(Right::TenderRun) {
            ctx.at("/tenders/import")
        } else {
            String::new()
        },
        review: if ctx.actor.may(Right::TenderJudge) {
            ctx.at("/tenders/flags")
        } else {
            String::new()
        },
        lists: if flags_seen {
            ctx.at("/tenders/lists")
        } else {
            String::new()
        },
        flags_seen,
        place: t.desk_page_of(page, pages),
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

/// The list.
pub async fn page(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    match gather(&ctx, &asked).await {
        Ok(list) => render(&list),
        Err(why) => refusal(&ctx, why),
    }
}
