//! One figure: what it is, how it went, by district and category, its records, its publications and corrections.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use charts::{
    BarWords, Chart, Direction, Item, LinePoint, LineSeries, Options, Proportion, ProportionWords,
};
use serde::Deserialize;

use super::Headline;
use super::{
    Line, district_name, headline_of, last_months, line, month_name, number, table_of, unit, whole,
};
use crate::platform::context::Ctx;
use crate::platform::page::{Choice, Crumb, Page, error_page, refusal, render};
use crate::platform::texts::Lang;
use crate::publication::model::definitions::Words;
use crate::publication::model::table::Place;
use crate::publication::model::{FigureTable, Method, Month, Slot};
use crate::publication::snapshot::Snapshot;

/// What the reader asked for.
#[derive(Debug, Deserialize)]
pub(in crate::publication) struct Asked {
    #[serde(default)]
    month: String,
    #[serde(default)]
    year: String,
}

/// A correction: what stood before, what stands now.
struct Correction {
    period: String,
    member: String,
    before: String,
    after: String,
    day: String,
    entry: String,
    entry_number: String,
}

#[derive(Template)]
#[template(path = "publication/figure.html")]
struct FigurePage {
    page: Page,
    crumbs: Vec<Crumb>,
    words: Words,
    figure: Headline,
    code: &'static str,
    version: String,
    unit: &'static str,
    interval_method: &'static str,
    least: String,
    is_volume: bool,
    chart: Option<Chart>,
    months: Vec<Line>,
    month_choices: Vec<Choice>,
    month_name: String,
    district_chart: Option<Chart>,
    districts: Vec<Line>,
    year_choices: Vec<Choice>,
    year_name: String,
    categories: Vec<Line>,
    corrections: Vec<Correction>,
    base: String,
}

