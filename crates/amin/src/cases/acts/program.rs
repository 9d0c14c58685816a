//! What the program does by itself: deadlines that pass, the record restored, those concerned told.

use serde_json::json;
use store::{Timestamp, Tx};

use super::{Doer, Said, advance, deadline, hands_of};
use crate::cases::jobs;
use crate::cases::model::{COURT, Deed, Facts, State, effective};
use crate::cases::store::{self as rows, CaseRow};
use crate::committee::jobs::tell;
use crate::organisation::model::calendar;
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::permissions::Role;
use crate::platform::texts::{Lang, Texts};

/// Looks at a case when the deadline of a state has come. One whose last day has become a holiday moves on; the defence window and
/// the time for an appeal end; an overdue act of the office is written down and told.
pub async fn look_at_deadline(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    id: &str,
    state: &str,
    at: Timestamp,
) -> Result<(), ActError> {
    let actor = Actor::program(organisation);
    let Some(mut case) = rows::case(tx.read(), organisation, id).await? else {
        return Ok(());
    };
    if case.state != state || case.deadline_at != Some(at) {
        return Ok(());
    }
    let who = Doer {
        actor: &actor,
        right: None,
        now,
    };
    let days = calendar(tx.read(), organisation).await?;
    let last = effective(&days, at).map_err(|why| store::Error::Corrupt(why.to_string()))?;
    if last > at {
        case.deadline_at = Some(last);
        if case.state()? == State::Served {
            move_appeal(tx, organisation, &case, last).await?;
        }
        jobs::watch(tx, organisation, &case.id, &case.state, last, now).await?;
        let payload = vec![("before", json!(at.0)), ("after", json!(last.0))];
        return advance(
            tx,
            who,
            &mut case,
            Deed::DeadlineMoved,
            Facts::default(),
            &Said::default(),
            payload,
        )
        .await;
    }
    let deed = match case.state()? {
        State::Charged => Deed::WindowEnded,
        State::Served => Deed::Expire,
        _ => Deed::Overdue,
    };
    if deed == Deed::Expire {
        // The decision that was served has stood since then; the time for the court runs from its service.
        case.court_until = Some(court(tx, organisation, &case, now).await?);
    }
    if deed == Deed::WindowEnded {
        case.asked_extension = false;
    }
    advance(
        tx,
        who,
        &mut case,
        deed,
        Facts::default(),
        &Said::default(),
        vec![],
    )
    .await?;
    if deed == Deed::Overdue {
        waits(tx, who, &case).await?;
    }
    Ok(())
}

async fn move_appeal(
    tx: &mut Tx,
    organisation: &str,
    case: &CaseRow,
    last: Timestamp,
) -> Result<(), ActError> {
    let decisions = rows::decisions(tx.read(), organisation, &case.id).await?;
    if let Some(mut decision) = decisions.into_iter().next_back() {
        decision.appeal_until = Some(last);
        rows::put_decision(tx, organisation, &decision).await?;
    }
    Ok(())
}

/// Until when the court can be gone to: from the service of the last decision.
pub(super) async fn court(
    tx: &mut Tx,
    organisation: &str,
    case: &CaseRow,
    now: Timestamp,
) -> Result<Timestamp, ActError> {
    let decisions = rows::decisions(tx.read(), organisation, &case.id).await?;
    let from = decisions
        .last()
        .and_then(|row| row.served_at)
        .unwrap_or(now);
    deadline(tx, organisation, COURT, from).await
}

/// Tells those who keep the register that a case waits. No word of what it is about.
pub(super) async fn waits(tx: &mut Tx, who: Doer<'_>, case: &CaseRow) -> Result<(), ActError> {
    let organisation = who.actor.organisation.as_str();
    let t = Texts::of(Lang::Fa);
    let keepers = rows::holders(
        tx.read(),
        organisation,
        &[Role::IntegrityOfficer.code(), Role::Secretary.code()],
    )
    .await?;
    let mut people = Vec::new();
    for (person, ..) in keepers {
        if !super::hidden_from(tx.read(), organisation, case, &person).await? {
            people.push(person);
        }
    }
    let text = t.cases_news_waits(t.lang.digits(&case.number));
    tell(
        tx,
        organisation,
        &people,
        t.cases_news_subject(),
        &text,
        who.now,
    )
    .await?;
    Ok(())
}

