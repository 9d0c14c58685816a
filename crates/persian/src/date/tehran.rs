//! Iran's civil time: UTC+3:30, with summer time in the years before 1402 as the tz database records it.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Date;

static TEHRAN: TimeZone = jiff::tz::get!("Asia/Tehran");

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// A Solar Hijri date with the hour and minute in Iran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime {
    /// The date in Iran.
    pub date: Date,
    /// Hour, 0 to 23.
    pub hour: u8,
    /// Minute, 0 to 59.
    pub minute: u8,
}

impl DateTime {
    /// «۱۴۰۵/۰۹/۰۱ ۱۴:۰۵».
    pub fn numeric(self) -> String {
        crate::digits::to_persian(&format!(
            "{} {:02}:{:02}",
            self.date, self.hour, self.minute
        ))
    }

    /// «یکشنبه ۱ آذر ۱۴۰۵، ساعت ۱۴:۰۵».
    pub fn long(self) -> String {
        format!("{}، ساعت {}", self.date.long(), self.time())
    }

    /// `Sunday 1 Azar 1405, 14:05`.
    pub fn long_en(self) -> String {
        format!(
            "{}, {:02}:{:02}",
            self.date.long_en(),
            self.hour,
            self.minute
        )
    }

    /// «۱۴:۰۵».
    pub fn time(self) -> String {
        crate::digits::to_persian(&format!("{:02}:{:02}", self.hour, self.minute))
    }
}

/// Offset of Iran's time from UTC at an instant, in microseconds.
fn offset(micros: i64) -> i64 {
    let second =
        Timestamp::from_second(micros.div_euclid(1_000_000)).unwrap_or(Timestamp::UNIX_EPOCH);
    i64::from(TEHRAN.to_offset(second).seconds()) * 1_000_000
}

/// The date in Iran at an instant, in microseconds since 1970-01-01T00:00Z.
///
/// An instant outside the years accepted gives the first or the last date ([`Date::MIN`], [`Date::MAX`]), so that a page
/// can always show something; no clock of this program's time gives one.
pub fn tehran_date(micros: i64) -> Date {
    tehran_datetime(micros).date
}

/// Date, hour and minute in Iran at an instant, in microseconds since 1970-01-01T00:00Z; seconds are cut off. Range as [`tehran_date`].
pub fn tehran_datetime(micros: i64) -> DateTime {
    let local = micros.saturating_add(offset(micros));
    let date = Date::from_day_number(local.div_euclid(DAY)).unwrap_or(if micros < 0 {
        Date::MIN
    } else {
        Date::MAX
    });
    let minutes = local.rem_euclid(DAY) / 60_000_000;
    DateTime {
        date,
        hour: u8::try_from(minutes / 60).unwrap_or(0),
        minute: u8::try_from(minutes % 60).unwrap_or(0),
    }
}

/// The instant, in microseconds since 1970-01-01T00:00Z, at which clocks in Iran show `date` with `hour` and `minute`.
///
/// Hours above 23 and minutes above 59 run on into the following hours and days, so that (date, 24, 0) is the end of a day. Of the two
/// instants that an autumn night of summer time had, the earlier one; for a time that a spring night left out, the instant as far after the change.
pub fn tehran_micros(date: Date, hour: u8, minute: u8) -> i64 {
    let local = date.day_number() * DAY + (i64::from(hour) * 60 + i64::from(minute)) * 60_000_000;
    // Offsets half a day to either side are those before and after a change close by.
    let before = local - offset(local - DAY);
    let after = local - offset(local + DAY);
    if before + offset(before) == local || after + offset(after) != local {
        before
    } else {
        after
    }
}
