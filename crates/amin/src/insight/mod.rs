//! Process insight: how a service is really given, where its records differ from the declared procedure, and whether alike cases are
//! treated alike. Everything is computed from the event log of the service; what needs somebody's attention becomes a finding.

pub mod acts;
pub mod columns;
pub mod pages;
pub mod store;
#[cfg(test)]
mod tests;
pub mod treatment;

use crate::platform::permissions::Right;
use crate::platform::routes::{Access, Route, get, post};

/// State tables of this area.
pub const TABLES: &[&str] = &["simplification", "insight_publication"];

/// The routes of this area. Pages under a service are open to who may read findings of its unit; to everybody where they are
/// published.
pub fn routes() -> Vec<Route> {
    vec![
        get(
            "/{org}/services/{code}/treatment",
            Access::Public,
            pages::treatment::page,
        ),
        get(
            "/{org}/services/{code}/changes",
            Access::Public,
            pages::changes::page,
        ),
        post(
            "/{org}/services/{code}/changes",
            Access::May(Right::InsightEdit),
            pages::changes::add,
        ),
        get("/{org}/compare", Access::Public, pages::compare::page),
        post(
            "/{org}/services/{code}/insight/publish",
            Access::May(Right::InsightEdit),
            pages::publish,
        ),
        post(
            "/{org}/services/{code}/treatment/raise",
            Access::May(Right::FindingRaise),
            pages::treatment::raise,
        ),
    ]
}
