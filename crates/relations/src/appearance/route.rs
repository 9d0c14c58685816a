//! A path that a pattern accepts, and which of two is the better explained.

use std::cmp::Ordering;

use crate::graph::{Graph, Half, Node};
use crate::rules::Outcome;

use super::LONGEST;

/// A path from the first party to the last; each tie is seen from its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) first: Node,
    ties: [Half; LONGEST],
    len: u8,
    /// Place of the pattern.
    pub(crate) pattern: u16,
    pub(crate) outcome: Outcome,
    rank: u32,
}

impl Route {
    /// A path; `ended` says whether one of its ties is past. At least one tie.
    pub(super) fn new(
        first: Node,
        ties: &[Half],
        pattern: u16,
        outcome: Outcome,
        ended: bool,
    ) -> Self {
        let mut held = [ties[0]; LONGEST];
        held[..ties.len()].copy_from_slice(ties);
        let grades = ties.iter().map(|half| half.grade() as u32);
        let (worst, sum) = grades.fold((0, 0), |(worst, sum), grade| {
            (worst.max(grade), sum + grade)
        });
        let graver = Outcome::Barred as u32 - outcome as u32;
        let length = u32::try_from(ties.len()).unwrap_or(0);
        Self {
            first,
            ties: held,
            len: u8::try_from(ties.len()).unwrap_or(0),
            pattern,
            outcome,
            rank: graver << 24 | u32::from(ended) << 20 | length << 16 | worst << 8 | sum,
        }
    }

    pub(crate) fn ties(&self) -> &[Half] {
        &self.ties[..usize::from(self.len)]
    }

    /// Do both go over the same parties by the same kinds of ties? They may come from different sources.
    pub(super) fn same_way(&self, other: &Self) -> bool {
        self.len == other.len
            && self
                .ties()
                .iter()
                .zip(other.ties())
                .all(|(a, b)| a.other() == b.other() && a.seen() == b.seen())
    }

    /// The better explained is less: the graver outcome first, then ties that still hold, fewer ties, better known ones; at last the
    /// contents, so that the order in which ties came never matters.
    pub(super) fn order(&self, other: &Self, graph: &Graph) -> Ordering {
        self.rank
            .cmp(&other.rank)
            .then_with(|| self.content(other, graph))
    }

    #[cold]
    fn content(&self, other: &Self, graph: &Graph) -> Ordering {
        for (a, b) in self.ties().iter().zip(other.ties()) {
            let shares = |half: &Half| {
                let share = graph.share(*half);
                (share.low, share.high)
            };
            let order = a
                .seen()
                .cmp(&b.seen())
                .then_with(|| graph.id_order(a.other(), b.other()))
                .then_with(|| (a.grade(), a.period()).cmp(&(b.grade(), b.period())))
                .then_with(|| shares(b).cmp(&shares(a)))
                .then_with(|| graph.source(*a).cmp(graph.source(*b)))
                .then_with(|| graph.known(*a).cmp(&graph.known(*b)));
            if order.is_ne() {
                return order;
            }
        }
        Ordering::Equal
    }
}
