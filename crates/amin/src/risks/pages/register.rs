//! The register with search and filters, as a page and as a workbook.

use askama::Template;
use axum::extract::Query;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use documents::{Cell, Sheet, write_workbook};
use serde::Deserialize;

use super::{LINES, Lists, band_word, day_of, event_of, said, score_words, tabs};
use crate::organisation::store::account_names;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, NavItem, Page, refusal, render};
use crate::platform::permissions::Right;
use crate::platform::print::{issued, language};
use crate::risks::model::{Band, RiskState};
use crate::risks::store::{self as rows, Filter, RiskRow};
use crate::voice::rules::Rules;

/// What an address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    area: String,
    process: String,
    unit: String,
    band: String,
    only: String,
    state: Option<String>,
    /// `residual-4-3` or `inherent-4-3`: likelihood and impact of a cell of the heat map.
    cell: String,
    library: String,
    page: String,
}

fn cell_of(text: &str) -> Option<(bool, i64, i64)> {
    let (scores, rest) = text.split_once('-')?;
    let (likelihood, impact) = rest.split_once('-')?;
    Some((
        scores == "residual",
        likelihood.parse().ok()?,
        impact.parse().ok()?,
    ))
}

impl Asked {
    fn filter(&self, ctx: &Ctx, lists: &Lists) -> Filter {
        // PostgreSQL keeps no NUL in a text and refuses to look for one.
        let clean = |text: &str| text.replace('\0', "");
        Filter {
            question: clean(&self.q),
            area: clean(&self.area),
            process: clean(&self.process),
            unit: clean(&self.unit),
            state: clean(self.state.as_deref().unwrap_or("open")),
            only: clean(&self.only),
            residual: Band::of(&self.band).map(|band| lists.bands.range(band)),
            cell: cell_of(&self.cell),
            library: clean(&self.library),
            ..lists.filter(ctx)
        }
    }

