//! Open contracting data in, from the browser.

use askama::Template;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, Crumb, Page, refusal, render_with};
use crate::platform::permissions::Right;
use crate::services::upload::read_upload;
use crate::tenders::{acts, flags, model};

/// Lines that were not taken and are shown.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "tenders/import.html")]
struct Import {
    page: Page,
    crumbs: Vec<Crumb>,
    action: String,
    units: Vec<Choice>,
    error: String,
    result: String,
    left: Vec<(String, String)>,
}

async fn show(
    ctx: &Ctx,
    status: StatusCode,
    unit: &str,
    error: String,
    result: String,
    left: Vec<(String, String)>,
) -> Response {
    let t = &ctx.page.t;
    let rules = match ctx.app.rules(ctx.organisation()).await {
        Ok(rules) => rules,
        Err(why) => return refusal(ctx, why.into()),
    };
    let own = ctx.actor.units_for(Right::TenderRun);
    let offered = rules
        .units
        .iter()
        .filter(|unit| unit.active && own.as_ref().is_none_or(|own| own.contains(&unit.id)));
    let units = offered.map(|u| Choice::new(&u.id, rules.unit_name(t.lang, Some(&u.id)), unit));
    render_with(
        status,
        &Import {
            crumbs: vec![Crumb {
                label: t.nav_tenders().to_owned(),
                href: ctx.at("/tenders"),
            }],
            action: ctx.at("/tenders/import"),
            units: units.collect(),
            error,
            result,
            left,
            page: ctx.page.clone(),
        },
    )
}

/// The form.
pub async fn page(ctx: Ctx) -> Response {
    show(
        &ctx,
        StatusCode::OK,
        "",
        String::new(),
        String::new(),
        Vec::new(),
    )
    .await
}

/// Takes a file in, and computes the flags.
pub async fn take(ctx: Ctx, body: Result<Multipart, MultipartRejection>) -> Response {
    let t = ctx.page.t;
    let upload = match read_upload(body).await {
        Ok(upload) => upload,
        Err(ActError::Refused(say)) => {
            let error = say.to(&t);
            return show(
                &ctx,
                StatusCode::UNPROCESSABLE_ENTITY,
                "",
                error,
                String::new(),
                Vec::new(),
            )
            .await;
        }
        Err(why) => return refusal(&ctx, why),
    };
    let unit = upload
        .fields
        .iter()
        .find(|(name, _)| name == "unit")
        .map_or("", |(_, unit)| unit.as_str())
        .to_owned();
    let bytes = upload.bytes.clone();
    let read = tokio::task::spawn_blocking(move || model::read(&bytes)).await;
    let (processes, left) = match read.map_err(|why| why.to_string()).and_then(|read| read) {
        Ok(read) => read,
        Err(why) => {
            let error = t.tenders_import_unreadable(&why);
            return show(
                &ctx,
                StatusCode::UNPROCESSABLE_ENTITY,
                &unit,
                error,
                String::new(),
                Vec::new(),
            )
            .await;
        }
    };
    let (actor, now, of) = (ctx.actor.clone(), ctx.now, unit.clone());
    let act = ctx.app.act(move |tx| {
        async move { acts::take_in(tx, &actor, now, &of, &processes).await }.boxed()
    });
    let taken = match act.await {
        Ok((taken, _)) => taken,
        Err(why) => return refusal(&ctx, why),
    };
    if let Err(why) = flags::refresh(&ctx.app, ctx.organisation()).await {
        return refusal(&ctx, why);
    }
    let result = t.tenders_import_done(taken.new, taken.changed, taken.same);
    let named = left
        .iter()
        .take(SHOWN)
        .map(|left| (t.lang.digits(&left.place.to_string()), left.why.clone()));
    show(
        &ctx,
        StatusCode::OK,
        &unit,
        String::new(),
        result,
        named.collect(),
    )
    .await
}
