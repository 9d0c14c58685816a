//! `amin fairness FILE --recurring A,B`: telephones, representatives, accounts or addresses that recur over many citizens' cases.

use eventlog::EventLog;
use fairness::brokers::{self, Files, by_chance, medians, together};
use fairness::strata::NONE;
use serde_json::{Value, json};

use super::{FairnessArgs, SEED, ask, build, span};
use crate::insight::columns::What;

/// The share of mistaken ones up to which reasons are given.
const LEVEL: f64 = 0.05;
/// Deals by chance that the list is compared with.
const DEALS: usize = 20;
/// Keys that the list for people shows.
const SHOWN: usize = 30;

pub(super) fn answer(args: &FairnessArgs, log: &EventLog) -> Result<Value, String> {
    let by = |key: &str, what: What| {
        let mut ask = ask(args, log, what);
        key.clone_into(&mut ask.by);
        build(log, &ask)
    };
    let keys = args
        .recurring
        .iter()
        .map(|key| by(key, What::Duration(span(args)?)))
        .collect::<Result<Vec<_>, String>>()?;
    let Some(first) = keys.first() else {
        return Err("name the attributes that may recur".to_owned());
    };
    let citizen = match &args.citizen {
        Some(key) => by(key, What::Duration(span(args)?))?.groups,
        None => vec![NONE; log.case_count()],
    };
    let favourable: Vec<Option<bool>> = match &args.outcome {
        None => vec![None; log.case_count()],
        Some(activity) => by(&args.recurring[0], What::Activity(activity.clone()))?
            .outcome
            .iter()
            .zip(&first.ended)
            // What an open case lacks may still come.
            .map(|(yes, ended)| (*yes || *ended).then_some(*yes))
            .collect(),
    };
    let files: Vec<Files<'_>> = keys
        .iter()
        .map(|columns| Files {
            key: &columns.groups,
            citizen: &citizen,
            stratum: &columns.strata,
            days: &columns.days,
            ended: &columns.ended,
            favourable: &favourable,
        })
        .collect();
    let lists: Vec<_> = files
        .iter()
        .map(|files| brokers::recurring(files, args.least.max(2), SEED))
        .collect();
    let list = together(&lists);
    let remarkable = list.iter().filter(|(_, r)| r.false_share <= LEVEL).count();
    // Only where there is something to be mistaken about.
    let by_chance: Option<f64> = (remarkable > 0).then(|| {
        files
            .iter()
            .map(|files| by_chance(files, args.least.max(2), LEVEL, DEALS, SEED))
            .sum()
    });
    let rows: Vec<Value> = list
        .iter()
        .map(|(kind, r)| {
            let (own, other) = medians(&files[*kind], r.key);
            json!({
                "attribute": args.recurring[*kind],
                "key": keys[*kind].names[r.key as usize],
                "cases": r.files,
                "citizens": r.citizens,
                "speed": r.speed,
                "median_days": own,
                "comparable_median_days": other,
                "favourable": r.favourable.map(|f| f.0),
                "expected": r.favourable.map(|f| f.1),
                "p_speed": r.speed.map(|_| r.p_speed),
                "p_outcome": r.favourable.map(|_| r.p_outcome),
                "false_share": r.false_share,
                "reasons": r.reasons(LEVEL).iter().map(|reason| reason.code()).collect::<Vec<_>>(),
            })
        })
        .collect();
    Ok(json!({
        "cases": log.case_count(),
        "least": args.least.max(2),
        "comparisons": list.len(),
        "remarkable": remarkable,
        "by_chance": by_chance,
        "negative_durations": first.negative,
        "recurring": rows,
    }))
}

/// The answer for people.
pub(super) fn table(answer: &Value) -> String {
    let number = |v: &Value| {
        v.as_f64()
            .map_or_else(|| "–".to_owned(), |x| format!("{x:.3}"))
    };
    let mut lines = vec![format!(
        "{} keys recur over {} citizens or more; {} stand out. A list to review: a lawyer, an office or a relative recurs too.",
        answer["comparisons"], answer["least"], answer["remarkable"]
    )];
    for row in answer["recurring"]
        .as_array()
        .into_iter()
        .flatten()
        .take(SHOWN)
    {
        let reasons: Vec<&str> = row["reasons"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        lines.push(format!(
            "  {} {}: {} cases of {} citizens, median {} days (comparable {}), outcome {} (expected {}), mistaken share {} · {}",
            row["attribute"].as_str().unwrap_or(""),
            row["key"].as_str().unwrap_or(""),
            row["cases"],
            row["citizens"],
            number(&row["median_days"]),
            number(&row["comparable_median_days"]),
            number(&row["favourable"]),
            number(&row["expected"]),
            number(&row["false_share"]),
            reasons.join(", ")
        ));
    }
    lines.join("\n")
}
