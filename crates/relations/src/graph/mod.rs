//! Parties and ties in compact columns: the ties of each party side by side, a few dozen bytes a tie all told.
//!
//! A graph is built once ([`GraphBuilder`]) and then added to ([`Graph::add_tie`]); what was added lies in an overlay until it is large
//! enough to be merged. Nothing depends on the order in which parties and ties came.

mod build;
mod change;
mod half;
mod hubs;
mod strings;

#[cfg(test)]
mod tests;

pub use build::{GraphBuilder, Refused};
pub(crate) use half::flipped;
pub use half::{Half, Node};
pub use hubs::HubCaps;

use hashbrown::HashMap;

use crate::model::{Day, Party, PartyKind, Period, Sex, Tie};
use crate::shares::Share;
use strings::Strings;

type Map<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

/// Source and share, kept once for all ties that have the same.
#[derive(Debug, Clone, Copy)]
struct Detail {
    source: u32,
    share: Option<Share>,
}

/// Parties and ties.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    caps: HubCaps,
    ids: Strings,
    names: Strings,
    kinds: Vec<u8>,
    shareholders: Map<Node, u32>,
    /// So many parties are in the order of their ids; later ones are found through `added`.
    sorted: usize,
    added: Map<String, Node>,
    starts: Vec<u32>,
    halves: Vec<Half>,
    known_from: Vec<u16>,
    detail_of: Vec<u32>,
    details: Vec<Detail>,
    sources: Strings,
    withdrawn: Map<u32, u16>,
    /// Parties with more ties of a kind than they were given.
    told_hubs: Vec<(Node, u8)>,
    /// The whole lists of parties whose ties changed since the columns were laid out.
    overlay: Map<Node, Vec<Half>>,
}

impl Graph {
    /// Starts one.
    pub fn builder() -> GraphBuilder {
        GraphBuilder::new()
    }

    /// The party with this id.
    pub fn node(&self, id: &str) -> Option<Node> {
        self.ids
            .find(id, self.sorted)
            .and_then(|place| u32::try_from(place).ok())
            .or_else(|| self.added.get(id).copied())
    }

    /// Every party.
    pub fn nodes(&self) -> impl Iterator<Item = Node> + use<> {
        0..u32::try_from(self.kinds.len()).unwrap_or(0)
    }

    /// Id of a party.
    pub fn id(&self, node: Node) -> &str {
        self.ids.get(node as usize)
    }

    /// Name of a party, or its id where it has none.
    pub fn name(&self, node: Node) -> &str {
        match self.names.get(node as usize) {
            "" => self.id(node),
            name => name,
        }
    }

    /// Person, firm or body.
    pub fn kind(&self, node: Node) -> PartyKind {
        match self.kinds.get(node as usize).copied().unwrap_or(0) >> 2 {
            0 => PartyKind::Person,
            1 => PartyKind::Firm,
            _ => PartyKind::Body,
        }
    }

    /// Of a person, if known.
    pub fn sex(&self, node: Node) -> Option<Sex> {
        match self.kinds.get(node as usize).copied().unwrap_or(0) & 3 {
            1 => Some(Sex::Female),
            2 => Some(Sex::Male),
            _ => None,
        }
    }

    /// How many hold shares of a firm, if a register says so.
    pub fn shareholders(&self, node: Node) -> Option<u32> {
        self.shareholders.get(&node).copied()
    }

    /// A party as it was given.
    pub fn party(&self, node: Node) -> Party {
        Party {
            id: self.id(node).to_owned(),
            kind: self.kind(node),
            name: self.names.get(node as usize).to_owned(),
            sex: self.sex(node),
            shareholders: self.shareholders(node),
        }
    }

    /// The ties of a party, by kind and other end.
    #[inline]
    pub fn halves(&self, node: Node) -> &[Half] {
        if !self.overlay.is_empty()
            && let Some(changed) = self.overlay.get(&node)
        {
            return changed;
        }
        let node = node as usize;
        match (self.starts.get(node), self.starts.get(node + 1)) {
            (Some(start), Some(end)) => &self.halves[*start as usize..*end as usize],
            _ => &[],
        }
    }

