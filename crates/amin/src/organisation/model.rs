//! Rules of the organisation area, and what other areas ask of it: the working-day calendar, names of units, settings.

use std::collections::BTreeMap;

use persian::calendar::{Calendar, FRIDAY};
use persian::{Date, Holiday, HolidayRule};
use store::{Conn, Error, Timestamp};

use super::store::{HolidayRow, holidays, setting, units};
use crate::platform::permissions::{Role, Scope, TABLE};
use crate::platform::texts::Lang;

/// Seconds for which a password entered again allows grave acts.
pub const STEP_UP: i64 = 600;
/// Seconds for which a one-time password of a new or reset account may be used.
pub const ONE_TIME_LIFE: i64 = 7 * 86_400;

/// Setting: days of the week that are no working days, English names parted by hyphens or spaces.
pub const WEEKEND: &str = "calendar.weekend";
/// The weekends that the settings page offers.
pub const WEEKENDS: [&str; 3] = ["friday", "thursday-friday", "friday-saturday"];
/// Setting: least number of letters of a password.
pub const PASSWORD_LEAST: &str = "password-least-length";
/// Setting: sign-in tries of one username in an hour.
pub const SIGN_IN_TRIES: &str = "sign-in-tries";
/// Setting: sign-in tries from one network address in an hour.
pub const SIGN_IN_TRIES_ADDRESS: &str = "sign-in-tries-address";

/// The applicability that a setting or rule may have.
pub const APPLICABILITY: [&str; 3] = ["binding", "adopted", "reference"];
/// Kinds of organisation.
pub const KINDS: [&str; 4] = ["municipality", "village", "province", "national"];

const WEEKDAYS: [&str; 7] = [
    "saturday",
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
];

/// The days of a weekend's value in words: «پنجشنبه، جمعه».
pub fn weekend_words(value: &str, lang: Lang) -> String {
    let off = weekend(value).unwrap_or_default();
    let days = persian::Weekday::ALL
        .into_iter()
        .filter(|day| off[day.index()]);
    match lang {
        Lang::Fa => days
            .map(persian::Weekday::name)
            .collect::<Vec<_>>()
            .join("، "),
        Lang::En => days
            .map(persian::Weekday::name_en)
            .collect::<Vec<_>>()
            .join(", "),
    }
}

/// The weekend of a setting's value, Saturday first; none where a word is no day or no working day is left.
pub fn weekend(value: &str) -> Option<[bool; 7]> {
    let mut off = [false; 7];
    for word in value.split([' ', '-']).filter(|word| !word.is_empty()) {
        off[WEEKDAYS.iter().position(|day| *day == word)?] = true;
    }
    (!off.iter().all(|day| *day)).then_some(off)
}

/// The working-day calendar of an organisation: its weekend and its active holidays. Deadlines are counted with it.
pub async fn calendar(conn: &mut Conn, organisation: &str) -> Result<Calendar, Error> {
    let off = setting(conn, organisation, WEEKEND)
        .await?
        .and_then(|row| weekend(&row.value))
        .unwrap_or(FRIDAY);
    let rows = holidays(conn, organisation).await?;
    let days = rows
        .iter()
        .filter(|row| row.active)
        .map(holiday)
        .collect::<Result<Vec<_>, _>>()?;
    Calendar::new(off, days).map_err(|why| Error::Corrupt(why.to_string()))
}

/// A stored holiday as the calendar takes it.
pub fn holiday(row: &HolidayRow) -> Result<Holiday, Error> {
    let corrupt = || Error::Corrupt(format!("holiday {} has no possible date", row.id));
    let small = |number: i64| u8::try_from(number).map_err(|_| corrupt());
    let (month, day) = (small(row.month)?, small(row.day)?);
    let date = |text: &Option<String>| {
        text.as_deref()
            .map(|text| text.parse().map_err(|_| corrupt()))
            .transpose()
    };
    let rule = match row.year {
        Some(year) => {
            let year = u16::try_from(year).map_err(|_| corrupt())?;
            HolidayRule::Once(Date::new(year, month, day).map_err(|_| corrupt())?)
        }
        None => HolidayRule::Yearly { month, day },
    };
    Ok(Holiday {
        rule,
        name: row.name.clone(),
        name_en: row.name_en.clone().unwrap_or_else(|| row.name.clone()),
        source: row.source.clone(),
        verified: row.verified,
        valid_from: date(&row.valid_from)?,
        valid_to: date(&row.valid_to)?,
    })
}

