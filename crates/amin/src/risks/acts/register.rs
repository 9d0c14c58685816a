//! Risks come into the register, are worded, taken from the library, archived.

use serde_json::json;
use store::{Timestamp, Tx};

use super::{MOST_TEXT, link_row, note, open, visible};
use crate::committee::acts::text_of;
use crate::organisation::store::account;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, invalid, refused};
use crate::platform::permissions::Right;
use crate::risks::library::{self, Typical};
use crate::risks::model::RiskState;
use crate::risks::store::{self as rows, ControlRow, ProcessRow, RiskRow};
use crate::voice::rules::Rules;

/// What the form of a risk says.
#[derive(Debug, Clone, Default)]
pub struct RiskInput {
    /// Process.
    pub process: String,
    /// Unit that bears it.
    pub unit: String,
    /// Account of its owner.
    pub owner: String,
    /// Why it can happen.
    pub cause: String,
    /// What can happen.
    pub event: String,
    /// What it does.
    pub effect: String,
    /// In English, or empty.
    pub cause_en: String,
    /// In English, or empty.
    pub event_en: String,
    /// In English, or empty.
    pub effect_en: String,
}

/// Entries of the library that are taken at once.
pub const MOST_TAKEN: usize = 200;

async fn process_of(
    tx: &mut Tx,
    organisation: &str,
    id: &str,
) -> Result<Option<ProcessRow>, store::Error> {
    let all = rows::processes(tx.read(), organisation).await?;
    Ok(all.into_iter().find(|row| row.id == id))
}

/// Checks who bears a risk: a unit that this actor may write for, and somebody with an account.
async fn bearer(
    tx: &mut Tx,
    actor: &Actor,
    rules: &Rules,
    faults: &mut Faults,
    unit: &str,
    owner: &str,
) -> Result<(), ActError> {
    if rules.unit(unit).is_none_or(|unit| !unit.active) {
        faults.add("unit", |t| t.committee_fault_choose().to_owned());
    } else if !actor.may_for(Right::RiskEdit, Some(unit)) {
        faults.add("unit", |t| t.risks_fault_unit().to_owned());
    }
    let owner = account(tx.read(), &actor.organisation, &owner.replace('\0', "")).await?;
    if owner.is_none_or(|owner| !owner.active) {
        faults.add("owner", |t| t.committee_fault_choose().to_owned());
    }
    Ok(())
}

async fn check(
    tx: &mut Tx,
    actor: &Actor,
    rules: &Rules,
    input: &RiskInput,
    known: Option<&RiskRow>,
) -> Result<RiskRow, ActError> {
    let mut faults = Faults::default();
    let process = process_of(tx, &actor.organisation, &input.process).await?;
    // A risk may stay under a process that takes no new ones.
    let stays = known.is_some_and(|row| row.process == input.process);
    if process.as_ref().is_none_or(|row| !row.active && !stays) {
        faults.add("process", |t| t.committee_fault_choose().to_owned());
    }
    bearer(tx, actor, rules, &mut faults, &input.unit, &input.owner).await?;
    let cause = text_of(&mut faults, "cause", &input.cause, MOST_TEXT);
    let event = text_of(&mut faults, "event", &input.event, MOST_TEXT);
    let effect = text_of(&mut faults, "effect", &input.effect, MOST_TEXT);
    let mut english = |field: &'static str, text: &str| {
        let text = text.trim().replace('\0', "");
        if text.chars().count() > MOST_TEXT {
            faults.add(field, |t| t.committee_fault_long(MOST_TEXT));
        }
        text
    };
    let cause_en = english("cause_en", &input.cause_en);
    let event_en = english("event_en", &input.event_en);
    let effect_en = english("effect_en", &input.effect_en);
    faults.check()?;
    let process = process.ok_or(ActError::NotFound)?;
    Ok(RiskRow {
        area: process.area,
        process: process.id,
        unit: input.unit.clone(),
        owner: input.owner.clone(),
        cause,
        event,
        effect,
        cause_en,
        event_en,
        effect_en,
        ..known.cloned().unwrap_or_default()
    })
}

