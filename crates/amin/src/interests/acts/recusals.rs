//! A commanded recusal ends by a reviewer's act only: a newer declaration, however it was judged, leaves it standing.

use serde_json::json;
use store::{Timestamp, Tx};

use super::{Deed, RESCREEN_JOB, known_id, required_note};
use crate::interests::model::ConditionKind;
use crate::interests::store::{self as rows, RecusalEnd};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, refused};
use crate::platform::permissions::Right;

/// Ends a recusal that was commanded on a declaration, with the reason. The declarant does not end their own.
pub async fn end_recusal(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    condition: &str,
    reason: &str,
) -> Result<(), ActError> {
    actor.require(Right::InterestReview, None)?;
    known_id(condition)?;
    let organisation = actor.organisation.as_str();
    let row = rows::condition(tx.read(), organisation, condition)
        .await?
        .filter(|row| row.kind == ConditionKind::Recusal.code())
        .ok_or(ActError::NotFound)?;
    if actor.person.as_deref() == Some(&row.person) {
        return Err(refused(|t| t.interests_refused_own().to_owned()));
    }
    let before = rows::recusal_ends(tx.read(), organisation, &row.declaration).await?;
    if before.iter().any(|end| end.id == row.id) {
        return Ok(());
    }
    let reason = required_note("end_reason", reason)?;
    let end = RecusalEnd {
        id: row.id.clone(),
        declaration: row.declaration.clone(),
        person: row.person.clone(),
        reason: reason.clone(),
        account: actor.account.clone(),
        at: now,
    };
    rows::insert_recusal_end(tx, organisation, &end).await?;
    let payload = json!({ "person": row.person });
    tx.enqueue(organisation, RESCREEN_JOB, &payload, now, now)
        .await?;
    Deed {
        actor,
        right: Some(Right::InterestReview),
        now,
        kind: "interests.recusal-ended",
        objects: vec![
            ("declaration-condition", row.id),
            ("declaration", row.declaration),
            ("person", row.person),
        ],
        payload: vec![("reason", json!(reason))],
    }
    .done(tx)
    .await?;
    Ok(())
}
