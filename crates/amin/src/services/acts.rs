//! What people do in the services area.

use serde_json::json;
use store::{Draft, Timestamp, Tx};

use super::import::{ReadRow, RefusedRow, Stage};
use super::model::{ServiceInput, is_code};
use super::store::{self as rows, NewLog, ServiceRow};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, Say, invalid, refused};
use crate::platform::permissions::Right;

/// The life stages and weights to start from, each with its source; an organisation changes its own rows.
const LISTS: &str = include_str!("lists.csv");

/// Puts the starting lists (life stages, completeness weights) in place where an organisation has none.
pub async fn prepare(tx: &mut Tx, actor: &Actor, now: Timestamp) -> Result<(), ActError> {
    let organisation = actor.organisation.as_str();
    if !rows::stages(tx.read(), organisation).await?.is_empty() {
        return Ok(());
    }
    let since = persian::to_ascii(&persian::tehran_date(now.0).numeric());
    let mut reader = csv::Reader::from_reader(LISTS.as_bytes());
    for record in reader.records() {
        let record = record.map_err(|why| store::Error::Corrupt(format!("lists.csv: {why}")))?;
        let cell = |n: usize| record.get(n).unwrap_or_default();
        let value: i64 = cell(4)
            .parse()
            .map_err(|why| store::Error::Corrupt(format!("lists.csv: {why}")))?;
        if cell(0) == "stage" {
            let stage = Stage {
                id: cell(1).to_owned(),
                name: cell(2).to_owned(),
                name_en: cell(3).to_owned(),
            };
            rows::put_stage(tx, organisation, &stage, value, cell(5)).await?;
        } else {
            rows::put_weight(tx, organisation, cell(1), value, cell(5), &since).await?;
        }
    }
    let kind = "services.prepared";
    append(
        tx,
        actor,
        now,
        kind,
        vec![("organisation", organisation.to_owned())],
        vec![],
    )
    .await
}

async fn append(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    kind: &'static str,
    objects: Vec<(&'static str, String)>,
    payload: Vec<(&'static str, serde_json::Value)>,
) -> Result<(), ActError> {
    tx.append(Draft {
        organisation: &actor.organisation,
        kind,
        public_kind: kind,
        objects,
        actor: actor.account.clone(),
        role: actor.role_for(Some(Right::ServiceEdit)),
        unit: actor.unit_for(Right::ServiceEdit),
        at: now,
        payload,
    })
    .await?;
    Ok(())
}

/// Whether anything was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A new row.
    New,
    /// A changed row.
    Changed,
    /// The same as before; no journal entry.
    Unchanged,
}

/// Writes a new service card under the id of its form, so that a form sent twice makes one service.
pub async fn create(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    form: &str,
    input: &ServiceInput,
) -> Result<Outcome, ActError> {
    let input = input.clone().normalized();
    own_unit(actor, &input)?;
    if form.len() != 36 || !form.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-') {
        return Err(refused(|t| t.services_form_old().to_owned()));
    }
    prepare(tx, actor, now).await?;
    if let Some(row) = rows::service_by_id(tx.read(), &actor.organisation, form).await? {
        return if row.code == input.code {
            Ok(Outcome::Unchanged)
        } else {
            Err(refused(|t| t.services_form_old().to_owned()))
        };
    }
    check(tx, actor, &input, None).await?;
    write(tx, actor, now, form, &input, Outcome::New).await
}

/// Refuses a card for a unit that the actor does not edit for: a wrong choice in the form where he edits for others.
fn own_unit(actor: &Actor, input: &ServiceInput) -> Result<(), ActError> {
    if actor.may_for(Right::ServiceEdit, input.unit.as_deref()) {
        Ok(())
    } else if actor.may(Right::ServiceEdit) {
        Err(invalid("unit", |t| t.services_wrong_unit().to_owned()))
    } else {
        Err(ActError::Forbidden)
    }
}

/// Changes a service card.
pub async fn edit(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    code: &str,
    input: &ServiceInput,
) -> Result<Outcome, ActError> {
    let row = find(tx, actor, code).await?;
    let input = input.clone().normalized();
    // A manager may neither change another unit's card nor give his own away.
    own_unit(actor, &input)?;
    check(tx, actor, &input, Some(&row)).await?;
    if row.input() == input {
        return Ok(Outcome::Unchanged);
    }
    write(tx, actor, now, &row.id, &input, Outcome::Changed).await
}

