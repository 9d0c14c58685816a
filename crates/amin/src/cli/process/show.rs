//! What every table and every JSON answer of `amin process` shares.

use std::io::Write;

use serde::Serialize;

/// Lines of a table that is meant for people; `--json` and `--all` give everything.
pub(super) const TABLE_ROWS: usize = 30;

/// The answer as one line of JSON.
pub(super) fn json(out: &mut impl Write, report: &impl Serialize) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, report)?;
    writeln!(out)
}

/// Says how many rows of a table are not shown.
pub(super) fn rest(
    out: &mut impl Write,
    all: usize,
    shown: usize,
    what: &str,
) -> std::io::Result<()> {
    match all.saturating_sub(shown) {
        0 => Ok(()),
        more => writeln!(out, "… and {more} more {what} (--all shows them)"),
    }
}

/// Seconds in the unit that people would use.
pub(super) fn duration(seconds: Option<f64>) -> String {
    match seconds {
        None => "–".to_owned(),
        Some(seconds) if seconds >= 172_800.0 => format!("{:.2} days", seconds / 86_400.0),
        Some(seconds) if seconds >= 7_200.0 => format!("{:.1} h", seconds / 3_600.0),
        Some(seconds) if seconds >= 120.0 => format!("{:.1} min", seconds / 60.0),
        Some(seconds) => format!("{seconds:.1} s"),
    }
}
