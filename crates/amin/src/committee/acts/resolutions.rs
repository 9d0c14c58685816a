//! Resolutions: issued with owner and deadline, carried out, reported, verified by somebody else; escalated when overdue.

use persian::tehran_date;
use serde_json::json;
use store::{Timestamp, Tx};

use super::{
    MOST_TEXT, MOST_TITLE, committee_of, entry, item_of, session_of, text_of, working_day_of,
};
use crate::committee::jobs;
use crate::committee::model::{
    Aim, Deed, ESCALATION_DAYS, ItemState, LEVELS, MinutesState, ResolutionState, SessionState,
    after,
};
use crate::committee::store::{self as rows, ResolutionRow, ResolutionStepRow};
use crate::organisation::acts::{any_account_may, is_among};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, invalid, refused};
use crate::platform::permissions::Right;
use crate::voice::deadline::{self, Term};
use crate::voice::rules::Rules;

/// What the form of a resolution says.
#[derive(Debug, Clone, Default)]
pub struct ResolutionInput {
    /// What is to be done.
    pub text: String,
    /// Unit that owes it.
    pub unit: String,
    /// Working days, as typed.
    pub working_days: String,
    /// Last day, Solar Hijri; instead of working days.
    pub deadline_day: String,
    /// What shall show that it is done.
    pub evidence_asked: String,
    /// Code of what it is for.
    pub aim: String,
}

/// Longest deadline, in working days.
const MOST_DAYS: i64 = 500;

fn corrupt(why: impl std::fmt::Display) -> store::Error {
    store::Error::Corrupt(why.to_string())
}

/// Issues a resolution of an item whose vote passed, while the session sits or its minutes are not agreed.
pub async fn issue(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    session: &str,
    item: &str,
    input: &ResolutionInput,
) -> Result<String, ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let (committee, session) = session_of(tx, actor, session).await?;
    let sits = session.state == SessionState::Open.code();
    if !sits && session.minutes_state != MinutesState::Draft.code() {
        return Err(refused(|t| t.committee_refused_minutes().to_owned()));
    }
    let organisation = actor.organisation.clone();
    let item = item_of(tx.read(), actor, &session, item).await?;
    let votes = rows::votes(tx.read(), &organisation, &session.id).await?;
    let passed = votes.iter().any(|vote| vote.item == item.id && vote.passed);
    if item.state != ItemState::Decided.code() || !passed {
        return Err(refused(|t| t.committee_refused_not_passed().to_owned()));
    }
    let mut faults = Faults::default();
    let text = text_of(&mut faults, "text", &input.text, MOST_TEXT);
    let evidence_asked = text_of(
        &mut faults,
        "evidence_asked",
        &input.evidence_asked,
        MOST_TITLE,
    );
    let today = tehran_date(now.0);
    let given = input.working_days.trim();
    let days = if input.deadline_day.trim().is_empty() {
        let days = persian::parse_integer(given).ok();
        let days = days.filter(|days| (1..=MOST_DAYS).contains(days));
        if days.is_none() {
            faults.add("working_days", |t| t.committee_fault_days().to_owned());
        }
        days
    } else if given.is_empty() {
        let day = working_day_of(
            &mut faults,
            "deadline_day",
            &input.deadline_day,
            rules,
            today,
        );
        let days = day.map(|day| rules.calendar.working_days_between(today, day));
        if days.is_some_and(|days| days > MOST_DAYS) {
            faults.add("deadline_day", |t| t.committee_fault_days().to_owned());
        }
        days
    } else {
        faults.add("deadline_day", |t| {
            t.committee_fault_two_deadlines().to_owned()
        });
        None
    };
    if rules.unit(&input.unit).is_none_or(|unit| !unit.active) {
        faults.add("unit", |t| t.committee_fault_choose().to_owned());
    }
    let aim = Aim::of(&input.aim);
    if aim.is_none() {
        faults.add("aim", |t| t.committee_fault_choose().to_owned());
    }
    faults.check()?;
    let term = Term {
        working_days: days.unwrap_or(1),
        warn_share: 70,
    };
    let due = deadline::from(&rules.calendar, term, now).map_err(corrupt)?;
    let before = rows::resolutions_of(tx.read(), &organisation, &session.id)
        .await?
        .len();
    let row = ResolutionRow {
        id: tx.new_id(now),
        committee: committee.id.clone(),
        session: session.id.clone(),
        item: item.id.clone(),
        number: format!("{}/{}", session.number, before + 1),
        text,
        unit: input.unit.clone(),
        evidence_asked,
        working_days: term.working_days,
        deadline_at: due.at,
        state: ResolutionState::Issued.code().to_owned(),
        level: 0,
        reported_by: None,
        evidence: String::new(),
        issued_at: now,
        closed_at: None,
        aim: aim.map(|aim| aim.code().to_owned()),
    };
    rows::insert_resolution(tx, &organisation, &row).await?;
    step(
        tx,
        actor,
        now,
        &row,
        Deed::Issue,
        "",
        Some(row.unit.clone()),
    )
    .await?;
    jobs::watch_deadline(tx, &organisation, &row, row.deadline_at, now).await?;
    jobs::tell_unit(tx, &organisation, &row, &row.unit, false, now).await?;
    Ok(row.id)
}

