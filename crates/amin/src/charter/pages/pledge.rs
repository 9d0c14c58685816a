//! Pledging: the text once more, one box to tick, the password again.

use askama::Template;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::{Article, articles_of, crumbs, title_of, worded};
use crate::charter::{acts, store as rows};
use crate::interests::pages::Posted;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::page::{Crumb, FormErrors, Page, refusal, render_with, see_other};

#[derive(Template)]
#[template(path = "charter/pledge.html")]
struct Pledge {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    lead: String,
    version: String,
    again: bool,
    preamble: String,
    articles: Vec<Article>,
    stepped_up: bool,
    step_up: String,
    errors: FormErrors,
    sentence: String,
}

async fn show(ctx: &Ctx, status: StatusCode, errors: FormErrors, sentence: String) -> Response {
    let found = async {
        let (t, organisation) = (&ctx.page.t, ctx.organisation());
        let person = ctx.actor.person.as_deref().ok_or(ActError::Forbidden)?;
        let mut conn = ctx.read().await?;
        let current = rows::in_force(&mut conn, organisation, ctx.now)
            .await?
            .ok_or(ActError::NotFound)?;
        let own = rows::pledges_of(&mut conn, organisation, person).await?;
        if let Some(known) = own.iter().find(|row| row.version == current.id) {
            return Ok(Err(ctx.at(&format!("/charter/certificates/{}", known.id))));
        }
        let articles = rows::articles(&mut conn, organisation, &current.id).await?;
        let here = ctx.at("/charter/pledge");
        Ok::<_, ActError>(Ok(Pledge {
            crumbs: crumbs(ctx),
            title: title_of(ctx, &current),
            lead: t.charter_version_from(current.number, ctx.page.day(&current.effective_at)),
            version: current.id.clone(),
            again: !own.is_empty(),
            preamble: worded(t.lang, &current.preamble, &current.preamble_en).to_owned(),
            articles: articles_of(ctx, &articles),
            stepped_up: ctx.stepped_up,
            step_up: format!(
                "{}?next={}",
                ctx.at("/step-up"),
                crate::platform::outgoing::percent(&here)
            ),
            errors,
            sentence,
            page: ctx.page.clone(),
        }))
    };
    match found.await {
        Ok(Ok(page)) => render_with(status, &page),
        Ok(Err(certificate)) => see_other(&certificate),
        Err(why) => refusal(ctx, why),
    }
}

/// The page; who has pledged is led to the certificate.
pub async fn page(ctx: Ctx) -> Response {
    show(&ctx, StatusCode::OK, FormErrors::default(), String::new()).await
}

/// Pledges, after the password was entered a short time ago.
pub async fn pledge(ctx: Ctx, body: Bytes) -> Response {
    if let Some(first) = ctx.step_up_first(&ctx.at("/charter/pledge")) {
        return first;
    }
    let form = Posted::read(&body);
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let (version, agreed) = (form.owned("version"), form.get("agreed") == "yes");
    // The certificate stands on the sealed entry: the answer waits until a checkpoint covers it.
    let done = ctx
        .app
        .sealed_act(move |tx| {
            async move { acts::pledge(tx, &actor, now, &version, agreed).await }.boxed()
        })
        .await;
    match done {
        Ok((row, _)) => see_other_saying(
            &ctx.at(&format!("/charter/certificates/{}", row.id)),
            "saved",
        ),
        Err(ActError::Invalid(fields)) => {
            let errors = FormErrors::new(&ctx.page.t, &fields);
            show(
                &ctx,
                StatusCode::UNPROCESSABLE_ENTITY,
                errors,
                String::new(),
            )
            .await
        }
        Err(ActError::Refused(say)) => {
            let sentence = say.to(&ctx.page.t);
            show(&ctx, StatusCode::CONFLICT, FormErrors::default(), sentence).await
        }
        Err(why) => refusal(&ctx, why),
    }
}
