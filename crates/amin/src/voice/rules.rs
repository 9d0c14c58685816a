//! What acts and pages need of an organisation again and again: categories, routes, rights, deadlines, units, holidays, limits.
//! Kept in memory and read anew once an act has changed any of it.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use persian::calendar::FRIDAY;
use persian::{Calendar, Holiday, HolidayRule, official_holidays};
use store::{Committed, Error, Timestamp};

use super::deadline::{self, Deadline, Term};
use super::model::{Kind, Purpose};
use super::seed;
use super::store as rows;
use crate::platform::state::App;
use crate::platform::texts::Lang;

pub use super::store::{Category, CitizenRight, DeadlineRule, Route, Unit};

/// Another process (the command line) may edit as well: what is older than this is read anew, in seconds.
const LIFE: i64 = 60;

/// The lists of one organisation.
#[derive(Debug)]
pub struct Rules {
    /// Id of the organisation.
    pub organisation: String,
    /// Its Persian name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// Categories in order, those no longer offered too.
    pub categories: Vec<Category>,
    /// Which unit answers for which category and district.
    pub routes: Vec<Route>,
    /// Citizen's rights in order.
    pub rights: Vec<CitizenRight>,
    /// Deadline rules.
    pub deadlines: Vec<DeadlineRule>,
    /// Units in order.
    pub units: Vec<Unit>,
    /// Working days.
    pub calendar: Calendar,
    /// Settings.
    pub settings: HashMap<String, String>,
}

impl Rules {
    /// Reads the lists of an organisation; none where there is no such organisation.
    pub async fn read(conn: &mut store::Conn, organisation: &str) -> Result<Option<Self>, Error> {
        let Some((name, name_en)) = rows::organisation_names(conn, organisation).await? else {
            return Ok(None);
        };
        let settings: HashMap<String, String> = rows::settings(conn, organisation)
            .await?
            .into_iter()
            .collect();
        let holidays = rows::holidays(conn, organisation).await?;
        // An organisation that has not entered any holiday is not one without holidays.
        let holidays = if holidays.is_empty() {
            official_holidays()
        } else {
            holidays.into_iter().filter_map(holiday).collect()
        };
        let weekend = settings
            .get(crate::organisation::model::WEEKEND)
            .and_then(|value| crate::organisation::model::weekend(value))
            .unwrap_or(FRIDAY);
        let calendar = Calendar::new(weekend, holidays)
            .map_err(|why| Error::Corrupt(format!("holidays of {organisation}: {why}")))?;
        Ok(Some(Self {
            organisation: organisation.to_owned(),
            name,
            name_en,
            categories: rows::categories(conn, organisation).await?,
            routes: rows::routes(conn, organisation).await?,
            rights: rows::rights(conn, organisation).await?,
            deadlines: rows::deadline_rules(conn, organisation).await?,
            units: rows::units(conn, organisation).await?,
            calendar,
            settings,
        }))
    }

    /// A category by its id.
    pub fn category(&self, id: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == id)
    }

    /// Name of a category in a language; the id where it is unknown.
    pub fn category_name<'a>(&'a self, lang: Lang, id: &'a str) -> &'a str {
        self.category(id).map_or(id, |category| {
            if lang == Lang::Fa {
                &category.name
            } else {
                &category.name_en
            }
        })
    }

    /// Name of a citizen's right in a language.
    pub fn right_name<'a>(&'a self, lang: Lang, id: &'a str) -> &'a str {
        let right = self.rights.iter().find(|right| right.id == id);
        right.map_or(id, |right| {
            if lang == Lang::Fa {
                &right.name
            } else {
                &right.name_en
            }
        })
    }

    /// A unit by its id.
    pub fn unit(&self, id: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.id == id)
    }

    /// Name of a unit in a language; empty for none.
    pub fn unit_name<'a>(&'a self, lang: Lang, id: Option<&'a str>) -> &'a str {
        let Some(id) = id else { return "" };
        self.unit(id).map_or(id, |unit| {
            if lang == Lang::Fa {
                &unit.name
            } else {
                &unit.name_en
            }
        })
    }

    /// The unit above another.
    pub fn parent(&self, unit: &str) -> Option<&str> {
        self.unit(unit)?.parent.as_deref()
    }

    /// The unit that answers for a category in a district: its own row first, then the category's row for all districts.
    pub fn route(&self, category: &str, district: Option<&str>) -> Option<&str> {
        let of = |wanted: Option<&str>| {
            self.routes
                .iter()
                .find(|route| route.category == category && route.district.as_deref() == wanted)
                .map(|route| route.unit.as_str())
        };
        district
            .and_then(|district| of(Some(district)))
            .or_else(|| of(None))
    }

    /// The districts that units have, each once, in the order of the units.
    pub fn districts(&self) -> Vec<&str> {
        let mut districts: Vec<&str> = Vec::new();
        for unit in &self.units {
            if let Some(district) = unit.district.as_deref().filter(|d| !d.is_empty())
                && !districts.contains(&district)
            {
                districts.push(district);
            }
        }
        districts
    }

    /// The rule that holds now for a purpose: the category's own before the kind's own before the general one, the newest of equals.
    pub fn term(&self, purpose: Purpose, kind: Kind, category: &str, now: Timestamp) -> Term {
        let today = now.utc_day();
        let fits =
            |own: &Option<String>, value: &str| own.as_deref().is_none_or(|own| own == value);
        self.deadlines
            .iter()
            .filter(|rule| {
                rule.active && rule.purpose == purpose.code() && rule.valid_from <= today
            })
            .filter(|rule| fits(&rule.kind, kind.code()) && fits(&rule.category, category))
            .max_by_key(|rule| {
                (
                    rule.category.is_some(),
                    rule.kind.is_some(),
                    rule.valid_from.clone(),
                )
            })
            .map_or_else(
                || {
                    // The seed row stands in where an organisation has deleted every rule: a message without a deadline would never be late.
                    let days = seed::DEADLINES
                        .iter()
                        .find(|row| row.1 == purpose.code())
                        .map_or(10, |row| row.3);
                    Term {
                        working_days: days,
                        warn_share: seed::WARN_SHARE,
                    }
                },
                |rule| Term {
                    working_days: rule.working_days,
                    warn_share: rule.warn_share,
                },
            )
    }

    /// The deadline for a purpose that begins now.
    pub fn deadline(
        &self,
        purpose: Purpose,
        kind: Kind,
        category: &str,
        now: Timestamp,
    ) -> Result<Deadline, Error> {
        deadline::from(&self.calendar, self.term(purpose, kind, category, now), now)
            .map_err(|why| Error::Corrupt(why.to_string()))
    }

    /// A limit; the seed's value where the organisation has no row or no number in it.
    pub fn limit(&self, name: &str) -> i64 {
        let seeded = || {
            seed::ALL_LIMITS
                .iter()
                .flat_map(|list| list.iter())
                .find(|(id, _)| *id == name)
                .and_then(|(_, value)| value.parse().ok())
        };
        self.settings
            .get(name)
            .and_then(|value| value.parse().ok())
            .or_else(seeded)
            .unwrap_or(0)
    }
}

