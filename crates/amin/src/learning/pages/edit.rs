//! A course in a form: made, changed, retired.

use askama::Template;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::{course_crumbs, crumbs, kind_word};
use crate::learning::acts::{self, CourseInput, course_of, is_active};
use crate::learning::model::{Audience, Kind, audience_roles};
use crate::learning::store::CourseRow;
use crate::platform::context::{Ctx, role_name, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried};
use crate::platform::page::{Choice, Crumb, FormErrors, Page, refusal, render_with};
use crate::platform::query::fields;

#[derive(Template)]
#[template(path = "learning/edit.html")]
struct Edit {
    page: Page,
    crumbs: Vec<Crumb>,
    title: &'static str,
    here: String,
    id: String,
    kinds: Vec<Choice>,
    audiences: Vec<Choice>,
    roles: Vec<Choice>,
    known: bool,
    retire: String,
    tried: Tried,
}

/// What was sent, with the roles apart: a form names each role once.
struct Sent {
    tried: Tried,
    roles: Vec<String>,
}

fn sent(body: &[u8]) -> Sent {
    let pairs = fields(body);
    let roles = pairs
        .iter()
        .filter(|(name, _)| name == "roles")
        .map(|(_, value)| value.clone())
        .collect();
    Sent {
        tried: Tried {
            fields: pairs.into_iter().collect(),
            ..Tried::default()
        },
        roles,
    }
}

fn input(sent: &Sent) -> CourseInput {
    let of = |name: &str| sent.tried.value(name).to_owned();
    CourseInput {
        title: of("title"),
        title_en: of("title_en"),
        kind: of("kind"),
        summary: of("summary"),
        material: of("material"),
        articles: of("articles"),
        legal_basis: of("legal_basis"),
        minutes: of("minutes"),
        in_person: of("in_person") == "yes",
        pass_mark: of("pass_mark"),
        valid_months: of("valid_months"),
        audience: of("audience"),
        roles: sent.roles.clone(),
        due: of("due"),
    }
}

