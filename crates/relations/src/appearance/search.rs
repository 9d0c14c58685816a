//! The search: up to half the ties from one party, the rest from the other, joined where they meet.
//!
//! All half-paths are kept, so that best and second-best are those of all paths, not of the first ones found. What keeps them few is
//! the grammar, the dates and the hub caps.

use crate::graph::{Graph, Half, Node};
use crate::model::{Day, Grade, TieKind};
use crate::rules::{Matter, Outcome, Rules};

use super::LONGEST;
use super::automaton::{DEAD, START};
use super::route::Route;

/// No entry.
const NONE: u32 = u32::MAX;

/// A half-path: its last party, the tie it came by, and the half-path before.
#[derive(Debug, Clone, Copy)]
struct Entry {
    node: Node,
    /// Entry before; `NONE` for the beginning.
    before: u32,
    /// Next entry of the same party in the table.
    next: u32,
    /// As seen from the party before.
    half: Half,
    state: u16,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    node: Node,
    head: u32,
    round: u32,
}

/// Memory of a search, to be used again for the next.
#[derive(Debug, Default)]
pub struct Scratch {
    forward: Vec<Entry>,
    backward: Vec<Entry>,
    slots: Vec<Slot>,
    round: u32,
    places: Vec<(u32, u32)>,
}

impl Scratch {
    /// Nothing reserved yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn begin(&mut self) {
        self.forward.clear();
        self.backward.clear();
        self.round = self.round.wrapping_add(1);
        if self.round == 0 || self.slots.is_empty() {
            self.slots.clear();
            self.slots.resize(1024, Slot::default());
            self.round = 1;
        }
    }

    /// Place of a party in the table, or the free place where it belongs.
    fn slot(&self, node: Node) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (node.wrapping_mul(0x9E37_79B1) >> 7) as usize & mask;
        while self.slots[at].round == self.round && self.slots[at].node != node {
            at = (at + 1) & mask;
        }
        at
    }

    fn head(&self, node: Node) -> u32 {
        let slot = self.slots[self.slot(node)];
        if slot.round == self.round {
            slot.head
        } else {
            NONE
        }
    }

    /// Puts the entries from `first` on into the table.
    fn index(&mut self, first: usize) {
        let wanted = ((self.forward.len() - first) * 2).next_power_of_two();
        if wanted > self.slots.len() {
            self.slots.clear();
            self.slots.resize(wanted, Slot::default());
            self.round = 1;
        }
        for place in first..self.forward.len() {
            let at = self.slot(self.forward[place].node);
            let slot = &mut self.slots[at];
            let entry = &mut self.forward[place];
            entry.next = if slot.round == self.round {
                slot.head
            } else {
                NONE
            };
            *slot = Slot {
                node: entry.node,
                head: u32::try_from(place).unwrap_or(NONE),
                round: self.round,
            };
        }
    }
}

/// The two best paths.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Found {
    pub(crate) best: Option<Route>,
    pub(crate) second: Option<Route>,
}

impl Found {
    fn take(&mut self, route: Route, graph: &Graph) {
        let Some(best) = &self.best else {
            self.best = Some(route);
            return;
        };
        if route.order(best, graph).is_lt() {
            if !route.same_way(best) {
                self.second = self.best;
            }
            self.best = Some(route);
        } else if !route.same_way(best)
            && self
                .second
                .as_ref()
                .is_none_or(|second| route.order(second, graph).is_lt())
        {
            self.second = Some(route);
        }
    }
}

/// What a search looks at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Search<'a> {
    pub(crate) graph: &'a Graph,
    pub(crate) rules: &'a Rules,
    pub(crate) matter: Matter,
    pub(crate) at: Day,
    pub(crate) known_at: Option<Day>,
}

