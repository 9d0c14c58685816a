//! Reads the few attributes that an XES tag has, without the general machinery of XML attributes.

use std::borrow::Cow;

use quick_xml::escape::unescape;

/// Gives each `name="value"` of a tag's inside to `each`, with entities resolved.
pub(crate) fn for_each<'a>(
    raw: &'a str,
    mut each: impl FnMut(&'a str, Cow<'a, str>),
) -> Result<(), String> {
    let mut rest = raw.trim_ascii();
    while !rest.is_empty() {
        // Names are a few bytes long: a plain loop is quicker than a call of memchr.
        let equals = rest
            .bytes()
            .position(|byte| byte == b'=')
            .ok_or_else(|| "an attribute without a value".to_owned())?;
        let name = rest[..equals].trim_ascii_end();
        let after = rest[equals + 1..].trim_ascii_start();
        let quote = match after.as_bytes().first() {
            Some(quote @ (b'"' | b'\'')) => *quote,
            _ => return Err(format!("the value of {name} is not in quotation marks")),
        };
        let value = &after[1..];
        let unclosed = || format!("the value of {name} has no closing quotation mark");
        let stop = memchr::memchr2(quote, b'&', value.as_bytes()).ok_or_else(unclosed)?;
        let (end, text) = if value.as_bytes()[stop] == quote {
            (stop, Cow::Borrowed(&value[..stop]))
        } else {
            let rest = &value.as_bytes()[stop..];
            let end = stop + memchr::memchr(quote, rest).ok_or_else(unclosed)?;
            let text = unescape(&value[..end])
                .map_err(|error| format!("in the value of {name}: {error}"))?;
            (end, text)
        };
        each(name, text);
        rest = value[end + 1..].trim_ascii_start();
    }
    Ok(())
}

/// A key and a value, as far as the tag has them.
type KeyValue<'a> = (Option<Cow<'a, str>>, Option<Cow<'a, str>>);

/// The `key` and `value` of an XES attribute tag.
pub(crate) fn key_value(raw: &str) -> Result<KeyValue<'_>, String> {
    let (mut key, mut value) = (None, None);
    for_each(raw, |name, text| match name {
        "key" => key = Some(text),
        "value" => value = Some(text),
        _ => {}
    })?;
    Ok((key, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_quotes_entities_and_order() {
        let (key, value) = key_value(r#" value = 'a "b" &lt;&#1740;' key="k" other="x" "#).unwrap();
        assert_eq!(key.as_deref(), Some("k"));
        assert_eq!(value.as_deref(), Some("a \"b\" <ی"));
    }

    #[test]
    fn names_the_fault() {
        assert!(key_value("key").unwrap_err().contains("without a value"));
        assert!(key_value("key=x").unwrap_err().contains("quotation marks"));
        assert!(key_value("key=\"x").unwrap_err().contains("closing"));
        assert!(
            key_value("key=\"&nosuch;\"")
                .unwrap_err()
                .contains("nosuch")
        );
    }
}
