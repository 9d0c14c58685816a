//! `amin process quality`.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use eventlog::EventLog;
use eventlog::measure::quality::{Finding, QualityOptions, Severity, Thresholds, quality};
use serde_json::{Value, json};

use super::log_args::LogArgs;
use super::{Failure, calendar, quality_words, show};

/// Cases that are named for each finding, unless all are asked for.
const CASES: usize = 100;

#[derive(Debug, Args)]
pub(super) struct QualityArgs {
    #[command(flatten)]
    pub(super) log: LogArgs,
    /// Attribute that names the unit of a case, to find steps that one unit never records.
    #[arg(long, value_name = "ATTRIBUTE")]
    unit: Option<String>,
    /// TOML with other thresholds than the usual ones; the JSON answer shows all.
    #[arg(long, value_name = "FILE")]
    thresholds: Option<PathBuf>,
}

/// Blind spots and errors of the record.
pub(super) fn print(
    args: &QualityArgs,
    log: &EventLog,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let thresholds = thresholds(args).map_err(Failure::Input)?;
    if let Some(unit) = &args.unit {
        eventlog::filter::check_attribute(log, unit)
            .map_err(|why| Failure::Input(format!("--unit: {why}")))?;
    }
    let local = calendar::local(&args.log).map_err(Failure::Input)?;
    let options = QualityOptions {
        unit: args.unit.as_deref(),
        local: Some(&*local),
        offset: args.log.offset,
    };
    let found = quality(log, &thresholds, options);
    let named = if args.log.all { usize::MAX } else { CASES };
    if args.log.json {
        let findings: Vec<Value> = found.iter().map(|f| value(f, log, named)).collect();
        show::json(
            out,
            &json!({ "findings": findings, "thresholds": thresholds }),
        )?;
        return Ok(());
    }
    if found.is_empty() {
        writeln!(out, "nothing found")?;
    }
    let rows = args.log.rows();
    for finding in found.iter().take(rows) {
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        writeln!(
            out,
            "{severity:<8} {}",
            quality_words::sentence(finding, log)
        )?;
        if finding.severity != Severity::Note {
            let cases: Vec<&str> = (finding.cases.iter().take(5))
                .map(|&case| log.case_ids().get(case))
                .collect();
            let more = finding.cases.len() - cases.len();
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            writeln!(out, "         cases: {}{more}", cases.join(", "))?;
        }
    }
    show::rest(out, found.len(), rows, "findings")?;
    Ok(())
}

fn value(finding: &Finding, log: &EventLog, named: usize) -> Value {
    let cases: Vec<&str> = (finding.cases.iter().take(named))
        .map(|&case| log.case_ids().get(case))
        .collect();
    let mut value = json!({
        "kind": finding.what.kind(), "severity": finding.severity, "count": finding.count, "of": finding.of,
        "case_count": finding.cases.len(), "cases": cases, "text": quality_words::sentence(finding, log),
    });
    if let (Value::Object(all), Value::Object(own)) =
        (&mut value, quality_words::details(&finding.what, log))
    {
        all.extend(own);
    }
    value
}

fn thresholds(args: &QualityArgs) -> Result<Thresholds, String> {
    let Some(path) = &args.thresholds else {
        return Ok(Thresholds::default());
    };
    let text = std::fs::read_to_string(path).map_err(|why| {
        format!(
            "{}: {why}; check the path and that it is UTF-8",
            path.display()
        )
    })?;
    Thresholds::parse(&text).map_err(|why| format!("{}: {why}", path.display()))
}