    fn at(&self, ctx: &Ctx, path: &str, page: &str) -> String {
        let given: Vec<(&str, &str)> = [
            ("q", self.q.as_str()),
            ("area", &self.area),
            ("process", &self.process),
            ("unit", &self.unit),
            ("band", &self.band),
            ("only", &self.only),
            ("cell", &self.cell),
            ("library", &self.library),
            ("page", page),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .chain(self.state.as_deref().map(|state| ("state", state)))
        .collect();
        ctx.at(&format!(
            "{path}?{}",
            serde_urlencoded::to_string(given).unwrap_or_default()
        ))
    }
}

/// A risk in a list.
pub(super) struct Line {
    pub(super) href: String,
    pub(super) number: String,
    pub(super) event: String,
    pub(super) process: String,
    pub(super) unit: String,
    pub(super) inherent: String,
    pub(super) residual: String,
    /// Whether the residual score lies over the appetite.
    pub(super) over: bool,
    /// What is done about it.
    pub(super) answer: String,
    pub(super) findings: String,
}

/// What is done about a risk, in words.
pub(super) fn answer(ctx: &Ctx, lists: &Lists, row: &RiskRow) -> String {
    let t = &ctx.page.t;
    if row.state == RiskState::Retired.code() {
        t.risks_state_retired().to_owned()
    } else if row.measures > 0 {
        t.risks_answer_measures(row.measures)
    } else if let Some(until) = row
        .accepted_until
        .as_deref()
        .filter(|day| *day >= lists.today.as_str())
    {
        t.risks_answer_accepted(day_of(t, until))
    } else if row.assessed_at.is_none() {
        t.risks_answer_unassessed().to_owned()
    } else if row.residual > lists.appetite(&row.area) {
        t.risks_answer_none().to_owned()
    } else {
        t.risks_answer_within().to_owned()
    }
}

pub(super) fn line(
    ctx: &Ctx,
    lists: &Lists,
    rules: &Rules,
    counts: &[(String, i64)],
    row: &RiskRow,
) -> Line {
    let t = &ctx.page.t;
    let findings = counts
        .iter()
        .find(|(id, _)| *id == row.id)
        .map_or(0, |(_, n)| *n);
    Line {
        href: ctx.at(&format!("/risks/{}", row.id)),
        number: ctx.page.number(&row.number),
        event: event_of(t.lang, row).to_owned(),
        process: format!(
            "{} – {}",
            lists.area_name(t, &row.area),
            lists.process_name(t, &row.process)
        ),
        unit: rules.unit_name(t.lang, Some(&row.unit)).to_owned(),
        inherent: score_words(ctx, lists.bands, row.inherent),
        residual: score_words(ctx, lists.bands, row.residual),
        over: row.residual > lists.appetite(&row.area),
        answer: answer(ctx, lists, row),
        findings: ctx.page.number(&findings),
    }
}

#[derive(Template)]
#[template(path = "risks/register.html")]
struct Register {
    page: Page,
    tabs: Vec<NavItem>,
    question: String,
    areas: Vec<Choice>,
    processes: Vec<Choice>,
    units: Vec<Choice>,
    bands: Vec<Choice>,
    onlies: Vec<Choice>,
    states: Vec<Choice>,
    found: String,
    cell: String,
    narrowed: String,
    lines: Vec<Line>,
    edits: bool,
    all: String,
    workbook: String,
    place: String,
    previous: String,
    next: String,
}

/// The register.
pub async fn page(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    match gather(&ctx, &asked).await {
        Ok(register) => render(&register),
        Err(why) => refusal(&ctx, why),
    }
}

async fn gather(ctx: &Ctx, asked: &Asked) -> Result<Register, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let lists = Lists::read(&mut conn, ctx, &rules).await?;
    let filter = asked.filter(ctx, &lists);
    let total = rows::count(&mut conn, organisation, &filter).await?;
    let pages = ((total + LINES - 1) / LINES).max(1);
    let page = persian::parse_integer(&asked.page)
        .unwrap_or(1)
        .clamp(1, pages);
    let found = rows::list(&mut conn, organisation, &filter, LINES, (page - 1) * LINES).await?;
    let ids: Vec<String> = found.iter().map(|row| row.id.clone()).collect();
    let counts = rows::linked_counts(&mut conn, organisation, &ids).await?;
    drop(conn);
    let onlies = [
        ("over", t.risks_only_over()),
        ("bare", t.risks_only_bare()),
        ("again", t.risks_only_again()),
        ("expired", t.risks_only_expired()),
        ("unassessed", t.risks_only_unassessed()),
    ];
    let states = [
        (RiskState::Open, t.risks_state_open()),
        (RiskState::Retired, t.risks_state_retired()),
    ];
    let reads = ctx.actor.units_for(Right::RiskRead);
    let units = rules
        .units
        .iter()
        .filter(|unit| reads.as_ref().is_none_or(|own| own.contains(&unit.id)));
    let turn = |page: i64| asked.at(ctx, "/risks", &page.to_string());
    Ok(Register {
        tabs: tabs(ctx, "/risks"),
        question: asked.q.clone(),
        areas: lists.area_choices(t, &asked.area),
        processes: (lists.processes.iter())
            .filter(|row| asked.area.is_empty() || row.area == asked.area)
            .map(|row| Choice::new(&row.id, lists.process_name(t, &row.id), &asked.process))
            .collect(),
        units: units
            .map(|unit| {
                Choice::new(
                    &unit.id,
                    rules.unit_name(t.lang, Some(&unit.id)),
                    &asked.unit,
                )
            })
            .collect(),
        bands: (Band::ALL.iter())
            .map(|band| Choice::new(band.code(), band_word(t, *band), &asked.band))
            .collect(),
        onlies: onlies
            .map(|(code, word)| Choice::new(code, word, &asked.only))
            .into(),
        states: states
            .map(|(state, word)| Choice::new(state.code(), word, &filter.state))
            .into(),
        found: t.risks_found(total),
        cell: asked.cell.clone(),
        narrowed: filter
            .cell
            .map_or_else(String::new, |(residual, likelihood, impact)| {
                let (l, i) = (t.lang.integer(likelihood), t.lang.integer(impact));
                if residual {
                    t.risks_cell_residual(l, i)
                } else {
                    t.risks_cell_inherent(l, i)
                }
            }),
        lines: found
            .iter()
            .map(|row| line(ctx, &lists, &rules, &counts, row))
            .collect(),
        edits: ctx.actor.may(Right::RiskEdit),
        all: ctx.at("/risks?state="),
        workbook: asked.at(ctx, "/risks.xlsx", ""),
        place: t.desk_page_of(page, pages),
        previous: if page > 1 {
            turn(page - 1)
        } else {
            String::new()
        },
        next: if page < pages {
            turn(page + 1)
        } else {
            String::new()
        },
        page: ctx.page.clone(),
    })
}

