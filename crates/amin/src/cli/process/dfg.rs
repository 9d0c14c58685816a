//! `amin process dfg`.

use std::io::{self, Write};

use eventlog::report;

use super::log_args::LogArgs;
use super::show;

/// Which activity comes right after which, how often and how much later.
pub(super) fn print(
    args: &LogArgs,
    log: &eventlog::EventLog,
    out: &mut impl Write,
) -> io::Result<()> {
    let report = report::dfg(log);
    if args.json {
        return show::json(out, &report);
    }
    let rows = args.rows();
    writeln!(out, "{:>9}  {:>10}  edge", "count", "median")?;
    for edge in report.edges.iter().take(rows) {
        let median = show::duration(Some(edge.median_seconds));
        writeln!(
            out,
            "{:>9}  {median:>10}  {} → {}",
            edge.count, edge.from, edge.to
        )?;
    }
    show::rest(out, report.edges.len(), rows, "edges")?;
    for (title, counts) in [
        ("cases start with", &report.start_activities),
        ("cases end with", &report.end_activities),
    ] {
        writeln!(out, "\n{:>9}  {title}", "count")?;
        for count in counts.iter().take(rows) {
            writeln!(out, "{:>9}  {}", count.count, count.activity)?;
        }
        show::rest(out, counts.len(), rows, "activities")?;
    }
    Ok(())
}
