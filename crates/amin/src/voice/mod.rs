//! Complaints, criticism, suggestions, praise, information requests, and satisfaction: from filing to the last answer.
//!
//! `model` and `deadline` are pure; `rules` keeps an organisation's lists in memory; `acts` is the only way to change anything.

pub mod acts;
pub mod api;
pub mod deadline;
pub mod desk;
pub mod files;
pub mod jobs;
mod lists;
pub mod lookup;
pub mod model;
pub mod open311;
pub mod pages;
pub mod receipts;
pub mod rules;
pub mod seed;
pub mod store;
#[cfg(test)]
mod tests;
pub mod view;
pub mod words;

use crate::platform::routes::{Access, Route, get, post};

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
    let own = vec![
        get("/{org}", Access::Public, pages::home),
        get("/{org}/voice/new", Access::Public, pages::new),
        post("/{org}/voice/new", Access::Public, pages::file),
        post("/{org}/voice/similar", Access::Public, pages::similar),
        get("/{org}/voice/track", Access::Public, pages::track),
        post("/{org}/voice/track", Access::Public, pages::search),
        get("/{org}/voice/changes", Access::Public, pages::changes),
        get("/{org}/voice/m/{code}", Access::Public, pages::message),
        post(
            "/{org}/voice/m/{code}/accept",
            Access::Public,
            pages::accept,
        ),
        post(
            "/{org}/voice/m/{code}/object",
            Access::Public,
            pages::object,
        ),
        post(
            "/{org}/voice/m/{code}/complete",
            Access::Public,
            pages::complete,
        ),
        post("/{org}/voice/m/{code}/rate", Access::Public, pages::rate),
        get(
            "/{org}/voice/m/{code}/file/{id}",
            Access::Public,
            pages::attachment,
        ),
        get(
            "/{org}/voice/m/{code}/receipt",
            Access::Public,
            pages::receipt,
        ),
        get(
            "/{org}/voice/m/{code}/receipt.pdf",
            Access::Public,
            pages::pdf,
        ),
        get(
            "/{org}/voice/m/{code}/receipt.tlog-proof",
            Access::Public,
            pages::proof,
        ),
        get(
            "/{org}/voice/m/{code}/receipt.json",
            Access::Public,
            pages::json,
        ),
        post("/api/v1/{org}/messages", Access::Public, api::file),
        get("/api/v1/{org}/messages/{code}", Access::Public, api::show),
    ];
    [own, desk::routes(), lists::routes(), open311::routes()]
        .into_iter()
        .flatten()
        .collect()
}
