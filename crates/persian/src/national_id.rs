//! Check digits of the two Iranian identity numbers: «کد ملی» of a person (10 digits) and «شناسه ملی» of a legal entity (11 digits).
//!
//! Each check finds about 98 % of single wrong digits: a number that passes is well formed, not proven to exist.
//! Both are personal or commercial data, so `Debug` shows only their ends.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::digits::{digit_value, format_integer_usize};
use crate::fold::is_ignorable;

/// Why a text is no identity number.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NationalIdError {
    /// Wrong number of digits.
    #[error("{expected} digits are needed, {found} were given")]
    Length {
        /// Digits needed.
        expected: usize,
        /// Digits found.
        found: usize,
    },
    /// A character other than digit, space or dash.
    #[error("character {found:?} does not belong to the number: write digits only")]
    NotADigit {
        /// The character.
        found: char,
    },
    /// One digit repeated, which passes the arithmetic and is never issued.
    #[error("a number of one repeated digit is never issued")]
    Repeated,
    /// The check digit does not fit.
    #[error("the check digit does not fit: at least one digit is mistyped")]
    CheckDigit,
}

impl NationalIdError {
    /// The sentence shown to a Persian reader; it names neither number, so that one text serves both fields.
    pub fn to_persian(&self) -> String {
        match self {
            Self::Length { expected, found } => format!(
                "این شماره باید {} رقم داشته باشد و شما {} رقم نوشته‌اید.",
                format_integer_usize(*expected),
                format_integer_usize(*found)
            ),
            Self::NotADigit { found } => {
                format!("نویسه «{found}» در این شماره نمی‌آید؛ فقط رقم بنویسید.")
            }
            Self::Repeated => "شماره‌ای که همه رقم‌هایش یکسان است صادر نمی‌شود.".to_owned(),
            Self::CheckDigit => {
                "رقم وارسی این شماره درست نیست؛ دست‌کم یک رقم اشتباه نوشته شده است.".to_owned()
            }
        }
    }
}

/// Reads up to `N` digits of any set, right-aligned; returns them with their count. Spaces, dashes and bidi controls are ignored.
fn read_digits<const N: usize>(text: &str) -> Result<([u8; N], usize), NationalIdError> {
    let mut digits = [0; N];
    let mut count = 0;
    for c in text.chars() {
        if let Some(digit) = digit_value(c) {
            if count < N {
                digits[count] = digit;
            }
            count += 1;
        } else if !(c.is_whitespace() || is_ignorable(c) || matches!(c, '-' | '–' | '−' | '‐'))
        {
            return Err(NationalIdError::NotADigit { found: c });
        }
    }
    if count <= N {
        digits.rotate_right(N - count);
    }
    Ok((digits, count))
}

fn write_digits(digits: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    digits.iter().try_for_each(|digit| write!(f, "{digit}"))
}

/// National code of a person («کد ملی»), ten digits with a valid check digit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NationalCode([u8; 10]);

impl NationalCode {
    /// The ten digits, first to last.
    pub const fn digits(&self) -> [u8; 10] {
        self.0
    }

    /// Check digit of nine digits: r = Σ dᵢ·(11−i) mod 11; r itself below 2, else 11 − r.
    pub fn check_digit(nine: [u8; 9]) -> u8 {
        let sum: u32 = nine
            .iter()
            .zip((2..=10).rev())
            .map(|(digit, weight)| u32::from(*digit) * weight)
            .sum();
        let rest = u8::try_from(sum % 11).unwrap_or(0);
        if rest < 2 { rest } else { 11 - rest }
    }
}

/// Reads a code in any digits; a code of eight or nine digits has lost its leading zeros to a spreadsheet and gets them back.
impl FromStr for NationalCode {
    type Err = NationalIdError;

    fn from_str(text: &str) -> Result<Self, NationalIdError> {
        let (digits, found) = read_digits::<10>(text)?;
        if !(8..=10).contains(&found) {
            return Err(NationalIdError::Length {
                expected: 10,
                found,
            });
        }
        if digits.iter().all(|digit| *digit == digits[0]) {
            return Err(NationalIdError::Repeated);
        }
        let mut nine = [0; 9];
        nine.copy_from_slice(&digits[..9]);
        if Self::check_digit(nine) != digits[9] {
            return Err(NationalIdError::CheckDigit);
        }
        Ok(Self(digits))
    }
}

/// Ten ASCII digits.
impl fmt::Display for NationalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_digits(&self.0, f)
    }
}

impl fmt::Debug for NationalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NationalCode({}********{})", self.0[0], self.0[9])
    }
}

/// National id of a legal entity («شناسه ملی»), eleven digits with a valid check digit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LegalEntityId([u8; 11]);

impl LegalEntityId {
    /// The eleven digits, first to last.
    pub const fn digits(&self) -> [u8; 11] {
        self.0
    }

    /// Check digit of ten digits: a = d₁₀ + 2, weights 29 27 23 19 17 twice, r = Σ (dᵢ + a)·wᵢ mod 11; 0 when r is 10.
    pub fn check_digit(ten: [u8; 10]) -> u8 {
        const WEIGHTS: [u32; 10] = [29, 27, 23, 19, 17, 29, 27, 23, 19, 17];
        let shift = u32::from(ten[9]) + 2;
        let sum: u32 = ten
            .iter()
            .zip(WEIGHTS)
            .map(|(digit, weight)| (u32::from(*digit) + shift) * weight)
            .sum();
        u8::try_from(sum % 11 % 10).unwrap_or(0)
    }
}

