//! What is done with tenders: taken in, given people who decide, screened, opened, awarded; flags judged by a person.

mod lists;

pub use lists::*;

use serde_json::{Value, json};
use store::{Draft, Timestamp, Tx};

use crate::findings::acts::raise;
use crate::findings::model::{Kind, NewFinding, Severity};
use crate::interests::acts::{Changed, note_matches, touched};
use crate::interests::store::{GiftMatch, gifts_of_giver};
use crate::organisation::store::account;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, invalid, refused};
use crate::platform::permissions::Right;
use crate::tenders::flags::ABOUT_PEOPLE;
use crate::tenders::gate::{self, Compared};
use crate::tenders::model::{Process, State};
use crate::tenders::store::{
    self as rows, BidderRow, DeciderRow, FlagRow, ScreeningRow, TenderRow, VerdictRow,
};

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
        rows::put_tender(tx, &organisation, &row, &process.release).await?;
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
    for gift in gifts_of_giver(tx.read(), organisation, number, &bidder.name).await? {
        let agrees = number.is_some() && gift.giver_id.as_deref() == number;
        if !agrees && number.is_some() && gift.giver_id.is_some() {
            continue;
        }
        let hit = GiftMatch {
            object_type: "tender".to_owned(),
            object_id: row.id.clone(),
            object_name: row.ocid.clone(),
            basis: if agrees { "national-id" } else { "name" }.to_owned(),
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

/// Whether the law bars the bidder.
fn bars(found: &Compared) -> bool {
    found.outcome.code() == gate::BARRED
}

/// What the gate came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Gated {
    /// Bidders that the law bars.
    pub barred: usize,
    /// People who decide and may not.
    pub recused: usize,
}

/// The gate: everybody who decides has declared; each bidder is compared with everybody in office and with each who decides. A bar
/// or a conflict raises a finding; a conflict takes the person out.
pub async fn screen(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
) -> Result<Gated, ActError> {
    let (mut row, _) = visible(tx.read(), actor, id).await?;
    actor.require(Right::TenderRun, Some(&row.unit))?;
    in_state(&row, &[State::Announced, State::Screened])?;
    let organisation = actor.organisation.clone();
    let bidders = rows::bidders(tx.read(), &organisation, id).await?;
    if bidders.is_empty() {
        return Err(refused(|t| t.tenders_refused_no_bidder().to_owned()));
    }
    let deciders = rows::deciders(tx.read(), &organisation, id).await?;
    if !deciders.iter().any(|decider| decider.state == "declared") {
        return Err(refused(|t| t.tenders_refused_nobody_declared().to_owned()));
    }
    if deciders.iter().any(|decider| decider.state == "named") {
        return Err(refused(|t| t.tenders_refused_not_declared().to_owned()));
    }
    let compared = gate::compare(tx.read(), &organisation, &bidders, &deciders, now).await?;
    let mut gated = Gated::default();
    let mut recused: Vec<String> = Vec::new();
    for (bidder, decider, found) in &compared {
        let screening = kept(tx, now, bidder, decider.as_ref(), found);
        rows::insert_screening(tx, &organisation, id, &screening).await?;
        match decider {
            None if bars(found) => gated.barred += 1,
            Some(decider) if found.recuses() && !recused.contains(&decider.id) => {
                recused.push(decider.id.clone());
                let gone = DeciderRow {
                    state: "recused".to_owned(),
                    reason: found.law.0.clone(),
                    at: now,
                    ..decider.clone()
                };
                rows::put_decider(tx, &organisation, id, &gone).await?;
            }
            _ => {}
        }
        if bars(found) || found.recuses() || found.needs_review() {
            let finding = finding(&row, bidder, decider.as_ref(), found, &screening);
            raise(tx, &Actor::program(&organisation), now, &finding).await?;
        }
    }
    gated.recused = recused.len();
    let left = deciders
        .iter()
        .filter(|d| d.state == "declared" && !recused.contains(&d.id))
        .count();
    if left > 0 {
        State::Screened.code().clone_into(&mut row.state);
        row.screened_at = Some(now);
        rows::move_tender(tx, &organisation, &row).await?;
    }
    let payload = vec![
        ("barred", json!(gated.barred)),
        ("recused", json!(gated.recused)),
        ("compared", json!(compared.len())),
        ("rule-version", json!(gate::rule_version())),
    ];
    entry(
        tx,
        actor,
        now,
        Some(Right::TenderRun),
        "tender.screened",
        id,
        Vec::new(),
        payload,
    )
    .await?;
    Ok(gated)
}

fn kept(
    tx: &mut Tx,
    now: Timestamp,
    bidder: &BidderRow,
    decider: Option<&DeciderRow>,
    found: &Compared,
) -> ScreeningRow {
    ScreeningRow {
        id: tx.new_id(now),
        bidder: bidder.id.clone(),
        decider: decider.map(|decider| decider.id.clone()),
        outcome: found.outcome.code().to_owned(),
        path_fa: found.path.0.clone(),
        path_en: found.path.1.clone(),
        law_fa: found.law.0.clone(),
        law_en: found.law.1.clone(),
        missing: json!(found.missing).to_string(),
        evidence: found.evidence.to_string(),
        rule_version: gate::rule_version(),
        input_hash: found.input_hash.clone(),
        at: now,
    }
}

fn finding(
    row: &TenderRow,
    bidder: &BidderRow,
    decider: Option<&DeciderRow>,
    found: &Compared,
    screening: &ScreeningRow,
) -> NewFinding {
    let about = decider.map_or("gate", |decider| decider.id.as_str());
    let text = |law: &str, path: &str| {
        [law, path]
            .iter()
            .filter(|part| !part.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join("\n")
    };
    NewFinding {
        key: format!("tender:{}:{}:{about}", row.id, bidder.id),
        kind: Kind::Conflict,
        severity: if bars(found) || found.recuses() {
            Severity::High
        } else {
            Severity::Medium
        },
        // The reason is for the integrity officer: no unit, so that no manager of one reads it.
        unit: None,
        service: None,
        object: Some(("tender", row.id.clone())),
        title: (
            format!(
                "پیوند پیشنهاددهنده «{}» در مناقصه {}",
                bidder.name, row.ocid
            ),
            format!("Tie of bidder “{}” in tender {}", bidder.name, row.ocid),
        ),
        text: (
            text(&found.law.0, &found.path.0),
            text(&found.law.1, &found.path.1),
        ),
        query: format!("gate(tender {}, bidder {})", row.ocid, bidder.party),
        rule_version: screening.rule_version.clone(),
        input_hash: screening.input_hash.clone(),
        case_count: 1,
        cases: vec![row.ocid.clone()],
        facts: json!({ "outcome": screening.outcome }),
    }
}

/// Excludes a bidder, with the reason.
pub async fn exclude(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    bidder: &str,
    reason: &str,
) -> Result<(), ActError> {
    let (row, _) = visible(tx.read(), actor, id).await?;
    actor.require(Right::TenderRun, Some(&row.unit))?;
    in_state(&row, &[State::Screened, State::Opened])?;
    let reason = reason_of("reason", reason)?;
    let all = rows::bidders(tx.read(), &actor.organisation, id).await?;
    let mut one = all
        .into_iter()
        .find(|known| known.id == bidder)
        .ok_or(ActError::NotFound)?;
    "excluded".clone_into(&mut one.state);
    one.reason.clone_from(&reason);
    rows::put_bidder(tx, &actor.organisation, id, &one).await?;
    let payload = vec![("bidder", json!(one.party)), ("reason", json!(reason))];
    entry(
        tx,
        actor,
        now,
        Some(Right::TenderRun),
        "tender.bidder-excluded",
        id,
        Vec::new(),
        payload,
    )
    .await
}

/// Bidders that the newest gate found barred and that are still admitted.
pub async fn barred(
    conn: &mut store::Conn,
    organisation: &str,
    id: &str,
) -> Result<Vec<BidderRow>, store::Error> {
    let screenings = rows::screenings(conn, organisation, id).await?;
    let newest = |bidder: &BidderRow| {
        screenings
            .iter()
            .rev()
            .find(|row| row.bidder == bidder.id && row.decider.is_none())
    };
    let bidders = rows::bidders(conn, organisation, id).await?;
    Ok(bidders
        .into_iter()
        .filter(|bidder| bidder.state == "admitted")
        .filter(|bidder| newest(bidder).is_some_and(|row| row.outcome == gate::BARRED))
        .collect())
}

/// Opens the bids: after the gate, with every barred bidder excluded.
pub async fn open(tx: &mut Tx, actor: &Actor, now: Timestamp, id: &str) -> Result<(), ActError> {
    let (mut row, _) = visible(tx.read(), actor, id).await?;
    actor.require(Right::TenderRun, Some(&row.unit))?;
    in_state(&row, &[State::Screened])?;
    if row.closes_at.is_some_and(|closes| closes > now) {
        return Err(refused(|t| t.tenders_refused_too_early().to_owned()));
    }
    let left = barred(tx.read(), &actor.organisation, id).await?;
    if let Some(first) = left.first() {
        let name = first.name.clone();
        return Err(refused(move |t| t.tenders_refused_barred(&name)));
    }
    State::Opened.code().clone_into(&mut row.state);
    row.opened_at = Some(now);
    rows::move_tender(tx, &actor.organisation, &row).await?;
    entry(
        tx,
        actor,
        now,
        Some(Right::TenderRun),
        "tender.opened",
        id,
        Vec::new(),
        Vec::new(),
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
    let again = gate::compare(
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

/// Passes the gate anew after bids were opened, because something changed: the tender goes back before the gate.
pub async fn reopen_gate(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    reason: &str,
) -> Result<(), ActError> {
    let (mut row, _) = visible(tx.read(), actor, id).await?;
    actor.require(Right::TenderRun, Some(&row.unit))?;
    in_state(&row, &[State::Opened])?;
    let reason = reason_of("reason", reason)?;
    State::Announced.code().clone_into(&mut row.state);
    row.screened_at = None;
    rows::move_tender(tx, &actor.organisation, &row).await?;
    let payload = vec![("reason", json!(reason))];
    entry(
        tx,
        actor,
        now,
        Some(Right::TenderRun),
        "tender.gate-reopened",
        id,
        Vec::new(),
        payload,
    )
    .await
}

/// Keeps the flags of tenders as the rules give them now; only what differs from before is written.
pub async fn keep_flags(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    flags: &[(String, Vec<FlagRow>)],
) -> Result<usize, ActError> {
    let mut written = 0;
    for (tender, list) in flags {
        let before = rows::flags(tx.read(), &actor.organisation, tender).await?;
        let mut changed = Vec::new();
        for flag in list {
            let known = before.iter().find(|known| known.code == flag.code);
            let same = known.is_some_and(|known| {
                FlagRow {
                    id: String::new(),
                    ..known.clone()
                } == *flag
            });
            if same {
                continue;
            }
            let row = FlagRow {
                id: known.map_or_else(|| tx.new_id(now), |known| known.id.clone()),
                ..flag.clone()
            };
            rows::put_flag(tx, &actor.organisation, tender, &row, now).await?;
            changed.push(json!([row.code, row.state, row.value]));
        }
        if !changed.is_empty() {
            written += changed.len();
            let payload = vec![("flags", json!(changed))];
            entry(
                tx,
                actor,
                now,
                None,
                "tender.flagged",
                tender,
                Vec::new(),
                payload,
            )
            .await?;
        }
    }
    Ok(written)
}

/// A person's verdict on a flag, with reasons; it weighs the code in the next ranking.
pub async fn judge(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    code: &str,
    confirmed: Option<bool>,
    reason: &str,
) -> Result<(), ActError> {
    let (row, _) = visible(tx.read(), actor, id).await?;
    actor.require(Right::TenderJudge, Some(&row.unit))?;
    let organisation = actor.organisation.clone();
    let flags = rows::flags(tx.read(), &organisation, id).await?;
    let flag = flags
        .into_iter()
        .find(|flag| flag.code == code && flag.state == "flag");
    let flag = flag.ok_or(ActError::NotFound)?;
    let confirmed =
        confirmed.ok_or_else(|| invalid("verdict", |t| t.tenders_choose().to_owned()))?;
    let verdict = VerdictRow {
        code: flag.code.clone(),
        confirmed,
        reason: reason_of("reason", reason)?,
        account: actor.account.clone(),
        at: now,
    };
    rows::insert_verdict(tx, &organisation, id, &verdict).await?;
    let payload = vec![
        ("code", json!(flag.code)),
        ("confirmed", json!(confirmed)),
        ("rule", json!(flag.rule)),
        ("reason", json!(verdict.reason)),
    ];
    entry(
        tx,
        actor,
        now,
        Some(Right::TenderJudge),
        "tender.flag-judged",
        id,
        Vec::new(),
        payload,
    )
    .await?;
    if confirmed {
        let finding = NewFinding {
            key: format!("tender-flag:{id}:{code}"),
            kind: Kind::RedFlag,
            severity: Severity::Medium,
            // What rests on a person's ties is not for the managers of the unit.
            unit: (!ABOUT_PEOPLE.contains(&code)).then(|| row.unit.clone()),
            service: None,
            object: Some(("tender", row.id.clone())),
            title: (
                format!("نشانه خطر {code} در مناقصه {}", row.ocid),
                format!("Red flag {code} in tender {}", row.ocid),
            ),
            text: (verdict.reason.clone(), verdict.reason.clone()),
            query: format!("flag({code}, tender {})", row.ocid),
            rule_version: flag.rule.clone(),
            input_hash: flag.input_hash.clone(),
            case_count: 1,
            cases: vec![row.ocid.clone()],
            facts: json!({ "value": flag.value, "detail": flag.detail }),
        };
        raise(tx, &Actor::program(&organisation), now, &finding).await?;
    }
    Ok(())
}

/// Looks again at the tenders before an award that a changed tie may touch. What differs from the newest look is kept beside it, with
/// the day on which it became known; a conflict takes the person out, and a bar keeps the bids closed. Gives how many changed.
pub async fn rescreen(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    changed: &Changed,
) -> Result<usize, ActError> {
    let touched = touched(tx.read(), organisation, changed).await?;
    let actor = Actor::program(organisation);
    let mut count = 0;
    for row in rows::gated(tx.read(), organisation).await? {
        let bidders = rows::bidders(tx.read(), organisation, &row.id).await?;
        let concerned = touched.as_ref().is_none_or(|firms| {
            let mut numbers = bidders
                .iter()
                .filter_map(|bidder| bidder.national_id.as_ref());
            numbers.any(|number| firms.contains(number))
        });
        if !concerned {
            continue;
        }
        let deciders = rows::deciders(tx.read(), organisation, &row.id).await?;
        let before = rows::screenings(tx.read(), organisation, &row.id).await?;
        let compared = gate::compare(tx.read(), organisation, &bidders, &deciders, now).await?;
        let mut differs = 0;
        let mut recused: Vec<String> = Vec::new();
        for (bidder, decider, found) in &compared {
            let of = decider.as_ref().map(|decider| decider.id.as_str());
            let newest = before
                .iter()
                .rev()
                .find(|known| known.bidder == bidder.id && known.decider.as_deref() == of);
            let screening = kept(tx, now, bidder, decider.as_ref(), found);
            let same = newest.is_some_and(|known| {
                known.outcome == screening.outcome
                    && known.law_fa == screening.law_fa
                    && known.path_fa == screening.path_fa
                    && known.missing == screening.missing
            });
            if same {
                continue;
            }
            differs += 1;
            rows::insert_screening(tx, organisation, &row.id, &screening).await?;
            if let Some(decider) = decider
                && found.recuses()
                && !recused.contains(&decider.id)
            {
                recused.push(decider.id.clone());
                let gone = DeciderRow {
                    state: "recused".to_owned(),
                    reason: found.law.0.clone(),
                    at: now,
                    ..decider.clone()
                };
                rows::put_decider(tx, organisation, &row.id, &gone).await?;
            }
            if bars(found) || found.recuses() || found.needs_review() {
                let finding = finding(&row, bidder, decider.as_ref(), found, &screening);
                raise(tx, &actor, now, &finding).await?;
            }
        }
        if differs == 0 {
            continue;
        }
        count += 1;
        let payload = vec![
            ("differs", json!(differs)),
            ("recused", json!(recused.len())),
            ("rule-version", json!(gate::rule_version())),
        ];
        entry(
            tx,
            &actor,
            now,
            None,
            "tender.rescreened",
            &row.id,
            Vec::new(),
            payload,
        )
        .await?;
    }
    Ok(count)
}
