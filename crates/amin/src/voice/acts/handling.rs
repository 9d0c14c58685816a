//! Work on a message: take it, ask the citizen, pause and resume the deadline, read the contact, record what changed.

use serde_json::json;
use store::{Draft, Timestamp, Tx};

use super::parties::{at_desk, is_shut, opened};
use super::{
    Deed, advance, end_pause, given, require_running, require_work, required_note, watch_deadline,
};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, refused};
use crate::platform::permissions::Right;
use crate::voice::model::{News, Purpose, Step};
use crate::voice::rules::Rules;
use crate::voice::store::{self as rows, ChangeMade};

/// Begins the work on a message. One that is about somebody is put into the hands of who takes it, if they are found free: the work
/// begins with their declaration.
pub async fn take(tx: &mut Tx, actor: &Actor, now: Timestamp, id: &str) -> Result<(), ActError> {
    let mut message = at_desk(tx, actor, id).await?;
    let right = require_work(actor, &message)?;
    if is_shut(tx, actor, id).await? {
        crate::interests::acts::take_message(tx, actor, now, id).await?;
        return Ok(());
    }
    advance(&mut message, Step::Taken)?;
    message.taken_by.clone_from(&actor.account);
    let deed = Deed {
        actor,
        right: Some(right),
        now,
        kind: "voice.taken",
        payload: vec![],
    };
    deed.step(tx, &message, Step::Taken, None, true).await?;
    deed.done(tx, &message).await?;
    Ok(())
}

/// A message and words about it.
#[derive(Debug, Clone, Default)]
pub struct Note {
    /// Message.
    pub message: String,
    /// Words.
    pub text: String,
}

/// Asks the citizen to complete the message; the deadline is paused until then, at most for the completion's own deadline.
pub async fn ask(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    input: &Note,
) -> Result<(), ActError> {
    let mut message = opened(tx, actor, &input.message).await?;
    let right = require_work(actor, &message)?;
    require_running(&message)?;
    let question = required_note("question", &input.text)?;
    let from = message.state.clone();
    advance(&mut message, Step::Asked)?;
    message.resume_state = Some(from);
    message.paused_at = Some(now);
    message.pause_reason = Some(question.clone());
    let until = rules
        .deadline(Purpose::Completion, message.kind(), &message.category, now)?
        .at;
    message.completion_until = Some(until);
    let deed = Deed {
        actor,
        right: Some(right),
        now,
        kind: "voice.asked",
        payload: vec![("question", json!(question)), ("until", json!(until.0))],
    };
    deed.step(tx, &message, Step::Asked, Some(question), true)
        .await?;
    deed.done(tx, &message).await?;
    super::tell(tx, &actor.organisation, &message, News::Asked, now).await?;
    let payload = json!({ "message": message.id, "until": until.0 });
    tx.enqueue(
        &actor.organisation,
        super::COMPLETION_JOB,
        &payload,
        until.plus_seconds(1),
        now,
    )
    .await?;
    Ok(())
}

/// The right to work on a message now: the unit's, or the higher officer's while an objection is decided.
fn require_current_work(actor: &Actor, message: &rows::Message) -> Result<Right, ActError> {
    use crate::voice::model::State;
    if message.state() == State::Reviewing {
        actor.require(Right::MessageReview, message.higher_unit.as_deref())?;
        return Ok(Right::MessageReview);
    }
    require_work(actor, message)
}

/// Pauses the deadline for a reason that the citizen reads. A deadline that has passed cannot be paused.
pub async fn pause(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &Note,
) -> Result<(), ActError> {
    let mut message = opened(tx, actor, &input.message).await?;
    let right = require_current_work(actor, &message)?;
    require_running(&message)?;
    if now > message.deadline_at {
        return Err(refused(|t| t.voice_refused_pause_late().to_owned()));
    }
    let reason = required_note("reason", &input.text)?;
    advance(&mut message, Step::Paused)?;
    message.paused_at = Some(now);
    message.pause_reason = Some(reason.clone());
    let deed = Deed {
        actor,
        right: Some(right),
        now,
        kind: "voice.paused",
        payload: vec![
            ("reason", json!(reason)),
            ("deadline", json!(message.deadline_at.0)),
        ],
    };
    deed.step(tx, &message, Step::Paused, Some(reason), true)
        .await?;
    deed.done(tx, &message).await?;
    Ok(())
}

