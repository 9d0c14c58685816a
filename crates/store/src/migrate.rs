use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;

use crate::{Conn, Db, Error, fetch_all, run_statement};

/// One migration: a name that sorts in order and its statements in the portable dialect.
///
/// The dialect has the column types `{int}` (64 bits), `{real}`, `{blob}`, `{bool}` and `text`; each `create table` ends
/// with `{strict}`. Statements are separated by a line that holds only `;`-terminated text.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// For example `0001_journal`.
    pub name: &'static str,
    /// The statements.
    pub text: &'static str,
}

/// The tables of this crate itself.
const OWN: &[Migration] = &[Migration {
    name: "0000_journal",
    text: include_str!("../migrations/0000_journal.sql"),
}];

impl Migration {
    fn render(&self, conn: &Conn) -> String {
        let types: [(&str, &str); 5] = match conn {
            Conn::Sqlite(_) => [
                ("{int}", "integer"),
                ("{real}", "real"),
                ("{blob}", "blob"),
                ("{bool}", "integer"),
                ("{strict}", "strict"),
            ],
            Conn::Pg(_) => [
                ("{int}", "bigint"),
                ("{real}", "double precision"),
                ("{blob}", "bytea"),
                ("{bool}", "boolean"),
                ("{strict}", ""),
            ],
        };
        types.iter().fold(self.text.to_owned(), |text, (from, to)| {
            text.replace(from, to)
        })
    }

    fn fingerprint(&self) -> String {
        hex::encode(Sha256::digest(self.text.as_bytes()))
    }
}

impl Db {
    /// Applies what has not been applied, in order: this crate's own tables first, then `migrations`.
    pub async fn migrate(&self, migrations: &[Migration]) -> Result<(), Error> {
        let mut conn = self.write_connection().await?;
        run_statement!(
            &mut conn,
            "create table if not exists schema_migration (name text primary key, fingerprint text not null)"
        )?;
        let applied: Vec<(String, String)> = fetch_all!(
            &mut conn,
            (String, String),
            "select name, fingerprint from schema_migration"
        )?;
        for migration in OWN.iter().chain(migrations) {
            let fingerprint = migration.fingerprint();
            match applied.iter().find(|(name, _)| name == migration.name) {
                Some((_, known)) if *known == fingerprint => continue,
                Some((name, _)) => return Err(Error::MigrationChanged(name.clone())),
                None => {}
            }
            run_statement!(&mut conn, "begin")?;
            let text = migration.render(&conn);
            for statement in text.split(";\n").map(str::trim).filter(|s| !s.is_empty()) {
                run_statement!(
                    &mut conn,
                    AssertSqlSafe(statement.trim_end_matches(';').to_owned())
                )?;
            }
            run_statement!(
                &mut conn,
                "insert into schema_migration (name, fingerprint) values ($1, $2)",
                migration.name,
                &fingerprint
            )?;
            run_statement!(&mut conn, "commit")?;
        }
        Ok(())
    }
}