/// The service of a code, for an actor who may edit it; what one may not edit is not found.
pub async fn find(tx: &mut Tx, actor: &Actor, code: &str) -> Result<ServiceRow, ActError> {
    let row = rows::service_by_code(tx.read(), &actor.organisation, code)
        .await?
        .ok_or(ActError::NotFound)?;
    actor
        .require(Right::ServiceEdit, row.unit.as_deref())
        .map_err(|_| ActError::NotFound)?;
    Ok(row)
}

async fn write(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    input: &ServiceInput,
    outcome: Outcome,
) -> Result<Outcome, ActError> {
    rows::put_service(tx, &actor.organisation, id, input).await?;
    let kind = if outcome == Outcome::New {
        "service.created"
    } else {
        "service.changed"
    };
    let payload = vec![
        ("code", json!(input.code)),
        ("name", json!(input.name)),
        ("life-stage", json!(input.life_stage)),
        ("responsible", json!(input.responsible)),
        ("fee-rials", json!(input.fee_rials)),
        ("legal-time", json!(input.promise())),
        ("tells", json!(input.filled())),
        ("active", json!(input.active)),
    ];
    append(
        tx,
        actor,
        now,
        kind,
        vec![("service", id.to_owned())],
        payload,
    )
    .await?;
    Ok(outcome)
}

async fn check(
    tx: &mut Tx,
    actor: &Actor,
    input: &ServiceInput,
    before: Option<&ServiceRow>,
) -> Result<(), ActError> {
    let mut faults = Faults::default();
    if !is_code(&input.code) {
        faults.add("code", |t| t.services_wrong_code().to_owned());
    } else if rows::service_by_code(tx.read(), &actor.organisation, &input.code)
        .await?
        .is_some_and(|other| before.is_none_or(|before| before.id != other.id))
    {
        faults.add("code", |t| t.services_code_taken().to_owned());
    }
    if input.name.is_empty() || input.name.chars().count() > 200 {
        faults.add("name", |t| t.services_wrong_name().to_owned());
    }
    if !rows::stages(tx.read(), &actor.organisation)
        .await?
        .iter()
        .any(|stage| stage.id == input.life_stage)
    {
        faults.add("life-stage", |t| t.services_wrong_stage().to_owned());
    }
    if let Some(unit) = &input.unit
        && !rows::units(tx.read(), &actor.organisation)
            .await?
            .iter()
            .any(|(id, ..)| id == unit)
    {
        faults.add("unit", |t| t.services_wrong_unit().to_owned());
    }
    if input.legal_time.is_some() != input.legal_time_unit.is_some()
        || input
            .legal_time
            .is_some_and(|time| !(1..=10_000).contains(&time))
    {
        faults.add("legal-time", |t| t.services_wrong_time().to_owned());
    }
    if input.fee_rials.is_some_and(|fee| fee < 0) {
        faults.add("fee-rials", |t| t.services_wrong_fee().to_owned());
    }
    if !input.valid_from.is_empty() && input.valid_from.parse::<persian::Date>().is_err() {
        faults.add("valid-from", |t| t.services_wrong_date().to_owned());
    }
    let texts = [
        &input.description,
        &input.documents,
        &input.steps,
        &input.legal_basis,
        &input.appeal,
        &input.fee,
    ];
    if texts.iter().any(|text| text.chars().count() > 10_000) {
        faults.add("description", |t| t.services_too_long().to_owned());
    }
    faults.check()
}

/// What an import of services did.
#[derive(Debug, Clone, Default)]
pub struct Imported {
    /// New services.
    pub new: usize,
    /// Changed services.
    pub changed: usize,
    /// Services that were the same already.
    pub unchanged: usize,
    /// Rows left out.
    pub refused: Vec<RefusedRow>,
}

