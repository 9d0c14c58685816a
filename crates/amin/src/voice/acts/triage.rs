//! Triage: to which unit, which category, which right, how urgent, the same matter as another.

use serde_json::json;
use store::{Timestamp, Tx};

use super::parties::{at_desk, opened};
use super::{Deed, advance, end_pause, given, require_work, required_note};
use crate::interests::acts as interests;
use crate::interests::store::kept_from;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, invalid, refused};
use crate::platform::permissions::Right;
use crate::voice::model::{Kind, News, Outcome, Priority, Step};
use crate::voice::rules::Rules;
use crate::voice::store as rows;

/// A referral.
#[derive(Debug, Clone, Default)]
pub struct Referral {
    /// Message.
    pub message: String,
    /// Unit that becomes responsible.
    pub unit: String,
    /// Words for the unit, or empty; the citizen does not see them.
    pub note: String,
}

/// Makes a unit responsible. The complaint officer refers to any unit; a unit refers what it has to another.
pub async fn refer(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    input: &Referral,
) -> Result<(), ActError> {
    let mut message = at_desk(tx, actor, &input.message).await?;
    let right = if actor.may_for(Right::MessageTriage, message.unit.as_deref()) {
        Right::MessageTriage
    } else {
        require_work(actor, &message)?
    };
    let unit = rules.unit(&input.unit).filter(|unit| unit.active);
    let unit = unit.ok_or_else(|| invalid("unit", |t| t.voice_unit_unknown().to_owned()))?;
    if message.unit.as_ref() == Some(&unit.id) {
        return Err(invalid("unit", |t| t.voice_unit_same().to_owned()));
    }
    super::require_running(&message)?;
    let before = message.unit.replace(unit.id.clone());
    advance(&mut message, Step::Referred)?;
    message.taken_by = None;
    let deed = Deed {
        actor,
        right: Some(right),
        now,
        kind: "voice.referred",
        payload: vec![
            ("before", json!(before)),
            ("note", json!(given(&input.note))),
        ],
    };
    deed.step(tx, &message, Step::Referred, given(&input.note), false)
        .await?;
    deed.done(tx, &message).await?;
    interests::move_message(tx, actor, now, &message.id, &unit.id).await
}

/// A new classification; an empty text leaves what is.
#[derive(Debug, Clone, Default)]
pub struct Classification {
    /// Message.
    pub message: String,
    /// Category, or empty.
    pub category: String,
    /// Citizen's right, `none` to take it away, or empty.
    pub citizen_right: String,
    /// A word of [`Priority`], or empty.
    pub priority: String,
    /// District, or empty.
    pub district: String,
}

/// Sets category, right, priority or district. The deadline stays as promised.
pub async fn classify(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    input: &Classification,
) -> Result<(), ActError> {
    let mut message = opened(tx, actor, &input.message).await?;
    let right = require_work(actor, &message)?;
    advance(&mut message, Step::Classified)?;
    let before = json!([
        message.category,
        message.citizen_right,
        message.priority,
        message.district
    ]);
    if !input.category.is_empty() {
        if rules.category(&input.category).is_none() {
            return Err(invalid("category", |t| {
                t.voice_category_missing().to_owned()
            }));
        }
        message.category.clone_from(&input.category);
    }
    match input.citizen_right.as_str() {
        "" => {}
        "none" => message.citizen_right = None,
        id if rules.rights.iter().any(|right| right.id == id) => {
            message.citizen_right = Some(id.to_owned());
        }
        _ => {
            return Err(invalid("citizen_right", |t| {
                t.voice_right_unknown().to_owned()
            }));
        }
    }
    if !input.priority.is_empty() {
        let priority = Priority::of(&input.priority)
            .ok_or_else(|| invalid("priority", |t| t.voice_priority_unknown().to_owned()))?;
        priority.code().clone_into(&mut message.priority);
    }
    if !input.district.is_empty() {
        if !rules.districts().contains(&input.district.as_str()) {
            return Err(invalid("district", |t| {
                t.voice_district_unknown().to_owned()
            }));
        }
        message.district = Some(input.district.clone());
    }
    let after = json!([
        message.category,
        message.citizen_right,
        message.priority,
        message.district
    ]);
    if before == after {
        return Err(refused(|t| t.voice_nothing_changed().to_owned()));
    }
    let deed = Deed {
        actor,
        right: Some(right),
        now,
        kind: "voice.classified",
        payload: vec![("before", before), ("after", after)],
    };
    deed.step(tx, &message, Step::Classified, None, false)
        .await?;
    deed.done(tx, &message).await?;
    Ok(())
}

