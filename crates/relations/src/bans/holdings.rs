//! Who owns a firm in the end: shares through firms multiplied and added up, each person once, cycles of ownership solved exactly.
//!
//! With direct shares s(x, y) of x in y, the part w(x) that x holds in the firm b is the solution of
//! w(x) = s(x, b) + Σ s(x, y)·w(y) over firms y, the integrated ownership of Brioschi, Buzzacchi and Colombo (1989). Firms between are
//! eliminated one after the other; what a firm holds in itself over a cycle, s, is divided out by 1 / (1 − s). All terms are
//! non-negative, so that intervals stay intervals.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{Graph, Half, Node};
use crate::model::{Day, Grade, PartyKind, TieKind};
use crate::shares::{Fraction, Share};

/// Most firms above one that are looked through.
const MOST_FIRMS: usize = 400;

/// Somebody at the end of the chains: a person, a public body, or a firm whose owners are not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    /// The party.
    pub party: Node,
    /// Part of the firm, directly and through firms.
    pub share: Share,
}

/// What is wrong with the records of a firm's owners.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// No owner is recorded at the date.
    NoOwners(Node),
    /// The shares add up to less than the whole by this much (percent, as shown) or more.
    Incomplete(Node, String),
    /// The shares add up to more than the whole (percent, as shown).
    Over(Node, String),
    /// Somebody's part is not recorded.
    PartUnknown(Node, Node),
    /// Firms own one another wholly, so that nobody owns them in the end.
    Closed(Node),
    /// More firms lie above it than are looked through.
    TooMany(Node),
}

/// The owners of a firm at a date.
#[derive(Debug, Clone, Default)]
pub struct Ownership {
    /// The firm's owners in the end, by place.
    pub holders: Vec<Holder>,
    /// Firms above it, itself first, and those who own each directly.
    pub firms: BTreeMap<Node, Vec<Holder>>,
    /// What is wrong with the records.
    pub faults: BTreeSet<Fault>,
}

/// Looks at ownership at a date, as far as was known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Register<'a> {
    pub(crate) graph: &'a Graph,
    pub(crate) at: Day,
    pub(crate) known_at: Option<Day>,
    /// The least grade that counts.
    pub(crate) least: Grade,
}

