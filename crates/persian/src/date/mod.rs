//! Dates of the Solar Hijri calendar (گاه‌شماری هجری خورشیدی), the official calendar of Iran since 1304.
//!
//! Conversion is `icu_calendar`'s: leap years by the 33-year rule with the corrections that make it agree with the astronomical
//! definition for the meridian 52.5° E. Years 1178 to 1799 (Gregorian 1799 to 2421) are accepted, so that no Gregorian year passes for a solar one.

mod error;
mod format;
mod parse;
mod tehran;

use icu_calendar::Date as IcuDate;
use icu_calendar::cal::{Iso, Persian};
use icu_calendar::types::RataDie;
use serde::{Deserialize, Serialize};

pub use error::DateError;
pub use format::{MONTHS, MONTHS_EN, month_name, month_name_en};
pub use tehran::{DateTime, tehran_date, tehran_datetime, tehran_micros};

/// First year accepted.
pub const FIRST_YEAR: u16 = 1178;

/// Last year accepted; years from 1800 on are read as Gregorian and refused.
pub const LAST_YEAR: u16 = 1799;

/// Rata die of 1970-01-01, the day that [`Date::day_number`] calls 0.
const UNIX_EPOCH: i64 = 719_163;

/// A date of the Solar Hijri calendar; always a day that exists.
///
/// Serialises as `"1405-09-01"`, whose text order is the order of dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// Day of the week, in Iranian order: the week begins on Saturday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weekday {
    /// شنبه
    Saturday,
    /// یکشنبه
    Sunday,
    /// دوشنبه
    Monday,
    /// سه‌شنبه
    Tuesday,
    /// چهارشنبه
    Wednesday,
    /// پنجشنبه
    Thursday,
    /// جمعه
    Friday,
}

impl Weekday {
    /// The seven days from Saturday to Friday.
    pub const ALL: [Self; 7] = [
        Self::Saturday,
        Self::Sunday,
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
    ];

    /// Place in the Iranian week: 0 for Saturday to 6 for Friday.
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// Whether `year` has 366 days (30 Esfand exists).
pub fn is_leap_year(year: u16) -> bool {
    IcuDate::try_new_persian(i32::from(year), 12, 1).is_ok_and(|first| first.days_in_month() == 30)
}

/// Days of a month: 31 for months 1 to 6, 30 for 7 to 11, 29 or 30 for Esfand; 0 for a month that does not exist.
pub fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        1..=6 => 31,
        7..=11 => 30,
        12 => 29 + u8::from(is_leap_year(year)),
        _ => 0,
    }
}

impl Date {
    /// First date accepted, 1 Farvardin 1178.
    pub const MIN: Self = Self {
        year: FIRST_YEAR,
        month: 1,
        day: 1,
    };

    /// Last date accepted, 29 Esfand 1799.
    pub const MAX: Self = Self {
        year: LAST_YEAR,
        month: 12,
        day: 29,
    };