/// A course as its form has it.
fn typed(ctx: &Ctx, row: &CourseRow) -> Sent {
    let digits = |number: i64| ctx.page.t.lang.digits(&number.to_string());
    let (audience, roles) = match row.audience() {
        Audience::Voluntary => ("voluntary", Vec::new()),
        Audience::Everybody => ("all", Vec::new()),
        Audience::Roles(roles) => ("roles", roles),
    };
    let due = row.due_at.map_or_else(String::new, |due| {
        ctx.page
            .t
            .lang
            .digits(&persian::tehran_date(due.0).numeric())
    });
    let in_person = if row.in_person { "yes" } else { "" };
    let fields: Fields = [
        ("title", row.title.clone()),
        ("title_en", row.title_en.clone()),
        ("kind", row.kind.clone()),
        ("summary", row.summary.clone()),
        ("material", row.material.clone()),
        ("articles", ctx.page.t.lang.digits(&row.articles)),
        ("legal_basis", row.legal_basis.clone()),
        ("minutes", digits(row.minutes)),
        ("in_person", in_person.to_owned()),
        ("pass_mark", digits(row.pass_mark)),
        ("valid_months", digits(row.valid_months)),
        ("audience", audience.to_owned()),
        ("due", due),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    Sent {
        tried: Tried {
            fields,
            ..Tried::default()
        },
        roles: roles.iter().map(|role| role.code().to_owned()).collect(),
    }
}

fn show(ctx: &Ctx, status: StatusCode, course: Option<&CourseRow>, sent: Sent) -> Response {
    let t = &ctx.page.t;
    let tried = sent.tried;
    let id = match (course, tried.value("id")) {
        (Some(row), _) => row.id.clone(),
        (None, "") => ctx.app.new_id(ctx.now),
        (None, token) => token.to_owned(),
    };
    let audiences = [
        ("all", t.learning_audience_all()),
        ("roles", t.learning_audience_roles()),
        ("voluntary", t.learning_audience_voluntary()),
    ];
    let here = course.map_or_else(
        || ctx.at("/learning/new"),
        |row| ctx.at(&format!("/learning/courses/{}/edit", row.id)),
    );
    let page = Edit {
        crumbs: course.map_or_else(|| crumbs(ctx), |row| course_crumbs(ctx, row)),
        title: if course.is_some() {
            t.learning_change()
        } else {
            t.learning_new()
        },
        here,
        id,
        kinds: (Kind::ALL.iter())
            .map(|kind| Choice::new(kind.code(), kind_word(t, kind.code()), tried.value("kind")))
            .collect(),
        audiences: audiences
            .map(|(code, word)| Choice::new(code, word, tried.value("audience")))
            .into(),
        roles: audience_roles()
            .map(|role| Choice {
                chosen: sent.roles.iter().any(|code| code == role.code()),
                ..Choice::new(role.code(), role_name(t, role), "")
            })
            .collect(),
        known: course.is_some(),
        retire: course.map_or_else(String::new, |row| {
            ctx.at(&format!("/learning/courses/{}/retire", row.id))
        }),
        tried,
        page: ctx.page.clone(),
    };
    render_with(status, &page)
}

fn answer(
    ctx: &Ctx,
    course: Option<&CourseRow>,
    mut sent: Sent,
    done: Result<(), ActError>,
    id: &str,
) -> Response {
    let status = match done {
        Ok(()) => {
            return see_other_saying(&ctx.at(&format!("/learning/courses/{id}")), "saved");
        }
        Err(ActError::Invalid(wrong)) => {
            sent.tried.errors = FormErrors::new(&ctx.page.t, &wrong);
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(ActError::Refused(say)) => {
            sent.tried.sentence = say.to(&ctx.page.t);
            StatusCode::CONFLICT
        }
        Err(why) => return refusal(ctx, why),
    };
    show(ctx, status, course, sent)
}

/// The form of a new course.
pub async fn new(ctx: Ctx) -> Response {
    let sent = Sent {
        tried: Tried::default(),
        roles: Vec::new(),
    };
    show(&ctx, StatusCode::OK, None, sent)
}

/// Makes a course.
pub async fn adopt(ctx: Ctx, body: Bytes) -> Response {
    let sent = sent(&body);
    let id = sent.tried.value("id").to_owned();
    let (actor, now, input, token) = (ctx.actor.clone(), ctx.now, input(&sent), id.clone());
    let done = ctx
        .app
        .act(move |tx| {
            async move { acts::adopt_course(tx, &actor, now, &token, &input).await }.boxed()
        })
        .await;
    answer(&ctx, None, sent, done.map(|_| ()), &id)
}

async fn known(ctx: &Ctx, id: &str) -> Result<CourseRow, ActError> {
    let mut conn = ctx.read().await?;
    let row = course_of(&mut conn, ctx.organisation(), id).await?;
    if is_active(&row) {
        Ok(row)
    } else {
        Err(ActError::NotFound)
    }
}

/// The form of a known course.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    match known(&ctx, &id).await {
        Ok(row) => show(&ctx, StatusCode::OK, Some(&row), typed(&ctx, &row)),
        Err(why) => refusal(&ctx, why),
    }
}

/// Changes a course.
pub async fn change(ctx: Ctx, Path((_, id)): Path<(String, String)>, body: Bytes) -> Response {
    let row = match known(&ctx, &id).await {
        Ok(row) => row,
        Err(why) => return refusal(&ctx, why),
    };
    let sent = sent(&body);
    let (actor, now, input, of) = (ctx.actor.clone(), ctx.now, input(&sent), id.clone());
    let done = ctx
        .app
        .act(move |tx| {
            async move { acts::change_course(tx, &actor, now, &of, &input).await }.boxed()
        })
        .await;
    answer(&ctx, Some(&row), sent, done.map(|_| ()), &id)
}

/// Gives a course no longer.
pub async fn retire(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let (actor, now, of) = (ctx.actor.clone(), ctx.now, id.clone());
    let done = ctx
        .app
        .act(move |tx| async move { acts::retire_course(tx, &actor, now, &of).await }.boxed())
        .await;
    match done {
        Ok(_) => see_other_saying(&ctx.at(&format!("/learning/courses/{id}")), "saved"),
        Err(why) => refusal(&ctx, why),
    }
}