/// Names of all units by id, in a language.
pub async fn unit_names(
    conn: &mut Conn,
    organisation: &str,
    lang: Lang,
) -> Result<BTreeMap<String, String>, Error> {
    let rows = units(conn, organisation).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            (
                row.id,
                if lang == Lang::Fa {
                    row.name
                } else {
                    row.name_en
                },
            )
        })
        .collect())
}

/// A whole number among the settings, or `otherwise` where the setting is missing or no number.
pub async fn number_setting(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
    otherwise: i64,
) -> Result<i64, Error> {
    let row = setting(conn, organisation, id).await?;
    Ok(row
        .and_then(|row| persian::parse_integer(&row.value).ok())
        .unwrap_or(otherwise))
}

/// The day of a stored `valid_from` as a Solar Hijri date; settings keep the Gregorian day (ISO 8601).
pub fn solar_day(stored: &str) -> String {
    let parts: Vec<&str> = stored.split('-').collect();
    let date = match parts.as_slice() {
        [year, month, day] => match (year.parse(), month.parse(), day.parse()) {
            (Ok(year), Ok(month), Ok(day)) => Date::from_gregorian(year, month, day).ok(),
            _ => None,
        },
        _ => None,
    };
    date.map_or_else(|| stored.to_owned(), Date::numeric)
}

/// Whether a setting that this area knows can have this value; an unknown setting takes any.
pub fn setting_accepts(id: &str, value: &str) -> bool {
    if let Some(accepted) = crate::inspection::model::accepts(id, value) {
        return accepted;
    }
    if let Some(accepted) = crate::insight::limits::accepts(id, value) {
        return accepted;
    }
    match id {
        WEEKEND => weekend(value).is_some(),
        crate::committee::model::ESCALATION_DAYS => {
            persian::parse_integer(value).is_ok_and(|days| (1..=60).contains(&days))
        }
        _ if id.starts_with("committee.") => crate::committee::model::accepts(id, value),
        _ if id.starts_with("voice.") => persian::parse_integer(value).is_ok_and(|most| most >= 0),
        crate::interests::model::GIFT_LIMIT => {
            persian::parse_integer(value).is_ok_and(|limit| limit >= 0)
        }
        crate::interests::model::CAMPAIGN_DAYS => {
            persian::parse_integer(value).is_ok_and(|days| (3..=120).contains(&days))
        }
        crate::interests::model::DOUBT_DAYS => {
            persian::parse_integer(value).is_ok_and(|days| (1..=30).contains(&days))
        }
        PASSWORD_LEAST => {
            persian::parse_integer(value).is_ok_and(|least| (8..=64).contains(&least))
        }
        SIGN_IN_TRIES | SIGN_IN_TRIES_ADDRESS => {
            persian::parse_integer(value).is_ok_and(|tries| (3..=100_000).contains(&tries))
        }
        _ if id.starts_with("cases.") => crate::cases::model::rule(id).is_some_and(|rule| {
            persian::parse_integer(value)
                .is_ok_and(|number| (rule.bounds.0..=rule.bounds.1).contains(&number))
        }),
        _ => !value.trim().is_empty(),
    }
}

/// Whether a role is held for a unit: all that the table allows it reaches over its own unit only.
pub fn needs_unit(role: Role) -> bool {
    let mut rows = TABLE.iter().filter(|(of, _, _)| *of == role).peekable();
    rows.peek().is_some() && rows.all(|(_, _, scope)| *scope == Scope::OwnUnit)
}

/// Whether a word can stand in addresses for an organisation: 2 to 40 small Latin letters, digits and hyphens, and none of the
/// program's own first words.
pub fn good_slug(slug: &str) -> bool {
    let letters = slug
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let own = |path: &str| path.trim_start_matches('/').split('/').next() == Some(slug);
    (2..=40).contains(&slug.len())
        && letters
        && !slug.starts_with('-')
        && !slug.ends_with('-')
        && !crate::platform::routes::all()
            .iter()
            .any(|route| own(route.path))
}

/// A username as stored: small Latin letters, digits, dots and hyphens, 3 to 40 of them.
pub fn username(text: &str) -> Option<String> {
    let name = persian::digits::to_ascii(text.trim()).to_lowercase();
    let good = name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte));
    ((3..=40).contains(&name.len()) && good).then_some(name)
}

