//! The handler of a matter: declares that there is no conflict, decides with reasons; and the new look when a tie changes.

use std::collections::BTreeSet;

use serde_json::json;
use store::{Timestamp, Tx};

use super::handing::{Given, HANDLE, ask_about, hand_over, handler_of, recuse, screen};
use super::matters::{compare_gifts, load};
use super::messages::keep_away;
use super::{Deed, required_note};
use crate::interests::model::{Decision, MatterKind, MatterState, Occasion, Standing};
use crate::interests::names::Decided;
use crate::interests::store::{self as rows, Matter, MatterParty};
use crate::interests::ties::kin_node;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, invalid, refused};
use crate::platform::permissions::Right;

/// What came of an act of the handler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handled {
    /// It was done.
    Done,
    /// A tie was found in the meantime: the matter went to somebody else.
    NotYou(Given),
    /// Something could be doubted: an integrity officer has been asked, and nothing happens until the answer.
    Waits,
}

/// How the handler stands to the parties now.
enum Look {
    Free,
    Waits,
    Gone(Given),
}

/// What a handler decides, as typed.
#[derive(Debug, Clone, Default)]
pub struct NewDecision {
    /// Matter.
    pub matter: String,
    /// Code of a [`Decision`].
    pub decision: String,
    /// Why.
    pub reasons: String,
    /// By which rule.
    pub legal_basis: String,
}

async fn own_matter(
    tx: &mut Tx,
    actor: &Actor,
    id: &str,
    state: MatterState,
) -> Result<Matter, ActError> {
    let matter = load(tx, actor, id).await?;
    if matter.handler.is_none() || matter.handler != actor.account {
        return Err(ActError::Forbidden);
    }
    actor.require(HANDLE, Some(&matter.unit))?;
    if matter.state() != state {
        return Err(refused(|t| t.matters_refused_state().to_owned()));
    }
    Ok(matter)
}

/// Compares the handler once more; in conflict the matter is handed on, and where something could be doubted the integrity unit is asked.
async fn look_again(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    matter: &mut Matter,
    occasion: Occasion,
) -> Result<Look, ActError> {
    let Some(account) = matter.handler.clone() else {
        return Ok(Look::Free);
    };
    let one = handler_of(tx, &actor.organisation, &account).await?;
    for (_, found) in screen(tx, actor, now, matter, std::slice::from_ref(&one), occasion).await? {
        if found.outcome.recuses() {
            recuse(tx, actor, now, matter, &one, Some(&found.id), "").await?;
            return Ok(Look::Gone(hand_over(tx, actor, now, matter).await?));
        }
    }
    Ok(match ask_about(tx, actor, now, matter, &one).await? {
        Standing::Free => Look::Free,
        Standing::Waits => Look::Waits,
        Standing::KeptOut => Look::Gone(hand_over(tx, actor, now, matter).await?),
    })
}

/// «اعلام نبود تعارض منافع»: the handler declares that there is no conflict with the parties; only then the file opens.
pub async fn declare_absence(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    sure: bool,
) -> Result<Handled, ActError> {
    let mut matter = own_matter(tx, actor, id, MatterState::Assigned).await?;
    if !sure {
        return Err(invalid("sure", |t| t.matters_fault_sure().to_owned()));
    }
    match look_again(tx, actor, now, &mut matter, Occasion::Stating).await? {
        Look::Free => {}
        Look::Waits => return Ok(Handled::Waits),
        Look::Gone(given) => return Ok(Handled::NotYou(given)),
    }
    let (account, person) = (
        matter.handler.clone().unwrap_or_default(),
        matter.handler_person.clone().unwrap_or_default(),
    );
    rows::insert_statement(tx, &actor.organisation, &matter.id, &account, &person, now).await?;
    matter.statement_at = Some(now);
    MatterState::Open.code().clone_into(&mut matter.state);
    rows::save_matter(tx, &actor.organisation, &matter).await?;
    Deed {
        actor,
        right: Some(HANDLE),
        now,
        kind: "interests.no-conflict-declared",
        objects: vec![("matter", matter.id), ("account", account)],
        payload: vec![],
    }
    .done(tx)
    .await?;
    Ok(Handled::Done)
}

/// The handler says that there is an interest: the matter goes to somebody else and stops existing for the handler.
pub async fn withdraw(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    note: &str,
) -> Result<Given, ActError> {
    let mut matter = load(tx, actor, id).await?;
    if matter.handler.is_none() || matter.handler != actor.account {
        return Err(ActError::Forbidden);
    }
    if !matches!(matter.state(), MatterState::Assigned | MatterState::Open) {
        return Err(refused(|t| t.matters_refused_state().to_owned()));
    }
    let note = required_note("note", note)?;
    let one = handler_of(
        tx,
        &actor.organisation,
        matter.handler.as_deref().unwrap_or_default(),
    )
    .await?;
    recuse(tx, actor, now, &matter, &one, None, &note).await?;
    hand_over(tx, actor, now, &mut matter).await
}

