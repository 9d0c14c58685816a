//! All patterns as one table: state and tie give the next state. Kinship is composed on the way, so that a state knows which relative
//! one has come to.

use std::collections::BTreeMap;

use crate::graph::flipped;
use crate::kinship::Kin;
use crate::rules::{Pattern, RuleError, StepOf};

/// No pattern goes on from here.
pub(super) const DEAD: u16 = u16::MAX;
/// Where every path begins.
pub(super) const START: u16 = 0;

/// A place in a pattern: which, how many steps are done, and within a step of kinship which relative it has come to (bits + 1).
type Item = (u16, u8, u8);

/// The table.
#[derive(Debug, Clone)]
pub(crate) struct Automaton {
    /// Column of each way to see a tie; 255 where no pattern takes it.
    columns: [u8; 256],
    width: usize,
    next: Vec<u16>,
    /// Least number of further ties, one at least, to a state that accepts.
    further: Vec<u8>,
    /// How the other end sees a tie.
    flip: [u8; 256],
    /// Patterns that a state completes, by place; in the order of the file.
    accepts: Vec<Vec<u16>>,
    /// Can this tie be the last of a path? And these two, the earlier first?
    last: Vec<bool>,
    last_two: Vec<bool>,
}

impl Automaton {
    /// The table of these patterns.
    pub(crate) fn new(patterns: &[Pattern]) -> Result<Self, RuleError> {
        let columns = columns(patterns);
        let seen: Vec<u8> = (0..=255)
            .filter(|code| columns[usize::from(*code)] != 255)
            .collect();
        let width = seen.len();
        let start: Vec<Item> = (0..patterns.len())
            .map(|p| Ok((u16::try_from(p).map_err(|_| RuleError::TooMany)?, 0, 0)))
            .collect::<Result<_, RuleError>>()?;
        let start = closed(start, patterns);
        let mut places: BTreeMap<Vec<Item>, u16> = BTreeMap::from([(start.clone(), START)]);
        let mut states = vec![start];
        let mut next: Vec<u16> = Vec::new();
        let mut at = 0;
        while at < states.len() {
            for code in &seen {
                let moved = closed(step(&states[at], *code, patterns), patterns);
                if moved.is_empty() {
                    next.push(DEAD);
                    continue;
                }
                let fresh = u16::try_from(states.len())
                    .ok()
                    .filter(|place| *place < DEAD);
                let place = if let Some(place) = places.get(&moved) {
                    *place
                } else {
                    let place = fresh.ok_or(RuleError::TooMany)?;
                    places.insert(moved.clone(), place);
                    states.push(moved);
                    place
                };
                next.push(place);
            }
            at += 1;
        }
        let accepts: Vec<Vec<u16>> = states
            .iter()
            .map(|items| {
                let done = |item: &&Item| {
                    item.2 == 0 && usize::from(item.1) == patterns[usize::from(item.0)].steps.len()
                };
                items.iter().filter(done).map(|item| item.0).collect()
            })
            .collect();
        let mut table = Self {
            columns,
            width,
            next,
            further: Vec::new(),
            flip: std::array::from_fn(|code| flipped(u8::try_from(code).unwrap_or(0))),
            accepts,
            last: Vec::new(),
            last_two: Vec::new(),
        };
        table.look_ahead();
        Ok(table)
    }

    fn look_ahead(&mut self) {
        let states = self.accepts.len();
        let mut further = vec![u8::MAX; states];
        for _ in 0..=super::LONGEST {
            for state in 0..states {
                let next = &self.next[state * self.width..(state + 1) * self.width];
                let ahead = |to: &u16| {
                    if self.accepts[usize::from(*to)].is_empty() {
                        further[usize::from(*to)].saturating_add(1)
                    } else {
                        1
                    }
                };
                let best = next.iter().filter(|to| **to != DEAD).map(ahead).min();
                further[state] = further[state].min(best.unwrap_or(u8::MAX));
            }
        }
        self.further = further;
        let width = self.width;
        (self.last, self.last_two) = (vec![false; width], vec![false; width * width]);
        for state in 0..states {
            for first in 0..width {
                let middle = self.next[state * width + first];
                if middle == DEAD {
                    continue;
                }
                if !self.accepts[usize::from(middle)].is_empty() {
                    self.last[first] = true;
                }
                for second in 0..width {
                    let end = self.next[usize::from(middle) * width + second];
                    if end != DEAD && !self.accepts[usize::from(end)].is_empty() {
                        self.last_two[first * width + second] = true;
                    }
                }
            }
        }
    }

