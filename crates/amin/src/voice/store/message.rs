//! The message row: read, inserted, saved.

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use super::super::model::{Kind, Outcome, State};

macro_rules! select_message {
    ($rest:literal) => {
        concat!(
            "select id, code, form_token, entry, kind, category, subject, text, citizen_right, district, address, latitude,
             longitude, unit, higher_unit, state, resume_state, outcome, priority, channel, language, contact_name, phone, email,
             secret, duplicate_of, filed_at, first_deadline_at, deadline_at, warn_at, paused_at, pause_reason, completion_until,
             answered_at, answered_by, objection_until, taken_by, closed_at, level, breaches, late, reviewed from message ",
            $rest
        )
    };
}

/// A message with all its columns but the search key.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Message {
    /// Id.
    pub id: String,
    /// Tracking code: eleven ASCII digits.
    pub code: String,
    /// Token of the form it came with.
    pub form_token: String,
    /// Number of the journal entry of its filing.
    pub entry: i64,
    /// A word of [`Kind`].
    pub kind: String,
    /// Category.
    pub category: String,
    /// Subject, one line.
    pub subject: String,
    /// What the citizen wrote.
    pub text: String,
    /// Citizen's right concerned.
    pub citizen_right: Option<String>,
    /// District.
    pub district: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// Latitude, WGS 84, degrees.
    pub latitude: Option<f64>,
    /// Longitude, WGS 84, degrees.
    pub longitude: Option<f64>,
    /// Responsible unit.
    pub unit: Option<String>,
    /// The unit above to which it was escalated, or which decides on the objection.
    pub higher_unit: Option<String>,
    /// A word of [`State`].
    pub state: String,
    /// State in which the citizen was asked.
    pub resume_state: Option<String>,
    /// A word of [`Outcome`].
    pub outcome: Option<String>,
    /// A word of [`super::super::model::Priority`].
    pub priority: String,
    /// A word of [`super::super::model::Channel`].
    pub channel: String,
    /// Language in which the citizen writes: `fa` or `en`.
    pub language: String,
    /// Name, if given.
    pub contact_name: Option<String>,
    /// Mobile phone in E.164, if given.
    pub phone: Option<String>,
    /// Mail address, if given.
    pub email: Option<String>,
    /// Whether the citizen asked that the unit does not learn who wrote.
    pub secret: bool,
    /// Id of the message it was joined to.
    pub duplicate_of: Option<String>,
    /// When it was filed.
    pub filed_at: Timestamp,
    /// The deadline promised at first.
    pub first_deadline_at: Timestamp,
    /// The deadline now.
    pub deadline_at: Timestamp,
    /// From here on the deadline is near.
    pub warn_at: Timestamp,
    /// Since when the deadline is paused.
    pub paused_at: Option<Timestamp>,
    /// Why.
    pub pause_reason: Option<String>,
    /// Until when the citizen should complete it.
    pub completion_until: Option<Timestamp>,
    /// When it was first answered.
    pub answered_at: Option<Timestamp>,
    /// Account that answered it first.
    pub answered_by: Option<String>,
    /// Until when the citizen may object.
    pub objection_until: Option<Timestamp>,
    /// Account that works on it.
    pub taken_by: Option<String>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// How high it has come: 0 the unit, 1 the unit above, and so on.
    pub level: i64,
    /// Deadlines that passed without an answer.
    pub breaches: i64,
    /// Whether a deadline was ever missed.
    pub late: bool,
    /// Whether a higher officer has decided on an objection.
    pub reviewed: bool,
}

impl Message {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        // Only `insert_message` writes the column, from a `Kind`.
        Kind::of(&self.kind).unwrap_or(Kind::Complaint)
    }

    /// Its state.
    pub fn state(&self) -> State {
        State::of(&self.state).unwrap_or(State::Registered)
    }

    /// The state to which it goes back when the citizen has answered.
    pub fn resume_state(&self) -> Option<State> {
        self.resume_state.as_deref().and_then(State::of)
    }

    /// Its outcome.
    pub fn outcome(&self) -> Option<Outcome> {
        self.outcome.as_deref().and_then(Outcome::of)
    }

    /// Whether the citizen may object now: an answer, or a closing without an answer, that no higher officer has decided on, in time.
    pub fn may_object(&self, now: Timestamp) -> bool {
        let decided_by_unit = match self.state() {
            State::Answered => true,
            State::Closed => {
                self.answered_at.is_none() && self.outcome() != Some(Outcome::Duplicate)
            }
            _ => false,
        };
        decided_by_unit && !self.reviewed && self.objection_until.is_some_and(|until| now <= until)
    }

    /// Whether the organisation owes an answer whose deadline has passed.
    pub fn overdue(&self, now: Timestamp) -> bool {
        self.state().owes_answer() && self.paused_at.is_none() && now > self.deadline_at
    }
}

