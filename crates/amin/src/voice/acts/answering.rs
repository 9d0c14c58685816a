//! Answers: the unit's, and the higher officer's decision on an objection.

use serde_json::json;
use store::{Timestamp, Tx};

use super::parties::{at_desk, opened};
use super::{Deed, advance, end_pause, given, require_running, require_work};
use crate::interests::acts::{self as interests, Reviewing};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, refused};
use crate::platform::permissions::Right;
use crate::voice::model::{Kind, LegalGround, News, Outcome, PlainLanguage, Purpose, Step};
use crate::voice::rules::Rules;
use crate::voice::store::{self as rows, Answer, Message};

/// Longest answer, in characters.
const MOST_ANSWER: usize = 8_000;

/// An answer as the form gives it.
#[derive(Debug, Clone, Default)]
pub struct NewAnswer {
    /// Message.
    pub message: String,
    /// Text.
    pub text: String,
    /// A word of [`Outcome`] that fits the kind of message.
    pub outcome: String,
    /// Words of [`PlainLanguage`]; all must be there.
    pub checklist: Vec<String>,
    /// A word of [`LegalGround`], for a refusal or partial release.
    pub legal_ground: String,
}

/// Checks an answer and gives its row, without id, author and level.
fn check(kind: Kind, input: &NewAnswer) -> Result<Answer, ActError> {
    let mut faults = Faults::default();
    let text = persian::normalize(&input.text).trim().to_owned();
    if text.is_empty() {
        faults.add("text", |t| t.voice_answer_missing().to_owned());
    } else if text.chars().count() > MOST_ANSWER {
        faults.add("text", |t| t.voice_text_long(MOST_ANSWER));
    }
    let outcome =
        Outcome::of(&input.outcome).filter(|outcome| Outcome::of_answers(kind).contains(outcome));
    if outcome.is_none() {
        faults.add("outcome", |t| t.voice_outcome_missing().to_owned());
    }
    if !PlainLanguage::ALL
        .iter()
        .all(|item| input.checklist.iter().any(|ticked| ticked == item.code()))
    {
        faults.add("checklist", |t| t.voice_checklist_missing().to_owned());
    }
    let legal_ground = LegalGround::of(&input.legal_ground).map(|ground| ground.code().to_owned());
    if outcome.is_some_and(Outcome::needs_legal_ground) && legal_ground.is_none() {
        faults.add("legal_ground", |t| {
            t.voice_legal_ground_missing().to_owned()
        });
    }
    faults.check()?;
    Ok(Answer {
        id: String::new(),
        level: 0,
        text,
        checklist: PlainLanguage::ALL
            .iter()
            .map(|item| item.code())
            .collect::<Vec<_>>()
            .join(" "),
        outcome: input.outcome.clone(),
        legal_ground,
        role: String::new(),
        account: None,
        unit: None,
        at: Timestamp::default(),
    })
}

async fn write(
    tx: &mut Tx,
    deed: Deed<'_>,
    message: &Message,
    mut answer: Answer,
    step: Step,
) -> Result<(), ActError> {
    answer.id = tx.new_id(deed.now);
    deed.actor.role_for(deed.right).clone_into(&mut answer.role);
    answer.account.clone_from(&deed.actor.account);
    answer.at = deed.now;
    rows::insert_answer(tx, &deed.actor.organisation, &message.id, &answer).await?;
    deed.step(tx, message, step, None, true).await?;
    let mut deed = deed;
    deed.payload.extend([
        ("answer", json!(answer.text)),
        ("outcome", json!(answer.outcome)),
        ("legal-ground", json!(answer.legal_ground)),
        ("checklist", json!(answer.checklist)),
        ("level", json!(answer.level)),
    ]);
    let (organisation, now) = (deed.actor.organisation.clone(), deed.now);
    deed.done(tx, message).await?;
    let news = if step == Step::Reviewed {
        News::Decided
    } else {
        News::Answered
    };
    super::tell(tx, &organisation, message, news, now).await
}

