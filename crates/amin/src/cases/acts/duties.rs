//! The managers' duty to report: who learnt of something must report it in time; if not, the level above is told.

use serde_json::json;
use store::{Timestamp, Tx};

use super::{MOST_LINE, Note, text_of};
use crate::cases::jobs;
use crate::cases::model::{DUTY, effective, end_of, last_day};
use crate::cases::store::{self as rows, DutyRow};
use crate::committee::jobs::tell;
use crate::organisation::model::calendar;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults};
use crate::platform::permissions::{Right, Role};
use crate::platform::texts::{Lang, Texts};

/// A duty as typed.
#[derive(Debug, Clone, Default)]
pub struct NewDuty {
    /// The form's token, its id.
    pub id: String,
    /// The manager's person.
    pub person: String,
    /// What it is about, in general words without names.
    pub subject: String,
    /// Day on which the manager learnt of it, Solar Hijri.
    pub learnt_on: String,
}

/// Writes down that a manager learnt of something on a day; the time to report begins then. The same id again changes nothing.
pub async fn enter_duty(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &NewDuty,
) -> Result<(), ActError> {
    actor.require(Right::CaseRun, None)?;
    let organisation = actor.organisation.as_str();
    let mut faults = Faults::default();
    if input.id.is_empty() || input.id.len() > 64 || input.id.contains('\0') {
        faults.add("subject", |t| t.cases_fault_token().to_owned());
    }
    let subject = text_of(&mut faults, "subject", &input.subject, MOST_LINE);
    let managers = rows::holders(tx.read(), organisation, &[Role::Manager.code()]).await?;
    if !managers.iter().any(|(person, ..)| *person == input.person) {
        faults.add("person", |t| t.cases_fault_choose().to_owned());
    }
    let today = persian::tehran_date(now.0);
    let learnt = match input.learnt_on.trim().parse::<persian::Date>() {
        Ok(day) if day > today => {
            faults.add("learnt_on", |t| t.cases_fault_future().to_owned());
            None
        }
        Ok(day) => Some(day),
        Err(why) => {
            faults.add("learnt_on", move |t| match t.lang {
                Lang::Fa => why.to_persian(),
                Lang::En => why.to_string(),
            });
            None
        }
    };
    faults.check()?;
    let Some(learnt) = learnt else {
        return Err(ActError::NotFound);
    };
    if rows::duty(tx.read(), organisation, &input.id)
        .await?
        .is_some()
    {
        return Ok(());
    }
    let days = calendar(tx.read(), organisation).await?;
    let length = super::value(tx.read(), organisation, DUTY).await?;
    let due = last_day(&days, DUTY.count, length, learnt)
        .map_err(|why| store::Error::Corrupt(why.to_string()))?;
    let unit = rows::managed_units(tx.read(), organisation, &input.person)
        .await?
        .into_iter()
        .next()
        .unwrap_or_default();
    let row = DutyRow {
        id: input.id.clone(),
        person: input.person.clone(),
        unit,
        subject,
        learnt_on: learnt.iso(),
        due_at: end_of(due),
        state: "running".to_owned(),
        level: 0,
        case_id: None,
        entered_by: actor.person.clone(),
    };
    rows::put_duty(tx, organisation, &row).await?;
    jobs::watch_duty(tx, organisation, &row.id, row.due_at, now).await?;
    let t = Texts::of(Lang::Fa);
    let until = crate::platform::page::day(Lang::Fa, row.due_at);
    let people = [row.person.clone()];
    tell(
        tx,
        organisation,
        &people,
        t.cases_news_subject(),
        &t.cases_news_duty(&until),
        now,
    )
    .await?;
    Note {
        actor,
        right: Some(Right::CaseRun),
        now,
        kind: "cases.duty",
        object: &row.id,
        payload: vec![
            ("person", json!(row.person)),
            ("learnt-on", json!(row.learnt_on)),
            ("deadline", json!(row.due_at.0)),
        ],
    }
    .append(tx)
    .await
}

/// Looks at a duty when its time has passed: one that was not met is told to the managers of the unit above, and, so long as it is
/// not met, to the next level after each further term.
pub async fn look_at_duty(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    id: &str,
    at: Timestamp,
) -> Result<(), ActError> {
    let Some(mut row) = rows::duty(tx.read(), organisation, id).await? else {
        return Ok(());
    };
    if row.state == "reported" || row.due_at != at {
        return Ok(());
    }
    let days = calendar(tx.read(), organisation).await?;
    let last = effective(&days, at).map_err(|why| store::Error::Corrupt(why.to_string()))?;
    let mut kind = "cases.duty-moved";
    if last > at {
        row.due_at = last;
        jobs::watch_duty(tx, organisation, id, last, now).await?;
    } else {
        kind = "cases.duty-overdue";
        "overdue".clone_into(&mut row.state);
        row.level += 1;
        let above = rows::managers_above(tx.read(), organisation, &row.unit, row.level).await?;
        let people: Vec<String> = above.into_iter().filter(|one| *one != row.person).collect();
        if !people.is_empty() {
            let t = Texts::of(Lang::Fa);
            let text = t.cases_news_duty_overdue();
            tell(tx, organisation, &people, t.cases_news_subject(), text, now).await?;
            row.due_at = super::deadline(tx, organisation, DUTY, now).await?;
            jobs::watch_duty(tx, organisation, id, row.due_at, now).await?;
        }
    }
    rows::put_duty(tx, organisation, &row).await?;
    Note {
        actor: &Actor::program(organisation),
        right: None,
        now,
        kind,
        object: id,
        payload: vec![
            ("level", json!(row.level)),
            ("deadline", json!(row.due_at.0)),
        ],
    }
    .append(tx)
    .await
}
