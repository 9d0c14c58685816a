//! What is done with waivers: recorded one by one or from a table, withdrawn.

use serde_json::{Value, json};
use store::{Draft, Timestamp, Tx};

use super::import::ReadRow;
use super::model::{MOST_TEXT, NewWaiver, State, Waiver};
use super::store::{self as rows, WaiverRow};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Say, invalid, refused};
use crate::platform::permissions::Right;

/// What an import did.
#[derive(Debug, Clone, Default)]
pub struct Imported {
    /// New records.
    pub new: usize,
    /// Records that stood already.
    pub unchanged: usize,
    /// Rows that were left out: number in the file and why.
    pub refused: Vec<(usize, Say)>,
}

/// Whether a record says the same as a new one.
fn same(row: &WaiverRow, new: &Waiver) -> bool {
    row.kind == new.kind.code()
        && row.subject == new.subject
        && row.legal_basis == new.legal_basis
        && row.base_rials == new.base_rials
        && row.amount_rials == new.amount_rials
        && row.decided_on == new.decided_on
        && row.decider == new.decider
        && row.beneficiary == new.beneficiary
        && row.beneficiary_group == new.beneficiary_group
        && row.district == new.district
        && row.unit == new.unit
        && row.reason == new.reason
}

/// Records a decision. The same number with the same content is one record; with another content it is refused.
pub async fn record(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &NewWaiver,
) -> Result<String, ActError> {
    let new = input.read(persian::tehran_date(now.0))?;
    actor.require(Right::WaiverRecord, new.unit.as_deref())?;
    if let Some(known) = rows::of_number(tx.read(), &actor.organisation, &new.number).await? {
        if same(&known, &new) {
            return Ok(known.id);
        }
        return Err(invalid("number", |t| t.waivers_number_known().to_owned()));
    }
    write(tx, actor, now, &new, "form").await
}

async fn write(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    new: &Waiver,
    origin: &str,
) -> Result<String, ActError> {
    let id = tx.new_id(now);
    rows::insert(
        tx,
        &actor.organisation,
        &id,
        new,
        origin,
        actor.account.as_deref(),
        now,
    )
    .await?;
    let payload = vec![
        ("number", json!(new.number)),
        ("waiver-kind", json!(new.kind.code())),
        ("subject", json!(new.subject)),
        ("legal-basis", json!(new.legal_basis)),
        ("reason", json!(new.reason)),
        ("base-rials", json!(new.base_rials)),
        ("amount-rials", json!(new.amount_rials)),
        ("decided-on", json!(new.decided_on)),
        ("decider", json!(new.decider)),
        ("concerned-unit", json!(new.unit)),
        ("beneficiary", json!(new.beneficiary)),
        ("beneficiary-group", json!(new.beneficiary_group)),
        ("district", json!(new.district)),
        ("origin", json!(origin)),
    ];
    append(tx, actor, now, "waiver.recorded", &id, payload).await?;
    Ok(id)
}

/// Records the rows of a table, for a unit. What cannot be taken is left out and named.
pub async fn import(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    unit: Option<&str>,
    file: &str,
    table: &[ReadRow],
) -> Result<Imported, ActError> {
    actor.require(Right::WaiverRecord, unit)?;
    let today = persian::tehran_date(now.0);
    let mut done = Imported::default();
    for row in table {
        let input = NewWaiver {
            unit: unit.map(str::to_owned),
            ..row.input.clone()
        };
        let new = match input.read(today) {
            Ok(new) => new,
            Err(ActError::Invalid(fields)) => {
                let say = Say::new(move |t| {
                    let all: Vec<String> = fields.iter().map(|field| field.why.to(t)).collect();
                    all.join(" ")
                });
                done.refused.push((row.number, say));
                continue;
            }
            Err(why) => return Err(why),
        };
        match rows::of_number(tx.read(), &actor.organisation, &new.number).await? {
            Some(known) if same(&known, &new) => done.unchanged += 1,
            Some(_) => done.refused.push((
                row.number,
                Say::new(|t| t.waivers_number_known().to_owned()),
            )),
            None => {
                write(tx, actor, now, &new, file).await?;
                done.new += 1;
            }
        }
    }
    Ok(done)
}

/// Withdraws a record, with the reason: it was recorded by mistake, or the decision was taken back.
pub async fn withdraw(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    reason: &str,
) -> Result<(), ActError> {
    if id.contains('\0') {
        return Err(ActError::NotFound);
    }
    let row = rows::one(tx.read(), &actor.organisation, id)
        .await?
        .ok_or(ActError::NotFound)?;
    actor
        .require(Right::WaiverRead, row.unit.as_deref())
        .map_err(|_| ActError::NotFound)?;
    actor.require(Right::WaiverRecord, row.unit.as_deref())?;
    if State::of(&row.state) == Some(State::Withdrawn) {
        return Err(refused(|t| t.waivers_refused_withdrawn().to_owned()));
    }
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > MOST_TEXT {
        return Err(invalid("reason", |t| {
            t.waivers_withdraw_reason_wrong(MOST_TEXT)
        }));
    }
    rows::withdraw(tx, &actor.organisation, id, reason).await?;
    let payload = vec![("reason", json!(reason))];
    append(tx, actor, now, "waiver.withdrawn", id, payload).await
}

async fn append(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    kind: &'static str,
    id: &str,
    payload: Vec<(&'static str, Value)>,
) -> Result<(), ActError> {
    tx.append(Draft {
        organisation: &actor.organisation,
        kind,
        public_kind: kind,
        objects: vec![("waiver", id.to_owned())],
        actor: actor.account.clone(),
        role: actor.role_for(Some(Right::WaiverRecord)),
        unit: actor.unit_for(Right::WaiverRecord),
        at: now,
        payload,
    })
    .await?;
    Ok(())
}