impl Search<'_> {
    /// Does a tie count at the date, as far as was known?
    fn counts(&self, half: Half) -> bool {
        half.holds(self.at, self.rules.lookback[usize::from(half.seen())])
            && self.graph.is_known(half, self.known_at)
    }

    fn warm(&self, level: &[Entry], places: &mut Vec<(u32, u32)>) {
        if level.len() > 1 {
            let nodes = level.iter().map(|entry| entry.node);
            std::hint::black_box(self.graph.warm(nodes, places));
        }
    }

    /// The two best paths from one party to another.
    pub(crate) fn between(&self, from: Node, to: Node, scratch: &mut Scratch) -> Found {
        let mut found = Found::default();
        if from == to {
            return found;
        }
        let automaton = &self.rules.automaton;
        let total = self.rules.max_ties;
        let ahead_of_middle = total.div_ceil(2);
        let behind = total - ahead_of_middle;
        scratch.begin();
        let mut level = 0..1;
        let nothing = Half::NOTHING;
        scratch.forward.push(Entry {
            node: from,
            before: NONE,
            next: NONE,
            half: nothing,
            state: START,
        });
        for depth in 1..=ahead_of_middle {
            let end = scratch.forward.len();
            self.warm(&scratch.forward[level.clone()], &mut scratch.places);
            for place in level.clone() {
                let entry = scratch.forward[place];
                for half in self.graph.halves(entry.node) {
                    let state = automaton.after(entry.state, half.seen());
                    if state == DEAD {
                        continue;
                    }
                    let other = half.other();
                    if other == to {
                        if (depth == 1 || !half.is_hub()) && self.counts(*half) {
                            self.accept(
                                from,
                                to,
                                &scratch.forward,
                                place,
                                &[*half],
                                state,
                                &mut found,
                            );
                        }
                        continue;
                    }
                    if half.is_hub()
                        || depth + automaton.further(state) > total
                        || !self.counts(*half)
                        || on_way(&scratch.forward, place, other)
                    {
                        continue;
                    }
                    scratch.forward.push(Entry {
                        node: other,
                        before: u32::try_from(place).unwrap_or(NONE),
                        next: NONE,
                        half: *half,
                        state,
                    });
                }
            }
            level = end..scratch.forward.len();
        }
        if behind == 0 || level.is_empty() {
            return found;
        }
        scratch.index(level.start);
        self.backward(from, to, behind, scratch, &mut found);
        found
    }

    /// From the other party, joining with the half-paths in the table.
    fn backward(
        &self,
        from: Node,
        to: Node,
        depth: usize,
        scratch: &mut Scratch,
        found: &mut Found,
    ) {
        let automaton = &self.rules.automaton;
        scratch.backward.push(Entry {
            node: to,
            before: NONE,
            next: NONE,
            half: Half::NOTHING,
            state: START,
        });
        let mut level = 0..1;
        for level_depth in 1..=depth {
            let end = scratch.backward.len();
            self.warm(&scratch.backward[level.clone()], &mut scratch.places);
            for place in level.clone() {
                let entry = scratch.backward[place];
                for half in self.graph.halves(entry.node) {
                    let other = half.other();
                    let fits = if level_depth == 1 {
                        automaton.may_end(automaton.flip(half.seen()))
                    } else if level_depth == 2 {
                        automaton.may_end_with(
                            automaton.flip(half.seen()),
                            automaton.flip(entry.half.seen()),
                        )
                    } else {
                        true
                    };
                    if !fits
                        || half.is_hub()
                        || other == from
                        || !self.counts(*half)
                        || on_way(&scratch.backward, place, other)
                    {
                        continue;
                    }
                    let mut met = scratch.head(other);
                    if met != NONE {
                        let tail = tail(&scratch.backward, place, *half);
                        while met != NONE {
                            let forward = scratch.forward[met as usize];
                            self.join(from, to, &scratch.forward, met as usize, tail.ties(), found);
                            met = forward.next;
                        }
                    }
                    if level_depth < depth {
                        scratch.backward.push(Entry {
                            node: other,
                            before: u32::try_from(place).unwrap_or(NONE),
                            next: NONE,
                            half: *half,
                            state: START,
                        });
                    }
                }
            }
            level = end..scratch.backward.len();
        }
    }

    fn join(
        &self,
        from: Node,
        to: Node,
        entries: &[Entry],
        place: usize,
        tail: &[Half],
        found: &mut Found,
    ) {
        let mut state = entries[place].state;
        for half in tail {
            state = self.rules.automaton.after(state, half.seen());
            if state == DEAD {
                return;
            }
        }
        // The last party is the other one, which no forward half-path passes.
        let repeats = tail[..tail.len() - 1]
            .iter()
            .any(|half| on_way(entries, place, half.other()));
        if !repeats {
            self.accept(from, to, entries, place, tail, state, found);
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the two halves of a path and where they meet"
    )]
    fn accept(
        &self,
        from: Node,
        to: Node,
        entries: &[Entry],
        place: usize,
        tail: &[Half],
        state: u16,
        found: &mut Found,
    ) {
        if self.rules.automaton.accepts(state).is_empty() {
            return;
        }
        debug_assert_eq!(tail.last().map(|half| half.other()), Some(to));
        let mut ties = Tail::default();
        let mut at = place;
        while entries[at].before != NONE {
            ties.push(entries[at].half);
            at = entries[at].before as usize;
        }
        ties.turn_round();
        for half in tail {
            ties.push(*half);
        }
        if let Some(route) = self.judge(from, ties.ties(), state) {
            found.take(route, self.graph);
        }
    }

    /// What a path that a state accepts counts as.
    fn judge(&self, from: Node, ties: &[Half], state: u16) -> Option<Route> {
        let ended = ties.iter().any(|half| half.ended(self.at));
        let inferred = ties.iter().any(|half| half.grade() == Grade::Inferred);
        let most = if ended || inferred {
            Outcome::Potential
        } else {
            Outcome::Barred
        };
        let owns = TieKind::Owns.seen(true);
        let mut best: Option<(Outcome, u16)> = None;
        for place in self.rules.automaton.accepts(state) {
            let pattern = &self.rules.patterns[usize::from(*place)];
            let mut outcome = pattern.outcome.min(most);
            if best.is_some_and(|(known, _)| known >= outcome)
                || !pattern.period.contains(self.at)
                || !(pattern.matters.is_empty() || pattern.matters.contains(&self.matter))
            {
                continue;
            }
            if let Some(least) = pattern.min_share
                && let Some(last) = ties.iter().rfind(|half| half.seen() == owns)
            {
                let share = self.graph.share(*last);
                if share.high < least {
                    continue;
                }
                if share.low < least {
                    outcome = outcome.min(Outcome::Potential);
                }
            }
            if best.is_none_or(|(known, _)| known < outcome) {
                best = Some((outcome, *place));
            }
        }
        let (outcome, pattern) = best?;
        Some(Route::new(from, ties, pattern, outcome, ended))
    }

    /// Every party that a path leads to from one, with the best path to each; one walk for all of them.
    pub(crate) fn walk(
        &self,
        from: Node,
        mut take: impl FnMut(Node, Route),
        scratch: &mut Scratch,
    ) {
        let automaton = &self.rules.automaton;
        scratch.begin();
        scratch.forward.push(Entry {
            node: from,
            before: NONE,
            next: NONE,
            half: Half::NOTHING,
            state: START,
        });
        let mut level = 0..1;
        for depth in 1..=self.rules.max_ties {
            let end = scratch.forward.len();
            for place in level.clone() {
                let entry = scratch.forward[place];
                for half in self.graph.halves(entry.node) {
                    let state = automaton.after(entry.state, half.seen());
                    if state == DEAD
                        || (half.is_hub() && depth > 1)
                        || !self.counts(*half)
                        || on_way(&scratch.forward, place, half.other())
                    {
                        continue;
                    }
                    let other = half.other();
                    if !automaton.accepts(state).is_empty() {
                        let mut ties = Tail::default();
                        ties.push(*half);
                        let mut at = place;
                        while scratch.forward[at].before != NONE {
                            ties.push(scratch.forward[at].half);
                            at = scratch.forward[at].before as usize;
                        }
                        ties.turn_round();
                        if let Some(route) = self.judge(from, ties.ties(), state) {
                            take(other, route);
                        }
                    }
                    if !half.is_hub() && depth + automaton.further(state) <= self.rules.max_ties {
                        scratch.forward.push(Entry {
                            node: other,
                            before: u32::try_from(place).unwrap_or(NONE),
                            next: NONE,
                            half: *half,
                            state,
                        });
                    }
                }
            }
            level = end..scratch.forward.len();
        }
    }
}

