//! Sessions of a course: planned, cancelled, held; seats taken and given back.

use std::collections::BTreeSet;

use serde_json::json;
use store::{Timestamp, Tx};

use super::{course_of, is_active, learner, member, personal_entry, plan_entry, text, whole};
use crate::committee::acts::{day_of, time_of};
use crate::interests::store::Staff;
use crate::learning::model::{MOST_LINE, MOST_MINUTES, MOST_SEATS, SeatState, SessionState};
use crate::learning::store::{self as rows, SeatRow, SessionRow};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, refused};
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};
use crate::voice::rules::Rules;

/// A session as the form has it.
#[derive(Debug, Clone, Default)]
pub struct SessionInput {
    /// Day, Solar Hijri.
    pub day: String,
    /// Hour and minute.
    pub time: String,
    /// Minutes.
    pub minutes: String,
    /// Where.
    pub place: String,
    /// Who teaches.
    pub trainer: String,
    /// Seats; empty or 0: as many as come.
    pub seats: String,
}

/// Plans a session. `id` is the form's token. A day in the past may be given: what was held before it was entered is entered too.
pub async fn plan_session(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    course: &str,
    id: &str,
    input: &SessionInput,
) -> Result<(), ActError> {
    actor.require(Right::LearningEdit, None)?;
    crate::interests::acts::good_token(id)?;
    let course = course_of(tx.read(), &actor.organisation, course).await?;
    if !is_active(&course) {
        return Err(refused(|t| t.learning_refused_retired().to_owned()));
    }
    let mut faults = Faults::default();
    let f = &mut faults;
    let day = day_of(f, "day", &input.day);
    let time = time_of(&input.time);
    if time.is_none() {
        f.add("time", |t| t.committee_fault_time().to_owned());
    }
    let minutes = whole(f, "minutes", &input.minutes, 1, MOST_MINUTES);
    let place = text(f, "place", &input.place, MOST_LINE, true);
    let trainer = text(f, "trainer", &input.trainer, MOST_LINE, true);
    let seats = if input.seats.trim().is_empty() {
        0
    } else {
        whole(f, "seats", &input.seats, 0, MOST_SEATS)
    };
    faults.check()?;
    let Some((day, (hour, minute))) = day.zip(time) else {
        return Err(ActError::NotFound);
    };
    if rows::session(tx.read(), &actor.organisation, id)
        .await?
        .is_some()
    {
        return Ok(());
    }
    let row = SessionRow {
        id: id.to_owned(),
        course: course.id.clone(),
        starts_at: Timestamp(persian::tehran_micros(day, hour, minute)),
        minutes,
        place,
        trainer,
        seats,
        state: SessionState::Planned.code().to_owned(),
        state_reason: String::new(),
        held_by: None,
    };
    rows::put_session(tx, &actor.organisation, &row).await?;
    let objects = vec![("course", course.id), ("course-session", row.id.clone())];
    let payload = vec![
        ("title", json!(course.title)),
        ("starts", json!(row.starts_at.rfc3339())),
        ("minutes", json!(row.minutes)),
        ("place", json!(row.place)),
        ("trainer", json!(row.trainer)),
        ("seats", json!(row.seats)),
    ];
    plan_entry(tx, actor, now, "learning.session-planned", objects, payload).await
}

async fn session_of(tx: &mut Tx, actor: &Actor, id: &str) -> Result<SessionRow, ActError> {
    if id.contains('\0') {
        return Err(ActError::NotFound);
    }
    rows::session(tx.read(), &actor.organisation, id)
        .await?
        .ok_or(ActError::NotFound)
}

fn is(row: &SessionRow, state: SessionState) -> bool {
    row.state == state.code()
}

/// Cancels a session and tells those who are enrolled.
pub async fn cancel_session(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    id: &str,
    reason: &str,
) -> Result<(), ActError> {
    actor.require(Right::LearningEdit, None)?;
    let mut row = session_of(tx, actor, id).await?;
    if !is(&row, SessionState::Planned) {
        return Err(refused(|t| t.learning_refused_session().to_owned()));
    }
    let mut faults = Faults::default();
    let reason = text(&mut faults, "reason", reason, MOST_LINE, true);
    faults.check()?;
    SessionState::Cancelled.code().clone_into(&mut row.state);
    row.state_reason.clone_from(&reason);
    rows::put_session(tx, &actor.organisation, &row).await?;
    let course = course_of(tx.read(), &actor.organisation, &row.course).await?;
    let seats = rows::seats(tx.read(), &actor.organisation, &row.id).await?;
    let people: Vec<String> = seats
        .into_iter()
        .filter(|seat| seat.state == SeatState::Enrolled.code())
        .map(|seat| seat.person)
        .collect();
    let t = Texts::of(Lang::Fa);
    let day = t
        .lang
        .digits(&persian::tehran_date(row.starts_at.0).numeric());
    let body = t.learning_cancelled_notice(&rules.name, &course.title, &day, &reason);
    let subject = t.learning_cancelled_subject();
    crate::committee::jobs::tell(tx, &actor.organisation, &people, subject, &body, now).await?;
    let objects = vec![("course", course.id), ("course-session", row.id)];
    let payload = vec![("title", json!(course.title)), ("reason", json!(reason))];
    plan_entry(
        tx,
        actor,
        now,
        "learning.session-cancelled",
        objects,
        payload,
    )
    .await
}

