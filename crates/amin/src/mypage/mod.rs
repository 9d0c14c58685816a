//! «My integrity page»: what one person has pledged, declared, received and written, and what waits for that person, by its last day.

pub mod pages;
pub mod store;
#[cfg(test)]
mod tests;
pub mod waiting;

use crate::platform::routes::{Access, Route, get};

/// The routes of this area.
pub fn routes() -> Vec<Route> {
    vec![get("/{org}/my", Access::SignedIn, pages::page)]
}
