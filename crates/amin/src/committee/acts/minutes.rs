//! Minutes: drafted from the records, agreed, signed by each present voting member, then frozen.

use persian::tehran_datetime;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{Conn, Timestamp, Tx};

use super::{MOST_TEXT, entry, in_state, session_of};
use crate::committee::jobs::prove_later;
use crate::committee::model::{MinutesState, SessionState};
use crate::committee::store::{self as rows, CommitteeRow, SessionRow};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, invalid, refused};
use crate::platform::permissions::Right;

/// The minutes of a session: what the records say, in a fixed order, so that the same session gives the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    /// Persian name of the committee.
    pub committee: String,
    /// Its legal basis.
    pub legal_basis: String,
    /// Number of the session.
    pub number: i64,
    /// Code of its kind.
    pub kind: String,
    /// When it was opened and closed, in Tehran: `1405/09/07 10:00`.
    pub opened: String,
    /// When it was closed.
    pub closed: String,
    /// Where.
    pub place: String,
    /// Who came: name and seat.
    pub present: Vec<(String, String)>,
    /// Seats whose holder did not come and sent nobody.
    pub absent: Vec<(String, String)>,
    /// The agenda.
    pub items: Vec<MinutesItem>,
    /// What the secretary adds.
    pub remarks: String,
}

/// An item in the minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesItem {
    /// Id.
    pub id: String,
    /// Place in the agenda.
    pub position: i64,
    /// One line.
    pub title: String,
    /// Code of the state.
    pub state: String,
    /// What came of it.
    pub outcome: String,
    /// Who kept out of it.
    pub recused: Vec<String>,
    /// Votes.
    pub votes: Vec<MinutesVote>,
    /// Resolutions: number, text, unit, last day.
    pub resolutions: Vec<(String, String, String, String)>,
}

/// A vote in the minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesVote {
    /// What was asked.
    pub question: String,
    /// Code of the kind.
    pub kind: String,
    /// Yes, no, abstained.
    pub counted: (i64, i64, i64),
    /// Whether it passed.
    pub passed: bool,
    /// Name and choice of each voice; none in a secret vote.
    pub voices: Vec<(String, String)>,
    /// Name and reasons of who did not agree.
    pub dissent: Vec<(String, String)>,
}

fn moment(at: Option<Timestamp>) -> String {
    at.map_or_else(String::new, |at| tehran_datetime(at.0).numeric())
}

/// Writes the minutes from the records.
pub async fn draft(
    conn: &mut Conn,
    organisation: &str,
    unit_name: &(dyn Fn(&str) -> String + Sync),
    committee: &CommitteeRow,
    session: &SessionRow,
) -> Result<Minutes, store::Error> {
    let came = rows::attendance(conn, organisation, &session.id).await?;
    let seats = rows::seats(conn, organisation, &committee.id).await?;
    let terms = rows::terms(conn, organisation, &committee.id).await?;
    let recusals = rows::recusals(conn, organisation, &session.id).await?;
    let votes = rows::votes(conn, organisation, &session.id).await?;
    let ballots = rows::ballots(conn, organisation, &session.id).await?;
    let resolutions = rows::resolutions_of(conn, organisation, &session.id).await?;
    let day =
        persian::tehran_date(session.opened_at.unwrap_or(session.starts_at).0).gregorian_iso();
    let holder = |seat: &str| {
        let term = terms.iter().find(|term| {
            term.seat == seat
                && !term.substitute
                && term.from_day <= day
                && term.to_day.as_ref().is_none_or(|end| *end >= day)
        });
        term.map(|term| term.name.clone())
    };
    let items = rows::items(conn, organisation, &session.id).await?;
    let items = items.into_iter().map(|item| MinutesItem {
        recused: (recusals.iter())
            .filter(|row| row.item == item.id)
            .map(|row| row.name.clone())
            .collect(),
        votes: (votes.iter())
            .filter(|vote| vote.item == item.id)
            .map(|vote| {
                let voices = || ballots.iter().filter(|ballot| ballot.vote == vote.id);
                MinutesVote {
                    question: vote.question.clone(),
                    kind: vote.kind.clone(),
                    counted: (vote.yes, vote.no, vote.abstained),
                    passed: vote.passed,
                    voices: voices()
                        .map(|b| (b.name.clone(), b.choice.clone()))
                        .collect(),
                    dissent: voices()
                        .filter(|b| !b.dissent.is_empty())
                        .map(|b| (b.name.clone(), b.dissent.clone()))
                        .collect(),
                }
            })
            .collect(),
        resolutions: (resolutions.iter())
            .filter(|row| row.item == item.id)
            .map(|row| {
                let until = persian::tehran_date(row.deadline_at.0).numeric();
                (
                    row.number.clone(),
                    row.text.clone(),
                    unit_name(&row.unit),
                    until,
                )
            })
            .collect(),
        id: item.id,
        position: item.position,
        title: item.title,
        state: item.state,
        outcome: item.outcome,
    });
    Ok(Minutes {
        committee: committee.name.clone(),
        legal_basis: committee.legal_basis.clone(),
        number: session.number,
        kind: session.kind.clone(),
        opened: moment(session.opened_at),
        closed: moment(session.closed_at),
        place: session.place.clone(),
        present: came
            .iter()
            .map(|row| (row.name.clone(), row.title.clone()))
            .collect(),
        absent: (seats.iter())
            .filter(|seat| !came.iter().any(|row| row.seat == seat.id))
            .filter_map(|seat| Some((holder(&seat.id)?, seat.title.clone())))
            .collect(),
        items: items.collect(),
        remarks: session.remarks.clone(),
    })
}

