//! The ethics charter: a document of numbered articles in versions, to which everybody pledges, anew to each version.

pub mod acts;
pub mod articles;
pub mod jobs;
pub mod model;
pub mod pages;
pub mod store;
#[cfg(test)]
pub(crate) mod tests;

use crate::platform::permissions::Right;
use crate::platform::routes::{Access, Route, get, post};

/// State tables of this area.
pub const TABLES: &[&str] = &["charter_version", "charter_article", "pledge"];

/// The routes of this area.
pub fn routes() -> Vec<Route> {
    let edit = Access::May(Right::CharterEdit);
    vec![
        get("/{org}/charter", Access::Public, pages::charter::page),
        get(
            "/{org}/charter/versions/{number}",
            Access::Public,
            pages::charter::version,
        ),
        get(
            "/{org}/charter/pledge",
            Access::SignedIn,
            pages::pledge::page,
        ),
        post(
            "/{org}/charter/pledge",
            Access::SignedIn,
            pages::pledge::pledge,
        ),
        get(
            "/{org}/charter/pledges/{id}",
            Access::Public,
            pages::certificate::confirmation,
        ),
        get(
            "/{org}/charter/certificates/{id}",
            Access::SignedIn,
            pages::certificate::page,
        ),
        get(
            "/{org}/charter/certificates/{id}/certificate.pdf",
            Access::SignedIn,
            pages::certificate::pdf,
        ),
        get(
            "/{org}/charter/certificates/{id}/pledge.tlog-proof",
            Access::SignedIn,
            pages::certificate::proof,
        ),
        get(
            "/{org}/charter/coverage",
            Access::May(Right::PledgeRead),
            pages::coverage::page,
        ),
        post("/{org}/charter/remind", edit, pages::coverage::remind),
        get("/{org}/charter/edit", edit, pages::edit::page),
        post("/{org}/charter/edit", edit, pages::edit::adopt),
    ]
}
