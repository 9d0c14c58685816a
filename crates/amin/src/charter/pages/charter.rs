//! The charter for everybody: its text, its versions, how many have pledged.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use super::{Article, articles_of, title_of, worded};
use crate::charter::store as rows;
use crate::interests::store::staff;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Page, refusal, render};
use crate::platform::permissions::Right;

/// A version in the list.
struct Version {
    href: String,
    name: String,
    effective: String,
    note: String,
    state: &'static str,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each opens one part of the page"
)]
#[derive(Template)]
#[template(path = "charter/charter.html")]
struct Charter {
    page: Page,
    title: String,
    preamble: String,
    articles: Vec<Article>,
    name: String,
    source: String,
    effective: String,
    hash: String,
    current: bool,
    number: String,
    share: String,
    versions: Vec<Version>,
    may_pledge: bool,
    certificate: String,
    may_edit: bool,
    may_read: bool,
    absent: bool,
}

async fn gather(ctx: &Ctx, number: Option<i64>) -> Result<Charter, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let mut conn = ctx.read().await?;
    let versions = rows::versions(&mut conn, organisation).await?;
    let current = rows::in_force(&mut conn, organisation, ctx.now).await?;
    let shown = match number {
        Some(number) => Some(
            versions
                .iter()
                .find(|row| row.number == number)
                .cloned()
                .ok_or(ActError::NotFound)?,
        ),
        None => current.clone(),
    };
    let of_current = |id: &str| current.as_ref().is_some_and(|row| row.id == id);
    let mut page = Charter {
        title: t.nav_charter().to_owned(),
        preamble: String::new(),
        articles: Vec::new(),
        name: String::new(),
        source: String::new(),
        effective: String::new(),
        hash: String::new(),
        current: false,
        number: String::new(),
        share: String::new(),
        versions: versions
            .iter()
            .map(|row| Version {
                href: ctx.at(&format!("/charter/versions/{}", row.number)),
                name: t.charter_version(row.number),
                effective: ctx.page.day(&row.effective_at),
                note: row.note.clone(),
                state: if of_current(&row.id) {
                    t.charter_state_in_force()
                } else if row.effective_at > ctx.now {
                    t.charter_state_ahead()
                } else {
                    t.charter_state_past()
                },
            })
            .collect(),
        may_pledge: false,
        certificate: String::new(),
        may_edit: ctx.actor.may(Right::CharterEdit),
        may_read: ctx.actor.may(Right::PledgeRead),
        absent: shown.is_none(),
        page: ctx.page.clone(),
    };
    let Some(shown) = shown else {
        return Ok(page);
    };
    let pledges = rows::pledges(&mut conn, organisation, &shown.id).await?;
    page.current = of_current(&shown.id);
    page.articles = articles_of(
        ctx,
        &rows::articles(&mut conn, organisation, &shown.id).await?,
    );
    page.number = ctx.page.number(&i64::try_from(pledges.len()).unwrap_or(0));
    if page.current {
        let people = staff(&mut conn, organisation).await?;
        let pledged = people
            .iter()
            .filter(|one| pledges.iter().any(|row| row.person == one.person))
            .count();
        page.share = t.charter_of_staff(pledged, people.len());
    }
    if let Some(person) = ctx.actor.person.as_deref() {
        match pledges.iter().find(|row| row.person == person) {
            Some(own) => page.certificate = ctx.at(&format!("/charter/certificates/{}", own.id)),
            None => page.may_pledge = page.current,
        }
    }
    page.title = title_of(ctx, &shown);
    page.preamble = worded(t.lang, &shown.preamble, &shown.preamble_en).to_owned();
    page.name = t.charter_version(shown.number);
    page.effective = ctx.page.day(&shown.effective_at);
    page.source = shown.source;
    page.hash = shown.text_hash;
    Ok(page)
}

/// The version in force.
pub async fn page(ctx: Ctx) -> Response {
    match gather(&ctx, None).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

/// Any version.
pub async fn version(ctx: Ctx, Path((_, number)): Path<(String, String)>) -> Response {
    let number = persian::parse_integer(&number).unwrap_or(0);
    match gather(&ctx, Some(number)).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}
