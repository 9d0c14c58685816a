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
use super::{crumb, name_of, resolution_state, session_state};
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

/// The moments between which a period lies.
pub(super) fn span_of(period: &str) -> Option<(Timestamp, Timestamp)> {
    let (first, last) = quarters_of(period)?;
    let day = |date: persian::Date| Timestamp(tehran_micros(date, 0, 0));
    Some((day(first.first()?), day(last.next().first()?)))
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
    /// The records behind it, or empty.
    href: String,
}

/// Most resolutions that the page and the PDF list. Where a period has more, they list those past the deadline and say so; the
/// spreadsheet has all.
const MOST: i64 = 100;

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
    heading: &'static str,
    lines: Vec<Line>,
    more: String,
    all: String,
    here: String,
}

/// The report, and the filter of all its resolutions.
async fn gather(
    ctx: &Ctx,
    id: &str,
    asked: &Asked,
) -> Result<(Report, rows::ResolutionFilter), ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let today = tehran_date(ctx.now.0);
    let code = if asked.period.is_empty() {
        Quarter::of(today).to_string()
    } else {
        asked.period.clone()
    };
    let (first, last) = quarters_of(&code).ok_or(ActError::NotFound)?;
    let (from, to) = span_of(&code).ok_or(ActError::NotFound)?;
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
    let filled = rows::filled(&mut conn, organisation, id, from, to).await?;
    let seats_of = |session: &rows::SessionRow| {
        let found = filled.iter().find(|(of, _)| *of == session.id);
        found.map(|(_, seats)| *seats)
    };
    let attendance: Vec<i64> = (sessions.iter())
        .filter(|session| session.state == "closed")
        .filter_map(seats_of)
        .collect();
    let lines: Vec<Session> = (sessions.iter())
        .map(|session| Session {
            href: ctx.at(&format!("/committee/sessions/{}", session.id)),
            name: session_name(ctx, session),
            when: ctx.page.moment(&session.starts_at),
            state: session_state(t, &session.state).0,
            attended: seats_of(session)
                .map_or_else(|| "–".to_owned(), |seats| ctx.page.number(&seats)),
        })
        .collect();
    let sums = rows::resolution_sums(&mut conn, organisation, id, from, to, ctx.now).await?;
    let mut filter = rows::ResolutionFilter {
        committee: id.to_owned(),
        from: Some(from),
        to: Some(to),
        hidden_items: hidden,
        now: ctx.now,
        ..rows::ResolutionFilter::default()
    };
    let total = rows::count_resolutions(&mut conn, organisation, &filter).await?;
    let left = total > MOST;
    if left {
        "overdue".clone_into(&mut filter.state);
    }
    let resolutions = rows::list_resolutions(&mut conn, organisation, &filter, MOST, 0).await?;
    filter.state.clear();
    drop(conn);
    let seats = i64::try_from(seats).unwrap_or(0);
    let missing = i64::try_from(missing).unwrap_or(0);
    let numbers = figures(&sessions, &attendance, seats, missing, sums);
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
    let report = Report {
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
        figures: figure_lines(ctx, id, &code, &numbers),
        sessions: lines,
        heading: if left {
            t.committee_report_overdue()
        } else {
            t.committee_resolutions()
        },
        more: if left {
            t.committee_report_more(total, resolutions.len())
        } else {
            String::new()
        },
        all: ctx.at(&format!(
            "/committee/resolutions?committee={id}&period={code}&state="
        )),
        lines: resolutions
            .iter()
            .map(|row| line(ctx, &rules, row))
            .collect(),
        here: ctx.at(&format!("/committee/{id}/report")),
        code,
        page: ctx.page.clone(),
    };
    Ok((report, filter))
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

fn figure_lines(ctx: &Ctx, committee: &str, code: &str, numbers: &Figures) -> Vec<Figure> {
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
    let year = code.split('-').next().unwrap_or(code);
    let calendar = format!("/committee/{committee}/year?year={year}");
    let records = |state: &str| {
        format!("/committee/resolutions?committee={committee}&period={code}&state={state}")
    };
    let (filled, places) = numbers.attended;
    let sums = numbers.sums;
    [
        (
            t.committee_figure_held(),
            number(numbers.held),
            calendar.clone(),
        ),
        (
            t.committee_figure_extraordinary(),
            number(numbers.extraordinary),
            calendar.clone(),
        ),
        (
            t.committee_figure_not_held(),
            number(numbers.not_held),
            calendar.clone(),
        ),
        (
            t.committee_figure_missed(),
            number(numbers.missed),
            calendar.clone(),
        ),
        (
            t.committee_figure_attended(),
            share(filled, places),
            calendar.clone(),
        ),
        (
            t.committee_figure_frozen(),
            share(numbers.frozen, numbers.held),
            calendar,
        ),
        (
            t.committee_figure_issued(),
            number(sums.issued),
            records(""),
        ),
        (
            t.committee_figure_done(),
            share(sums.done, sums.issued),
            records("done"),
        ),
        (
            t.committee_figure_in_time(),
            share(sums.in_time, sums.done),
            records("in-time"),
        ),
        (
            t.committee_figure_overdue(),
            share(sums.overdue, sums.issued),
            records("overdue"),
        ),
        (
            t.committee_figure_cancelled(),
            number(sums.cancelled),
            records("cancelled"),
        ),
        (
            t.committee_figure_prevention(),
            share(sums.prevention, sums.issued),
            format!("{}&aim=prevention", records("")),
        ),
    ]
    .into_iter()
    .map(|(name, value, href)| Figure {
        name,
        value,
        href: ctx.at(&href),
    })
    .collect()
}

/// The page.
pub async fn page(
    ctx: Ctx,
    Path((_, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    match gather(&ctx, &id, &asked).await {
        Ok((report, _)) => render(&report),
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
            report.heading.to_owned(),
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

/// A document could not be made.
pub(super) fn failed(why: impl std::fmt::Display) -> Response {
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
        Ok((report, _)) => report,
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
    if !report.more.is_empty() {
        parts.push(ReportPart::Paragraph(report.more.clone()));
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
    let found = async {
        let (report, filter) = gather(&ctx, &id, &asked).await?;
        let mut conn = ctx.read().await?;
        let all = rows::list_briefly(&mut conn, ctx.organisation(), &filter).await?;
        drop(conn);
        let rules = ctx.app.rules(ctx.organisation()).await?;
        Ok::<_, ActError>((report, all, rules))
    };
    let (report, all, rules) = match found.await {
        Ok(found) => found,
        Err(why) => return refusal(&ctx, why),
    };
    let t = &ctx.page.t;
    let mut sheets = tables(&report).map(|(name, head, rows)| Sheet {
        name,
        head,
        rows: rows
            .into_iter()
            .map(|row| row.into_iter().map(Cell::Text).collect())
            .collect(),
    });
    let brief = |row: rows::BriefRow| -> Vec<Cell> {
        let late = row.deadline_at < ctx.now;
        let state = resolution_state(t, &row.state, late).0;
        [
            t.lang.digits(&row.number),
            row.text,
            rules.unit_name(t.lang, Some(&row.unit)).to_owned(),
            ctx.page.day(&row.deadline_at),
            state.to_owned(),
        ]
        .map(Cell::Text)
        .into()
    };
    if let Some(sheet) = sheets.last_mut() {
        t.committee_resolutions().clone_into(&mut sheet.name);
        sheet.rows = all.into_iter().map(brief).collect();
    }
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
