//! One control of a risk: how well it is designed and works.

use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::{control_kind_word, said, strength_word};
use crate::committee::pages::{Fact, crumb, facts, tried};
use crate::organisation::store::account_names;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried, field};
use crate::platform::page::{Choice, Crumb, Page, refusal, render_with};
use crate::platform::permissions::Right;
use crate::risks::acts::{self, EffectivenessInput};
use crate::risks::model::{RiskState, Strength};
use crate::risks::store as rows;

#[derive(Template)]
#[template(path = "risks/control.html")]
struct Control {
    page: Page,
    crumbs: Vec<Crumb>,
    text: String,
    facts: Vec<Fact>,
    edits: bool,
    designs: Vec<Choice>,
    operatings: Vec<Choice>,
    tried: Tried,
}

async fn gather(ctx: &Ctx, id: &str, control: &str, tried: Tried) -> Result<Control, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let mut conn = ctx.read().await?;
    let row = acts::visible(&mut conn, &ctx.actor, id).await?;
    let all = rows::controls(&mut conn, organisation, &row.id).await?;
    let control = all
        .into_iter()
        .find(|one| one.id == control)
        .ok_or(ActError::NotFound)?;
    let by: Vec<String> = control.assessed_by.iter().cloned().collect();
    let names = account_names(&mut conn, organisation, &by).await?;
    drop(conn);
    let chosen = |field: &str, kept: &Option<String>| match tried.value(field) {
        "" => kept.clone().unwrap_or_default(),
        value => value.to_owned(),
    };
    let choices = |chosen: &str, design: bool| -> Vec<Choice> {
        (Strength::ALL.iter())
            .map(|strength| Choice {
                hint: match (strength, design) {
                    (Strength::None, true) => t.risks_design_none(),
                    (Strength::Partial, true) => t.risks_design_partial(),
                    (Strength::Full, true) => t.risks_design_full(),
                    (Strength::None, false) => t.risks_operating_none(),
                    (Strength::Partial, false) => t.risks_operating_partial(),
                    (Strength::Full, false) => t.risks_operating_full(),
                }
                .to_owned(),
                ..Choice::new(
                    strength.code(),
                    strength_word(t, Some(strength.code())),
                    chosen,
                )
            })
            .collect()
    };
    let number = t.risks_risk_number(t.lang.integer(row.number));
    Ok(Control {
        crumbs: vec![
            crumb(ctx, t.nav_risks(), "/risks"),
            crumb(ctx, number, &format!("/risks/{}", row.id)),
        ],
        text: said(t.lang, &control.text, &control.text_en).to_owned(),
        facts: facts(vec![
            (
                t.risks_control_kind(),
                control_kind_word(t, &control.kind).to_owned(),
            ),
            (
                t.risks_design(),
                strength_word(t, control.design.as_deref()).to_owned(),
            ),
            (
                t.risks_operating(),
                strength_word(t, control.operating.as_deref()).to_owned(),
            ),
            (t.risks_evidence(), control.evidence.clone()),
            (
                t.risks_assessed_by(),
                names
                    .first()
                    .map_or_else(String::new, |(_, name)| name.clone()),
            ),
            (
                t.risks_assessed(),
                control
                    .assessed_at
                    .map_or_else(String::new, |at| ctx.page.day(&at)),
            ),
        ]),
        edits: control.active
            && row.state == RiskState::Open.code()
            && ctx.actor.may_for(Right::RiskEdit, Some(&row.unit)),
        designs: choices(&chosen("design", &control.design), true),
        operatings: choices(&chosen("operating", &control.operating), false),
        tried,
        page: ctx.page.clone(),
    })
}

async fn show(ctx: &Ctx, status: StatusCode, id: &str, control: &str, tried: Tried) -> Response {
    match gather(ctx, id, control, tried).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

/// The page.
pub async fn page(ctx: Ctx, Path((_, id, control)): Path<(String, String, String)>) -> Response {
    show(&ctx, StatusCode::OK, &id, &control, Tried::default()).await
}

/// Assesses the control, or ends it.
pub async fn act(
    ctx: Ctx,
    Path((_, id, control)): Path<(String, String, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    let rules = match ctx.app.rules(ctx.organisation()).await {
        Ok(rules) => rules,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let (actor, now, sent) = (ctx.actor.clone(), ctx.now, fields.clone());
    let (risk, one) = (id.clone(), control.clone());
    let act = ctx.app.act(move |tx| {
        async move {
            let text = |name: &str| field(&sent, name).to_owned();
            if text("deed") == "end" {
                return acts::end_control(
                    tx,
                    &actor,
                    now,
                    &rules,
                    &risk,
                    &one,
                    &text("end_reason"),
                )
                .await;
            }
            let input = EffectivenessInput {
                design: text("design"),
                operating: text("operating"),
                evidence: text("evidence"),
            };
            acts::assess_control(tx, &actor, now, &rules, &risk, &one, &input).await
        }
        .boxed()
    });
    match act.await {
        Ok(_) => see_other_saying(&ctx.at(&format!("/risks/{id}")), "saved"),
        Err(why) => match tried(&ctx, fields, why) {
            Ok((status, tried)) => show(&ctx, status, &id, &control, tried).await,
            Err(answer) => *answer,
        },
    }
}