/// Decides, with reasons and the rule they rest on.
pub async fn decide_matter(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &NewDecision,
) -> Result<Handled, ActError> {
    let mut matter = own_matter(tx, actor, &input.matter, MatterState::Open).await?;
    // A message is decided by its answer.
    if !MatterKind::of(&matter.kind).is_some_and(MatterKind::by_hand) {
        return Err(ActError::NotFound);
    }
    let decision = Decision::of(&input.decision)
        .ok_or_else(|| invalid("decision", |t| t.matters_fault_decision().to_owned()))?;
    let reasons = required_note("reasons", &input.reasons)?;
    let legal_basis = required_note("legal_basis", &input.legal_basis)?;
    match look_again(tx, actor, now, &mut matter, Occasion::Deciding).await? {
        Look::Free => {}
        Look::Waits => return Ok(Handled::Waits),
        Look::Gone(given) => return Ok(Handled::NotYou(given)),
    }
    matter.decision = Some(decision.code().to_owned());
    matter.reasons = reasons;
    matter.legal_basis = legal_basis;
    matter.decided_at = Some(now);
    MatterState::Decided.code().clone_into(&mut matter.state);
    rows::save_matter(tx, &actor.organisation, &matter).await?;
    Deed {
        actor,
        right: Some(HANDLE),
        now,
        kind: "interests.matter-decided",
        objects: vec![("matter", matter.id)],
        payload: vec![
            ("decision", json!(matter.decision)),
            ("reasons", json!(matter.reasons)),
            ("legal-basis", json!(matter.legal_basis)),
        ],
    }
    .done(tx)
    .await?;
    Ok(Handled::Done)
}

/// Opens why somebody was or was not kept from a matter: what it says of relatives is looked at with a reason only.
pub async fn open_paths(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    reason: &str,
) -> Result<(), ActError> {
    actor.require(Right::InterestReview, None)?;
    let matter = load(tx, actor, id).await?;
    let reason = ("reason", reason);
    paths_opened(tx, actor, now, ("matter", matter.id), reason).await
}

