//! Reads one start tag: its name, whether it is empty, and the `key` and `value` that XES attributes have.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::escape::unescape;

/// A start tag, as places in the text it was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) name: Range<usize>,
    /// Everything between the name and the end.
    pub(crate) inside: Range<usize>,
    pub(crate) key: Option<Range<usize>>,
    pub(crate) value: Option<Range<usize>>,
    /// Whether any value holds an entity that must be resolved.
    pub(crate) entities: bool,
    /// `<name/>`
    pub(crate) empty: bool,
    /// Just after the `>`.
    pub(crate) end: usize,
}

/// Reads the start tag whose `<` is at `begin` into `tag`; `false` if the text ends within it. One pass, no allocation.
#[inline]
pub(crate) fn parse(text: &str, begin: usize, tag: &mut Tag) -> Result<bool, String> {
    let bytes = text.as_bytes();
    let mut at = begin + 1;
    while let Some(byte) = bytes.get(at)
        && !matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'/' | b'>' | b'<')
    {
        at += 1;
    }
    tag.name = begin + 1..at;
    if tag.name.is_empty() && at < bytes.len() {
        return Err("a < that begins no tag; write it as &lt;".to_owned());
    }
    (tag.key, tag.value, tag.entities) = (None, None, false);
    let inside = at;
    loop {
        at = skip_blanks(bytes, at);
        let empty = match bytes.get(at) {
            None => return Ok(false),
            Some(b'>') => false,
            Some(b'/') => match bytes.get(at + 1) {
                None => return Ok(false),
                Some(b'>') => true,
                Some(_) => return Err("a / in the middle of a tag".to_owned()),
            },
            Some(_) => {
                let Some(attribute) = attribute(text, at)? else {
                    return Ok(false);
                };
                tag.entities |= attribute.entities;
                at = attribute.value.end + 1;
                match &bytes[attribute.name] {
                    b"key" => tag.key = Some(attribute.value),
                    b"value" => tag.value = Some(attribute.value),
                    _ => {}
                }
                continue;
            }
        };
        tag.inside = inside..at;
        tag.empty = empty;
        tag.end = at + 1 + usize::from(empty);
        return Ok(true);
    }
}

/// One `name="value"`; the closing quotation mark is at the end of `value`.
struct Attribute {
    name: Range<usize>,
    value: Range<usize>,
    entities: bool,
}

/// Reads the attribute that begins at `at`; `None` if the text ends within it.
#[inline]
fn attribute(text: &str, at: usize) -> Result<Option<Attribute>, String> {
    let bytes = text.as_bytes();
    // The two names that nearly every attribute has are looked at first.
    for name in [&b"key=\""[..], b"value=\""] {
        let begin = at + name.len();
        if bytes.get(at..begin) == Some(name) {
            let name = at..begin - 2;
            return Ok(until(bytes, begin, b'"').map(|(end, entities)| Attribute {
                name,
                value: begin..end,
                entities,
            }));
        }
    }
    let mut equals = at;
    // Names are a few bytes long: a plain loop is quicker than a call of memchr.
    loop {
        match bytes.get(equals) {
            None => return Ok(None),
            Some(b'=') => break,
            Some(b'>' | b'<' | b'"' | b'\'') => {
                return Err("an attribute without a value".to_owned());
            }
            Some(_) => equals += 1,
        }
    }
    let name = at..at + text[at..equals].trim_ascii_end().len();
    let open = skip_blanks(bytes, equals + 1);
    let quote = match bytes.get(open) {
        None => return Ok(None),
        Some(quote @ (b'"' | b'\'')) => *quote,
        Some(_) => {
            return Err(format!(
                "the value of {} is not in quotation marks",
                &text[name]
            ));
        }
    };
    let begin = open + 1;
    Ok(until(bytes, begin, quote).map(|(end, entities)| Attribute {
        name,
        value: begin..end,
        entities,
    }))
}

/// Where the closing quotation mark of the value is that begins at `begin`, and whether there is an ampersand before it; `None` if the
/// text ends first. Values are some twenty bytes long: eight bytes at a time beat a call of memchr.
#[inline]
pub(crate) fn until(bytes: &[u8], begin: usize, quote: u8) -> Option<(usize, bool)> {
    let (quotes, ampersands) = (u64::from(quote) * ONES, u64::from(b'&') * ONES);
    let (mut at, mut entities) = (begin, false);
    let (chunks, _) = bytes.get(begin..)?.as_chunks::<8>();
    for chunk in chunks {
        let word = u64::from_le_bytes(*chunk);
        let found = zeros(word ^ quotes);
        let ampersand = zeros(word ^ ampersands);
        if found != 0 {
            // Marks above the lowest may be wrong ones, but only the bytes before the quotation mark count here.
            let before = (found & found.wrapping_neg()) - 1;
            let end = at + found.trailing_zeros() as usize / 8;
            return Some((end, entities || ampersand & before != 0));
        }
        entities |= ampersand != 0;
        at += 8;
    }
    for (place, &byte) in bytes[at..].iter().enumerate() {
        entities |= byte == b'&';
        if byte == quote {
            return Some((at + place, entities));
        }
    }
    None
}

