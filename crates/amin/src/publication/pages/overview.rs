//! The portal's first page: few figures, each with its month, its sample, its trend and the way down.

use askama::Template;
use axum::response::Response;

use super::{Headline, headline_of, last_months, month_name, number};
use crate::platform::context::Ctx;
use crate::platform::page::{Page, refusal, render};
use crate::platform::texts::Lang;
use crate::publication::model::FigureTable;

/// A tile with its trend.
struct Tile {
    figure: Headline,
    trend: String,
}

/// Tiles about one thing.
struct Group {
    id: &'static str,
    title: String,
    text: String,
    tiles: Vec<Tile>,
}

#[derive(Template)]
#[template(path = "publication/overview.html")]
struct Overview {
    page: Page,
    groups: Vec<Group>,
    least: String,
}

/// `GET /{org}/portal`.
pub(in crate::publication) async fn page(ctx: Ctx) -> Response {
    let snapshot = match ctx.app.figures(ctx.organisation()).await {
        Ok(snapshot) => snapshot,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let t = ctx.page.t;
    let tiles = |start: &str| -> Vec<Tile> {
        let tables = snapshot
            .tables
            .iter()
            .filter(|table| table.definition.code.starts_with(start));
        tables
            .map(|table| Tile {
                figure: headline_of(&ctx, table),
                trend: trend(&ctx, table),
            })
            .collect()
    };
    let group = |id, title: &str, text: &str, start| Group {
        id,
        title: title.to_owned(),
        text: text.to_owned(),
        tiles: tiles(start),
    };
    let groups = vec![
        group(
            "complaints",
            t.publication_group_complaints(),
            t.publication_group_complaints_text(),
            "complaints-",
        ),
        group(
            "satisfaction",
            t.publication_group_satisfaction(),
            t.publication_group_satisfaction_text(),
            "satisfaction-",
        ),
        group(
            "information",
            t.publication_group_information(),
            t.publication_group_information_text(),
            "information-",
        ),
    ];
    let least = ctx.page.number(&super::whole(snapshot.least));
    render(&Overview {
        page: ctx.page.clone(),
        groups,
        least,
    })
}

/// A line as small as a word over the last months; empty where fewer than three months can be shown.
fn trend(ctx: &Ctx, table: &FigureTable) -> String {
    let months = last_months(table);
    let values: Vec<Option<f64>> = months
        .iter()
        .map(|row| row.all.open().and_then(|cell| cell.value))
        .collect();
    if values.iter().flatten().count() < 3 {
        return String::new();
    }
    let page = &ctx.page;
    let labels: Vec<String> = months
        .iter()
        .map(|row| month_name(page.language(), row.month))
        .collect();
    let write = |value: f64| number(page, table.definition.method, Some(value));
    let words = table.definition.words(&page.t);
    let title = page.t.publication_trend_of(words.name);
    let direction = if page.language() == Lang::Fa {
        charts::Direction::Rtl
    } else {
        charts::Direction::Ltr
    };
    let id = format!("trend-{}", table.definition.code);
    let mut options = charts::Options::new(&id, &title, direction, &write);
    options.category = page.t.publication_month();
    options.missing = page.t.figure_suppressed();
    charts::sparkline(&labels, &values, page.t.publication_value(), &options).svg
}
