//! Sessions: planned, called, opened, held item by item, closed.

use persian::{tehran_date, tehran_micros};
use serde_json::json;
use store::{Timestamp, Tx};

use super::waiting::{ItemInput, candidates, kept_out};
use super::{
    MOST_TEXT, MOST_TITLE, committee_of, day_of, entry, in_state, places_of, screen,
    screen_session, session_of, text_of, waiting_item,
};
use crate::committee::invitation::Place;
use crate::committee::jobs::{invite, withdraw};
use crate::committee::model::{Duty, ItemState, MinutesState, Quarter, SessionKind, SessionState};
use crate::committee::store::{
    self as rows, AttendanceRow, CommitteeRow, ItemRow, PaperRow, PartyRow, RecusalRow, SessionRow,
};
use crate::interests::acts as interests;
use crate::interests::model::DoubtObject;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, invalid, refused};
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};

/// What the form of a session says.
#[derive(Debug, Clone, Default)]
pub struct SessionInput {
    /// Id: of the form's hidden token.
    pub id: String,
    /// Code of the kind.
    pub kind: String,
    /// Day, Solar Hijri.
    pub day: String,
    /// Hour and minute, `۱۴:۳۰`.
    pub time: String,
    /// Where.
    pub place: String,
}

/// Hour and minute as typed, with digits of either script.
pub(crate) fn time_of(text: &str) -> Option<(u8, u8)> {
    let text = persian::digits::to_ascii(text.trim());
    let (hour, minute) = text.split_once(':')?;
    let hour = hour.trim().parse().ok().filter(|hour| *hour < 24)?;
    let minute = minute.trim().parse().ok().filter(|minute| *minute < 60)?;
    Some((hour, minute))
}

/// Plans a session. One in the past is refused.
pub async fn plan_session(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    committee: &str,
    input: &SessionInput,
) -> Result<(), ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let committee = committee_of(tx.read(), actor, committee).await?;
    let mut faults = Faults::default();
    let place = text_of(&mut faults, "place", &input.place, MOST_TITLE);
    let kind = SessionKind::of(&input.kind);
    if kind.is_none() || input.id.is_empty() || input.id.len() > 64 || input.id.contains('\0') {
        faults.add("kind", |t| t.committee_fault_choose().to_owned());
    }
    let day = day_of(&mut faults, "day", &input.day);
    let time = time_of(&input.time);
    if time.is_none() {
        faults.add("time", |t| t.committee_fault_time().to_owned());
    }
    let at =
        (day.zip(time)).map(|(day, (hour, minute))| Timestamp(tehran_micros(day, hour, minute)));
    if at.is_some_and(|at| at <= now) {
        faults.add("day", |t| t.committee_fault_past().to_owned());
    }
    faults.check()?;
    let (Some(day), Some(starts_at), Some(kind)) = (day, at, kind) else {
        return Err(ActError::NotFound);
    };
    if rows::session(tx.read(), &actor.organisation, &input.id)
        .await?
        .is_some()
    {
        // The form was sent twice.
        return Ok(());
    }
    let sessions = rows::sessions(tx.read(), &actor.organisation, &committee.id).await?;
    let row = SessionRow {
        id: input.id.clone(),
        committee: committee.id.clone(),
        number: sessions.iter().map(|s| s.number).max().unwrap_or(0) + 1,
        kind: kind.code().to_owned(),
        quarter: Quarter::of(day).to_string(),
        starts_at,
        place,
        state: SessionState::Planned.code().to_owned(),
        called_at: None,
        opened_at: None,
        closed_at: None,
        remarks: String::new(),
        minutes: None,
        minutes_hash: None,
        minutes_state: MinutesState::None.code().to_owned(),
        frozen_entry: None,
        proof: None,
    };
    rows::put_session(tx, &actor.organisation, &row).await?;
    session_entry(tx, actor, now, "committee.session-planned", &row).await
}

async fn session_entry(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    kind: &'static str,
    row: &SessionRow,
) -> Result<(), ActError> {
    let objects = vec![
        ("committee", row.committee.clone()),
        ("committee-session", row.id.clone()),
    ];
    let payload = vec![
        ("number", json!(row.number)),
        ("session-kind", json!(row.kind)),
        ("quarter", json!(row.quarter)),
        ("state", json!(row.state)),
    ];
    entry(tx, actor, now, Right::CommitteeRun, kind, objects, payload).await
}

