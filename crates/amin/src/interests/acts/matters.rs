//! A matter is registered and given to somebody; who would be in conflict is not given it, and it stops existing for them.

use serde_json::json;
use store::{Timestamp, Tx};

use super::gifts::{gifts_of_party, identity, note_matches};
use super::handing::{Given, ask_about, hand_over, recuse, screen};
use super::messages::keep_away;
use super::{Deed, MOST_NOTE, good_token, known_id};
use crate::interests::model::{MatterKind, MatterState, Occasion, PartyKind, PartyRole};
use crate::interests::store::{
    self as rows, GiftMatch, Handler, Matter, MatterFilter, MatterParty,
};
use crate::organisation::store::units;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, invalid, refused};
use crate::platform::permissions::{Right, Role};

/// Parties that one form can bring.
pub const MOST_PARTIES: usize = 6;

/// A party as typed.
#[derive(Debug, Clone, Default)]
pub struct NewParty {
    /// Code of a [`PartyRole`].
    pub role: String,
    /// `person` or `firm`.
    pub kind: String,
    /// Name.
    pub name: String,
    /// National code or national id, or empty.
    pub national_id: String,
}

impl NewParty {
    /// Whether nothing was typed into it.
    pub fn is_blank(&self) -> bool {
        self.name.trim().is_empty() && self.national_id.trim().is_empty()
    }
}

/// A matter as typed.
#[derive(Debug, Clone, Default)]
pub struct NewMatter {
    /// The form's token, its id.
    pub id: String,
    /// Code of a [`MatterKind`].
    pub kind: String,
    /// One line.
    pub title: String,
    /// What is asked.
    pub text: String,
    /// Unit.
    pub unit: String,
    /// Who takes part; blank ones are left out.
    pub parties: Vec<NewParty>,
}

/// What an actor may find: a clerk what is in their own hands, a manager the unit's, an officer all; never what they were recused from.
pub fn sight(actor: &Actor) -> MatterFilter {
    let wide = actor.may(Right::MatterAssign) || actor.may(Right::InterestReview);
    MatterFilter {
        account: actor.account.clone().unwrap_or_default(),
        units: if actor.may(Right::InterestReview) {
            None
        } else if actor.may(Right::MatterAssign) {
            actor.units_for(Right::MatterAssign)
        } else {
            actor.units_for(Right::MatterRead)
        },
        // Who neither assigns nor reviews sees a file only where its parties are to be judged by them.
        own: !wide && actor.units_for(Right::MatterRead).is_some(),
        ..MatterFilter::default()
    }
}

/// The matter, where this actor may find it.
pub(super) async fn load(tx: &mut Tx, actor: &Actor, id: &str) -> Result<Matter, ActError> {
    known_id(id)?;
    rows::visible_matter(tx.read(), &actor.organisation, &sight(actor), id)
        .await?
        .ok_or(ActError::NotFound)
}

pub(super) fn good_party(number: usize, typed: &NewParty) -> Result<MatterParty, ActError> {
    let kind = PartyKind::of(&typed.kind);
    let role = PartyRole::of(&typed.role);
    let name = persian::normalize(&typed.name).trim().to_owned();
    let (Some(kind), Some(role)) = (kind, role) else {
        return Err(invalid("parties", move |t| {
            t.matters_fault_party(number, t.interests_fault_party_kind())
        }));
    };
    if name.is_empty() || name.chars().count() > 200 {
        return Err(invalid("parties", move |t| {
            t.matters_fault_party(number, t.matters_fault_party_name())
        }));
    }
    let mut faults = Faults::default();
    let national_id = identity(&mut faults, "parties", Some(kind), &typed.national_id);
    if let Err(ActError::Invalid(fields)) = faults.check() {
        return Err(invalid("parties", move |t| {
            let why = fields
                .first()
                .map_or_else(String::new, |field| field.why.to(t));
            t.matters_fault_party(number, &why)
        }));
    }
    Ok(MatterParty {
        id: String::new(),
        role: role.code().to_owned(),
        party_kind: kind.code().to_owned(),
        name,
        national_id,
    })
}

