//! SQL of the journal as an event log.

use store::{Conn, Error, Timestamp, fetch_all};

/// An entry about an object.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct EventRow {
    /// Id of the object.
    pub case_id: String,
    /// Kind of the entry.
    pub kind: String,
    /// Account.
    pub actor: Option<String>,
    /// Unit for which it acted.
    pub unit: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// All entries about objects of a type, object by object in the order of the journal.
pub async fn events(
    conn: &mut Conn,
    organisation: &str,
    object_type: &str,
) -> Result<Vec<EventRow>, Error> {
    fetch_all!(
        conn,
        EventRow,
        "select o.object_id as case_id, j.kind, j.actor, j.unit, j.at
         from journal_object o join journal j on j.sequence = o.sequence
         where o.organisation = $1 and o.object_type = $2 order by o.object_id, o.sequence",
        organisation,
        object_type
    )
}

/// What a message is about; nothing of the citizen.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct MessageRow {
    /// Id.
    pub id: String,
    /// Kind.
    pub kind: String,
    /// Category.
    pub category: String,
    /// District.
    pub district: Option<String>,
    /// Unit.
    pub unit: Option<String>,
    /// Channel.
    pub channel: String,
}

/// What all messages are about.
pub async fn messages(conn: &mut Conn, organisation: &str) -> Result<Vec<MessageRow>, Error> {
    fetch_all!(
        conn,
        MessageRow,
        "select id, kind, category, district, unit, channel from message where organisation = $1 order by id",
        organisation
    )
}