async fn put_new_item(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    committee: &CommitteeRow,
    session: &SessionRow,
    input: ItemInput,
) -> Result<String, ActError> {
    let items = rows::items(tx.read(), &actor.organisation, &session.id).await?;
    let row = ItemRow {
        id: tx.new_id(now),
        committee: session.committee.clone(),
        session: session.id.clone(),
        position: items.iter().map(|item| item.position).max().unwrap_or(0) + 1,
        title: input.title,
        text: input.text,
        object_type: input.object.as_ref().map(|(kind, _)| kind.clone()),
        object_id: input.object.map(|(_, id)| id),
        state: ItemState::Waiting.code().to_owned(),
        outcome: String::new(),
        carried_from: input.carried_from,
        screened_at: None,
    };
    rows::put_item(tx, &actor.organisation, &row).await?;
    if let Some(before) = &row.carried_from {
        // Who kept out of it then keeps out of it now.
        for recusal in rows::recusals_of(tx.read(), &actor.organisation, before).await? {
            let recusal = RecusalRow {
                item: row.id.clone(),
                ..recusal
            };
            rows::insert_recusal(tx, &actor.organisation, &recusal, now).await?;
        }
        for party in rows::parties(tx.read(), &actor.organisation, before).await? {
            let party = PartyRow {
                id: tx.new_id(now),
                ..party
            };
            rows::insert_party(tx, &actor.organisation, &row.id, &party).await?;
        }
        for paper in rows::papers(tx.read(), &actor.organisation, before).await? {
            let paper = PaperRow {
                id: tx.new_id(now),
                item: row.id.clone(),
                ..paper
            };
            let account = actor.account.clone();
            rows::insert_paper(tx, &actor.organisation, account.as_deref(), &paper).await?;
        }
    }
    keep_out(tx, actor, now, committee, &row).await?;
    let objects = vec![
        ("committee-session", session.id.clone()),
        ("agenda-item", row.id.clone()),
    ];
    let payload = vec![
        ("title", json!(row.title)),
        ("about", json!([row.object_type, row.object_id])),
        ("carried-from", json!(row.carried_from)),
    ];
    let kind = "committee.item-added";
    entry(tx, actor, now, Right::CommitteeRun, kind, objects, payload).await?;
    let id = row.id.clone();
    screen(tx, actor, now, committee, session, row).await?;
    Ok(id)
}

/// Adds an item to the agenda of a session that has not ended. Gives its id.
pub async fn add_item(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
    title: &str,
    text: &str,
) -> Result<String, ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let (committee, session) = session_of(tx, actor, session).await?;
    in_state(
        &session,
        &[
            SessionState::Planned,
            SessionState::Called,
            SessionState::Open,
        ],
    )?;
    let mut faults = Faults::default();
    let title = text_of(&mut faults, "title", title, MOST_TITLE);
    let text = text.trim().replace('\0', "");
    if text.chars().count() > MOST_TEXT {
        faults.add("text", |t| t.committee_fault_long(MOST_TEXT));
    }
    faults.check()?;
    let input = ItemInput {
        title,
        text,
        ..ItemInput::default()
    };
    put_new_item(tx, actor, now, &committee, &session, input).await
}

/// Builds the agenda from what waits: see [`super::waiting`]. What already stands on an agenda is left out. Gives how many items were added.
pub async fn fill_agenda(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
) -> Result<usize, ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let (committee, session) = session_of(tx, actor, session).await?;
    in_state(
        &session,
        &[
            SessionState::Planned,
            SessionState::Called,
            SessionState::Open,
        ],
    )?;
    let new = candidates(tx.read(), actor, &committee, &session.id, now).await?;
    let added = new.len();
    for input in new {
        put_new_item(tx, actor, now, &committee, &session, input).await?;
    }
    Ok(added)
}

/// Keeps out of an item whoever must not learn of the matter that it is about.
async fn keep_out(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    committee: &CommitteeRow,
    item: &ItemRow,
) -> Result<(), ActError> {
    let (Some(object_type), Some(object_id)) = (&item.object_type, &item.object_id) else {
        return Ok(());
    };
    let terms = rows::terms(tx.read(), &actor.organisation, &committee.id).await?;
    let people: Vec<String> = terms.iter().map(|term| term.person.clone()).collect();
    let object = (object_type.as_str(), object_id.as_str());
    let out = kept_out(tx.read(), &actor.organisation, object, &people).await?;
    let known = rows::recusals_of(tx.read(), &actor.organisation, &item.id).await?;
    for term in terms {
        if !out.contains(&term.person) || known.iter().any(|row| row.person == term.person) {
            continue;
        }
        let row = RecusalRow {
            item: item.id.clone(),
            person: term.person,
            name: term.name,
            reason: Texts::of(Lang::Fa).committee_recused_by_matter().to_owned(),
        };
        rows::insert_recusal(tx, &actor.organisation, &row, now).await?;
    }
    Ok(())
}

