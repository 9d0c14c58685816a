//! Findings raise or confirm a risk.

use serde_json::json;
use store::{Timestamp, Tx};

use super::{entry, open};
use crate::findings::store::finding as finding_row;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, refused};
use crate::platform::permissions::Right;
use crate::risks::store::{self as rows, RiskRow};

/// Links a finding to a risk of the register.
pub async fn link(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    finding: &str,
) -> Result<(), ActError> {
    let row = open(tx, actor, Right::RiskEdit, id).await?;
    link_row(tx, actor, now, &row, finding).await
}

/// Links a finding that this actor may read.
pub(super) async fn link_row(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    row: &RiskRow,
    finding: &str,
) -> Result<(), ActError> {
    let organisation = actor.organisation.clone();
    let found = finding_row(tx.read(), &organisation, &finding.replace('\0', ""))
        .await?
        .ok_or(ActError::NotFound)?;
    actor
        .require(Right::FindingRead, found.unit.as_deref())
        .map_err(|_| ActError::NotFound)?;
    let linked = rows::linked(tx.read(), &organisation, &row.id).await?;
    if linked.iter().any(|link| link.finding == found.id) {
        return Err(refused(|t| t.risks_refused_linked().to_owned()));
    }
    let id = tx.new_id(now);
    let link = (id.as_str(), row.id.as_str(), found.id.as_str());
    rows::put_link(tx, &organisation, link, true, actor.account.as_ref(), now).await?;
    entry_of(tx, actor, now, "risk.finding-linked", row, &found.id).await
}

/// Ends a link that was a mistake.
pub async fn unlink(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    finding: &str,
) -> Result<(), ActError> {
    let row = open(tx, actor, Right::RiskEdit, id).await?;
    let organisation = actor.organisation.clone();
    let linked = rows::linked(tx.read(), &organisation, &row.id).await?;
    let link = linked
        .into_iter()
        .find(|link| link.finding == finding)
        .ok_or(ActError::NotFound)?;
    actor
        .require(Right::FindingRead, link.unit.as_deref())
        .map_err(|_| ActError::NotFound)?;
    let parts = (link.id.as_str(), row.id.as_str(), link.finding.as_str());
    rows::put_link(tx, &organisation, parts, false, None, link.at).await?;
    entry_of(tx, actor, now, "risk.finding-unlinked", &row, &link.finding).await
}

async fn entry_of(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    kind: &'static str,
    row: &RiskRow,
    finding: &str,
) -> Result<(), ActError> {
    let objects = vec![("risk", row.id.clone()), ("finding", finding.to_owned())];
    let payload = vec![("area", json!(row.area)), ("process", json!(row.process))];
    entry(tx, actor, now, Right::RiskEdit, kind, objects, payload).await
}
