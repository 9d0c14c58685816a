//! What counts as a difference: margins, the least group and the level of false discovery, as the organisation has set them, with where
//! each comes from.

use store::{Conn, Error, Timestamp, entries_of_object};

use crate::organisation::model::solar_day;
use crate::organisation::store::{account_names, settings};
use crate::platform::texts::Texts;

/// Setting: over how many citizens something must recur.
pub const LEAST_CITIZENS: &str = "insight.recurring-citizens";
/// Setting: expected share of mistaken rows, in per cent, up to which a row is called remarkable.
pub const FALSE_SHARE: &str = "insight.recurring-false-share";
/// Setting: differences of shares up to so many points do not matter.
pub const MARGIN_POINTS: &str = "insight.margin-points";
/// Setting: differences of durations up to so many days do not matter.
pub const MARGIN_DAYS: &str = "insight.margin-days";
/// Setting: differences of amounts up to this per cent of the mean do not matter.
pub const MARGIN_AMOUNT: &str = "insight.margin-amount-percent";
/// Setting: groups with fewer cases are not compared.
pub const LEAST_CASES: &str = "insight.least-cases";
/// Setting: of the differences that are called so, this per cent may be chance.
pub const FALSE_DISCOVERY: &str = "insight.false-discovery-percent";

const OWN: &str = "پیش‌فرض سامانه، تا زمانی که کمیته سلامت اداری حدی تعیین کند";

/// Name, value, source and applicability of the settings that an organisation begins with.
pub const SETTINGS: [(&str, &str, &str, &str); 7] = [
    (LEAST_CITIZENS, "5", OWN, "reference"),
    (FALSE_SHARE, "10", OWN, "reference"),
    (MARGIN_POINTS, "5", OWN, "reference"),
    (MARGIN_DAYS, "1", OWN, "reference"),
    (MARGIN_AMOUNT, "5", OWN, "reference"),
    (LEAST_CASES, "20", OWN, "reference"),
    (
        FALSE_DISCOVERY,
        "5",
        "Benjamini & Hochberg 1995",
        "reference",
    ),
];

/// Least and greatest value of a setting of this area.
fn bounds(id: &str) -> Option<(i64, i64)> {
    match id {
        LEAST_CITIZENS => Some((2, 1_000)),
        FALSE_SHARE | MARGIN_POINTS | MARGIN_AMOUNT => Some((1, 50)),
        MARGIN_DAYS => Some((1, 365)),
        // Below ten a group's figures could tell about one of its people.
        LEAST_CASES => Some((10, 10_000)),
        FALSE_DISCOVERY => Some((1, 20)),
        _ => None,
    }
}

/// Whether a setting of this area can have a value; none for a setting of another area.
pub fn accepts(id: &str, value: &str) -> Option<bool> {
    let (least, most) = bounds(id)?;
    Some(persian::parse_integer(value).is_ok_and(|number| (least..=most).contains(&number)))
}

/// The name of a setting of this area.
pub fn name(t: &Texts, id: &str) -> Option<&'static str> {
    match id {
        LEAST_CITIZENS => Some(t.insight_setting_citizens()),
        FALSE_SHARE => Some(t.insight_setting_false_share()),
        MARGIN_POINTS => Some(t.insight_setting_points()),
        MARGIN_DAYS => Some(t.insight_setting_days()),
        MARGIN_AMOUNT => Some(t.insight_setting_amount()),
        LEAST_CASES => Some(t.insight_setting_cases()),
        FALSE_DISCOVERY => Some(t.insight_setting_discovery()),
        _ => None,
    }
}

/// Where a limit comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The setting.
    pub id: String,
    /// Its value.
    pub value: i64,
    /// Source.
    pub source: String,
    /// First day, Solar Hijri.
    pub from: String,
    /// Who set it, and when; none where it is as the program ships it.
    pub set: Option<(String, Timestamp)>,
}

/// The limits of an organisation.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Groups with fewer cases are left out.
    pub least: u64,
    /// Differences of shares up to this do not matter (0.05: five points).
    pub share: f64,
    /// Differences of durations up to so many days do not matter.
    pub days: f64,
    /// Differences of amounts up to this share of the reference's mean do not matter.
    pub amount: f64,
    /// Level of false discovery.
    pub level: f64,
    /// Where they come from; empty for the values that the program ships.
    pub origins: Vec<Origin>,
}

