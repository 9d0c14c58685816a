//! Findings: what data or a person noticed and somebody must look at. A finding says what was seen, in which records and by which
//! rule; it accuses nobody, and only a person decides what it means.
//!
//! Other areas raise findings with [`acts::raise`] and take them up by their id.

pub mod acts;
pub mod api;
pub mod by_hand;
pub mod model;
pub mod pages;
pub mod store;
#[cfg(test)]
mod tests;
pub mod words;

use crate::platform::permissions::Right;
use crate::platform::routes::{Access, Route, get, post};

/// State tables of this area.
pub const TABLES: &[&str] = &["finding", "finding_step"];

/// The routes of this area.
pub fn routes() -> Vec<Route> {
    let read = Access::May(Right::FindingRead);
    vec![
        get("/{org}/findings", read, pages::list),
        get("/{org}/findings.json", read, api::list_json),
        get(
            "/{org}/findings/new",
            Access::May(Right::FindingRaise),
            by_hand::page,
        ),
        post(
            "/{org}/findings/new",
            Access::May(Right::FindingRaise),
            by_hand::raise,
        ),
        get("/{org}/findings/{id}", read, pages::finding),
        post("/{org}/findings/{id}/{deed}", read, pages::act),
    ]
}
