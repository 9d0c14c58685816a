//! The public portal: figures with definition, formula, period, count and their records; open data and feeds.
//!
//! Nothing here is typed in by hand: figures are computed from the rows of other areas ([`snapshot`]), a closed month is written
//! down by an act ([`acts::publish_due`]) with its journal entry, and a later different result is published as a correction.

pub mod acts;
pub mod model;
mod pages;
pub mod snapshot;
pub mod store;
#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::platform::routes::{Access, Route, get};
use crate::platform::state::App;

pub use pages::{Headline, headline};

/// State tables of this area.
pub const TABLES: &[&str] = &["published_figure"];

/// How often the program looks for months to publish and for corrections.
const ROUND: Duration = Duration::from_mins(10);

/// The routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/{org}/portal", Access::Public, pages::overview::page),
        get(
            "/{org}/portal/services",
            Access::Public,
            pages::services::page,
        ),
        get(
            "/{org}/portal/open-data",
            Access::Public,
            pages::open_data::page,
        ),
        get(
            "/{org}/portal/figures.csv",
            Access::Public,
            pages::data::all_csv,
        ),
        get(
            "/{org}/portal/figures.json",
            Access::Public,
            pages::data::all_json,
        ),
        get("/{org}/portal/feed.atom", Access::Public, pages::feed::atom),
        get(
            "/{org}/portal/figures/{code}",
            Access::Public,
            pages::figure::page,
        ),
        get(
            "/{org}/portal/figures/{code}/data.csv",
            Access::Public,
            pages::data::csv,
        ),
        get(
            "/{org}/portal/figures/{code}/data.json",
            Access::Public,
            pages::data::json,
        ),
        get(
            "/{org}/portal/figures/{code}/records",
            Access::Public,
            pages::records::page,
        ),
        get(
            "/{org}/portal/figures/{code}/records.csv",
            Access::Public,
            pages::records::csv,
        ),
    ]
}

/// Publishes closed months and corrections for every organisation, for as long as the program runs.
pub async fn publish_regularly(app: App) {
    loop {
        if let Err(why) = acts::publish_all(&app).await {
            tracing::error!(?why, "figures could not be published");
        }
        tokio::time::sleep(ROUND).await;
    }
}
