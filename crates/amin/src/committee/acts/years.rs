//! A committee's year: planned by quarters, evaluated from its own records, and the plan that is carried from it.

use persian::{Date, tehran_date, tehran_micros};
use serde_json::json;
use store::{Conn, Timestamp, Tx};

use super::{
    MOST_TEXT, MOST_TITLE, SessionInput, committee_of, entry, plan_session, text_of, working_day_of,
};
use crate::committee::evaluation::{Criterion, Line, Verdict, score};
use crate::committee::model::{Duty, PREVENTION, PlanState, Quarter, STRONG, WEAK};
use crate::committee::store::{self as rows, CommitteeRow, EvaluationRow, PlanRow};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, invalid, refused};
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};
use crate::voice::rules::Rules;

/// First moment of a Solar Hijri year.
pub fn begin_of(year: i64) -> Option<Timestamp> {
    let year = u16::try_from(year)
        .ok()
        .filter(|year| (1300..=1500).contains(year))?;
    let first = Date::new(year, 1, 1).ok()?;
    Some(Timestamp(tehran_micros(first, 0, 0)))
}

/// What the form of a year's calendar says.
#[derive(Debug, Clone, Default)]
pub struct YearInput {
    /// The form's hidden token.
    pub token: String,
    /// Solar Hijri year.
    pub year: i64,
    /// For each quarter: its field, its number, the day or an empty text.
    pub days: Vec<(&'static str, u8, String)>,
    /// Hour and minute.
    pub time: String,
    /// Where.
    pub place: String,
}

/// Plans the ordinary sessions of a year at once: one for each quarter for which a day is given. Gives how many.
pub async fn plan_year(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    committee: &str,
    plan: &YearInput,
) -> Result<usize, ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let given: Vec<_> = plan
        .days
        .iter()
        .filter(|(_, _, day)| !day.trim().is_empty())
        .collect();
    if given.is_empty() {
        return Err(invalid("day_1", |t| t.committee_fault_missing().to_owned()));
    }
    for (field, quarter, day) in &given {
        if let Ok(date) = day.trim().parse::<Date>()
            && (i64::from(date.year()) != plan.year || Quarter::of(date).quarter != *quarter)
        {
            return Err(invalid(field, |t| t.committee_fault_quarter().to_owned()));
        }
        let input = SessionInput {
            id: format!("{}-{quarter}", plan.token),
            kind: "ordinary".to_owned(),
            day: day.clone(),
            time: plan.time.clone(),
            place: plan.place.clone(),
        };
        plan_session(tx, actor, now, committee, &input)
            .await
            .map_err(|why| match why {
                // The day's field of this form has another name.
                ActError::Invalid(list) => ActError::Invalid(
                    list.into_iter()
                        .map(|mut fault| {
                            if fault.field == "day" {
                                fault.field = field;
                            }
                            fault
                        })
                        .collect(),
                ),
                other => other,
            })?;
    }
    Ok(given.len())
}

/// Measures a year by the criteria, from the committee's own records as they stand now.
pub async fn measure(
    conn: &mut Conn,
    organisation: &str,
    rules: &Rules,
    committee: &CommitteeRow,
    year: i64,
    now: Timestamp,
) -> Result<Vec<Line>, ActError> {
    let (Some(from), Some(to)) = (begin_of(year), begin_of(year + 1)) else {
        return Err(ActError::NotFound);
    };
    let sessions = rows::sessions(conn, organisation, &committee.id).await?;
    let held: Vec<_> = sessions
        .iter()
        .filter(|s| s.starts_at >= from && s.starts_at < to && s.state == "closed")
        .collect();
    let year_word = format!("{year}-");
    let mut quarters: Vec<&str> = held
        .iter()
        .map(|s| s.quarter.as_str())
        .filter(|quarter| quarter.starts_with(&year_word))
        .collect();
    quarters.sort_unstable();
    quarters.dedup();
    // Quarters of the year in which the committee existed and that have begun.
    let (since, today) = (tehran_date(committee.founded_at.0), tehran_date(now.0));
    let (first, last) = (Quarter::of(since), Quarter::of(today));
    let counted = (1..=4).filter(|quarter| {
        let quarter = Quarter {
            year: u16::try_from(year).unwrap_or(0),
            quarter: *quarter,
        };
        quarter >= first && quarter <= last
    });
    let quarter_count = count(counted.count());
    let due = rows::due_sums(conn, organisation, &committee.id, from, to.min(now)).await?;
    let findings = rows::finding_sums(conn, organisation, &committee.id, from, to).await?;
    let sums = rows::resolution_sums(conn, organisation, &committee.id, from, to, now).await?;
    let expected = (sums.issued * rules.limit(PREVENTION).clamp(0, 100) + 99) / 100;
    let filled: i64 = rows::filled(conn, organisation, &committee.id, from, to)
        .await?
        .iter()
        .filter(|(session, _)| held.iter().any(|s| s.id == *session))
        .map(|(_, seats)| seats)
        .sum();
    let seats = rows::seats(conn, organisation, &committee.id).await?;
    let seats = seats
        .iter()
        .filter(|seat| Duty::of(&seat.duty).is_some_and(Duty::votes))
        .count();
    let measured = |criterion: Criterion| match criterion {
        Criterion::Sessions => (count(quarters.len()), quarter_count),
        Criterion::Resolutions => due,
        Criterion::Findings => findings,
        Criterion::Prevention => (sums.prevention, expected),
        Criterion::Attendance => (filled, count(seats) * count(held.len())),
    };
    Ok(Criterion::ALL
        .iter()
        .map(|criterion| {
            let (part, of) = measured(*criterion);
            Line {
                criterion: criterion.code().to_owned(),
                part,
                of,
                weight: rules.limit(criterion.setting()),
            }
        })
        .collect())
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The Persian words of the plan item that answers a weakness.
fn answer_to(t: &Texts, criterion: &str) -> &'static str {
    match Criterion::of(criterion) {
        Some(Criterion::Sessions) => t.committee_plan_for_sessions(),
        Some(Criterion::Findings) => t.committee_plan_for_findings(),
        Some(Criterion::Prevention) => t.committee_plan_for_prevention(),
        Some(Criterion::Attendance) => t.committee_plan_for_attendance(),
        Some(Criterion::Resolutions) | None => t.committee_plan_for_resolutions(),
    }
}

