//! A citizen's message that is about somebody: from the moment that its desk names a firm or a person, it is handled as a file is. The
//! matter has the message's id, so that recusals, draws and statements are those of every other file.

use std::collections::BTreeSet;

use store::{Conn, Error, Timestamp, Tx};

use super::doubts::{lapse, of_desk};
use super::handing::{Given, ask_about, disclose, hand_over, handler_of, recuse, screen};
use super::known_id;
use super::matters::{
    NewParty, compare_gifts, good_party, managers_above, put_into_hands, register,
};
use crate::interests::model::{DoubtObject, MatterKind, MatterState, Occasion, Standing};
use crate::interests::store::{self as rows, Handler, Matter};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, invalid, refused};
use crate::platform::permissions::{Right, Role};

/// Most parties of one message.
pub const MOST_OF_MESSAGE: usize = 6;

/// A message, as far as its matter knows.
#[derive(Debug, Clone)]
pub struct About {
    /// Its id, which is the matter's too.
    pub id: String,
    /// Its tracking code.
    pub code: String,
    /// Its subject.
    pub subject: String,
    /// The unit that has it.
    pub unit: String,
    /// Who works on it.
    pub taken_by: Option<String>,
}

/// How somebody stands to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// Nobody is named in it: whoever may work on messages may work on it.
    Free,
    /// For this person it does not exist.
    Away,
    /// It is in the hands of this person, who has declared that there is no conflict, and nothing waits for an integrity officer.
    Open,
    /// It opens to who is given it and has declared, once no doubt waits for an answer.
    Shut,
}

/// How an account stands to a message.
pub async fn hold(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
    account: Option<&str>,
) -> Result<Hold, Error> {
    let Some(matter) = rows::matter(conn, organisation, id).await? else {
        return Ok(Hold::Free);
    };
    let Some(account) = account else {
        return Ok(Hold::Shut);
    };
    // Whoever is kept from it is kept from it with every account.
    let away = rows::kept_from(conn, organisation, Some(account)).await?;
    if away.contains(id) {
        return Ok(Hold::Away);
    }
    let own = matter.handler.as_deref() == Some(account) && matter.statement_at.is_some();
    let person = matter.handler_person.as_deref().unwrap_or_default();
    // What could be doubted keeps it shut until an integrity officer has answered.
    let free = own
        && rows::standing(conn, organisation, DoubtObject::Matter, id, person).await?
            == Standing::Free;
    Ok(if free { Hold::Open } else { Hold::Shut })
}

/// Names somebody whom a message is about. Everybody of the unit who could read it is compared at once: for who is in conflict it stops
/// existing, and if it was in their hands it goes on to the next free person by a draw.
pub async fn name_party(
    tx: &mut Tx,
    actor: &Actor,
    right: Right,
    now: Timestamp,
    about: &About,
    typed: &NewParty,
) -> Result<Given, ActError> {
    let organisation = actor.organisation.as_str();
    let mut party = good_party(1, typed)?;
    party.id = tx.new_id(now);
    let known = rows::parties(tx.read(), organisation, &about.id).await?;
    if known.len() >= MOST_OF_MESSAGE {
        return Err(refused(|t| t.matters_refused_parties(MOST_OF_MESSAGE)));
    }
    let same = known.iter().any(|one| {
        one.party_kind == party.party_kind
            && match (&one.national_id, &party.national_id) {
                (Some(one), Some(other)) => one == other,
                _ => persian::search_key(&one.name) == persian::search_key(&party.name),
            }
    });
    if same {
        return Err(invalid("parties", |t| {
            t.matters_fault_party_again().to_owned()
        }));
    }
    let matter = rows::matter(tx.read(), organisation, &about.id).await?;
    let new = matter.is_none();
    let mut matter = matter.unwrap_or_else(|| Matter {
        id: about.id.clone(),
        number: about.code.clone(),
        kind: MatterKind::Message.code().to_owned(),
        title: about.subject.clone(),
        text: String::new(),
        unit: about.unit.clone(),
        level: about.unit.clone(),
        state: MatterState::Registered.code().to_owned(),
        handler: None,
        handler_person: None,
        statement_at: None,
        decision: None,
        reasons: String::new(),
        legal_basis: String::new(),
        registered_at: now,
        registered_by: actor.account.clone(),
        decided_at: None,
    });
    let parties = vec![party];
    register(tx, actor, right, now, &matter, &parties, new).await?;
    keep_away(tx, actor, now, &matter, Occasion::Registering, None).await?;
    compare_gifts(tx, now, organisation, &matter, &parties).await?;
    let holder = matter.handler.clone().or_else(|| about.taken_by.clone());
    let Some(holder) = holder else {
        return Ok(Given::default());
    };
    let held = hold(tx.read(), organisation, &matter.id, Some(&holder)).await?;
    if matches!(held, Hold::Away) {
        return hand_over(tx, actor, now, &mut matter).await;
    }
    // Who works on it already keeps it, and declares now about this party too.
    let one = handler_of(tx, organisation, &holder).await?;
    put_into_hands(tx, actor, None, now, &mut matter, one).await?;
    Ok(Given::default())
}

