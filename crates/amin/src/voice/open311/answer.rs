//! Answers of the interface in both formats of `GeoReport` v2: XML (required by the specification) and JSON.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use crate::platform::texts::Texts;

/// A format, as the end of an address says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `.xml`
    Xml,
    /// `.json`
    Json,
}

impl Format {
    /// Splits the last part of an address into its name and format: `services.xml` gives `services` and XML.
    ///
    /// A name without a known ending gives none.
    pub fn split(file: &str) -> Option<(&str, Self)> {
        let (name, ending) = file
            .rsplit_once('.')
            .filter(|(name, _)| !name.contains('\0'))?;
        match ending {
            "xml" => Some((name, Self::Xml)),
            "json" => Some((name, Self::Json)),
            _ => None,
        }
    }
}

/// What an answer says, without its format.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// A field without a value.
    None,
    /// Text.
    Text(String),
    /// A number that is written with so many places.
    Number(f64, usize),
    /// A whole number.
    Whole(i64),
    /// Yes or no.
    Flag(bool),
    /// Fields in order.
    Fields(Vec<(&'static str, Node)>),
    /// A list and the name of each of its elements in XML.
    List(&'static str, Vec<Node>),
}

impl Node {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Text or nothing.
    pub fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::None, |text| Self::Text(text.into()))
    }

    fn json(self) -> Value {
        match self {
            Self::None => Value::Null,
            Self::Text(text) => Value::String(text),
            Self::Number(number, places) => {
                // The shortest text of the rounded number, as JSON knows no places.
                format!("{number:.places$}")
                    .parse::<f64>()
                    .map_or(Value::Null, Value::from)
            }
            Self::Whole(number) => Value::from(number),
            Self::Flag(flag) => Value::Bool(flag),
            Self::Fields(fields) => Value::Object(
                fields
                    .into_iter()
                    .map(|(name, node)| (name.to_owned(), node.json()))
                    .collect::<Map<_, _>>(),
            ),
            Self::List(_, nodes) => Value::Array(nodes.into_iter().map(Self::json).collect()),
        }
    }

    fn xml(&self, name: &str, out: &mut String) {
        if *self == Self::None {
            out.push('<');
            out.push_str(name);
            out.push_str("/>");
            return;
        }
        out.push('<');
        out.push_str(name);
        out.push('>');
        match self {
            Self::None => {}
            Self::Text(text) => escape(text, out),
            Self::Number(number, places) => {
                let text = format!("{number:.places$}");
                out.push_str(&text);
            }
            Self::Whole(number) => out.push_str(&number.to_string()),
            Self::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Self::Fields(fields) => fields.iter().for_each(|(name, node)| node.xml(name, out)),
            Self::List(item, nodes) => nodes.iter().for_each(|node| node.xml(item, out)),
        }
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }
}

/// Text as XML 1.0 allows it: marks escaped, characters that no XML may hold left out.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' | '\u{20}'..='\u{fffd}' | '\u{10000}'.. => out.push(c),
            _ => {}
        }
    }
}

/// Writes an answer; `root` names the element around it in XML.
pub fn answer(format: Format, status: StatusCode, root: &'static str, node: Node) -> Response {
    let (kind, body) = match format {
        Format::Json => ("application/json; charset=utf-8", node.json().to_string()),
        Format::Xml => {
            let mut body = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
            node.xml(root, &mut body);
            body.push('\n');
            ("text/xml; charset=utf-8", body)
        }
    };
    (
        status,
        [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        body,
    )
        .into_response()
}

/// Why a call was not answered: the status and one sentence for each fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Status of the answer, also the code inside it.
    pub status: StatusCode,
    /// Sentences.
    pub descriptions: Vec<String>,
}

impl Fault {
    /// One fault with the status 400.
    pub fn bad(description: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            descriptions: vec![description.into()],
        }
    }

    /// Something that is not there.
    pub fn missing(description: impl Into<String>) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            descriptions: vec![description.into()],
        }
    }

    /// The database failed; the reason is logged and not told.
    pub fn internal(t: &Texts, why: &store::Error) -> Self {
        tracing::error!(error = %why, "a call of the Open311 interface failed");
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            descriptions: vec![t.error_internal().to_owned()],
        }
    }

    /// The answer: `<errors><error><code>…</code><description>…</description></error></errors>`, or a JSON list of the same.
    pub fn answer(self, format: Format) -> Response {
        let code = i64::from(self.status.as_u16());
        let errors = self
            .descriptions
            .into_iter()
            .map(|why| {
                Node::Fields(vec![
                    ("code", Node::Whole(code)),
                    ("description", Node::Text(why)),
                ])
            })
            .collect();
        answer(format, self.status, "errors", Node::List("error", errors))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Node {
        Node::List(
            "request",
            vec![Node::Fields(vec![
                ("status", Node::text("a < b & c > d\u{0}")),
                ("lat", Node::Number(35.700_49, 3)),
                ("notice", Node::None),
                ("metadata", Node::Flag(true)),
            ])],
        )
    }

    #[test]
    fn both_formats_say_the_same() {
        let mut xml = String::new();
        sample().xml("service_requests", &mut xml);
        assert_eq!(
            xml,
            "<service_requests><request><status>a &lt; b &amp; c &gt; d</status><lat>35.700</lat><notice/><metadata>true</metadata></request></service_requests>"
        );
        assert_eq!(
            sample().json().to_string(),
            "[{\"lat\":35.7,\"metadata\":true,\"notice\":null,\"status\":\"a < b & c > d\\u0000\"}]"
        );
    }

    #[test]
    fn only_known_endings_are_formats() {
        assert_eq!(
            Format::split("requests.json"),
            Some(("requests", Format::Json))
        );
        assert_eq!(Format::split("12.34.xml"), Some(("12.34", Format::Xml)));
        assert_eq!(Format::split("requests"), None);
        assert_eq!(Format::split("requests.php"), None);
    }

    proptest::proptest! {
        /// Whatever a citizen writes, an XML reader reads it back.
        #[test]
        fn any_text_reads_back(text in "\\PC*") {
            let mut xml = String::new();
            Node::Text(text.clone()).xml("a", &mut xml);
            let mut reader = quick_xml::Reader::from_str(&xml);
            let mut read = String::new();
            loop {
                match reader.read_event().expect("well-formed") {
                    quick_xml::events::Event::Eof => break,
                    quick_xml::events::Event::Text(part) => read.push_str(&part),
                    quick_xml::events::Event::GeneralRef(name) => {
                        if let Some(c) = name.resolve_char_ref().expect("a character") {
                            read.push(c);
                        } else {
                            read.push_str(quick_xml::escape::resolve_predefined_entity(&name).expect("a known entity"));
                        }
                    }
                    _ => {}
                }
            }
            proptest::prop_assert_eq!(read, text);
        }
    }
}
