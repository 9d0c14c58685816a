//! Corruption risks: the process map, the register with controls, residual risk and appetite, treatment and acceptance, the library of
//! typical risks, and the preventive programme with its measured effect.
//!
//! A committee's agenda asks [`store::over_appetite`] for what nobody has decided about.

pub mod acts;
pub mod jobs;
pub mod library;
pub mod model;
pub mod pages;
pub mod store;
#[cfg(test)]
mod tests;

use crate::platform::permissions::Right;
use crate::platform::routes::{Access, Route, get, post};

/// State tables of this area.
pub const TABLES: &[&str] = &[
    "risk_area",
    "risk_process",
    "risk_anchor",
    "risk_appetite",
    "risk",
    "risk_control",
    "risk_assessment",
    "risk_measure",
    "risk_acceptance",
    "risk_finding",
];

/// The routes of this area.
pub fn routes() -> Vec<Route> {
    let read = Access::May(Right::RiskRead);
    let edit = Access::May(Right::RiskEdit);
    let run = Access::May(Right::RiskRun);
    vec![
        get("/{org}/risks", read, pages::register::page),
        post("/{org}/risks", edit, pages::new::register),
        get("/{org}/risks.xlsx", read, pages::register::xlsx),
        get("/{org}/risks/new", edit, pages::new::page),
        get("/{org}/risks/map", read, pages::map::page),
        get("/{org}/risks/library", read, pages::library::page),
        post("/{org}/risks/library", edit, pages::library::take),
        get("/{org}/risks/programme", read, pages::programme::page),
        get("/{org}/risks/processes", read, pages::processes::page),
        post("/{org}/risks/processes/{deed}", run, pages::processes::act),
        get("/{org}/risks/link", edit, pages::new::link_page),
        post("/{org}/risks/link", edit, pages::new::link),
        get("/{org}/risks/{id}", read, pages::risk::page),
        post("/{org}/risks/{id}/{deed}", read, pages::risk::act),
        get("/{org}/risks/{id}/edit", edit, pages::new::edit_page),
        get(
            "/{org}/risks/{id}/controls/{control}",
            read,
            pages::control::page,
        ),
        post(
            "/{org}/risks/{id}/controls/{control}",
            edit,
            pages::control::act,
        ),
        get(
            "/{org}/risks/{id}/measures/{measure}",
            read,
            pages::measure::page,
        ),
        post(
            "/{org}/risks/{id}/measures/{measure}",
            edit,
            pages::measure::act,
        ),
    ]
}
