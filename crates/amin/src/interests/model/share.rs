//! A share in percent as an exact decimal: no floating point, so that 5 % is 5 % in every comparison with a law.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::platform::texts::Lang;

/// Places after the point.
const PLACES: usize = 6;

/// A share of a firm: whole millionths of a percent, from 1 to 100 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share(i64);

/// Why a text is no share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ShareError {
    /// Not digits with at most one decimal sign.
    #[error("a share is written as a number in percent, as 6 or 6.25")]
    NotANumber,
    /// More than six places after the point.
    #[error("a share has at most six places after the point")]
    TooFine,
    /// Zero or less, or more than the whole.
    #[error("a share is more than 0 and at most 100 percent")]
    OutOfRange,
}

impl ShareError {
    /// The sentence for a Persian reader.
    pub const fn to_persian(self) -> &'static str {
        match self {
            Self::NotANumber => "سهم را به درصد و با رقم بنویسید، مانند ۶ یا ۶٫۲۵.",
            Self::TooFine => "سهم حداکثر شش رقم پس از ممیز دارد.",
            Self::OutOfRange => "سهم باید بیشتر از صفر و حداکثر ۱۰۰ درصد باشد.",
        }
    }
}

impl Share {
    /// The whole.
    pub const WHOLE: Self = Self(100_000_000);

    /// A share of so many millionths of a percent; none outside 0 (excluded) to 100 %.
    pub const fn from_millionths(millionths: i64) -> Option<Self> {
        if 0 < millionths && millionths <= Self::WHOLE.0 {
            Some(Self(millionths))
        } else {
            None
        }
    }

    /// Millionths of a percent, as stored.
    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// With the digits, decimal sign and percent sign of a language: `۶٫۲۵٪`, `6.25%`.
    pub fn words(self, lang: Lang) -> String {
        match lang {
            Lang::Fa => format!(
                "{}٪",
                persian::to_persian(&self.to_string()).replace('.', "٫")
            ),
            Lang::En => format!("{self}%"),
        }
    }
}

/// Reads a percentage in any digits; the decimal sign may be `.`, `٫`, `,` or the slash of handwriting.
impl FromStr for Share {
    type Err = ShareError;

    fn from_str(text: &str) -> Result<Self, ShareError> {
        let plain: String = persian::to_ascii(text)
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '%' | '٪' | '\u{200c}'))
            .map(|c| {
                if matches!(c, '٫' | ',' | '/' | '،') {
                    '.'
                } else {
                    c
                }
            })
            .collect();
        let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() && part.is_empty() || !digits(whole) || !digits(part) {
            return Err(ShareError::NotANumber);
        }
        let part = part.trim_end_matches('0');
        if part.len() > PLACES {
            return Err(ShareError::TooFine);
        }
        let whole: i64 = if whole.is_empty() {
            0
        } else {
            whole.parse().map_err(|_| ShareError::OutOfRange)?
        };
        let part: i64 = format!("{part:0<PLACES$}")
            .parse()
            .map_err(|_| ShareError::NotANumber)?;
        whole
            .checked_mul(1_000_000)
            .and_then(|whole| whole.checked_add(part))
            .and_then(Self::from_millionths)
            .ok_or(ShareError::OutOfRange)
    }
}

/// ASCII digits with a point and no needless zeros: `6.25`.
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / 1_000_000, self.0 % 1_000_000);
        if part == 0 {
            return write!(f, "{whole}");
        }
        let part = format!("{part:06}");
        write!(f, "{whole}.{}", part.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shares_are_read_as_people_write_them() {
        for (text, millionths) in [
            ("6", 6_000_000),
            ("۶٫۲۵", 6_250_000),
            ("۶/۲۵ ٪", 6_250_000),
            ("٠٫١", 100_000),
            ("33.333333", 33_333_333),
            ("100.00", 100_000_000),
            (".5", 500_000),
        ] {
            assert_eq!(
                text.parse::<Share>().map(Share::millionths),
                Ok(millionths),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_share_is_named() {
        for (text, why) in [
            ("", ShareError::NotANumber),
            ("six", ShareError::NotANumber),
            ("1.2.3", ShareError::NotANumber),
            ("-5", ShareError::NotANumber),
            ("0", ShareError::OutOfRange),
            ("140", ShareError::OutOfRange),
            ("100.000001", ShareError::OutOfRange),
            ("99999999999999999999", ShareError::OutOfRange),
            ("1.0000001", ShareError::TooFine),
        ] {
            assert_eq!(text.parse::<Share>(), Err(why), "{text}");
        }
    }

    #[test]
    fn shares_are_written_in_both_languages() {
        let share: Share = "6.25".parse().unwrap();
        assert_eq!(
            (
                share.words(Lang::Fa).as_str(),
                share.words(Lang::En).as_str()
            ),
            ("۶٫۲۵٪", "6.25%")
        );
        assert_eq!("20".parse::<Share>().unwrap().words(Lang::Fa), "۲۰٪");
    }

    proptest! {
        #[test]
        fn a_share_is_read_back_from_what_is_written(millionths in 1_i64..=100_000_000) {
            let share = Share::from_millionths(millionths).unwrap();
            prop_assert_eq!(share.to_string().parse::<Share>(), Ok(share));
            prop_assert_eq!(share.words(Lang::Fa).parse::<Share>(), Ok(share));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,40}") {
            let _ = text.parse::<Share>();
        }
    }
}
