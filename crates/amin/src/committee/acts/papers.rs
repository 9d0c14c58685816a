//! Papers of an item.

use serde_json::json;
use store::{Conn, Timestamp, Tx};

use super::{committee_of, entry, in_state, item_of, may_open_papers, session_of};
use crate::committee::model::SessionState;
use crate::committee::store::{self as rows, PaperRow};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, invalid};
use crate::platform::permissions::Right;
use crate::voice::store::Attachment;

/// Most papers of one item.
pub const MOST_PAPERS: usize = 30;

/// Attaches a paper that was kept under its hash to an item of a session that has not ended.
pub async fn attach_paper(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
    item: &str,
    file: &Attachment,
) -> Result<(), ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let (_, session) = session_of(tx, actor, session).await?;
    in_state(
        &session,
        &[
            SessionState::Planned,
            SessionState::Called,
            SessionState::Open,
        ],
    )?;
    let item = item_of(tx.read(), actor, &session, item).await?;
    let papers = rows::papers(tx.read(), &actor.organisation, &item.id).await?;
    if papers.iter().any(|paper| paper.sha256 == file.sha256) {
        // The form was sent twice, or the paper is there already.
        return Ok(());
    }
    if papers.len() >= MOST_PAPERS {
        return Err(invalid("file", |t| t.committee_fault_papers(MOST_PAPERS)));
    }
    let row = PaperRow {
        id: tx.new_id(now),
        item: item.id.clone(),
        name: file.name.clone(),
        size: file.size,
        media_type: file.media_type.clone(),
        sha256: file.sha256.clone(),
        at: now,
    };
    rows::insert_paper(tx, &actor.organisation, actor.account.as_deref(), &row).await?;
    let objects = vec![
        ("committee-session", session.id),
        ("agenda-item", item.id),
        ("paper", row.id),
    ];
    let payload = vec![
        ("name", json!(row.name)),
        ("size", json!(row.size)),
        ("sha256", json!(row.sha256)),
    ];
    let kind = "committee.paper-attached";
    entry(tx, actor, now, Right::CommitteeRun, kind, objects, payload).await
}

/// Takes a paper away before the session sits; the journal keeps its hash.
pub async fn detach_paper(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    paper: &str,
) -> Result<String, ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let row = rows::paper(tx.read(), &actor.organisation, &paper.replace('\0', ""))
        .await?
        .ok_or(ActError::NotFound)?;
    let item = rows::item(tx.read(), &actor.organisation, &row.item)
        .await?
        .ok_or(ActError::NotFound)?;
    let (_, session) = session_of(tx, actor, &item.session).await?;
    item_of(tx.read(), actor, &session, &item.id).await?;
    in_state(&session, &[SessionState::Planned, SessionState::Called])?;
    rows::delete_paper(tx, &actor.organisation, &row.id).await?;
    let back = format!("/committee/sessions/{}/items/{}", session.id, item.id);
    let objects = vec![
        ("committee-session", session.id),
        ("agenda-item", item.id),
        ("paper", row.id),
    ];
    let payload = vec![("sha256", json!(row.sha256))];
    let kind = "committee.paper-detached";
    entry(tx, actor, now, Right::CommitteeRun, kind, objects, payload).await?;
    Ok(back)
}

/// A paper, for who may open it.
pub async fn opened_paper(conn: &mut Conn, actor: &Actor, id: &str) -> Result<PaperRow, ActError> {
    let row = rows::paper(conn, &actor.organisation, &id.replace('\0', ""))
        .await?
        .ok_or(ActError::NotFound)?;
    let item = rows::item(conn, &actor.organisation, &row.item)
        .await?
        .ok_or(ActError::NotFound)?;
    let session = rows::session(conn, &actor.organisation, &item.session)
        .await?
        .ok_or(ActError::NotFound)?;
    committee_of(conn, actor, &session.committee).await?;
    may_open_papers(conn, actor, &session, &item.id).await?;
    Ok(row)
}
