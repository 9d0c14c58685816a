//! Open data: CSV (UTF-8 with a byte order mark, as spreadsheets want it) and JSON, for one figure or all.

use axum::extract::Path;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{keys, query, table_of};
use crate::platform::context::Ctx;
use crate::platform::page::{error_page, refusal};
use crate::platform::texts::{Lang, Texts};
use crate::publication::model::table::Place;
use crate::publication::model::{FigureTable, Month, Slot};
use crate::publication::snapshot::Snapshot;

/// Columns of the CSV, in order.
pub(super) const COLUMNS: [&str; 19] = [
    "figure",
    "version",
    "method",
    "unit",
    "period",
    "cut",
    "member",
    "member_fa",
    "member_en",
    "n",
    "k",
    "value",
    "low",
    "high",
    "hidden",
    "closed",
    "as_of",
    "entry",
    "input_hash",
];

type Headers = [(HeaderName, String); 2];

fn headers(kind: &str, name: &str) -> Headers {
    [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("inline; filename=\"{name}\""),
        ),
    ]
}

/// Rows as CSV text.
pub(super) fn csv_text(rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xEF\xBB\xBF".to_vec());
    for row in rows {
        // Writing into memory does not fail, and all rows are equally long.
        let _ = writer.write_record(row);
    }
    writer.into_inner().unwrap_or_default()
}

/// A CSV file as an answer.
pub(super) fn csv_answer(name: &str, bytes: Vec<u8>) -> Response {
    (headers("text/csv; charset=utf-8", name), bytes).into_response()
}

fn json_answer(name: &str, value: &Value) -> Response {
    (headers("application/json", name), value.to_string()).into_response()
}

/// A cell with its place.
struct Entry<'a> {
    place: Place<'a>,
    slot: &'a Slot,
    closed: bool,
    as_of: store::Timestamp,
}

/// All cells of a figure, those of hidden months left out except the month itself.
fn entries<'a>(snapshot: &Snapshot, table: &'a FigureTable) -> Vec<Entry<'a>> {
    let mut entries = Vec::new();
    for row in &table.months {
        entries.push(Entry {
            place: Place::Month(row.month),
            slot: &row.all,
            closed: row.closed,
            as_of: row.as_of,
        });
        for (district, slot) in &row.districts {
            let place = Place::District(row.month, district);
            entries.push(Entry {
                place,
                slot,
                closed: row.closed,
                as_of: row.as_of,
            });
        }
    }
    for (year, slots) in &table.years {
        let closes = Month {
            year: *year,
            month: 12,
        }
        .closes();
        for (category, slot) in slots {
            let place = Place::Category(*year, category);
            entries.push(Entry {
                place,
                slot,
                closed: closes <= snapshot.now,
                as_of: closes.min(snapshot.now),
            });
        }
    }
    entries
}

fn member_name(snapshot: &Snapshot, lang: Lang, place: Place<'_>) -> String {
    match place {
        Place::Month(_) => String::new(),
        Place::District(_, "") => Texts::of(lang).publication_no_district().to_owned(),
        Place::District(_, district) => district.to_owned(),
        Place::Category(_, category) => snapshot.rules.category_name(lang, category).to_owned(),
    }
}

fn rows(snapshot: &Snapshot, table: &FigureTable) -> Vec<Vec<String>> {
    let definition = table.definition;
    let text = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    entries(snapshot, table)
        .into_iter()
        .map(|entry| {
            let (period, cut, member) = keys(entry.place);
            let cell = entry.slot.open();
            let published = snapshot.published(definition.code, &period, cut, member);
            vec![
                definition.code.to_owned(),
                definition.version.to_string(),
                definition.method.code().to_owned(),
                definition.method.unit().to_owned(),
                period.clone(),
                cut.to_owned(),
                member.to_owned(),
                member_name(snapshot, Lang::Fa, entry.place),
                member_name(snapshot, Lang::En, entry.place),
                cell.map_or_else(String::new, |cell| cell.n.to_string()),
                cell.and_then(|cell| cell.k)
                    .map_or_else(String::new, |k| k.to_string()),
                text(cell.and_then(|cell| cell.value)),
                text(cell.and_then(|cell| cell.interval).map(|ends| ends.0)),
                text(cell.and_then(|cell| cell.interval).map(|ends| ends.1)),
                cell.is_none().to_string(),
                entry.closed.to_string(),
                entry.as_of.rfc3339(),
                published.map_or_else(String::new, |row| row.entry.to_string()),
                published.map_or_else(String::new, |row| row.input_hash.clone()),
            ]
        })
        .collect()
}

