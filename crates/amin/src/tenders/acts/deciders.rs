//! Who decides on a tender and who runs it: named, declared, and the award.

use serde_json::json;
use store::{Timestamp, Tx};

use super::doubts::{ask_about, lapse};
use super::gate::{Answer, bars, kept, look_again, weigh};
use super::handing::hand_on;
use super::{entry, in_state, reason_of, visible};
use crate::organisation::store::account;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, invalid, refused};
use crate::platform::permissions::Right;
use crate::tenders::model::State;
use crate::tenders::store::{self as rows, DECIDES, DeciderRow, RUNS, TenderRow};

/// What came of an act of somebody who decides on a tender or runs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acted {
    /// It was done.
    Done,
    /// A tie was found in the meantime: who acted keeps out, and the tender goes on with others.
    NotYou,
    /// An integrity officer has been asked about who acted: nothing was done.
    Waits,
    /// An integrity officer has been asked about somebody else in charge: nothing was done.
    OthersWait,
    /// Nobody who decides is left: the tender went back before the gate, to others.
    NobodyLeft,
    /// The law bars this bidder, by its name, and it is still admitted: nothing else was done.
    Barred(String),
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
    let known = known
        .into_iter()
        .find(|decider| decider.person == who.person);
    let decider = match known {
        // Who runs the tender may come to decide on it too; what was declared about its bidders stands.
        Some(own) if !own.decides() && own.state != "recused" => DeciderRow {
            part: DECIDES.to_owned(),
            at: now,
            ..own
        },
        // Whether named, declared or kept out: the one who asks learns only that it cannot be this person.
        Some(_) => {
            return Err(invalid("account", |t| {
                t.tenders_not_this_person().to_owned()
            }));
        }
        None => DeciderRow {
            id: tx.new_id(now),
            account: who.id,
            person: who.person,
            name: who.name,
            part: DECIDES.to_owned(),
            state: "named".to_owned(),
            reason: String::new(),
            at: now,
        },
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

/// Who is named, or runs the tender, declares that there is no conflict, or that there is one and keeps out. Who runs it is compared
/// with the bidders at once; those who decide are at the gate.
pub async fn declare(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    clear: bool,
    reason: &str,
) -> Result<Acted, ActError> {
    let (mut row, _) = visible(tx.read(), actor, id).await?;
    let organisation = actor.organisation.clone();
    let own = rows::deciders(tx.read(), &organisation, id).await?;
    let own = own
        .into_iter()
        .find(|decider| Some(&decider.person) == actor.person.as_ref());
    let mut own = match own {
        Some(own) if own.state == "named" => own,
        None if row.state != State::Awarded.code()
            && actor.may_for(Right::TenderRun, Some(&row.unit)) =>
        {
            let (Some(account), Some(person)) = (&actor.account, &actor.person) else {
                return Err(ActError::NotFound);
            };
            DeciderRow {
                id: tx.new_id(now),
                account: account.clone(),
                person: person.clone(),
                name: actor.name.clone(),
                part: RUNS.to_owned(),
                state: "named".to_owned(),
                reason: String::new(),
                at: now,
            }
        }
        _ => return Err(ActError::NotFound),
    };
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
        ("part", json!(own.part)),
        ("reason", json!(own.reason)),
    ];
    let more = vec![("account", own.account.clone())];
    entry(tx, actor, now, None, kind, id, more, payload).await?;
    if !clear {
        lapse(tx, &organisation, now, id, &own.person).await?;
        hand_on(tx, &organisation, now, &mut row, &[own], None).await?;
        return Ok(Acted::NotYou);
    }
    if own.decides() {
        return Ok(Acted::Done);
    }
    let bidders = rows::bidders(tx.read(), &organisation, id).await?;
    let people = std::slice::from_ref(&own);
    let again = look_again(tx, &organisation, now, &row, &bidders, people, false).await?;
    if again.differs > 0 {
        let payload = again.payload();
        let kind = "tender.rescreened";
        entry(tx, actor, now, None, kind, id, Vec::new(), payload).await?;
    }
    let mut recused = again.recused;
    let waits = ask_about(tx, actor, now, &row, &again.answers, &mut recused).await?;
    if recused.is_empty() {
        return Ok(if waits.is_empty() {
            Acted::Done
        } else {
            Acted::Waits
        });
    }
    hand_on(tx, &organisation, now, &mut row, &recused, None).await?;
    Ok(Acted::NotYou)
}

/// The row by which who acts has declared to have no interest in the tender.
pub(super) async fn own_declared(
    tx: &mut Tx,
    actor: &Actor,
    id: &str,
) -> Result<DeciderRow, ActError> {
    let all = rows::deciders(tx.read(), &actor.organisation, id).await?;
    all.into_iter()
        .find(|d| Some(&d.person) == actor.person.as_ref() && d.state == "declared")
        .ok_or_else(|| refused(|t| t.tenders_refused_declare_first().to_owned()))
}

/// Awards the tender, by one who decides: a new look at the winner comes first, since ties may have changed.
pub async fn award(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    bidder: &str,
    reason: &str,
) -> Result<Acted, ActError> {
    let (mut row, _) = visible(tx.read(), actor, id).await?;
    let organisation = actor.organisation.clone();
    let deciders = rows::deciders(tx.read(), &organisation, id).await?;
    let own = deciders
        .into_iter()
        .find(|d| Some(&d.person) == actor.person.as_ref() && d.decides() && d.state == "declared");
    let own = own.ok_or(ActError::Forbidden)?;
    in_state(&row, &[State::Opened])?;
    let reason = reason_of("reason", reason)?;
    let mut look = rows::bidders(tx.read(), &organisation, id).await?;
    look.retain(|known| known.state == "admitted");
    let winner = look.iter().find(|known| known.id == bidder).cloned();
    let winner = winner.ok_or_else(|| invalid("bidder", |t| t.tenders_choose().to_owned()))?;
    // Who decides chooses between all of them.
    let weighed = weigh(tx, actor, now, &mut row, &look, &own).await?;
    if weighed.acted != Acted::Done {
        return Ok(weighed.acted);
    }
    let of_winner = |one: &&Answer| one.bidder.id == winner.id;
    let mut law = weighed.answers.iter().filter(of_winner);
    if law.any(|one| one.decider.is_none() && bars(&one.found)) {
        return Ok(Acted::Barred(winner.name));
    }
    // What was looked at for the award is kept also where nothing had changed.
    for one in (weighed.answers.iter().filter(of_winner)).filter(|one| !one.kept) {
        let screening = kept(tx, now, &one.bidder, one.decider.as_ref(), &one.found);
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
    .await?;
    Ok(Acted::Done)
}
