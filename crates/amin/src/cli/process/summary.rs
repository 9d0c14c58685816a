//! `amin process summary`.

use std::io::{self, Write};

use eventlog::report;

use super::log_args::LogArgs;
use super::show;

/// Cases, events, activities, variants, resources and how long cases take.
pub(super) fn print(
    args: &LogArgs,
    log: &eventlog::EventLog,
    out: &mut impl Write,
) -> io::Result<()> {
    let report = report::summary(log);
    if args.json {
        return show::json(out, &report);
    }
    for (name, count) in [
        ("cases", report.cases),
        ("events", report.events),
        ("activities", report.activities),
        ("variants", report.variants),
        ("resources", report.resources),
    ] {
        writeln!(out, "{name:<18}{count:>12}")?;
    }
    let unknown = || "–".to_owned();
    let (first, last) = (report.first.clone(), report.last.clone());
    writeln!(
        out,
        "{:<18}{}",
        "first event",
        first.unwrap_or_else(unknown)
    )?;
    writeln!(out, "{:<18}{}", "last event", last.unwrap_or_else(unknown))?;
    let durations = &report.duration_seconds;
    for (name, seconds) in [
        ("duration median", durations.median),
        ("duration mean", durations.mean),
        ("duration P80", durations.p80),
        ("duration P95", durations.p95),
    ] {
        writeln!(out, "{name:<18}{:>12}", show::duration(seconds))?;
    }
    Ok(())
}
