//! A tender goes on without those who keep out of it: to others who may run it, or up to the managers above; where nobody is free, that is
//! told.
//!
//! All who are free at the nearest level come in, each by a declaration of their own: nothing is drawn, so that nobody has to prove a draw.

use serde_json::json;
use sha2::{Digest, Sha256};
use store::{Timestamp, Tx};

use super::entry;
use super::gate::kept;
use crate::findings::acts::raise;
use crate::findings::model::{Kind, NewFinding, Severity};
use crate::interests::store::handlers;
use crate::organisation::store::units;
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::permissions::Role;
use crate::platform::texts::{Lang, Texts};
use crate::tenders::gate::{self, rule_version};
use crate::tenders::model::State;
use crate::tenders::store::{self as rows, DECIDES, DeciderRow, RUNS, TenderRow};

/// What follows when people keep out of a tender from now on; `acting` is the one of them who was running it. Gives whether somebody
/// who decides is left; where nobody is, the tender goes back before the gate.
pub(super) async fn hand_on(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    row: &mut TenderRow,
    gone: &[DeciderRow],
    acting: Option<&DeciderRow>,
) -> Result<bool, ActError> {
    if gone.is_empty() || row.state == State::Awarded.code() {
        return Ok(true);
    }
    let all = rows::deciders(tx.read(), organisation, &row.id).await?;
    let left: Vec<&DeciderRow> = all.iter().filter(|one| one.state != "recused").collect();
    let nobody_decides =
        gone.iter().any(DeciderRow::decides) && !left.iter().any(|one| one.decides());
    let ran = gone.iter().any(|one| !one.decides())
        || acting.is_some_and(|acting| gone.iter().any(|one| one.id == acting.id));
    if nobody_decides {
        if row.state != State::Announced.code() {
            State::Announced.code().clone_into(&mut row.state);
            row.screened_at = None;
            rows::move_tender(tx, organisation, row).await?;
        }
        give(tx, organisation, now, row, DECIDES).await?;
    }
    if ran && !left.iter().any(|one| !one.decides()) {
        give(tx, organisation, now, row, RUNS).await?;
    }
    Ok(!nobody_decides)
}

/// Brings in everybody who is free among the managers of the unit or, where nobody is, of the next unit above in which somebody is.
/// Whoever is found in conflict on the way keeps out.
async fn give(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    row: &TenderRow,
    part: &'static str,
) -> Result<(), ActError> {
    let all = units(tx.read(), organisation).await?;
    let mut level = row.unit.clone();
    let mut found = Vec::new();
    for _ in 0..=all.len() {
        found = free(tx, organisation, now, row, &level, part).await?;
        let above = all.iter().find(|unit| unit.id == level);
        let above = above.and_then(|unit| unit.parent.clone());
        match above {
            Some(parent) if found.is_empty() => level = parent,
            _ => break,
        }
    }
    for one in &found {
        rows::put_decider(tx, organisation, &row.id, one).await?;
    }
    let stuck = found.is_empty();
    let kind = if stuck {
        "tender.nobody-free"
    } else {
        "tender.handed-on"
    };
    let accounts = found.iter().map(|one| ("account", one.account.clone()));
    let payload = vec![("part", json!(part)), ("level", json!(level))];
    let program = Actor::program(organisation);
    entry(
        tx,
        &program,
        now,
        None,
        kind,
        &row.id,
        accounts.collect(),
        payload,
    )
    .await?;
    // That another manager of the same unit runs it is nothing to tell of.
    if part == DECIDES || stuck || level != row.unit {
        disclose(tx, organisation, now, row, part, &level, stuck).await?;
    }
    Ok(())
}

/// The managers of a unit who may come in, as rows to be written; those in conflict are written as keeping out.
async fn free(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    row: &TenderRow,
    level: &str,
    part: &'static str,
) -> Result<Vec<DeciderRow>, ActError> {
    let known = rows::deciders(tx.read(), organisation, &row.id).await?;
    let bidders = rows::bidders(tx.read(), organisation, &row.id).await?;
    let managers = handlers(tx.read(), organisation, level, Role::Manager.code()).await?;
    let (mut found, mut new): (Vec<DeciderRow>, Vec<DeciderRow>) = (Vec::new(), Vec::new());
    for one in managers {
        let mut seen = known.iter().chain(&new);
        let seen = seen.find(|row| row.person == one.person).cloned();
        match seen {
            Some(known) if known.state == "recused" => {}
            // Who decides and is free may run it too.
            Some(known) if known.decides() => found.push(known),
            Some(known) => found.push(DeciderRow {
                part: part.to_owned(),
                at: now,
                ..known
            }),
            None => new.push(DeciderRow {
                id: tx.new_id(now),
                account: one.account,
                person: one.person,
                name: one.name,
                part: part.to_owned(),
                state: "named".to_owned(),
                reason: String::new(),
                at: now,
            }),
        }
    }
    if new.is_empty() {
        return Ok(found);
    }
    let compared = gate::compare(tx.read(), organisation, &bidders, &new, now).await?;
    for one in new {
        let conflict = compared.iter().find(|(_, decider, found)| {
            found.recuses() && decider.as_ref().is_some_and(|d| d.id == one.id)
        });
        let Some((bidder, _, why)) = conflict else {
            found.push(one);
            continue;
        };
        let gone = DeciderRow {
            state: "recused".to_owned(),
            reason: why.rule.0.clone(),
            ..one
        };
        let screening = kept(tx, now, bidder, Some(&gone), why);
        rows::insert_screening(tx, organisation, &row.id, &screening).await?;
        rows::put_decider(tx, organisation, &row.id, &gone).await?;
        let program = Actor::program(organisation);
        let payload = vec![("by", json!("screening")), ("part", json!(gone.part))];
        let more = vec![("account", gone.account)];
        let kind = "tender.recused";
        entry(tx, &program, now, None, kind, &row.id, more, payload).await?;
    }
    Ok(found)
}

/// Where nobody of those in charge is free this is disclosed upward: excluding everybody is not possible in a small town.
async fn disclose(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    row: &TenderRow,
    part: &str,
    level: &str,
    stuck: bool,
) -> Result<(), ActError> {
    let (fa, en) = (Texts::of(Lang::Fa), Texts::of(Lang::En));
    let text = |t: Texts| match (stuck, part) {
        (true, _) => t.tenders_finding_stuck(&row.ocid),
        (false, DECIDES) => t.tenders_finding_decided_above(&row.ocid),
        (false, _) => t.tenders_finding_run_above(&row.ocid),
    };
    let finding = NewFinding {
        key: format!("nobody-free:tender:{}:{part}", row.id),
        kind: Kind::Conflict,
        severity: if stuck {
            Severity::High
        } else {
            Severity::Medium
        },
        // No unit: a manager who reads it might be kept from this tender.
        unit: None,
        service: None,
        object: Some(("tender", row.id.clone())),
        title: (
            fa.tenders_finding_nobody_title().to_owned(),
            en.tenders_finding_nobody_title().to_owned(),
        ),
        text: (text(fa), text(en)),
        query: "relations.screen(everybody in charge, bidders)".to_owned(),
        rule_version: rule_version(),
        input_hash: hex::encode(Sha256::digest(format!(
            "{} {part} {level} {stuck} {}",
            row.id, now.0
        ))),
        case_count: 1,
        cases: vec![row.ocid.clone()],
        facts: json!({ "stuck": stuck }),
    };
    raise(tx, &Actor::program(organisation), now, &finding).await?;
    Ok(())
}