    /// Reads a little of the ties of several parties, so that memory is fetched for all of them at once and not for one after the
    /// other. `places` is working memory; the result means nothing.
    pub(crate) fn warm(
        &self,
        nodes: impl Iterator<Item = Node>,
        places: &mut Vec<(u32, u32)>,
    ) -> u8 {
        places.clear();
        places.extend(nodes.filter_map(|node| {
            let node = node as usize;
            Some((*self.starts.get(node)?, *self.starts.get(node + 1)?))
        }));
        places.iter().fold(0, |sum, (start, end)| {
            let ends = [*start, end.wrapping_sub(1)];
            ends.iter().fold(sum, |sum: u8, place| {
                sum ^ self
                    .halves
                    .get(*place as usize)
                    .map_or(0, |half| half.seen())
            })
        })
    }

    fn halves_mut(&mut self, node: Node) -> &mut [Half] {
        if !self.overlay.is_empty()
            && let Some(changed) = self.overlay.get_mut(&node)
        {
            return changed;
        }
        let node = node as usize;
        match (self.starts.get(node), self.starts.get(node + 1)) {
            (Some(start), Some(end)) => &mut self.halves[*start as usize..*end as usize],
            _ => &mut [],
        }
    }

    /// Where a tie is known from.
    pub fn source(&self, half: Half) -> &str {
        self.sources.get(self.detail(half).source as usize)
    }

    /// The part held, of ownership.
    pub fn share(&self, half: Half) -> Share {
        self.detail(half).share.unwrap_or(Share::NONE)
    }

    fn detail(&self, half: Half) -> Detail {
        let place = self.detail_of[half.tie() as usize];
        self.details[place as usize]
    }

    /// When a tie was known.
    pub fn known(&self, half: Half) -> Period {
        let tie = half.tie();
        Period {
            from: Day::from_raw(self.known_from[tie as usize]),
            until: if half.is_withdrawn() {
                Day::from_raw(self.withdrawn.get(&tie).copied().unwrap_or(u16::MAX))
            } else {
                Day::OPEN_END
            },
        }
    }

    /// Was the tie known on `at`? Without a day: is it still believed?
    pub(crate) fn is_known(&self, half: Half, at: Option<Day>) -> bool {
        match at {
            None => !half.is_withdrawn(),
            Some(day) => self.known(half).contains(day),
        }
    }

    /// A tie as it was given, but kinship and kinds that are the same from both ends read from `node`.
    pub fn tie(&self, node: Node, half: Half) -> Tie {
        let (kind, from_end) = half.kind();
        let (from, to) = if from_end {
            (node, half.other())
        } else {
            (half.other(), node)
        };
        Tie {
            from: self.id(from).to_owned(),
            to: self.id(to).to_owned(),
            kind,
            share: self.detail(half).share,
            period: half.period(),
            known: self.known(half),
            grade: half.grade(),
            source: self.source(half).to_owned(),
        }
    }

    /// How many parties.
    pub fn party_count(&self) -> usize {
        self.kinds.len()
    }

    /// How many ties.
    pub fn tie_count(&self) -> usize {
        self.detail_of.len()
    }

    /// Memory held, in bytes: columns, ids, names, sources, overlay.
    pub fn heap_bytes(&self) -> usize {
        let overlay: usize = self
            .overlay
            .values()
            .map(|list| list.capacity() * size_of::<Half>() + size_of::<(Node, Vec<Half>)>())
            .sum();
        self.ids.heap_bytes()
            + self.names.heap_bytes()
            + self.sources.heap_bytes()
            + self.kinds.capacity()
            + self.starts.capacity() * size_of::<u32>()
            + self.halves.capacity() * size_of::<Half>()
            + self.known_from.capacity() * size_of::<u16>()
            + self.detail_of.capacity() * size_of::<u32>()
            + self.details.capacity() * size_of::<Detail>()
            + self.withdrawn.allocation_size()
            + self.shareholders.allocation_size()
            + self.added.allocation_size()
            + overlay
    }

    /// Order of two parties by their ids, whenever they were added.
    pub(crate) fn id_order(&self, a: Node, b: Node) -> std::cmp::Ordering {
        if (a as usize) < self.sorted && (b as usize) < self.sorted {
            a.cmp(&b)
        } else {
            self.id(a).cmp(self.id(b))
        }
    }
}
