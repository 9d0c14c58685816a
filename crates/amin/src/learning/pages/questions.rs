//! The questions of a course's test in a form.

use askama::Template;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::course_crumbs;
use crate::interests::pages::Posted;
use crate::learning::acts::{self, QuestionInput, course_of};
use crate::learning::model::{MOST_QUESTIONS, written_choices};
use crate::learning::store as rows;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::page::{Crumb, FormErrors, Page, refusal, render_with};

/// Empty questions at the end of the form.
const SPARE: usize = 3;

/// A question in the form.
struct Slot {
    place: String,
    index: usize,
    question: QuestionInput,
    open: bool,
}

#[derive(Template)]
#[template(path = "learning/questions.html")]
struct Questions {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    slots: Vec<Slot>,
    errors: FormErrors,
}

async fn show(
    ctx: &Ctx,
    id: &str,
    status: StatusCode,
    typed: Option<Vec<QuestionInput>>,
    errors: FormErrors,
) -> Response {
    let found = async {
        let mut conn = ctx.read().await?;
        let course = course_of(&mut conn, ctx.organisation(), id).await?;
        let rows = rows::questions(&mut conn, ctx.organisation(), id).await?;
        Ok::<_, ActError>((course, rows))
    };
    let (course, rows) = match found.await {
        Ok(found) => found,
        Err(why) => return refusal(ctx, why),
    };
    let stored = || {
        rows.iter()
            .filter(|row| row.active)
            .map(|row| {
                let choices: Vec<String> = serde_json::from_str(&row.choices).unwrap_or_default();
                let answer = usize::try_from(row.answer).unwrap_or(usize::MAX);
                QuestionInput {
                    text: row.text.clone(),
                    choices: written_choices(&choices, answer),
                    why: row.why.clone(),
                }
            })
            .collect()
    };
    let mut list: Vec<QuestionInput> = typed.unwrap_or_else(stored);
    let filled = list.len();
    let spare = SPARE.min(MOST_QUESTIONS.saturating_sub(filled));
    list.extend(std::iter::repeat_n(QuestionInput::default(), spare));
    let wrong = !errors.of("questions").is_empty();
    let page = Questions {
        crumbs: course_crumbs(ctx, &course),
        here: ctx.at(&format!("/learning/courses/{}/questions", course.id)),
        slots: (1_i64..)
            .zip(list)
            .enumerate()
            .map(|(index, (place, question))| Slot {
                place: ctx.page.number(&place),
                index,
                open: (wrong && index < filled) || index == filled,
                question,
            })
            .collect(),
        errors,
        page: ctx.page.clone(),
    };
    render_with(status, &page)
}

/// The form.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    show(&ctx, &id, StatusCode::OK, None, FormErrors::default()).await
}

fn read(form: &Posted) -> Vec<QuestionInput> {
    let mut found: Vec<QuestionInput> = (0..MOST_QUESTIONS + SPARE)
        .map(|index| QuestionInput {
            text: form.owned(&format!("text-{index}")),
            choices: form.owned(&format!("choices-{index}")),
            why: form.owned(&format!("why-{index}")),
        })
        .collect();
    found.retain(|one| {
        [&one.text, &one.choices, &one.why]
            .iter()
            .any(|typed| !typed.trim().is_empty())
    });
    found
}

/// Saves them.
pub async fn save(ctx: Ctx, Path((_, id)): Path<(String, String)>, body: Bytes) -> Response {
    let typed = read(&Posted::read(&body));
    let (actor, now, of, input) = (ctx.actor.clone(), ctx.now, id.clone(), typed.clone());
    let done = ctx
        .app
        .act(move |tx| {
            async move { acts::set_questions(tx, &actor, now, &of, &input).await }.boxed()
        })
        .await;
    match done {
        Ok(_) => see_other_saying(&ctx.at(&format!("/learning/courses/{id}")), "saved"),
        Err(ActError::Invalid(wrong)) => {
            let errors = FormErrors::new(&ctx.page.t, &wrong);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            show(&ctx, &id, status, Some(typed), errors).await
        }
        Err(why) => refusal(&ctx, why),
    }
}
