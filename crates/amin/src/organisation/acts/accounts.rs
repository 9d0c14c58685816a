//! People and accounts: open, roles, deactivate, reset.

use serde_json::json;
use store::{Timestamp, Tx, change};

use super::{GENERAL, Note, good_id, optional_text, short_text};
use crate::organisation::store::{
    account, account_named, account_of_person, end_sessions, grant, grants, holders, person, posts,
    unit,
};
use crate::organisation::{model, store as rows};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, invalid, refused};
use crate::platform::permissions::{Right, Role};

/// A person, new or changed.
#[derive(Debug, Clone, Default)]
pub struct PersonInput {
    /// Id; of a new one the form's token.
    pub id: String,
    /// Name.
    pub name: String,
    /// Post, or empty.
    pub post: String,
    /// Mobile number, or empty.
    pub phone: String,
    /// Mail address, or empty.
    pub email: String,
    /// Whether the person still works here.
    pub active: bool,
}

struct GoodPerson {
    name: String,
    post: Option<String>,
    phone: Option<String>,
    email: Option<String>,
}

async fn good_person(
    tx: &mut Tx,
    organisation: &str,
    input: &PersonInput,
) -> Result<GoodPerson, ActError> {
    let mut faults = Faults::default();
    let name = short_text(&mut faults, "name", &input.name, 120);
    let post = Some(input.post.trim().to_owned()).filter(|post| !post.is_empty());
    if let Some(post) = &post
        && !posts(tx.read(), organisation)
            .await?
            .iter()
            .any(|row| row.id == *post && row.active)
    {
        faults.add("post", |t| t.organisation_fault_post().to_owned());
    }
    let phone = optional_text(&mut faults, "phone", &input.phone, 30).and_then(|text| {
        text.parse::<persian::MobileNumber>()
            .map_err(|_| faults.add("phone", |t| t.organisation_fault_phone().to_owned()))
            .ok()
            .map(|number| number.to_string())
    });
    let email = optional_text(&mut faults, "email", &input.email, 200).and_then(|text| {
        text.parse::<lettre::Address>()
            .map_err(|_| faults.add("email", |t| t.organisation_fault_email().to_owned()))
            .ok()
            .map(|address| address.to_string())
    });
    faults.check()?;
    Ok(GoodPerson {
        name,
        post,
        phone,
        email,
    })
}

/// Adds a person. The same id again changes nothing.
pub async fn add_person(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &PersonInput,
) -> Result<(), ActError> {
    actor.require(Right::OrganisationEdit, None)?;
    good_id(&input.id)?;
    if person(tx.read(), &actor.organisation, &input.id)
        .await?
        .is_some()
    {
        return Ok(());
    }
    let good = good_person(tx, &actor.organisation, input).await?;
    change!(
        tx,
        "person",
        &input.id,
        "insert into person (organisation, id, name, name_key, post, phone, email, active) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &actor.organisation,
        &input.id,
        &good.name,
        persian::index_key(&good.name),
        &good.post,
        &good.phone,
        &good.email,
        true
    )?;
    let note = Note {
        kind: "person.added",
        public_kind: GENERAL,
        right: Some(Right::OrganisationEdit),
        objects: vec![("person", &input.id)],
        payload: vec![
            ("name", json!(good.name)),
            ("post", json!(good.post)),
            ("phone", json!(good.phone)),
            ("email", json!(good.email)),
        ],
    };
    note.append(tx, actor, now).await
}

/// Changes a person. Who leaves loses the account's sessions and its right to sign in.
pub async fn change_person(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &PersonInput,
) -> Result<(), ActError> {
    actor.require(Right::OrganisationEdit, None)?;
    let organisation = &actor.organisation;
    let known = person(tx.read(), organisation, &input.id)
        .await?
        .ok_or(ActError::NotFound)?;
    let good = good_person(tx, organisation, input).await?;
    if known.active
        && !input.active
        && let Some(account) = account_of_person(tx.read(), organisation, &input.id).await?
    {
        set_account_active(tx, actor, now, &account, false).await?;
    }
    change!(
        tx,
        "person",
        &input.id,
        "update person set name = $3, name_key = $4, post = $5, phone = $6, email = $7, active = $8 where organisation = $1 and id = $2",
        organisation,
        &input.id,
        &good.name,
        persian::index_key(&good.name),
        &good.post,
        &good.phone,
        &good.email,
        input.active
    )?;
    let note = Note {
        kind: "person.changed",
        public_kind: GENERAL,
        right: Some(Right::OrganisationEdit),
        objects: vec![("person", &input.id)],
        payload: vec![
            ("name", json!(good.name)),
            ("post", json!(good.post)),
            ("phone", json!(good.phone)),
            ("email", json!(good.email)),
            ("active", json!(input.active)),
        ],
    };
    note.append(tx, actor, now).await
}

