//! The records behind a cell: one row for each journal entry, without anything personal.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::data::{csv_answer, csv_text};
use super::{district_name, month_name, number, query, table_of, whole};
use crate::platform::context::Ctx;
use crate::platform::page::{Crumb, Page, error_page, refusal, render};
use crate::publication::model::table::{Place, input_hash};
use crate::publication::model::{Case, Counted, FigureTable, Method, Month};
use crate::publication::snapshot::Snapshot;

/// Rows on a page.
const PAGE: usize = 100;

/// Which cell.
#[derive(Debug, Deserialize)]
pub(in crate::publication) struct Asked {
    #[serde(default)]
    month: String,
    district: Option<String>,
    #[serde(default)]
    year: String,
    category: Option<String>,
    #[serde(default)]
    page: usize,
}

impl Asked {
    fn place(&self) -> Option<Place<'_>> {
        if let Ok(month) = self.month.parse::<Month>() {
            return Some(
                self.district
                    .as_deref()
                    .map_or(Place::Month(month), |district| {
                        Place::District(month, district)
                    }),
            );
        }
        let year = persian::to_ascii(self.year.trim()).parse().ok()?;
        Some(Place::Category(year, self.category.as_deref()?))
    }
}

/// A record as it is shown; an empty text is withheld.
struct Record {
    place: String,
    day: String,
    kind: &'static str,
    category: String,
    district: String,
    state: &'static str,
    counted: String,
    entry: String,
    sequence: String,
}

#[derive(Template)]
#[template(path = "publication/records.html")]
struct Records {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    cell_name: String,
    counted_head: String,
    cuts: bool,
    total: String,
    value: String,
    hash: String,
    rows: Vec<Record>,
    place: String,
    previous: String,
    next: String,
    csv: String,
}

/// What is said where there is nothing to list.
fn nothing(ctx: &Ctx, hidden: bool) -> Response {
    let t = ctx.page.t;
    let sentence = if hidden {
        t.publication_records_hidden()
    } else {
        t.publication_records_none()
    };
    error_page(ctx, StatusCode::NOT_FOUND, sentence.to_owned())
}

