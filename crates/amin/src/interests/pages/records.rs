//! Lists of staff, relatives and firms and ownership statements in, with what was left out; ownership statements out.

use askama::Template;
use axum::body::Bytes;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use relations::bods;
use relations::tables::{HOLDING_COLUMNS, KIN_COLUMNS, STAFF_COLUMNS};
use serde_json::Value;

use super::{Posted, choices, crumbs};
use crate::interests::acts;
use crate::interests::importing::{self, File, Wrong};
use crate::interests::model::records::ListKind;
use crate::interests::store::{self as rows, ImportRow};
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{
    Choice, Crumb, FormErrors, Page, refusal, render, render_with, see_other,
};

use crate::platform::texts::{Lang, Texts};
use crate::services::api::csv_text;
use crate::services::upload::read_upload;

/// Imports that are listed.
const LISTED: i64 = 30;

/// Word of a kind of list.
pub fn list_kind(t: &Texts, kind: ListKind) -> &'static str {
    match kind {
        ListKind::Staff => t.interests_list_staff(),
        ListKind::Kin => t.interests_list_kin(),
        ListKind::Firms => t.interests_list_firms(),
        ListKind::Bods => t.interests_list_bods(),
    }
}

/// An import in the list.
struct Line {
    href: String,
    kind: &'static str,
    file: String,
    source: String,
    taken: String,
    unchanged: String,
    left_out: String,
    finished: bool,
    when: String,
}

