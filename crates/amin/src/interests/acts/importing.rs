//! Lists of staff, relatives and firms and ownership statements, taken in piece by piece; decisions about names; ownership written out.

use std::collections::HashMap;

use serde_json::json;
use store::{Timestamp, Tx};

use super::{Deed, RESCREEN_JOB, required_note};
use crate::interests::model::records::{ListKind, PartyRecord, TieRecord, Told};
use crate::interests::store::{self as rows, DecisionRow, ImportRow};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, invalid, refused};
use crate::platform::permissions::Right;

/// Sentences that are kept of one import; the rest is counted.
pub const MOST_TOLD: usize = 2_000;
/// Longest name of a source, in characters.
const MOST_SOURCE: usize = 200;

/// A file that is taken in.
#[derive(Debug, Clone)]
pub struct NewImport {
    /// What it holds.
    pub kind: ListKind,
    /// Its name.
    pub file_name: String,
    /// SHA-256 of its content, hex.
    pub sha256: String,
    /// Where it comes from, in words.
    pub source: String,
    /// Lines that were left out.
    pub left_out: usize,
    /// What to tell.
    pub told: Vec<Told>,
}

/// Begins an import: from here on its rows name it, so that one that was broken off is seen.
pub async fn begin_import(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &NewImport,
) -> Result<String, ActError> {
    actor.require(Right::InterestReview, None)?;
    let source = good_source(&input.source)?;
    let report: Vec<_> = input
        .told
        .iter()
        .take(MOST_TOLD)
        .map(|told| json!([told.refused, told.fa, told.en]))
        .collect();
    let row = ImportRow {
        id: tx.new_id(now),
        kind: input.kind.code().to_owned(),
        file_name: input.file_name.chars().take(200).collect(),
        sha256: input.sha256.clone(),
        source,
        taken: 0,
        unchanged: 0,
        left_out: i64::try_from(input.left_out).unwrap_or(i64::MAX),
        report: json!(report).to_string(),
        finished: false,
        account: actor.account.clone(),
        at: now,
    };
    rows::put_import(tx, &actor.organisation, &row).await?;
    Deed {
        actor,
        right: Some(Right::InterestReview),
        now,
        kind: "interests.import-begun",
        objects: vec![("import", row.id.clone())],
        payload: vec![
            ("list", json!(row.kind)),
            ("sha256", json!(row.sha256)),
            ("source", json!(row.source)),
            ("left-out", json!(row.left_out)),
        ],
    }
    .done(tx)
    .await?;
    Ok(row.id)
}

/// The name of a source: it stands beside every tie, and the same source again is the same.
pub fn good_source(typed: &str) -> Result<String, ActError> {
    let source = persian::normalize(typed).trim().replace('\0', "");
    if source.is_empty() || source.chars().count() > MOST_SOURCE {
        return Err(invalid("source", |t| {
            t.interests_fault_missing().to_owned()
        }));
    }
    Ok(source)
}

/// Takes a piece in: what is known already stays as it is, so that an import that was broken off is simply begun again.
pub async fn take_records(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    import: &str,
    parties: &[PartyRecord],
    ties: &[TieRecord],
) -> Result<(), ActError> {
    actor.require(Right::InterestReview, None)?;
    let organisation = actor.organisation.as_str();
    let mut row = rows::import(tx.read(), organisation, import)
        .await?
        .ok_or(ActError::NotFound)?;
    let (mut taken, mut same) = (0, 0);
    let ids: Vec<String> = parties.iter().map(|party| party.id.clone()).collect();
    let known: HashMap<String, PartyRecord> =
        rows::record_parties_of(tx.read(), organisation, &ids)
            .await?
            .into_iter()
            .map(|row| (row.id.clone(), row.record()))
            .collect();
    for party in parties {
        let merged = match known.get(&party.id) {
            Some(before) => party.after(before),
            None => party.clone(),
        };
        if known.get(&party.id) == Some(&merged) {
            same += 1;
            continue;
        }
        rows::put_record_party(tx, organisation, &merged, &row.source, now).await?;
        taken += 1;
    }
    let ids: Vec<String> = ties.iter().map(|tie| tie.id.clone()).collect();
    let known: HashMap<String, TieRecord> = rows::record_ties_of(tx.read(), organisation, &ids)
        .await?
        .into_iter()
        .map(|row| (row.id.clone(), row.record()))
        .collect();
    for tie in ties {
        let said_before = known.get(&tie.id).is_some_and(|before| {
            TieRecord {
                source: tie.source.clone(),
                ..before.clone()
            } == *tie
        });
        if said_before {
            same += 1;
            continue;
        }
        rows::put_record_tie(tx, organisation, tie, now).await?;
        taken += 1;
    }
    row.taken += taken;
    row.unchanged += same;
    rows::put_import(tx, organisation, &row).await?;
    Deed {
        actor,
        right: Some(Right::InterestReview),
        now,
        kind: "interests.records-taken",
        objects: vec![("import", row.id)],
        payload: vec![("taken", json!(taken)), ("unchanged", json!(same))],
    }
    .done(tx)
    .await?;
    Ok(())
}

