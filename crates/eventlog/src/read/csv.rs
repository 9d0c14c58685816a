//! CSV: one row an event, the columns named by a [`Mapping`].

use std::io::Read;

use csv::{ErrorKind, ReaderBuilder, StringRecord};

use super::error::{Item, Position, ReadError, Reason, clip};
use super::roles::{Mapping, Use, assign, timestamp};
use super::source::Source;
use super::xes::is_midnight;
use super::{Import, Options, Refusals};
use crate::START;
use crate::builder::Builder;
use crate::column::Value;

/// Reads a CSV log, plain or gzip.
///
/// Times may be RFC 3339, `YYYY-MM-DD HH:MM[:SS[.fff]]`, a date alone (with `-` or `/`), seconds or milliseconds since
/// 1970, or whatever [`Options::parse_timestamp`] reads. Day-first dates are refused because they are ambiguous.
///
/// ```
/// let csv = "پرونده;فعالیت;زمان;منطقه\n1;ثبت;2026-11-22 08:00;3\n1;صدور;فردا;3\n";
/// let import = eventlog::read_csv(csv.as_bytes(), &eventlog::read::Mapping::default(), eventlog::Options::default())?;
/// assert_eq!(import.log.event_count(), 1);
/// assert_eq!(import.refused[0].at.line, 3);
/// # Ok::<(), eventlog::ReadError>(())
/// ```
pub fn read_csv<'a>(
    reader: impl Read + 'a,
    mapping: &Mapping,
    mut options: Options<'a>,
) -> Result<Import, ReadError> {
    let source = Source::open(reader, &mut options)?;
    read_source(source, mapping, &options)
}

pub(crate) fn read_source(
    mut source: Source<'_>,
    mapping: &Mapping,
    options: &Options<'_>,
) -> Result<Import, ReadError> {
    let delimiter = match mapping.delimiter {
        Some(delimiter) => delimiter,
        None => find_delimiter(source.peek()?),
    };
    source.mark();
    let mut csv = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(64 << 10)
        .from_reader(source);
    let mut record = StringRecord::new();
    if !next(&mut csv, &mut record)? {
        return Err(ReadError::Empty);
    }
    let mut builder = Builder::new(options.max_attributes);
    let mut refused = Refusals::new(options.max_refused);
    let header: Vec<&str> = record.iter().collect();
    let uses = assign(&header, mapping, &mut builder, &mut refused)?;
    let expected = record.len();
    while next(&mut csv, &mut record)? {
        let at = place(record.position());
        if record.len() == expected {
            if let Err(reason) = take_row(&record, &uses, &mut builder, options) {
                builder.roll_back(builder.next_row());
                refused.add(at, Item::Row, reason);
            }
        } else {
            let found = record.len();
            refused.add(at, Item::Row, Reason::FieldCount { found, expected });
        }
        if builder.next_row() >= u32::MAX as usize - 1 {
            return Err(ReadError::TooManyEvents { at });
        }
    }
    let log = &mut builder.log;
    for column in log.event_attributes.columns_mut() {
        column.infer();
    }
    for column in log.case_attributes.columns_mut() {
        column.infer();
    }
    Ok(Import {
        log: builder.finish(),
        refused: refused.list,
        refused_count: refused.count,
        merged_traces: 0,
        noticed: Vec::new(),
        noticed_count: 0,
    })
}

/// Reads the next row; `false` at the end.
fn next(csv: &mut csv::Reader<Source<'_>>, record: &mut StringRecord) -> Result<bool, ReadError> {
    csv.get_mut().mark();
    let from = place(Some(csv.position()));
    csv.read_record(record).map_err(|error| {
        let at = error.position().map_or(from, |at| place(Some(at)));
        let guess = "Windows-1256 (Excel: save as «CSV UTF-8»)";
        match error.into_kind() {
            ErrorKind::Io(error) => match csv.get_mut().error(error) {
                ReadError::TooLong { limit, .. } => ReadError::TooLong { at: from, limit },
                other => other,
            },
            ErrorKind::Utf8 { .. } => ReadError::Encoding { at, guess },
            other => ReadError::Csv {
                at,
                why: format!("{other:?}"),
            },
        }
    })
}

fn place(position: Option<&csv::Position>) -> Position {
    position.map_or_else(Position::default, |at| Position {
        line: at.line(),
        byte: at.byte(),
    })
}

/// The delimiter that stands most often in the first line outside quotation marks: comma, semicolon, tab or bar.
fn find_delimiter(head: &[u8]) -> u8 {
    let (mut counts, mut quoted) = ([0_u32; 4], false);
    for &byte in head {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some(index) = b",;\t|".iter().position(|&known| known == byte) {
                    counts[index] += 1;
                }
            }
        }
    }
    let most = counts.into_iter().max().unwrap_or(0);
    let index = counts.iter().position(|&count| count == most).unwrap_or(0);
    b",;\t|"[index]
}

fn take_row(
    record: &StringRecord,
    uses: &[Use],
    builder: &mut Builder,
    options: &Options<'_>,
) -> Result<(), Reason> {
    let (mut case, mut activity, mut time) = (None, None, None);
    for (field, role) in record.iter().zip(uses) {
        let text = field.trim();
        if text.is_empty() {
            continue;
        }
        match *role {
            Use::Case => case = Some(text),
            Use::Activity => activity = Some(text),
            Use::Timestamp => time = Some(text),
            Use::Start => {
                let at =
                    timestamp(text, options).ok_or_else(|| Reason::BadTimestamp(clip(text)))?;
                if let Some(slot) = builder.event_slot(START) {
                    builder.put_event(slot, Value::Date(at));
                }
            }
            Use::EventAttribute(slot) => builder.put_event(slot, Value::Text(text)),
            Use::CaseAttribute(_) | Use::Nothing => {}
        }
    }
    let case = case.ok_or(Reason::NoCase { events: 1 })?;
    let activity = activity.ok_or(Reason::NoActivity)?;
    let text = time.ok_or(Reason::NoTimestamp)?;
    let time = timestamp(text, options).ok_or_else(|| Reason::BadTimestamp(clip(text)))?;
    let activity = builder.log.activities.intern(activity);
    if is_midnight(text) {
        builder.at_midnight();
    }
    builder.commit(activity, time);
    let (case, _) = builder.assign(case);
    for (field, role) in record.iter().zip(uses) {
        if let Use::CaseAttribute(slot) = *role
            && !field.trim().is_empty()
        {
            builder.put_case(case, slot, Value::Text(field.trim()));
        }
    }
    Ok(())
}