/// Registers a matter. Everybody who could see it is compared with its parties at once: for who is in conflict it never exists. Gifts of
/// its parties become findings. The same id again changes nothing.
pub async fn register_matter(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &NewMatter,
) -> Result<String, ActError> {
    actor.require(Right::MatterAssign, Some(&input.unit))?;
    good_token(&input.id)?;
    let organisation = actor.organisation.as_str();
    if rows::matter(tx.read(), organisation, &input.id)
        .await?
        .is_some()
    {
        return Ok(input.id.clone());
    }
    let mut faults = Faults::default();
    let kind = MatterKind::of(&input.kind).filter(|kind| kind.by_hand());
    if kind.is_none() {
        faults.add("kind", |t| t.matters_fault_kind().to_owned());
    }
    let title = persian::normalize(&input.title).trim().to_owned();
    if title.is_empty() || title.chars().count() > 200 {
        faults.add("title", |t| t.interests_fault_missing().to_owned());
    }
    let text = persian::normalize(&input.text).trim().to_owned();
    if text.chars().count() > MOST_NOTE {
        faults.add("text", |t| t.interests_fault_long(MOST_NOTE));
    }
    let known = units(tx.read(), organisation).await?;
    if !known
        .iter()
        .any(|unit| unit.id == input.unit && unit.active)
    {
        faults.add("unit", |t| t.matters_fault_unit().to_owned());
    }
    let typed: Vec<&NewParty> = input
        .parties
        .iter()
        .filter(|party| !party.is_blank())
        .collect();
    if typed.is_empty() {
        faults.add("parties", |t| t.matters_fault_no_party().to_owned());
    }
    faults.check()?;
    let Some(kind) = kind else {
        return Err(ActError::NotFound);
    };
    let mut parties = Vec::new();
    for (number, party) in (1_usize..).zip(typed) {
        let mut party = good_party(number, party)?;
        party.id = tx.new_id(now);
        parties.push(party);
    }
    let year = persian::tehran_date(now.0).year();
    let number = format!(
        "{year}-{:05}",
        rows::matters_of_year(tx.read(), organisation, year).await? + 1
    );
    let matter = Matter {
        id: input.id.clone(),
        number,
        kind: kind.code().to_owned(),
        title,
        text,
        unit: input.unit.clone(),
        level: input.unit.clone(),
        state: MatterState::Registered.code().to_owned(),
        handler: None,
        handler_person: None,
        statement_at: None,
        decision: None,
        reasons: String::new(),
        legal_basis: String::new(),
        registered_at: now,
        registered_by: actor.account.clone(),
        decided_at: None,
    };
    register(tx, actor, Right::MatterAssign, now, &matter, &parties, true).await?;
    keep_away(tx, actor, now, &matter, Occasion::Registering, None).await?;
    compare_gifts(tx, now, organisation, &matter, &parties).await?;
    Ok(matter.id)
}

/// Writes a matter, where it is new, and its parties.
pub(super) async fn register(
    tx: &mut Tx,
    actor: &Actor,
    right: Right,
    now: Timestamp,
    matter: &Matter,
    parties: &[MatterParty],
    new: bool,
) -> Result<(), ActError> {
    let organisation = actor.organisation.as_str();
    if new {
        let names: Vec<&str> = parties.iter().map(|party| party.name.as_str()).collect();
        let words = format!("{} {} {}", matter.number, matter.title, names.join(" "));
        rows::insert_matter(tx, organisation, matter, &words).await?;
    }
    for party in parties {
        rows::insert_party(tx, organisation, &matter.id, party).await?;
    }
    Deed {
        actor,
        right: Some(right),
        now,
        kind: if new {
            "interests.matter-registered"
        } else {
            "interests.party-named"
        },
        objects: vec![("matter", matter.id.clone())],
        payload: vec![
            ("number", json!(matter.number)),
            ("matter-kind", json!(matter.kind)),
            ("responsible", json!(matter.unit)),
            ("parties", json!(parties.len())),
        ],
    }
    .done(tx)
    .await?;
    Ok(())
}

