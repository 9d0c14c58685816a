//! The register of managers' orders: the order, the review of its legality by somebody else, an employee's written objection and the
//! manager's written answer.

use serde_json::json;
use store::{Conn, Timestamp, Tx};

use super::{MOST_TEXT, MOST_TITLE, entry, known, reader, token};
use crate::committee::acts::{day_of, text_of};
use crate::inspection::model::{ObjectionAnswer, Verdict};
use crate::inspection::store::{self as rows, ObjectionRow, OrderRow};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, refused};
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};
use crate::voice::rules::Rules;

/// An order as typed.
#[derive(Debug, Clone, Default)]
pub struct OrderInput {
    /// The form's token, its id.
    pub id: String,
    /// Number of the letter.
    pub number: String,
    /// Its day.
    pub given_on: String,
    /// Unit to which it was given.
    pub unit: String,
    /// One line.
    pub title: String,
    /// The order.
    pub text: String,
    /// Law or rule that it rests on.
    pub legal_basis: String,
}

/// A manager registers an order of the own. Gives its id.
pub async fn record_order(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    input: &OrderInput,
) -> Result<String, ActError> {
    token(&input.id)?;
    let organisation = actor.organisation.as_str();
    if rows::order(tx.read(), organisation, &input.id)
        .await?
        .is_some()
    {
        return Ok(input.id.clone());
    }
    let mut faults = Faults::default();
    let unit = rules.unit(&input.unit).is_some_and(|unit| unit.active);
    if !unit || !actor.may_for(Right::OrderRecord, Some(&input.unit)) {
        faults.add("unit", |t| t.committee_fault_choose().to_owned());
    }
    let number = text_of(&mut faults, "number", &input.number, 60);
    let number = persian::to_ascii(&number);
    let on = day_of(&mut faults, "given_on", &input.given_on);
    if on.is_some_and(|on| on > persian::tehran_date(now.0)) {
        faults.add("given_on", |t| t.inspection_fault_future().to_owned());
    }
    let title = text_of(&mut faults, "title", &input.title, MOST_TITLE);
    let text = text_of(&mut faults, "text", &input.text, MOST_TEXT);
    let legal_basis = text_of(&mut faults, "legal_basis", &input.legal_basis, MOST_TITLE);
    if unit && rows::order_numbered(tx.read(), organisation, &input.unit, &number).await? {
        faults.add("number", |t| t.inspection_fault_number_taken().to_owned());
    }
    faults.check()?;
    let (Some(on), Some(issuer)) = (on, actor.person.clone()) else {
        return Err(ActError::Forbidden);
    };
    let row = OrderRow {
        id: input.id.clone(),
        number,
        given_on: on.gregorian_iso(),
        unit: input.unit.clone(),
        issuer,
        title,
        text,
        legal_basis,
        recorded_by: actor.account.clone(),
        recorded_at: now,
        verdict: String::new(),
        review: String::new(),
        reviewed_by: None,
        reviewed_person: None,
        reviewed_at: None,
    };
    rows::insert_order(tx, organisation, &row).await?;
    let payload = vec![
        ("number", json!(row.number)),
        ("given-on", json!(row.given_on)),
        ("concerned-unit", json!(row.unit)),
        ("title", json!(row.title)),
        ("text", json!(row.text)),
        ("legal-basis", json!(row.legal_basis)),
    ];
    write(
        tx,
        actor,
        now,
        Right::OrderRecord,
        "inspection.order-recorded",
        &row.id,
        payload,
    )
    .await?;
    Ok(row.id)
}

