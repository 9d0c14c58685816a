//! What is done with findings: raised, taken, asked about, explained, decided.

use serde_json::{Value, json};
use store::{Draft, Timestamp, Tx};

use super::model::{Deed, MOST_CASES, NewFinding, OBJECTS, State, after};
use super::store::{self as rows, FindingRow, StepRow};
use crate::organisation::acts::is_among;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, invalid, refused};
use crate::platform::permissions::Right;

/// Longest note, in characters.
pub const MOST_NOTE: usize = 2_000;

/// A finding that was raised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raised {
    /// Its id.
    pub id: String,
    /// Whether it is new; else it stood already and was brought up to date.
    pub new: bool,
}

/// Raises a finding. One with the same key is brought up to date; the same data again change nothing. A decided one stays decided:
/// somebody who sees that it goes on reopens it.
pub async fn raise(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    new: &NewFinding,
) -> Result<Raised, ActError> {
    actor.require(Right::FindingRaise, new.unit.as_deref())?;
    let mut new = new.clone();
    new.cases.truncate(MOST_CASES);
    let organisation = actor.organisation.as_str();
    let known = rows::finding_of_key(tx.read(), organisation, &new.key).await?;
    let (id, deed) = match known {
        Some(row) if row.input_hash == new.input_hash && row.rule_version == new.rule_version => {
            return Ok(Raised {
                id: row.id,
                new: false,
            });
        }
        Some(row) => {
            rows::refresh(tx, organisation, &row.id, &new, now).await?;
            (row.id, Deed::SeeAgain)
        }
        None => {
            let id = tx.new_id(now);
            rows::insert(tx, organisation, &id, &new, now).await?;
            (id, Deed::Raise)
        }
    };
    let payload = vec![
        ("finding-kind", json!(new.kind.code())),
        ("severity", json!(new.severity.code())),
        ("service", json!(new.service)),
        ("concerned-unit", json!(new.unit)),
        ("query", json!(new.query)),
        ("rule-version", json!(new.rule_version)),
        ("input-hash", json!(new.input_hash)),
        ("cases", json!(new.cases)),
        ("case-count", json!(new.case_count)),
        ("facts", new.facts.clone()),
    ];
    let about = new.object.clone();
    write(tx, actor, now, &id, deed, "", about, payload).await?;
    Ok(Raised {
        id,
        new: deed == Deed::Raise,
    })
}

/// Does something with a finding, with the reason where one is needed.
///
/// Who explains for a unit does not decide about it: explaining is the unit's right, deciding the integrity officer's, and an account
/// that holds both is refused where it has explained.
pub async fn perform(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    deed: Deed,
    note: &str,
) -> Result<(), ActError> {
    let mut row = readable(tx.read(), actor, id).await?;
    let right = match deed {
        Deed::Explain => Right::FindingExplain,
        Deed::Raise | Deed::SeeAgain => return Err(ActError::NotFound),
        _ => Right::FindingDecide,
    };
    actor.require(right, row.unit.as_deref())?;
    let state = State::of(&row.state)
        .ok_or_else(|| store::Error::Corrupt(format!("finding {id}: state {}", row.state)))?;
    let next =
        after(state, deed).ok_or_else(|| refused(|t| t.findings_refused_state().to_owned()))?;
    let note = note.trim();
    if deed != Deed::Take && note.is_empty() {
        return Err(invalid("note", |t| t.findings_note_missing().to_owned()));
    }
    if note.chars().count() > MOST_NOTE {
        return Err(invalid("note", |t| t.findings_note_long(MOST_NOTE)));
    }
    if deed == Deed::Ask && row.unit.is_none() {
        return Err(refused(|t| t.findings_refused_no_unit().to_owned()));
    }
    if next.is_decided() {
        let steps = rows::steps(tx.read(), &actor.organisation, id).await?;
        let explained: Vec<String> = steps
            .into_iter()
            .filter(|step| step.deed == Deed::Explain.code())
            .filter_map(|step| step.account)
            .collect();
        if is_among(tx.read(), actor, &explained).await? {
            return Err(refused(|t| t.findings_refused_own().to_owned()));
        }
    }
    next.code().clone_into(&mut row.state);
    if deed == Deed::Take {
        row.owner.clone_from(&actor.account);
    }
    row.decided_at = next.is_decided().then_some(now);
    rows::set_state(tx, &actor.organisation, &row).await?;
    let payload = vec![("state", json!(row.state)), ("note", json!(note))];
    let about = OBJECTS
        .into_iter()
        .find(|word| Some(*word) == row.object_type.as_deref())
        .zip(row.object_id.clone());
    write(tx, actor, now, id, deed, note, about, payload).await
}

/// The finding, where the actor may read it: who may not, or is kept from what it is about, does not learn that it exists.
pub async fn readable(
    conn: &mut store::Conn,
    actor: &Actor,
    id: &str,
) -> Result<FindingRow, ActError> {
    if id.contains('\0') {
        return Err(ActError::NotFound);
    }
    let row = rows::finding(conn, &actor.organisation, id)
        .await?
        .ok_or(ActError::NotFound)?;
    actor
        .require(Right::FindingRead, row.unit.as_deref())
        .map_err(|_| ActError::NotFound)?;
    let person = actor.person.as_deref();
    if rows::is_kept_from(conn, &actor.organisation, &row, person).await? {
        return Err(ActError::NotFound);
    }
    Ok(row)
}

#[expect(
    clippy::too_many_arguments,
    reason = "each is a part of one journal entry"
)]
async fn write(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    deed: Deed,
    note: &str,
    about: Option<(&'static str, String)>,
    payload: Vec<(&'static str, Value)>,
) -> Result<(), ActError> {
    let right = match deed {
        Deed::Raise | Deed::SeeAgain => Right::FindingRaise,
        Deed::Explain => Right::FindingExplain,
        _ => Right::FindingDecide,
    };
    let step = StepRow {
        deed: deed.code().to_owned(),
        note: note.to_owned(),
        account: actor.account.clone(),
        role: actor.role_for(Some(right)).to_owned(),
        at: now,
    };
    rows::insert_step(tx, &actor.organisation, id, deed, &step).await?;
    let kind = match deed {
        Deed::Raise => "finding.raised",
        Deed::SeeAgain => "finding.seen-again",
        Deed::Take => "finding.taken",
        Deed::Ask => "finding.asked",
        Deed::Explain => "finding.explained",
        Deed::Confirm => "finding.confirmed",
        Deed::Accept => "finding.accepted",
        Deed::Dismiss => "finding.dismissed",
        Deed::Reopen => "finding.reopened",
    };
    let mut objects = vec![("finding", id.to_owned())];
    objects.extend(about);
    tx.append(Draft {
        organisation: &actor.organisation,
        kind,
        // A finding may touch somebody's good name before anybody has looked at it.
        public_kind: "integrity.act",
        objects,
        actor: actor.account.clone(),
        role: actor.role_for(Some(right)),
        unit: actor.unit_for(right),
        at: now,
        payload,
    })
    .await?;
    Ok(())
}
