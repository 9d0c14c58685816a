//! Deadlines in working days: pure arithmetic over a calendar and the rules of an organisation.

use persian::{Calendar, CalendarError, tehran_date, tehran_micros};
use store::Timestamp;

/// A deadline rule as it holds now: how long, and from which share on it is said to be near.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// Working days, from 1.
    pub working_days: i64,
    /// Percent of the working days after which the matter is marked as near its deadline, 0 to 100.
    pub warn_share: i64,
}

/// A computed deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// Last second of the last day, in Tehran.
    pub at: Timestamp,
    /// From here on it is near.
    pub warn_at: Timestamp,
}

/// The last second of a day in Tehran.
fn end_of(date: persian::Date) -> Timestamp {
    Timestamp(tehran_micros(date, 23, 59)).plus_seconds(59)
}

/// The deadline of a term that begins at `start`: the day of the beginning is not counted.
pub fn from(calendar: &Calendar, term: Term, start: Timestamp) -> Result<Deadline, CalendarError> {
    let day = tehran_date(start.0);
    let at = end_of(calendar.add_working_days(day, term.working_days)?);
    // Rounded up: of ten days with 70 percent the warning begins when the seventh ends.
    let quiet = (term.working_days * term.warn_share).div_euclid(100)
        + i64::from((term.working_days * term.warn_share).rem_euclid(100) > 0);
    Ok(Deadline {
        at,
        warn_at: end_of(calendar.add_working_days(day, quiet)?),
    })
}

/// A deadline moved by the working days of a pause: those after the day of its beginning up to the day of its end.
pub fn moved(
    calendar: &Calendar,
    deadline: Deadline,
    paused_at: Timestamp,
    resumed_at: Timestamp,
) -> Result<(Deadline, i64), CalendarError> {
    let days = calendar
        .working_days_between(tehran_date(paused_at.0), tehran_date(resumed_at.0))
        .max(0);
    let later = |at: Timestamp| {
        Ok::<_, CalendarError>(end_of(calendar.add_working_days(tehran_date(at.0), days)?))
    };
    if days == 0 {
        return Ok((deadline, 0));
    }
    Ok((
        Deadline {
            at: later(deadline.at)?,
            warn_at: later(deadline.warn_at)?,
        },
        days,
    ))
}

/// Working days from now until a deadline; negative once it has passed.
pub fn left(calendar: &Calendar, now: Timestamp, at: Timestamp) -> i64 {
    calendar.working_days_between(tehran_date(now.0), tehran_date(at.0))
}
