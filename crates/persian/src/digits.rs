//! Digits and numbers as they are written in Persian text.
//!
//! Three sets of digits occur in Iranian input: ASCII `0-9`, Persian `۰-۹` (U+06F0) and Arabic `٠-٩` (U+0660); phones add the
//! full-width set. Numbers are grouped with «٬» (U+066C) and their fraction follows «٫» (U+066B), as CLDR's `fa` locale has it.

use thiserror::Error;

use crate::fold::is_ignorable;

/// Separator of thousands in Persian, U+066C.
pub const THOUSANDS_SEPARATOR: char = '٬';

/// Separator of the fraction in Persian, U+066B.
pub const DECIMAL_SEPARATOR: char = '٫';

/// Value of a decimal digit of any set in use: ASCII, Persian, Arabic, full-width.
pub const fn digit_value(c: char) -> Option<u8> {
    let zero = match c {
        '0'..='9' => '0',
        '۰'..='۹' => '۰',
        '٠'..='٩' => '٠',
        '０'..='９' => '０',
        _ => return None,
    };
    #[allow(clippy::cast_possible_truncation)] // the arms above leave 0 to 9
    Some((c as u32 - zero as u32) as u8)
}

/// The Persian digit for a value from 0 to 9; larger values wrap to their last digit.
pub const fn persian_digit(value: u8) -> char {
    const DIGITS: [char; 10] = ['۰', '۱', '۲', '۳', '۴', '۵', '۶', '۷', '۸', '۹'];
    DIGITS[(value % 10) as usize]
}

/// A digit of any set in Persian; another character unchanged.
pub(crate) const fn to_persian_digit(c: char) -> char {
    match digit_value(c) {
        Some(value) => persian_digit(value),
        None => c,
    }
}

/// Writes every digit of `text` in Persian and leaves the rest as it is.
pub fn to_persian(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 2);
    out.extend(text.chars().map(to_persian_digit));
    out
}

/// Writes every digit of `text` in ASCII and leaves the rest as it is.
pub fn to_ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    out.extend(
        text.chars()
            .map(|c| digit_value(c).map_or(c, |d| char::from(b'0' + d))),
    );
    out
}

/// Groups the digits of an ASCII decimal (`-1234.50`) and writes them with the digits and separators asked for.
fn write_grouped(ascii: &str, persian: bool) -> String {
    let (group, point) = if persian {
        (THOUSANDS_SEPARATOR, DECIMAL_SEPARATOR)
    } else {
        (',', '.')
    };
    let digit = |c: char| if persian { to_persian_digit(c) } else { c };
    let (sign, unsigned) = ascii
        .strip_prefix('-')
        .map_or(("", ascii), |rest| ("-", rest));
    let (whole, fraction) = unsigned
        .split_once('.')
        .map_or((unsigned, ""), |parts| parts);
    let mut out = String::with_capacity(ascii.len() * 3);
    if !sign.is_empty() {
        // LRM keeps the minus on the left of the number inside right-to-left text, as CLDR's `fa` minus sign does.
        out.push_str(if persian { "\u{200E}\u{2212}" } else { "-" });
    }
    for (place, c) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit(c));
    }
    if !fraction.is_empty() {
        out.push(point);
        out.extend(fraction.chars().map(digit));
    }
    out
}

/// An integer in Persian: `1234567` becomes «۱٬۲۳۴٬۵۶۷»; a negative one starts with LRM and «−» (CLDR `fa`).
pub fn format_integer(value: i64) -> String {
    write_grouped(&value.to_string(), true)
}

/// An integer in English: `1234567` becomes `1,234,567`.
pub fn format_integer_en(value: i64) -> String {
    write_grouped(&value.to_string(), false)
}

/// A number with exactly `places` decimals in Persian: `61.37` becomes «۶۱٫۳۷». A value that is not finite becomes «—».
pub fn format_decimal(value: f64, places: usize) -> String {
    decimal_text(value, places).map_or_else(|| "—".to_owned(), |text| write_grouped(&text, true))
}

