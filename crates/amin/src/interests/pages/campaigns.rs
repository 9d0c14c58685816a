//! Campaigns: opened by the integrity officer; who has not declared, by unit, with numbers.

use std::collections::BTreeMap;

use askama::Template;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::{DeadlineView, Posted, crumbs, deadline};
use crate::interests::acts::{self, NewCampaign, non_declarers};
use crate::interests::model::CAMPAIGN_DAYS;
use crate::interests::store as rows;
use crate::organisation::model::number_setting;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::page::{Crumb, FormErrors, Page, refusal, render_with};
use crate::platform::permissions::Right;

/// A unit's numbers and who of it has not declared.
struct UnitLine {
    name: String,
    expected: String,
    declared: String,
    missing: String,
    late: bool,
    names: String,
}

/// An older campaign.
struct Past {
    year: String,
    opened: String,
    deadline: String,
    declared: String,
}

#[derive(Template)]
#[template(path = "interests/campaigns.html")]
struct Campaigns {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    newest: String,
    newest_id: String,
    due: Option<DeadlineView>,
    expected: String,
    declared: String,
    missing: String,
    units: Vec<UnitLine>,
    past: Vec<Past>,
    may_open: bool,
    form: NewCampaign,
    errors: FormErrors,
    sentence: String,
}

/// The page.
pub async fn page(ctx: Ctx) -> Response {
    let days = async {
        let mut conn = ctx.read().await?;
        number_setting(&mut conn, ctx.organisation(), CAMPAIGN_DAYS, 20).await
    };
    match days.await {
        Ok(days) => {
            let form = NewCampaign {
                id: ctx.app.new_id(ctx.now),
                year: ctx
                    .page
                    .t
                    .lang
                    .digits(&persian::tehran_date(ctx.now.0).year().to_string()),
                working_days: ctx.page.number(&days),
            };
            show(
                &ctx,
                StatusCode::OK,
                form,
                FormErrors::default(),
                String::new(),
            )
            .await
        }
        Err(why) => refusal(&ctx, why.into()),
    }
}

