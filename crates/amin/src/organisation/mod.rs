//! Bodies, units, posts, people, accounts, sessions, holidays and settings of an organisation.

pub mod acts;
pub mod pages;
pub mod store;
#[cfg(test)]
mod tests;

use crate::platform::routes::Route;

/// State tables of this area.
pub const TABLES: &[&str] =
    &["organisation", "unit", "post", "person", "account", "account_grant", "holiday", "setting"];

/// The routes of this area.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
