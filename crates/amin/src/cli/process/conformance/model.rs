//! Against a model: optimal alignments.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use eventlog::EventLog;
use eventlog::align::{AlignOptions, DeviationKind, align};
use eventlog::model::{PetriNet, read_model};
use serde_json::json;

use super::super::Failure;
use super::super::log_args::LogArgs;
use super::super::show;
use super::percent;

/// How the cases agree with the model.
pub(super) fn print(
    args: &LogArgs,
    path: &Path,
    log: &EventLog,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let net = read(path).map_err(Failure::Input)?;
    let found = align(log, &net, AlignOptions::default())
        .map_err(|why| Failure::Input(format!("{}: {why}", path.display())))?;
    let deviations = found.deviations(log);
    let name = |case: usize| u32::try_from(case).map_or("", |case| log.case_ids().get(case));
    if args.json {
        let deviations: Vec<_> = deviations
            .iter()
            .map(|d| {
                let cases: Vec<&str> = d.examples.iter().map(|&case| name(case)).collect();
                json!({
                    "kind": kind(d.kind), "activity": d.activity, "count": d.count,
                    "case_count": d.cases, "cases": cases,
                })
            })
            .collect();
        let whole = json!({
            "cases": log.case_count(),
            "computed_cases": found.computed_cases(),
            "fitting_share": found.fitting_share(),
            "average_fitness": found.average_fitness(),
            "log_fitness": found.log_fitness(),
            "shortest_run": found.shortest_run,
            "deviations": deviations,
        });
        return Ok(show::json(out, &whole)?);
    }
    writeln!(
        out,
        "cases without any difference: {} of {} computed; fitness {} on average, {} of the log",
        percent(found.fitting_share()),
        found.computed_cases(),
        percent(found.average_fitness()),
        percent(found.log_fitness())
    )?;
    writeln!(out, "{:>9}  {:>9}  difference", "cases", "times")?;
    let rows = args.rows();
    for d in deviations.iter().take(rows) {
        let words = match d.kind {
            DeviationKind::NotInModel => "recorded, but not in the model at this place",
            DeviationKind::NotRecorded => "in the model, but not recorded at this place",
        };
        writeln!(
            out,
            "{:>9}  {:>9}  {} ({words})",
            d.cases, d.count, d.activity
        )?;
    }
    Ok(show::rest(out, deviations.len(), rows, "differences")?)
}

/// The word of the JSON answer.
fn kind(kind: DeviationKind) -> &'static str {
    match kind {
        DeviationKind::NotInModel => "not-in-model",
        DeviationKind::NotRecorded => "not-recorded",
    }
}

fn read(path: &Path) -> Result<PetriNet, String> {
    let file =
        File::open(path).map_err(|why| format!("{}: {why}; check the path", path.display()))?;
    read_model(file).map_err(|why| format!("{}: {why}", path.display()))
}
