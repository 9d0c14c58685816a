//! `amin process summary|dfg|variants|times FILE`: figures of an event log, as a table or as JSON.

use std::fs::File;
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use eventlog::measure::{self, TimeOptions};
use eventlog::read::Mapping;
use eventlog::{Import, Options, report};
use serde::Serialize;

/// Lines of a table that is meant for people; `--json` and `--all` give everything.
const TABLE_ROWS: usize = 30;

/// Figures of an event log (XES or CSV, plain or gzip).
#[derive(Debug, Args)]
pub struct ProcessArgs {
    #[command(subcommand)]
    command: ProcessCommand,
}

#[derive(Debug, Subcommand)]
enum ProcessCommand {
    /// Cases, events, activities, variants, resources and how long cases take.
    Summary(LogArgs),
    /// Which activity comes right after which, how often and how much later.
    Dfg(LogArgs),
    /// The different sequences of activities and how many cases follow each.
    Variants(LogArgs),
    /// Times of cases and activities, share of waiting, month by month.
    Times(LogArgs),
}

#[derive(Debug, Args)]
struct LogArgs {
    /// The event log: .xes, .xes.gz, .csv or .csv.gz; the format is told by its content.
    file: PathBuf,
    /// CSV column of the case.
    #[arg(long, value_name = "COLUMN")]
    case: Option<String>,
    /// CSV column of the activity.
    #[arg(long, value_name = "COLUMN")]
    activity: Option<String>,
    /// CSV column of the time.
    #[arg(long, value_name = "COLUMN")]
    timestamp: Option<String>,
    /// CSV column of who did it.
    #[arg(long, value_name = "COLUMN")]
    resource: Option<String>,
    /// CSV column of the time when the work of an event began.
    #[arg(long, value_name = "COLUMN")]
    start: Option<String>,
    /// Offset from UTC of Gregorian times written without one, like +03:30. Solar Hijri times are always Iran's.
    #[arg(long, value_name = "±HH:MM", default_value = "+00:00", value_parser = parse_offset, allow_hyphen_values = true)]
    offset: i32,
    /// Calendar of the months that `times` shows.
    #[arg(long, value_enum, default_value_t = Calendar::Gregorian)]
    calendar: Calendar,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Print every row of a table.
    #[arg(long)]
    all: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Calendar {
    /// Gregorian months in UTC.
    Gregorian,
    /// Solar Hijri months in Iran's time.
    Solar,
}

/// Runs the command. Exit status 0 when done, 2 when the file cannot be read; then one line on standard error says what, where
/// and how to mend it. What was left out of the log is counted on standard error, and does not change the status.
pub fn run(args: &ProcessArgs) -> ExitCode {
    let (stdout, stderr) = (std::io::stdout().lock(), std::io::stderr().lock());
    ExitCode::from(execute(&args.command, BufWriter::new(stdout), stderr))
}

fn execute(command: &ProcessCommand, mut out: impl Write, mut err: impl Write) -> u8 {
    let (ProcessCommand::Summary(log_args)
    | ProcessCommand::Dfg(log_args)
    | ProcessCommand::Variants(log_args)
    | ProcessCommand::Times(log_args)) = command;
    let import = match load(log_args) {
        Ok(import) => import,
        Err(why) => {
            // When standard error is closed there is nobody left to tell.
            let _ = writeln!(err, "amin process: {}: {why}", log_args.file.display());
            return 2;
        }
    };
    if let Some(first) = import.refused.first() {
        let count = import.refused_count;
        let _ = writeln!(
            err,
            "amin process: {count} left out of the log; the first: {first}"
        );
    }
    match print(command, log_args, &import, &mut out).and_then(|()| out.flush()) {
        Ok(()) => 0,
        // The reader of a pipe has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => 0,
        Err(error) => {
            let _ = writeln!(
                err,
                "amin process: standard output: {error}; is the disk full?"
            );
            2
        }
    }
}

fn load(args: &LogArgs) -> Result<Import, String> {
    let file = open(&args.file)?;
    let mapping = Mapping {
        case: args.case.clone(),
        activity: args.activity.clone(),
        timestamp: args.timestamp.clone(),
        resource: args.resource.clone(),
        start: args.start.clone(),
        ..Mapping::default()
    };
    let options = Options {
        assumed_offset: args.offset,
        parse_timestamp: Some(&iranian_timestamp),
        ..Options::default()
    };
    eventlog::read(file, &mapping, options).map_err(|error| error.to_string())
}

fn open(path: &Path) -> Result<File, String> {
    let file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => "there is no such file; check the path".to_owned(),
        ErrorKind::PermissionDenied => "it may not be read; check its permissions".to_owned(),
        _ => format!("it cannot be opened: {error}"),
    })?;
    match file.metadata() {
        Ok(metadata) if metadata.is_dir() => {
            Err("it is a directory; name the file inside".to_owned())
        }
        _ => Ok(file),
    }
}

