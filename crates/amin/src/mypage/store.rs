//! SQL of one's own page.

use store::{Conn, Error, Timestamp, fetch_all};

/// A message that somebody wrote with their own account.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct OwnMessage {
    /// Tracking code.
    pub code: String,
    /// Subject.
    pub subject: String,
    /// Code of the state.
    pub state: String,
    /// When it was filed.
    pub filed_at: Timestamp,
}

/// The messages that an account filed for itself, newest first: not those that it wrote down for a citizen at the desk or by phone.
pub async fn messages(
    conn: &mut Conn,
    organisation: &str,
    account: &str,
    most: i64,
) -> Result<Vec<OwnMessage>, Error> {
    fetch_all!(
        conn,
        OwnMessage,
        "select m.code, m.subject, m.state, m.filed_at from journal j
         join journal_object o on o.sequence = j.sequence and o.organisation = j.organisation and o.object_type = 'message'
         join message m on m.organisation = j.organisation and m.id = o.object_id
         where j.organisation = $1 and j.actor = $2 and j.kind = 'voice.filed' and m.channel = 'web'
         order by j.sequence desc limit $3",
        organisation,
        account,
        most
    )
}
