//! Measures against a risk, and its acceptance by the right authority until a day.

use persian::tehran_date;
use serde_json::json;
use store::{Timestamp, Tx};

use super::{MOST_TEXT, MOST_TITLE, appetite, note, open, visible};
use crate::committee::acts::{day_of, text_of};
use crate::organisation::store::account;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, invalid, refused};
use crate::platform::permissions::{Right, Scope, scope};
use crate::risks::jobs;
use crate::risks::model::{
    ACCEPTANCE_DAYS, APPETITE, AcceptanceState, MeasureState, Treatment, limit,
};
use crate::risks::store::{self as rows, AcceptanceRow, MeasureRow, RiskRow};
use crate::voice::rules::Rules;

/// What the form of a measure says.
#[derive(Debug, Clone, Default)]
pub struct MeasureInput {
    /// Code of its kind.
    pub kind: String,
    /// What is done.
    pub text: String,
    /// Account of its owner.
    pub owner: String,
    /// First day, as typed.
    pub from_day: String,
    /// Day until which it is due, as typed.
    pub due_day: String,
    /// Budget line, or empty.
    pub budget_line: String,
    /// Effect that is expected.
    pub expected: String,
}

/// Writes a measure into the preventive programme. Gives its id.
pub async fn add_measure(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    input: &MeasureInput,
) -> Result<String, ActError> {
    let mut row = open(tx, actor, Right::RiskEdit, id).await?;
    let organisation = actor.organisation.clone();
    let mut faults = Faults::default();
    let kind = Treatment::of(&input.kind);
    if kind.is_none() {
        faults.add("measure_kind", |t| t.committee_fault_choose().to_owned());
    }
    let text = text_of(&mut faults, "measure_text", &input.text, MOST_TEXT);
    let expected = text_of(&mut faults, "expected", &input.expected, MOST_TEXT);
    let owner = account(tx.read(), &organisation, &input.owner.replace('\0', "")).await?;
    if owner.is_none_or(|owner| !owner.active) {
        faults.add("measure_owner", |t| t.committee_fault_choose().to_owned());
    }
    let from = day_of(&mut faults, "measure_from", &input.from_day);
    let due = day_of(&mut faults, "measure_due", &input.due_day);
    if from.zip(due).is_some_and(|(from, due)| due < from) {
        faults.add("measure_due", |t| t.risks_fault_order().to_owned());
    } else if due.is_some_and(|due| due < tehran_date(now.0)) {
        faults.add("measure_due", |t| t.risks_fault_past().to_owned());
    }
    let budget_line = input.budget_line.trim().replace('\0', "");
    if budget_line.chars().count() > MOST_TITLE {
        faults.add("budget_line", |t| t.committee_fault_long(MOST_TITLE));
    }
    faults.check()?;
    let (Some(kind), Some(from), Some(due)) = (kind, from, due) else {
        return Err(ActError::NotFound);
    };
    let measure = MeasureRow {
        id: tx.new_id(now),
        risk: row.id.clone(),
        area: row.area.clone(),
        unit: row.unit.clone(),
        kind: kind.code().to_owned(),
        text,
        owner: input.owner.clone(),
        from_day: from.gregorian_iso(),
        due_day: due.gregorian_iso(),
        budget_line,
        expected,
        state: MeasureState::Planned.code().to_owned(),
        note: String::new(),
        residual_before: row.residual,
        closed_at: None,
    };
    rows::put_measure(tx, &organisation, &measure).await?;
    row.measures += 1;
    rows::set_risk(tx, &organisation, &row).await?;
    let more = vec![
        ("measure", json!(measure.id)),
        ("treatment", json!(measure.kind)),
        ("text", json!(measure.text)),
        ("due", json!(measure.due_day)),
        ("owner", json!(measure.owner)),
    ];
    note(
        tx,
        actor,
        now,
        Right::RiskEdit,
        "risk.measure-planned",
        &row,
        more,
    )
    .await?;
    Ok(measure.id)
}

/// Moves a measure: begun, done, dropped, with what was done or why.
pub async fn move_measure(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    measure: &str,
    state: &str,
    said: &str,
) -> Result<(), ActError> {
    let mut row = open(tx, actor, Right::RiskEdit, id).await?;
    let organisation = actor.organisation.clone();
    let all = rows::measures(tx.read(), &organisation, &row.id).await?;
    let mut measure = all
        .into_iter()
        .find(|one| one.id == measure)
        .ok_or(ActError::NotFound)?;
    let next = MeasureState::of(state)
        .ok_or_else(|| invalid("state", |t| t.committee_fault_choose().to_owned()))?;
    if !MeasureState::of(&measure.state).is_some_and(|now| now.leads_to(next)) {
        return Err(refused(|t| t.risks_refused_state().to_owned()));
    }
    let mut faults = Faults::default();
    measure.note = text_of(&mut faults, "said", said, MOST_TEXT);
    faults.check()?;
    next.code().clone_into(&mut measure.state);
    if !next.is_open() {
        measure.closed_at = Some(now);
        row.measures = (row.measures - 1).max(0);
    }
    rows::put_measure(tx, &organisation, &measure).await?;
    rows::set_risk(tx, &organisation, &row).await?;
    let more = vec![
        ("measure", json!(measure.id)),
        ("measure-state", json!(measure.state)),
        ("note", json!(measure.note)),
    ];
    note(
        tx,
        actor,
        now,
        Right::RiskEdit,
        "risk.measure-moved",
        &row,
        more,
    )
    .await
}

