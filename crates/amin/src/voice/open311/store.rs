//! SQL of the interface: what of a message other programs may know.

use store::{Conn, Error, Timestamp};

use crate::platform::query::Statement;

/// A message as other programs see it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Public {
    /// Id: the number under which the public list names it.
    pub id: String,
    /// Tracking code.
    pub code: String,
    /// Kind.
    pub kind: String,
    /// Category.
    pub category: String,
    /// District.
    pub district: Option<String>,
    /// Latitude, degrees.
    pub latitude: Option<f64>,
    /// Longitude, degrees.
    pub longitude: Option<f64>,
    /// Responsible unit.
    pub unit: Option<String>,
    /// State.
    pub state: String,
    /// Outcome.
    pub outcome: Option<String>,
    /// When it was filed.
    pub filed_at: Timestamp,
    /// Deadline.
    pub deadline_at: Timestamp,
    /// When something last happened to it.
    pub updated_at: Timestamp,
}

/// Begins a statement; `message_step` is read by its index, one look-up for each row given.
const SELECT: &str = "select id, code, kind, category, district, latitude, longitude, unit, state, outcome, filed_at, deadline_at,
     coalesce((select max(s.at) from message_step s where s.organisation = message.organisation and s.message = message.id), filed_at)
     as updated_at
     from message where organisation = ";

/// Which messages of the public list are asked for.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Categories; none for all.
    pub categories: Option<Vec<String>>,
    /// Filed at or after.
    pub from: Timestamp,
    /// Filed at or before.
    pub to: Timestamp,
    /// Whether closed ones only (true), open ones only (false), or both.
    pub closed: Option<bool>,
    /// Rows to pass over.
    pub offset: i64,
    /// Most rows given.
    pub limit: i64,
}

/// The public list, newest first.
pub async fn list(
    conn: &mut Conn,
    organisation: &str,
    filter: &Filter,
) -> Result<Vec<Public>, Error> {
    let mut statement = Statement::new(SELECT);
    statement
        .text(organisation)
        .push(" and filed_at >= ")
        .whole(filter.from.0)
        .push(" and filed_at <= ")
        .whole(filter.to.0);
    statement
        .push(" and kind <> 'information' and secret = ")
        .flag(false);
    if let Some(categories) = &filter.categories {
        statement.push(" and category in ").list(categories);
    }
    match filter.closed {
        Some(true) => statement.push(" and state in ('closed', 'accepted')"),
        Some(false) => statement.push(" and state not in ('closed', 'accepted')"),
        None => &mut statement,
    };
    statement
        .push(" order by filed_at desc, id desc limit ")
        .whole(filter.limit)
        .push(" offset ")
        .whole(filter.offset);
    statement.all(conn).await
}

/// The messages with these tracking codes, of any kind, and those with these numbers of the public list.
pub async fn named(
    conn: &mut Conn,
    organisation: &str,
    codes: &[String],
    numbers: &[String],
) -> Result<Vec<Public>, Error> {
    let mut found: Vec<Public> = Vec::new();
    if !codes.is_empty() {
        let mut statement = Statement::new(SELECT);
        statement
            .text(organisation)
            .push(" and code in ")
            .list(codes);
        found.extend(statement.all(conn).await?);
    }
    if !numbers.is_empty() {
        let mut statement = Statement::new(SELECT);
        statement
            .text(organisation)
            .push(" and id in ")
            .list(numbers);
        statement
            .push(" and kind <> 'information' and secret = ")
            .flag(false);
        found.extend(statement.all(conn).await?);
    }
    Ok(found)
}