/// A free seat of a session that is ahead, or the seat that the person has already.
async fn take_seat(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &SessionRow,
    who: &Staff,
    free_needed: bool,
) -> Result<bool, ActError> {
    let seats = rows::seats(tx.read(), &actor.organisation, &session.id).await?;
    let own = seats.iter().find(|seat| seat.person == who.person).cloned();
    if own
        .as_ref()
        .is_some_and(|seat| seat.state != SeatState::Left.code())
    {
        return Ok(false);
    }
    let taken = seats
        .iter()
        .filter(|seat| seat.state == SeatState::Enrolled.code())
        .count();
    if free_needed && session.seats > 0 && i64::try_from(taken).unwrap_or(i64::MAX) >= session.seats
    {
        return Err(refused(|t| t.learning_refused_full().to_owned()));
    }
    let row = SeatRow {
        id: own.map_or_else(|| tx.new_id(now), |seat| seat.id),
        session: session.id.clone(),
        person: who.person.clone(),
        name: who.name.clone(),
        unit: who.unit.clone(),
        state: SeatState::Enrolled.code().to_owned(),
    };
    rows::put_seat(tx, &actor.organisation, &row, now).await?;
    Ok(true)
}

fn seat_objects(session: &SessionRow, person: &str) -> Vec<(&'static str, String)> {
    vec![
        ("course", session.course.clone()),
        ("course-session", session.id.clone()),
        ("person", person.to_owned()),
    ]
}

/// Who acts, and a session in which seats are still taken and given back.
async fn own_ahead(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
) -> Result<(Staff, SessionRow), ActError> {
    let who = learner(tx.read(), actor).await?;
    let session = session_of(tx, actor, session).await?;
    if !is(&session, SessionState::Planned) || session.starts_at <= now {
        return Err(refused(|t| t.learning_refused_session().to_owned()));
    }
    Ok((who, session))
}

/// Takes a seat for oneself. Taking it twice is taking it once.
pub async fn enrol(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
) -> Result<String, ActError> {
    let (who, session) = own_ahead(tx, actor, now, session).await?;
    if take_seat(tx, actor, now, &session, &who, true).await? {
        let objects = seat_objects(&session, &who.person);
        personal_entry(tx, actor, now, "learning.enrolled", objects, Vec::new()).await?;
    }
    Ok(session.course)
}

/// Gives the own seat back, before the session begins.
pub async fn leave(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
) -> Result<String, ActError> {
    let (who, session) = own_ahead(tx, actor, now, session).await?;
    let seats = rows::seats(tx.read(), &actor.organisation, &session.id).await?;
    let own = seats
        .into_iter()
        .find(|seat| seat.person == who.person && seat.state == SeatState::Enrolled.code());
    if let Some(mut seat) = own {
        SeatState::Left.code().clone_into(&mut seat.state);
        rows::put_seat(tx, &actor.organisation, &seat, now).await?;
        let objects = seat_objects(&session, &who.person);
        personal_entry(tx, actor, now, "learning.left", objects, Vec::new()).await?;
    }
    Ok(session.course)
}

/// Writes somebody else into a session: who was sent, or who came without enrolling.
pub async fn add_to_session(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
    person: &str,
) -> Result<(), ActError> {
    actor.require(Right::LearningEdit, None)?;
    let session = session_of(tx, actor, session).await?;
    if is(&session, SessionState::Cancelled) {
        return Err(refused(|t| t.learning_refused_session().to_owned()));
    }
    let Some(who) = member(tx.read(), &actor.organisation, person).await? else {
        let mut faults = Faults::default();
        faults.add("person", |t| t.learning_fault_choose().to_owned());
        return faults.check();
    };
    if take_seat(tx, actor, now, &session, &who, false).await? {
        let objects = seat_objects(&session, &who.person);
        personal_entry(tx, actor, now, "learning.enrolled", objects, Vec::new()).await?;
    }
    Ok(())
}

/// Records who took part, once the session has begun; recorded again it corrects what was recorded. `present` are ids of seats.
pub async fn record_attendance(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
    present: &BTreeSet<String>,
) -> Result<(), ActError> {
    actor.require(Right::LearningEdit, None)?;
    let mut session = session_of(tx, actor, session).await?;
    if is(&session, SessionState::Cancelled) {
        return Err(refused(|t| t.learning_refused_session().to_owned()));
    }
    if session.starts_at > now {
        return Err(refused(|t| t.learning_refused_early().to_owned()));
    }
    let seats = rows::seats(tx.read(), &actor.organisation, &session.id).await?;
    let (mut came, mut changed) = (Vec::new(), !is(&session, SessionState::Held));
    for mut seat in seats {
        if seat.state == SeatState::Left.code() {
            continue;
        }
        let state = if present.contains(&seat.id) {
            came.push(seat.person.clone());
            SeatState::Attended
        } else {
            SeatState::Absent
        };
        if seat.state != state.code() {
            changed = true;
            state.code().clone_into(&mut seat.state);
            rows::put_seat(tx, &actor.organisation, &seat, now).await?;
        }
    }
    if !changed {
        return Ok(());
    }
    SessionState::Held.code().clone_into(&mut session.state);
    session.held_by.clone_from(&actor.account);
    rows::put_session(tx, &actor.organisation, &session).await?;
    let objects = vec![("course", session.course), ("course-session", session.id)];
    let payload = vec![
        ("minutes", json!(session.minutes)),
        ("attended", json!(came)),
    ];
    personal_entry(tx, actor, now, "learning.attendance", objects, payload).await
}
