//! `amin process handover`.

use std::io::{self, Write};

use eventlog::measure;
use serde_json::json;

use super::log_args::LogArgs;
use super::show;

/// Who does the next event of a case after whom, and how often.
pub(super) fn print(
    args: &LogArgs,
    log: &eventlog::EventLog,
    out: &mut impl Write,
) -> io::Result<()> {
    let pairs = measure::handover(log);
    let name = |id| log.resources().map_or("", |who| who.names.get(id));
    if args.json {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|p| json!({"from": name(p.from), "to": name(p.to), "count": p.count}))
            .collect();
        return show::json(out, &json!({ "pairs": pairs }));
    }
    let rows = args.rows();
    writeln!(out, "{:>9}  hand-over", "count")?;
    for pair in pairs.iter().take(rows) {
        writeln!(
            out,
            "{:>9}  {} → {}",
            pair.count,
            name(pair.from),
            name(pair.to)
        )?;
    }
    show::rest(out, pairs.len(), rows, "pairs")
}