/// Who could read a matter without being given it: the managers above, who triages for the whole organisation, and the integrity officers;
/// of a message the clerks of the unit too, who find a file only in their own hands.
pub(super) async fn readers(
    conn: &mut Conn,
    organisation: &str,
    matter: &Matter,
) -> Result<Vec<Handler>, ActError> {
    let mut all = dispatchers(conn, organisation, matter).await?;
    let mut wide = vec![Role::IntegrityOfficer];
    if of_desk(matter) {
        all.extend(rows::handlers(conn, organisation, &matter.unit, Role::Clerk.code()).await?);
        wide.push(Role::Clerk);
    }
    for role in wide {
        all.extend(rows::handlers_of_all(conn, organisation, role.code()).await?);
    }
    all.sort_by(|a, b| a.account.cmp(&b.account));
    all.dedup_by(|a, b| a.account == b.account);
    Ok(all)
}

/// Who can give a matter to somebody.
async fn dispatchers(
    conn: &mut Conn,
    organisation: &str,
    matter: &Matter,
) -> Result<Vec<Handler>, ActError> {
    let mut all = managers_above(conn, organisation, &matter.unit).await?;
    for role in [Role::ComplaintOfficer, Role::Manager] {
        all.extend(rows::handlers_of_all(conn, organisation, role.code()).await?);
    }
    Ok(all)
}

/// Compares everybody who could read a matter with its parties; with `only`, as far as these people are concerned. For who is in conflict it
/// stops existing. Where nobody is left who could give it to somebody, this is disclosed.
pub(super) async fn keep_away(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    matter: &Matter,
    occasion: Occasion,
    only: Option<&BTreeSet<String>>,
) -> Result<(), ActError> {
    let organisation = actor.organisation.as_str();
    let recused = rows::recusals(tx.read(), organisation, &matter.id).await?;
    let mut people = readers(tx.read(), organisation, matter).await?;
    people.retain(|one| {
        only.is_none_or(|people| people.contains(&one.person))
            && !recused.iter().any(|row| row.person == one.person)
    });
    let mut gone = Vec::new();
    for (one, found) in screen(tx, actor, now, matter, &people, occasion).await? {
        if found.outcome.recuses() {
            recuse(tx, actor, now, matter, &one, Some(&found.id), "").await?;
            gone.push(one.account);
        }
    }
    if !gone.is_empty() && matter.state().waits() {
        gone.extend(recused.into_iter().map(|row| row.account));
        let left = dispatchers(tx.read(), organisation, matter).await?;
        if left.iter().all(|one| gone.contains(&one.account)) {
            disclose(tx, now, organisation, matter, true).await?;
        }
    }
    Ok(())
}

