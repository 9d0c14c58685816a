//! `amin fairness FILE --by ATTRIBUTE --amount ATTRIBUTE`: waivers, discounts and fees of alike cases.

use eventlog::{EventLog, Value as Attribute};
use fairness::report::{Comparison, Measure, Question, report};
use serde_json::{Value, json};

use super::{FairnessArgs, ask, build, reference, span};
use crate::insight::columns::What;

pub(super) fn answer(args: &FairnessArgs, log: &EventLog, key: &str) -> Result<Value, String> {
    let columns = build(log, &ask(args, log, What::Duration(span(args)?)))?;
    let Some(column) = log.case_column(key) else {
        return Err(format!(
            "the log has no attribute “{key}”; name one that is a number"
        ));
    };
    let mut no_number = 0_usize;
    let amounts: Vec<Option<f64>> = (0..log.case_count())
        .map(|case| match column.get(case) {
            None => args.missing,
            Some(Attribute::Integer(whole)) => Some(whole as f64),
            Some(Attribute::Float(part)) => Some(part).filter(|x| x.is_finite()),
            Some(other) => {
                let number = persian::to_ascii(&other.to_string()).trim().parse().ok();
                no_number += usize::from(number.is_none());
                number.filter(|x: &f64| x.is_finite())
            }
        })
        .collect();
    if amounts.iter().all(Option::is_none) {
        return Err(format!(
            "no case has a number as “{key}”; name an attribute that is an amount, or say --missing 0"
        ));
    }
    let report = report(&Question {
        groups: &columns.groups,
        strata: &columns.strata,
        measure: Measure::Amount(&amounts),
        reference: reference(args, &columns.names),
        least: args.minimum,
        margin: args.margin.unwrap_or(0.0),
        level: args.level,
        pairs: 10,
    });
    let name = |group: u32| &columns.names[group as usize];
    let groups: Vec<Value> = report
        .groups
        .iter()
        .map(|g| {
            json!({
                "group": name(g.group), "cases": g.cases, "events": g.events,
                "share": g.events as f64 / g.cases.max(1) as f64, "median_amount": g.median,
            })
        })
        .collect();
    let pairs: Vec<Value> = report
        .pairs
        .iter()
        .map(|p| json!({ "more": p.more, "less": p.less, "amount_apart": p.difference }))
        .collect();
    Ok(json!({
        "by": args.by,
        "cases": report.cases,
        "matched_share": report.matched_share,
        "groups": groups,
        "small_groups": report.small_groups,
        "reference": report.reference.map(name),
        "amount": { "attribute": key, "missing": args.missing, "no_number": no_number },
        "differences": report.comparisons.iter().map(|c| difference(name(c.group), c)).collect::<Vec<_>>(),
        "comparisons": report.comparisons.len(),
        "pairs": pairs,
        "verdict": report.verdict.code(),
    }))
}

fn difference(group: &str, c: &Comparison) -> Value {
    let test = c.amount;
    let interval = test.and_then(|t| t.interval);
    json!({
        "group": group,
        "effect": test.map(|t| t.difference),
        "low": interval.map(|i| i.0),
        "high": interval.map(|i| i.1),
        "mean": test.map(|t| t.mean),
        "reference_mean": test.map(|t| t.reference_mean),
        "shift": test.map(|t| t.shift),
        "more": test.map(|t| t.more),
        "z": test.map(|t| t.z),
        "p": c.p,
        "q": c.q,
        "shuffled": test.is_some_and(|t| t.shuffled),
        "verdict": c.verdict.code(),
    })
}