/// Writes the services of a table: new codes are new services, known ones are changed where they differ. Rows that cannot be taken
/// are left out and told; the rest is written. The same table again changes nothing.
pub async fn import(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rows_read: &[ReadRow],
) -> Result<Imported, ActError> {
    if !actor.may(Right::ServiceEdit) {
        return Err(ActError::Forbidden);
    }
    prepare(tx, actor, now).await?;
    let units = rows::units(tx.read(), &actor.organisation).await?;
    let keys: Vec<(String, &String)> = units
        .iter()
        .flat_map(|(id, name, name_en)| {
            [
                (persian::search_key(name), id),
                (persian::search_key(name_en), id),
            ]
        })
        .collect();
    let mut done = Imported::default();
    let mut seen: Vec<String> = Vec::new();
    for (number, row) in rows_read {
        let mut refuse = |why: Say| {
            done.refused.push(RefusedRow {
                number: *number,
                why,
            });
        };
        let mut input = match row {
            Ok(input) => input.clone().normalized(),
            Err(why) => {
                refuse(why.clone());
                continue;
            }
        };
        if seen.contains(&input.code) {
            refuse(Say::new(|t| t.services_import_twice().to_owned()));
            continue;
        }
        seen.push(input.code.clone());
        let wanted = persian::search_key(&input.responsible);
        input.unit = keys
            .iter()
            .find(|(key, _)| !key.is_empty() && *key == wanted)
            .map(|(_, id)| (*id).clone());
        let before = rows::service_by_code(tx.read(), &actor.organisation, &input.code).await?;
        let may = actor.may_for(Right::ServiceEdit, input.unit.as_deref())
            && before
                .as_ref()
                .is_none_or(|row| actor.may_for(Right::ServiceEdit, row.unit.as_deref()));
        if !may {
            refuse(Say::new(|t| t.services_import_other_unit().to_owned()));
            continue;
        }
        match check(tx, actor, &input, before.as_ref()).await {
            Ok(()) => {}
            Err(ActError::Invalid(fields)) => {
                refuse(Say::new(move |t| {
                    fields
                        .iter()
                        .map(|f| f.why.to(t))
                        .collect::<Vec<_>>()
                        .join(" ")
                }));
                continue;
            }
            Err(why) => return Err(why),
        }
        match before {
            Some(row) if row.input() == input => done.unchanged += 1,
            Some(row) => {
                write(tx, actor, now, &row.id, &input, Outcome::Changed).await?;
                done.changed += 1;
            }
            None => {
                let id = tx.new_id(now);
                write(tx, actor, now, &id, &input, Outcome::New).await?;
                done.new += 1;
            }
        }
    }
    Ok(done)
}

/// Stores a measured event log and makes it the one that the service's figures come from. The same file read the same way is
/// recognised: nothing doubles.
pub async fn import_log(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    code: &str,
    new: &NewLog,
) -> Result<Outcome, ActError> {
    let service = find(tx, actor, code).await?;
    let organisation = actor.organisation.as_str();
    let known = rows::log_of_file(tx.read(), organisation, &service.id, &new.sha256).await?;
    let current = known
        .as_ref()
        .is_some_and(|log| service.log.as_deref() == Some(log.id.as_str()));
    let (id, outcome) = match known {
        Some(log) if log.options == new.options && current => return Ok(Outcome::Unchanged),
        Some(log) => (log.id, Outcome::Changed),
        None => (tx.new_id(now), Outcome::New),
    };
    rows::put_log(
        tx,
        organisation,
        &id,
        &service.id,
        new,
        actor.account.as_deref(),
        now,
    )
    .await?;
    rows::point_to_log(tx, organisation, &service.id, &id).await?;
    crate::insight::analysis::enqueue(tx, organisation, &service.id, now).await?;
    let figures = &new.figures;
    let payload = vec![
        ("code", json!(service.code)),
        ("file-name", json!(new.file_name)),
        ("sha256", json!(new.sha256)),
        ("read-as", json!(new.options)),
        ("cases", json!(figures.cases)),
        ("events", json!(figures.events)),
        ("variants", json!(figures.variants)),
        ("refused", json!(new.refused)),
        ("durations", json!(figures.durations)),
        ("waiting-share", json!(figures.waiting_share)),
    ];
    append(
        tx,
        actor,
        now,
        "service.log-imported",
        vec![("service", service.id), ("event-log", id)],
        payload,
    )
    .await?;
    Ok(outcome)
}