/// Answers a message. From now the citizen may accept or object until the objection's deadline.
pub async fn answer(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    input: &NewAnswer,
) -> Result<(), ActError> {
    let mut message = opened(tx, actor, &input.message).await?;
    let right = require_work(actor, &message)?;
    let mut answer = check(message.kind(), input)?;
    end_pause(&mut message, rules, now)?;
    let late = message.overdue(now);
    advance(&mut message, Step::Answered)?;
    message.late |= late;
    message.answered_at = Some(now);
    message.answered_by.clone_from(&actor.account);
    message.outcome = Some(answer.outcome.clone());
    let until = rules
        .deadline(Purpose::Objection, message.kind(), &message.category, now)?
        .at;
    message.objection_until = Some(until);
    answer.unit.clone_from(&message.unit);
    let payload = vec![
        ("deadline", json!(message.deadline_at.0)),
        ("late", json!(late)),
        ("objection-until", json!(until.0)),
    ];
    let deed = Deed {
        actor,
        right: Some(right),
        now,
        kind: "voice.answered",
        payload,
    };
    write(tx, deed, &message, answer, Step::Answered).await?;
    interests::message_done(tx, actor, now, &message.id).await?;
    let payload = json!({ "message": message.id, "until": until.0 });
    tx.enqueue(
        &actor.organisation,
        super::OBJECTION_JOB,
        &payload,
        until.plus_seconds(1),
        now,
    )
    .await?;
    Ok(())
}

/// The right to decide on an objection: in the unit above, and never by the account that gave the answer.
fn require_review(actor: &Actor, message: &Message) -> Result<(), ActError> {
    if !actor.may_for(Right::MessageReview, message.higher_unit.as_deref()) {
        let readable = actor.may_for(Right::MessageRead, message.unit.as_deref());
        return Err(if readable {
            ActError::Forbidden
        } else {
            ActError::NotFound
        });
    }
    if actor.account.is_some() && actor.account == message.answered_by {
        return Err(refused(|t| t.voice_refused_own_answer().to_owned()));
    }
    Ok(())
}

/// Begins the decision on an objection, where nothing stands in the way; gives what does. Who is in conflict no longer finds it.
pub async fn take_review(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
) -> Result<Reviewing, ActError> {
    let mut message = at_desk(tx, actor, id).await?;
    require_review(actor, &message)?;
    let standing = interests::may_review(tx, actor, now, id).await?;
    if standing != Reviewing::Free {
        return Ok(standing);
    }
    advance(&mut message, Step::ReviewTaken)?;
    message.taken_by.clone_from(&actor.account);
    let deed = Deed {
        actor,
        right: Some(Right::MessageReview),
        now,
        kind: "voice.review-taken",
        payload: vec![],
    };
    deed.step(tx, &message, Step::ReviewTaken, None, true)
        .await?;
    deed.done(tx, &message).await?;
    Ok(Reviewing::Free)
}

/// Decides on an objection, where nothing stands in the way; gives what does. It is the last answer inside the organisation: the message
/// is closed with its outcome.
pub async fn review(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &NewAnswer,
) -> Result<Reviewing, ActError> {
    let mut message = at_desk(tx, actor, &input.message).await?;
    require_review(actor, &message)?;
    let standing = interests::may_review(tx, actor, now, &message.id).await?;
    if standing != Reviewing::Free {
        return Ok(standing);
    }
    require_running(&message)?;
    let mut answer = check(message.kind(), input)?;
    let late = message.overdue(now);
    advance(&mut message, Step::Reviewed)?;
    message.late |= late;
    message.reviewed = true;
    if message.answered_at.is_none() {
        message.answered_at = Some(now);
        message.answered_by.clone_from(&actor.account);
    }
    let before = message.outcome.replace(answer.outcome.clone());
    message.closed_at = Some(now);
    answer.level = 1;
    answer.unit = given(message.higher_unit.as_deref().unwrap_or(""));
    let payload = vec![("late", json!(late)), ("outcome-before", json!(before))];
    let deed = Deed {
        actor,
        right: Some(Right::MessageReview),
        now,
        kind: "voice.reviewed",
        payload,
    };
    write(tx, deed, &message, answer, Step::Reviewed).await?;
    interests::message_done(tx, actor, now, &message.id).await?;
    Ok(Reviewing::Free)
}