/// `GET /{org}/portal/figures/{code}`; the query may name the month of the districts and the year of the categories.
pub(in crate::publication) async fn page(
    ctx: Ctx,
    Path((_, code)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    let snapshot = match ctx.app.figures(ctx.organisation()).await {
        Ok(snapshot) => snapshot,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let Some((definition, table)) = table_of(&snapshot, &code) else {
        return error_page(
            &ctx,
            StatusCode::NOT_FOUND,
            ctx.page.t.publication_no_figure().to_owned(),
        );
    };
    let (page, t) = (&ctx.page, ctx.page.t);
    let lang = page.language();
    let words = definition.words(&t);
    let months = table
        .months
        .iter()
        .rev()
        .map(|row| {
            line(
                &ctx,
                &snapshot,
                table,
                month_name(lang, row.month),
                Place::Month(row.month),
                &row.all,
                row.closed,
            )
        })
        .collect();
    let chosen = asked
        .month
        .parse::<Month>()
        .ok()
        .and_then(|month| table.month(month))
        .or_else(|| table.newest());
    let districts = chosen.map_or_else(Vec::new, |row| {
        let cells = row.districts.iter();
        cells
            .map(|(name, slot)| {
                let place = Place::District(row.month, name);
                line(
                    &ctx,
                    &snapshot,
                    table,
                    district_name(page, name),
                    place,
                    slot,
                    row.closed,
                )
            })
            .collect()
    });
    let year = persian::to_ascii(asked.year.trim())
        .parse::<u16>()
        .ok()
        .filter(|year| table.years.contains_key(year));
    let year = year.or_else(|| table.years.keys().next_back().copied());
    let categories = year.map_or_else(Vec::new, |year| categories(&ctx, &snapshot, table, year));
    let crumb = Crumb {
        label: t.publication_title().to_owned(),
        href: ctx.at("/portal"),
    };
    let chosen_month = chosen.map(|row| row.month);
    render(&FigurePage {
        page: page.clone(),
        crumbs: vec![crumb],
        figure: headline_of(&ctx, table),
        code: definition.code,
        version: page.number(&definition.version),
        unit: unit(page, definition.method),
        interval_method: match definition.method {
            Method::Share => t.publication_interval_wilson(),
            Method::Median => t.publication_interval_median(),
            Method::Count => t.publication_interval_none(),
        },
        least: page.number(&whole(snapshot.least)),
        is_volume: definition.method == Method::Count,
        chart: by_month(&ctx, table, &words),
        months,
        month_choices: table
            .months
            .iter()
            .rev()
            .filter(|row| !row.districts.is_empty())
            .map(|row| {
                let current = chosen_month
                    .map(|month| month.to_string())
                    .unwrap_or_default();
                Choice::new(row.month.to_string(), month_name(lang, row.month), &current)
            })
            .collect(),
        month_name: chosen_month.map_or_else(String::new, |month| month_name(lang, month)),
        district_chart: chosen.and_then(|row| by_group(&ctx, table, &words, &row.districts)),
        districts,
        year_choices: table
            .years
            .keys()
            .rev()
            .map(|of| {
                Choice::new(
                    of.to_string(),
                    page.digits(&of.to_string()),
                    &year.unwrap_or(0).to_string(),
                )
            })
            .collect(),
        year_name: year.map_or_else(String::new, |year| page.digits(&year.to_string())),
        categories,
        corrections: corrections(&ctx, &snapshot, table),
        base: ctx.at(&format!("/portal/figures/{}", definition.code)),
        words,
    })
}

/// The categories of a year that have a case: open ones by the greatest sample, then hidden ones.
fn categories(ctx: &Ctx, snapshot: &Snapshot, table: &FigureTable, year: u16) -> Vec<Line> {
    let closed = Month { year, month: 12 }.closes() <= snapshot.now;
    let Some(cells) = table.years.get(&year) else {
        return Vec::new();
    };
    let mut cells: Vec<&(String, Slot)> = cells
        .iter()
        .filter(|(_, slot)| slot.open().is_none_or(|cell| cell.n > 0))
        .collect();
    cells.sort_by_key(|(_, slot)| std::cmp::Reverse(slot.open().map_or(0, |cell| cell.n)));
    cells
        .into_iter()
        .map(|(id, slot)| {
            let name = snapshot
                .rules
                .category_name(ctx.page.language(), id)
                .to_owned();
            line(
                ctx,
                snapshot,
                table,
                name,
                Place::Category(year, id),
                slot,
                closed,
            )
        })
        .collect()
}

fn corrections(ctx: &Ctx, snapshot: &Snapshot, table: &FigureTable) -> Vec<Correction> {
    let (page, method) = (&ctx.page, table.definition.method);
    let of_figure = || {
        snapshot
            .published
            .iter()
            .filter(|row| row.code == table.definition.code)
    };
    let say = |n: Option<i64>, value: Option<f64>| match n {
        Some(n) => page
            .t
            .publication_value_of(number(page, method, value), page.number(&n)),
        None => page.t.figure_suppressed().to_owned(),
    };
    of_figure()
        .rev()
        .filter_map(|row| {
            let old = of_figure().find(|old| Some(&old.id) == row.corrects.as_ref())?;
            Some(Correction {
                period: row.period.parse::<Month>().map_or_else(
                    |()| page.digits(&row.period),
                    |month| month_name(page.language(), month),
                ),
                member: match row.cut.as_str() {
                    "district" => district_name(page, &row.member),
                    "category" => snapshot
                        .rules
                        .category_name(page.language(), &row.member)
                        .to_owned(),
                    _ => page.t.publication_all().to_owned(),
                },
                before: say(old.n, old.value),
                after: say(row.n, row.value),
                day: page.day(&row.at),
                entry: ctx.at(&format!("/journal/{}", row.entry)),
                entry_number: page.number(&row.entry),
            })
        })
        .collect()
}

/// Options with the words that all charts share.
fn options<'a>(
    page: &'a Page,
    id: &'a str,
    title: &'a str,
    write: &'a dyn Fn(f64) -> String,
) -> Options<'a> {
    let direction = if page.language() == Lang::Fa {
        Direction::Rtl
    } else {
        Direction::Ltr
    };
    let mut options = Options::new(id, title, direction, write);
    options.missing = page.t.figure_suppressed();
    options.no_data = page.t.publication_no_data();
    options.to = page.t.publication_to();
    options
}

