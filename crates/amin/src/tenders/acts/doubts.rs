//! A tie that an outsider could doubt keeps somebody from going on with a tender, until an integrity officer who is not on its path has
//! answered.

use serde_json::json;
use store::{Timestamp, Tx};

use super::entry;
use super::gate::Answer;
use super::handing::hand_on;
use crate::interests::acts::{self as interests, Question};
use crate::interests::model::{DoubtObject, Standing};
use crate::interests::store::MatterParty;
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};
use crate::tenders::store::{self as rows, BidderRow, DeciderRow, TenderRow};

fn party(bidder: &BidderRow) -> MatterParty {
    MatterParty {
        id: bidder.id.clone(),
        role: "bidder".to_owned(),
        party_kind: bidder.kind.clone(),
        name: bidder.name.clone(),
        national_id: bidder.national_id.clone(),
    }
}

/// Asks about everybody who was compared with all bidders and keeps not out already. Whom an officer keeps out is added to `recused`.
/// Gives who has to wait for an answer.
pub(super) async fn ask_about(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    row: &TenderRow,
    answers: &[Answer],
    recused: &mut Vec<DeciderRow>,
) -> Result<Vec<DeciderRow>, ActError> {
    let parties: Vec<MatterParty> = answers.iter().map(|one| party(&one.bidder)).collect();
    let mut people: Vec<&DeciderRow> = answers
        .iter()
        .filter_map(|one| one.decider.as_ref())
        .filter(|one| recused.iter().all(|gone| gone.id != one.id))
        .collect();
    people.sort_by(|a, b| a.id.cmp(&b.id));
    people.dedup_by(|a, b| a.id == b.id);
    let mut waits = Vec::new();
    for person in people {
        let questions: Vec<Question<'_>> = answers
            .iter()
            .zip(&parties)
            .filter(|(one, _)| (one.decider.as_ref()).is_some_and(|of| of.id == person.id))
            .map(|(one, party)| Question {
                account: Some(&person.account),
                ..Question::of(
                    (DoubtObject::Tender, &row.id, &row.ocid),
                    &person.person,
                    &one.screening,
                    Some(party),
                    &one.found,
                )
            })
            .collect();
        match interests::ask_all(tx, actor, now, &questions).await? {
            Standing::Free => {}
            Standing::Waits => waits.push(person.clone()),
            Standing::KeptOut => {
                let gone = keep_out(tx, &actor.organisation, now, &row.id, person).await?;
                recused.push(gone);
            }
        }
    }
    Ok(waits)
}

/// Nothing waits about somebody who keeps out.
pub(super) async fn lapse(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    tender: &str,
    person: &str,
) -> Result<(), ActError> {
    let program = Actor::program(organisation);
    let object = DoubtObject::Tender;
    interests::lapse(tx, &program, now, object, tender, Some(person)).await
}

async fn keep_out(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    tender: &str,
    one: &DeciderRow,
) -> Result<DeciderRow, ActError> {
    let gone = DeciderRow {
        state: "recused".to_owned(),
        reason: Texts::of(Lang::Fa).matters_basis_officer().to_owned(),
        at: now,
        ..one.clone()
    };
    rows::put_decider(tx, organisation, tender, &gone).await?;
    lapse(tx, organisation, now, tender, &gone.person).await?;
    Ok(gone)
}

/// An integrity officer keeps somebody from a tender: it goes on with others.
pub async fn keep_out_by_ruling(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    person: &str,
) -> Result<(), ActError> {
    let organisation = actor.organisation.as_str();
    let all = rows::deciders(tx.read(), organisation, id).await?;
    let one = all
        .into_iter()
        .find(|one| one.person == person && one.state != "recused");
    let (Some(mut row), Some(one)) = (rows::tender(tx.read(), organisation, id).await?, one) else {
        return Ok(());
    };
    let gone = keep_out(tx, organisation, now, id, &one).await?;
    let payload = vec![
        ("by", json!("integrity officer")),
        ("part", json!(gone.part)),
    ];
    let more = vec![("account", gone.account.clone())];
    let right = Some(Right::InterestReview);
    entry(tx, actor, now, right, "tender.recused", id, more, payload).await?;
    hand_on(
        tx,
        organisation,
        now,
        &mut row,
        std::slice::from_ref(&gone),
        Some(&gone),
    )
    .await?;
    Ok(())
}
