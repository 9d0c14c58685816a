//! Committees: seats and terms, sessions with agenda, quorum and votes, minutes that are signed and frozen, and resolutions that
//! are followed until somebody else has verified them.

pub mod acts;
pub mod evaluation;
pub mod icalendar;
pub mod invitation;
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
    "committee_kind",
    "committee_party",
    "committee_screening",
    "committee_paper",
    "committee_letter",
    "committee_evaluation",
    "committee_plan_item",
    "committee_answer",
];

/// The routes of this area.
pub fn routes() -> Vec<Route> {
    let read = Access::May(Right::CommitteeRead);
    let run = Access::May(Right::CommitteeRun);
    let vote = Access::May(Right::CommitteeVote);
    let read_all = Access::May(Right::CommitteeReadAll);
    let resolutions = Access::May(Right::ResolutionRead);
    vec![
        get("/{org}/committee/desk", read_all, pages::desk::page),
        get("/{org}/committee/kinds", read_all, pages::kinds::page),
        post("/{org}/committee/kinds", run, pages::kinds::put),
        get("/{org}/committee/letters", read_all, pages::letters::list),
        post("/{org}/committee/letters", run, pages::letters::record),
        get("/{org}/committee/letters/new", run, pages::letters::new),
        get(
            "/{org}/committee/letters/{id}",
            read_all,
            pages::letters::page,
        ),
        get(
            "/{org}/committee/letters/{id}/file",
            read_all,
            pages::letters::file,
        ),
        post(
            "/{org}/committee/letters/{id}/remind",
            run,
            pages::letters::remind,
        ),
        get("/{org}/committee/papers/{id}", read, pages::papers::open),
        post(
            "/{org}/committee/papers/{id}/detach",
            run,
            pages::papers::detach,
        ),
        post(
            "/{org}/committee/sessions/{id}/items/{item}/papers",
            run,
            pages::papers::attach,
        ),
        post(
            "/{org}/committee/sessions/{id}/items/{item}/declare",
            vote,
            pages::item::declare,
        ),
        post(
            "/{org}/committee/sessions/{id}/items/{item}/paths",
            Access::May(Right::InterestReview),
            pages::item::open_paths,
        ),
        get(
            "/{org}/committee/sessions/{id}/minutes.tlog-proof",
            read,
            pages::minutes::proof,
        ),
        get("/{org}/committee/{id}/year", read, pages::year::page),
        get(
            "/{org}/committee/{id}/evaluation",
            read,
            pages::evaluation::page,
        ),
        get(
            "/{org}/committee/{id}/evaluation.pdf",
            read,
            pages::evaluation::pdf,
        ),
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
            "/{org}/committee/sessions/{id}/answer",
            vote,
            pages::session::answer,
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
