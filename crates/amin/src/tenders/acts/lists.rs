//! The lists that a town keeps for its tenders: who is debarred, and the thresholds of money. Each row is dated and has a source.

use persian::{Date, LegalEntityId, NationalCode, tehran_date};
use serde_json::{Value, json};
use store::{Draft, Timestamp, Tx};

use super::reason_of;
use crate::interests::acts::RESCREEN_JOB;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults};
use crate::platform::permissions::Right;
use crate::tenders::store::{self as rows, DebarmentRow, ThresholdRow};

/// A debarment as typed.
#[derive(Debug, Clone, Default)]
pub struct NewDebarment {
    /// National id or national code.
    pub national_id: String,
    /// Name.
    pub name: String,
    /// First day.
    pub since: String,
    /// Last day, or empty.
    pub until: String,
    /// By which rule.
    pub legal_basis: String,
    /// Where it was published.
    pub source: String,
}

/// A threshold as typed.
#[derive(Debug, Clone, Default)]
pub struct NewThreshold {
    /// `small` or `medium`.
    pub kind: String,
    /// Rials.
    pub amount: String,
    /// First day.
    pub since: String,
    /// Last day, or empty.
    pub until: String,
    /// Where it comes from.
    pub source: String,
}

async fn entry(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    kind: &'static str,
    object: (&'static str, String),
    payload: Vec<(&'static str, Value)>,
) -> Result<(), ActError> {
    let right = Right::TenderJudge;
    tx.append(Draft {
        organisation: &actor.organisation,
        kind,
        public_kind: "integrity.act",
        objects: vec![object],
        actor: actor.account.clone(),
        role: actor.role_for(Some(right)),
        unit: actor.unit_for(right),
        at: now,
        payload,
    })
    .await?;
    Ok(())
}

fn text(faults: &mut Faults, field: &'static str, typed: &str) -> String {
    let text = persian::normalize(typed).trim().replace('\0', "");
    if text.is_empty() || text.chars().count() > 300 {
        faults.add(field, |t| t.interests_fault_missing().to_owned());
    }
    text
}

/// First and last day; the last is not before the first.
fn days(faults: &mut Faults, since: &str, until: &str) -> (String, Option<String>) {
    let read = |text: &str| text.trim().parse::<Date>().ok();
    let first = read(since);
    if first.is_none() {
        faults.add("since", |t| t.tenders_fault_day().to_owned());
    }
    let last = read(until);
    if last.is_none() && !until.trim().is_empty() {
        faults.add("until", |t| t.tenders_fault_day().to_owned());
    }
    if let (Some(first), Some(last)) = (first, last)
        && last < first
    {
        faults.add("until", |t| t.tenders_fault_days().to_owned());
    }
    (
        first.map_or_else(String::new, Date::gregorian_iso),
        last.map(Date::gregorian_iso),
    )
}

/// Records that a firm or person may not deal with public bodies from a day to a day. Open tenders are looked at again.
pub async fn debar(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &NewDebarment,
) -> Result<(), ActError> {
    actor.require(Right::TenderJudge, None)?;
    let mut faults = Faults::default();
    let number = input.national_id.trim();
    let national_id = number
        .parse::<LegalEntityId>()
        .map(|id| id.to_string())
        .or_else(|_| number.parse::<NationalCode>().map(|code| code.to_string()))
        .unwrap_or_default();
    if national_id.is_empty() {
        faults.add("national_id", |t| t.tenders_fault_number().to_owned());
    }
    let name = text(&mut faults, "name", &input.name);
    let (since, until) = days(&mut faults, &input.since, &input.until);
    let legal_basis = text(&mut faults, "legal_basis", &input.legal_basis);
    let source = text(&mut faults, "source", &input.source);
    faults.check()?;
    let row = DebarmentRow {
        id: tx.new_id(now),
        national_id,
        name,
        since,
        until,
        legal_basis,
        source,
        recorded_at: now,
        lifted_on: None,
        lifted_reason: String::new(),
    };
    rows::put_debarment(tx, &actor.organisation, &row).await?;
    look_again(tx, actor, now).await?;
    let payload = vec![
        ("national-id", json!(row.national_id)),
        ("since", json!(row.since)),
        ("until", json!(row.until)),
        ("legal-basis", json!(row.legal_basis)),
        ("source", json!(row.source)),
    ];
    entry(
        tx,
        actor,
        now,
        "tender.debarred",
        ("debarment", row.id),
        payload,
    )
    .await
}

async fn look_again(tx: &mut Tx, actor: &Actor, now: Timestamp) -> Result<(), ActError> {
    let payload = json!({ "all": true });
    tx.enqueue(&actor.organisation, RESCREEN_JOB, &payload, now, now)
        .await?;
    Ok(())
}

/// Lifts a debarment from today on, with the reason: what was, stays written.
pub async fn lift_debarment(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    reason: &str,
) -> Result<(), ActError> {
    actor.require(Right::TenderJudge, None)?;
    if id.contains('\0') {
        return Err(ActError::NotFound);
    }
    let mut row = rows::debarment(tx.read(), &actor.organisation, id)
        .await?
        .ok_or(ActError::NotFound)?;
    let reason = reason_of("reason", reason)?;
    if row.lifted_on.is_some() {
        return Ok(());
    }
    let today = tehran_date(now.0);
    let before = today.previous_day().unwrap_or(today);
    row.lifted_on = Some(before.gregorian_iso());
    row.lifted_reason.clone_from(&reason);
    rows::put_debarment(tx, &actor.organisation, &row).await?;
    look_again(tx, actor, now).await?;
    let payload = vec![("reason", json!(reason))];
    entry(
        tx,
        actor,
        now,
        "tender.debarment-lifted",
        ("debarment", row.id),
        payload,
    )
    .await
}

/// Records a threshold of money. One that is over is not changed: the next one begins on its day.
pub async fn set_threshold(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &NewThreshold,
) -> Result<(), ActError> {
    actor.require(Right::TenderJudge, None)?;
    let mut faults = Faults::default();
    if !["small", "medium"].contains(&input.kind.as_str()) {
        faults.add("kind", |t| t.tenders_choose().to_owned());
    }
    let plain: String = persian::to_ascii(&input.amount)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ',' | '٬' | '،'))
        .collect();
    let amount = plain.parse::<i64>().ok().filter(|amount| *amount > 0);
    if amount.is_none() {
        faults.add("amount", |t| t.tenders_fault_amount().to_owned());
    }
    let (since, until) = days(&mut faults, &input.since, &input.until);
    let source = text(&mut faults, "source", &input.source);
    faults.check()?;
    let row = ThresholdRow {
        id: tx.new_id(now),
        kind: input.kind.clone(),
        amount_rials: amount.unwrap_or_default(),
        since,
        until,
        source,
        recorded_at: now,
    };
    rows::insert_threshold(tx, &actor.organisation, &row).await?;
    let payload = vec![
        ("threshold", json!(row.kind)),
        ("amount-rials", json!(row.amount_rials)),
        ("since", json!(row.since)),
        ("until", json!(row.until)),
        ("source", json!(row.source)),
    ];
    entry(
        tx,
        actor,
        now,
        "tender.threshold-set",
        ("threshold", row.id),
        payload,
    )
    .await
}
