//! A test: its questions, then how it went, with the reasons of the right answers.

use std::collections::BTreeMap;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use serde::Deserialize;

use super::course::test_words;
use super::{course_crumbs, title_of};
use crate::interests::pages::Posted;
use crate::learning::acts::{self, course_of, learner, open_test};
use crate::learning::model::Phase;
use crate::learning::store as rows;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, Crumb, FormErrors, Page, refusal, render, render_with};

/// What an address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// `before`: a test of what is known already.
    phase: String,
}

/// A question on the page.
struct Question {
    name: String,
    text: String,
    choices: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "learning/test.html")]
struct Test {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    lead: String,
    before: bool,
    questions: Vec<Question>,
    errors: FormErrors,
}

fn choices_of(row: &rows::QuestionRow) -> Result<Vec<String>, ActError> {
    Ok(serde_json::from_str(&row.choices).map_err(|why| store::Error::Corrupt(why.to_string()))?)
}

async fn gather(
    ctx: &Ctx,
    id: &str,
    wants_before: bool,
    form: &Posted,
    errors: FormErrors,
) -> Result<Test, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let mut conn = ctx.read().await?;
    let who = learner(&mut conn, &ctx.actor).await?;
    let course = course_of(&mut conn, organisation, id).await?;
    let (phase, questions) = open_test(
        &mut conn,
        organisation,
        &course,
        &who.person,
        wants_before,
        ctx.now,
    )
    .await?;
    drop(conn);
    let shown = |(place, row): (i64, &rows::QuestionRow)| {
        let name = format!("q-{}", row.id);
        let choices = choices_of(row)?;
        Ok::<_, ActError>(Question {
            text: format!("{}. {}", t.lang.integer(place), row.text),
            choices: choices
                .into_iter()
                .enumerate()
                .map(|(index, words)| Choice::new(index.to_string(), words, form.get(&name)))
                .collect(),
            name,
        })
    };
    Ok(Test {
        crumbs: course_crumbs(ctx, &course),
        title: title_of(t, &course),
        lead: if phase == Phase::Before {
            t.learning_test_lead_before().to_owned()
        } else {
            t.learning_test_lead(t.lang.integer(course.pass_mark))
        },
        before: phase == Phase::Before,
        questions: (1_i64..)
            .zip(&questions)
            .map(shown)
            .collect::<Result<_, _>>()?,
        errors,
        page: ctx.page.clone(),
    })
}

/// The questions.
pub async fn page(
    ctx: Ctx,
    Path((_, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    let before = asked.phase == "before";
    let form = Posted::read(b"");
    match gather(&ctx, &id, before, &form, FormErrors::default()).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

/// Hands the test in.
pub async fn hand_in(ctx: Ctx, Path((_, id)): Path<(String, String)>, body: Bytes) -> Response {
    let form = Posted::read(&body);
    let answers: BTreeMap<String, i64> = form
        .pairs()
        .iter()
        .filter_map(|(name, value)| {
            Some((name.strip_prefix("q-")?.to_owned(), value.parse().ok()?))
        })
        .collect();
    let before = form.get("phase") == "before";
    let (actor, now, course) = (ctx.actor.clone(), ctx.now, id.clone());
    let done = ctx
        .app
        .act(move |tx| {
            async move { acts::hand_in(tx, &actor, now, &course, before, &answers).await }.boxed()
        })
        .await;
    match done {
        Ok((test, _)) => see_other_saying(&ctx.at(&format!("/learning/tests/{test}")), "saved"),
        Err(ActError::Invalid(wrong)) => {
            let errors = FormErrors::new(&ctx.page.t, &wrong);
            match gather(&ctx, &id, before, &form, errors).await {
                Ok(page) => render_with(StatusCode::UNPROCESSABLE_ENTITY, &page),
                Err(why) => refusal(&ctx, why),
            }
        }
        Err(why) => refusal(&ctx, why),
    }
}

/// An answered question.
struct Answered {
    text: String,
    chosen: String,
    fine: bool,
    answer: String,
    why: String,
}

#[derive(Template)]
#[template(path = "learning/result.html")]
struct Outcome {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    when: String,
    marks: String,
    word: &'static str,
    badge: &'static str,
    advice: &'static str,
    answered: Vec<Answered>,
}

async fn gather_result(ctx: &Ctx, id: &str) -> Result<Outcome, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    if id.contains('\0') {
        return Err(ActError::NotFound);
    }
    let mut conn = ctx.read().await?;
    let row = rows::test(&mut conn, organisation, id)
        .await?
        .filter(|row| ctx.actor.person.as_deref() == Some(row.person.as_str()))
        .ok_or(ActError::NotFound)?;
    let course = course_of(&mut conn, organisation, &row.course).await?;
    let questions = rows::questions(&mut conn, organisation, &row.course).await?;
    drop(conn);
    let answers: BTreeMap<String, i64> =
        serde_json::from_str(&row.answers).map_err(|why| store::Error::Corrupt(why.to_string()))?;
    let before = row.phase == Phase::Before.code();
    let mut answered = Vec::new();
    // After a test before the course the answers stay closed: the course is to be learned, not its test.
    for question in questions.iter().filter(|_| !before) {
        let Some(chosen) = answers.get(&question.id) else {
            continue;
        };
        let choices = choices_of(question)?;
        let words = |index: i64| {
            usize::try_from(index)
                .ok()
                .and_then(|index| choices.get(index))
                .cloned()
                .unwrap_or_default()
        };
        answered.push(Answered {
            text: question.text.clone(),
            chosen: words(*chosen),
            fine: *chosen == question.answer,
            answer: words(question.answer),
            why: question.why.clone(),
        });
    }
    let (word, badge) = test_words(t, &row.phase, row.passed);
    Ok(Outcome {
        crumbs: course_crumbs(ctx, &course),
        title: title_of(t, &course),
        when: ctx.page.moment(&row.at),
        marks: t.learning_marks(row.correct, row.asked),
        word,
        badge,
        advice: match (before, row.passed) {
            (true, _) => t.learning_advice_before(),
            (false, true) => t.learning_advice_passed(),
            (false, false) => t.learning_advice_failed(),
        },
        answered,
        page: ctx.page.clone(),
    })
}

/// How a test went, for who took it.
pub async fn result(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    match gather_result(&ctx, &id).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}
