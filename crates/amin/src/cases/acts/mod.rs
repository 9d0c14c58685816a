//! What people do in cases. Every entry of this area touches somebody's good name: in public it has one general kind.

mod accused;
mod boards;
mod course;
mod deciding;
mod duties;
mod evidence;
mod handing;
mod opening;
mod program;
mod seating;

pub use accused::*;
pub use boards::*;
pub use course::*;
pub use deciding::*;
pub use duties::*;
pub use evidence::*;
pub use handing::*;
pub use opening::*;
pub use program::*;
pub use seating::*;

use persian::Calendar;
use serde_json::{Value, json};
use store::{Conn, Draft, Timestamp, Tx};

use super::jobs;
use super::model::{
    Deed, Facts, Ground, Hands, Part, RULES, Rule, Stage, State, after, barred, rule_of, until,
};
use super::store::{self as rows, CaseFilter, CaseRow, StepRow};
use crate::organisation::model::{calendar, number_setting};
use crate::organisation::store::insert_settings;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, refused};
use crate::platform::permissions::Right;
use crate::voice::store::Attachment;

/// Longest text, in characters.
pub const MOST_TEXT: usize = 8_000;
/// Longest line, in characters.
pub const MOST_LINE: usize = 300;
/// The kind that the public log shows for every act of this area.
pub const PUBLIC_KIND: &str = "integrity.act";
/// The object type in the journal.
pub const OBJECT: &str = "integrity-file";

/// The settings and lists that an organisation begins with.
pub async fn set_up(tx: &mut Tx, actor: &Actor, now: Timestamp) -> Result<(), ActError> {
    let from = persian::tehran_date(now.0).gregorian_iso();
    let values: Vec<String> = RULES.iter().map(|rule| rule.value.to_string()).collect();
    let list: Vec<(&str, &str, &str, &str)> = RULES
        .iter()
        .zip(&values)
        .map(|(rule, value)| (rule.id, value.as_str(), rule.source, rule.applicability))
        .collect();
    insert_settings(tx, &actor.organisation, &list, &from).await?;
    rows::seed_codes(tx, &actor.organisation).await?;
    tx.append(Draft {
        organisation: &actor.organisation,
        kind: "setting.seeded",
        public_kind: "setting.seeded",
        objects: vec![("organisation", actor.organisation.clone())],
        actor: actor.account.clone(),
        role: actor.role_for(None),
        unit: None,
        at: now,
        payload: RULES
            .iter()
            .map(|rule| (rule.id, json!(rule.value)))
            .collect(),
    })
    .await?;
    Ok(())
}

/// The exact kind of an entry.
macro_rules! kinds {
    ($deed:expr; $($name:ident = $kind:literal),* $(,)?) => { match $deed { $(Deed::$name => concat!("cases.", $kind)),* } };
}

const fn kind(deed: Deed) -> &'static str {
    kinds!(deed;
        Open = "opened", Accept = "accepted", Reject = "rejected", Refer = "referred", ReferLabour = "referred-labour",
        Assign = "assigned", Seat = "seated", Recuse = "recused", Admit = "admitted", Charge = "charged",
        AskExtension = "extension-asked", Grant = "extension-granted", Deny = "extension-denied", Defend = "defended",
        WindowEnded = "window-ended", Vote = "voted", Decide = "decided", Serve = "served", Appeal = "appealed",
        Expire = "expired", Enforce = "enforced", CourtFile = "court-filed", CourtUphold = "court-upheld",
        CourtAnnul = "court-annulled", DeadlineMoved = "deadline-moved", Overdue = "overdue", Restore = "restored",
        Evidence = "evidence-received", HandOver = "handed-over", Acknowledge = "acknowledged",
        Propose = "publication-proposed", Publish = "published", Withdraw = "publication-withdrawn",
    )
}

