//! The gate: who decides and who bids are compared before bids open, at the award, and whenever a tie changes.

use serde_json::json;
use store::{Timestamp, Tx};

use super::doubts::{ask_about, lapse};
use super::handing::hand_on;
use super::{Acted, entry, in_state, own_declared, reason_of, visible};
use crate::findings::acts::raise;
use crate::findings::model::{Kind, NewFinding, Severity};
use crate::interests::acts::{Changed, note_dealings, touched};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, refused};
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};
use crate::tenders::gate::{self, Compared};
use crate::tenders::model::State;
use crate::tenders::store::{self as rows, BidderRow, DeciderRow, ScreeningRow, TenderRow};

/// Whether the law bars the bidder.
pub(super) fn bars(found: &Compared) -> bool {
    found.outcome.code() == gate::BARRED
}

/// What the gate came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gated {
    /// Bidders that the law bars.
    pub barred: usize,
    /// People who decide or run the tender and may not.
    pub recused: usize,
    /// What it means for who acted.
    pub acted: Acted,
}

/// The gate: everybody who decides has declared, and who acts has; each bidder is compared with everybody in office and with each of
/// these. A bar or a conflict raises a finding; a conflict takes the person out.
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
    let mut people = rows::deciders(tx.read(), &organisation, id).await?;
    let decides = |state: &str| (people.iter()).any(|one| one.decides() && one.state == state);
    if !decides("declared") {
        return Err(refused(|t| t.tenders_refused_nobody_declared().to_owned()));
    }
    if decides("named") {
        return Err(refused(|t| t.tenders_refused_not_declared().to_owned()));
    }
    let own = own_declared(tx, actor, id).await?;
    people.retain(|one| one.state == "declared");
    let compared = gate::compare(tx.read(), &organisation, &bidders, &people, now).await?;
    let mut barred = 0;
    let mut recused: Vec<DeciderRow> = Vec::new();
    let mut answers = Vec::new();
    for (bidder, decider, found) in compared {
        let screening = kept(tx, now, &bidder, decider.as_ref(), &found);
        rows::insert_screening(tx, &organisation, id, &screening).await?;
        match &decider {
            None if bars(&found) => barred += 1,
            Some(decider) => {
                take_out(tx, &organisation, now, id, decider, &found, &mut recused).await?;
            }
            None => {}
        }
        if bars(&found) || found.recuses() || found.needs_review() {
            let finding = finding(&row, &bidder, decider.as_ref(), &found, &screening);
            raise(tx, &Actor::program(&organisation), now, &finding).await?;
        }
        answers.push(Answer {
            bidder,
            decider,
            found,
            screening: screening.id,
            kept: true,
        });
    }
    // Who has to wait for an answer of an integrity officer learns it before the bids are opened.
    ask_about(tx, actor, now, &row, &answers, &mut recused).await?;
    people.retain(|one| one.decides() && recused.iter().all(|gone| gone.id != one.id));
    if !people.is_empty() {
        State::Screened.code().clone_into(&mut row.state);
        row.screened_at = Some(now);
        rows::move_tender(tx, &organisation, &row).await?;
    }
    let payload = vec![
        ("barred", json!(barred)),
        ("recused", json!(recused.len())),
        ("compared", json!(answers.len())),
        (
            "rule-version",
            json!(answers.first().map(|one| &one.found.rule_version)),
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
    Ok(Gated {
        barred,
        recused: recused.len(),
        acted: went_on(tx, actor, now, &mut row, &recused, &own).await?,
    })
}

/// Takes a person out where a comparison says so; `recused` are those who were.
async fn take_out(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    tender: &str,
    one: &DeciderRow,
    found: &Compared,
    recused: &mut Vec<DeciderRow>,
) -> Result<(), ActError> {
    if !found.recuses() || recused.iter().any(|gone| gone.id == one.id) {
        return Ok(());
    }
    let gone = DeciderRow {
        state: "recused".to_owned(),
        reason: found.rule.0.clone(),
        at: now,
        ..one.clone()
    };
    rows::put_decider(tx, organisation, tender, &gone).await?;
    lapse(tx, organisation, now, tender, &gone.person).await?;
    recused.push(gone);
    Ok(())
}

/// Hands the tender on where people were taken out; says what that means for who acted.
async fn went_on(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    row: &mut TenderRow,
    recused: &[DeciderRow],
    own: &DeciderRow,
) -> Result<Acted, ActError> {
    let left = hand_on(tx, &actor.organisation, now, row, recused, Some(own)).await?;
    Ok(if recused.iter().any(|gone| gone.id == own.id) {
        Acted::NotYou
    } else if left {
        Acted::Done
    } else {
        Acted::NobodyLeft
    })
}

/// What is known of everybody when it counts.
pub(super) struct Weighed {
    /// What it means for who acts.
    pub(super) acted: Acted,
    /// How each bidder stands to the law and to each person.
    pub(super) answers: Vec<Answer>,
    /// Whether somebody in charge waits for an answer of an integrity officer.
    pub(super) waits: bool,
}

/// The one place where `open`, `exclude` and `award` learn how everybody who decides, and the one who acts, stand to these bidders: all
/// are compared once more, whoever is in conflict is taken out, and the tender goes on with others. Where the act may not go on, the
/// answer is another than [`Acted::Done`].
pub(super) async fn weigh(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    row: &mut TenderRow,
    bidders: &[BidderRow],
    own: &DeciderRow,
) -> Result<Weighed, ActError> {
    let organisation = actor.organisation.clone();
    let people = rows::deciders(tx.read(), &organisation, &row.id).await?;
    let again = look_again(tx, &organisation, now, row, bidders, &people, true).await?;
    if again.differs > 0 {
        let payload = again.payload();
        let kind = "tender.rescreened";
        entry(tx, actor, now, None, kind, &row.id, Vec::new(), payload).await?;
    }
    let mut recused = again.recused;
    let waits = ask_about(tx, actor, now, row, &again.answers, &mut recused).await?;
    let acted = match went_on(tx, actor, now, row, &recused, own).await? {
        Acted::Done if waits.iter().any(|one| one.id == own.id) => Acted::Waits,
        acted => acted,
    };
    Ok(Weighed {
        acted,
        answers: again.answers,
        waits: !waits.is_empty(),
    })
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
        second_fa: found.second.0.clone(),
        second_en: found.second.1.clone(),
        law_fa: found.law.0.clone(),
        law_en: found.law.1.clone(),
        rule_fa: found.rule.0.clone(),
        rule_en: found.rule.1.clone(),
        missing: json!(found.missing).to_string(),
        evidence: found.evidence.to_string(),
        rule_version: found.rule_version.clone(),
        input_hash: found.input_hash.clone(),
        at: now,
    }
}

