//! A small tree of XML elements with their lines: models are small, and their parts refer to each other in any order.

use std::borrow::Cow;
use std::io::Read;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use super::error::ModelError;

/// Bytes that a model may have.
pub const MAX_BYTES: u64 = 64 << 20;
/// How deep elements may be nested: more is an attack or a mistake, and would exhaust the stack when it is dropped.
const MAX_DEPTH: usize = 256;

/// An element without its namespace prefix.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) line: u64,
    attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    pub(super) text: String,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// An attribute that must be there.
    pub(super) fn required(&self, attribute: &'static str) -> Result<&str, ModelError> {
        self.attribute(attribute)
            .ok_or_else(|| ModelError::Missing {
                line: self.line,
                element: self.name.clone(),
                attribute,
            })
    }

    pub(super) fn children_named<'a>(
        &'a self,
        name: &'a str,
    ) -> impl Iterator<Item = &'a Element> + 'a {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the child `text`, as PNML writes every value.
    pub(super) fn text_of(&self, child: &str) -> Option<&str> {
        let text = self.child(child)?.child("text")?.text.trim();
        (!text.is_empty()).then_some(text)
    }
}

/// Reads at most [`MAX_BYTES`] as UTF-8, without a byte-order mark.
pub(super) fn read_text(reader: impl Read) -> Result<String, ModelError> {
    let mut bytes = Vec::new();
    reader
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| ModelError::Io(error.to_string()))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(ModelError::TooLong);
    }
    let mut text = String::from_utf8(bytes).map_err(|error| ModelError::Encoding {
        byte: error.utf8_error().valid_up_to(),
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

/// The first element of `text` with everything in it.
pub(super) fn parse(text: &str) -> Result<Element, ModelError> {
    let mut reader = Reader::from_str(text);
    let mut lines = Lines {
        text,
        at: 0,
        line: 1,
    };
    let mut open: Vec<Element> = Vec::new();
    loop {
        let start = position(&reader);
        let event = reader.read_event();
        let broken = |lines: &mut Lines<'_>, why: String| ModelError::Xml {
            line: lines.of(start),
            why,
        };
        match event.map_err(|error| broken(&mut lines, error.to_string()))? {
            Event::Start(tag) => {
                if open.len() >= MAX_DEPTH {
                    return Err(broken(&mut lines, "elements nested too deeply".into()));
                }
                open.push(element(&tag, lines.of(start)).map_err(|why| broken(&mut lines, why))?);
            }
            Event::Empty(tag) => {
                let done = element(&tag, lines.of(start)).map_err(|why| broken(&mut lines, why))?;
                match open.last_mut() {
                    Some(parent) => parent.children.push(done),
                    None => return Ok(done),
                }
            }
            Event::End(_) => {
                let Some(done) = open.pop() else {
                    return Err(broken(&mut lines, "an end without a beginning".into()));
                };
                match open.last_mut() {
                    Some(parent) => parent.children.push(done),
                    None => return Ok(done),
                }
            }
            Event::Text(text) => {
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&text);
                }
            }
            Event::CData(text) => {
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&text);
                }
            }
            Event::GeneralRef(reference) => {
                let written = format!("&{};", &*reference);
                let text = unescape(&written)
                    .map_err(|error| broken(&mut lines, error.to_string()))?
                    .into_owned();
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&text);
                }
            }
            Event::Eof => {
                let why = match open.last() {
                    Some(element) => format!("the file ends inside <{}>", element.name),
                    None => "there is no element".to_owned(),
                };
                return Err(broken(&mut lines, why));
            }
            _ => {}
        }
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn element(tag: &BytesStart<'_>, line: u64) -> Result<Element, String> {
    let mut element = Element {
        name: local(tag.name().as_ref()).to_owned(),
        line,
        ..Element::default()
    };
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value: Cow<'_, str> = unescape(&attribute.value).map_err(|error| error.to_string())?;
        element
            .attributes
            .push((local(attribute.key.as_ref()).to_owned(), value.into_owned()));
    }
    Ok(element)
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Counts lines as far as they were needed.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, byte: usize) -> u64 {
        let byte = byte.min(self.text.len());
        if byte > self.at {
            let passed = &self.text.as_bytes()[self.at..byte];
            self.line += memchr::memchr_iter(b'\n', passed).count() as u64;
            self.at = byte;
        }
        self.line
    }
}