impl Default for Limits {
    fn default() -> Self {
        Self::of(shipped, Vec::new())
    }
}

/// The value that a setting ships with.
fn shipped(id: &str) -> i64 {
    SETTINGS
        .iter()
        .find(|(known, ..)| *known == id)
        .and_then(|(_, value, ..)| value.parse().ok())
        .unwrap_or(0)
}

impl Limits {
    fn of(value: impl Fn(&str) -> i64, origins: Vec<Origin>) -> Self {
        let percent = |id| value(id) as f64 / 100.0;
        Self {
            least: u64::try_from(value(LEAST_CASES)).unwrap_or(u64::MAX),
            share: percent(MARGIN_POINTS),
            days: value(MARGIN_DAYS) as f64,
            amount: percent(MARGIN_AMOUNT),
            level: percent(FALSE_DISCOVERY),
            origins,
        }
    }

    /// Least cases, for people.
    pub fn least_words(&self, t: &Texts) -> String {
        t.lang
            .integer(i64::try_from(self.least).unwrap_or(i64::MAX))
    }

    /// Who set these limits and when, one sentence for each; the values that the program ships are one sentence together.
    pub fn origin_words(&self, t: &Texts, wanted: &[&str]) -> Vec<String> {
        let mut sentences = Vec::new();
        let mut own = 0;
        for origin in self.origins.iter().filter(|o| wanted.contains(&&*o.id)) {
            let Some((who, _)) = &origin.set else {
                own += 1;
                continue;
            };
            sentences.push(t.insight_limit_set(
                name(t, &origin.id).unwrap_or_default(),
                t.lang.integer(origin.value),
                who,
                t.lang.digits(&origin.from),
                &origin.source,
            ));
        }
        if own > 0 || sentences.is_empty() {
            sentences.push(t.insight_limit_shipped().to_owned());
        }
        sentences
    }
}

/// One limit as it is set.
pub async fn number(conn: &mut Conn, organisation: &str, id: &str) -> Result<i64, Error> {
    crate::organisation::model::number_setting(conn, organisation, id, shipped(id)).await
}

/// The limits of an organisation with where they come from. What is missing or out of bounds is as the program ships it.
pub async fn limits(conn: &mut Conn, organisation: &str) -> Result<Limits, Error> {
    let mut origins = Vec::new();
    for row in settings(conn, organisation).await? {
        let Some((least, most)) = bounds(&row.id) else {
            continue;
        };
        let Ok(value) = persian::parse_integer(&row.value) else {
            continue;
        };
        if !(least..=most).contains(&value) {
            continue;
        }
        let changed = entries_of_object(conn, organisation, "setting", &row.id)
            .await?
            .pop();
        let set = match changed {
            None => None,
            Some(entry) => {
                let accounts: Vec<String> = entry.actor.into_iter().collect();
                let names = account_names(conn, organisation, &accounts).await?;
                names.into_iter().next().map(|(_, who)| (who, entry.at))
            }
        };
        origins.push(Origin {
            from: solar_day(&row.valid_from),
            id: row.id,
            value,
            source: row.source,
            set,
        });
    }
    let value = |id: &str| {
        origins
            .iter()
            .find(|origin| origin.id == id)
            .map_or_else(|| shipped(id), |origin| origin.value)
    };
    Ok(Limits::of(value, origins.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_ships_within_its_bounds_and_has_a_name() {
        let t = Texts::of(crate::platform::texts::Lang::Fa);
        for (id, value, ..) in SETTINGS {
            assert_eq!(accepts(id, value), Some(true), "{id}");
            assert!(name(&t, id).is_some(), "{id}");
        }
        assert_eq!(accepts(LEAST_CASES, "3"), Some(false));
        assert_eq!(accepts("voice.text-letters", "3"), None);
        let limits = Limits::default();
        assert_eq!((limits.least, limits.days), (20, 1.0));
        assert!((limits.share - 0.05).abs() < 1e-12 && (limits.level - 0.05).abs() < 1e-12);
    }
}
