//! OCEL 2.0 XML.

use std::borrow::Cow;
use std::io::Read;

use quick_xml::Reader;
use quick_xml::errors::IllFormedError;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use super::super::error::{ReadError, clip};
use super::super::source::Source;
use super::super::{Options, tag};
use crate::ocel::raw::{
    RawAttribute, RawDeclared, RawLog, RawRelation, RawThing, RawType, RawValue, Text,
};
use crate::ocel::{OcelError, OcelImport, Places, build};

/// How deep elements may be nested.
const MAX_DEPTH: usize = 256;

/// Reads OCEL 2.0 XML, plain or gzip.
///
/// ```
/// let xml = r#"<log><object-types><object-type name="permit"><attributes/></object-type></object-types>
///   <event-types><event-type name="register"><attributes><attribute name="fee" type="float"/></attributes></event-type></event-types>
///   <objects><object id="p1" type="permit"/></objects>
///   <events><event id="e1" type="register" time="2026-11-22T08:00:00Z"><attributes><attribute name="fee">1.5</attribute></attributes>
///     <objects><relationship object-id="p1" qualifier="begins"/></objects></event></events></log>"#;
/// let import = eventlog::read::read_ocel_xml(xml.as_bytes(), eventlog::Options::default())?;
/// assert_eq!(import.ocel.event_objects().len(), 1);
/// assert_eq!(import.ocel.event_values(0).next(), Some(("fee", eventlog::Value::Float(1.5))));
/// # Ok::<(), eventlog::ocel::OcelError>(())
/// ```
pub fn read_ocel_xml<'a>(
    reader: impl Read + 'a,
    mut options: Options<'a>,
) -> Result<OcelImport, OcelError> {
    let source = Source::open(reader, &mut options)?;
    let raw = parse(source)?;
    build(&raw, Places::Lines, &options)
}

/// Which element we are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    Log,
    ObjectTypes,
    EventTypes,
    ObjectType,
    EventType,
    Declarations,
    Objects,
    Events,
    Object,
    Event,
    Values,
    Value,
    Relations,
    Other,
}

impl Inside {
    fn child(self, name: &str) -> Self {
        match (self, name) {
            (Self::Log, "object-types") => Self::ObjectTypes,
            (Self::Log, "event-types") => Self::EventTypes,
            (Self::Log, "objects") => Self::Objects,
            (Self::Log, "events") => Self::Events,
            (Self::ObjectTypes, "object-type") => Self::ObjectType,
            (Self::EventTypes, "event-type") => Self::EventType,
            (Self::ObjectType | Self::EventType, "attributes") => Self::Declarations,
            (Self::Objects, "object") => Self::Object,
            (Self::Events, "event") => Self::Event,
            (Self::Object | Self::Event, "attributes") => Self::Values,
            (Self::Values, "attribute") => Self::Value,
            (Self::Object | Self::Event, "objects" | "relationships") => Self::Relations,
            _ => Self::Other,
        }
    }
}

