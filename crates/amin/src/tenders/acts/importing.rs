//! Open contracting data taken in, and what came of each file.

use serde_json::json;
use store::{Timestamp, Tx};

use super::entry;
use crate::interests::acts::{gifts_of_party, note_dealings, note_matches};
use crate::interests::store::GiftMatch;
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};
use crate::tenders::model::{Left, Process, State, contracts, joined};
use crate::tenders::store::{self as rows, BidderRow, ImportRow, TenderRow};
use crate::tenders::words;

/// Lines that were not taken of which the reason is kept; the rest is counted.
pub const MOST_TOLD: usize = 2_000;

/// What came of taking a file in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    /// New tenders.
    pub new: usize,
    /// Known ones with a newer release.
    pub changed: usize,
    /// Known ones that are the same.
    pub same: usize,
}

/// Takes contracting processes in for a unit. A known one is brought up to date; its people, gate and verdicts stay, and its list of
/// bidders is closed once the gate was passed.
pub async fn take_in(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    unit: &str,
    processes: &[Process],
) -> Result<Taken, ActError> {
    actor.require(Right::TenderRun, Some(unit))?;
    let organisation = actor.organisation.clone();
    let mut taken = Taken::default();
    for told in processes {
        let known = rows::tender_of_ocid(tx.read(), &organisation, &told.ocid).await?;
        let before = match &known {
            Some(row) => rows::release(tx.read(), &organisation, &row.id).await?,
            None => None,
        };
        // What was known stays where the new release does not tell it.
        let process = match &before {
            Some(release) => joined(release, told).map_err(|why| {
                store::Error::Corrupt(format!("tender {}: release: {why}", told.ocid))
            })?,
            None => told.clone(),
        };
        if known.as_ref().is_some_and(|row| {
            row.release_hash == told.release_hash || row.release_hash == process.release_hash
        }) {
            taken.same += 1;
            continue;
        }
        if let Some(row) = &known {
            // Another unit's tender is not changed from here.
            actor.require(Right::TenderRun, Some(&row.unit))?;
            taken.changed += 1;
        } else {
            taken.new += 1;
        }
        let row = TenderRow {
            id: known
                .as_ref()
                .map_or_else(|| tx.new_id(now), |row| row.id.clone()),
            ocid: process.ocid.clone(),
            title: [Some(&process.title), known.as_ref().map(|row| &row.title)]
                .into_iter()
                .flatten()
                .find(|title| !title.is_empty())
                .unwrap_or(&process.ocid)
                .clone(),
            unit: known
                .as_ref()
                .map_or_else(|| unit.to_owned(), |row| row.unit.clone()),
            method: match &known {
                Some(row) if process.method.is_empty() => row.method.clone(),
                _ => process.method.clone(),
            },
            // A release that does not tell the tender period ends it no earlier.
            closes_at: (process.closes_at.map(Timestamp))
                .or_else(|| known.as_ref().and_then(|row| row.closes_at)),
            state: known.as_ref().map_or_else(
                || State::Announced.code().to_owned(),
                |row| row.state.clone(),
            ),
            release_hash: process.release_hash.clone(),
            imported_at: now,
            screened_at: None,
            opened_at: None,
            awarded_to: None,
        };
        let awarded = known.filter(|row| row.state == State::Awarded.code());
        let amended = awarded.is_some()
            && contracts(&before.unwrap_or_default()) != contracts(&process.release);
        rows::put_tender(tx, &organisation, &row, &process.release).await?;
        let opened = row.state == State::Opened.code() || row.state == State::Awarded.code();
        let named = (row.id.as_str(), row.ocid.as_str());
        note_dealings(tx, &organisation, now, named, &process.release, opened).await?;
        let before = rows::bidders(tx.read(), &organisation, &row.id).await?;
        let mut late = 0;
        for bidder in &process.bidders {
            let same = before.iter().find(|known| known.party == bidder.party);
            if same.is_none() && row.state != State::Announced.code() {
                late += 1;
                continue;
            }
            let line = BidderRow {
                id: same.map_or_else(|| tx.new_id(now), |known| known.id.clone()),
                party: bidder.party.clone(),
                name: bidder.name.clone(),
                kind: if bidder.person { "person" } else { "firm" }.to_owned(),
                national_id: bidder.national_id.clone(),
                state: same.map_or_else(|| "admitted".to_owned(), |known| known.state.clone()),
                reason: same.map_or_else(String::new, |known| known.reason.clone()),
            };
            rows::put_bidder(tx, &organisation, &row.id, &line).await?;
            if same.is_none() {
                compare_gifts(tx, now, &organisation, &row, &line).await?;
            }
        }
        let payload = vec![
            ("ocid", json!(row.ocid)),
            ("title", json!(row.title)),
            ("release-sha256", json!(row.release_hash)),
            ("bidders", json!(process.bidders.len())),
            ("bidders-after-the-gate", json!(late)),
        ];
        let right = Some(Right::TenderRun);
        entry(
            tx,
            actor,
            now,
            right,
            "tender.taken-in",
            &row.id,
            Vec::new(),
            payload,
        )
        .await?;
        if let Some(row) = awarded.filter(|_| amended) {
            super::gate::amended(tx, actor, now, &row).await?;
        }
    }
    Ok(taken)
}