const ONES: u64 = 0x0101_0101_0101_0101;

/// The high bit of every byte that is zero; the lowest one set is always right (Warren, *Hacker's Delight*, 6–1).
#[inline]
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & (ONES << 7)
}

#[inline]
fn skip_blanks(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\t' | b'\n' | b'\r') = bytes.get(at) {
        at += 1;
    }
    at
}

/// A value with its entities resolved, if the tag has any.
#[inline]
pub(crate) fn resolved(raw: &str, entities: bool) -> Result<Cow<'_, str>, String> {
    if entities {
        resolve(raw)
    } else {
        Ok(Cow::Borrowed(raw))
    }
}

#[cold]
fn resolve(raw: &str) -> Result<Cow<'_, str>, String> {
    unescape(raw).map_err(|error| format!("in the value «{}»: {error}", super::error::clip(raw)))
}

/// Gives each `name="value"` of a tag's inside to `each`, with entities resolved.
pub(crate) fn for_each<'a>(
    inside: &'a str,
    mut each: impl FnMut(&'a str, Cow<'a, str>),
) -> Result<(), String> {
    let mut at = skip_blanks(inside.as_bytes(), 0);
    while at < inside.len() {
        let Some(found) = attribute(inside, at)? else {
            return Err("a value has no closing quotation mark".to_owned());
        };
        let value = resolved(&inside[found.value.clone()], found.entities)?;
        each(&inside[found.name], value);
        at = skip_blanks(inside.as_bytes(), found.value.end + 1);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Name, key and value with entities resolved, whether empty, and what follows.
    type Found<'a> = (&'a str, String, String, bool, &'a str);

    fn read(text: &str) -> Result<Option<Found<'_>>, String> {
        let mut tag = Tag::default();
        if !parse(text, 0, &mut tag)? {
            return Ok(None);
        }
        let part = |range: &Option<Range<usize>>| -> Result<String, String> {
            let raw = range.clone().map_or("", |range| &text[range]);
            Ok(resolved(raw, tag.entities)?.into_owned())
        };
        Ok(Some((
            &text[tag.name.clone()],
            part(&tag.key)?,
            part(&tag.value)?,
            tag.empty,
            &text[tag.end..],
        )))
    }

    #[test]
    fn reads_quotes_entities_and_order() {
        let found = read(r#"<string value = 'a "b" &lt;&#1740;>' key="k" other="x" />rest"#);
        let expected = (
            "string",
            "k".to_owned(),
            "a \"b\" <ی>".to_owned(),
            true,
            "rest",
        );
        assert_eq!(found, Ok(Some(expected)));
        let found = read("<event>");
        assert_eq!(
            found,
            Ok(Some(("event", String::new(), String::new(), false, "")))
        );
    }

    #[test]
    fn names_the_fault() {
        for (text, fault) in [
            ("<a key>", "without a value"),
            ("<a key=x>", "quotation marks"),
            ("<a key=\"&nosuch;\">", "nosuch"),
            ("< a>", "begins no tag"),
            ("<a / b>", "in the middle"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(fault), "{text}: {error}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_end_of_a_value_is_found(value in "[a&'%\u{6cc}\u{81}]{0,30}", rest in "[\"'&a]{0,20}") {
            let text = format!("<x key=\"{value}\"{rest}");
            let bytes = text.as_bytes();
            let (end, entities) = until(bytes, 8, b'"').unwrap();
            proptest::prop_assert_eq!(&text[8..end], value.as_str());
            proptest::prop_assert_eq!(entities, value.contains('&'));
            proptest::prop_assert_eq!(until(value.as_bytes(), 0, b'"'), None);
        }
    }

    #[test]
    fn every_beginning_of_a_tag_is_cut() {
        let whole = r#"<string key = "a&amp;b" value='ی' />"#;
        for end in (1..whole.len()).filter(|&end| whole.is_char_boundary(end)) {
            assert_eq!(read(&whole[..end]), Ok(None), "{}", &whole[..end]);
        }
    }
}
