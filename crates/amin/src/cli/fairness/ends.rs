//! `amin fairness FILE --by ATTRIBUTE --ends A,B`: how cases end, where one end excludes the others: granted, refused, withdrawn.

use eventlog::EventLog;
use fairness::durations::{Sorted, cumulative_incidence};
use fairness::multiple::benjamini_hochberg;
use fairness::strata::{NONE, matched};
use serde_json::{Value, json};

use super::{FairnessArgs, ask, build, span};
use crate::insight::columns::{Columns, Span, What};

pub(super) fn answer(args: &FairnessArgs, log: &EventLog) -> Result<Value, String> {
    let from = span(args)?;
    if from.to.is_some() {
        return Err(
            "--ends says how cases end: leave the end of --duration out, like startdate.."
                .to_owned(),
        );
    }
    if args.ends.len() > 200 {
        return Err("--ends takes 200 activities at most".to_owned());
    }
    let of_end = |activity: &String| {
        let span = Span {
            to: Some(activity.clone()),
            ..from.clone()
        };
        build(log, &ask(args, What::Duration(span)))
    };
    let each: Vec<Columns> = args.ends.iter().map(of_end).collect::<Result<_, _>>()?;
    let Some(first) = each.first() else {
        return Err("name the activities that end a case".to_owned());
    };
    let cases = log.case_count();
    let (mut days, mut ends) = (first.days.clone(), vec![0_u8; cases]);
    for (kind, columns) in (1..).zip(&each) {
        for case in 0..cases {
            // The end that comes first is how the case ended.
            if columns.ended[case] && (ends[case] == 0 || columns.days[case] < days[case]) {
                (days[case], ends[case]) = (columns.days[case], kind);
            }
        }
    }
    let mut sizes = vec![0_u64; first.names.len()];
    let comparable = |case: usize| {
        first.groups[case] != NONE && first.strata[case] != NONE && days[case].is_finite()
    };
    for case in (0..cases).filter(|case| comparable(*case)) {
        sizes[first.groups[case] as usize] += 1;
    }
    let kept: Vec<u32> = (0..cases)
        .map(|case| {
            let group = first.groups[case];
            if comparable(case) && sizes[group as usize] >= args.minimum.max(1) {
                group
            } else {
                NONE
            }
        })
        .collect();
    let mut known: Vec<f64> = (0..cases)
        .filter(|case| kept[*case] != NONE && ends[*case] > 0)
        .map(|case| days[case])
        .collect();
    known.sort_unstable_by(f64::total_cmp);
    // When a quarter, half, three quarters and all of the ends have come.
    let moments: Vec<f64> = [1, 2, 3, 4]
        .iter()
        .filter_map(|quarter| {
            known
                .get((known.len() * quarter / 4).checked_sub(1)?)
                .copied()
        })
        .collect();
    let groups: Vec<Value> = (0_u32..)
        .zip(&first.names)
        .filter(|(group, _)| kept.contains(group))
        .map(|(group, name)| of_group(args, name, &pick(&kept, group, &days, &ends), &moments))
        .collect();
    let tests: Vec<_> = (1..)
        .zip(&args.ends)
        .map(|(kind, _)| {
            let ended: Vec<bool> = ends.iter().map(|end| *end == kind).collect();
            Sorted::new(&kept, &first.strata, &days, &ended).log_rank(first.names.len())
        })
        .collect();
    let q = benjamini_hochberg(&tests.iter().map(|test| test.p).collect::<Vec<_>>());
    let rows: Vec<Value> = args
        .ends
        .iter()
        .zip(tests.iter().zip(q))
        .map(|(end, (test, q))| {
            json!({ "end": end, "logrank": { "chi2": test.chi2, "df": test.df, "p": test.p }, "q": q })
        })
        .collect();
    let compared = kept.iter().filter(|group| **group != NONE).count();
    Ok(json!({
        "by": args.by,
        "cases": compared,
        "matched_share": matched(&kept, &first.strata).0 as f64 / compared.max(1) as f64,
        "small_groups": sizes.iter().filter(|n| **n > 0 && **n < args.minimum.max(1)).count(),
        "days": moments,
        "ends": rows,
        "groups": groups,
        "comparisons": rows.len(),
        "negative_durations": first.negative,
    }))
}

/// Durations and ends of one group.
fn pick(kept: &[u32], group: u32, days: &[f64], ends: &[u8]) -> (Vec<f64>, Vec<u8>) {
    (0..kept.len())
        .filter(|case| kept[*case] == group)
        .map(|case| (days[case], ends[case]))
        .unzip()
}

fn of_group(
    args: &FairnessArgs,
    name: &str,
    (days, ends): &(Vec<f64>, Vec<u8>),
    moments: &[f64],
) -> Value {
    let curve = cumulative_incidence(days, ends, args.ends.len());
    let shares = |kind: usize| -> Vec<f64> {
        moments
            .iter()
            .map(|moment| {
                let at = curve.partition_point(|(time, _)| time <= moment);
                at.checked_sub(1).map_or(0.0, |at| curve[at].1[kind])
            })
            .collect()
    };
    let incidence: Vec<Value> = args
        .ends
        .iter()
        .enumerate()
        .map(|(kind, end)| {
            let count = ends.iter().filter(|e| usize::from(**e) == kind + 1).count();
            json!({ "end": end, "cases": count, "shares": shares(kind) })
        })
        .collect();
    json!({
        "group": name, "cases": days.len(), "open": ends.iter().filter(|end| **end == 0).count(), "incidence": incidence,
    })
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