/// The figure month by month.
fn by_month(ctx: &Ctx, table: &FigureTable, words: &Words) -> Option<Chart> {
    let rows = last_months(table);
    if rows.len() < 2 {
        return None;
    }
    let (page, method) = (&ctx.page, table.definition.method);
    // Percent at the axis are written whole.
    let write = |value: f64| {
        if method == Method::Median {
            page.decimal(&value, 1)
        } else {
            page.decimal(&value, 0)
        }
    };
    let title = page.t.publication_by_month_of(&words.name);
    let mut options = options(page, "by-month", &title, &write);
    options.category = page.t.publication_month();
    options.unit = unit(page, method);
    let labels: Vec<String> = rows
        .iter()
        .map(|row| month_name(page.language(), row.month))
        .collect();
    let factor = if method == Method::Share { 100.0 } else { 1.0 };
    let value = |slot: &Slot| {
        slot.open()
            .and_then(|cell| cell.value)
            .map(|value| value * factor)
    };
    if method == Method::Count {
        let items: Vec<Item> = rows
            .iter()
            .zip(labels)
            .map(|(row, label)| Item {
                label,
                value: value(&row.all),
                late: false,
            })
            .collect();
        return Some(charts::bars(
            &items,
            &BarWords {
                value: page.t.publication_value(),
                late: "",
            },
            &options,
        ));
    }
    let points = rows
        .iter()
        .map(|row| LinePoint {
            value: value(&row.all),
            interval: row
                .all
                .open()
                .and_then(|cell| cell.interval)
                .map(|(low, high)| (low * factor, high * factor)),
        })
        .collect();
    let series = LineSeries {
        name: words.name.clone(),
        points,
        interval: page.t.publication_interval().to_owned(),
    };
    Some(charts::line(&labels, &[series], None, &options))
}

/// The figure by group, small groups named as hidden.
fn by_group(
    ctx: &Ctx,
    table: &FigureTable,
    words: &Words,
    groups: &[(String, Slot)],
) -> Option<Chart> {
    if groups
        .iter()
        .filter(|(_, slot)| slot.open().is_some_and(|cell| cell.n > 0))
        .count()
        < 2
    {
        return None;
    }
    let (page, method) = (&ctx.page, table.definition.method);
    let title = page.t.publication_by_district_of(&words.name);
    if method == Method::Share {
        let write = |value: f64| {
            page.t
                .publication_percent(page.decimal(&(value * 100.0), 0))
        };
        let mut options = options(page, "by-district", &title, &write);
        options.category = page.t.publication_district_head();
        let rows: Vec<Proportion> = groups
            .iter()
            .map(|(name, slot)| Proportion {
                label: district_name(page, name),
                share: slot.open().and_then(|cell| cell.value),
                interval: slot.open().and_then(|cell| cell.interval),
                sample: slot.open().map_or_else(
                    || page.t.figure_suppressed().to_owned(),
                    |cell| page.number(&whole(cell.n)),
                ),
                late: false,
            })
            .collect();
        let words = ProportionWords {
            share: page.t.publication_value(),
            interval: page.t.publication_interval(),
            sample: page.t.publication_sample(),
            reference: None,
        };
        return Some(charts::proportions(&rows, &words, &options));
    }
    let write = |value: f64| number(page, method, Some(value));
    let mut options = options(page, "by-district", &title, &write);
    options.category = page.t.publication_district_head();
    options.unit = unit(page, method);
    let items: Vec<Item> = groups
        .iter()
        .map(|(name, slot)| Item {
            label: district_name(page, name),
            value: slot.open().and_then(|cell| cell.value),
            late: false,
        })
        .collect();
    Some(charts::horizontal_bars(
        &items,
        &BarWords {
            value: page.t.publication_value(),
            late: "",
        },
        &options,
    ))
}
