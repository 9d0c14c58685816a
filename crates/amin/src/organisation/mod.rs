//! Bodies, units, posts, people, accounts, sessions, holidays and settings of an organisation.

pub mod acts;
pub mod model;
pub mod pages;
pub mod store;
#[cfg(test)]
mod tests;

use crate::platform::routes::{Access, Route, get, post};
use pages::{own, setup, sign_in};

/// State tables of this area.
pub const TABLES: &[&str] =
    &["organisation", "unit", "post", "person", "account", "account_grant", "holiday", "setting"];

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
    ]
}
