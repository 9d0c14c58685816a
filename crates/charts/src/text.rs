//! How wide a text will be, without its font.

/// Width of `text` in em, estimated on the generous side for Vazirmatn and common sans-serif faces.
pub(crate) fn width(text: &str) -> f64 {
    text.chars().map(char_width).sum()
}

fn char_width(c: char) -> f64 {
    match c {
        '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}'
        | '\u{0300}'..='\u{036f}'
        | '\u{064b}'..='\u{065f}'
        | '\u{0670}' => 0.0,
        ' ' | '.' | ',' | ':' | ';' | '|' | '\'' | '،' | '؛' | '٫' | '٬' | 'i' | 'j' | 'l' => {
            0.34
        }
        'ا' | 'آ' | 'أ' | 'إ' | 'ل' => 0.38,
        'د' | 'ذ' | 'ر' | 'ز' | 'ژ' | 'و' | 'ه' | 'م' | 'ن' => 0.52,
        'm' | 'w' | 'M' | 'W' | '%' | '٪' | '@' | '—' => 0.95,
        '\u{0600}'..='\u{06ff}' => 0.68,
        'A'..='Z' => 0.74,
        '\0'..='\u{024f}' => 0.62,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{ffdc}' | '\u{10000}'.. => 1.3,
        _ => 0.75,
    }
}

/// The text itself when it fits in `room` em, or its beginning with an ellipsis.
pub(crate) fn fit(text: &str, room: f64) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let mut used = char_width('…');
    let mut short = String::new();
    for c in text.chars() {
        used += char_width(c);
        if used > room {
            break;
        }
        short.push(c);
    }
    let kept = short.trim_end_matches([' ', '\u{200c}']).len();
    short.truncate(kept);
    if short.is_empty() {
        String::new()
    } else {
        short + "…"
    }
}

/// Distance between the baselines of two lines of words, in user units.
pub(crate) const LINE: f64 = 18.0;

/// The text in at most `most` lines of `room` em, broken between words; what is left over is cut with an ellipsis.
pub(crate) fn wrap(text: &str, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let joined = match lines.last() {
            Some(line) => format!("{line} {word}"),
            None => word.to_owned(),
        };
        if !lines.is_empty() && width(&joined) <= room {
            lines.pop();
            lines.push(joined);
        } else if lines.len() < most.max(1) {
            lines.push(word.to_owned());
        } else if let Some(last) = lines.last_mut() {
            last.push(' ');
            last.push_str(word);
            for rest in words.by_ref() {
                last.push(' ');
                last.push_str(rest);
            }
        }
    }
    lines.iter().map(|l| fit(l, room)).collect()
}

/// Appends `text` escaped for XML text and attribute values; characters that XML 1.0 forbids become U+FFFD.
pub(crate) fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                out.push('\u{fffd}');
            }
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_label_is_cut_with_an_ellipsis_and_never_ends_in_a_joiner() {
        assert_eq!(fit("پروانه", 10.0), "پروانه");
        let cut = fit("می‌شود پروانه ساختمانی", 3.0);
        assert!(cut.ends_with('…') && width(&cut) <= 3.0, "{cut}");
        assert_eq!(fit("شهرداری", 0.1), "");
    }

    #[test]
    fn words_are_broken_into_lines_and_the_rest_is_cut() {
        assert_eq!(wrap("one two three", 5.0, 3), ["one two", "three"]);
        assert_eq!(wrap("", 5.0, 3), [""; 0]);
        let cut = wrap("بررسی مدارک پیوست درخواست پروانه ساختمانی", 6.0, 2);
        assert_eq!(cut.len(), 2);
        assert!(
            cut[1].ends_with('…') && cut.iter().all(|l| width(l) <= 6.0),
            "{cut:?}"
        );
    }

    #[test]
    fn markup_and_forbidden_characters_are_escaped() {
        let mut out = String::new();
        escape(&mut out, "<a b=\"'&\u{0}\u{1f}\t");
        assert_eq!(out, "&lt;a b=&quot;&#39;&amp;\u{fffd}\u{fffd}\t");
    }
}
