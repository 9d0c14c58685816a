//! The report of a quarter, a half-year or a year, as page, PDF and spreadsheet.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use documents::{Cell, ReportData, ReportPart, ReportTable, Sheet, write_workbook};
use persian::{tehran_date, tehran_micros};
use serde::Deserialize;
use store::Timestamp;

use super::resolutions::{Line, line};
use super::session::session_name;
use super::{crumb, name_of, session_state};
use crate::committee::acts::committee_of;
use crate::committee::model::{Duty, Quarter, missed};
use crate::committee::report::{Figures, figures};
use crate::committee::store as rows;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, Crumb, Page, refusal, render};
use crate::platform::print::{issued, language, typesetter};

/// The period that an address asks for: `1405-3`, `1405-h1`, `1405`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    period: String,
}

/// First and last quarter of a period.
fn quarters_of(period: &str) -> Option<(Quarter, Quarter)> {
    let quarter = |year: u16, quarter: u8| Quarter { year, quarter };
    if let Ok(one) = period.parse::<Quarter>() {
        return Some((one, one));
    }
    let (year, half) = period
        .split_once("-h")
        .map_or((period, ""), |(year, half)| (year, half));
    let year = year
        .parse()
        .ok()
        .filter(|year| (1300..=1500).contains(year))?;
    match half {
        "" => Some((quarter(year, 1), quarter(year, 4))),
        "1" => Some((quarter(year, 1), quarter(year, 2))),
        "2" => Some((quarter(year, 3), quarter(year, 4))),
        _ => None,
    }
}

/// A session in the report.
struct Session {
    href: String,
    name: String,
    when: String,
    state: &'static str,
    attended: String,
}

/// A figure of the report.
struct Figure {
    name: &'static str,
    value: String,
}

#[derive(Template)]
#[template(path = "committee/report.html")]
struct Report {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    committee: String,
    organisation: String,
    period: String,
    code: String,
    periods: Vec<Choice>,
    figures: Vec<Figure>,
    sessions: Vec<Session>,
    lines: Vec<Line>,
    here: String,
}

async fn gather(ctx: &Ctx, id: &str, asked: &Asked) -> Result<Report, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let today = tehran_date(ctx.now.0);
    let code = if asked.period.is_empty() {
        Quarter::of(today).to_string()
    } else {
        asked.period.clone()
    };
    let (first, last) = quarters_of(&code).ok_or(ActError::NotFound)?;
    let day = |date: Option<persian::Date>| date.map(|date| Timestamp(tehran_micros(date, 0, 0)));
    let (Some(from), Some(to)) = (day(first.first()), day(last.next().first())) else {
        return Err(ActError::NotFound);
    };
    let mut conn = ctx.read().await?;
    let committee = committee_of(&mut conn, &ctx.actor, id).await?;
    let seats = rows::seats(&mut conn, organisation, id).await?;
    let seats = seats
        .iter()
        .filter(|s| Duty::of(&s.duty).is_some_and(Duty::votes))
        .count();
    let hidden = super::session::hidden(&mut conn, ctx).await?;
    let all = rows::sessions(&mut conn, organisation, id).await?;
    let held: Vec<Quarter> = (all.iter())
        .filter(|s| ["open", "closed"].contains(&s.state.as_str()))
        .filter_map(|s| s.quarter.parse().ok())
        .collect();
    let missing = missed(tehran_date(committee.founded_at.0), today, &held);
    let missing = missing
        .iter()
        .filter(|q| **q >= first && **q <= last)
        .count();
    let in_period = |s: &rows::SessionRow| s.starts_at >= from && s.starts_at < to;
    let sessions: Vec<rows::SessionRow> = all.into_iter().filter(in_period).rev().collect();
    let (mut attendance, mut lines) = (Vec::new(), Vec::new());
    for session in &sessions {
        let (state, _) = session_state(t, &session.state);
        let came = rows::attendance(&mut conn, organisation, &session.id).await?;
        let voting = i64::try_from(came.iter().filter(|row| row.voting).count()).unwrap_or(0);
        if session.state == "closed" {
            attendance.push(voting);
        }
        lines.push(Session {
            href: ctx.at(&format!("/committee/sessions/{}", session.id)),
            name: session_name(ctx, session),
            when: ctx.page.moment(&session.starts_at),
            state,
            attended: if came.is_empty() {
                "–".to_owned()
            } else {
                ctx.page.number(&voting)
            },
        });
    }
    let resolutions = rows::issued_between(&mut conn, organisation, id, from, to).await?;
    drop(conn);
    let seats = i64::try_from(seats).unwrap_or(0);
    let missing = i64::try_from(missing).unwrap_or(0);
    let numbers = figures(
        &sessions,
        &attendance,
        seats,
        missing,
        &resolutions,
        ctx.now,
    );
    let shown = resolutions.iter().filter(|row| !hidden.contains(&row.item));
    let name = name_of(t.lang, &committee.name, &committee.name_en).to_owned();
    let year = today.year();
    let codes = (year.saturating_sub(1)..=year).rev().flat_map(|year| {
        let quarters = (1..=4)
            .rev()
            .map(move |quarter| format!("{year}-{quarter}"));
        [
            format!("{year}"),
            format!("{year}-h2"),
            format!("{year}-h1"),
        ]
        .into_iter()
        .chain(quarters)
    });
    Ok(Report {
        crumbs: vec![
            crumb(ctx, t.nav_committee(), "/committee"),
            crumb(ctx, name.clone(), &format!("/committee/{id}")),
        ],
        title: t.committee_report_title(&name),
        committee: name,
        organisation: name_of(t.lang, &rules.name, &rules.name_en).to_owned(),
        period: period_words(ctx, &code),
        periods: codes
            .map(|c| Choice::new(&c, period_words(ctx, &c), &code))
            .collect(),
        figures: figure_lines(ctx, &numbers),
        sessions: lines,
        lines: shown.map(|row| line(ctx, &rules, row)).collect(),
        here: ctx.at(&format!("/committee/{id}/report")),
        code,
        page: ctx.page.clone(),
    })
}

