//! A declaration is looked at and judged, and each look at somebody's kin has its reason.

use persian::{Date, LegalEntityId, tehran_micros};
use serde_json::json;
use store::{Timestamp, Tx};

use super::conditions::{tell_reviewed, watch_condition};
use super::{Deed, MOST_NOTE, RESCREEN_JOB, known_id, required_note};
use crate::interests::model::{ConditionKind, DeclarationState};
use crate::interests::store::{self as rows, Condition, Declaration, Lookup};
use crate::organisation::store as organisations;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, invalid, refused};
use crate::platform::permissions::Right;
use crate::platform::texts::Lang;

/// Conditions that one review can set.
pub const MOST_CONDITIONS: usize = 5;

/// A condition as typed.
#[derive(Debug, Clone, Default)]
pub struct NewCondition {
    /// Code of a [`ConditionKind`].
    pub kind: String,
    /// What is to be done.
    pub text: String,
    /// National id of the firm concerned, or empty.
    pub legal_id: String,
    /// Account that answers for it.
    pub owner: String,
    /// Until when, as typed.
    pub due: String,
}

impl NewCondition {
    /// Whether nothing was typed into it.
    pub fn is_blank(&self) -> bool {
        [&self.text, &self.legal_id, &self.due]
            .iter()
            .all(|text| text.trim().is_empty())
    }
}

/// What a reviewer decides.
#[derive(Debug, Clone, Default)]
pub struct Review {
    /// Declaration.
    pub declaration: String,
    /// Code of a [`DeclarationState`].
    pub state: String,
    /// Why.
    pub note: String,
    /// Conditions, where it is approved with conditions.
    pub conditions: Vec<NewCondition>,
}

async fn load(tx: &mut Tx, actor: &Actor, id: &str) -> Result<Declaration, ActError> {
    known_id(id)?;
    rows::declaration(tx.read(), &actor.organisation, id)
        .await?
        .ok_or(ActError::NotFound)
}

/// Refuses who would judge their own declaration.
fn not_own(actor: &Actor, declaration: &Declaration) -> Result<(), ActError> {
    if actor.person.as_deref() == Some(&declaration.person) {
        Err(refused(|t| t.interests_refused_own().to_owned()))
    } else {
        Ok(())
    }
}

/// Opens what a declaration says about relatives, once, with the reason in the journal.
pub async fn open_kin(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    reason: &str,
) -> Result<(), ActError> {
    actor.require(Right::InterestReview, None)?;
    let declaration = load(tx, actor, id).await?;
    not_own(actor, &declaration)?;
    let reason = required_note("reason", reason)?;
    let lookup = Lookup {
        account: actor.account.clone().unwrap_or_default(),
        reason: reason.clone(),
        at: now,
    };
    rows::insert_lookup(tx, &actor.organisation, &declaration, &lookup).await?;
    Deed {
        actor,
        right: Some(Right::InterestReview),
        now,
        kind: "interests.kin-opened",
        objects: vec![
            ("declaration", declaration.id),
            ("person", declaration.person),
        ],
        payload: vec![("reason", json!(reason))],
    }
    .done(tx)
    .await?;
    Ok(())
}

