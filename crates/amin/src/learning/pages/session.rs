//! A session: planned, its attendance, its seats.

use std::collections::BTreeSet;

use askama::Template;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::{course_crumbs, length, seat_state, session_state, title_of};
use crate::learning::acts::{self, SessionInput, course_of, is_active};
use crate::learning::model::{SeatState, SessionState};
use crate::learning::store::{self as rows, CourseRow};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::Tried;
use crate::platform::page::{Choice, Crumb, FormErrors, Page, refusal, render_with};
use crate::platform::query::fields;

#[derive(Template)]
#[template(path = "learning/plan.html")]
struct Plan {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    id: String,
    minutes: String,
    tried: Tried,
}

fn tried(body: &[u8]) -> Tried {
    Tried {
        fields: fields(body).into_iter().collect(),
        ..Tried::default()
    }
}

async fn active(ctx: &Ctx, id: &str) -> Result<CourseRow, ActError> {
    let mut conn = ctx.read().await?;
    let row = course_of(&mut conn, ctx.organisation(), id).await?;
    if is_active(&row) {
        Ok(row)
    } else {
        Err(ActError::NotFound)
    }
}

fn show_plan(ctx: &Ctx, status: StatusCode, course: &CourseRow, tried: Tried) -> Response {
    let page = Plan {
        crumbs: course_crumbs(ctx, course),
        here: ctx.at(&format!("/learning/courses/{}/sessions/new", course.id)),
        id: match tried.value("id") {
            "" => ctx.app.new_id(ctx.now),
            token => token.to_owned(),
        },
        minutes: match tried.value("minutes") {
            "" => ctx.page.t.lang.digits(&course.minutes.to_string()),
            typed => typed.to_owned(),
        },
        tried,
        page: ctx.page.clone(),
    };
    render_with(status, &page)
}

/// The form of a new session.
pub async fn new(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    match active(&ctx, &id).await {
        Ok(course) => show_plan(&ctx, StatusCode::OK, &course, Tried::default()),
        Err(why) => refusal(&ctx, why),
    }
}

/// Plans a session.
pub async fn plan(ctx: Ctx, Path((_, id)): Path<(String, String)>, body: Bytes) -> Response {
    let course = match active(&ctx, &id).await {
        Ok(course) => course,
        Err(why) => return refusal(&ctx, why),
    };
    let mut tried = tried(&body);
    let of = |name: &str| tried.value(name).to_owned();
    let input = SessionInput {
        day: of("day"),
        time: of("time"),
        minutes: of("minutes"),
        place: of("place"),
        trainer: of("trainer"),
        seats: of("seats"),
    };
    let (actor, now, token) = (ctx.actor.clone(), ctx.now, of("id"));
    let done = ctx
        .app
        .act(move |tx| {
            async move { acts::plan_session(tx, &actor, now, &id, &token, &input).await }.boxed()
        })
        .await;
    match done {
        Ok(_) => see_other_saying(
            &ctx.at(&format!("/learning/courses/{}", course.id)),
            "saved",
        ),
        Err(ActError::Invalid(wrong)) => {
            tried.errors = FormErrors::new(&ctx.page.t, &wrong);
            show_plan(&ctx, StatusCode::UNPROCESSABLE_ENTITY, &course, tried)
        }
        Err(why) => refusal(&ctx, why),
    }
}

/// A person in the session.
struct Seat {
    id: String,
    name: String,
    unit: String,
    word: &'static str,
    badge: &'static str,
    present: bool,
}

#[derive(Template)]
#[template(path = "learning/session.html")]
struct Session {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    title: String,
    when: String,
    lead: String,
    word: &'static str,
    badge: &'static str,
    reason: String,
    seats: Vec<Seat>,
    staff: Vec<Choice>,
    may_add: bool,
    may_record: bool,
    may_cancel: bool,
    tried: Tried,
}

