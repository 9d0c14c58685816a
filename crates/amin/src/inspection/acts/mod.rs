//! What inspectors, managers and the integrity officer do. Every entry of this area may touch somebody's good name: in public it has one
//! general kind.

mod lists;
mod measures;
mod missions;
mod orders;
mod remedies;
mod samples;
mod screening;
mod warnings;
mod work;

pub use lists::*;
pub use measures::*;
pub use missions::*;
pub use orders::*;
pub use remedies::*;
pub use samples::*;
pub use warnings::*;
pub use work::*;

use persian::Date;
use serde_json::{Value, json};
use store::{Conn, Draft, Timestamp, Tx};

use super::model::{MissionState, SETTINGS, shipped};
use super::store::{self as rows, MissionRow};
use crate::committee::acts::text_of;
use crate::interests::acts::PUBLIC_KIND;
use crate::organisation::store::insert_settings;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, refused};
use crate::platform::permissions::{Right, Role};
use crate::voice::deadline::{self, Term};
use crate::voice::rules::Rules;

/// Longest title, in characters.
pub const MOST_TITLE: usize = 300;
/// Longest text, in characters.
pub const MOST_TEXT: usize = 8_000;

/// The settings and checklists that an organisation begins with.
pub async fn set_up(tx: &mut Tx, actor: &Actor, now: Timestamp) -> Result<(), ActError> {
    let from = persian::tehran_date(now.0).gregorian_iso();
    insert_settings(tx, &actor.organisation, &SETTINGS, &from).await?;
    tx.append(Draft {
        organisation: &actor.organisation,
        kind: "setting.seeded",
        public_kind: "setting.seeded",
        objects: vec![("organisation", actor.organisation.clone())],
        actor: actor.account.clone(),
        role: actor.role_for(None),
        unit: None,
        at: now,
        payload: SETTINGS
            .iter()
            .map(|(id, value, ..)| (*id, json!(value)))
            .collect(),
    })
    .await?;
    ship_checklists(tx, actor, now).await
}

/// A number of the settings; what ships where the organisation has none.
fn limit(rules: &Rules, name: &str) -> i64 {
    match rules.limit(name) {
        0 => shipped(name),
        number => number,
    }
}

