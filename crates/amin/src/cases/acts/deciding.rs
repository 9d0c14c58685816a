//! What the members of a board do: consent to more time, vote, decide.

use serde_json::json;
use store::{Timestamp, Tx};

use super::{
    Doer, MOST_LINE, MOST_TEXT, Said, advance, apart, counted, load, optional, sitting, text_of,
    value,
};
use crate::cases::jobs;
use crate::cases::model::{
    CodeKind, Deed, EXTENSION, Facts, Outcome, Part, QUORUM, Stage, VOTES, Voice, after, tally,
};
use crate::cases::store::{self as rows, CaseRow, DecisionRow, PanelRow};
use crate::organisation::model::calendar;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, refused};
use crate::platform::permissions::Right;

/// The seat of the actor on the board that has the case, and everybody who sits there.
async fn seat_of(
    tx: &mut Tx,
    actor: &Actor,
    case: &CaseRow,
    stage: Stage,
) -> Result<(PanelRow, Vec<PanelRow>), ActError> {
    apart(tx, actor, case, Part::Decide(stage)).await?;
    let panel = sitting(tx.read(), &actor.organisation, &case.id, stage).await?;
    let own = panel
        .iter()
        .find(|seat| Some(&seat.person) == actor.person.as_ref())
        .cloned()
        .ok_or_else(|| refused(|t| t.cases_refused_not_seated().to_owned()))?;
    Ok((own, panel))
}

/// A member of the primary board consents to more time for the defence, or does not, with the reason.
pub async fn answer_extension(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    grants: bool,
    said: &Said,
) -> Result<(), ActError> {
    actor.require(Right::CaseDecide, None)?;
    let mut case = load(tx.read(), actor, id).await?;
    seat_of(tx, actor, &case, Stage::Primary).await?;
    let organisation = actor.organisation.as_str();
    let mut faults = Faults::default();
    let note = text_of(&mut faults, "note", &said.note, MOST_TEXT);
    faults.check()?;
    let deed = if grants { Deed::Grant } else { Deed::Deny };
    let facts = Facts {
        asked: case.asked_extension,
        extended: case.extended,
        ..Facts::default()
    };
    if after(case.state()?, deed, facts).is_none() {
        return Err(refused(|t| t.cases_refused_state().to_owned()));
    }
    case.asked_extension = false;
    let before = case.deadline_at;
    if let (true, Some(at)) = (grants, before) {
        let days = calendar(tx.read(), organisation).await?;
        let longer = value(tx.read(), organisation, EXTENSION).await?;
        let until = counted(&days, EXTENSION, longer, at)?;
        case.extended = true;
        case.deadline_at = Some(until);
        jobs::watch(tx, organisation, id, &case.state, until, now).await?;
    }
    let who = Doer {
        actor,
        right: Some(Right::CaseDecide),
        now,
    };
    let payload = vec![
        ("before", json!(before.map(|at| at.0))),
        ("after", json!(case.deadline_at.map(|at| at.0))),
    ];
    let said = Said {
        note,
        ..said.clone()
    };
    advance(tx, who, &mut case, deed, facts, &said, payload).await
}

/// A vote as typed.
#[derive(Debug, Clone, Default)]
pub struct VoteInput {
    /// Code of the outcome.
    pub outcome: String,
    /// Id of the sanction, where a violation is found.
    pub sanction: String,
    /// Dissent with reasons, or empty.
    pub dissent: String,
}

