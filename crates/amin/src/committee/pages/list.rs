//! The committees of an organisation, with what is amiss in each.

use askama::Template;
use axum::extract::Form;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use persian::tehran_date;

use super::{majority_word, name_of, tried};
use crate::committee::acts::{self, CommitteeInput};
use crate::committee::model::{Majority, Quarter, SessionState, missed};
use crate::committee::store::{self as rows, ResolutionFilter};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried, field};
use crate::platform::page::{Choice, Page, refusal, render_with};
use crate::platform::permissions::Right;

/// A committee in the list.
struct Line {
    href: String,
    name: String,
    basis: String,
    next: String,
    missed: String,
    open: String,
    overdue: i64,
    overdue_words: String,
    overdue_href: String,
}

#[derive(Template)]
#[template(path = "committee/list.html")]
struct List {
    page: Page,
    lines: Vec<Line>,
    runs: bool,
    id: String,
    majorities: Vec<Choice>,
    kinds: Vec<Choice>,
    desk: String,
    kinds_href: String,
    letters: String,
    tried: Tried,
}

/// The choices of a majority.
pub(super) fn majorities(ctx: &Ctx, chosen: &str) -> Vec<Choice> {
    let word = |m: &Majority| majority_word(&ctx.page.t, m.code());
    let all = Majority::ALL.iter();
    all.map(|m| Choice::new(m.code(), word(m), chosen))
        .collect()
}

/// What the form of a committee says.
pub(super) fn input(id: &str, fields: &Fields) -> CommitteeInput {
    let text = |name: &str| field(fields, name).to_owned();
    CommitteeInput {
        id: id.to_owned(),
        name: text("name"),
        name_en: text("name_en"),
        legal_basis: text("legal_basis"),
        mandate: text("mandate"),
        quorum: text("quorum"),
        majority: text("majority"),
        kind: text("kind"),
    }
}

/// The choices of a committee's kind.
pub(super) fn kinds(ctx: &Ctx, all: &[rows::KindRow], chosen: &str) -> Vec<Choice> {
    let word = |row: &rows::KindRow| name_of(ctx.page.t.lang, &row.name, &row.name_en).to_owned();
    let choice = |row: &rows::KindRow| Choice::new(&row.id, word(row), chosen);
    all.iter().map(choice).collect()
}

async fn gather(ctx: &Ctx, tried: Tried) -> Result<List, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let mut conn = ctx.read().await?;
    let own = acts::seen(&mut conn, &ctx.actor).await?;
    let mut lines = Vec::new();
    for row in rows::committees(&mut conn, organisation).await? {
        if own.as_ref().is_some_and(|own| !own.contains(&row.id)) {
            continue;
        }
        let sessions = rows::sessions(&mut conn, organisation, &row.id).await?;
        let ahead = |s: &&rows::SessionRow| {
            SessionState::of(&s.state).is_some_and(|s| {
                matches!(
                    s,
                    SessionState::Planned | SessionState::Called | SessionState::Open
                )
            })
        };
        let next = sessions.iter().filter(ahead).min_by_key(|s| s.starts_at);
        let held: Vec<Quarter> = (sessions.iter())
            .filter(|s| ["open", "closed"].contains(&s.state.as_str()))
            .filter_map(|s| s.quarter.parse().ok())
            .collect();
        let (since, today) = (tehran_date(row.founded_at.0), tehran_date(ctx.now.0));
        let missing: Vec<String> = (missed(since, today, &held).iter().rev().take(4))
            .map(|quarter| t.lang.digits(&quarter.to_string()))
            .collect();
        let mut filter = ResolutionFilter {
            committee: row.id.clone(),
            state: "open".to_owned(),
            now: ctx.now,
            ..ResolutionFilter::default()
        };
        let open = rows::count_resolutions(&mut conn, organisation, &filter).await?;
        "overdue".clone_into(&mut filter.state);
        let overdue = rows::count_resolutions(&mut conn, organisation, &filter).await?;
        lines.push(Line {
            href: ctx.at(&format!("/committee/{}", row.id)),
            name: name_of(t.lang, &row.name, &row.name_en).to_owned(),
            basis: row.legal_basis,
            next: next.map_or_else(
                || t.committee_no_session().to_owned(),
                |s| t.committee_next_session(ctx.page.moment(&s.starts_at)),
            ),
            missed: if missing.is_empty() {
                String::new()
            } else {
                t.committee_missed(missing.join(name_of(t.lang, "، ", ", ")))
            },
            open: t.committee_open_resolutions(open),
            overdue,
            overdue_words: t.committee_overdue_resolutions(overdue),
            overdue_href: ctx.at(&format!(
                "/committee/resolutions?state=overdue&committee={}",
                row.id
            )),
        });
    }
    let all = acts::kinds(&mut conn, organisation).await?;
    drop(conn);
    let whole = ctx.actor.may(Right::CommitteeReadAll);
    let room = |path: &str| if whole { ctx.at(path) } else { String::new() };
    Ok(List {
        kinds: kinds(
            ctx,
            &all,
            match tried.value("kind") {
                "" => "integrity",
                word => word,
            },
        ),
        desk: room("/committee/desk"),
        kinds_href: room("/committee/kinds"),
        letters: room("/committee/letters"),
        lines,
        runs: ctx.actor.may(Right::CommitteeRun),
        id: match tried.value("id") {
            "" => ctx.app.new_id(ctx.now),
            id => id.to_owned(),
        },
        majorities: majorities(
            ctx,
            match tried.value("majority") {
                "" => "present",
                word => word,
            },
        ),
        tried,
        page: ctx.page.clone(),
    })
}

async fn show(ctx: &Ctx, status: StatusCode, tried: Tried) -> Response {
    match gather(ctx, tried).await {
        Ok(list) => render_with(status, &list),
        Err(why) => refusal(ctx, why),
    }
}

/// The list.
pub async fn page(ctx: Ctx) -> Response {
    show(&ctx, StatusCode::OK, Tried::default()).await
}

/// Founds a committee.
pub async fn found(ctx: Ctx, Form(fields): Form<Fields>) -> Response {
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let id = field(&fields, "id").to_owned();
    let input = input(&id, &fields);
    let act = ctx
        .app
        .act(move |tx| async move { acts::put_committee(tx, &actor, now, &input).await }.boxed());
    match act.await {
        Ok(_) => see_other_saying(&ctx.at(&format!("/committee/{id}")), "saved"),
        Err(why) => match tried(&ctx, fields, why) {
            Ok((status, tried)) => show(&ctx, status, tried).await,
            Err(answer) => *answer,
        },
    }
}
