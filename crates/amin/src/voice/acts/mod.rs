//! What people do with messages. Each act checks the right, then the rules, changes the rows and appends one journal entry.
//!
//! All acts take `(tx, actor, now, rules, input)`; `rules` comes from [`crate::platform::state::App::rules`].

mod answering;
mod citizen;
mod filing;
mod handling;
mod lists;
mod parties;
mod program;
mod triage;

pub use answering::*;
pub use citizen::*;
pub use filing::*;
pub use handling::*;
pub use lists::*;
pub use parties::{Naming, name_party};
pub use program::*;
pub use triage::*;

use serde_json::{Value, json};
use store::{Draft, Timestamp, Tx};

use super::model::{News, Step, after};
use super::rules::Rules;
use super::store::{self as rows, Message, StepRow};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, refused};
use crate::platform::permissions::Right;

/// Longest note, reason or comment, in characters.
const MOST_NOTE: usize = 2_000;

/// The message, or [`ActError::NotFound`].
async fn load(tx: &mut Tx, actor: &Actor, id: &str) -> Result<Message, ActError> {
    // PostgreSQL keeps no NUL in a text and refuses to look for one.
    if id.contains('\0') {
        return Err(ActError::NotFound);
    }
    rows::message(tx.read(), &actor.organisation, id)
        .await?
        .ok_or(ActError::NotFound)
}

/// Moves the message to the state after a step, or refuses.
fn advance(message: &mut Message, step: Step) -> Result<(), ActError> {
    let next = after(message.state(), step, message.resume_state())
        .ok_or_else(|| refused(|t| t.voice_refused_state().to_owned()))?;
    next.code().clone_into(&mut message.state);
    Ok(())
}

/// Refuses what cannot be done while the deadline is paused.
fn require_running(message: &Message) -> Result<(), ActError> {
    if message.paused_at.is_some() {
        Err(refused(|t| t.voice_refused_paused().to_owned()))
    } else {
        Ok(())
    }
}

/// The right under which an officer works on a message of its unit: handling, or triage over all.
fn require_work(actor: &Actor, message: &Message) -> Result<Right, ActError> {
    let unit = message.unit.as_deref();
    if actor.may_for(Right::MessageHandle, unit) {
        return Ok(Right::MessageHandle);
    }
    if actor.may_for(Right::MessageTriage, unit) {
        return Ok(Right::MessageTriage);
    }
    // Who may not even read it does not learn that it exists.
    Err(if actor.may_for(Right::MessageRead, unit) {
        ActError::Forbidden
    } else {
        ActError::NotFound
    })
}

/// Text of a form without surrounding space; none where nothing is left.
pub(crate) fn given(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A note that must be there and is not too long.
fn required_note(field: &'static str, text: &str) -> Result<String, ActError> {
    use crate::platform::errors::invalid;
    let text = persian::normalize(text);
    let text = text.trim();
    if text.is_empty() {
        return Err(invalid(field, |t| t.voice_reason_missing().to_owned()));
    }
    if text.chars().count() > MOST_NOTE {
        return Err(invalid(field, |t| t.voice_note_long(MOST_NOTE)));
    }
    Ok(text.to_owned())
}

/// What an act says of itself.
struct Deed<'a> {
    actor: &'a Actor,
    right: Option<Right>,
    now: Timestamp,
    /// Kind of the entry, also in public.
    kind: &'static str,
    payload: Vec<(&'static str, Value)>,
}

impl Deed<'_> {
    /// A row of the history, written with the entry that follows.
    async fn step(
        &self,
        tx: &mut Tx,
        message: &Message,
        step: Step,
        note: Option<String>,
        public: bool,
    ) -> Result<(), ActError> {
        let row = StepRow {
            id: tx.new_id(self.now),
            kind: step.code().to_owned(),
            at: self.now,
            role: self.actor.role_for(self.right).to_owned(),
            account: self.actor.account.clone(),
            unit: message.unit.clone(),
            note,
            public,
        };
        Ok(rows::insert_step(tx, &self.actor.organisation, &message.id, &row).await?)
    }

    /// Saves the message and appends the entry.
    async fn done(self, tx: &mut Tx, message: &Message) -> Result<i64, ActError> {
        rows::save_message(tx, &self.actor.organisation, message).await?;
        let mut payload = vec![
            ("state", json!(message.state)),
            ("responsible", json!(message.unit)),
        ];
        payload.extend(self.payload);
        let draft = Draft {
            organisation: &self.actor.organisation,
            kind: self.kind,
            public_kind: self.kind,
            objects: vec![("message", message.id.clone())],
            actor: self.actor.account.clone(),
            role: self.actor.role_for(self.right),
            unit: self.right.and_then(|right| self.actor.unit_for(right)),
            at: self.now,
            payload,
        };
        Ok(tx.append(draft).await?)
    }
}

/// Asks for the look at the deadline once it has passed.
async fn watch_deadline(
    tx: &mut Tx,
    organisation: &str,
    message: &Message,
    at: Timestamp,
    now: Timestamp,
) -> Result<(), ActError> {
    let payload = json!({ "message": message.id, "deadline": message.deadline_at.0, "breaches": message.breaches });
    tx.enqueue(
        organisation,
        DEADLINE_JOB,
        &payload,
        at.plus_seconds(1),
        now,
    )
    .await?;
    Ok(())
}

/// Ends a pause: the deadline moves by the working days that it lasted, unless it had passed before. Gives the days.
fn end_pause(message: &mut Message, rules: &Rules, now: Timestamp) -> Result<i64, ActError> {
    use super::deadline::{Deadline, moved};
    let Some(paused_at) = message.paused_at.take() else {
        return Ok(0);
    };
    message.pause_reason = None;
    message.completion_until = None;
    if paused_at > message.deadline_at {
        return Ok(0);
    }
    let deadline = Deadline {
        at: message.deadline_at,
        warn_at: message.warn_at,
    };
    let (deadline, days) = moved(&rules.calendar, deadline, paused_at, now)
        .map_err(|why| ActError::Store(store::Error::Corrupt(why.to_string())))?;
    message.deadline_at = deadline.at;
    message.warn_at = deadline.warn_at;
    Ok(days)
}

/// Has the citizen told, where a phone number or mail address was left. The job names the message and nobody.
async fn tell(
    tx: &mut Tx,
    organisation: &str,
    message: &Message,
    what: News,
    now: Timestamp,
) -> Result<(), ActError> {
    if message.phone.is_some() || message.email.is_some() {
        let payload = json!({ "message": message.id, "what": what.code() });
        tx.enqueue(organisation, NEWS_JOB, &payload, now, now)
            .await?;
    }
    Ok(())
}
