//! The declared procedure of a service: its versions, and the form in which the integrity officer writes the next.

use askama::Template;
use axum::body::Bytes;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path};
use axum::http::StatusCode;
use axum::response::Response;
use eventlog::model::read_model;
use futures::FutureExt;

use super::deviations::period;
use super::open_staff;
use crate::insight::acts::procedure::{self as acts, NewVersion};
use crate::insight::model_check::activities;
use crate::insight::procedure::{read, words};
use crate::insight::store::procedure::{self as rows, VersionRow};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::{ActError, Faults, FieldError};
use crate::platform::page::{Crumb, FormErrors, NavItem, Page, refusal, render_with};
use crate::platform::query::fields;
use crate::services::upload::read_parts;

/// An example that the form shows.
const EXAMPLE: &str = "ends = [\"صدور پروانه\", \"رد درخواست\"]

[[rule]]
id = \"visit-before-permit\"
kind = \"precedence\"
a = \"بازدید\"
b = \"صدور پروانه\"
text = \"پیش از صدور پروانه، بازدید لازم است.\"

[[rule]]
id = \"answer-in-ten-days\"
kind = \"response\"
a = \"ثبت درخواست\"
b = [\"صدور پروانه\", \"رد درخواست\"]
within = 10
count = \"working-days\"
valid_from = \"1405/01/01\"

[[rule]]
id = \"two-people\"
kind = \"four-eyes\"
a = \"بازدید\"
b = \"صدور پروانه\"
";

/// A version in the list.
struct VersionView {
    number: String,
    period: String,
    source: String,
    by_when: String,
    rules: Vec<String>,
    text: String,
    /// Activities of the model, in the order of its steps; empty without one.
    model: Vec<String>,
}

#[derive(Template)]
#[template(path = "insight/procedure.html")]
struct Procedure {
    page: Page,
    crumbs: Vec<Crumb>,
    tabs: Vec<NavItem>,
    here: String,
    versions: Vec<VersionView>,
    activities: Vec<String>,
    has_model: bool,
    example: &'static str,
    editor: bool,
    form: NewVersion,
    errors: FormErrors,
}

/// The page.
pub async fn page(ctx: Ctx, Path((_, code)): Path<(String, String)>) -> Response {
    show(&ctx, &code, StatusCode::OK, None, FormErrors::default()).await
}

async fn show(
    ctx: &Ctx,
    code: &str,
    status: StatusCode,
    form: Option<NewVersion>,
    errors: FormErrors,
) -> Response {
    match gather(ctx, code, form, errors).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

async fn gather(
    ctx: &Ctx,
    code: &str,
    form: Option<NewVersion>,
    errors: FormErrors,
) -> Result<Procedure, ActError> {
    let opened = open_staff(ctx, code).await?;
    let mut conn = ctx.read().await?;
    let versions = rows::versions(&mut conn, ctx.organisation(), &opened.service.id).await?;
    drop(conn);
    let t = &ctx.page.t;
    // The next version begins as the newest one.
    let form = form.unwrap_or_else(|| match versions.first() {
        None => NewVersion::default(),
        Some(row) => NewVersion {
            text: row.text.clone(),
            model: None,
            source: row.source.clone(),
            valid_from: t.lang.digits(&row.valid_from.replace('-', "/")),
            valid_until: row
                .valid_until
                .as_ref()
                .map_or_else(String::new, |day| t.lang.digits(&day.replace('-', "/"))),
        },
    });
    let view = |row: &VersionRow| VersionView {
        number: t.lang.integer(row.number),
        period: period(t, row),
        source: row.source.clone(),
        by_when: ctx.page.moment(&row.at),
        rules: read(&row.text).map_or_else(
            |_| Vec::new(),
            |rules| rules.rules.iter().map(|rule| words(t, rule)).collect(),
        ),
        text: row.text.clone(),
        model: row
            .model
            .as_deref()
            .and_then(|model| read_model(model.as_bytes()).ok())
            .map_or_else(Vec::new, |net| activities(&net)),
    };
    Ok(Procedure {
        crumbs: opened.crumbs(ctx),
        tabs: opened.tabs(ctx, "deviations"),
        here: ctx.at(&format!("/services/{code}/procedure")),
        versions: versions.iter().map(view).collect(),
        activities: crate::insight::columns::activities(&opened.log),
        has_model: versions.first().is_some_and(|row| row.model.is_some()),
        example: EXAMPLE,
        editor: opened.editor,
        form,
        errors,
        page: ctx.page.clone(),
    })
}

/// Writes a version.
pub async fn save(ctx: Ctx, Path((_, code)): Path<(String, String)>, body: Bytes) -> Response {
    let mut input = NewVersion::default();
    for (name, value) in fields(&body) {
        match name.as_str() {
            "text" => input.text = value,
            "source" => input.source = value,
            "valid_from" => input.valid_from = value,
            "valid_until" => input.valid_until = value,
            _ => {}
        }
    }
    let (actor, now, service, form) = (ctx.actor.clone(), ctx.now, code.clone(), input.clone());
    let done = ctx
        .app
        .act(move |tx| {
            async move { acts::save_version(tx, &actor, now, &service, &form).await }.boxed()
        })
        .await;
    match done {
        Ok(_) => see_other_saying(&ctx.at(&format!("/services/{code}/deviations")), "saved"),
        Err(ActError::Invalid(wrong)) => {
            let errors = FormErrors::new(&ctx.page.t, &wrong);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            show(&ctx, &code, status, Some(input), errors).await
        }
        Err(why) => refusal(&ctx, why),
    }
}

/// Writes the next version with a model (BPMN or PNML) from a file, or without one; the rules stay as they are.
pub async fn save_model(
    ctx: Ctx,
    Path((_, code)): Path<(String, String)>,
    body: Result<Multipart, MultipartRejection>,
) -> Response {
    let opened = match open_staff(&ctx, &code).await {
        Ok(opened) => opened,
        Err(why) => return refusal(&ctx, why),
    };
    let (file, fields) = match read_parts(body).await {
        Ok(parts) => parts,
        Err(why) => return refusal(&ctx, why),
    };
    let field = |name: &str| {
        fields
            .iter()
            .find(|(known, _)| known == name)
            .map_or_else(String::new, |(_, value)| value.replace('\0', ""))
    };
    let mut input = NewVersion {
        text: opened
            .versions
            .first()
            .map_or_else(String::new, |row| row.text.clone()),
        model: None,
        source: field("model_source"),
        valid_from: field("model_from"),
        valid_until: String::new(),
    };
    let mut faults = Faults::default();
    match file.map(|(bytes, _)| String::from_utf8(bytes.to_vec())) {
        Some(Ok(model)) if !model.trim().is_empty() => {
            input.model = Some(model.replace('\0', ""));
        }
        Some(Err(_)) => faults.add("model", |t| t.insight_model_encoding().to_owned()),
        _ => faults.add("model", |t| t.services_upload_none().to_owned()),
    }
    if input.model.is_none() {
        return wrong(&ctx, &code, input, faults).await;
    }
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let (service, form) = (code.clone(), input.clone());
    let done = ctx
        .app
        .act(move |tx| {
            async move { acts::save_version(tx, &actor, now, &service, &form).await }.boxed()
        })
        .await;
    match done {
        Ok(_) => see_other_saying(&ctx.at(&format!("/services/{code}/deviations")), "saved"),
        Err(ActError::Invalid(found)) => {
            // The fields of this form have names of their own on the page.
            let mut faults = Faults::default();
            for FieldError { field, why } in found {
                let field = match field {
                    "source" => "model_source",
                    "valid_from" => "model_from",
                    _ => "model",
                };
                faults.add(field, move |t| why.to(t));
            }
            wrong(&ctx, &code, input, faults).await
        }
        Err(why) => refusal(&ctx, why),
    }
}

async fn wrong(ctx: &Ctx, code: &str, input: NewVersion, faults: Faults) -> Response {
    match faults.check() {
        Err(ActError::Invalid(wrong)) => {
            let errors = FormErrors::new(&ctx.page.t, &wrong);
            show(
                ctx,
                code,
                StatusCode::UNPROCESSABLE_ENTITY,
                Some(input),
                errors,
            )
            .await
        }
        Err(why) => refusal(ctx, why),
        Ok(()) => refusal(ctx, ActError::NotFound),
    }
}
