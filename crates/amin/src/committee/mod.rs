//! Committees: seats and terms, sessions with agenda, quorum and votes, minutes that are signed and frozen, and resolutions that
//! are followed until somebody else has verified them.

pub mod acts;
pub mod jobs;
pub mod model;
pub mod pages;
pub mod report;
pub mod store;
#[cfg(test)]
mod tests;

use crate::platform::permissions::Right;
use crate::platform::routes::{Access, Route, get, post};

/// State tables of this area.
pub const TABLES: &[&str] = &[
    "committee",
    "committee_seat",
    "committee_term",
    "committee_session",
    "committee_attendance",
    "committee_item",
    "committee_recusal",
    "committee_vote",
    "committee_ballot",
    "resolution",
    "resolution_step",
];

/// The routes of this area.
pub fn routes() -> Vec<Route> {
    let read = Access::May(Right::CommitteeRead);
    let run = Access::May(Right::CommitteeRun);
    let vote = Access::May(Right::CommitteeVote);
    let resolutions = Access::May(Right::ResolutionRead);
    vec![
        get("/{org}/committee", read, pages::list::page),
        post("/{org}/committee", run, pages::list::found),
        get(
            "/{org}/committee/resolutions",
            resolutions,
            pages::resolutions::list,
        ),
        get(
            "/{org}/committee/resolutions/{id}",
            resolutions,
            pages::resolutions::page,
        ),
        post(
            "/{org}/committee/resolutions/{id}/{deed}",
            resolutions,
            pages::resolutions::act,
        ),
        get("/{org}/committee/sessions/{id}", read, pages::session::page),
        get(
            "/{org}/committee/sessions/{id}/invitation.ics",
            read,
            pages::session::invitation,
        ),
        get(
            "/{org}/committee/sessions/{id}/minutes",
            read,
            pages::minutes::page,
        ),
        get(
            "/{org}/committee/sessions/{id}/minutes.pdf",
            read,
            pages::minutes::pdf,
        ),
        post(
            "/{org}/committee/sessions/{id}/sign",
            vote,
            pages::minutes::sign,
        ),
        post(
            "/{org}/committee/sessions/{id}/{deed}",
            run,
            pages::session::act,
        ),
        get(
            "/{org}/committee/sessions/{id}/items/{item}",
            read,
            pages::item::page,
        ),
        post(
            "/{org}/committee/sessions/{id}/items/{item}/recuse",
            vote,
            pages::item::recuse,
        ),
        post(
            "/{org}/committee/sessions/{id}/items/{item}/{deed}",
            run,
            pages::item::act,
        ),
        get("/{org}/committee/{id}", read, pages::committee::page),
        get("/{org}/committee/{id}/report", read, pages::report::page),
        get("/{org}/committee/{id}/report.pdf", read, pages::report::pdf),
        get(
            "/{org}/committee/{id}/report.xlsx",
            read,
            pages::report::xlsx,
        ),
        post("/{org}/committee/{id}/{deed}", run, pages::committee::act),
    ]
}
