//! Boards and their members.

use serde_json::json;
use store::{Timestamp, Tx};

use super::{MOST_LINE, Note, text_of, value};
use crate::cases::model::{Count, Stage, TERM};
use crate::cases::store::{self as rows, BoardRow, MemberRow};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, invalid, refused};
use crate::platform::permissions::{Right, Role};
use crate::platform::texts::Lang;

/// Main members of a board at a time.
const MAIN: usize = 3;
/// Alternates of a board at a time.
const ALTERNATES: usize = 2;

/// Founds a board, or changes its name. One of each stage.
pub async fn put_board(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &BoardRow,
) -> Result<(), ActError> {
    actor.require(Right::BoardEdit, None)?;
    let organisation = actor.organisation.as_str();
    let mut faults = Faults::default();
    let name = text_of(&mut faults, "name", &input.name, MOST_LINE);
    let name_en = text_of(&mut faults, "name_en", &input.name_en, MOST_LINE);
    let legal_basis = text_of(&mut faults, "legal_basis", &input.legal_basis, MOST_LINE);
    if Stage::of(&input.stage).is_none() {
        faults.add("stage", |t| t.cases_fault_choose().to_owned());
    }
    if input.id.is_empty() || input.id.len() > 64 || input.id.contains('\0') {
        faults.add("name", |t| t.cases_fault_token().to_owned());
    }
    let known = rows::boards(tx.read(), organisation).await?;
    if known
        .iter()
        .any(|row| row.stage == input.stage && row.id != input.id)
    {
        faults.add("stage", |t| t.cases_fault_board_exists().to_owned());
    }
    faults.check()?;
    let row = BoardRow {
        id: input.id.clone(),
        stage: known
            .iter()
            .find(|row| row.id == input.id)
            .map_or_else(|| input.stage.clone(), |row| row.stage.clone()),
        name,
        name_en,
        legal_basis,
    };
    rows::put_board(tx, organisation, &row).await?;
    Note {
        actor,
        right: Some(Right::BoardEdit),
        now,
        kind: "cases.board",
        object: &row.id,
        payload: vec![("stage", json!(row.stage)), ("name", json!(row.name))],
    }
    .append(tx)
    .await
}

/// A member as typed.
#[derive(Debug, Clone, Default)]
pub struct MemberInput {
    /// Person.
    pub person: String,
    /// Stands in for a main member.
    pub alternate: bool,
    /// Number and date of the decree.
    pub decree: String,
    /// First day, Solar Hijri.
    pub from_day: String,
}

/// Appoints a member for a term. Nobody sits on both boards, nor twice on one.
pub async fn appoint_member(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    board: &str,
    input: &MemberInput,
) -> Result<(), ActError> {
    actor.require(Right::BoardEdit, None)?;
    let organisation = actor.organisation.as_str();
    let board = rows::board(tx.read(), organisation, &board.replace('\0', ""))
        .await?
        .ok_or(ActError::NotFound)?;
    let mut faults = Faults::default();
    let decree = text_of(&mut faults, "decree", &input.decree, MOST_LINE);
    let from = match input.from_day.trim().parse::<persian::Date>() {
        Ok(day) => Some(day),
        Err(why) => {
            faults.add("from_day", move |t| match t.lang {
                Lang::Fa => why.to_persian(),
                Lang::En => why.to_string(),
            });
            None
        }
    };
    let able = rows::holders(tx.read(), organisation, &[Role::CommitteeMember.code()]).await?;
    if !able.iter().any(|(person, ..)| *person == input.person) {
        faults.add("person", |t| t.cases_fault_no_member_role().to_owned());
    }
    faults.check()?;
    let Some(from) = from else {
        return Err(ActError::NotFound);
    };
    let years = value(tx.read(), organisation, TERM).await?;
    debug_assert_eq!(TERM.count, Count::Years, "a term is counted in years");
    let months = i32::try_from(years * 12).unwrap_or(36);
    let to = from
        .add_months(months)
        .and_then(persian::Date::previous_day)
        .ok_or_else(|| invalid("from_day", |t| t.cases_fault_choose().to_owned()))?;
    let (from_day, to_day) = (from.iso(), to.iso());
    let terms = rows::members(tx.read(), organisation).await?;
    let overlaps = |row: &&MemberRow| row.from_day <= to_day && row.to_day >= from_day;
    if let Some(other) = terms
        .iter()
        .filter(overlaps)
        .find(|row| row.person == input.person)
    {
        let same = other.board == board.id;
        return Err(invalid("person", move |t| {
            if same {
                t.cases_fault_member_already().to_owned()
            } else {
                t.cases_fault_both_boards().to_owned()
            }
        }));
    }
    let alike = terms
        .iter()
        .filter(overlaps)
        .filter(|row| row.board == board.id && row.alternate == input.alternate)
        .count();
    let most = if input.alternate { ALTERNATES } else { MAIN };
    if alike >= most {
        return Err(refused(move |t| t.cases_refused_board_full(most)));
    }
    let row = MemberRow {
        id: tx.new_id(now),
        board: board.id.clone(),
        stage: board.stage,
        person: input.person.clone(),
        name: String::new(),
        alternate: input.alternate,
        decree,
        from_day,
        to_day,
    };
    rows::put_member(tx, organisation, &row).await?;
    Note {
        actor,
        right: Some(Right::BoardEdit),
        now,
        kind: "cases.member",
        object: &board.id,
        payload: vec![
            ("person", json!(row.person)),
            ("alternate", json!(row.alternate)),
            ("decree", json!(row.decree)),
            ("from", json!(row.from_day)),
            ("to", json!(row.to_day)),
        ],
    }
    .append(tx)
    .await
}

/// Ends a term today.
pub async fn end_member(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    board: &str,
    member: &str,
) -> Result<(), ActError> {
    actor.require(Right::BoardEdit, None)?;
    let organisation = actor.organisation.as_str();
    let mut row = rows::members(tx.read(), organisation)
        .await?
        .into_iter()
        .find(|row| row.id == member && row.board == board)
        .ok_or(ActError::NotFound)?;
    let day = persian::tehran_date(now.0);
    let yesterday = day.previous_day().unwrap_or(day).iso();
    if row.to_day <= yesterday {
        return Err(refused(|t| t.cases_refused_term_over().to_owned()));
    }
    row.to_day = yesterday;
    rows::put_member(tx, organisation, &row).await?;
    Note {
        actor,
        right: Some(Right::BoardEdit),
        now,
        kind: "cases.member-ended",
        object: board,
        payload: vec![("person", json!(row.person)), ("to", json!(row.to_day))],
    }
    .append(tx)
    .await
}
