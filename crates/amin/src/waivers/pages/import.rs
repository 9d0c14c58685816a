//! Waivers from a table, from the browser.

use askama::Template;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::{crumbs, units};
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, Crumb, Page, refusal, render_with};
use crate::services::staff::say_sheet_error;
use crate::services::upload::{Upload, read_upload};
use crate::waivers::acts::{self, Imported};
use crate::waivers::import::{COLUMNS, read_rows};

/// Rows that were not taken and are shown.
const SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "waivers/import.html")]
struct Import {
    page: Page,
    crumbs: Vec<Crumb>,
    action: String,
    units: Vec<Choice>,
    columns: Vec<(&'static str, &'static str, String)>,
    error: String,
    result: String,
    left: Vec<(String, String)>,
}

/// What was chosen beside the file.
#[derive(Default)]
struct Chosen {
    unit: String,
    mapping: Vec<(String, String)>,
}

async fn show(
    ctx: &Ctx,
    status: StatusCode,
    chosen: &Chosen,
    error: String,
    done: Option<&Imported>,
) -> Response {
    let t = &ctx.page.t;
    let units = match units(ctx, &chosen.unit).await {
        Ok(units) => units,
        Err(why) => return refusal(ctx, why),
    };
    let page = Import {
        crumbs: crumbs(ctx),
        action: ctx.at("/waivers/import"),
        units,
        columns: COLUMNS
            .iter()
            .map(|(code, heads)| {
                let told = chosen.mapping.iter().find(|(known, _)| known == code);
                (
                    *code,
                    heads[0],
                    told.map_or_else(String::new, |(_, head)| head.clone()),
                )
            })
            .collect(),
        error,
        result: done.map_or_else(String::new, |done| {
            t.waivers_import_done(done.new, done.unchanged, done.refused.len())
        }),
        left: done.map_or_else(Vec::new, |done| {
            done.refused
                .iter()
                .take(SHOWN)
                .map(|(number, why)| (t.lang.digits(&number.to_string()), why.to(t)))
                .collect()
        }),
        page: ctx.page.clone(),
    };
    render_with(status, &page)
}

/// The form.
pub async fn page(ctx: Ctx) -> Response {
    show(
        &ctx,
        StatusCode::OK,
        &Chosen::default(),
        String::new(),
        None,
    )
    .await
}

/// Takes a table in.
pub async fn take(ctx: Ctx, body: Result<Multipart, MultipartRejection>) -> Response {
    let mut chosen = Chosen::default();
    match try_take(&ctx, body, &mut chosen).await {
        Ok(done) => show(&ctx, StatusCode::OK, &chosen, String::new(), Some(&done)).await,
        Err(ActError::Refused(say)) => {
            let error = say.to(&ctx.page.t);
            show(&ctx, StatusCode::UNPROCESSABLE_ENTITY, &chosen, error, None).await
        }
        Err(why) => refusal(&ctx, why),
    }
}

async fn try_take(
    ctx: &Ctx,
    body: Result<Multipart, MultipartRejection>,
    chosen: &mut Chosen,
) -> Result<Imported, ActError> {
    let Upload {
        bytes,
        file_name,
        fields,
    } = read_upload(body).await?;
    for (name, value) in fields {
        let value = value.replace('\0', "");
        match name.strip_prefix("column-") {
            Some(code) if !value.trim().is_empty() => {
                chosen.mapping.push((code.to_owned(), value));
            }
            None if name == "unit" => chosen.unit = value,
            _ => {}
        }
    }
    let table = documents::read_table(&bytes, &file_name, &documents::Limits::default())
        .map_err(|why| ActError::Refused(say_sheet_error(&why)))?;
    let rows = read_rows(&table, &chosen.mapping).map_err(ActError::Refused)?;
    let (actor, now, unit) = (ctx.actor.clone(), ctx.now, chosen.unit.clone());
    let (done, _) = ctx
        .app
        .act(move |tx| {
            async move {
                let unit = (!unit.is_empty()).then_some(unit.as_str());
                acts::import(tx, &actor, now, unit, &file_name, &rows).await
            }
            .boxed()
        })
        .await?;
    Ok(done)
}
