//! A decision is recorded; a record is read and withdrawn.

use askama::Template;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::{crumbs, day_words, kind_word, units};
use crate::organisation::store::account_names;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried};
use crate::platform::page::{Choice, Crumb, FormErrors, Page, refusal, render_with};
use crate::platform::permissions::Right;
use crate::platform::query::fields;
use crate::waivers::acts;
use crate::waivers::model::{Kind, NewWaiver, State};
use crate::waivers::store as rows;

#[derive(Template)]
#[template(path = "waivers/new.html")]
struct New {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    kinds: Vec<Choice>,
    units: Vec<Choice>,
    tried: Tried,
}

/// The form.
pub async fn page(ctx: Ctx) -> Response {
    show(&ctx, StatusCode::OK, Tried::default()).await
}

async fn show(ctx: &Ctx, status: StatusCode, tried: Tried) -> Response {
    let t = &ctx.page.t;
    let units = match units(ctx, tried.value("unit")).await {
        Ok(units) => units,
        Err(why) => return refusal(ctx, why),
    };
    let new = New {
        crumbs: crumbs(ctx),
        here: ctx.at("/waivers/new"),
        kinds: Kind::ALL
            .iter()
            .map(|kind| Choice::new(kind.code(), kind_word(t, kind.code()), tried.value("kind")))
            .collect(),
        units,
        tried,
        page: ctx.page.clone(),
    };
    render_with(status, &new)
}

fn posted(body: &[u8]) -> Fields {
    fields(body).into_iter().collect()
}

/// Records a decision.
pub async fn record(ctx: Ctx, body: Bytes) -> Response {
    let mut tried = Tried {
        fields: posted(&body),
        ..Tried::default()
    };
    let of = |name: &str| tried.value(name).to_owned();
    let input = NewWaiver {
        number: of("number"),
        kind: of("kind"),
        subject: of("subject"),
        legal_basis: of("legal_basis"),
        reason: of("reason"),
        base: of("base"),
        amount: of("amount"),
        decided_on: of("decided_on"),
        decider: of("decider"),
        decider_username: of("decider_username"),
        unit: Some(of("unit")),
        beneficiary: of("beneficiary"),
        beneficiary_id: of("beneficiary_id"),
        beneficiary_group: of("beneficiary_group"),
        district: of("district"),
    };
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let done = ctx
        .app
        .act(move |tx| async move { acts::record(tx, &actor, now, &input).await }.boxed())
        .await;
    match done {
        Ok((id, _)) => see_other_saying(&ctx.at(&format!("/waivers/{id}")), "saved"),
        Err(ActError::Invalid(wrong)) => {
            tried.errors = FormErrors::new(&ctx.page.t, &wrong);
            show(&ctx, StatusCode::UNPROCESSABLE_ENTITY, tried).await
        }
        Err(why) => refusal(&ctx, why),
    }
}

#[derive(Template)]
#[template(path = "waivers/one.html")]
struct One {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    number: String,
    subject: String,
    facts: Vec<(&'static str, String)>,
    withdrawn: bool,
    state_reason: String,
    may_withdraw: bool,
    tried: Tried,
}

/// A record.
pub async fn one(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    show_one(&ctx, &id, StatusCode::OK, Tried::default()).await
}

async fn show_one(ctx: &Ctx, id: &str, status: StatusCode, tried: Tried) -> Response {
    match gather(ctx, id, tried).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

async fn gather(ctx: &Ctx, id: &str, tried: Tried) -> Result<One, ActError> {
    if id.contains('\0') {
        return Err(ActError::NotFound);
    }
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let mut conn = ctx.read().await?;
    let row = rows::one(&mut conn, ctx.organisation(), id)
        .await?
        .ok_or(ActError::NotFound)?;
    let unit = row.unit.as_deref();
    ctx.actor
        .require(Right::WaiverRead, unit)
        .map_err(|_| ActError::NotFound)?;
    let by: Vec<String> = row
        .recorded_by
        .iter()
        .chain(&row.decider_account)
        .cloned()
        .collect();
    let names = account_names(&mut conn, ctx.organisation(), &by).await?;
    let named = |account: &Option<String>| {
        let found = names.iter().find(|(id, _)| Some(id) == account.as_ref());
        found.map(|(_, name)| name.clone())
    };
    drop(conn);
    let t = &ctx.page.t;
    let rials = |n: i64| t.waivers_rials(t.lang.integer(n));
    let facts = [
        (t.waivers_kind(), kind_word(t, &row.kind).to_owned()),
        (t.waivers_basis(), row.legal_basis.clone()),
        (t.waivers_reason(), row.reason.clone()),
        (
            t.waivers_base(),
            row.base_rials.map_or_else(String::new, rials),
        ),
        (t.waivers_amount(), rials(row.amount_rials)),
        (t.waivers_day(), day_words(t, &row.decided_on)),
        (t.waivers_decider(), row.decider.clone()),
        (
            t.waivers_decider_account(),
            named(&row.decider_account).unwrap_or_default(),
        ),
        (
            t.waivers_unit(),
            unit.map_or_else(String::new, |unit| {
                rules.unit_name(t.lang, Some(unit)).to_owned()
            }),
        ),
        (t.waivers_beneficiary(), row.beneficiary.clone()),
        (t.waivers_group(), row.beneficiary_group.clone()),
        (t.waivers_district(), row.district.clone()),
        (
            t.waivers_recorded(),
            format!(
                "{} · {}",
                ctx.page.day(&row.recorded_at),
                named(&row.recorded_by).unwrap_or_else(|| t.desk_program().to_owned())
            ),
        ),
    ];
    let withdrawn = State::of(&row.state) == Some(State::Withdrawn);
    Ok(One {
        crumbs: crumbs(ctx),
        here: ctx.at(&format!("/waivers/{id}")),
        facts: facts
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect(),
        may_withdraw: !withdrawn && ctx.actor.may_for(Right::WaiverRecord, unit),
        withdrawn,
        state_reason: row.state_reason,
        number: row.number,
        subject: row.subject,
        tried,
        page: ctx.page.clone(),
    })
}

/// Withdraws a record.
pub async fn withdraw(ctx: Ctx, Path((_, id)): Path<(String, String)>, body: Bytes) -> Response {
    let mut tried = Tried {
        fields: posted(&body),
        ..Tried::default()
    };
    let (actor, now, of, reason) = (
        ctx.actor.clone(),
        ctx.now,
        id.clone(),
        tried.value("reason").to_owned(),
    );
    let done = ctx
        .app
        .act(move |tx| async move { acts::withdraw(tx, &actor, now, &of, &reason).await }.boxed())
        .await;
    match done {
        Ok(_) => see_other_saying(&ctx.at(&format!("/waivers/{id}")), "saved"),
        Err(ActError::Invalid(wrong)) => {
            tried.errors = FormErrors::new(&ctx.page.t, &wrong);
            show_one(&ctx, &id, StatusCode::UNPROCESSABLE_ENTITY, tried).await
        }
        Err(why) => refusal(&ctx, why),
    }
}
