//! One measure of the preventive programme.

use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::measure_state;
use super::programme::{MeasureLine, line};
use crate::committee::pages::{Fact, crumb, facts, tried};
use crate::organisation::store::account_names;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried, field};
use crate::platform::page::{Choice, Crumb, Page, refusal, render_with};
use crate::platform::permissions::Right;
use crate::risks::acts;
use crate::risks::model::{EFFECT_DAYS, MeasureState, RiskState, limit};
use crate::risks::store as rows;

#[derive(Template)]
#[template(path = "risks/measure.html")]
struct Measure {
    page: Page,
    crumbs: Vec<Crumb>,
    line: MeasureLine,
    facts: Vec<Fact>,
    rule: String,
    states: Vec<Choice>,
    tried: Tried,
}

async fn gather(ctx: &Ctx, id: &str, measure: &str, tried: Tried) -> Result<Measure, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let row = acts::visible(&mut conn, &ctx.actor, id).await?;
    let all = rows::measures(&mut conn, organisation, &row.id).await?;
    let measure = all
        .into_iter()
        .find(|one| one.id == measure)
        .ok_or(ActError::NotFound)?;
    let names = account_names(
        &mut conn,
        organisation,
        std::slice::from_ref(&measure.owner),
    )
    .await?;
    let owner = names.first().map_or("", |(_, name)| name);
    let line = line(&mut conn, ctx, &rules, &row, &measure, owner).await?;
    drop(conn);
    let edits =
        row.state == RiskState::Open.code() && ctx.actor.may_for(Right::RiskEdit, Some(&row.unit));
    let now = MeasureState::of(&measure.state);
    let states = (MeasureState::ALL.iter())
        .filter(|next| edits && now.is_some_and(|now| now.leads_to(**next)))
        .map(|next| {
            Choice::new(
                next.code(),
                measure_state(t, next.code(), false).0,
                tried.value("state"),
            )
        })
        .collect();
    let number = t.risks_risk_number(t.lang.integer(row.number));
    Ok(Measure {
        crumbs: vec![
            crumb(ctx, t.nav_risks(), "/risks"),
            crumb(ctx, number, &format!("/risks/{}", row.id)),
        ],
        facts: facts(vec![
            (t.risks_event(), line.risk.clone()),
            (t.risks_treatment(), line.kind.to_owned()),
            (t.risks_owner(), line.owner.clone()),
            (t.risks_when(), line.period.clone()),
            (t.risks_budget_line(), line.budget.clone()),
            (t.risks_expected(), line.expected.clone()),
            (t.risks_said(), measure.note.clone()),
            (
                t.risks_closed(),
                measure
                    .closed_at
                    .map_or_else(String::new, |at| ctx.page.day(&at)),
            ),
            (t.risks_effect_residual_name(), line.residual.clone()),
            (t.risks_effect_findings_name(), line.findings.clone()),
        ]),
        rule: t.risks_effect_rule(t.lang.integer(limit(&rules, EFFECT_DAYS))),
        line,
        states,
        tried,
        page: ctx.page.clone(),
    })
}

async fn show(ctx: &Ctx, status: StatusCode, id: &str, measure: &str, tried: Tried) -> Response {
    match gather(ctx, id, measure, tried).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

/// The page.
pub async fn page(ctx: Ctx, Path((_, id, measure)): Path<(String, String, String)>) -> Response {
    show(&ctx, StatusCode::OK, &id, &measure, Tried::default()).await
}

/// Moves the measure.
pub async fn act(
    ctx: Ctx,
    Path((_, id, measure)): Path<(String, String, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let (state, said) = (
        field(&fields, "state").to_owned(),
        field(&fields, "said").to_owned(),
    );
    let (risk, one) = (id.clone(), measure.clone());
    let act = ctx.app.act(move |tx| {
        async move { acts::move_measure(tx, &actor, now, &risk, &one, &state, &said).await }.boxed()
    });
    match act.await {
        Ok(_) => see_other_saying(&ctx.at(&format!("/risks/{id}/measures/{measure}")), "saved"),
        Err(why) => match tried(&ctx, fields, why) {
            Ok((status, tried)) => show(&ctx, status, &id, &measure, tried).await,
            Err(answer) => *answer,
        },
    }
}
