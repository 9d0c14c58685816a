//! The catalogue of services, their event logs, promised against measured time.

pub mod acts;
pub mod api;
pub mod cases;
pub mod figures;
pub mod held;
pub mod import;
pub mod logs;
pub mod model;
pub mod pages;
pub mod staff;
pub mod store;
#[cfg(test)]
mod tests;
pub mod upload;
pub mod view;

use crate::platform::permissions::Right;
use crate::platform::routes::{Access, Route, get, post};

/// State tables of this area.
pub const TABLES: &[&str] = &[
    "life_stage",
    "completeness_weight",
    "service",
    "service_log",
];

/// The routes of this area.
pub fn routes() -> Vec<Route> {
    let edit = Access::May(Right::ServiceEdit);
    vec![
        get("/{org}/services", Access::Public, pages::list),
        get("/{org}/services.json", Access::Public, api::list_json),
        get("/{org}/services.csv", Access::Public, api::list_csv),
        get("/{org}/services/{code}", Access::Public, pages::card),
        get(
            "/{org}/services/{code}/cases",
            Access::Public,
            pages::case_list,
        ),
        get("/{org}/admin/services", edit, staff::list),
        get("/{org}/admin/services/new", edit, staff::new_form),
        post("/{org}/admin/services/new", edit, staff::create),
        get("/{org}/admin/services/import", edit, staff::import_form),
        post("/{org}/admin/services/import", edit, staff::import),
        get(
            "/{org}/admin/services/template.csv",
            edit,
            staff::template_csv,
        ),
        get(
            "/{org}/admin/services/template.xlsx",
            edit,
            staff::template_xlsx,
        ),
        get("/{org}/admin/services/{code}", edit, staff::edit_form),
        post("/{org}/admin/services/{code}", edit, staff::edit),
        get("/{org}/admin/services/{code}/log", edit, upload::log_form),
        post("/{org}/admin/services/{code}/log", edit, upload::import_log),
    ]
}
