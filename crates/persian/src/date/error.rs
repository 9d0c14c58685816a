//! What can be wrong with a date, as sentences in both languages.

use thiserror::Error;

use super::format::{month_name, month_name_en};
use crate::digits::to_persian;

/// Why a text or a triple is no Solar Hijri date.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DateError {
    /// Nothing was written.
    #[error("the date is empty: write it as 1405/09/01")]
    Empty,
    /// The text has not the shape of a date.
    #[error("{text:?} is not a date: write year/month/day as 1405/09/01")]
    Shape {
        /// What was written, at most 40 characters of it.
        text: String,
    },
    /// A year of one to three digits.
    #[error("the year {year:?} is short: write all four digits, as 1405")]
    ShortYear {
        /// The year as written, in ASCII digits.
        year: String,
    },
    /// A year that can only be Gregorian.
    #[error("the year {year} is Gregorian: write the Solar Hijri date, as 1405/09/01")]
    GregorianYear {
        /// The year.
        year: u32,
    },
    /// A year outside 1178 to 1799.
    #[error("the year {year} is outside 1178 to 1799")]
    YearOutOfRange {
        /// The year.
        year: u32,
    },
    /// A month outside 1 to 12.
    #[error("there is no month {month}: months are 1 to 12")]
    NoSuchMonth {
        /// The month.
        month: u32,
    },
    /// A day that the month has not.
    #[error("{} {year} has {last} days: day {day} does not exist", month_name_en(*month))]
    NoSuchDay {
        /// Year.
        year: u16,
        /// Month, 1 to 12.
        month: u8,
        /// The day asked for.
        day: u32,
        /// Last day of that month.
        last: u8,
    },
    /// The weekday written beside the date is another one.
    #[error("the day of the week does not fit: that date is a {actual}", actual = actual.name_en())]
    Weekday {
        /// The weekday of the date.
        actual: super::Weekday,
    },
    /// A Gregorian triple that is no date or lies outside the years accepted.
    #[error("{year:04}-{month:02}-{day:02} is no Gregorian date between 1799-03-21 and 2421-03-19")]
    NotGregorian {
        /// Gregorian year.
        year: i32,
        /// Month.
        month: u8,
        /// Day.
        day: u8,
    },
}

impl DateError {
    /// The error for a year that is not accepted.
    pub(super) const fn year(year: u32) -> Self {
        if year >= 1800 && year <= 2200 {
            Self::GregorianYear { year }
        } else {
            Self::YearOutOfRange { year }
        }
    }

    /// The sentence shown to a Persian reader.
    pub fn to_persian(&self) -> String {
        let text = match self {
            Self::Empty => "تاریخ خالی است؛ آن را مانند 1405/09/01 بنویسید.".to_owned(),
            Self::Shape { text } => {
                return format!("«{text}» تاریخ نیست؛ سال/ماه/روز را مانند ۱۴۰۵/۰۹/۰۱ بنویسید.");
            }
            Self::ShortYear { year } => {
                format!("سال «{year}» کوتاه است؛ هر چهار رقم سال را بنویسید، مانند 1405.")
            }
            Self::GregorianYear { year } => {
                format!("سال {year} میلادی است؛ تاریخ را به هجری خورشیدی بنویسید، مانند 1405/09/01.")
            }
            Self::YearOutOfRange { year } => format!("سال {year} بیرون از بازه 1178 تا 1799 است."),
            Self::NoSuchMonth { month } => {
                format!("ماه {month} وجود ندارد؛ شماره ماه از 1 تا 12 است.")
            }
            Self::NoSuchDay {
                year,
                month,
                day,
                last,
            } => {
                format!(
                    "{} {year}، {last} روز دارد؛ روز {day} در آن نیست.",
                    month_name(*month)
                )
            }
            Self::Weekday { actual } => format!(
                "روز هفته با تاریخ نمی‌خواند؛ آن تاریخ {} است.",
                actual.name()
            ),
            Self::NotGregorian { year, month, day } => {
                format!("{year:04}-{month:02}-{day:02} تاریخ میلادی پذیرفتنی نیست.")
            }
        };
        to_persian(&text)
    }
}
