//! A half-year of the Solar Hijri calendar, and the report about it: numbers of which none tells of a few people. Pure.

use std::fmt;
use std::str::FromStr;

use persian::Date;
use serde::{Deserialize, Serialize};
use store::Timestamp;

use crate::publication::model::suppression::suppress;

/// A half-year; written `1405-h1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HalfYear {
    /// Year.
    pub year: u16,
    /// Whether it is the second half, from Mehr on.
    pub second: bool,
}

impl HalfYear {
    /// The half-year in Tehran of a moment.
    pub fn of(at: Timestamp) -> Self {
        let date = persian::tehran_date(at.0);
        Self {
            year: date.year(),
            second: date.month() > 6,
        }
    }

    /// The next one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self {
            year: if self.second {
                self.year + 1
            } else {
                self.year
            },
            second: !self.second,
        }
    }

    /// The first day.
    pub fn first(self) -> Date {
        // The year comes from a date, or was checked when it was read.
        Date::new(self.year, if self.second { 7 } else { 1 }, 1).unwrap_or(Date::MIN)
    }

    /// The first moment in Tehran.
    pub fn start(self) -> Timestamp {
        Timestamp(persian::tehran_micros(self.first(), 0, 0))
    }

    /// The moment at which it is over.
    pub fn end(self) -> Timestamp {
        self.next().start()
    }
}

impl fmt::Display for HalfYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-h{}", self.year, if self.second { 2 } else { 1 })
    }
}

impl FromStr for HalfYear {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (year, half) = text.split_once("-h").ok_or(())?;
        let year: u16 = year.parse().map_err(|_| ())?;
        let second = match half {
            "1" => false,
            "2" => true,
            _ => return Err(()),
        };
        Date::new(year, 1, 1).map_err(|_| ())?;
        let read = Self { year, second };
        // One address for one half-year: no sign, no zeros before.
        if read.to_string() == text {
            Ok(read)
        } else {
            Err(())
        }
    }
}

/// A kind of thing in a group, with how many; none: hidden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Word in data.
    pub code: String,
    /// How many.
    pub n: Option<u64>,
}

/// A number and of what it is made; none: hidden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Word in data.
    pub code: String,
    /// All together.
    pub n: Option<u64>,
    /// Of what it is made.
    pub cells: Vec<Cell>,
}

/// Hides what tells of a few people: a total below `least` with all of its cells, else the small cells and whatever would let them be
/// worked out from the total.
pub fn group(code: &str, counts: &[(&str, u64)], least: u64) -> Group {
    let total: u64 = counts.iter().map(|(_, n)| n).sum();
    let small = (1..least).contains(&total);
    let numbers: Vec<u64> = counts.iter().map(|(_, n)| *n).collect();
    let hidden = if small {
        vec![true; counts.len()]
    } else {
        suppress(&numbers, &[], least)
    };
    Group {
        code: code.to_owned(),
        n: (!small).then_some(total),
        cells: counts
            .iter()
            .zip(hidden)
            .map(|((code, n), hide)| Cell {
                code: (*code).to_owned(),
                n: (!hide).then_some(*n),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_year_ends_where_the_next_begins() {
        let one: HalfYear = "1405-h1".parse().unwrap();
        assert_eq!(one.next().to_string(), "1405-h2");
        assert_eq!(one.next().next().to_string(), "1406-h1");
        // 1 Mehr 1405 is 23 September 2026, 1 Farvardin 1405 is 21 March 2026; Tehran is three and a half hours ahead.
        assert_eq!(one.start().rfc3339(), "2026-03-20T20:30:00Z");
        assert_eq!(one.end().rfc3339(), "2026-09-22T20:30:00Z");
        for wrong in [
            "1405-h3", "1405", "01405-h1", "+1405-h1", "0-h1", "1405-h01", "٪",
        ] {
            assert!(wrong.parse::<HalfYear>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn few_are_hidden_and_cannot_be_worked_out() {
        let told = group("gifts", &[("refused", 3), ("returned", 2)], 10);
        assert_eq!((told.n, told.cells[0].n), (None, None));
        let told = group(
            "gifts",
            &[("refused", 40), ("returned", 3), ("kept", 0)],
            10,
        );
        assert_eq!(told.n, Some(43));
        assert_eq!(
            told.cells.iter().filter(|cell| cell.n.is_none()).count(),
            3,
            "43 less what is shown must not tell of three: {told:?}"
        );
        let told = group("gifts", &[("refused", 0), ("returned", 0)], 10);
        assert_eq!((told.n, told.cells[0].n), (Some(0), Some(0)));
    }
}
