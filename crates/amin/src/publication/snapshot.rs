//! All figures of an organisation as they stand: computed from its rows, kept until its journal grows or the day ends.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use store::{Conn, Error, Timestamp};

use super::model::table::World;
use super::model::{DEFINITIONS, Fact, FigureTable, Population};
use super::store as rows;
use super::store::PublishedRow;
use crate::platform::state::App;
use crate::voice::rules::Rules;

/// In a busy hour the journal grows with every request; figures may be as old as this, in seconds.
const FRESH: i64 = 5;

/// The figures of an organisation at a moment.
#[derive(Debug)]
pub struct Snapshot {
    /// The moment.
    pub now: Timestamp,
    /// Journal entries then.
    pub length: i64,
    /// Names of categories, districts, and the calendar.
    pub rules: Arc<Rules>,
    /// What is known of each message, in the order of the journal.
    pub facts: Vec<Fact>,
    /// One table for each definition, in their order.
    pub tables: Vec<FigureTable>,
    /// What was published, oldest first.
    pub published: Vec<PublishedRow>,
    /// Places of the published rows of each cell, oldest first.
    places: HashMap<String, Vec<usize>>,
    /// The smallest group that is shown.
    pub least: u64,
}

/// A cell as a key; the parts hold no line break.
fn key(code: &str, period: &str, cut: &str, member: &str) -> String {
    [code, period, cut, member].join("\n")
}

impl Snapshot {
    /// Reads the rows and computes all figures.
    pub async fn read(
        conn: &mut Conn,
        organisation: &str,
        rules: Arc<Rules>,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let length = store::journal_length(conn).await?;
        let facts = rows::facts(conn, organisation).await?;
        let published = rows::published(conn, organisation).await?;
        let least = rows::least(conn, organisation).await?;
        let tables = tables(&facts, &rules, least, now);
        let mut places: HashMap<String, Vec<usize>> = HashMap::with_capacity(published.len());
        for (place, row) in published.iter().enumerate() {
            places
                .entry(key(&row.code, &row.period, &row.cut, &row.member))
                .or_default()
                .push(place);
        }
        Ok(Self {
            now,
            length,
            rules,
            facts,
            tables,
            published,
            places,
            least,
        })
    }

    /// The table of a code.
    pub fn table(&self, code: &str) -> Option<&FigureTable> {
        self.tables
            .iter()
            .find(|table| table.definition.code == code)
    }

    /// The newest published rows of a figure in a period, by cut and member.
    pub fn newest(&self, code: &str, period: &str) -> BTreeMap<(String, String), PublishedRow> {
        let of_period = self
            .published
            .iter()
            .filter(|row| row.code == code && row.period == period);
        of_period
            .map(|row| ((row.cut.clone(), row.member.clone()), row.clone()))
            .collect()
    }

    /// All published rows of a cell, oldest first: the first publication and its corrections.
    pub fn history(&self, code: &str, period: &str, cut: &str, member: &str) -> Vec<&PublishedRow> {
        let places = self.places.get(&key(code, period, cut, member));
        places
            .into_iter()
            .flatten()
            .map(|place| &self.published[*place])
            .collect()
    }

    /// The newest published row of a cell.
    pub fn published(
        &self,
        code: &str,
        period: &str,
        cut: &str,
        member: &str,
    ) -> Option<&PublishedRow> {
        let place = self.places.get(&key(code, period, cut, member))?.last()?;
        Some(&self.published[*place])
    }
}

/// The tables of all definitions.
pub fn tables(facts: &[Fact], rules: &Rules, least: u64, now: Timestamp) -> Vec<FigureTable> {
    let districts = rules.districts();
    let categories: Vec<&str> = rules
        .categories
        .iter()
        .map(|category| category.id.as_str())
        .collect();
    let world = World {
        facts,
        calendar: &rules.calendar,
        districts: &districts,
        categories: &categories,
        least,
        now,
    };
    let base = DEFINITIONS
        .iter()
        .find(|definition| definition.population == Population::Filed);
    let base = base.map(|definition| FigureTable::compute(definition, &world, None));
    DEFINITIONS
        .iter()
        .map(|definition| match &base {
            Some(base) if base.definition.code == definition.code => base.clone(),
            base => FigureTable::compute(definition, &world, base.as_ref()),
        })
        .collect()
}

/// The snapshots of all organisations in memory.
#[derive(Debug, Default)]
pub struct Cache(Mutex<HashMap<String, Arc<Snapshot>>>);

impl Cache {
    fn kept(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<Snapshot>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// The figures of an organisation as they stand.
    pub async fn figures(&self, organisation: &str) -> Result<Arc<Snapshot>, Error> {
        let now = self.clock.now();
        let kept = self.figures.kept().get(organisation).cloned();
        let mut conn = self.read().await?;
        if let Some(kept) = kept {
            // A clock that stands still cannot tell how old a snapshot is.
            let fresh = kept.now < now && now < kept.now.plus_seconds(FRESH);
            let same_day = persian::tehran_date(kept.now.0) == persian::tehran_date(now.0);
            if fresh || (same_day && store::journal_length(&mut conn).await? == kept.length) {
                return Ok(kept);
            }
        }
        let rules = self.rules(organisation).await?;
        let snapshot = Arc::new(Snapshot::read(&mut conn, organisation, rules, now).await?);
        self.figures
            .kept()
            .insert(organisation.to_owned(), snapshot.clone());
        Ok(snapshot)
    }
}
