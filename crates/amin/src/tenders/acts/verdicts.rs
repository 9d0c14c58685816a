//! Flags kept as they were computed, and what a person says of them.

use serde_json::json;
use store::{Draft, Timestamp, Tx};

use super::{entry, reason_of, visible};
use crate::findings::acts::raise;
use crate::findings::model::{Kind, NewFinding, Severity};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, invalid};
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};
use crate::tenders::flags::ABOUT_PEOPLE;
use crate::tenders::store::{self as rows, FlagRow, MeasureRow, VerdictRow};

/// Keeps the flags of tenders as the rules give them now; only what differs from before is written.
pub async fn keep_flags(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    flags: &[(String, Vec<FlagRow>)],
) -> Result<usize, ActError> {
    let mut written = 0;
    for (tender, list) in flags {
        let before = rows::flags(tx.read(), &actor.organisation, tender).await?;
        let mut changed = Vec::new();
        for flag in list {
            let known = before.iter().find(|known| known.code == flag.code);
            let same = known.is_some_and(|known| {
                FlagRow {
                    id: String::new(),
                    ..known.clone()
                } == *flag
            });
            if same {
                continue;
            }
            let row = FlagRow {
                id: known.map_or_else(|| tx.new_id(now), |known| known.id.clone()),
                ..flag.clone()
            };
            rows::put_flag(tx, &actor.organisation, tender, &row, now).await?;
            changed.push(json!([row.code, row.state, row.value]));
        }
        if !changed.is_empty() {
            written += changed.len();
            let payload = vec![("flags", json!(changed))];
            entry(
                tx,
                actor,
                now,
                None,
                "tender.flagged",
                tender,
                Vec::new(),
                payload,
            )
            .await?;
        }
    }
    Ok(written)
}

/// Keeps by what each flag was measured, where that differs from before.
pub async fn keep_measures(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    measures: &[MeasureRow],
) -> Result<(), ActError> {
    let before = rows::measures(tx.read(), &actor.organisation).await?;
    let mut changed = Vec::new();
    for row in measures.iter().filter(|row| !before.contains(row)) {
        rows::put_measure(tx, &actor.organisation, row, now).await?;
        changed.push(json!([row.id, row.fence, row.population]));
    }
    if changed.is_empty() {
        return Ok(());
    }
    tx.append(Draft {
        organisation: &actor.organisation,
        kind: "tender.flags-measured",
        public_kind: "integrity.act",
        objects: vec![("organisation", actor.organisation.clone())],
        actor: actor.account.clone(),
        role: actor.role_for(None),
        unit: None,
        at: now,
        payload: vec![("measures", json!(changed))],
    })
    .await?;
    Ok(())
}

/// A person's verdict on a flag, with reasons; it weighs the code in the next ranking.
pub async fn judge(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    code: &str,
    confirmed: Option<bool>,
    reason: &str,
) -> Result<(), ActError> {
    let (row, _) = visible(tx.read(), actor, id).await?;
    actor.require(Right::TenderJudge, Some(&row.unit))?;
    let organisation = actor.organisation.clone();
    let flags = rows::flags(tx.read(), &organisation, id).await?;
    let flag = flags
        .into_iter()
        .find(|flag| flag.code == code && flag.state == "flag");
    let flag = flag.ok_or(ActError::NotFound)?;
    let confirmed =
        confirmed.ok_or_else(|| invalid("verdict", |t| t.tenders_choose().to_owned()))?;
    let verdict = VerdictRow {
        code: flag.code.clone(),
        confirmed,
        reason: reason_of("reason", reason)?,
        account: actor.account.clone(),
        at: now,
    };
    rows::insert_verdict(tx, &organisation, id, &verdict).await?;
    let payload = vec![
        ("code", json!(flag.code)),
        ("confirmed", json!(confirmed)),
        ("rule", json!(flag.rule)),
        ("reason", json!(verdict.reason)),
    ];
    entry(
        tx,
        actor,
        now,
        Some(Right::TenderJudge),
        "tender.flag-judged",
        id,
        Vec::new(),
        payload,
    )
    .await?;
    if confirmed {
        let about_people = ABOUT_PEOPLE.contains(&code);
        // Many read a finding: what rests on a person's ties stays on the tender's page.
        let text = |lang: Lang| {
            if about_people {
                Texts::of(lang).tenders_finding_flag_people(code, &row.ocid)
            } else {
                verdict.reason.clone()
            }
        };
        let facts = if about_people {
            json!({})
        } else {
            json!({ "value": flag.value, "detail": flag.detail })
        };
        let finding = NewFinding {
            key: format!("tender-flag:{id}:{code}"),
            kind: Kind::RedFlag,
            severity: Severity::Medium,
            // What rests on a person's ties is not for the managers of the unit.
            unit: (!about_people).then(|| row.unit.clone()),
            service: None,
            object: Some(("tender", row.id.clone())),
            title: (
                format!("نشانه خطر {code} در مناقصه {}", row.ocid),
                format!("Red flag {code} in tender {}", row.ocid),
            ),
            text: (text(Lang::Fa), text(Lang::En)),
            query: format!("flag({code}, tender {})", row.ocid),
            rule_version: flag.rule.clone(),
            input_hash: flag.input_hash.clone(),
            case_count: 1,
            cases: vec![row.ocid.clone()],
            facts,
        };
        raise(tx, &Actor::program(&organisation), now, &finding).await?;
    }
    Ok(())
}
