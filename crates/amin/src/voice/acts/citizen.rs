//! What the citizen does after filing. Who knows the tracking code is the citizen: the pages have found the message by it.

use serde_json::json;
use store::{Draft, Timestamp, Tx};

use super::{
    Deed, MOST_NOTE, Note, advance, end_pause, given, load, required_note, watch_deadline,
};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, invalid, refused};
use crate::voice::model::{Purpose, State, Step};
use crate::voice::rules::Rules;
use crate::voice::store::{self as rows, Attachment, Satisfaction};

/// What the citizen adds when asked.
#[derive(Debug, Clone, Default)]
pub struct Completion {
    /// Message.
    pub message: String,
    /// Words.
    pub text: String,
    /// Attachments whose files are already kept.
    pub attachments: Vec<Attachment>,
}

/// The citizen answers a question; the deadline runs again, later by the working days of the wait.
pub async fn complete(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    input: &Completion,
) -> Result<(), ActError> {
    let mut message = load(tx, actor, &input.message).await?;
    if message.state() != State::AwaitingCompletion {
        return Err(refused(|t| t.voice_refused_state().to_owned()));
    }
    let text = required_note("text", &input.text)?;
    let before = message.deadline_at;
    advance(&mut message, Step::Completed)?;
    message.resume_state = None;
    let days = end_pause(&mut message, rules, now)?;
    let mut files = Vec::with_capacity(input.attachments.len());
    for attachment in &input.attachments {
        let attachment = Attachment {
            id: tx.new_id(now),
            ..attachment.clone()
        };
        rows::insert_attachment(tx, &actor.organisation, &message.id, now, &attachment).await?;
        files.push(attachment.sha256);
    }
    let citizen = Actor::citizen(&actor.organisation);
    let deed = Deed {
        actor: &citizen,
        right: None,
        now,
        kind: "voice.completed",
        payload: vec![
            ("text", json!(text)),
            ("files", json!(files)),
            ("deadline-before", json!(before.0)),
            ("deadline", json!(message.deadline_at.0)),
            ("paused-days", json!(days)),
        ],
    };
    deed.step(tx, &message, Step::Completed, Some(text), true)
        .await?;
    deed.done(tx, &message).await?;
    watch_deadline(tx, &actor.organisation, &message, message.deadline_at, now).await
}

/// The citizen accepts the answer; the message is closed with the answer's outcome.
pub async fn accept(tx: &mut Tx, actor: &Actor, now: Timestamp, id: &str) -> Result<(), ActError> {
    let mut message = load(tx, actor, id).await?;
    advance(&mut message, Step::Accepted)?;
    let citizen = Actor::citizen(&actor.organisation);
    let deed = Deed {
        actor: &citizen,
        right: None,
        now,
        kind: "voice.accepted",
        payload: vec![("outcome", json!(message.outcome))],
    };
    deed.step(tx, &message, Step::Accepted, None, true).await?;
    advance(&mut message, Step::Closed)?;
    message.closed_at = Some(now);
    deed.done(tx, &message).await?;
    Ok(())
}

/// The citizen objects; the unit above decides, with a deadline of its own.
pub async fn object(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    input: &Note,
) -> Result<(), ActError> {
    let mut message = load(tx, actor, &input.message).await?;
    if !message.may_object(now) {
        return Err(refused(|t| t.voice_refused_objection().to_owned()));
    }
    let reason = required_note("reason", &input.text)?;
    advance(&mut message, Step::Objected)?;
    // An escalation may have brought it higher already; it never comes down by an objection.
    if message.higher_unit.is_none() {
        message.higher_unit = message
            .unit
            .as_deref()
            .and_then(|unit| rules.parent(unit))
            .map(str::to_owned);
    }
    message.level += 1;
    message.taken_by = None;
    message.closed_at = None;
    let before = message.deadline_at;
    let deadline = rules.deadline(Purpose::Review, message.kind(), &message.category, now)?;
    (message.deadline_at, message.warn_at) = (deadline.at, deadline.warn_at);
    let citizen = Actor::citizen(&actor.organisation);
    let deed = Deed {
        actor: &citizen,
        right: None,
        now,
        kind: "voice.objected",
        payload: vec![
            ("reason", json!(reason)),
            ("deadline-before", json!(before.0)),
            ("deadline", json!(message.deadline_at.0)),
            ("higher", json!(message.higher_unit)),
            ("level", json!(message.level)),
        ],
    };
    deed.step(tx, &message, Step::Objected, Some(reason), true)
        .await?;
    deed.done(tx, &message).await?;
    watch_deadline(tx, &actor.organisation, &message, message.deadline_at, now).await
}

/// A citizen's marks.
#[derive(Debug, Clone, Default)]
pub struct Rating {
    /// Message.
    pub message: String,
    /// Marks, 1 to 5 each.
    pub marks: Satisfaction,
}

/// The citizen says how satisfied it is, once, after the answer.
pub async fn rate(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &Rating,
) -> Result<(), ActError> {
    let message = load(tx, actor, &input.message).await?;
    if !matches!(message.state(), State::Answered | State::Closed) || message.duplicate_of.is_some()
    {
        return Err(refused(|t| t.voice_refused_rating().to_owned()));
    }
    if rows::satisfaction(tx.read(), &actor.organisation, &message.id)
        .await?
        .is_some()
    {
        return Err(refused(|t| t.voice_refused_rated().to_owned()));
    }
    let mut marks = input.marks.clone();
    marks.comment = marks
        .comment
        .as_deref()
        .and_then(|text| given(&persian::normalize(text)));
    if marks
        .comment
        .as_ref()
        .is_some_and(|text| text.chars().count() > MOST_NOTE)
    {
        return Err(invalid("comment", |t| t.voice_note_long(MOST_NOTE)));
    }
    let all = [
        marks.courtesy,
        marks.clarity,
        marks.speed,
        marks.fairness,
        marks.outcome,
    ];
    if all.iter().flatten().any(|mark| !(1..=5).contains(mark)) || all.iter().all(Option::is_none) {
        return Err(invalid("courtesy", |t| t.voice_mark_missing().to_owned()));
    }
    rows::insert_satisfaction(tx, &actor.organisation, &message.id, now, &marks).await?;
    tx.append(Draft {
        organisation: &actor.organisation,
        kind: "voice.rated",
        public_kind: "voice.rated",
        objects: vec![("message", message.id)],
        actor: None,
        role: Actor::citizen(&actor.organisation).role_for(None),
        unit: None,
        at: now,
        payload: vec![
            ("courtesy", json!(marks.courtesy)),
            ("clarity", json!(marks.clarity)),
            ("speed", json!(marks.speed)),
            ("fairness", json!(marks.fairness)),
            ("outcome", json!(marks.outcome)),
            ("comment", json!(marks.comment)),
            ("responsible", json!(message.unit)),
        ],
    })
    .await?;
    Ok(())
}
