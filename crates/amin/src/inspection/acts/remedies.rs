//! Remedies: fixed with owner and date, reported, verified by somebody else; reminded of when overdue.

use serde_json::json;
use store::{Conn, Timestamp, Tx};

use super::{MOST_TEXT, entry, is_sent, known, own_mission, reader, tell_managers, working_days};
use crate::committee::acts::{day_of, text_of};
use crate::inspection::jobs::REMEDY_JOB;
use crate::inspection::model::{
    LEVELS, MissionState, REMIND_DAYS, RemedyDeed, RemedyState, remedied,
};
use crate::inspection::store::{self as rows, Numbered, RemedyRow};
use crate::organisation::acts::{any_account_may, is_among};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, refused};
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};
use crate::voice::rules::Rules;

/// A remedy as typed.
#[derive(Debug, Clone, Default)]
pub struct RemedyInput {
    /// What is to be done.
    pub text: String,
    /// Person that owes it.
    pub owner: String,
    /// Last day.
    pub due: String,
    /// Finding that it mends, or empty.
    pub finding: String,
    /// Warning that it belongs to, or empty.
    pub warning: String,
}

/// Fixes a remedy of a mission. Gives its id.
pub async fn fix_remedy(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    mission: &str,
    input: &RemedyInput,
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
    let there = rows::people_of(tx.read(), organisation, &mission.unit).await?;
    if !there.iter().any(|one| one.id == input.owner) {
        faults.add("owner", |t| t.committee_fault_choose().to_owned());
    }
    let due = day_of(&mut faults, "due", &input.due);
    if let Some(day) = due {
        if day <= persian::tehran_date(now.0) {
            faults.add("due", |t| t.inspection_fault_past_due().to_owned());
        } else if !rules.calendar.is_working_day(day) {
            let next = rules
                .calendar
                .next_working_day_from(day)
                .map_or_else(|_| String::new(), persian::Date::numeric);
            faults.add("due", move |t| {
                t.inspection_fault_holiday(t.lang.digits(&next))
            });
        }
    }
    let findings =
        crate::findings::store::about(tx.read(), organisation, "mission", &mission.id).await?;
    if !input.finding.is_empty() && !findings.iter().any(|one| one.id == input.finding) {
        faults.add("finding", |t| t.committee_fault_choose().to_owned());
    }
    let warnings = rows::warnings_of(tx.read(), organisation, &mission.id).await?;
    if !input.warning.is_empty() && !warnings.iter().any(|one| one.id == input.warning) {
        faults.add("warning", |t| t.committee_fault_choose().to_owned());
    }
    faults.check()?;
    let Some(due) = due else {
        return Err(ActError::NotFound);
    };
    let chosen = |id: &str| (!id.is_empty()).then(|| id.to_owned());
    let year = persian::tehran_date(now.0).year();
    let row = RemedyRow {
        id: tx.new_id(now),
        number: rows::next_number(tx.read(), organisation, Numbered::Remedy, year).await?,
        mission: mission.id.clone(),
        finding: chosen(&input.finding),
        warning: chosen(&input.warning),
        unit: mission.unit.clone(),
        owner: input.owner.clone(),
        text,
        state: RemedyState::Open.code().to_owned(),
        deadline_at: Timestamp(persian::tehran_micros(due, 23, 59)).plus_seconds(59),
        level: 0,
        reported_by: None,
        reported_person: None,
        reported_at: None,
        evidence: String::new(),
        verified_by: None,
        verified_at: None,
        verdict: String::new(),
        made_by: actor.account.clone(),
        made_at: now,
    };
    rows::insert_remedy(tx, organisation, &row).await?;
    watch(tx, organisation, &row, row.deadline_at, now).await?;
    let t = Texts::of(Lang::Fa);
    let words = t.inspection_news_remedy(t.lang.digits(&row.number), t.lang.digits(&due.numeric()));
    let subject = t.inspection_news_remedy_subject();
    let people = std::slice::from_ref(&row.owner);
    crate::committee::jobs::tell(tx, organisation, people, subject, &words, now).await?;
    write(
        tx,
        actor,
        now,
        Some(Right::InspectionDo),
        "inspection.remedy-fixed",
        &row,
    )
    .await?;
    Ok(row.id)
}

/// Looks at a remedy when its time has passed.
async fn watch(
    tx: &mut Tx,
    organisation: &str,
    row: &RemedyRow,
    at: Timestamp,
    now: Timestamp,
) -> Result<(), ActError> {
    let payload = json!({ "remedy": row.id, "level": row.level });
    tx.enqueue(organisation, REMEDY_JOB, &payload, at.plus_seconds(1), now)
        .await?;
    Ok(())
}

async fn write(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    right: Option<Right>,
    kind: &'static str,
    row: &RemedyRow,
) -> Result<(), ActError> {
    let objects = vec![("remedy", row.id.clone()), ("mission", row.mission.clone())];
    let payload = vec![
        ("number", json!(row.number)),
        ("state", json!(row.state)),
        ("level", json!(row.level)),
        ("owner-unit", json!(row.unit)),
        ("owner", json!(row.owner)),
        ("deadline", json!(row.deadline_at.0)),
        ("evidence", json!(row.evidence)),
        ("verdict", json!(row.verdict)),
    ];
    entry(tx, actor, now, right, kind, objects, payload).await?;
    Ok(())
}

/// Whether who acts may say that a remedy is done: its owner, or a manager of the unit.
pub fn owes(actor: &Actor, row: &RemedyRow) -> bool {
    actor.person.as_ref() == Some(&row.owner)
        || actor.may_for(Right::InspectionAnswer, Some(&row.unit))
}

