//! Conditions of an approved declaration: their owner says that they are met, a reviewer confirms or returns that, and who answers for one
//! is reminded before its last day. What is late goes to the reviewers as a finding.

use serde_json::json;
use store::{Timestamp, Tx};

use super::{Deed, RESCREEN_JOB, known_id, required_note};
use crate::committee::jobs::tell;
use crate::findings::acts::raise;
use crate::findings::model::{Kind, NewFinding, Severity};
use crate::interests::model::{ConditionWord, DeclarationState};
use crate::interests::store::{self as rows, Condition, Declaration, WordRow};
use crate::organisation::store as organisations;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, refused};
use crate::platform::permissions::{Right, Role};
use crate::platform::texts::{Lang, Texts};

/// Kind of the job that looks at a condition: before its last day, on it, and after it.
pub const CONDITION_JOB: &str = "interests.condition";
/// The first reminder comes so long before the last day ends.
const EARLY: i64 = 3 * Timestamp::DAY;
/// The second comes on the morning of the last day.
const MORNING: i64 = 16 * 3_600 * Timestamp::SECOND;

/// Sees to it that a condition is looked at in its time.
pub(super) async fn watch_condition(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    row: &Condition,
) -> Result<(), store::Error> {
    let payload = json!({ "condition": row.id });
    for at in [
        Timestamp(row.due_at.0 - EARLY),
        Timestamp(row.due_at.0 - MORNING),
        // The last minute belongs to the day.
        row.due_at.plus_seconds(60),
    ] {
        if at > now {
            tx.enqueue(organisation, CONDITION_JOB, &payload, at, now)
                .await?;
        }
    }
    Ok(())
}

/// Tells the declarant what came of the review, and each owner of a condition what is theirs to do.
pub(super) async fn tell_reviewed(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    declaration: &Declaration,
    conditions: &[Condition],
) -> Result<(), ActError> {
    let t = Texts::of(Lang::Fa);
    let text = match declaration.state() {
        DeclarationState::Conditional => t.interests_news_conditional(),
        DeclarationState::Rejected => t.interests_news_rejected(),
        DeclarationState::Approved | DeclarationState::Submitted => t.interests_news_approved(),
    };
    tell(
        tx,
        organisation,
        std::slice::from_ref(&declaration.person),
        t.interests_news_subject(),
        text,
        now,
    )
    .await?;
    for row in conditions {
        let Some(owner) = person_of(tx, organisation, &row.owner).await? else {
            continue;
        };
        let day = crate::platform::page::day(Lang::Fa, row.due_at);
        tell(
            tx,
            organisation,
            &[owner],
            t.interests_condition_subject(),
            &t.interests_condition_set(&day),
            now,
        )
        .await?;
    }
    Ok(())
}

async fn person_of(
    tx: &mut Tx,
    organisation: &str,
    account: &str,
) -> Result<Option<String>, store::Error> {
    let row = organisations::account(tx.read(), organisation, account).await?;
    Ok(row.map(|row| row.person))
}

/// The integrity officers who can say something about a condition: not the declarant, and not who answers for it.
async fn reviewers(
    tx: &mut Tx,
    organisation: &str,
    row: &Condition,
) -> Result<Vec<String>, store::Error> {
    let all = rows::handlers_of_all(tx.read(), organisation, Role::IntegrityOfficer.code()).await?;
    Ok(all
        .into_iter()
        .filter(|one| one.person != row.person && one.account != row.owner)
        .map(|one| one.person)
        .collect())
}

/// Reminds who answers for a condition; after its last day the reviewers learn that it is late. One that is met is left alone.
pub async fn look_at_condition(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    base: &str,
    id: &str,
) -> Result<(), ActError> {
    let Some(row) = rows::condition(tx.read(), organisation, id).await? else {
        return Ok(());
    };
    if row.done_at.is_some() {
        return Ok(());
    }
    let t = Texts::of(Lang::Fa);
    let day = crate::platform::page::day(Lang::Fa, row.due_at);
    let late = now > row.due_at;
    if let Some(owner) = person_of(tx, organisation, &row.owner).await? {
        let text = if late {
            t.interests_condition_late(&day)
        } else {
            t.interests_condition_due(&day)
        };
        let body = format!("{text}\n{base}/interests");
        let subject = t.interests_condition_subject();
        tell(tx, organisation, &[owner], subject, &body, now).await?;
    }
    if !late {
        return Ok(());
    }
    let people = reviewers(tx, organisation, &row).await?;
    let body = format!(
        "{}\n{base}/interests/conditions",
        t.interests_condition_late_reviewer()
    );
    let subject = t.interests_condition_subject();
    tell(tx, organisation, &people, subject, &body, now).await?;
    let en = Texts::of(Lang::En);
    let finding = NewFinding {
        key: format!("condition-late:{}", row.id),
        kind: Kind::Conflict,
        severity: Severity::Medium,
        unit: None,
        service: None,
        object: Some(("declaration", row.declaration.clone())),
        title: (
            t.interests_finding_condition_title().to_owned(),
            en.interests_finding_condition_title().to_owned(),
        ),
        text: (
            t.interests_finding_condition().to_owned(),
            en.interests_finding_condition().to_owned(),
        ),
        query: "declaration_condition past its last day and not met".to_owned(),
        rule_version: "condition-1".to_owned(),
        input_hash: hex::encode(<sha2::Sha256 as sha2::Digest>::digest(format!(
            "{} {}",
            row.id, row.due_at.0
        ))),
        case_count: 1,
        cases: Vec::new(),
        facts: json!({ "condition-kind": row.kind }),
    };
    raise(tx, &Actor::program(organisation), now, &finding).await?;
    Ok(())
}

