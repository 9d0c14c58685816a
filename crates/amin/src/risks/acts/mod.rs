//! What people do with the process map, the register and the preventive programme.

mod judging;
mod linking;
mod map;
mod register;
mod treating;

pub use judging::*;
pub use linking::*;
pub use map::*;
pub use register::*;
pub use treating::*;

use serde_json::{Value, json};
use store::{Draft, Timestamp, Tx};

use super::model::RiskState;
use super::store::{self as rows, RiskRow};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, refused};
use crate::platform::permissions::Right;

/// Longest short text, in characters.
pub const MOST_TITLE: usize = 300;
/// Longest text, in characters.
pub const MOST_TEXT: usize = 2_000;

/// One entry about the map or a risk. The public entry names area, process and state; what people wrote and how grave a weakness is
/// stays in the record.
async fn entry(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    right: Right,
    kind: &'static str,
    objects: Vec<(&'static str, String)>,
    payload: Vec<(&'static str, Value)>,
) -> Result<(), ActError> {
    // A linked finding may touch somebody's good name.
    let general = matches!(kind, "risk.finding-linked" | "risk.finding-unlinked");
    tx.append(Draft {
        organisation: &actor.organisation,
        kind,
        public_kind: if general { "integrity.act" } else { kind },
        objects,
        actor: actor.account.clone(),
        role: actor.role_for(Some(right)),
        unit: actor.unit_for(right),
        at: now,
        payload,
    })
    .await?;
    Ok(())
}

/// One entry about a risk, with where it belongs and more fields.
async fn note(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    right: Right,
    kind: &'static str,
    row: &RiskRow,
    more: Vec<(&'static str, Value)>,
) -> Result<(), ActError> {
    let mut payload = vec![
        ("area", json!(row.area)),
        ("process", json!(row.process)),
        ("state", json!(row.state)),
        ("owner-unit", json!(row.unit)),
    ];
    payload.extend(more);
    let objects = vec![("risk", row.id.clone())];
    entry(tx, actor, now, right, kind, objects, payload).await
}

/// The risk, where this actor may read it.
pub async fn visible(conn: &mut store::Conn, actor: &Actor, id: &str) -> Result<RiskRow, ActError> {
    if id.contains('\0') {
        return Err(ActError::NotFound);
    }
    let row = rows::risk(conn, &actor.organisation, id)
        .await?
        .ok_or(ActError::NotFound)?;
    actor
        .require(Right::RiskRead, Some(&row.unit))
        .map_err(|_| ActError::NotFound)?;
    Ok(row)
}

/// The risk, where this actor may do something with it and it stands in the register.
async fn open(tx: &mut Tx, actor: &Actor, right: Right, id: &str) -> Result<RiskRow, ActError> {
    let row = visible(tx.read(), actor, id).await?;
    actor.require(right, Some(&row.unit))?;
    if row.state != RiskState::Open.code() {
        return Err(refused(|t| t.risks_refused_retired().to_owned()));
    }
    Ok(row)
}

/// The appetite of an area today.
pub async fn appetite(
    conn: &mut store::Conn,
    organisation: &str,
    area: &str,
    now: Timestamp,
    otherwise: i64,
) -> Result<i64, store::Error> {
    let today = persian::tehran_date(now.0).gregorian_iso();
    let all = rows::appetites(conn, organisation, &today).await?;
    Ok(all
        .into_iter()
        .find(|(id, _)| id == area)
        .map_or(otherwise, |(_, level)| level))
}
