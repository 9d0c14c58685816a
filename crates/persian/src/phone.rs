//! Iranian mobile numbers in one canonical form, E.164: `+989121234567`.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::digits::{digit_value, format_integer_usize, to_persian};
use crate::fold::is_ignorable;

/// Why a text is no Iranian mobile number.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PhoneError {
    /// A character other than digit, plus sign in front, space, dash, dot or bracket.
    #[error(
        "character {found:?} does not belong to a phone number: write digits such as 09121234567"
    )]
    NotADigit {
        /// The character.
        found: char,
    },
    /// An international number outside +98.
    #[error(
        "the country code is not Iran's (+98): write an Iranian mobile number such as 09121234567"
    )]
    Country,
    /// A number that does not start with 09, such as a land line.
    #[error("an Iranian mobile number starts with 09: a land line receives no text message")]
    NotMobile,
    /// Wrong number of digits.
    #[error("a mobile number has 11 digits from 0 on (09121234567), {found} were given")]
    Length {
        /// Digits found, written the national way.
        found: usize,
    },
}

impl PhoneError {
    /// The sentence shown to a Persian reader.
    pub fn to_persian(&self) -> String {
        match self {
            Self::NotADigit { found } => {
                format!("نویسه «{found}» در شماره تلفن نمی‌آید؛ شماره را مانند ۰۹۱۲۱۲۳۴۵۶۷ بنویسید.")
            }
            Self::Country => {
                "پیش‌شماره کشور ایران (۹۸) نیست؛ یک شماره تلفن همراه ایران بنویسید.".to_owned()
            }
            Self::NotMobile => {
                "شماره تلفن همراه با ۰۹ آغاز می‌شود؛ به تلفن ثابت پیامک فرستاده نمی‌شود.".to_owned()
            }
            Self::Length { found } => {
                format!(
                    "شماره تلفن همراه ۱۱ رقم دارد (مانند ۰۹۱۲۱۲۳۴۵۶۷) و شما {} رقم نوشته‌اید.",
                    format_integer_usize(*found)
                )
            }
        }
    }
}

/// An Iranian mobile number, kept as its ten national digits from 9 on. `Debug` shows only its ends.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MobileNumber([u8; 10]);

impl MobileNumber {
    /// The national form in ASCII digits: `09121234567`.
    pub fn national(&self) -> String {
        std::iter::once('0')
            .chain(self.0.iter().map(|digit| char::from(b'0' + digit)))
            .collect()
    }

    /// The national form in Persian digits: «۰۹۱۲۱۲۳۴۵۶۷».
    pub fn to_persian(&self) -> String {
        to_persian(&self.national())
    }

    /// The national form with its middle hidden, for a page that confirms a number: `0912***4567`.
    pub fn masked(&self) -> String {
        let national = self.national();
        format!("{}***{}", &national[..4], &national[7..])
    }
}

/// E.164: `+989121234567`.
impl fmt::Display for MobileNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("+98")?;
        self.0.iter().try_for_each(|digit| write!(f, "{digit}"))
    }
}

impl fmt::Debug for MobileNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MobileNumber({})", self.masked())
    }
}

/// Reads `09121234567`, `9121234567`, `+98 912…`, `0098912…`, `98912…` and `+98 (0) 912…` in any digits.
impl FromStr for MobileNumber {
    type Err = PhoneError;

    fn from_str(text: &str) -> Result<Self, PhoneError> {
        let mut digits = Vec::with_capacity(16);
        let mut plus = false;
        for c in text.chars() {
            if let Some(digit) = digit_value(c) {
                digits.push(digit);
            } else if matches!(c, '+' | '＋') && digits.is_empty() && !plus {
                plus = true;
            } else if !(c.is_whitespace()
                || is_ignorable(c)
                || matches!(c, '-' | '–' | '−' | '‐' | '.' | '(' | ')' | '/'))
            {
                return Err(PhoneError::NotADigit { found: c });
            }
        }
        let mut rest = digits.as_slice();
        if plus {
            rest = rest.strip_prefix(&[9, 8]).ok_or(PhoneError::Country)?;
        } else if let Some(international) = rest.strip_prefix(&[0, 0]) {
            rest = international
                .strip_prefix(&[9, 8])
                .ok_or(PhoneError::Country)?;
        } else if rest.len() >= 12 {
            // A national number is shorter, so the leading 98 is the country code.
            rest = rest.strip_prefix(&[9, 8]).unwrap_or(rest);
        }
        let rest = rest.strip_prefix(&[0]).unwrap_or(rest);
        if rest.first().is_some_and(|digit| *digit != 9) {
            return Err(PhoneError::NotMobile);
        }
        rest.try_into().map(Self).map_err(|_| PhoneError::Length {
            found: if rest.is_empty() { 0 } else { rest.len() + 1 },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_number_however_it_is_written() {
        for text in [
            "09121234567",
            "9121234567",
            "+989121234567",
            "00989121234567",
            "989121234567",
            "+98 (0) 912 123-4567",
            "۰۹۱۲۱۲۳۴۵۶۷",
            "٠٩١٢ ١٢٣ ٤٥٦٧",
            "\u{202A}+98 912 123 4567\u{202C}",
        ] {
            let number: MobileNumber = text
                .parse()
                .unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(number.to_string(), "+989121234567", "{text}");
        }
    }

    #[test]
    fn wrong_numbers_are_named() {
        assert_eq!(
            "02188123456".parse::<MobileNumber>(),
            Err(PhoneError::NotMobile)
        );
        assert_eq!(
            "+12025550123".parse::<MobileNumber>(),
            Err(PhoneError::Country)
        );
        assert_eq!(
            "0912123456".parse::<MobileNumber>(),
            Err(PhoneError::Length { found: 10 })
        );
        assert_eq!(
            "091212345678".parse::<MobileNumber>(),
            Err(PhoneError::Length { found: 12 })
        );
        assert_eq!(
            "".parse::<MobileNumber>(),
            Err(PhoneError::Length { found: 0 })
        );
        assert_eq!(
            "0912x".parse::<MobileNumber>(),
            Err(PhoneError::NotADigit { found: 'x' })
        );
        assert_eq!(
            "0912+".parse::<MobileNumber>(),
            Err(PhoneError::NotADigit { found: '+' })
        );
        let number: MobileNumber = "09121234567".parse().unwrap();
        assert_eq!(format!("{number:?}"), "MobileNumber(0912***4567)");
        assert_eq!(number.to_persian(), "۰۹۱۲۱۲۳۴۵۶۷");
    }

    proptest! {
        #[test]
        fn numbers_round_trip(subscriber in 0_u64..1_000_000_000) {
            let number: MobileNumber = format!("09{subscriber:09}").parse().unwrap();
            prop_assert_eq!(number.to_string().parse(), Ok(number));
            prop_assert_eq!(number.to_persian().parse(), Ok(number));
        }

        #[test]
        fn nothing_panics(text in any::<String>(), dialled in "[+0-9۰-۹ ]*") {
            let _ = text.parse::<MobileNumber>();
            let _ = dialled.parse::<MobileNumber>();
        }
    }
}