/// What somebody has to look at. Many read it: the law, names and paths stand on the tender's page, for who may open them.
fn finding(
    row: &TenderRow,
    bidder: &BidderRow,
    decider: Option<&DeciderRow>,
    found: &Compared,
    screening: &ScreeningRow,
) -> NewFinding {
    let about = decider.map_or("gate", |decider| decider.id.as_str());
    let (fa, en) = (Texts::of(Lang::Fa), Texts::of(Lang::En));
    let text = |t: Texts| {
        if decider.is_none() && bars(found) {
            t.tenders_finding_barred(&row.ocid)
        } else if decider.is_some() && found.recuses() {
            t.tenders_finding_conflict(&row.ocid)
        } else {
            t.tenders_finding_doubt(&row.ocid)
        }
    };
    NewFinding {
        key: format!("tender:{}:{}:{about}", row.id, bidder.id),
        kind: Kind::Conflict,
        severity: if bars(found) || found.recuses() {
            Severity::High
        } else {
            Severity::Medium
        },
        // No unit: a manager who reads it might be kept from this tender.
        unit: None,
        service: None,
        object: Some(("tender", row.id.clone())),
        title: (
            fa.tenders_finding_tie_title().to_owned(),
            en.tenders_finding_tie_title().to_owned(),
        ),
        text: (text(fa), text(en)),
        query: "relations.screen(everybody in charge, bidders)".to_owned(),
        rule_version: screening.rule_version.clone(),
        input_hash: screening.input_hash.clone(),
        case_count: 1,
        cases: vec![row.ocid.clone()],
        facts: json!({ "outcome": screening.outcome }),
    }
}

