//! Pages and data of the portal.

pub(super) mod data;
pub(super) mod feed;
pub(super) mod figure;
pub(super) mod open_data;
pub(super) mod overview;
pub(super) mod records;
pub(super) mod services;

use super::model::table::Place;
use super::model::{Cell, Definition, FigureTable, Method, Month, MonthRow, Slot};
use super::snapshot::Snapshot;
use crate::platform::context::Ctx;
use crate::platform::page::Page;
use crate::platform::texts::Lang;

/// A figure in words, for a tile.
#[derive(Debug, Clone)]
pub struct Headline {
    /// Name.
    pub name: String,
    /// Number in the reader's digits; a dash where there is none yet.
    pub number: String,
    /// Unit.
    pub unit: String,
    /// Sample size.
    pub sample: String,
    /// Interval, or empty.
    pub interval: String,
    /// The month it is about.
    pub period: String,
    /// Address of the figure's page.
    pub href: String,
    /// Whether there is no month whose group is large enough.
    pub suppressed: bool,
    /// Whether it tells of lateness.
    pub late: bool,
}

/// Three figures for the first page of the organisation: answered in time, time to the answer, satisfaction with the outcome.
pub async fn headline(ctx: &Ctx) -> Result<Vec<Headline>, store::Error> {
    let snapshot = ctx.app.figures(ctx.organisation()).await?;
    let codes = [
        "complaints-in-time",
        "complaints-answer-time",
        "satisfaction-outcome",
    ];
    Ok(codes
        .iter()
        .filter_map(|code| snapshot.table(code))
        .map(|table| headline_of(ctx, table))
        .collect())
}

/// The newest closed month of a figure as a tile.
fn headline_of(ctx: &Ctx, table: &FigureTable) -> Headline {
    let page = &ctx.page;
    let words = table.definition.words(&page.t);
    let href = ctx.at(&format!("/portal/figures/{}", table.definition.code));
    let newest = table.newest();
    let cell = newest.and_then(|row| row.all.open());
    Headline {
        name: words.name,
        number: cell.map_or_else(String::new, |cell| {
            number(page, table.definition.method, cell.value)
        }),
        unit: unit(page, table.definition.method).to_owned(),
        sample: cell.map_or_else(String::new, |cell| page.number(&whole(cell.n))),
        interval: cell.map_or_else(String::new, |cell| {
            interval(page, table.definition.method, cell)
        }),
        period: newest.map_or_else(String::new, |row| month_name(page.language(), row.month)),
        href,
        suppressed: cell.is_none(),
        late: table.definition.lateness && cell.is_some_and(|cell| cell.k.is_some_and(|k| k > 0)),
    }
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A value of a method: per cent, working days, or a count.
fn number(page: &Page, method: Method, value: Option<f64>) -> String {
    let Some(value) = value else {
        return page.t.publication_not_yet().to_owned();
    };
    match method {
        Method::Share => page.decimal(&(value * 100.0), 1),
        Method::Median => page.decimal(&value, 1),
        Method::Count => page.decimal(&value, 0),
    }
}

fn unit(page: &Page, method: Method) -> &'static str {
    match method {
        Method::Share => page.t.publication_unit_percent(),
        Method::Median => page.t.publication_unit_days(),
        Method::Count => page.t.publication_unit_cases(),
    }
}

/// «از تا» of a cell's interval; empty without one.
fn interval(page: &Page, method: Method, cell: &Cell) -> String {
    cell.interval.map_or_else(String::new, |(low, high)| {
        page.t.publication_from_to(
            number(page, method, Some(low)),
            number(page, method, Some(high)),
        )
    })
}

fn month_name(lang: Lang, month: Month) -> String {
    let first = month.first();
    if lang == Lang::Fa {
        first.month_year()
    } else {
        first.month_year_en()
    }
}

/// A district as pages call it: a bare number gets the word before it, an empty name says that none was given.
fn district_name(page: &Page, district: &str) -> String {
    if district.is_empty() {
        page.t.publication_no_district().to_owned()
    } else if district.chars().all(char::is_numeric) {
        page.t
            .publication_district(page.digits(&persian::to_ascii(district)))
    } else {
        district.to_owned()
    }
}

/// One row of a table of cells.
struct Line {
    name: String,
    number: String,
    sample: String,
    interval: String,
    hidden: bool,
    /// `open`: still changes; `published`: in the journal.
    status: String,
    /// Address of the journal entry of its publication, or empty.
    entry: String,
    /// What was published earlier, where it differs.
    earlier: String,
    /// Address of its records, or empty.
    records: String,
}

/// The line of a cell.
fn line(
    ctx: &Ctx,
    snapshot: &Snapshot,
    table: &FigureTable,
    name: String,
    place: Place<'_>,
    slot: &Slot,
    closed: bool,
) -> Line {
    let (page, definition) = (&ctx.page, table.definition);
    let (period, cut, member) = keys(place);
    let published = snapshot.published(definition.code, &period, cut, member);
    let cell = slot.open();
    let base = ctx.at(&format!("/portal/figures/{}/records", definition.code));
    let records = if cell.is_some() {
        format!("{base}?{}", query(place))
    } else {
        String::new()
    };
    let earlier = published.filter(|row| {
        cell.is_some_and(|cell| {
            row.n != i64::try_from(cell.n).ok() || differs(row.value, cell.value)
        })
    });
    Line {
        name,
        number: cell.map_or_else(String::new, |cell| {
            number(page, definition.method, cell.value)
        }),
        sample: cell.map_or_else(String::new, |cell| page.number(&whole(cell.n))),
        interval: cell.map_or_else(String::new, |cell| interval(page, definition.method, cell)),
        hidden: cell.is_none(),
        status: match (published, closed) {
            (Some(row), _) => page.t.publication_published(page.number(&row.entry)),
            (None, true) => page.t.publication_closed().to_owned(),
            (None, false) => page.t.publication_open().to_owned(),
        },
        entry: published.map_or_else(String::new, |row| {
            ctx.at(&format!("/journal/{}", row.entry))
        }),
        earlier: earlier.map_or_else(String::new, |row| {
            number(page, definition.method, row.value)
        }),
        records,
    }
}

fn differs(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() >= 1e-9,
        (a, b) => a.is_some() != b.is_some(),
    }
}

/// Period, cut and member of a cell, as in the published rows.
fn keys(place: Place<'_>) -> (String, &'static str, &str) {
    match place {
        Place::Month(month) => (month.to_string(), "all", ""),
        Place::District(month, district) => (month.to_string(), "district", district),
        Place::Category(year, category) => (year.to_string(), "category", category),
    }
}

/// The query that names a cell's records.
fn query(place: Place<'_>) -> String {
    let pairs = match place {
        Place::Month(month) => vec![("month", month.to_string())],
        Place::District(month, district) => vec![
            ("month", month.to_string()),
            ("district", district.to_owned()),
        ],
        Place::Category(year, category) => vec![
            ("year", year.to_string()),
            ("category", category.to_owned()),
        ],
    };
    serde_urlencoded::to_string(pairs).unwrap_or_default()
}

/// Months of a chart: at most the last 24.
fn last_months(table: &FigureTable) -> &[MonthRow] {
    &table.months[table.months.len().saturating_sub(24)..]
}

/// The definition's table, or none where the code is unknown.
fn table_of<'a>(
    snapshot: &'a Snapshot,
    code: &str,
) -> Option<(&'static Definition, &'a FigureTable)> {
    snapshot.table(code).map(|table| (table.definition, table))
}
