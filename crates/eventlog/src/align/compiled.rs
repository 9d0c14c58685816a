//! A net prepared for the search: numbered labels, who takes from which place, and what tokens still allow and require.

use crate::model::{PetriNet, Tokens};

/// The label of a silent transition.
pub(super) const SILENT: u32 = u32::MAX;

/// A transition with its label's number.
pub(super) struct Fire {
    pub(super) label: u32,
    pub(super) inputs: Vec<Tokens>,
    pub(super) outputs: Vec<Tokens>,
}

/// A net ready for searching.
pub(super) struct Compiled {
    pub(super) labels: Vec<String>,
    pub(super) fires: Vec<Fire>,
    /// Transitions by their first input place.
    pub(super) by_place: Vec<Vec<u32>>,
    /// Transitions without inputs.
    pub(super) free: Vec<u32>,
    /// Silent transitions that may fire as soon as they can (see [`eager`]), by their first input place.
    pub(super) eager: Vec<Vec<u32>>,
    pub(super) initial: Vec<u8>,
    pub(super) end: Vec<u8>,
    /// Words of a set of labels.
    pub(super) words: usize,
    /// For each place, the labels that a token on it may still lead to.
    pub(super) may: Vec<u64>,
    /// For each place, the labels that a token on it must still lead to.
    pub(super) must: Vec<u64>,
    /// The labels that may fire whatever is marked.
    pub(super) always: Vec<u64>,
}

impl Compiled {
    pub(super) fn new(net: &PetriNet) -> Self {
        let mut labels: Vec<String> = net
            .transitions
            .iter()
            .filter_map(|t| t.label.clone())
            .collect();
        labels.sort_unstable();
        labels.dedup();
        let number = |label: &String| {
            let index = labels.binary_search(label).unwrap_or_default();
            u32::try_from(index).expect("models are read from at most 64 MiB")
        };
        let fires: Vec<Fire> = net
            .transitions
            .iter()
            .map(|t| Fire {
                label: t.label.as_ref().map_or(SILENT, number),
                inputs: t.inputs.clone(),
                outputs: t.outputs.clone(),
            })
            .collect();
        let places = net.places.len();
        let marking = |tokens: &[Tokens]| {
            let mut marking = vec![0_u8; places];
            for &(place, count) in tokens {
                marking[place as usize] = count;
            }
            marking
        };
        let (initial, end) = (marking(&net.initial), marking(&net.end));
        let mut by_place = vec![Vec::new(); places];
        let mut eager = vec![Vec::new(); places];
        let mut free = Vec::new();
        let eagers = eager_transitions(&fires, &end);
        for (index, fire) in (0_u32..).zip(&fires) {
            match fire.inputs.first() {
                None => free.push(index),
                Some(&(place, _)) if eagers[index as usize] => eager[place as usize].push(index),
                Some(&(place, _)) => by_place[place as usize].push(index),
            }
        }
        let words = labels.len().div_ceil(64).max(1);
        let may = reach(&fires, places, words);
        let must = require(&fires, &end, words);
        let mut always = vec![0; words];
        for fire in fires.iter().filter(|fire| fire.inputs.is_empty()) {
            add_label(&mut always, fire.label);
            for &(place, _) in &fire.outputs {
                unite(&mut always, row(&may, place, words));
            }
        }
        Self {
            labels,
            fires,
            by_place,
            free,
            eager,
            initial,
            end,
            words,
            may,
            must,
            always,
        }
    }

    /// The number of a label.
    pub(super) fn label(&self, name: &str) -> Option<u32> {
        let found = self
            .labels
            .binary_search_by(|label| label.as_str().cmp(name));
        found.ok().and_then(|index| u32::try_from(index).ok())
    }
}

/// Silent transitions whose inputs nothing else takes and no end keeps. Every run that ends fires such a one sometime after
/// it can, and firing it at once takes nothing away from others: so only that order need be looked at.
fn eager_transitions(fires: &[Fire], end: &[u8]) -> Vec<bool> {
    let mut takers = vec![0_u32; end.len()];
    for &(place, _) in fires.iter().flat_map(|fire| &fire.inputs) {
        takers[place as usize] += 1;
    }
    let alone = |&(place, _): &Tokens| takers[place as usize] == 1 && end[place as usize] == 0;
    fires
        .iter()
        .map(|fire| {
            fire.label == SILENT && !fire.inputs.is_empty() && fire.inputs.iter().all(alone)
        })
        .collect()
}

fn row(sets: &[u64], place: u32, words: usize) -> &[u64] {
    &sets[place as usize * words..][..words]
}

pub(super) fn unite(set: &mut [u64], other: &[u64]) {
    for (word, other) in set.iter_mut().zip(other) {
        *word |= other;
    }
}

fn add_label(set: &mut [u64], label: u32) {
    if label != SILENT {
        set[label as usize / 64] |= 1 << (label % 64);
    }
}

/// Labels on any path from each place: the least solution.
fn reach(fires: &[Fire], places: usize, words: usize) -> Vec<u64> {
    let mut sets = vec![0_u64; places * words];
    let mut after = vec![0_u64; words];
    loop {
        let mut changed = false;
        for fire in fires.iter().rev() {
            after.fill(0);
            add_label(&mut after, fire.label);
            for &(place, _) in &fire.outputs {
                unite(&mut after, row(&sets, place, words));
            }
            for &(place, _) in &fire.inputs {
                let set = &mut sets[place as usize * words..][..words];
                for (word, after) in set.iter_mut().zip(&after) {
                    changed |= *after & !*word != 0;
                    *word |= after;
                }
            }
        }
        if !changed {
            return sets;
        }
    }
}

/// Labels on every path from each place to an end: the greatest solution. A token that no end keeps is taken by some
/// transition, whose outputs must be taken in turn; induction over what is left of a run that ends proves each label.
fn require(fires: &[Fire], end: &[u8], words: usize) -> Vec<u64> {
    let mut sets = vec![u64::MAX; end.len() * words];
    for (place, _) in end.iter().enumerate().filter(|(_, count)| **count > 0) {
        sets[place * words..][..words].fill(0);
    }
    let mut after = vec![0_u64; words];
    loop {
        let mut changed = false;
        for fire in fires.iter().rev() {
            after.fill(0);
            add_label(&mut after, fire.label);
            for &(place, _) in &fire.outputs {
                unite(&mut after, row(&sets, place, words));
            }
            for &(place, _) in &fire.inputs {
                let set = &mut sets[place as usize * words..][..words];
                for (word, after) in set.iter_mut().zip(&after) {
                    changed |= *word & !*after != 0;
                    *word &= after;
                }
            }
        }
        if !changed {
            return sets;
        }
    }
}
