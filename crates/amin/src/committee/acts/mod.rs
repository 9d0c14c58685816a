//! What a committee, its secretariat and those who carry its resolutions out do.

mod answers;
mod founding;
mod letters;
mod minutes;
mod papers;
mod resolutions;
mod screening;
mod sessions;
mod votes;
mod waiting;
mod years;

pub use answers::*;
pub use founding::*;
pub use letters::*;
pub use minutes::*;
pub use papers::*;
pub use resolutions::*;
pub use screening::*;
pub use sessions::*;
pub use votes::*;
pub use waiting::ItemInput;
pub use years::*;

use persian::Date;
use serde_json::Value;
use store::{Draft, Timestamp, Tx};

use super::model::{ItemState, SessionState};
use super::store::{self as rows, CommitteeRow, ItemRow, SessionRow};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, refused};
use crate::platform::permissions::Right;
use crate::platform::texts::Lang;

/// Longest title, in characters.
pub const MOST_TITLE: usize = 300;
/// Longest text, in characters.
pub const MOST_TEXT: usize = 8_000;

/// Appends the entry of an act. Where people or single matters are touched, the public entry tells no more than that the
/// committee did something.
async fn entry(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    right: Right,
    kind: &'static str,
    objects: Vec<(&'static str, String)>,
    payload: Vec<(&'static str, Value)>,
) -> Result<(), ActError> {
    let plain = kind.starts_with("committee.session-")
        || matches!(
            kind,
            "committee.minutes-agreed" | "committee.minutes-frozen"
        );
    tx.append(Draft {
        organisation: &actor.organisation,
        kind,
        public_kind: if plain { kind } else { "committee.act" },
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

/// A text without white space around it; a fault where it is missing or too long.
pub(crate) fn text_of(faults: &mut Faults, field: &'static str, text: &str, most: usize) -> String {
    let text = text.trim().replace('\0', "");
    if text.is_empty() {
        faults.add(field, |t| t.committee_fault_missing().to_owned());
    } else if text.chars().count() > most {
        faults.add(field, move |t| t.committee_fault_long(most));
    }
    text
}

/// A Solar Hijri day; a fault where it cannot be read.
pub(crate) fn day_of(faults: &mut Faults, field: &'static str, text: &str) -> Option<Date> {
    match text.trim().parse::<Date>() {
        Ok(date) => Some(date),
        Err(why) => {
            faults.add(field, move |t| match t.lang {
                Lang::Fa => why.to_persian(),
                Lang::En => why.to_string(),
            });
            None
        }
    }
}

/// The committee, where this actor may see it: members see the committees in which they have a seat.
pub async fn committee_of(
    conn: &mut store::Conn,
    actor: &Actor,
    id: &str,
) -> Result<CommitteeRow, ActError> {
    if id.contains('\0') {
        return Err(ActError::NotFound);
    }
    let row = rows::committee(conn, &actor.organisation, id)
        .await?
        .ok_or(ActError::NotFound)?;
    match seen(conn, actor).await? {
        Some(own) if !own.contains(&row.id) => Err(ActError::NotFound),
        _ => Ok(row),
    }
}

/// The committees that an actor sees; none: all of them.
pub async fn seen(conn: &mut store::Conn, actor: &Actor) -> Result<Option<Vec<String>>, ActError> {
    if actor.may(Right::CommitteeReadAll) {
        return Ok(None);
    }
    if !actor.may(Right::CommitteeRead) {
        return Err(ActError::Forbidden);
    }
    match &actor.person {
        Some(person) => Ok(Some(
            rows::committees_of(conn, &actor.organisation, person).await?,
        )),
        None => Ok(Some(Vec::new())),
    }
}

/// The session with its committee.
async fn session_of(
    tx: &mut Tx,
    actor: &Actor,
    id: &str,
) -> Result<(CommitteeRow, SessionRow), ActError> {
    if id.contains('\0') {
        return Err(ActError::NotFound);
    }
    let session = rows::session(tx.read(), &actor.organisation, id)
        .await?
        .ok_or(ActError::NotFound)?;
    let committee = committee_of(tx.read(), actor, &session.committee).await?;
    Ok((committee, session))
}

/// Refuses where a session is not in one of the states.
fn in_state(session: &SessionRow, states: &[SessionState]) -> Result<(), ActError> {
    let state = SessionState::of(&session.state);
    if state.is_some_and(|state| states.contains(&state)) {
        Ok(())
    } else {
        Err(refused(|t| t.committee_refused_state().to_owned()))
    }
}

/// An item of a session, in whatever state; who keeps out of it does not learn that it exists.
pub async fn item_of(
    conn: &mut store::Conn,
    actor: &Actor,
    session: &SessionRow,
    id: &str,
) -> Result<ItemRow, ActError> {
    let item = rows::item(conn, &actor.organisation, &id.replace('\0', ""))
        .await?
        .filter(|item| item.session == session.id)
        .ok_or(ActError::NotFound)?;
    if let Some(person) = &actor.person {
        let hidden = rows::recused_items(conn, &actor.organisation, person).await?;
        if hidden.contains(&item.id) {
            return Err(ActError::NotFound);
        }
    }
    Ok(item)
}

/// A day that must be a working day; a fault that names the next one where it is not, or where it has passed.
fn working_day_of(
    faults: &mut Faults,
    field: &'static str,
    text: &str,
    rules: &crate::voice::rules::Rules,
    today: Date,
) -> Option<Date> {
    let day = day_of(faults, field, text)?;
    if day <= today {
        faults.add(field, |t| t.committee_fault_day_past().to_owned());
        return None;
    }
    if !rules.calendar.is_working_day(day) {
        let next = rules.calendar.next_working_day_from(day).ok()?;
        let (given, next) = (day.numeric(), next.numeric());
        faults.add(field, move |t| {
            t.committee_fault_day_off(t.lang.digits(&given), t.lang.digits(&next))
        });
        return None;
    }
    Some(day)
}

/// An item of a session that is still waiting; who keeps out of it does not learn that it exists.
async fn waiting_item(
    tx: &mut Tx,
    actor: &Actor,
    session: &SessionRow,
    id: &str,
) -> Result<ItemRow, ActError> {
    let item = item_of(tx.read(), actor, session, id).await?;
    if item.state != ItemState::Waiting.code() {
        return Err(refused(|t| t.committee_refused_item_done().to_owned()));
    }
    Ok(item)
}