/// Somebody of the unit begins the work on a message that is about somebody: they are compared first. In conflict it goes to the next.
pub async fn take_message(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
) -> Result<Given, ActError> {
    known_id(id)?;
    let organisation = actor.organisation.as_str();
    let mut matter = rows::matter(tx.read(), organisation, id)
        .await?
        .ok_or(ActError::NotFound)?;
    if !matter.state().waits() {
        return Err(refused(|t| t.matters_refused_given().to_owned()));
    }
    let account = actor.account.clone().ok_or(ActError::Forbidden)?;
    let one = handler_of(tx, organisation, &account).await?;
    let found = screen(
        tx,
        actor,
        now,
        &matter,
        std::slice::from_ref(&one),
        Occasion::Assigning,
    )
    .await?;
    if let Some((one, found)) = found.first()
        && found.outcome.recuses()
    {
        recuse(tx, actor, now, &matter, one, Some(&found.id), "").await?;
        return hand_over(tx, actor, now, &mut matter).await;
    }
    put_into_hands(tx, actor, None, now, &mut matter, one).await?;
    Ok(Given::default())
}

/// How somebody stands to a message on which they are about to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reviewing {
    /// Nothing stands in the way.
    Free,
    /// They are in conflict: from now on it does not exist for them.
    Away,
    /// An integrity officer has been asked.
    Waits,
}

/// Compares who is about to decide on an objection with whom the message is about.
pub async fn may_review(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
) -> Result<Reviewing, ActError> {
    let organisation = actor.organisation.as_str();
    let (Some(matter), Some(account)) = (
        rows::matter(tx.read(), organisation, id).await?,
        actor.account.clone(),
    ) else {
        return Ok(Reviewing::Free);
    };
    let one = handler_of(tx, organisation, &account).await?;
    let people = std::slice::from_ref(&one);
    for (one, found) in screen(tx, actor, now, &matter, people, Occasion::Assigning).await? {
        if found.outcome.recuses() {
            recuse(tx, actor, now, &matter, &one, Some(&found.id), "").await?;
            return Ok(Reviewing::Away);
        }
    }
    Ok(match ask_about(tx, actor, now, &matter, &one).await? {
        Standing::Free => Reviewing::Free,
        Standing::KeptOut => Reviewing::Away,
        Standing::Waits => Reviewing::Waits,
    })
}

/// A message went to another unit: its people are compared, and it waits for one of them.
pub async fn move_message(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    unit: &str,
) -> Result<(), ActError> {
    let organisation = actor.organisation.as_str();
    let Some(mut matter) = rows::matter(tx.read(), organisation, id).await? else {
        return Ok(());
    };
    lapse(tx, actor, now, DoubtObject::Matter, id, None).await?;
    unit.clone_into(&mut matter.unit);
    unit.clone_into(&mut matter.level);
    matter.handler = None;
    matter.handler_person = None;
    matter.statement_at = None;
    MatterState::Registered.code().clone_into(&mut matter.state);
    rows::save_matter(tx, organisation, &matter).await?;
    super::Deed {
        actor,
        right: None,
        now,
        kind: "interests.message-moved",
        objects: vec![("matter", matter.id.clone())],
        payload: vec![("responsible", serde_json::json!(unit))],
    }
    .done(tx)
    .await?;
    keep_away(tx, actor, now, &matter, Occasion::Assigning, None).await
}

/// The unit has answered or closed a message: nobody needs to be found for it any more.
pub async fn message_done(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
) -> Result<(), ActError> {
    let organisation = actor.organisation.as_str();
    let Some(mut matter) = rows::matter(tx.read(), organisation, id).await? else {
        return Ok(());
    };
    lapse(tx, actor, now, DoubtObject::Matter, id, None).await?;
    if matter.state() == MatterState::Decided {
        return Ok(());
    }
    matter.decided_at = Some(now);
    MatterState::Decided.code().clone_into(&mut matter.state);
    rows::save_matter(tx, organisation, &matter).await?;
    super::Deed {
        actor,
        right: None,
        now,
        kind: "interests.message-done",
        objects: vec![("matter", matter.id)],
        payload: vec![],
    }
    .done(tx)
    .await?;
    Ok(())
}
