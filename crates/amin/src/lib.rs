//! Amin: the administrative-integrity system of a municipality.
//!
//! `platform` is the shell; each other folder is one area of the work, with the same files in each: `mod.rs` (what it is for,
//! its routes), `model.rs` (types and rules, pure), `acts.rs` (what people do), `store.rs` (its SQL), `pages.rs` with
//! `templates/<area>/`, `api.rs` (JSON), `tests.rs`.

pub mod cases;
pub mod chain;
pub mod charter;
pub mod cli;
pub mod committee;
pub mod demo;
pub mod findings;
pub mod insight;
pub mod inspection;
pub mod interests;
pub mod learning;
pub mod mypage;
pub mod organisation;
pub mod platform;
pub mod publication;
pub mod risks;
pub mod scorecards;
pub mod sealed_log;
pub mod services;
pub mod tenders;
#[cfg(test)]
mod testing;
pub mod voice;
pub mod waivers;
