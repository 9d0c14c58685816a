//! The desk: where officers, managers and reviewers see what waits for them, and work on messages.

pub mod acts_open;
pub mod attachments;
pub mod bulk;
pub mod choices;
pub mod detail;
pub mod duplicates;
pub mod forms;
pub mod history;
pub mod home;
pub mod list;
pub mod particulars;
pub mod store;
#[cfg(test)]
pub(crate) mod tests;
pub mod view;

use crate::platform::permissions::Right;
use crate::platform::routes::{Access, Route, get, post};

/// The routes of the desk.
pub fn routes() -> Vec<Route> {
    vec![
        get("/{org}/desk", Access::SignedIn, home::page),
        get(
            "/{org}/desk/messages",
            Access::May(Right::MessageRead),
            list::page,
        ),
        post(
            "/{org}/desk/messages/bulk",
            Access::May(Right::MessageTriage),
            bulk::act,
        ),
        get(
            "/{org}/desk/messages/{id}",
            Access::May(Right::MessageRead),
            detail::page,
        ),
        post(
            "/{org}/desk/messages/{id}/{act}",
            Access::May(Right::MessageRead),
            forms::act,
        ),
        get(
            "/{org}/desk/attachments/{id}",
            Access::May(Right::MessageRead),
            attachments::serve,
        ),
    ]
}