/// What the filter finds, as a workbook.
pub async fn xlsx(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    match workbook(&ctx, &asked).await {
        Ok(sheet) => match write_workbook(&[sheet], language(ctx.page.t.lang), issued(ctx.now)) {
            Ok(bytes) => {
                let headers = [
                    (
                        header::CONTENT_TYPE,
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                    ),
                    (
                        header::CONTENT_DISPOSITION,
                        "attachment; filename=\"risks.xlsx\"",
                    ),
                ];
                (headers, bytes).into_response()
            }
            Err(why) => {
                tracing::error!(error = %why, "a workbook could not be written");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        },
        Err(why) => refusal(&ctx, why),
    }
}

async fn workbook(ctx: &Ctx, asked: &Asked) -> Result<Sheet, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let lists = Lists::read(&mut conn, ctx, &rules).await?;
    let filter = asked.filter(ctx, &lists);
    // A sheet holds a million rows; a register does not.
    let found = rows::list(&mut conn, organisation, &filter, 1_000_000, 0).await?;
    let mut owners: Vec<String> = found.iter().map(|row| row.owner.clone()).collect();
    owners.sort_unstable();
    owners.dedup();
    let names = account_names(&mut conn, organisation, &owners).await?;
    drop(conn);
    let text = |text: &str| Cell::Text(text.to_owned());
    let score = |score: i64| {
        if score == 0 {
            Cell::Empty
        } else {
            Cell::Integer(score)
        }
    };
    let head = [
        t.risks_number(),
        t.risks_area(),
        t.risks_process(),
        t.risks_unit(),
        t.risks_owner(),
        t.risks_cause(),
        t.risks_event(),
        t.risks_effect(),
        t.risks_likelihood(),
        t.risks_impact(),
        t.risks_inherent(),
        t.risks_residual(),
        t.risks_appetite(),
        t.risks_answer(),
        t.risks_assessed(),
        t.risks_library_code(),
    ];
    let row = |row: &RiskRow| {
        let owner = names
            .iter()
            .find(|(id, _)| *id == row.owner)
            .map_or("", |(_, name)| name);
        vec![
            Cell::Integer(row.number),
            text(lists.area_name(t, &row.area)),
            text(lists.process_name(t, &row.process)),
            text(rules.unit_name(t.lang, Some(&row.unit))),
            text(owner),
            text(said(t.lang, &row.cause, &row.cause_en)),
            text(event_of(t.lang, row)),
            text(said(t.lang, &row.effect, &row.effect_en)),
            score(row.likelihood),
            score(row.impact),
            score(row.inherent),
            score(row.residual),
            Cell::Integer(lists.appetite(&row.area)),
            Cell::Text(answer(ctx, &lists, row)),
            Cell::Text(
                row.assessed_at
                    .map_or_else(String::new, |at| ctx.page.day(&at)),
            ),
            text(row.library.as_deref().unwrap_or("")),
        ]
    };
    Ok(Sheet {
        name: t.risks_tab_register().to_owned(),
        head: head.map(str::to_owned).into(),
        rows: found.iter().map(row).collect(),
    })
}
