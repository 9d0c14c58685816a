//! Gifts: recorded by whom they were offered to; the reviewer sees all and what their givers have open.

use askama::Template;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::{Fact, Posted, choices, crumbs};
use crate::interests::acts::{self, NewGift, Settlement};
use crate::interests::model::{GIFT_LIMIT, GiftOutcome, PartyKind};
use crate::interests::store::{self as rows, Gift};
use crate::interests::words;
use crate::organisation::store::{account_names, setting};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::page::{
    Choice, Crumb, FormErrors, NavItem, Page, refusal, render, render_with,
};
use crate::platform::permissions::Right;
use crate::platform::texts::Lang;

/// Gifts of a list.
const MOST: i64 = 200;

/// A gift in a list.
struct Line {
    href: String,
    what: String,
    who: String,
    day: String,
    outcome: &'static str,
    badge: &'static str,
}

#[derive(Template)]
#[template(path = "interests/gifts.html")]
struct List {
    page: Page,
    crumbs: Vec<Crumb>,
    new: String,
    all: bool,
    limit: String,
    source: String,
    since: String,
    lines: Vec<Line>,
}

/// A stored Solar Hijri day in words.
fn day(ctx: &Ctx, stored: &str) -> String {
    match stored.parse::<persian::Date>() {
        Ok(date) if ctx.page.language() == Lang::Fa => date.medium(),
        Ok(date) => date.medium_en(),
        Err(_) => stored.to_owned(),
    }
}

/// The list: a person's own, all for who reviews.
pub async fn list(ctx: Ctx) -> Response {
    match gather(&ctx).await {
        Ok(list) => render(&list),
        Err(why) => refusal(&ctx, why),
    }
}

async fn gather(ctx: &Ctx) -> Result<List, ActError> {
    let t = &ctx.page.t;
    let all = ctx.actor.may(Right::InterestReview);
    let own = ctx.actor.account.as_deref().ok_or(ActError::NotFound)?;
    let mut conn = ctx.read().await?;
    let found = rows::gifts(&mut conn, ctx.organisation(), (!all).then_some(own), MOST).await?;
    let accounts: Vec<String> = found.iter().map(|gift| gift.account.clone()).collect();
    let names = account_names(&mut conn, ctx.organisation(), &accounts).await?;
    let limit = setting(&mut conn, ctx.organisation(), GIFT_LIMIT).await?;
    drop(conn);
    let rials = limit
        .as_ref()
        .and_then(|row| persian::parse_integer(&row.value).ok())
        .unwrap_or(0);
    Ok(List {
        crumbs: crumbs(ctx),
        new: ctx.at("/interests/gifts/new"),
        all,
        limit: t.interests_gift_limit(rials),
        source: limit
            .as_ref()
            .map_or_else(String::new, |row| row.source.clone()),
        since: limit.as_ref().map_or_else(String::new, |row| {
            t.lang
                .digits(&persian::to_ascii(&crate::organisation::model::solar_day(
                    &row.valid_from,
                )))
        }),
        lines: found
            .iter()
            .map(|gift| Line {
                href: ctx.at(&format!("/interests/gifts/{}", gift.id)),
                what: gift.what.clone(),
                who: names
                    .iter()
                    .find(|(id, _)| *id == gift.account)
                    .map_or_else(String::new, |(_, name)| name.clone()),
                day: day(ctx, &gift.happened_on),
                outcome: words::gift_outcome(t, gift.outcome()),
                badge: words::gift_badge(gift.outcome()),
            })
            .collect(),
        page: ctx.page.clone(),
    })
}

#[derive(Template)]
#[template(path = "interests/gift_new.html")]
struct New {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    form: NewGift,
    kinds: Vec<Choice>,
    outcomes: Vec<Choice>,
    errors: FormErrors,
}

fn show_form(ctx: &Ctx, status: StatusCode, form: NewGift, errors: FormErrors) -> Response {
    let t = &ctx.page.t;
    let mut back = crumbs(ctx);
    back.push(Crumb {
        label: t.interests_gifts_own().to_owned(),
        href: ctx.at("/interests/gifts"),
    });
    render_with(
        status,
        &New {
            crumbs: back,
            here: ctx.at("/interests/gifts/new"),
            kinds: choices(
                PartyKind::ALL,
                PartyKind::code,
                |kind| words::party_kind(t, kind),
                &form.giver_kind,
            ),
            outcomes: choices(
                GiftOutcome::ALL,
                GiftOutcome::code,
                |outcome| words::gift_outcome(t, outcome),
                &form.outcome,
            ),
            form,
            errors,
            page: ctx.page.clone(),
        },
    )
}

