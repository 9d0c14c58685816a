//! The register of firms, for the integrity officer.

use askama::Template;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::{Posted, choices, crumbs};
use crate::interests::acts::{self, MOST_HOLDERS, NewFirm, NewHolder};
use crate::interests::model::{PartyKind, Share};
use crate::interests::store as rows;
use crate::interests::words;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, Crumb, FormErrors, Page, refusal, render_with};
use crate::platform::texts::Lang;

/// Somebody who holds a share or a post.
struct HolderLine {
    id: String,
    name: String,
    share: String,
    post: String,
    since: String,
    until: String,
    source: String,
}

struct FirmView {
    name: String,
    legal_id: String,
    source: String,
    /// How many hold shares, in words; empty where nobody has told.
    shareholders: String,
    holders: Vec<HolderLine>,
}

/// A row of the form.
struct HolderForm {
    number: String,
    prefix: String,
    kinds: Vec<Choice>,
    typed: NewHolder,
}

#[derive(Template)]
#[template(path = "interests/firms.html")]
struct Firms {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    list: Vec<FirmView>,
    form: NewFirm,
    holders: Vec<HolderForm>,
    errors: FormErrors,
}

/// The page.
pub async fn page(ctx: Ctx) -> Response {
    show(
        &ctx,
        StatusCode::OK,
        NewFirm::default(),
        FormErrors::default(),
    )
    .await
}

/// Records a firm or more of its holders.
pub async fn record(ctx: Ctx, body: Bytes) -> Response {
    let form = Posted::read(&body);
    let form = NewFirm {
        legal_id: form.owned("legal_id"),
        name: form.owned("name"),
        source: form.owned("source"),
        shareholders: form.owned("shareholders"),
        holders: (1..=MOST_HOLDERS)
            .map(|number| {
                let of = |name: &str| form.owned(&format!("h{number}-{name}"));
                NewHolder {
                    kind: of("kind"),
                    name: of("name"),
                    national_id: of("id"),
                    share: of("share"),
                    post: of("post"),
                    since: of("since"),
                }
            })
            .collect(),
    };
    let (actor, now, input) = (ctx.actor.clone(), ctx.now, form.clone());
    let done = ctx
        .app
        .act(move |tx| async move { acts::record_firm(tx, &actor, now, &input).await }.boxed())
        .await;
    match done {
        Ok(_) => see_other_saying(&ctx.at("/interests/firms"), "saved"),
        Err(ActError::Invalid(fields)) => {
            let errors = FormErrors::new(&ctx.page.t, &fields);
            show(&ctx, StatusCode::UNPROCESSABLE_ENTITY, form, errors).await
        }
        Err(why) => refusal(&ctx, why),
    }
}

/// Ends a holding.
pub async fn end(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let done = ctx
        .app
        .act(move |tx| async move { acts::end_holding(tx, &actor, now, &id).await }.boxed())
        .await;
    match done {
        Ok(_) => see_other_saying(&ctx.at("/interests/firms"), "saved"),
        Err(why) => refusal(&ctx, why),
    }
}

async fn show(ctx: &Ctx, status: StatusCode, form: NewFirm, errors: FormErrors) -> Response {
    match gather(ctx, form, errors).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

async fn gather(ctx: &Ctx, form: NewFirm, errors: FormErrors) -> Result<Firms, ActError> {
    let t = &ctx.page.t;
    let mut conn = ctx.read().await?;
    let firms = rows::firms(&mut conn, ctx.organisation()).await?;
    let holders = rows::firm_holders(&mut conn, ctx.organisation()).await?;
    drop(conn);
    let day = |text: &Option<String>| match text
        .as_deref()
        .and_then(|text| text.parse::<persian::Date>().ok())
    {
        Some(date) if t.lang == Lang::Fa => date.medium(),
        Some(date) => date.medium_en(),
        None => String::new(),
    };
    Ok(Firms {
        crumbs: crumbs(ctx),
        here: ctx.at("/interests/firms"),
        list: firms
            .into_iter()
            .map(|firm| FirmView {
                holders: holders
                    .iter()
                    .filter(|row| row.firm == firm.id)
                    .map(|row| HolderLine {
                        id: row.id.clone(),
                        name: row.holder.clone(),
                        share: row
                            .share
                            .and_then(Share::from_millionths)
                            .map_or_else(String::new, |share| share.words(t.lang)),
                        post: row.post.clone(),
                        since: day(&row.since),
                        until: day(&row.until),
                        source: row.source.clone(),
                    })
                    .collect(),
                legal_id: ctx.page.digits(&firm.id),
                shareholders: firm
                    .shareholders
                    .map_or_else(String::new, |count| t.interests_firm_shareholders_of(count)),
                name: firm.name,
                source: firm.source,
            })
            .collect(),
        holders: (1..=MOST_HOLDERS)
            .map(|number| {
                let typed = form.holders.get(number - 1).cloned().unwrap_or_default();
                HolderForm {
                    number: ctx.page.number(&i64::try_from(number).unwrap_or(i64::MAX)),
                    prefix: format!("h{number}"),
                    kinds: choices(
                        PartyKind::ALL,
                        PartyKind::code,
                        |kind| words::party_kind(t, kind),
                        &typed.kind,
                    ),
                    typed,
                }
            })
            .collect(),
        form,
        errors,
        page: ctx.page.clone(),
    })
}
