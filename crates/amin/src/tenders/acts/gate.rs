//! The gate: who decides and who bids are compared before bids open, at the award, and whenever a tie changes.

use serde_json::json;
use store::{Timestamp, Tx};

use super::{entry, in_state, reason_of, visible};
use crate::findings::acts::raise;
use crate::findings::model::{Kind, NewFinding, Severity};
use crate::interests::acts::{Changed, note_dealings, touched};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, refused};
use crate::platform::permissions::Right;
use crate::tenders::gate::{self, Compared};
use crate::tenders::model::State;
use crate::tenders::store::{self as rows, BidderRow, DeciderRow, ScreeningRow, TenderRow};

/// Whether the law bars the bidder.
pub(super) fn bars(found: &Compared) -> bool {
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
        (
            "rule-version",
            json!(compared.first().map(|(_, _, found)| &found.rule_version)),
        ),
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

pub(super) fn kept(
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
        rule_version: found.rule_version.clone(),
        input_hash: found.input_hash.clone(),
        at: now,
    }
}

pub(super) fn finding(
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
    let release = rows::release(tx.read(), &actor.organisation, id).await?;
    let (named, release) = ((id, row.ocid.as_str()), release.unwrap_or_default());
    note_dealings(tx, &actor.organisation, now, named, &release, true).await?;
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
        let again = look_again(tx, organisation, now, &row, &bidders).await?;
        if again.differs == 0 {
            continue;
        }
        count += 1;
        let payload = again.payload();
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

/// What a new look at a tender came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Again {
    /// Answers that differ from the newest look.
    differs: usize,
    /// People taken out.
    recused: usize,
}

impl Again {
    fn payload(self) -> Vec<(&'static str, serde_json::Value)> {
        vec![
            ("differs", json!(self.differs)),
            ("recused", json!(self.recused)),
            ("rule-version", json!(gate::rule_version())),
        ]
    }
}

/// Compares these bidders of a tender once more. What differs from the newest look is kept; a conflict takes the person out.
async fn look_again(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    row: &TenderRow,
    bidders: &[BidderRow],
) -> Result<Again, ActError> {
    let deciders = rows::deciders(tx.read(), organisation, &row.id).await?;
    let before = rows::screenings(tx.read(), organisation, &row.id).await?;
    let compared = gate::compare(tx.read(), organisation, bidders, &deciders, now).await?;
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
            let finding = finding(row, bidder, decider.as_ref(), found, &screening);
            raise(tx, &Actor::program(organisation), now, &finding).await?;
        }
    }
    Ok(Again {
        differs,
        recused: recused.len(),
    })
}

/// The contract of an awarded tender was amended: who supplies is compared again with the bans and with each who decided.
pub(super) async fn amended(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    row: &TenderRow,
) -> Result<(), ActError> {
    let organisation = actor.organisation.clone();
    let mut bidders = rows::bidders(tx.read(), &organisation, &row.id).await?;
    bidders.retain(|bidder| row.awarded_to.as_ref() == Some(&bidder.id));
    let again = look_again(tx, &organisation, now, row, &bidders).await?;
    let payload = again.payload();
    let right = Some(Right::TenderRun);
    entry(
        tx,
        actor,
        now,
        right,
        "tender.contract-amended",
        &row.id,
        Vec::new(),
        payload,
    )
    .await
}
