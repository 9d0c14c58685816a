//! XES (IEEE 1849-2016) out.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::text::escape;
use super::{Loss, WriteOptions, packed};
use crate::column::{Attributes, Column, Value};
use crate::log::EventLog;
use crate::to_rfc3339_at;

/// Bytes that are gathered before they are given on.
const BLOCK: usize = 64 << 10;
/// The extensions that explain the keys every log has.
const STANDARD: [(&str, &str, &str); 4] = [
    (
        "Concept",
        "concept",
        "http://www.xes-standard.org/concept.xesext",
    ),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    (
        "Organizational",
        "org",
        "http://www.xes-standard.org/org.xesext",
    ),
    (
        "Lifecycle",
        "lifecycle",
        "http://www.xes-standard.org/lifecycle.xesext",
    ),
];

/// Writes an XES log. What is missing is left out; no defaults are declared.
///
/// ```
/// use eventlog::write::{WriteOptions, write_xes};
/// use eventlog::{Options, read::Mapping, read_csv, read_xes};
///
/// let log = read_csv("case,activity,time,fee\n1,register,2026-11-22T08:00:00Z,120\n".as_bytes(), &Mapping::default(), Options::default())?.log;
/// let mut file = Vec::new();
/// let losses = write_xes(&log, &mut file, WriteOptions::default())?;
/// assert!(losses.is_empty());
/// assert!(String::from_utf8(file.clone())?.contains(r#"<int key="fee" value="120"/>"#));
/// assert_eq!(read_xes(&file[..], Options::default())?.log.event_count(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_xes(log: &EventLog, out: impl Write, options: WriteOptions) -> io::Result<Vec<Loss>> {
    let mut losses = Vec::new();
    let replaced = packed(out, options.gzip, |out| {
        let mut file = File {
            out,
            text: String::with_capacity(BLOCK * 2),
            replaced: 0,
            offset: options.offset,
        };
        file.head(log);
        let events = prepare(
            &log.event_attributes,
            &["concept:name", "time:timestamp"],
            &mut losses,
        );
        let cases = prepare(&log.case_attributes, &["concept:name"], &mut losses);
        let names: Vec<String> = log
            .activities
            .iter()
            .map(|name| {
                let mut text = String::new();
                file.replaced += escape(&mut text, name);
                text
            })
            .collect();
        for (case, rows) in log.cases().enumerate() {
            file.text
                .push_str("  <trace>\n    <string key=\"concept:name\" value=\"");
            let name = u32::try_from(case).map_or("", |case| log.case_ids.get(case));
            file.escaped(name);
            file.text.push_str("\"/>\n");
            file.values(&cases, case, "    ");
            for row in rows {
                file.text
                    .push_str("    <event>\n      <string key=\"concept:name\" value=\"");
                file.text.push_str(&names[log.activity[row] as usize]);
                file.text
                    .push_str("\"/>\n      <date key=\"time:timestamp\" value=\"");
                file.text
                    .push_str(&to_rfc3339_at(log.time[row], options.offset));
                file.text.push_str("\"/>\n");
                file.values(&events, row, "      ");
                file.text.push_str("    </event>\n");
                file.give(BLOCK)?;
            }
            file.text.push_str("  </trace>\n");
        }
        file.text.push_str("</log>\n");
        file.give(0)?;
        Ok(file.replaced)
    })?;
    if replaced > 0 {
        losses.push(Loss::Characters { count: replaced });
    }
    Ok(losses)
}

/// A column and the beginning of its tag.
struct Tagged<'a> {
    open: String,
    column: &'a Column,
}

/// Keys that the format uses itself are written under another name.
fn prepare<'a>(
    attributes: &'a Attributes,
    reserved: &[&str],
    losses: &mut Vec<Loss>,
) -> Vec<Tagged<'a>> {
    let tagged = attributes.iter().map(|(key, column)| {
        let tag = match column {
            Column::Text(_) => "string",
            Column::Integer(_) => "int",
            Column::Float(_) => "float",
            Column::Boolean(_) => "boolean",
            Column::Date(_) => "date",
        };
        let mut open = format!("<{tag} key=\"");
        if reserved.contains(&key) {
            let written = format!("attribute:{key}");
            escape(&mut open, &written);
            losses.push(Loss::Renamed {
                key: key.to_owned(),
                written,
            });
        } else {
            escape(&mut open, key);
        }
        open.push_str("\" value=\"");
        Tagged { open, column }
    });
    tagged.collect()
}

struct File<'o> {
    out: &'o mut dyn Write,
    text: String,
    replaced: u64,
    offset: i32,
}

impl File<'_> {
    fn escaped(&mut self, text: &str) {
        self.replaced += escape(&mut self.text, text);
    }

    /// Gives the text on once there are more than `limit` bytes of it.
    fn give(&mut self, limit: usize) -> io::Result<()> {
        if self.text.len() > limit {
            self.out.write_all(self.text.as_bytes())?;
            self.text.clear();
        }
        Ok(())
    }

    fn head(&mut self, log: &EventLog) {
        self.text.push_str(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <log xes.version=\"1849.2016\" xes.features=\"\" xmlns=\"http://www.xes-standard.org/\">\n",
        );
        for extension in &log.extensions {
            self.tag(
                "extension",
                &[
                    ("name", &extension.name),
                    ("prefix", &extension.prefix),
                    ("uri", &extension.uri),
                ],
            );
        }
        for (name, prefix, uri) in STANDARD {
            let declared = log.extensions.iter().any(|known| known.prefix == prefix);
            let key = |key: &str| {
                key.split_once(':')
                    .is_some_and(|(before, _)| before == prefix)
            };
            let used = matches!(prefix, "concept" | "time")
                || log.event_attributes.iter().any(|(name, _)| key(name));
            if used && !declared {
                self.tag(
                    "extension",
                    &[("name", name), ("prefix", prefix), ("uri", uri)],
                );
            }
        }
        for classifier in &log.classifiers {
            let fields = [("name", &*classifier.name), ("keys", &*classifier.keys)];
            self.tag("classifier", &fields);
        }
        for (key, value) in &log.log_attributes {
            self.tag("string", &[("key", key), ("value", value)]);
        }
    }

    fn tag(&mut self, name: &str, fields: &[(&str, &str)]) {
        self.text.push_str("  <");
        self.text.push_str(name);
        for (field, value) in fields {
            self.text.push(' ');
            self.text.push_str(field);
            self.text.push_str("=\"");
            self.escaped(value);
            self.text.push('"');
        }
        self.text.push_str("/>\n");
    }

    fn values(&mut self, columns: &[Tagged<'_>], row: usize, indent: &str) {
        for tagged in columns {
            let Some(value) = tagged.column.get(row) else {
                continue;
            };
            self.text.push_str(indent);
            self.text.push_str(&tagged.open);
            match value {
                Value::Text(text) => self.escaped(text),
                Value::Date(at) => self.text.push_str(&to_rfc3339_at(at, self.offset)),
                // The words of XML Schema.
                Value::Float(number) if number.is_infinite() => {
                    self.text
                        .push_str(if number > 0.0 { "INF" } else { "-INF" });
                }
                other => {
                    let _ = write!(self.text, "{other}");
                }
            }
            self.text.push_str("\"/>\n");
        }
    }
}
