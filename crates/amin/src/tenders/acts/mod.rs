//! What is done with tenders: taken in, given people who decide, screened, opened, awarded; flags judged by a person.

mod gate;
mod lists;
mod verdicts;

pub use gate::*;
pub use lists::*;
pub use verdicts::*;

use serde_json::{Value, json};
use store::{Draft, Timestamp, Tx};

use self::gate::{bars, kept};
use crate::interests::acts::{gifts_of_party, note_dealings, note_matches};
use crate::interests::store::GiftMatch;
use crate::organisation::store::account;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, invalid, refused};
use crate::platform::permissions::Right;
use crate::tenders::gate::{Compared, compare};
use crate::tenders::model::{Process, State, contracts};
use crate::tenders::store::{self as rows, BidderRow, DeciderRow, TenderRow};

/// Longest reason, in characters.
const MOST_REASON: usize = 4_000;

#[expect(
    clippy::too_many_arguments,
    reason = "each is a part of one journal entry"
)]
async fn entry(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    right: Option<Right>,
    kind: &'static str,
    tender: &str,
    more: Vec<(&'static str, String)>,
    payload: Vec<(&'static str, Value)>,
) -> Result<(), ActError> {
    let mut objects = vec![("tender", tender.to_owned())];
    objects.extend(more);
    tx.append(Draft {
        organisation: &actor.organisation,
        kind,
        // Who bids, who decides and what was found between them may touch a good name.
        public_kind: "integrity.act",
        objects,
        actor: actor.account.clone(),
        role: actor.role_for(right),
        unit: right.and_then(|right| actor.unit_for(right)),
        at: now,
        payload,
    })
    .await?;
    Ok(())
}

fn reason_of(field: &'static str, text: &str) -> Result<String, ActError> {
    let text = text.trim().replace('\0', "");
    if text.is_empty() {
        return Err(invalid(field, |t| t.tenders_reason_missing().to_owned()));
    }
    if text.chars().count() > MOST_REASON {
        return Err(invalid(field, |t| t.tenders_reason_long(MOST_REASON)));
    }
    Ok(text)
}

/// How a reader stands to a tender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Reads it by a right of the role.
    pub staff: bool,
    /// Is named to decide.
    pub decides: bool,
}

/// The tender, where this actor may see it: who keeps out of it does not learn that it exists.
pub async fn visible(
    conn: &mut store::Conn,
    actor: &Actor,
    id: &str,
) -> Result<(TenderRow, Standing), ActError> {
    if id.contains('\0') {
        return Err(ActError::NotFound);
    }
    let row = rows::tender(conn, &actor.organisation, id)
        .await?
        .ok_or(ActError::NotFound)?;
    let own = match &actor.person {
        Some(person) => rows::tenders_of(conn, &actor.organisation, person).await?,
        None => Vec::new(),
    };
    let state = own
        .iter()
        .find(|(tender, _)| *tender == row.id)
        .map(|(_, state)| state.as_str());
    if state == Some("recused") {
        return Err(ActError::NotFound);
    }
    let standing = Standing {
        staff: actor.may_for(Right::TenderRead, Some(&row.unit)),
        decides: state.is_some(),
    };
    if standing.staff || standing.decides {
        Ok((row, standing))
    } else {
        Err(ActError::NotFound)
    }
}

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
    for process in processes {
        let known = rows::tender_of_ocid(tx.read(), &organisation, &process.ocid).await?;
        if known
            .as_ref()
            .is_some_and(|row| row.release_hash == process.release_hash)
        {
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
            title: process.title.clone(),
            unit: known
                .as_ref()
                .map_or_else(|| unit.to_owned(), |row| row.unit.clone()),
            method: process.method.clone(),
            closes_at: process.closes_at.map(Timestamp),
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
        let amended = match &awarded {
            Some(row) => {
                let before = rows::release(tx.read(), &organisation, &row.id).await?;
                contracts(&before.unwrap_or_default()) != contracts(&process.release)
            }
            None => false,
        };
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
            gate::amended(tx, actor, now, &row).await?;
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

fn in_state(row: &TenderRow, states: &[State]) -> Result<(), ActError> {
    if State::of(&row.state).is_some_and(|state| states.contains(&state)) {
        Ok(())
    } else {
        Err(refused(|t| t.tenders_refused_state().to_owned()))
    }
}

/// Names somebody who decides, by account.
pub async fn name_decider(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    who: &str,
) -> Result<(), ActError> {
    let (row, _) = visible(tx.read(), actor, id).await?;
    actor.require(Right::TenderRun, Some(&row.unit))?;
    in_state(&row, &[State::Announced, State::Screened])?;
    let organisation = actor.organisation.clone();
    let who = if who.contains('\0') {
        None
    } else {
        account(tx.read(), &organisation, who).await?
    };
    let who = who.filter(|account| account.active);
    let who = who.ok_or_else(|| invalid("account", |t| t.tenders_choose().to_owned()))?;
    let known = rows::deciders(tx.read(), &organisation, id).await?;
    if known.iter().any(|decider| decider.person == who.person) {
        // Whether named, declared or kept out: the one who asks learns only that it cannot be this person.
        return Err(invalid("account", |t| {
            t.tenders_not_this_person().to_owned()
        }));
    }
    let decider = DeciderRow {
        id: tx.new_id(now),
        account: who.id,
        person: who.person,
        name: who.name,
        state: "named".to_owned(),
        reason: String::new(),
        at: now,
    };
    rows::put_decider(tx, &organisation, id, &decider).await?;
    // A newcomer is not screened yet.
    back_to_announced(tx, actor, row).await?;
    let more = vec![("account", decider.account)];
    let right = Some(Right::TenderRun);
    entry(
        tx,
        actor,
        now,
        right,
        "tender.decider-named",
        id,
        more,
        Vec::new(),
    )
    .await
}

async fn back_to_announced(tx: &mut Tx, actor: &Actor, mut row: TenderRow) -> Result<(), ActError> {
    if row.state == State::Screened.code() {
        State::Announced.code().clone_into(&mut row.state);
        row.screened_at = None;
        rows::move_tender(tx, &actor.organisation, &row).await?;
    }
    Ok(())
}

/// Who is named declares that there is no conflict, or that there is one and keeps out.
pub async fn declare(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    clear: bool,
    reason: &str,
) -> Result<(), ActError> {
    visible(tx.read(), actor, id).await?;
    let organisation = actor.organisation.clone();
    let own = rows::deciders(tx.read(), &organisation, id).await?;
    let own = own
        .into_iter()
        .find(|decider| Some(&decider.person) == actor.person.as_ref());
    let mut own = own
        .filter(|decider| decider.state == "named")
        .ok_or(ActError::NotFound)?;
    let kind = if clear {
        "declared".clone_into(&mut own.state);
        "tender.absence-declared"
    } else {
        own.reason = reason_of("reason", reason)?;
        "recused".clone_into(&mut own.state);
        "tender.recused"
    };
    own.at = now;
    rows::put_decider(tx, &organisation, id, &own).await?;
    let payload = vec![
        ("by", json!("own declaration")),
        ("reason", json!(own.reason)),
    ];
    entry(
        tx,
        actor,
        now,
        None,
        kind,
        id,
        vec![("account", own.account)],
        payload,
    )
    .await
}

/// Awards the tender, by one who decides: a new look at the winner comes first, since ties may have changed.
pub async fn award(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    bidder: &str,
    reason: &str,
) -> Result<(), ActError> {
    let (mut row, standing) = visible(tx.read(), actor, id).await?;
    let organisation = actor.organisation.clone();
    let deciders = rows::deciders(tx.read(), &organisation, id).await?;
    let own = deciders
        .iter()
        .find(|d| Some(&d.person) == actor.person.as_ref() && d.state == "declared");
    if !standing.decides || own.is_none() {
        return Err(ActError::Forbidden);
    }
    in_state(&row, &[State::Opened])?;
    let reason = reason_of("reason", reason)?;
    let all = rows::bidders(tx.read(), &organisation, id).await?;
    let winner = all
        .into_iter()
        .find(|known| known.id == bidder && known.state == "admitted");
    let winner = winner.ok_or_else(|| invalid("bidder", |t| t.tenders_choose().to_owned()))?;
    let active: Vec<DeciderRow> = deciders
        .into_iter()
        .filter(|d| d.state == "declared")
        .collect();
    let again = compare(
        tx.read(),
        &organisation,
        std::slice::from_ref(&winner),
        &active,
        now,
    )
    .await?;
    let stops = |decider: &Option<DeciderRow>, found: &Compared| {
        if decider.is_none() {
            bars(found)
        } else {
            found.recuses()
        }
    };
    if again
        .iter()
        .any(|(_, decider, found)| stops(decider, found))
    {
        return Err(refused(|t| t.tenders_refused_changed().to_owned()));
    }
    for (bidder, decider, found) in &again {
        let screening = kept(tx, now, bidder, decider.as_ref(), found);
        rows::insert_screening(tx, &organisation, id, &screening).await?;
    }
    State::Awarded.code().clone_into(&mut row.state);
    row.awarded_to = Some(winner.id.clone());
    rows::move_tender(tx, &organisation, &row).await?;
    let payload = vec![("bidder", json!(winner.party)), ("reason", json!(reason))];
    entry(
        tx,
        actor,
        now,
        None,
        "tender.awarded",
        id,
        Vec::new(),
        payload,
    )
    .await
}
