//! Parties and ties added to a graph, and ties withdrawn, without building it anew.

use crate::model::{Day, Party, Tie, TieKind};

use super::build::{Raw, check, share_of};
use super::half::{Half, Node, flipped};
use super::hubs::over;
use super::{Detail, Graph, GraphBuilder, Refused};

impl Graph {
    /// Adds a party.
    pub fn add_party(&mut self, party: &Party) -> Result<Node, Refused> {
        if self.node(&party.id).is_some() {
            return Err(Refused::TwiceGiven(party.id.clone()));
        }
        let node = u32::try_from(self.kinds.len()).unwrap_or(u32::MAX);
        self.push_party(party);
        self.added.insert(party.id.clone(), node);
        self.overlay.insert(node, Vec::new());
        Ok(node)
    }

    /// Adds a tie between parties that are known and gives its two ends, whose screenings may now answer otherwise. A tie that is here
    /// already changes nothing.
    pub fn add_tie(&mut self, tie: &Tie) -> Result<(Node, Node), Refused> {
        let end = |id: &String| {
            self.node(id)
                .map(|node| (node, self.kind(node)))
                .ok_or_else(|| Refused::UnknownParty(id.clone()))
        };
        let raw = check(tie, end(&tie.from)?, end(&tie.to)?)?;
        let ends = (raw.from, raw.to);
        if self
            .find(&raw, tie)
            .is_some_and(|place| !self.withdrawn.contains_key(&place))
        {
            return Ok(ends);
        }
        let place = u32::try_from(self.detail_of.len()).unwrap_or(u32::MAX);
        let detail = u32::try_from(self.details.len()).unwrap_or(u32::MAX);
        let source = u32::try_from(self.sources.len()).unwrap_or(u32::MAX);
        self.sources.push(&tie.source);
        self.details.push(Detail {
            source,
            share: share_of(tie),
        });
        self.detail_of.push(detail);
        self.known_from.push(raw.known.from.raw());
        let two = Self::two_halves(place, &raw);
        for (mut half, node) in two.into_iter().zip([raw.from, raw.to]) {
            if raw.known.until < Day::OPEN_END {
                half.set_withdrawn();
                self.withdrawn.insert(place, raw.known.until.raw());
            }
            let list = self.touch(node);
            let at = list.partition_point(|other| other.order() < half.order());
            list.insert(at, half);
        }
        let caps = self.caps.table();
        for (node, seen) in [(raw.from, raw.seen), (raw.to, flipped(raw.seen))] {
            if self.told_hubs.contains(&(node, seen))
                || over(self.halves(node), &caps).contains(&seen)
            {
                self.mark_hub(node, seen);
            }
        }
        self.merge_if_large();
        Ok(ends)
    }

    /// Marks a tie as believed until `last` only: it was wrong. What was known before that day can still be asked for. Gives whether
    /// such a tie was here.
    pub fn withdraw(&mut self, tie: &Tie, last: Day) -> bool {
        let (Some(from), Some(to)) = (self.node(&tie.from), self.node(&tie.to)) else {
            return false;
        };
        let Ok(raw) = check(tie, (from, self.kind(from)), (to, self.kind(to))) else {
            return false;
        };
        let Some(place) = self.find(&raw, tie) else {
            return false;
        };
        self.withdrawn.insert(place, last.raw());
        for node in [from, to] {
            for half in self.halves_mut(node) {
                if half.tie() == place {
                    half.set_withdrawn();
                }
            }
        }
        true
    }

    /// Place of a tie with the same content, whenever it was known.
    fn find(&self, raw: &Raw, tie: &Tie) -> Option<u32> {
        self.halves(raw.from)
            .iter()
            .find(|half| {
                half.other() == raw.to
                    && half.seen() == raw.seen
                    && half.period() == raw.period
                    && half.grade() == raw.grade
                    && self.detail(**half).share == share_of(tie)
                    && self.source(**half) == tie.source
            })
            .map(|half| half.tie())
    }

    fn touch(&mut self, node: Node) -> &mut Vec<Half> {
        if !self.overlay.contains_key(&node) {
            let list = self.halves(node).to_vec();
            self.overlay.insert(node, list);
        }
        self.overlay.entry(node).or_default()
    }

    /// Lays the columns out anew once the overlay is an eighth of them.
    fn merge_if_large(&mut self) {
        let changed: usize = self.overlay.len();
        if changed > 4096 && changed > self.kinds.len() / 8 {
            self.merge();
        }
    }

    /// Lays the columns out anew, with what was added.
    pub fn merge(&mut self) {
        let mut builder = GraphBuilder::new();
        for node in self.nodes() {
            // Ids are distinct and ties were checked when they came.
            let _ = builder.party(self.party(node));
        }
        for node in self.nodes() {
            for half in self.halves(node) {
                let twice = flipped(half.seen()) == half.seen() || half.seen() < 64;
                let first = if twice {
                    self.id(node) < self.id(half.other())
                } else {
                    half.kind().1
                };
                if first {
                    let _ = builder.tie(&self.tie(node, *half));
                }
            }
        }
        for (node, seen) in &self.told_hubs {
            if let Some((kind, from_end)) = TieKind::of_seen(*seen) {
                builder.hub(self.id(*node), kind, from_end);
            }
        }
        *self = builder.build(&self.caps.clone());
    }
}