/// A new account.
#[derive(Debug, Clone, Default)]
pub struct NewAccount {
    /// Id: the form's token.
    pub id: String,
    /// Person.
    pub person: String,
    /// Username as typed.
    pub username: String,
    /// PHC string of the password.
    pub password_hash: String,
    /// Whether that password is a one-time one that must be changed.
    pub one_time: bool,
    /// Roles, each with its unit or none for the whole organisation.
    pub roles: Vec<(String, Option<String>)>,
}

/// Opens an account for a person. False where this form was sent before and nothing changed.
pub async fn open_account(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &NewAccount,
) -> Result<bool, ActError> {
    actor.require(Right::OrganisationEdit, None)?;
    good_id(&input.id)?;
    let organisation = &actor.organisation;
    if account(tx.read(), organisation, &input.id).await?.is_some() {
        return Ok(false);
    }
    let holder = person(tx.read(), organisation, &input.person)
        .await?
        .ok_or(ActError::NotFound)?;
    if !holder.active
        || account_of_person(tx.read(), organisation, &input.person)
            .await?
            .is_some()
    {
        return Err(refused(|t| t.organisation_has_account().to_owned()));
    }
    let mut faults = Faults::default();
    let username = model::username(&input.username);
    match &username {
        None => faults.add("username", |t| t.organisation_fault_username().to_owned()),
        Some(name)
            if account_named(tx.read(), organisation, name)
                .await?
                .is_some() =>
        {
            faults.add("username", |t| {
                t.organisation_fault_username_taken().to_owned()
            });
        }
        Some(_) => {}
    }
    if input.roles.is_empty() {
        faults.add("role", |t| t.organisation_fault_role().to_owned());
    }
    let mut roles = Vec::with_capacity(input.roles.len());
    for (role, unit) in &input.roles {
        if let Some(good) = good_role(tx, organisation, role, unit.as_deref(), &mut faults).await? {
            roles.push((good, unit.clone()));
        }
    }
    faults.check()?;
    change!(
        tx,
        "account",
        &input.id,
        "insert into account (organisation, id, person, username, password_hash, active, temporary_until)
         values ($1, $2, $3, $4, $5, $6, $7)",
        organisation,
        &input.id,
        &input.person,
        &username,
        &input.password_hash,
        true,
        input.one_time.then(|| now.plus_seconds(model::ONE_TIME_LIFE))
    )?;
    for (role, unit) in &roles {
        let id = tx.new_id(now);
        insert_grant(
            tx,
            organisation,
            now,
            &id,
            &input.id,
            *role,
            unit.as_deref(),
        )
        .await?;
    }
    let told: Vec<_> = roles
        .iter()
        .map(|(role, unit)| json!([role.code(), unit]))
        .collect();
    let note = Note {
        kind: "account.opened",
        public_kind: "account.opened",
        right: Some(Right::OrganisationEdit),
        objects: vec![("account", &input.id), ("person", &input.person)],
        payload: vec![("username", json!(username)), ("roles", json!(told))],
    };
    note.append(tx, actor, now).await?;
    Ok(true)
}

async fn good_role(
    tx: &mut Tx,
    organisation: &str,
    role: &str,
    unit_id: Option<&str>,
    faults: &mut Faults,
) -> Result<Option<Role>, ActError> {
    let Some(good) = Role::of(role).filter(|role| *role != Role::Citizen) else {
        faults.add("role", |t| t.organisation_fault_role().to_owned());
        return Ok(None);
    };
    match unit_id {
        None if model::needs_unit(good) => {
            faults.add("unit", |t| t.organisation_fault_role_unit().to_owned());
            return Ok(None);
        }
        Some(id)
            if !unit(tx.read(), organisation, id)
                .await?
                .is_some_and(|unit| unit.active) =>
        {
            faults.add("unit", |t| t.organisation_fault_unit().to_owned());
            return Ok(None);
        }
        _ => {}
    }
    Ok(Some(good))
}

async fn insert_grant(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    id: &str,
    account: &str,
    role: Role,
    unit: Option<&str>,
) -> Result<(), ActError> {
    change!(
        tx,
        "account_grant",
        id,
        "insert into account_grant (organisation, id, account, role, unit, since) values ($1, $2, $3, $4, $5, $6)",
        organisation,
        id,
        account,
        role.code(),
        unit,
        now
    )?;
    Ok(())
}

/// Keeps until when a role was held: some rules last beyond the office.
async fn end_office(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    person: &str,
    row: &rows::GrantRow,
) -> Result<(), ActError> {
    let id = tx.new_id(now);
    change!(
        tx,
        "past_office",
        &id,
        "insert into past_office (organisation, id, account, person, role, unit, since, until) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        organisation,
        &id,
        &row.account,
        person,
        &row.role,
        &row.unit,
        row.since,
        now
    )?;
    Ok(())
}

