//! Holidays and settings; and opening a message of the outbox, which is itself an act.

use persian::Date;
use serde_json::json;
use store::{Timestamp, Tx, change};

use super::{GENERAL, Note, good_id, optional_text, short_text};
use crate::organisation::model::{APPLICABILITY, setting_accepts};
use crate::organisation::store::{OutboxRow, SettingRow, holiday, outbox_message, setting};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults};
use crate::platform::permissions::Right;

/// A holiday, new or changed, as typed.
#[derive(Debug, Clone, Default)]
pub struct HolidayInput {
    /// Id; of a new one the form's token.
    pub id: String,
    /// Persian name.
    pub name: String,
    /// English name, or empty.
    pub name_en: String,
    /// Year, or empty for every year.
    pub year: String,
    /// Month.
    pub month: String,
    /// Day.
    pub day: String,
    /// Where the row comes from.
    pub source: String,
    /// First day on which it holds, or empty.
    pub valid_from: String,
    /// Last day on which it holds, or empty.
    pub valid_to: String,
    /// Whether somebody compared it with the official calendar.
    pub verified: bool,
    /// Whether it counts.
    pub active: bool,
}

struct GoodHoliday {
    name: String,
    name_en: Option<String>,
    year: Option<i64>,
    month: i64,
    day: i64,
    source: String,
    valid_from: Option<String>,
    valid_to: Option<String>,
}

fn good_date(faults: &mut Faults, field: &'static str, text: &str) -> Option<Date> {
    if text.trim().is_empty() {
        return None;
    }
    match text.parse::<Date>() {
        Ok(date) => Some(date),
        Err(why) => {
            faults.add(field, move |t| match t.lang {
                crate::platform::texts::Lang::Fa => why.to_persian(),
                crate::platform::texts::Lang::En => why.to_string(),
            });
            None
        }
    }
}

fn good_holiday(input: &HolidayInput) -> Result<GoodHoliday, ActError> {
    let mut faults = Faults::default();
    let name = short_text(&mut faults, "name", &input.name, 120);
    let name_en = optional_text(&mut faults, "name_en", &input.name_en, 120);
    let source = short_text(&mut faults, "source", &input.source, 300);
    let from = good_date(&mut faults, "valid_from", &input.valid_from);
    let to = good_date(&mut faults, "valid_to", &input.valid_to);
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        faults.add("valid_to", |t| t.organisation_fault_validity().to_owned());
    }
    let part = |text: &str| persian::parse_integer(text.trim());
    let year = if input.year.trim().is_empty() {
        Ok(None)
    } else {
        part(&input.year).map(Some)
    };
    let (month, day) = (part(&input.month), part(&input.day));
    // A yearly day is tried in 1403: a leap year, which has every day that any year has.
    let known = match (&year, &month, &day) {
        (Ok(year), Ok(month), Ok(day)) => {
            let tried = (
                u16::try_from(year.unwrap_or(1403)),
                u8::try_from(*month),
                u8::try_from(*day),
            );
            matches!(tried, (Ok(year), Ok(month), Ok(day)) if Date::new(year, month, day).is_ok())
        }
        _ => false,
    };
    if !known {
        faults.add("date", |t| t.organisation_fault_date().to_owned());
    }
    faults.check()?;
    Ok(GoodHoliday {
        name,
        name_en,
        year: year.unwrap_or(None),
        month: month.unwrap_or(1),
        day: day.unwrap_or(1),
        source,
        valid_from: from.map(Date::iso),
        valid_to: to.map(Date::iso),
    })
}

/// Adds a holiday. The same id again changes nothing.
pub async fn add_holiday(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &HolidayInput,
) -> Result<(), ActError> {
    actor.require(Right::SettingsEdit, None)?;
    good_id(&input.id)?;
    let organisation = &actor.organisation;
    if holiday(tx.read(), organisation, &input.id).await?.is_some() {
        return Ok(());
    }
    let good = good_holiday(input)?;
    change!(
        tx,
        "holiday",
        &input.id,
        "insert into holiday (organisation, id, name, name_en, year, month, day, source, verified, valid_from, valid_to, active)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        organisation,
        &input.id,
        &good.name,
        &good.name_en,
        good.year,
        good.month,
        good.day,
        &good.source,
        input.verified,
        &good.valid_from,
        &good.valid_to,
        true
    )?;
    note_holiday(tx, actor, now, "holiday.added", input, &good, true).await
}

