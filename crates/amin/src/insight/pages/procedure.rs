//! The declared procedure of a service: its versions, and the form in which the integrity officer writes the next.

use askama::Template;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::deviations::period;
use super::open_staff;
use crate::insight::acts::procedure::{self as acts, NewVersion};
use crate::insight::procedure::{read, words};
use crate::insight::store::procedure::{self as rows, VersionRow};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::page::{Crumb, FormErrors, NavItem, Page, refusal, render_with};
use crate::platform::query::fields;

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
    };
    Ok(Procedure {
        crumbs: opened.crumbs(ctx),
        tabs: opened.tabs(ctx, "deviations"),
        here: ctx.at(&format!("/services/{code}/procedure")),
        versions: versions.iter().map(view).collect(),
        activities: crate::insight::columns::activities(&opened.log),
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