/// Gifts that a bidder has given or offered before become a finding.
async fn compare_gifts(
    tx: &mut Tx,
    now: Timestamp,
    organisation: &str,
    row: &TenderRow,
    bidder: &BidderRow,
) -> Result<(), ActError> {
    let number = bidder.national_id.as_deref();
    for (gift, basis) in gifts_of_party(tx.read(), organisation, number, &bidder.name, now).await? {
        let hit = GiftMatch {
            object_type: "tender".to_owned(),
            object_id: row.id.clone(),
            object_name: row.ocid.clone(),
            basis: basis.to_owned(),
            finding: String::new(),
            at: now,
        };
        note_matches(tx, now, organisation, &gift, vec![hit]).await?;
    }
    Ok(())
}

/// A file that was taken in.
#[derive(Debug, Clone, Default)]
pub struct NewImport {
    /// For which unit.
    pub unit: String,
    /// Its name.
    pub file_name: String,
    /// SHA-256 of its content, hex.
    pub sha256: String,
    /// Lines that were not taken.
    pub left: Vec<Left>,
}

/// Keeps what came of a file, so that its report can be opened again; gives the report's id.
pub async fn keep_import(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &NewImport,
    taken: Taken,
) -> Result<String, ActError> {
    actor.require(Right::TenderRun, Some(&input.unit))?;
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let (fa, en) = (Texts::of(Lang::Fa), Texts::of(Lang::En));
    let report: Vec<_> = input
        .left
        .iter()
        .take(MOST_TOLD)
        .map(|left| {
            json!([
                left.place,
                words::left(&fa, &left.why),
                words::left(&en, &left.why)
            ])
        })
        .collect();
    let row = ImportRow {
        id: tx.new_id(now),
        unit: input.unit.clone(),
        file_name: input
            .file_name
            .chars()
            .take(200)
            .collect::<String>()
            .replace('\0', ""),
        sha256: input.sha256.clone(),
        fresh: number(taken.new),
        changed: number(taken.changed),
        unchanged: number(taken.same),
        left_out: number(input.left.len()),
        report: json!(report).to_string(),
        account: actor.account.clone(),
        at: now,
    };
    rows::insert_import(tx, &actor.organisation, &row).await?;
    tx.append(store::Draft {
        organisation: &actor.organisation,
        kind: "tender.import-kept",
        public_kind: "integrity.act",
        objects: vec![("tender-import", row.id.clone())],
        actor: actor.account.clone(),
        role: actor.role_for(Some(Right::TenderRun)),
        unit: actor.unit_for(Right::TenderRun),
        at: now,
        payload: vec![
            ("sha256", json!(row.sha256)),
            ("new", json!(row.fresh)),
            ("changed", json!(row.changed)),
            ("unchanged", json!(row.unchanged)),
            ("left-out", json!(row.left_out)),
        ],
    })
    .await?;
    Ok(row.id)
}
