//! Invitations, reminders and alarms: written as jobs in the act's transaction.

use futures::FutureExt;
use persian::{Date, tehran_datetime, tehran_micros};
use serde_json::{Value, json};
use store::{Job, Timestamp, Tx};

use super::acts;
use super::icalendar::{self, Method};
use super::model::{Quarter, SessionKind, SessionState};
use super::store::{self as rows, CommitteeRow, LetterRow, ResolutionRow, SessionRow};
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::notify::{Channel, Notice, enqueue_event};
use crate::platform::permissions::Role;
use crate::platform::state::App;
use crate::platform::texts::{Lang, Texts};

/// Kind of the job that looks at a deadline.
pub const DEADLINE_JOB: &str = "committee.deadline";
/// Kind of the job that looks whether a quarter had its session.
pub const QUARTER_JOB: &str = "committee.quarter";

/// Kind of the job that looks at a letter whose answer was asked until now.
pub const LETTER_JOB: &str = "committee.letter";
/// Kind of the job that keeps the proof of frozen minutes.
pub const PROOF_JOB: &str = "committee.proof";

/// Performs a job whose kind begins with `committee.`. An error is a short reason without personal data.
pub async fn perform(app: &App, job: &Job) -> Result<(), String> {
    let wrong = || format!("the payload of a {} job is not as it was written", job.kind);
    let payload: Value = serde_json::from_str(&job.payload).map_err(|_| wrong())?;
    let word = |name: &str| payload[name].as_str().map(str::to_owned).ok_or_else(wrong);
    let actor = Actor::program(&job.organisation);
    let now = app.clock.now();
    let rules = app
        .rules(&job.organisation)
        .await
        .map_err(|why| why.to_string())?;
    let outcome = match job.kind.as_str() {
        DEADLINE_JOB => {
            let (id, level) = (
                word("resolution")?,
                payload["level"].as_i64().ok_or_else(wrong)?,
            );
            app.act(move |tx| {
                async move {
                    acts::record_overdue(tx, &actor, now, &rules, &id, level).await?;
                    Ok(())
                }
                .boxed()
            })
            .await
        }
        QUARTER_JOB => {
            let committee = word("committee")?;
            let quarter: Quarter = word("quarter")?.parse().map_err(|()| wrong())?;
            app.act(move |tx| {
                async move { look_at_quarter(tx, &actor, now, &committee, quarter).await }.boxed()
            })
            .await
        }
        LETTER_JOB => {
            let (id, sent) = (
                word("letter")?,
                payload["reminders"].as_i64().ok_or_else(wrong)?,
            );
            app.act(move |tx| {
                async move {
                    acts::remind_letter(tx, &actor, now, &rules, &id, Some(sent)).await?;
                    Ok(())
                }
                .boxed()
            })
            .await
        }
        PROOF_JOB => {
            let session = word("session")?;
            let proof = proof_of(app, &job.organisation, &session)
                .await
                .map_err(|why| why.to_string())?;
            let Some(proof) = proof else { return Ok(()) };
            app.act(move |tx| {
                async move { acts::keep_proof(tx, &actor, now, &session, &proof).await }.boxed()
            })
            .await
        }
        other => return Err(format!("no code performs jobs of kind {other}")),
    };
    outcome.map(|_| ()).map_err(|why| format!("{why:?}"))
}

/// The proof that the entry which froze the minutes of a session is in the sealed log; none where there is nothing to prove.
async fn proof_of(
    app: &App,
    organisation: &str,
    session: &str,
) -> Result<Option<String>, store::Error> {
    let mut conn = app.read().await?;
    let session = rows::session(&mut conn, organisation, session).await?;
    let Some(entry) = session.and_then(|session| session.frozen_entry) else {
        return Ok(None);
    };
    let shown = ["number", "minutes-sha256"];
    let receipt = crate::sealed_log::receipt(app, &mut conn, entry, &shown).await?;
    Ok(Some(receipt.encode()))
}

/// Keeps the proof of frozen minutes once the act is sealed.
pub async fn prove_later(
    tx: &mut Tx,
    organisation: &str,
    session: &str,
    now: Timestamp,
) -> Result<(), store::Error> {
    let payload = json!({ "session": session });
    tx.enqueue(organisation, PROOF_JOB, &payload, now, now)
        .await?;
    Ok(())
}