/// Writes down that the paths of an object are looked at, and why (the field of the form, and what stands in it). The area of the object
/// has asked whether this reader may see it.
pub async fn paths_opened(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    object: (&'static str, String),
    (field, reason): (&'static str, &str),
) -> Result<(), ActError> {
    actor.require(Right::InterestReview, None)?;
    let reason = required_note(field, reason)?;
    Deed {
        actor,
        right: Some(Right::InterestReview),
        now,
        kind: "interests.paths-opened",
        objects: vec![object],
        payload: vec![("reason", json!(reason))],
    }
    .done(tx)
    .await?;
    Ok(())
}

/// Which open matters a changed tie may touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// What somebody declared or was offered, or a recusal: the matters in their hands, those of the relatives whom they named among
    /// their colleagues, and those about whom and what they named.
    Person(String),
    /// A firm's holders: matters of that firm and of the firms below it.
    Firm(String),
    /// A whole list, or who is who: everything that is open.
    Anything,
}

/// The firms whose matters and tenders a change may touch; none where any may.
pub async fn touched(
    conn: &mut store::Conn,
    organisation: &str,
    changed: &Changed,
) -> Result<Option<Vec<String>>, store::Error> {
    let Changed::Firm(firm) = changed else {
        return Ok(None);
    };
    let mut all = vec![firm.clone()];
    let mut level = all.clone();
    while !level.is_empty() {
        let mut held = rows::held_by(conn, organisation, &level).await?;
        held.retain(|firm| !all.contains(firm));
        all.extend(held.iter().cloned());
        level = held;
    }
    Ok(Some(all))
}

/// Whose answers may differ after somebody declared.
struct Concerned {
    /// That person, and the colleagues who may be the relatives whom they named.
    people: BTreeSet<String>,
    /// National ids and codes of the firms and people that were named, and of the firms that those firms hold.
    numbers: BTreeSet<String>,
    /// Folded names of the firms and people that were named.
    names: BTreeSet<String>,
}

impl Concerned {
    /// Whether one of these parties was named.
    fn named(&self, parties: &[MatterParty]) -> bool {
        parties.iter().any(|party| {
            let number = party.national_id.as_ref();
            number.is_some_and(|number| self.numbers.contains(number))
                || self.names.contains(&persian::search_key(&party.name))
        })
    }

    /// The open matters in the hands of these people, or about whom and what was named.
    async fn matters(
        &self,
        conn: &mut store::Conn,
        organisation: &str,
    ) -> Result<Vec<Matter>, store::Error> {
        let numbers: Vec<String> = self.numbers.iter().cloned().collect();
        let names: Vec<String> = self.names.iter().cloned().collect();
        let mut matters = rows::open_matters_about(conn, organisation, &numbers).await?;
        matters.extend(rows::open_matters_called(conn, organisation, &names).await?);
        for one in &self.people {
            matters.extend(rows::open_matters_of(conn, organisation, one).await?);
        }
        matters.sort_by(|a, b| a.number.cmp(&b.number));
        matters.dedup_by(|a, b| a.id == b.id);
        Ok(matters)
    }

    async fn of(
        conn: &mut store::Conn,
        organisation: &str,
        person: &str,
    ) -> Result<Self, store::Error> {
        let one = [person.to_owned()];
        let declared = rows::declarations_of_people(conn, organisation, &one).await?;
        let ids: Vec<String> = declared.into_iter().map(|row| row.id).collect();
        let items = rows::items_of_declarations(conn, organisation, &ids).await?;
        let key = |name: &String| Some(persian::search_key(name)).filter(|key| !key.is_empty());
        let relatives: BTreeSet<String> = items.iter().filter_map(|row| key(&row.holder)).collect();
        let called: Vec<String> = relatives.iter().cloned().collect();
        let mut people: BTreeSet<String> = rows::with_account_named(conn, organisation, &called)
            .await?
            .into_iter()
            .map(|(person, _)| person)
            .collect();
        people.insert(person.to_owned());
        let decided = Decided::read(conn, organisation).await?;
        for row in &items {
            let code = row.national_code.as_ref();
            let node = code.map_or_else(
                || kin_node(person, &row.relation, &row.holder),
                |code| format!("person:{code}"),
            );
            let same = decided.together_with(&node);
            people.extend(
                same.iter()
                    .filter_map(|id| id.strip_prefix("staff:").map(str::to_owned)),
            );
        }
        let mut level: Vec<String> = items
            .iter()
            .filter_map(|row| row.legal_id.clone())
            .collect();
        let gifts = rows::gifts_to(conn, organisation, &one).await?;
        level.extend(gifts.into_iter().filter_map(|gift| gift.giver_id));
        let recusals = rows::standing_recusals(conn, organisation, &one).await?;
        level.extend(recusals.into_iter().map(|row| row.legal_id));
        let mut numbers: BTreeSet<String> = level.iter().cloned().collect();
        while !level.is_empty() {
            level = rows::held_by(conn, organisation, &level).await?;
            level.retain(|firm| numbers.insert(firm.clone()));
        }
        numbers.extend(items.iter().filter_map(|row| row.national_code.clone()));
        let mut names = relatives;
        names.extend(items.iter().filter_map(|row| key(&row.body)));
        Ok(Self {
            people,
            numbers,
            names,
        })
    }
}

/// Looks again at the open matters that a changed tie may touch; in conflict they are handed on. Gives the draws that wait.
pub async fn rescreen(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    changed: &Changed,
) -> Result<Vec<(String, String)>, ActError> {
    let actor = Actor::program(organisation);
    let mut concerned: Option<Concerned> = None;
    let matters = match changed {
        Changed::Person(person) => {
            let of = Concerned::of(tx.read(), organisation, person).await?;
            let matters = of.matters(tx.read(), organisation).await?;
            concerned = Some(of);
            matters
        }
        Changed::Firm(_) => {
            let below = touched(tx.read(), organisation, changed)
                .await?
                .unwrap_or_default();
            rows::open_matters_about(tx.read(), organisation, &below).await?
        }
        Changed::Anything => rows::all_open_matters(tx.read(), organisation).await?,
    };
    // Every reader may have come to be in conflict, not only who handles it.
    for matter in rows::undecided_matters(tx.read(), organisation).await? {
        let parties = rows::parties(tx.read(), organisation, &matter.id).await?;
        let only = concerned
            .as_ref()
            .filter(|of| !of.named(&parties))
            .map(|of| &of.people);
        keep_away(tx, &actor, now, &matter, Occasion::TieChanged, only).await?;
    }
    let mut waiting = Vec::new();
    for mut matter in matters {
        // Who holds shares or a post in a party may have become known only now.
        if !matches!(changed, Changed::Person(_)) {
            let parties = rows::parties(tx.read(), organisation, &matter.id).await?;
            compare_gifts(tx, now, organisation, &matter, &parties).await?;
        }
        if matter.handler.is_none() {
            continue;
        }
        let look = look_again(tx, &actor, now, &mut matter, Occasion::TieChanged).await?;
        if let Look::Gone(Given {
            draw: Some(draw), ..
        }) = look
        {
            waiting.push((matter.id, draw));
        }
    }
    Ok(waiting)
}