/// The form.
pub async fn new(ctx: Ctx) -> Response {
    let form = NewGift {
        id: ctx.app.new_id(ctx.now),
        giver_kind: PartyKind::Person.code().to_owned(),
        happened_on: ctx
            .page
            .t
            .lang
            .digits(&persian::tehran_date(ctx.now.0).to_string()),
        ..NewGift::default()
    };
    show_form(&ctx, StatusCode::OK, form, FormErrors::default())
}

/// Records a gift.
pub async fn record(ctx: Ctx, body: Bytes) -> Response {
    let form = Posted::read(&body);
    let form = NewGift {
        id: form.owned("id"),
        giver: form.owned("giver"),
        giver_kind: form.owned("giver_kind"),
        giver_id: form.owned("giver_id"),
        giver_phone: form.owned("giver_phone"),
        what: form.owned("what"),
        occasion: form.owned("occasion"),
        value: form.owned("value"),
        happened_on: form.owned("happened_on"),
        outcome: form.owned("outcome"),
        note: form.owned("note"),
    };
    let (actor, now, input) = (ctx.actor.clone(), ctx.now, form.clone());
    let done = ctx
        .app
        .act(move |tx| async move { acts::record_gift(tx, &actor, now, &input).await }.boxed())
        .await;
    match done {
        Ok((id, _)) => see_other_saying(&ctx.at(&format!("/interests/gifts/{id}")), "saved"),
        Err(ActError::Invalid(fields)) => {
            let errors = FormErrors::new(&ctx.page.t, &fields);
            show_form(&ctx, StatusCode::UNPROCESSABLE_ENTITY, form, errors)
        }
        Err(why) => refusal(&ctx, why),
    }
}

/// Something of the giver's that is open.
struct MatchLine {
    link: NavItem,
    basis: &'static str,
    finding: String,
}

#[derive(Template)]
#[template(path = "interests/gift.html")]
struct View {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    title: String,
    outcome: &'static str,
    badge: &'static str,
    facts: Vec<Fact>,
    note: String,
    matches: Vec<MatchLine>,
    reviewer: bool,
    open: bool,
    outcomes: Vec<Choice>,
    typed: Settlement,
    errors: FormErrors,
    sentence: String,
}

/// One gift.
pub async fn gift(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    show(
        &ctx,
        &id,
        StatusCode::OK,
        Settlement::default(),
        FormErrors::default(),
        String::new(),
    )
    .await
}

/// Settles a gift.
pub async fn settle(ctx: Ctx, Path((_, id)): Path<(String, String)>, body: Bytes) -> Response {
    let form = Posted::read(&body);
    let typed = Settlement {
        gift: id.clone(),
        outcome: form.owned("outcome"),
        value: form.owned("value"),
        note: form.owned("note"),
    };
    let (actor, now, input) = (ctx.actor.clone(), ctx.now, typed.clone());
    let done = ctx
        .app
        .act(move |tx| async move { acts::settle_gift(tx, &actor, now, &input).await }.boxed())
        .await;
    match done {
        Ok(_) => see_other_saying(&ctx.at(&format!("/interests/gifts/{id}")), "saved"),
        Err(ActError::Invalid(fields)) => {
            let errors = FormErrors::new(&ctx.page.t, &fields);
            show(
                &ctx,
                &id,
                StatusCode::UNPROCESSABLE_ENTITY,
                typed,
                errors,
                String::new(),
            )
            .await
        }
        Err(ActError::Refused(say)) => {
            let sentence = say.to(&ctx.page.t);
            show(
                &ctx,
                &id,
                StatusCode::CONFLICT,
                typed,
                FormErrors::default(),
                sentence,
            )
            .await
        }
        Err(why) => refusal(&ctx, why),
    }
}

async fn show(
    ctx: &Ctx,
    id: &str,
    status: StatusCode,
    typed: Settlement,
    errors: FormErrors,
    sentence: String,
) -> Response {
    match view(ctx, id, typed, errors, sentence).await {
        Ok(view) => render_with(status, &view),
        Err(why) => refusal(ctx, why),
    }
}

