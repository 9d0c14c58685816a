//! Working days of Iran: a weekend, and holidays that are data.
//!
//! The lunar holidays move by about eleven days a year and depend on the sighting of the moon, so no rule gives them: they are rows with a
//! source, which the program's users edit. [`official_holidays`] is the table to start from.

mod official;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use official::official_holidays;

use crate::date::{Date, FIRST_YEAR, LAST_YEAR, Weekday, days_in_month};

/// On which day or days a holiday falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HolidayRule {
    /// One date, as of a lunar holiday or a day declared a holiday.
    Once(Date),
    /// The same day of every Solar Hijri year; 30 Esfand falls in leap years only.
    Yearly {
        /// Month, 1 to 12.
        month: u8,
        /// Day of the month, from 1.
        day: u8,
    },
}

/// A holiday with its origin.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Holiday {
    /// When it falls.
    pub rule: HolidayRule,
    /// Name in Persian.
    pub name: String,
    /// Name in English.
    pub name_en: String,
    /// Where the row comes from, in Persian.
    pub source: String,
    /// Whether somebody compared the row with the official calendar; a page shows «تأیید نشده» where not.
    pub verified: bool,
    /// First date on which the row holds, if it has one.
    pub valid_from: Option<Date>,
    /// Last date on which the row holds, if it has one.
    pub valid_to: Option<Date>,
}

impl Holiday {
    /// Whether the holiday falls on `date` and holds then.
    pub fn falls_on(&self, date: Date) -> bool {
        let falls = match self.rule {
            HolidayRule::Once(once) => once == date,
            HolidayRule::Yearly { month, day } => (date.month(), date.day()) == (month, day),
        };
        falls
            && self.valid_from.is_none_or(|from| from <= date)
            && self.valid_to.is_none_or(|to| date <= to)
    }
}

/// Why a calendar cannot be made or a date cannot be reached.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CalendarError {
    /// Every day of the week is marked as weekend.
    #[error("every day of the week is a weekend: leave at least one working day")]
    NoWorkingDay,
    /// A yearly holiday on a day that no year has.
    #[error("holiday {name:?} falls on day {day} of month {month}, which no year has")]
    NoSuchDay {
        /// Name of the holiday.
        name: String,
        /// Month as given.
        month: u8,
        /// Day as given.
        day: u8,
    },
    /// The count leads out of the years that dates cover.
    #[error("{days} working days from {start} lead outside the years {FIRST_YEAR} to {LAST_YEAR}")]
    OutOfRange {
        /// Where the count began.
        start: Date,
        /// Working days to count.
        days: i64,
    },
}

impl CalendarError {
    /// The sentence shown to a Persian reader.
    pub fn to_persian(&self) -> String {
        match self {
            Self::NoWorkingDay => {
                "همه روزهای هفته تعطیل است؛ دست‌کم یک روز کاری بگذارید.".to_owned()
            }
            Self::NoSuchDay { name, month, day } => crate::digits::to_persian(&format!(
                "تعطیلی «{name}» در روز {day} ماه {month} است که در هیچ سالی نیست."
            )),
            Self::OutOfRange { start, days } => crate::digits::to_persian(&format!(
                "شمارش {days} روز کاری از {start} به تاریخی بیرون از بازه سال‌ها می‌رسد."
            )),
        }
    }
}

/// Weekend of Friday alone.
pub const FRIDAY: [bool; 7] = [false, false, false, false, false, false, true];

/// Weekend of Thursday and Friday.
pub const THURSDAY_FRIDAY: [bool; 7] = [false, false, false, false, false, true, true];

/// A working-day calendar: a weekend and a list of holidays, indexed by day.
#[derive(Debug, Clone)]
pub struct Calendar {
    weekend: [bool; 7],
    holidays: Vec<Holiday>,
    once: BTreeMap<Date, Vec<usize>>,
    /// Places of yearly holidays in `holidays`, at `(month - 1) * 31 + day - 1`.
    yearly: Vec<Vec<usize>>,
}

/// Place of a day in the table of yearly holidays.
const fn day_place(month: u8, day: u8) -> usize {
    (month as usize - 1) * 31 + day as usize - 1
}

