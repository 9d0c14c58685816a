//! XES (IEEE 1849-2016 and the older 1.0), streamed.
//!
//! Children of an attribute become attributes with dotted keys (`cost.currency`), items of a list are numbered (`approvals.1.name`).
//! Defaults of the log (`global`) are passed over. An unnamed trace is refused; traces that share a name are one case. A file may hold
//! several logs, one after the other.

use super::error::{Item, Position, ReadError, Reason, clip};
use super::habits::Habits;
use super::noticed::Remark;
use super::scan::{Scanner, Token};
use super::source::Source;
use super::tag;
use super::{Import, Notices, Options, Refusals};
use crate::builder::Builder;
use crate::column::{Column, Kind, MISSING_NUMBER, Value};
use crate::log::{Classifier, Extension};

/// Depth of elements beyond which a file is refused.
const MAX_DEPTH: usize = 256;
/// Bytes of a dotted key beyond which a nested attribute is refused.
const MAX_DOTTED: usize = 64 << 10;
/// The marks of the scanner.
const TRACE: usize = 0;
const EVENT: usize = 1;

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
    let mut scan = Scanner::new(source, options.max_token);
    let mut state = State::new(options);
    loop {
        if state.habitual(&mut scan) {
            continue;
        }
        match scan.next()? {
            Token::Open => state.open(&mut scan)?,
            Token::Close => state.close(&scan)?,
            Token::Text if state.inside == Inside::Prolog => {
                return Err(ReadError::NotALog {
                    at: scan.position(),
                    found: "text".to_owned(),
                });
            }
            Token::Text => {}
            Token::Declaration => check_encoding(scan.token())?,
            Token::End if state.inside == Inside::Done => return Ok(state.finish()),
            Token::End if state.inside == Inside::Prolog => return Err(ReadError::Empty),
            Token::End | Token::Cut => {
                return Err(ReadError::Truncated {
                    at: scan.end_position(),
                    inside: state.inside.name(),
                });
            }
        }
    }
}

/// Whether the text's encoding is the one that is read; `declaration` is `<?xml …?>`.
fn check_encoding(declaration: &str) -> Result<(), ReadError> {
    let inside = declaration.trim_start_matches("<?xml");
    let mut other = None;
    // A declaration that cannot be read names no encoding.
    let _ = tag::for_each(inside.trim_end_matches("?>"), |name, value| {
        if name == "encoding" && !is_utf8(&value) {
            other = Some(clip(&value));
        }
    });
    other.map_or(Ok(()), |name| Err(ReadError::DeclaredEncoding(name)))
}

