//! Against rules.

use std::io::Write;
use std::path::Path;

use eventlog::EventLog;
use eventlog::rules::{Rules, conformance, parse};
use persian::calendar::{Calendar, FRIDAY, official_holidays};
use serde_json::json;

use super::super::Failure;
use super::super::log_args::LogArgs;
use super::super::show;
use super::{CASES, percent};

/// How the cases agree with the rules.
pub(super) fn print(
    args: &LogArgs,
    path: &Path,
    log: &EventLog,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let rules = read(path).map_err(Failure::Input)?;
    let calendar = Calendar::new(FRIDAY, official_holidays())
        .map_err(|why| Failure::Input(why.to_string()))?;
    let working_days = |from: i64, to: i64| {
        calendar.working_days_between(persian::tehran_date(from), persian::tehran_date(to))
    };
    let found = conformance(log, &rules, args.offset, &working_days);
    let name = |case: usize| u32::try_from(case).map_or("", |case| log.case_ids().get(case));
    let deviations: Vec<_> = found
        .rules
        .iter()
        .map(|result| {
            let rule = &rules.rules[result.rule];
            let cases: Vec<&str> = result
                .deviating
                .iter()
                .take(CASES)
                .map(|d| name(d.case))
                .collect();
            json!({
                "rule": rule.id, "kind": rule.kind, "text": rule.text,
                "judged": result.judged, "kept": result.kept, "deviating": result.deviating.len(),
                "accepted": result.accepted, "undecided": result.undecided,
                "cases": cases, "unknown_activities": result.unknown,
            })
        })
        .collect();
    if args.json {
        show::json(
            out,
            &json!({
                "version": rules.version,
                "fitting_share": found.fitting_share,
                "average_fitness": found.average_fitness,
                "log_fitness": found.log_fitness,
                "deviations": deviations,
            }),
        )?;
        return Ok(());
    }
    writeln!(
        out,
        "cases that keep every rule: {}",
        percent(found.fitting_share)
    )?;
    writeln!(
        out,
        "{:>9}  {:>9}  {:>9}  rule",
        "judged", "differ", "undecided"
    )?;
    for result in &found.rules {
        let rule = &rules.rules[result.rule];
        writeln!(
            out,
            "{:>9}  {:>9}  {:>9}  {}{}",
            result.judged,
            result.deviating.len(),
            result.undecided,
            rule.id,
            if result.unknown.is_empty() {
                String::new()
            } else {
                format!(" (not in the log: {})", result.unknown.join(", "))
            }
        )?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<Rules, String> {
    let text = std::fs::read_to_string(path).map_err(|why| {
        format!(
            "{}: {why}; check the path and that it is UTF-8",
            path.display()
        )
    })?;
    parse(&text).map_err(|why| format!("{}: {why}", path.display()))
}
