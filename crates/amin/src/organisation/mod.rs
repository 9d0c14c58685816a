//! Bodies, units, posts, people, accounts, sessions, holidays and settings of an organisation.

pub mod acts;
pub mod model;
pub mod pages;
pub mod store;
#[cfg(test)]
mod tests;

use crate::platform::permissions::Right;
use crate::platform::routes::{Access, Route, get, post};
use pages::{outbox, own, people, rules, setup, sign_in, structure};

/// State tables of this area.
pub const TABLES: &[&str] = &[
    "organisation",
    "unit",
    "post",
    "person",
    "account",
    "account_grant",
    "past_office",
    "holiday",
    "setting",
];

/// Who may see and change units, people and accounts.
const ORGANISATION: Access = Access::May(Right::OrganisationEdit);
/// Who may see and change holidays and settings.
const SETTINGS: Access = Access::May(Right::SettingsEdit);

/// The routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/about", Access::Public, pages::about),
        get("/accessibility", Access::Public, pages::accessibility),
        get("/setup", Access::Public, setup::page),
        post("/setup", Access::Public, setup::submit),
        get("/{org}/sign-in", Access::Public, sign_in::page),
        post("/{org}/sign-in", Access::Public, sign_in::submit),
        post("/{org}/sign-out", Access::Public, sign_in::sign_out),
        get("/{org}/step-up", Access::SignedIn, sign_in::step_up_page),
        post("/{org}/step-up", Access::SignedIn, sign_in::step_up),
        get("/{org}/sessions", Access::SignedIn, own::sessions_page),
        post("/{org}/sessions", Access::SignedIn, own::end_session),
        get("/{org}/password", Access::SignedIn, own::password_page),
        post("/{org}/password", Access::SignedIn, own::change_password),
        get("/{org}/authenticator", Access::SignedIn, own::totp_page),
        post("/{org}/authenticator", Access::SignedIn, own::set_totp),
        get("/{org}/admin", ORGANISATION, structure::admin),
        get("/{org}/admin/units", ORGANISATION, structure::units_page),
        post("/{org}/admin/units", ORGANISATION, structure::add_unit),
        get(
            "/{org}/admin/units/{unit}",
            ORGANISATION,
            structure::unit_page,
        ),
        post(
            "/{org}/admin/units/{unit}",
            ORGANISATION,
            structure::change_unit,
        ),
        post(
            "/{org}/admin/units/{unit}/posts",
            ORGANISATION,
            structure::add_post,
        ),
        post(
            "/{org}/admin/posts/{post}",
            ORGANISATION,
            structure::change_post,
        ),
        get("/{org}/admin/people", ORGANISATION, people::people_page),
        post("/{org}/admin/people", ORGANISATION, people::add_person),
        get(
            "/{org}/admin/people/{person}",
            ORGANISATION,
            people::person_page,
        ),
        post(
            "/{org}/admin/people/{person}",
            ORGANISATION,
            people::change_person,
        ),
        post(
            "/{org}/admin/people/{person}/account",
            ORGANISATION,
            people::change_account,
        ),
        get("/{org}/admin/jobs", ORGANISATION, outbox::jobs_page),
        get("/{org}/admin/holidays", SETTINGS, rules::holidays_page),
        post("/{org}/admin/holidays", SETTINGS, rules::add_holiday),
        get(
            "/{org}/admin/holidays/{holiday}",
            SETTINGS,
            rules::holiday_page,
        ),
        post(
            "/{org}/admin/holidays/{holiday}",
            SETTINGS,
            rules::change_holiday,
        ),
        get("/{org}/admin/settings", SETTINGS, rules::settings_page),
        get(
            "/{org}/admin/settings/{setting}",
            SETTINGS,
            rules::setting_page,
        ),
        post(
            "/{org}/admin/settings/{setting}",
            SETTINGS,
            rules::change_setting,
        ),
        get(
            "/{org}/admin/outbox",
            Access::May(Right::OutboxRead),
            outbox::outbox_page,
        ),
        post(
            "/{org}/admin/outbox/{notice}",
            Access::May(Right::OutboxRead),
            outbox::open,
        ),
    ]
}
