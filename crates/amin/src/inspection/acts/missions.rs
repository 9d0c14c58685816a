//! A mission is ordered, its inspectors are screened against the people of the unit, the letter is handed over, the report is confirmed.

use persian::Date;
use relations::rules::Outcome;
use serde_json::json;
use store::{Conn, Timestamp, Tx};

use super::screening::{Screened, keep_out, screen, send_one};
use super::{
    MOST_TEXT, MOST_TITLE, entry, is_sent, iso, known, state_of, tell_managers, token,
    visible_mission,
};
use crate::committee::acts::{day_of, text_of};
use crate::inspection::model::{MissionKind, MissionState, PlanState};
use crate::inspection::store::{self as rows, InspectorRow, MissionRow, Numbered, SentRow};
use crate::interests::acts::Changed;
use crate::interests::ties::rule_version;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, refused};
use crate::platform::permissions::{Right, Role};
use crate::platform::texts::{Lang, Texts};
use crate::voice::rules::Rules;

/// Longest mission, in days.
pub const MOST_DAYS: i64 = 120;

/// A mission as typed.
#[derive(Debug, Clone, Default)]
pub struct MissionInput {
    /// The form's token, its id.
    pub id: String,
    /// Line of an approved plan, or empty.
    pub plan_line: String,
    /// Mission that it follows up, or empty.
    pub follows: String,
    /// Unit.
    pub unit: String,
    /// Process.
    pub process: String,
    /// Code of a service, or empty.
    pub service: String,
    /// What is to be looked at and why.
    pub purpose: String,
    /// Version of a checklist.
    pub checklist: String,
    /// First day.
    pub from_day: String,
    /// Last day.
    pub to_day: String,
    /// Inspectors who are to be sent, by the id of the decree.
    pub inspectors: Vec<String>,
}

/// Everybody who could see missions as an inspector: by decree, or by role.
async fn could_inspect(
    conn: &mut Conn,
    organisation: &str,
) -> Result<Vec<(String, String)>, ActError> {
    let mut people: Vec<String> = rows::inspectors(conn, organisation)
        .await?
        .into_iter()
        .map(|row| row.person)
        .collect();
    people.extend(
        crate::committee::store::holders(conn, organisation, Role::Inspector.code(), None).await?,
    );
    people.sort_unstable();
    people.dedup();
    Ok(rows::names(conn, organisation, &people).await?)
}

/// The decrees that were chosen, with a fault for each that does not hold over the whole mission.
async fn chosen(
    conn: &mut Conn,
    organisation: &str,
    faults: &mut Faults,
    ids: &[String],
    span: Option<(Date, Date)>,
) -> Result<Vec<InspectorRow>, ActError> {
    let mut decrees = Vec::new();
    for id in ids {
        match rows::inspector(conn, organisation, known(id)?).await? {
            None => faults.add("inspectors", |t| t.committee_fault_choose().to_owned()),
            Some(decree) => {
                if let Some((from, to)) = span
                    && !decree.holds(&from.gregorian_iso(), &to.gregorian_iso())
                {
                    let number = decree.decree.clone();
                    faults.add("inspectors", move |t| {
                        t.inspection_fault_decree(t.lang.digits(&number))
                    });
                }
                decrees.push(decree);
            }
        }
    }
    if ids.is_empty() {
        faults.add("inspectors", |t| t.inspection_fault_nobody().to_owned());
    }
    Ok(decrees)
}