/// The columns that a kind of list has: field, heads under which it is found, whether it is needed.
struct Columns {
    kind: &'static str,
    fields: Vec<(&'static str, String, bool)>,
}

#[derive(Template)]
#[template(path = "interests/records.html")]
struct Records {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    parties: String,
    ties: String,
    lines: Vec<Line>,
    kinds: Vec<Choice>,
    columns: Vec<Columns>,
    source: String,
    mapping: String,
    register: bool,
    error: String,
    errors: FormErrors,
    export_errors: FormErrors,
}

/// What was typed beside the file.
#[derive(Debug, Clone, Default)]
struct Typed {
    kind: String,
    source: String,
    mapping: String,
    register: bool,
}

/// The page.
pub async fn page(ctx: Ctx) -> Response {
    show(
        &ctx,
        StatusCode::OK,
        Typed {
            register: true,
            ..Typed::default()
        },
        String::new(),
        FormErrors::default(),
        FormErrors::default(),
    )
    .await
}

async fn show(
    ctx: &Ctx,
    status: StatusCode,
    typed: Typed,
    error: String,
    errors: FormErrors,
    export_errors: FormErrors,
) -> Response {
    match gather(ctx, typed, error, errors, export_errors).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

fn line(ctx: &Ctx, row: &ImportRow) -> Line {
    Line {
        href: ctx.at(&format!("/interests/records/{}", row.id)),
        kind: ListKind::of(&row.kind).map_or("", |kind| list_kind(&ctx.page.t, kind)),
        file: row.file_name.clone(),
        source: row.source.clone(),
        taken: ctx.page.number(&row.taken),
        unchanged: ctx.page.number(&row.unchanged),
        left_out: ctx.page.number(&row.left_out),
        finished: row.finished,
        when: ctx.page.moment(&row.at),
    }
}

async fn gather(
    ctx: &Ctx,
    typed: Typed,
    error: String,
    errors: FormErrors,
    export_errors: FormErrors,
) -> Result<Records, ActError> {
    let t = &ctx.page.t;
    let mut conn = ctx.read().await?;
    let (parties, ties) = rows::record_counts(&mut conn, ctx.organisation()).await?;
    let list = rows::imports(&mut conn, ctx.organisation(), LISTED).await?;
    drop(conn);
    let columns = [
        (ListKind::Staff, STAFF_COLUMNS),
        (ListKind::Kin, KIN_COLUMNS),
        (ListKind::Firms, HOLDING_COLUMNS),
    ]
    .into_iter()
    .map(|(kind, columns)| Columns {
        kind: list_kind(t, kind),
        fields: columns
            .iter()
            .map(|column| (column.field, column.heads.join(" / "), column.needed))
            .collect(),
    });
    Ok(Records {
        crumbs: crumbs(ctx),
        here: ctx.at("/interests/records"),
        parties: ctx.page.number(&parties),
        ties: ctx.page.number(&ties),
        lines: list.iter().map(|row| line(ctx, row)).collect(),
        kinds: choices(
            ListKind::ALL,
            ListKind::code,
            |kind| list_kind(t, kind),
            &typed.kind,
        ),
        columns: columns.collect(),
        source: typed.source,
        mapping: typed.mapping,
        register: typed.register,
        error,
        errors,
        export_errors,
        page: ctx.page.clone(),
    })
}

/// `field = head` on each line.
fn mapping(text: &str) -> Vec<(String, String)> {
    text.lines()
        .filter_map(|line| line.split_once('='))
        .map(|(field, head)| (field.trim().to_owned(), head.trim().to_owned()))
        .filter(|(field, head)| !field.is_empty() && !head.is_empty())
        .collect()
}

/// Takes a file in and shows what came of it.
pub async fn take(ctx: Ctx, body: Result<Multipart, MultipartRejection>) -> Response {
    let t = ctx.page.t;
    let upload = match read_upload(body).await {
        Ok(upload) => upload,
        Err(ActError::Refused(say)) => {
            let (error, none) = (say.to(&t), FormErrors::default);
            let typed = Typed::default();
            return show(
                &ctx,
                StatusCode::UNPROCESSABLE_ENTITY,
                typed,
                error,
                none(),
                none(),
            )
            .await;
        }
        Err(why) => return refusal(&ctx, why),
    };
    let of = |name: &str| {
        let mut fields = upload.fields.iter();
        let found = fields.find(|(field, _)| field == name);
        found.map_or_else(String::new, |(_, value)| value.replace('\0', ""))
    };
    let typed = Typed {
        kind: of("kind"),
        source: of("source"),
        mapping: of("mapping"),
        register: of("register") == "yes",
    };
    let none = FormErrors::default;
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    let Some(kind) = ListKind::of(&typed.kind) else {
        let error = t.interests_list_choose().to_owned();
        return show(&ctx, wrong, typed, error, none(), none()).await;
    };
    let file = File {
        kind,
        name: upload.file_name.clone(),
        bytes: upload.bytes.to_vec(),
        source: typed.source.clone(),
        register: typed.register,
        mapping: mapping(&typed.mapping),
    };
    match importing::take(&ctx.app, &ctx.actor, file).await {
        Ok(row) => see_other(&ctx.at(&format!("/interests/records/{}", row.id))),
        Err(Wrong::Unreadable(fa, en)) => {
            let error = if t.lang == Lang::Fa { fa } else { en };
            show(&ctx, wrong, typed, error, none(), none()).await
        }
        Err(Wrong::Act(ActError::Invalid(fields))) => {
            let errors = FormErrors::new(&t, &fields);
            show(&ctx, wrong, typed, String::new(), errors, none()).await
        }
        Err(Wrong::Act(why)) => refusal(&ctx, why),
    }
}

#[derive(Template)]
#[template(path = "interests/record_import.html")]
struct Report {
    page: Page,
    crumbs: Vec<Crumb>,
    line: Line,
    refused: Vec<String>,
    notes: Vec<String>,
    cut: bool,
}

/// What came of an import: what was left out, why, and how to mend it.
pub async fn report(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let found = async {
        if id.contains('\0') {
            return Err(ActError::NotFound);
        }
        let mut conn = ctx.read().await?;
        rows::import(&mut conn, ctx.organisation(), &id)
            .await?
            .ok_or(ActError::NotFound)
    };
    let row = match found.await {
        Ok(row) => row,
        Err(why) => return refusal(&ctx, why),
    };
    let told: Vec<(bool, String, String)> = serde_json::from_str::<Value>(&row.report)
        .ok()
        .and_then(|value| serde_json::from_value(value).ok())
        .unwrap_or_default();
    let said = |refused: bool| {
        told.iter()
            .filter(|(of, ..)| *of == refused)
            .map(|(_, fa, en)| {
                if ctx.page.t.lang == Lang::Fa {
                    fa.clone()
                } else {
                    en.clone()
                }
            })
            .collect::<Vec<_>>()
    };
    let mut crumbs = crumbs(&ctx);
    crumbs.push(Crumb {
        label: ctx.page.t.interests_records().to_owned(),
        href: ctx.at("/interests/records"),
    });
    render(&Report {
        crumbs,
        line: line(&ctx, &row),
        refused: said(true),
        notes: said(false),
        cut: told.len() >= acts::MOST_TOLD,
        page: ctx.page.clone(),
    })
}

/// Ownership and posts as statements (BODS 0.4), for a reason.
pub async fn export(ctx: Ctx, body: Bytes) -> Response {
    let today = persian::tehran_date(ctx.now.0).gregorian_iso();
    let found = async {
        let mut conn = ctx.read().await?;
        Ok::<_, ActError>(importing::statements(&mut conn, ctx.organisation(), &today).await?)
    };
    match found.await {
        Ok(statements) => {
            let names = ("application/json", "ownership-bods.json");
            let count = statements.len();
            written(&ctx, &body, names, count, bods::write_array(&statements)).await
        }
        Err(why) => refusal(&ctx, why),
    }
}

/// The same as a list in the columns in which lists of firms are taken in, with the number of shareholders, for a reason.
pub async fn export_list(ctx: Ctx, body: Bytes) -> Response {
    let found = async {
        let mut conn = ctx.read().await?;
        Ok::<_, ActError>(importing::holdings_table(&mut conn, ctx.organisation()).await?)
    };
    match found.await {
        Ok(table) => {
            let names = ("text/csv; charset=utf-8", "ownership.csv");
            let count = table.len().saturating_sub(1);
            written(&ctx, &body, names, count, csv_text(&table)).await
        }
        Err(why) => refusal(&ctx, why),
    }
}

/// Writes down why ownership leaves the house, and hands it out.
async fn written(
    ctx: &Ctx,
    body: &Bytes,
    (media, name): (&'static str, &'static str),
    count: usize,
    text: String,
) -> Response {
    let reason = Posted::read(body).owned("reason");
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let done = ctx.app.act(move |tx| {
        async move { acts::export_ownership(tx, &actor, now, &reason, count).await }.boxed()
    });
    match done.await {
        Ok(_) => (
            [
                (header::CONTENT_TYPE, media.to_owned()),
                (
                    header::CONTENT_DISPOSITION,
                    format!("attachment; filename=\"{name}\""),
                ),
            ],
            text,
        )
            .into_response(),
        Err(ActError::Invalid(fields)) => {
            let errors = FormErrors::new(&ctx.page.t, &fields);
            let typed = Typed::default();
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            show(
                ctx,
                status,
                typed,
                String::new(),
                FormErrors::default(),
                errors,
            )
            .await
        }
        Err(why) => refusal(ctx, why),
    }
}