/// A time as Iranian offices write it: a Solar Hijri date in any form that [`persian::Date`] reads, or a Gregorian one in
/// Persian digits, with or without `HH:MM[:SS]`, in Iran's time; gives microseconds UTC.
pub fn iranian_timestamp(text: &str) -> Option<i64> {
    let text = persian::to_ascii(text.trim());
    if let Some(at) = eventlog::parse_timestamp(&text, 12_600) {
        return Some(at);
    }
    let is_clock = |word: &&str| word.contains(':');
    let clock = text
        .split([' ', 'T', '\u{a0}', ',', '،'])
        .find(is_clock)
        .unwrap_or_default();
    let date = text
        .replacen(clock, "", usize::from(!clock.is_empty()))
        .replace(['T', ',', '،'], " ");
    let date: persian::Date = date.trim().parse().ok()?;
    let mut hands = clock.split(':');
    let mut hand = |last: u8| match hands.next() {
        None | Some("") => Some(0),
        Some(digits) => digits.parse::<u8>().ok().filter(|&value| value <= last),
    };
    let (hour, minute, second) = (hand(23)?, hand(59)?, hand(59)?);
    Some(persian::tehran_micros(date, hour, minute) + i64::from(second) * 1_000_000)
}

/// Seconds east of Greenwich of `±HH:MM`.
pub fn parse_offset(text: &str) -> Result<i32, String> {
    let at = eventlog::parse_timestamp(&format!("1970-01-02T00:00:00{text}"), 0)
        .ok_or_else(|| "write it like +03:30".to_owned())?;
    i32::try_from(86_400 - at / 1_000_000).map_err(|error| error.to_string())
}

fn print(
    command: &ProcessCommand,
    args: &LogArgs,
    import: &Import,
    out: &mut impl Write,
) -> std::io::Result<()> {
    let log = &import.log;
    let rows = if args.all { usize::MAX } else { TABLE_ROWS };
    match command {
        ProcessCommand::Summary(_) => {
            let report = report::summary(log);
            if args.json {
                return json(out, &report);
            }
            summary_table(out, &report)
        }
        ProcessCommand::Dfg(_) => {
            let report = report::dfg(log);
            if args.json {
                return json(out, &report);
            }
            dfg_table(out, &report, rows)
        }
        ProcessCommand::Variants(_) => {
            let report = report::variants(log);
            if args.json {
                return json(out, &report);
            }
            variants_table(out, &report, log.case_count(), rows)
        }
        ProcessCommand::Times(_) => {
            let times = measure::times(log, TimeOptions::default());
            let months = match args.calendar {
                Calendar::Gregorian => measure::months(log, &measure::gregorian_month, None),
                Calendar::Solar => measure::months(log, &solar_month, None),
            };
            let report = report::times_of(log, &times, &months);
            if args.json {
                return json(out, &report);
            }
            times_table(out, &report, rows)
        }
    }
}

fn solar_month(at: i64) -> (i64, u8) {
    let date = persian::tehran_date(at);
    (i64::from(date.year()), date.month())
}

fn json(out: &mut impl Write, report: &impl Serialize) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, report)?;
    writeln!(out)
}

