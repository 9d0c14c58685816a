//! What every request needs: the database, the writer, the seal, the clock, the settings.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use futures::future::BoxFuture;
use store::{Committed, Conn, Db, Random, Timestamp, Tx, Writer};

use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::errors::ActError;
use crate::platform::rate_limit::RateLimits;
use crate::sealed_log::Seal;
use crate::voice::rules::RulesCache;

/// The running program. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// Its parts.
pub struct Inner {
    /// Settings.
    pub config: Config,
    /// Database, for reading.
    pub db: Db,
    /// Database, for acts.
    pub writer: Writer,
    /// The sealed log.
    pub seal: Seal,
    /// Time.
    pub clock: Clock,
    /// Limits on sign-in and on messages.
    pub limits: RateLimits,
    /// Lists of the organisations, in memory.
    pub rules: RulesCache,
    /// Figures of the organisations, in memory.
    pub figures: crate::publication::snapshot::Cache,
    /// Randomness for what is made outside an act: form tokens, salts of passwords.
    pub random: Mutex<Random>,
    /// The code that the first-run wizard asks for; set by the command line while there is no organisation.
    pub setup_code: OnceLock<String>,
}

impl std::ops::Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// The migrations of all areas.
pub mod migrations {
    include!(concat!(env!("OUT_DIR"), "/migrations.rs"));
}

/// The tables whose rows the journal vouches for: those of all areas.
pub fn state_tables() -> Vec<&'static str> {
    [
        crate::organisation::TABLES,
        crate::services::TABLES,
        crate::findings::TABLES,
        crate::committee::TABLES,
        crate::tenders::TABLES,
        crate::insight::TABLES,
        crate::interests::TABLES,
        crate::risks::TABLES,
        crate::voice::TABLES,
        crate::publication::TABLES,
        crate::charter::TABLES,
        crate::scorecards::TABLES,
        crate::cases::TABLES,
        crate::inspection::TABLES,
        crate::waivers::TABLES,
        crate::learning::TABLES,
    ]
    .concat()
}

impl App {
    /// Puts the parts together.
    pub fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// A connection for reading.
    pub async fn read(&self) -> Result<Conn, store::Error> {
        self.db.read().await
    }

    /// So many random bytes.
    pub fn random_bytes<const N: usize>(&self) -> [u8; N] {
        // A stream of random bytes is whole after every call, so a poisoned lock does no harm.
        self.random
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .bytes()
    }

    /// A new id, for a form's hidden token: the row that the form makes gets it, so that sending twice makes one row.
    pub fn new_id(&self, now: Timestamp) -> String {
        self.random
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .new_id(now)
    }

    /// Runs an act; answers when its commit is durable.
    pub async fn act<T, F>(&self, act: F) -> Result<(T, Committed), ActError>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, ActError>> + Send + 'static,
    {
        let (value, committed) = self.writer.act(act).await?;
        self.rules.notice(&committed);
        Ok((value, committed))
    }

    /// Runs an act; answers when a signed checkpoint covers its entries.
    pub async fn sealed_act<T, F>(&self, act: F) -> Result<(T, Committed), ActError>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, ActError>> + Send + 'static,
    {
        let (value, committed) = self.act(act).await?;
        if let Some(last) = committed.last() {
            self.seal.covered(last).await?;
        }
        Ok((value, committed))
    }
}