/// Whether an actor is the right authority to accept a risk. Within the appetite: whoever answers for the unit. Over it: somebody above
/// the unit, who neither owns the risk nor made its last assessment.
pub fn may_accept(actor: &Actor, row: &RiskRow, over: bool) -> bool {
    if !over {
        return actor.may_for(Right::RiskAccept, Some(&row.unit));
    }
    let account = actor.account.as_deref();
    if account.is_none()
        || account == Some(row.owner.as_str())
        || account == row.assessed_by.as_deref()
    {
        return false;
    }
    actor.grants.iter().any(|grant| {
        let above = grant.unit.as_deref() != Some(row.unit.as_str());
        match (scope(grant.role, Right::RiskAccept), &grant.unit) {
            (None, _) => false,
            (Some(Scope::All), None) => true,
            (Some(_), _) => above && grant.reach.contains(&row.unit),
        }
    })
}

/// What the form of an acceptance says.
#[derive(Debug, Clone, Default)]
pub struct AcceptInput {
    /// Last day, as typed.
    pub until_day: String,
    /// Why.
    pub reason: String,
    /// Number and date of the decision; asked over the appetite.
    pub reference: String,
}

/// Accepts a risk until a day.
pub async fn accept(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    id: &str,
    input: &AcceptInput,
) -> Result<(), ActError> {
    let mut row = open(tx, actor, Right::RiskAccept, id).await?;
    if row.assessed_at.is_none() {
        return Err(refused(|t| t.risks_refused_unassessed().to_owned()));
    }
    let organisation = actor.organisation.clone();
    let level = appetite(
        tx.read(),
        &organisation,
        &row.area,
        now,
        limit(rules, APPETITE),
    )
    .await?;
    let over = row.residual > level;
    if !may_accept(actor, &row, over) {
        return Err(refused(|t| t.risks_refused_authority().to_owned()));
    }
    let mut faults = Faults::default();
    let today = tehran_date(now.0);
    let until = day_of(&mut faults, "until_day", &input.until_day);
    let most = limit(rules, ACCEPTANCE_DAYS);
    if until.is_some_and(|day| day <= today || today.days_until(day) > most) {
        faults.add("until_day", move |t| t.risks_fault_until(most));
    }
    let reason = text_of(&mut faults, "accept_reason", &input.reason, MOST_TEXT);
    let reference = input.reference.trim().replace('\0', "");
    if over && reference.is_empty() {
        faults.add("reference", |t| t.risks_fault_reference().to_owned());
    } else if reference.chars().count() > MOST_TITLE {
        faults.add("reference", |t| t.committee_fault_long(MOST_TITLE));
    }
    faults.check()?;
    let until = until.ok_or(ActError::NotFound)?;
    for mut older in rows::acceptances(tx.read(), &organisation, &row.id).await? {
        if older.state == AcceptanceState::InForce.code() {
            AcceptanceState::Ended.code().clone_into(&mut older.state);
            rows::put_acceptance(tx, &organisation, &older).await?;
        }
    }
    let acceptance = AcceptanceRow {
        id: tx.new_id(now),
        risk: row.id.clone(),
        residual: row.residual,
        appetite: Some(level),
        reason,
        reference,
        until_day: until.gregorian_iso(),
        state: AcceptanceState::InForce.code().to_owned(),
        account: actor.account.clone(),
        at: now,
    };
    rows::put_acceptance(tx, &organisation, &acceptance).await?;
    row.accepted_until = Some(acceptance.until_day.clone());
    rows::set_risk(tx, &organisation, &row).await?;
    jobs::watch_acceptance(tx, &organisation, &acceptance.id, until, now).await?;
    let more = vec![
        ("acceptance", json!(acceptance.id)),
        ("residual", json!(acceptance.residual)),
        ("appetite", json!(level)),
        ("until", json!(acceptance.until_day)),
        ("reference", json!(acceptance.reference)),
        ("note", json!(acceptance.reason)),
    ];
    note(
        tx,
        actor,
        now,
        Right::RiskAccept,
        "risk.accepted",
        &row,
        more,
    )
    .await
}

/// Writes down that the day of an acceptance passed and tells those who answer for the risk. Gives whether anything was written: the job
/// may come late, twice, or for one that has ended.
pub async fn expire(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
) -> Result<bool, ActError> {
    let organisation = actor.organisation.clone();
    let Some(mut acceptance) = rows::acceptance(tx.read(), &organisation, id).await? else {
        return Ok(false);
    };
    let passed = acceptance.until_day < tehran_date(now.0).gregorian_iso();
    if acceptance.state != AcceptanceState::InForce.code() || !passed {
        return Ok(false);
    }
    AcceptanceState::Expired
        .code()
        .clone_into(&mut acceptance.state);
    rows::put_acceptance(tx, &organisation, &acceptance).await?;
    let mut row = visible(tx.read(), actor, &acceptance.risk).await?;
    row.accepted_until = None;
    rows::set_risk(tx, &organisation, &row).await?;
    let more = vec![
        ("acceptance", json!(acceptance.id)),
        ("until", json!(acceptance.until_day)),
    ];
    note(
        tx,
        actor,
        now,
        Right::RiskAccept,
        "risk.acceptance-expired",
        &row,
        more,
    )
    .await?;
    jobs::tell_expired(tx, &organisation, &row, now).await?;
    Ok(true)
}
