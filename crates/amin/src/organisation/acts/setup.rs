//! The first organisation, and each further one.

use serde_json::json;
use store::{Timestamp, Tx, change};

use super::{
    NewAccount, NewOrganisation, Note, PersonInput, UnitInput, add_person, add_unit, found,
    open_account, short_text,
};
use crate::organisation::model::{
    KINDS, PASSWORD_LEAST, SIGN_IN_TRIES, SIGN_IN_TRIES_ADDRESS, WEEKEND, good_slug,
};
use crate::organisation::store::{all, by_slug, insert_settings};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, refused};
use crate::platform::permissions::{Right, Role};

/// What a new organisation begins with.
#[derive(Debug, Clone, Default)]
pub struct Beginning {
    /// Word in addresses.
    pub slug: String,
    /// Persian name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// `municipality`, `village`, `province`, `national`.
    pub kind: String,
    /// Persian name of its first unit.
    pub unit: String,
    /// English name of its first unit; the Persian one where it is empty.
    pub unit_en: String,
    /// Name of its administrator.
    pub administrator: String,
    /// Username of its administrator.
    pub username: String,
    /// PHC string of the administrator's password.
    pub password_hash: String,
    /// Whether that password is a one-time one.
    pub one_time: bool,
    /// Only where there is no organisation yet: the first-run wizard.
    pub only_first: bool,
}

/// Founds an organisation with a first unit, an administrator, holidays and settings. Gives its id.
pub async fn begin(tx: &mut Tx, now: Timestamp, input: &Beginning) -> Result<String, ActError> {
    if input.only_first && !all(tx.read()).await?.is_empty() {
        return Err(refused(|t| t.organisation_setup_done().to_owned()));
    }
    let mut faults = Faults::default();
    let name = short_text(&mut faults, "name", &input.name, 120);
    let name_en = short_text(&mut faults, "name_en", &input.name_en, 120);
    let unit = short_text(&mut faults, "unit", &input.unit, 120);
    let administrator = short_text(&mut faults, "administrator", &input.administrator, 120);
    let slug = input.slug.trim().to_owned();
    if !good_slug(&slug) {
        faults.add("slug", |t| t.organisation_fault_slug().to_owned());
    } else if by_slug(tx.read(), &slug).await?.is_some() {
        faults.add("slug", |t| t.organisation_fault_slug_taken().to_owned());
    }
    if !KINDS.contains(&input.kind.as_str()) {
        faults.add("kind", |t| t.organisation_fault_kind().to_owned());
    }
    if crate::organisation::model::username(&input.username).is_none() {
        faults.add("username", |t| t.organisation_fault_username().to_owned());
    }
    faults.check()?;
    let id = tx.new_id(now);
    let actor = Actor::program(&id);
    let new = NewOrganisation {
        id: id.clone(),
        slug,
        name,
        name_en,
        kind: input.kind.clone(),
    };
    found(tx, &actor, now, &new).await?;
    let unit_en = if input.unit_en.trim().is_empty() {
        unit.clone()
    } else {
        input.unit_en.clone()
    };
    let first = UnitInput {
        id: tx.new_id(now),
        name: unit,
        name_en: unit_en,
        active: true,
        ..UnitInput::default()
    };
    add_unit(tx, &actor, now, &first).await?;
    let person = PersonInput {
        id: tx.new_id(now),
        name: administrator,
        active: true,
        ..PersonInput::default()
    };
    add_person(tx, &actor, now, &person).await?;
    let account = NewAccount {
        id: tx.new_id(now),
        person: person.id.clone(),
        username: input.username.clone(),
        password_hash: input.password_hash.clone(),
        one_time: input.one_time,
        roles: vec![(Role::Administrator.code().to_owned(), None)],
    };
    open_account(tx, &actor, now, &account).await?;
    seed(tx, &actor, now).await?;
    Ok(id)
}

/// Gives a new organisation the rows that every area begins with. An area adds its own line here.
pub async fn seed(tx: &mut Tx, actor: &Actor, now: Timestamp) -> Result<(), ActError> {
    seed_holidays(tx, actor, now).await?;
    seed_settings(tx, actor, now).await?;
    crate::voice::acts::set_up(tx, actor, now).await?;
    crate::interests::acts::set_up(tx, actor, now).await?;
    crate::charter::acts::set_up(tx, actor, now).await?;
    crate::risks::acts::set_up(tx, actor, now).await?;
    crate::cases::acts::set_up(tx, actor, now).await?;
    crate::inspection::acts::set_up(tx, actor, now).await?;
    crate::insight::acts::set_up(tx, actor, now).await?;
    crate::learning::acts::set_up(tx, actor, now).await?;
    Ok(())
}

async fn seed_holidays(tx: &mut Tx, actor: &Actor, now: Timestamp) -> Result<(), ActError> {
    let days = persian::official_holidays();
    for day in &days {
        let (year, month, date) = match day.rule {
            persian::HolidayRule::Once(date) => {
                (Some(i64::from(date.year())), date.month(), date.day())
            }
            persian::HolidayRule::Yearly { month, day } => (None, month, day),
        };
        let id = tx.new_id(now);
        change!(
            tx,
            "holiday",
            &id,
            "insert into holiday (organisation, id, name, name_en, year, month, day, source, verified, valid_from, valid_to, active)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            &actor.organisation,
            &id,
            &day.name,
            &day.name_en,
            year,
            i64::from(month),
            i64::from(date),
            &day.source,
            day.verified,
            day.valid_from.map(persian::Date::iso),
            day.valid_to.map(persian::Date::iso),
            true
        )?;
    }
    let note = Note {
        kind: "holiday.seeded",
        public_kind: "holiday.seeded",
        right: Some(Right::SettingsEdit),
        objects: vec![("organisation", &actor.organisation)],
        payload: vec![("count", json!(days.len()))],
    };
    note.append(tx, actor, now).await
}

/// Name, value, source and applicability of the settings that an organisation begins with.
const SETTINGS: [(&str, &str, &str, &str); 4] = [
    (WEEKEND, "friday", "ماده ۶۲ قانون کار", "reference"),
    (
        PASSWORD_LEAST,
        "12",
        "NIST SP 800-63B-4, 3.1.1.2",
        "reference",
    ),
    (
        SIGN_IN_TRIES,
        "30",
        "OWASP Authentication Cheat Sheet",
        "reference",
    ),
    (
        SIGN_IN_TRIES_ADDRESS,
        "600",
        "OWASP Authentication Cheat Sheet",
        "reference",
    ),
];

async fn seed_settings(tx: &mut Tx, actor: &Actor, now: Timestamp) -> Result<(), ActError> {
    let from = persian::tehran_date(now.0).gregorian_iso();
    insert_settings(tx, &actor.organisation, &SETTINGS, &from).await?;
    let note = Note {
        kind: "setting.seeded",
        public_kind: "setting.seeded",
        right: Some(Right::SettingsEdit),
        objects: vec![("organisation", &actor.organisation)],
        payload: SETTINGS
            .iter()
            .map(|(id, value, _, _)| (*id, json!(value)))
            .collect(),
    };
    note.append(tx, actor, now).await
}
