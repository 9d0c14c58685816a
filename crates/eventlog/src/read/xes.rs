//! XES (IEEE 1849-2016 and the older 1.0), streamed.
//!
//! Nested attributes are read at their top level; their children are passed over. `list` and `container` attributes
//! have no value of their own and are passed over whole. An unnamed trace is refused; traces that share a name are one case.

use quick_xml::Reader;
use quick_xml::errors::IllFormedError;
use quick_xml::events::{BytesStart, Event};

use super::error::{Item, Position, ReadError, Reason, clip};
use super::source::Source;
use super::tag;
use super::{Import, Options, Refusals};
use crate::builder::Builder;
use crate::column::{MISSING_NUMBER, Value};
use crate::log::{Classifier, Extension};

const MAX_DEPTH: u32 = 256;

/// Reads an XES log, plain or gzip.
///
/// ```
/// let xes = r#"<log><trace><string key="concept:name" value="permit 1"/>
///   <event><string key="concept:name" value="register"/><date key="time:timestamp" value="2026-11-22T08:00:00+03:30"/></event>
///   <event><string key="concept:name" value="decide"/></event>
/// </trace></log>"#;
/// let import = eventlog::read_xes(xes.as_bytes(), eventlog::Options::default())?;
/// assert_eq!(import.log.event_count(), 1);
/// assert_eq!(import.refused[0].to_string(), "line 3 (byte 185): event left out: it has no timestamp");
/// # Ok::<(), eventlog::ReadError>(())
/// ```
pub fn read_xes<'a>(
    reader: impl std::io::Read + 'a,
    mut options: Options<'a>,
) -> Result<Import, ReadError> {
    let source = Source::open(reader, &mut options)?;
    read_source(source, &options)
}

pub(crate) fn read_source(source: Source<'_>, options: &Options<'_>) -> Result<Import, ReadError> {
    let mut xml = Reader::from_reader(source);
    xml.config_mut().trim_text_start = true;
    let mut state = State::new(options);
    let mut buffer = Vec::with_capacity(4096);
    loop {
        buffer.clear();
        xml.get_mut().mark();
        let event = match xml.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(error) => return Err(fatal(&error, &mut xml, state.inside)),
        };
        let step = match event {
            Event::Start(tag) => state.open(&tag, false, || xml.get_mut().position()),
            Event::Empty(tag) => state.open(&tag, true, || xml.get_mut().position()),
            Event::End(_) => state.close(|| xml.get_mut().position()),
            Event::Decl(declaration) => match declaration.encoding() {
                Some(Ok(name)) if !is_utf8(&name) => {
                    return Err(ReadError::DeclaredEncoding(clip(&name)));
                }
                _ => Ok(()),
            },
            Event::Text(_) | Event::CData(_) if state.inside == Inside::Prolog => {
                let found = "text".to_owned();
                let at = xml.get_mut().position();
                return Err(ReadError::NotALog { at, found });
            }
            Event::Eof => break,
            _ => Ok(()),
        };
        step?;
    }
    let at = xml.get_mut().position_now();
    match state.inside {
        Inside::Done => Ok(state.finish()),
        Inside::Prolog => Err(ReadError::Empty),
        inside => Err(ReadError::Truncated {
            at,
            inside: inside.name(),
        }),
    }
}

fn is_utf8(name: &str) -> bool {
    ["utf-8", "utf8", "us-ascii", "ascii"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

fn fatal(error: &quick_xml::Error, xml: &mut Reader<Source<'_>>, inside: Inside) -> ReadError {
    let at = xml.get_mut().position();
    match error {
        quick_xml::Error::Io(error) => xml.get_mut().shared_error(error),
        quick_xml::Error::Encoding(_) => ReadError::Encoding {
            at,
            guess: "Windows-1256 or Latin-1",
        },
        quick_xml::Error::Syntax(_)
        | quick_xml::Error::IllFormed(IllFormedError::MissingEndTag(_))
            if xml.get_mut().peek().is_ok_and(<[u8]>::is_empty) =>
        {
            let at = xml.get_mut().position_now();
            ReadError::Truncated {
                at,
                inside: inside.name(),
            }
        }
        other => ReadError::Xml {
            at,
            why: clip(&other.to_string()),
        },
    }
}

/// Which element of the format we are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    Prolog,
    Log,
    Trace,
    Event,
    Done,
}

impl Inside {
    fn name(self) -> &'static str {
        match self {
            Self::Prolog | Self::Done => "the prolog",
            Self::Log => "log",
            Self::Trace => "trace",
            Self::Event => "event",
        }
    }
}

