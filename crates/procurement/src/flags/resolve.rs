//! Values become states when all values are known.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::code::Code;
use super::market;
use super::rules::Rules;
use super::state::{Mark, Need};
use super::store::{Patterns, Store};
use crate::quantile::Quartiles;

/// What the values come to; the store is as it was.
pub(super) struct Resolved {
    /// The fence of each code that has one number.
    pub(super) fences: Vec<(Code, Option<f64>)>,
    /// Of each process and measured code.
    marks: HashMap<(u32, Code), Mark, FixedState>,
    /// By place in `found`, whether it is a flag.
    keep: Vec<bool>,
    /// By place in `found` of R011, how many thresholds its group makes together.
    split: HashMap<u32, f64>,
}

/// Gives each measured code its state, and tells the fences.
pub(super) fn resolve(store: &Store, rules: &Rules) -> Resolved {
    let mut fences: Vec<(Code, Option<f64>)> = [
        Code::R003,
        Code::R018,
        Code::R035,
        Code::R059,
        Code::R064,
        Code::R068,
        Code::A001,
        Code::R044,
        Code::R055,
    ]
    .into_iter()
    .map(|code| (code, rules.newest(code).map(|rule| rule.threshold)))
    .collect();
    let values = |code: Code| {
        store
            .found
            .iter()
            .filter(move |one| one.code == code)
            .map(|one| one.value)
    };
    let enough = |count: usize| count >= rules.population;
    let deep: Vec<f64> = values(Code::R058).collect();
    let high = enough(deep.len())
        .then(|| Quartiles::of(&mut deep.clone()).map(Quartiles::upper_fence))
        .flatten();
    // A share cannot be below zero: its fence is one of the logarithm. A tie is close without comparison.
    let mut logs: Vec<f64> = values(Code::R024)
        .filter(|value| *value > 0.0)
        .map(f64::ln)
        .collect();
    let low = enough(logs.len())
        .then(|| Quartiles::of(&mut logs).map(|both| both.lower_fence().exp()))
        .flatten();
    fences.extend([(Code::R058, high), (Code::R024, low)]);
    let split = market::r011(store, rules);
    let just_under = market::r055(store, rules);
    let mut owners: HashMap<u64, u32, FixedState> = HashMap::default();
    for (key, _) in &store.contacts {
        *owners.entry(*key).or_default() += 1;
    }
    let crowd = rules
        .newest(Code::R044)
        .map_or(f64::INFINITY, |rule| rule.threshold);
    let (amendments, subcontractors) = (store.amendments, store.subcontractors);
    let amended = rules
        .newest(Code::R064)
        .map_or(1.0, |rule| rule.threshold.max(1.0));
    let mut marks: HashMap<(u32, Code), Mark, FixedState> = HashMap::default();
    let mut keep = vec![true; store.found.len()];
    for (at, found) in (0_u32..).zip(&store.found) {
        let mark = |flag: bool| if flag { Mark::FLAG } else { Mark::CLEAR };
        let mark = match found.code {
            Code::R058 => high.map_or(Mark::needs(Need::Population), |fence| {
                mark(found.value >= fence && found.value > 0.0)
            }),
            Code::R024 => low.map_or(Mark::needs(Need::Population), |fence| {
                mark(found.value <= fence)
            }),
            Code::R011 => mark(split.contains_key(&at)),
            Code::R055 => mark(just_under.contains(&at)),
            Code::R044 => mark(f64::from(owners.get(&found.key).copied().unwrap_or(0)) <= crowd),
            Code::R064 if !amendments => Mark::needs(Need::Amendments),
            Code::R064 => mark(found.value >= amended),
            Code::R070 if !subcontractors => Mark::needs(Need::Subcontractors),
            Code::R070 => mark(found.value > 0.0),
            _ => continue,
        };
        keep[at as usize] = mark == Mark::FLAG;
        // Of several contacts of one process, one that flags is enough.
        let entry = marks.entry((found.process, found.code)).or_insert(mark);
        if mark == Mark::FLAG {
            *entry = mark;
        }
    }
    Resolved {
        fences,
        marks,
        keep,
        split,
    }
}

/// Writes the states into the store, and forgets the values that are no flag.
pub(super) fn settle(store: &mut Store, resolved: Resolved) {
    let Resolved {
        marks, keep, split, ..
    } = resolved;
    for (at, together) in split {
        store.found[at as usize].value = together;
    }
    let mut patterns = Patterns::default();
    for (process, row) in (0..).zip(&mut store.rows) {
        let mut all = store.patterns.all[row.pattern as usize];
        for code in Code::ALL.iter().filter(|code| code.is_of_process()) {
            if all[code.place()] == Mark::Measured {
                all[code.place()] = marks.get(&(process, *code)).copied().unwrap_or(Mark::CLEAR);
            }
        }
        row.pattern = patterns.number(all);
    }
    store.patterns = patterns;
    sort(store, &keep);
}

/// The flags alone, in order of process and code; of several of one code the one with most organisations.
fn sort(store: &mut Store, keep: &[bool]) {
    let mut order: Vec<usize> = (0..store.found.len()).filter(|&at| keep[at]).collect();
    order.sort_by(|&a, &b| {
        let (x, y) = (&store.found[a], &store.found[b]);
        (x.process, x.code)
            .cmp(&(y.process, y.code))
            .then(y.who.len().cmp(&x.who.len()))
    });
    order.dedup_by(|later, kept| {
        let (x, y) = (&store.found[*later], &store.found[*kept]);
        (x.process, x.code) == (y.process, y.code)
    });
    let mut place = vec![u32::MAX; store.found.len()];
    for (to, &from) in (0..).zip(&order) {
        place[from] = to;
    }
    let mut found: Vec<Option<_>> = std::mem::take(&mut store.found)
        .into_iter()
        .map(Some)
        .collect();
    store.found = order.iter().filter_map(|&at| found[at].take()).collect();
    for detail in &mut store.details {
        detail.0 = place[detail.0 as usize];
    }
    store.details.retain(|detail| detail.0 != u32::MAX);
    store.details.sort_by_key(|detail| detail.0);
}