/// After a step: who reported hears that it ended; the person concerned that something was served; and where there was nothing to it,
/// the record is restored and everybody who knew of it is told so.
pub(super) async fn told(
    tx: &mut Tx,
    who: Doer<'_>,
    case: &mut CaseRow,
    next: State,
) -> Result<(), ActError> {
    let organisation = who.actor.organisation.as_str();
    let t = Texts::of(Lang::Fa);
    let number = t.lang.digits(&case.number);
    if matches!(
        next,
        State::Charged | State::Served | State::Final | State::Cleared
    ) && let Some(subject) = &case.subject
    {
        let text = t.cases_news_served(&number);
        let people = [subject.clone()];
        tell(
            tx,
            organisation,
            &people,
            t.cases_news_subject(),
            &text,
            who.now,
        )
        .await?;
    }
    let ended = next.is_closed() || next == State::Final;
    let reporter = rows::reporter(tx.read(), organisation, &case.id).await?;
    if let (true, Some(mut reporter)) = (ended, reporter)
        && reporter.told_at.is_none()
    {
        let text = t.cases_news_reporter(&number);
        let people = [reporter.person.clone()];
        tell(
            tx,
            organisation,
            &people,
            t.cases_news_subject(),
            &text,
            who.now,
        )
        .await?;
        reporter.told_at = Some(who.now);
        rows::put_reporter(tx, organisation, &reporter).await?;
        super::Note {
            actor: &Actor::program(organisation),
            right: None,
            now: who.now,
            kind: "cases.reporter-told",
            object: &case.id,
            payload: vec![],
        }
        .append(tx)
        .await?;
    }
    if next.restores() {
        restore(tx, who, case).await?;
    }
    Ok(())
}

/// Restores the record: the name no longer finds the case, and everybody who knew of it hears that there was no violation.
async fn restore(tx: &mut Tx, who: Doer<'_>, case: &mut CaseRow) -> Result<(), ActError> {
    let organisation = who.actor.organisation.as_str();
    let t = Texts::of(Lang::Fa);
    let hands = hands_of(tx.read(), organisation, case).await?;
    let mut people: Vec<String> = rows::knowers(tx.read(), organisation, &case.id)
        .await?
        .into_iter()
        .map(|one| one.person)
        .chain(hands.opener)
        .chain(hands.screener)
        .chain(hands.investigator)
        .chain(hands.primary)
        .chain(hands.appeal)
        .collect();
    // Only who was charged has heard of it and hears its end.
    if rows::decisions(tx.read(), organisation, &case.id)
        .await?
        .is_empty()
    {
        people.retain(|person| Some(person) != case.subject.as_ref());
    } else {
        people.extend(case.subject.clone());
    }
    people.sort_unstable();
    people.dedup();
    let text = t.cases_news_restored(t.lang.digits(&case.number));
    tell(
        tx,
        organisation,
        &people,
        t.cases_news_subject(),
        &text,
        who.now,
    )
    .await?;
    case.restored_at = Some(who.now);
    case.text_key = persian::index_key(&format!("{} {}", case.number, case.body));
    for mut one in rows::publications(tx.read(), organisation, &case.id).await? {
        if one.withdrawn_at.is_none() {
            one.withdrawn_at = Some(who.now);
            rows::put_publication(tx, organisation, &one).await?;
        }
    }
    let program = Actor::program(organisation);
    let doer = Doer {
        actor: &program,
        right: None,
        now: who.now,
    };
    let payload = vec![("told", json!(people.len()))];
    Box::pin(advance(
        tx,
        doer,
        case,
        Deed::Restore,
        Facts::default(),
        &Said::default(),
        payload,
    ))
    .await
}