/// Gives an account one more role. A role that it holds already changes nothing.
pub async fn grant_role(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    role: &str,
    unit: Option<&str>,
) -> Result<(), ActError> {
    actor.require(Right::OrganisationEdit, None)?;
    let organisation = &actor.organisation;
    account(tx.read(), organisation, id)
        .await?
        .ok_or(ActError::NotFound)?;
    let mut faults = Faults::default();
    let good = good_role(tx, organisation, role, unit, &mut faults).await?;
    faults.check()?;
    let Some(good) = good else {
        return Err(invalid("role", |t| t.organisation_fault_role().to_owned()));
    };
    let held = grants(tx.read(), organisation).await?;
    if held
        .iter()
        .any(|row| row.account == id && row.role == good.code() && row.unit.as_deref() == unit)
    {
        return Ok(());
    }
    let new = tx.new_id(now);
    insert_grant(tx, organisation, now, &new, id, good, unit).await?;
    let note = Note {
        kind: "account.role-granted",
        public_kind: "account.role-granted",
        right: Some(Right::OrganisationEdit),
        objects: vec![("account", id)],
        payload: vec![
            ("granted-role", json!(good.code())),
            ("granted-unit", json!(unit)),
        ],
    };
    note.append(tx, actor, now).await
}

/// Takes a role from an account. The last administrator of the whole organisation keeps the role.
pub async fn remove_grant(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
) -> Result<String, ActError> {
    actor.require(Right::OrganisationEdit, None)?;
    let organisation = &actor.organisation;
    let row = grant(tx.read(), organisation, id)
        .await?
        .ok_or(ActError::NotFound)?;
    let holder = account(tx.read(), organisation, &row.account)
        .await?
        .ok_or(ActError::NotFound)?;
    // The roles of a closed account ended with it.
    if holder.active {
        end_office(tx, organisation, now, &holder.person, &row).await?;
    }
    change!(
        tx,
        "account_grant",
        id,
        "delete from account_grant where organisation = $1 and id = $2",
        organisation,
        id
    )?;
    keep_an_administrator(tx, organisation).await?;
    let note = Note {
        kind: "account.role-removed",
        public_kind: "account.role-removed",
        right: Some(Right::OrganisationEdit),
        objects: vec![("account", &row.account)],
        payload: vec![
            ("removed-role", json!(row.role)),
            ("removed-unit", json!(row.unit)),
        ],
    };
    note.append(tx, actor, now).await?;
    Ok(row.account)
}

/// Refuses (and so rolls back) what would leave nobody to administer the organisation.
async fn keep_an_administrator(tx: &mut Tx, organisation: &str) -> Result<(), ActError> {
    if holders(tx.read(), organisation, Role::Administrator.code()).await? == 0 {
        return Err(refused(|t| t.organisation_last_administrator().to_owned()));
    }
    Ok(())
}

/// Lets an account sign in or not. Its sessions and the offices held by it end with the second.
pub async fn set_account_active(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    active: bool,
) -> Result<(), ActError> {
    actor.require(Right::OrganisationEdit, None)?;
    let organisation = &actor.organisation;
    let row = account(tx.read(), organisation, id)
        .await?
        .ok_or(ActError::NotFound)?;
    if row.active == active {
        return Ok(());
    }
    change!(
        tx,
        "account",
        id,
        "update account set active = $3 where organisation = $1 and id = $2",
        organisation,
        id,
        active
    )?;
    for held in grants(tx.read(), organisation).await? {
        if held.account != id {
            continue;
        }
        if active {
            // What was held before stands written as ended; from today on it is held again.
            change!(
                tx,
                "account_grant",
                &held.id,
                "update account_grant set since = $3 where organisation = $1 and id = $2",
                organisation,
                &held.id,
                now
            )?;
        } else {
            end_office(tx, organisation, now, &row.person, &held).await?;
        }
    }
    if !active {
        keep_an_administrator(tx, organisation).await?;
        end_sessions(tx, organisation, id, "").await?;
    }
    let note = Note {
        kind: if active {
            "account.activated"
        } else {
            "account.deactivated"
        },
        public_kind: GENERAL,
        right: Some(Right::OrganisationEdit),
        objects: vec![("account", id)],
        payload: vec![],
    };
    note.append(tx, actor, now).await
}

/// Gives an account a one-time password. Its sessions end, and its authenticator app is forgotten where `forget_totp`.
pub async fn reset_password(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    password_hash: &str,
    forget_totp: bool,
) -> Result<(), ActError> {
    actor.require(Right::OrganisationEdit, None)?;
    let organisation = &actor.organisation;
    let row: rows::AccountRow = account(tx.read(), organisation, id)
        .await?
        .ok_or(ActError::NotFound)?;
    let totp = row.totp_secret.filter(|_| !forget_totp);
    change!(
        tx,
        "account",
        id,
        "update account set password_hash = $3, temporary_until = $4, totp_secret = $5 where organisation = $1 and id = $2",
        organisation,
        id,
        password_hash,
        now.plus_seconds(model::ONE_TIME_LIFE),
        totp
    )?;
    end_sessions(tx, organisation, id, "").await?;
    let note = Note {
        kind: "account.password-reset",
        public_kind: GENERAL,
        right: Some(Right::OrganisationEdit),
        objects: vec![("account", id)],
        payload: vec![("authenticator-forgotten", json!(forget_totp))],
    };
    note.append(tx, actor, now).await
}
