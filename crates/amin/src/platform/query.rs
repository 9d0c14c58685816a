//! What an address or a form asks for, and the statement that answers: text pieces of the program, values always bound.

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow};
use store::{Conn, Error};

/// The fields of a form or an address in the order sent. What is no UTF-8 becomes replacement characters; the character NUL, which
/// nobody types and `PostgreSQL` keeps in no text, is left out.
pub fn fields(bytes: &[u8]) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = serde_urlencoded::from_bytes(bytes).unwrap_or_default();
    for (_, value) in &mut fields {
        value.retain(|c| c != '\0');
    }
    fields
}

#[derive(Debug, Clone)]
enum Value {
    Text(String),
    Whole(i64),
    Flag(bool),
}

/// A statement that grows. Every piece of text is a literal of the program; what people typed goes through [`Statement::text`].
///
/// The order of rows, the conditions and the number of values may differ; what a row holds may not.
#[derive(Debug, Clone)]
pub struct Statement {
    sql: String,
    values: Vec<Value>,
}

impl Statement {
    /// Begins with a text.
    pub fn new(sql: &'static str) -> Self {
        Self {
            sql: sql.to_owned(),
            values: Vec::new(),
        }
    }

    /// Adds a text.
    pub fn push(&mut self, sql: &'static str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    fn bind(&mut self, value: Value) -> &mut Self {
        self.values.push(value);
        self.sql.push('$');
        self.sql.push_str(&self.values.len().to_string());
        self
    }

    /// Adds a text value.
    pub fn text(&mut self, value: impl Into<String>) -> &mut Self {
        self.bind(Value::Text(value.into()))
    }

    /// Adds a whole number.
    pub fn whole(&mut self, value: i64) -> &mut Self {
        self.bind(Value::Whole(value))
    }

    /// Adds a truth value.
    pub fn flag(&mut self, value: bool) -> &mut Self {
        self.bind(Value::Flag(value))
    }

    /// Adds `('a', 'b', …)`, every element bound; an empty list matches nothing.
    pub fn list<T: AsRef<str>>(&mut self, values: &[T]) -> &mut Self {
        self.push("(");
        for (place, value) in values.iter().enumerate() {
            if place > 0 {
                self.push(", ");
            }
            self.text(value.as_ref());
        }
        if values.is_empty() {
            self.push("null");
        }
        self.push(")")
    }

    /// Adds conditions, each with `and` before it: the code, where the search is a whole tracking code; else that every word of it
    /// stands in the folded column or in the code.
    pub fn search(&mut self, question: &str) -> &mut Self {
        // A code as the receipt writes it, with dashes or spaces and in any digits.
        if let Ok(code) = question.parse::<persian::TrackingCode>() {
            self.push(" and code = ").text(code.compact());
            return self;
        }
        // Ten words name a matter; a longer text pasted into the field is searched by its first ones in order of letters.
        for term in persian::search_terms(question).into_iter().take(10) {
            self.push(" and (text_key like ")
                .text(format!("%{term}%"))
                .push(" or code like ")
                .text(format!("%{term}%"))
                .push(")");
        }
        self
    }

    /// Adds conditions, each with `and` before it: that every word of a search stands in a folded column.
    pub fn words(&mut self, column: &'static str, question: &str) -> &mut Self {
        for term in persian::search_terms(question).into_iter().take(10) {
            self.push(" and ")
                .push(column)
                .push(" like ")
                .text(format!("%{term}%"));
        }
        self
    }

    /// Reads all rows.
    pub async fn all<T>(self, conn: &mut Conn) -> Result<Vec<T>, Error>
    where
        T: Send + Unpin + for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow>,
    {
        let sql = AssertSqlSafe(self.sql);
        macro_rules! run {
            ($conn:expr, $database:ty) => {{
                let mut query = sqlx::query_as::<$database, T>(sql);
                for value in self.values {
                    query = match value {
                        Value::Text(text) => query.bind(text),
                        Value::Whole(number) => query.bind(number),
                        Value::Flag(flag) => query.bind(flag),
                    };
                }
                query.fetch_all(&mut **$conn).await
            }};
        }
        match conn {
            Conn::Sqlite(conn) => run!(conn, sqlx::Sqlite),
            Conn::Pg(conn) => run!(conn, sqlx::Postgres),
        }
        .map_err(Error::from)
    }

    /// Reads the one row of a count.
    pub async fn count(self, conn: &mut Conn) -> Result<i64, Error> {
        Ok(self
            .all::<(i64,)>(conn)
            .await?
            .first()
            .map_or(0, |(count,)| *count))
    }
}
