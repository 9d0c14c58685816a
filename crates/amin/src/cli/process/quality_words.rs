//! Findings about the record in words and as JSON. They speak of records, never of people.

use eventlog::measure::quality::{Finding, What};
use eventlog::{EventLog, to_rfc3339};
use serde_json::{Value, json};

use super::show::duration;

/// The keys that a kind of finding has of its own.
pub(super) fn details(what: &What, log: &EventLog) -> Value {
    let step = |id: &u32| log.activities().get(*id);
    match what {
        What::MissingStep {
            activity,
            unit,
            elsewhere,
            elsewhere_with,
            p,
            comparisons,
            instead,
        } => json!({
            "activity": step(activity), "unit": unit, "elsewhere_cases": elsewhere, "elsewhere_with": elsewhere_with,
            "p": p, "comparisons": comparisons, "instead": instead.iter().map(step).collect::<Vec<_>>(),
        }),
        What::LongGap {
            from,
            to,
            usual_seconds,
            limit_seconds,
            longest_seconds,
        } => json!({
            "from": step(from), "to": step(to), "usual_seconds": usual_seconds, "limit_seconds": limit_seconds,
            "longest_seconds": longest_seconds,
        }),
        What::EnteredAtOnce {
            resource,
            at,
            within_seconds,
            activities,
        } => json!({
            "resource": who(log, *resource), "at": to_rfc3339(*at), "within_seconds": within_seconds, "activities": activities,
        }),
        What::DayOffEntries { holidays } => json!({ "holidays": holidays }),
        What::BeginsInTheMiddle { activity } => json!({ "activity": step(activity) }),
        What::NegativeDuration {
            from,
            to,
            most_seconds,
            below_a_day,
        } => {
            json!({ "from": from, "to": to, "most_seconds": most_seconds, "below_a_day": below_a_day })
        }
        What::DateBeforeFloor {
            attribute,
            earliest,
        } => json!({ "attribute": attribute, "earliest": to_rfc3339(*earliest) }),
        What::EpochDate { attribute } => json!({ "attribute": attribute }),
        What::Straggler {
            after,
            gap_seconds,
            first,
            last,
        } => {
            json!({ "after": after, "gap_seconds": gap_seconds, "first": to_rfc3339(*first), "last": to_rfc3339(*last) })
        }
        What::DuplicateEvents {
            activity,
            date_only,
        } => json!({ "activity": step(activity), "date_only": date_only }),
        What::MidnightTimes | What::UnorderedEvents => json!({}),
    }
}

/// A finding in one sentence.
pub(super) fn sentence(finding: &Finding, log: &EventLog) -> String {
    let step = |id: u32| log.activities().get(id);
    let (count, of) = (finding.count, finding.of);
    let percent = 100.0 * count as f64 / of.max(1) as f64;
    match &finding.what {
        What::MissingStep {
            activity,
            unit,
            elsewhere,
            elsewhere_with,
            p,
            instead,
            ..
        } => {
            let instead: Vec<String> = instead
                .iter()
                .map(|id| format!("“{}”", step(*id)))
                .collect();
            let hint = if instead.is_empty() {
                String::new()
            } else {
                format!("; perhaps it is recorded there as {}", instead.join(" or "))
            };
            format!(
                "“{}” has no record in any of the {count} cases of {unit}, and in {elsewhere_with} of {elsewhere} elsewhere (adjusted p {p:.2e}){hint}",
                step(*activity)
            )
        }
        What::LongGap {
            from,
            to,
            usual_seconds,
            limit_seconds,
            longest_seconds,
        } => format!(
            "{count} of {of} times nothing is recorded between “{}” and “{}” for more than {}, up to {} (usually {})",
            step(*from),
            step(*to),
            duration(Some(*limit_seconds)),
            duration(Some(*longest_seconds)),
            duration(Some(*usual_seconds)),
        ),
        What::EnteredAtOnce {
            resource,
            at,
            within_seconds,
            ..
        } => format!(
            "{} cases have events of {} within one {} at {}: recorded together, by hand or by a program, and not necessarily done then",
            finding.cases.len(),
            who(log, *resource),
            if *within_seconds == 1 {
                "second"
            } else {
                "minute"
            },
            to_rfc3339(*at)
        ),
        What::MidnightTimes => format!(
            "{count} of {of} events ({percent:.1} %) are recorded with the day alone or exactly at midnight: their hour is not known"
        ),
        What::UnorderedEvents => format!(
            "{count} of {of} events ({percent:.1} %) share their time with another of their case: which came first is not known"
        ),
        What::DayOffEntries { holidays } => format!(
            "{count} of {of} events ({percent:.1} %) are recorded on days off, {holidays} of them on holidays"
        ),
        What::BeginsInTheMiddle { activity } => format!(
            "{count} of {of} cases begin with “{}”, which elsewhere comes later: what was before it has no record",
            step(*activity)
        ),
        What::NegativeDuration {
            from,
            to,
            most_seconds,
            below_a_day,
        } => format!(
            "{count} of {of} times {to} lies before {from}, by up to {}{}",
            duration(Some(*most_seconds)),
            match *below_a_day {
                0 => String::new(),
                all if all == count =>
                    ": less than a day, perhaps only recorded less exactly".to_owned(),
                some => format!(" ({some} by less than a day)"),
            }
        ),
        What::DateBeforeFloor {
            attribute,
            earliest,
        } => format!(
            "{count} of {of} values of {attribute} lie before the earliest day that can be true; the first is {}",
            to_rfc3339(*earliest)
        ),
        What::EpochDate { attribute } => format!(
            "{count} of {of} values of {attribute} lie at the very beginning of 1970, where programs put an empty date"
        ),
        What::Straggler {
            after, gap_seconds, ..
        } => format!(
            "{count} of {of} events lie {} {} all others",
            duration(Some(*gap_seconds)),
            if *after { "after" } else { "before" }
        ),
        What::DuplicateEvents {
            activity,
            date_only,
        } => format!(
            "“{}” is recorded {count} times more than once for the same case, time and resource{}",
            step(*activity),
            match *date_only {
                0 => String::new(),
                all if all == count =>
                    ", always with the day alone: it may really have been done twice".to_owned(),
                some => format!(" ({some} with the day alone)"),
            }
        ),
    }
}

fn who(log: &EventLog, resource: u32) -> &str {
    log.resources().map_or("", |who| who.names.get(resource))
}
