//! The first page of an organisation: what do you want to do?

use askama::Template;
use axum::response::Response;

use super::rules;
use crate::platform::context::Ctx;
use crate::platform::page::{Page, refusal, render};
use crate::publication;
use crate::voice::model::{Kind, Purpose};
use crate::voice::words;

struct Door {
    href: String,
    title: &'static str,
    text: &'static str,
    icon: &'static str,
}

#[derive(Template)]
#[template(path = "voice/home.html")]
struct Home {
    page: Page,
    name: String,
    kinds: Vec<Door>,
    doors: Vec<Door>,
    figures: Vec<publication::Headline>,
    days: i64,
}

/// The page.
pub async fn home(ctx: Ctx) -> Response {
    let rules = match rules(&ctx).await {
        Ok(rules) => rules,
        Err(answer) => return *answer,
    };
    let figures = match publication::headline(&ctx).await {
        Ok(figures) => figures,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let t = ctx.page.t;
    let kinds = Kind::ALL
        .iter()
        .map(|kind| Door {
            href: ctx.at(&format!("/voice/new?kind={}", kind.code())),
            title: words::kind(&t, *kind),
            text: words::kind_hint(&t, *kind),
            icon: match kind {
                Kind::Complaint => "caution",
                Kind::Criticism => "info",
                Kind::Suggestion => "star",
                Kind::Praise => "check",
                Kind::Information => "records",
            },
        })
        .collect();
    let door = |path: &str, title, text, icon| Door {
        href: ctx.at(path),
        title,
        text,
        icon,
    };
    render(&Home {
        kinds,
        doors: vec![
            door(
                "/services",
                t.voice_home_services(),
                t.voice_home_services_text(),
                "records",
            ),
            door(
                "/portal",
                t.voice_home_portal(),
                t.voice_home_portal_text(),
                "seal",
            ),
            door(
                "/voice/changes",
                t.nav_changes(),
                t.voice_home_changes_text(),
                "check",
            ),
        ],
        figures,
        days: rules
            .term(Purpose::Answer, Kind::Complaint, "", ctx.now)
            .working_days,
        name: ctx
            .page
            .organisation
            .as_ref()
            .map_or_else(String::new, |organisation| organisation.name.clone()),
        page: ctx.page,
    })
}