/// Orders a mission. Everybody who could inspect is compared with the unit's people at once: who is tied is not sent, and for them the
/// mission never exists. The same id again changes nothing.
pub async fn order_mission(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    input: &MissionInput,
) -> Result<String, ActError> {
    actor.require(Right::InspectionRun, None)?;
    token(&input.id)?;
    let organisation = actor.organisation.as_str();
    if rows::mission(tx.read(), organisation, &input.id)
        .await?
        .is_some()
    {
        return Ok(input.id.clone());
    }
    let mut faults = Faults::default();
    let line = match input.plan_line.as_str() {
        "" => None,
        id => rows::plan_line(tx.read(), organisation, known(id)?)
            .await?
            .filter(|line| !line.dropped),
    };
    if let Some(line) = &line {
        let plan = rows::plan(tx.read(), organisation, &line.plan).await?;
        if plan.is_none_or(|plan| plan.state != PlanState::Approved.code()) {
            return Err(refused(|t| t.inspection_refused_not_approved().to_owned()));
        }
    }
    let follows = match input.follows.as_str() {
        "" => None,
        id => Some(visible_mission(tx.read(), actor, id).await?),
    };
    if rules.unit(&input.unit).is_none_or(|unit| !unit.active) {
        faults.add("unit", |t| t.committee_fault_choose().to_owned());
    }
    let process = text_of(&mut faults, "process", &input.process, MOST_TITLE);
    let purpose = text_of(&mut faults, "purpose", &input.purpose, MOST_TEXT);
    let service = input.service.trim();
    if !service.is_empty()
        && crate::services::store::service_by_code(tx.read(), organisation, known(service)?)
            .await?
            .is_none()
    {
        faults.add("service", |t| t.inspection_fault_service().to_owned());
    }
    let checklist = rows::checklist(tx.read(), organisation, known(&input.checklist)?).await?;
    if checklist.is_none_or(|row| row.replaced_on.is_some()) {
        faults.add("checklist", |t| t.committee_fault_choose().to_owned());
    }
    let from = day_of(&mut faults, "from_day", &input.from_day);
    let to = day_of(&mut faults, "to_day", &input.to_day);
    if from.is_some_and(|from| from < persian::tehran_date(now.0)) {
        faults.add("from_day", |t| t.inspection_fault_past().to_owned());
    }
    let span = from.zip(to);
    if span.is_some_and(|(from, to)| to < from || from.days_until(to) >= MOST_DAYS) {
        faults.add("to_day", |t| t.inspection_fault_mission_span(MOST_DAYS));
    }
    let decrees = chosen(
        tx.read(),
        organisation,
        &mut faults,
        &input.inspectors,
        span,
    )
    .await?;
    faults.check()?;
    let Some((from, to)) = span else {
        return Err(ActError::NotFound);
    };
    let people = could_inspect(tx.read(), organisation).await?;
    let screened = screen(tx.read(), organisation, &input.unit, &people, now).await?;
    let free: Vec<(&InspectorRow, &Screened)> = decrees
        .iter()
        .filter_map(|decree| {
            let one = screened.iter().find(|one| one.person == decree.person)?;
            (!one.is_tied()).then_some((decree, one))
        })
        .collect();
    if free.is_empty() {
        return Err(crate::platform::errors::invalid("inspectors", |t| {
            t.inspection_fault_all_tied().to_owned()
        }));
    }
    let year = persian::tehran_date(now.0).year();
    let row = MissionRow {
        id: input.id.clone(),
        number: rows::next_number(tx.read(), organisation, Numbered::Mission, year).await?,
        kind: if follows.is_some() {
            MissionKind::FollowUp
        } else if line.is_some() {
            MissionKind::Planned
        } else {
            MissionKind::Occasion
        }
        .code()
        .to_owned(),
        plan_line: line.map(|line| line.id),
        follows: follows.map(|row| row.id),
        unit: input.unit.clone(),
        process,
        service: (!service.is_empty()).then(|| service.to_owned()),
        purpose,
        checklist: input.checklist.clone(),
        from_day: from.gregorian_iso(),
        to_day: to.gregorian_iso(),
        state: MissionState::Ordered.code().to_owned(),
        ordered_by: actor.account.clone(),
        ordered_person: actor.person.clone(),
        ordered_at: now,
        started_at: None,
        reported_at: None,
        report: None,
        report_hash: None,
        closed_at: None,
        closed_by: None,
        closing_note: String::new(),
    };
    rows::insert_mission(tx, organisation, &row).await?;
    for (decree, one) in &free {
        send_one(tx, organisation, &row.id, decree, one, now).await?;
    }
    for one in screened.iter().filter(|one| one.is_tied()) {
        keep_out(tx, organisation, &row.id, one, "", now).await?;
    }
    let t = Texts::of(Lang::Fa);
    let people: Vec<String> = free.iter().map(|(row, _)| row.person.clone()).collect();
    let number = t.lang.digits(&row.number);
    crate::committee::jobs::tell(
        tx,
        organisation,
        &people,
        t.inspection_news_sent_subject(),
        &t.inspection_news_sent(&number),
        now,
    )
    .await?;
    let payload = vec![
        ("number", json!(row.number)),
        ("mission-kind", json!(row.kind)),
        ("concerned-unit", json!(row.unit)),
        ("process", json!(row.process)),
        ("checklist", json!(row.checklist)),
        ("from", json!(row.from_day)),
        ("to", json!(row.to_day)),
        ("sent", json!(people)),
        ("rule-version", json!(rule_version())),
    ];
    mission_entry(
        tx,
        actor,
        now,
        Right::InspectionRun,
        "inspection.mission-ordered",
        &row,
        payload,
    )
    .await?;
    Ok(row.id)
}