fn holiday(row: rows::HolidayRow) -> Option<Holiday> {
    let month = u8::try_from(row.month).ok()?;
    let day = u8::try_from(row.day).ok()?;
    let rule = match row.year {
        Some(year) => {
            HolidayRule::Once(persian::Date::new(u16::try_from(year).ok()?, month, day).ok()?)
        }
        None => HolidayRule::Yearly { month, day },
    };
    let date = |text: Option<String>| text.and_then(|text| text.parse::<persian::Date>().ok());
    Some(Holiday {
        rule,
        name_en: row.name.clone(),
        name: row.name,
        source: row.source,
        verified: row.verified,
        valid_from: date(row.valid_from),
        valid_to: date(row.valid_to),
    })
}

#[derive(Default)]
struct Kept {
    version: u64,
    lists: HashMap<String, (Timestamp, Arc<Rules>)>,
    slugs: HashMap<String, String>,
}

/// The lists of all organisations in memory.
#[derive(Default)]
pub struct RulesCache(RwLock<Kept>);

impl RulesCache {
    fn kept(&self) -> std::sync::RwLockReadGuard<'_, Kept> {
        self.0
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Forgets the lists where the committed entries are of acts that may have changed them.
    pub fn notice(&self, committed: &Committed) {
        let edits = committed.entries.iter().any(|entry| {
            ledger::entry::Entry::decode(&entry.entry).is_ok_and(|entry| {
                let kind = entry.kind();
                !kind.starts_with("voice.") || kind.starts_with("voice.list")
            })
        });
        if edits {
            let mut kept = self
                .0
                .write()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            kept.version += 1;
            kept.lists.clear();
            kept.slugs.clear();
        }
    }
}

impl App {
    /// The lists of an organisation.
    pub async fn rules(&self, organisation: &str) -> Result<Arc<Rules>, Error> {
        let now = self.clock.now();
        let version = {
            let kept = self.rules.kept();
            if let Some((read_at, rules)) = kept.lists.get(organisation)
                && now < read_at.plus_seconds(LIFE)
            {
                return Ok(rules.clone());
            }
            kept.version
        };
        let rules = Rules::read(&mut self.read().await?, organisation).await?;
        let rules =
            Arc::new(rules.ok_or_else(|| {
                Error::Corrupt(format!("there is no organisation `{organisation}`"))
            })?);
        let mut kept = self
            .rules
            .0
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        // An edit that was committed while this was read must not be hidden by it.
        if kept.version == version {
            kept.lists
                .insert(organisation.to_owned(), (now, rules.clone()));
        }
        Ok(rules)
    }

    /// The lists of the organisation that an address names, for interfaces outside `/{org}`; none where there is none.
    pub async fn rules_of_slug(&self, slug: &str) -> Result<Option<Arc<Rules>>, Error> {
        if !slug.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Ok(None);
        }
        let known = self.rules.kept().slugs.get(slug).cloned();
        if let Some(organisation) = known {
            return self.rules(&organisation).await.map(Some);
        }
        let version = self.rules.kept().version;
        let found = crate::organisation::store::by_slug(&mut self.read().await?, slug).await?;
        let Some(organisation) = found else {
            return Ok(None);
        };
        {
            let mut kept = self
                .rules
                .0
                .write()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            if kept.version == version {
                kept.slugs.insert(slug.to_owned(), organisation.id.clone());
            }
        }
        self.rules(&organisation.id).await.map(Some)
    }
}
