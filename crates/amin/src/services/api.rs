//! Services as data: JSON and CSV.

use axum::extract::Query;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::figures::Months;
use super::model::{completeness, lines, steps};
use super::pages::{Card, Search};
use super::store as rows;
use super::view::{self, SMALLEST_GROUP};
use crate::platform::context::Ctx;
use crate::platform::page::refusal;

fn answer(kind: &'static str, body: String) -> Response {
    (
        [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        body,
    )
        .into_response()
}

/// Rows as CSV with a byte order mark, so that spreadsheet programs see that it is UTF-8. A cell that a spreadsheet would take
/// for a formula gets an apostrophe before it.
pub fn csv_text(table: &[Vec<String>]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in table {
        let safe = row.iter().map(|cell| match cell.chars().next() {
            Some('=' | '+' | '@' | '\t' | '\r') => format!("'{cell}"),
            Some('-') if cell.parse::<f64>().is_err() => format!("'{cell}"),
            _ => cell.clone(),
        });
        // Writing into memory fails only where rows have different lengths, which these have not.
        if writer.write_record(safe).is_err() {
            break;
        }
    }
    let bytes = writer.into_inner().unwrap_or_default();
    format!("\u{feff}{}", String::from_utf8_lossy(&bytes))
}

/// The catalogue as JSON.
pub async fn list_json(ctx: Ctx, Query(_): Query<Search>) -> Response {
    let found = async {
        let mut conn = ctx.read().await?;
        let weights = rows::weights(&mut conn, ctx.organisation()).await?;
        Ok::<_, store::Error>((
            rows::services(&mut conn, ctx.organisation(), &[], "", false).await?,
            weights,
        ))
    };
    let (services, weights) = match found.await {
        Ok(found) => found,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let list: Vec<Value> = services
        .iter()
        .map(|line| {
            let within = line.within_promise();
            json!({
                "code": line.code,
                "name": line.name,
                "name_en": line.name_en,
                "life_stage": line.life_stage,
                "responsible": line.responsible,
                "responsible_en": line.responsible_en,
                "promised": line.promise(),
                "completeness": completeness(&line.filled, &weights).score,
                "cases": line.cases,
                "events": line.events,
                "median_seconds": line.median_seconds,
                "p80_seconds": line.p80_seconds,
                "p95_seconds": line.p95_seconds,
                "within_promise": within.map(|(kept, all)| json!({ "kept": kept, "cases": all })),
            })
        })
        .collect();
    answer(
        "application/json; charset=utf-8",
        json!({ "services": list }).to_string(),
    )
}

/// The catalogue as CSV.
pub async fn list_csv(ctx: Ctx) -> Response {
    let found = async {
        let mut conn = ctx.read().await?;
        rows::services(&mut conn, ctx.organisation(), &[], "", false).await
    };
    let services = match found.await {
        Ok(found) => found,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let head = [
        "code",
        "name",
        "name_en",
        "life_stage",
        "responsible",
        "legal_time",
        "legal_time_unit",
        "cases",
        "events",
        "median_seconds",
        "p80_seconds",
        "p95_seconds",
    ];
    let mut table = vec![head.map(str::to_owned).to_vec()];
    let text = |n: Option<f64>| n.map_or_else(String::new, |n| n.to_string());
    let whole = |n: Option<i64>| n.map_or_else(String::new, |n| n.to_string());
    for line in services {
        table.push(vec![
            line.code.clone(),
            line.name.clone(),
            line.name_en.clone(),
            line.life_stage.clone(),
            line.responsible.clone(),
            whole(line.legal_time),
            line.legal_time_unit.clone().unwrap_or_default(),
            whole(line.cases),
            whole(line.events),
            text(line.median_seconds),
            text(line.p80_seconds),
            text(line.p95_seconds),
        ]);
    }
    answer("text/csv; charset=utf-8", csv_text(&table))
}

fn month_name(calendar: Months, year: i64, month: u8) -> Value {
    json!({ "calendar": calendar, "month": format!("{year:04}-{month:02}") })
}

/// A card as JSON.
pub fn card_json(ctx: &Ctx, card: &Card) -> Response {
    let t = &ctx.page.t;
    let service = &card.service;
    let measured = card.log.as_ref().map(|(log, figures, elapsed)| {
        let list: Vec<Value> = view::figure_rows(t, figures, elapsed, service.promise())
            .iter()
            .map(|row| {
                json!({
                    "figure": row.code, "name": row.name, "value": row.raw, "definition": row.definition,
                    "formula": row.formula, "count": row.count,
                })
            })
            .collect();
        let months: Vec<Value> = figures
            .months
            .iter()
            .map(|month| {
                let mut value = month_name(figures.calendar, month.year, month.month);
                value["started"] = json!(month.started);
                value["closed"] = json!(month.closed);
                value["median_seconds"] = json!(month.median.filter(|_| month.closed >= SMALLEST_GROUP));
                value["suppressed"] = json!(month.median.is_some() && month.closed < SMALLEST_GROUP);
                value
            })
            .collect();
        json!({
            "cases": figures.cases,
            "events": figures.events,
            "activities": figures.activities,
            "variants": figures.variants,
            "first": figures.first.map(eventlog::to_rfc3339),
            "last": figures.last.map(eventlog::to_rfc3339),
            "duration_seconds": figures.durations,
            "waiting": { "share": figures.waiting_share, "method": figures.waiting_method },
            "figures": list,
            "months": months,
            "top_variants": figures.top_variants,
            "directly_follows": figures.edges,
            "directly_follows_in_all": figures.edge_count,
            "top_activities": figures.top_activities,
            "log": {
                "sha256": log.sha256, "imported_at": eventlog::to_rfc3339(log.imported_at.0), "refused": log.refused,
            },
        })
    });
    let body = json!({
        "code": service.code,
        "name": service.name,
        "name_en": service.name_en,
        "life_stage": service.life_stage,
        "responsible": service.responsible,
        "responsible_en": service.responsible_en,
        "description": service.description,
        "description_en": service.description_en,
        "documents": lines(&service.documents),
        "fee": service.fee,
        "fee_rials": service.fee_rials,
        "promised": service.promise(),
        "promised_source": service.legal_time_source,
        "steps": steps(&service.steps),
        "legal_basis": lines(&service.legal_basis),
        "appeal": lines(&service.appeal),
        "channel": service.channel,
        "source": service.source,
        "valid_from": service.valid_from,
        "active": service.active,
        "completeness": {
            "score": card.completeness.score,
            "missing": card.completeness.missing.iter().map(|part| part.code()).collect::<Vec<_>>(),
        },
        "measured": measured,
    });
    answer("application/json; charset=utf-8", body.to_string())
}

/// The figures of a card as CSV: one figure a row with definition, formula and count, then month by month.
pub fn card_csv(ctx: &Ctx, card: &Card) -> Response {
    let t = &ctx.page.t;
    let head = [
        "figure",
        "period",
        "value",
        "unit",
        "count",
        "definition",
        "formula",
    ];
    let mut table = vec![head.map(str::to_owned).to_vec()];
    if let Some((_, figures, elapsed)) = &card.log {
        let moment = |at: Option<i64>| {
            at.map_or_else(String::new, |at| eventlog::to_rfc3339(at)[..10].to_owned())
        };
        let period = format!("{}/{}", moment(figures.first), moment(figures.last));
        for row in view::figure_rows(t, figures, elapsed, card.service.promise()) {
            let unit = match row.code {
                "median" | "mean" | "p80" | "p95" | "spread" => "seconds",
                "within-promise" | "waiting-share" => "share",
                _ => "count",
            };
            table.push(vec![
                row.code.to_owned(),
                period.clone(),
                row.raw.map_or_else(String::new, |value| value.to_string()),
                unit.to_owned(),
                row.count.to_string(),
                row.definition,
                row.formula,
            ]);
        }
        for month in &figures.months {
            let period = format!("{:04}-{:02}", month.year, month.month);
            let mut add = |figure: &str,
                           value: String,
                           unit: &str,
                           count: usize,
                           definition: &str,
                           formula: &str| {
                let cells = [
                    figure,
                    &period,
                    &value,
                    unit,
                    &count.to_string(),
                    definition,
                    formula,
                ];
                table.push(cells.map(str::to_owned).to_vec());
            };
            add(
                "month-started",
                month.started.to_string(),
                "count",
                month.started,
                t.services_started(),
                t.services_count_formula(),
            );
            add(
                "month-closed",
                month.closed.to_string(),
                "count",
                month.closed,
                t.services_closed(),
                t.services_count_formula(),
            );
            let median = month.median.filter(|_| month.closed >= SMALLEST_GROUP);
            let median = median.map_or_else(String::new, |seconds| seconds.to_string());
            add(
                "month-median",
                median,
                "seconds",
                month.closed,
                t.services_median_definition(),
                t.services_quantile_formula(),
            );
        }
    }
    answer("text/csv; charset=utf-8", csv_text(&table))
}