/// At most [`LONGEST`] ties, without an allocation.
#[derive(Debug, Clone, Copy)]
struct Tail {
    held: [Half; LONGEST],
    len: usize,
}

impl Default for Tail {
    fn default() -> Self {
        Self {
            held: [Half::NOTHING; LONGEST],
            len: 0,
        }
    }
}

impl Tail {
    fn push(&mut self, half: Half) {
        self.held[self.len] = half;
        self.len += 1;
    }

    fn ties(&self) -> &[Half] {
        &self.held[..self.len]
    }

    fn turn_round(&mut self) {
        self.held[..self.len].reverse();
    }
}

/// Does the half-path that ends at `place` pass this party?
fn on_way(entries: &[Entry], place: usize, node: Node) -> bool {
    let mut at = place;
    loop {
        let entry = entries[at];
        if entry.node == node {
            return true;
        }
        if entry.before == NONE {
            return false;
        }
        at = entry.before as usize;
    }
}

/// The ties from where a backward half-path has come to, to the other party, each seen from its beginning.
fn tail(entries: &[Entry], place: usize, last: Half) -> Tail {
    let mut tail = Tail::default();
    let (mut half, mut at) = (last, place);
    loop {
        let entry = entries[at];
        tail.push(half.turned(entry.node));
        if entry.before == NONE {
            return tail;
        }
        half = entry.half;
        at = entry.before as usize;
    }
}
