//! Solar Hijri months as periods of figures.

use std::fmt;
use std::str::FromStr;

use persian::Date;
use store::Timestamp;

/// A Solar Hijri month; written `1405-09`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// Year.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
}

impl Month {
    /// The month in Tehran of a moment.
    pub fn of(at: Timestamp) -> Self {
        let date = persian::tehran_date(at.0);
        Self {
            year: date.year(),
            month: date.month(),
        }
    }

    /// The next month.
    #[must_use]
    pub const fn next(self) -> Self {
        if self.month == 12 {
            Self {
                year: self.year + 1,
                month: 1,
            }
        } else {
            Self {
                year: self.year,
                month: self.month + 1,
            }
        }
    }

    /// The first moment of the month in Tehran.
    pub fn start(self) -> Timestamp {
        Timestamp(persian::tehran_micros(self.first(), 0, 0))
    }

    /// The moment at which figures of this month are closed: the end of the month after it, when the answers to nearly all its
    /// messages were due (ten working days and the time for an objection).
    pub fn closes(self) -> Timestamp {
        self.next().next().start()
    }

    /// The first day.
    pub fn first(self) -> Date {
        // Both numbers come from a date.
        Date::new(self.year, self.month, 1).unwrap_or(Date::MIN)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = ();

    /// Reads `1405-09`; Persian digits are accepted.
    fn from_str(text: &str) -> Result<Self, ()> {
        let text = persian::to_ascii(text.trim());
        let (year, month) = text.split_once('-').ok_or(())?;
        let date = Date::new(year.parse().map_err(drop)?, month.parse().map_err(drop)?, 1)
            .map_err(drop)?;
        Ok(Self {
            year: date.year(),
            month: date.month(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_closes_at_the_end_of_the_next_one() {
        let month: Month = "۱۴۰۵-۱۱".parse().unwrap();
        assert_eq!(month.to_string(), "1405-11");
        assert_eq!(month.next().next().to_string(), "1406-01");
        // 1406/1/1 is 2027-03-21; midnight in Tehran is 20:30 UTC of the day before.
        assert_eq!(month.closes().rfc3339(), "2027-03-20T20:30:00Z");
        assert!(
            "1405-13".parse::<Month>().is_err()
                && "1405".parse::<Month>().is_err()
                && "month".parse::<Month>().is_err()
        );
    }
}