/// Joining a message to another about the same matter.
#[derive(Debug, Clone, Default)]
pub struct Joining {
    /// Message that is closed as a duplicate.
    pub message: String,
    /// Message that is followed instead: id or tracking code.
    pub original: String,
}

/// Joins a message to another about the same matter and closes it as a duplicate. A request for information has a legal answer of
/// its own and is not joined.
pub async fn join(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    input: &Joining,
) -> Result<(), ActError> {
    let mut message = opened(tx, actor, &input.message).await?;
    let right = require_work(actor, &message)?;
    let organisation = &actor.organisation;
    let original = match input.original.parse::<persian::TrackingCode>() {
        Ok(code) => rows::message_by_code(tx.read(), organisation, &code.compact()).await?,
        Err(_) if input.original.contains('\0') => None,
        Err(_) => rows::message(tx.read(), organisation, input.original.trim()).await?,
    };
    let away = kept_from(tx.read(), organisation, actor.account.as_deref()).await?;
    let original = original
        .filter(|original| !away.contains(&original.id))
        .filter(|original| actor.may_for(Right::MessageRead, original.unit.as_deref()))
        .ok_or_else(|| invalid("original", |t| t.voice_original_unknown().to_owned()))?;
    if original.id == message.id || original.duplicate_of.is_some() {
        return Err(invalid("original", |t| {
            t.voice_original_itself().to_owned()
        }));
    }
    if message.kind() == Kind::Information {
        return Err(refused(|t| t.voice_information_not_joined().to_owned()));
    }
    if rows::has_joined(tx.read(), organisation, &message.id).await? {
        return Err(refused(|t| t.voice_has_joined().to_owned()));
    }
    end_pause(&mut message, rules, now)?;
    advance(&mut message, Step::Joined)?;
    message.duplicate_of = Some(original.id.clone());
    message.outcome = Some(Outcome::Duplicate.code().to_owned());
    message.closed_at = Some(now);
    let deed = Deed {
        actor,
        right: Some(right),
        now,
        kind: "voice.joined",
        payload: vec![
            ("original", json!(original.id)),
            ("outcome", json!(message.outcome)),
        ],
    };
    deed.step(tx, &message, Step::Joined, None, true).await?;
    deed.done(tx, &message).await?;
    super::tell(tx, &actor.organisation, &message, News::Closed, now).await?;
    interests::message_done(tx, actor, now, &message.id).await
}

/// Closing without an answer.
#[derive(Debug, Clone, Default)]
pub struct Closing {
    /// Message.
    pub message: String,
    /// `out-of-remit` or `settled`.
    pub outcome: String,
    /// Why, and where to turn to; the citizen reads it.
    pub reason: String,
}

/// Closes a message that needs no answer of a unit: out of remit, or settled with the citizen. The citizen may object.
pub async fn close(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    input: &Closing,
) -> Result<(), ActError> {
    use crate::voice::model::Purpose;
    let mut message = opened(tx, actor, &input.message).await?;
    let right = require_work(actor, &message)?;
    let outcome = Outcome::of(&input.outcome)
        .filter(|outcome| outcome.closes_without_answer() && message.kind() != Kind::Information)
        .ok_or_else(|| invalid("outcome", |t| t.voice_outcome_missing().to_owned()))?;
    let reason = required_note("reason", &input.reason)?;
    end_pause(&mut message, rules, now)?;
    let late = message.overdue(now);
    advance(&mut message, Step::Closed)?;
    message.late |= late;
    message.outcome = Some(outcome.code().to_owned());
    message.closed_at = Some(now);
    message.objection_until = Some(
        rules
            .deadline(Purpose::Objection, message.kind(), &message.category, now)?
            .at,
    );
    let deed = Deed {
        actor,
        right: Some(right),
        now,
        kind: "voice.closed",
        payload: vec![
            ("outcome", json!(outcome.code())),
            ("reason", json!(reason)),
        ],
    };
    deed.step(tx, &message, Step::Closed, Some(reason), true)
        .await?;
    deed.done(tx, &message).await?;
    super::tell(tx, &actor.organisation, &message, News::Closed, now).await?;
    interests::message_done(tx, actor, now, &message.id).await
}
