//! The boards and who sits on them.

use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::{people, tried};
use crate::cases::acts::{self, MemberInput};
use crate::cases::model::Stage;
use crate::cases::store::{self as rows, BoardRow};
use crate::cases::words;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried, field};
use crate::platform::page::{Choice, Page, refusal, render_with};
use crate::platform::permissions::{Right, Role};
use crate::platform::texts::Lang;

struct Member {
    id: String,
    name: String,
    part: &'static str,
    decree: String,
    term: String,
    sits: bool,
}

struct Board {
    id: String,
    name: String,
    stage: &'static str,
    basis: String,
    members: Vec<Member>,
    short: bool,
}

#[expect(
    clippy::struct_field_names,
    reason = "the template names what it shows"
)]
#[derive(Template)]
#[template(path = "cases/boards.html")]
struct Boards {
    page: Page,
    boards: Vec<Board>,
    edits: bool,
    stages: Vec<Choice>,
    able: Vec<Choice>,
    id: String,
    failed: String,
    tried: Tried,
}

async fn gather(ctx: &Ctx, failed: &str, tried: Tried) -> Result<Boards, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let mut conn = ctx.read().await?;
    let found = rows::boards(&mut conn, organisation).await?;
    let members = rows::members(&mut conn, organisation).await?;
    let able = rows::holders(&mut conn, organisation, &[Role::CommitteeMember.code()]).await?;
    drop(conn);
    let today = persian::tehran_date(ctx.now.0).iso();
    let boards: Vec<Board> = found
        .iter()
        .map(|row| {
            let list: Vec<Member> = members
                .iter()
                .filter(|one| one.board == row.id)
                .map(|one| Member {
                    id: one.id.clone(),
                    name: one.name.clone(),
                    part: if one.alternate {
                        t.cases_member_alternate()
                    } else {
                        t.cases_member_main()
                    },
                    decree: one.decree.clone(),
                    term: t.cases_term(
                        t.lang.digits(&one.from_day.replace('-', "/")),
                        t.lang.digits(&one.to_day.replace('-', "/")),
                    ),
                    sits: one.from_day <= today && one.to_day >= today,
                })
                .collect();
            Board {
                id: row.id.clone(),
                name: if t.lang == Lang::Fa {
                    row.name.clone()
                } else {
                    row.name_en.clone()
                },
                stage: Stage::of(&row.stage).map_or("", |stage| words::stage(t, stage)),
                basis: row.legal_basis.clone(),
                short: list.iter().filter(|one| one.sits).count() < 3,
                members: list,
            }
        })
        .collect();
    let missing = Stage::ALL
        .iter()
        .filter(|stage| !found.iter().any(|row| row.stage == stage.code()));
    Ok(Boards {
        boards,
        edits: ctx.actor.may(Right::BoardEdit),
        stages: missing
            .map(|stage| Choice::new(stage.code(), words::stage(t, *stage), tried.value("stage")))
            .collect(),
        able: people(&able, tried.value("person")),
        id: match tried.value("id") {
            "" => ctx.app.new_id(ctx.now),
            id => id.to_owned(),
        },
        failed: failed.to_owned(),
        tried,
        page: ctx.page.clone(),
    })
}

async fn show(ctx: &Ctx, status: StatusCode, failed: &str, tried: Tried) -> Response {
    match gather(ctx, failed, tried).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

/// The page.
pub async fn page(ctx: Ctx) -> Response {
    show(&ctx, StatusCode::OK, "", Tried::default()).await
}

/// Founds a board.
pub async fn put(ctx: Ctx, Form(fields): Form<Fields>) -> Response {
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let text = |name: &str| field(&fields, name).to_owned();
    let input = BoardRow {
        id: text("id"),
        stage: text("stage"),
        name: text("name"),
        name_en: text("name_en"),
        legal_basis: text("legal_basis"),
    };
    let act = ctx
        .app
        .act(move |tx| async move { acts::put_board(tx, &actor, now, &input).await }.boxed());
    answer(&ctx, act.await.map(|_| ()), "board", fields).await
}

/// Appoints a member, or ends a term.
pub async fn act(
    ctx: Ctx,
    Path((_, board, deed)): Path<(String, String, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let text = |name: &str| field(&fields, name).to_owned();
    let input = MemberInput {
        person: text("person"),
        alternate: text("part") == "alternate",
        decree: text("decree"),
        from_day: text("from_day"),
    };
    let member = text("member");
    let name = board.clone();
    let done = ctx.app.act(move |tx| {
        async move {
            match deed.as_str() {
                "appoint" => acts::appoint_member(tx, &actor, now, &board, &input).await,
                "end" => acts::end_member(tx, &actor, now, &board, &member).await,
                _ => Err(ActError::NotFound),
            }
        }
        .boxed()
    });
    answer(&ctx, done.await.map(|_| ()), &name, fields).await
}

async fn answer(ctx: &Ctx, done: Result<(), ActError>, failed: &str, fields: Fields) -> Response {
    match done {
        Ok(()) => see_other_saying(&ctx.at("/cases/boards"), "saved"),
        Err(why) => match tried(ctx, fields, why) {
            Ok((status, tried)) => show(ctx, status, failed, tried).await,
            Err(answer) => *answer,
        },
    }
}
