//! `amin fairness FILE --by ATTRIBUTE --ends A,B`: how cases end, where one end excludes the others: granted, refused, withdrawn.

use eventlog::EventLog;
use serde_json::{Value, json};

use super::{FairnessArgs, ask, span, unknown};
use crate::insight::columns::What;
use crate::insight::ends::{MOST_ENDS, ends};

pub(super) fn answer(args: &FairnessArgs, log: &EventLog) -> Result<Value, String> {
    let from = span(args)?;
    if from.to.is_some() {
        return Err(
            "--ends says how cases end: leave the end of --duration out, like startdate.."
                .to_owned(),
        );
    }
    if args.ends.len() > MOST_ENDS {
        return Err(format!("--ends takes {MOST_ENDS} activities at most"));
    }
    let ask = ask(args, log, What::Duration(from.clone()));
    let found =
        ends(log, &ask, &from, &args.ends, args.minimum).map_err(|name| unknown(log, &name))?;
    let groups: Vec<Value> = found
        .groups
        .iter()
        .map(|group| {
            let incidence: Vec<Value> = found
                .ends
                .iter()
                .zip(group.counts.iter().zip(&group.shares))
                .map(|(end, (cases, shares))| json!({ "end": end, "cases": cases, "shares": shares }))
                .collect();
            json!({
                "group": found.names[group.group as usize], "cases": group.cases, "open": group.open, "incidence": incidence,
            })
        })
        .collect();
    let rows: Vec<Value> = found
        .ends
        .iter()
        .zip(&found.tests)
        .map(|(end, (test, q))| {
            json!({ "end": end, "logrank": { "chi2": test.chi2, "df": test.df, "p": test.p }, "q": q })
        })
        .collect();
    Ok(json!({
        "by": args.by,
        "cases": found.cases,
        "matched_share": found.matched_share,
        "small_groups": found.small_groups,
        "days": found.days,
        "ends": rows,
        "groups": groups,
        "comparisons": rows.len(),
        "negative_durations": found.negative,
    }))
}

/// The answer for people.
pub(super) fn table(answer: &Value) -> String {
    let number = |v: &Value| {
        v.as_f64()
            .map_or_else(|| "–".to_owned(), |x| format!("{x:.3}"))
    };
    let list = |v: &Value| -> String {
        v.as_array()
            .into_iter()
            .flatten()
            .map(number)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut lines = vec![format!(
        "{} cases compared by {}; shares ended after {} days",
        answer["cases"],
        answer["by"].as_str().unwrap_or(""),
        list(&answer["days"])
    )];
    for end in answer["ends"].as_array().into_iter().flatten() {
        lines.push(format!(
            "{}: log-rank p {}, q {}",
            end["end"].as_str().unwrap_or(""),
            number(&end["logrank"]["p"]),
            number(&end["q"])
        ));
        for group in answer["groups"].as_array().into_iter().flatten() {
            for one in group["incidence"].as_array().into_iter().flatten() {
                if one["end"] == end["end"] {
                    let name = group["group"].as_str().unwrap_or("");
                    lines.push(format!(
                        "  {name}: {} of {} cases, {}",
                        one["cases"],
                        group["cases"],
                        list(&one["shares"])
                    ));
                }
            }
        }
    }
    lines.join("\n")
}
