//! Timestamps: microseconds since 1970-01-01T00:00:00Z, read and written without a time-zone database.

/// Microseconds in a second.
pub(crate) const SECOND: i64 = 1_000_000;
/// Microseconds in a day.
pub(crate) const DAY: i64 = 86_400 * SECOND;

/// Reads `YYYY-MM-DD`, optionally followed by `T` or a space and `HH:MM[:SS[.fraction]]` and an offset
/// (`Z`, `±HH:MM`, `±HHMM`, `±HH`); gives microseconds UTC.
///
/// `assumed_offset` (seconds east of Greenwich) counts where the text names none; XES tools assume 0.
/// The date may be separated with `-` or `/`. Fractions finer than a microsecond are cut.
/// Years before 1700 are not read: in municipal files they are Solar Hijri years, which the caller's own reader takes.
///
/// ```
/// use eventlog::parse_timestamp;
/// assert_eq!(parse_timestamp("1970-01-01T01:00:00.5+01:00", 0), Some(500_000));
/// assert_eq!(parse_timestamp("1970-01-02", 0), Some(86_400_000_000));
/// assert_eq!(parse_timestamp("1970-01-01 03:30", 12_600), Some(0));
/// assert_eq!(parse_timestamp("2023-02-30", 0), None);
/// assert_eq!(parse_timestamp("1402-02-30", 0), None);
/// ```
pub fn parse_timestamp(text: &str, assumed_offset: i32) -> Option<i64> {
    let bytes = text.as_bytes();
    let year = i64::from(number(bytes.get(0..4)?)?);
    let separator = *bytes.get(4)?;
    if !matches!(separator, b'-' | b'/') || *bytes.get(7)? != separator || year < 1700 {
        return None;
    }
    let (month, day) = (number(bytes.get(5..7)?)?, number(bytes.get(8..10)?)?);
    if month == 0 || month > 12 || day == 0 || day > days_in_month(year, month) {
        return None;
    }
    let midnight = days_from_civil(year, month, day) * DAY;
    let assumed = i64::from(assumed_offset) * SECOND;
    let rest = &bytes[10..];
    let Some((b'T' | b't' | b' ', clock)) = rest.split_first().map(|(first, rest)| (*first, rest))
    else {
        return rest.is_empty().then_some(midnight - assumed);
    };
    let (hour, minute) = (number(clock.get(0..2)?)?, number(clock.get(3..5)?)?);
    let (mut second, mut fraction, mut rest) = (0, 0_i64, &clock[5..]);
    if clock[2] != b':' || hour > 23 || minute > 59 {
        return None;
    }
    if rest.first() == Some(&b':') {
        second = number(rest.get(1..3)?)?;
        rest = &rest[3..];
        if let Some(b'.' | b',') = rest.first() {
            let digits = rest[1..].iter().take_while(|b| b.is_ascii_digit()).count();
            if digits == 0 {
                return None;
            }
            for place in 0..6 {
                let digit = if place < digits {
                    rest[1 + place] - b'0'
                } else {
                    0
                };
                fraction = fraction * 10 + i64::from(digit);
            }
            rest = &rest[1 + digits..];
        }
    }
    // A leap second is read as the second after it, as POSIX time does.
    if second > 60 {
        return None;
    }
    let seconds = i64::from(hour * 3600 + minute * 60 + second);
    let offset = match rest {
        [] => assumed,
        _ => offset(rest)? * SECOND,
    };
    Some(midnight + seconds * SECOND + fraction - offset)
}

/// Seconds east of Greenwich of `Z`, `±HH:MM`, `±HHMM` or `±HH`.
fn offset(bytes: &[u8]) -> Option<i64> {
    let sign = match bytes {
        [b'Z' | b'z'] => return Some(0),
        [b'+', ..] => 1,
        [b'-', ..] => -1,
        _ => return None,
    };
    let (hours, minutes) = match bytes.len() {
        3 => (number(&bytes[1..3])?, 0),
        5 => (number(&bytes[1..3])?, number(&bytes[3..5])?),
        6 if bytes[3] == b':' => (number(&bytes[1..3])?, number(&bytes[4..6])?),
        _ => return None,
    };
    (hours < 24 && minutes < 60).then(|| sign * i64::from(hours * 3600 + minutes * 60))
}

