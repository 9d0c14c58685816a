//! The heat map: likelihood against impact, each cell leading to its risks.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use charts::{Chart, MatrixCell, MatrixWords, Options, matrix};
use serde::Deserialize;

use super::{Lists, band_word, tabs};
use crate::committee::pages::name_of;
use crate::insight::pages::direction;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, NavItem, Page, refusal, render};
use crate::risks::model::{Band, TOP};
use crate::risks::store::{self as rows, AnchorRow, Filter};

/// What an address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    area: String,
    scores: String,
}

/// A cell of the table beneath the picture.
struct TableCell {
    column: String,
    count: String,
    href: String,
}

struct TableRow {
    name: String,
    cells: Vec<TableCell>,
}

/// An area with its risks over the appetite.
struct AreaLine {
    name: String,
    risks: String,
    over: String,
    over_href: String,
    bare: i64,
    bare_words: String,
    bare_href: String,
    appetite: String,
}

#[derive(Template)]
#[template(path = "risks/map.html")]
struct Map {
    page: Page,
    tabs: Vec<NavItem>,
    areas: Vec<Choice>,
    scores: Vec<Choice>,
    chart: Chart,
    columns: Vec<String>,
    table: Vec<TableRow>,
    bands: String,
    lines: Vec<AreaLine>,
    none: bool,
}

/// The page.
pub async fn page(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    match gather(&ctx, &asked).await {
        Ok(map) => render(&map),
        Err(why) => refusal(&ctx, why),
    }
}

fn names(ctx: &Ctx, anchors: &[AnchorRow], scale: &str) -> Vec<String> {
    (1..=TOP)
        .map(|level| {
            let anchor = anchors
                .iter()
                .find(|anchor| anchor.scale == scale && anchor.level == level);
            let name = anchor.map_or("", |a| name_of(ctx.page.t.lang, &a.name, &a.name_en));
            format!("{} {name}", ctx.page.number(&level))
                .trim()
                .to_owned()
        })
        .collect()
}

async fn gather(ctx: &Ctx, asked: &Asked) -> Result<Map, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let lists = Lists::read(&mut conn, ctx, &rules).await?;
    let anchors = rows::anchors(&mut conn, organisation).await?;
    let residual = asked.scores != "inherent";
    let filter = Filter {
        area: asked.area.replace('\0', ""),
        state: "open".to_owned(),
        ..lists.filter(ctx)
    };
    let counts = rows::cells(&mut conn, organisation, &filter, residual).await?;
    let mut lines = Vec::new();
    for (id, ..) in &lists.areas {
        let mut of = Filter {
            area: id.clone(),
            state: "open".to_owned(),
            ..lists.filter(ctx)
        };
        let risks = rows::count(&mut conn, organisation, &of).await?;
        "over".clone_into(&mut of.only);
        let over = rows::count(&mut conn, organisation, &of).await?;
        "bare".clone_into(&mut of.only);
        let bare = rows::count(&mut conn, organisation, &of).await?;
        lines.push(AreaLine {
            name: lists.area_name(t, id).to_owned(),
            risks: ctx.page.number(&risks),
            over: ctx.page.number(&over),
            over_href: ctx.at(&format!("/risks?only=over&area={id}")),
            bare,
            bare_words: ctx.page.number(&bare),
            bare_href: ctx.at(&format!("/risks?only=bare&area={id}")),
            appetite: ctx.page.number(&lists.appetite(id)),
        });
    }
    drop(conn);
    let (columns, levels) = (
        names(ctx, &anchors, "likelihood"),
        names(ctx, &anchors, "impact"),
    );
    let count_at = |l: i64, i: i64| {
        let found = counts.iter().find(|(x, y, _)| (*x, *y) == (l, i));
        found.map_or(0, |(.., n)| *n)
    };
    let scores = if residual { "residual" } else { "inherent" };
    let href = |l: i64, i: i64| {
        let area = &filter.area;
        let given = [
            ("cell", format!("{scores}-{l}-{i}")),
            ("area", area.clone()),
        ];
        let given: Vec<_> = given
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        ctx.at(&format!(
            "/risks?{}",
            serde_urlencoded::to_string(given).unwrap_or_default()
        ))
    };
    let class = |score: i64| match lists.bands.band(score) {
        Band::Low => 1,
        Band::Medium => 2,
        Band::High => 4,
        Band::Severe => 5,
    };
    let (mut cells, mut table, mut heads) = (Vec::new(), Vec::new(), Vec::new());
    for i in (1..=TOP).rev() {
        let name = levels
            .get(usize::try_from(i - 1).unwrap_or(0))
            .cloned()
            .unwrap_or_default();
        let mut row = Vec::new();
        for (l, column) in (1..=TOP).zip(&columns) {
            let count = count_at(l, i);
            cells.push(MatrixCell {
                count: u32::try_from(count).unwrap_or(u32::MAX),
                class: class(l * i),
                href: if count > 0 { href(l, i) } else { String::new() },
                name: t.risks_cell(column, &name, t.lang.integer(count)),
            });
            row.push(TableCell {
                column: column.clone(),
                count: ctx.page.number(&count),
                href: if count > 0 { href(l, i) } else { String::new() },
            });
        }
        heads.push(name.clone());
        table.push(TableRow { name, cells: row });
    }
    let number = |n: f64| t.lang.decimal(n, 0);
    let title = if residual {
        t.risks_map_residual()
    } else {
        t.risks_map_inherent()
    };
    let mut options = Options::new("heat", title, direction(t), &number);
    options.no_data = t.risks_none();
    let words = MatrixWords {
        across: t.risks_likelihood(),
        upward: t.risks_impact(),
    };
    let ranges = Band::ALL.iter().map(|band| {
        let (from, to) = lists.bands.range(*band);
        t.risks_band_range(
            band_word(t, *band),
            t.lang.integer(from),
            t.lang.integer(to),
        )
    });
    Ok(Map {
        tabs: tabs(ctx, "/risks/map"),
        areas: lists.area_choices(t, &asked.area),
        scores: vec![
            Choice::new("residual", t.risks_residual(), scores),
            Choice::new("inherent", t.risks_inherent(), scores),
        ],
        chart: matrix(&columns, &heads, &cells, &words, &options),
        columns,
        table,
        bands: ranges.collect::<Vec<_>>().join(name_of(t.lang, "؛ ", "; ")),
        none: counts.is_empty(),
        lines,
        page: ctx.page.clone(),
    })
}
