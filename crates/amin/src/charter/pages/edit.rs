//! A new version: the text in force in a form, changed and adopted.

use askama::Template;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::crumbs;
use crate::charter::acts::{self, NewVersion, first_version};
use crate::charter::model::ArticleText;
use crate::charter::store as rows;
use crate::interests::pages::Posted;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::page::{Crumb, FormErrors, Page, refusal, render_with};

/// Empty articles at the end of the form.
const SPARE: usize = 2;

/// An article in the form.
struct Slot {
    place: String,
    index: usize,
    article: ArticleText,
    open: bool,
}

#[derive(Template)]
#[template(path = "charter/edit.html")]
struct Edit {
    page: Page,
    crumbs: Vec<Crumb>,
    form: NewVersion,
    slots: Vec<Slot>,
    errors: FormErrors,
    sentence: String,
}

fn show(
    ctx: &Ctx,
    status: StatusCode,
    form: NewVersion,
    errors: FormErrors,
    sentence: String,
) -> Response {
    let filled = form.articles.len();
    let all = form.articles.iter().cloned();
    let spare = std::iter::repeat_n(ArticleText::default(), SPARE);
    let wrong = !errors.of("articles").is_empty();
    let slots = (1_i64..)
        .zip(all.chain(spare))
        .enumerate()
        .map(|(index, (place, article))| Slot {
            place: ctx.page.number(&place),
            index,
            open: wrong && index < filled,
            article,
        })
        .collect();
    let page = Edit {
        crumbs: crumbs(ctx),
        form,
        slots,
        errors,
        sentence,
        page: ctx.page.clone(),
    };
    render_with(status, &page)
}

async fn current(ctx: &Ctx) -> Result<NewVersion, ActError> {
    let organisation = ctx.organisation();
    let mut conn = ctx.read().await?;
    let newest = rows::versions(&mut conn, organisation)
        .await?
        .into_iter()
        .next();
    let Some(newest) = newest else {
        let rules = ctx.app.rules(organisation).await?;
        return Ok(first_version(&rules.name, &rules.name_en));
    };
    let articles = rows::articles(&mut conn, organisation, &newest.id).await?;
    Ok(NewVersion {
        title: newest.title,
        title_en: newest.title_en,
        preamble: newest.preamble,
        preamble_en: newest.preamble_en,
        source: newest.source,
        articles: articles
            .into_iter()
            .map(|row| ArticleText {
                number: row.number,
                title: row.title,
                title_en: row.title_en,
                text: row.text,
                text_en: row.text_en,
            })
            .collect(),
        ..NewVersion::default()
    })
}

/// The form with the newest text.
pub async fn page(ctx: Ctx) -> Response {
    if let Some(first) = ctx.step_up_first(&ctx.at("/charter/edit")) {
        return first;
    }
    match current(&ctx).await {
        Ok(form) => show(
            &ctx,
            StatusCode::OK,
            form,
            FormErrors::default(),
            String::new(),
        ),
        Err(why) => refusal(&ctx, why),
    }
}

fn read(body: &Bytes) -> NewVersion {
    let form = Posted::read(body);
    let articles = (0..acts::MOST_ARTICLES + SPARE)
        .map(|index| ArticleText {
            number: String::new(),
            title: form.owned(&format!("title-{index}")),
            title_en: form.owned(&format!("title_en-{index}")),
            text: form.owned(&format!("text-{index}")),
            text_en: form.owned(&format!("text_en-{index}")),
        })
        .filter(|article| *article != ArticleText::default())
        .collect();
    NewVersion {
        title: form.owned("title"),
        title_en: form.owned("title_en"),
        preamble: form.owned("preamble"),
        preamble_en: form.owned("preamble_en"),
        source: form.owned("source"),
        note: form.owned("note"),
        effective: form.owned("effective"),
        articles,
    }
}

/// Adopts it, after the password was entered a short time ago.
pub async fn adopt(ctx: Ctx, body: Bytes) -> Response {
    let form = read(&body);
    if !ctx.stepped_up {
        // What was typed must not be lost: the form comes back with it, and with the door to the password.
        let sentence = ctx.page.t.charter_step_up_first().to_owned();
        return show(
            &ctx,
            StatusCode::CONFLICT,
            form,
            FormErrors::default(),
            sentence,
        );
    }
    let (actor, now, input) = (ctx.actor.clone(), ctx.now, form.clone());
    let done = ctx
        .app
        .act(move |tx| async move { acts::adopt(tx, &actor, now, &input).await }.boxed())
        .await;
    match done {
        Ok(_) => see_other_saying(&ctx.at("/charter"), "saved"),
        Err(ActError::Invalid(fields)) => {
            let errors = FormErrors::new(&ctx.page.t, &fields);
            show(
                &ctx,
                StatusCode::UNPROCESSABLE_ENTITY,
                form,
                errors,
                String::new(),
            )
        }
        Err(ActError::Refused(say)) => {
            let sentence = say.to(&ctx.page.t);
            show(
                &ctx,
                StatusCode::CONFLICT,
                form,
                FormErrors::default(),
                sentence,
            )
        }
        Err(why) => refusal(&ctx, why),
    }
}
