//! The register of waivers, discounts, instalments and discretionary decisions: each with legal basis, amount and decider, and whether alike
//! applicants were given alike amounts.

pub mod acts;
pub mod analysis;
pub mod import;
pub mod model;
pub mod pages;
pub mod store;
#[cfg(test)]
mod tests;

use crate::platform::permissions::Right;
use crate::platform::routes::{Access, Route, get, post};

/// State tables of this area.
pub const TABLES: &[&str] = &["waiver"];

/// The routes of this area. Everybody sees the sums of groups that are large enough; the register is for who may read it.
pub fn routes() -> Vec<Route> {
    let (read, record) = (
        Access::May(Right::WaiverRead),
        Access::May(Right::WaiverRecord),
    );
    vec![
        get("/{org}/waivers", Access::Public, pages::list::page),
        get("/{org}/waivers/new", record, pages::form::page),
        post("/{org}/waivers/new", record, pages::form::record),
        get("/{org}/waivers/import", record, pages::import::page),
        post("/{org}/waivers/import", record, pages::import::take),
        get("/{org}/waivers/treatment", read, pages::treatment::page),
        post(
            "/{org}/waivers/treatment/raise",
            Access::May(Right::FindingRaise),
            pages::treatment::raise,
        ),
        get("/{org}/waivers/{id}", read, pages::form::one),
        post(
            "/{org}/waivers/{id}/withdraw",
            record,
            pages::form::withdraw,
        ),
    ]
}
