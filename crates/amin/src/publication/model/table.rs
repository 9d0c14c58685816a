//! The table of a figure: month by month, of each month by district, of each year by category, small groups hidden.

use std::collections::BTreeMap;

use persian::Calendar;
use sha2::{Digest, Sha256};
use store::Timestamp;

use super::cases::{Case, Counted, Fact};
use super::definitions::{Definition, Method};
use super::month::Month;
use super::statistics::{median, wilson};
use super::suppression::suppress;

/// A published cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Cases.
    pub n: u64,
    /// Cases that count, for a share.
    pub k: Option<u64>,
    /// The figure: cases, a share from 0 to 1, or working days; none while half of the cases are not finished.
    pub value: Option<f64>,
    /// Ends of the interval of 95 %.
    pub interval: Option<(f64, f64)>,
}

/// A cell, or the word that it is hidden.
#[derive(Debug, Clone, PartialEq)]
pub enum Slot {
    /// Published.
    Open(Cell),
    /// Hidden, because it or its neighbour is small.
    Hidden,
}

impl Slot {
    /// The cell, where it is published.
    pub const fn open(&self) -> Option<&Cell> {
        match self {
            Self::Open(cell) => Some(cell),
            Self::Hidden => None,
        }
    }
}

/// A month of a figure.
#[derive(Debug, Clone)]
pub struct MonthRow {
    /// The month.
    pub month: Month,
    /// The moment whose knowledge it shows.
    pub as_of: Timestamp,
    /// Whether the month is closed; an open one still changes.
    pub closed: bool,
    /// All cases of the month.
    pub all: Slot,
    /// By district, in the order of the names; empty where the month itself is hidden or the figure has no cuts.
    pub districts: Vec<(String, Slot)>,
}

/// A figure with all its cells and the cases behind them.
#[derive(Debug, Clone)]
pub struct FigureTable {
    /// What it is.
    pub definition: &'static Definition,
    /// Months, oldest first, those without a case left out.
    pub months: Vec<MonthRow>,
    /// By year and category, over the months of the year that are not hidden.
    pub years: BTreeMap<u16, Vec<(String, Slot)>>,
    /// Cases in the order of the journal.
    pub cases: Vec<Case>,
}

/// What figures are computed from.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    /// What is known of each message, in the order of the journal.
    pub facts: &'a [Fact],
    /// Working days.
    pub calendar: &'a Calendar,
    /// The known districts: one without a case is shown as empty.
    pub districts: &'a [&'a str],
    /// The known categories.
    pub categories: &'a [&'a str],
    /// The smallest group that is shown.
    pub least: u64,
    /// The moment whose knowledge is used.
    pub now: Timestamp,
}

/// Which cell of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'a> {
    /// A month.
    Month(Month),
    /// A district in a month.
    District(Month, &'a str),
    /// A category in a year.
    Category(u16, &'a str),
}

/// The number of a set of cases.
pub fn cell<'a>(method: Method, cases: impl Iterator<Item = &'a Case>) -> Cell {
    let (mut n, mut k, mut unfinished, mut times) = (0_u64, 0_u64, 0_usize, Vec::new());
    for case in cases {
        n += 1;
        match case.counted {
            Counted::Yes => k += 1,
            Counted::No => {}
            Counted::Days(days) => times.push(days),
            Counted::Unfinished => unfinished += 1,
        }
    }
    match method {
        Method::Count => Cell {
            n,
            k: None,
            value: Some(n as f64),
            interval: None,
        },
        Method::Share => Cell {
            n,
            k: Some(k),
            value: (n > 0).then(|| k as f64 / n as f64),
            interval: wilson(k, n),
        },
        Method::Median => {
            let found = median(&times, unfinished);
            Cell {
                n,
                k: None,
                value: found.map(|m| m.value),
                interval: found.and_then(|m| m.interval),
            }
        }
    }
}

/// SHA-256 over the lines `journal entry,what was counted` of the cases, in the order of the journal: whoever lists the records
/// can compute it again.
pub fn input_hash<'a>(cases: impl Iterator<Item = &'a Case>) -> String {
    let mut hash = Sha256::new();
    for case in cases {
        hash.update(format!("{},{}\n", case.sequence, case.counted.code()));
    }
    hex::encode(hash.finalize())
}

/// The cells of a line; what `base` hides of the same groups is hidden here too.
fn slots(
    method: Method,
    groups: BTreeMap<&str, Vec<&Case>>,
    base: Option<&[(String, Slot)]>,
    least: u64,
) -> Vec<(String, Slot)> {
    let counts: Vec<u64> = groups.values().map(|cases| cases.len() as u64).collect();
    let hides = |name: &str| {
        base.is_some_and(|base| {
            base.iter()
                .any(|(of, slot)| of == name && slot.open().is_none())
        })
    };
    let forced: Vec<bool> = groups.keys().map(|name| hides(name)).collect();
    let hidden = suppress(&counts, &forced, least);
    groups
        .into_iter()
        .zip(hidden)
        .map(|((name, cases), hide)| {
            let slot = if hide {
                Slot::Hidden
            } else {
                Slot::Open(cell(method, cases.into_iter()))
            };
            (name.to_owned(), slot)
        })
        .collect()
}

