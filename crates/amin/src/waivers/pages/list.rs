//! The register for who may read it; for everybody the sums of groups that are large enough.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;

use super::{day_words, kind_word};
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, Page, refusal, render};
use crate::platform::permissions::Right;
use crate::services::view::SMALLEST_GROUP;
use crate::waivers::model::{Kind, State};
use crate::waivers::store::{self as rows, Filter};

/// Lines of a page.
const LINES: i64 = 25;

/// What an address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    kind: String,
    page: String,
}

/// A record in the list.
struct Line {
    href: String,
    number: String,
    subject: String,
    kind: &'static str,
    amount: String,
    decider: String,
    day: String,
    withdrawn: bool,
}

/// A sum for everybody.
struct Sum {
    kind: &'static str,
    basis: String,
    records: String,
    rials: String,
}

#[derive(Template)]
#[template(path = "waivers/list.html")]
struct List {
    page: Page,
    reader: bool,
    sums: Vec<Sum>,
    sums_note: String,
    question: String,
    kinds: Vec<Choice>,
    found: String,
    lines: Vec<Line>,
    new: String,
    import: String,
    treatment: String,
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
    let reader = ctx.actor.may(Right::WaiverRead);
    let filter = Filter {
        question: asked.q.replace('\0', ""),
        kind: Kind::of(&asked.kind).map_or_else(String::new, |kind| kind.code().to_owned()),
        units: ctx.actor.units_for(Right::WaiverRead),
    };
    let mut conn = ctx.read().await?;
    let least = i64::try_from(SMALLEST_GROUP).unwrap_or(10);
    let sums = rows::sums(&mut conn, ctx.organisation(), least).await?;
    let (total, found, page, pages) = if reader {
        let total = rows::count(&mut conn, ctx.organisation(), &filter).await?;
        let pages = ((total + LINES - 1) / LINES).max(1);
        let page = persian::parse_integer(&asked.page)
            .unwrap_or(1)
            .clamp(1, pages);
        let from = (page - 1) * LINES;
        let found = rows::list(&mut conn, ctx.organisation(), &filter, LINES, from).await?;
        (total, found, page, pages)
    } else {
        (0, Vec::new(), 1, 1)
    };
    drop(conn);
    let at = |page: i64| {
        let page = page.to_string();
        let given = [
            ("q", asked.q.as_str()),
            ("kind", &asked.kind),
            ("page", &page),
        ];
        let query = serde_urlencoded::to_string(given).unwrap_or_default();
        ctx.at(&format!("/waivers?{query}"))
    };
    let if_may = |right: Right, path: &str| {
        if ctx.actor.may(right) {
            ctx.at(path)
        } else {
            String::new()
        }
    };
    Ok(List {
        reader,
        sums: sums
            .into_iter()
            .map(|(kind, basis, records, rials)| Sum {
                kind: kind_word(t, &kind),
                basis,
                records: t.lang.integer(records),
                rials: t.waivers_rials(t.lang.integer(rials)),
            })
            .collect(),
        sums_note: t.waivers_sums_note(least),
        question: asked.q.clone(),
        kinds: Kind::ALL
            .iter()
            .map(|kind| Choice::new(kind.code(), kind_word(t, kind.code()), &asked.kind))
            .collect(),
        found: t.waivers_found(total),
        lines: found
            .into_iter()
            .map(|row| Line {
                href: ctx.at(&format!("/waivers/{}", row.id)),
                kind: kind_word(t, &row.kind),
                amount: t.waivers_rials(t.lang.integer(row.amount_rials)),
                day: day_words(t, &row.decided_on),
                withdrawn: State::of(&row.state) == Some(State::Withdrawn),
                number: row.number,
                subject: row.subject,
                decider: row.decider,
            })
            .collect(),
        new: if_may(Right::WaiverRecord, "/waivers/new"),
        import: if_may(Right::WaiverRecord, "/waivers/import"),
        treatment: if_may(Right::WaiverRead, "/waivers/treatment"),
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