/// One entry of this area.
pub(super) struct Note<'a> {
    pub(super) actor: &'a Actor,
    pub(super) right: Option<Right>,
    pub(super) now: Timestamp,
    pub(super) kind: &'static str,
    pub(super) object: &'a str,
    pub(super) payload: Vec<(&'static str, Value)>,
}

impl Note<'_> {
    /// Appends it.
    pub(super) async fn append(self, tx: &mut Tx) -> Result<(), ActError> {
        tx.append(Draft {
            organisation: &self.actor.organisation,
            kind: self.kind,
            public_kind: PUBLIC_KIND,
            objects: vec![(OBJECT, self.object.to_owned())],
            actor: self.actor.account.clone(),
            role: self.actor.role_for(self.right),
            unit: self.right.and_then(|right| self.actor.unit_for(right)),
            at: self.now,
            payload: self.payload,
        })
        .await?;
        Ok(())
    }
}

/// What a step says.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// Reason or text.
    pub note: String,
    /// Legal basis.
    pub legal_basis: String,
    /// Document.
    pub document: Option<Attachment>,
}

/// Who does a step, and when.
#[derive(Clone, Copy)]
pub(super) struct Doer<'a> {
    pub(super) actor: &'a Actor,
    pub(super) right: Option<Right>,
    pub(super) now: Timestamp,
}

