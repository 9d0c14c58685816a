//! The list of missions, and the form by which one is ordered.

use axum::body::Bytes;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use serde::Deserialize;

use super::{
    Asked, FormView, Input, LINES, Line, List, Names, Section, Sheet, again, day, gathered, listed,
    shown, tabs, unit_choices, words,
};
use crate::inspection::acts::{self, MissionInput};
use crate::inspection::model::{MissionState, PlanState};
use crate::inspection::store::{self as rows, MissionFilter};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Tried, field};
use crate::platform::page::Choice;
use crate::platform::permissions::Right;
use crate::platform::query::fields;
use crate::platform::texts::Lang;

/// The missions that a reader may see.
pub fn sight(ctx: &Ctx) -> MissionFilter {
    MissionFilter {
        units: ctx.actor.units_for(Right::InspectionRead),
        reader: acts::reader(&ctx.actor),
        ..MissionFilter::default()
    }
}

async fn gather(ctx: &Ctx, asked: &Asked) -> Result<List, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let inspector = ctx.actor.may(Right::InspectionDo);
    let state = asked.state(if inspector { "own" } else { "open" });
    let mut filter = MissionFilter {
        question: asked.question(),
        ..sight(ctx)
    };
    if state == "own" {
        filter.own.clone_from(&filter.reader);
        "open".clone_into(&mut filter.state);
    } else {
        filter.state.clone_from(&state);
    }
    let mut conn = ctx.read().await?;
    let total = rows::count_missions(&mut conn, organisation, &filter).await?;
    let skip = (asked.place(total).0 - 1) * LINES;
    let found = rows::list_missions(&mut conn, organisation, &filter, LINES, skip).await?;
    drop(conn);
    let mut list = List::new(
        ctx,
        t.inspection_missions(),
        t.inspection_missions_lead(),
        "/inspection",
        asked,
        &state,
        total,
    );
    list.tabs = tabs(ctx, "/inspection");
    if ctx.actor.may_for(Right::InspectionRun, None) {
        list.add = ctx.at("/inspection/new");
        t.inspection_order_mission().clone_into(&mut list.add_label);
    }
    if inspector {
        list.states
            .push(Choice::new("own", t.inspection_state_own(), &state));
    }
    list.states
        .push(Choice::new("open", t.inspection_state_open(), &state));
    list.states.extend(
        MissionState::ALL
            .iter()
            .map(|one| Choice::new(one.code(), words::mission_state(t, one.code()).0, &state)),
    );
    t.inspection_until().clone_into(&mut list.time);
    list.lines = found
        .iter()
        .map(|row| {
            let (word, badge) = words::mission_state(t, &row.state);
            Line {
                href: ctx.at(&format!("/inspection/missions/{}", row.id)),
                number: t.lang.digits(&row.number),
                text: format!("{} · {}", words::mission_kind(t, &row.kind), row.process),
                unit: rules.unit_name(t.lang, Some(&row.unit)).to_owned(),
                state: word,
                badge,
                left_kind: "",
                left: String::new(),
                day: day(ctx, &row.to_day),
            }
        })
        .collect();
    Ok(list)
}

/// The list.
pub async fn list(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    listed(&ctx, gather(&ctx, &asked).await)
}

/// What the form of a mission begins with.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Begins {
    line: String,
    follows: String,
}

