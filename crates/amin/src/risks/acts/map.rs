//! The process map, the anchors of the scales, the appetites.

use serde_json::json;
use store::{Timestamp, Tx};

use super::{MOST_TITLE, entry};
use crate::committee::acts::{day_of, text_of};
use crate::organisation::store::{insert_settings, settings};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, invalid, refused};
use crate::platform::permissions::Right;
use crate::risks::library;
use crate::risks::model::{SETTINGS, TOP};
use crate::risks::store::{self as rows, AnchorRow, AppetiteRow, ProcessRow};

/// Writes the map, the anchors and the settings that an organisation begins with. An organisation that has a map keeps it.
pub async fn set_up(tx: &mut Tx, actor: &Actor, now: Timestamp) -> Result<(), ActError> {
    actor.require(Right::RiskRun, None)?;
    let organisation = actor.organisation.clone();
    if !rows::areas(tx.read(), &organisation).await?.is_empty() {
        return Err(refused(|t| t.risks_refused_map().to_owned()));
    }
    let from = persian::tehran_date(now.0).gregorian_iso();
    let known = settings(tx.read(), &organisation).await?;
    let missing: Vec<_> = SETTINGS
        .into_iter()
        .filter(|(id, ..)| !known.iter().any(|row| row.id == *id))
        .collect();
    insert_settings(tx, &organisation, &missing, &from).await?;
    let mut position = 0;
    for (place, area) in (1..).zip(library::areas()) {
        rows::insert_area(tx, &organisation, (area.id, area.name, area.name_en), place).await?;
        for (id, name, name_en, service) in &area.processes {
            position += 1;
            let row = ProcessRow {
                id: (*id).to_owned(),
                area: area.id.to_owned(),
                name: (*name).to_owned(),
                name_en: (*name_en).to_owned(),
                service: (!service.is_empty()).then(|| (*service).to_owned()),
                active: true,
                position,
            };
            rows::put_process(tx, &organisation, &row).await?;
        }
    }
    for (scale, level, name, name_en, text, text_en) in library::anchors() {
        let row = AnchorRow {
            id: format!("{scale}-{level}"),
            scale: scale.to_owned(),
            level,
            name: name.to_owned(),
            name_en: name_en.to_owned(),
            text: text.to_owned(),
            text_en: text_en.to_owned(),
        };
        rows::put_anchor(tx, &organisation, &row).await?;
    }
    let objects = vec![("organisation", organisation)];
    let payload = vec![("count", json!(position))];
    entry(
        tx,
        actor,
        now,
        Right::RiskRun,
        "risk.map-begun",
        objects,
        payload,
    )
    .await
}

/// What the form of a process says.
#[derive(Debug, Clone, Default)]
pub struct ProcessInput {
    /// Id: an existing one, or one made for the form.
    pub id: String,
    /// Area; an existing process keeps its own.
    pub area: String,
    /// Persian name.
    pub name: String,
    /// English name; the Persian one where it is empty.
    pub name_en: String,
    /// Code of its service, or empty.
    pub service: String,
    /// Whether new risks may be put under it.
    pub active: bool,
}

/// Writes a process into the map, or changes it.
pub async fn put_process(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &ProcessInput,
) -> Result<(), ActError> {
    actor.require(Right::RiskRun, None)?;
    let organisation = actor.organisation.clone();
    let all = rows::processes(tx.read(), &organisation).await?;
    let known = all.iter().find(|row| row.id == input.id);
    let good = (3..=64).contains(&input.id.len())
        && input
            .id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !good {
        return Err(ActError::NotFound);
    }
    let mut faults = Faults::default();
    let name = text_of(&mut faults, "name", &input.name, MOST_TITLE);
    let name_en = input.name_en.trim().replace('\0', "");
    if name_en.chars().count() > MOST_TITLE {
        faults.add("name_en", |t| t.committee_fault_long(MOST_TITLE));
    }
    let area = known.map_or_else(|| input.area.clone(), |row| row.area.clone());
    if !rows::areas(tx.read(), &organisation)
        .await?
        .iter()
        .any(|(id, ..)| *id == area)
    {
        faults.add("area", |t| t.committee_fault_choose().to_owned());
    }
    let service = input.service.trim().replace('\0', "");
    if !service.is_empty()
        && crate::services::store::service_by_code(tx.read(), &organisation, &service)
            .await?
            .is_none()
    {
        faults.add("service", |t| t.risks_fault_service().to_owned());
    }
    faults.check()?;
    let row = ProcessRow {
        id: input.id.clone(),
        area,
        name_en: if name_en.is_empty() {
            name.clone()
        } else {
            name_en
        },
        name,
        service: (!service.is_empty()).then_some(service),
        active: input.active,
        position: known.map_or_else(
            || all.iter().map(|row| row.position).max().unwrap_or(0) + 1,
            |row| row.position,
        ),
    };
    rows::put_process(tx, &organisation, &row).await?;
    let objects = vec![("risk-process", row.id.clone())];
    let payload = vec![
        ("area", json!(row.area)),
        ("process", json!(row.id)),
        ("name", json!(row.name)),
        ("service", json!(row.service)),
        ("active", json!(row.active)),
    ];
    entry(
        tx,
        actor,
        now,
        Right::RiskRun,
        "risk.process-written",
        objects,
        payload,
    )
    .await
}

