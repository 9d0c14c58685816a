//! Yearly plans.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::{Cell, FormView, Input, Section, Sheet, again, gathered, shown, unit_choices, words};
use crate::inspection::acts::{self, LineInput, is_top};
use crate::inspection::model::PlanState;
use crate::inspection::store as rows;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Tried, field};
use crate::platform::page::{Choice, refusal};
use crate::platform::permissions::Right;
use crate::platform::query::fields;
use crate::platform::texts::Lang;
use crate::risks::model::RiskState;
use crate::risks::store::{self as risks, RiskRow};

/// Most risks that the form of a line offers: those with the greatest residual scores.
const RISKS: i64 = 200;

async fn gather_list(ctx: &Ctx, failed: &str, tried: Tried) -> Result<Sheet, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let mut conn = ctx.read().await?;
    let plans = rows::plans(&mut conn, organisation).await?;
    drop(conn);
    let mut sheet = Sheet::new(ctx, t.inspection_plans(), &tried);
    sheet.crumb(ctx, t.inspection_missions(), "/inspection");
    t.inspection_plans_lead().clone_into(&mut sheet.lead);
    let mut section = Section {
        head: vec![t.inspection_year(), t.committee_state()],
        ..Section::new(t.inspection_plans())
    };
    for plan in &plans {
        let href = ctx.at(&format!("/inspection/plans/{}", plan.id));
        section.rows.push(vec![
            Cell::link(t.lang.digits(&plan.year.to_string()), href),
            Cell::state(words::plan_state(t, &plan.state)),
        ]);
    }
    if plans.is_empty() {
        section.paragraphs.push(t.inspection_none().to_owned());
    }
    if ctx.actor.may_for(Right::InspectionRun, None) {
        let year = persian::tehran_date(ctx.now.0).year().to_string();
        let input = Input::new("number", "year", t.inspection_year()).value(t.lang.digits(&year));
        let action = ctx.at("/inspection/plans");
        section.forms.push(
            FormView::new("open", action, t.inspection_open_plan(), vec![input])
                .hidden("id", ctx.app.new_id(ctx.now))
                .tried(failed, &tried),
        );
    }
    sheet.sections.push(section);
    Ok(sheet)
}

/// All plans.
pub async fn list(ctx: Ctx) -> Response {
    let sheet = gather_list(&ctx, "", Tried::default()).await;
    shown(&ctx, StatusCode::OK, sheet)
}

/// Opens the plan of a year.
pub async fn open(ctx: Ctx, body: Bytes) -> Response {
    let sent = gathered(fields(&body));
    let (id, year) = (
        field(&sent, "id").to_owned(),
        field(&sent, "year").to_owned(),
    );
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let act = ctx
        .app
        .act(move |tx| async move { acts::open_plan(tx, &actor, now, &id, &year).await }.boxed());
    match act.await {
        Ok((id, _)) => see_other_saying(&ctx.at(&format!("/inspection/plans/{id}")), "saved"),
        Err(why) => match again(&ctx, sent, why) {
            Ok((status, tried)) => shown(&ctx, status, gather_list(&ctx, "open", tried).await),
            Err(answer) => *answer,
        },
    }
}