/// Excludes a bidder, with the reason, by who has declared and is free.
pub async fn exclude(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    bidder: &str,
    reason: &str,
) -> Result<Acted, ActError> {
    let (mut row, _) = visible(tx.read(), actor, id).await?;
    actor.require(Right::TenderRun, Some(&row.unit))?;
    in_state(&row, &[State::Screened, State::Opened])?;
    let own = own_declared(tx, actor, id).await?;
    let reason = reason_of("reason", reason)?;
    let all = rows::bidders(tx.read(), &actor.organisation, id).await?;
    let one = all.iter().find(|known| known.id == bidder);
    let mut one = one.cloned().ok_or(ActError::NotFound)?;
    let weighed = weigh(tx, actor, now, &mut row, &all, &own).await?;
    if weighed.acted != Acted::Done {
        return Ok(weighed.acted);
    }
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
    .await?;
    Ok(Acted::Done)
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

/// Opens the bids: after the gate, with every barred bidder excluded, by who has declared and is free.
pub async fn open(tx: &mut Tx, actor: &Actor, now: Timestamp, id: &str) -> Result<Acted, ActError> {
    let (mut row, _) = visible(tx.read(), actor, id).await?;
    actor.require(Right::TenderRun, Some(&row.unit))?;
    in_state(&row, &[State::Screened])?;
    let own = own_declared(tx, actor, id).await?;
    match row.closes_at {
        Some(closes) if closes > now => {
            return Err(refused(|t| t.tenders_refused_too_early().to_owned()));
        }
        None => return Err(refused(|t| t.tenders_refused_no_period().to_owned())),
        Some(_) => {}
    }
    let bidders = rows::bidders(tx.read(), &actor.organisation, id).await?;
    let weighed = weigh(tx, actor, now, &mut row, &bidders, &own).await?;
    if weighed.acted != Acted::Done {
        return Ok(weighed.acted);
    }
    // All who are in charge see the bids once they are open.
    if weighed.waits {
        return Ok(Acted::OthersWait);
    }
    let left = barred(tx.read(), &actor.organisation, id).await?;
    if let Some(first) = left.into_iter().next() {
        return Ok(Acted::Barred(first.name));
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
    .await?;
    Ok(Acted::Done)
}

/// Opens the paths of a tender's comparisons: what they say of relatives is looked at with a reason only.
pub async fn open_paths(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    reason: &str,
) -> Result<(), ActError> {
    let (row, _) = visible(tx.read(), actor, id).await?;
    actor.require(Right::TenderJudge, Some(&row.unit))?;
    let payload = vec![("reason", json!(reason_of("reason", reason)?))];
    let right = Some(Right::TenderJudge);
    // The kind is that of a file's paths, so that all such looks are counted together.
    let kind = "interests.paths-opened";
    entry(tx, actor, now, right, kind, id, Vec::new(), payload).await
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
    own_declared(tx, actor, id).await?;
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
    for mut row in rows::gated(tx.read(), organisation).await? {
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
        let people = rows::deciders(tx.read(), organisation, &row.id).await?;
        let again = look_again(tx, organisation, now, &row, &bidders, &people, true).await?;
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
        let mut recused = again.recused;
        ask_about(tx, &actor, now, &row, &again.answers, &mut recused).await?;
        hand_on(tx, organisation, now, &mut row, &recused, None).await?;
    }
    Ok(count)
}

/// How a bidder stands to the law, or to a person.
pub(super) struct Answer {
    /// Bidder.
    pub(super) bidder: BidderRow,
    /// Person; none: the legal bans, about everybody in office.
    pub(super) decider: Option<DeciderRow>,
    /// What the comparison gave.
    pub(super) found: Compared,
    /// Id of the look that is kept of it.
    pub(super) screening: String,
    /// Whether it differs from what was known and was kept.
    pub(super) kept: bool,
}

/// What a new look at a tender came to.
pub(super) struct Again {
    /// All answers.
    pub(super) answers: Vec<Answer>,
    /// Answers that differ from the newest look.
    pub(super) differs: usize,
    /// People taken out.
    pub(super) recused: Vec<DeciderRow>,
}

impl Again {
    pub(super) fn payload(&self) -> Vec<(&'static str, serde_json::Value)> {
        vec![
            ("differs", json!(self.differs)),
            ("recused", json!(self.recused.len())),
            (
                "rule-version",
                json!(self.answers.first().map(|one| &one.found.rule_version)),
            ),
        ]
    }
}

/// Compares these bidders of a tender once more with those of these people who have declared, and with `law` with the legal bans. What
/// differs from the newest look is kept; a conflict takes the person out.
pub(super) async fn look_again(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    row: &TenderRow,
    bidders: &[BidderRow],
    people: &[DeciderRow],
    law: bool,
) -> Result<Again, ActError> {
    let people: Vec<DeciderRow> = people
        .iter()
        .filter(|one| one.state == "declared")
        .cloned()
        .collect();
    let before = rows::screenings(tx.read(), organisation, &row.id).await?;
    let compared = gate::compare(tx.read(), organisation, bidders, &people, now).await?;
    let (mut answers, mut differs) = (Vec::new(), 0);
    let mut recused: Vec<DeciderRow> = Vec::new();
    for (bidder, decider, found) in compared {
        if decider.is_none() && !law {
            continue;
        }
        let of = decider.as_ref().map(|decider| decider.id.as_str());
        let newest = before
            .iter()
            .rev()
            .find(|known| known.bidder == bidder.id && known.decider.as_deref() == of);
        let screening = kept(tx, now, &bidder, decider.as_ref(), &found);
        let stands = newest.filter(|known| {
            known.outcome == screening.outcome
                && known.law_fa == screening.law_fa
                && known.path_fa == screening.path_fa
                && known.missing == screening.missing
        });
        if stands.is_none() {
            differs += 1;
            rows::insert_screening(tx, organisation, &row.id, &screening).await?;
            if let Some(decider) = &decider {
                take_out(
                    tx,
                    organisation,
                    now,
                    &row.id,
                    decider,
                    &found,
                    &mut recused,
                )
                .await?;
            }
            if bars(&found) || found.recuses() || found.needs_review() {
                let finding = finding(row, &bidder, decider.as_ref(), &found, &screening);
                raise(tx, &Actor::program(organisation), now, &finding).await?;
            }
        }
        answers.push(Answer {
            bidder,
            decider,
            found,
            kept: stands.is_none(),
            screening: stands.map_or(screening.id, |known| known.id.clone()),
        });
    }
    Ok(Again {
        answers,
        differs,
        recused,
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
    let people = rows::deciders(tx.read(), &organisation, &row.id).await?;
    let again = look_again(tx, &organisation, now, row, &bidders, &people, true).await?;
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
