use thiserror::Error;

/// What can go wrong between the program and its database.
#[derive(Debug, Error)]
pub enum Error {
    /// The engine refused a statement or the connection failed.
    #[error("the database refused a statement: {0}")]
    Sql(#[from] sqlx::Error),
    /// The address of the database is of no known kind.
    #[error("`{0}` is no database address: write sqlite:FILE or postgres://USER@HOST/NAME")]
    Address(String),
    /// A migration that was applied before has another text now.
    #[error(
        "migration {0} was applied with another text: restore its file, and write the change as a new migration"
    )]
    MigrationChanged(String),
    /// An act changed rows and appended no journal entry; it was rolled back.
    #[error("an act changed {0} and appended no journal entry; it was rolled back")]
    Unjournalled(String),
    /// A row that an act named does not exist after its statement.
    #[error("the statement on {table} left no row with id {id}")]
    NoSuchRow {
        /// Table of the statement.
        table: &'static str,
        /// Id it named.
        id: String,
    },
    /// The act panicked; it was rolled back and the writer goes on.
    #[error("the act stopped unexpectedly and was rolled back")]
    Panicked,
    /// The writer has ended (the program is stopping, or a commit failed).
    #[error("the writer has ended: {0}")]
    WriterEnded(String),
    /// A stored value does not have the shape it was written with.
    #[error("a stored value is not as it was written: {0}")]
    Corrupt(String),
}
