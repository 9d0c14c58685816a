//! The managers' duty to report, as those who keep the register see it.

use askama::Template;
use axum::extract::Form;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::{Due, due, people, tried};
use crate::cases::acts::{self, NewDuty};
use crate::cases::store as rows;
use crate::organisation::model::unit_names;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried, field};
use crate::platform::page::{Choice, Page, refusal, render_with};
use crate::platform::permissions::Role;
use crate::platform::texts::Texts;

struct Line {
    name: String,
    unit: String,
    subject: String,
    learnt: String,
    state: &'static str,
    badge: &'static str,
    due: Option<Due>,
}

#[derive(Template)]
#[template(path = "cases/duties.html")]
struct Duties {
    page: Page,
    lines: Vec<Line>,
    managers: Vec<Choice>,
    id: String,
    tried: Tried,
}

/// Word and look of a duty's state.
pub(super) fn duty_state(t: &Texts, state: &str) -> (&'static str, &'static str) {
    match state {
        "reported" => (t.cases_duty_reported(), "answered"),
        "overdue" => (t.cases_duty_overdue(), "late"),
        _ => (t.cases_duty_running(), "open"),
    }
}

async fn gather(ctx: &Ctx, tried: Tried) -> Result<Duties, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let mut conn = ctx.read().await?;
    let found = rows::duties(&mut conn, organisation).await?;
    let managers = rows::holders(&mut conn, organisation, &[Role::Manager.code()]).await?;
    let units = unit_names(&mut conn, organisation, t.lang).await?;
    let ids: Vec<String> = found.iter().map(|row| row.person.clone()).collect();
    let names = rows::names(&mut conn, organisation, &ids).await?;
    drop(conn);
    let own = ctx.actor.person.clone().unwrap_or_default();
    let lines = found
        .into_iter()
        .map(|row| {
            let (state, badge) = duty_state(t, &row.state);
            Line {
                name: names
                    .iter()
                    .find(|(id, _)| *id == row.person)
                    .map_or_else(String::new, |(_, name)| name.clone()),
                unit: units.get(&row.unit).cloned().unwrap_or_default(),
                subject: row.subject,
                learnt: t.lang.digits(&row.learnt_on),
                state,
                badge,
                due: (row.state != "reported")
                    .then(|| due(&ctx.page, Some(row.due_at), ctx.now))
                    .flatten(),
            }
        })
        .collect();
    let chosen = tried.value("person").to_owned();
    let others: Vec<_> = managers.into_iter().filter(|(id, ..)| *id != own).collect();
    Ok(Duties {
        lines,
        managers: people(&others, &chosen),
        id: match tried.value("id") {
            "" => ctx.app.new_id(ctx.now),
            id => id.to_owned(),
        },
        tried,
        page: ctx.page.clone(),
    })
}

async fn show(ctx: &Ctx, status: StatusCode, tried: Tried) -> Response {
    match gather(ctx, tried).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

/// The page.
pub async fn page(ctx: Ctx) -> Response {
    show(&ctx, StatusCode::OK, Tried::default()).await
}

/// Enters one.
pub async fn enter(ctx: Ctx, Form(fields): Form<Fields>) -> Response {
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let text = |name: &str| field(&fields, name).to_owned();
    let input = NewDuty {
        id: text("id"),
        person: text("person"),
        subject: text("subject"),
        learnt_on: text("learnt_on"),
    };
    let act = ctx
        .app
        .act(move |tx| async move { acts::enter_duty(tx, &actor, now, &input).await }.boxed());
    match act.await {
        Ok(_) => see_other_saying(&ctx.at("/cases/duties"), "saved"),
        Err(why) => match tried(&ctx, fields, why) {
            Ok((status, tried)) => show(&ctx, status, tried).await,
            Err(answer) => *answer,
        },
    }
}