    /// A date from year (1178 to 1799), month (1 to 12) and day of the month (1 to 31).
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, DateError> {
        if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
            return Err(DateError::year(u32::from(year)));
        }
        if !(1..=12).contains(&month) {
            return Err(DateError::NoSuchMonth {
                month: u32::from(month),
            });
        }
        let last = days_in_month(year, month);
        if !(1..=last).contains(&day) {
            return Err(DateError::NoSuchDay {
                year,
                month,
                day: u32::from(day),
                last,
            });
        }
        Ok(Self { year, month, day })
    }

    /// Year, 1178 to 1799.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// Month, 1 (Farvardin) to 12 (Esfand).
    pub const fn month(self) -> u8 {
        self.month
    }

    /// Day of the month, from 1.
    pub const fn day(self) -> u8 {
        self.day
    }

    /// Quarter, 1 (spring) to 4 (winter).
    pub const fn quarter(self) -> u8 {
        (self.month - 1) / 3 + 1
    }

    /// Day of the year, 1 to 366.
    pub fn day_of_year(self) -> u16 {
        let month = u16::from(self.month);
        (month - 1) * 30 + (month - 1).min(6) + u16::from(self.day)
    }

    /// Day of the week.
    pub fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday, place 5 in the Iranian week.
        let place = (self.day_number() + 5).rem_euclid(7);
        Weekday::ALL[usize::try_from(place).unwrap_or(0)]
    }

    /// Days since 1970-01-01, negative before.
    pub fn day_number(self) -> i64 {
        IcuDate::try_new_persian(i32::from(self.year), self.month, self.day)
            .map_or(0, |date| date.to_rata_die().to_i64_date() - UNIX_EPOCH)
    }

    /// The date `day_number` days after 1970-01-01, if within the years accepted.
    pub fn from_day_number(day_number: i64) -> Option<Self> {
        // Beyond this the calendar's own range could be left; it is far outside 1178 to 1799 already.
        if !(-100_000..=200_000).contains(&day_number) {
            return None;
        }
        let date = IcuDate::from_rata_die(RataDie::new(day_number + UNIX_EPOCH), Persian);
        let year = u16::try_from(date.year().extended_year())
            .ok()
            .filter(|year| (FIRST_YEAR..=LAST_YEAR).contains(year))?;
        Some(Self {
            year,
            month: date.month().ordinal,
            day: date.day_of_month().0,
        })
    }

    /// The Solar Hijri date of a Gregorian (proleptic) year, month and day.
    pub fn from_gregorian(year: i32, month: u8, day: u8) -> Result<Self, DateError> {
        let outside = DateError::NotGregorian { year, month, day };
        let date = IcuDate::try_new_iso(year, month, day).map_err(|_| outside.clone())?;
        Self::from_day_number(date.to_rata_die().to_i64_date() - UNIX_EPOCH).ok_or(outside)
    }

    /// Gregorian year, month and day.
    pub fn to_gregorian(self) -> (i32, u8, u8) {
        let date = IcuDate::from_rata_die(RataDie::new(self.day_number() + UNIX_EPOCH), Iso);
        (
            date.year().extended_year(),
            date.month().ordinal,
            date.day_of_month().0,
        )
    }

    /// The date `days` later (earlier when negative), if within the years accepted.
    pub fn add_days(self, days: i64) -> Option<Self> {
        Self::from_day_number(self.day_number().checked_add(days)?)
    }

    /// The day after, if within the years accepted.
    pub fn next_day(self) -> Option<Self> {
        if self.day < 29 || self.day < days_in_month(self.year, self.month) {
            (self != Self::MAX).then_some(Self {
                day: self.day + 1,
                ..self
            })
        } else if self.month < 12 {
            Some(Self {
                month: self.month + 1,
                day: 1,
                ..self
            })
        } else {
            (self.year < LAST_YEAR).then_some(Self {
                year: self.year + 1,
                month: 1,
                day: 1,
            })
        }
    }

    /// The day before, if within the years accepted.
    pub fn previous_day(self) -> Option<Self> {
        if self.day > 1 {
            Some(Self {
                day: self.day - 1,
                ..self
            })
        } else if self.month > 1 {
            Some(
                Self {
                    month: self.month - 1,
                    ..self
                }
                .last_of_month(),
            )
        } else {
            (self.year > FIRST_YEAR).then(|| {
                Self {
                    year: self.year - 1,
                    month: 12,
                    ..self
                }
                .last_of_month()
            })
        }
    }

    /// The date `months` later (earlier when negative) on the same day, or on the last day of a month that is too short.
    pub fn add_months(self, months: i32) -> Option<Self> {
        let from_year_zero = i32::from(self.year) * 12 + i32::from(self.month) - 1;
        let target = from_year_zero.checked_add(months)?;
        let year = u16::try_from(target.div_euclid(12)).ok()?;
        let month = u8::try_from(target.rem_euclid(12) + 1).ok()?;
        Self::new(year, month, self.day.min(days_in_month(year, month))).ok()
    }

    /// Days from this date to `other`; negative if `other` is earlier.
    pub fn days_until(self, other: Self) -> i64 {
        other.day_number() - self.day_number()
    }

    /// First day of this date's month.
    #[must_use]
    pub const fn first_of_month(self) -> Self {
        Self { day: 1, ..self }
    }

    /// Last day of this date's month.
    #[must_use]
    pub fn last_of_month(self) -> Self {
        Self {
            day: days_in_month(self.year, self.month),
            ..self
        }
    }

    /// Whether this date's year has 366 days.
    pub fn is_leap_year(self) -> bool {
        is_leap_year(self.year)
    }
}

impl TryFrom<String> for Date {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.iso()
    }
}

#[cfg(test)]
mod tests;