/// A number with exactly `places` decimals in English: `1234.5` becomes `1,234.50`. A value that is not finite becomes "—".
pub fn format_decimal_en(value: f64, places: usize) -> String {
    decimal_text(value, places).map_or_else(|| "—".to_owned(), |text| write_grouped(&text, false))
}

fn decimal_text(value: f64, places: usize) -> Option<String> {
    if !value.is_finite() {
        return None;
    }
    let text = format!("{value:.places$}");
    // What rounds to zero is shown without a sign.
    let negative_zero =
        text.starts_with('-') && text.bytes().all(|b| matches!(b, b'-' | b'0' | b'.'));
    Some(if negative_zero {
        text[1..].to_owned()
    } else {
        text
    })
}

/// Why a text is no integer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NumberError {
    /// Nothing but spaces was given.
    #[error("the number is empty: write at least one digit")]
    Empty,
    /// A character that belongs to no integer.
    #[error(
        "character {found:?} at position {position} is not a digit: write digits only, thousands may be separated with ٬ or ,"
    )]
    NotADigit {
        /// The character.
        found: char,
        /// Its place in the text, from 1, in characters.
        position: usize,
    },
    /// A separator that does not stand before a group of three digits.
    #[error(
        "the separator at position {position} is not followed by a group of three digits: separate thousands, or leave separators out"
    )]
    Grouping {
        /// Place of the separator, from 1, in characters.
        position: usize,
    },
    /// The value does not fit a 64-bit integer.
    #[error("the number is too large: at most 9,223,372,036,854,775,807")]
    TooLarge,
}

impl NumberError {
    /// The sentence shown to a Persian reader.
    pub fn to_persian(&self) -> String {
        match self {
            Self::Empty => "عدد خالی است؛ دست‌کم یک رقم بنویسید.".to_owned(),
            Self::NotADigit { found, position } => {
                format!(
                    "نویسه «{found}» در جایگاه {} رقم نیست؛ فقط رقم بنویسید.",
                    format_integer_usize(*position)
                )
            }
            Self::Grouping { position } => format!(
                "پس از جداکننده در جایگاه {} باید یک گروه سه‌رقمی بیاید؛ هزارگان را جدا کنید یا جداکننده ننویسید.",
                format_integer_usize(*position)
            ),
            Self::TooLarge => "عدد بیش از اندازه بزرگ است.".to_owned(),
        }
    }
}

/// A count in Persian; counts beyond `i64` do not occur in memory.
pub(crate) fn format_integer_usize(value: usize) -> String {
    format_integer(i64::try_from(value).unwrap_or(i64::MAX))
}

