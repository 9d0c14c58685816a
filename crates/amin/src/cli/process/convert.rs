//! `amin process convert IN OUT`: an event log from one format to another, by the endings of the names.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use eventlog::EventLog;
use eventlog::ocel::Ocel;
use eventlog::read::Format;
use eventlog::write::{
    Loss, WriteOptions, write_csv, write_ocel_json, write_ocel_sqlite, write_ocel_xml,
    write_parquet, write_xes,
};
use serde_json::json;

use super::Failure;
use super::input::{Either, either, flattened};
use super::log_args::{LogArgs, mapping, options};
use super::show;

#[derive(Debug, Args)]
pub(super) struct ConvertArgs {
    #[command(flatten)]
    pub(super) log: LogArgs,
    /// The file to write; its ending tells the format: .xes, .csv, .parquet, .ocel.json (.jsonocel, .json), .ocel.xml (.xmlocel, .xml) or
    /// .sqlite, all but Parquet and SQLite with .gz too. There must be no such file yet.
    #[arg(value_name = "OUT")]
    pub(super) to: PathBuf,
    /// Type of the objects that the cases of a flat log become.
    #[arg(long, value_name = "NAME", default_value = "case")]
    pub(super) case_type: String,
}

/// Converts the log and says what was read, what was written and what could not be.
pub(super) fn run(
    args: &ConvertArgs,
    out: &mut impl Write,
    err: &mut impl Write,
) -> Result<(), Failure> {
    let name = args.to.file_name().unwrap_or_default().to_string_lossy();
    let wrong = |why: String| Failure::Input(format!("{}: {why}", args.to.display()));
    let Some((format, gzip)) = Format::of_name(&name) else {
        let why = "its ending tells no format; end it in .xes, .csv, .parquet, .ocel.json, .ocel.xml or .sqlite";
        return Err(wrong(why.to_owned()));
    };
    if gzip && matches!(format, Format::Parquet | Format::OcelSqlite) {
        let why = "Parquet and SQLite are not packed with gzip; leave .gz out of the name";
        return Err(wrong(why.to_owned()));
    }
    let read = either(&args.log.file, &mapping(&args.log), options(&args.log))
        .map_err(|why| Failure::Input(format!("{}: {why}", args.log.file.display())))?;
    let write = WriteOptions {
        offset: args.log.offset,
        gzip,
    };
    let flat = |opened| {
        flattened(opened, args.log.object_type.as_deref())
            .map_err(|why| Failure::Input(format!("{}: {why}", args.log.file.display())))
    };
    let to = Target::new(&args.to).map_err(wrong)?;
    let (counts, losses) = if format.is_object_centric() {
        let ocel = match read {
            Either::Objects(opened) if args.log.object_type.is_none() => opened,
            other => {
                let opened = match other {
                    Either::Objects(opened) => flat(opened)?,
                    Either::Flat(opened) => opened,
                };
                let case_type = args.log.object_type.as_ref().unwrap_or(&args.case_type);
                opened.map(|log| Ocel::lift(&log, case_type))
            }
        };
        ocel.tell("amin process", err);
        let written = to.fill(|file| write_objects(&ocel.log, format, write, file));
        let log = &ocel.log;
        let counts = json!({"events": log.event_count(), "objects": log.object_count(),
            "relations": log.event_objects().len() + log.object_objects().len(),
            "refused": ocel.refused, "notes": ocel.notes});
        (counts, written.map_err(wrong)?)
    } else {
        let opened = match read {
            Either::Flat(opened) => opened,
            Either::Objects(opened) => flat(opened)?,
        };
        opened.tell("amin process", err);
        let written = to.fill(|file| write_flat(&opened.log, format, write, file));
        let counts = json!({"events": opened.log.event_count(), "cases": opened.log.case_count(),
            "refused": opened.refused, "notes": opened.notes});
        (counts, written.map_err(wrong)?)
    };
    let losses: Vec<String> = losses.iter().map(ToString::to_string).collect();
    for loss in &losses {
        // When standard error is closed there is nobody left to tell.
        let _ = writeln!(err, "amin process: {loss}");
    }
    if args.log.json {
        let mut answer = counts;
        answer["losses"] = losses.into();
        show::json(out, &answer)?;
        return Ok(());
    }
    for what in ["cases", "objects", "relations", "events"] {
        if let Some(count) = counts.get(what) {
            writeln!(out, "{what:<18}{count:>12}")?;
        }
    }
    Ok(())
}

fn write_flat(
    log: &EventLog,
    format: Format,
    options: WriteOptions,
    file: &mut BufWriter<File>,
) -> Result<Vec<Loss>, String> {
    let done = match format {
        Format::Csv => write_csv(log, file, options),
        Format::Parquet => write_parquet(log, file),
        _ => write_xes(log, file, options),
    };
    done.map_err(|error| error.to_string())
}

fn write_objects(
    ocel: &Ocel,
    format: Format,
    options: WriteOptions,
    file: &mut BufWriter<File>,
) -> Result<Vec<Loss>, String> {
    match format {
        Format::OcelSqlite => write_ocel_sqlite(ocel, file, options)
            .map(|()| Vec::new())
            .map_err(|error| error.to_string()),
        Format::OcelXml => write_ocel_xml(ocel, file, options).map_err(|error| error.to_string()),
        _ => write_ocel_json(ocel, file, options)
            .map(|()| Vec::new())
            .map_err(|error| error.to_string()),
    }
}

/// A file that stays only when it was written whole.
struct Target<'p> {
    path: &'p Path,
    file: BufWriter<File>,
}

impl<'p> Target<'p> {
    fn new(path: &'p Path) -> Result<Self, String> {
        let file = File::create_new(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => {
                "there is such a file already; name another, or remove it".to_owned()
            }
            std::io::ErrorKind::NotFound => "there is no such directory; check the path".to_owned(),
            _ => format!("it cannot be written: {error}"),
        })?;
        Ok(Self {
            path,
            file: BufWriter::new(file),
        })
    }

    fn fill<T>(
        mut self,
        body: impl FnOnce(&mut BufWriter<File>) -> Result<T, String>,
    ) -> Result<T, String> {
        let done = body(&mut self.file)
            .and_then(|done| self.file.flush().map(|()| done).map_err(|e| e.to_string()));
        if done.is_err() {
            // What is half written misleads; if it cannot be removed, the message says enough.
            let _ = std::fs::remove_file(self.path);
        }
        done
    }
}