/// Whether a declared encoding is the one that is read.
pub(super) fn is_utf8(name: &str) -> bool {
    ["utf-8", "utf8", "us-ascii", "ascii"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
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

/// An attribute whose children are being read.
struct Parent {
    /// How long the path was before this one.
    path: usize,
    /// Items of a list so far; `None` if it is no list.
    items: Option<u32>,
}

/// What an attribute of an event or trace says.
#[derive(Clone, Copy)]
enum Says {
    /// `concept:name`
    Name,
    /// `time:timestamp` of an event.
    Time,
    /// What stands in the column of this number, and how it is written.
    Value(u32, Kind),
}

struct State<'o, 'a> {
    options: &'o Options<'a>,
    builder: Builder,
    refused: Refusals,
    noticed: Notices,
    merged: u64,
    inside: Inside,
    /// Depth of the elements being passed over.
    skip: u32,
    /// The attributes around the one being read, and their dotted key.
    parents: Vec<Parent>,
    path: String,
    trace_row: usize,
    case: Option<String>,
    /// Time of the event before, events earlier than that, and where the first of them is.
    before: Option<i64>,
    backwards: u64,
    backwards_at: Position,
    activity: Option<u32>,
    time: Option<i64>,
    bad_time: Option<String>,
    midnight: bool,
    /// Bytes of the attributes of the log itself; statistics that tools write there can be many.
    log_bytes: u64,
    /// Columns of which a change of type has been told, those of events and those of cases.
    changed: [Vec<u32>; 2],
    /// In which order the attributes of traces, and those of events, are written.
    habits: [Habits<Says>; 2],
}

impl<'o, 'a> State<'o, 'a> {
    fn new(options: &'o Options<'a>) -> Self {
        Self {
            options,
            builder: Builder::new(options.max_attributes),
            refused: Refusals::new(options.max_refused),
            noticed: Notices::new(options.max_refused),
            merged: 0,
            inside: Inside::Prolog,
            skip: 0,
            parents: Vec::new(),
            path: String::new(),
            trace_row: 0,
            case: None,
            before: None,
            backwards: 0,
            backwards_at: Position::default(),
            activity: None,
            time: None,
            bad_time: None,
            midnight: false,
            log_bytes: 0,
            changed: [Vec::new(), Vec::new()],
            habits: [Habits::new(Says::Name), Habits::new(Says::Name)],
        }
    }

    #[inline]
    fn open(&mut self, scan: &mut Scanner<'_>) -> Result<(), ReadError> {
        if scan.depth() > MAX_DEPTH {
            return Err(ReadError::TooDeep {
                at: scan.position(),
            });
        }
        let empty = scan.tag().empty;
        if self.skip > 0 {
            self.skip += u32::from(!empty);
            return Ok(());
        }
        if !self.parents.is_empty() {
            return self.attribute(scan);
        }
        let name = scan.part(scan.tag().name.clone());
        match (self.inside, name) {
            (Inside::Trace, "event") => {
                scan.mark(EVENT);
                self.inside = Inside::Event;
                self.habits[1].begin();
                if empty {
                    self.close_event(scan)?;
                }
            }
            (Inside::Log, "trace") => {
                scan.mark(TRACE);
                self.trace_row = self.builder.next_row();
                self.inside = Inside::Trace;
                self.habits[0].begin();
                if empty {
                    self.close_trace(scan);
                }
            }
            (Inside::Log, "event") => {
                self.refused
                    .add(scan.position(), Item::Event, Reason::OutsideTrace);
                self.skip = u32::from(!empty);
            }
            (Inside::Log, "global") => self.skip = u32::from(!empty),
            (Inside::Log, "extension" | "classifier") => {
                self.declaration(scan)?;
                self.skip = u32::from(!empty);
            }
            (Inside::Event | Inside::Trace | Inside::Log, _) => self.attribute(scan)?,
            (Inside::Prolog | Inside::Done, "log") => {
                if self.inside == Inside::Done {
                    self.noticed.add(scan.position(), Remark::FurtherLog);
                }
                self.inside = if empty { Inside::Done } else { Inside::Log };
            }
            (Inside::Prolog | Inside::Done, other) => {
                return Err(ReadError::NotALog {
                    at: scan.position(),
                    found: format!("<{}>", clip(other)),
                });
            }
        }
        Ok(())
    }

    #[inline]
    fn close(&mut self, scan: &Scanner<'_>) -> Result<(), ReadError> {
        if self.skip > 0 {
            self.skip -= 1;
        } else if let Some(parent) = self.parents.pop() {
            self.path.truncate(parent.path);
        } else {
            match self.inside {
                Inside::Event => self.close_event(scan)?,
                Inside::Trace => self.close_trace(scan),
                Inside::Log => self.inside = Inside::Done,
                Inside::Prolog | Inside::Done => {}
            }
        }
        Ok(())
    }

    /// An attribute of the log, of a trace or of an event, or a child of one.
    #[inline]
    fn attribute(&mut self, scan: &Scanner<'_>) -> Result<(), ReadError> {
        let tag = scan.tag();
        // Lists and containers have no value of their own, only children.
        let (kind, list) = match scan.part(tag.name.clone()) {
            "string" | "id" => (Some(Kind::Text), false),
            "date" => (Some(Kind::Date), false),
            "int" => (Some(Kind::Integer), false),
            "float" => (Some(Kind::Float), false),
            "boolean" => (Some(Kind::Boolean), false),
            "list" => (None, true),
            "container" => (None, false),
            "values"
                if self
                    .parents
                    .last()
                    .is_some_and(|parent| parent.items.is_some()) =>
            {
                // The items of a list stand in <values> in the newer format and in the list itself in the older.
                if !tag.empty {
                    self.parents.push(Parent {
                        path: self.path.len(),
                        items: Some(0),
                    });
                }
                return Ok(());
            }
            _ => {
                self.no_attribute(scan);
                return Ok(());
            }
        };
        let text = |place: Option<std::ops::Range<usize>>| {
            let Some(place) = place else { return Ok(None) };
            tag::resolved(scan.part(place), tag.entities).map(Some)
        };
        let malformed = |why| ReadError::Xml {
            at: scan.position(),
            why,
        };
        let Some(key) = text(tag.key.clone()).map_err(malformed)? else {
            self.no_attribute(scan);
            return Ok(());
        };
        let value = text(tag.value.clone()).map_err(malformed)?;
        if value.is_none() && kind.is_some() {
            self.no_attribute(scan);
            return Ok(());
        }
        let before = self.path.len();
        let nested = !self.parents.is_empty();
        if nested || !tag.empty {
            if before + key.len() > MAX_DOTTED {
                self.no_attribute(scan);
                return Ok(());
            }
            self.lengthen(&key);
        }
        if let (Some(value), Some(kind)) = (&value, kind) {
            if nested {
                let key = std::mem::take(&mut self.path);
                self.value(scan, &key, kind, value, true);
                self.path = key;
            } else {
                self.value(scan, &key, kind, value, false);
                self.learn(scan, &key, kind);
            }
        }
        if tag.empty {
            self.path.truncate(before);
        } else {
            self.parents.push(Parent {
                path: before,
                items: list.then_some(0),
            });
        }
        Ok(())
    }

    /// Adds a key to the dotted path, after the number of the item if it stands in a list.
    fn lengthen(&mut self, key: &str) {
        use std::fmt::Write as _;
        if let Some(parent) = self.parents.last_mut() {
            self.path.push('.');
            if let Some(items) = &mut parent.items {
                *items += 1;
                // Writing to a string does not fail.
                let _ = write!(self.path, "{items}.");
            }
        }
        self.path.push_str(key);
    }

    /// An element that says nothing readable is passed over with its children, and told.
    #[cold]
    fn no_attribute(&mut self, scan: &Scanner<'_>) {
        let element = clip(scan.part(scan.tag().name.clone()));
        self.refused.add(
            scan.position(),
            Item::Attribute,
            Reason::NotAnAttribute(element),
        );
        self.skip = u32::from(!scan.tag().empty);
    }

    /// Takes the attribute that comes next, if it is one that came next before; `false` if nothing was taken.
    #[inline]
    fn habitual(&mut self, scan: &mut Scanner<'_>) -> bool {
        let event = match self.inside {
            Inside::Event => true,
            Inside::Trace => false,
            _ => return false,
        };
        if self.skip > 0 || !self.parents.is_empty() {
            return false;
        }
        let habits = &mut self.habits[usize::from(event)];
        let found = habits.expected().find_map(|lead| {
            let place = scan.follows(lead.text, lead.blanks)?;
            Some((lead.number, lead.what, place))
        });
        let Some((number, says, place)) = found else {
            return false;
        };
        habits.came(number);
        let text = scan.part(place);
        match (says, event) {
            (Says::Name, true) => self.activity(scan, text),
            (Says::Name, false) => self.case_name(scan, text),
            (Says::Time, _) => self.timestamp(scan, text),
            (Says::Value(slot, kind), _) => match value(kind, text, self.options) {
                Parsed::Value(value) => self.put(scan, event, slot, value),
                Parsed::Bad => {
                    let key = clip(self.builder.attributes(event).key(slot));
                    self.bad_value(scan, key, text, kind);
                }
                Parsed::Nothing => {}
            },
        }
        true
    }

    /// Remembers how the attribute just taken was written, and that it came after the one before.
    fn learn(&mut self, scan: &Scanner<'_>, key: &str, kind: Kind) {
        let event = match self.inside {
            Inside::Event => true,
            Inside::Trace => false,
            _ => return,
        };
        let habits = &mut self.habits[usize::from(event)];
        let Some((lead, blanks)) = scan.lead() else {
            return habits.lose();
        };
        habits.note(lead, blanks, || match key {
            "concept:name" => Some(Says::Name),
            "time:timestamp" if event => Some(Says::Time),
            _ => {
                let slot = self.builder.attributes(event).find(key)?;
                Some(Says::Value(slot, kind))
            }
        });
    }

    /// Takes a value. Only keys that are not nested can be the name or the time.
    #[inline]
    fn value(&mut self, scan: &Scanner<'_>, key: &str, kind: Kind, text: &str, nested: bool) {
        match (self.inside, key) {
            _ if nested => {}
            (Inside::Event, "concept:name") => return self.activity(scan, text),
            (Inside::Event, "time:timestamp") => return self.timestamp(scan, text),
            (Inside::Trace, "concept:name") => return self.case_name(scan, text),
            _ => {}
        }
        if self.inside == Inside::Log {
            self.log_bytes += (key.len() + text.len()) as u64;
            if self.log_bytes <= self.options.max_token {
                let attribute = (key.to_owned(), text.to_owned());
                self.builder.log.log_attributes.push(attribute);
            } else {
                self.refuse(scan, Reason::TooManyKeys(clip(key)));
            }
            return;
        }
        let event = self.inside == Inside::Event;
        match value(kind, text, self.options) {
            Parsed::Value(value) => match self.builder.slot(event, key) {
                Some(slot) => self.put(scan, event, slot, value),
                None => self.refuse(scan, Reason::TooManyKeys(clip(key))),
            },
            Parsed::Bad => self.bad_value(scan, clip(key), text, kind),
            Parsed::Nothing => {}
        }
    }

    /// The event's `concept:name`.
    #[inline]
    fn activity(&mut self, scan: &Scanner<'_>, text: &str) {
        if self.activity.is_some() {
            return self.refuse(scan, Reason::SecondValue("concept:name".to_owned()));
        }
        self.activity = (!text.is_empty()).then(|| self.builder.log.activities.intern(text));
    }

    /// The event's `time:timestamp`.
    #[inline]
    fn timestamp(&mut self, scan: &Scanner<'_>, text: &str) {
        if self.time.is_some() || self.bad_time.is_some() {
            return self.refuse(scan, Reason::SecondValue("time:timestamp".to_owned()));
        }
        self.time = self.options.timestamp(text);
        self.bad_time = self.time.is_none().then(|| clip(text));
        self.midnight = is_midnight(text);
    }

    /// The trace's `concept:name`.
    fn case_name(&mut self, scan: &Scanner<'_>, text: &str) {
        if self.case.is_some() {
            return self.refuse(scan, Reason::SecondValue("concept:name".to_owned()));
        }
        self.case = (!text.is_empty()).then(|| text.to_owned());
    }

    /// Puts a value into its column, unless the event or case has one there.
    #[inline]
    fn put(&mut self, scan: &Scanner<'_>, event: bool, slot: u32, value: Value<'_>) {
        let attributes = self.builder.attributes(event);
        if let Some(column) = attributes.column(slot) {
            // Rows are filled in order, so a row that is there has a value already.
            if column.len() > self.builder.row(event) {
                let key = clip(attributes.key(slot));
                return self.refuse(scan, Reason::SecondValue(key));
            }
            if !fits(column, value) {
                let remark = Remark::ChangedType {
                    key: clip(attributes.key(slot)),
                    before: type_of(column.kind()),
                    now: type_of(value.kind()),
                    kept: kept_as(column, value),
                };
                self.changed_type(scan, event, slot, remark);
            }
        }
        self.builder.put(event, slot, value);
    }

    #[cold]
    fn bad_value(&mut self, scan: &Scanner<'_>, key: String, text: &str, kind: Kind) {
        let (value, kind) = (clip(text), type_of(kind));
        self.refuse(scan, Reason::BadValue { key, value, kind });
    }

    #[cold]
    fn changed_type(&mut self, scan: &Scanner<'_>, event: bool, slot: u32, remark: Remark) {
        let told = &mut self.changed[usize::from(event)];
        if !told.contains(&slot) {
            told.push(slot);
            self.noticed.add(scan.position(), remark);
        }
    }

    #[cold]
    fn refuse(&mut self, scan: &Scanner<'_>, reason: Reason) {
        self.refused.add(scan.position(), Item::Attribute, reason);
    }

    /// An extension or a classifier.
    fn declaration(&mut self, scan: &Scanner<'_>) -> Result<(), ReadError> {
        let mut fields = [const { String::new() }; 4];
        tag::for_each(scan.part(scan.tag().inside.clone()), |name, text| {
            let known = ["name", "prefix", "uri", "keys"];
            if let Some(index) = known.iter().position(|known| *known == name) {
                fields[index] = text.into_owned();
            }
        })
        .map_err(|why| ReadError::Xml {
            at: scan.position(),
            why,
        })?;
        let [name, prefix, uri, keys] = fields;
        let log = &mut self.builder.log;
        if scan.part(scan.tag().name.clone()) == "extension" {
            let extension = Extension { name, prefix, uri };
            // Logs that follow each other in one file mostly declare the same.
            if !log.extensions.contains(&extension) {
                log.extensions.push(extension);
            }
        } else {
            let classifier = Classifier { name, keys };
            if !log.classifiers.contains(&classifier) {
                log.classifiers.push(classifier);
            }
        }
        Ok(())
    }

    #[inline]
    fn close_event(&mut self, scan: &Scanner<'_>) -> Result<(), ReadError> {
        self.inside = Inside::Trace;
        let reason = match (self.activity.take(), self.time.take()) {
            (Some(activity), Some(time)) => {
                if self.midnight {
                    self.builder.at_midnight();
                }
                self.builder.commit(activity, time);
                if self.before.is_some_and(|before| time < before) {
                    if self.backwards == 0 {
                        self.backwards_at = scan.marked(EVENT);
                    }
                    self.backwards += 1;
                }
                self.before = Some(time);
                if self.builder.next_row() >= u32::MAX as usize - 1 {
                    return Err(ReadError::TooManyEvents {
                        at: scan.position(),
                    });
                }
                return Ok(());
            }
            (None, _) => Reason::NoActivity,
            (Some(_), None) => match self.bad_time.take() {
                Some(text) => Reason::BadTimestamp(text),
                None => Reason::NoTimestamp,
            },
        };
        self.bad_time = None;
        self.builder.roll_back(self.builder.next_row());
        self.refused.add(scan.marked(EVENT), Item::Event, reason);
        Ok(())
    }

    fn close_trace(&mut self, scan: &Scanner<'_>) {
        self.inside = Inside::Log;
        self.before = None;
        let backwards = std::mem::take(&mut self.backwards);
        let Some(name) = self.case.take() else {
            let events = self.builder.next_row() - self.trace_row;
            self.builder.roll_back(self.trace_row);
            self.builder.roll_back_case();
            self.refused
                .add(scan.marked(TRACE), Item::Trace, Reason::NoCase { events });
            return;
        };
        if let Some(differing) = self.builder.close_case(&name) {
            self.merged += 1;
            let at = scan.marked(TRACE);
            for key in differing {
                self.refused
                    .add(at, Item::Attribute, Reason::OtherValue(key, clip(&name)));
            }
            self.noticed.add(at, Remark::RepeatedCase(clip(&name)));
        }
        if backwards > 0 {
            let (case, events) = (clip(&name), backwards);
            let remark = Remark::ClockBackwards { case, events };
            self.noticed.add(self.backwards_at, remark);
        }
    }

    fn finish(self) -> Import {
        Import {
            log: self.builder.finish(),
            refused: self.refused.list,
            refused_count: self.refused.count,
            merged_traces: self.merged,
            noticed: self.noticed.list,
            noticed_count: self.noticed.count,
        }
    }
}

/// Whether a column takes a value without changing its type.
#[inline]
fn fits(column: &Column, value: Value<'_>) -> bool {
    matches!(
        (column, value),
        (Column::Text(_), Value::Text(_))
            | (Column::Integer(_), Value::Integer(_))
            | (Column::Float(_), Value::Float(_) | Value::Integer(_))
            | (Column::Boolean(_), Value::Boolean(_))
            | (Column::Date(_), Value::Date(_))
    )
}

/// What the column becomes when it takes a value that does not fit, as [`Column::put`] does it.
fn kept_as(column: &Column, value: Value<'_>) -> &'static str {
    match (column, value) {
        (Column::Integer(_), Value::Float(_)) => "float",
        _ => "string",
    }
}

fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "string",
        Kind::Integer => "int",
        Kind::Float => "float",
        Kind::Boolean => "boolean",
        Kind::Date => "date",
    }
}

enum Parsed<'t> {
    Value(Value<'t>),
    Bad,
    Nothing,
}

#[inline]
fn value<'t>(kind: Kind, text: &'t str, options: &Options<'_>) -> Parsed<'t> {
    let parsed = match kind {
        Kind::Text => Some(Value::Text(text)),
        Kind::Date => options.timestamp(text).map(Value::Date),
        Kind::Integer => text.trim().parse().ok().map(Value::Integer),
        Kind::Float => text.trim().parse().ok().map(Value::Float),
        Kind::Boolean => match text.trim() {
            "true" | "True" | "TRUE" | "1" => Some(Value::Boolean(true)),
            "false" | "False" | "FALSE" | "0" => Some(Value::Boolean(false)),
            _ => None,
        },
    };
    match parsed {
        // NaN and the smallest integer stand for "missing" in the columns, so a file cannot say them.
        Some(Value::Integer(MISSING_NUMBER)) | None => Parsed::Bad,
        Some(Value::Float(number)) if number.is_nan() => Parsed::Nothing,
        Some(value) => Parsed::Value(value),
    }
}

/// Whether a timestamp as written has the clock time 00:00:00 or none.
pub(crate) fn is_midnight(text: &str) -> bool {
    let clock = text.get(11..).unwrap_or_default();
    let mut hands = clock
        .bytes()
        .take_while(|byte| !matches!(byte, b'+' | b'-' | b'Z' | b'z'));
    hands.all(|byte| matches!(byte, b'0' | b':' | b'.'))
}