/// A value that must wait until its case has a number.
enum Owned {
    Text(String),
    Other(Value<'static>),
}

struct State<'o, 'a> {
    options: &'o Options<'a>,
    builder: Builder,
    refused: Refusals,
    merged: u64,
    inside: Inside,
    /// Depth of the elements being passed over.
    skip: u32,
    trace_at: Position,
    trace_row: usize,
    case: Option<String>,
    case_values: Vec<(u32, Owned)>,
    event_at: Position,
    activity: Option<u32>,
    time: Option<i64>,
    bad_time: Option<String>,
    midnight: bool,
}

impl<'o, 'a> State<'o, 'a> {
    fn new(options: &'o Options<'a>) -> Self {
        Self {
            options,
            builder: Builder::new(options.max_attributes),
            refused: Refusals::new(options.max_refused),
            merged: 0,
            inside: Inside::Prolog,
            skip: 0,
            trace_at: Position::default(),
            trace_row: 0,
            case: None,
            case_values: Vec::new(),
            event_at: Position::default(),
            activity: None,
            time: None,
            bad_time: None,
            midnight: false,
        }
    }

    #[inline]
    fn open(
        &mut self,
        tag: &BytesStart<'_>,
        empty: bool,
        position: impl FnOnce() -> Position,
    ) -> Result<(), ReadError> {
        if self.skip > 0 {
            self.skip += u32::from(!empty);
            return if self.skip > MAX_DEPTH {
                Err(ReadError::TooDeep { at: position() })
            } else {
                Ok(())
            };
        }
        let raw = tag.attributes_raw();
        match (self.inside, tag.name().as_ref()) {
            (Inside::Event, kind) => {
                self.event_attribute(kind, raw)
                    .map_err(|why| ReadError::Xml {
                        at: position(),
                        why,
                    })?;
                self.skip = u32::from(!empty);
            }
            (Inside::Trace, "event") => {
                self.event_at = position();
                self.inside = Inside::Event;
                if empty {
                    self.close_event();
                }
            }
            (Inside::Log, "trace") => {
                self.trace_at = position();
                self.trace_row = self.builder.next_row();
                self.inside = Inside::Trace;
                if empty {
                    self.close_trace();
                }
            }
            (Inside::Log, "event") => {
                self.refused
                    .add(position(), Item::Event, Reason::OutsideTrace);
                self.skip = u32::from(!empty);
            }
            (Inside::Prolog, "log") => {
                self.inside = if empty { Inside::Done } else { Inside::Log };
            }
            (Inside::Trace | Inside::Log, kind) => {
                let at = position();
                let result = if self.inside == Inside::Trace {
                    self.trace_attribute(kind, raw, at)
                } else {
                    self.log_child(kind, raw)
                };
                result.map_err(|why| ReadError::Xml { at, why })?;
                self.skip = u32::from(!empty);
            }
            (Inside::Prolog | Inside::Done, other) => {
                return Err(ReadError::NotALog {
                    at: position(),
                    found: format!("<{}>", clip(other)),
                });
            }
        }
        Ok(())
    }

    fn close(&mut self, position: impl FnOnce() -> Position) -> Result<(), ReadError> {
        if self.skip > 0 {
            self.skip -= 1;
            return Ok(());
        }
        match self.inside {
            Inside::Event => {
                self.close_event();
                if self.builder.next_row() >= u32::MAX as usize - 1 {
                    return Err(ReadError::TooManyEvents { at: position() });
                }
            }
            Inside::Trace => self.close_trace(),
            Inside::Log => self.inside = Inside::Done,
            Inside::Prolog | Inside::Done => {}
        }
        Ok(())
    }

    #[inline]
    fn event_attribute(&mut self, kind: &str, raw: &str) -> Result<(), String> {
        let (Some(key), Some(text)) = tag::key_value(raw)? else {
            return Ok(());
        };
        match &*key {
            "concept:name" => {
                self.activity =
                    (!text.is_empty()).then(|| self.builder.log.activities.intern(&text));
                return Ok(());
            }
            "time:timestamp" => {
                self.time = self.options.timestamp(&text);
                self.bad_time = self.time.is_none().then(|| clip(&text));
                self.midnight = is_midnight(&text);
                return Ok(());
            }
            _ => {}
        }
        match value(kind, &text, self.options) {
            Parsed::Value(value) => match self.builder.event_slot(&key) {
                Some(slot) => self.builder.put(slot, value),
                None => self.refuse_key(self.event_at, &key),
            },
            Parsed::Bad(kind) => self.refuse_value(self.event_at, &key, &text, kind),
            Parsed::Nothing => {}
        }
        Ok(())
    }

    fn trace_attribute(&mut self, kind: &str, raw: &str, at: Position) -> Result<(), String> {
        let (Some(key), Some(text)) = tag::key_value(raw)? else {
            return Ok(());
        };
        if key == "concept:name" {
            self.case = (!text.is_empty()).then(|| text.into_owned());
            return Ok(());
        }
        let value = match value(kind, &text, self.options) {
            Parsed::Value(Value::Text(text)) => Owned::Text(text.to_owned()),
            Parsed::Value(Value::Integer(number)) => Owned::Other(Value::Integer(number)),
            Parsed::Value(Value::Float(number)) => Owned::Other(Value::Float(number)),
            Parsed::Value(Value::Boolean(yes)) => Owned::Other(Value::Boolean(yes)),
            Parsed::Value(Value::Date(at)) => Owned::Other(Value::Date(at)),
            Parsed::Bad(kind) => {
                self.refuse_value(at, &key, &text, kind);
                return Ok(());
            }
            Parsed::Nothing => return Ok(()),
        };
        match self.builder.case_slot(&key) {
            Some(slot) => self.case_values.push((slot, value)),
            None => self.refuse_key(at, &key),
        }
        Ok(())
    }

