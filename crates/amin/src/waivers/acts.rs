//! What is done with waivers: recorded one by one or from a table, withdrawn.

use relations::rules::Matter;
use serde_json::{Value, json};
use store::{Draft, Timestamp, Tx};

use super::import::ReadRow;
use super::model::{MOST_TEXT, NewWaiver, State, Waiver};
use super::store::{self as rows, WaiverRow};
use crate::findings::acts::raise;
use crate::findings::model::{Kind, NewFinding, Severity};
use crate::interests::store::{Handler, MatterParty};
use crate::interests::ties::Ties;
use crate::organisation::store::account_named;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Say, invalid, refused};
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};

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

/// How a row of a known number stands to its record.
enum Again {
    /// It says the same, or less of who decided and for whom.
    Same,
    /// It says the same, and names an account or a number that the record does not name yet.
    More(Option<String>, Option<String>),
    /// It says something else.
    Other,
}

fn again(row: &WaiverRow, new: &Waiver, decider: Option<&Handler>) -> Again {
    let decider = decider.map(|one| &one.account);
    let number = new.beneficiary_id.as_ref();
    let fits = |known: &Option<String>, new: Option<&String>| {
        known.is_none() || new.is_none() || known.as_ref() == new
    };
    if !same(row, new) || !fits(&row.decider_account, decider) || !fits(&row.beneficiary_id, number)
    {
        return Again::Other;
    }
    let (account, number) = (
        row.decider_account.clone().or_else(|| decider.cloned()),
        row.beneficiary_id.clone().or_else(|| number.cloned()),
    );
    if account == row.decider_account && number == row.beneficiary_id {
        Again::Same
    } else {
        Again::More(account, number)
    }
}

/// Who decided, where the username is that of an account.
async fn decider(
    tx: &mut Tx,
    organisation: &str,
    new: &Waiver,
) -> Result<Option<Handler>, ActError> {
    let Some(username) = &new.decider_username else {
        return Ok(None);
    };
    let account = account_named(tx.read(), organisation, username)
        .await?
        .ok_or_else(|| {
            invalid("decider_username", |t| {
                t.waivers_decider_unknown().to_owned()
            })
        })?;
    Ok(Some(Handler {
        account: account.id,
        person: account.person,
        name: account.name,
    }))
}

/// Compares who decided with the beneficiary, as things stood on the day of the decision. A conflict becomes a finding that names
/// neither of them and no path.
async fn screen(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    id: &str,
    new: &Waiver,
    decider: Option<&Handler>,
) -> Result<(), ActError> {
    let (Some(decider), Some(number)) = (decider, &new.beneficiary_id) else {
        return Ok(());
    };
    let firm = number.parse::<persian::LegalEntityId>().is_ok();
    let party = MatterParty {
        id: id.to_owned(),
        role: "applicant".to_owned(),
        party_kind: if firm { "firm" } else { "person" }.to_owned(),
        name: new.beneficiary.clone(),
        national_id: Some(number.clone()),
    };
    let people = std::slice::from_ref(decider);
    let parties = std::slice::from_ref(&party);
    let ties = Ties::about(tx.read(), organisation, people, "", parties).await?;
    let day = new.decided_on.parse::<persian::Date>();
    let at = day.map_or(now, |day| Timestamp(persian::tehran_micros(day, 12, 0)));
    let found = ties.facing(&decider.person, &party, Matter::Decision, at);
    if !found.recuses() {
        return Ok(());
    }
    let (fa, en) = (Texts::of(Lang::Fa), Texts::of(Lang::En));
    let finding = NewFinding {
        key: format!("waiver-tie:{id}"),
        kind: Kind::Conflict,
        severity: Severity::High,
        // No unit: who decided may manage it.
        unit: None,
        service: None,
        object: Some(("waiver", id.to_owned())),
        title: (
            fa.waivers_finding_tie_title().to_owned(),
            en.waivers_finding_tie_title().to_owned(),
        ),
        text: (
            fa.waivers_finding_tie(fa.lang.digits(&new.number)),
            en.waivers_finding_tie(&new.number),
        ),
        query: "relations.screen(waiver.decider, waiver.beneficiary)".to_owned(),
        rule_version: found.rule_version.clone(),
        input_hash: found.input_hash.clone(),
        case_count: 1,
        cases: vec![new.number.clone()],
        facts: json!({ "outcome": found.outcome.code() }),
    };
    raise(tx, &Actor::program(organisation), now, &finding).await?;
    Ok(())
}