/// Why a password is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordFault {
    /// Fewer letters than the setting asks for.
    Short,
    /// Longer than 200 letters.
    Long,
    /// It holds the username, or is one letter or one run of letters over and over.
    Simple,
}

/// Checks a new password (NIST SP 800-63B: length, no rules of composition, nothing that is easily guessed).
pub fn password_fault(password: &str, username: &str, least: i64) -> Option<PasswordFault> {
    let letters: Vec<char> = password.chars().collect();
    if i64::try_from(letters.len()).unwrap_or(i64::MAX) < least {
        return Some(PasswordFault::Short);
    }
    if letters.len() > 200 {
        return Some(PasswordFault::Long);
    }
    let folded = persian::fold(password).to_lowercase();
    let steps = letters
        .windows(2)
        .filter(|pair| (u32::from(pair[0]) + 1 == u32::from(pair[1])) || pair[0] == pair[1])
        .count();
    let mut different = letters.clone();
    different.sort_unstable();
    different.dedup();
    let simple = different.len() < 5
        || steps * 3 > letters.len() * 2
        || (!username.is_empty() && folded.contains(username));
    simple.then_some(PasswordFault::Simple)
}

/// An address of this organisation to go to after sign-in; anything else (another site, another organisation) is refused.
pub fn local_path(next: &str, slug: &str) -> Option<String> {
    let rest = next.strip_prefix('/')?.strip_prefix(slug)?;
    let ends = rest.is_empty() || rest.starts_with('/') || rest.starts_with('?');
    let harmless = next.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    (ends && harmless && next.len() <= 500).then(|| next.to_owned())
}

/// Whether a session's password was entered again a short time ago.
pub fn is_stepped_up(stepped_up_at: Option<Timestamp>, now: Timestamp) -> bool {
    stepped_up_at.is_some_and(|at| at <= now && now <= at.plus_seconds(STEP_UP))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_organisation_are_followed() {
        for good in [
            "/town",
            "/town/desk",
            "/town?x=1",
            "/town/desk/messages?page=2",
            "/town/%D8%A7",
        ] {
            assert_eq!(local_path(good, "town").as_deref(), Some(good));
        }
        for bad in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/town2/desk",
            "/other/desk",
            "//town/desk",
            "/town\\..",
            "/town/\nSet-Cookie: x",
            "javascript:alert(1)",
            "/town /x",
        ] {
            assert_eq!(local_path(bad, "town"), None, "{bad}");
        }
    }

    #[test]
    fn passwords_that_are_guessed_first_are_refused() {
        assert_eq!(
            password_fault("کوتاه", "ali", 12),
            Some(PasswordFault::Short)
        );
        for simple in [
            "aaaaaaaaaaaa",
            "123456789012345",
            "abcdefghijklmnop",
            "ali.ahmadi-1405x",
            "121212121212",
        ] {
            assert_eq!(
                password_fault(simple, "ali.ahmadi", 12),
                Some(PasswordFault::Simple),
                "{simple}"
            );
        }
        assert_eq!(password_fault("درخت سیب کنار رود", "ali", 12), None);
        assert_eq!(
            password_fault(&"ab1!x".repeat(50), "ali", 12),
            Some(PasswordFault::Long)
        );
    }

    #[test]
    fn names_in_addresses() {
        for bad in [
            "log", "assets", "setup", "about", "Town", "a", "-town", "شهر", "to wn", "healthz",
        ] {
            assert!(!good_slug(bad), "{bad}");
        }
        assert!(good_slug("golshahr-2"));
        assert_eq!(username(" Ali.Ahmadi۵ ").as_deref(), Some("ali.ahmadi5"));
        assert_eq!(username("علی"), None);
    }

    #[test]
    fn a_weekend_leaves_a_working_day() {
        assert_eq!(weekend("friday"), Some(FRIDAY));
        assert_eq!(
            weekend("thursday-friday"),
            Some(persian::calendar::THURSDAY_FRIDAY)
        );
        assert_eq!(weekend("freitag"), None);
        assert_eq!(weekend(&WEEKDAYS.join(" ")), None);
    }

    #[test]
    fn clerks_and_managers_work_for_a_unit() {
        let unit_roles: Vec<Role> = Role::ALL
            .into_iter()
            .filter(|role| needs_unit(*role))
            .collect();
        assert_eq!(unit_roles, [Role::Clerk, Role::Manager]);
    }
}
