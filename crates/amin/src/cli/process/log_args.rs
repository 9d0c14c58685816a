//! The options that name an event log and say how to read it, and the reading.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use eventlog::filter::{Filter, FilterError, ParseOptions, parse};
use eventlog::read::Mapping;
use eventlog::{EventLog, Options};

use super::input::{self, Opened};
use super::show::TABLE_ROWS;

#[derive(Debug, Args)]
pub(crate) struct LogArgs {
    /// The event log: .xes, .csv, .parquet, .ocel.json (.jsonocel, .json), .ocel.xml (.xmlocel, .xml) or .sqlite; all but Parquet may be
    /// packed (.gz). XES and CSV are told by their content.
    pub(crate) file: PathBuf,
    /// Type of the objects of an object-centric log that are the cases.
    #[arg(long, value_name = "TYPE")]
    pub(crate) object_type: Option<String>,
    /// Column (CSV, Parquet) of the case.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) case: Option<String>,
    /// Column of the activity.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) activity: Option<String>,
    /// Column of the time.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) timestamp: Option<String>,
    /// Column of who did it.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) resource: Option<String>,
    /// Column of the time when the work of an event began.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) start: Option<String>,
    /// Classifier of an XES log whose classes are the activities; the name of each event unless told otherwise.
    #[arg(long, value_name = "NAME")]
    pub(crate) classifier: Option<String>,
    /// Offset from UTC of Gregorian times written without one, like +03:30. Solar Hijri times are always Iran's.
    #[arg(long, value_name = "±HH:MM", default_value = "+00:00", value_parser = parse_offset, allow_hyphen_values = true)]
    pub(crate) offset: i32,
    /// Calendar of months, weeks and days off: Gregorian, with Saturday and Sunday off, or Iran's official one.
    #[arg(long, value_enum, default_value_t = Calendar::Gregorian)]
    pub(crate) calendar: Calendar,
    /// Only the cases, and with keep the events, of which this holds, such as: channel = Internet and has "T06" and not duration > 10d
    #[arg(long = "where", value_name = "FILTER")]
    pub(crate) filter: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// Print every row of a table.
    #[arg(long)]
    pub(crate) all: bool,
}

impl LogArgs {
    /// How many rows of a table are shown.
    pub(crate) fn rows(&self) -> usize {
        if self.all { usize::MAX } else { TABLE_ROWS }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Calendar {
    /// Gregorian months and weeks in UTC.
    Gregorian,
    /// Solar Hijri months and weeks in Iran's time.
    Solar,
}

/// Reads the log that the options name and takes the part that `--where` asks for, or says in a sentence why that cannot be done.
pub(crate) fn load(args: &LogArgs) -> Result<Opened<EventLog>, String> {
    let filter = filter(args).map_err(|why| format!("--where: {why}"))?;
    let object_type = args.object_type.as_deref();
    let mut opened = input::flat(&args.file, &mapping(args), options(args), object_type)?;
    if let Some(name) = &args.classifier {
        opened.log = opened
            .log
            .classified(name)
            .map_err(|why| format!("--classifier: {why}"))?;
    }
    if let Some(filter) = filter {
        filter
            .check(&opened.log)
            .map_err(|why| format!("--where: {why}"))?;
        opened.log = filter.apply(&opened.log).log;
    }
    Ok(opened)
}

/// The columns that the options name.
pub(super) fn mapping(args: &LogArgs) -> Mapping {
    Mapping {
        case: args.case.clone(),
        activity: args.activity.clone(),
        timestamp: args.timestamp.clone(),
        resource: args.resource.clone(),
        start: args.start.clone(),
        ..Mapping::default()
    }
}

/// How times are read.
pub(super) fn options(args: &LogArgs) -> Options<'static> {
    Options {
        assumed_offset: args.offset,
        parse_timestamp: Some(&iranian_timestamp),
        ..Options::default()
    }
}

fn filter(args: &LogArgs) -> Result<Option<Filter>, FilterError> {
    let options = ParseOptions {
        offset: args.offset,
        parse_timestamp: Some(&iranian_timestamp),
    };
    args.filter
        .as_deref()
        .map(|text| parse(text, options))
        .transpose()
}

/// Opens a file, or says in a sentence why it cannot be opened.
pub(crate) fn open(path: &Path) -> Result<File, String> {
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
