//! The kinds of committee as data.

use askama::Template;
use axum::extract::Form;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::{crumb, list, name_of, tried};
use crate::committee::acts::{self, APPLICABILITY, KindInput};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried, field};
use crate::platform::page::{Choice, Crumb, Page, refusal, render_with};
use crate::platform::permissions::Right;
use crate::platform::texts::Texts;

/// A kind in the list.
struct Line {
    name: String,
    source: String,
    applicability: &'static str,
    apart: String,
}

#[derive(Template)]
#[template(path = "committee/kinds.html")]
struct Kinds {
    page: Page,
    crumbs: Vec<Crumb>,
    lines: Vec<Line>,
    runs: bool,
    id: String,
    applicabilities: Vec<Choice>,
    aparts: Vec<Choice>,
    tried: Tried,
}

fn applicability_word(t: &Texts, code: &str) -> &'static str {
    match code {
        "binding" => t.organisation_binding(),
        "adopted" => t.organisation_adopted(),
        _ => t.organisation_reference(),
    }
}

async fn show(ctx: &Ctx, status: StatusCode, tried: Tried) -> Response {
    let t = &ctx.page.t;
    let found = async {
        let mut conn = ctx.read().await?;
        acts::kinds(&mut conn, ctx.organisation()).await
    };
    let all = match found.await {
        Ok(all) => all,
        Err(why) => return refusal(ctx, why),
    };
    let named = |id: &str| {
        all.iter()
            .find(|kind| kind.id == id)
            .map_or("", |kind| name_of(t.lang, &kind.name, &kind.name_en))
    };
    let chosen = match tried.value("applicability") {
        "" => "adopted",
        word => word,
    };
    let page = Kinds {
        crumbs: vec![crumb(ctx, t.nav_committee(), "/committee")],
        lines: (all.iter())
            .map(|kind| Line {
                name: name_of(t.lang, &kind.name, &kind.name_en).to_owned(),
                source: kind.source.clone(),
                applicability: applicability_word(t, &kind.applicability),
                apart: kind
                    .apart
                    .as_deref()
                    .map_or_else(String::new, |apart| named(apart).to_owned()),
            })
            .collect(),
        runs: ctx.actor.may(Right::CommitteeRun),
        id: match tried.value("id") {
            "" => ctx.app.new_id(ctx.now),
            id => id.to_owned(),
        },
        applicabilities: APPLICABILITY
            .iter()
            .map(|code| Choice::new(*code, applicability_word(t, code), chosen))
            .collect(),
        aparts: list::kinds(ctx, &all, tried.value("apart")),
        tried,
        page: ctx.page.clone(),
    };
    render_with(status, &page)
}

/// The page.
pub async fn page(ctx: Ctx) -> Response {
    show(&ctx, StatusCode::OK, Tried::default()).await
}

/// Adds a kind.
pub async fn put(ctx: Ctx, Form(fields): Form<Fields>) -> Response {
    let text = |name: &str| field(&fields, name).to_owned();
    let input = KindInput {
        id: text("id"),
        name: text("name"),
        name_en: text("name_en"),
        source: text("source"),
        applicability: text("applicability"),
        apart: text("apart"),
    };
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let act = ctx
        .app
        .act(move |tx| async move { acts::put_kind(tx, &actor, now, &input).await }.boxed());
    let done: Result<(), ActError> = act.await.map(|_| ());
    match done {
        Ok(()) => see_other_saying(&ctx.at("/committee/kinds"), "saved"),
        Err(why) => match tried(&ctx, fields, why) {
            Ok((status, tried)) => show(&ctx, status, tried).await,
            Err(answer) => *answer,
        },
    }
}
