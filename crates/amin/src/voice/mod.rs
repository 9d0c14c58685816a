//! Complaints, criticism, suggestions, praise, information requests, and satisfaction: from filing to the last answer.

use crate::platform::routes::Route;

/// State tables of this area.
pub const TABLES: &[&str] = &[];

/// The routes of this area.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
