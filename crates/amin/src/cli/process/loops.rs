//! `amin process loops`.

use std::collections::BTreeMap;
use std::io::Write;

use clap::Args;
use eventlog::measure::{self, PingPong, Visits};
use eventlog::{EventLog, RESOURCE, TextColumn, filter, report};
use serde_json::{Value, json};

use super::log_args::LogArgs;
use super::{Failure, calendar, show};

/// Cases that are named for each pair of units.
const CASES: usize = 100;

#[derive(Debug, Args)]
pub(super) struct LoopsArgs {
    #[command(flatten)]
    pub(super) log: LogArgs,
    /// Attribute of events that names the unit, for ping-pong; the resource unless told.
    #[arg(long, value_name = "ATTRIBUTE", default_value = RESOURCE, hide_default_value = true)]
    unit: String,
    /// An activity for which the citizen has to come; may be given more than once, and end with * for all that begin so.
    #[arg(long = "visit", value_name = "ACTIVITY")]
    visits: Vec<String>,
    /// How many of the longest loops are listed.
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    longest: usize,
}

/// Repeated activities, loops, ping-pong between units, visits of the citizen.
pub(super) fn print(args: &LoopsArgs, log: &EventLog, out: &mut impl Write) -> Result<(), Failure> {
    let units = units(args, log).map_err(|why| Failure::Input(format!("--unit: {why}")))?;
    let pairs = units.map_or_else(Vec::new, |units| measure::ping_pong(log, units));
    let visits = if args.visits.is_empty() {
        None
    } else {
        let which = filter::activities_named(log, &args.visits)
            .map_err(|why| Failure::Input(format!("--visit: {why}")))?;
        let day_of = calendar::day_of(&args.log);
        Some(measure::visits(log, &which, &*day_of))
    };
    if args.log.json {
        show::json(out, &value(args, log, units, &pairs, visits.as_ref()))?;
        return Ok(());
    }
    table(args, log, units, &pairs, out)?;
    if let Some(visits) = visits {
        let mean = visits.mean_days().unwrap_or_default();
        writeln!(
            out,
            "\n{:>9}  days on which the citizen came ({mean:.2} a case)",
            "cases"
        )?;
        for (days, cases) in &visits.by_days {
            writeln!(out, "{cases:>9}  {days}")?;
        }
    }
    Ok(())
}

/// The column of units; none where the log names nobody.
fn units<'l>(args: &LoopsArgs, log: &'l EventLog) -> Result<Option<&'l TextColumn>, String> {
    if let Some(column) = log.event_attributes().get(&args.unit) {
        let texts = column
            .as_text()
            .ok_or("it holds numbers or dates, not names of units");
        return Ok(Some(texts?));
    }
    if args.unit == RESOURCE {
        return Ok(None);
    }
    filter::check_attribute(log, &args.unit).map_err(|why| why.to_string())?;
    Err("only cases have this attribute; name one that events have".to_owned())
}

fn value(
    args: &LoopsArgs,
    log: &EventLog,
    units: Option<&TextColumn>,
    pairs: &[PingPong],
    visits: Option<&Visits>,
) -> Value {
    let case = |number: usize| u32::try_from(number).map_or("", |id| log.case_ids().get(id));
    let step = |id: u32| log.activities().get(id);
    let repeats: Vec<Value> = measure::repeats(log)
        .iter()
        .map(|one| {
            json!({
                "activity": step(one.activity), "cases": one.cases, "repeating": one.repeating, "extra": one.extra,
                "most": one.most, "most_case": case(one.most_case), "self_loops": one.self_loops,
                "simultaneous": one.simultaneous,
            })
        })
        .collect();
    let longest: Vec<Value> = measure::longest_loops(log, args.longest)
        .iter()
        .map(|one| {
            let at = |row: usize| eventlog::to_rfc3339(log.times()[row]);
            json!({
                "case": case(one.case), "activity": step(one.activity), "from": at(one.from), "to": at(one.to),
                "steps_between": one.to - one.from - 1, "seconds": one.micros as f64 / 1e6,
            })
        })
        .collect();
    let name = |id: u32| units.map_or("", |units| units.names.get(id));
    let ping_pong: Vec<Value> = pairs
        .iter()
        .map(|pair| {
            let cases: Vec<&str> = (pair.cases.iter().take(CASES))
                .map(|&number| log.case_ids().get(number))
                .collect();
            json!({
                "from": name(pair.from), "to": name(pair.to), "returns": pair.returns, "case_count": pair.cases.len(),
                "cases": cases, "lost_seconds": pair.lost.total(), "lost": report::spread(&pair.lost),
            })
        })
        .collect();
    let counts = |by: &BTreeMap<usize, usize>| -> Vec<Value> {
        by.iter()
            .map(|(count, cases)| json!({"count": count, "cases": cases}))
            .collect()
    };
    let visits = visits.map(|visits| {
        json!({
            "events": visits.events, "mean_days": visits.mean_days(), "by_events": counts(&visits.by_events),
            "by_days": counts(&visits.by_days), "most_case": visits.most_case.map(case),
        })
    });
    json!({ "repeats": repeats, "longest": longest, "unit": args.unit, "ping_pong": ping_pong, "visits": visits })
}

fn table(
    args: &LoopsArgs,
    log: &EventLog,
    units: Option<&TextColumn>,
    pairs: &[PingPong],
    out: &mut impl Write,
) -> std::io::Result<()> {
    let rows = args.log.rows();
    let case = |number: usize| u32::try_from(number).map_or("", |id| log.case_ids().get(id));
    let repeats = measure::repeats(log);
    writeln!(
        out,
        "{:>9}  {:>9}  {:>9}  {:>9}  activity",
        "repeating", "of cases", "extra", "most"
    )?;
    for one in repeats.iter().take(rows) {
        let activity = log.activities().get(one.activity);
        writeln!(
            out,
            "{:>9}  {:>9}  {:>9}  {:>9}  {activity}",
            one.repeating, one.cases, one.extra, one.most
        )?;
    }
    show::rest(out, repeats.len(), rows, "activities")?;
    writeln!(out, "\n{:>12}  longest loops", "time")?;
    for one in measure::longest_loops(log, args.longest) {
        writeln!(
            out,
            "{:>12}  {} in case {}, {} steps between",
            show::duration(Some(one.micros as f64 / 1e6)),
            log.activities().get(one.activity),
            case(one.case),
            one.to - one.from - 1
        )?;
    }
    let Some(units) = units else {
        return Ok(());
    };
    writeln!(
        out,
        "\n{:>9}  {:>9}  {:>12}  to and fro",
        "returns", "cases", "time lost"
    )?;
    for pair in pairs.iter().take(rows) {
        writeln!(
            out,
            "{:>9}  {:>9}  {:>12}  {} ⇄ {}",
            pair.returns,
            pair.cases.len(),
            show::duration(Some(pair.lost.total())),
            units.names.get(pair.from),
            units.names.get(pair.to)
        )?;
    }
    show::rest(out, pairs.len(), rows, "pairs")
}