/// Looks at a letter when its answer is due.
pub async fn watch_letter(
    tx: &mut Tx,
    organisation: &str,
    row: &LetterRow,
    at: Timestamp,
    now: Timestamp,
) -> Result<(), store::Error> {
    let payload = json!({ "letter": row.id, "reminders": row.reminders });
    tx.enqueue(organisation, LETTER_JOB, &payload, at.plus_seconds(1), now)
        .await?;
    Ok(())
}

/// Reminds the managers of a unit of a letter, and tells the secretaries where it went to an office outside.
pub async fn tell_letter(
    tx: &mut Tx,
    organisation: &str,
    row: &LetterRow,
    now: Timestamp,
) -> Result<(), store::Error> {
    let t = Texts::of(Lang::Fa);
    let (role, unit) = match &row.unit {
        Some(unit) => (Role::Manager, Some(unit.as_str())),
        None => (Role::Secretary, None),
    };
    let people = rows::holders(tx.read(), organisation, role.code(), unit).await?;
    let number = t.lang.digits(&row.number);
    let day = t
        .lang
        .digits(&crate::organisation::model::solar_day(&row.day));
    let text = t.committee_news_letter(&number, &day);
    let subject = t.committee_news_letter_subject();
    tell(tx, organisation, &people, subject, &text, now).await
}

/// Looks at a resolution when its time has passed.
pub async fn watch_deadline(
    tx: &mut Tx,
    organisation: &str,
    row: &ResolutionRow,
    at: Timestamp,
    now: Timestamp,
) -> Result<(), store::Error> {
    let payload = json!({ "resolution": row.id, "level": row.level });
    tx.enqueue(
        organisation,
        DEADLINE_JOB,
        &payload,
        at.plus_seconds(1),
        now,
    )
    .await?;
    Ok(())
}

/// Looks at the quarter of a day once it has ended.
pub async fn watch_quarter(
    tx: &mut Tx,
    organisation: &str,
    committee: &str,
    day: Date,
    now: Timestamp,
) -> Result<(), store::Error> {
    let quarter = Quarter::of(day);
    let Some(first_after) = quarter.next().first() else {
        return Ok(());
    };
    let payload = json!({ "committee": committee, "quarter": quarter.to_string() });
    let at = Timestamp(tehran_micros(first_after, 6, 0));
    tx.enqueue(organisation, QUARTER_JOB, &payload, at, now)
        .await?;
    Ok(())
}

/// A quarter without a session is an alarm to the level above: the overseers, and the secretaries who must mend it.
async fn look_at_quarter(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    committee: &str,
    quarter: Quarter,
) -> Result<(), ActError> {
    let organisation = &actor.organisation;
    let Some(committee) = rows::committee(tx.read(), organisation, committee).await? else {
        return Ok(());
    };
    if let Some(next) = quarter.next().first() {
        watch_quarter(tx, organisation, &committee.id, next, now).await?;
    }
    let sessions = rows::sessions(tx.read(), organisation, &committee.id).await?;
    let held = sessions.iter().any(|session| {
        session.quarter == quarter.to_string()
            && [SessionState::Open.code(), SessionState::Closed.code()]
                .contains(&session.state.as_str())
    });
    if held {
        return Ok(());
    }
    let t = Texts::of(Lang::Fa);
    let period = t.lang.digits(&quarter.to_string());
    let text = t.committee_news_missed(&committee.name, &period);
    let mut people = rows::holders(tx.read(), organisation, Role::Overseer.code(), None).await?;
    people.extend(rows::holders(tx.read(), organisation, Role::Secretary.code(), None).await?);
    tell(
        tx,
        organisation,
        &people,
        t.committee_news_missed_subject(),
        &text,
        now,
    )
    .await?;
    acts::quarter_missed(tx, actor, now, &committee, quarter).await
}