async fn gather(ctx: &Ctx, id: &str, tried: Tried) -> Result<Session, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    if id.contains('\0') {
        return Err(ActError::NotFound);
    }
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let row = rows::session(&mut conn, organisation, id)
        .await?
        .ok_or(ActError::NotFound)?;
    let course = course_of(&mut conn, organisation, &row.course).await?;
    let seats = rows::seats(&mut conn, organisation, id).await?;
    let people = crate::interests::store::staff(&mut conn, organisation).await?;
    drop(conn);
    let (word, badge) = session_state(t, &row.state);
    let open = row.state != SessionState::Cancelled.code();
    let planned = row.state == SessionState::Planned.code();
    let seated = |person: &str| {
        (seats.iter()).any(|seat| seat.person == person && seat.state != SeatState::Left.code())
    };
    Ok(Session {
        crumbs: course_crumbs(ctx, &course),
        here: ctx.at(&format!("/learning/sessions/{}", row.id)),
        title: title_of(t, &course),
        when: ctx.page.moment(&row.starts_at),
        lead: t.learning_session_lead(&row.place, &row.trainer, length(t, row.minutes)),
        word,
        badge,
        reason: row.state_reason.clone(),
        staff: people
            .iter()
            .filter(|one| !seated(&one.person))
            .map(|one| {
                let unit = rules.unit_name(t.lang, one.unit.as_deref());
                let name = if unit.is_empty() {
                    one.name.clone()
                } else {
                    format!("{} · {unit}", one.name)
                };
                Choice::new(&one.person, name, "")
            })
            .collect(),
        seats: seats
            .iter()
            .map(|seat| {
                let (word, badge) = seat_state(t, &seat.state);
                Seat {
                    id: seat.id.clone(),
                    name: seat.name.clone(),
                    unit: rules.unit_name(t.lang, seat.unit.as_deref()).to_owned(),
                    word,
                    badge,
                    present: seat.state == SeatState::Attended.code(),
                }
            })
            .collect(),
        may_add: open,
        may_record: open && row.starts_at <= ctx.now,
        may_cancel: planned,
        tried,
        page: ctx.page.clone(),
    })
}

async fn show(ctx: &Ctx, id: &str, status: StatusCode, tried: Tried) -> Response {
    match gather(ctx, id, tried).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

/// The page.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    show(&ctx, &id, StatusCode::OK, Tried::default()).await
}

async fn answer(ctx: &Ctx, id: &str, mut tried: Tried, done: Result<(), ActError>) -> Response {
    match done {
        Ok(()) => see_other_saying(&ctx.at(&format!("/learning/sessions/{id}")), "saved"),
        Err(ActError::Invalid(wrong)) => {
            tried.errors = FormErrors::new(&ctx.page.t, &wrong);
            show(ctx, id, StatusCode::UNPROCESSABLE_ENTITY, tried).await
        }
        Err(ActError::Refused(say)) => {
            tried.sentence = say.to(&ctx.page.t);
            show(ctx, id, StatusCode::CONFLICT, tried).await
        }
        Err(why) => refusal(ctx, why),
    }
}

/// Writes somebody into the session.
pub async fn add(ctx: Ctx, Path((_, id)): Path<(String, String)>, body: Bytes) -> Response {
    let tried = tried(&body);
    let (actor, now, of) = (ctx.actor.clone(), ctx.now, id.clone());
    let person = tried.value("person").replace('\0', "");
    let done = ctx
        .app
        .act(move |tx| {
            async move { acts::add_to_session(tx, &actor, now, &of, &person).await }.boxed()
        })
        .await;
    answer(&ctx, &id, tried, done.map(|_| ())).await
}

/// Records who took part.
pub async fn held(ctx: Ctx, Path((_, id)): Path<(String, String)>, body: Bytes) -> Response {
    let present: BTreeSet<String> = fields(&body)
        .into_iter()
        .filter(|(name, _)| name == "present")
        .map(|(_, value)| value)
        .collect();
    let (actor, now, of) = (ctx.actor.clone(), ctx.now, id.clone());
    let done = ctx
        .app
        .act(move |tx| {
            async move { acts::record_attendance(tx, &actor, now, &of, &present).await }.boxed()
        })
        .await;
    answer(&ctx, &id, Tried::default(), done.map(|_| ())).await
}

/// Cancels the session.
pub async fn cancel(ctx: Ctx, Path((_, id)): Path<(String, String)>, body: Bytes) -> Response {
    let tried = tried(&body);
    let rules = match ctx.app.rules(ctx.organisation()).await {
        Ok(rules) => rules,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let (actor, now, of) = (ctx.actor.clone(), ctx.now, id.clone());
    let reason = tried.value("reason").to_owned();
    let done = ctx
        .app
        .act(move |tx| {
            async move { acts::cancel_session(tx, &actor, now, &rules, &of, &reason).await }.boxed()
        })
        .await;
    answer(&ctx, &id, tried, done.map(|_| ())).await
}

/// Takes a seat for oneself.
pub async fn enrol(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let done = ctx
        .app
        .act(move |tx| async move { acts::enrol(tx, &actor, now, &id).await }.boxed())
        .await;
    own_seat(&ctx, done.map(|(course, _)| course))
}

/// Gives the own seat back.
pub async fn leave(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let done = ctx
        .app
        .act(move |tx| async move { acts::leave(tx, &actor, now, &id).await }.boxed())
        .await;
    own_seat(&ctx, done.map(|(course, _)| course))
}

fn own_seat(ctx: &Ctx, done: Result<String, ActError>) -> Response {
    match done {
        Ok(course) => see_other_saying(&ctx.at(&format!("/learning/courses/{course}")), "saved"),
        Err(why) => refusal(ctx, why),
    }
}
