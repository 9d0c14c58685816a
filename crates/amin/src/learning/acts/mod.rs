//! What is done about training: courses made and changed, sessions planned and held, seats taken, tests handed in.

mod courses;
mod sessions;
mod tests;

pub use courses::*;
pub use sessions::*;
pub use tests::*;

use serde_json::Value;
use store::{Conn, Draft, Timestamp, Tx};

use super::model::CourseState;
use super::store::{self as rows, CourseRow};
use crate::interests::acts::PUBLIC_KIND;
use crate::interests::store::{Staff, staff};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults};
use crate::platform::permissions::Right;

/// Appends the entry of an act about the plan of training, which everybody may know.
async fn plan_entry(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    kind: &'static str,
    objects: Vec<(&'static str, String)>,
    payload: Vec<(&'static str, Value)>,
) -> Result<(), ActError> {
    tx.append(Draft {
        organisation: &actor.organisation,
        kind,
        public_kind: kind,
        objects,
        actor: actor.account.clone(),
        role: actor.role_for(Some(Right::LearningEdit)),
        unit: actor.unit_for(Right::LearningEdit),
        at: now,
        payload,
    })
    .await?;
    Ok(())
}

/// Appends the entry of an act about persons: what somebody attended or knew is nobody else's.
async fn personal_entry(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    kind: &'static str,
    objects: Vec<(&'static str, String)>,
    payload: Vec<(&'static str, Value)>,
) -> Result<(), ActError> {
    // What somebody does for themselves is done in the role that they hold.
    let role = match actor.grants.first() {
        Some(grant) => grant.role.code(),
        None => actor.role_for(Some(Right::LearningEdit)),
    };
    tx.append(Draft {
        organisation: &actor.organisation,
        kind,
        public_kind: PUBLIC_KIND,
        objects,
        actor: actor.account.clone(),
        role,
        unit: None,
        at: now,
        payload,
    })
    .await?;
    Ok(())
}

/// A text of a form, folded to one way of writing; a fault where it is missing or too long.
fn text(
    faults: &mut Faults,
    field: &'static str,
    typed: &str,
    most: usize,
    needed: bool,
) -> String {
    let text = persian::normalize(typed)
        .trim()
        .replace('\0', "")
        .replace("\r\n", "\n");
    if needed && text.is_empty() {
        faults.add(field, |t| t.learning_fault_missing().to_owned());
    } else if text.chars().count() > most {
        faults.add(field, move |t| t.learning_fault_long(most));
    }
    text
}

/// A whole number of a form between two ends; a fault where it is none.
fn whole(faults: &mut Faults, field: &'static str, typed: &str, least: i64, most: i64) -> i64 {
    match persian::parse_integer(typed.trim()) {
        Ok(number) if (least..=most).contains(&number) => number,
        _ => {
            faults.add(field, move |t| t.learning_fault_number(least, most));
            least
        }
    }
}

/// The course of an id.
pub async fn course_of(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<CourseRow, ActError> {
    if id.contains('\0') {
        return Err(ActError::NotFound);
    }
    rows::course(conn, organisation, id)
        .await?
        .ok_or(ActError::NotFound)
}

/// Whether a course is still given.
pub fn is_active(row: &CourseRow) -> bool {
    row.state == CourseState::Active.code()
}

/// Who acts, as a member of staff; citizens and overseers take no courses here.
pub async fn learner(conn: &mut Conn, actor: &Actor) -> Result<Staff, ActError> {
    let person = actor.person.as_deref().ok_or(ActError::Forbidden)?;
    member(conn, &actor.organisation, person)
        .await?
        .ok_or(ActError::Forbidden)
}

async fn member(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Option<Staff>, ActError> {
    let people = staff(conn, organisation).await?;
    Ok(people.into_iter().find(|one| one.person == person))
}
