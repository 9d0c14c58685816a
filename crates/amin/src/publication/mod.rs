//! The public portal: figures with definition, formula, period, count and their records; open data and feeds.

use crate::platform::routes::Route;

/// State tables of this area.
pub const TABLES: &[&str] = &[];

/// The routes of this area.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
