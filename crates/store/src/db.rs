use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Postgres, Sqlite};

use crate::Error;

/// Which engine a database runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file beside the program.
    Sqlite,
    /// A `PostgreSQL` server.
    Postgres,
}

/// An open database: a pool of connections that can only read, and the address from which the writer opens its own.
#[derive(Debug, Clone)]
pub enum Db {
    /// The embedded engine.
    Sqlite {
        /// Connections with `query_only` on.
        read: SqlitePool,
        /// Options of the one connection that writes.
        write: SqliteConnectOptions,
    },
    /// A `PostgreSQL` server.
    Pg {
        /// Connections whose transactions are read-only.
        read: PgPool,
        /// Options of the one connection that writes.
        write: PgConnectOptions,
    },
}

/// One connection of either engine.
#[derive(Debug)]
pub enum Conn {
    /// To the embedded engine.
    Sqlite(PoolConnection<Sqlite>),
    /// To a server.
    Pg(PoolConnection<Postgres>),
}

impl Db {
    /// Opens `sqlite:FILE` (made if missing) or `postgres://…`.
    pub async fn open(address: &str) -> Result<Self, Error> {
        if address.starts_with("postgres:") || address.starts_with("postgresql:") {
            return Self::open_postgres(PgConnectOptions::from_str(address)?).await;
        }
        match address.strip_prefix("sqlite:") {
            Some(file) => Self::open_sqlite(Path::new(file)).await,
            None => Err(Error::Address(address.to_owned())),
        }
    }

    async fn open_sqlite(file: &Path) -> Result<Self, Error> {
        let write = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("cache_size", "-8192")
            .statement_cache_capacity(256);
        // The write connection comes first: it makes the file and turns WAL on, which a reader cannot.
        SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(write.clone())
            .await?
            .close()
            .await;
        let read = SqlitePoolOptions::new()
            .max_connections(4)
            .idle_timeout(Duration::from_mins(1))
            .connect_with(
                write
                    .clone()
                    .pragma("query_only", "on")
                    .pragma("cache_size", "-4096"),
            )
            .await?;
        Ok(Self::Sqlite { read, write })
    }

    async fn open_postgres(write: PgConnectOptions) -> Result<Self, Error> {
        let read = PgPoolOptions::new()
            .max_connections(8)
            .idle_timeout(Duration::from_mins(1))
            .connect_with(
                write
                    .clone()
                    .options([("default_transaction_read_only", "on")]),
            )
            .await?;
        Ok(Self::Pg { read, write })
    }

    /// A connection that can only read: the engine itself refuses to write on it.
    pub async fn read(&self) -> Result<Conn, Error> {
        Ok(match self {
            Self::Sqlite { read, .. } => Conn::Sqlite(read.acquire().await?),
            Self::Pg { read, .. } => Conn::Pg(read.acquire().await?),
        })
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite { .. } => Engine::Sqlite,
            Self::Pg { .. } => Engine::Postgres,
        }
    }

    /// The connection of the writer. Private: everything that writes goes through [`crate::Writer`].
    pub(crate) async fn write_connection(&self) -> Result<Conn, Error> {
        Ok(match self {
            Self::Sqlite { write, .. } => {
                let pool = SqlitePoolOptions::new()
                    .max_connections(1)
                    .idle_timeout(None)
                    .max_lifetime(None)
                    .connect_with(write.clone())
                    .await?;
                Conn::Sqlite(pool.acquire().await?)
            }
            Self::Pg { write, .. } => {
                let pool = PgPoolOptions::new()
                    .max_connections(1)
                    .idle_timeout(None)
                    .max_lifetime(None)
                    .connect_with(write.clone())
                    .await?;
                Conn::Pg(pool.acquire().await?)
            }
        })
    }

    /// Closes the reading connections.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, .. } => read.close().await,
            Self::Pg { read, .. } => read.close().await,
        }
    }
}
