//! The shell around the areas: http, sessions, permissions, forms, words, jobs, mail and SMS.

pub mod actor;
pub mod assets;
pub mod clock;
pub mod config;
pub mod context;
pub mod design;
pub mod errors;
pub mod form;
pub mod http;
pub mod jobs;
pub mod mail;
pub mod notify;
pub mod outgoing;
pub mod page;
pub mod passwords;
pub mod peer;
pub mod permissions;
pub mod print;
pub mod query;
pub mod rate_limit;
pub mod routes;
pub mod sms;
pub mod start;
pub mod state;
pub mod texts;
pub mod totp;