/// What the form of an evaluation says.
#[derive(Debug, Clone, Default)]
pub struct EvaluationInput {
    /// Solar Hijri year.
    pub year: i64,
    /// What the secretary adds on strengths.
    pub strengths: String,
    /// What the secretary adds on weaknesses.
    pub weaknesses: String,
}

/// Evaluates a year that has ended, once. Each weakness becomes an item of the next year's plan, and what the ended year's plan
/// still owes is carried over into it.
pub async fn evaluate(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    committee: &str,
    input: &EvaluationInput,
) -> Result<(), ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let year = input.year;
    let organisation = actor.organisation.clone();
    let committee = committee_of(tx.read(), actor, committee).await?;
    let end = begin_of(year + 1).ok_or(ActError::NotFound)?;
    if now < end {
        return Err(refused(|t| t.committee_refused_year_runs().to_owned()));
    }
    if rows::evaluation(tx.read(), &organisation, &committee.id, year)
        .await?
        .is_some()
    {
        return Err(refused(|t| t.committee_refused_evaluated().to_owned()));
    }
    let mut faults = Faults::default();
    let mut words = |field: &'static str, text: &str| {
        let text = text.trim().replace('\0', "");
        if text.chars().count() > MOST_TEXT {
            faults.add(field, |t| t.committee_fault_long(MOST_TEXT));
        }
        text
    };
    let (strengths, weaknesses) = (
        words("strengths", &input.strengths),
        words("weaknesses", &input.weaknesses),
    );
    faults.check()?;
    let lines = measure(tx.read(), &organisation, rules, &committee, year, now).await?;
    let (strong, weak) = (rules.limit(STRONG), rules.limit(WEAK));
    let row = EvaluationRow {
        id: tx.new_id(now),
        committee: committee.id.clone(),
        year,
        criteria: serde_json::to_string(&lines)
            .map_err(|why| store::Error::Corrupt(why.to_string()))?,
        score: score(&lines).unwrap_or(-1),
        strengths,
        weaknesses,
        at: now,
    };
    rows::insert_evaluation(tx, &organisation, actor.account.as_deref(), &row).await?;
    let t = Texts::of(Lang::Fa);
    let half = u16::try_from(year + 1)
        .ok()
        .and_then(|next| Date::new(next, 6, 31).ok())
        .ok_or(ActError::NotFound)?;
    let half = rules
        .calendar
        .next_working_day_from(half)
        .map_err(|why| store::Error::Corrupt(why.to_string()))?;
    let due_at = end_of(half);
    let blank = PlanRow {
        committee: committee.id.clone(),
        year: year + 1,
        due_at,
        state: PlanState::Open.code().to_owned(),
        at: now,
        ..PlanRow::default()
    };
    let mut new = 0;
    for line in lines
        .iter()
        .filter(|line| line.verdict(strong, weak) == Verdict::Weakness)
    {
        let item = PlanRow {
            id: tx.new_id(now),
            title: answer_to(&t, &line.criterion).to_owned(),
            criterion: Some(line.criterion.clone()),
            ..blank.clone()
        };
        rows::put_plan_item(tx, &organisation, &item).await?;
        new += 1;
    }
    let mut carried = 0;
    for mut old in rows::plan(tx.read(), &organisation, &committee.id, year).await? {
        if old.state != PlanState::Open.code() {
            continue;
        }
        let item = PlanRow {
            id: tx.new_id(now),
            title: old.title.clone(),
            unit: old.unit.clone(),
            criterion: old.criterion.clone(),
            carried_from: Some(old.id.clone()),
            ..blank.clone()
        };
        rows::put_plan_item(tx, &organisation, &item).await?;
        PlanState::Carried.code().clone_into(&mut old.state);
        old.closed_at = Some(now);
        rows::put_plan_item(tx, &organisation, &old).await?;
        carried += 1;
    }
    let objects = vec![("committee", committee.id), ("evaluation", row.id)];
    let payload = vec![
        ("year", json!(year)),
        ("score", json!(row.score)),
        ("criteria", json!(lines)),
        ("plan-items", json!(new)),
        ("plan-items-carried", json!(carried)),
    ];
    let kind = "committee.evaluated";
    entry(tx, actor, now, Right::CommitteeRun, kind, objects, payload).await
}