/// Takes a step: the table says where it leads, the deadline of the new state begins, the job that watches it is written, and one
/// entry vouches for the rows. A case that ends without a violation restores the record.
pub(super) async fn advance(
    tx: &mut Tx,
    who: Doer<'_>,
    case: &mut CaseRow,
    deed: Deed,
    facts: Facts,
    said: &Said,
    payload: Vec<(&'static str, Value)>,
) -> Result<(), ActError> {
    let (actor, now) = (who.actor, who.now);
    let organisation = actor.organisation.as_str();
    let before = case.state()?;
    let next = after(before, deed, facts)
        .ok_or_else(|| refused(|t| t.cases_refused_state().to_owned()))?;
    let begins = deed == Deed::Open || next != before;
    if begins {
        next.code().clone_into(&mut case.state);
        case.deadline_at = match rule_of(next) {
            Some(rule) => Some(deadline(tx, organisation, rule, now).await?),
            None => None,
        };
        if next.is_closed() {
            case.closed_at = Some(now);
        }
    }
    rows::put_case(tx, organisation, case).await?;
    if let (true, Some(at)) = (begins, case.deadline_at) {
        jobs::watch(tx, organisation, &case.id, &case.state, at, now).await?;
    }
    let step = StepRow {
        id: tx.new_id(now),
        case_id: case.id.clone(),
        deed: deed.code().to_owned(),
        state: case.state.clone(),
        note: said.note.clone(),
        legal_basis: said.legal_basis.clone(),
        document_name: said.document.as_ref().map(|one| one.name.clone()),
        document_type: said.document.as_ref().map(|one| one.media_type.clone()),
        document_sha256: said.document.as_ref().map(|one| one.sha256.clone()),
        deadline_at: if begins { case.deadline_at } else { None },
        person: actor.person.clone(),
        role: actor.role_for(who.right).to_owned(),
        at: now,
    };
    rows::insert_step(tx, organisation, &step).await?;
    let mut fields = vec![
        ("deed", json!(step.deed)),
        ("state", json!(step.state)),
        ("note", json!(step.note)),
        ("legal-basis", json!(step.legal_basis)),
        ("document-sha256", json!(step.document_sha256)),
        ("deadline", json!(step.deadline_at.map(|at| at.0))),
    ];
    fields.extend(payload);
    Note {
        actor,
        right: who.right,
        now,
        kind: kind(deed),
        object: &case.id,
        payload: fields,
    }
    .append(tx)
    .await?;
    if begins && next != before {
        program::told(tx, who, case, next).await?;
    }
    Ok(())
}

/// The value of a rule in this organisation.
pub(super) async fn value(
    conn: &mut Conn,
    organisation: &str,
    rule: Rule,
) -> Result<i64, ActError> {
    Ok(number_setting(conn, organisation, rule.id, rule.value).await?)
}

/// The last moment of a deadline that begins now.
pub(super) async fn deadline(
    tx: &mut Tx,
    organisation: &str,
    rule: Rule,
    now: Timestamp,
) -> Result<Timestamp, ActError> {
    let length = value(tx.read(), organisation, rule).await?;
    let days = calendar(tx.read(), organisation).await?;
    counted(&days, rule, length, now)
}

fn counted(
    days: &Calendar,
    rule: Rule,
    length: i64,
    now: Timestamp,
) -> Result<Timestamp, ActError> {
    until(days, rule.count, length, now)
        .map_err(|why| store::Error::Corrupt(why.to_string()).into())
}

/// What somebody sees of the cases: nothing that is theirs, of who is above them, or from which they keep out; and, unless they keep
/// the register, only what they were let into.
pub async fn sight(conn: &mut Conn, actor: &Actor, now: Timestamp) -> Result<CaseFilter, ActError> {
    let person = actor.person.clone().unwrap_or_default();
    let organisation = actor.organisation.as_str();
    Ok(CaseFilter {
        superiors: rows::superiors(conn, organisation, &person).await?,
        recused: rows::recused_cases(conn, organisation, &person).await?,
        known_only: !actor.may(Right::CaseRun),
        person,
        now,
        ..CaseFilter::default()
    })
}

/// The case, where this actor may know of it.
pub async fn load(conn: &mut Conn, actor: &Actor, id: &str) -> Result<CaseRow, ActError> {
    // PostgreSQL keeps no NUL in a text and refuses to look for one.
    if id.contains('\0') {
        return Err(ActError::NotFound);
    }
    let organisation = actor.organisation.as_str();
    let row = rows::case(conn, organisation, id)
        .await?
        .ok_or(ActError::NotFound)?;
    if actor.program {
        return Ok(row);
    }
    let Some(person) = &actor.person else {
        return Err(ActError::NotFound);
    };
    if hidden_from(conn, organisation, &row, person).await? {
        return Err(ActError::NotFound);
    }
    let knows = actor.may(Right::CaseRun)
        || rows::knowers(conn, organisation, id)
            .await?
            .iter()
            .any(|one| one.person == *person && one.until.is_none());
    if knows {
        Ok(row)
    } else {
        Err(ActError::NotFound)
    }
}

/// The same for the id of a case: one that is not there is hidden from everybody.
pub async fn is_hidden(
    conn: &mut Conn,
    organisation: &str,
    case: &str,
    person: &str,
) -> Result<bool, ActError> {
    match rows::case(conn, organisation, case).await? {
        Some(row) => hidden_from(conn, organisation, &row, person).await,
        None => Ok(true),
    }
}

/// Whether a case does not exist for a person: it is theirs, of who is above them, or they keep out of it.
pub(super) async fn hidden_from(
    conn: &mut Conn,
    organisation: &str,
    case: &CaseRow,
    person: &str,
) -> Result<bool, ActError> {
    if let Some(subject) = &case.subject
        && (subject == person
            || rows::superiors(conn, organisation, person)
                .await?
                .contains(subject))
    {
        return Ok(true);
    }
    Ok(rows::recused_cases(conn, organisation, person)
        .await?
        .contains(&case.id))
}

/// Everybody whose hand has been in a case.
pub async fn hands_of(
    conn: &mut Conn,
    organisation: &str,
    case: &CaseRow,
) -> Result<Hands, ActError> {
    let panel = rows::panel(conn, organisation, &case.id).await?;
    let of = |stage: Stage| {
        panel
            .iter()
            .filter(|seat| seat.stage == stage.code())
            .map(|seat| seat.person.clone())
            .collect::<Vec<String>>()
    };
    Ok(Hands {
        reporter: rows::reporter(conn, organisation, &case.id)
            .await?
            .map(|row| row.person),
        opener: case.opened_by.clone(),
        screener: case.screened_by.clone(),
        investigator: case.investigator.clone(),
        subject: case.subject.clone(),
        primary: of(Stage::Primary),
        appeal: of(Stage::Appeal),
        recused: rows::recusals(conn, organisation, &case.id)
            .await?
            .into_iter()
            .map(|row| row.person)
            .collect(),
    })
}

/// Refuses a part to whom it is barred.
pub(super) async fn apart(
    tx: &mut Tx,
    actor: &Actor,
    case: &CaseRow,
    part: Part,
) -> Result<(), ActError> {
    let Some(person) = &actor.person else {
        // The program takes no part in judging people.
        return Err(ActError::Forbidden);
    };
    let hands = hands_of(tx.read(), &actor.organisation, case).await?;
    match barred(&hands, part, person) {
        None => Ok(()),
        Some(ground) => Err(refused(move |t| {
            t.cases_refused_apart(super::words::ground(t, ground))
        })),
    }
}

/// The case, for an act of the office that keeps it: refused to whom that part is barred.
pub(super) async fn kept(tx: &mut Tx, actor: &Actor, id: &str) -> Result<CaseRow, ActError> {
    actor.require(Right::CaseRun, None)?;
    let case = load(tx.read(), actor, id).await?;
    apart(tx, actor, &case, Part::Keep).await?;
    Ok(case)
}

/// A text without white space around it; a fault where it is missing or too long.
pub(super) fn text_of(faults: &mut Faults, field: &'static str, text: &str, most: usize) -> String {
    let text = optional(faults, field, text, most);
    if text.is_empty() {
        faults.add(field, |t| t.cases_fault_missing().to_owned());
    }
    text
}

/// A text that may be missing.
pub(super) fn optional(
    faults: &mut Faults,
    field: &'static str,
    text: &str,
    most: usize,
) -> String {
    let text = persian::normalize(text).replace('\0', "").trim().to_owned();
    if text.chars().count() > most {
        faults.add(field, move |t| t.cases_fault_long(most));
    }
    text
}

/// Reason and legal basis of a step: both must be there.
pub(super) fn reasoned(said: &Said, faults: &mut Faults) -> Said {
    Said {
        note: text_of(faults, "note", &said.note, MOST_TEXT),
        legal_basis: text_of(faults, "legal_basis", &said.legal_basis, MOST_LINE),
        document: said.document.clone(),
    }
}

/// Lets a person into a case.
pub(super) async fn let_in(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    case: &str,
    person: &str,
    reason: &str,
) -> Result<(), ActError> {
    let known = rows::knowers(tx.read(), organisation, case).await?;
    if known
        .iter()
        .any(|one| one.person == person && one.until.is_none())
    {
        return Ok(());
    }
    let row = rows::KnowerRow {
        id: tx.new_id(now),
        case_id: case.to_owned(),
        person: person.to_owned(),
        name: String::new(),
        reason: reason.to_owned(),
        since: now,
        until: None,
    };
    rows::put_knower(tx, organisation, &row).await?;
    Ok(())
}

/// Keeps a person out of a case from now on.
pub(super) async fn keep_out(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    case: &str,
    person: &str,
    ground: Ground,
    note: &str,
) -> Result<(), ActError> {
    let known = rows::knowers(tx.read(), organisation, case).await?;
    for mut one in known
        .into_iter()
        .filter(|one| one.person == person && one.until.is_none())
    {
        one.until = Some(now);
        rows::put_knower(tx, organisation, &one).await?;
    }
    let row = rows::RecusalRow {
        id: tx.new_id(now),
        case_id: case.to_owned(),
        person: person.to_owned(),
        name: String::new(),
        ground: ground.code().to_owned(),
        note: note.to_owned(),
        at: now,
    };
    rows::insert_recusal(tx, organisation, &row).await?;
    Ok(())
}

/// Whether a state is one in which the person may read the file.
pub fn opens_to_accused(state: State) -> bool {
    state.is_charged()
}