async fn write(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    right: Right,
    kind: &'static str,
    order: &str,
    payload: Vec<(&'static str, serde_json::Value)>,
) -> Result<(), ActError> {
    let objects = vec![("order", order.to_owned())];
    entry(tx, actor, now, Some(right), kind, objects, payload).await?;
    Ok(())
}

/// The order, where this actor may see it: those of the own units; all for who reads all.
pub async fn visible_order(conn: &mut Conn, actor: &Actor, id: &str) -> Result<OrderRow, ActError> {
    rows::order(conn, &actor.organisation, known(id)?)
        .await?
        .filter(|row| actor.may_for(Right::OrderRead, Some(&row.unit)))
        .ok_or(ActError::NotFound)
}

/// Whether two people are one human being as far as the records tell.
async fn same(
    conn: &mut Conn,
    organisation: &str,
    one: &str,
    other: &str,
) -> Result<bool, ActError> {
    let one = rows::human(conn, organisation, one).await?;
    let other = rows::human(conn, organisation, other).await?;
    Ok(one.zip(other).is_some_and(|(one, other)| one.is(&other)))
}

/// Reviews whether an order is within the law: once, by somebody else than who gave it.
pub async fn review_order(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    verdict: &str,
    reasons: &str,
) -> Result<(), ActError> {
    let mut row = visible_order(tx.read(), actor, id).await?;
    actor.require(Right::OrderReview, Some(&row.unit))?;
    let organisation = actor.organisation.as_str();
    if !row.verdict.is_empty() {
        return Err(refused(|t| t.inspection_refused_reviewed().to_owned()));
    }
    if same(tx.read(), organisation, &row.issuer, &reader(actor)).await? {
        return Err(refused(|t| t.inspection_refused_own_order().to_owned()));
    }
    let mut faults = Faults::default();
    if Verdict::of(verdict).is_none() {
        faults.add("verdict", |t| t.committee_fault_choose().to_owned());
    }
    row.review = text_of(&mut faults, "note", reasons, MOST_TEXT);
    faults.check()?;
    verdict.clone_into(&mut row.verdict);
    row.reviewed_by.clone_from(&actor.account);
    row.reviewed_person.clone_from(&actor.person);
    row.reviewed_at = Some(now);
    rows::save_order(tx, organisation, &row).await?;
    if Verdict::of(verdict) != Some(Verdict::Lawful) {
        tell_about(tx, organisation, &row, now).await?;
    }
    let payload = vec![
        ("verdict", json!(row.verdict)),
        ("review", json!(row.review)),
    ];
    write(
        tx,
        actor,
        now,
        Right::OrderReview,
        "inspection.order-reviewed",
        &row.id,
        payload,
    )
    .await
}

async fn tell_about(
    tx: &mut Tx,
    organisation: &str,
    row: &OrderRow,
    now: Timestamp,
) -> Result<(), ActError> {
    let t = Texts::of(Lang::Fa);
    let number = t.lang.digits(&row.number);
    let people = std::slice::from_ref(&row.issuer);
    let subject = t.inspection_news_order_subject();
    let words = t.inspection_news_order(&number);
    crate::committee::jobs::tell(tx, organisation, people, subject, &words, now).await?;
    Ok(())
}

/// Whether who acts may object to an order: an employee of the unit who did not give it.
pub fn may_object(actor: &Actor, row: &OrderRow) -> bool {
    actor.person.is_some()
        && actor.person.as_ref() != Some(&row.issuer)
        && actor.may_for(Right::OrderObject, Some(&row.unit))
}

/// An employee objects in writing. One objection waits for its answer before the next.
pub async fn object_to_order(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    text: &str,
) -> Result<(), ActError> {
    let row = visible_order(tx.read(), actor, id).await?;
    if !may_object(actor, &row) {
        return Err(ActError::Forbidden);
    }
    let organisation = actor.organisation.as_str();
    let there = rows::objections(tx.read(), organisation, &row.id).await?;
    let person = reader(actor);
    if there
        .iter()
        .any(|one| one.person == person && one.answer.is_empty())
    {
        return Err(refused(|t| t.inspection_refused_objected().to_owned()));
    }
    let mut faults = Faults::default();
    let text = text_of(&mut faults, "note", text, MOST_TEXT);
    faults.check()?;
    let objection = ObjectionRow {
        id: tx.new_id(now),
        order_id: row.id.clone(),
        person,
        account: actor.account.clone(),
        text,
        at: now,
        answer: String::new(),
        reply: String::new(),
        answered_by: None,
        answered_at: None,
    };
    rows::insert_objection(tx, organisation, &objection).await?;
    tell_about(tx, organisation, &row, now).await?;
    let payload = vec![
        ("objection", json!(objection.id)),
        ("text", json!(objection.text)),
    ];
    write(
        tx,
        actor,
        now,
        Right::OrderObject,
        "inspection.order-objected",
        &row.id,
        payload,
    )
    .await
}

/// The manager who gave the order answers an objection in writing.
pub async fn answer_objection(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    objection: &str,
    answer: &str,
    reply: &str,
) -> Result<(), ActError> {
    let row = visible_order(tx.read(), actor, id).await?;
    if actor.person.as_ref() != Some(&row.issuer) {
        return Err(ActError::Forbidden);
    }
    let organisation = actor.organisation.as_str();
    let mut one = rows::objection(tx.read(), organisation, known(objection)?)
        .await?
        .filter(|one| one.order_id == row.id)
        .ok_or(ActError::NotFound)?;
    if !one.answer.is_empty() {
        return Err(refused(|t| t.inspection_refused_state().to_owned()));
    }
    let mut faults = Faults::default();
    if ObjectionAnswer::of(answer).is_none() {
        faults.add("answer", |t| t.committee_fault_choose().to_owned());
    }
    one.reply = text_of(&mut faults, "note", reply, MOST_TEXT);
    faults.check()?;
    answer.clone_into(&mut one.answer);
    one.answered_by.clone_from(&actor.account);
    one.answered_at = Some(now);
    rows::save_objection(tx, organisation, &one).await?;
    let t = Texts::of(Lang::Fa);
    let number = t.lang.digits(&row.number);
    crate::committee::jobs::tell(
        tx,
        organisation,
        std::slice::from_ref(&one.person),
        t.inspection_news_answered_subject(),
        &t.inspection_news_answered(&number),
        now,
    )
    .await?;
    let payload = vec![
        ("objection", json!(one.id)),
        ("answer", json!(one.answer)),
        ("reply", json!(one.reply)),
    ];
    write(
        tx,
        actor,
        now,
        Right::OrderRecord,
        "inspection.objection-answered",
        &row.id,
        payload,
    )
    .await
}
