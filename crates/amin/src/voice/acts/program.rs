//! What the program does when a time has come: it looks again whether the time still counts, and records what it finds.

use serde_json::json;
use store::{Timestamp, Tx};

use super::{Deed, advance, end_pause, load, watch_deadline};
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::voice::model::{News, Purpose, State, Step};
use crate::voice::rules::Rules;

/// Job at a deadline: payload `message`, `deadline` (µs), `breaches`.
pub const DEADLINE_JOB: &str = "voice.deadline";
/// Job at the end of the citizen's time to complete: payload `message`, `until` (µs).
pub const COMPLETION_JOB: &str = "voice.completion";
/// Job that tells the citizen: payload `message`, `what` (a word of [`crate::voice::model::News`]).
pub const NEWS_JOB: &str = "voice.news";
/// Job at the end of the citizen's time to object: payload `message`, `until` (µs).
pub const OBJECTION_JOB: &str = "voice.objection";

/// The deadline that a job was made for.
#[derive(Debug, Clone)]
pub struct DeadlineDue {
    /// Message.
    pub message: String,
    /// The deadline as it was when the job was made.
    pub deadline: Timestamp,
    /// Breaches at that time.
    pub breaches: i64,
}

fn require_program(actor: &Actor) -> Result<(), ActError> {
    if actor.program {
        Ok(())
    } else {
        Err(ActError::Forbidden)
    }
}

/// Records that a deadline has passed without an answer, and brings the message to the manager of the unit above. Gives false where
/// the deadline was met, moved, paused, or recorded before.
pub async fn record_breach(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    due: &DeadlineDue,
) -> Result<bool, ActError> {
    require_program(actor)?;
    let mut message = load(tx, actor, &due.message).await?;
    let still = message.overdue(now)
        && message.deadline_at == due.deadline
        && message.breaches == due.breaches;
    if !still || advance(&mut message, Step::DeadlinePassed).is_err() {
        return Ok(false);
    }
    let below = message.higher_unit.as_deref().or(message.unit.as_deref());
    let above = below.and_then(|unit| rules.parent(unit)).map(str::to_owned);
    let higher = above.is_some();
    if higher {
        message.higher_unit = above;
    }
    message.level += 1;
    message.breaches += 1;
    message.late = true;
    let deed = Deed {
        actor,
        right: None,
        now,
        kind: "voice.deadline-passed",
        payload: vec![
            ("deadline", json!(message.deadline_at.0)),
            ("breaches", json!(message.breaches)),
            ("level", json!(message.level)),
            ("higher", json!(message.higher_unit)),
        ],
    };
    deed.step(tx, &message, Step::DeadlinePassed, None, true)
        .await?;
    deed.done(tx, &message).await?;
    super::tell(tx, &actor.organisation, &message, News::Late, now).await?;
    if higher {
        let next = rules
            .deadline(Purpose::Escalation, message.kind(), &message.category, now)?
            .at;
        watch_deadline(tx, &actor.organisation, &message, next, now).await?;
    }
    Ok(true)
}

/// Lets the work go on where the citizen did not answer in time. Gives false where it did, or was asked anew.
pub async fn lapse_completion(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    id: &str,
    until: Timestamp,
) -> Result<bool, ActError> {
    require_program(actor)?;
    let mut message = load(tx, actor, id).await?;
    if message.state() != State::AwaitingCompletion
        || message.completion_until != Some(until)
        || now <= until
    {
        return Ok(false);
    }
    let before = message.deadline_at;
    advance(&mut message, Step::CompletionLapsed)?;
    message.resume_state = None;
    let days = end_pause(&mut message, rules, now)?;
    let deed = Deed {
        actor,
        right: None,
        now,
        kind: "voice.completion-lapsed",
        payload: vec![
            ("deadline-before", json!(before.0)),
            ("deadline", json!(message.deadline_at.0)),
            ("paused-days", json!(days)),
        ],
    };
    deed.step(tx, &message, Step::CompletionLapsed, None, true)
        .await?;
    deed.done(tx, &message).await?;
    watch_deadline(tx, &actor.organisation, &message, message.deadline_at, now).await?;
    Ok(true)
}

/// Closes an answered message to which the citizen did not object in time. Gives false where it did something.
pub async fn close_unopposed(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    until: Timestamp,
) -> Result<bool, ActError> {
    require_program(actor)?;
    let mut message = load(tx, actor, id).await?;
    if message.state() != State::Answered || message.objection_until != Some(until) || now <= until
    {
        return Ok(false);
    }
    advance(&mut message, Step::Unopposed)?;
    message.closed_at = Some(now);
    let deed = Deed {
        actor,
        right: None,
        now,
        kind: "voice.unopposed",
        payload: vec![("outcome", json!(message.outcome))],
    };
    deed.step(tx, &message, Step::Unopposed, None, true).await?;
    deed.done(tx, &message).await?;
    Ok(true)
}
