//! What people do in the organisation area.

mod accounts;
mod apart;
mod rules;
mod sessions;
mod setup;
mod structure;

pub use accounts::*;
pub use apart::*;
pub use rules::*;
pub use sessions::*;
pub use setup::*;
pub use structure::*;

use serde_json::{Value, json};
use store::{Draft, Timestamp, Tx, change};

use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults};
use crate::platform::permissions::Right;

/// Kind in the public log of what touches a person rather than the organisation.
const GENERAL: &str = "general";

/// One journal entry of this area.
struct Note<'a> {
    kind: &'static str,
    public_kind: &'static str,
    right: Option<Right>,
    objects: Vec<(&'static str, &'a str)>,
    payload: Vec<(&'static str, Value)>,
}

impl Note<'_> {
    async fn append(self, tx: &mut Tx, actor: &Actor, now: Timestamp) -> Result<(), ActError> {
        tx.append(Draft {
            organisation: &actor.organisation,
            kind: self.kind,
            public_kind: self.public_kind,
            objects: self
                .objects
                .into_iter()
                .map(|(kind, id)| (kind, id.to_owned()))
                .collect(),
            actor: actor.account.clone(),
            role: actor.role_for(self.right),
            unit: self.right.and_then(|right| actor.unit_for(right)),
            at: now,
            payload: self.payload,
        })
        .await?;
        Ok(())
    }
}

/// A short text of a form, cleaned; notes a fault where it is empty or longer than `most` letters.
fn short_text(faults: &mut Faults, field: &'static str, text: &str, most: usize) -> String {
    let text = persian::normalize(text).trim().to_owned();
    let length = text.chars().count();
    if length == 0 {
        faults.add(field, |t| t.organisation_fault_empty().to_owned());
    } else if length > most {
        faults.add(field, move |t| t.organisation_fault_long(most));
    }
    text
}

/// The same for a text that may be empty.
fn optional_text(
    faults: &mut Faults,
    field: &'static str,
    text: &str,
    most: usize,
) -> Option<String> {
    let text = persian::normalize(text).trim().to_owned();
    if text.chars().count() > most {
        faults.add(field, move |t| t.organisation_fault_long(most));
    }
    (!text.is_empty()).then_some(text)
}

/// A row's id as a form's hidden token gives it: letters, digits and hyphens. A repeated form gives the same id.
fn good_id(id: &str) -> Result<(), ActError> {
    let good = (8..=64).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if good {
        Ok(())
    } else {
        Err(crate::platform::errors::refused(|t| {
            t.organisation_stale_form().to_owned()
        }))
    }
}

/// A new organisation.
#[derive(Debug, Clone)]
pub struct NewOrganisation {
    /// Id; made by the caller so that a demonstration can repeat itself.
    pub id: String,
    /// Word in addresses: small Latin letters, digits, hyphens.
    pub slug: String,
    /// Persian name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// `municipality`, `village`, `province`, `national`.
    pub kind: String,
}

/// Founds an organisation. Only the program does this: the first-run wizard, the command line, the demonstration.
pub async fn found(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &NewOrganisation,
) -> Result<(), ActError> {
    if !actor.program {
        return Err(ActError::Forbidden);
    }
    change!(
        tx,
        "organisation",
        &input.id,
        "insert into organisation (organisation, id, slug, name, name_en, kind, active, created_at)
         values ($1, $1, $2, $3, $4, $5, $6, $7)",
        &input.id,
        &input.slug,
        &input.name,
        &input.name_en,
        &input.kind,
        true,
        now
    )?;
    tx.append(Draft {
        organisation: &input.id,
        kind: "organisation.founded",
        public_kind: "organisation.founded",
        objects: vec![("organisation", input.id.clone())],
        actor: None,
        role: actor.role_for(None),
        unit: None,
        at: now,
        payload: vec![
            ("slug", json!(input.slug)),
            ("name", json!(input.name)),
            ("type", json!(input.kind)),
        ],
    })
    .await?;
    Ok(())
}

/// An organisation for tests.
#[cfg(test)]
pub fn sample(id: &str) -> NewOrganisation {
    NewOrganisation {
        id: id.to_owned(),
        slug: id.to_owned(),
        name: "شهرداری نمونه".to_owned(),
        name_en: "Sample Municipality".to_owned(),
        kind: "municipality".to_owned(),
    }
}

/// An account with one role and an open session, for tests; gives the session's token.
#[cfg(test)]
pub async fn account_for_tests(
    tx: &mut Tx,
    now: Timestamp,
    organisation: &str,
    name: &str,
    role: crate::platform::permissions::Role,
    unit: Option<String>,
) -> Result<String, ActError> {
    use store::operate;
    let (person, account, grant) = (tx.new_id(now), tx.new_id(now), tx.new_id(now));
    change!(
        tx,
        "person",
        &person,
        "insert into person (organisation, id, name, name_key, active) values ($1, $2, $3, $4, $5)",
        organisation,
        &person,
        name,
        persian::index_key(name),
        true
    )?;
    change!(
        tx,
        "account",
        &account,
        "insert into account (organisation, id, person, username, password_hash, active) values ($1, $2, $3, $4, '', $5)",
        organisation,
        &account,
        &person,
        name,
        true
    )?;
    change!(
        tx,
        "account_grant",
        &grant,
        "insert into account_grant (organisation, id, account, role, unit) values ($1, $2, $3, $4, $5)",
        organisation,
        &grant,
        &account,
        role.code(),
        &unit
    )?;
    let token = hex::encode(tx.random().bytes::<32>());
    operate!(
        tx,
        "insert into session (id, organisation, account, created_at, seen_at, browser) values ($1, $2, $3, $4, $4, '')",
        super::store::token_hash(&token),
        organisation,
        &account,
        now
    )?;
    tx.append(Draft {
        organisation,
        kind: "account.opened",
        public_kind: "account.opened",
        objects: vec![("account", account)],
        actor: None,
        role: "program",
        unit,
        at: now,
        payload: vec![],
    })
    .await?;
    Ok(token)
}