/// Somebody keeps out of an item: a member says so himself, or the secretary writes it down. From then on that person sees
/// neither the item nor what comes of it.
pub async fn recuse(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
    item: &str,
    person: &str,
    reason: &str,
) -> Result<(), ActError> {
    let own = actor.person.as_deref() == Some(person);
    let right = if own && !actor.may(Right::CommitteeRun) {
        Right::CommitteeVote
    } else {
        Right::CommitteeRun
    };
    actor.require(right, None)?;
    let (committee, session) = session_of(tx, actor, session).await?;
    let item = waiting_item(tx, actor, &session, item).await?;
    let mut faults = Faults::default();
    let reason = text_of(&mut faults, "reason", reason, MOST_TEXT);
    let terms = rows::terms(tx.read(), &actor.organisation, &committee.id).await?;
    let Some(term) = terms.into_iter().find(|term| term.person == person) else {
        faults.add("person", |t| t.committee_fault_choose().to_owned());
        return faults.check();
    };
    faults.check()?;
    let known = rows::recusals(tx.read(), &actor.organisation, &session.id).await?;
    if known
        .iter()
        .any(|row| row.item == item.id && row.person == person)
    {
        return Ok(());
    }
    let row = RecusalRow {
        item: item.id.clone(),
        person: person.to_owned(),
        name: term.name,
        reason,
    };
    rows::insert_recusal(tx, &actor.organisation, &row, now).await?;
    let object = DoubtObject::Item;
    interests::lapse(tx, actor, now, object, &item.id, Some(person)).await?;
    let objects = vec![
        ("committee-session", session.id),
        ("agenda-item", item.id),
        ("person", row.person),
    ];
    let payload = vec![
        ("reason", json!(row.reason)),
        ("own-declaration", json!(own)),
    ];
    entry(tx, actor, now, right, "committee.recused", objects, payload).await
}

/// Invites the holders of the seats by mail and SMS, and who stands in where a seat has none; once more: who has not answered, and who
/// stands in for them. An empty agenda is refused: who is invited must know to what. `site` is the program's address and the short name
/// of the organisation.
pub async fn call_session(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
    site: (&str, &str),
) -> Result<(), ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let (committee, mut session) = session_of(tx, actor, session).await?;
    let again = session.state == SessionState::Called.code();
    in_state(&session, &[SessionState::Planned, SessionState::Called])?;
    if session.starts_at <= now {
        return Err(refused(|t| t.committee_refused_begun().to_owned()));
    }
    if rows::items(tx.read(), &actor.organisation, &session.id)
        .await?
        .is_empty()
    {
        return Err(refused(|t| t.committee_refused_no_agenda().to_owned()));
    }
    screen_session(tx, actor, now, &committee, &session).await?;
    SessionState::Called.code().clone_into(&mut session.state);
    session.called_at = session.called_at.or(Some(now));
    rows::put_session(tx, &actor.organisation, &session).await?;
    session_entry(tx, actor, now, "committee.session-called", &session).await?;
    let places = places_of(tx.read(), &actor.organisation, &session).await?;
    let people: Vec<String> = (places.iter())
        .flat_map(|place| {
            if again {
                place.reminded()
            } else {
                place.invited()
            }
        })
        .map(|guest| guest.person.clone())
        .collect();
    invite(
        tx,
        &actor.organisation,
        &committee,
        &session,
        site,
        &people,
        now,
    )
    .await
}

/// Opens a session with those who came: for each seat at most one person, its holder or its substitute. Without a quorum it
/// is refused; then the session is written down as not held.
pub async fn open_session(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
    present: &[String],
) -> Result<(), ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let (committee, mut session) = session_of(tx, actor, session).await?;
    in_state(&session, &[SessionState::Planned, SessionState::Called])?;
    let day = tehran_date(now.0).gregorian_iso();
    let terms = rows::terms(tx.read(), &actor.organisation, &committee.id).await?;
    let seats = rows::seats(tx.read(), &actor.organisation, &committee.id).await?;
    let mut came: Vec<AttendanceRow> = Vec::new();
    for person in present {
        let term = terms.iter().find(|term| {
            term.person == *person
                && term.from_day <= day
                && term.to_day.as_ref().is_none_or(|end| *end >= day)
        });
        let seat = term.and_then(|term| seats.iter().find(|seat| seat.id == term.seat));
        let Some((term, seat)) = term.zip(seat) else {
            return Err(invalid("present", |t| {
                t.committee_fault_not_member().to_owned()
            }));
        };
        if came.iter().any(|row| row.person == *person) {
            continue;
        }
        if came.iter().any(|row| row.seat == seat.id) {
            return Err(invalid("present", |t| {
                t.committee_fault_both_came().to_owned()
            }));
        }
        came.push(AttendanceRow {
            id: tx.new_id(now),
            seat: seat.id.clone(),
            title: seat.title.clone(),
            duty: seat.duty.clone(),
            person: person.clone(),
            name: term.name.clone(),
            voting: Duty::of(&seat.duty).is_some_and(Duty::votes),
            signed_at: None,
        });
    }
    let voting = came.iter().filter(|row| row.voting).count();
    let quorum = committee.quorum;
    if i64::try_from(voting).unwrap_or(0) < quorum {
        return Err(invalid("present", move |t| {
            t.committee_fault_no_quorum(voting, quorum)
        }));
    }
    screen_session(tx, actor, now, &committee, &session).await?;
    for row in &came {
        rows::insert_attendance(tx, &actor.organisation, &session.id, row).await?;
    }
    SessionState::Open.code().clone_into(&mut session.state);
    session.opened_at = Some(now);
    session.quarter = Quarter::of(tehran_date(now.0)).to_string();
    rows::put_session(tx, &actor.organisation, &session).await?;
    session_entry(tx, actor, now, "committee.session-opened", &session).await
}