/// Changes a holiday. Deadlines that are counted from now on follow it.
pub async fn change_holiday(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &HolidayInput,
) -> Result<(), ActError> {
    actor.require(Right::SettingsEdit, None)?;
    let organisation = &actor.organisation;
    holiday(tx.read(), organisation, &input.id)
        .await?
        .ok_or(ActError::NotFound)?;
    let good = good_holiday(input)?;
    change!(
        tx,
        "holiday",
        &input.id,
        "update holiday set name = $3, name_en = $4, year = $5, month = $6, day = $7, source = $8, verified = $9,
                valid_from = $10, valid_to = $11, active = $12 where organisation = $1 and id = $2",
        organisation,
        &input.id,
        &good.name,
        &good.name_en,
        good.year,
        good.month,
        good.day,
        &good.source,
        input.verified,
        &good.valid_from,
        &good.valid_to,
        input.active
    )?;
    note_holiday(
        tx,
        actor,
        now,
        "holiday.changed",
        input,
        &good,
        input.active,
    )
    .await
}

async fn note_holiday(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    kind: &'static str,
    input: &HolidayInput,
    good: &GoodHoliday,
    active: bool,
) -> Result<(), ActError> {
    let note = Note {
        kind,
        public_kind: kind,
        right: Some(Right::SettingsEdit),
        objects: vec![("holiday", &input.id)],
        payload: vec![
            ("name", json!(good.name)),
            ("year", json!(good.year)),
            ("month", json!(good.month)),
            ("day", json!(good.day)),
            ("source", json!(good.source)),
            ("verified", json!(input.verified)),
            ("active", json!(active)),
        ],
    };
    note.append(tx, actor, now).await
}

/// Changes a setting; the entry keeps the old value beside the new one.
pub async fn change_setting(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &SettingRow,
) -> Result<(), ActError> {
    actor.require(Right::SettingsEdit, None)?;
    let organisation = &actor.organisation;
    let old = setting(tx.read(), organisation, &input.id)
        .await?
        .ok_or(ActError::NotFound)?;
    let mut faults = Faults::default();
    let value = persian::digits::to_ascii(&short_text(&mut faults, "value", &input.value, 1000));
    if !value.is_empty() && !setting_accepts(&input.id, &value) {
        faults.add("value", |t| t.organisation_fault_setting().to_owned());
    }
    let source = short_text(&mut faults, "source", &input.source, 300);
    if !APPLICABILITY.contains(&input.applicability.as_str()) {
        faults.add("applicability", |t| {
            t.organisation_fault_applicability().to_owned()
        });
    }
    let from = good_date(&mut faults, "valid_from", &input.valid_from);
    if input.valid_from.trim().is_empty() {
        faults.add("valid_from", |t| t.organisation_fault_empty().to_owned());
    }
    // There is one row, so a value that holds later would hold at once.
    if from.is_some_and(|from| from > persian::tehran_date(now.0)) {
        faults.add("valid_from", |t| t.organisation_fault_later().to_owned());
    }
    faults.check()?;
    change!(
        tx,
        "setting",
        &input.id,
        "update setting set value = $3, source = $4, applicability = $5, valid_from = $6 where organisation = $1 and id = $2",
        organisation,
        &input.id,
        &value,
        &source,
        &input.applicability,
        from.map(Date::gregorian_iso)
    )?;
    let note = Note {
        kind: "setting.changed",
        public_kind: "setting.changed",
        right: Some(Right::SettingsEdit),
        objects: vec![("setting", &input.id)],
        payload: vec![
            (
                "before",
                json!([old.value, old.source, old.applicability, old.valid_from]),
            ),
            ("value", json!(value)),
            ("source", json!(source)),
            ("applicability", json!(input.applicability)),
            ("valid_from", json!(from.map(Date::gregorian_iso))),
        ],
    };
    note.append(tx, actor, now).await
}

/// Opens a message of the outbox with its recipient: personal data, so the opening is written in the journal.
pub async fn open_outbox(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
) -> Result<OutboxRow, ActError> {
    actor.require(Right::OutboxRead, None)?;
    let message = outbox_message(tx.read(), &actor.organisation, id)
        .await?
        .ok_or(ActError::NotFound)?;
    let note = Note {
        kind: "outbox.opened",
        public_kind: GENERAL,
        right: Some(Right::OutboxRead),
        objects: vec![("notice", id)],
        payload: vec![],
    };
    note.append(tx, actor, now).await?;
    Ok(message)
}
