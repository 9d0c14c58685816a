//! The catalogue of services, their event logs, promised against measured time.

use crate::platform::routes::Route;

/// State tables of this area.
pub const TABLES: &[&str] = &[];

/// The routes of this area.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