/// Reads an integer in any digits, with a sign before or after it and thousands separated by «٬», «،», «,», «_», «'» or a space.
///
/// A separator must stand before exactly three digits (then another separator or the end), so that `1,5` is refused instead of read as 15.
/// Bidirectional controls and the ZWNJ are ignored.
pub fn parse_integer(text: &str) -> Result<i64, NumberError> {
    let blank = |c: char| c.is_whitespace() || is_ignorable(c);
    let trimmed = text.trim_start_matches(blank);
    let skipped = text[..text.len() - trimmed.len()].chars().count();
    let mut value: Option<i128> = None;
    let mut sign: Option<(char, usize)> = None;
    let mut separator: Option<usize> = None;
    // Digits since the last separator.
    let mut group = 0_u32;
    for (index, c) in trimmed.trim_end_matches(blank).chars().enumerate() {
        let position = skipped + index + 1;
        if let Some(digit) = digit_value(c) {
            if let Some((found, position)) =
                sign.filter(|(_, at)| value.is_some() && *at > skipped + 1)
            {
                return Err(NumberError::NotADigit { found, position });
            }
            let next = value.unwrap_or(0) * 10 + i128::from(digit);
            if next > i128::from(i64::MAX) + 1 {
                return Err(NumberError::TooLarge);
            }
            value = Some(next);
            group = group.saturating_add(1);
        } else if matches!(c, '-' | '−' | '+') && sign.is_none() {
            sign = Some((c, position));
        } else if c.is_whitespace() && value.is_none() || is_ignorable(c) {
            // A space between sign and number, or a control character, says nothing.
        } else if value.is_some()
            && (c.is_whitespace() || matches!(c, '٬' | '،' | ',' | '_' | '\'' | '’'))
        {
            if group > 3 || (separator.is_some() && group != 3) {
                return Err(NumberError::Grouping {
                    position: separator.unwrap_or(position),
                });
            }
            separator = Some(position);
            group = 0;
        } else {
            return Err(NumberError::NotADigit { found: c, position });
        }
    }
    if let Some(position) = separator.filter(|_| group != 3) {
        return Err(NumberError::Grouping { position });
    }
    let value = value.ok_or(NumberError::Empty)?;
    let negative = sign.is_some_and(|(sign, _)| sign != '+');
    i64::try_from(if negative { -value } else { value }).map_err(|_| NumberError::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_written_as_cldr_fa_has_them() {
        assert_eq!(format_integer(1_234_567), "۱٬۲۳۴٬۵۶۷");
        assert_eq!(format_integer(-1_234), "\u{200E}−۱٬۲۳۴");
        assert_eq!(format_integer(999), "۹۹۹");
        assert_eq!(format_integer_en(i64::MIN), "-9,223,372,036,854,775,808");
        assert_eq!(format_decimal(61.37, 2), "۶۱٫۳۷");
        assert_eq!(format_decimal(-0.001, 1), "۰٫۰");
        assert_eq!(format_decimal(f64::NAN, 1), "—");
        assert_eq!(format_decimal_en(1234.5, 2), "1,234.50");
    }

    #[test]
    fn integers_are_read_in_any_digits() {
        for (text, value) in [
            ("۱٬۲۳۴٬۵۶۷", 1_234_567),
            ("١٢٣", 123),
            ("1,234", 1_234),
            ("12 345 678", 12_345_678),
            ("  ۴۲  ", 42),
            ("۱۲۳-", -123),
            ("−۵", -5),
            ("\u{200E}+7", 7),
            ("- 7 \u{200F}", -7),
            ("1,234-", -1_234),
            ("0012", 12),
            ("-9223372036854775808", i64::MIN),
        ] {
            assert_eq!(parse_integer(text), Ok(value), "{text:?}");
        }
    }

    #[test]
    fn ambiguous_numbers_are_refused_with_their_place() {
        assert_eq!(
            parse_integer("1,5"),
            Err(NumberError::Grouping { position: 2 })
        );
        assert_eq!(
            parse_integer("1,234,"),
            Err(NumberError::Grouping { position: 6 })
        );
        assert_eq!(
            parse_integer("1234,567"),
            Err(NumberError::Grouping { position: 5 })
        );
        assert_eq!(
            parse_integer("12٫5"),
            Err(NumberError::NotADigit {
                found: '٫',
                position: 3
            })
        );
        assert_eq!(
            parse_integer("--5"),
            Err(NumberError::NotADigit {
                found: '-',
                position: 2
            })
        );
        assert_eq!(
            parse_integer("5-5"),
            Err(NumberError::NotADigit {
                found: '-',
                position: 2
            })
        );
        assert_eq!(
            parse_integer("9223372036854775808"),
            Err(NumberError::TooLarge)
        );
        assert_eq!(parse_integer(" "), Err(NumberError::Empty));
        assert_eq!(parse_integer("-"), Err(NumberError::Empty));
    }

    proptest! {
        #[test]
        fn every_integer_returns_from_its_text(value: i64) {
            prop_assert_eq!(parse_integer(&format_integer(value)), Ok(value));
            prop_assert_eq!(parse_integer(&format_integer_en(value)), Ok(value));
            prop_assert_eq!(parse_integer(&to_persian(&value.to_string())), Ok(value));
        }

        #[test]
        fn digits_round_trip(text in "[0-9 a-zا-غ]*") {
            prop_assert_eq!(to_ascii(&to_persian(&text)), text);
        }

        #[test]
        fn nothing_panics(text in any::<String>(), value: f64) {
            let _ = parse_integer(&text);
            let _ = (to_persian(&text), to_ascii(&text), format_decimal(value, 3));
        }
    }
}
