//! Conditions of declarations for the integrity unit: what waits to be confirmed, what is late, what is open.

use askama::Template;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::home::{ConditionLine, condition_lines};
use super::{Posted, crumbs};
use crate::interests::acts;
use crate::interests::model::ConditionWord;
use crate::interests::store as rows;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::page::{Crumb, FormErrors, Page, refusal, render_with};

/// A condition with whose declaration it belongs to.
struct Line {
    of: String,
    row: ConditionLine,
    may_confirm: bool,
    /// It was returned just now without a word on what is to be done.
    error: String,
}

/// The conditions of one standing.
struct Group {
    id: &'static str,
    title: &'static str,
    none: &'static str,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "interests/conditions.html")]
struct View {
    page: Page,
    crumbs: Vec<Crumb>,
    groups: Vec<Group>,
    errors: FormErrors,
    sentence: String,
}

/// What was tried.
#[derive(Default)]
struct Tried {
    condition: String,
    errors: FormErrors,
    sentence: String,
}

/// The page.
pub async fn page(ctx: Ctx) -> Response {
    show(&ctx, StatusCode::OK, Tried::default()).await
}

async fn show(ctx: &Ctx, status: StatusCode, tried: Tried) -> Response {
    match gather(ctx, &tried).await {
        Ok(groups) => render_with(
            status,
            &View {
                crumbs: crumbs(ctx),
                groups,
                errors: tried.errors,
                sentence: tried.sentence,
                page: ctx.page.clone(),
            },
        ),
        Err(why) => refusal(ctx, why),
    }
}

async fn gather(ctx: &Ctx, tried: &Tried) -> Result<Vec<Group>, ActError> {
    let t = &ctx.page.t;
    let mut conn = ctx.read().await?;
    let (mut said, mut late, mut open) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows::unconfirmed(&mut conn, ctx.organisation()).await? {
        let of = rows::person_name(&mut conn, ctx.organisation(), &row.person).await?;
        let may_confirm = row.done_at.is_some() && acts::may_confirm(&ctx.actor, &row);
        let list = if row.done_at.is_some() {
            &mut said
        } else if ctx.now > row.due_at {
            &mut late
        } else {
            &mut open
        };
        let error = if row.id == tried.condition {
            tried.errors.of("note").to_owned()
        } else {
            String::new()
        };
        for row in condition_lines(ctx, &mut conn, vec![row]).await? {
            list.push(Line {
                of: of.clone(),
                row,
                may_confirm,
                error: error.clone(),
            });
        }
    }
    Ok(vec![
        Group {
            id: "said",
            title: t.interests_conditions_said(),
            none: t.interests_conditions_said_none(),
            lines: said,
        },
        Group {
            id: "late",
            title: t.interests_conditions_late(),
            none: t.interests_conditions_late_none(),
            lines: late,
        },
        Group {
            id: "open",
            title: t.interests_conditions_open(),
            none: t.interests_conditions_open_none(),
            lines: open,
        },
    ])
}

/// Confirms that a condition is met, or returns it.
pub async fn act(
    ctx: Ctx,
    Path((_, id, act)): Path<(String, String, String)>,
    body: Bytes,
) -> Response {
    let note = Posted::read(&body).owned("note");
    let word = match act.as_str() {
        "confirm" => ConditionWord::Confirmed,
        "return" => ConditionWord::Returned,
        _ => return refusal(&ctx, ActError::NotFound),
    };
    let (actor, now, condition) = (ctx.actor.clone(), ctx.now, id.clone());
    let done = ctx.app.act(move |tx| {
        async move { acts::judge_condition(tx, &actor, now, &condition, word, &note).await }.boxed()
    });
    let mut tried = Tried {
        condition: id,
        ..Tried::default()
    };
    match done.await {
        Ok(_) => see_other_saying(&ctx.at("/interests/conditions"), "saved"),
        Err(ActError::Invalid(fields)) => {
            tried.errors = FormErrors::new(&ctx.page.t, &fields);
            show(&ctx, StatusCode::UNPROCESSABLE_ENTITY, tried).await
        }
        Err(ActError::Refused(say)) => {
            tried.sentence = say.to(&ctx.page.t);
            show(&ctx, StatusCode::CONFLICT, tried).await
        }
        Err(why) => refusal(&ctx, why),
    }
}
