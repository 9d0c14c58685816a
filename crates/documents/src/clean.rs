//! Makes any text printable with the loaded fonts, so that what a citizen types can never keep a document from being made.

use serde_json::Value;

/// Cleans every string of the data.
pub(crate) fn clean_value(value: &mut Value, covered: &impl Fn(char) -> bool) {
    match value {
        Value::String(text) => *text = clean(text, covered),
        Value::Array(items) => items.iter_mut().for_each(|item| clean_value(item, covered)),
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|field| clean_value(field, covered)),
        _ => {}
    }
}

/// Control characters and direction overrides go, because they could make a printed text say something else than the stored one; a
/// character that no loaded font covers, or that PDF/A forbids (private use), becomes U+FFFD, so that the reader sees that one is missing.
pub(crate) fn clean(text: &str, covered: &impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            // The zero-width non-joiner is part of Persian spelling; shaping treats it whether or not the font has a glyph for it.
            '\u{200c}' | '\u{200d}' => out.push(c),
            c if c.is_control() || is_invisible(c) => {}
            c if c.is_whitespace() => out.push(if covered(c) { c } else { ' ' }),
            c if is_private(c) || !covered(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persian_stays_and_the_rest_is_shown_as_missing() {
        let latin_and_persian = |c: char| c.is_ascii() || ('\u{600}'..='\u{6ff}').contains(&c);
        assert_eq!(
            clean("می‌شود\r\n#set [x]\t", &latin_and_persian),
            "می‌شود\n#set [x]"
        );
        assert_eq!(clean("a\u{202e}b\u{0}c", &latin_and_persian), "abc");
        assert_eq!(clean("👍\u{e001}", &|_| true), "👍\u{fffd}");
        assert_eq!(clean("👍", &latin_and_persian), "\u{fffd}");
    }
}
