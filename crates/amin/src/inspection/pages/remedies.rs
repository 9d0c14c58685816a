//! Remedies: the list of those that concern the reader, and one of them.

use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::warnings::{Owed, owed_filter, owed_list};
use super::{
    Asked, FormView, Input, LINES, List, Names, Section, Sheet, again, gathered, listed, shown,
    words,
};
use crate::inspection::acts::{self, judges, owes, visible_remedy};
use crate::inspection::model::{RemedyDeed, RemedyState, remedied};
use crate::inspection::store as rows;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Tried, field};
use crate::platform::page::refusal;
use crate::platform::permissions::Right;
use crate::platform::query::fields;

async fn gather_list(ctx: &Ctx, asked: &Asked) -> Result<List, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let filter = owed_filter(ctx, asked, Right::InspectionRead);
    let mut conn = ctx.read().await?;
    let total = rows::count_remedies(&mut conn, organisation, &filter).await?;
    let skip = (asked.place(total).0 - 1) * LINES;
    let found = rows::list_remedies(&mut conn, organisation, &filter, LINES, skip).await?;
    drop(conn);
    let words_of = (
        t.inspection_remedies(),
        t.inspection_remedies_lead(),
        "/inspection/remedies",
    );
    let states = [RemedyState::Reported, RemedyState::Done];
    let states = states.map(|one| (one.code(), words::remedy_state(t, one.code(), false).0));
    let lines: Vec<Owed<'_>> = found
        .iter()
        .map(|row| Owed {
            id: &row.id,
            number: &row.number,
            text: &row.text,
            unit: &row.unit,
            deadline_at: row.deadline_at,
            waits: row.state == RemedyState::Open.code(),
            state: words::remedy_state(t, &row.state, row.deadline_at < ctx.now),
        })
        .collect();
    Ok(owed_list(
        ctx,
        &rules,
        asked,
        words_of,
        states.into(),
        total,
        &lines,
    ))
}

/// The list.
pub async fn list(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    listed(&ctx, gather_list(&ctx, &asked).await)
}

async fn gather(ctx: &Ctx, id: &str, failed: &str, tried: Tried) -> Result<Sheet, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let row = visible_remedy(&mut conn, &ctx.actor, id).await?;
    let judges = judges(&mut conn, &ctx.actor, &row, ctx.now).await?;
    let people = vec![Some(row.owner.clone())];
    let names = Names::read(&mut conn, organisation, people).await?;
    let mission = rows::mission(&mut conn, organisation, &row.mission).await?;
    drop(conn);
    let number = t.lang.digits(&row.number);
    let mut sheet = Sheet::new(ctx, t.inspection_remedy_of(&number), &tried);
    sheet.crumb(ctx, t.inspection_remedies(), "/inspection/remedies");
    sheet.link(ctx, t.chain_open(), &format!("/chain/remedy/{}", row.id));
    let overdue = row.deadline_at < ctx.now;
    (sheet.state, sheet.badge) = words::remedy_state(t, &row.state, overdue);
    sheet.due(
        ctx,
        &rules,
        row.deadline_at,
        row.state == RemedyState::Open.code(),
    );
    if let Some(mission) = mission.filter(|_| ctx.actor.may(Right::InspectionRead)) {
        sheet.link(
            ctx,
            t.inspection_mission_of(t.lang.digits(&mission.number)),
            &format!("/inspection/missions/{}", mission.id),
        );
    }
    if let Some(finding) = row
        .finding
        .as_ref()
        .filter(|_| ctx.actor.may_for(Right::FindingRead, Some(&row.unit)))
    {
        sheet.link(ctx, t.inspection_finding(), &format!("/findings/{finding}"));
    }
    sheet.fact(t.committee_unit(), rules.unit_name(t.lang, Some(&row.unit)));
    sheet.fact(t.inspection_owner(), names.of(Some(&row.owner)));
    if row.level > 0 {
        sheet.fact(t.inspection_reminded(), ctx.page.number(&row.level));
    }
    sheet.event(ctx, t.inspection_remedy_fixed(), Some(row.made_at), "");
    sheet.event(ctx, t.inspection_remedy_reported(), row.reported_at, "");
    sheet.event(ctx, t.inspection_remedy_done(), row.verified_at, "");
    sheet
        .sections
        .push(Section::text(t.inspection_remedy_text(), &row.text));
    for (title, text) in [
        (t.inspection_evidence_given(), &row.evidence),
        (t.inspection_verdict_given(), &row.verdict),
    ] {
        if !text.is_empty() {
            sheet.sections.push(Section::text(title, text));
        }
    }
    let state = RemedyState::of(&row.state).unwrap_or(RemedyState::Open);
    let mut section = Section::default();
    for (deed, may, label, hint) in [
        (
            RemedyDeed::Report,
            owes(&ctx.actor, &row),
            t.inspection_do_report_remedy(),
            t.inspection_do_report_remedy_hint(),
        ),
        (
            RemedyDeed::Verify,
            judges,
            t.inspection_do_verify(),
            t.inspection_do_verify_hint(),
        ),
        (
            RemedyDeed::Return,
            judges,
            t.inspection_do_return(),
            t.inspection_do_return_hint(),
        ),
    ] {
        if may && remedied(state, deed).is_some() {
            let action = ctx.at(&format!("/inspection/remedies/{}/{}", row.id, deed.code()));
            let note = Input::new("area", "note", t.inspection_note()).hint(hint);
            section
                .forms
                .push(FormView::new(deed.code(), action, label, vec![note]).tried(failed, &tried));
        }
    }
    sheet.sections.push(section);
    Ok(sheet)
}

/// One remedy.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let sheet = gather(&ctx, &id, "", Tried::default()).await;
    shown(&ctx, StatusCode::OK, sheet)
}

/// Does something with a remedy.
pub async fn act(
    ctx: Ctx,
    Path((_, id, deed)): Path<(String, String, String)>,
    body: Bytes,
) -> Response {
    let Some(todo) = RemedyDeed::of(&deed) else {
        return refusal(&ctx, ActError::NotFound);
    };
    let sent = gathered(fields(&body));
    let note = field(&sent, "note").to_owned();
    let (actor, now, of) = (ctx.actor.clone(), ctx.now, id.clone());
    let act = ctx.app.act(move |tx| {
        async move { acts::do_remedy(tx, &actor, now, &of, todo, &note).await }.boxed()
    });
    match act.await {
        Ok(_) => see_other_saying(&ctx.at(&format!("/inspection/remedies/{id}")), "saved"),
        Err(why) => match again(&ctx, sent, why) {
            Ok((status, tried)) => shown(&ctx, status, gather(&ctx, &id, &deed, tried).await),
            Err(answer) => *answer,
        },
    }
}
