//! Tracking codes that a citizen reads over the phone: digits only, grouped, with a check digit.
//!
//! Ten digits carry the number and an eleventh is Damm's check digit, which finds every single wrong digit and every swap of two
//! neighbours (H. M. Damm, "Total anti-symmetrische Quasigruppen", Marburg 2004). A code holds about 33 bits: it names a case, it is no
//! secret; whoever shows a case by its code alone must limit the rate of tries.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::digits::{digit_value, format_integer_usize, to_persian};
use crate::fold::is_ignorable;

/// Number of codes: ten free digits.
const SPACE: u64 = 10_000_000_000;

/// Digits of a whole code, the check digit included.
pub const TRACKING_CODE_DIGITS: usize = 11;

/// Damm's totally anti-symmetric quasigroup of order 10.
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/// Damm's check digit of a row of digits (each 0 to 9); a row that ends with its own check digit gives 0.
pub fn damm(digits: &[u8]) -> u8 {
    digits.iter().fold(0, |state, digit| {
        DAMM[usize::from(state)][usize::from(digit % 10)]
    })
}

/// A tracking code («کد رهگیری»): ten digits and their check digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TrackingCode(u64);

/// Why a text is no tracking code.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CodeError {
    /// Not eleven digits.
    #[error("a tracking code has 11 digits, {found} were given: copy it from the receipt")]
    Length {
        /// Digits found.
        found: usize,
    },
    /// A character other than digit, space or dash.
    #[error("character {found:?} does not occur in a tracking code: write its 11 digits")]
    NotADigit {
        /// The character.
        found: char,
    },
    /// Eleven digits that do not belong together.
    #[error("the check digit does not fit: one digit is mistyped, or two are swapped")]
    CheckDigit,
}

impl CodeError {
    /// The sentence shown to a Persian reader.
    pub fn to_persian(&self) -> String {
        match self {
            Self::Length { found } => {
                format!("کد رهگیری ۱۱ رقم دارد و شما {} رقم نوشته‌اید؛ لطفاً آن را از روی رسید بنویسید.", format_integer_usize(*found))
            }
            Self::NotADigit { found } => format!("نویسه «{found}» در کد رهگیری نمی‌آید؛ لطفاً ۱۱ رقم آن را بنویسید."),
            Self::CheckDigit => {
                "رقم وارسی کد رهگیری درست نیست؛ شاید یک رقم اشتباه نوشته شده یا دو رقم جابه‌جا شده باشد.".to_owned()
            }
        }
    }
}

impl TrackingCode {
    /// The code for 64 random bits; the first ten digits are the bits modulo 10^10 (bias below 10^-9).
    pub fn from_entropy(entropy: u64) -> Self {
        Self(entropy % SPACE)
    }

    /// The number without its check digit, below 10^10.
    pub const fn number(self) -> u64 {
        self.0
    }

    fn digits(self) -> [u8; TRACKING_CODE_DIGITS] {
        let mut digits = [0; TRACKING_CODE_DIGITS];
        let mut rest = self.0;
        for place in (0..TRACKING_CODE_DIGITS - 1).rev() {
            digits[place] = u8::try_from(rest % 10).unwrap_or(0);
            rest /= 10;
        }
        digits[TRACKING_CODE_DIGITS - 1] = damm(&digits[..TRACKING_CODE_DIGITS - 1]);
        digits
    }

    /// Eleven ASCII digits without groups, as stored and put in addresses: `12345678901`.
    pub fn compact(self) -> String {
        self.digits()
            .iter()
            .map(|digit| char::from(b'0' + digit))
            .collect()
    }

    /// Grouped in Persian digits: «۱۲۳۴-۵۶۷۸-۹۰۱». Inside right-to-left text put it in `<bdi dir="ltr">`, or the groups change places.
    pub fn to_persian(self) -> String {
        to_persian(&self.to_string())
    }
}

/// Grouped in ASCII digits: `1234-5678-901`.
impl fmt::Display for TrackingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.compact();
        write!(f, "{}-{}-{}", &code[..4], &code[4..8], &code[8..])
    }
}

/// Reads a code in any digits; spaces, dashes and bidirectional controls are ignored.
impl FromStr for TrackingCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let mut digits = [0_u8; TRACKING_CODE_DIGITS];
        let mut found = 0;
        for c in text.chars() {
            if let Some(digit) = digit_value(c) {
                if let Some(place) = digits.get_mut(found) {
                    *place = digit;
                }
                found += 1;
            } else if !(c.is_whitespace()
                || is_ignorable(c)
                || matches!(c, '-' | '‐' | '‑' | '–' | '—' | '−' | '_' | 'ـ'))
            {
                return Err(CodeError::NotADigit { found: c });
            }
        }
        if found != TRACKING_CODE_DIGITS {
            return Err(CodeError::Length { found });
        }
        if damm(&digits) != 0 {
            return Err(CodeError::CheckDigit);
        }
        Ok(Self(
            digits[..TRACKING_CODE_DIGITS - 1]
                .iter()
                .fold(0, |number, digit| number * 10 + u64::from(*digit)),
        ))
    }
}

impl TryFrom<String> for TrackingCode {
    type Error = CodeError;

    fn try_from(text: String) -> Result<Self, CodeError> {
        text.parse()
    }
}

impl From<TrackingCode> for String {
    fn from(code: TrackingCode) -> Self {
        code.compact()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn damm_published_vector() {
        // Damm's example: 572 takes the check digit 4.
        assert_eq!(damm(&[5, 7, 2]), 4);
        assert_eq!(damm(&[5, 7, 2, 4]), 0);
    }

    #[test]
    fn input_is_read_tolerantly_and_named_when_wrong() {
        let code = TrackingCode::from_entropy(1_234_567_890);
        let shown = code.to_persian();
        assert!(shown.starts_with("۱۲۳۴-۵۶۷۸-۹۰"), "{shown}");
        assert_eq!(shown.parse(), Ok(code));
        assert_eq!(
            format!(" {} ", code.to_string().replace('-', " – ")).parse(),
            Ok(code)
        );
        assert_eq!(
            "1234".parse::<TrackingCode>(),
            Err(CodeError::Length { found: 4 })
        );
        assert_eq!(
            "1234-5678-90x".parse::<TrackingCode>(),
            Err(CodeError::NotADigit { found: 'x' })
        );
        let json = serde_json::to_string(&code).unwrap();
        assert_eq!(serde_json::from_str::<TrackingCode>(&json).unwrap(), code);
    }

    proptest! {
        #[test]
        fn codes_round_trip(entropy: u64) {
            let code = TrackingCode::from_entropy(entropy);
            prop_assert_eq!(code.to_string().parse(), Ok(code));
            prop_assert_eq!(code.compact().parse(), Ok(code));
            prop_assert_eq!(code.to_persian().parse(), Ok(code));
        }

        #[test]
        fn every_wrong_digit_and_every_swap_is_found(entropy: u64) {
            let digits = TrackingCode::from_entropy(entropy).digits();
            for place in 0..digits.len() {
                for wrong in (0..10).filter(|wrong| *wrong != digits[place]) {
                    let mut typed = digits;
                    typed[place] = wrong;
                    prop_assert_ne!(damm(&typed), 0);
                }
            }
            for place in 1..digits.len() {
                let mut typed = digits;
                typed.swap(place - 1, place);
                prop_assert!(typed == digits || damm(&typed) != 0);
            }
        }

        #[test]
        fn nothing_panics(text in any::<String>()) {
            let _ = text.parse::<TrackingCode>();
        }
    }
}
