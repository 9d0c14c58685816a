//! Warnings: served to a unit or a person, acknowledged, answered, closed.

use serde_json::json;
use store::{Conn, Timestamp, Tx};

use super::{
    MOST_TEXT, MOST_TITLE, entry, is_sent, known, own_mission, reader, tell_managers, working_days,
};
use crate::committee::acts::text_of;
use crate::inspection::model::{MissionState, WARNING_DAYS, WarningOutcome, WarningState};
use crate::inspection::store::{self as rows, Numbered, WarningRow};
use crate::organisation::acts::{any_account_may, is_among};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, refused};
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};
use crate::voice::rules::Rules;

/// A warning as typed.
#[derive(Debug, Clone, Default)]
pub struct WarningInput {
    /// Person, or empty for the whole unit.
    pub person: String,
    /// What is to change.
    pub text: String,
    /// Law or rule.
    pub legal_basis: String,
}

/// Serves a warning to the unit of a mission or to one of its people. Gives its id.
pub async fn serve_warning(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    mission: &str,
    input: &WarningInput,
) -> Result<String, ActError> {
    let mission = own_mission(
        tx,
        actor,
        now,
        mission,
        &[MissionState::UnderWay, MissionState::Reported],
    )
    .await?;
    let organisation = actor.organisation.as_str();
    let mut faults = Faults::default();
    let text = text_of(&mut faults, "text", &input.text, MOST_TEXT);
    let legal_basis = text_of(&mut faults, "legal_basis", &input.legal_basis, MOST_TITLE);
    let person = input.person.trim();
    if !person.is_empty() {
        let there = rows::people_of(tx.read(), organisation, &mission.unit).await?;
        if !there.iter().any(|one| one.id == person) {
            faults.add("person", |t| t.committee_fault_choose().to_owned());
        }
    }
    faults.check()?;
    let year = persian::tehran_date(now.0).year();
    let row = WarningRow {
        id: tx.new_id(now),
        number: rows::next_number(tx.read(), organisation, Numbered::Warning, year).await?,
        mission: mission.id.clone(),
        unit: mission.unit.clone(),
        person: (!person.is_empty()).then(|| person.to_owned()),
        text,
        legal_basis,
        state: WarningState::Served.code().to_owned(),
        issued_by: actor.account.clone(),
        issued_person: actor.person.clone(),
        served_at: now,
        deadline_at: working_days(rules, WARNING_DAYS, now)?,
        acknowledged_by: None,
        acknowledged_at: None,
        answer: String::new(),
        answered_by: None,
        answered_at: None,
        outcome: String::new(),
        closed_by: None,
        closed_at: None,
    };
    rows::insert_warning(tx, organisation, &row).await?;
    let t = Texts::of(Lang::Fa);
    let number = t.lang.digits(&row.number);
    let (subject, words) = (
        t.inspection_news_warning_subject(),
        t.inspection_news_warning(&number),
    );
    match &row.person {
        Some(person) => {
            let people = std::slice::from_ref(person);
            crate::committee::jobs::tell(tx, organisation, people, subject, &words, now).await?;
        }
        None => tell_managers(tx, organisation, &row.unit, subject, &words, now).await?,
    }
    write(
        tx,
        actor,
        now,
        Some(Right::InspectionDo),
        "inspection.warning-served",
        &row,
    )
    .await?;
    Ok(row.id)
}

async fn write(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    right: Option<Right>,
    kind: &'static str,
    row: &WarningRow,
) -> Result<(), ActError> {
    let objects = vec![
        ("warning", row.id.clone()),
        ("mission", row.mission.clone()),
    ];
    let payload = vec![
        ("number", json!(row.number)),
        ("state", json!(row.state)),
        ("concerned-unit", json!(row.unit)),
        ("person", json!(row.person)),
        ("deadline", json!(row.deadline_at.0)),
        ("answer", json!(row.answer)),
        ("outcome", json!(row.outcome)),
    ];
    entry(tx, actor, now, right, kind, objects, payload).await?;
    Ok(())
}

/// Who answers a warning: the person warned, else the managers of the unit.
pub fn answers_for(actor: &Actor, row: &WarningRow) -> bool {
    match &row.person {
        Some(person) => actor.person.as_ref() == Some(person),
        None => actor.may_for(Right::InspectionAnswer, Some(&row.unit)),
    }
}