/// Reads an id in any digits. Issued ids start with 1, so no zeros are put back.
impl FromStr for LegalEntityId {
    type Err = NationalIdError;

    fn from_str(text: &str) -> Result<Self, NationalIdError> {
        let (digits, found) = read_digits::<11>(text)?;
        if found != 11 {
            return Err(NationalIdError::Length {
                expected: 11,
                found,
            });
        }
        if digits.iter().all(|digit| *digit == digits[0]) {
            return Err(NationalIdError::Repeated);
        }
        let mut ten = [0; 10];
        ten.copy_from_slice(&digits[..10]);
        if Self::check_digit(ten) != digits[10] {
            return Err(NationalIdError::CheckDigit);
        }
        Ok(Self(digits))
    }
}

/// Eleven ASCII digits.
impl fmt::Display for LegalEntityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_digits(&self.0, f)
    }
}

impl fmt::Debug for LegalEntityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LegalEntityId({}*********{})", self.0[0], self.0[10])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn published_national_codes() {
        for valid in ["0183382390", "0076229645", "1583250689", "0200203241"] {
            assert_eq!(valid.parse::<NationalCode>().unwrap().to_string(), valid);
        }
        for invalid in ["0076229646", "0076292645"] {
            assert_eq!(
                invalid.parse::<NationalCode>(),
                Err(NationalIdError::CheckDigit)
            );
        }
        assert_eq!(
            "1111111111".parse::<NationalCode>(),
            Err(NationalIdError::Repeated)
        );
    }

    #[test]
    fn published_legal_entity_ids() {
        for valid in ["10380284790", "10240117985", "10101837663", "14009225883"] {
            assert_eq!(valid.parse::<LegalEntityId>().unwrap().to_string(), valid);
        }
        assert_eq!(
            "10380284792".parse::<LegalEntityId>(),
            Err(NationalIdError::CheckDigit)
        );
        assert_eq!(
            "11111111111".parse::<LegalEntityId>(),
            Err(NationalIdError::Repeated)
        );
    }

    #[test]
    fn persian_digits_and_lost_zeros_are_accepted() {
        let code: NationalCode = "0076229645".parse().unwrap();
        for text in [
            "۰۰۷۶۲۲۹۶۴۵",
            "76229645",
            "٧٦٢٢٩٦٤٥",
            "076229645",
            "007-622964-5",
            " ۰۰۷ ۶۲۲۹۶۴۵ ",
        ] {
            assert_eq!(text.parse(), Ok(code), "{text}");
        }
        assert_eq!(
            "6229645".parse::<NationalCode>(),
            Err(NationalIdError::Length {
                expected: 10,
                found: 7
            })
        );
        assert_eq!(
            "00762296450".parse::<NationalCode>(),
            Err(NationalIdError::Length {
                expected: 10,
                found: 11
            })
        );
        assert_eq!(
            "007622964a".parse::<NationalCode>(),
            Err(NationalIdError::NotADigit { found: 'a' })
        );
        assert_eq!(
            "۱۰۳۸۰۲۸۴۷۹۰".parse::<LegalEntityId>().unwrap().to_string(),
            "10380284790"
        );
    }

    #[test]
    fn debug_hides_the_number() {
        assert_eq!(
            format!("{:?}", "0076229645".parse::<NationalCode>().unwrap()),
            "NationalCode(0********5)"
        );
    }

    /// Share of single wrong digits that the check finds, counted over every place and digit of 4,000 codes.
    #[test]
    fn about_98_percent_of_single_errors_are_found() {
        let (mut found, mut tried) = (0_u32, 0_u32);
        for seed in 0..4_000_u32 {
            let mut digits = [0_u8; 10];
            for (place, digit) in digits[..9].iter_mut().enumerate() {
                *digit = u8::try_from(
                    seed.wrapping_mul(2_654_435_761)
                        .rotate_left(u32::try_from(place).unwrap() * 3)
                        % 10,
                )
                .unwrap();
            }
            let mut nine = [0; 9];
            nine.copy_from_slice(&digits[..9]);
            digits[9] = NationalCode::check_digit(nine);
            for place in 0..10 {
                for wrong in (0..10).filter(|wrong| *wrong != digits[place]) {
                    let mut typed = digits;
                    typed[place] = wrong;
                    let text: String = typed.iter().map(ToString::to_string).collect();
                    tried += 1;
                    found += u32::from(text.parse::<NationalCode>().is_err());
                }
            }
        }
        let share = f64::from(found) / f64::from(tried);
        assert!((0.97..1.0).contains(&share), "{share}");
    }

    proptest! {
        #[test]
        fn any_nine_digits_have_one_check_digit(nine in proptest::array::uniform9(0_u8..10)) {
            let valid = (0..10_u8)
                .filter(|check| {
                    let text: String = nine.iter().chain([check]).map(ToString::to_string).collect();
                    !matches!(text.parse::<NationalCode>(), Err(NationalIdError::CheckDigit))
                })
                .count();
            prop_assert!((1..=2).contains(&valid));
        }

        #[test]
        fn nothing_panics(text in any::<String>()) {
            let _ = text.parse::<NationalCode>();
            let _ = text.parse::<LegalEntityId>();
        }
    }
}
