//! The list of data sets, with what each column means.

use askama::Template;
use axum::response::Response;

use super::data::COLUMNS;
use crate::platform::context::Ctx;
use crate::platform::page::{Crumb, Page, refusal, render};
use crate::platform::texts::Texts;

/// A data set.
struct DataSet {
    name: String,
    text: String,
    csv: String,
    json: String,
}

#[derive(Template)]
#[template(path = "publication/open_data.html")]
struct OpenData {
    page: Page,
    crumbs: Vec<Crumb>,
    sets: Vec<DataSet>,
    columns: Vec<(&'static str, &'static str)>,
    record_columns: Vec<(&'static str, &'static str)>,
    feed: String,
}

/// `GET /{org}/portal/open-data`.
pub(in crate::publication) async fn page(ctx: Ctx) -> Response {
    let snapshot = match ctx.app.figures(ctx.organisation()).await {
        Ok(snapshot) => snapshot,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let t = ctx.page.t;
    let mut sets = vec![DataSet {
        name: t.publication_all_figures().to_owned(),
        text: t.publication_all_figures_text().to_owned(),
        csv: ctx.at("/portal/figures.csv"),
        json: ctx.at("/portal/figures.json"),
    }];
    for table in &snapshot.tables {
        let words = table.definition.words(&t);
        let base = ctx.at(&format!("/portal/figures/{}", table.definition.code));
        sets.push(DataSet {
            name: words.name,
            text: words.plain,
            csv: format!("{base}/data.csv"),
            json: format!("{base}/data.json"),
        });
    }
    render(&OpenData {
        page: ctx.page.clone(),
        crumbs: vec![Crumb {
            label: t.publication_title().to_owned(),
            href: ctx.at("/portal"),
        }],
        sets,
        columns: COLUMNS
            .iter()
            .map(|column| (*column, column_text(t, column)))
            .collect(),
        record_columns: vec![
            ("entry", t.publication_column_entry()),
            ("day", t.publication_column_day()),
            ("kind", t.publication_column_kind()),
            ("category", t.publication_column_category()),
            ("district", t.publication_column_district()),
            ("state", t.publication_column_state()),
            ("counted", t.publication_column_counted()),
        ],
        feed: ctx.at("/portal/feed.atom"),
    })
}

fn column_text(t: Texts, column: &str) -> &'static str {
    match column {
        "figure" => t.publication_column_figure(),
        "version" => t.publication_column_version(),
        "method" => t.publication_column_method(),
        "unit" => t.publication_column_unit(),
        "period" => t.publication_column_period(),
        "cut" => t.publication_column_cut(),
        "member" => t.publication_column_member(),
        "member_fa" | "member_en" => t.publication_column_member_name(),
        "n" => t.publication_column_n(),
        "k" => t.publication_column_k(),
        "value" => t.publication_column_value(),
        "low" | "high" => t.publication_column_interval(),
        "hidden" => t.publication_column_hidden(),
        "closed" => t.publication_column_closed(),
        "as_of" => t.publication_column_as_of(),
        "entry" => t.publication_column_published(),
        _ => t.publication_column_hash(),
    }
}
