//! Dates as publishers write them.
//!
//! OCDS asks for RFC 3339. Found in the wild: a space for the `T`, seven decimals, no zone, no time. Compared as text, all of
//! them give wrong answers: `2021-11-01 16:05` stands before `2021-11-01T16:00Z`, since a space sorts before a letter.

/// A moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// Microseconds since 1970-01-01T00:00:00Z.
    pub micros: i64,
    /// How exactly it is known.
    pub precision: Precision,
}

/// How exactly a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// Date, time and zone.
    Zoned,
    /// Date and time; the zone is the stated default.
    Assumed,
    /// The day alone; midnight in the default zone.
    Day,
}

/// Microseconds in a day.
pub const DAY: i64 = 86_400_000_000;

impl Moment {
    /// The last microsecond that it covers: a day lasts until its end.
    pub fn last(self) -> i64 {
        match self.precision {
            Precision::Day => self.micros + DAY - 1,
            Precision::Zoned | Precision::Assumed => self.micros,
        }
    }
}

/// Reads a date: `YYYY-MM-DD`, then optionally `T` or a space with `HH:MM[:SS[.fraction]]`, then optionally `Z` or `±HH[:]MM`.
/// `offset` (seconds east of UTC) is that of a date without a zone.
///
/// ```
/// use procurement::time::{Precision, parse};
/// let a = parse("2021-11-01 12:43:40.7880780", 0).unwrap();
/// let b = parse("2021-11-01T16:13:40.788078+03:30", 0).unwrap();
/// assert_eq!((a.micros, a.precision), (b.micros, Precision::Assumed));
/// assert_eq!(parse("2021-02-29", 0), None);
/// ```
pub fn parse(text: &str, offset: i32) -> Option<Moment> {
    let bytes = text.trim().as_bytes();
    let (year, rest) = number(bytes, 4)?;
    let (month, rest) = number(expect(rest, b"-")?, 2)?;
    let (day, rest) = number(expect(rest, b"-")?, 2)?;
    let midnight = days(year, month, day)? * DAY;
    let assumed = i64::from(offset) * 1_000_000;
    if rest.is_empty() {
        return Some(Moment {
            micros: midnight - assumed,
            precision: Precision::Day,
        });
    }
    let (hour, rest) = number(expect(rest, b"Tt ")?, 2)?;
    let (minute, mut rest) = number(expect(rest, b":")?, 2)?;
    let (mut second, mut fraction) = (0, 0);
    if let Some(after) = expect(rest, b":") {
        (second, rest) = number(after, 2)?;
        if let Some(after) = expect(rest, b".,") {
            (fraction, rest) = decimals(after)?;
        }
    }
    if hour > 24 || minute > 59 || second > 60 || (hour == 24 && minute + second + fraction > 0) {
        return None;
    }
    let local = midnight + ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction;
    let (east, precision) = match rest {
        [] => (assumed, Precision::Assumed),
        [b'Z' | b'z'] => (0, Precision::Zoned),
        rest => (zone(rest)?, Precision::Zoned),
    };
    Some(Moment {
        micros: local - east,
        precision,
    })
}

/// Microseconds east of UTC.
fn zone(text: &[u8]) -> Option<i64> {
    let sign = match text.first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, rest) = number(&text[1..], 2)?;
    let rest = expect(rest, b":").unwrap_or(rest);
    let (minutes, rest) = if rest.is_empty() {
        (0, rest)
    } else {
        number(rest, 2)?
    };
    (rest.is_empty() && hours <= 23 && minutes <= 59)
        .then_some(sign * (hours * 60 + minutes) * 60_000_000)
}

fn expect<'t>(text: &'t [u8], any: &[u8]) -> Option<&'t [u8]> {
    any.contains(text.first()?).then(|| &text[1..])
}

fn number(text: &[u8], digits: usize) -> Option<(i64, &[u8])> {
    let (head, rest) = text.split_at_checked(digits)?;
    let mut value = 0;
    for &byte in head {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value * 10 + i64::from(byte - b'0');
    }
    Some((value, rest))
}

/// Decimals of a second as microseconds; further ones are cut off.
fn decimals(text: &[u8]) -> Option<(i64, &[u8])> {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if count == 0 {
        return None;
    }
    let mut micros = 0;
    let digits = text[..count].iter().map(|byte| byte - b'0');
    for digit in digits.chain([0; 6]).take(6) {
        micros = micros * 10 + i64::from(digit);
    }
    Some((micros, &text[count..]))
}

/// Days since 1970-01-01 of a Gregorian date.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        _ => return None,
    };
    if day < 1 || day > length {
        return None;
    }
    // Howard Hinnant's days_from_civil: years begin in March, so that the leap day is the last.
    let shifted = year - i64::from(month <= 2);
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Figures of GNU date (`date -u -d … +%s`).
    #[test]
    fn known_moments() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T12:30:15Z", 951_827_415),
            ("2021-11-05T10:00:00-04:00", 1_636_120_800),
            ("1899-12-31T23:59:59Z", -2_208_988_801),
            ("2025-08-03T08:00:00+0330", 1_754_195_400),
            ("2026-03-21", 1_774_051_200),
        ] {
            let moment = parse(text, 0).unwrap();
            assert_eq!(moment.micros, seconds * 1_000_000, "{text}");
        }
    }

    #[test]
    fn the_default_zone_is_for_dates_without_one() {
        let at = |text| parse(text, 12_600).unwrap().micros;
        assert_eq!(at("2026-03-21T03:30:00"), at("2026-03-21T00:00:00Z"));
        assert_eq!(
            at("2026-03-21") + 12_600_000_000,
            at("2026-03-21T00:00:00Z")
        );
    }

    #[test]
    fn nonsense_is_no_date() {
        for text in [
            "",
            "2021",
            "2021-13-01",
            "2021-04-31",
            "2021-01-01T25:00",
            "2021-01-01T10:00:61",
            "2021-01-01T10:00:00+24:00",
            "2021-01-01T10",
            "invalid",
            "2021-01-01T10:00:00.Z",
            "۲۰۲۱-۰۱-۰۱",
            "2021-01-01T24:00:01Z",
        ] {
            assert_eq!(parse(text, 0), None, "{text}");
        }
    }
}
