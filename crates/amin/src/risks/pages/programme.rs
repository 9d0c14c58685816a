//! The preventive programme: all measures, with what they did to findings and residual risk.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;
use store::{Conn, Timestamp};

use super::{LINES, Lists, day_of, event_of, measure_state, tabs, treatment_word};
use crate::organisation::store::account_names;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, NavItem, Page, refusal, render};
use crate::platform::permissions::Right;
use crate::risks::model::{EFFECT_DAYS, MeasureState, effect, limit};
use crate::risks::store::{self as rows, MeasureFilter, MeasureRow, RiskRow};
use crate::voice::rules::Rules;

/// What an address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    state: String,
    area: String,
    page: String,
}

impl Asked {
    fn at(&self, ctx: &Ctx, page: i64) -> String {
        let page = page.to_string();
        let given = [
            ("state", self.state.as_str()),
            ("area", &self.area),
            ("page", &page),
        ];
        let given: Vec<_> = given
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        ctx.at(&format!(
            "/risks/programme?{}",
            serde_urlencoded::to_string(given).unwrap_or_default()
        ))
    }
}

/// A measure in a list.
pub(super) struct MeasureLine {
    pub(super) href: String,
    pub(super) text: String,
    pub(super) risk: String,
    pub(super) kind: &'static str,
    pub(super) owner: String,
    pub(super) period: String,
    pub(super) budget: String,
    pub(super) expected: String,
    pub(super) state: &'static str,
    pub(super) badge: &'static str,
    /// Residual score before and now.
    pub(super) residual: String,
    /// Linked findings before and after, or why there is no figure yet.
    pub(super) findings: String,
}

/// A stored day as the moment at which it begins in Tehran.
fn moment(stored: &str) -> Timestamp {
    let parts: Vec<&str> = stored.split('-').collect();
    let date = match parts.as_slice() {
        [year, month, day] => match (year.parse(), month.parse(), day.parse()) {
            (Ok(year), Ok(month), Ok(day)) => persian::Date::from_gregorian(year, month, day).ok(),
            _ => None,
        },
        _ => None,
    };
    date.map_or(Timestamp(0), |date| {
        Timestamp(persian::tehran_micros(date, 0, 0))
    })
}

/// A measure with its measured effect. The findings are counted by the program; who may not read them sees the numbers only.
pub(super) async fn line(
    conn: &mut Conn,
    ctx: &Ctx,
    rules: &Rules,
    risk: &RiskRow,
    row: &MeasureRow,
    owner: &str,
) -> Result<MeasureLine, store::Error> {
    let t = &ctx.page.t;
    let today = persian::tehran_date(ctx.now.0).gregorian_iso();
    let open = MeasureState::of(&row.state).is_some_and(MeasureState::is_open);
    let (state, badge) = measure_state(t, &row.state, open && row.due_day < today);
    let mut findings = t.risks_effect_later().to_owned();
    if let (Some(MeasureState::Done), Some(done)) = (MeasureState::of(&row.state), row.closed_at) {
        let linked = rows::linked(conn, ctx.organisation(), &row.risk).await?;
        let raised: Vec<Timestamp> = linked.iter().map(|link| link.raised_at).collect();
        let began = moment(&row.from_day).min(done);
        if let Some(seen) = effect(&raised, began, done, ctx.now, limit(rules, EFFECT_DAYS)) {
            findings = t.risks_effect_findings(
                t.lang.integer(seen.before),
                t.lang.integer(seen.after),
                t.lang.integer(seen.days),
            );
        }
    } else if row.state == MeasureState::Dropped.code() {
        findings = String::new();
    }
    let score = |score: i64| {
        if score == 0 {
            t.risks_unassessed().to_owned()
        } else {
            t.lang.integer(score)
        }
    };
    Ok(MeasureLine {
        href: ctx.at(&format!("/risks/{}/measures/{}", row.risk, row.id)),
        text: row.text.clone(),
        risk: event_of(t.lang, risk).to_owned(),
        kind: treatment_word(t, &row.kind),
        owner: owner.to_owned(),
        period: t.risks_period(day_of(t, &row.from_day), day_of(t, &row.due_day)),
        budget: row.budget_line.clone(),
        expected: row.expected.clone(),
        state,
        badge,
        residual: t.risks_effect_residual(score(row.residual_before), score(risk.residual)),
        findings,
    })
}

#[derive(Template)]
#[template(path = "risks/programme.html")]
struct Programme {
    page: Page,
    tabs: Vec<NavItem>,
    states: Vec<Choice>,
    areas: Vec<Choice>,
    found: String,
    lines: Vec<MeasureLine>,
    rule: String,
    all: String,
    place: String,
    previous: String,
    next: String,
}

/// The programme.
pub async fn page(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    match gather(&ctx, &asked).await {
        Ok(programme) => render(&programme),
        Err(why) => refusal(&ctx, why),
    }
}

async fn gather(ctx: &Ctx, asked: &Asked) -> Result<Programme, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let lists = Lists::read(&mut conn, ctx, &rules).await?;
    let filter = MeasureFilter {
        state: asked.state.replace('\0', ""),
        area: asked.area.replace('\0', ""),
        units: ctx.actor.units_for(Right::RiskRead),
        today: lists.today.clone(),
    };
    let total = rows::count_measures(&mut conn, organisation, &filter).await?;
    let pages = ((total + LINES - 1) / LINES).max(1);
    let page = persian::parse_integer(&asked.page)
        .unwrap_or(1)
        .clamp(1, pages);
    let found =
        rows::programme(&mut conn, organisation, &filter, LINES, (page - 1) * LINES).await?;
    let owners: Vec<String> = found.iter().map(|row| row.owner.clone()).collect();
    let names = account_names(&mut conn, organisation, &owners).await?;
    let mut lines = Vec::new();
    for row in &found {
        let Some(risk) = rows::risk(&mut conn, organisation, &row.risk).await? else {
            continue;
        };
        let owner = names
            .iter()
            .find(|(id, _)| *id == row.owner)
            .map_or("", |(_, name)| name);
        lines.push(line(&mut conn, ctx, &rules, &risk, row, owner).await?);
    }
    drop(conn);
    let states = [
        ("open", t.risks_measures_open()),
        ("late", t.risks_measure_late()),
        ("planned", t.risks_measure_planned()),
        ("under-way", t.risks_measure_under_way()),
        ("done", t.risks_measure_done()),
        ("dropped", t.risks_measure_dropped()),
    ];
    Ok(Programme {
        tabs: tabs(ctx, "/risks/programme"),
        states: states
            .map(|(code, word)| Choice::new(code, word, &asked.state))
            .into(),
        areas: lists.area_choices(t, &asked.area),
        found: t.risks_measures_found(total),
        lines,
        rule: t.risks_effect_rule(t.lang.integer(limit(&rules, EFFECT_DAYS))),
        all: ctx.at("/risks/programme"),
        place: t.desk_page_of(page, pages),
        previous: if page > 1 {
            asked.at(ctx, page - 1)
        } else {
            String::new()
        },
        next: if page < pages {
            asked.at(ctx, page + 1)
        } else {
            String::new()
        },
        page: ctx.page.clone(),
    })
}