/// A member votes. A vote stands, unless all have voted and no decision came of it: then they vote again.
pub async fn vote(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    input: &VoteInput,
) -> Result<(), ActError> {
    actor.require(Right::CaseDecide, None)?;
    let mut case = load(tx.read(), actor, id).await?;
    let stage = case
        .state()?
        .stage()
        .ok_or_else(|| refused(|t| t.cases_refused_state().to_owned()))?;
    let (mut own, panel) = seat_of(tx, actor, &case, stage).await?;
    let organisation = actor.organisation.as_str();
    if own.voted_at.is_some() {
        let (quorum, least) = rules(tx, organisation).await?;
        let voices = voices(&panel);
        if voices.len() < quorum || tally(&voices, quorum, least).is_some() {
            return Err(refused(|t| t.cases_refused_voted().to_owned()));
        }
    }
    let mut faults = Faults::default();
    let outcome = Outcome::of(&input.outcome);
    if outcome.is_none() {
        faults.add("outcome", |t| t.cases_fault_choose().to_owned());
    }
    let day = persian::tehran_date(now.0).iso();
    let codes = rows::codes(tx.read(), organisation, &day).await?;
    let sanction = codes
        .iter()
        .find(|row| row.kind == CodeKind::Sanction.code() && row.id == input.sanction);
    match (outcome, sanction) {
        (Some(Outcome::Violation), None) => {
            faults.add("sanction", |t| t.cases_fault_sanction().to_owned());
        }
        (Some(Outcome::Cleared), Some(_)) => {
            faults.add("sanction", |t| t.cases_fault_no_sanction().to_owned());
        }
        _ => {}
    }
    let dissent = optional(&mut faults, "dissent", &input.dissent, MOST_TEXT);
    faults.check()?;
    own.outcome = outcome.map(|outcome| outcome.code().to_owned());
    own.sanction = sanction.map(|row| row.id.clone());
    own.dissent = dissent;
    own.voted_at = Some(now);
    rows::put_panel(tx, organisation, &own).await?;
    let who = Doer {
        actor,
        right: Some(Right::CaseDecide),
        now,
    };
    // How somebody voted stands in the row of the panel; the step says only that they did.
    let payload = vec![
        ("stage", json!(stage.code())),
        ("outcome", json!(own.outcome)),
        ("sanction", json!(own.sanction)),
        ("dissent", json!(own.dissent)),
    ];
    let said = Said::default();
    advance(
        tx,
        who,
        &mut case,
        Deed::Vote,
        Facts::default(),
        &said,
        payload,
    )
    .await
}

/// How many must have voted, and how many must agree.
async fn rules(tx: &mut Tx, organisation: &str) -> Result<(usize, usize), ActError> {
    let quorum = value(tx.read(), organisation, QUORUM).await?;
    let least = value(tx.read(), organisation, VOTES).await?;
    Ok((
        usize::try_from(quorum).unwrap_or(3),
        usize::try_from(least).unwrap_or(2),
    ))
}

fn voices(panel: &[PanelRow]) -> Vec<Voice> {
    let given = |seat: &PanelRow| {
        Some(Voice {
            outcome: seat.outcome.clone()?,
            sanction: seat.sanction.clone(),
        })
    };
    panel.iter().filter_map(given).collect()
}

/// A decision as typed.
#[derive(Debug, Clone, Default)]
pub struct DecisionInput {
    /// How long or how much, within what the sanction allows; or empty.
    pub terms: String,
    /// Reasons, legal basis, document.
    pub said: Said,
}

/// A member writes down what the board decided: only what the votes carry, with reasons and legal basis.
pub async fn decide(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    input: &DecisionInput,
) -> Result<(), ActError> {
    actor.require(Right::CaseDecide, None)?;
    let mut case = load(tx.read(), actor, id).await?;
    let stage = case
        .state()?
        .stage()
        .ok_or_else(|| refused(|t| t.cases_refused_state().to_owned()))?;
    let (_, panel) = seat_of(tx, actor, &case, stage).await?;
    let organisation = actor.organisation.as_str();
    let mut faults = Faults::default();
    let terms = optional(&mut faults, "terms", &input.terms, MOST_LINE);
    let said = super::reasoned(&input.said, &mut faults);
    faults.check()?;
    let (quorum, least) = rules(tx, organisation).await?;
    let voices = voices(&panel);
    if voices.len() < quorum {
        return Err(refused(move |t| t.cases_refused_votes_missing(quorum)));
    }
    let Some((voice, same)) = tally(&voices, quorum, least) else {
        return Err(refused(move |t| t.cases_refused_no_majority(least)));
    };
    let row = DecisionRow {
        id: tx.new_id(now),
        case_id: id.to_owned(),
        stage: stage.code().to_owned(),
        outcome: voice.outcome.clone(),
        sanction: voice.sanction.clone(),
        terms,
        reasons: said.note.clone(),
        legal_basis: said.legal_basis.clone(),
        votes_for: i64::try_from(same).unwrap_or(0),
        votes_against: i64::try_from(voices.len() - same).unwrap_or(0),
        decided_at: now,
        served_at: None,
        appeal_until: None,
    };
    rows::put_decision(tx, organisation, &row).await?;
    case.sanction.clone_from(&voice.sanction);
    let who = Doer {
        actor,
        right: Some(Right::CaseDecide),
        now,
    };
    let payload = vec![
        ("stage", json!(row.stage)),
        ("outcome", json!(row.outcome)),
        ("sanction", json!(row.sanction)),
        ("terms", json!(row.terms)),
        ("votes-for", json!(row.votes_for)),
        ("votes-against", json!(row.votes_against)),
    ];
    advance(
        tx,
        who,
        &mut case,
        Deed::Decide,
        Facts::default(),
        &said,
        payload,
    )
    .await
}
