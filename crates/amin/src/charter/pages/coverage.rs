//! Who has pledged and who has not, by unit and by level.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use futures::FutureExt;

use super::{crumbs, level_word};
use crate::charter::model::Level;
use crate::charter::{acts, store as rows};
use crate::interests::store::{Staff, staff};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::page::{Crumb, Page, refusal, render};
use crate::platform::permissions::Right;

/// One unit or level.
struct Line {
    name: String,
    expected: String,
    pledged: String,
    missing: String,
    names: String,
    late: bool,
}

#[derive(Template)]
#[template(path = "charter/coverage.html")]
struct Coverage {
    page: Page,
    crumbs: Vec<Crumb>,
    version: String,
    expected: String,
    pledged: String,
    missing: String,
    any_missing: bool,
    units: Vec<Line>,
    levels: Vec<Line>,
    may_remind: bool,
}

fn line(ctx: &Ctx, name: String, people: &[(&Staff, bool)], named: bool) -> Line {
    let number = |count: usize| ctx.page.number(&i64::try_from(count).unwrap_or(i64::MAX));
    let missing: Vec<&str> = people
        .iter()
        .filter(|(_, pledged)| !pledged)
        .map(|(one, _)| one.name.as_str())
        .collect();
    Line {
        name,
        expected: number(people.len()),
        pledged: number(people.len() - missing.len()),
        missing: number(missing.len()),
        late: !missing.is_empty(),
        names: if named {
            missing.join(if ctx.page.lang == "fa" { "، " } else { ", " })
        } else {
            String::new()
        },
    }
}

async fn gather(ctx: &Ctx) -> Result<Coverage, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let current = rows::in_force(&mut conn, organisation, ctx.now)
        .await?
        .ok_or(ActError::NotFound)?;
    let pledges = rows::pledges(&mut conn, organisation, &current.id).await?;
    let levels = rows::levels(&mut conn, organisation).await?;
    let scope = ctx.actor.units_for(Right::PledgeRead);
    let mut people = staff(&mut conn, organisation).await?;
    drop(conn);
    if let Some(units) = &scope {
        people.retain(|one| one.unit.as_ref().is_some_and(|unit| units.contains(unit)));
    }
    let stands: Vec<(&Staff, bool)> = people
        .iter()
        .map(|one| (one, pledges.iter().any(|row| row.person == one.person)))
        .collect();
    let mut by_unit: BTreeMap<&str, Vec<(&Staff, bool)>> = BTreeMap::new();
    for stand in &stands {
        by_unit
            .entry(stand.0.unit.as_deref().unwrap_or(""))
            .or_default()
            .push(*stand);
    }
    let order = |unit: &str| rules.units.iter().position(|row| row.id == unit);
    let mut units: Vec<_> = by_unit.into_iter().collect();
    units.sort_by_key(|(unit, _)| order(unit).unwrap_or(usize::MAX));
    let level_of = |account: &str| {
        levels
            .iter()
            .find(|(one, _)| one == account)
            .map_or(Level::Employee, |(_, level)| *level)
    };
    let number = |count: usize| ctx.page.number(&i64::try_from(count).unwrap_or(i64::MAX));
    let pledged = stands.iter().filter(|(_, pledged)| *pledged).count();
    Ok(Coverage {
        crumbs: crumbs(ctx),
        version: t.charter_version_from(current.number, ctx.page.day(&current.effective_at)),
        expected: number(stands.len()),
        pledged: number(pledged),
        missing: number(stands.len() - pledged),
        any_missing: pledged < stands.len(),
        units: units
            .into_iter()
            .map(|(unit, people)| {
                let name = rules.unit_name(t.lang, Some(unit).filter(|unit| !unit.is_empty()));
                let name = if name.is_empty() {
                    t.charter_no_unit()
                } else {
                    name
                };
                line(ctx, name.to_owned(), &people, true)
            })
            .collect(),
        levels: Level::ALL
            .iter()
            .filter_map(|level| {
                let of: Vec<_> = (stands.iter().copied())
                    .filter(|(one, _)| level_of(&one.account) == *level)
                    .collect();
                let name = level_word(t, level.code()).to_owned();
                (!of.is_empty()).then(|| line(ctx, name, &of, false))
            })
            .collect(),
        may_remind: ctx.actor.may(Right::CharterEdit),
        page: ctx.page.clone(),
    })
}

/// The page.
pub async fn page(ctx: Ctx) -> Response {
    match gather(&ctx).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

/// Reminds now.
pub async fn remind(ctx: Ctx) -> Response {
    let done = async {
        let rules = ctx.app.rules(ctx.organisation()).await?;
        let mut conn = ctx.read().await?;
        let current = rows::in_force(&mut conn, ctx.organisation(), ctx.now)
            .await?
            .ok_or(ActError::NotFound)?;
        drop(conn);
        let base = format!("{}{}", ctx.app.config.base_url, ctx.at(""));
        let (actor, now) = (ctx.actor.clone(), ctx.now);
        ctx.app
            .act(move |tx| {
                async move {
                    acts::remind(tx, &actor, now, &rules, &base, &current.id, false).await
                }
                .boxed()
            })
            .await
    };
    match done.await {
        Ok(_) => see_other_saying(&ctx.at("/charter/coverage"), "sent"),
        Err(why) => refusal(&ctx, why),
    }
}
