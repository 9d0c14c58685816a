//! Tenders: contracting processes from open contracting data, the gate before bids are opened, red flags and their verdicts.
//!
//! Who is named to decide, and who runs the tender, first declare that there is no conflict. The gate then compares every bidder with
//! everybody who holds an office here (the legal bans) and with each of these. A barred bidder must be excluded before bids can be
//! opened; a conflict takes the person out of the matter, and that person no longer sees that it exists: the tender goes to others, or
//! up where nobody is free.

pub mod acts;
pub mod flags;
pub mod gate;
pub mod model;
pub mod pages;
pub mod published;
pub mod store;
#[cfg(test)]
pub(crate) mod tests;
pub mod words;

use crate::platform::permissions::Right;
use crate::platform::routes::{Access, Route, get, post};

/// State tables of this area.
pub const TABLES: &[&str] = &[
    "tender",
    "tender_bidder",
    "tender_decider",
    "tender_screening",
    "tender_flag",
    "tender_verdict",
    "tender_measure",
    "tender_import",
    "debarment",
    "money_threshold",
];

/// The routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/{org}/tenders", Access::SignedIn, pages::list::page),
        get(
            "/{org}/tenders/import",
            Access::May(Right::TenderRun),
            pages::import::page,
        ),
        post(
            "/{org}/tenders/import",
            Access::May(Right::TenderRun),
            pages::import::take,
        ),
        get(
            "/{org}/tenders/imports/{import}",
            Access::May(Right::TenderRun),
            pages::import::report,
        ),
        get("/{org}/portal/tenders", Access::Public, pages::public::page),
        get(
            "/{org}/portal/tenders.json",
            Access::Public,
            pages::public::package,
        ),
        get(
            "/{org}/tenders/flags",
            Access::May(Right::TenderJudge),
            pages::review::page,
        ),
        get(
            "/{org}/tenders/lists",
            Access::May(Right::TenderRead),
            pages::lists::page,
        ),
        post(
            "/{org}/tenders/lists/{deed}",
            Access::May(Right::TenderJudge),
            pages::lists::act,
        ),
        get("/{org}/tenders/{id}", Access::SignedIn, pages::tender::page),
        get(
            "/{org}/tenders/{id}/release.json",
            Access::SignedIn,
            pages::tender::release,
        ),
        post(
            "/{org}/tenders/{id}/{deed}",
            Access::SignedIn,
            pages::tender::act,
        ),
    ]
}