    /// The state after a tie.
    pub(super) fn after(&self, state: u16, seen: u8) -> u16 {
        let column = usize::from(self.columns[usize::from(seen)]);
        if column >= self.width {
            return DEAD;
        }
        self.next[usize::from(state) * self.width + column]
    }

    /// Least number of further ties, one at least, to the end of a pattern.
    pub(super) fn further(&self, state: u16) -> usize {
        usize::from(self.further[usize::from(state)])
    }

    /// How the other end sees a tie.
    pub(super) fn flip(&self, seen: u8) -> u8 {
        self.flip[usize::from(seen)]
    }

    /// Patterns completed.
    pub(super) fn accepts(&self, state: u16) -> &[u16] {
        &self.accepts[usize::from(state)]
    }

    /// Can a path end with this tie?
    pub(super) fn may_end(&self, seen: u8) -> bool {
        self.last
            .get(usize::from(self.columns[usize::from(seen)]))
            .copied()
            .unwrap_or(false)
    }

    /// Can a path end with these two ties?
    pub(super) fn may_end_with(&self, first: u8, second: u8) -> bool {
        let (first, second) = (
            usize::from(self.columns[usize::from(first)]),
            usize::from(self.columns[usize::from(second)]),
        );
        first < self.width && second < self.width && self.last_two[first * self.width + second]
    }
}

/// Numbers the ways of seeing a tie that some pattern takes.
fn columns(patterns: &[Pattern]) -> [u8; 256] {
    let mut used = [false; 256];
    for (step, _) in patterns.iter().flat_map(|pattern| &pattern.steps) {
        match step {
            StepOf::Kin(_) => Kin::all().for_each(|kin| used[usize::from(kin.bits())] = true),
            StepOf::Seen(codes) => codes
                .iter()
                .for_each(|code| used[usize::from(*code)] = true),
        }
    }
    let mut columns = [255; 256];
    let taken = used.iter().enumerate().filter(|(_, used)| **used);
    for (column, (code, _)) in (0..).zip(taken) {
        columns[code] = column;
    }
    columns
}

/// Adds what needs no further tie: steps that may be missing, and the end of a step of kinship that has come to one of its relatives.
fn closed(items: Vec<Item>, patterns: &[Pattern]) -> Vec<Item> {
    let mut all = items;
    let mut at = 0;
    while at < all.len() {
        let (pattern, done, kin) = all[at];
        at += 1;
        let Some((step, optional)) = patterns[usize::from(pattern)].steps.get(usize::from(done))
        else {
            continue;
        };
        let passes = match (step, kin) {
            (_, 0) => *optional,
            (StepOf::Kin(set), bits) => {
                Kin::from_bits(bits - 1).is_some_and(|kin| set.contains(kin))
            }
            (StepOf::Seen(_), _) => false,
        };
        if passes && !all.contains(&(pattern, done + 1, 0)) {
            all.push((pattern, done + 1, 0));
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

fn step(items: &[Item], code: u8, patterns: &[Pattern]) -> Vec<Item> {
    let tie = Kin::from_bits(code);
    items
        .iter()
        .filter_map(|(pattern, done, kin)| {
            let (step, _) = patterns[usize::from(*pattern)]
                .steps
                .get(usize::from(*done))?;
            match step {
                StepOf::Seen(codes) => codes.contains(&code).then_some((*pattern, done + 1, 0)),
                StepOf::Kin(_) => {
                    let tie = tie?;
                    let come_to = match *kin {
                        0 => tie,
                        bits => Kin::from_bits(bits - 1)?.then(tie)?,
                    };
                    Some((*pattern, *done, come_to.bits() + 1))
                }
            }
        })
        .collect()
}