/// Does something with a resolution. The unit begins and reports; somebody else, never the one who reported, verifies or
/// returns; the secretary cancels for the committee, with the reason.
pub async fn perform(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    deed: Deed,
    note: &str,
) -> Result<(), ActError> {
    let mut row = visible(tx, actor, id).await?;
    let right = match deed {
        Deed::Begin | Deed::Report => Right::ResolutionReport,
        Deed::Verify | Deed::Return => Right::ResolutionVerify,
        Deed::Cancel => Right::CommitteeRun,
        Deed::Issue | Deed::Overdue => return Err(ActError::NotFound),
    };
    actor.require(right, Some(&row.unit))?;
    let state = ResolutionState::of(&row.state)
        .ok_or_else(|| store::Error::Corrupt(format!("resolution {id}: state {}", row.state)))?;
    let next =
        after(state, deed).ok_or_else(|| refused(|t| t.committee_refused_step().to_owned()))?;
    let note = note.trim().replace('\0', "");
    if note.is_empty() && deed != Deed::Begin {
        return Err(invalid("note", |t| t.committee_fault_note().to_owned()));
    }
    if note.chars().count() > MOST_TEXT {
        return Err(invalid("note", |t| t.committee_fault_long(MOST_TEXT)));
    }
    if matches!(deed, Deed::Verify | Deed::Return) {
        apart_from_the_unit(tx, actor, &row).await?;
    }
    next.code().clone_into(&mut row.state);
    match deed {
        Deed::Report => {
            row.reported_by.clone_from(&actor.account);
            row.evidence.clone_from(&note);
        }
        Deed::Verify | Deed::Cancel => row.closed_at = Some(now),
        _ => {}
    }
    rows::set_resolution(tx, &actor.organisation, &row).await?;
    step(tx, actor, now, &row, deed, &note, None).await
}

/// Who reported a resolution done, ever and with whatever account, does not judge it; nor does who may report for the unit that owes
/// it, even if another account or a second role of the same person opens the way.
async fn apart_from_the_unit(
    tx: &mut Tx,
    actor: &Actor,
    row: &ResolutionRow,
) -> Result<(), ActError> {
    let steps = rows::resolution_steps(tx.read(), &actor.organisation, &row.id).await?;
    let reporters = steps
        .into_iter()
        .filter(|step| step.deed == Deed::Report.code())
        .filter_map(|step| step.account);
    let reporters: Vec<String> = reporters.chain(row.reported_by.clone()).collect();
    if is_among(tx.read(), actor, &reporters).await?
        || any_account_may(tx.read(), actor, Right::ResolutionReport, &row.unit).await?
    {
        return Err(refused(|t| t.committee_refused_own_report().to_owned()));
    }
    Ok(())
}

/// The resolution, where this actor may see it: those of the own units, or of the committees one belongs to; never one of an
/// item that one keeps out of.
async fn visible(tx: &mut Tx, actor: &Actor, id: &str) -> Result<ResolutionRow, ActError> {
    let row = rows::resolution(tx.read(), &actor.organisation, &id.replace('\0', ""))
        .await?
        .ok_or(ActError::NotFound)?;
    may_see(tx.read(), actor, &row).await?;
    Ok(row)
}