async fn load(tx: &mut Tx, actor: &Actor, id: &str) -> Result<Condition, ActError> {
    known_id(id)?;
    rows::condition(tx.read(), &actor.organisation, id)
        .await?
        .ok_or(ActError::NotFound)
}

/// Says that a condition is met, with the evidence. Its owner or a reviewer does that; another reviewer confirms it.
pub async fn meet_condition(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    note: &str,
) -> Result<(), ActError> {
    let mut row = load(tx, actor, id).await?;
    let reviewer = actor.may(Right::InterestReview);
    if actor.account.as_deref() != Some(&row.owner) && !reviewer {
        return Err(ActError::NotFound);
    }
    if row.done_at.is_some() {
        return Ok(());
    }
    let note = required_note("note", note)?;
    row.done_at = Some(now);
    row.done_by.clone_from(&actor.account);
    note.clone_into(&mut row.done_note);
    rows::save_condition(tx, &actor.organisation, &row).await?;
    tx.enqueue(
        &actor.organisation,
        RESCREEN_JOB,
        &json!({ "person": row.person }),
        now,
        now,
    )
    .await?;
    let t = Texts::of(Lang::Fa);
    let people = reviewers(tx, &actor.organisation, &row).await?;
    let (subject, text) = (
        t.interests_condition_subject(),
        t.interests_condition_to_confirm(),
    );
    tell(tx, &actor.organisation, &people, subject, text, now).await?;
    Deed {
        actor,
        right: reviewer.then_some(Right::InterestReview),
        now,
        kind: "interests.condition-met",
        objects: vec![
            ("declaration-condition", row.id),
            ("declaration", row.declaration),
        ],
        payload: vec![("condition-kind", json!(row.kind)), ("note", json!(note))],
    }
    .done(tx)
    .await?;
    Ok(())
}

/// Whether this actor may confirm that a condition is met: a reviewer who neither declared, nor answers for it, nor said that it is met.
pub fn may_confirm(actor: &Actor, row: &Condition) -> bool {
    actor.may(Right::InterestReview)
        && actor.person.as_deref() != Some(&row.person)
        && actor.account.as_deref() != Some(&row.owner)
        && actor.account != row.done_by
}

/// Confirms that a condition is met, or returns it with what is still to be done.
pub async fn judge_condition(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    word: ConditionWord,
    note: &str,
) -> Result<(), ActError> {
    actor.require(Right::InterestReview, None)?;
    let mut row = load(tx, actor, id).await?;
    if !may_confirm(actor, &row) {
        return Err(refused(|t| t.interests_refused_own_condition().to_owned()));
    }
    let organisation = actor.organisation.as_str();
    let before = rows::words_of(tx.read(), organisation, id).await?;
    let confirmed = before
        .iter()
        .any(|one| one.word() == Some(ConditionWord::Confirmed));
    if row.done_at.is_none() || confirmed {
        return Err(refused(|t| {
            t.interests_refused_condition_state().to_owned()
        }));
    }
    let note = match word {
        ConditionWord::Confirmed if note.trim().is_empty() => String::new(),
        ConditionWord::Returned | ConditionWord::Confirmed => required_note("note", note)?,
    };
    let said = WordRow {
        id: tx.new_id(now),
        condition_id: row.id.clone(),
        word: word.code().to_owned(),
        note: note.clone(),
        account: actor.account.clone(),
        at: now,
    };
    rows::insert_word(tx, organisation, &said).await?;
    let t = Texts::of(Lang::Fa);
    let kind = match word {
        ConditionWord::Confirmed => "interests.condition-confirmed",
        ConditionWord::Returned => {
            // What was written as evidence stays readable beside the answer.
            row.done_at = None;
            row.done_by = None;
            rows::save_condition(tx, organisation, &row).await?;
            "interests.condition-returned"
        }
    };
    if let Some(owner) = person_of(tx, organisation, &row.owner).await? {
        let text = match word {
            ConditionWord::Confirmed => t.interests_condition_confirmed_news(),
            ConditionWord::Returned => t.interests_condition_returned_news(),
        };
        let subject = t.interests_condition_subject();
        tell(tx, organisation, &[owner], subject, text, now).await?;
    }
    Deed {
        actor,
        right: Some(Right::InterestReview),
        now,
        kind,
        objects: vec![
            ("declaration-condition", row.id),
            ("declaration", row.declaration),
        ],
        payload: vec![("condition-kind", json!(row.kind)), ("note", json!(note))],
    }
    .done(tx)
    .await?;
    Ok(())
}