/// What the knowledge of a month reaches to: its closing, or now.
pub fn as_of(at: Timestamp, now: Timestamp) -> Timestamp {
    Month::of(at).closes().min(now)
}

impl FigureTable {
    /// Computes a figure. `base` is the figure that counts all complaints: what it hides is hidden here too, so that the lists of
    /// two figures together tell no more than each.
    pub fn compute(
        definition: &'static Definition,
        world: &World<'_>,
        base: Option<&Self>,
    ) -> Self {
        let World {
            facts,
            calendar,
            districts,
            categories,
            least,
            now,
        } = *world;
        // The moment `now` belongs to what is known now.
        let now = Timestamp(now.0 + 1);
        let mut cases: Vec<Case> = facts
            .iter()
            .enumerate()
            .filter_map(|(i, fact)| {
                fact.case(i, definition.population, |at| as_of(at, now), calendar)
            })
            .collect();
        cases.sort_by_key(|case| case.sequence);
        let method = definition.method;
        let mut by_month: BTreeMap<Month, Vec<&Case>> = BTreeMap::new();
        for case in &cases {
            by_month.entry(Month::of(case.at)).or_default().push(case);
        }
        let mut months = Vec::with_capacity(by_month.len());
        let mut years: BTreeMap<u16, BTreeMap<&str, Vec<&Case>>> = BTreeMap::new();
        for (month, of_month) in &by_month {
            let small = (of_month.len() as u64) < least;
            let mut row = MonthRow {
                month: *month,
                as_of: month.closes().min(now),
                closed: month.closes() <= now,
                all: if small {
                    Slot::Hidden
                } else {
                    Slot::Open(cell(method, of_month.iter().copied()))
                },
                districts: Vec::new(),
            };
            if !small && definition.cuts {
                let mut groups: BTreeMap<&str, Vec<&Case>> =
                    districts.iter().map(|name| (*name, Vec::new())).collect();
                for case in of_month {
                    groups
                        .entry(&facts[case.fact].district)
                        .or_default()
                        .push(case);
                }
                let hidden = base
                    .and_then(|base| base.month(*month))
                    .map(|row| row.districts.as_slice());
                row.districts = slots(method, groups, hidden, least);
                let year = years
                    .entry(month.year)
                    .or_insert_with(|| categories.iter().map(|name| (*name, Vec::new())).collect());
                for case in of_month {
                    year.entry(&facts[case.fact].category)
                        .or_default()
                        .push(case);
                }
            }
            months.push(row);
        }
        let hidden = |year: u16| {
            base.and_then(|base| base.years.get(&year))
                .map(Vec::as_slice)
        };
        let years = years
            .into_iter()
            .map(|(year, groups)| (year, slots(method, groups, hidden(year), least)))
            .collect();
        Self {
            definition,
            months,
            years,
            cases,
        }
    }

    /// A month's row.
    pub fn month(&self, month: Month) -> Option<&MonthRow> {
        self.months.iter().find(|row| row.month == month)
    }

    /// A cell; none where there is no such group.
    pub fn slot(&self, place: Place<'_>) -> Option<&Slot> {
        let named =
            |slots: &'_ [(String, Slot)], name: &str| slots.iter().position(|(of, _)| of == name);
        match place {
            Place::Month(month) => self.month(month).map(|row| &row.all),
            Place::District(month, district) => {
                let slots = &self.month(month)?.districts;
                Some(&slots[named(slots, district)?].1)
            }
            Place::Category(year, category) => {
                let slots = self.years.get(&year)?;
                Some(&slots[named(slots, category)?].1)
            }
        }
    }

    /// The cases behind an open cell, in the order of the journal; none where it is hidden or there is no such cell.
    pub fn records(&self, place: Place<'_>, facts: &[Fact]) -> Option<Vec<&Case>> {
        self.slot(place)?.open()?;
        let open = |month: Month| matches!(self.slot(Place::Month(month)), Some(Slot::Open(_)));
        Some(
            self.cases
                .iter()
                .filter(|case| match place {
                    Place::Month(month) => Month::of(case.at) == month,
                    Place::District(month, district) => {
                        Month::of(case.at) == month && facts[case.fact].district == district
                    }
                    Place::Category(year, category) => {
                        let month = Month::of(case.at);
                        month.year == year && facts[case.fact].category == category && open(month)
                    }
                })
                .collect(),
        )
    }

    /// Whether a case's group by district and by category are both open here.
    pub fn shows(&self, case: &Case, facts: &[Fact]) -> (bool, bool) {
        let fact = &facts[case.fact];
        let month = Month::of(case.at);
        let open = |place| matches!(self.slot(place), Some(Slot::Open(_)));
        (
            open(Place::District(month, &fact.district)),
            open(Place::Category(month.year, &fact.category)),
        )
    }

    /// The newest closed month that is not hidden; if there is none, the newest month that is not hidden.
    pub fn newest(&self) -> Option<&MonthRow> {
        let open = |row: &&MonthRow| row.all.open().is_some();
        self.months
            .iter()
            .rev()
            .filter(open)
            .find(|row| row.closed)
            .or_else(|| self.months.iter().rev().find(open))
    }
}
