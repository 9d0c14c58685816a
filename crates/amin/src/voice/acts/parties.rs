//! Whom a message is about. From then on it is handled as a file is: by somebody who was found free and has declared so.

use serde_json::json;
use store::{Draft, Timestamp, Tx};

use super::{load, require_work};
use crate::interests::acts::{self as interests, About, Given, Hold, NewParty, PUBLIC_KIND};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, refused};
use crate::platform::permissions::Right;
use crate::voice::model::State;
use crate::voice::store::{self as rows, Message};

/// Somebody whom a message is about, as typed.
#[derive(Debug, Clone, Default)]
pub struct Naming {
    /// Message.
    pub message: String,
    /// The firm or person.
    pub party: NewParty,
}

/// The message, for who works at the desk; for who was kept from it, it does not exist.
pub(super) async fn at_desk(tx: &mut Tx, actor: &Actor, id: &str) -> Result<Message, ActError> {
    let message = load(tx, actor, id).await?;
    match held(tx, actor, id).await? {
        Hold::Away => Err(ActError::NotFound),
        _ => Ok(message),
    }
}

/// The message, for who may work on what it says: where it is about somebody, who was given it and has declared, who triages, and who
/// decides on an objection.
pub(super) async fn opened(tx: &mut Tx, actor: &Actor, id: &str) -> Result<Message, ActError> {
    let message = at_desk(tx, actor, id).await?;
    let shut = held(tx, actor, id).await? == Hold::Shut
        && message.state() != State::Reviewing
        && !actor.may_for(Right::MessageTriage, message.unit.as_deref());
    if shut && actor.may_for(Right::MessageHandle, message.unit.as_deref()) {
        return Err(refused(|t| t.voice_refused_shut().to_owned()));
    }
    Ok(message)
}

async fn held(tx: &mut Tx, actor: &Actor, id: &str) -> Result<Hold, ActError> {
    let account = actor.account.as_deref();
    Ok(interests::hold(tx.read(), &actor.organisation, id, account).await?)
}

/// Whether a message is about somebody and this person is not yet the one who handles it.
pub(super) async fn is_shut(tx: &mut Tx, actor: &Actor, id: &str) -> Result<bool, ActError> {
    Ok(held(tx, actor, id).await? == Hold::Shut)
}

/// Names somebody whom a message is about. Who is in conflict with them no longer finds it; from their hands it goes on to the next.
pub async fn name_party(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &Naming,
) -> Result<Given, ActError> {
    let mut message = at_desk(tx, actor, &input.message).await?;
    let right = require_work(actor, &message)?;
    if !message.state().owes_answer() {
        return Err(refused(|t| t.voice_refused_state().to_owned()));
    }
    let Some(unit) = message.unit.clone() else {
        return Err(refused(|t| t.voice_refused_no_unit().to_owned()));
    };
    let about = About {
        id: message.id.clone(),
        code: message.code.clone(),
        subject: message.subject.clone(),
        unit,
        taken_by: message
            .taken_by
            .clone()
            .filter(|_| message.state() != State::Reviewing),
    };
    let given = interests::name_party(tx, actor, right, now, &about, &input.party).await?;
    if let Some(account) = &message.taken_by
        && interests::hold(tx.read(), &actor.organisation, &message.id, Some(account)).await?
            == Hold::Away
    {
        message.taken_by = None;
        rows::save_message(tx, &actor.organisation, &message).await?;
        // Who was kept from a message touches a good name: in public this has the general kind.
        tx.append(Draft {
            organisation: &actor.organisation,
            kind: "interests.message-handed-on",
            public_kind: PUBLIC_KIND,
            objects: vec![("matter", message.id.clone())],
            actor: actor.account.clone(),
            role: actor.role_for(Some(right)),
            unit: actor.unit_for(right),
            at: now,
            payload: vec![("responsible", json!(message.unit))],
        })
        .await?;
    }
    Ok(given)
}
