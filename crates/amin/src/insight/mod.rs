//! Process insight: how a service is really given, where its records differ from the declared procedure, and whether alike cases are
//! treated alike. Everything is computed from the event log of the service; what needs somebody's attention becomes a finding.

pub mod acts;
pub mod analysis;
pub mod brokers;
pub mod columns;
pub mod course;
pub mod ends;
pub mod journal;
pub mod limits;
pub mod model_check;
pub mod pages;
pub mod people;
pub mod procedure;
pub mod record;
pub mod store;
#[cfg(test)]
mod tests;
pub mod treatment;
pub mod whole;
pub mod words;

use crate::platform::permissions::Right;
use crate::platform::routes::{Access, Route, get, post};

/// State tables of this area.
pub const TABLES: &[&str] = &[
    "simplification",
    "insight_publication",
    "procedure_version",
    "accepted_deviation",
    "service_analysis",
    "insight_secret",
    "recurring_review",
];

/// The routes of this area. Pages under a service are open to who may read findings of its unit; to everybody where they are
/// published.
pub fn routes() -> Vec<Route> {
    let read = Access::May(Right::FindingRead);
    vec![
        get(
            "/{org}/services/{code}/process",
            Access::Public,
            pages::process::page,
        ),
        get(
            "/{org}/services/{code}/process/cases",
            read,
            pages::cases::list,
        ),
        get(
            "/{org}/services/{code}/process/case",
            read,
            pages::cases::case,
        ),
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
        get(
            "/{org}/services/{code}/deviations",
            read,
            pages::deviations::page,
        ),
        get(
            "/{org}/services/{code}/deviations/cases",
            read,
            pages::deviations::cases,
        ),
        post(
            "/{org}/services/{code}/deviations/accept",
            Access::May(Right::FindingDecide),
            pages::deviations::accept,
        ),
        post(
            "/{org}/services/{code}/deviations/withdraw",
            Access::May(Right::FindingDecide),
            pages::deviations::withdraw,
        ),
        post(
            "/{org}/services/{code}/deviations/raise",
            Access::May(Right::FindingRaise),
            pages::deviations::raise,
        ),
        get(
            "/{org}/services/{code}/procedure",
            read,
            pages::procedure::page,
        ),
        post(
            "/{org}/services/{code}/procedure",
            Access::May(Right::InsightEdit),
            pages::procedure::save,
        ),
        post(
            "/{org}/services/{code}/procedure/model",
            Access::May(Right::InsightEdit),
            pages::procedure::save_model,
        ),
        get("/{org}/services/{code}/times", read, pages::times::page),
        get("/{org}/services/{code}/work", read, pages::work::page),
        get("/{org}/services/{code}/record", read, pages::record::page),
        get(
            "/{org}/services/{code}/record/cases",
            read,
            pages::record::cases,
        ),
        post(
            "/{org}/services/{code}/record/raise",
            Access::May(Right::FindingRaise),
            pages::record::raise,
        ),
        get("/{org}/services/{code}/brokers", read, pages::brokers::page),
        post(
            "/{org}/services/{code}/brokers/{deed}",
            Access::May(Right::FindingRaise),
            pages::brokers::deeds::act,
        ),
        get(
            "/{org}/insight/brokers",
            Access::May(Right::FindingRaise),
            pages::brokers::own_page,
        ),
        post(
            "/{org}/insight/brokers/{deed}",
            Access::May(Right::FindingRaise),
            pages::brokers::deeds::own_act,
        ),
        get("/{org}/insight", read, pages::desk::page),
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