async fn view(
    ctx: &Ctx,
    id: &str,
    typed: Settlement,
    errors: FormErrors,
    sentence: String,
) -> Result<View, ActError> {
    if id.contains('\0') {
        return Err(ActError::NotFound);
    }
    let t = &ctx.page.t;
    let mut conn = ctx.read().await?;
    let row = rows::gift(&mut conn, ctx.organisation(), id)
        .await?
        .ok_or(ActError::NotFound)?;
    let reviewer = ctx.actor.may(Right::InterestReview);
    if !reviewer && ctx.actor.account.as_deref() != Some(&row.account) {
        return Err(ActError::NotFound);
    }
    let mut matches = if reviewer {
        rows::gift_matches(&mut conn, ctx.organisation(), id).await?
    } else {
        Vec::new()
    };
    // Who reviews gifts may keep out of a tender: then it does not exist for them.
    if let Some(person) = &ctx.actor.person {
        let own = crate::tenders::store::tenders_of(&mut conn, ctx.organisation(), person).await?;
        let hidden = |id: &str| own.iter().any(|own| own.tender == id && own.recused());
        matches.retain(|hit| !hidden(&hit.object_id));
    }
    let name = rows::person_name(&mut conn, ctx.organisation(), &row.person).await?;
    drop(conn);
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let mut back = crumbs(ctx);
    back.push(Crumb {
        label: t.interests_gifts_own().to_owned(),
        href: ctx.at("/interests/gifts"),
    });
    Ok(View {
        crumbs: back,
        here: ctx.at(&format!("/interests/gifts/{id}")),
        title: row.what.clone(),
        outcome: words::gift_outcome(t, row.outcome()),
        badge: words::gift_badge(row.outcome()),
        facts: facts(
            ctx,
            &row,
            &name,
            rules.unit_name(t.lang, row.unit.as_deref()),
        ),
        note: row.outcome_note.clone(),
        matches: matches
            .into_iter()
            .map(|hit| MatchLine {
                link: NavItem {
                    href: ctx.at(&match hit.object_type.as_str() {
                        "matter" => format!("/matters/{}", hit.object_id),
                        "tender" => format!("/tenders/{}", hit.object_id),
                        _ => format!("/desk/messages/{}", hit.object_id),
                    }),
                    label: match hit.object_type.as_str() {
                        "matter" => t.interests_match_matter(t.lang.digits(&hit.object_name)),
                        "tender" => t.interests_match_tender(&hit.object_name),
                        _ => t.interests_match_message(t.lang.digits(&hit.object_name)),
                    },
                    current: false,
                },
                basis: match hit.basis.as_str() {
                    "national-id" => t.interests_basis_id(),
                    "phone" => t.interests_basis_phone(),
                    "holder" => t.interests_basis_holder(),
                    _ => t.interests_basis_name(),
                },
                finding: ctx.at(&format!("/findings/{}", hit.finding)),
            })
            .collect(),
        reviewer,
        open: row.outcome() == GiftOutcome::Offered,
        outcomes: GiftOutcome::ALL
            .iter()
            .filter(|outcome| **outcome != GiftOutcome::Offered)
            .map(|outcome| {
                Choice::new(
                    outcome.code(),
                    words::gift_outcome(t, *outcome),
                    &typed.outcome,
                )
            })
            .collect(),
        typed,
        errors,
        sentence,
        page: ctx.page.clone(),
    })
}

fn facts(ctx: &Ctx, row: &Gift, name: &str, unit: &str) -> Vec<Fact> {
    let t = &ctx.page.t;
    let digits = |text: &Option<String>| {
        text.as_deref()
            .map_or_else(String::new, |text| ctx.page.digits(text))
    };
    [
        (t.interests_gift_giver(), row.giver.clone()),
        (
            t.interests_gift_giver_kind(),
            PartyKind::of(&row.giver_kind)
                .map_or_else(String::new, |kind| words::party_kind(t, kind).to_owned()),
        ),
        (t.interests_gift_giver_id(), digits(&row.giver_id)),
        (t.interests_gift_giver_phone(), digits(&row.giver_phone)),
        (t.interests_gift_to(), name.to_owned()),
        (t.interests_fact_unit(), unit.to_owned()),
        (t.interests_gift_occasion(), row.occasion.clone()),
        (
            t.interests_gift_value(),
            row.value_rials
                .map_or_else(String::new, |value| t.interests_rials(value)),
        ),
        (t.interests_gift_day(), day(ctx, &row.happened_on)),
        (
            t.interests_gift_recorded(),
            ctx.page.moment(&row.recorded_at),
        ),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| Fact { name, value })
    .collect()
}