/// Writes down that a session was not held, and why; its agenda is carried over. Before its time that cancels it, and who was invited is
/// told.
pub async fn session_not_held(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
    reason: &str,
    site: (&str, &str),
) -> Result<(), ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let (committee, mut session) = session_of(tx, actor, session).await?;
    in_state(&session, &[SessionState::Planned, SessionState::Called])?;
    let cancelled = session.state == SessionState::Called.code() && session.starts_at > now;
    let mut faults = Faults::default();
    session.remarks = text_of(&mut faults, "reason", reason, MOST_TEXT);
    faults.check()?;
    SessionState::NotHeld.code().clone_into(&mut session.state);
    session.closed_at = Some(now);
    rows::put_session(tx, &actor.organisation, &session).await?;
    for item in rows::items(tx.read(), &actor.organisation, &session.id).await? {
        interests::lapse(tx, actor, now, DoubtObject::Item, &item.id, None).await?;
    }
    carry_over(tx, actor, &session.id).await?;
    if cancelled {
        let places = places_of(tx.read(), &actor.organisation, &session).await?;
        let people: Vec<String> = (places.iter())
            .flat_map(Place::invited)
            .map(|guest| guest.person.clone())
            .collect();
        withdraw(
            tx,
            &actor.organisation,
            &committee,
            &session,
            site,
            &people,
            now,
        )
        .await?;
    }
    session_entry(tx, actor, now, "committee.session-not-held", &session).await
}

/// Everything on an agenda that still waits goes over to the next session.
async fn carry_over(tx: &mut Tx, actor: &Actor, session: &str) -> Result<(), ActError> {
    for mut item in rows::items(tx.read(), &actor.organisation, session).await? {
        if item.state == ItemState::Waiting.code() {
            ItemState::Carried.code().clone_into(&mut item.state);
            rows::put_item(tx, &actor.organisation, &item).await?;
        }
    }
    Ok(())
}

/// Ends an item without a vote: talked about, or carried over; with words on what came of it.
pub async fn end_item(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
    item: &str,
    carried: bool,
    outcome: &str,
) -> Result<(), ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let (_, session) = session_of(tx, actor, session).await?;
    in_state(&session, &[SessionState::Open])?;
    let mut item = waiting_item(tx, actor, &session, item).await?;
    let mut faults = Faults::default();
    item.outcome = text_of(&mut faults, "outcome", outcome, MOST_TEXT);
    faults.check()?;
    let state = if carried {
        ItemState::Carried
    } else {
        ItemState::Discussed
    };
    state.code().clone_into(&mut item.state);
    rows::put_item(tx, &actor.organisation, &item).await?;
    interests::lapse(tx, actor, now, DoubtObject::Item, &item.id, None).await?;
    let objects = vec![("committee-session", session.id), ("agenda-item", item.id)];
    let payload = vec![
        ("state", json!(item.state)),
        ("outcome", json!(item.outcome)),
    ];
    let kind = "committee.item-ended";
    entry(tx, actor, now, Right::CommitteeRun, kind, objects, payload).await
}

/// Closes a session; what was not dealt with is carried over, and the minutes can be written.
pub async fn close_session(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
) -> Result<(), ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let (_, mut session) = session_of(tx, actor, session).await?;
    in_state(&session, &[SessionState::Open])?;
    SessionState::Closed.code().clone_into(&mut session.state);
    MinutesState::Draft
        .code()
        .clone_into(&mut session.minutes_state);
    session.closed_at = Some(now);
    rows::put_session(tx, &actor.organisation, &session).await?;
    for item in rows::items(tx.read(), &actor.organisation, &session.id).await? {
        interests::lapse(tx, actor, now, DoubtObject::Item, &item.id, None).await?;
    }
    carry_over(tx, actor, &session.id).await?;
    session_entry(tx, actor, now, "committee.session-closed", &session).await
}
