//! Dates as they are written in Persian and in English.

use std::fmt;

use super::{Date, Weekday};
use crate::digits::to_persian;

/// Names of the months, Farvardin first.
pub const MONTHS: [&str; 12] = [
    "فروردین",
    "اردیبهشت",
    "خرداد",
    "تیر",
    "مرداد",
    "شهریور",
    "مهر",
    "آبان",
    "آذر",
    "دی",
    "بهمن",
    "اسفند",
];

/// Names of the months in Latin letters, as CLDR writes them in English.
pub const MONTHS_EN: [&str; 12] = [
    "Farvardin",
    "Ordibehesht",
    "Khordad",
    "Tir",
    "Mordad",
    "Shahrivar",
    "Mehr",
    "Aban",
    "Azar",
    "Dey",
    "Bahman",
    "Esfand",
];

const SEASONS: [(&str, &str); 4] = [
    ("بهار", "spring"),
    ("تابستان", "summer"),
    ("پاییز", "autumn"),
    ("زمستان", "winter"),
];

/// Name of month 1 to 12; empty for another number.
pub fn month_name(month: u8) -> &'static str {
    usize::from(month)
        .checked_sub(1)
        .and_then(|place| MONTHS.get(place))
        .copied()
        .unwrap_or_default()
}

/// Name of month 1 to 12 in Latin letters; empty for another number.
pub fn month_name_en(month: u8) -> &'static str {
    usize::from(month)
        .checked_sub(1)
        .and_then(|place| MONTHS_EN.get(place))
        .copied()
        .unwrap_or_default()
}

impl Weekday {
    /// Name in Persian, as CLDR writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Saturday => "شنبه",
            Self::Sunday => "یکشنبه",
            Self::Monday => "دوشنبه",
            Self::Tuesday => "سه‌شنبه",
            Self::Wednesday => "چهارشنبه",
            Self::Thursday => "پنجشنبه",
            Self::Friday => "جمعه",
        }
    }

    /// Name in English.
    pub const fn name_en(self) -> &'static str {
        match self {
            Self::Saturday => "Saturday",
            Self::Sunday => "Sunday",
            Self::Monday => "Monday",
            Self::Tuesday => "Tuesday",
            Self::Wednesday => "Wednesday",
            Self::Thursday => "Thursday",
            Self::Friday => "Friday",
        }
    }
}

/// Numeric in ASCII digits: `1405/09/01`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:04}/{:02}/{:02}",
            self.year(),
            self.month(),
            self.day()
        )
    }
}

impl Date {
    /// Numeric in Persian digits: «۱۴۰۵/۰۹/۰۱».
    pub fn numeric(self) -> String {
        to_persian(&self.to_string())
    }

    /// Sortable, for storage and interchange: `1405-09-01`. It is a Solar Hijri date all the same, not one of ISO 8601's.
    pub fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }

    /// The Gregorian date as ISO 8601 has it: `2026-11-22`.
    pub fn gregorian_iso(self) -> String {
        let (year, month, day) = self.to_gregorian();
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// Day, month and year: «۱ آذر ۱۴۰۵».
    pub fn medium(self) -> String {
        to_persian(&format!(
            "{} {} {}",
            self.day(),
            month_name(self.month()),
            self.year()
        ))
    }

    /// Weekday, day, month and year: «یکشنبه ۱ آذر ۱۴۰۵».
    pub fn long(self) -> String {
        format!("{} {}", self.weekday().name(), self.medium())
    }

    /// Month and year: «آذر ۱۴۰۵».
    pub fn month_year(self) -> String {
        to_persian(&format!("{} {}", month_name(self.month()), self.year()))
    }

    /// Day, month and year in English: `1 Azar 1405`.
    pub fn medium_en(self) -> String {
        format!(
            "{} {} {}",
            self.day(),
            month_name_en(self.month()),
            self.year()
        )
    }

    /// Weekday, day, month and year in English: `Sunday 1 Azar 1405`.
    pub fn long_en(self) -> String {
        format!("{} {}", self.weekday().name_en(), self.medium_en())
    }

    /// Month and year in English: `Azar 1405`.
    pub fn month_year_en(self) -> String {
        format!("{} {}", month_name_en(self.month()), self.year())
    }

    /// Season of the quarter in Persian: «پاییز».
    pub fn season(self) -> &'static str {
        SEASONS[usize::from(self.quarter() - 1)].0
    }

    /// Season of the quarter in English: `autumn`.
    pub fn season_en(self) -> &'static str {
        SEASONS[usize::from(self.quarter() - 1)].1
    }
}