/// `GET /{org}/portal/figures/{code}/records?month=1405-08[&district=…]` or `?year=1405&category=…`.
pub(in crate::publication) async fn page(
    ctx: Ctx,
    Path((_, code)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    let snapshot = match ctx.app.figures(ctx.organisation()).await {
        Ok(snapshot) => snapshot,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let (Some((definition, table)), Some(place)) = (table_of(&snapshot, &code), asked.place())
    else {
        return nothing(&ctx, false);
    };
    let (Some(slot), records) = (table.slot(place), table.records(place, &snapshot.facts)) else {
        return nothing(&ctx, false);
    };
    let (Some(cell), Some(cases)) = (slot.open(), records) else {
        return nothing(&ctx, true);
    };
    let (page, t) = (&ctx.page, ctx.page.t);
    let words = definition.words(&t);
    let pages = cases.len().div_ceil(PAGE).max(1);
    let current = asked.page.clamp(1, pages);
    let base = ctx.at(&format!("/portal/figures/{code}"));
    let address = |number: usize| format!("{base}/records?{}&page={number}", query(place));
    let records = cases
        .iter()
        .enumerate()
        .skip((current - 1) * PAGE)
        .take(PAGE)
        .map(|(place, case)| record(&ctx, &snapshot, table, place + 1, case))
        .collect();
    render(&Records {
        page: page.clone(),
        crumbs: vec![
            Crumb {
                label: t.publication_title().to_owned(),
                href: ctx.at("/portal"),
            },
            Crumb {
                label: words.name.clone(),
                href: base.clone(),
            },
        ],
        title: t.publication_records_of(&words.name),
        cell_name: cell_name(page, &snapshot, place),
        counted_head: words.counted,
        cuts: definition.cuts,
        total: page.number(&whole(cell.n)),
        value: format!(
            "{} {}",
            number(page, definition.method, cell.value),
            super::unit(page, definition.method)
        ),
        hash: input_hash(cases.iter().copied()),
        rows: records,
        place: t.publication_page_of(current, pages),
        previous: if current > 1 {
            address(current - 1)
        } else {
            String::new()
        },
        next: if current < pages {
            address(current + 1)
        } else {
            String::new()
        },
        csv: format!("{base}/records.csv?{}", query(place)),
    })
}

/// `GET …/records.csv`: the same records, all of them.
pub(in crate::publication) async fn csv(
    ctx: Ctx,
    Path((_, code)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    let snapshot = match ctx.app.figures(ctx.organisation()).await {
        Ok(snapshot) => snapshot,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let (Some((definition, table)), Some(place)) = (table_of(&snapshot, &code), asked.place())
    else {
        return nothing(&ctx, false);
    };
    let Some(cases) = table.records(place, &snapshot.facts) else {
        return nothing(&ctx, table.slot(place).is_some());
    };
    let mut rows = vec![
        [
            "entry", "day", "kind", "category", "district", "state", "counted",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    for case in cases {
        let fact = &snapshot.facts[case.fact];
        let open = visible(&snapshot, table, case);
        let shown = |show: bool, text: &str| if show { text.to_owned() } else { String::new() };
        rows.push(vec![
            case.sequence.to_string(),
            persian::tehran_date(case.at.0).iso(),
            fact.kind.clone(),
            shown(open.category, &fact.category),
            shown(open.district, &fact.district),
            shown(open.counted, state_code(&fact.state)),
            shown(open.counted, &case.counted.code()),
        ]);
    }
    csv_answer(&format!("{}-records.csv", definition.code), csv_text(&rows))
}

/// Which columns of a record may be shown.
struct Visible {
    category: bool,
    district: bool,
    counted: bool,
}

/// Category and district are shown where their own group is open in this figure. Where another figure's list tells the group of the
/// same record, what this figure counts of it is withheld, so that nobody can add up a hidden cell.
fn visible(snapshot: &Snapshot, table: &FigureTable, case: &Case) -> Visible {
    if !table.definition.cuts {
        return Visible {
            category: false,
            district: false,
            counted: true,
        };
    }
    let (district, category) = table.shows(case, &snapshot.facts);
    let others = || {
        snapshot
            .tables
            .iter()
            .filter(|table| table.definition.cuts)
            .map(|table| table.shows(case, &snapshot.facts))
    };
    let told_district = others().any(|(district, _)| district);
    let told_category = others().any(|(_, category)| category);
    Visible {
        category,
        district,
        counted: (district || !told_district) && (category || !told_category),
    }
}

fn record(
    ctx: &Ctx,
    snapshot: &Snapshot,
    table: &FigureTable,
    number: usize,
    case: &Case,
) -> Record {
    let (page, t) = (&ctx.page, ctx.page.t);
    let fact = &snapshot.facts[case.fact];
    let open = visible(snapshot, table, case);
    Record {
        place: page.number(&i64::try_from(number).unwrap_or(0)),
        day: page.day(&case.at),
        kind: match fact.kind.as_str() {
            "complaint" => t.publication_kind_complaint(),
            "criticism" => t.publication_kind_criticism(),
            "suggestion" => t.publication_kind_suggestion(),
            "praise" => t.publication_kind_praise(),
            _ => t.publication_kind_information(),
        },
        category: if open.category {
            snapshot
                .rules
                .category_name(page.language(), &fact.category)
                .to_owned()
        } else {
            String::new()
        },
        district: if open.district {
            district_name(page, &fact.district)
        } else {
            String::new()
        },
        state: if open.counted {
            match state_code(&fact.state) {
                "answered" => t.publication_state_answered(),
                "closed" => t.publication_state_closed(),
                _ => t.publication_state_open(),
            }
        } else {
            ""
        },
        counted: if open.counted {
            counted(page, table.definition.method, case.counted)
        } else {
            String::new()
        },
        entry: ctx.at(&format!("/journal/{}", case.sequence)),
        sequence: page.number(&case.sequence),
    }
}

/// The state as far as the public needs it.
fn state_code(state: &str) -> &'static str {
    match state {
        "answered" | "accepted" => "answered",
        "closed" => "closed",
        _ => "open",
    }
}

fn counted(page: &Page, method: Method, counted: Counted) -> String {
    match counted {
        Counted::Yes => page.t.publication_yes().to_owned(),
        Counted::No => page.t.publication_no().to_owned(),
        Counted::Days(days) => number(page, method, Some(days as f64)),
        Counted::Unfinished => page.t.publication_unfinished().to_owned(),
    }
}

fn cell_name(page: &Page, snapshot: &Snapshot, place: Place<'_>) -> String {
    match place {
        Place::Month(month) => month_name(page.language(), month),
        Place::District(month, district) => page.t.publication_place(
            month_name(page.language(), month),
            district_name(page, district),
        ),
        Place::Category(year, category) => page.t.publication_place(
            page.digits(&year.to_string()),
            snapshot.rules.category_name(page.language(), category),
        ),
    }
}
