//! What is done with tenders: taken in, given people who decide, screened, opened, awarded; flags judged by a person.
//!
//! Whoever decides or runs a tender declares first ([`declare`]) and is compared with its bidders at every act that counts: what is then
//! known of everybody comes together in one place, `gate::weigh`.

mod deciders;
mod doubts;
mod gate;
mod handing;
mod importing;
mod lists;
mod verdicts;

pub use deciders::*;
pub use doubts::keep_out_by_ruling;
pub use gate::*;
pub use importing::*;
pub use lists::*;
pub use verdicts::*;

use serde_json::Value;
use store::{Draft, Timestamp, Tx};

use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, invalid, refused};
use crate::platform::permissions::Right;
use crate::tenders::model::State;
use crate::tenders::store::{self as rows, TenderRow};

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
    let own = own.iter().find(|own| own.tender == row.id);
    if own.is_some_and(rows::OwnRow::recused) {
        return Err(ActError::NotFound);
    }
    let standing = Standing {
        staff: actor.may_for(Right::TenderRead, Some(&row.unit)),
        decides: own.is_some_and(|own| own.part == rows::DECIDES),
    };
    if standing.staff || standing.decides {
        Ok((row, standing))
    } else {
        Err(ActError::NotFound)
    }
}

fn in_state(row: &TenderRow, states: &[State]) -> Result<(), ActError> {
    if State::of(&row.state).is_some_and(|state| states.contains(&state)) {
        Ok(())
    } else {
        Err(refused(|t| t.tenders_refused_state().to_owned()))
    }
}
