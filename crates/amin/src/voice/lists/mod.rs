//! Administration of the lists that messages use: categories with the units that answer for them, and deadlines.

mod categories;
mod deadlines;
#[cfg(test)]
mod tests;

use crate::platform::permissions::Right;
use crate::platform::routes::{Access, Route, get, post};

const SETTINGS: Access = Access::May(Right::SettingsEdit);

/// The routes of the lists.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/{org}/admin/categories", SETTINGS, categories::page),
        post("/{org}/admin/categories", SETTINGS, categories::add),
        get(
            "/{org}/admin/categories/{category}",
            SETTINGS,
            categories::one,
        ),
        post(
            "/{org}/admin/categories/{category}",
            SETTINGS,
            categories::change,
        ),
        post(
            "/{org}/admin/categories/{category}/units",
            SETTINGS,
            categories::units,
        ),
        get("/{org}/admin/deadlines", SETTINGS, deadlines::page),
        post("/{org}/admin/deadlines", SETTINGS, deadlines::add),
        get("/{org}/admin/deadlines/{rule}", SETTINGS, deadlines::one),
        post("/{org}/admin/deadlines/{rule}", SETTINGS, deadlines::change),
    ]
}
