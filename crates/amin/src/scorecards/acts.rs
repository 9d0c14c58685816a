//! The review talk: recorded with the figures as they then are, signed by both, frozen.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use store::{Draft, Timestamp, Tx};

use super::model::{Frame, Period, figures, snapshot_hash};
use super::store::{self as rows, FigureRow, TalkRow};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, invalid, refused};
use crate::platform::notify::{Channel, Notice, enqueue};
use crate::platform::permissions::{Right, Role};
use crate::platform::texts::{Lang, Texts};
use crate::voice::rules::Rules;

/// Longest text of a talk, in characters.
pub const MOST_TEXT: usize = 4_000;
/// The talk was recorded; signatures are missing.
pub const RECORDED: &str = "recorded";
/// Both have signed.
pub const SIGNED: &str = "signed";

/// What the form of a talk says.
#[derive(Debug, Clone, Default)]
pub struct TalkInput {
    /// Unit.
    pub unit: String,
    /// Word of the period.
    pub period: String,
    /// Account of the manager.
    pub manager: String,
    /// Solar Hijri day, as typed.
    pub talked_on: String,
    /// Who took part.
    pub participants: String,
    /// What was said.
    pub notes: String,
    /// What was agreed.
    pub measures: String,
}

/// The unit and those below it.
pub fn below(rules: &Rules, unit: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::from([unit.to_owned()]);
    loop {
        let more: Vec<String> = (rules.units.iter())
            .filter(|one| one.parent.as_ref().is_some_and(|p| found.contains(p)))
            .filter(|one| !found.contains(&one.id))
            .map(|one| one.id.clone())
            .collect();
        if more.is_empty() {
            return found;
        }
        found.extend(more);
    }
}

/// The units above one, nearest first.
pub fn above(rules: &Rules, unit: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut at = unit.to_owned();
    while let Some(parent) = rules.parent(&at) {
        if found.iter().any(|one| one == parent) {
            break;
        }
        found.push(parent.to_owned());
        parent.clone_into(&mut at);
    }
    found
}

/// Why somebody may not lead the talk about a unit; none: they may.
///
/// The manager above leads it. Where no manager stands above the unit, the committee's secretary does. Nobody leads their own.
pub fn may_lead(
    actor: &Actor,
    rules: &Rules,
    managers: &[(String, String, String, Option<String>)],
    unit: &str,
) -> Result<(), ActError> {
    actor
        .require(Right::ScorecardReview, Some(unit))
        .map_err(|_| ActError::Forbidden)?;
    let own = |(account, _, _, of): &(String, String, String, Option<String>)| {
        of.as_deref() == Some(unit) && actor.account.as_ref() == Some(account)
    };
    if managers.iter().any(own) {
        return Err(refused(|t| t.scorecard_refused_own().to_owned()));
    }
    let upper = above(rules, unit);
    let manages_above = (actor.grants.iter()).any(|grant| {
        grant.role == Role::Manager && grant.unit.as_ref().is_none_or(|unit| upper.contains(unit))
    });
    let somebody_above = managers.iter().any(|(account, _, _, of)| {
        actor.account.as_ref() != Some(account)
            && of.as_ref().is_none_or(|unit| upper.contains(unit))
    });
    if manages_above || !somebody_above {
        Ok(())
    } else {
        Err(refused(|t| t.scorecard_refused_above().to_owned()))
    }
}

