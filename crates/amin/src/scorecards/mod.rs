//! Scorecards of managers: figures of a unit and a period from records only, discussed in a review talk that both sign. No ranking.

pub mod acts;
pub mod model;
pub mod pages;
pub mod store;
#[cfg(test)]
mod tests;

use crate::platform::permissions::Right;
use crate::platform::routes::{Access, Route, get, post};

/// State tables of this area.
pub const TABLES: &[&str] = &["scorecard", "scorecard_figure"];

/// The routes of this area.
pub fn routes() -> Vec<Route> {
    let read = Access::May(Right::ScorecardRead);
    let review = Access::May(Right::ScorecardReview);
    vec![
        get("/{org}/scorecards", read, pages::list::page),
        get("/{org}/scorecards/{unit}", read, pages::card::page),
        get(
            "/{org}/scorecards/{unit}/scorecard.pdf",
            read,
            pages::card::pdf,
        ),
        get(
            "/{org}/scorecards/{unit}/scorecard.xlsx",
            read,
            pages::card::xlsx,
        ),
        get(
            "/{org}/scorecards/{unit}/records/{figure}",
            read,
            pages::records::page,
        ),
        get("/{org}/scorecards/{unit}/talk", review, pages::talk::page),
        post("/{org}/scorecards/{unit}/talk", review, pages::talk::record),
        post("/{org}/scorecards/{unit}/sign", read, pages::card::sign),
    ]
}