#[inline]
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |value, byte| {
        byte.is_ascii_digit()
            .then(|| value * 10 + u32::from(byte - b'0'))
    })
}

fn days_in_month(year: i64, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((i64::from(month) + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year and month (1 to 12) of a time in UTC, Gregorian; the default "month" of the monthly series.
pub(crate) fn year_month(at: i64) -> (i64, u8) {
    let (year, month, _) = civil_from_days(at.div_euclid(DAY));
    (year, month)
}

/// The inverse of [`days_from_civil`], from the same source.
fn civil_from_days(days: i64) -> (i64, u8, u8) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "month is 1 to 12, day 1 to 31"
    )]
    (year, month as u8, day as u8)
}

/// Microseconds UTC as RFC 3339, for instance `2011-10-11T11:45:40.276Z`; the fraction is left out where it is zero.
///
/// ```
/// assert_eq!(eventlog::to_rfc3339(500_000), "1970-01-01T00:00:00.5Z");
/// ```
pub fn to_rfc3339(at: i64) -> String {
    to_rfc3339_at(at, 0)
}

/// The same in the clock of a place `offset` seconds east of Greenwich, a whole number of minutes.
///
/// ```
/// assert_eq!(eventlog::to_rfc3339_at(0, 12_600), "1970-01-01T03:30:00+03:30");
/// ```
pub fn to_rfc3339_at(at: i64, offset: i32) -> String {
    let zone = match offset / 60 {
        0 => "Z".to_owned(),
        minutes => {
            let sign = if minutes < 0 { '-' } else { '+' };
            let minutes = minutes.unsigned_abs();
            format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
    };
    let at = at + i64::from(offset / 60 * 60) * SECOND;
    let (year, month, day) = civil_from_days(at.div_euclid(DAY));
    let of_day = at.rem_euclid(DAY);
    let (seconds, fraction) = (of_day / SECOND, of_day % SECOND);
    let clock = format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    );
    if fraction == 0 {
        return clock + &zone;
    }
    let fraction = format!("{fraction:06}");
    format!("{clock}.{}{zone}", fraction.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn agrees_with_jiff_on_every_day_of_eight_centuries() {
        let mut date = jiff::civil::date(1700, 1, 1);
        let epoch = jiff::civil::date(1970, 1, 1);
        while date.year() < 2500 {
            let days = i64::from(epoch.until(date).unwrap().get_days());
            assert_eq!(parse_timestamp(&date.to_string(), 0), Some(days * DAY));
            assert_eq!(to_rfc3339(days * DAY), format!("{date}T00:00:00Z"));
            date = date.tomorrow().unwrap();
        }
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in [
            "",
            "2020",
            "2020-1-1",
            "2020-13-01",
            "2020-00-10",
            "2020-02-30",
            "2020-01-01T",
            "2020-01-01T24:00:00",
            "2020-01-01T10:60",
            "2020-01-01T10:00:61",
            "2020-01-01T10:00:00.",
            "2020-01-01T10:00:00+1",
            "2020-01/01",
            "2020-01-01T10:00:00+25:00",
            "۱۴۰۴/۰۵/۱۲",
            "2020-01-01Tabc",
            "2020-01-01T10:00:00 Z",
        ] {
            assert_eq!(parse_timestamp(text, 0), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn agrees_with_jiff(micros in -8_000_000_000_000_000_i64..10_000_000_000_000_000, offset in -1439_i32..=1439) {
            let stamp = jiff::Timestamp::from_microsecond(micros).unwrap();
            prop_assert_eq!(parse_timestamp(&stamp.to_string(), 999), Some(micros));
            prop_assert_eq!(to_rfc3339(micros), stamp.to_string());
            let there = jiff::tz::Offset::from_seconds(offset * 60).unwrap();
            prop_assert_eq!(parse_timestamp(&stamp.display_with_offset(there).to_string(), 999), Some(micros));
            let written = to_rfc3339_at(micros, offset * 60);
            prop_assert_eq!(written.parse::<jiff::Timestamp>().unwrap(), stamp);
            prop_assert_eq!(&written[..19], &stamp.display_with_offset(there).to_string()[..19]);
        }

        #[test]
        fn never_panics(text in "\\PC*") {
            let _ = parse_timestamp(&text, 0);
        }
    }
}