fn summary_table(out: &mut impl Write, report: &report::Summary) -> std::io::Result<()> {
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
        writeln!(out, "{name:<18}{:>12}", duration(seconds))?;
    }
    Ok(())
}

fn dfg_table(out: &mut impl Write, report: &report::Dfg<'_>, rows: usize) -> std::io::Result<()> {
    writeln!(out, "{:>9}  {:>10}  edge", "count", "median")?;
    for edge in report.edges.iter().take(rows) {
        let median = duration(Some(edge.median_seconds));
        writeln!(
            out,
            "{:>9}  {median:>10}  {} → {}",
            edge.count, edge.from, edge.to
        )?;
    }
    rest(out, report.edges.len(), rows, "edges")?;
    for (title, counts) in [
        ("cases start with", &report.start_activities),
        ("cases end with", &report.end_activities),
    ] {
        writeln!(out, "\n{:>9}  {title}", "count")?;
        for count in counts.iter().take(rows) {
            writeln!(out, "{:>9}  {}", count.count, count.activity)?;
        }
        rest(out, counts.len(), rows, "activities")?;
    }
    Ok(())
}

fn variants_table(
    out: &mut impl Write,
    report: &report::Variants<'_>,
    cases: usize,
    rows: usize,
) -> std::io::Result<()> {
    writeln!(out, "{:>9}  {:>7}  sequence", "cases", "share")?;
    for variant in report.variants.iter().take(rows) {
        let share = 100.0 * variant.count as f64 / cases.max(1) as f64;
        let sequence = variant.activities.join(" → ");
        writeln!(out, "{:>9}  {share:>6.1}%  {sequence}", variant.count)?;
    }
    rest(out, report.variants.len(), rows, "variants")
}