/// Tells the managers of a unit about a resolution that it owes, or that is overdue below it.
pub async fn tell_unit(
    tx: &mut Tx,
    organisation: &str,
    row: &ResolutionRow,
    unit: &str,
    overdue: bool,
    now: Timestamp,
) -> Result<(), store::Error> {
    let t = Texts::of(Lang::Fa);
    let people = rows::holders(tx.read(), organisation, Role::Manager.code(), Some(unit)).await?;
    let number = t.lang.digits(&row.number);
    let until = t
        .lang
        .digits(&persian::tehran_date(row.deadline_at.0).numeric());
    let (subject, text) = if overdue {
        (
            t.committee_news_overdue_subject(),
            t.committee_news_overdue(&number, &until),
        )
    } else {
        (
            t.committee_news_issued_subject(),
            t.committee_news_issued(&number, &until),
        )
    };
    tell(tx, organisation, &people, subject, &text, now).await
}

/// Sends one text to people, by mail and SMS as far as their addresses are known.
pub(crate) async fn tell(
    tx: &mut Tx,
    organisation: &str,
    people: &[String],
    subject: &str,
    text: &str,
    now: Timestamp,
) -> Result<(), store::Error> {
    tell_event(tx, organisation, people, subject, text, None, now).await
}

/// The same; a mail may carry an entry for the calendar.
async fn tell_event(
    tx: &mut Tx,
    organisation: &str,
    people: &[String],
    subject: &str,
    text: &str,
    calendar: Option<&str>,
    now: Timestamp,
) -> Result<(), store::Error> {
    if people.is_empty() {
        return Ok(());
    }
    for (_, mail, phone) in rows::contacts(tx.read(), organisation, people).await? {
        let mail = mail.map(|to| (Channel::Mail, to));
        for (channel, to) in mail.into_iter().chain(phone.map(|to| (Channel::Sms, to))) {
            let notice = Notice {
                channel,
                to,
                subject: subject.to_owned(),
                body: text.to_owned(),
            };
            enqueue_event(tx, organisation, &notice, calendar, now).await?;
        }
    }
    Ok(())
}

/// The title and the address of a session, as an invitation has them.
fn named(committee: &CommitteeRow, session: &SessionRow, site: (&str, &str)) -> (String, String) {
    let t = Texts::of(Lang::Fa);
    let kind = match SessionKind::of(&session.kind) {
        Some(SessionKind::Extraordinary) => t.committee_kind_extraordinary(),
        _ => t.committee_kind_ordinary(),
    };
    let name = t.committee_session_name(session.number, kind);
    let title = format!("{}: {name}", committee.name);
    let (base, slug) = site;
    let address = format!("{base}/{slug}/committee/sessions/{}", session.id);
    (title, address)
}

/// Invites people to a session. The agenda is not in the message: it may name people, and who keeps out of an item must not read of it.
pub async fn invite(
    tx: &mut Tx,
    organisation: &str,
    committee: &CommitteeRow,
    session: &SessionRow,
    site: (&str, &str),
    people: &[String],
    now: Timestamp,
) -> Result<(), ActError> {
    let t = Texts::of(Lang::Fa);
    let (title, address) = named(committee, session, site);
    let when = tehran_datetime(session.starts_at.0).long();
    let text = t.committee_news_called(&committee.name, &when, &session.place);
    let body = format!("{text}\n{address}");
    let calendar = icalendar::event(session, &title, site.1, &address, Method::Publish, now);
    let subject = t.committee_news_called_subject();
    tell_event(
        tx,
        organisation,
        people,
        subject,
        &body,
        Some(&calendar),
        now,
    )
    .await?;
    Ok(())
}

/// Takes an invitation back: the session is cancelled, or the holder of the seat comes after all.
pub async fn withdraw(
    tx: &mut Tx,
    organisation: &str,
    committee: &CommitteeRow,
    session: &SessionRow,
    site: (&str, &str),
    people: &[String],
    now: Timestamp,
) -> Result<(), ActError> {
    let t = Texts::of(Lang::Fa);
    let (title, address) = named(committee, session, site);
    let when = tehran_datetime(session.starts_at.0).long();
    let (subject, text) = if session.state == SessionState::NotHeld.code() {
        (
            t.committee_news_cancelled_subject(),
            t.committee_news_cancelled(&committee.name, &when),
        )
    } else {
        (
            t.committee_news_withdrawn_subject(),
            t.committee_news_withdrawn(&committee.name, &when),
        )
    };
    let calendar = icalendar::event(session, &title, site.1, &address, Method::Cancel, now);
    tell_event(
        tx,
        organisation,
        people,
        subject,
        &text,
        Some(&calendar),
        now,
    )
    .await?;
    Ok(())
}
