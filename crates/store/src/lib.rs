//! The database of Amin: `SQLite` or `PostgreSQL` through one statement text.
//!
//! - [`Db`] opens either engine and hands out read-only connections ([`Conn`]).
//! - [`Writer`] is the only door to the tables: it runs acts one after another in a [`Tx`], commits many of them with
//!   one fsync (group commit), and answers each only after its commit is durable.
//! - [`Tx`] couples a state row to its journal entry: an act that changed a row and appended no entry is rolled back.
//! - [`check`] replays the journal and names each state row that does not agree with it.
//!
//! The crate knows nothing of http or of the areas of the program.

mod check;
mod db;
mod error;
mod jobs;
mod journal;
mod migrate;
mod random;
mod sql;
#[cfg(feature = "testing")]
pub mod testing;
mod time;
mod tx;
mod writer;

pub use check::{Difference, check};
pub use db::{Conn, Db, Engine};
pub use error::Error;
pub use jobs::{Job, JobState};
pub use journal::{
    Draft, JournalRow, entries_after, entries_of_object, entry_at, journal_length, leaves_from,
};
pub use migrate::Migration;
pub use random::Random;
pub use sqlx;
pub use time::Timestamp;
pub use tx::Tx;
pub use writer::{Committed, CommittedEntry, Writer};
