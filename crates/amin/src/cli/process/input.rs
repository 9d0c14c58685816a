//! Opens an event log of any format: the ending of its name tells which, or its beginning where the ending says nothing.

use std::path::Path;

use eventlog::ocel::{FlattenOptions, Ocel, OcelImport};
use eventlog::read::{
    Format, Mapping, read_ocel_json, read_ocel_sqlite, read_ocel_xml, read_parquet,
};
use eventlog::{EventLog, Options, read};

use super::log_args::open;

/// A log as it was opened, and what was not taken into it.
pub(crate) struct Opened<T> {
    pub(crate) log: T,
    /// How many parts were left out.
    pub(crate) refused: u64,
    /// The first of them, in words.
    pub(crate) first_refused: Option<String>,
    /// What flattening did, in words; empty when nothing was lost.
    pub(crate) notes: Vec<String>,
}

impl<T> Opened<T> {
    /// The same with another log.
    pub(super) fn map<U>(self, change: impl FnOnce(T) -> U) -> Opened<U> {
        Opened {
            log: change(self.log),
            refused: self.refused,
            first_refused: self.first_refused,
            notes: self.notes,
        }
    }

    /// Tells what was left out and what flattening did.
    pub(crate) fn tell(&self, who: &str, err: &mut impl std::io::Write) {
        // When standard error is closed there is nobody left to tell.
        if let Some(first) = &self.first_refused {
            let _ = writeln!(
                err,
                "{who}: {} left out of the log; the first: {first}",
                self.refused
            );
        }
        for note in &self.notes {
            let _ = writeln!(err, "{who}: {note}");
        }
    }
}

/// The log of a file as its format has it.
pub(crate) enum Either {
    /// Cases and events.
    Flat(Opened<EventLog>),
    /// Events of many objects.
    Objects(Opened<Ocel>),
}

/// Opens the file, or says in a sentence why it cannot be read.
pub(crate) fn either(
    path: &Path,
    mapping: &Mapping,
    options: Options<'_>,
) -> Result<Either, String> {
    let file = open(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let format = Format::of_name(&name).map(|(format, _)| format);
    let import = match format {
        Some(Format::OcelJson) => return objects(read_ocel_json(file, options)),
        Some(Format::OcelXml) => return objects(read_ocel_xml(file, options)),
        Some(Format::OcelSqlite) => return objects(read_ocel_sqlite(file, options)),
        Some(Format::Parquet) => read_parquet(file, mapping, options),
        // Content tells these apart more surely than names do.
        Some(Format::Xes | Format::Csv) | None => read(file, mapping, options),
    };
    let import = import.map_err(|error| error.to_string())?;
    // One of each kind, so that none is hidden behind many of another kind.
    let mut seen = Vec::new();
    let mut remarks = Vec::new();
    for noticed in &import.noticed {
        let kind = std::mem::discriminant(&noticed.what);
        if !seen.contains(&kind) {
            seen.push(kind);
            let same = import
                .noticed
                .iter()
                .filter(|other| std::mem::discriminant(&other.what) == kind)
                .count();
            remarks.push(match same {
                1 => noticed.to_string(),
                more => format!("{noticed} ({more} remarks like this one)"),
            });
        }
    }
    Ok(Either::Flat(Opened {
        first_refused: import.refused.first().map(ToString::to_string),
        refused: import.refused_count,
        log: import.log,
        notes: remarks,
    }))
}

fn objects(import: Result<OcelImport, eventlog::ocel::OcelError>) -> Result<Either, String> {
    let import = import.map_err(|error| error.to_string())?;
    Ok(Either::Objects(Opened {
        first_refused: import.refused.first().map(ToString::to_string),
        refused: import.refused_count,
        log: import.ocel,
        notes: Vec::new(),
    }))
}

/// Opens the file as a flat log: objects of `object_type` are the cases of an object-centric one.
pub(crate) fn flat(
    path: &Path,
    mapping: &Mapping,
    options: Options<'_>,
    object_type: Option<&str>,
) -> Result<Opened<EventLog>, String> {
    match either(path, mapping, options)? {
        Either::Flat(opened) => Ok(opened),
        Either::Objects(opened) => flattened(opened, object_type),
    }
}

/// An object-centric log as a flat one.
pub(crate) fn flattened(
    opened: Opened<Ocel>,
    object_type: Option<&str>,
) -> Result<Opened<EventLog>, String> {
    let options = FlattenOptions {
        object_type,
        without_ids: false,
    };
    let flat = opened.log.flatten(options).map_err(|error| {
        let wish = " with --object-type";
        error.to_string() + if object_type.is_none() { wish } else { "" }
    })?;
    let empty = flat.log.cases().filter(std::ops::Range::is_empty).count();
    let mut notes = opened.notes;
    for (count, what) in [
        (
            flat.left_out,
            "events concern no object of the type and are left out",
        ),
        (
            flat.repeated,
            "more events than the log has, since an event is in the case of each of its objects",
        ),
        (
            flat.later_values,
            "later values of objects are left out; a case has the first of each",
        ),
        (
            empty,
            "objects have no event; they are cases without events",
        ),
    ] {
        if count > 0 {
            notes.push(format!("cases are «{}»: {count} {what}", flat.object_type));
        }
    }
    Ok(Opened {
        log: flat.log,
        refused: opened.refused,
        first_refused: opened.first_refused,
        notes,
    })
}