/// A period in words: `1405-3`, `1405-h1`, `1405`.
pub fn period_words(ctx: &Ctx, code: &str) -> String {
    let t = &ctx.page.t;
    match code.split_once('-') {
        None => t.committee_period_year(t.lang.digits(code)),
        Some((year, "h1")) => t.committee_period_first_half(t.lang.digits(year)),
        Some((year, "h2")) => t.committee_period_second_half(t.lang.digits(year)),
        Some((year, quarter)) => {
            let season = match quarter {
                "1" => t.committee_spring(),
                "2" => t.committee_summer(),
                "3" => t.committee_autumn(),
                _ => t.committee_winter(),
            };
            format!("{season} {}", t.lang.digits(year))
        }
    }
}

fn figure_lines(ctx: &Ctx, numbers: &Figures) -> Vec<Figure> {
    let t = &ctx.page.t;
    let number = |value: i64| ctx.page.number(&value);
    let share = |part: i64, all: i64| {
        if all == 0 {
            "–".to_owned()
        } else {
            t.committee_share(
                part,
                all,
                t.lang.decimal(100.0 * part as f64 / all as f64, 0),
            )
        }
    };
    let (filled, places) = numbers.attended;
    [
        (t.committee_figure_held(), number(numbers.held)),
        (
            t.committee_figure_extraordinary(),
            number(numbers.extraordinary),
        ),
        (t.committee_figure_not_held(), number(numbers.not_held)),
        (t.committee_figure_missed(), number(numbers.missed)),
        (t.committee_figure_attended(), share(filled, places)),
        (
            t.committee_figure_frozen(),
            share(numbers.frozen, numbers.held),
        ),
        (t.committee_figure_issued(), number(numbers.issued)),
        (
            t.committee_figure_done(),
            share(numbers.done, numbers.issued),
        ),
        (
            t.committee_figure_in_time(),
            share(numbers.in_time, numbers.done),
        ),
        (
            t.committee_figure_overdue(),
            share(numbers.overdue, numbers.issued),
        ),
        (t.committee_figure_cancelled(), number(numbers.cancelled)),
    ]
    .into_iter()
    .map(|(name, value)| Figure { name, value })
    .collect()
}

