//! Answers to invitations: who comes, who does not, who sends the one who stands in.

use persian::tehran_date;
use serde_json::json;
use store::{Conn, Timestamp, Tx};

use super::{MOST_TITLE, entry, in_state, seen, session_of, text_of};
use crate::committee::invitation::{Place, places};
use crate::committee::jobs;
use crate::committee::model::{Answer, SessionState};
use crate::committee::store::{self as rows, AnswerRow, SessionRow};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, refused};
use crate::platform::permissions::Right;

/// The seats of a session's committee on its day, with what was answered.
pub async fn places_of(
    conn: &mut Conn,
    organisation: &str,
    session: &SessionRow,
) -> Result<Vec<Place>, store::Error> {
    let seats = rows::seats(conn, organisation, &session.committee).await?;
    let terms = rows::terms(conn, organisation, &session.committee).await?;
    let answers = rows::invitation_answers(conn, organisation, &session.id).await?;
    let day = tehran_date(session.starts_at.0).gregorian_iso();
    Ok(places(&seats, &terms, &answers, &day))
}

/// The sessions ahead to which somebody is invited and has not answered.
pub async fn unanswered(
    conn: &mut Conn,
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<SessionRow>, ActError> {
    let Some(person) = &actor.person else {
        return Ok(Vec::new());
    };
    if !actor.may(Right::CommitteeVote) {
        return Ok(Vec::new());
    }
    let own = seen(conn, actor).await?;
    let mut found = Vec::new();
    for session in rows::sessions_at_work(conn, &actor.organisation).await? {
        let ahead = session.state == SessionState::Called.code() && session.starts_at > now;
        if !ahead
            || own
                .as_ref()
                .is_some_and(|own| !own.contains(&session.committee))
        {
            continue;
        }
        let places = places_of(conn, &actor.organisation, &session).await?;
        let owes = |place: &Place| place.owes().iter().any(|guest| guest.person == *person);
        if places.iter().any(owes) {
            found.push(session);
        }
    }
    Ok(found)
}

/// Somebody who holds a seat, or stands in, says whether they come; the answer may change until the session begins. Where the holder
/// does not come, who stands in is invited at once; where the holder comes after all, that invitation is withdrawn.
pub async fn answer_invitation(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
    answer: &str,
    reason: &str,
    site: (&str, &str),
) -> Result<(), ActError> {
    actor.require(Right::CommitteeVote, None)?;
    let person = actor.person.clone().ok_or(ActError::Forbidden)?;
    let (committee, session) = session_of(tx, actor, session).await?;
    in_state(&session, &[SessionState::Called])?;
    if session.starts_at <= now {
        return Err(refused(|t| t.committee_refused_begun().to_owned()));
    }
    let organisation = actor.organisation.as_str();
    let before = places_of(tx.read(), organisation, &session).await?;
    let guest_of = |place: &Place| {
        let mut guests = place.guests.iter();
        guests.find(|guest| guest.person == person).cloned()
    };
    let found = before
        .iter()
        .find_map(|place| Some((place, guest_of(place)?)));
    let Some((place, guest)) = found else {
        return Err(refused(|t| t.committee_refused_not_invited().to_owned()));
    };
    let mut faults = Faults::default();
    let said = Answer::of(answer);
    let reason = match said {
        Some(Answer::Yes) => String::new(),
        _ => text_of(&mut faults, "answer_reason", reason, MOST_TITLE),
    };
    match said {
        None => faults.add("answer", |t| t.committee_fault_choose().to_owned()),
        Some(Answer::Substitute)
            if guest.substitute || place.guests.iter().all(|one| !one.substitute) =>
        {
            faults.add("answer", |t| t.committee_fault_no_substitute().to_owned());
        }
        Some(_) => {}
    }
    faults.check()?;
    let Some(said) = said else {
        return Err(ActError::NotFound);
    };
    let known = rows::invitation_answers(tx.read(), organisation, &session.id).await?;
    let known = known.into_iter().find(|row| row.person == person);
    let row = AnswerRow {
        id: known.map_or_else(|| tx.new_id(now), |row| row.id),
        session: session.id.clone(),
        seat: place.seat.clone(),
        person,
        answer: said.code().to_owned(),
        reason,
        at: now,
    };
    rows::put_answer(tx, organisation, actor.account.as_deref(), &row).await?;
    let seat = place.seat.clone();
    let after = places_of(tx.read(), organisation, &session).await?;
    let standing_in = |places: &[Place]| -> Vec<String> {
        let place = places.iter().find(|place| place.seat == seat);
        let invited = place.map(Place::invited).unwrap_or_default().into_iter();
        invited
            .filter(|guest| guest.substitute)
            .map(|guest| guest.person.clone())
            .collect()
    };
    let (was, is) = (standing_in(&before), standing_in(&after));
    let not_in = |these: &[String], those: &[String]| -> Vec<String> {
        let these = these.iter().filter(|one| !those.contains(one));
        these.cloned().collect()
    };
    jobs::invite(
        tx,
        organisation,
        &committee,
        &session,
        site,
        &not_in(&is, &was),
        now,
    )
    .await?;
    jobs::withdraw(
        tx,
        organisation,
        &committee,
        &session,
        site,
        &not_in(&was, &is),
        now,
    )
    .await?;
    let objects = vec![
        ("committee-session", session.id.clone()),
        ("person", row.person.clone()),
    ];
    let payload = vec![
        ("answer", json!(row.answer)),
        ("reason", json!(row.reason)),
        ("seat", json!(row.seat)),
    ];
    let kind = "committee.invitation-answered";
    entry(tx, actor, now, Right::CommitteeVote, kind, objects, payload).await
}