async fn form(ctx: &Ctx, begins: &Begins, tried: Tried, failed: bool) -> Result<Sheet, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let mut sheet = Sheet::new(ctx, t.inspection_order_mission(), &tried);
    sheet.crumb(ctx, t.inspection_missions(), "/inspection");
    let clean = |text: &str| text.replace('\0', "");
    let (mut unit, mut process, mut purpose) = (String::new(), String::new(), String::new());
    let mut checklist = String::new();
    if !begins.line.is_empty() {
        let line = rows::plan_line(&mut conn, organisation, &clean(&begins.line))
            .await?
            .ok_or(ActError::NotFound)?;
        let plan = rows::plan(&mut conn, organisation, &line.plan).await?;
        if plan.is_some_and(|plan| plan.state == PlanState::Approved.code()) {
            (unit, process, purpose) = (line.unit, line.process, line.reason);
        }
    }
    if !begins.follows.is_empty() {
        let before = acts::visible_mission(&mut conn, &ctx.actor, &begins.follows).await?;
        let number = t.lang.digits(&before.number);
        purpose = t.inspection_follow_purpose(&number);
        (unit, process, checklist) = (before.unit, before.process, before.checklist);
    }
    let checklists = rows::checklists(&mut conn, organisation).await?;
    let decrees = rows::inspectors(&mut conn, organisation).await?;
    let people = decrees.iter().map(|row| Some(row.person.clone())).collect();
    let names = Names::read(&mut conn, organisation, people).await?;
    drop(conn);
    let today = acts_today(ctx);
    let lists: Vec<Choice> = checklists
        .iter()
        .filter(|row| row.replaced_on.is_none())
        .map(|row| {
            let title = if t.lang == Lang::Fa {
                &row.title
            } else {
                &row.title_en
            };
            Choice::new(&row.id, title, &checklist)
        })
        .collect();
    let inspectors: Vec<Choice> = decrees
        .iter()
        .filter(|row| row.ended_on.is_none() && row.to_day >= today)
        .map(|row| Choice {
            value: row.id.clone(),
            label: names.of(Some(&row.person)),
            hint: t.inspection_decree_until(&row.decree, day(ctx, &row.to_day)),
            chosen: false,
        })
        .collect();
    if inspectors.is_empty() {
        sheet.notes.push(t.inspection_no_inspector().to_owned());
    }
    if lists.is_empty() {
        sheet.notes.push(t.inspection_no_checklist().to_owned());
    }
    let token = tried.value("id").to_owned();
    let token = if token.is_empty() {
        ctx.app.new_id(ctx.now)
    } else {
        token
    };
    let view = FormView::new(
        "order",
        ctx.at("/inspection/new"),
        t.inspection_order_mission(),
        vec![
            Input::new("select", "unit", t.committee_unit())
                .choices(t.inspection_choose(), unit_choices(ctx, &rules, &unit)),
            Input::new("text", "process", t.inspection_process()).value(process),
            Input::new("area", "purpose", t.inspection_purpose())
                .hint(t.inspection_purpose_hint())
                .value(purpose),
            Input::new("select", "checklist", t.inspection_checklist())
                .choices(t.inspection_choose(), lists),
            Input::new("text", "service", t.inspection_service())
                .hint(t.inspection_service_hint())
                .optional(),
            Input::new("text", "from_day", t.inspection_from()).hint(t.inspection_day_hint()),
            Input::new("text", "to_day", t.inspection_to()).hint(t.inspection_day_hint()),
            Input::new("checks", "inspectors", t.inspection_inspectors())
                .hint(t.inspection_inspectors_hint())
                .choices("", inspectors),
        ],
    )
    .hidden("id", token)
    .hidden("line", &begins.line)
    .hidden("follows", &begins.follows)
    .opened()
    .tried(if failed { "order" } else { "" }, &tried);
    sheet.sections.push(Section {
        forms: vec![view],
        ..Section::default()
    });
    Ok(sheet)
}

fn acts_today(ctx: &Ctx) -> String {
    persian::tehran_date(ctx.now.0).gregorian_iso()
}

/// The form.
pub async fn new(ctx: Ctx, Query(begins): Query<Begins>) -> Response {
    let sheet = form(&ctx, &begins, Tried::default(), false).await;
    shown(&ctx, StatusCode::OK, sheet)
}

/// Orders a mission.
pub async fn order(ctx: Ctx, body: Bytes) -> Response {
    let sent = gathered(fields(&body));
    let word = |name: &str| field(&sent, name).to_owned();
    let input = MissionInput {
        id: word("id"),
        plan_line: word("line"),
        follows: word("follows"),
        unit: word("unit"),
        process: word("process"),
        service: word("service"),
        purpose: word("purpose"),
        checklist: word("checklist"),
        from_day: word("from_day"),
        to_day: word("to_day"),
        inspectors: word("inspectors")
            .split(',')
            .filter(|id| !id.is_empty())
            .map(str::to_owned)
            .collect(),
    };
    let begins = Begins {
        line: word("line"),
        follows: word("follows"),
    };
    let rules = match ctx.app.rules(ctx.organisation()).await {
        Ok(rules) => rules,
        Err(why) => return super::refusal(&ctx, why.into()),
    };
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let act = ctx.app.act(move |tx| {
        async move { acts::order_mission(tx, &actor, now, &rules, &input).await }.boxed()
    });
    match act.await {
        Ok((id, _)) => see_other_saying(&ctx.at(&format!("/inspection/missions/{id}")), "saved"),
        Err(why) => match again(&ctx, sent, why) {
            Ok((status, tried)) => shown(&ctx, status, form(&ctx, &begins, tried, true).await),
            Err(answer) => *answer,
        },
    }
}