/// A message by its id.
pub async fn message(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<Message>, Error> {
    fetch_optional!(
        conn,
        Message,
        select_message!("where organisation = $1 and id = $2"),
        organisation,
        id
    )
}

/// A message by its tracking code, eleven ASCII digits.
pub async fn message_by_code(
    conn: &mut Conn,
    organisation: &str,
    code: &str,
) -> Result<Option<Message>, Error> {
    fetch_optional!(
        conn,
        Message,
        select_message!("where organisation = $1 and code = $2"),
        organisation,
        code
    )
}

/// A message by the token of its form.
pub async fn message_by_token(
    conn: &mut Conn,
    organisation: &str,
    token: &str,
) -> Result<Option<Message>, Error> {
    fetch_optional!(
        conn,
        Message,
        select_message!("where organisation = $1 and form_token = $2"),
        organisation,
        token
    )
}

/// Whether other messages were joined to this one.
pub async fn has_joined(conn: &mut Conn, organisation: &str, id: &str) -> Result<bool, Error> {
    let rows = fetch_all!(
        conn,
        (String,),
        "select id from message where organisation = $1 and duplicate_of = $2 limit 1",
        organisation,
        id
    )?;
    Ok(!rows.is_empty())
}

/// What may be shown of another citizen's message: never its text.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Similar {
    /// Category.
    pub category: String,
    /// District.
    pub district: Option<String>,
    /// State.
    pub state: String,
    /// When it was filed.
    pub filed_at: Timestamp,
}

/// The newest messages of a category (and of a district, where one is named) since a moment that are not closed.
pub async fn similar(
    conn: &mut Conn,
    organisation: &str,
    category: &str,
    district: Option<&str>,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<Similar>, Error> {
    fetch_all!(
        conn,
        Similar,
        "select category, district, state, filed_at from message
         where organisation = $1 and category = $2 and filed_at >= $3 and state <> 'closed' and secret = $6
           and (cast($4 as text) is null or district = $4)
         order by filed_at desc limit $5",
        organisation,
        category,
        since,
        district,
        limit,
        false
    )
}

/// Writes a new message.
pub async fn insert_message(
    tx: &mut Tx,
    organisation: &str,
    m: &Message,
    text_key: &str,
) -> Result<(), Error> {
    change!(
        tx,
        "message",
        &m.id,
        "insert into message (organisation, id, code, form_token, entry, kind, category, subject, text, text_key, citizen_right,
         district, address, latitude, longitude, unit, state, priority, channel, language, contact_name, phone, email, secret,
         filed_at, first_deadline_at, deadline_at, warn_at, level, breaches, late, reviewed)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
         $25, $26, $27, $28, $29, $30, $31, $32)",
        organisation,
        &m.id,
        &m.code,
        &m.form_token,
        m.entry,
        &m.kind,
        &m.category,
        &m.subject,
        &m.text,
        text_key,
        &m.citizen_right,
        &m.district,
        &m.address,
        m.latitude,
        m.longitude,
        &m.unit,
        &m.state,
        &m.priority,
        &m.channel,
        &m.language,
        &m.contact_name,
        &m.phone,
        &m.email,
        m.secret,
        m.filed_at,
        m.first_deadline_at,
        m.deadline_at,
        m.warn_at,
        m.level,
        m.breaches,
        m.late,
        m.reviewed
    )?;
    Ok(())
}

/// Writes what can change of a message.
pub async fn save_message(tx: &mut Tx, organisation: &str, m: &Message) -> Result<(), Error> {
    change!(
        tx,
        "message",
        &m.id,
        "update message set category = $3, citizen_right = $4, district = $5, unit = $6, higher_unit = $7, state = $8,
         resume_state = $9, outcome = $10, priority = $11, duplicate_of = $12, deadline_at = $13, warn_at = $14, paused_at = $15,
         pause_reason = $16, completion_until = $17, answered_at = $18, answered_by = $19, objection_until = $20, taken_by = $21,
         closed_at = $22, level = $23, breaches = $24, late = $25, reviewed = $26
         where organisation = $1 and id = $2",
        organisation,
        &m.id,
        &m.category,
        &m.citizen_right,
        &m.district,
        &m.unit,
        &m.higher_unit,
        &m.state,
        &m.resume_state,
        &m.outcome,
        &m.priority,
        &m.duplicate_of,
        m.deadline_at,
        m.warn_at,
        m.paused_at,
        &m.pause_reason,
        m.completion_until,
        m.answered_at,
        &m.answered_by,
        m.objection_until,
        &m.taken_by,
        m.closed_at,
        m.level,
        m.breaches,
        m.late,
        m.reviewed
    )?;
    Ok(())
}

/// Who has an open message: id, tracking code, name, mobile number. Messages whose writer asked not to be named are none of them.
pub async fn open_contacts(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Vec<(String, String, Option<String>, Option<String>)>, Error> {
    fetch_all!(
        conn,
        (String, String, Option<String>, Option<String>),
        "select id, code, contact_name, phone from message
         where organisation = $1 and state <> 'closed' and secret = $2 and (contact_name is not null or phone is not null)
         order by filed_at",
        organisation,
        false
    )
}