/// Refuses, as if it did not exist, a resolution that this actor may not see.
pub async fn may_see(
    conn: &mut store::Conn,
    actor: &Actor,
    row: &ResolutionRow,
) -> Result<(), ActError> {
    if let Some(person) = &actor.person {
        let hidden = rows::recused_items(conn, &actor.organisation, person).await?;
        if hidden.contains(&row.item) {
            return Err(ActError::NotFound);
        }
    }
    if actor.may_for(Right::ResolutionReport, Some(&row.unit)) {
        return Ok(());
    }
    match committee_of(conn, actor, &row.committee).await {
        Ok(_) => Ok(()),
        Err(ActError::Forbidden) => Err(ActError::NotFound),
        Err(why) => Err(why),
    }
}

/// Writes down that a deadline passed, tells the unit above, and looks again some working days later, up to two levels.
/// Gives whether anything was written: the job may come late, twice, or for a resolution that is done.
pub async fn record_overdue(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    id: &str,
    level: i64,
) -> Result<bool, ActError> {
    let Some(mut row) = rows::resolution(tx.read(), &actor.organisation, id).await? else {
        return Ok(false);
    };
    let open = ResolutionState::of(&row.state).is_some_and(ResolutionState::is_open);
    if !open || row.level != level || now < row.deadline_at || level >= LEVELS {
        return Ok(false);
    }
    row.level += 1;
    let mut told = row.unit.clone();
    for _ in 0..row.level {
        match rules.parent(&told) {
            Some(parent) => parent.to_owned().clone_into(&mut told),
            None => break,
        }
    }
    rows::set_resolution(tx, &actor.organisation, &row).await?;
    step(tx, actor, now, &row, Deed::Overdue, "", Some(told.clone())).await?;
    jobs::tell_unit(tx, &actor.organisation, &row, &told, true, now).await?;
    if row.level < LEVELS {
        let term = Term {
            working_days: rules.limit(ESCALATION_DAYS).max(1),
            warn_share: 100,
        };
        let next = deadline::from(&rules.calendar, term, now).map_err(corrupt)?;
        jobs::watch_deadline(tx, &actor.organisation, &row, next.at, now).await?;
    }
    Ok(true)
}

async fn step(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    row: &ResolutionRow,
    deed: Deed,
    note: &str,
    unit: Option<String>,
) -> Result<(), ActError> {
    let (right, kind) = match deed {
        Deed::Issue => (Right::CommitteeRun, "committee.resolution-issued"),
        Deed::Begin => (Right::ResolutionReport, "committee.resolution-begun"),
        Deed::Report => (Right::ResolutionReport, "committee.resolution-reported"),
        Deed::Verify => (Right::ResolutionVerify, "committee.resolution-done"),
        Deed::Return => (Right::ResolutionVerify, "committee.resolution-returned"),
        Deed::Overdue => (Right::CommitteeRun, "committee.resolution-overdue"),
        Deed::Cancel => (Right::CommitteeRun, "committee.resolution-cancelled"),
    };
    let written = ResolutionStepRow {
        deed: deed.code().to_owned(),
        note: note.to_owned(),
        unit: unit.clone(),
        account: actor.account.clone(),
        role: actor.role_for(Some(right)).to_owned(),
        at: now,
    };
    rows::insert_resolution_step(tx, &actor.organisation, &row.id, &written).await?;
    let objects = vec![
        ("committee", row.committee.clone()),
        ("committee-session", row.session.clone()),
        ("agenda-item", row.item.clone()),
        ("resolution", row.id.clone()),
    ];
    let payload = vec![
        ("number", json!(row.number)),
        ("state", json!(row.state)),
        ("level", json!(row.level)),
        ("owner-unit", json!(row.unit)),
        ("told-unit", json!(unit)),
        ("deadline", json!(row.deadline_at.0)),
        ("note", json!(note)),
    ];
    entry(tx, actor, now, right, kind, objects, payload).await
}
