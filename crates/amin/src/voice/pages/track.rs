//! Finding one's message by the tracking code.

use askama::Template;
use axum::extract::Form;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::rules;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Page, refusal, render, render_with, see_other};
use crate::platform::peer::Peer;
use crate::voice::lookup::{self, NotFound};

#[derive(Template)]
#[template(path = "voice/track.html")]
struct Track {
    page: Page,
    action: String,
    code: String,
    error: String,
    new: String,
}

impl Track {
    fn of(ctx: &Ctx, code: String, error: String) -> Self {
        Self {
            action: ctx.at("/voice/track"),
            new: ctx.at("/voice/new"),
            code,
            error,
            page: ctx.page.clone(),
        }
    }
}

/// The empty form.
pub async fn page(ctx: Ctx) -> Response {
    render(&Track::of(&ctx, String::new(), String::new()))
}

/// A code as typed.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Typed {
    code: String,
}

/// Goes to the message of the code, or says what is wrong with it.
pub async fn search(ctx: Ctx, peer: Peer, form: Result<Form<Typed>, FormRejection>) -> Response {
    let rules = match rules(&ctx).await {
        Ok(rules) => rules,
        Err(answer) => return *answer,
    };
    let Form(typed) = form.unwrap_or_default();
    let mut conn = match ctx.read().await {
        Ok(conn) => conn,
        Err(why) => return refusal(&ctx, why.into()),
    };
    match lookup::by_code(&ctx.app, &mut conn, &rules, &typed.code, &peer, ctx.now).await {
        Ok(message) => see_other(&ctx.at(&format!("/voice/m/{}", message.code))),
        Err(NotFound::Store(why)) => refusal(&ctx, ActError::Store(why)),
        Err(why) => {
            let status = match why {
                NotFound::TooOften => StatusCode::TOO_MANY_REQUESTS,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            let error = why.sentence(&ctx.page.t);
            render_with(status, &Track::of(&ctx, typed.code, error))
        }
    }
}
