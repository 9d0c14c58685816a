//! What people do about a service's course: record a simplification, publish a part of its insight, write its procedure.

pub mod brokers;
pub mod procedure;

use serde_json::{Value, json};
use store::{Draft, Timestamp, Tx};

use crate::insight::limits::SETTINGS;
use crate::insight::store::{self as rows, ChangeRow};
use crate::organisation::store::insert_settings;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, invalid};
use crate::platform::permissions::Right;
use crate::services::store::{ServiceRow, service_by_code};

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
            .map(|(id, value, ..)| (*id, json!(value)))
            .collect(),
    })
    .await?;
    Ok(())
}

/// Parts that can be published.
pub const PARTS: [&str; 3] = ["process", "treatment", "changes"];

pub(super) async fn service(
    tx: &mut Tx,
    actor: &Actor,
    code: &str,
) -> Result<ServiceRow, ActError> {
    if code.contains('\0') {
        return Err(ActError::NotFound);
    }
    let row = service_by_code(tx.read(), &actor.organisation, code)
        .await?
        .ok_or(ActError::NotFound)?;
    actor.require(Right::InsightEdit, row.unit.as_deref())?;
    Ok(row)
}

pub(super) async fn append(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    kind: &'static str,
    service: &str,
    payload: Vec<(&'static str, Value)>,
) -> Result<(), ActError> {
    tx.append(Draft {
        organisation: &actor.organisation,
        kind,
        public_kind: kind,
        objects: vec![("service", service.to_owned())],
        actor: actor.account.clone(),
        role: actor.role_for(Some(Right::InsightEdit)),
        unit: actor.unit_for(Right::InsightEdit),
        at: now,
        payload,
    })
    .await?;
    Ok(())
}

/// A simplification as its form has it.
#[derive(Debug, Clone, Default)]
pub struct NewChange {
    /// Id of the form, so that a form sent twice makes one.
    pub id: String,
    /// Title.
    pub title: String,
    /// What was changed.
    pub text: String,
    /// The day from which it holds, as typed.
    pub effective: String,
    /// Days before and after that are compared, as typed.
    pub window: String,
}

/// Records a simplification of a service.
pub async fn add_change(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    code: &str,
    input: &NewChange,
) -> Result<(), ActError> {
    let service = service(tx, actor, code).await?;
    let mut faults = Faults::default();
    let title = input.title.trim();
    if title.is_empty() || title.chars().count() > 150 {
        faults.add("title", |t| t.insight_change_title_wrong().to_owned());
    }
    let text = input.text.trim();
    if text.is_empty() || text.chars().count() > 2_000 {
        faults.add("text", |t| t.insight_change_text_wrong().to_owned());
    }
    let day = input.effective.trim().parse::<persian::Date>();
    if day.is_err() {
        faults.add("effective", |t| t.insight_change_day_wrong().to_owned());
    }
    let window = persian::digits::parse_integer(input.window.trim()).unwrap_or(0);
    if !(7..=3_660).contains(&window) {
        faults.add("window", |t| t.insight_change_window_wrong().to_owned());
    }
    let Ok(day) = day else {
        return faults.check();
    };
    faults.check()?;
    if input.id.len() != 36 || !input.id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-') {
        return Err(invalid("title", |t| t.services_form_old().to_owned()));
    }
    if rows::change(tx.read(), &actor.organisation, &input.id)
        .await?
        .is_some()
    {
        return Ok(());
    }
    let row = ChangeRow {
        id: input.id.clone(),
        title: title.to_owned(),
        text: text.to_owned(),
        effective: persian::to_ascii(&day.numeric()),
        window_days: window,
    };
    rows::insert_change(
        tx,
        &actor.organisation,
        &service.id,
        &row,
        actor.account.as_deref(),
        now,
    )
    .await?;
    let payload = vec![
        ("title", json!(row.title)),
        ("effective", json!(row.effective)),
        ("window-days", json!(row.window_days)),
    ];
    append(
        tx,
        actor,
        now,
        "insight.change-recorded",
        &service.id,
        payload,
    )
    .await
}

/// Shows a part of a service's insight to everybody, or no longer.
pub async fn publish(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    code: &str,
    part: &str,
    shown: bool,
) -> Result<(), ActError> {
    let service = service(tx, actor, code).await?;
    let part = PARTS
        .into_iter()
        .find(|known| *known == part)
        .ok_or(ActError::NotFound)?;
    rows::put_shown(
        tx,
        &actor.organisation,
        &service.id,
        part,
        shown,
        actor.account.as_deref(),
        now,
    )
    .await?;
    let payload = vec![("part", json!(part)), ("shown", json!(shown))];
    append(tx, actor, now, "insight.published", &service.id, payload).await
}
