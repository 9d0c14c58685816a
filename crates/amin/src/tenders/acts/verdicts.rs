//! Flags kept as they were computed, and what a person says of them.

use serde_json::json;
use store::{Timestamp, Tx};

use super::{entry, reason_of, visible};
use crate::findings::acts::raise;
use crate::findings::model::{Kind, NewFinding, Severity};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, invalid};
use crate::platform::permissions::Right;
use crate::tenders::flags::ABOUT_PEOPLE;
use crate::tenders::store::{self as rows, FlagRow, VerdictRow};

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
        let finding = NewFinding {
            key: format!("tender-flag:{id}:{code}"),
            kind: Kind::RedFlag,
            severity: Severity::Medium,
            // What rests on a person's ties is not for the managers of the unit.
            unit: (!ABOUT_PEOPLE.contains(&code)).then(|| row.unit.clone()),
            service: None,
            object: Some(("tender", row.id.clone())),
            title: (
                format!("نشانه خطر {code} در مناقصه {}", row.ocid),
                format!("Red flag {code} in tender {}", row.ocid),
            ),
            text: (verdict.reason.clone(), verdict.reason.clone()),
            query: format!("flag({code}, tender {})", row.ocid),
            rule_version: flag.rule.clone(),
            input_hash: flag.input_hash.clone(),
            case_count: 1,
            cases: vec![row.ocid.clone()],
            facts: json!({ "value": flag.value, "detail": flag.detail }),
        };
        raise(tx, &Actor::program(&organisation), now, &finding).await?;
    }
    Ok(())
}
