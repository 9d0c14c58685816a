//! Checklists and their versions.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::{Cell, FormView, Input, Section, Sheet, again, day, gathered, shown};
use crate::inspection::acts::{self, ChecklistInput};
use crate::inspection::checklists::SHIPPED;
use crate::inspection::store::{self as rows, ChecklistItemRow, ChecklistRow};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Tried, field};
use crate::platform::page::refusal;
use crate::platform::permissions::Right;
use crate::platform::query::fields;
use crate::platform::texts::Lang;

fn title_of(ctx: &Ctx, row: &ChecklistRow) -> String {
    if ctx.page.t.lang == Lang::Fa {
        row.title.clone()
    } else {
        row.title_en.clone()
    }
}

/// The text of an item in the reader's language, as far as it was written.
pub(super) fn item_text(lang: Lang, fa: &str, en: &str) -> String {
    if lang == Lang::Fa || en.is_empty() {
        fa.to_owned()
    } else {
        en.to_owned()
    }
}

fn form(ctx: &Ctx, row: Option<(&ChecklistRow, &[ChecklistItemRow])>) -> FormView {
    let t = &ctx.page.t;
    let lines = |of: fn(&ChecklistItemRow) -> &str| {
        row.map_or_else(String::new, |(_, items)| {
            let lines: Vec<&str> = items.iter().map(of).collect();
            lines.join("\n").trim().to_owned()
        })
    };
    let word = |of: fn(&ChecklistRow) -> &str| row.map_or("", |(row, _)| of(row)).to_owned();
    let label = if row.is_some() {
        t.inspection_new_version()
    } else {
        t.inspection_new_checklist()
    };
    FormView::new(
        "put",
        ctx.at("/inspection/checklists"),
        label,
        vec![
            Input::new("text", "title", t.inspection_title_fa()).value(word(|row| &row.title)),
            Input::new("text", "title_en", t.inspection_title_en())
                .value(word(|row| &row.title_en))
                .optional(),
            Input::new("text", "article", t.inspection_article()).value(word(|row| &row.article)),
            Input::new("text", "source", t.inspection_source()).value(word(|row| &row.source)),
            Input::new("area", "items", t.inspection_items_fa())
                .hint(t.inspection_items_hint())
                .value(lines(|item| &item.text)),
            Input::new("area", "items_en", t.inspection_items_en())
                .hint(t.inspection_items_en_hint())
                .value(lines(|item| &item.text_en))
                .optional(),
        ],
    )
    .hint(t.inspection_version_hint())
    .hidden("code", word(|row| &row.code))
}

async fn gather_list(ctx: &Ctx, failed: &str, tried: Tried) -> Result<Sheet, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let mut conn = ctx.read().await?;
    let lists = rows::checklists(&mut conn, organisation).await?;
    drop(conn);
    let mut sheet = Sheet::new(ctx, t.inspection_checklists(), &tried);
    sheet.crumb(ctx, t.inspection_missions(), "/inspection");
    t.inspection_checklists_lead().clone_into(&mut sheet.lead);
    let mut section = Section {
        head: vec![
            t.inspection_checklist(),
            t.inspection_version(),
            t.inspection_valid(),
        ],
        ..Section::new(t.inspection_checklists())
    };
    for row in &lists {
        let href = ctx.at(&format!("/inspection/checklists/{}", row.id));
        let valid = match &row.replaced_on {
            Some(until) => t.inspection_span(day(ctx, &row.valid_from), day(ctx, until)),
            None => t.inspection_since(day(ctx, &row.valid_from)),
        };
        section.rows.push(vec![
            Cell::link(title_of(ctx, row), href).more(row.article.clone()),
            Cell::new(ctx.page.number(&row.version)),
            Cell::new(valid),
        ]);
    }
    if ctx.actor.may_for(Right::InspectionRun, None) {
        let missing = SHIPPED
            .iter()
            .any(|list| !lists.iter().any(|row| row.code == list.code));
        if missing {
            let action = ctx.at("/inspection/checklists/ship");
            section.forms.push(
                FormView::new("ship", action, t.inspection_ship(), Vec::new())
                    .hint(t.inspection_ship_hint()),
            );
        }
        section.forms.push(form(ctx, None).tried(failed, &tried));
    }
    sheet.sections.push(section);
    Ok(sheet)
}