async fn append(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    kind: &'static str,
    row: &TalkRow,
    more: Vec<(&'static str, Value)>,
) -> Result<(), ActError> {
    let right = if actor.may_for(Right::ScorecardReview, Some(&row.unit)) {
        Right::ScorecardReview
    } else {
        Right::ScorecardRead
    };
    let mut payload = vec![
        ("of-unit", json!(row.unit)),
        ("period", json!(row.period)),
        ("snapshot-sha256", json!(row.snapshot_hash)),
    ];
    payload.extend(more);
    tx.append(Draft {
        organisation: &actor.organisation,
        kind,
        // A talk is about how somebody leads: the public learns that something was done for integrity.
        public_kind: "integrity.act",
        objects: vec![("scorecard", row.id.clone()), ("unit", row.unit.clone())],
        actor: actor.account.clone(),
        role: actor.role_for(Some(right)),
        unit: actor.unit_for(right),
        at: now,
        payload,
    })
    .await?;
    Ok(())
}

fn text(faults: &mut Faults, field: &'static str, typed: &str) -> String {
    let text = persian::normalize(typed).trim().replace('\0', "");
    if text.is_empty() {
        faults.add(field, |t| t.scorecard_fault_missing().to_owned());
    } else if text.chars().count() > MOST_TEXT {
        faults.add(field, |t| t.scorecard_fault_long(MOST_TEXT));
    }
    text
}

/// Records a talk with the figures as they now are. Until somebody signs, who led it may record it anew; the figures are then taken
/// again.
pub async fn record_talk(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    base: &str,
    input: &TalkInput,
) -> Result<String, ActError> {
    let organisation = actor.organisation.as_str();
    let managers = rows::managers(tx.read(), organisation).await?;
    if rules.unit(&input.unit).is_none() {
        return Err(ActError::NotFound);
    }
    may_lead(actor, rules, &managers, &input.unit)?;
    let period = Period::of(&input.period).ok_or(ActError::NotFound)?;
    let bounds = period.bounds().ok_or(ActError::NotFound)?;
    if bounds.1 > now {
        return Err(refused(|t| t.scorecard_refused_running().to_owned()));
    }
    let (Some(reviewer), Some(reviewer_person)) = (&actor.account, &actor.person) else {
        return Err(ActError::Forbidden);
    };
    let mut faults = Faults::default();
    let manager = managers.iter().find(|(account, _, _, of)| {
        *account == input.manager && of.as_deref() == Some(input.unit.as_str())
    });
    if manager.is_none() {
        faults.add("manager", |t| t.scorecard_fault_manager().to_owned());
    }
    let today = persian::tehran_date(now.0);
    let talked_on = match input.talked_on.trim().parse::<persian::Date>() {
        Ok(day) if day > today => {
            faults.add("talked_on", |t| t.scorecard_fault_future().to_owned());
            String::new()
        }
        Ok(day) if persian::tehran_micros(day, 23, 59) < bounds.1.0 => {
            faults.add("talked_on", |t| t.scorecard_fault_early().to_owned());
            String::new()
        }
        Ok(day) => day.iso(),
        Err(why) => {
            faults.add("talked_on", move |t| match t.lang {
                Lang::Fa => why.to_persian(),
                Lang::En => why.to_string(),
            });
            String::new()
        }
    };
    let participants = text(&mut faults, "participants", &input.participants);
    let notes = text(&mut faults, "notes", &input.notes);
    let measures = text(&mut faults, "measures", &input.measures);
    faults.check()?;
    let Some((account, person, ..)) = manager.cloned() else {
        return Err(ActError::NotFound);
    };
    let known = rows::talk(tx.read(), organisation, &input.unit, &input.period).await?;
    if let Some(row) = &known {
        if row.reviewer_signed_at.is_some() || row.manager_signed_at.is_some() {
            return Err(refused(|t| t.scorecard_refused_signed().to_owned()));
        }
        if row.reviewer != *reviewer {
            return Err(refused(|t| t.scorecard_refused_other().to_owned()));
        }
    }
    let id = match &known {
        Some(row) => row.id.clone(),
        None => tx.new_id(now),
    };
    let units = below(rules, &input.unit);
    let records = rows::records(tx.read(), organisation, bounds.0, bounds.1).await?;
    let least = crate::publication::store::least(tx.read(), organisation).await?;
    let frame = Frame {
        units: &units,
        bounds,
        calendar: &rules.calendar,
        now,
        least: i64::try_from(least).unwrap_or(i64::MAX),
    };
    let before = rows::frozen(tx.read(), organisation, &id).await?;
    let corrupt = |why: serde_json::Error| store::Error::Corrupt(why.to_string());
    let mut frozen = Vec::new();
    for row in figures(&records, &frame) {
        let code = row.figure.code();
        let taken = before.iter().find(|one| one.code == code);
        frozen.push(FigureRow {
            id: taken.map_or_else(|| tx.new_id(now), |one| one.id.clone()),
            code: code.to_owned(),
            cell: serde_json::to_string(&row.cell).map_err(corrupt)?,
            records: serde_json::to_string(&row.records).map_err(corrupt)?,
        });
    }
    let row = TalkRow {
        id,
        unit: input.unit.clone(),
        period: input.period.clone(),
        manager: account,
        manager_person: person,
        reviewer: reviewer.clone(),
        reviewer_person: reviewer_person.clone(),
        talked_on,
        participants,
        notes,
        measures,
        manager_words: String::new(),
        snapshot_hash: hash_of(&frozen),
        state: RECORDED.to_owned(),
        reviewer_signed_at: None,
        manager_signed_at: None,
        recorded_at: now,
    };
    rows::put_talk(tx, organisation, &row).await?;
    for (position, figure) in (1_i64..).zip(&frozen) {
        rows::put_figure(tx, organisation, &row.id, position, figure).await?;
    }
    tell_manager(tx, organisation, rules, &row, base, now).await?;
    let more = vec![
        ("talked-on", json!(row.talked_on)),
        ("participants", json!(row.participants)),
        ("notes", json!(row.notes)),
        ("measures", json!(row.measures)),
    ];
    append(tx, actor, now, "scorecard.talk-recorded", &row, more).await?;
    Ok(row.id)
}

fn hash_of(frozen: &[FigureRow]) -> String {
    snapshot_hash(
        (frozen.iter()).map(|row| (row.code.as_str(), row.cell.as_str(), row.records.as_str())),
    )
}

/// Tells the manager that the record waits for a signature.
async fn tell_manager(
    tx: &mut Tx,
    organisation: &str,
    rules: &Rules,
    row: &TalkRow,
    base: &str,
    now: Timestamp,
) -> Result<(), ActError> {
    let people = crate::interests::store::staff(tx.read(), organisation).await?;
    let Some(one) = people
        .into_iter()
        .find(|one| one.person == row.manager_person)
    else {
        return Ok(());
    };
    let t = Texts::of(Lang::Fa);
    let body = format!(
        "{}\n{base}/scorecards/{}?period={}",
        t.scorecard_news(&rules.name),
        row.unit,
        row.period
    );
    let to = [(Channel::Sms, one.phone), (Channel::Mail, one.email)];
    for (channel, to) in to
        .into_iter()
        .filter_map(|(channel, to)| Some((channel, to?)))
    {
        let notice = Notice {
            channel,
            to,
            subject: t.scorecard_news_subject().to_owned(),
            body: body.clone(),
        };
        enqueue(tx, organisation, &notice, now).await?;
    }
    Ok(())
}

/// Who led the talk, or the manager, signs; with the second signature the scorecard is frozen. The manager may add words of their
/// own. The page asks for the password again before this.
pub async fn sign(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    unit: &str,
    period: &str,
    words: &str,
) -> Result<(), ActError> {
    let organisation = actor.organisation.as_str();
    actor
        .require(Right::ScorecardRead, Some(unit))
        .map_err(|_| ActError::NotFound)?;
    let mut row = rows::talk(tx.read(), organisation, unit, period)
        .await?
        .ok_or(ActError::NotFound)?;
    let account = actor.account.as_ref().ok_or(ActError::Forbidden)?;
    let signed = || refused(|t| t.scorecard_refused_twice().to_owned());
    if *account == row.reviewer {
        if row.reviewer_signed_at.is_some() {
            return Err(signed());
        }
        row.reviewer_signed_at = Some(now);
    } else if *account == row.manager {
        if row.manager_signed_at.is_some() {
            return Err(signed());
        }
        let words = persian::normalize(words).trim().replace('\0', "");
        if words.chars().count() > MOST_TEXT {
            return Err(invalid("words", |t| t.scorecard_fault_long(MOST_TEXT)));
        }
        row.manager_words = words;
        row.manager_signed_at = Some(now);
    } else {
        return Err(ActError::Forbidden);
    }
    // What is signed is what was frozen: a row that was changed behind the program's back is not signed.
    if hash_of(&rows::frozen(tx.read(), organisation, &row.id).await?) != row.snapshot_hash {
        return Err(refused(|t| t.scorecard_refused_changed().to_owned()));
    }
    let whole = row.reviewer_signed_at.is_some() && row.manager_signed_at.is_some();
    let kind = if whole {
        SIGNED.clone_into(&mut row.state);
        "scorecard.signed"
    } else {
        "scorecard.signature"
    };
    rows::put_talk(tx, organisation, &row).await?;
    let more = vec![
        ("talked-on", json!(row.talked_on)),
        ("notes", json!(row.notes)),
        ("measures", json!(row.measures)),
        ("manager-words", json!(row.manager_words)),
    ];
    append(tx, actor, now, kind, &row, more).await
}
