//! Assessing risks and their controls. Each assessment is kept.

use serde_json::json;
use store::{Timestamp, Tx};

use super::{MOST_TEXT, appetite, note, open};
use crate::committee::acts::text_of;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, refused};
use crate::platform::permissions::Right;
use crate::risks::model::{
    APPETITE, AcceptanceState, ControlKind, Strength, TOP, limit, residual, steps,
};
use crate::risks::store::{self as rows, AssessmentRow, ControlRow, RiskRow};
use crate::voice::rules::Rules;

/// What the form of an assessment says.
#[derive(Debug, Clone, Default)]
pub struct AssessInput {
    /// Without controls, 1 to 5, as sent.
    pub likelihood: String,
    /// Without controls, 1 to 5, as sent.
    pub impact: String,
    /// Why so.
    pub reason: String,
}

/// Assesses a risk: likelihood and impact as they were without controls; the residual score follows from the controls.
pub async fn assess(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    id: &str,
    input: &AssessInput,
) -> Result<(), ActError> {
    let mut row = open(tx, actor, Right::RiskEdit, id).await?;
    let mut faults = Faults::default();
    let mut level = |field: &'static str, text: &str| {
        let level = persian::parse_integer(text)
            .ok()
            .filter(|level| (1..=TOP).contains(level));
        if level.is_none() {
            faults.add(field, |t| t.risks_fault_level().to_owned());
        }
        level.unwrap_or(1)
    };
    row.likelihood = level("likelihood", &input.likelihood);
    row.impact = level("impact", &input.impact);
    let reason = text_of(&mut faults, "reason", &input.reason, MOST_TEXT);
    faults.check()?;
    weigh(tx, actor, now, rules, &mut row, &reason).await?;
    let more = vec![
        ("likelihood", json!(row.likelihood)),
        ("impact", json!(row.impact)),
        ("inherent", json!(row.inherent)),
        ("residual", json!(row.residual)),
        ("note", json!(reason)),
    ];
    note(tx, actor, now, Right::RiskEdit, "risk.assessed", &row, more).await
}

/// Works the scores out and keeps them as an assessment.
async fn weigh(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    row: &mut RiskRow,
    reason: &str,
) -> Result<(), ActError> {
    let organisation = actor.organisation.clone();
    let strength = |code: &Option<String>| code.as_deref().and_then(Strength::of);
    let controls: Vec<(ControlKind, i64)> = rows::controls(tx.read(), &organisation, &row.id)
        .await?
        .iter()
        .filter(|control| control.active)
        .filter_map(|control| {
            let kind = ControlKind::of(&control.kind)?;
            Some((
                kind,
                steps(strength(&control.design), strength(&control.operating)),
            ))
        })
        .collect();
    row.inherent = row.likelihood * row.impact;
    (row.residual_likelihood, row.residual_impact) =
        residual(row.likelihood, row.impact, &controls);
    row.residual = row.residual_likelihood * row.residual_impact;
    row.assessed_at = Some(now);
    row.assessed_by.clone_from(&actor.account);
    let level = appetite(
        tx.read(),
        &organisation,
        &row.area,
        now,
        limit(rules, APPETITE),
    )
    .await?;
    let kept = AssessmentRow {
        likelihood: row.likelihood,
        impact: row.impact,
        inherent: row.inherent,
        residual: row.residual,
        appetite: Some(level),
        reason: reason.to_owned(),
        account: actor.account.clone(),
        at: now,
    };
    rows::insert_assessment(tx, &organisation, &row.id, &kept).await?;
    // Nobody has accepted more than what stood there.
    if row.accepted_until.is_some() {
        for mut acceptance in rows::acceptances(tx.read(), &organisation, &row.id).await? {
            if acceptance.state == AcceptanceState::InForce.code()
                && row.residual > acceptance.residual
            {
                AcceptanceState::Ended
                    .code()
                    .clone_into(&mut acceptance.state);
                rows::put_acceptance(tx, &organisation, &acceptance).await?;
                row.accepted_until = None;
            }
        }
    }
    rows::set_risk(tx, &organisation, row).await?;
    Ok(())
}

/// What the form of a control says.
#[derive(Debug, Clone, Default)]
pub struct ControlInput {
    /// Code of its kind.
    pub kind: String,
    /// What is done.
    pub text: String,
}

