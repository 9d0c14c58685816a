//! Evidence and its chain of custody. Every opening is an act with a reason; a file that is no longer what was received is not shown.

use serde_json::json;
use store::{Timestamp, Tx};

use super::{Doer, MOST_LINE, MOST_TEXT, Note, Said, advance, apart, load, text_of};
use crate::cases::model::{Deed, Facts, Part};
use crate::cases::store::{self as rows, CustodyRow, EvidenceRow};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, refused};
use crate::platform::permissions::Right;
use crate::voice::store::Attachment;

/// An item as typed.
#[derive(Debug, Clone, Default)]
pub struct NewEvidence {
    /// What it is.
    pub title: String,
    /// Who gave it.
    pub received_from: String,
    /// Whether the person concerned sees it.
    pub shown: bool,
    /// Why it was taken, and why it is not shown where it is not.
    pub reason: String,
    /// The file.
    pub file: Option<Attachment>,
}

/// Takes an item in and seals its hash.
pub async fn receive(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    input: &NewEvidence,
) -> Result<(), ActError> {
    let right = keeper(actor)?;
    let mut case = load(tx.read(), actor, id).await?;
    apart(tx, actor, &case, Part::Keep).await?;
    if case.state()?.is_closed() {
        return Err(refused(|t| t.cases_refused_closed().to_owned()));
    }
    let organisation = actor.organisation.as_str();
    let mut faults = Faults::default();
    let title = text_of(&mut faults, "title", &input.title, MOST_LINE);
    let received_from = text_of(
        &mut faults,
        "received_from",
        &input.received_from,
        MOST_LINE,
    );
    let reason = text_of(&mut faults, "note", &input.reason, MOST_TEXT);
    if input.file.is_none() {
        faults.add("document", |t| t.cases_fault_file().to_owned());
    }
    faults.check()?;
    let Some(file) = &input.file else {
        return Err(ActError::NotFound);
    };
    let item = EvidenceRow {
        id: tx.new_id(now),
        case_id: id.to_owned(),
        title,
        received_from,
        shown: input.shown,
        file_name: file.name.clone(),
        media_type: file.media_type.clone(),
        size: file.size,
        sha256: file.sha256.clone(),
        holder: actor.name.clone(),
        state: "held".to_owned(),
        received_at: now,
    };
    rows::put_evidence(tx, organisation, &item).await?;
    let who = Doer {
        actor,
        right: Some(right),
        now,
    };
    link(
        tx,
        who,
        &item,
        "received",
        &item.holder,
        &reason,
        &item.sha256,
    )
    .await?;
    let payload = vec![
        ("evidence", json!(item.id)),
        ("sha256", json!(item.sha256)),
        ("size", json!(item.size)),
        ("shown", json!(item.shown)),
    ];
    let said = Said {
        note: reason,
        ..Said::default()
    };
    advance(
        tx,
        who,
        &mut case,
        Deed::Evidence,
        Facts::default(),
        &said,
        payload,
    )
    .await
}

/// The right by which somebody handles evidence.
fn keeper(actor: &Actor) -> Result<Right, ActError> {
    [Right::CaseInvestigate, Right::CaseRun]
        .into_iter()
        .find(|right| actor.may(*right))
        .ok_or(ActError::Forbidden)
}

/// Opens, copies, hands over or returns an item, with the reason. `found` is the SHA-256 of the file as it lies there now.
pub async fn handle(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    evidence: &str,
    input: &Handling,
) -> Result<EvidenceRow, ActError> {
    let opens = matches!(input.deed.as_str(), "opened" | "copied");
    // Members of the board read evidence; only who keeps it gives it away.
    let right = if opens && actor.may(Right::CaseDecide) && keeper(actor).is_err() {
        Right::CaseDecide
    } else {
        keeper(actor)?
    };
    let case = load(tx.read(), actor, id).await?;
    let organisation = actor.organisation.as_str();
    let mut item = rows::evidence(tx.read(), organisation, &case.id)
        .await?
        .into_iter()
        .find(|row| row.id == evidence)
        .ok_or(ActError::NotFound)?;
    let mut faults = Faults::default();
    let reason = text_of(&mut faults, "note", &input.reason, MOST_TEXT);
    let moves = matches!(input.deed.as_str(), "handed-over" | "returned");
    if !opens && !moves {
        faults.add("deed", |t| t.cases_fault_choose().to_owned());
    }
    let holder = if moves {
        text_of(&mut faults, "holder", &input.holder, MOST_LINE)
    } else {
        item.holder.clone()
    };
    faults.check()?;
    if moves {
        apart(tx, actor, &case, Part::Keep).await?;
        if item.state == "returned" {
            return Err(refused(|t| t.cases_refused_returned().to_owned()));
        }
        item.state.clone_from(&input.deed);
        item.holder.clone_from(&holder);
        rows::put_evidence(tx, organisation, &item).await?;
    }
    let who = Doer {
        actor,
        right: Some(right),
        now,
    };
    link(tx, who, &item, &input.deed, &holder, &reason, &input.found).await?;
    Ok(item)
}

/// What is done with an item.
#[derive(Debug, Clone, Default)]
pub struct Handling {
    /// `opened`, `copied`, `handed-over` or `returned`.
    pub deed: String,
    /// Who holds it afterwards.
    pub holder: String,
    /// Why.
    pub reason: String,
    /// SHA-256 of the file now.
    pub found: String,
}

/// A link of the chain, with its entry.
pub(super) async fn link(
    tx: &mut Tx,
    who: Doer<'_>,
    item: &EvidenceRow,
    deed: &str,
    holder: &str,
    reason: &str,
    found: &str,
) -> Result<(), ActError> {
    if found != item.sha256 {
        return Err(refused(|t| t.cases_refused_changed_file().to_owned()));
    }
    let row = CustodyRow {
        id: tx.new_id(who.now),
        evidence: item.id.clone(),
        case_id: item.case_id.clone(),
        deed: deed.to_owned(),
        person: who.actor.person.clone(),
        holder: holder.to_owned(),
        reason: reason.to_owned(),
        sha256: found.to_owned(),
        at: who.now,
    };
    rows::insert_custody(tx, &who.actor.organisation, &row).await?;
    Note {
        actor: who.actor,
        right: who.right,
        now: who.now,
        kind: "cases.custody",
        object: &item.case_id,
        payload: vec![
            ("evidence", json!(item.id)),
            ("custody", json!(row.deed)),
            ("holder", json!(row.holder)),
            ("reason", json!(row.reason)),
            ("sha256", json!(row.sha256)),
        ],
    }
    .append(tx)
    .await
}