/// The remedy, where this actor may see it.
pub async fn visible_remedy(
    conn: &mut Conn,
    actor: &Actor,
    id: &str,
) -> Result<RemedyRow, ActError> {
    let organisation = actor.organisation.as_str();
    let row = rows::remedy(conn, organisation, known(id)?)
        .await?
        .ok_or(ActError::NotFound)?;
    let kept = rows::is_kept_out(conn, organisation, &row.mission, &reader(actor)).await?;
    if !kept && (owes(actor, &row) || actor.may_for(Right::InspectionRead, None)) {
        Ok(row)
    } else {
        Err(ActError::NotFound)
    }
}

/// Whether who acts may judge a remedy: an inspector who is sent on the mission or on one that follows it up, or the integrity officer;
/// never its owner, who reported it, or who may report for the unit, with whatever account.
pub async fn judges(
    conn: &mut Conn,
    actor: &Actor,
    row: &RemedyRow,
    now: Timestamp,
) -> Result<bool, ActError> {
    let reporter: Vec<String> = row.reported_by.iter().cloned().collect();
    if owes(actor, row)
        || is_among(conn, actor, &reporter).await?
        || any_account_may(conn, actor, Right::InspectionAnswer, &row.unit).await?
    {
        return Ok(false);
    }
    if actor.may_for(Right::InspectionRun, None) || is_sent(conn, actor, &row.mission, now).await? {
        return Ok(true);
    }
    for later in rows::missions_after(conn, &actor.organisation, &row.mission).await? {
        if is_sent(conn, actor, &later.id, now).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Does something with a remedy. Who owes it reports; somebody else verifies or gives it back.
pub async fn do_remedy(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    deed: RemedyDeed,
    note: &str,
) -> Result<(), ActError> {
    let mut row = visible_remedy(tx.read(), actor, id).await?;
    let organisation = actor.organisation.as_str();
    let state = RemedyState::of(&row.state)
        .ok_or_else(|| store::Error::Corrupt(format!("remedy {id}: state {}", row.state)))?;
    let next = remedied(state, deed)
        .ok_or_else(|| refused(|t| t.inspection_refused_state().to_owned()))?;
    if deed == RemedyDeed::Report {
        if !owes(actor, &row) {
            return Err(ActError::Forbidden);
        }
    } else {
        // The same human being with a second account is no second pair of eyes.
        let reporter = row.reported_person.clone().unwrap_or_default();
        let first = rows::human(tx.read(), organisation, &reporter).await?;
        let second = rows::human(tx.read(), organisation, &reader(actor)).await?;
        let same = first.zip(second).is_some_and(|(a, b)| a.is(&b));
        if same || owes(actor, &row) {
            return Err(refused(|t| t.inspection_refused_own_remedy().to_owned()));
        }
        if !judges(tx.read(), actor, &row, now).await? {
            return Err(ActError::Forbidden);
        }
    }
    let mut faults = Faults::default();
    let note = text_of(&mut faults, "note", note, MOST_TEXT);
    faults.check()?;
    next.code().clone_into(&mut row.state);
    let kind = match deed {
        RemedyDeed::Report => {
            row.reported_by.clone_from(&actor.account);
            row.reported_person.clone_from(&actor.person);
            row.reported_at = Some(now);
            row.evidence = note;
            "inspection.remedy-reported"
        }
        RemedyDeed::Verify => {
            row.verified_by.clone_from(&actor.account);
            row.verified_at = Some(now);
            row.verdict = note;
            "inspection.remedy-done"
        }
        RemedyDeed::Return => {
            row.verdict = note;
            "inspection.remedy-returned"
        }
    };
    rows::save_remedy(tx, organisation, &row).await?;
    if deed == RemedyDeed::Return && row.deadline_at < now {
        watch(tx, organisation, &row, now, now).await?;
    }
    write(tx, actor, now, None, kind, &row).await
}

/// Writes down that a remedy's time passed and reminds: first the owner and the managers of the unit, some working days later those of the
/// unit above. The job may come late, twice, or for a remedy that is done.
pub async fn remind_of_remedy(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    id: &str,
    level: i64,
) -> Result<(), ActError> {
    let organisation = actor.organisation.as_str();
    let Some(mut row) = rows::remedy(tx.read(), organisation, id).await? else {
        return Ok(());
    };
    let open = row.state == RemedyState::Open.code();
    if !open || row.level != level || now < row.deadline_at || level >= LEVELS {
        return Ok(());
    }
    row.level += 1;
    rows::save_remedy(tx, organisation, &row).await?;
    let told = if row.level > 1 {
        rules.parent(&row.unit).unwrap_or(&row.unit).to_owned()
    } else {
        row.unit.clone()
    };
    let t = Texts::of(Lang::Fa);
    let until = persian::tehran_date(row.deadline_at.0).numeric();
    let words = t.inspection_news_overdue(t.lang.digits(&row.number), t.lang.digits(&until));
    let subject = t.inspection_news_overdue_subject();
    tell_managers(tx, organisation, &told, subject, &words, now).await?;
    let people = std::slice::from_ref(&row.owner);
    crate::committee::jobs::tell(tx, organisation, people, subject, &words, now).await?;
    write(tx, actor, now, None, "inspection.remedy-overdue", &row).await?;
    if row.level < LEVELS {
        let next = working_days(rules, REMIND_DAYS, now)?;
        watch(tx, organisation, &row, next, now).await?;
    }
    Ok(())
}
