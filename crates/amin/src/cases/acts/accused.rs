//! What the person concerned does: ask for more time, answer, appeal. By an account, or with the code of the printed letter.

use serde_json::json;
use store::{Conn, Timestamp, Tx};

use super::{Doer, MOST_TEXT, Said, advance, opens_to_accused, text_of};
use crate::cases::model::{Deed, Facts, effective};
use crate::cases::store::{self as rows, CaseRow};
use crate::organisation::model::calendar;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, refused};
use crate::platform::texts::{Lang, Texts};

/// How somebody shows that a case is about them.
#[derive(Debug, Clone)]
pub enum Key {
    /// By their account: the id of the case.
    Account(String),
    /// By the number and the code of the letter that was served.
    Letter {
        /// Number of the case.
        number: String,
        /// The code.
        code: String,
    },
}

/// The case, for the person whom it is about and nobody else; only after the charge was served.
pub async fn own_case(conn: &mut Conn, actor: &Actor, key: &Key) -> Result<CaseRow, ActError> {
    let organisation = actor.organisation.as_str();
    let row = match key {
        Key::Account(id) => {
            if id.contains('\0') {
                return Err(ActError::NotFound);
            }
            rows::case(conn, organisation, id)
                .await?
                .filter(|row| row.subject.is_some() && row.subject == actor.person)
        }
        Key::Letter { number, code } => {
            let number = persian::to_ascii(number.trim()).replace('\0', "");
            rows::case_of_number(conn, organisation, &number)
                .await?
                .filter(|row| row.code_hash.as_ref() == Some(&super::code_hash(&row.id, code)))
        }
    };
    let row = row.ok_or(ActError::NotFound)?;
    if opens_to_accused(row.state()?) {
        Ok(row)
    } else {
        Err(ActError::NotFound)
    }
}

/// Asks for more time, answers the charge, or appeals. What comes after the last day is refused with that day.
pub async fn respond(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    key: &Key,
    deed: Deed,
    said: &Said,
) -> Result<(), ActError> {
    if !matches!(deed, Deed::AskExtension | Deed::Defend | Deed::Appeal) {
        return Err(ActError::NotFound);
    }
    let mut case = own_case(tx.read(), actor, key).await?;
    let organisation = actor.organisation.as_str();
    let mut faults = Faults::default();
    let note = text_of(&mut faults, "note", &said.note, MOST_TEXT);
    faults.check()?;
    let facts = Facts {
        asked: case.asked_extension,
        extended: case.extended,
        ..Facts::default()
    };
    if let Some(at) = case.deadline_at {
        let days = calendar(tx.read(), organisation).await?;
        let last = effective(&days, at).map_err(|why| store::Error::Corrupt(why.to_string()))?;
        if now > last {
            return Err(refused(move |t| {
                t.cases_refused_late(crate::platform::page::day(t.lang, last))
            }));
        }
    }
    case.asked_extension = deed == Deed::AskExtension;
    let who = Doer {
        actor,
        right: None,
        now,
    };
    let said = Said {
        note,
        ..said.clone()
    };
    let by = match key {
        Key::Account(_) => "account",
        Key::Letter { .. } => "letter",
    };
    advance(
        tx,
        who,
        &mut case,
        deed,
        facts,
        &said,
        vec![("by", json!(by))],
    )
    .await
}

/// The person concerned opens an item of evidence: an act like every other opening.
pub async fn open_own_evidence(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    key: &Key,
    evidence: &str,
    found: &str,
) -> Result<rows::EvidenceRow, ActError> {
    let case = own_case(tx.read(), actor, key).await?;
    let organisation = actor.organisation.as_str();
    let item = rows::evidence(tx.read(), organisation, &case.id)
        .await?
        .into_iter()
        .find(|row| row.id == evidence && row.shown)
        .ok_or(ActError::NotFound)?;
    let who = Doer {
        actor,
        right: None,
        now,
    };
    let reason = Texts::of(Lang::Fa).cases_custody_own_right();
    super::evidence::link(tx, who, &item, "opened", &item.holder, reason, found).await?;
    Ok(item)
}