/// Ends an import; where anything is new, what is open is looked at again.
pub async fn finish_import(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    import: &str,
) -> Result<ImportRow, ActError> {
    actor.require(Right::InterestReview, None)?;
    let organisation = actor.organisation.as_str();
    let mut row = rows::import(tx.read(), organisation, import)
        .await?
        .ok_or(ActError::NotFound)?;
    row.finished = true;
    rows::put_import(tx, organisation, &row).await?;
    if row.taken > 0 {
        tx.enqueue(
            organisation,
            RESCREEN_JOB,
            &json!({ "all": true }),
            now,
            now,
        )
        .await?;
    }
    Deed {
        actor,
        right: Some(Right::InterestReview),
        now,
        kind: "interests.import-finished",
        objects: vec![("import", row.id.clone())],
        payload: vec![
            ("taken", json!(row.taken)),
            ("unchanged", json!(row.unchanged)),
            ("left-out", json!(row.left_out)),
        ],
    }
    .done(tx)
    .await?;
    Ok(row)
}

/// Opens the list of names that may be one person, for a reason: it names relatives.
pub async fn open_names(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    reason: &str,
) -> Result<(), ActError> {
    actor.require(Right::InterestReview, None)?;
    let Some(account) = actor.account.clone() else {
        return Err(ActError::Forbidden);
    };
    let reason = required_note("reason", reason)?;
    let id = rows::insert_name_look(tx, &actor.organisation, &account, &reason, now).await?;
    Deed {
        actor,
        right: Some(Right::InterestReview),
        now,
        kind: "interests.names-opened",
        objects: vec![("look", id)],
        payload: vec![("reason", json!(reason))],
    }
    .done(tx)
    .await?;
    Ok(())
}

/// A decision about two records, as it comes from the page; names are those that the page found.
#[derive(Debug, Clone, Default)]
pub struct NewDecisionOnNames {
    /// One record and its name.
    pub one: (String, String),
    /// The other.
    pub other: (String, String),
    /// `same`, `different` or `unsure`.
    pub ruling: String,
    /// Why.
    pub reason: String,
}

/// Decides whether two records are one person. What was decided before stays written; of two decisions the later one holds.
pub async fn decide_names(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &NewDecisionOnNames,
) -> Result<(), ActError> {
    actor.require(Right::InterestReview, None)?;
    let organisation = actor.organisation.as_str();
    if !["same", "different", "unsure"].contains(&input.ruling.as_str()) {
        return Err(invalid("ruling", |t| t.interests_names_choose().to_owned()));
    }
    let reason = required_note("reason", &input.reason)?;
    if input.one.0 == input.other.0 {
        return Err(refused(|t| t.interests_names_itself().to_owned()));
    }
    let row = DecisionRow {
        id: tx.new_id(now),
        one: input.one.0.clone(),
        other: input.other.0.clone(),
        one_name: input.one.1.clone(),
        other_name: input.other.1.clone(),
        ruling: input.ruling.clone(),
        reason: reason.clone(),
        account: actor.account.clone(),
        at: now,
    };
    rows::insert_decision(tx, organisation, &row).await?;
    tx.enqueue(
        organisation,
        RESCREEN_JOB,
        &json!({ "all": true }),
        now,
        now,
    )
    .await?;
    Deed {
        actor,
        right: Some(Right::InterestReview),
        now,
        kind: "interests.names-decided",
        objects: vec![("decision", row.id)],
        payload: vec![
            ("one", json!(row.one)),
            ("other", json!(row.other)),
            ("ruling", json!(row.ruling)),
            ("reason", json!(reason)),
        ],
    }
    .done(tx)
    .await?;
    Ok(())
}

/// Writes that the register of ownership was written out, and why: names and numbers leave the house.
pub async fn export_ownership(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    reason: &str,
    statements: usize,
) -> Result<(), ActError> {
    actor.require(Right::InterestReview, None)?;
    let reason = required_note("reason", reason)?;
    Deed {
        actor,
        right: Some(Right::InterestReview),
        now,
        kind: "interests.ownership-exported",
        objects: vec![("organisation", actor.organisation.clone())],
        payload: vec![("reason", json!(reason)), ("statements", json!(statements))],
    }
    .done(tx)
    .await?;
    Ok(())
}
