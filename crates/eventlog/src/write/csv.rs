//! CSV out: one row an event, in pm4py's names of columns.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::loss::Loss;
use super::table::{Field, Table};
use super::{WriteOptions, packed};
use crate::column::{Column, Kind, MISSING_ID, Value, inferred_kind};
use crate::log::EventLog;
use crate::to_rfc3339_at;

/// Writes a CSV log with commas, in UTF-8: `case:concept:name`, `concept:name`, `time:timestamp`, then the attributes of
/// events, then those of cases under `case:`, repeated in every row of the case.
///
/// CSV has no kinds: a column of texts that are all numbers reads back as numbers, and so on; each is told as [`Loss`].
///
/// ```
/// use eventlog::write::{Loss, WriteOptions, write_csv};
/// use eventlog::{Options, read_xes};
///
/// let xes = r#"<log><trace><string key="concept:name" value="1"/><string key="zone" value="3"/><event>
///   <string key="concept:name" value="register"/><date key="time:timestamp" value="2026-11-22T08:00:00+03:30"/></event></trace></log>"#;
/// let log = read_xes(xes.as_bytes(), Options::default())?.log;
/// let mut file = Vec::new();
/// let losses = write_csv(&log, &mut file, WriteOptions { offset: 12_600, ..WriteOptions::default() })?;
/// assert_eq!(String::from_utf8(file)?, "case:concept:name,concept:name,time:timestamp,case:zone\n1,register,2026-11-22T08:00:00+03:30,3\n");
/// assert!(losses[0].to_string().starts_with("«case:zone» holds text, which read back as whole numbers"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_csv(log: &EventLog, out: impl Write, options: WriteOptions) -> io::Result<Vec<Loss>> {
    let table = Table::new(log);
    let mut losses = table.losses.clone();
    for field in &table.fields {
        kinds_and_blanks(field, &mut losses);
    }
    blanks("case:concept:name", log.case_ids.iter(), &mut losses);
    blanks("concept:name", log.activities.iter(), &mut losses);
    packed(out, options.gzip, |out| {
        let mut line = String::new();
        for (index, name) in table.names().enumerate() {
            if index > 0 {
                line.push(',');
            }
            // Any usual delimiter is quoted here: readers find the delimiter by counting them in this line.
            quote(&mut line, name, |byte| b",;\t|\"\r\n".contains(&byte));
        }
        line.push('\n');
        out.write_all(line.as_bytes())?;
        line.clear();
        let plain = |byte: u8| b",\"\r\n".contains(&byte);
        for (case, rows) in log.cases().enumerate() {
            let name = u32::try_from(case).map_or("", |case| log.case_ids.get(case));
            for row in rows {
                quote(&mut line, name, plain);
                line.push(',');
                quote(&mut line, log.activities.get(log.activity[row]), plain);
                line.push(',');
                line.push_str(&to_rfc3339_at(log.time[row], options.offset));
                for field in &table.fields {
                    line.push(',');
                    let row = if field.of_case { case } else { row };
                    match field.column.get(row) {
                        None => {}
                        Some(Value::Text(text)) => quote(&mut line, text, plain),
                        Some(Value::Date(at)) => line.push_str(&to_rfc3339_at(at, options.offset)),
                        // With its point, so that a column of whole numbers stays one of numbers.
                        Some(Value::Float(number)) => {
                            let _ = write!(line, "{number:?}");
                        }
                        Some(other) => {
                            let _ = write!(line, "{other}");
                        }
                    }
                }
                line.push('\n');
                if line.len() > 64 << 10 {
                    out.write_all(line.as_bytes())?;
                    line.clear();
                }
            }
        }
        out.write_all(line.as_bytes())
    })?;
    Ok(losses)
}

fn quote(line: &mut String, text: &str, needs: impl Fn(u8) -> bool) {
    if text.bytes().any(needs) {
        line.push('"');
        line.push_str(&text.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(text);
    }
}

/// What a reader of the written texts makes of them.
fn kinds_and_blanks(field: &Field<'_>, losses: &mut Vec<Loss>) {
    let kind = field.column.kind();
    let reads_as = match field.column {
        Column::Text(column) => {
            let mut used = vec![false; column.names.len()];
            for &id in column.ids.iter().filter(|&&id| id != MISSING_ID) {
                used[id as usize] = true;
            }
            let texts = column
                .names
                .iter()
                .zip(used.iter().copied())
                .filter(|&(_, used)| used)
                .map(|(text, _)| text.trim())
                .filter(|text| !text.is_empty());
            let rows = column.ids.iter().filter(|&&id| id != MISSING_ID);
            blanks(&field.name, rows.map(|&id| column.names.get(id)), losses);
            if texts.clone().next().is_none() {
                Kind::Text
            } else {
                inferred_kind(&texts)
            }
        }
        Column::Float(rows) if rows.iter().any(|number| number.is_infinite()) => Kind::Text,
        _ => kind,
    };
    if kind != reads_as {
        losses.push(Loss::Kind {
            key: field.name.clone(),
            kind,
            reads_as,
        });
    }
}

fn blanks<'a>(key: &str, texts: impl Iterator<Item = &'a str>, losses: &mut Vec<Loss>) {
    let count = texts
        .filter(|text| text.trim().len() != text.len() || text.is_empty())
        .count();
    if count > 0 {
        losses.push(Loss::Blanks {
            key: key.to_owned(),
            count,
        });
    }
}
