//! A person's own page: what is to be declared, what was, what one answers for; and the doors of who reviews.

use askama::Template;
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::Response;
use futures::FutureExt;
use store::Conn;

use super::{DeadlineView, Posted, deadline};
use crate::interests::acts;
use crate::interests::model::{ConditionKind, DeclarationState};
use crate::interests::store as rows;
use crate::interests::words;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::page::{NavItem, Page, refusal, render};
use crate::platform::permissions::Right;

/// A declaration in a list.
pub struct DeclarationLine {
    /// Address.
    pub href: String,
    /// When.
    pub day: String,
    /// Campaign or change.
    pub occasion: String,
    /// State.
    pub state: &'static str,
    /// Its look.
    pub badge: &'static str,
}

/// A condition in a list.
pub struct ConditionLine {
    /// Id.
    pub id: String,
    /// Kind.
    pub kind: &'static str,
    /// What is to be done.
    pub text: String,
    /// Until when.
    pub due: DeadlineView,
    /// Who answers for it.
    pub owner: String,
    /// With which evidence it was met, or empty.
    pub done: String,
    /// Where it stands, in words; empty where nothing was said yet.
    pub state: &'static str,
    /// The look of that state.
    pub badge: &'static str,
    /// What the reviewer said last, or empty.
    pub answer: String,
    /// The declaration's page.
    pub declaration: String,
}

#[derive(Template)]
#[template(path = "interests/home.html")]
struct Home {
    page: Page,
    year: String,
    due: Option<DeadlineView>,
    declared: bool,
    declarations: Vec<DeclarationLine>,
    conditions: Vec<ConditionLine>,
    doors: Vec<NavItem>,
}

/// Declarations as lines.
pub fn declaration_lines(
    ctx: &Ctx,
    list: &[rows::Declaration],
    campaigns: &[rows::Campaign],
) -> Vec<DeclarationLine> {
    let t = &ctx.page.t;
    list.iter()
        .map(|row| DeclarationLine {
            href: ctx.at(&format!("/interests/declarations/{}", row.id)),
            day: ctx.page.day(&row.submitted_at),
            occasion: row
                .campaign
                .as_ref()
                .and_then(|id| campaigns.iter().find(|one| one.id == *id))
                .map_or_else(
                    || t.interests_on_change().to_owned(),
                    |one| t.interests_of_year(t.lang.digits(&one.year.to_string())),
                ),
            state: words::declaration_state(t, row.state()),
            badge: words::declaration_badge(row.state()),
        })
        .collect()
}

/// Conditions as lines, with the names of their owners.
pub async fn condition_lines(
    ctx: &Ctx,
    conn: &mut Conn,
    list: Vec<rows::Condition>,
) -> Result<Vec<ConditionLine>, ActError> {
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let owners: Vec<String> = list.iter().map(|row| row.owner.clone()).collect();
    let names =
        crate::organisation::store::account_names(conn, ctx.organisation(), &owners).await?;
    let mut lines = Vec::new();
    for row in list {
        let said = rows::words_of(conn, ctx.organisation(), &row.id).await?;
        let last = said.last();
        let (state, badge) = words::condition_state(
            &ctx.page.t,
            row.done_at.is_some(),
            last.and_then(rows::WordRow::word),
        );
        lines.push(ConditionLine {
            kind: ConditionKind::of(&row.kind)
                .map_or("", |kind| words::condition(&ctx.page.t, kind)),
            due: deadline(ctx, &rules, row.due_at, row.done_at.is_some()),
            owner: names
                .iter()
                .find(|(id, _)| *id == row.owner)
                .map_or_else(String::new, |(_, name)| name.clone()),
            done: row.done_note,
            state,
            badge,
            answer: last.map_or_else(String::new, |one| one.note.clone()),
            declaration: ctx.at(&format!("/interests/declarations/{}", row.declaration)),
            text: row.text,
            id: row.id,
        });
    }
    Ok(lines)
}

/// The page.
pub async fn page(ctx: Ctx) -> Response {
    match gather(&ctx).await {
        Ok(home) => render(&home),
        Err(why) => refusal(&ctx, why),
    }
}

async fn gather(ctx: &Ctx) -> Result<Home, ActError> {
    let t = &ctx.page.t;
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let mut conn = ctx.read().await?;
    let person = ctx.actor.person.clone().ok_or(ActError::NotFound)?;
    let campaigns = rows::campaigns(&mut conn, ctx.organisation()).await?;
    let own = rows::declarations_of(&mut conn, ctx.organisation(), &person).await?;
    let newest = campaigns.first();
    let declared = newest.is_some_and(|open| {
        own.iter().any(|row| {
            row.campaign.as_deref() == Some(&open.id) && row.state() != DeclarationState::Rejected
        })
    });
    let conditions =
        rows::open_conditions(&mut conn, ctx.organisation(), ctx.actor.account.as_deref()).await?;
    let conditions = condition_lines(ctx, &mut conn, conditions).await?;
    let mut doors = vec![("/interests/gifts", t.interests_gifts_own())];
    if ctx.actor.may(Right::InterestRead) {
        doors.push(("/interests/campaigns", t.interests_campaigns()));
    }
    if ctx.actor.may(Right::InterestReview) {
        doors.push(("/interests/declarations", t.interests_declarations()));
        doors.push(("/interests/conditions", t.interests_conditions_title()));
        doors.push(("/interests/doubts", t.doubts_title()));
        doors.push(("/interests/firms", t.interests_firms()));
        doors.push(("/interests/records", t.interests_records()));
        doors.push(("/interests/names", t.interests_names()));
        doors.push(("/interests/rules", t.interests_rules()));
    }
    doors.push(("/portal/integrity", t.interests_public_title()));
    Ok(Home {
        year: newest.map_or_else(String::new, |open| t.lang.digits(&open.year.to_string())),
        due: newest.map(|open| deadline(ctx, &rules, open.deadline_at, declared)),
        declared,
        declarations: declaration_lines(ctx, &own, &campaigns),
        conditions,
        doors: doors
            .into_iter()
            .map(|(href, label)| NavItem {
                href: ctx.at(href),
                label: label.to_owned(),
                current: false,
            })
            .collect(),
        page: ctx.page.clone(),
    })
}

/// Says that a condition is met.
pub async fn meet(ctx: Ctx, Path((_, id)): Path<(String, String)>, body: Bytes) -> Response {
    let note = Posted::read(&body).owned("note");
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let done = ctx
        .app
        .act(move |tx| {
            async move { acts::meet_condition(tx, &actor, now, &id, &note).await }.boxed()
        })
        .await;
    match done {
        Ok(_) => see_other_saying(&ctx.at("/interests"), "saved"),
        Err(why) => refusal(&ctx, why),
    }
}