/// The list.
pub async fn list(ctx: Ctx) -> Response {
    let sheet = gather_list(&ctx, "", Tried::default()).await;
    shown(&ctx, StatusCode::OK, sheet)
}

async fn gather(ctx: &Ctx, id: &str, failed: &str, tried: Tried) -> Result<Sheet, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let mut conn = ctx.read().await?;
    let row = rows::checklist(&mut conn, organisation, &id.replace('\0', ""))
        .await?
        .ok_or(ActError::NotFound)?;
    let items = rows::checklist_items(&mut conn, organisation, &row.id).await?;
    drop(conn);
    let mut sheet = Sheet::new(ctx, title_of(ctx, &row), &tried);
    sheet.crumb(ctx, t.inspection_checklists(), "/inspection/checklists");
    sheet.fact(t.inspection_version(), ctx.page.number(&row.version));
    sheet.fact(t.inspection_article(), row.article.clone());
    sheet.fact(t.inspection_source(), row.source.clone());
    sheet.fact(t.inspection_since_label(), day(ctx, &row.valid_from));
    if let Some(until) = &row.replaced_on {
        sheet.fact(t.inspection_replaced(), day(ctx, until));
        sheet.notes.push(t.inspection_replaced_note().to_owned());
    }
    let mut section = Section {
        head: vec![t.inspection_item(), t.committee_order()],
        ..Section::new(t.inspection_items())
    };
    for item in &items {
        section.rows.push(vec![
            Cell::new(item_text(t.lang, &item.text, &item.text_en)),
            Cell::new(ctx.page.number(&item.position)),
        ]);
    }
    if row.replaced_on.is_none() && ctx.actor.may_for(Right::InspectionRun, None) {
        section
            .forms
            .push(form(ctx, Some((&row, &items))).tried(failed, &tried));
    }
    sheet.sections.push(section);
    Ok(sheet)
}

/// One version.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let sheet = gather(&ctx, &id, "", Tried::default()).await;
    shown(&ctx, StatusCode::OK, sheet)
}

/// Writes a checklist or a new version.
pub async fn put(ctx: Ctx, body: Bytes) -> Response {
    let sent = gathered(fields(&body));
    let word = |name: &str| field(&sent, name).to_owned();
    let input = ChecklistInput {
        code: word("code"),
        title: word("title"),
        title_en: word("title_en"),
        article: word("article"),
        source: word("source"),
        items: word("items"),
        items_en: word("items_en"),
    };
    let code = input.code.clone();
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let act = ctx
        .app
        .act(move |tx| async move { acts::put_checklist(tx, &actor, now, &input).await }.boxed());
    match act.await {
        Ok((id, _)) => see_other_saying(&ctx.at(&format!("/inspection/checklists/{id}")), "saved"),
        Err(why) => match again(&ctx, sent, why) {
            Ok((status, tried)) => {
                let current = async {
                    let mut conn = ctx.read().await?;
                    rows::checklists(&mut conn, ctx.organisation()).await
                };
                let current = current.await.unwrap_or_default();
                let current = current
                    .iter()
                    .find(|row| row.code == code && row.replaced_on.is_none());
                let sheet = match current {
                    Some(row) => gather(&ctx, &row.id, "put", tried).await,
                    None => gather_list(&ctx, "put", tried).await,
                };
                shown(&ctx, status, sheet)
            }
            Err(answer) => *answer,
        },
    }
}

/// Takes the shipped checklists over.
pub async fn ship(ctx: Ctx) -> Response {
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let act = ctx
        .app
        .act(move |tx| async move { acts::ship_checklists(tx, &actor, now).await }.boxed());
    match act.await {
        Ok(_) => see_other_saying(&ctx.at("/inspection/checklists"), "saved"),
        Err(why) => refusal(&ctx, why),
    }
}
