//! What people do with interests. Every entry of this area touches somebody's good name: in public it has one general kind.

mod campaigns;
mod conditions;
mod dealings;
mod declaring;
mod doubts;
mod firms;
mod gifts;
mod handing;
mod handling;
mod importing;
mod matters;
mod messages;
mod recusals;
mod report;
mod reviewing;
mod rules;

pub use campaigns::*;
pub use conditions::{
    CONDITION_JOB, judge_condition, look_at_condition, may_confirm, meet_condition,
};
pub use dealings::*;
pub use declaring::*;
pub use doubts::{
    DOUBT_JOB, Gap, NewRuling, Question, around, ask, ask_all, doubt_due, gaps, keep_person_out,
    lapse, look_at_doubt, open_doubt, open_gaps, rule, sees_doubt, waiting_doubts,
};
pub use firms::*;
pub use gifts::*;
pub use handing::{DRAW_JOB, Given, make_draw};
pub use handling::*;
pub use importing::*;
pub use matters::*;
pub use messages::*;
pub use recusals::*;
pub use report::*;
pub use reviewing::*;
pub use rules::*;

use serde_json::Value;
use store::{Draft, Timestamp, Tx};

use super::model::SETTINGS;
use super::store::{Staff, staff};
use crate::organisation::store::insert_settings;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, invalid};
use crate::platform::permissions::Right;

/// Longest note or reason, in characters.
pub const MOST_NOTE: usize = 2_000;
/// The kind that the public log shows for every act of this area.
pub const PUBLIC_KIND: &str = "integrity.act";

/// The settings that an organisation begins with.
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
            .map(|(id, value, ..)| (*id, serde_json::json!(value)))
            .collect(),
    })
    .await?;
    Ok(())
}

/// One entry of this area.
pub(super) struct Deed<'a> {
    pub(super) actor: &'a Actor,
    /// Under which right; none: everybody's own.
    pub(super) right: Option<Right>,
    pub(super) now: Timestamp,
    /// Exact kind, in the record.
    pub(super) kind: &'static str,
    pub(super) objects: Vec<(&'static str, String)>,
    pub(super) payload: Vec<(&'static str, Value)>,
}

impl Deed<'_> {
    /// Appends it; gives its number.
    pub(super) async fn done(self, tx: &mut Tx) -> Result<i64, ActError> {
        let role = match self.right {
            Some(right) => self.actor.role_for(Some(right)),
            // A person's own act is done in the role that the person holds.
            None => match self.actor.grants.first() {
                Some(grant) => grant.role.code(),
                None => self.actor.role_for(None),
            },
        };
        Ok(tx
            .append(Draft {
                organisation: &self.actor.organisation,
                kind: self.kind,
                public_kind: PUBLIC_KIND,
                objects: self.objects,
                actor: self.actor.account.clone(),
                role,
                unit: self.right.and_then(|right| self.actor.unit_for(right)),
                at: self.now,
                payload: self.payload,
            })
            .await?)
    }
}

/// The person who acts for themselves.
pub(super) async fn own(tx: &mut Tx, actor: &Actor) -> Result<Staff, ActError> {
    let (Some(person), Some(account)) = (&actor.person, &actor.account) else {
        return Err(ActError::NotFound);
    };
    let known = staff(tx.read(), &actor.organisation)
        .await?
        .into_iter()
        .find(|one| one.person == *person);
    Ok(known.unwrap_or_else(|| Staff {
        person: person.clone(),
        name: actor.name.clone(),
        account: account.clone(),
        phone: None,
        email: None,
        unit: actor.grants.iter().find_map(|grant| grant.unit.clone()),
    }))
}

/// A note that must be there and is not too long.
pub(super) fn required_note(field: &'static str, text: &str) -> Result<String, ActError> {
    let text = persian::normalize(text).trim().to_owned();
    if text.is_empty() {
        return Err(invalid(field, |t| t.interests_fault_reason().to_owned()));
    }
    if text.chars().count() > MOST_NOTE {
        return Err(invalid(field, |t| t.interests_fault_long(MOST_NOTE)));
    }
    Ok(text)
}

/// An id that a form brought: of the shape that the program makes.
pub(crate) fn good_token(id: &str) -> Result<(), ActError> {
    let good =
        (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if good {
        Ok(())
    } else {
        Err(invalid("form", |t| t.interests_fault_token().to_owned()))
    }
}

/// An id that an address or a form names.
pub(super) fn known_id(id: &str) -> Result<(), ActError> {
    // PostgreSQL keeps no NUL in a text and refuses to look for one.
    if id.contains('\0') {
        Err(ActError::NotFound)
    } else {
        Ok(())
    }
}