impl Register<'_> {
    pub(crate) fn counts(&self, half: Half) -> bool {
        half.holds(self.at, 0)
            && half.grade() <= self.least
            && self.graph.is_known(half, self.known_at)
    }

    /// Ties seen in one way; the ties of a party are sorted by it.
    pub(crate) fn ties(&self, node: Node, seen: u8) -> impl Iterator<Item = Half> {
        let halves = self.graph.halves(node);
        let from = halves.partition_point(|half| half.seen() < seen);
        halves[from..]
            .iter()
            .take_while(move |half| half.seen() == seen)
            .copied()
    }

    /// Those of them that count.
    pub(crate) fn seen(&self, node: Node, seen: u8) -> impl Iterator<Item = Half> {
        self.ties(node, seen).filter(|half| self.counts(*half))
    }

    /// Who holds a firm directly. What one source reports of one holder is added up; of what several sources report, the larger
    /// counts, since they tell of the same shares.
    pub(crate) fn owners(&self, firm: Node) -> Vec<Holder> {
        let mut holders: Vec<Holder> = Vec::new();
        let mut of_source: Vec<(Node, &str, Share)> = Vec::new();
        for half in self.seen(firm, TieKind::Owns.seen(false)) {
            let (source, share) = (self.graph.source(half), self.graph.share(half));
            match of_source
                .iter_mut()
                .find(|known| known.0 == half.other() && known.1 == source)
            {
                Some(known) => known.2 = known.2.plus(share),
                None => of_source.push((half.other(), source, share)),
            }
        }
        for (party, _, share) in of_source {
            match holders.iter_mut().find(|holder| holder.party == party) {
                Some(known) => {
                    known.share = Share {
                        low: known.share.low.max(share.low),
                        high: known.share.high.max(share.high),
                    }
                }
                None => holders.push(Holder { party, share }),
            }
        }
        holders.sort_by(|a, b| self.graph.id_order(a.party, b.party));
        holders
    }

    /// Faults of the recorded owners of one firm; `gap` is how much may be missing before somebody could hide in it.
    pub(crate) fn faults(firm: Node, owners: &[Holder], gap: Fraction) -> Vec<Fault> {
        if owners.is_empty() {
            return vec![Fault::NoOwners(firm)];
        }
        let mut faults: Vec<Fault> = owners
            .iter()
            .filter(|holder| holder.share == Share::UNKNOWN)
            .map(|holder| Fault::PartUnknown(holder.party, firm))
            .collect();
        let sum = owners
            .iter()
            .fold(Share::NONE, |sum, holder| sum.plus(holder.share));
        if sum.low > Fraction::ONE {
            faults.push(Fault::Over(firm, sum.low.to_string()));
        } else if Fraction::ONE
            .checked_sub(sum.high)
            .is_some_and(|missing| missing >= gap)
        {
            faults.push(Fault::Incomplete(firm, sum.to_string()));
        }
        faults
    }

    /// Does one of these hold shares or a post in the firm, or in a firm above it? Quick, without arithmetic.
    pub(crate) fn reaches(&self, firm: Node, wanted: impl Fn(Node) -> bool, posts: &[u8]) -> bool {
        let owned = TieKind::Owns.seen(false);
        let mut firms = vec![firm];
        let mut at = 0;
        while at < firms.len() {
            for half in self.graph.halves(firms[at]) {
                let is_owner = half.seen() == owned;
                if !(is_owner || posts.contains(&half.seen())) || !self.counts(*half) {
                    continue;
                }
                let other = half.other();
                if wanted(other) {
                    return true;
                }
                if is_owner
                    && self.graph.kind(other) == PartyKind::Firm
                    && firms.len() < MOST_FIRMS
                    && !firms.contains(&other)
                {
                    firms.push(other);
                }
            }
            at += 1;
        }
        false
    }

    /// Everything above a firm.
    pub(crate) fn ownership(&self, firm: Node, gap: Fraction) -> Ownership {
        let mut ownership = Ownership::default();
        let mut waiting = vec![firm];
        while let Some(next) = waiting.pop() {
            if ownership.firms.contains_key(&next) {
                continue;
            }
            if ownership.firms.len() == MOST_FIRMS {
                ownership.faults.insert(Fault::TooMany(firm));
                break;
            }
            let owners = self.owners(next);
            ownership.faults.extend(Self::faults(next, &owners, gap));
            for holder in &owners {
                if self.graph.kind(holder.party) == PartyKind::Firm {
                    waiting.push(holder.party);
                }
            }
            ownership.firms.insert(next, owners);
        }
        let (holders, closed) = self.holders_of(firm, &ownership.firms);
        ownership.holders = holders;
        ownership
            .faults
            .extend(closed.into_iter().map(Fault::Closed));
        ownership
    }

    /// The holders in the end of one of the firms, and firms that own one another wholly.
    pub(crate) fn holders_of(
        &self,
        firm: Node,
        firms: &BTreeMap<Node, Vec<Holder>>,
    ) -> (Vec<Holder>, Vec<Node>) {
        // holdings[y][x] is the part that x holds in y.
        let mut holdings: BTreeMap<Node, BTreeMap<Node, Share>> = firms
            .iter()
            .map(|(held, owners)| (*held, owners.iter().map(|h| (h.party, h.share)).collect()))
            .collect();
        let mut closed = Vec::new();
        // In the order of ids, so that rounding, if there is any, does not depend on places.
        let mut order: Vec<Node> = firms
            .iter()
            .filter(|(node, owners)| **node != firm && !owners.is_empty())
            .map(|(node, _)| *node)
            .collect();
        order.sort_by(|a, b| self.graph.id_order(*a, *b));
        for middle in order {
            let mut above = holdings.remove(&middle).unwrap_or_default();
            divide_own(&mut above, middle, &mut closed);
            for owners in holdings.values_mut() {
                let Some(through) = owners.remove(&middle) else {
                    continue;
                };
                for (party, share) in &above {
                    let part = share.times(through);
                    owners
                        .entry(*party)
                        .and_modify(|known| *known = known.plus(part))
                        .or_insert(part);
                }
            }
        }
        let mut owners = holdings.remove(&firm).unwrap_or_default();
        divide_own(&mut owners, firm, &mut closed);
        let mut holders: Vec<Holder> = owners
            .into_iter()
            .map(|(party, share)| Holder { party, share })
            .collect();
        holders.sort_by(|a, b| self.graph.id_order(a.party, b.party));
        (holders, closed)
    }
}

/// Divides what a firm holds in itself out of its owners' parts.
fn divide_own(owners: &mut BTreeMap<Node, Share>, firm: Node, closed: &mut Vec<Node>) {
    let Some(own) = owners.remove(&firm) else {
        return;
    };
    let rest = |part: Fraction| {
        Fraction::ONE
            .checked_sub(part)
            .filter(|rest| *rest > Fraction::ZERO)
    };
    let low = rest(own.low).and_then(|rest| Fraction::ONE.checked_div(rest));
    let high = rest(own.high).and_then(|rest| Fraction::ONE.checked_div(rest));
    if low.is_none() {
        closed.push(firm);
    }
    for share in owners.values_mut() {
        let lower = Share::exact(low.unwrap_or(Fraction::ONE)).times(*share).low;
        let upper = match high {
            Some(factor) => Share::exact(factor).times(*share).high,
            // Nothing is left over: whoever holds any of it could hold all of it.
            None if share.high.is_zero() => Fraction::ZERO,
            None => Fraction::ONE,
        };
        *share = Share {
            low: lower,
            high: upper.max(lower),
        };
    }
}
