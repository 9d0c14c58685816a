//! One statement text for both engines: each macro writes it once and compiles it for `SQLite` and `PostgreSQL`.

/// Reads all rows: `fetch_all!(conn, RowType, "select … where a = $1", a).await?` is written without the `.await`,
/// which the macro does itself.
#[macro_export]
macro_rules! fetch_all {
    ($conn:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        match $conn {
            $crate::Conn::Sqlite(c) => $crate::sqlx::query_as::<$crate::sqlx::Sqlite, $row>($sql)$(.bind($arg))*.fetch_all(&mut **c).await,
            $crate::Conn::Pg(c) => $crate::sqlx::query_as::<$crate::sqlx::Postgres, $row>($sql)$(.bind($arg))*.fetch_all(&mut **c).await,
        }.map_err($crate::Error::from)
    };
}

/// Reads one row or none; see [`fetch_all`].
#[macro_export]
macro_rules! fetch_optional {
    ($conn:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        match $conn {
            $crate::Conn::Sqlite(c) => $crate::sqlx::query_as::<$crate::sqlx::Sqlite, $row>($sql)$(.bind($arg))*.fetch_optional(&mut **c).await,
            $crate::Conn::Pg(c) => $crate::sqlx::query_as::<$crate::sqlx::Postgres, $row>($sql)$(.bind($arg))*.fetch_optional(&mut **c).await,
        }.map_err($crate::Error::from)
    };
}

/// Reads exactly one row; see [`fetch_all`].
#[macro_export]
macro_rules! fetch_one {
    ($conn:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        match $conn {
            $crate::Conn::Sqlite(c) => $crate::sqlx::query_as::<$crate::sqlx::Sqlite, $row>($sql)$(.bind($arg))*.fetch_one(&mut **c).await,
            $crate::Conn::Pg(c) => $crate::sqlx::query_as::<$crate::sqlx::Postgres, $row>($sql)$(.bind($arg))*.fetch_one(&mut **c).await,
        }.map_err($crate::Error::from)
    };
}

/// Runs a statement on a connection and gives the number of rows it changed. Private to this crate's doors.
#[doc(hidden)]
#[macro_export]
macro_rules! run_statement {
    ($conn:expr, $sql:expr $(, $arg:expr)* $(,)?) => {
        match $conn {
            $crate::Conn::Sqlite(c) => $crate::sqlx::query::<$crate::sqlx::Sqlite>($sql)$(.bind($arg))*.execute(&mut **c).await.map(|r| r.rows_affected()),
            $crate::Conn::Pg(c) => $crate::sqlx::query::<$crate::sqlx::Postgres>($sql)$(.bind($arg))*.execute(&mut **c).await.map(|r| r.rows_affected()),
        }.map_err($crate::Error::from)
    };
}

/// Changes one state row inside an act: `change!(tx, "message", &id, "update message set … where id = $1", &id)`.
///
/// The table and id (in the organisation of the entry) say which row the journal entry of this act vouches for. Gives the number of rows changed.
#[macro_export]
macro_rules! change {
    ($tx:expr, $table:literal, $id:expr, $sql:expr $(, $arg:expr)* $(,)?) => {{
        let id: String = ($id).to_string();
        let changed = $crate::run_statement!($tx.connection(), $sql $(, $arg)*);
        $tx.touch($table, id);
        changed
    }};
}

/// Runs a statement on an operational table (sessions, jobs, outbox): no part of the record, so no journal entry.
#[macro_export]
macro_rules! operate {
    ($tx:expr, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::run_statement!($tx.connection(), $sql $(, $arg)*)
    };
}