/// The warning, where this actor may see it: whom it was served to, the managers of the unit, who was sent on the mission, the integrity
/// officer; never who is kept from the mission.
pub async fn visible_warning(
    conn: &mut Conn,
    actor: &Actor,
    id: &str,
) -> Result<WarningRow, ActError> {
    let organisation = actor.organisation.as_str();
    let row = rows::warning(conn, organisation, known(id)?)
        .await?
        .ok_or(ActError::NotFound)?;
    let own = reader(actor);
    if rows::is_kept_out(conn, organisation, &row.mission, &own).await? {
        return Err(ActError::NotFound);
    }
    let sent = rows::sent(conn, organisation, &row.mission).await?;
    let seen = answers_for(actor, &row)
        || actor.may_for(Right::InspectionAnswer, Some(&row.unit))
        || actor.may_for(Right::InspectionRun, None)
        || sent.iter().any(|one| one.person == own);
    if seen {
        Ok(row)
    } else {
        Err(ActError::NotFound)
    }
}

fn in_state(row: &WarningRow, states: &[WarningState]) -> Result<(), ActError> {
    if states.iter().any(|state| state.code() == row.state) {
        Ok(())
    } else {
        Err(refused(|t| t.inspection_refused_state().to_owned()))
    }
}

/// Acknowledges a warning.
pub async fn acknowledge_warning(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
) -> Result<(), ActError> {
    let mut row = visible_warning(tx.read(), actor, id).await?;
    if !answers_for(actor, &row) {
        return Err(ActError::Forbidden);
    }
    in_state(&row, &[WarningState::Served])?;
    WarningState::Acknowledged.code().clone_into(&mut row.state);
    row.acknowledged_by.clone_from(&actor.account);
    row.acknowledged_at = Some(now);
    rows::save_warning(tx, &actor.organisation, &row).await?;
    write(
        tx,
        actor,
        now,
        None,
        "inspection.warning-acknowledged",
        &row,
    )
    .await
}

/// Answers a warning; who answers has seen it.
pub async fn answer_warning(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    answer: &str,
) -> Result<(), ActError> {
    let mut row = visible_warning(tx.read(), actor, id).await?;
    if !answers_for(actor, &row) {
        return Err(ActError::Forbidden);
    }
    in_state(&row, &[WarningState::Served, WarningState::Acknowledged])?;
    let mut faults = Faults::default();
    row.answer = text_of(&mut faults, "note", answer, MOST_TEXT);
    faults.check()?;
    if row.acknowledged_at.is_none() {
        row.acknowledged_by.clone_from(&actor.account);
        row.acknowledged_at = Some(now);
    }
    WarningState::Answered.code().clone_into(&mut row.state);
    row.answered_by.clone_from(&actor.account);
    row.answered_at = Some(now);
    rows::save_warning(tx, &actor.organisation, &row).await?;
    write(tx, actor, now, None, "inspection.warning-answered", &row).await
}

/// Closes a warning that was answered, or whose time for an answer has passed; by who was sent on the mission or the integrity officer,
/// never by who answered it or may answer for the unit, with whatever account.
pub async fn close_warning(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    outcome: &str,
) -> Result<(), ActError> {
    let mut row = visible_warning(tx.read(), actor, id).await?;
    let inspector = is_sent(tx.read(), actor, &row.mission, now).await?;
    if !inspector && !actor.may_for(Right::InspectionRun, None) {
        return Err(ActError::Forbidden);
    }
    if row.state == WarningState::Closed.code()
        || (row.state != WarningState::Answered.code() && now < row.deadline_at)
    {
        return Err(refused(|t| {
            t.inspection_refused_unanswered_warning().to_owned()
        }));
    }
    let answerer: Vec<String> = row.answered_by.iter().cloned().collect();
    if answers_for(actor, &row)
        || is_among(tx.read(), actor, &answerer).await?
        || any_account_may(tx.read(), actor, Right::InspectionAnswer, &row.unit).await?
    {
        return Err(refused(|t| t.inspection_refused_own_answer().to_owned()));
    }
    let mut faults = Faults::default();
    if WarningOutcome::of(outcome).is_none() {
        faults.add("outcome", |t| t.committee_fault_choose().to_owned());
    }
    faults.check()?;
    outcome.clone_into(&mut row.outcome);
    WarningState::Closed.code().clone_into(&mut row.state);
    row.closed_by.clone_from(&actor.account);
    row.closed_at = Some(now);
    rows::save_warning(tx, &actor.organisation, &row).await?;
    let right = if inspector {
        Right::InspectionDo
    } else {
        Right::InspectionRun
    };
    write(
        tx,
        actor,
        now,
        Some(right),
        "inspection.warning-closed",
        &row,
    )
    .await
}
