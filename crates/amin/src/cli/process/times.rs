//! `amin process times`.

use std::io::{self, Write};

use eventlog::measure::{self, TimeOptions};
use eventlog::report;

use super::calendar;
use super::log_args::LogArgs;
use super::show;

/// Times of cases and activities, share of waiting, month by month.
pub(super) fn print(
    args: &LogArgs,
    log: &eventlog::EventLog,
    out: &mut impl Write,
) -> io::Result<()> {
    let times = measure::times(log, TimeOptions::default());
    let month_of = calendar::month_of(args.calendar);
    let months = measure::months(log, month_of, None);
    let mut report = report::times_of(log, &times, &months);
    report.trends = report::trends(log, month_of);
    if args.json {
        return show::json(out, &report);
    }
    table(out, &report, args.rows())
}

fn table(out: &mut impl Write, report: &report::TimesReport<'_>, rows: usize) -> io::Result<()> {
    let spread = |spread: &report::Spread| {
        let columns = [
            spread.p50_seconds,
            spread.p80_seconds,
            spread.p95_seconds,
            spread.iqr_seconds,
        ];
        columns
            .map(|seconds| format!("{:>10}", show::duration(seconds)))
            .join("  ")
    };
    let head = format!(
        "{:>10}  {:>10}  {:>10}  {:>10}",
        "P50", "P80", "P95", "spread"
    );
    writeln!(out, "{:>9}  {head}  cases, first to last event", "count")?;
    writeln!(out, "{:>9}  {}", report.cases.count, spread(&report.cases))?;
    let why = match report.waiting.method {
        "service_intervals" => "outside every interval of work",
        "hand_over_gaps" => {
            "between events of different people; an indication, since the log says only when work ended"
        }
        _ => "the log names neither beginnings of work nor people",
    };
    match report.waiting.share {
        Some(share) => writeln!(
            out,
            "\nwaiting: {:.1} % of case time ({why})",
            100.0 * share
        )?,
        None => writeln!(out, "\nwaiting: cannot be told ({why})")?,
    }
    writeln!(
        out,
        "\n{:>9}  {head}  activity, since the one before it",
        "count"
    )?;
    for activity in report.activities.iter().take(rows) {
        writeln!(
            out,
            "{:>9}  {}  {}",
            activity.count,
            spread(&activity.sojourn),
            activity.activity
        )?;
    }
    show::rest(out, report.activities.len(), rows, "activities")?;
    writeln!(
        out,
        "\n{:>9}  {:>9}  {:>9}  {:>10}",
        "month", "started", "closed", "median"
    )?;
    for month in &report.months {
        let median = show::duration(month.median_seconds);
        writeln!(
            out,
            "{:>9}  {:>9}  {:>9}  {median:>10}",
            month.month, month.started, month.closed
        )?;
    }
    if !report.trends.is_empty() {
        writeln!(
            out,
            "\n{:>12}  {:>8}  {:>7}  trend of the monthly median, since the one before it",
            "a month", "p", "months"
        )?;
    }
    for trend in report.trends.iter().take(rows) {
        let slope = trend.slope_seconds_per_month;
        writeln!(
            out,
            "{:>12}  {:>8.4}  {:>7}  {}",
            format!(
                "{}{}",
                if slope < 0.0 { "−" } else { "+" },
                show::duration(Some(slope.abs()))
            ),
            trend.p,
            trend.months.len(),
            trend.activity
        )?;
    }
    show::rest(out, report.trends.len(), rows, "trends")
}