/// Puts a matter into the hands of somebody who is not in conflict; it opens with their declaration. Where something could be doubted, an
/// integrity officer is asked first.
pub(super) async fn put_into_hands(
    tx: &mut Tx,
    actor: &Actor,
    right: Option<Right>,
    now: Timestamp,
    matter: &mut Matter,
    one: Handler,
) -> Result<(), ActError> {
    matter.handler = Some(one.account.clone());
    matter.handler_person = Some(one.person.clone());
    matter.statement_at = None;
    MatterState::Assigned.code().clone_into(&mut matter.state);
    rows::save_matter(tx, &actor.organisation, matter).await?;
    Deed {
        actor,
        right,
        now,
        kind: "interests.matter-assigned",
        objects: vec![
            ("matter", matter.id.clone()),
            ("account", one.account.clone()),
        ],
        payload: vec![("responsible", json!(matter.level))],
    }
    .done(tx)
    .await?;
    ask_about(tx, actor, now, matter, &one).await?;
    Ok(())
}

/// Managers of a unit and of the units above it.
pub(super) async fn managers_above(
    conn: &mut store::Conn,
    organisation: &str,
    unit: &str,
) -> Result<Vec<Handler>, ActError> {
    let all = units(conn, organisation).await?;
    let mut found: Vec<Handler> = Vec::new();
    let (mut at, mut steps) = (Some(unit.to_owned()), 0);
    while let Some(unit) = at {
        for one in rows::handlers(conn, organisation, &unit, Role::Manager.code()).await? {
            if !found.iter().any(|known| known.account == one.account) {
                found.push(one);
            }
        }
        steps += 1;
        // A cycle in the tree, which no act makes, ends.
        at = if steps > all.len() {
            None
        } else {
            all.iter()
                .find(|row| row.id == unit)
                .and_then(|row| row.parent.clone())
        };
    }
    Ok(found)
}

pub(super) async fn compare_gifts(
    tx: &mut Tx,
    now: Timestamp,
    organisation: &str,
    matter: &Matter,
    parties: &[MatterParty],
) -> Result<(), ActError> {
    for party in parties {
        let number = party.national_id.as_deref();
        for (gift, basis) in
            gifts_of_party(tx.read(), organisation, number, &party.name, now).await?
        {
            let hit = GiftMatch {
                object_type: "matter".to_owned(),
                object_id: matter.id.clone(),
                object_name: matter.number.clone(),
                basis: basis.to_owned(),
                finding: String::new(),
                at: now,
            };
            note_matches(tx, now, organisation, &gift, vec![hit]).await?;
        }
    }
    Ok(())
}

/// Those to whom a matter of a unit can be given, in the order of their ids, without those recused from it.
pub async fn assignable(
    conn: &mut store::Conn,
    organisation: &str,
    matter: &Matter,
) -> Result<Vec<Handler>, store::Error> {
    let recused = rows::recusals(conn, organisation, &matter.id).await?;
    let mut all = rows::handlers(conn, organisation, &matter.level, Role::Clerk.code()).await?;
    all.retain(|one| !recused.iter().any(|row| row.person == one.person));
    Ok(all)
}

/// Gives a matter to somebody of the unit. Whoever would be in conflict is not given it: it goes to the next free person by a draw.
pub async fn assign_matter(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    account: &str,
) -> Result<Given, ActError> {
    let mut matter = load(tx, actor, id).await?;
    actor.require(Right::MatterAssign, Some(&matter.unit))?;
    known_id(account)?;
    if !matter.state().waits() {
        return Err(refused(|t| t.matters_refused_state().to_owned()));
    }
    let organisation = actor.organisation.as_str();
    let all = assignable(tx.read(), organisation, &matter).await?;
    if account == "next" || all.is_empty() {
        return hand_over(tx, actor, now, &mut matter).await;
    }
    let chosen = all
        .into_iter()
        .find(|one| one.account == account)
        .ok_or_else(|| invalid("account", |t| t.matters_fault_handler().to_owned()))?;
    let compared = screen(
        tx,
        actor,
        now,
        &matter,
        std::slice::from_ref(&chosen),
        Occasion::Assigning,
    )
    .await?;
    if let Some((one, found)) = compared.first()
        && found.outcome.recuses()
    {
        recuse(tx, actor, now, &matter, one, Some(&found.id), "").await?;
        let given = hand_over(tx, actor, now, &mut matter).await?;
        return Ok(Given {
            not: Some(chosen.name),
            ..given
        });
    }
    let right = Some(Right::MatterAssign);
    put_into_hands(tx, actor, right, now, &mut matter, chosen).await?;
    Ok(Given::default())
}
