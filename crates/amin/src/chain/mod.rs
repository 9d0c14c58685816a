//! The chain: from any matter, where it came from and what became of it, as far as the reader may see.
//!
//! Links come from the journal: two objects that one entry names belong together, and the older one is where the younger came from.
//! An area whose acts name several objects in an entry is in the chain with one line in [`kinds::KINDS`].

pub mod kinds;
pub mod model;
pub mod pages;
pub mod store;
#[cfg(test)]
mod tests;
pub mod walk;

pub use walk::{Chain, chain};

use crate::platform::routes::{Access, Route, get};

/// The routes of this area.
pub fn routes() -> Vec<Route> {
    vec![get(
        "/{org}/chain/{kind}/{id}",
        Access::SignedIn,
        pages::page,
    )]
}
