//! Dates as people type them.

use std::str::FromStr;

use super::{Date, DateError, FIRST_YEAR, LAST_YEAR, MONTHS, MONTHS_EN, Weekday};
use crate::fold::fold;

/// Other spellings of month names.
const OTHER_NAMES: [(&str, u8); 11] = [
    ("امرداد", 5),
    ("farvardeen", 1),
    ("ordibehest", 2),
    ("khordaad", 3),
    ("amordad", 5),
    ("shahriver", 6),
    ("aaban", 8),
    ("azaar", 9),
    ("dei", 10),
    ("dai", 10),
    ("esphand", 12),
];

/// The month that a folded word names.
fn month_named(word: &str) -> Option<u8> {
    let word = word
        .strip_suffix("ماه")
        .filter(|rest| !rest.is_empty())
        .unwrap_or(word);
    let place = MONTHS
        .iter()
        .position(|name| fold(name) == word)
        .or_else(|| MONTHS_EN.iter().position(|name| fold(name) == word));
    place
        .and_then(|place| u8::try_from(place + 1).ok())
        .or_else(|| {
            OTHER_NAMES
                .iter()
                .find(|(name, _)| fold(name) == word)
                .map(|(_, month)| *month)
        })
}

/// The weekday that a folded word (ZWNJ and spaces removed) names.
fn weekday_named(word: &str) -> Option<Weekday> {
    Weekday::ALL
        .into_iter()
        .find(|day| fold(day.name()) == word || day.name_en().eq_ignore_ascii_case(word))
}

fn shape(text: &str) -> DateError {
    DateError::Shape {
        text: text.trim().chars().take(40).collect(),
    }
}

/// Reads a number of at most nine digits.
fn number(digits: &str) -> Option<u32> {
    (digits.len() <= 9 && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| digits.parse().ok())?
}

fn checked_year(digits: &str, text: &str) -> Result<u16, DateError> {
    let year = number(digits).ok_or_else(|| shape(text))?;
    if digits.len() < 4 {
        return Err(DateError::ShortYear {
            year: digits.to_owned(),
        });
    }
    u16::try_from(year)
        .ok()
        .filter(|year| (FIRST_YEAR..=LAST_YEAR).contains(year))
        .ok_or_else(|| DateError::year(year))
}

fn checked(year: u16, month: u32, day: u32) -> Result<Date, DateError> {
    let month = u8::try_from(month)
        .ok()
        .filter(|month| (1..=12).contains(month))
        .ok_or(DateError::NoSuchMonth { month })?;
    let last = super::days_in_month(year, month);
    let day = u8::try_from(day).map_err(|_| DateError::NoSuchDay {
        year,
        month,
        day,
        last,
    })?;
    Date::new(year, month, day)
}

/// Reads a date as people type it, in any digits:
///
/// - «۱۴۰۵/۹/۱», `1405-09-01`, `1405.9.1`, `1405 9 1`, `14050901`; day first too when the year has four digits («۱/۹/۱۴۰۵»);
/// - «۱ آذر ۱۴۰۵», «یکشنبه ۱ آذرماه ۱۴۰۵», `1 Azar 1405`, `Sunday, 1 Azar 1405`; a weekday that does not fit is refused.
///
/// A year of two digits, a Gregorian year and a day that does not exist are refused, each with its own error.
impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let folded = fold(text);
        if folded.is_empty() {
            return Err(DateError::Empty);
        }
        if folded.len() == 8 && folded.bytes().all(|byte| byte.is_ascii_digit()) {
            let part =
                |from: usize, to: usize| number(&folded[from..to]).ok_or_else(|| shape(text));
            return checked(checked_year(&folded[..4], text)?, part(4, 6)?, part(6, 8)?);
        }
        let separators =
            |c: char| c == ' ' || matches!(c, '/' | '\\' | '-' | '–' | '−' | '‐' | '⁄' | '.' | ',');
        let mut numbers: Vec<&str> = Vec::with_capacity(3);
        let (mut month, mut weekday, mut prefix) = (None, None, None);
        for word in folded.split(separators).filter(|word| !word.is_empty()) {
            if word.bytes().all(|byte| byte.is_ascii_digit()) {
                numbers.push(word);
            } else if let (Some(named), None) = (month_named(word), month) {
                month = Some(named);
            } else if let (Some(named), None) = (weekday_named(word), weekday) {
                // «سه شنبه» with a space comes as two words.
                weekday = Some(match prefix.take() {
                    Some(first) => {
                        weekday_named(&format!("{first}{word}")).ok_or_else(|| shape(text))?
                    }
                    None => named,
                });
            } else if matches!(word, "یک" | "دو" | "سه" | "چهار" | "پنج")
                && prefix.is_none()
                && weekday.is_none()
            {
                prefix = Some(word);
            } else if !(word == "ماه" && month.is_some()) {
                return Err(shape(text));
            }
        }
        if prefix.is_some() {
            return Err(shape(text));
        }
        let date = match (month, numbers.as_slice()) {
            (Some(month), [day, year]) if day.len() <= 2 => checked(
                checked_year(year, text)?,
                u32::from(month),
                number(day).ok_or_else(|| shape(text))?,
            )?,
            (None, [first, middle, last]) if middle.len() <= 2 => {
                let (year, day) = if first.len() <= 2 && last.len() >= 4 {
                    (last, first)
                } else {
                    (first, last)
                };
                if day.len() > 2 {
                    return Err(shape(text));
                }
                let part = |digits: &str| number(digits).ok_or_else(|| shape(text));
                checked(checked_year(year, text)?, part(middle)?, part(day)?)?
            }
            _ => return Err(shape(text)),
        };
        match weekday {
            Some(written) if written != date.weekday() => Err(DateError::Weekday {
                actual: date.weekday(),
            }),
            _ => Ok(date),
        }
    }
}
