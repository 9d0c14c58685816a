//! Interests: declarations of employees and their review, gifts, and screening before somebody handles a matter.
//!
//! Least privilege throughout: a declarant sees their own declaration, the integrity officer reviews it, and each look at somebody's
//! kin is an act with a reason. In the public log every act of this area has one general kind.

pub mod acts;
pub mod importing;
pub mod jobs;
pub mod model;
pub mod names;
pub mod pages;
pub mod store;
#[cfg(test)]
pub(crate) mod tests;
pub mod ties;
pub mod words;

use crate::platform::permissions::Right;
use crate::platform::routes::{Access, Route, get, post};
use pages::{
    campaigns, conditions, declaration, declare, doubts, firms, gifts, home, matter, matters,
    names as who, public, records, report, rules,
};

/// State tables of this area.
pub const TABLES: &[&str] = &[
    "declaration_campaign",
    "declaration",
    "declaration_item",
    "declaration_condition",
    "kin_lookup",
    "gift",
    "gift_match",
    "firm",
    "firm_holder",
    "matter",
    "matter_party",
    "matter_screening",
    "matter_recusal",
    "matter_draw",
    "matter_statement",
    "record_import",
    "record_party",
    "record_tie",
    "name_decision",
    "name_look",
    "interest_report",
    "interest_doubt",
    "condition_word",
    "recusal_end",
    "rule_adoption",
    "dealing",
    "party_contact",
];

/// The routes of this area.
pub fn routes() -> Vec<Route> {
    let read = Access::May(Right::InterestRead);
    let review = Access::May(Right::InterestReview);
    let own = Access::SignedIn;
    let matter_read = Access::May(Right::MatterRead);
    let assign = Access::May(Right::MatterAssign);
    vec![
        get("/{org}/portal/integrity", Access::Public, public::page),
        get(
            "/{org}/portal/integrity/{period}",
            Access::Public,
            report::page,
        ),
        get(
            "/{org}/portal/integrity/{period}/data.csv",
            Access::Public,
            report::csv,
        ),
        get(
            "/{org}/portal/integrity/{period}/data.json",
            Access::Public,
            report::json,
        ),
        get("/{org}/interests", own, home::page),
        get("/{org}/interests/declare", own, declare::page),
        post("/{org}/interests/declare", own, declare::submit),
        post("/{org}/interests/conditions/{id}", own, home::meet),
        get("/{org}/interests/conditions", review, conditions::page),
        post(
            "/{org}/interests/conditions/{id}/{act}",
            review,
            conditions::act,
        ),
        get("/{org}/interests/doubts", review, doubts::list),
        post("/{org}/interests/doubts", review, doubts::open_list),
        get("/{org}/interests/doubts/{id}", review, doubts::page),
        post("/{org}/interests/doubts/{id}/{act}", review, doubts::act),
        get("/{org}/interests/declarations", review, declaration::list),
        get("/{org}/interests/declarations/{id}", own, declaration::page),
        post(
            "/{org}/interests/declarations/{id}/{act}",
            review,
            declaration::act,
        ),
        get("/{org}/interests/campaigns", read, campaigns::page),
        post("/{org}/interests/campaigns", review, campaigns::open),
        post(
            "/{org}/interests/campaigns/{id}/remind",
            review,
            campaigns::remind,
        ),
        get("/{org}/interests/gifts", own, gifts::list),
        get("/{org}/interests/gifts/new", own, gifts::new),
        post("/{org}/interests/gifts/new", own, gifts::record),
        get("/{org}/interests/gifts/{id}", own, gifts::gift),
        post("/{org}/interests/gifts/{id}/settle", own, gifts::settle),
        get("/{org}/interests/firms", review, firms::page),
        post("/{org}/interests/firms", review, firms::record),
        post("/{org}/interests/holdings/{id}/end", review, firms::end),
        get("/{org}/interests/records", review, records::page),
        post("/{org}/interests/records", review, records::take),
        post("/{org}/interests/records/bods", review, records::export),
        post(
            "/{org}/interests/records/firms",
            review,
            records::export_list,
        ),
        get("/{org}/interests/records/{id}", review, records::report),
        get("/{org}/interests/rules", review, rules::page),
        post("/{org}/interests/rules/{act}", review, rules::act),
        get("/{org}/interests/names", review, who::page),
        post("/{org}/interests/names", review, who::act),
        get("/{org}/matters", matter_read, matters::list),
        get("/{org}/matters/new", assign, matters::new),
        post("/{org}/matters/new", assign, matters::register),
        get("/{org}/matters/{id}", matter_read, matter::page),
        post("/{org}/matters/{id}/{act}", matter_read, matter::act),
    ]
}