/// Judges a declaration: approved, approved with conditions, or rejected; always with a reason, and never by the declarant.
pub async fn review(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &Review,
) -> Result<(), ActError> {
    actor.require(Right::InterestReview, None)?;
    let mut declaration = load(tx, actor, &input.declaration).await?;
    not_own(actor, &declaration)?;
    let state = DeclarationState::of(&input.state)
        .filter(|state| state.is_reviewed())
        .ok_or_else(|| invalid("state", |t| t.interests_fault_review().to_owned()))?;
    if declaration.state().is_reviewed() {
        return Err(refused(|t| t.interests_refused_reviewed().to_owned()));
    }
    let note = required_note("note", &input.note)?;
    let given: Vec<&NewCondition> = input
        .conditions
        .iter()
        .filter(|row| !row.is_blank())
        .collect();
    if (state == DeclarationState::Conditional) == given.is_empty() {
        return Err(if given.is_empty() {
            invalid("conditions", |t| {
                t.interests_fault_no_condition().to_owned()
            })
        } else {
            invalid("conditions", |t| {
                t.interests_fault_condition_unasked().to_owned()
            })
        });
    }
    let mut conditions = Vec::new();
    for (number, row) in (1_usize..).zip(given) {
        conditions.push(good_condition(tx, actor, now, &declaration, number, row).await?);
    }
    state.code().clone_into(&mut declaration.state);
    declaration.reviewed_at = Some(now);
    declaration.reviewed_by.clone_from(&actor.account);
    note.clone_into(&mut declaration.review_note);
    rows::save_review(tx, &actor.organisation, &declaration).await?;
    for condition in &conditions {
        rows::insert_condition(tx, &actor.organisation, condition).await?;
        watch_condition(tx, &actor.organisation, now, condition).await?;
    }
    tell_reviewed(tx, &actor.organisation, now, &declaration, &conditions).await?;
    // What is approved takes the place of earlier ties, and a condition may add a recusal.
    tx.enqueue(
        &actor.organisation,
        RESCREEN_JOB,
        &json!({ "person": declaration.person }),
        now,
        now,
    )
    .await?;
    let kind = match state {
        DeclarationState::Approved => "interests.approved",
        DeclarationState::Conditional => "interests.approved-with-conditions",
        DeclarationState::Rejected | DeclarationState::Submitted => "interests.rejected",
    };
    let mut objects = vec![
        ("declaration", declaration.id.clone()),
        ("person", declaration.person.clone()),
    ];
    objects.extend(
        conditions
            .iter()
            .map(|row| ("declaration-condition", row.id.clone())),
    );
    Deed {
        actor,
        right: Some(Right::InterestReview),
        now,
        kind,
        objects,
        payload: vec![
            ("note", json!(note)),
            (
                "conditions",
                json!(conditions.iter().map(|row| json!({ "kind": row.kind, "owner": row.owner, "due": row.due_at.rfc3339() })).collect::<Vec<_>>()),
            ),
        ],
    }
    .done(tx)
    .await?;
    Ok(())
}

async fn good_condition(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    declaration: &Declaration,
    number: usize,
    row: &NewCondition,
) -> Result<Condition, ActError> {
    let kind = ConditionKind::of(&row.kind).ok_or_else(|| {
        invalid("conditions", move |t| {
            t.interests_fault_condition_kind(number)
        })
    })?;
    let text = persian::normalize(&row.text).trim().to_owned();
    if text.is_empty() || text.chars().count() > MOST_NOTE {
        return Err(invalid("conditions", move |t| {
            t.interests_fault_condition_text(number)
        }));
    }
    let legal_id = match row.legal_id.trim() {
        "" => None,
        typed => Some(
            typed
                .parse::<LegalEntityId>()
                .map_err(|why| {
                    invalid("conditions", move |t| {
                        let why = match t.lang {
                            Lang::Fa => why.to_persian(),
                            Lang::En => why.to_string(),
                        };
                        t.interests_fault_condition_legal(number, &why)
                    })
                })?
                .to_string(),
        ),
    };
    let due: Date = row.due.trim().parse().map_err(|_| {
        invalid("conditions", move |t| {
            t.interests_fault_condition_due(number)
        })
    })?;
    let due_at = Timestamp(tehran_micros(due, 23, 59));
    if due_at < now {
        return Err(invalid("conditions", move |t| {
            t.interests_fault_condition_due(number)
        }));
    }
    known_id(&row.owner)?;
    let owner = organisations::account(tx.read(), &actor.organisation, &row.owner)
        .await?
        .filter(|account| account.active)
        .ok_or_else(|| {
            invalid("conditions", move |t| {
                t.interests_fault_condition_owner(number)
            })
        })?;
    Ok(Condition {
        id: tx.new_id(now),
        declaration: declaration.id.clone(),
        person: declaration.person.clone(),
        kind: kind.code().to_owned(),
        text,
        legal_id,
        owner: owner.id,
        due_at,
        done_at: None,
        done_by: None,
        done_note: String::new(),
    })
}
