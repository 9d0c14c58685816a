//! Edits of the lists: categories, routes, deadlines; and the lists an organisation starts with.
//! Their entries begin with `voice.list`, by which the lists kept in memory are read anew.

use serde_json::{Value, json};
use store::{Draft, Timestamp, Tx};

use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, invalid};
use crate::platform::permissions::Right;
use crate::voice::model::{Kind, Purpose};
use crate::voice::rules::Rules;
use crate::voice::seed;
use crate::voice::store::{self as rows, Category, CitizenRight, DeadlineRule};

async fn listed(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    kind: &'static str,
    object: (&'static str, String),
    payload: Vec<(&'static str, Value)>,
) -> Result<(), ActError> {
    tx.append(Draft {
        organisation: &actor.organisation,
        kind,
        public_kind: kind,
        objects: vec![object],
        actor: actor.account.clone(),
        role: actor.role_for(Some(Right::SettingsEdit)),
        unit: None,
        at: now,
        payload,
    })
    .await?;
    Ok(())
}

/// Writes the lists that an organisation starts with: once, when it is founded.
pub async fn set_up(tx: &mut Tx, actor: &Actor, now: Timestamp) -> Result<(), ActError> {
    actor.require(Right::SettingsEdit, None)?;
    let organisation = &actor.organisation;
    for (position, (id, name, name_en, group)) in (1..).zip(seed::CATEGORIES) {
        let category = Category {
            id: (*id).to_owned(),
            name: (*name).to_owned(),
            name_en: (*name_en).to_owned(),
            subject_group: (*group).to_owned(),
            kinds: String::new(),
            position,
            active: true,
        };
        rows::put_category(tx, organisation, &category).await?;
    }
    for (position, (id, name, name_en)) in (1..).zip(seed::RIGHTS) {
        let right = CitizenRight {
            id: (*id).to_owned(),
            name: (*name).to_owned(),
            name_en: (*name_en).to_owned(),
        };
        rows::put_right(tx, organisation, &right, seed::RIGHTS_SOURCE, position).await?;
    }
    for (id, purpose, kind, working_days, source, applicability) in seed::DEADLINES {
        let rule = DeadlineRule {
            id: (*id).to_owned(),
            purpose: (*purpose).to_owned(),
            kind: (!kind.is_empty()).then(|| (*kind).to_owned()),
            category: None,
            working_days: *working_days,
            warn_share: seed::WARN_SHARE,
            source: (*source).to_owned(),
            applicability: (*applicability).to_owned(),
            valid_from: seed::VALID_FROM.to_owned(),
            active: true,
        };
        rows::put_deadline_rule(tx, organisation, &rule).await?;
    }
    for list in seed::ALL_LIMITS {
        for (id, value) in *list {
            rows::put_setting_if_new(tx, organisation, id, value, seed::VALID_FROM).await?;
        }
    }
    listed(
        tx,
        actor,
        now,
        "voice.lists-set-up",
        ("organisation", organisation.clone()),
        vec![],
    )
    .await
}

/// Writes a category, new or changed.
pub async fn edit_category(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    category: &Category,
) -> Result<(), ActError> {
    actor.require(Right::SettingsEdit, None)?;
    let mut faults = Faults::default();
    let plain = |id: &str| {
        !id.is_empty()
            && id.len() <= 40
            && id
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if !plain(&category.id) {
        faults.add("id", |t| t.voice_list_id_wrong().to_owned());
    }
    if category.name.trim().is_empty() || category.name_en.trim().is_empty() {
        faults.add("name", |t| t.voice_list_name_missing().to_owned());
    }
    if category
        .kinds
        .split_whitespace()
        .any(|kind| Kind::of(kind).is_none())
    {
        faults.add("kinds", |t| t.voice_kind_missing().to_owned());
    }
    faults.check()?;
    rows::put_category(tx, &actor.organisation, category).await?;
    let payload = vec![
        ("name", json!(category.name)),
        ("offered", json!(category.active)),
    ];
    listed(
        tx,
        actor,
        now,
        "voice.list-category",
        ("category", category.id.clone()),
        payload,
    )
    .await
}

/// Says which unit answers for a category, in one district or in all others; no unit: nobody, triage decides.
pub async fn edit_route(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    category: &str,
    district: Option<&str>,
    unit: Option<&str>,
) -> Result<(), ActError> {
    actor.require(Right::SettingsEdit, None)?;
    if rules.category(category).is_none() {
        return Err(invalid("category", |t| {
            t.voice_category_missing().to_owned()
        }));
    }
    if unit.is_some_and(|unit| rules.unit(unit).is_none()) {
        return Err(invalid("unit", |t| t.voice_unit_unknown().to_owned()));
    }
    rows::put_route(tx, &actor.organisation, category, district, unit).await?;
    let payload = vec![("district", json!(district)), ("responsible", json!(unit))];
    listed(
        tx,
        actor,
        now,
        "voice.list-route",
        ("category", category.to_owned()),
        payload,
    )
    .await
}

/// Writes a deadline rule, new or changed; messages filed before keep the deadline they were promised.
pub async fn edit_deadline_rule(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rule: &DeadlineRule,
) -> Result<(), ActError> {
    actor.require(Right::SettingsEdit, None)?;
    let mut faults = Faults::default();
    if Purpose::of(&rule.purpose).is_none() || rule.id.is_empty() {
        faults.add("purpose", |t| t.voice_list_id_wrong().to_owned());
    }
    if !(1..=250).contains(&rule.working_days) {
        faults.add("working_days", |t| t.voice_list_days_wrong().to_owned());
    }
    if !(0..=100).contains(&rule.warn_share) {
        faults.add("warn_share", |t| t.voice_list_share_wrong().to_owned());
    }
    if rule.source.trim().is_empty() {
        faults.add("source", |t| t.voice_list_source_missing().to_owned());
    }
    if rule.valid_from.len() != 10 {
        faults.add("valid_from", |t| t.voice_list_date_wrong().to_owned());
    }
    faults.check()?;
    rows::put_deadline_rule(tx, &actor.organisation, rule).await?;
    let payload = vec![
        ("purpose", json!(rule.purpose)),
        ("working-days", json!(rule.working_days)),
        ("source", json!(rule.source)),
        ("valid-from", json!(rule.valid_from)),
    ];
    listed(
        tx,
        actor,
        now,
        "voice.list-deadline",
        ("deadline-rule", rule.id.clone()),
        payload,
    )
    .await
}
