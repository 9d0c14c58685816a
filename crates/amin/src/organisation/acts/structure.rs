//! Units and posts.

use serde_json::json;
use store::{Timestamp, Tx, change};

use super::{Note, good_id, optional_text, short_text};
use crate::organisation::store::{UnitRow, posts, subtree, unit, unit_load};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, refused};
use crate::platform::permissions::Right;

/// A unit, new or changed.
#[derive(Debug, Clone, Default)]
pub struct UnitInput {
    /// Id; of a new one the form's token.
    pub id: String,
    /// Unit above it, or empty.
    pub parent: String,
    /// Persian name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// District, or empty.
    pub district: String,
    /// Place among its siblings, as typed; empty counts as 0.
    pub position: String,
    /// Whether matters may be given to it.
    pub active: bool,
}

struct GoodUnit {
    parent: Option<String>,
    name: String,
    name_en: String,
    district: Option<String>,
    position: i64,
}

async fn good_unit(
    tx: &mut Tx,
    organisation: &str,
    input: &UnitInput,
) -> Result<GoodUnit, ActError> {
    let mut faults = Faults::default();
    let name = short_text(&mut faults, "name", &input.name, 120);
    let name_en = short_text(&mut faults, "name_en", &input.name_en, 120);
    let district = optional_text(&mut faults, "district", &input.district, 60);
    let parent = Some(input.parent.trim().to_owned()).filter(|parent| !parent.is_empty());
    if let Some(id) = &parent {
        if !unit(tx.read(), organisation, id)
            .await?
            .is_some_and(|row| row.active)
        {
            faults.add("parent", |t| t.organisation_fault_unit().to_owned());
        } else if subtree(tx.read(), organisation, &input.id)
            .await?
            .contains(id)
        {
            faults.add("parent", |t| t.organisation_fault_cycle().to_owned());
        }
    }
    let position = match input.position.trim() {
        "" => Ok(0),
        typed => persian::parse_integer(typed),
    };
    if position.is_err() {
        faults.add("position", |t| t.organisation_fault_number().to_owned());
    }
    faults.check()?;
    Ok(GoodUnit {
        parent,
        name,
        name_en,
        district,
        position: position.unwrap_or(0),
    })
}

fn payload(good: &GoodUnit, active: bool) -> Vec<(&'static str, serde_json::Value)> {
    vec![
        ("name", json!(good.name)),
        ("name_en", json!(good.name_en)),
        ("parent", json!(good.parent)),
        ("district", json!(good.district)),
        ("active", json!(active)),
    ]
}

/// Adds a unit. The same id again changes nothing.
pub async fn add_unit(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &UnitInput,
) -> Result<(), ActError> {
    actor.require(Right::OrganisationEdit, None)?;
    good_id(&input.id)?;
    let organisation = &actor.organisation;
    if unit(tx.read(), organisation, &input.id).await?.is_some() {
        return Ok(());
    }
    let good = good_unit(tx, organisation, input).await?;
    change!(
        tx,
        "unit",
        &input.id,
        "insert into unit (organisation, id, parent, name, name_en, name_key, district, active, position)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        organisation,
        &input.id,
        &good.parent,
        &good.name,
        &good.name_en,
        persian::index_key(&good.name),
        &good.district,
        true,
        good.position
    )?;
    let note = Note {
        kind: "unit.added",
        public_kind: "unit.added",
        right: Some(Right::OrganisationEdit),
        objects: vec![("unit", &input.id)],
        payload: payload(&good, true),
    };
    note.append(tx, actor, now).await
}

/// Renames, moves, closes or reopens a unit. A unit never stands below itself, and one that is still in use is not closed.
pub async fn change_unit(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &UnitInput,
) -> Result<(), ActError> {
    actor.require(Right::OrganisationEdit, None)?;
    let organisation = &actor.organisation;
    let known: UnitRow = unit(tx.read(), organisation, &input.id)
        .await?
        .ok_or(ActError::NotFound)?;
    let good = good_unit(tx, organisation, input).await?;
    if known.active && !input.active {
        let (below, grants) = unit_load(tx.read(), organisation, &input.id).await?;
        if below > 0 || grants > 0 {
            return Err(refused(move |t| t.organisation_unit_in_use(below, grants)));
        }
    }
    change!(
        tx,
        "unit",
        &input.id,
        "update unit set parent = $3, name = $4, name_en = $5, name_key = $6, district = $7, active = $8, position = $9
         where organisation = $1 and id = $2",
        organisation,
        &input.id,
        &good.parent,
        &good.name,
        &good.name_en,
        persian::index_key(&good.name),
        &good.district,
        input.active,
        good.position
    )?;
    let note = Note {
        kind: "unit.changed",
        public_kind: "unit.changed",
        right: Some(Right::OrganisationEdit),
        objects: vec![("unit", &input.id)],
        payload: payload(&good, input.active),
    };
    note.append(tx, actor, now).await
}

/// Adds a post to a unit. The same id again changes nothing.
pub async fn add_post(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    unit_id: &str,
    title: &str,
) -> Result<(), ActError> {
    actor.require(Right::OrganisationEdit, None)?;
    good_id(id)?;
    let organisation = &actor.organisation;
    if posts(tx.read(), organisation)
        .await?
        .iter()
        .any(|row| row.id == id)
    {
        return Ok(());
    }
    unit(tx.read(), organisation, unit_id)
        .await?
        .ok_or(ActError::NotFound)?;
    let mut faults = Faults::default();
    let title = short_text(&mut faults, "title", title, 120);
    faults.check()?;
    change!(
        tx,
        "post",
        id,
        "insert into post (organisation, id, unit, title, active) values ($1, $2, $3, $4, $5)",
        organisation,
        id,
        unit_id,
        &title,
        true
    )?;
    let note = Note {
        kind: "post.added",
        public_kind: "post.added",
        right: Some(Right::OrganisationEdit),
        objects: vec![("post", id), ("unit", unit_id)],
        payload: vec![("title", json!(title))],
    };
    note.append(tx, actor, now).await
}

/// Renames a post, closes or reopens it. Gives its unit.
pub async fn change_post(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    title: &str,
    active: bool,
) -> Result<String, ActError> {
    actor.require(Right::OrganisationEdit, None)?;
    let organisation = &actor.organisation;
    let row = posts(tx.read(), organisation)
        .await?
        .into_iter()
        .find(|row| row.id == id)
        .ok_or(ActError::NotFound)?;
    let mut faults = Faults::default();
    let title = short_text(&mut faults, "title", title, 120);
    faults.check()?;
    change!(
        tx,
        "post",
        id,
        "update post set title = $3, active = $4 where organisation = $1 and id = $2",
        organisation,
        id,
        &title,
        active
    )?;
    let note = Note {
        kind: "post.changed",
        public_kind: "post.changed",
        right: Some(Right::OrganisationEdit),
        objects: vec![("post", id), ("unit", &row.unit)],
        payload: vec![("title", json!(title)), ("active", json!(active))],
    };
    note.append(tx, actor, now).await?;
    Ok(row.unit)
}