fn in_minutes_state(session: &SessionRow, state: MinutesState) -> Result<(), ActError> {
    in_state(session, &[SessionState::Closed])?;
    if session.minutes_state == state.code() {
        Ok(())
    } else {
        Err(refused(|t| t.committee_refused_minutes().to_owned()))
    }
}

/// Changes the remarks of minutes that are not agreed yet.
pub async fn remark(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
    remarks: &str,
) -> Result<(), ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let (_, mut session) = session_of(tx, actor, session).await?;
    in_minutes_state(&session, MinutesState::Draft)?;
    session.remarks = remarks.trim().replace('\0', "");
    if session.remarks.chars().count() > MOST_TEXT {
        return Err(invalid("remarks", |t| t.committee_fault_long(MOST_TEXT)));
    }
    rows::put_session(tx, &actor.organisation, &session).await?;
    let objects = vec![("committee-session", session.id)];
    let payload = vec![("remarks", json!(session.remarks))];
    let kind = "committee.remarked";
    entry(tx, actor, now, Right::CommitteeRun, kind, objects, payload).await
}

/// Fixes the minutes: from now on their text and hash do not change, and members sign.
pub async fn agree(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
    unit_name: &(dyn Fn(&str) -> String + Sync),
) -> Result<(), ActError> {
    actor.require(Right::CommitteeRun, None)?;
    let (committee, mut session) = session_of(tx, actor, session).await?;
    in_minutes_state(&session, MinutesState::Draft)?;
    let organisation = &actor.organisation;
    let minutes = draft(tx.read(), organisation, unit_name, &committee, &session).await?;
    let text =
        serde_json::to_string(&minutes).map_err(|why| store::Error::Corrupt(why.to_string()))?;
    let hash = hex::encode(Sha256::digest(text.as_bytes()));
    session.minutes = Some(text);
    session.minutes_hash = Some(hash.clone());
    MinutesState::Agreed
        .code()
        .clone_into(&mut session.minutes_state);
    rows::put_session(tx, organisation, &session).await?;
    let objects = vec![
        ("committee", committee.id),
        ("committee-session", session.id),
    ];
    let payload = vec![
        ("number", json!(session.number)),
        ("minutes-sha256", json!(hash)),
    ];
    let kind = "committee.minutes-agreed";
    entry(tx, actor, now, Right::CommitteeRun, kind, objects, payload).await
}

/// A present voting member signs the agreed minutes; with the last signature they are frozen. The page asks for the password
/// again before this.
pub async fn sign_minutes(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
) -> Result<(), ActError> {
    if !actor.may(Right::CommitteeVote) && !actor.may(Right::CommitteeRun) {
        return Err(ActError::Forbidden);
    }
    let (committee, mut session) = session_of(tx, actor, session).await?;
    in_minutes_state(&session, MinutesState::Agreed)?;
    let organisation = &actor.organisation;
    let came = rows::attendance(tx.read(), organisation, &session.id).await?;
    let own = came
        .iter()
        .find(|row| row.voting && Some(row.person.as_str()) == actor.person.as_deref())
        .ok_or_else(|| refused(|t| t.committee_refused_not_present().to_owned()))?;
    if own.signed_at.is_some() {
        return Err(refused(|t| t.committee_refused_signed().to_owned()));
    }
    rows::sign(tx, organisation, &own.id, now).await?;
    let right = if actor.may(Right::CommitteeVote) {
        Right::CommitteeVote
    } else {
        Right::CommitteeRun
    };
    let hash = session.minutes_hash.clone().unwrap_or_default();
    let objects = vec![
        ("committee-session", session.id.clone()),
        ("person", own.person.clone()),
    ];
    let payload = vec![("minutes-sha256", json!(hash))];
    entry(
        tx,
        actor,
        now,
        right,
        "committee.minutes-signed",
        objects,
        payload,
    )
    .await?;
    let missing = came
        .iter()
        .any(|row| row.voting && row.signed_at.is_none() && row.id != own.id);
    if missing {
        return Ok(());
    }
    MinutesState::Frozen
        .code()
        .clone_into(&mut session.minutes_state);
    // The next entry is the one that freezes: the row names it, so that its proof is found again.
    session.frozen_entry = Some(tx.next_sequence());
    rows::put_session(tx, organisation, &session).await?;
    prove_later(tx, organisation, &session.id, now).await?;
    let objects = vec![
        ("committee", committee.id),
        ("committee-session", session.id),
    ];
    let payload = vec![
        ("number", json!(session.number)),
        ("minutes-sha256", json!(hash)),
    ];
    entry(
        tx,
        actor,
        now,
        right,
        "committee.minutes-frozen",
        objects,
        payload,
    )
    .await
}

/// Keeps the proof that frozen minutes are in the sealed log, once, so that the printed minutes are the same bytes ever after.
pub async fn keep_proof(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    session: &str,
    proof: &str,
) -> Result<(), ActError> {
    let (committee, mut session) = session_of(tx, actor, session).await?;
    if session.proof.is_some() || session.frozen_entry.is_none() {
        return Ok(());
    }
    session.proof = Some(proof.to_owned());
    rows::put_session(tx, &actor.organisation, &session).await?;
    let objects = vec![
        ("committee", committee.id),
        ("committee-session", session.id),
    ];
    let payload = vec![("frozen-by", json!(session.frozen_entry))];
    let kind = "committee.minutes-proved";
    entry(tx, actor, now, Right::CommitteeRun, kind, objects, payload).await
}