fn end_of(day: Date) -> Timestamp {
    Timestamp(tehran_micros(day, 23, 59)).plus_seconds(59)
}

/// What the form of a plan item says.
#[derive(Debug, Clone, Default)]
pub struct PlanInput {
    /// Solar Hijri year.
    pub year: i64,
    /// What is to be done.
    pub title: String,
    /// Unit that owns it, or empty for the secretariat.
    pub unit: String,
    /// Until when, Solar Hijri.
    pub due_day: String,
}

/// Adds an item to the plan of a year.
pub async fn add_plan_item(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    committee: &str,
    input: &PlanInput,
) -> Result<(), ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let committee = committee_of(tx.read(), actor, committee).await?;
    let mut faults = Faults::default();
    let title = text_of(&mut faults, "title", &input.title, MOST_TITLE);
    if !input.unit.is_empty() && rules.unit(&input.unit).is_none_or(|unit| !unit.active) {
        faults.add("unit", |t| t.committee_fault_choose().to_owned());
    }
    let day = working_day_of(
        &mut faults,
        "due_day",
        &input.due_day,
        rules,
        tehran_date(now.0),
    );
    if day.is_some_and(|day| i64::from(day.year()) != input.year) {
        let year = input.year;
        faults.add("due_day", move |t| {
            t.committee_fault_plan_year(t.lang.digits(&year.to_string()))
        });
    }
    faults.check()?;
    let Some(day) = day else {
        return Err(ActError::NotFound);
    };
    let row = PlanRow {
        id: tx.new_id(now),
        committee: committee.id,
        year: input.year,
        title,
        unit: input.unit.clone(),
        due_at: end_of(day),
        state: PlanState::Open.code().to_owned(),
        at: now,
        ..PlanRow::default()
    };
    rows::put_plan_item(tx, &actor.organisation, &row).await?;
    plan_entry(tx, actor, now, "committee.plan-item-added", &row).await
}

async fn plan_entry(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    kind: &'static str,
    row: &PlanRow,
) -> Result<(), ActError> {
    let objects = vec![
        ("committee", row.committee.clone()),
        ("plan-item", row.id.clone()),
    ];
    let payload = vec![
        ("year", json!(row.year)),
        ("title", json!(row.title)),
        ("owner-unit", json!(row.unit)),
        ("due", json!(row.due_at.0)),
        ("state", json!(row.state)),
        ("note", json!(row.note)),
    ];
    entry(tx, actor, now, Right::CommitteeRun, kind, objects, payload).await
}

/// Ends an item of a plan: done, or given up; with words on what came of it.
pub async fn end_plan_item(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    committee: &str,
    item: &str,
    done: bool,
    note: &str,
) -> Result<(), ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let committee = committee_of(tx.read(), actor, committee).await?;
    let mut row = rows::plan_item(tx.read(), &actor.organisation, &item.replace('\0', ""))
        .await?
        .filter(|row| row.committee == committee.id)
        .ok_or(ActError::NotFound)?;
    if row.state != PlanState::Open.code() {
        return Err(refused(|t| t.committee_refused_plan_ended().to_owned()));
    }
    let mut faults = Faults::default();
    row.note = text_of(&mut faults, "note", note, MOST_TEXT);
    faults.check()?;
    let state = if done {
        PlanState::Done
    } else {
        PlanState::Dropped
    };
    state.code().clone_into(&mut row.state);
    row.closed_at = Some(now);
    rows::put_plan_item(tx, &actor.organisation, &row).await?;
    plan_entry(tx, actor, now, "committee.plan-item-ended", &row).await
}
