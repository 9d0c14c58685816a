//! Votes: open, by roll, secret.

use serde_json::json;
use store::{Timestamp, Tx};

use super::{MOST_TEXT, MOST_TITLE, entry, in_state, session_of, text_of, waiting_item};
use crate::committee::model::{
    Choice, Duty, ItemState, Majority, SessionState, Tally, VoteKind, passed,
};
use crate::committee::store::{self as rows, BallotRow, VoteRow};
use crate::interests::model::DoubtObject;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, invalid, refused};
use crate::platform::permissions::Right;

/// A vote as it was taken.
#[derive(Debug, Clone, Default)]
pub struct VoteInput {
    /// Code of the kind.
    pub kind: String,
    /// What was asked.
    pub question: String,
    /// Of an open vote or one by roll: (person, code of the choice, reasons of who did not agree).
    pub voices: Vec<(String, String, String)>,
    /// Of a secret one: yes, no, abstained, as counted from the papers.
    pub counted: Tally,
}

/// Writes a vote down and says whether the question passed. The quorum is that of those present who do not keep out of this
/// item; a voice of anybody else is refused, and so is a vote in which somebody's voice is missing.
pub async fn hold_vote(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
    item: &str,
    input: &VoteInput,
) -> Result<bool, ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let (committee, session) = session_of(tx, actor, session).await?;
    in_state(&session, &[SessionState::Open])?;
    let mut item = waiting_item(tx, actor, &session, item).await?;
    let organisation = actor.organisation.clone();
    let recusals = rows::recusals(tx.read(), &organisation, &session.id).await?;
    let kept_out = |person: &str| {
        recusals
            .iter()
            .any(|row| row.item == item.id && row.person == person)
    };
    let came = rows::attendance(tx.read(), &organisation, &session.id).await?;
    let voters: Vec<&str> = came
        .iter()
        .filter(|row| row.voting && !kept_out(&row.person))
        .map(|row| row.person.as_str())
        .collect();
    let count = i64::try_from(voters.len()).unwrap_or(i64::MAX);
    let quorum = committee.quorum;
    if count < quorum {
        return Err(refused(move |t| t.committee_refused_quorum(count, quorum)));
    }
    let screened = rows::screenings(tx.read(), &organisation, &item.id).await?;
    let waits = screened
        .iter()
        .find(|row| row.waits_for_declaration() && voters.contains(&row.person.as_str()));
    if let Some(row) = waits {
        let name = row.name.clone();
        return Err(refused(move |t| t.committee_refused_not_declared(&name)));
    }
    let doubts = crate::interests::store::doubts_about(
        tx.read(),
        &organisation,
        DoubtObject::Item,
        &item.id,
    )
    .await?;
    // About whom it is stays between that person and the integrity officer.
    if doubts
        .iter()
        .any(|row| row.ruling.is_none() && voters.contains(&row.person.as_str()))
    {
        return Err(refused(|t| t.committee_refused_doubt().to_owned()));
    }
    let mut faults = Faults::default();
    let question = text_of(&mut faults, "question", &input.question, MOST_TITLE);
    let Some(kind) = VoteKind::of(&input.kind) else {
        faults.add("kind", |t| t.committee_fault_choose().to_owned());
        faults.check()?;
        return Err(ActError::NotFound);
    };
    faults.check()?;
    let mut ballots: Vec<BallotRow> = Vec::new();
    let tally = if kind == VoteKind::Secret {
        let counted = input.counted;
        if counted.yes.min(counted.no).min(counted.abstained) < 0 || counted.all() != count {
            return Err(invalid("counted", move |t| {
                t.committee_fault_counted(count)
            }));
        }
        counted
    } else {
        let mut tally = Tally::default();
        for (person, choice, dissent) in &input.voices {
            if !voters.contains(&person.as_str()) {
                return Err(invalid("voices", |t| {
                    t.committee_fault_not_voter().to_owned()
                }));
            }
            if ballots.iter().any(|row| row.person == *person) {
                return Err(invalid("voices", |t| t.committee_fault_twice().to_owned()));
            }
            match Choice::of(choice) {
                Some(Choice::Yes) => tally.yes += 1,
                Some(Choice::No) => tally.no += 1,
                Some(Choice::Abstain) => tally.abstained += 1,
                None => return Err(invalid("voices", |t| t.committee_fault_choose().to_owned())),
            }
            let dissent = dissent.trim().replace('\0', "");
            if dissent.chars().count() > MOST_TEXT {
                return Err(invalid("voices", |t| t.committee_fault_long(MOST_TEXT)));
            }
            ballots.push(BallotRow {
                vote: String::new(),
                person: person.clone(),
                name: String::new(),
                choice: choice.clone(),
                dissent,
            });
        }
        if tally.all() != count {
            return Err(invalid("voices", |t| {
                t.committee_fault_voice_missing().to_owned()
            }));
        }
        tally
    };
    let seats = rows::seats(tx.read(), &organisation, &committee.id).await?;
    let seats = seats
        .iter()
        .filter(|seat| Duty::of(&seat.duty).is_some_and(Duty::votes))
        .count();
    let majority = Majority::of(&committee.majority).unwrap_or(Majority::Present);
    let row = VoteRow {
        id: tx.new_id(now),
        item: item.id.clone(),
        kind: kind.code().to_owned(),
        question,
        voters: count,
        yes: tally.yes,
        no: tally.no,
        abstained: tally.abstained,
        passed: passed(majority, i64::try_from(seats).unwrap_or(i64::MAX), tally),
    };
    rows::insert_vote(tx, &organisation, &session.id, &row, now).await?;
    for mut ballot in ballots {
        ballot.vote.clone_from(&row.id);
        rows::insert_ballot(tx, &organisation, &ballot, now).await?;
    }
    ItemState::Decided.code().clone_into(&mut item.state);
    rows::put_item(tx, &organisation, &item).await?;
    let object = DoubtObject::Item;
    crate::interests::acts::lapse(tx, actor, now, object, &item.id, None).await?;
    let objects = vec![
        ("committee-session", session.id),
        ("agenda-item", item.id),
        ("vote", row.id),
    ];
    let payload = vec![
        ("question", json!(row.question)),
        ("vote-kind", json!(row.kind)),
        ("voters", json!(row.voters)),
        ("yes", json!(row.yes)),
        ("no", json!(row.no)),
        ("abstained", json!(row.abstained)),
        ("passed", json!(row.passed)),
    ];
    entry(
        tx,
        actor,
        now,
        Right::CommitteeRun,
        "committee.voted",
        objects,
        payload,
    )
    .await?;
    Ok(row.passed)
}
