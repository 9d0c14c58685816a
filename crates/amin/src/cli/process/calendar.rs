//! Months, weeks and days off in the calendar asked for.

use eventlog::measure::{self, DayKind, Local};
use persian::Date;
use persian::calendar::{FRIDAY, official_holidays};

use super::log_args::{Calendar, LogArgs};

const DAY: i64 = 86_400_000_000;

/// Year and month of a moment.
pub(super) fn month_of(calendar: Calendar) -> &'static dyn Fn(i64) -> (i64, u8) {
    match calendar {
        Calendar::Gregorian => &measure::gregorian_month,
        Calendar::Solar => &solar_month,
    }
}

fn solar_month(at: i64) -> (i64, u8) {
    let date = persian::tehran_date(at);
    (i64::from(date.year()), date.month())
}

/// The first day of the week of a moment, as days since 1970-01-01: Monday in UTC, or Saturday in Iran's time.
pub(super) fn week_of(calendar: Calendar) -> &'static dyn Fn(i64) -> i64 {
    match calendar {
        Calendar::Gregorian => &measure::iso_week,
        Calendar::Solar => &solar_week,
    }
}

fn solar_week(at: i64) -> i64 {
    let date = persian::tehran_date(at);
    let since_saturday = i64::try_from(date.weekday().index()).unwrap_or(0);
    date.day_number() - since_saturday
}

/// A day (days since 1970-01-01) as `YYYY-MM-DD` in the calendar.
pub(super) fn day(calendar: Calendar, number: i64) -> String {
    match calendar {
        Calendar::Solar => Date::from_day_number(number).map_or_else(String::new, Date::iso),
        Calendar::Gregorian => {
            let mut text = eventlog::to_rfc3339(number.saturating_mul(DAY));
            text.truncate(10);
            text
        }
    }
}

/// The day of a moment, as any number that differs from day to day: at the offset of the log, or in Iran's time.
pub(super) fn day_of(args: &LogArgs) -> Box<dyn Fn(i64) -> i64> {
    let offset = i64::from(args.offset) * 1_000_000;
    match args.calendar {
        Calendar::Gregorian => Box::new(move |at| at.saturating_add(offset).div_euclid(DAY)),
        Calendar::Solar => Box::new(|at| persian::tehran_date(at).day_number()),
    }
}

/// What day and hour it was at a moment: by Iran's official calendar with Friday off, or at the offset of the log with Saturday and Sunday off.
pub(super) fn local(args: &LogArgs) -> Result<Box<dyn Fn(i64) -> Local>, String> {
    let offset = i64::from(args.offset) * 1_000_000;
    if matches!(args.calendar, Calendar::Gregorian) {
        return Ok(Box::new(move |at| {
            let local = at.saturating_add(offset);
            // 1970-01-01 was a Thursday; Monday is 0.
            let weekday = (local.div_euclid(DAY) + 3).rem_euclid(7);
            Local {
                day: if weekday < 5 {
                    DayKind::Working
                } else {
                    DayKind::Weekend
                },
                of_day: local.rem_euclid(DAY),
            }
        }));
    }
    let calendar = persian::calendar::Calendar::new(FRIDAY, official_holidays())
        .map_err(|why| why.to_string())?;
    Ok(Box::new(move |at| {
        let there = persian::tehran_datetime(at);
        let minutes = i64::from(there.hour) * 60 + i64::from(there.minute);
        let day = if calendar.holidays_on(there.date).next().is_some() {
            DayKind::Holiday
        } else if calendar.weekend()[there.date.weekday().index()] {
            DayKind::Weekend
        } else {
            DayKind::Working
        };
        // Offsets are whole minutes, so that seconds are the same everywhere.
        Local {
            day,
            of_day: minutes * 60_000_000 + at.rem_euclid(60_000_000),
        }
    }))
}
