//! Text inside XML: escaped so that it reads back byte for byte.

/// Appends `text` so that it can stand in a double-quoted attribute or in an element; gives how many characters had to be
/// replaced because XML 1.0 cannot hold them.
pub(crate) fn escape(out: &mut String, text: &str) -> u64 {
    // U+FFFE and U+FFFF begin with 0xEF in UTF-8.
    let special = |byte: &u8| *byte < 0x20 || matches!(byte, b'<' | b'>' | b'&' | b'"' | 0xef);
    if !text.as_bytes().iter().any(special) {
        out.push_str(text);
        return 0;
    }
    let mut replaced = 0;
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            // Readers turn raw line breaks and tabs of attributes into blanks.
            '\t' => out.push_str("&#9;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                out.push('\u{fffd}');
                replaced += 1;
            }
            other => out.push(other),
        }
    }
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_how_many_characters_xml_cannot_hold() {
        let mut out = String::new();
        assert_eq!(escape(&mut out, "a<\"&>\t\r\n\u{1}\u{ffff}\u{feff}ی"), 2);
        assert_eq!(
            out,
            "a&lt;&quot;&amp;&gt;&#9;&#13;&#10;\u{fffd}\u{fffd}\u{feff}ی"
        );
    }
}
