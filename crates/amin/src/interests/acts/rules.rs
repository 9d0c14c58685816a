//! The council adopted an ordinance on conflicts of interest, or gave it up: from its day on it is applied, or no longer.

use persian::{Date, tehran_date, tehran_micros};
use relations::rules::Applicability;
use serde_json::json;
use store::{Timestamp, Tx};

use super::{Deed, RESCREEN_JOB, known_id};
use crate::interests::store::{self as rows, RuleAdoption};
use crate::interests::ties::shipped;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, refused};
use crate::platform::permissions::Right;
use crate::platform::texts::Lang;

/// Longest source, in characters.
const MOST_SOURCE: usize = 300;

/// An adoption as typed.
#[derive(Debug, Clone, Default)]
pub struct NewAdoption {
    /// Code of the set.
    pub rule_set: String,
    /// First day.
    pub since: String,
    /// Resolution of the council.
    pub source: String,
}

/// The end of an adoption as typed.
#[derive(Debug, Clone, Default)]
pub struct AdoptionEnd {
    /// Adoption.
    pub id: String,
    /// Last day.
    pub until: String,
    /// Why, with the resolution.
    pub source: String,
}

fn source(faults: &mut Faults, typed: &str) -> String {
    let text = persian::normalize(typed).trim().to_owned();
    let length = text.chars().count();
    if length == 0 {
        faults.add("source", |t| t.interests_fault_missing().to_owned());
    } else if length > MOST_SOURCE {
        faults.add("source", |t| t.interests_fault_long(MOST_SOURCE));
    }
    text
}

fn date(faults: &mut Faults, field: &'static str, typed: &str) -> Option<Date> {
    typed
        .trim()
        .parse::<Date>()
        .map_err(|why| {
            faults.add(field, move |t| match t.lang {
                Lang::Fa => why.to_persian(),
                Lang::En => format!("{why}."),
            });
        })
        .ok()
}

/// Everything open is looked at again, on the day from which it is judged by other rules.
async fn look_again(
    tx: &mut Tx,
    organisation: &str,
    now: Timestamp,
    first: Date,
) -> Result<(), ActError> {
    let due = Timestamp(tehran_micros(first, 0, 0)).max(now);
    let payload = json!({ "all": true });
    tx.enqueue(organisation, RESCREEN_JOB, &payload, due, now)
        .await?;
    Ok(())
}

/// Records that the council adopted a set of rules, from a day on.
pub async fn adopt_rules(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &NewAdoption,
) -> Result<String, ActError> {
    actor.require(Right::InterestReview, None)?;
    let organisation = actor.organisation.as_str();
    let known = shipped()
        .bans
        .iter()
        .any(|ban| ban.set == input.rule_set && ban.applicability == Applicability::Adopted);
    if !known {
        return Err(ActError::NotFound);
    }
    let mut faults = Faults::default();
    let since = date(&mut faults, "since", &input.since);
    let source = source(&mut faults, &input.source);
    faults.check()?;
    let Some(since) = since else {
        return Err(ActError::NotFound);
    };
    let row = RuleAdoption {
        id: tx.new_id(now),
        rule_set: input.rule_set.clone(),
        source: source.clone(),
        since: since.iso(),
        until: None,
        end_source: String::new(),
        account: actor.account.clone(),
        recorded_at: now,
    };
    let before = rows::rule_adoptions(tx.read(), organisation).await?;
    let overlaps = |known: &RuleAdoption| {
        known.rule_set == row.rule_set && known.period().until >= row.period().from
    };
    if before.iter().any(overlaps) {
        return Err(refused(|t| t.interests_rules_adopted_already().to_owned()));
    }
    rows::put_rule_adoption(tx, organisation, &row).await?;
    look_again(tx, organisation, now, since).await?;
    Deed {
        actor,
        right: Some(Right::InterestReview),
        now,
        kind: "interests.rules-adopted",
        objects: vec![("rule-adoption", row.id.clone())],
        payload: vec![
            ("rule-set", json!(row.rule_set)),
            ("since", json!(row.since)),
            ("source", json!(source)),
        ],
    }
    .done(tx)
    .await?;
    Ok(row.id)
}

/// Records until when an adopted set was or is in force. Answers that were given stay as they were given.
pub async fn end_rules(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    input: &AdoptionEnd,
) -> Result<(), ActError> {
    actor.require(Right::InterestReview, None)?;
    known_id(&input.id)?;
    let organisation = actor.organisation.as_str();
    let mut row = rows::rule_adoption(tx.read(), organisation, &input.id)
        .await?
        .ok_or(ActError::NotFound)?;
    if row.until.is_some() {
        return Err(refused(|t| t.interests_rules_ended_already().to_owned()));
    }
    let mut faults = Faults::default();
    let until = date(&mut faults, "until", &input.until);
    let first = row.since.parse::<Date>().ok();
    if until.is_some_and(|until| first.is_some_and(|first| until < first)) {
        faults.add("until", |t| t.interests_rules_fault_order().to_owned());
    }
    let source = source(&mut faults, &input.source);
    faults.check()?;
    let Some(until) = until else {
        return Err(ActError::NotFound);
    };
    row.until = Some(until.iso());
    row.end_source.clone_from(&source);
    rows::put_rule_adoption(tx, organisation, &row).await?;
    let after = until.next_day().unwrap_or_else(|| tehran_date(now.0));
    look_again(tx, organisation, now, after).await?;
    Deed {
        actor,
        right: Some(Right::InterestReview),
        now,
        kind: "interests.rules-ended",
        objects: vec![("rule-adoption", row.id)],
        payload: vec![
            ("rule-set", json!(row.rule_set)),
            ("until", json!(row.until)),
            ("source", json!(source)),
        ],
    }
    .done(tx)
    .await?;
    Ok(())
}