/// What the form of an anchor says.
#[derive(Debug, Clone, Default)]
pub struct AnchorInput {
    /// Scale and level, `likelihood-3`.
    pub id: String,
    /// Persian name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Persian text.
    pub text: String,
    /// English text.
    pub text_en: String,
}

/// Words an anchor anew.
pub async fn put_anchor(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &AnchorInput,
) -> Result<(), ActError> {
    actor.require(Right::RiskRun, None)?;
    let organisation = actor.organisation.clone();
    let all = rows::anchors(tx.read(), &organisation).await?;
    let mut row = all
        .into_iter()
        .find(|row| row.id == input.id)
        .ok_or(ActError::NotFound)?;
    let mut faults = Faults::default();
    row.name = text_of(&mut faults, "anchor_name", &input.name, 60);
    row.name_en = text_of(&mut faults, "anchor_name_en", &input.name_en, 60);
    row.text = text_of(&mut faults, "anchor_text", &input.text, MOST_TITLE);
    row.text_en = text_of(&mut faults, "anchor_text_en", &input.text_en, MOST_TITLE);
    faults.check()?;
    rows::put_anchor(tx, &organisation, &row).await?;
    let objects = vec![("risk-anchor", row.id.clone())];
    let payload = vec![("name", json!(row.name)), ("text", json!(row.text))];
    entry(
        tx,
        actor,
        now,
        Right::RiskRun,
        "risk.anchor-worded",
        objects,
        payload,
    )
    .await
}

/// What the form of an appetite says.
#[derive(Debug, Clone, Default)]
pub struct AppetiteInput {
    /// Area.
    pub area: String,
    /// Greatest residual score borne without a decision, as typed.
    pub level: String,
    /// First day, as typed.
    pub from_day: String,
    /// Who decided it, where.
    pub source: String,
}

/// Writes down how much risk is borne in an area from a day on. What held before stays on record; nothing is changed for days that
/// are over.
pub async fn set_appetite(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &AppetiteInput,
) -> Result<(), ActError> {
    actor.require(Right::RiskRun, None)?;
    let organisation = actor.organisation.clone();
    let mut faults = Faults::default();
    if !rows::areas(tx.read(), &organisation)
        .await?
        .iter()
        .any(|(id, ..)| *id == input.area)
    {
        faults.add("appetite_area", |t| t.committee_fault_choose().to_owned());
    }
    let level = persian::parse_integer(&input.level)
        .ok()
        .filter(|level| (1..=TOP * TOP).contains(level));
    if level.is_none() {
        faults.add("level", |t| t.risks_fault_score().to_owned());
    }
    let from = day_of(&mut faults, "from_day", &input.from_day);
    if from.is_some_and(|day| day < persian::tehran_date(now.0)) {
        faults.add("from_day", |t| t.risks_fault_past().to_owned());
    }
    let source = text_of(&mut faults, "source", &input.source, MOST_TITLE);
    faults.check()?;
    let (Some(level), Some(from)) = (level, from) else {
        return Err(invalid("level", |t| t.risks_fault_score().to_owned()));
    };
    let row = AppetiteRow {
        id: tx.new_id(now),
        area: input.area.clone(),
        level,
        from_day: from.gregorian_iso(),
        source,
        account: actor.account.clone(),
        at: now,
    };
    rows::insert_appetite(tx, &organisation, &row).await?;
    let objects = vec![("risk-appetite", row.id.clone())];
    let payload = vec![
        ("area", json!(row.area)),
        ("appetite", json!(row.level)),
        ("valid-from", json!(row.from_day)),
        ("source", json!(row.source)),
    ];
    entry(
        tx,
        actor,
        now,
        Right::RiskRun,
        "risk.appetite-set",
        objects,
        payload,
    )
    .await
}