    /// Attributes, extensions and classifiers of the log; `global` defaults and anything unknown are passed over.
    fn log_child(&mut self, kind: &str, raw: &str) -> Result<(), String> {
        match kind {
            "extension" | "classifier" => {
                let mut fields = [const { String::new() }; 4];
                tag::for_each(raw, |name, text| {
                    if let Some(index) = ["name", "prefix", "uri", "keys"]
                        .iter()
                        .position(|known| *known == name)
                    {
                        fields[index] = text.into_owned();
                    }
                })?;
                let [name, prefix, uri, keys] = fields;
                if kind == "extension" {
                    self.builder
                        .log
                        .extensions
                        .push(Extension { name, prefix, uri });
                } else {
                    self.builder.log.classifiers.push(Classifier { name, keys });
                }
            }
            "string" | "date" | "int" | "float" | "boolean" | "id" => {
                if let (Some(key), Some(text)) = tag::key_value(raw)?
                    && self.builder.log.log_attributes.len() < self.options.max_attributes
                {
                    self.builder
                        .log
                        .log_attributes
                        .push((key.into_owned(), text.into_owned()));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close_event(&mut self) {
        self.inside = Inside::Trace;
        let reason = match (self.activity.take(), self.time.take()) {
            (Some(activity), Some(time)) => {
                if self.midnight {
                    self.builder.at_midnight();
                }
                self.builder.commit(activity, time);
                return;
            }
            (None, _) => Reason::NoActivity,
            (Some(_), None) => match self.bad_time.take() {
                Some(text) => Reason::BadTimestamp(text),
                None => Reason::NoTimestamp,
            },
        };
        self.bad_time = None;
        self.builder.roll_back(self.builder.next_row());
        self.refused.add(self.event_at, Item::Event, reason);
    }

    fn close_trace(&mut self) {
        self.inside = Inside::Log;
        let values = std::mem::take(&mut self.case_values);
        let Some(name) = self.case.take() else {
            let events = self.builder.next_row() - self.trace_row;
            self.builder.roll_back(self.trace_row);
            self.refused
                .add(self.trace_at, Item::Trace, Reason::NoCase { events });
            return;
        };
        let (case, known) = self.builder.assign(&name);
        self.merged += u64::from(known);
        for (slot, value) in &values {
            let value = match value {
                Owned::Text(text) => Value::Text(text),
                Owned::Other(value) => *value,
            };
            self.builder.put_case(case, *slot, value);
        }
    }

    fn refuse_value(&mut self, at: Position, key: &str, value: &str, kind: &'static str) {
        let (key, value) = (clip(key), clip(value));
        self.refused
            .add(at, Item::Attribute, Reason::BadValue { key, value, kind });
    }

    fn refuse_key(&mut self, at: Position, key: &str) {
        self.refused
            .add(at, Item::Attribute, Reason::TooManyKeys(clip(key)));
    }

    fn finish(self) -> Import {
        Import {
            log: self.builder.finish(),
            refused: self.refused.list,
            refused_count: self.refused.count,
            merged_traces: self.merged,
        }
    }
}

enum Parsed<'t> {
    Value(Value<'t>),
    Bad(&'static str),
    Nothing,
}

fn value<'t>(kind: &str, text: &'t str, options: &Options<'_>) -> Parsed<'t> {
    let (parsed, kind) = match kind {
        "string" | "id" => (Some(Value::Text(text)), "string"),
        "date" => (options.timestamp(text).map(Value::Date), "date"),
        "int" => (text.trim().parse().ok().map(Value::Integer), "int"),
        "float" => (text.trim().parse().ok().map(Value::Float), "float"),
        "boolean" => {
            let yes = match text.trim() {
                "true" | "True" | "TRUE" | "1" => Some(true),
                "false" | "False" | "FALSE" | "0" => Some(false),
                _ => None,
            };
            (yes.map(Value::Boolean), "boolean")
        }
        _ => return Parsed::Nothing,
    };
    match parsed {
        // NaN and the smallest integer stand for "missing" in the columns, so a file cannot say them.
        Some(Value::Integer(MISSING_NUMBER)) | None => Parsed::Bad(kind),
        Some(Value::Float(number)) if number.is_nan() => Parsed::Nothing,
        Some(value) => Parsed::Value(value),
    }
}

/// Whether a timestamp as written has the clock time 00:00:00 or none.
pub(crate) fn is_midnight(text: &str) -> bool {
    let clock = text.get(11..).unwrap_or("");
    let hands = clock.split(['+', '-', 'Z', 'z']).next().unwrap_or_default();
    hands.bytes().all(|byte| b"0:.".contains(&byte))
}
