//! Complaints, criticism, suggestions, praise, information requests, and satisfaction: from filing to the last answer.
//!
//! `model` and `deadline` are pure; `rules` keeps an organisation's lists in memory; `acts` is the only way to change anything.

pub mod acts;
pub mod deadline;
pub mod jobs;
pub mod model;
pub mod rules;
pub mod seed;
pub mod store;
#[cfg(test)]
mod tests;
pub mod words;

use crate::platform::routes::Route;

/// State tables of this area.
pub const TABLES: &[&str] = &[
    "category",
    "category_route",
    "citizen_right",
    "deadline_rule",
    "message",
    "message_step",
    "attachment",
    "answer",
    "satisfaction",
    "change_made",
];

/// The routes of this area.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
