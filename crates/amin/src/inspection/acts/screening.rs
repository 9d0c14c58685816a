//! Screening: everybody who could inspect is compared with everybody of the unit, from both sides.

use relations::rules::{Matter, Outcome};
use store::{Conn, Timestamp, Tx};

use crate::inspection::store::{self as rows, Colleague, InspectorRow, KeptOutRow, SentRow};
use crate::interests::model::PartyKind;
use crate::interests::store::{Handler, MatterParty};
use crate::interests::ties::{Compared, Ties, rule_version};
use crate::platform::errors::ActError;

/// What the comparison of somebody with the people of a unit gave.
pub(super) struct Screened {
    pub(super) person: String,
    pub(super) basis: &'static str,
    pub(super) outcome: Outcome,
    pub(super) path: (String, String),
    pub(super) input_hash: String,
}

impl Screened {
    /// Another inspector can always go: whatever an outsider could doubt keeps somebody out.
    pub(super) fn is_tied(&self) -> bool {
        self.outcome >= Outcome::Appearance
    }
}

fn party(one: &Colleague) -> MatterParty {
    MatterParty {
        id: one.id.clone(),
        role: "other".to_owned(),
        party_kind: PartyKind::Person.code().to_owned(),
        name: one.name.clone(),
        national_id: None,
    }
}

/// Compares people with everybody of a unit, from both sides: what they declared, and what the unit's people declared.
pub(super) async fn screen(
    conn: &mut Conn,
    organisation: &str,
    unit: &str,
    people: &[(String, String)],
    now: Timestamp,
) -> Result<Vec<Screened>, ActError> {
    let inspected = rows::people_of(conn, organisation, unit).await?;
    let mut all: Vec<Handler> = Vec::new();
    for (person, name) in people.iter().cloned().chain(
        inspected
            .iter()
            .map(|one| (one.id.clone(), one.name.clone())),
    ) {
        if all.iter().any(|one| one.person == person) {
            continue;
        }
        let accounts = rows::accounts_of(conn, organisation, &person).await?;
        all.push(Handler {
            account: accounts.into_iter().next().unwrap_or_default(),
            person,
            name,
        });
    }
    let parties: Vec<MatterParty> = inspected.iter().map(party).collect();
    let own: Vec<MatterParty> = people
        .iter()
        .map(|(person, name)| {
            party(&Colleague {
                id: person.clone(),
                name: name.clone(),
            })
        })
        .collect();
    let both: Vec<MatterParty> = parties.iter().chain(&own).cloned().collect();
    let forth = Ties::about(conn, organisation, &all, "", &parties).await?;
    let back = Ties::about(conn, organisation, &all, "", &both).await?;
    let mut screened = Vec::new();
    for ((person, _), self_party) in people.iter().zip(&own) {
        let itself = rows::human(conn, organisation, person).await?;
        let mut gravest: Option<Compared> = None;
        let mut own_unit = false;
        for (one, other) in inspected.iter().zip(&parties) {
            let human = rows::human(conn, organisation, &one.id).await?;
            if itself
                .as_ref()
                .zip(human.as_ref())
                .is_some_and(|(a, b)| a.is(b))
            {
                own_unit = true;
                continue;
            }
            for compared in [
                forth.facing(person, other, Matter::Decision, now),
                back.facing(&one.id, self_party, Matter::Decision, now),
            ] {
                if gravest
                    .as_ref()
                    .is_none_or(|worst| compared.outcome > worst.outcome)
                {
                    gravest = Some(compared);
                }
            }
        }
        let (outcome, path, input_hash) = gravest.map_or_else(
            || (Outcome::Clear, Default::default(), String::new()),
            |worst| (worst.outcome, worst.path, worst.input_hash),
        );
        screened.push(Screened {
            person: person.clone(),
            basis: if own_unit { "own-unit" } else { "screening" },
            outcome: if own_unit { Outcome::Conflict } else { outcome },
            path: if own_unit { Default::default() } else { path },
            input_hash,
        });
    }
    Ok(screened)
}

pub(super) async fn keep_out(
    tx: &mut Tx,
    organisation: &str,
    mission: &str,
    one: &Screened,
    note: &str,
    now: Timestamp,
) -> Result<(), ActError> {
    if rows::is_kept_out(tx.read(), organisation, mission, &one.person).await? {
        return Ok(());
    }
    let row = KeptOutRow {
        id: tx.new_id(now),
        mission: mission.to_owned(),
        person: one.person.clone(),
        basis: one.basis.to_owned(),
        path_fa: one.path.0.clone(),
        path_en: one.path.1.clone(),
        note: note.to_owned(),
        rule_version: rule_version(),
        input_hash: one.input_hash.clone(),
        at: now,
    };
    rows::insert_kept_out(tx, organisation, &row).await?;
    Ok(())
}

pub(super) async fn send_one(
    tx: &mut Tx,
    organisation: &str,
    mission: &str,
    decree: &InspectorRow,
    one: &Screened,
    now: Timestamp,
) -> Result<(), ActError> {
    let row = SentRow {
        id: tx.new_id(now),
        mission: mission.to_owned(),
        inspector: decree.id.clone(),
        person: decree.person.clone(),
        outcome: one.outcome.code().to_owned(),
        path_fa: one.path.0.clone(),
        path_en: one.path.1.clone(),
        rule_version: rule_version(),
        input_hash: one.input_hash.clone(),
        at: now,
    };
    rows::insert_sent(tx, organisation, &row).await?;
    Ok(())
}
