//! The library of typical risks: read, chosen, taken into the register.

use askama::Template;
use axum::body::Bytes;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use serde::Deserialize;

use super::{Lists, owner_choices, source_words, tabs, unit_choices};
use crate::committee::pages::tried;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried};
use crate::platform::page::{Choice, NavItem, Page, refusal, render_with};
use crate::platform::permissions::Right;
use crate::platform::query;
use crate::risks::acts;
use crate::risks::library::{Typical, all};
use crate::risks::store::{self as rows, Filter};

/// What an address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    area: String,
}

/// A risk of the library.
struct Entry {
    code: &'static str,
    cause: &'static str,
    event: &'static str,
    effect: &'static str,
    prevents: &'static str,
    detects: &'static str,
    source: String,
    chosen: bool,
    /// How many of it the register has, with the address, or empty.
    taken: String,
    href: String,
}

struct Group {
    name: String,
    entries: Vec<Entry>,
}

#[derive(Template)]
#[template(path = "risks/library.html")]
struct Library {
    page: Page,
    tabs: Vec<NavItem>,
    question: String,
    areas: Vec<Choice>,
    asked_area: String,
    found: String,
    groups: Vec<Group>,
    edits: bool,
    units: Vec<Choice>,
    owners: Vec<Choice>,
    tried: Tried,
}

fn fits(typical: &Typical, asked: &Asked) -> bool {
    if !asked.area.is_empty() && typical.area != asked.area {
        return false;
    }
    let (fa, en) = (&typical.fa, &typical.en);
    let text = [
        typical.code,
        fa.cause,
        fa.event,
        fa.effect,
        fa.prevents,
        fa.detects,
        en.cause,
        en.event,
        en.effect,
        en.prevents,
        en.detects,
    ]
    .join(" ");
    let key = persian::index_key(&text);
    persian::search_terms(&asked.q)
        .iter()
        .all(|term| key.contains(term.as_str()))
}

async fn gather(
    ctx: &Ctx,
    asked: &Asked,
    codes: &[String],
    tried: Tried,
) -> Result<Library, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let lists = Lists::read(&mut conn, ctx, &rules).await?;
    let filter = Filter {
        state: "open".to_owned(),
        ..lists.filter(ctx)
    };
    let taken = rows::taken(&mut conn, organisation, &filter).await?;
    let owner = match tried.value("owner") {
        "" => ctx.actor.account.clone().unwrap_or_default(),
        owner => owner.to_owned(),
    };
    let owners = owner_choices(&mut conn, ctx, &owner).await?;
    drop(conn);
    let mut groups: Vec<Group> = Vec::new();
    let mut count = 0;
    let mut last = "";
    for typical in all().iter().filter(|typical| fits(typical, asked)) {
        count += 1;
        if typical.process != last {
            last = typical.process;
            groups.push(Group {
                name: format!(
                    "{} – {}",
                    lists.area_name(t, typical.area),
                    lists.process_name(t, typical.process)
                ),
                entries: Vec::new(),
            });
        }
        let words = typical.words(t.lang);
        let number = taken
            .iter()
            .find(|(code, _)| code == typical.code)
            .map_or(0, |(_, n)| *n);
        if let Some(group) = groups.last_mut() {
            group.entries.push(Entry {
                code: typical.code,
                cause: words.cause,
                event: words.event,
                effect: words.effect,
                prevents: words.prevents,
                detects: words.detects,
                source: source_words(t, typical.source),
                chosen: codes.iter().any(|code| code == typical.code),
                taken: if number > 0 {
                    t.risks_library_taken(number)
                } else {
                    String::new()
                },
                href: ctx.at(&format!("/risks?library={}", typical.code)),
            });
        }
    }
    Ok(Library {
        tabs: tabs(ctx, "/risks/library"),
        question: asked.q.clone(),
        areas: lists.area_choices(t, &asked.area),
        asked_area: asked.area.clone(),
        found: t.risks_library_found(count),
        groups,
        edits: ctx.actor.may(Right::RiskEdit),
        units: unit_choices(ctx, &rules, tried.value("unit")),
        owners,
        tried,
        page: ctx.page.clone(),
    })
}

async fn show(
    ctx: &Ctx,
    status: StatusCode,
    asked: &Asked,
    codes: &[String],
    tried: Tried,
) -> Response {
    match gather(ctx, asked, codes, tried).await {
        Ok(library) => render_with(status, &library),
        Err(why) => refusal(ctx, why),
    }
}

/// The library.
pub async fn page(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    show(&ctx, StatusCode::OK, &asked, &[], Tried::default()).await
}

/// Takes what was chosen.
pub async fn take(ctx: Ctx, body: Bytes) -> Response {
    let sent = query::fields(&body);
    let codes: Vec<String> = sent
        .iter()
        .filter(|(name, _)| name == "codes")
        .map(|(_, code)| code.clone())
        .collect();
    let fields: Fields = sent
        .into_iter()
        .filter(|(name, _)| name != "codes")
        .collect();
    let word = |name: &str| crate::platform::form::field(&fields, name).to_owned();
    let asked = Asked {
        q: word("asked_q"),
        area: word("asked_area"),
    };
    let rules = match ctx.app.rules(ctx.organisation()).await {
        Ok(rules) => rules,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let (actor, now, chosen, unit, owner) = (
        ctx.actor.clone(),
        ctx.now,
        codes.clone(),
        word("unit"),
        word("owner"),
    );
    let act = ctx.app.act(move |tx| {
        async move { acts::take(tx, &actor, now, &rules, &chosen, &unit, &owner).await }.boxed()
    });
    match act.await {
        Ok(_) => see_other_saying(&ctx.at("/risks?only=unassessed"), "saved"),
        Err(why) => match tried(&ctx, fields, why) {
            Ok((status, tried)) => show(&ctx, status, &asked, &codes, tried).await,
            Err(answer) => *answer,
        },
    }
}
