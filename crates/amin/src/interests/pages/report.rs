//! The half-yearly report of interests for everybody: a page, a table and JSON, as the program wrote them down.

use askama::Template;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::interests::model::half::{Group, HalfYear};
use crate::interests::store::{self as rows, ReportRow};
use crate::interests::words;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Crumb, Page, refusal, render};

struct Line {
    name: &'static str,
    number: String,
}

struct Part {
    name: &'static str,
    about: &'static str,
    number: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "interests/report.html")]
struct Report {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    from: String,
    until: String,
    parts: Vec<Part>,
    least: String,
    entry: String,
    entry_href: String,
    csv: String,
    json: String,
}

async fn found(ctx: &Ctx, period: &str) -> Result<(HalfYear, ReportRow, Vec<Group>), ActError> {
    let half: HalfYear = period.parse().map_err(|()| ActError::NotFound)?;
    let mut conn = ctx.read().await?;
    let row = rows::report(&mut conn, ctx.organisation(), &half.to_string())
        .await?
        .ok_or(ActError::NotFound)?;
    let groups = serde_json::from_str(&row.groups)
        .map_err(|why| store::Error::Corrupt(format!("interest_report {}: {why}", row.id)))?;
    Ok((half, row, groups))
}

/// Name of a half-year, «شش‌ماهه نخست ۱۴۰۵».
pub(super) fn name(page: &Page, half: HalfYear) -> String {
    let year = page.digits(&half.year.to_string());
    if half.second {
        page.t.interests_report_second(&year)
    } else {
        page.t.interests_report_first(&year)
    }
}

/// The page.
pub async fn page(ctx: Ctx, Path((_, period)): Path<(String, String)>) -> Response {
    match view(&ctx, &period).await {
        Ok(report) => render(&report),
        Err(why) => refusal(&ctx, why),
    }
}

async fn view(ctx: &Ctx, period: &str) -> Result<Report, ActError> {
    let (half, row, groups) = found(ctx, period).await?;
    let (page, t) = (&ctx.page, &ctx.page.t);
    let number = |n: Option<u64>| match n {
        Some(n) => page.number(&i64::try_from(n).unwrap_or(i64::MAX)),
        None => t.interests_report_hidden().to_owned(),
    };
    let here = format!("/portal/integrity/{half}");
    Ok(Report {
        crumbs: vec![
            Crumb {
                label: t.nav_portal().to_owned(),
                href: ctx.at("/portal"),
            },
            Crumb {
                label: t.interests_public_title().to_owned(),
                href: ctx.at("/portal/integrity"),
            },
        ],
        title: name(page, half),
        from: page.day(&half.start()),
        until: page.day(&store::Timestamp(half.end().0 - 1)),
        parts: groups
            .iter()
            .map(|group| Part {
                name: words::report_group(t, &group.code),
                about: words::report_about(t, &group.code),
                number: number(group.n),
                lines: group
                    .cells
                    .iter()
                    .map(|cell| Line {
                        name: words::report_cell(t, &group.code, &cell.code),
                        number: number(cell.n),
                    })
                    .collect(),
            })
            .collect(),
        least: page.number(&row.least),
        entry: page.number(&row.entry),
        entry_href: ctx.at(&format!("/journal/{}", row.entry)),
        csv: ctx.at(&format!("{here}/data.csv")),
        json: ctx.at(&format!("{here}/data.json")),
        page: page.clone(),
    })
}

/// The numbers as a table: a hidden one is empty and says so.
pub async fn csv(ctx: Ctx, Path((_, period)): Path<(String, String)>) -> Response {
    match found(&ctx, &period).await {
        Ok((half, row, groups)) => {
            let mut writer = csv::WriterBuilder::new()
                .terminator(csv::Terminator::CRLF)
                .from_writer(b"\xEF\xBB\xBF".to_vec());
            let mut line = |fields: [&str; 6]| {
                // Writing into memory does not fail, and all rows are equally long.
                let _ = writer.write_record(fields);
            };
            line(["period", "group", "member", "n", "hidden", "entry"]);
            let (period, entry) = (half.to_string(), row.entry.to_string());
            for group in &groups {
                let all = group.cells.iter().map(|cell| (cell.code.as_str(), cell.n));
                for (member, n) in std::iter::once(("", group.n)).chain(all) {
                    let text = n.map_or_else(String::new, |n| n.to_string());
                    let hidden = if n.is_none() { "true" } else { "false" };
                    line([&period, &group.code, member, &text, hidden, &entry]);
                }
            }
            let bytes = writer.into_inner().unwrap_or_default();
            ([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], bytes).into_response()
        }
        Err(why) => refusal(&ctx, why),
    }
}

/// The same as JSON.
pub async fn json(ctx: Ctx, Path((_, period)): Path<(String, String)>) -> Response {
    match found(&ctx, &period).await {
        Ok((half, row, groups)) => {
            let value = json!({
                "period": half.to_string(),
                "from": half.start().rfc3339(),
                "until": half.end().rfc3339(),
                "least": row.least,
                "entry": row.entry,
                "published": row.at.rfc3339(),
                "groups": groups,
            });
            (
                [(header::CONTENT_TYPE, "application/json")],
                value.to_string(),
            )
                .into_response()
        }
        Err(why) => refusal(&ctx, why),
    }
}