/// Adds a control; it counts once somebody has assessed it.
pub async fn add_control(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    input: &ControlInput,
) -> Result<(), ActError> {
    let row = open(tx, actor, Right::RiskEdit, id).await?;
    let mut faults = Faults::default();
    let text = text_of(&mut faults, "control_text", &input.text, MOST_TEXT);
    let kind = ControlKind::of(&input.kind);
    if kind.is_none() {
        faults.add("control_kind", |t| t.committee_fault_choose().to_owned());
    }
    faults.check()?;
    let control = ControlRow {
        id: tx.new_id(now),
        risk: row.id.clone(),
        kind: kind.map_or("", ControlKind::code).to_owned(),
        text,
        text_en: String::new(),
        design: None,
        operating: None,
        evidence: String::new(),
        assessed_by: None,
        assessed_at: None,
        active: true,
    };
    rows::put_control(tx, &actor.organisation.clone(), &control).await?;
    let more = vec![
        ("control", json!(control.id)),
        ("text", json!(control.text)),
    ];
    note(
        tx,
        actor,
        now,
        Right::RiskEdit,
        "risk.control-added",
        &row,
        more,
    )
    .await
}

/// What the form about a control's effectiveness says.
#[derive(Debug, Clone, Default)]
pub struct EffectivenessInput {
    /// Code of the strength of its design.
    pub design: String,
    /// Code of the strength of its operation.
    pub operating: String,
    /// What shows it.
    pub evidence: String,
}

/// Assesses how well a control is designed and works, with the evidence. A risk that was assessed is weighed again with it.
pub async fn assess_control(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    id: &str,
    control: &str,
    input: &EffectivenessInput,
) -> Result<(), ActError> {
    let mut row = open(tx, actor, Right::RiskEdit, id).await?;
    let mut control = existing(tx, actor, &row, control).await?;
    let mut faults = Faults::default();
    for (field, code) in [("design", &input.design), ("operating", &input.operating)] {
        if Strength::of(code).is_none() {
            faults.add(field, |t| t.committee_fault_choose().to_owned());
        }
    }
    control.evidence = text_of(&mut faults, "evidence", &input.evidence, MOST_TEXT);
    faults.check()?;
    control.design = Some(input.design.clone());
    control.operating = Some(input.operating.clone());
    control.assessed_by.clone_from(&actor.account);
    control.assessed_at = Some(now);
    let organisation = actor.organisation.clone();
    rows::put_control(tx, &organisation, &control).await?;
    if row.likelihood > 0 {
        let evidence = control.evidence.clone();
        weigh(tx, actor, now, rules, &mut row, &evidence).await?;
    }
    let more = vec![
        ("control", json!(control.id)),
        ("design", json!(control.design)),
        ("operating", json!(control.operating)),
        ("evidence", json!(control.evidence)),
        ("residual", json!(row.residual)),
    ];
    note(
        tx,
        actor,
        now,
        Right::RiskEdit,
        "risk.control-assessed",
        &row,
        more,
    )
    .await
}

/// Ends a control that no longer exists; the risk is weighed again without it.
pub async fn end_control(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    id: &str,
    control: &str,
    reason: &str,
) -> Result<(), ActError> {
    let mut row = open(tx, actor, Right::RiskEdit, id).await?;
    let mut control = existing(tx, actor, &row, control).await?;
    let mut faults = Faults::default();
    let reason = text_of(&mut faults, "end_reason", reason, MOST_TEXT);
    faults.check()?;
    control.active = false;
    rows::put_control(tx, &actor.organisation.clone(), &control).await?;
    if row.likelihood > 0 {
        weigh(tx, actor, now, rules, &mut row, &reason).await?;
    }
    let more = vec![
        ("control", json!(control.id)),
        ("residual", json!(row.residual)),
        ("note", json!(reason)),
    ];
    note(
        tx,
        actor,
        now,
        Right::RiskEdit,
        "risk.control-ended",
        &row,
        more,
    )
    .await
}

async fn existing(
    tx: &mut Tx,
    actor: &Actor,
    row: &RiskRow,
    id: &str,
) -> Result<ControlRow, ActError> {
    let all = rows::controls(tx.read(), &actor.organisation, &row.id).await?;
    let control = all
        .into_iter()
        .find(|control| control.id == id)
        .ok_or(ActError::NotFound)?;
    if control.active {
        Ok(control)
    } else {
        Err(refused(|t| t.risks_refused_control().to_owned()))
    }
}
