//! Inspection: inspectors with a decree, the yearly plan, missions with checklists and samples that anybody can draw again, warnings,
//! remedies that somebody else verifies, the measure of article 91 with its three persons, and the register of managers' orders.
//!
//! An inspector reads and writes down; nothing outside the own missions is changed. Who is tied to the people of a unit is not sent
//! there and never learns of the mission.

pub mod acts;
pub mod checklists;
pub mod jobs;
pub mod model;
pub mod pages;
pub mod store;
#[cfg(test)]
mod tests;

use crate::platform::permissions::Right;
use crate::platform::routes::{Access, Route, get, post};
use pages::{
    checklists as lists, inspectors, measures, mission, missions, orders, plans, remedies, report,
    samples, warnings,
};

/// State tables of this area.
pub const TABLES: &[&str] = &[
    "inspector",
    "checklist",
    "checklist_item",
    "inspection_plan",
    "inspection_plan_line",
    "mission",
    "mission_inspector",
    "mission_recusal",
    "mission_answer",
    "mission_sample",
    "mission_file",
    "inspection_warning",
    "remedy",
    "article_91_measure",
    "manager_order",
    "order_objection",
];

/// The routes of this area.
pub fn routes() -> Vec<Route> {
    let read = Access::May(Right::InspectionRead);
    let run = Access::May(Right::InspectionRun);
    // A warning, a remedy and a measure may be owed by or concern anybody who works here; the page narrows it.
    let own = Access::SignedIn;
    let orders_read = Access::May(Right::OrderRead);
    vec![
        get("/{org}/inspection", read, missions::list),
        get("/{org}/inspection/new", run, missions::new),
        post("/{org}/inspection/new", run, missions::order),
        get("/{org}/inspection/inspectors", read, inspectors::page),
        post("/{org}/inspection/inspectors", run, inspectors::appoint),
        post(
            "/{org}/inspection/inspectors/{id}/end",
            run,
            inspectors::end,
        ),
        get("/{org}/inspection/checklists", read, lists::list),
        post("/{org}/inspection/checklists", run, lists::put),
        post("/{org}/inspection/checklists/ship", run, lists::ship),
        get("/{org}/inspection/checklists/{id}", read, lists::page),
        get("/{org}/inspection/plans", read, plans::list),
        post("/{org}/inspection/plans", run, plans::open),
        get("/{org}/inspection/plans/{id}", read, plans::page),
        post("/{org}/inspection/plans/{id}/{deed}", read, plans::act),
        get("/{org}/inspection/missions/{id}", read, mission::page),
        get(
            "/{org}/inspection/missions/{id}/letter.pdf",
            read,
            report::letter,
        ),
        get("/{org}/inspection/missions/{id}/report", read, report::page),
        get(
            "/{org}/inspection/missions/{id}/report.pdf",
            read,
            report::pdf,
        ),
        get(
            "/{org}/inspection/missions/{id}/evidence/{answer}",
            read,
            mission::evidence,
        ),
        post("/{org}/inspection/missions/{id}/{deed}", read, mission::act),
        get("/{org}/inspection/samples/{id}", read, samples::page),
        get(
            "/{org}/inspection/samples/{id}/population.txt",
            read,
            samples::population,
        ),
        post("/{org}/inspection/samples/{id}/{file}", read, samples::look),
        get("/{org}/inspection/warnings", own, warnings::list),
        get("/{org}/inspection/warnings/{id}", own, warnings::page),
        post("/{org}/inspection/warnings/{id}/{deed}", own, warnings::act),
        get("/{org}/inspection/remedies", own, remedies::list),
        get("/{org}/inspection/remedies/{id}", own, remedies::page),
        post("/{org}/inspection/remedies/{id}/{deed}", own, remedies::act),
        get("/{org}/inspection/measures", own, measures::list),
        get("/{org}/inspection/measures/{id}", own, measures::page),
        get(
            "/{org}/inspection/measures/{id}/notice.pdf",
            own,
            measures::notice,
        ),
        post("/{org}/inspection/measures/{id}/{deed}", own, measures::act),
        get("/{org}/orders", orders_read, orders::list),
        get(
            "/{org}/orders/new",
            Access::May(Right::OrderRecord),
            orders::new,
        ),
        post(
            "/{org}/orders/new",
            Access::May(Right::OrderRecord),
            orders::record,
        ),
        get("/{org}/orders/{id}", orders_read, orders::page),
        post("/{org}/orders/{id}/{deed}", orders_read, orders::act),
    ]
}