fn times_table(
    out: &mut impl Write,
    report: &report::TimesReport<'_>,
    rows: usize,
) -> std::io::Result<()> {
    let spread = |spread: &report::Spread| {
        let columns = [
            spread.p50_seconds,
            spread.p80_seconds,
            spread.p95_seconds,
            spread.iqr_seconds,
        ];
        columns
            .map(|seconds| format!("{:>10}", duration(seconds)))
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
    rest(out, report.activities.len(), rows, "activities")?;
    writeln!(
        out,
        "\n{:>9}  {:>9}  {:>9}  {:>10}",
        "month", "started", "closed", "median"
    )?;
    for month in &report.months {
        let median = duration(month.median_seconds);
        writeln!(
            out,
            "{:>9}  {:>9}  {:>9}  {median:>10}",
            month.month, month.started, month.closed
        )?;
    }
    Ok(())
}

fn rest(out: &mut impl Write, all: usize, shown: usize, what: &str) -> std::io::Result<()> {
    match all.saturating_sub(shown) {
        0 => Ok(()),
        more => writeln!(out, "… and {more} more {what} (--all shows them)"),
    }
}

/// Seconds in the unit that people would use.
fn duration(seconds: Option<f64>) -> String {
    match seconds {
        None => "–".to_owned(),
        Some(seconds) if seconds >= 172_800.0 => format!("{:.2} days", seconds / 86_400.0),
        Some(seconds) if seconds >= 7_200.0 => format!("{:.1} h", seconds / 3_600.0),
        Some(seconds) if seconds >= 120.0 => format!("{:.1} min", seconds / 60.0),
        Some(seconds) => format!("{seconds:.1} s"),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Program {
        #[command(flatten)]
        process: ProcessArgs,
    }

    /// Exit status, standard output and standard error of `amin process ARGS… FILE` on a file with this content.
    fn amin_process(args: &[&str], content: &[u8]) -> (u8, String, String) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content).unwrap();
        let path = file.path().to_str().unwrap();
        let all = [&["process"], args, &[path]].concat();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let program = Program::try_parse_from(all).unwrap();
        let status = execute(&program.process.command, &mut out, &mut err);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (status, text(out), text(err))
    }

    const CSV: &str = "پرونده,فعالیت,زمان,کاربر\n\
        ۱,ثبت,۱۴۰۴/۰۵/۱۲ ۰۸:۰۰,الف\n\
        ۱,صدور,۱۴۰۴/۰۵/۱۳ ۰۸:۰۰,ب\n\
        ۲,ثبت,۱۴۰۴/۰۵/۱۴ ۰۸:۰۰:۳۰,الف\n\
        ۲,صدور,فردا,ب\n";

    #[test]
    fn json_keys_are_those_of_the_contract() {
        let (status, out, err) = amin_process(&["summary", "--json"], CSV.as_bytes());
        let value: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(status, 0);
        assert!(
            err.contains("1 left out") && err.contains("line 5") && err.contains("فردا"),
            "{err}"
        );
        assert_eq!(value["cases"], 2);
        assert_eq!(value["events"], 3);
        // 12 Mordad 1404 is 3 August 2025; Iran keeps +03:30 all year since 1402.
        assert_eq!(value["first"], "2025-08-03T04:30:00Z");
        assert_eq!(value["last"], "2025-08-05T04:30:30Z");
        assert_eq!(value["duration_seconds"]["median"], 43_200.0);
        let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
        assert_eq!(keys.len(), 8, "{keys:?}");

        let (_, out, _) = amin_process(&["dfg", "--json"], CSV.as_bytes());
        let value: serde_json::Value = serde_json::from_str(&out).unwrap();
        let edge = serde_json::json!({"from": "ثبت", "to": "صدور", "count": 1, "median_seconds": 86_400.0});
        assert_eq!(value["edges"], serde_json::json!([edge]));

        let (_, out, _) = amin_process(&["variants", "--json"], CSV.as_bytes());
        let value: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(
            value["variants"][0],
            serde_json::json!({"activities": ["ثبت", "صدور"], "count": 1})
        );

        let (_, out, _) = amin_process(&["times", "--json", "--calendar", "solar"], CSV.as_bytes());
        let value: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(value["months"][0]["month"], "1404-05");
        assert_eq!(value["waiting"]["method"], "hand_over_gaps");
        assert_eq!(value["waiting"]["share"], 1.0);
    }

    #[test]
    fn tables_name_every_figure() {
        for command in ["summary", "dfg", "variants", "times"] {
            let (status, out, _) = amin_process(&[command], CSV.as_bytes());
            assert_eq!(status, 0);
            assert!(out.lines().count() >= 2, "{out}");
        }
        let (_, out, _) = amin_process(&["summary"], CSV.as_bytes());
        assert!(out.contains("duration median         12.0 h"), "{out}");
    }

    #[test]
    fn bad_input_is_one_line_and_status_two() {
        let bad: [(&[u8], &str); 4] = [
            (b"", "empty"),
            (b"<log><trace>", "incomplete"),
            (b"a,b\n1,2\n", "the header has: a, b"),
            (&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1], "cut off"),
        ];
        for (content, word) in bad {
            let (status, out, err) = amin_process(&["summary"], content);
            assert_eq!(
                (status, out.as_str(), err.lines().count()),
                (2, "", 1),
                "{err}"
            );
            assert!(err.contains(word), "{err}");
        }
    }

    #[test]
    fn offsets_are_seconds_east() {
        assert_eq!(parse_offset("+03:30"), Ok(12_600));
        assert_eq!(parse_offset("-01:00"), Ok(-3_600));
        assert!(parse_offset("three").is_err());
    }

    #[test]
    fn iranian_times_are_read() {
        let at = Some(1_754_195_400_000_000);
        for text in [
            "1404/05/12 08:00",
            "۱۴۰۴/۵/۱۲ ۰۸:۰۰:۰۰",
            "1404-05-12T08:00",
            "08:00 1404/05/12",
            "۲۰۲۵-۰۸-۰۳ ۰۸:۰۰",
        ] {
            assert_eq!(iranian_timestamp(text), at, "{text}");
        }
        for text in ["1404/13/01", "1404/05/12 25:00", "12:00", "yesterday"] {
            assert_eq!(iranian_timestamp(text), None, "{text}");
        }
    }
}
