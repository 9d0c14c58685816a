//! Databases for tests: each test runs on an embedded database of its own and in a schema of its own on `PostgreSQL`.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::{Conn, Db, Engine, Error, Random, run_statement};

static COUNTER: AtomicU64 = AtomicU64::new(0);

/// Address of a new, empty database of an engine. `directory` holds the file of the embedded one.
///
/// # Panics
/// Where `AMIN_TEST_PG` does not name a running server: `scripts/with-postgres` starts one for a command.
pub async fn new_database(engine: Engine, directory: &Path) -> String {
    match engine {
        Engine::Sqlite => {
            let number = COUNTER.fetch_add(1, Ordering::Relaxed);
            format!(
                "sqlite:{}",
                directory.join(format!("test-{number}.db")).display()
            )
        }
        Engine::Postgres => {
            let server = std::env::var("AMIN_TEST_PG")
                .expect("AMIN_TEST_PG names no server; run the tests through `scripts/with-postgres cargo test` or `make test`");
            let schema = format!("t{:016x}", Random::system().next_u64());
            create_schema(&server, &schema)
                .await
                .expect("a schema for the test");
            let joint = if server.contains('?') { '&' } else { '?' };
            format!("{server}{joint}options=-c%20search_path%3D{schema}")
        }
    }
}

async fn create_schema(server: &str, schema: &str) -> Result<(), Error> {
    let db = Db::open(server).await?;
    let mut conn: Conn = db.write_connection().await?;
    run_statement!(
        &mut conn,
        sqlx::AssertSqlSafe(format!("create schema {schema}"))
    )?;
    Ok(())
}