fn value(ctx: &Ctx, snapshot: &Snapshot, table: &FigureTable) -> Value {
    let definition = table.definition;
    let (fa, en) = (
        definition.words(&Texts::of(Lang::Fa)),
        definition.words(&Texts::of(Lang::En)),
    );
    let at = |path: String| format!("{}{}", ctx.app.config.base_url, ctx.at(&path));
    let page = at(format!("/portal/figures/{}", definition.code));
    let cells: Vec<Value> = entries(snapshot, table)
        .into_iter()
        .map(|entry| {
            let (period, cut, member) = keys(entry.place);
            let cell = entry.slot.open();
            let published: Vec<Value> = snapshot
                .history(definition.code, &period, cut, member)
                .into_iter()
                .map(|row| {
                    json!({
                        "id": row.id, "version": row.version, "n": row.n, "k": row.k, "value": row.value,
                        "low": row.low, "high": row.high, "as_of": row.as_of.rfc3339(), "at": row.at.rfc3339(),
                        "input_hash": row.input_hash, "corrects": row.corrects, "sequence": row.entry,
                        "journal": at(format!("/journal/{}", row.entry)),
                        "receipt": at(format!("/journal/{}.tlog-proof", row.entry)),
                    })
                })
                .collect();
            json!({
                "period": period,
                "cut": cut,
                "member": member,
                "member_name": { "fa": member_name(snapshot, Lang::Fa, entry.place), "en": member_name(snapshot, Lang::En, entry.place) },
                "hidden": cell.is_none(),
                "n": cell.map(|cell| cell.n),
                "k": cell.and_then(|cell| cell.k),
                "value": cell.and_then(|cell| cell.value),
                "low": cell.and_then(|cell| cell.interval).map(|ends| ends.0),
                "high": cell.and_then(|cell| cell.interval).map(|ends| ends.1),
                "closed": entry.closed,
                "as_of": entry.as_of.rfc3339(),
                "records": cell.map(|_| format!("{page}/records?{}", query(entry.place))),
                "published": published,
            })
        })
        .collect();
    json!({
        "code": definition.code,
        "version": definition.version,
        "method": definition.method.code(),
        "unit": definition.method.unit(),
        "name": { "fa": fa.name, "en": en.name },
        "definition": { "fa": fa.plain, "en": en.plain },
        "formula": { "fa": fa.formula, "en": en.formula },
        "quality": { "fa": fa.quality, "en": en.quality },
        "source": { "fa": fa.source, "en": en.source },
        "weight": null,
        "least_group": snapshot.least,
        "page": page,
        "computed_at": snapshot.now.rfc3339(),
        "journal_entries": snapshot.length,
        "cells": cells,
    })
}

fn no_figure(ctx: &Ctx) -> Response {
    error_page(
        ctx,
        StatusCode::NOT_FOUND,
        ctx.page.t.publication_no_figure().to_owned(),
    )
}

/// `GET /{org}/portal/figures/{code}/data.csv`.
pub(in crate::publication) async fn csv(
    ctx: Ctx,
    Path((_, code)): Path<(String, String)>,
) -> Response {
    let snapshot = match ctx.app.figures(ctx.organisation()).await {
        Ok(snapshot) => snapshot,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let Some((definition, table)) = table_of(&snapshot, &code) else {
        return no_figure(&ctx);
    };
    let mut all = vec![COLUMNS.map(str::to_owned).to_vec()];
    all.extend(rows(&snapshot, table));
    csv_answer(&format!("{}.csv", definition.code), csv_text(&all))
}

/// `GET /{org}/portal/figures/{code}/data.json`.
pub(in crate::publication) async fn json(
    ctx: Ctx,
    Path((_, code)): Path<(String, String)>,
) -> Response {
    let snapshot = match ctx.app.figures(ctx.organisation()).await {
        Ok(snapshot) => snapshot,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let Some((definition, table)) = table_of(&snapshot, &code) else {
        return no_figure(&ctx);
    };
    json_answer(
        &format!("{}.json", definition.code),
        &value(&ctx, &snapshot, table),
    )
}

/// `GET /{org}/portal/figures.csv`: all figures in one file.
pub(in crate::publication) async fn all_csv(ctx: Ctx) -> Response {
    let snapshot = match ctx.app.figures(ctx.organisation()).await {
        Ok(snapshot) => snapshot,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let mut all = vec![COLUMNS.map(str::to_owned).to_vec()];
    all.extend(
        snapshot
            .tables
            .iter()
            .flat_map(|table| rows(&snapshot, table)),
    );
    csv_answer("figures.csv", csv_text(&all))
}

/// `GET /{org}/portal/figures.json`: all figures with their definitions.
pub(in crate::publication) async fn all_json(ctx: Ctx) -> Response {
    let snapshot = match ctx.app.figures(ctx.organisation()).await {
        Ok(snapshot) => snapshot,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let figures: Vec<Value> = snapshot
        .tables
        .iter()
        .map(|table| value(&ctx, &snapshot, table))
        .collect();
    json_answer(
        "figures.json",
        &json!({ "organisation": ctx.page.org(), "figures": figures }),
    )
}
