//! `amin process variants`.

use std::io::{self, Write};

use eventlog::report;

use super::log_args::LogArgs;
use super::show;

/// The different sequences of activities and how many cases follow each.
pub(super) fn print(
    args: &LogArgs,
    log: &eventlog::EventLog,
    out: &mut impl Write,
) -> io::Result<()> {
    let report = report::variants(log);
    if args.json {
        return show::json(out, &report);
    }
    let (rows, cases) = (args.rows(), log.case_count());
    writeln!(out, "{:>9}  {:>7}  sequence", "cases", "share")?;
    for variant in report.variants.iter().take(rows) {
        let share = 100.0 * variant.count as f64 / cases.max(1) as f64;
        let sequence = variant.activities.join(" → ");
        writeln!(out, "{:>9}  {share:>6.1}%  {sequence}", variant.count)?;
    }
    show::rest(out, report.variants.len(), rows, "variants")
}