/// Lets the deadline run again, later by the working days of the pause.
pub async fn resume(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    id: &str,
) -> Result<(), ActError> {
    let mut message = opened(tx, actor, id).await?;
    let right = require_current_work(actor, &message)?;
    if message.paused_at.is_none() {
        return Err(refused(|t| t.voice_refused_not_paused().to_owned()));
    }
    advance(&mut message, Step::Resumed)?;
    let (before, reason) = (message.deadline_at, message.pause_reason.clone());
    let days = end_pause(&mut message, rules, now)?;
    let deed = Deed {
        actor,
        right: Some(right),
        now,
        kind: "voice.resumed",
        payload: vec![
            ("deadline-before", json!(before.0)),
            ("deadline", json!(message.deadline_at.0)),
            ("paused-days", json!(days)),
            ("reason", json!(reason)),
        ],
    };
    deed.step(tx, &message, Step::Resumed, None, true).await?;
    deed.done(tx, &message).await?;
    watch_deadline(tx, &actor.organisation, &message, message.deadline_at, now).await
}

/// How to reach a citizen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Name, if given.
    pub name: Option<String>,
    /// Phone in E.164, if given.
    pub phone: Option<String>,
    /// Mail address, if given.
    pub email: Option<String>,
}

/// Shows a citizen's contact for a reason, which is journalled. Where the citizen asked that the unit does not learn it, only who
/// triages for the whole organisation sees it.
pub async fn reveal_contact(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &Note,
) -> Result<Contact, ActError> {
    let message = opened(tx, actor, &input.message).await?;
    let mut right = require_work(actor, &message)?;
    if message.secret {
        actor.require(Right::MessageTriage, None)?;
        right = Right::MessageTriage;
    }
    let reason = required_note("reason", &input.text)?;
    tx.append(Draft {
        organisation: &actor.organisation,
        kind: "voice.contact-read",
        public_kind: "voice.contact-read",
        objects: vec![("message", message.id.clone())],
        actor: actor.account.clone(),
        role: actor.role_for(Some(right)),
        unit: actor.unit_for(right),
        at: now,
        payload: vec![("reason", json!(reason))],
    })
    .await?;
    Ok(Contact {
        name: message.contact_name,
        phone: message.phone,
        email: message.email,
    })
}

/// A change to record.
#[derive(Debug, Clone, Default)]
pub struct NewChange {
    /// Message that led to it, or empty.
    pub message: String,
    /// Title.
    pub title: String,
    /// Text for everybody: what was, what is now. No names.
    pub text: String,
}

/// Writes into the register «آنچه با پیام شما تغییر کرد». Gives the row's id.
pub async fn record_change(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &NewChange,
) -> Result<String, ActError> {
    let mut made = ChangeMade {
        id: String::new(),
        message: None,
        title: persian::normalize(&input.title).trim().to_owned(),
        text: persian::normalize(&input.text).trim().to_owned(),
        category: None,
        district: None,
        unit: actor.unit_for(Right::MessageHandle),
        at: now,
    };
    if let Some(id) = given(&input.message) {
        let message = opened(tx, actor, &id).await?;
        require_work(actor, &message)?;
        made.unit.clone_from(&message.unit);
        made.category = Some(message.category);
        made.district = message.district;
        made.message = Some(message.id);
    } else if !actor.may(Right::MessageHandle) {
        return Err(ActError::Forbidden);
    }
    let mut faults = Faults::default();
    if made.title.is_empty() || made.title.chars().count() > 150 {
        faults.add("title", |t| t.voice_change_title_wrong().to_owned());
    }
    if made.text.is_empty() || made.text.chars().count() > super::MOST_NOTE {
        faults.add("text", |t| t.voice_change_text_wrong().to_owned());
    }
    faults.check()?;
    made.id = tx.new_id(now);
    rows::insert_change(tx, &actor.organisation, &made).await?;
    let mut objects = vec![("change", made.id.clone())];
    objects.extend(made.message.clone().map(|message| ("message", message)));
    tx.append(Draft {
        organisation: &actor.organisation,
        kind: "voice.change-made",
        public_kind: "voice.change-made",
        objects,
        actor: actor.account.clone(),
        role: actor.role_for(Some(Right::MessageHandle)),
        unit: actor.unit_for(Right::MessageHandle),
        at: now,
        payload: vec![
            ("title", json!(made.title)),
            ("text", json!(made.text)),
            ("responsible", json!(made.unit)),
        ],
    })
    .await?;
    Ok(made.id)
}