/// The page.
pub async fn page(
    ctx: Ctx,
    Path((_, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    match gather(&ctx, &id, &asked).await {
        Ok(report) => render(&report),
        Err(why) => refusal(&ctx, why),
    }
}

fn tables(report: &Report) -> [(String, Vec<String>, Vec<Vec<String>>); 3] {
    let t = &report.page.t;
    let words = |list: &[&str]| {
        list.iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<_>>()
    };
    [
        (
            t.committee_figures().to_owned(),
            words(&[t.committee_figure(), t.committee_value()]),
            (report.figures.iter())
                .map(|f| vec![f.name.to_owned(), f.value.clone()])
                .collect(),
        ),
        (
            t.committee_sessions().to_owned(),
            words(&[
                t.committee_session(),
                t.committee_when(),
                t.committee_state(),
                t.committee_figure_attended(),
            ]),
            (report.sessions.iter())
                .map(|s| {
                    vec![
                        s.name.clone(),
                        s.when.clone(),
                        s.state.to_owned(),
                        s.attended.clone(),
                    ]
                })
                .collect(),
        ),
        (
            t.committee_resolutions().to_owned(),
            words(&[
                t.committee_number(),
                t.committee_resolution_text(),
                t.committee_unit(),
                t.committee_deadline(),
                t.committee_state(),
            ]),
            (report.lines.iter())
                .map(|l| {
                    vec![
                        l.number.clone(),
                        l.text.clone(),
                        l.unit.clone(),
                        l.day.clone(),
                        l.state.to_owned(),
                    ]
                })
                .collect(),
        ),
    ]
}

fn failed(why: impl std::fmt::Display) -> Response {
    tracing::error!(error = %why, "a report could not be made");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// The report as a PDF.
pub async fn pdf(
    ctx: Ctx,
    Path((_, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    let report = match gather(&ctx, &id, &asked).await {
        Ok(report) => report,
        Err(why) => return refusal(&ctx, why),
    };
    let mut parts = Vec::new();
    for (caption, head, rows) in tables(&report) {
        if !rows.is_empty() {
            let numeric = vec![false; head.len()];
            parts.push(ReportPart::Heading(caption));
            parts.push(ReportPart::Table(ReportTable {
                head,
                numeric,
                rows,
                ..ReportTable::default()
            }));
        }
    }
    let data = ReportData {
        organisation: report.organisation.clone(),
        parent: report.committee.clone(),
        title: report.title.clone(),
        period: report.period.clone(),
        parts,
        issued: issued(ctx.now),
        demonstration: ctx.page.demonstration,
    };
    let lang = language(ctx.page.t.lang);
    match tokio::task::spawn_blocking(move || typesetter().table_report(&data, lang)).await {
        Ok(Ok(pdf)) => {
            let headers = [
                (header::CONTENT_TYPE, "application/pdf"),
                (
                    header::CONTENT_DISPOSITION,
                    "inline; filename=\"report.pdf\"",
                ),
            ];
            (headers, pdf.bytes).into_response()
        }
        Ok(Err(why)) => failed(why),
        Err(why) => failed(why),
    }
}

/// The report as a spreadsheet.
pub async fn xlsx(
    ctx: Ctx,
    Path((_, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    let report = match gather(&ctx, &id, &asked).await {
        Ok(report) => report,
        Err(why) => return refusal(&ctx, why),
    };
    let sheets = tables(&report).map(|(name, head, rows)| Sheet {
        name,
        head,
        rows: rows
            .into_iter()
            .map(|row| row.into_iter().map(Cell::Text).collect())
            .collect(),
    });
    match write_workbook(&sheets, language(ctx.page.t.lang), issued(ctx.now)) {
        Ok(bytes) => {
            let headers = [
                (
                    header::CONTENT_TYPE,
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                ),
                (
                    header::CONTENT_DISPOSITION,
                    "attachment; filename=\"report.xlsx\"",
                ),
            ];
            (headers, bytes).into_response()
        }
        Err(why) => failed(why),
    }
}
