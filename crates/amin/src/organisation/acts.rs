//! What people do in the organisation area.

use serde_json::json;
use store::{Draft, Timestamp, Tx, change};

use crate::platform::actor::Actor;
use crate::platform::errors::ActError;

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
pub async fn found(tx: &mut Tx, actor: &Actor, now: Timestamp, input: &NewOrganisation) -> Result<(), ActError> {
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
        payload: vec![("slug", json!(input.slug)), ("name", json!(input.name)), ("type", json!(input.kind))],
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
        "insert into person (organisation, id, name, name_key, active) values ($1, $2, $3, $3, $4)",
        organisation,
        &person,
        name,
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
