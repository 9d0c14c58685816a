//! Cases: from a report, finding or complaint over screening, investigation, charge and defence to a decision, its appeal, its
//! enforcement and the way to the court; and the boards that decide.
//!
//! Nobody has done anything before a decision is final: no word of this area says otherwise. Who has no need to know a case does not
//! see that it exists; the accused sees charge and evidence and never who reported. In the public log every act has one general kind.

pub mod acts;
pub mod jobs;
pub mod model;
pub mod package;
pub mod pages;
pub mod store;
#[cfg(test)]
mod tests;
pub mod upload;
pub mod words;

use crate::platform::permissions::Right;
use crate::platform::routes::{Access, Route, get, post};
use pages::{accused, boards, case, codes, duties, list, own, published};

/// State tables of this area.
pub const TABLES: &[&str] = &[
    "disciplinary_case",
    "case_reporter",
    "case_step",
    "case_charge",
    "case_code",
    "case_board",
    "case_member",
    "case_panel",
    "case_recusal",
    "case_decision",
    "case_evidence",
    "case_custody",
    "case_knower",
    "case_handover",
    "case_publication",
    "case_duty",
];

/// The routes of this area.
pub fn routes() -> Vec<Route> {
    let read = Access::May(Right::CaseRead);
    let open = Access::May(Right::CaseOpen);
    let run = Access::May(Right::CaseRun);
    let boards = Access::May(Right::BoardEdit);
    vec![
        get("/{org}/portal/decisions", Access::Public, published::page),
        get("/{org}/cases/answer", Access::Public, accused::enter),
        post("/{org}/cases/answer", Access::Public, accused::open),
        post(
            "/{org}/cases/answer/{deed}",
            Access::Public,
            accused::by_code,
        ),
        get("/{org}/cases/own", Access::SignedIn, own::page),
        get("/{org}/cases/own/{id}", Access::SignedIn, accused::page),
        post(
            "/{org}/cases/own/{id}/{deed}",
            Access::SignedIn,
            accused::act,
        ),
        get("/{org}/cases/report", Access::SignedIn, own::form),
        post("/{org}/cases/report", Access::SignedIn, own::send),
        get("/{org}/cases", read, list::page),
        get("/{org}/cases/new", open, own::new),
        post("/{org}/cases/new", open, own::open),
        get("/{org}/cases/codes", read, codes::page),
        get("/{org}/cases/boards", read, boards::page),
        post("/{org}/cases/boards", boards, boards::put),
        post("/{org}/cases/boards/{id}/{deed}", boards, boards::act),
        get("/{org}/cases/duties", run, duties::page),
        post("/{org}/cases/duties", run, duties::enter),
        get("/{org}/cases/files/{id}", read, case::document),
        get("/{org}/cases/{id}", read, case::page),
        post("/{org}/cases/{id}/{deed}", read, case::act),
    ]
}