impl Calendar {
    /// A calendar whose `weekend` starts with Saturday ([`FRIDAY`], [`THURSDAY_FRIDAY`]) and whose holidays are the given rows.
    pub fn new(weekend: [bool; 7], holidays: Vec<Holiday>) -> Result<Self, CalendarError> {
        if weekend.iter().all(|off| *off) {
            return Err(CalendarError::NoWorkingDay);
        }
        let mut once: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
        let mut yearly = vec![Vec::new(); 12 * 31];
        for (place, holiday) in holidays.iter().enumerate() {
            match holiday.rule {
                HolidayRule::Once(date) => once.entry(date).or_default().push(place),
                // 1403 is a leap year, so it has every day that any year has.
                HolidayRule::Yearly { month, day }
                    if (1..=days_in_month(1403, month)).contains(&day) =>
                {
                    yearly[day_place(month, day)].push(place);
                }
                HolidayRule::Yearly { month, day } => {
                    return Err(CalendarError::NoSuchDay {
                        name: holiday.name.clone(),
                        month,
                        day,
                    });
                }
            }
        }
        Ok(Self {
            weekend,
            holidays,
            once,
            yearly,
        })
    }

    /// The rows given.
    pub fn holidays(&self) -> &[Holiday] {
        &self.holidays
    }

    /// The weekend, Saturday first.
    pub const fn weekend(&self) -> [bool; 7] {
        self.weekend
    }

    /// The holidays of a date, in the order of the rows; empty on an ordinary day, weekend or not.
    pub fn holidays_on(&self, date: Date) -> impl Iterator<Item = &Holiday> {
        let yearly = self.yearly[day_place(date.month(), date.day())].iter();
        let once = self
            .once
            .get(&date)
            .map(Vec::as_slice)
            .unwrap_or_default()
            .iter();
        yearly
            .chain(once)
            .map(|place| &self.holidays[*place])
            .filter(move |holiday| holiday.falls_on(date))
    }

    /// Whether a date is neither weekend nor holiday.
    pub fn is_working_day(&self, date: Date) -> bool {
        self.works(date, date.weekday())
    }

    fn works(&self, date: Date, weekday: Weekday) -> bool {
        !self.weekend[weekday.index()] && self.holidays_on(date).next().is_none()
    }

    /// Whether the rows hold any holiday of that year that falls on a single date: where not, the year's lunar holidays are missing and
    /// deadlines in it may come out too early.
    pub fn covers_year(&self, year: u16) -> bool {
        self.once.keys().any(|date| date.year() == year)
    }

    /// The `days`-th working day after `start`, which itself is not counted; before it when negative; `start` unchanged for 0.
    ///
    /// A deadline of ten working days from a receipt is `add_working_days(receipt, 10)`: its last moment is the end of that day.
    pub fn add_working_days(&self, start: Date, days: i64) -> Result<Date, CalendarError> {
        let mut walk = Walk::new(start);
        let mut left = days.unsigned_abs();
        while left > 0 {
            let moved = if days > 0 {
                walk.forward()
            } else {
                walk.back()
            };
            moved.ok_or(CalendarError::OutOfRange { start, days })?;
            left -= u64::from(self.works(walk.date, walk.weekday));
        }
        Ok(walk.date)
    }

    /// The date itself if it is a working day, else the next one that is.
    pub fn next_working_day_from(&self, date: Date) -> Result<Date, CalendarError> {
        if self.is_working_day(date) {
            Ok(date)
        } else {
            self.add_working_days(date, 1)
        }
    }

    /// Working days after `start` up to and including `end`; when `end` is earlier, minus those from `end` up to the day before `start`.
    ///
    /// It undoes [`Self::add_working_days`]: the working days from `start` to `add_working_days(start, n)` are `n`.
    pub fn working_days_between(&self, start: Date, end: Date) -> i64 {
        let mut walk = Walk::new(start);
        let mut count = 0;
        while walk.date < end && walk.forward().is_some() {
            count += i64::from(self.works(walk.date, walk.weekday));
        }
        while walk.date > end && walk.back().is_some() {
            count -= i64::from(self.works(walk.date, walk.weekday));
        }
        count
    }
}

/// A date with its weekday, moved day by day without converting through day numbers.
struct Walk {
    date: Date,
    weekday: Weekday,
}

impl Walk {
    fn new(date: Date) -> Self {
        Self {
            date,
            weekday: date.weekday(),
        }
    }

    fn forward(&mut self) -> Option<()> {
        self.date = self.date.next_day()?;
        self.weekday = Weekday::ALL[(self.weekday.index() + 1) % 7];
        Some(())
    }

    fn back(&mut self) -> Option<()> {
        self.date = self.date.previous_day()?;
        self.weekday = Weekday::ALL[(self.weekday.index() + 6) % 7];
        Some(())
    }
}

#[cfg(test)]
mod tests;
