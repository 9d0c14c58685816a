//! Open contracting data in, from the browser, and what came of each file.

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use sha2::{Digest, Sha256};

use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, Crumb, Page, refusal, render, render_with, see_other};
use crate::platform::permissions::Right;
use crate::platform::texts::Lang;
use crate::services::upload::read_upload;
use crate::tenders::acts::NewImport;
use crate::tenders::store::{self as rows, ImportRow};
use crate::tenders::{acts, flags, model, words};

/// Imports that are listed.
const LISTED: i64 = 30;

/// A file that was taken in.
struct Line {
    href: String,
    file: String,
    unit: String,
    new: String,
    changed: String,
    same: String,
    left: String,
    when: String,
}

#[derive(Template)]
#[template(path = "tenders/import.html")]
struct Import {
    page: Page,
    crumbs: Vec<Crumb>,
    action: String,
    units: Vec<Choice>,
    error: String,
    lines: Vec<Line>,
}

fn crumbs(ctx: &Ctx) -> Vec<Crumb> {
    vec![Crumb {
        label: ctx.page.t.nav_tenders().to_owned(),
        href: ctx.at("/tenders"),
    }]
}

fn line(ctx: &Ctx, row: &ImportRow, unit: &str) -> Line {
    Line {
        href: ctx.at(&format!("/tenders/imports/{}", row.id)),
        file: row.file_name.clone(),
        unit: unit.to_owned(),
        new: ctx.page.number(&row.fresh),
        changed: ctx.page.number(&row.changed),
        same: ctx.page.number(&row.unchanged),
        left: ctx.page.number(&row.left_out),
        when: ctx.page.moment(&row.at),
    }
}

async fn gather(ctx: &Ctx, unit: &str, error: String) -> Result<Import, ActError> {
    let t = &ctx.page.t;
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let mut conn = ctx.read().await?;
    let imports = rows::imports(&mut conn, ctx.organisation(), LISTED).await?;
    drop(conn);
    let own = ctx.actor.units_for(Right::TenderRun);
    let offered = rules
        .units
        .iter()
        .filter(|unit| unit.active && own.as_ref().is_none_or(|own| own.contains(&unit.id)));
    let units = offered.map(|u| Choice::new(&u.id, rules.unit_name(t.lang, Some(&u.id)), unit));
    let lines = imports
        .iter()
        .filter(|row| ctx.actor.may_for(Right::TenderRun, Some(&row.unit)))
        .map(|row| line(ctx, row, rules.unit_name(t.lang, Some(&row.unit))));
    Ok(Import {
        crumbs: crumbs(ctx),
        action: ctx.at("/tenders/import"),
        units: units.collect(),
        error,
        lines: lines.collect(),
        page: ctx.page.clone(),
    })
}

async fn show(ctx: &Ctx, status: StatusCode, unit: &str, error: String) -> Response {
    match gather(ctx, unit, error).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

/// The form.
pub async fn page(ctx: Ctx) -> Response {
    show(&ctx, StatusCode::OK, "", String::new()).await
}

/// Takes a file in, computes the flags, and leads to its report.
pub async fn take(ctx: Ctx, body: Result<Multipart, MultipartRejection>) -> Response {
    let t = ctx.page.t;
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    let upload = match read_upload(body).await {
        Ok(upload) => upload,
        Err(ActError::Refused(say)) => return show(&ctx, wrong, "", say.to(&t)).await,
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
    let (processes, left) = match read {
        Ok(Ok(read)) => read,
        Ok(Err(why)) => return show(&ctx, wrong, &unit, words::unreadable(&t, &why)).await,
        Err(why) => return refusal(&ctx, store::Error::Corrupt(why.to_string()).into()),
    };
    let new = NewImport {
        unit,
        file_name: upload.file_name.clone(),
        sha256: hex::encode(Sha256::digest(&upload.bytes)),
        left,
    };
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let act = ctx.app.act(move |tx| {
        async move {
            let taken = acts::take_in(tx, &actor, now, &new.unit, &processes).await?;
            acts::keep_import(tx, &actor, now, &new, taken).await
        }
        .boxed()
    });
    let id = match act.await {
        Ok((id, _)) => id,
        Err(why) => return refusal(&ctx, why),
    };
    if let Err(why) = flags::refresh(&ctx.app, ctx.organisation()).await {
        return refusal(&ctx, why);
    }
    see_other(&ctx.at(&format!("/tenders/imports/{id}")))
}

#[derive(Template)]
#[template(path = "tenders/import_report.html")]
struct Report {
    page: Page,
    crumbs: Vec<Crumb>,
    line: Line,
    result: String,
    left: Vec<(String, String)>,
    cut: bool,
}

/// What came of an import: which lines were not taken, why, and how to mend them.
pub async fn report(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    match found(&ctx, &id).await {
        Ok(report) => render(&report),
        Err(why) => refusal(&ctx, why),
    }
}

async fn found(ctx: &Ctx, id: &str) -> Result<Report, ActError> {
    if id.contains('\0') {
        return Err(ActError::NotFound);
    }
    let t = &ctx.page.t;
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let mut conn = ctx.read().await?;
    let row = rows::import(&mut conn, ctx.organisation(), id)
        .await?
        .filter(|row| ctx.actor.may_for(Right::TenderRun, Some(&row.unit)))
        .ok_or(ActError::NotFound)?;
    drop(conn);
    let told: Vec<(u64, String, String)> = serde_json::from_str(&row.report)
        .map_err(|why| store::Error::Corrupt(format!("tender_import {}: {why}", row.id)))?;
    let mut crumbs = crumbs(ctx);
    crumbs.push(Crumb {
        label: t.tenders_import().to_owned(),
        href: ctx.at("/tenders/import"),
    });
    Ok(Report {
        crumbs,
        line: line(ctx, &row, rules.unit_name(t.lang, Some(&row.unit))),
        result: t.tenders_import_done(row.fresh, row.changed, row.unchanged),
        cut: i64::try_from(told.len()).unwrap_or(i64::MAX) < row.left_out,
        left: told
            .into_iter()
            .map(|(place, fa, en)| {
                let why = if t.lang == Lang::Fa { fa } else { en };
                (t.lang.digits(&place.to_string()), why)
            })
            .collect(),
        page: ctx.page.clone(),
    })
}