/// Opens a campaign.
pub async fn open(ctx: Ctx, body: Bytes) -> Response {
    let form = Posted::read(&body);
    let form = NewCampaign {
        id: form.owned("id"),
        year: form.owned("year"),
        working_days: form.owned("working_days"),
    };
    let rules = match ctx.app.rules(ctx.organisation()).await {
        Ok(rules) => rules,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let (actor, now, input) = (ctx.actor.clone(), ctx.now, form.clone());
    let done = ctx
        .app
        .act(move |tx| {
            async move { acts::open_campaign(tx, &actor, now, &rules, &input).await }.boxed()
        })
        .await;
    match done {
        Ok(_) => see_other_saying(&ctx.at("/interests/campaigns"), "saved"),
        Err(ActError::Invalid(fields)) => {
            let errors = FormErrors::new(&ctx.page.t, &fields);
            show(
                &ctx,
                StatusCode::UNPROCESSABLE_ENTITY,
                form,
                errors,
                String::new(),
            )
            .await
        }
        Err(ActError::Refused(say)) => {
            let sentence = say.to(&ctx.page.t);
            show(
                &ctx,
                StatusCode::CONFLICT,
                form,
                FormErrors::default(),
                sentence,
            )
            .await
        }
        Err(why) => refusal(&ctx, why),
    }
}

/// Reminds now.
pub async fn remind(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let rules = match ctx.app.rules(ctx.organisation()).await {
        Ok(rules) => rules,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let base = format!("{}/{}", ctx.app.config.base_url, ctx.page.org());
    let done = ctx
        .app
        .act(move |tx| {
            async move { acts::remind(tx, &actor, now, &rules, &base, &id).await }.boxed()
        })
        .await;
    match done {
        Ok(_) => see_other_saying(&ctx.at("/interests/campaigns"), "sent"),
        Err(why) => refusal(&ctx, why),
    }
}

async fn show(
    ctx: &Ctx,
    status: StatusCode,
    form: NewCampaign,
    errors: FormErrors,
    sentence: String,
) -> Response {
    match gather(ctx, form, errors, sentence).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

async fn gather(
    ctx: &Ctx,
    form: NewCampaign,
    errors: FormErrors,
    sentence: String,
) -> Result<Campaigns, ActError> {
    let t = &ctx.page.t;
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let units = ctx.actor.units_for(Right::InterestRead);
    let sees = |unit: Option<&str>| {
        units
            .as_ref()
            .is_none_or(|units| unit.is_some_and(|unit| units.iter().any(|own| own == unit)))
    };
    let mut conn = ctx.read().await?;
    let campaigns = rows::campaigns(&mut conn, ctx.organisation()).await?;
    let staff = rows::staff(&mut conn, ctx.organisation()).await?;
    let mut page = Campaigns {
        crumbs: crumbs(ctx),
        here: ctx.at("/interests/campaigns"),
        newest: String::new(),
        newest_id: String::new(),
        due: None,
        expected: String::new(),
        declared: String::new(),
        missing: String::new(),
        units: Vec::new(),
        past: Vec::new(),
        may_open: ctx.actor.may(Right::InterestReview),
        form,
        errors,
        sentence,
        page: ctx.page.clone(),
    };
    if let Some(newest) = campaigns.first() {
        let missing = non_declarers(&mut conn, ctx.organisation(), &newest.id).await?;
        let late = ctx.now > newest.deadline_at;
        let mut by_unit: BTreeMap<Option<String>, (i64, Vec<String>)> = BTreeMap::new();
        for one in staff.iter().filter(|one| sees(one.unit.as_deref())) {
            let (expected, names) = by_unit.entry(one.unit.clone()).or_default();
            *expected += 1;
            if missing.iter().any(|other| other.person == one.person) {
                names.push(one.name.clone());
            }
        }
        let expected: i64 = by_unit.values().map(|(expected, _)| expected).sum();
        let lacking: i64 = by_unit.values().map(|(_, names)| count(names)).sum();
        page.newest = t.lang.digits(&newest.year.to_string());
        page.newest_id.clone_from(&newest.id);
        page.due = Some(deadline(ctx, &rules, newest.deadline_at, lacking == 0));
        page.expected = ctx.page.number(&expected);
        page.declared = ctx.page.number(&(expected - lacking));
        page.missing = ctx.page.number(&lacking);
        let mut lines: Vec<_> = by_unit.into_iter().collect();
        lines.sort_by_key(|(_, (_, names)): &(_, (i64, Vec<String>))| {
            std::cmp::Reverse(names.len())
        });
        page.units = lines
            .into_iter()
            .map(|(unit, (expected, names))| UnitLine {
                name: match rules.unit_name(t.lang, unit.as_deref()) {
                    "" => t.interests_no_unit().to_owned(),
                    name => name.to_owned(),
                },
                expected: ctx.page.number(&expected),
                declared: ctx.page.number(&(expected - count(&names))),
                missing: ctx.page.number(&count(&names)),
                late: late && !names.is_empty(),
                names: names.join(if t.lang == crate::platform::texts::Lang::Fa {
                    "، "
                } else {
                    ", "
                }),
            })
            .collect();
    }
    for old in campaigns.iter().skip(1).filter(|_| units.is_none()) {
        let declared = rows::declared_in(&mut conn, ctx.organisation(), &old.id).await?;
        page.past.push(Past {
            year: t.lang.digits(&old.year.to_string()),
            opened: ctx.page.day(&old.opened_at),
            deadline: ctx.page.day(&old.deadline_at),
            declared: ctx
                .page
                .number(&i64::try_from(declared.len()).unwrap_or(i64::MAX)),
        });
    }
    Ok(page)
}

fn count(names: &[String]) -> i64 {
    i64::try_from(names.len()).unwrap_or(i64::MAX)
}