async fn gather(ctx: &Ctx, id: &str, failed: &str, tried: Tried) -> Result<Sheet, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let plan = rows::plan(&mut conn, organisation, &id.replace('\0', ""))
        .await?
        .ok_or(ActError::NotFound)?;
    let draft = plan.state == PlanState::Draft.code();
    let wide = ctx.actor.may_for(Right::InspectionRead, None) || is_top(&ctx.actor, &rules);
    // What is still being planned, and when a unit's turn comes, is no news for the unit.
    if !wide {
        return Err(ActError::NotFound);
    }
    let lines = rows::plan_lines(&mut conn, organisation, &plan.id).await?;
    let mut lines: Vec<(rows::PlanLineRow, Option<RiskRow>)> =
        lines.into_iter().map(|line| (line, None)).collect();
    for (line, risk) in &mut lines {
        if let Some(id) = &line.risk {
            match crate::risks::acts::visible(&mut conn, &ctx.actor, id).await {
                Ok(row) => *risk = Some(row),
                Err(ActError::NotFound) => {}
                Err(why) => return Err(why),
            }
        }
    }
    // By risk: the greatest residual score first, then by weight as they come.
    lines.sort_by_key(|(_, risk)| std::cmp::Reverse(risk.as_ref().map_or(0, |row| row.residual)));
    let open = risks::Filter {
        state: RiskState::Open.code().to_owned(),
        units: ctx.actor.units_for(Right::RiskRead),
        ..risks::Filter::default()
    };
    let open = risks::list(&mut conn, organisation, &open, RISKS, 0).await?;
    let mut missions = Vec::new();
    for (line, mission, state) in rows::missions_of_plan(&mut conn, organisation, &plan.id).await? {
        let reader = acts::reader(&ctx.actor);
        if !rows::is_kept_out(&mut conn, organisation, &mission, &reader).await? {
            missions.push((line, mission, state));
        }
    }
    drop(conn);
    let year = t.lang.digits(&plan.year.to_string());
    let mut sheet = Sheet::new(ctx, t.inspection_plan_of(&year), &tried);
    sheet.crumb(ctx, t.inspection_plans(), "/inspection/plans");
    (sheet.state, sheet.badge) = words::plan_state(t, &plan.state);
    let runs = ctx.actor.may_for(Right::InspectionRun, None);
    let here = |deed: &str| ctx.at(&format!("/inspection/plans/{}/{deed}", plan.id));
    let mut section = Section {
        head: vec![
            t.inspection_process(),
            t.committee_unit(),
            t.inspection_risk(),
            t.inspection_weight(),
            t.inspection_quarter(),
            t.inspection_mission(),
        ],
        ..Section::new(t.inspection_plan_lines())
    };
    for (line, risk) in &lines {
        let mission = missions.iter().rev().find(|(of, ..)| *of == line.id);
        let follow = match mission {
            Some((_, mission, state)) => Cell::link(
                words::mission_state(t, state).0,
                ctx.at(&format!("/inspection/missions/{mission}")),
            ),
            None if runs && !draft => Cell::link(
                t.inspection_order_mission(),
                ctx.at(&format!("/inspection/new?line={}", line.id)),
            ),
            None => Cell::new("–"),
        };
        section.rows.push(vec![
            Cell::new(&line.process).more(line.reason.clone()),
            Cell::new(rules.unit_name(t.lang, Some(&line.unit))),
            match risk {
                Some(risk) => Cell::link(
                    t.inspection_risk_line(risk.number, risk.residual),
                    ctx.at(&format!("/risks/{}", risk.id)),
                ),
                None => Cell::new("–"),
            },
            Cell::new(ctx.page.number(&line.weight)),
            Cell::new(ctx.page.number(&line.quarter)),
            follow,
        ]);
        if runs && draft {
            let label = t.inspection_drop_line(&line.process);
            section.forms.push(
                FormView::new(
                    format!("drop-{}", line.id),
                    here("drop"),
                    &label,
                    Vec::new(),
                )
                .hidden("line", &line.id)
                .grave(),
            );
        }
    }
    if lines.is_empty() {
        section.paragraphs.push(t.inspection_no_lines().to_owned());
    }
    let drops = std::mem::take(&mut section.forms);
    if runs && draft {
        let numbers = |most: i64| {
            (1..=most)
                .map(|number| Choice::new(number.to_string(), ctx.page.number(&number), ""))
                .collect::<Vec<_>>()
        };
        let planned = |risk: &&RiskRow| {
            !lines
                .iter()
                .any(|(line, _)| line.risk.as_ref() == Some(&risk.id))
        };
        let word = |risk: &RiskRow| {
            let event = match (t.lang, risk.event_en.as_str()) {
                (Lang::Fa, _) | (Lang::En, "") => risk.event.as_str(),
                (Lang::En, event) => event,
            };
            let unit = rules.unit_name(t.lang, Some(&risk.unit));
            let event: String = event.chars().take(90).collect();
            t.inspection_risk_choice(risk.residual, unit, &event)
        };
        let open = (open.iter().filter(planned))
            .map(|risk| Choice::new(&risk.id, word(risk), ""))
            .collect();
        section.forms.push(
            FormView::new(
                "line",
                here("line"),
                t.inspection_add_line(),
                vec![
                    Input::new("select", "risk", t.inspection_risk())
                        .hint(t.inspection_risk_hint())
                        .choices(t.inspection_no_risk(), open)
                        .optional(),
                    Input::new("select", "unit", t.committee_unit())
                        .choices(t.inspection_choose(), unit_choices(ctx, &rules, ""))
                        .optional(),
                    Input::new("text", "process", t.inspection_process()).optional(),
                    Input::new("area", "reason", t.inspection_reason())
                        .hint(t.inspection_reason_hint())
                        .optional(),
                    Input::new("select", "weight", t.inspection_weight())
                        .hint(t.inspection_weight_hint())
                        .choices(t.inspection_choose(), numbers(5))
                        .optional(),
                    Input::new("select", "quarter", t.inspection_quarter())
                        .choices(t.inspection_choose(), numbers(4)),
                ],
            )
            .tried(failed, &tried),
        );
    }
    if draft && is_top(&ctx.actor, &rules) {
        section.forms.push(
            FormView::new(
                "approve",
                here("approve"),
                t.inspection_approve_plan(),
                Vec::new(),
            )
            .hint(t.inspection_approve_hint()),
        );
    }
    sheet.sections.push(section);
    if !drops.is_empty() {
        sheet.sections.push(Section {
            forms: drops,
            ..Section::new(t.inspection_drop_lines())
        });
    }
    Ok(sheet)
}

/// One plan.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let sheet = gather(&ctx, &id, "", Tried::default()).await;
    shown(&ctx, StatusCode::OK, sheet)
}

/// Does something with a plan.
pub async fn act(
    ctx: Ctx,
    Path((_, id, deed)): Path<(String, String, String)>,
    body: Bytes,
) -> Response {
    let sent = gathered(fields(&body));
    let word = |name: &str| field(&sent, name).to_owned();
    let input = LineInput {
        unit: word("unit"),
        process: word("process"),
        reason: word("reason"),
        weight: word("weight"),
        quarter: word("quarter"),
        risk: word("risk"),
    };
    let line = word("line");
    let rules = match ctx.app.rules(ctx.organisation()).await {
        Ok(rules) => rules,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let (actor, now, of, todo) = (ctx.actor.clone(), ctx.now, id.clone(), deed.clone());
    let act = ctx.app.act(move |tx| {
        async move {
            match todo.as_str() {
                "line" => acts::add_line(tx, &actor, now, &rules, &of, &input)
                    .await
                    .map(|_| ()),
                "drop" => acts::drop_line(tx, &actor, now, &of, &line).await,
                "approve" => acts::approve_plan(tx, &actor, now, &rules, &of).await,
                _ => Err(ActError::NotFound),
            }
        }
        .boxed()
    });
    match act.await {
        Ok(_) => see_other_saying(&ctx.at(&format!("/inspection/plans/{id}")), "saved"),
        Err(why) => match again(&ctx, sent, why) {
            Ok((status, tried)) => shown(&ctx, status, gather(&ctx, &id, &deed, tried).await),
            Err(answer) => *answer,
        },
    }
}