/// Appends the entry of an act; gives its number.
pub(super) async fn entry(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    right: Option<Right>,
    kind: &'static str,
    objects: Vec<(&'static str, String)>,
    payload: Vec<(&'static str, Value)>,
) -> Result<i64, ActError> {
    let role = match (right, actor.grants.first()) {
        (Some(right), _) => actor.role_for(Some(right)),
        // What somebody does for themselves is done in the role that they hold.
        (None, Some(grant)) => grant.role.code(),
        (None, None) => actor.role_for(None),
    };
    Ok(tx
        .append(Draft {
            organisation: &actor.organisation,
            kind,
            public_kind: PUBLIC_KIND,
            objects,
            actor: actor.account.clone(),
            role,
            unit: right.and_then(|right| actor.unit_for(right)),
            at: now,
            payload,
        })
        .await?)
}

/// A text that may be left out; a fault where it is too long.
fn optional_text(faults: &mut Faults, field: &'static str, text: &str, most: usize) -> String {
    if text.trim().is_empty() {
        String::new()
    } else {
        text_of(faults, field, text, most)
    }
}

/// The day of a moment in Tehran, Gregorian `YYYY-MM-DD`.
pub(super) fn iso(at: Timestamp) -> String {
    persian::tehran_date(at.0).gregorian_iso()
}

/// A stored Gregorian day.
pub fn stored_day(text: &str) -> Option<Date> {
    let mut parts = text.split('-').map(str::parse::<i32>);
    let (year, month, day) = (
        parts.next()?.ok()?,
        parts.next()?.ok()?,
        parts.next()?.ok()?,
    );
    Date::from_gregorian(year, month.try_into().ok()?, day.try_into().ok()?).ok()
}

/// The end of so many working days from now.
fn working_days(rules: &Rules, name: &str, now: Timestamp) -> Result<Timestamp, ActError> {
    let term = Term {
        working_days: limit(rules, name).max(1),
        warn_share: 70,
    };
    Ok(deadline::from(&rules.calendar, term, now)
        .map_err(|why| store::Error::Corrupt(why.to_string()))?
        .at)
}

/// The person of who acts, or no text: nobody is kept from anything by an empty one.
pub fn reader(actor: &Actor) -> String {
    actor.person.clone().unwrap_or_default()
}

/// An id as an address or a form names it. PostgreSQL keeps no NUL in a text and refuses to look for one.
fn known(id: &str) -> Result<&str, ActError> {
    if id.contains('\0') {
        Err(ActError::NotFound)
    } else {
        Ok(id)
    }
}

/// The id that a form's token gives to what it makes.
fn token(id: &str) -> Result<(), ActError> {
    crate::interests::acts::good_token(id)
}

/// The mission, where this actor may see it: never for who is kept from it, for a unit only once its letter was handed over.
pub async fn visible_mission(
    conn: &mut Conn,
    actor: &Actor,
    id: &str,
) -> Result<MissionRow, ActError> {
    let row = rows::mission(conn, &actor.organisation, known(id)?)
        .await?
        .ok_or(ActError::NotFound)?;
    if rows::is_kept_out(conn, &actor.organisation, &row.id, &reader(actor)).await? {
        return Err(ActError::NotFound);
    }
    let wide = actor.may_for(Right::InspectionRead, None);
    let unit = actor.may_for(Right::InspectionRead, Some(&row.unit));
    if wide || (unit && state_of(&row)?.is_known()) {
        Ok(row)
    } else {
        Err(ActError::NotFound)
    }
}

/// The state of a mission.
pub fn state_of(row: &MissionRow) -> Result<MissionState, ActError> {
    Ok(MissionState::of(&row.state)
        .ok_or_else(|| store::Error::Corrupt(format!("mission {}: state {}", row.id, row.state)))?)
}

/// Whether who acts is sent on a mission by a decree that holds today.
pub async fn is_sent(
    conn: &mut Conn,
    actor: &Actor,
    mission: &str,
    now: Timestamp,
) -> Result<bool, ActError> {
    let Some(person) = &actor.person else {
        return Ok(false);
    };
    if !actor.may(Right::InspectionDo) {
        return Ok(false);
    }
    let day = iso(now);
    for row in rows::sent(conn, &actor.organisation, mission).await? {
        if row.person == *person {
            let decree = rows::inspector(conn, &actor.organisation, &row.inspector).await?;
            return Ok(decree.is_some_and(|decree| decree.holds(&day, &day)));
        }
    }
    Ok(false)
}

/// The mission, where who acts is sent on it and it stands in one of the states.
async fn own_mission(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    states: &[MissionState],
) -> Result<MissionRow, ActError> {
    let row = visible_mission(tx.read(), actor, id).await?;
    if !is_sent(tx.read(), actor, &row.id, now).await? {
        return Err(ActError::Forbidden);
    }
    if !states.contains(&state_of(&row)?) {
        return Err(refused(|t| t.inspection_refused_state().to_owned()));
    }
    Ok(row)
}

/// Whether who acts manages a unit that has none above it.
pub fn is_top(actor: &Actor, rules: &Rules) -> bool {
    actor.grants.iter().any(|grant| {
        grant.role == Role::Manager
            && grant
                .unit
                .as_deref()
                .is_none_or(|unit| rules.parent(unit).is_none())
    })
}

/// Tells the managers of a unit that something waits for them; the text names nobody.
async fn tell_managers(
    tx: &mut Tx,
    organisation: &str,
    unit: &str,
    subject: &str,
    text: &str,
    now: Timestamp,
) -> Result<(), ActError> {
    let people =
        crate::committee::store::holders(tx.read(), organisation, Role::Manager.code(), Some(unit))
            .await?;
    crate::committee::jobs::tell(tx, organisation, &people, subject, text, now).await?;
    Ok(())
}