/// Writes a risk into the register, with the finding that showed it where there is one. Sent twice with the same id it is written once.
pub async fn register(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    id: &str,
    finding: &str,
    input: &RiskInput,
) -> Result<(), ActError> {
    if !actor.may(Right::RiskEdit) {
        return Err(ActError::Forbidden);
    }
    let organisation = actor.organisation.clone();
    let good =
        (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !good {
        return Err(ActError::NotFound);
    }
    if rows::risk(tx.read(), &organisation, id).await?.is_some() {
        return Ok(());
    }
    let mut row = check(tx, actor, rules, input, None).await?;
    id.clone_into(&mut row.id);
    row.number = rows::next_number(tx.read(), &organisation).await?;
    RiskState::Open.code().clone_into(&mut row.state);
    row.created_at = now;
    rows::insert_risk(tx, &organisation, &row).await?;
    let more = vec![
        ("number", json!(row.number)),
        ("cause", json!(row.cause)),
        ("event", json!(row.event)),
        ("effect", json!(row.effect)),
    ];
    note(
        tx,
        actor,
        now,
        Right::RiskEdit,
        "risk.registered",
        &row,
        more,
    )
    .await?;
    if finding.is_empty() {
        return Ok(());
    }
    link_row(tx, actor, now, &row, finding).await
}

/// Words a risk anew, or gives it to another unit, owner or process.
pub async fn edit(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    id: &str,
    input: &RiskInput,
) -> Result<(), ActError> {
    let known = open(tx, actor, Right::RiskEdit, id).await?;
    let row = check(tx, actor, rules, input, Some(&known)).await?;
    let organisation = actor.organisation.clone();
    rows::set_risk(tx, &organisation, &row).await?;
    // Measures are listed by area and unit; they follow their risk.
    if (&row.area, &row.unit) != (&known.area, &known.unit) {
        for mut measure in rows::measures(tx.read(), &organisation, &row.id).await? {
            measure.area.clone_from(&row.area);
            measure.unit.clone_from(&row.unit);
            rows::put_measure(tx, &organisation, &measure).await?;
        }
    }
    let more = vec![
        ("owner", json!(row.owner)),
        ("cause", json!(row.cause)),
        ("event", json!(row.event)),
        ("effect", json!(row.effect)),
    ];
    note(tx, actor, now, Right::RiskEdit, "risk.worded", &row, more).await
}

/// Takes risks of the library into the register of a unit, with their controls, to be adapted and assessed there. What the unit has
/// already is left out; gives how many were taken.
pub async fn take(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    codes: &[String],
    unit: &str,
    owner: &str,
) -> Result<usize, ActError> {
    if !actor.may(Right::RiskEdit) {
        return Err(ActError::Forbidden);
    }
    let organisation = actor.organisation.clone();
    let mut faults = Faults::default();
    bearer(tx, actor, rules, &mut faults, unit, owner).await?;
    let mut chosen: Vec<&Typical> = codes.iter().filter_map(|code| library::of(code)).collect();
    chosen.dedup_by_key(|typical| typical.code);
    if chosen.is_empty() || chosen.len() > MOST_TAKEN {
        faults.add("codes", |t| t.risks_fault_none_chosen().to_owned());
    }
    faults.check()?;
    let processes = rows::processes(tx.read(), &organisation).await?;
    let mut count = 0;
    for typical in chosen {
        let Some(process) = processes
            .iter()
            .find(|row| row.id == typical.process && row.active)
        else {
            return Err(refused(|t| t.risks_refused_process().to_owned()));
        };
        if rows::has(tx.read(), &organisation, typical.code, unit).await? {
            continue;
        }
        let (fa, en) = (&typical.fa, &typical.en);
        let row = RiskRow {
            id: tx.new_id(now),
            number: rows::next_number(tx.read(), &organisation).await?,
            area: process.area.clone(),
            process: process.id.clone(),
            unit: unit.to_owned(),
            owner: owner.to_owned(),
            library: Some(typical.code.to_owned()),
            cause: fa.cause.to_owned(),
            event: fa.event.to_owned(),
            effect: fa.effect.to_owned(),
            cause_en: en.cause.to_owned(),
            event_en: en.event.to_owned(),
            effect_en: en.effect.to_owned(),
            state: RiskState::Open.code().to_owned(),
            created_at: now,
            ..RiskRow::default()
        };
        rows::insert_risk(tx, &organisation, &row).await?;
        for (kind, text, text_en) in typical.controls() {
            let control = ControlRow {
                id: tx.new_id(now),
                risk: row.id.clone(),
                kind: kind.code().to_owned(),
                text: text.to_owned(),
                text_en: text_en.to_owned(),
                design: None,
                operating: None,
                evidence: String::new(),
                assessed_by: None,
                assessed_at: None,
                active: true,
            };
            rows::put_control(tx, &organisation, &control).await?;
        }
        let more = vec![
            ("number", json!(row.number)),
            ("library", json!(typical.code)),
        ];
        note(tx, actor, now, Right::RiskEdit, "risk.taken", &row, more).await?;
        count += 1;
    }
    if count == 0 {
        return Err(refused(|t| t.risks_refused_all_taken().to_owned()));
    }
    Ok(count)
}

/// Puts a risk into the archive, or takes it out again, with the reason. One with an open measure stays.
pub async fn retire(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    retired: bool,
    reason: &str,
) -> Result<(), ActError> {
    let mut row = visible(tx.read(), actor, id).await?;
    actor.require(Right::RiskRun, Some(&row.unit))?;
    let state = if retired {
        RiskState::Retired
    } else {
        RiskState::Open
    };
    if row.state == state.code() {
        return Err(refused(|t| t.risks_refused_state().to_owned()));
    }
    if row.measures > 0 {
        return Err(refused(|t| t.risks_refused_measures().to_owned()));
    }
    let reason = reason.trim().replace('\0', "");
    if reason.is_empty() || reason.chars().count() > MOST_TEXT {
        return Err(invalid("retire_reason", |t| {
            t.risks_fault_reason(MOST_TEXT)
        }));
    }
    state.code().clone_into(&mut row.state);
    rows::set_risk(tx, &actor.organisation.clone(), &row).await?;
    let kind = if retired {
        "risk.retired"
    } else {
        "risk.reopened"
    };
    note(
        tx,
        actor,
        now,
        Right::RiskRun,
        kind,
        &row,
        vec![("note", json!(reason))],
    )
    .await
}
