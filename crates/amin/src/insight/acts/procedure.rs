//! What people do about the declared procedure of a service: write a version, accept a deviation.

use eventlog::rules::Rules;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{Draft, Timestamp, Tx};

use super::{append, service};
use crate::insight::analysis;
use crate::insight::model_check::read as read_model;
use crate::insight::procedure::{MOST_TEXT, read};
use crate::insight::store::procedure::{self as rows, AcceptedRow, VersionRow};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults};
use crate::platform::permissions::Right;

/// Longest reason, in characters.
const MOST_REASON: usize = 1_000;

/// A version as its form has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewVersion {
    /// The rules; may be empty where there is a model.
    pub text: String,
    /// The model, BPMN or PNML; none: that of the version before, empty: without one.
    pub model: Option<String>,
    /// Law, by-law or circular.
    pub source: String,
    /// First day, as typed.
    pub valid_from: String,
    /// Last day, as typed, or empty.
    pub valid_until: String,
}

/// Writes a version of a service's procedure. The version before ends on the day before it. The newest version sent again changes
/// nothing.
pub async fn save_version(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    code: &str,
    input: &NewVersion,
) -> Result<(), ActError> {
    let service = service(tx, actor, code).await?;
    let mut faults = Faults::default();
    let text = input.text.replace("\r\n", "\n");
    let known = rows::versions(tx.read(), &actor.organisation, &service.id).await?;
    let model = match &input.model {
        Some(model) => Some(model.clone()).filter(|model| !model.trim().is_empty()),
        None => known.first().and_then(|row| row.model.clone()),
    };
    if let Some(Err(why)) = input
        .model
        .as_deref()
        .filter(|m| !m.trim().is_empty())
        .map(read_model)
    {
        faults.add("model", move |t| why.to(t));
    }
    let read = if text.trim().is_empty() && model.is_some() {
        Some(Rules::default())
    } else if text.chars().count() > MOST_TEXT {
        faults.add("text", |t| t.insight_rules_long(MOST_TEXT));
        None
    } else {
        match read(&text) {
            Ok(rules) => Some(rules),
            Err(why) => {
                faults.add("text", move |t| why.to(t));
                None
            }
        }
    };
    let source = input.source.trim();
    if source.is_empty() || source.chars().count() > 300 {
        faults.add("source", |t| t.insight_rules_source_wrong().to_owned());
    }
    let from = input.valid_from.trim().parse::<persian::Date>().ok();
    if from.is_none() {
        faults.add("valid_from", |t| t.insight_change_day_wrong().to_owned());
    }
    let until = match input.valid_until.trim() {
        "" => None,
        typed => {
            let day = typed.parse::<persian::Date>().ok();
            if day.is_none() {
                faults.add("valid_until", |t| t.insight_change_day_wrong().to_owned());
            } else if day < from {
                faults.add("valid_until", |t| t.insight_rules_until_wrong().to_owned());
            }
            day
        }
    };
    faults.check()?;
    let (Some(rules), Some(from)) = (read, from) else {
        return Err(ActError::NotFound);
    };
    let written = |day: persian::Date| persian::to_ascii(&day.iso());
    let row = VersionRow {
        id: tx.new_id(now),
        number: known.first().map_or(1, |row| row.number + 1),
        source: source.to_owned(),
        text,
        model,
        valid_from: written(from),
        valid_until: until.map(written),
        account: actor.account.clone(),
        at: now,
    };
    if let Some(before) = known.first() {
        let same = |a: &VersionRow, b: &VersionRow| {
            (&a.text, &a.model, &a.source, &a.valid_from, &a.valid_until)
                == (&b.text, &b.model, &b.source, &b.valid_from, &b.valid_until)
        };
        if same(before, &row) {
            return Ok(());
        }
        let end = from.previous_day().map(written).unwrap_or_default();
        if before.valid_until.as_ref().is_none_or(|until| *until > end) {
            rows::end_version(tx, &actor.organisation, &before.id, &end).await?;
        }
    }
    rows::insert_version(tx, &actor.organisation, &service.id, &row).await?;
    analysis::enqueue(tx, &actor.organisation, &service.id, now).await?;
    let payload = vec![
        ("version", json!(row.number)),
        ("source", json!(row.source)),
        ("valid-from", json!(row.valid_from)),
        ("valid-until", json!(row.valid_until)),
        ("rules", json!(rules.rules.len())),
        ("text", json!(row.text)),
        (
            "model-sha256",
            json!(
                row.model
                    .as_ref()
                    .map(|model| hex::encode(Sha256::digest(model)))
            ),
        ),
    ];
    append(
        tx,
        actor,
        now,
        "insight.procedure-written",
        &service.id,
        payload,
    )
    .await
}

/// Deviations that are accepted, or no longer.
#[derive(Debug, Clone, Copy)]
pub struct Acceptance<'a> {
    /// Id of the rule.
    pub rule: &'a str,
    /// Names of the cases.
    pub cases: &'a [String],
    /// Why.
    pub reason: &'a str,
    /// Whether an earlier acceptance is taken back.
    pub withdraw: bool,
}

/// Accepts the deviations of some cases from a rule, with the reason; or takes that back.
pub async fn accept(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    code: &str,
    input: &Acceptance<'_>,
) -> Result<(), ActError> {
    let Acceptance {
        rule,
        cases,
        reason,
        withdraw,
    } = *input;
    let service = service(tx, actor, code).await?;
    actor.require(Right::FindingDecide, service.unit.as_deref())?;
    let reason = reason.trim();
    let mut faults = Faults::default();
    if cases.is_empty() || cases.iter().any(|case| case.contains('\0')) {
        faults.add("case", |t| t.insight_accept_no_case().to_owned());
    }
    if reason.is_empty() || reason.chars().count() > MOST_REASON {
        faults.add("reason", |t| t.insight_accept_reason_wrong(MOST_REASON));
    }
    faults.check()?;
    let known = rows::accepted(tx.read(), &actor.organisation, &service.id).await?;
    let mut changed = Vec::new();
    for case in cases {
        let stands = known
            .iter()
            .any(|row| row.rule == rule && row.case_name == *case);
        // Sent twice, or taken back twice: nothing more happens.
        if stands != withdraw {
            continue;
        }
        let mut hash = Sha256::new();
        for part in [service.id.as_str(), rule, case] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        let row = AcceptedRow {
            id: hex::encode(hash.finalize()),
            rule: rule.to_owned(),
            case_name: case.clone(),
            reason: reason.to_owned(),
            account: actor.account.clone(),
            at: now,
        };
        rows::put_accepted(tx, &actor.organisation, &service.id, &row, withdraw).await?;
        changed.push(case.clone());
    }
    if changed.is_empty() {
        return Ok(());
    }
    analysis::enqueue(tx, &actor.organisation, &service.id, now).await?;
    let kind = if withdraw {
        "insight.acceptance-withdrawn"
    } else {
        "insight.deviation-accepted"
    };
    tx.append(Draft {
        organisation: &actor.organisation,
        kind,
        public_kind: kind,
        objects: vec![("service", service.id.clone())],
        actor: actor.account.clone(),
        role: actor.role_for(Some(Right::FindingDecide)),
        unit: actor.unit_for(Right::FindingDecide),
        at: now,
        payload: vec![
            ("rule", json!(rule)),
            ("cases", json!(changed)),
            ("reason", json!(reason)),
        ],
    })
    .await?;
    Ok(())
}
