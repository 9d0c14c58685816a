//! What people do with their own account: sign in, change the password, set up an authenticator app.

use serde_json::json;
use store::{Timestamp, Tx, change};

use super::{GENERAL, Note};
use crate::organisation::store::{
    AccountRow, account, end_sessions, grants_of, open_session, token_hash, use_totp_step,
};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, invalid};

/// A sign-in whose password and code have been compared.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The account as it was when the password was compared.
    pub account: AccountRow,
    /// Step of the authenticator app's code, where the account has one.
    pub step: Option<i64>,
    /// Browser and system in a few words.
    pub browser: String,
}

/// Opens a session and gives its token, which is stored nowhere.
pub async fn sign_in(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    input: &SignIn,
) -> Result<String, ActError> {
    let wrong = || invalid("password", |t| t.organisation_sign_in_wrong().to_owned());
    let id = &input.account.id;
    let row = account(tx.read(), organisation, id)
        .await?
        .ok_or_else(wrong)?;
    // Between the comparison and now the password may have been reset or the account closed.
    let same = row.active
        && row.password_hash == input.account.password_hash
        && row.totp_secret == input.account.totp_secret;
    if !same {
        return Err(wrong());
    }
    if let Some(step) = input.step
        && !use_totp_step(tx, id, step).await?
    {
        return Err(invalid("code", |t| t.organisation_code_used().to_owned()));
    }
    let token = hex::encode(tx.random().bytes::<32>());
    open_session(
        tx,
        organisation,
        id,
        &token_hash(&token),
        &input.browser,
        now,
    )
    .await?;
    let actor = Actor {
        organisation: organisation.to_owned(),
        account: Some(id.clone()),
        person: Some(row.person),
        name: row.name,
        grants: grants_of(tx.read(), organisation, id).await?,
        program: false,
    };
    let role = actor.grants.first().map(|grant| grant.role.code());
    let note = Note {
        kind: "account.signed-in",
        public_kind: GENERAL,
        right: None,
        objects: vec![("account", id)],
        payload: vec![
            ("as", json!(role)),
            ("second-factor", json!(input.step.is_some())),
        ],
    };
    note.append(tx, &actor, now).await?;
    Ok(token)
}

fn own_account(actor: &Actor) -> Result<&str, ActError> {
    actor.account.as_deref().ok_or(ActError::Forbidden)
}

/// Changes the actor's own password, whose rules the caller has checked. All sessions but `session` end.
pub async fn change_password(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    password_hash: &str,
    session: &str,
) -> Result<(), ActError> {
    let id = own_account(actor)?;
    change!(
        tx,
        "account",
        id,
        "update account set password_hash = $3, temporary_until = null where organisation = $1 and id = $2",
        &actor.organisation,
        id,
        password_hash
    )?;
    end_sessions(tx, &actor.organisation, id, session).await?;
    let note = Note {
        kind: "account.password-changed",
        public_kind: GENERAL,
        right: None,
        objects: vec![("account", id)],
        payload: vec![],
    };
    note.append(tx, actor, now).await
}

/// Sets or removes the actor's own authenticator app; `first` is its secret and the step of the code that proved it.
pub async fn set_totp(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    first: Option<(&str, i64)>,
) -> Result<(), ActError> {
    let id = own_account(actor)?;
    if let Some((_, step)) = first
        && !use_totp_step(tx, id, step).await?
    {
        return Err(invalid("code", |t| t.organisation_code_used().to_owned()));
    }
    change!(
        tx,
        "account",
        id,
        "update account set totp_secret = $3 where organisation = $1 and id = $2",
        &actor.organisation,
        id,
        first.map(|(secret, _)| secret)
    )?;
    let note = Note {
        kind: if first.is_some() {
            "account.authenticator-set"
        } else {
            "account.authenticator-removed"
        },
        public_kind: GENERAL,
        right: None,
        objects: vec![("account", id)],
        payload: vec![],
    };
    note.append(tx, actor, now).await
}