fn parse(source: Source<'_>) -> Result<RawLog<'static>, OcelError> {
    let mut xml = Reader::from_reader(source);
    let mut state = State::default();
    let mut buffer = Vec::with_capacity(4096);
    loop {
        buffer.clear();
        xml.get_mut().mark();
        let event = match xml.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(error) => return Err(fatal(&error, &mut xml, !state.open.is_empty()).into()),
        };
        let broken = |xml: &mut Reader<Source<'_>>, why: String| ReadError::Xml {
            at: xml.get_mut().position(),
            why,
        };
        match event {
            Event::Start(tag) => {
                let line = xml.get_mut().position().line;
                state
                    .start(&tag, line)?
                    .map_err(|why| broken(&mut xml, why))?;
                if state.open.len() > MAX_DEPTH {
                    let at = xml.get_mut().position();
                    return Err(ReadError::TooDeep { at }.into());
                }
            }
            Event::Empty(tag) => {
                let line = xml.get_mut().position().line;
                state
                    .start(&tag, line)?
                    .map_err(|why| broken(&mut xml, why))?;
                state.end();
            }
            Event::End(_) => state.end(),
            Event::Text(text) => state.text(&text),
            Event::CData(text) => state.text(&text),
            Event::GeneralRef(reference) => {
                let written = format!("&{};", &*reference);
                match unescape(&written) {
                    Ok(text) => state.text(&text),
                    Err(error) => return Err(broken(&mut xml, error.to_string()).into()),
                }
            }
            Event::Decl(declaration) => match declaration.encoding() {
                Some(Ok(name)) if !super::super::xes::is_utf8(&name) => {
                    return Err(ReadError::DeclaredEncoding(clip(&name)).into());
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    let at = xml.get_mut().position_now();
    match (state.open.last(), state.begun) {
        (Some(_), _) => Err(ReadError::Truncated { at, inside: "log" }.into()),
        (None, false) => Err(ReadError::Empty.into()),
        (None, true) => Ok(state.raw),
    }
}

fn fatal(error: &quick_xml::Error, xml: &mut Reader<Source<'_>>, open: bool) -> ReadError {
    let at = xml.get_mut().position();
    match error {
        quick_xml::Error::Io(error) => xml.get_mut().shared_error(error),
        quick_xml::Error::Encoding(_) => ReadError::Encoding {
            at,
            guess: "Windows-1256 or Latin-1",
        },
        quick_xml::Error::Syntax(_)
        | quick_xml::Error::IllFormed(IllFormedError::MissingEndTag(_))
            if open && xml.get_mut().peek().is_ok_and(<[u8]>::is_empty) =>
        {
            let at = xml.get_mut().position_now();
            ReadError::Truncated { at, inside: "log" }
        }
        other => ReadError::Xml {
            at,
            why: clip(&other.to_string()),
        },
    }
}

/// What the attributes of a tag say.
#[derive(Default)]
struct Fields {
    id: String,
    name: String,
    kind: String,
    time: Option<String>,
    object: String,
    qualifier: String,
}

#[derive(Default)]
struct State {
    raw: RawLog<'static>,
    open: Vec<Inside>,
    begun: bool,
    value: String,
}

impl State {
    /// The outer error is the file's, the inner one the tag's.
    fn start(&mut self, tag: &BytesStart<'_>, line: u64) -> Result<Result<(), String>, OcelError> {
        let name = tag.name();
        let name = name.as_ref().rsplit(':').next().unwrap_or_default();
        let Some(&parent) = self.open.last() else {
            if name != "log" || self.begun {
                let found = format!("line {line} begins with <{}>, not with <log>", clip(name));
                return Err(OcelError::NotOcel(found));
            }
            self.begun = true;
            self.open.push(Inside::Log);
            return Ok(Ok(()));
        };
        if parent == Inside::Log && name == "trace" {
            let why = "it is an XES log; let its name end in .xes".to_owned();
            return Err(OcelError::NotOcel(why));
        }
        let mut inside = parent.child(name);
        let mut fields = Fields::default();
        let told = tag::for_each(tag.attributes_raw(), |name, text: Cow<'_, str>| {
            let text = text.into_owned();
            match name.rsplit(':').next().unwrap_or_default() {
                "id" => fields.id = text,
                "name" => fields.name = text,
                "type" => fields.kind = text,
                "time" => fields.time = Some(text),
                "object-id" => fields.object = text,
                "qualifier" | "relationship" => fields.qualifier = text,
                _ => {}
            }
        });
        match (parent, name) {
            (Inside::Declarations, "attribute") => self.declare(fields),
            (Inside::Relations, "relationship" | "object" | "relobj") => self.relate(fields),
            _ => match inside {
                Inside::ObjectType | Inside::EventType => {
                    let types = if inside == Inside::ObjectType {
                        &mut self.raw.object_types
                    } else {
                        &mut self.raw.event_types
                    };
                    types.push(RawType {
                        name: Text::from(fields.name),
                        attributes: Vec::new(),
                        place: line,
                    });
                }
                Inside::Object | Inside::Event => {
                    let things = if inside == Inside::Object {
                        &mut self.raw.objects
                    } else {
                        &mut self.raw.events
                    };
                    things.push(RawThing {
                        id: Text::from(fields.id),
                        kind: Text::from(fields.kind),
                        time: fields.time.map(Text::from),
                        place: line,
                        ..RawThing::default()
                    });
                }
                Inside::Value => match self.thing() {
                    Some(thing) => {
                        thing.attributes.push(RawAttribute {
                            name: Text::from(fields.name),
                            value: RawValue::Nothing,
                            time: fields.time.map(Text::from),
                        });
                        self.value.clear();
                    }
                    None => inside = Inside::Other,
                },
                _ => {}
            },
        }
        self.open.push(inside);
        Ok(told)
    }

    fn declare(&mut self, fields: Fields) {
        let types = if self.open.contains(&Inside::ObjectType) {
            &mut self.raw.object_types
        } else {
            &mut self.raw.event_types
        };
        if let Some(one) = types.last_mut() {
            one.attributes.push(RawDeclared {
                name: Text::from(fields.name),
                kind: Text::from(fields.kind),
            });
        }
    }

    fn relate(&mut self, fields: Fields) {
        if let Some(thing) = self.thing() {
            thing.relationships.push(RawRelation {
                object_id: Text::from(fields.object),
                qualifier: Text::from(fields.qualifier),
            });
        }
    }

    /// The event or object that is open.
    fn thing(&mut self) -> Option<&mut RawThing<'static>> {
        if self.open.contains(&Inside::Event) {
            self.raw.events.last_mut()
        } else {
            self.raw.objects.last_mut()
        }
    }

    fn text(&mut self, text: &str) {
        if self.open.last() == Some(&Inside::Value) {
            self.value.push_str(text);
        }
    }

    fn end(&mut self) {
        if self.open.pop() == Some(Inside::Value) {
            let value = std::mem::take(&mut self.value);
            if let Some(attribute) = self.thing().and_then(|thing| thing.attributes.last_mut()) {
                attribute.value = RawValue::Text(Cow::Owned(value));
            }
        }
    }
}
