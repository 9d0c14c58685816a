//! What is done with something that recurs over many citizens' files: raised as a finding, or found to need none.

use serde_json::json;
use sha2::{Digest, Sha256};
use store::{Draft, Timestamp, Tx};

use crate::findings::acts::{Raised, raise as raise_finding};
use crate::findings::model::NewFinding;
use crate::insight::brokers::pseudonym;
use crate::insight::store::brokers::{self as rows, ReviewRow};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, invalid};
use crate::platform::permissions::Right;

/// Longest reason, in characters.
pub const MOST_REASON: usize = 1_000;

/// What is reviewed.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Id of the service, or the word for files of the program itself.
    pub source: String,
    /// Unit concerned, if one is.
    pub unit: Option<String>,
    /// Attribute.
    pub attribute: String,
    /// The value as it compares. It is kept nowhere: only its pseudonym is.
    pub value: String,
}

/// Id of the review of a pseudonym.
pub fn review_id(source: &str, attribute: &str, pseudonym: &str) -> String {
    let mut hash = Sha256::new();
    for part in [source, attribute, pseudonym] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hex::encode(hash.finalize())
}

/// The key of the finding about a pseudonym.
pub fn finding_key(source: &str, attribute: &str, pseudonym: &str) -> String {
    format!("broker:{source}:{attribute}:{pseudonym}")
}

/// The secret of the pseudonyms, made by the first review.
async fn secret(tx: &mut Tx, actor: &Actor, now: Timestamp) -> Result<String, ActError> {
    if let Some(known) = rows::secret(tx.read(), &actor.organisation).await? {
        return Ok(known);
    }
    let bytes: [u8; 32] = tx.random().bytes();
    let secret = hex::encode(bytes);
    rows::insert_secret(tx, &actor.organisation, &secret, now).await?;
    append(tx, actor, now, "finding.secret-made", Vec::new(), None).await?;
    Ok(secret)
}

/// Raises a finding about something that recurs; `new` has everything but the key.
pub async fn raise(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    subject: &Subject,
    new: &NewFinding,
) -> Result<Raised, ActError> {
    actor.require(Right::FindingRaise, subject.unit.as_deref())?;
    let secret = secret(tx, actor, now).await?;
    let name = pseudonym(&secret, &subject.value);
    let new = NewFinding {
        key: finding_key(&subject.source, &subject.attribute, &name),
        ..new.clone()
    };
    raise_finding(tx, actor, now, &new).await
}

/// Notes that something that recurs needs no finding, with the reason; or takes that back. It holds for newer data too.
pub async fn review(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    subject: &Subject,
    reason: &str,
    withdraw: bool,
) -> Result<(), ActError> {
    actor.require(Right::FindingDecide, subject.unit.as_deref())?;
    let reason = reason.trim();
    if !withdraw && (reason.is_empty() || reason.chars().count() > MOST_REASON) {
        return Err(invalid("reason", |t| {
            t.insight_accept_reason_wrong(MOST_REASON)
        }));
    }
    let secret = secret(tx, actor, now).await?;
    let name = pseudonym(&secret, &subject.value);
    let id = review_id(&subject.source, &subject.attribute, &name);
    let known = rows::reviews(
        tx.read(),
        &actor.organisation,
        &subject.source,
        &subject.attribute,
    )
    .await?;
    let stands = known.into_iter().find(|row| row.id == id);
    let same = match (&stands, withdraw) {
        (None, true) => true,
        (Some(row), false) => row.reason == reason,
        _ => false,
    };
    if same {
        return Ok(());
    }
    let row = ReviewRow {
        id,
        source: subject.source.clone(),
        attribute: subject.attribute.clone(),
        pseudonym: name.clone(),
        reason: if withdraw {
            stands.map_or_else(String::new, |row| row.reason)
        } else {
            reason.to_owned()
        },
        withdrawn: withdraw,
        account: actor.account.clone(),
        at: now,
    };
    rows::put_review(tx, &actor.organisation, &row).await?;
    let payload = vec![
        ("source", json!(row.source)),
        ("attribute", json!(row.attribute)),
        ("pseudonym", json!(name)),
        ("reason", json!(row.reason)),
    ];
    let kind = if withdraw {
        "finding.recurring-reopened"
    } else {
        "finding.recurring-dismissed"
    };
    append(tx, actor, now, kind, payload, subject.unit.clone()).await
}

async fn append(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    kind: &'static str,
    payload: Vec<(&'static str, serde_json::Value)>,
    unit: Option<String>,
) -> Result<(), ActError> {
    tx.append(Draft {
        organisation: &actor.organisation,
        kind,
        // Somebody's good name is touched before anybody has looked at it.
        public_kind: "integrity.act",
        objects: vec![("organisation", actor.organisation.clone())],
        actor: actor.account.clone(),
        role: actor.role_for(Some(Right::FindingDecide)),
        unit: unit.or_else(|| actor.unit_for(Right::FindingDecide)),
        at: now,
        payload,
    })
    .await?;
    Ok(())
}