/// Appends the entry of something done with a mission.
pub(super) async fn mission_entry(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    right: Right,
    kind: &'static str,
    row: &MissionRow,
    payload: Vec<(&'static str, serde_json::Value)>,
) -> Result<i64, ActError> {
    let objects = vec![("mission", row.id.clone())];
    entry(tx, actor, now, Some(right), kind, objects, payload).await
}

/// Sends another inspector on a mission that is not finished, where nothing ties them to the unit; else they are kept out, and the answer
/// is false.
pub async fn send_inspector(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    inspector: &str,
) -> Result<bool, ActError> {
    let row = visible_mission(tx.read(), actor, id).await?;
    actor.require(Right::InspectionRun, None)?;
    if !matches!(
        state_of(&row)?,
        MissionState::Ordered | MissionState::UnderWay
    ) {
        return Err(refused(|t| t.inspection_refused_state().to_owned()));
    }
    let organisation = actor.organisation.as_str();
    let mut faults = Faults::default();
    let span = super::stored_day(&row.from_day).zip(super::stored_day(&row.to_day));
    let ids: Vec<String> = (!inspector.is_empty())
        .then(|| inspector.to_owned())
        .into_iter()
        .collect();
    let decrees = chosen(tx.read(), organisation, &mut faults, &ids, span).await?;
    faults.check()?;
    let Some(decree) = decrees.into_iter().next() else {
        return Err(ActError::NotFound);
    };
    let there = rows::sent(tx.read(), organisation, &row.id).await?;
    if there.iter().any(|one| one.person == decree.person) {
        return Ok(true);
    }
    if rows::is_kept_out(tx.read(), organisation, &row.id, &decree.person).await? {
        return Ok(false);
    }
    let people = rows::names(
        tx.read(),
        organisation,
        std::slice::from_ref(&decree.person),
    )
    .await?;
    let screened = screen(tx.read(), organisation, &row.unit, &people, now).await?;
    let Some(one) = screened.first() else {
        return Err(ActError::NotFound);
    };
    if one.is_tied() {
        keep_out(tx, organisation, &row.id, one, "", now).await?;
    } else {
        send_one(tx, organisation, &row.id, &decree, one, now).await?;
    }
    let payload = vec![
        ("person", json!(decree.person)),
        ("outcome", json!(one.outcome.code())),
    ];
    mission_entry(
        tx,
        actor,
        now,
        Right::InspectionRun,
        "inspection.inspector-screened",
        &row,
        payload,
    )
    .await?;
    Ok(!one.is_tied())
}

/// Hands the letter over: from now on the unit knows of the mission. Ties are looked at once more, since they may be new; who is tied now
/// is taken off. Gives whether who acts is still sent.
pub async fn start_mission(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
) -> Result<bool, ActError> {
    let mut row = super::own_mission(tx, actor, now, id, &[MissionState::Ordered]).await?;
    let organisation = actor.organisation.as_str();
    if iso(now) < row.from_day || iso(now) > row.to_day {
        return Err(refused(|t| t.inspection_refused_period().to_owned()));
    }
    let there = rows::sent(tx.read(), organisation, &row.id).await?;
    let ids: Vec<String> = there.iter().map(|one| one.person.clone()).collect();
    let people = rows::names(tx.read(), organisation, &ids).await?;
    let mut tied = Vec::new();
    for one in screen(tx.read(), organisation, &row.unit, &people, now).await? {
        if one.is_tied() {
            take_off(tx, organisation, &there, &one, "", now).await?;
            tied.push(one.person);
        }
    }
    if !tied.is_empty() {
        let payload = vec![("people", json!(tied))];
        mission_entry(
            tx,
            actor,
            now,
            Right::InspectionDo,
            "inspection.inspector-screened",
            &row,
            payload,
        )
        .await?;
        if actor.person.as_ref().is_some_and(|own| tied.contains(own)) {
            return Ok(false);
        }
    }
    MissionState::UnderWay.code().clone_into(&mut row.state);
    row.started_at = Some(now);
    rows::save_mission(tx, organisation, &row).await?;
    let t = Texts::of(Lang::Fa);
    let number = t.lang.digits(&row.number);
    tell_managers(
        tx,
        organisation,
        &row.unit,
        t.inspection_news_started_subject(),
        &t.inspection_news_started(&number),
        now,
    )
    .await?;
    let payload = vec![("state", json!(row.state))];
    mission_entry(
        tx,
        actor,
        now,
        Right::InspectionDo,
        "inspection.mission-started",
        &row,
        payload,
    )
    .await?;
    Ok(true)
}

/// Looks again at who is sent on missions that are not reported: a tie has changed. Who is tied now is taken off, and who ordered the
/// mission is told that another may be needed.
pub async fn rescreen(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    changed: &Changed,
) -> Result<(), ActError> {
    let program = Actor::program(organisation);
    let mut open = Vec::new();
    for state in [MissionState::Ordered, MissionState::UnderWay] {
        let filter = rows::MissionFilter {
            state: state.code().to_owned(),
            ..rows::MissionFilter::default()
        };
        open.extend(rows::list_missions(tx.read(), organisation, &filter, i64::MAX, 0).await?);
    }
    for row in open {
        let there = rows::sent(tx.read(), organisation, &row.id).await?;
        if let Changed::Person(person) = changed {
            let inspected = rows::people_of(tx.read(), organisation, &row.unit).await?;
            if !there.iter().any(|one| one.person == *person)
                && !inspected.iter().any(|one| one.id == *person)
            {
                continue;
            }
        }
        let ids: Vec<String> = there.iter().map(|one| one.person.clone()).collect();
        let people = rows::names(tx.read(), organisation, &ids).await?;
        let mut tied = Vec::new();
        for one in screen(tx.read(), organisation, &row.unit, &people, now).await? {
            if one.is_tied() {
                take_off(tx, organisation, &there, &one, "", now).await?;
                tied.push(one.person);
            }
        }
        if tied.is_empty() {
            continue;
        }
        let t = Texts::of(Lang::Fa);
        let orderer: Vec<String> = row.ordered_person.iter().cloned().collect();
        crate::committee::jobs::tell(
            tx,
            organisation,
            &orderer,
            t.inspection_news_withdrew_subject(),
            &t.inspection_news_withdrew(t.lang.digits(&row.number)),
            now,
        )
        .await?;
        let payload = vec![
            ("people", json!(tied)),
            ("rule-version", json!(rule_version())),
        ];
        let (right, kind) = (Right::InspectionRun, "inspection.inspector-screened");
        mission_entry(tx, &program, now, right, kind, &row, payload).await?;
    }
    Ok(())
}

/// Opens why somebody was kept from a mission: a path names relatives, so the reason goes into the journal.
pub async fn open_mission_paths(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    reason: &str,
) -> Result<(), ActError> {
    let row = visible_mission(tx.read(), actor, id).await?;
    let (object, reason) = (("mission", row.id), ("look_reason", reason));
    crate::interests::acts::paths_opened(tx, actor, now, object, reason).await
}

async fn take_off(
    tx: &mut Tx,
    organisation: &str,
    there: &[SentRow],
    one: &Screened,
    note: &str,
    now: Timestamp,
) -> Result<(), ActError> {
    if let Some(row) = there.iter().find(|row| row.person == one.person) {
        rows::remove_sent(tx, organisation, &row.id).await?;
        keep_out(tx, organisation, &row.mission, one, note, now).await?;
    }
    Ok(())
}

/// An inspector keeps out of a mission for a reason that the records do not know; from now on it does not exist for them.
pub async fn withdraw_from_mission(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    note: &str,
) -> Result<(), ActError> {
    let row = super::own_mission(
        tx,
        actor,
        now,
        id,
        &[MissionState::Ordered, MissionState::UnderWay],
    )
    .await?;
    let mut faults = Faults::default();
    let note = text_of(&mut faults, "note", note, MOST_TEXT);
    faults.check()?;
    let organisation = actor.organisation.as_str();
    let there = rows::sent(tx.read(), organisation, &row.id).await?;
    let one = Screened {
        person: super::reader(actor),
        basis: "own",
        outcome: Outcome::Conflict,
        path: Default::default(),
        input_hash: String::new(),
    };
    take_off(tx, organisation, &there, &one, &note, now).await?;
    let t = Texts::of(Lang::Fa);
    let orderer: Vec<String> = row.ordered_person.iter().cloned().collect();
    let number = t.lang.digits(&row.number);
    crate::committee::jobs::tell(
        tx,
        organisation,
        &orderer,
        t.inspection_news_withdrew_subject(),
        &t.inspection_news_withdrew(&number),
        now,
    )
    .await?;
    let payload = vec![("person", json!(one.person)), ("note", json!(note))];
    mission_entry(
        tx,
        actor,
        now,
        Right::InspectionDo,
        "inspection.inspector-withdrew",
        &row,
        payload,
    )
    .await?;
    Ok(())
}

/// Confirms the report of a mission, or cancels a mission that was not reported, with the reason. Never by who was sent on it.
pub async fn close_mission(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    cancel: bool,
    note: &str,
) -> Result<(), ActError> {
    let mut row = visible_mission(tx.read(), actor, id).await?;
    actor.require(Right::InspectionRun, None)?;
    let state = state_of(&row)?;
    let possible = if cancel {
        matches!(state, MissionState::Ordered | MissionState::UnderWay)
    } else {
        state == MissionState::Reported
    };
    if !possible {
        return Err(refused(|t| t.inspection_refused_state().to_owned()));
    }
    let there = rows::sent(tx.read(), &actor.organisation, &row.id).await?;
    if is_sent(tx.read(), actor, &row.id, now).await?
        || there
            .iter()
            .any(|one| Some(&one.person) == actor.person.as_ref())
    {
        return Err(refused(|t| t.inspection_refused_own_report().to_owned()));
    }
    let mut faults = Faults::default();
    row.closing_note = text_of(&mut faults, "note", note, MOST_TEXT);
    faults.check()?;
    if cancel {
        MissionState::Cancelled
    } else {
        MissionState::Closed
    }
    .code()
    .clone_into(&mut row.state);
    row.closed_at = Some(now);
    row.closed_by.clone_from(&actor.account);
    rows::save_mission(tx, &actor.organisation, &row).await?;
    let payload = vec![
        ("state", json!(row.state)),
        ("note", json!(row.closing_note)),
    ];
    let kind = if cancel {
        "inspection.mission-cancelled"
    } else {
        "inspection.report-confirmed"
    };
    mission_entry(tx, actor, now, Right::InspectionRun, kind, &row, payload).await?;
    Ok(())
}
