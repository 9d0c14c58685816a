//! A case goes to an authority as an encrypted package; a final decision is published with a name where the law asks for it and two
//! people agree.

use serde_json::json;
use store::{Timestamp, Tx};

use super::{Doer, MOST_LINE, MOST_TEXT, Said, advance, kept, reasoned, text_of};
use crate::cases::model::{Deed, Facts};
use crate::cases::package::Sealed;
use crate::cases::store::{self as rows, HandoverRow, PublicationRow};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, invalid, refused};
use crate::platform::permissions::Right;

/// Bodies to which a case can be handed.
pub const AUTHORITIES: [&str; 2] = ["prosecutor", "inspection-organisation"];

/// What goes with a package.
#[derive(Debug, Clone, Default)]
pub struct Handover {
    /// One of [`AUTHORITIES`].
    pub authority: String,
    /// Number of the letter.
    pub letter: String,
    /// Reason and legal basis.
    pub said: Said,
}

/// Checks what goes with a package, before it is made.
pub fn check_handover(input: &Handover) -> Result<Handover, ActError> {
    let mut faults = Faults::default();
    let said = reasoned(&input.said, &mut faults);
    let letter = text_of(&mut faults, "letter", &input.letter, MOST_LINE);
    if !AUTHORITIES.contains(&input.authority.as_str()) {
        faults.add("authority", |t| t.cases_fault_choose().to_owned());
    }
    faults.check()?;
    Ok(Handover {
        authority: input.authority.clone(),
        letter,
        said,
    })
}

/// Writes down that a package was made for an authority: its key, the hashes of what is in it, the hash of the package.
pub async fn hand_over(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    input: &Handover,
    sealed: &Sealed,
) -> Result<(), ActError> {
    let mut case = kept(tx, actor, id).await?;
    let input = check_handover(input)?;
    let row = HandoverRow {
        id: tx.new_id(now),
        case_id: id.to_owned(),
        authority: input.authority,
        recipient: sealed.recipient.clone(),
        letter: input.letter,
        manifest_sha256: sealed.manifest_sha256.clone(),
        package_sha256: sealed.file.sha256.clone(),
        package_size: sealed.file.size,
        person: actor.person.clone(),
        made_at: now,
        acknowledged_at: None,
        acknowledgement: String::new(),
    };
    rows::put_handover(tx, &actor.organisation, &row).await?;
    let who = Doer {
        actor,
        right: Some(Right::CaseRun),
        now,
    };
    let payload = vec![
        ("authority", json!(row.authority)),
        ("recipient", json!(row.recipient)),
        ("letter", json!(row.letter)),
        ("manifest-sha256", json!(row.manifest_sha256)),
        ("package-sha256", json!(row.package_sha256)),
    ];
    advance(
        tx,
        who,
        &mut case,
        Deed::HandOver,
        Facts::default(),
        &input.said,
        payload,
    )
    .await
}

/// The authority acknowledged a package.
pub async fn acknowledge(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    package: &str,
    said: &Said,
) -> Result<(), ActError> {
    let mut case = kept(tx, actor, id).await?;
    let organisation = actor.organisation.as_str();
    let mut faults = Faults::default();
    let note = text_of(&mut faults, "note", &said.note, MOST_LINE);
    faults.check()?;
    let mut row = rows::handovers(tx.read(), organisation, id)
        .await?
        .into_iter()
        .find(|row| row.id == package)
        .ok_or(ActError::NotFound)?;
    if row.acknowledged_at.is_some() {
        return Err(refused(|t| t.cases_refused_acknowledged().to_owned()));
    }
    row.acknowledged_at = Some(now);
    row.acknowledgement.clone_from(&note);
    rows::put_handover(tx, organisation, &row).await?;
    let who = Doer {
        actor,
        right: Some(Right::CaseRun),
        now,
    };
    let said = Said {
        note,
        ..said.clone()
    };
    let payload = vec![("package", json!(row.id))];
    advance(
        tx,
        who,
        &mut case,
        Deed::Acknowledge,
        Facts::default(),
        &said,
        payload,
    )
    .await
}

/// Proposes to publish a final decision with the name, with the law that asks for it.
pub async fn propose(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    said: &Said,
) -> Result<(), ActError> {
    let mut case = kept(tx, actor, id).await?;
    let organisation = actor.organisation.as_str();
    let Some(person) = actor.person.clone() else {
        return Err(ActError::Forbidden);
    };
    if !case.state()?.is_final() {
        return Err(refused(|t| t.cases_refused_not_final().to_owned()));
    }
    let mut faults = Faults::default();
    let text = text_of(&mut faults, "note", &said.note, MOST_TEXT);
    let legal_basis = text_of(&mut faults, "legal_basis", &said.legal_basis, MOST_LINE);
    faults.check()?;
    let known = rows::publications(tx.read(), organisation, id).await?;
    if known.iter().any(|row| row.withdrawn_at.is_none()) {
        return Err(refused(|t| t.cases_refused_proposed().to_owned()));
    }
    let row = PublicationRow {
        id: tx.new_id(now),
        case_id: id.to_owned(),
        text: text.clone(),
        legal_basis: legal_basis.clone(),
        proposed_by: person,
        proposed_at: now,
        confirmed_by: None,
        confirmed_at: None,
        withdrawn_at: None,
    };
    rows::put_publication(tx, organisation, &row).await?;
    let who = Doer {
        actor,
        right: Some(Right::CaseRun),
        now,
    };
    let said = Said {
        note: text,
        legal_basis,
        document: None,
    };
    advance(
        tx,
        who,
        &mut case,
        Deed::Propose,
        Facts::default(),
        &said,
        vec![],
    )
    .await
}

/// A second person confirms a publication; or whoever keeps the register takes it back.
pub async fn publish(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    publication: &str,
    deed: Deed,
    reason: &str,
) -> Result<(), ActError> {
    if !matches!(deed, Deed::Publish | Deed::Withdraw) {
        return Err(ActError::NotFound);
    }
    let mut case = kept(tx, actor, id).await?;
    let organisation = actor.organisation.as_str();
    let mut row = rows::publications(tx.read(), organisation, id)
        .await?
        .into_iter()
        .find(|row| row.id == publication && row.withdrawn_at.is_none())
        .ok_or(ActError::NotFound)?;
    let mut faults = Faults::default();
    let note = text_of(&mut faults, "note", reason, MOST_TEXT);
    faults.check()?;
    if deed == Deed::Publish {
        if !case.state()?.is_final() {
            return Err(refused(|t| t.cases_refused_not_final().to_owned()));
        }
        if actor.person.as_deref() == Some(row.proposed_by.as_str()) {
            return Err(invalid("note", |t| {
                t.cases_refused_same_person().to_owned()
            }));
        }
        if row.confirmed_at.is_some() {
            return Err(refused(|t| t.cases_refused_state().to_owned()));
        }
        row.confirmed_by.clone_from(&actor.person);
        row.confirmed_at = Some(now);
    } else {
        row.withdrawn_at = Some(now);
    }
    rows::put_publication(tx, organisation, &row).await?;
    let who = Doer {
        actor,
        right: Some(Right::CaseRun),
        now,
    };
    let said = Said {
        note,
        ..Said::default()
    };
    let payload = vec![("publication", json!(row.id))];
    advance(tx, who, &mut case, deed, Facts::default(), &said, payload).await
}