/// A record is known already: what it did not name yet is added. Gives whether the row says the same.
async fn known(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    row: &WaiverRow,
    new: &Waiver,
    decider: Option<&Handler>,
) -> Result<bool, ActError> {
    let (account, number) = match again(row, new, decider) {
        Again::Same => return Ok(true),
        Again::Other => return Ok(false),
        Again::More(account, number) => (account, number),
    };
    let organisation = actor.organisation.as_str();
    rows::complete(
        tx,
        organisation,
        &row.id,
        account.as_deref(),
        number.as_deref(),
    )
    .await?;
    let payload = vec![
        ("decider-account", json!(account)),
        ("beneficiary-number-known", json!(number.is_some())),
    ];
    append(tx, actor, now, "waiver.completed", &row.id, payload).await?;
    let stored = match (&account, decider) {
        (_, Some(decider)) => Some(decider.clone()),
        (Some(account), None) => {
            crate::organisation::store::account(tx.read(), organisation, account)
                .await?
                .map(|account| Handler {
                    account: account.id,
                    person: account.person,
                    name: account.name,
                })
        }
        (None, None) => None,
    };
    let whole = Waiver {
        beneficiary_id: number,
        ..new.clone()
    };
    screen(tx, organisation, now, &row.id, &whole, stored.as_ref()).await?;
    Ok(true)
}

/// Records a decision. The same number with the same content is one record; with another content it is refused. Where an account and a
/// national number are named, who decided is compared with the beneficiary.
pub async fn record(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &NewWaiver,
) -> Result<String, ActError> {
    let new = input.read(persian::tehran_date(now.0))?;
    actor.require(Right::WaiverRecord, new.unit.as_deref())?;
    let decider = decider(tx, &actor.organisation, &new).await?;
    if let Some(row) = rows::of_number(tx.read(), &actor.organisation, &new.number).await? {
        if known(tx, actor, now, &row, &new, decider.as_ref()).await? {
            return Ok(row.id);
        }
        return Err(invalid("number", |t| t.waivers_number_known().to_owned()));
    }
    write(tx, actor, now, &new, decider.as_ref(), "form").await
}

async fn write(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    new: &Waiver,
    decider: Option<&Handler>,
    origin: &str,
) -> Result<String, ActError> {
    let id = tx.new_id(now);
    rows::insert(
        tx,
        &actor.organisation,
        &id,
        new,
        decider.map(|one| one.account.as_str()),
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
        (
            "decider-account",
            json!(decider.map(|one| one.account.as_str())),
        ),
        ("concerned-unit", json!(new.unit)),
        ("beneficiary", json!(new.beneficiary)),
        ("beneficiary-group", json!(new.beneficiary_group)),
        ("district", json!(new.district)),
        ("origin", json!(origin)),
    ];
    append(tx, actor, now, "waiver.recorded", &id, payload).await?;
    screen(tx, &actor.organisation, now, &id, new, decider).await?;
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
        let read = match input.read(today) {
            Ok(new) => decider(tx, &actor.organisation, &new)
                .await
                .map(|decider| (new, decider)),
            Err(why) => Err(why),
        };
        let (new, decider) = match read {
            Ok(read) => read,
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
        if let Some(before) = rows::of_number(tx.read(), &actor.organisation, &new.number).await? {
            if known(tx, actor, now, &before, &new, decider.as_ref()).await? {
                done.unchanged += 1;
            } else {
                let say = Say::new(|t| t.waivers_number_known().to_owned());
                done.refused.push((row.number, say));
            }
        } else {
            write(tx, actor, now, &new, decider.as_ref(), file).await?;
            done.new += 1;
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
