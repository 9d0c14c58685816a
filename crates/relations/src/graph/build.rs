//! From parties and ties in any order to the graph.

use hashbrown::HashMap;

use crate::model::{Grade, Party, PartyKind, Period, Sex, Tie, TieKind};
use crate::shares::{Fraction, Share};

use super::half::{Half, Node};
use super::hubs::{HubCaps, over};
use super::{Detail, Graph};

/// Why a party or a tie was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Two parties with one id.
    #[error("party “{0}” is given twice; give each party its own id")]
    TwiceGiven(String),
    /// An end that no party has.
    #[error("party “{0}” is not known; add it before its ties, or correct the id")]
    UnknownParty(String),
    /// Both ends are one party.
    #[error("“{0}” is tied with itself ({1}); correct one of the two ids")]
    WithItself(String, String),
    /// Ends of the wrong sort.
    #[error("“{from}” {kind} “{to}” joins a {from_kind} with a {to_kind}; {kind} goes {wanted}")]
    WrongEnds {
        /// Id of the first end.
        from: String,
        /// Its sort.
        from_kind: &'static str,
        /// Code of the kind.
        kind: String,
        /// Id of the other end.
        to: String,
        /// Its sort.
        to_kind: &'static str,
        /// From what to what the kind goes.
        wanted: &'static str,
    },
    /// More than the whole, or less than nothing.
    #[error("the share of “{0}” in “{1}” is {2} %; a share lies between 0 and 100 %")]
    WrongShare(String, String, String),
    /// It ends before it begins.
    #[error("the tie of “{0}” and “{1}” ends before it begins; correct its dates")]
    WrongDates(String, String),
}

impl Refused {
    /// In Persian.
    pub fn to_persian(&self) -> String {
        match self {
            Self::TwiceGiven(id) => {
                format!("شناسهٔ «{id}» دو بار آمده است؛ لطفاً به هر شخص شناسه‌ای جدا بدهید.")
            }
            Self::UnknownParty(id) => format!(
                "شناسهٔ «{id}» شناخته نیست؛ لطفاً آن را پیش از پیوندهایش وارد یا شناسه را اصلاح کنید."
            ),
            Self::WithItself(id, _) => {
                format!("دو سر این پیوند یکی است («{id}»)؛ لطفاً یکی از دو شناسه را اصلاح کنید.")
            }
            Self::WrongEnds { from, to, .. } => format!(
                "این نوع پیوند میان «{from}» و «{to}» شدنی نیست؛ لطفاً نوع پیوند یا دو سر آن را اصلاح کنید."
            ),
            Self::WrongShare(owner, firm, _) => {
                format!("سهم «{owner}» در «{firm}» باید میان صفر تا صد درصد باشد.")
            }
            Self::WrongDates(from, to) => {
                format!(
                    "پایان پیوند «{from}» و «{to}» پیش از آغاز آن است؛ لطفاً تاریخ‌ها را اصلاح کنید."
                )
            }
        }
    }
}

/// From what to what a kind goes.
fn ends(kind: TieKind, from: PartyKind, to: PartyKind) -> Result<(), &'static str> {
    use PartyKind::{Body, Firm, Person};
    let (fits, wanted) = match kind {
        TieKind::Kin(_) | TieKind::SuperiorOf => {
            ((from, to) == (Person, Person), "from a person to a person")
        }
        TieKind::Owns | TieKind::Manages | TieKind::Directs | TieKind::Inspects => {
            (to == Firm, "to a firm")
        }
        TieKind::EmployedBy => ((from, to) == (Person, Firm), "from a person to a firm"),
        TieKind::StaffOf | TieKind::ManagerOf | TieKind::CouncilMemberOf | TieKind::MayorOf => (
            (from, to) == (Person, Body),
            "from a person to a public body",
        ),
        _ => (true, ""),
    };
    if fits { Ok(()) } else { Err(wanted) }
}

/// A tie with its ends as places of parties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Raw {
    pub(super) from: Node,
    pub(super) to: Node,
    pub(super) seen: u8,
    pub(super) period: Period,
    pub(super) grade: Grade,
    pub(super) detail: u32,
    pub(super) known: Period,
}

/// Checks a tie between known ends and turns it so that one tie has one form, whoever reports it: kinship and kinds that are the same
/// from both ends go from the first to the second in the order of ids.
pub(super) fn check(
    tie: &Tie,
    from: (Node, PartyKind),
    to: (Node, PartyKind),
) -> Result<Raw, Refused> {
    if from.0 == to.0 {
        return Err(Refused::WithItself(tie.from.clone(), tie.kind.code()));
    }
    ends(tie.kind, from.1, to.1).map_err(|wanted| Refused::WrongEnds {
        from: tie.from.clone(),
        from_kind: from.1.code(),
        kind: tie.kind.code(),
        to: tie.to.clone(),
        to_kind: to.1.code(),
        wanted,
    })?;
    if let Some(share) = tie.share
        && (share.low < Fraction::ZERO || share.high > Fraction::ONE || share.low > share.high)
    {
        return Err(Refused::WrongShare(
            tie.from.clone(),
            tie.to.clone(),
            share.to_string(),
        ));
    }
    if tie.period.from > tie.period.until || tie.known.from > tie.known.until {
        return Err(Refused::WrongDates(tie.from.clone(), tie.to.clone()));
    }
    let either = tie.kind.is_symmetric() || matches!(tie.kind, TieKind::Kin(_));
    let turned = either && tie.to < tie.from;
    let (first, second) = if turned {
        (to.0, from.0)
    } else {
        (from.0, to.0)
    };
    Ok(Raw {
        from: first,
        to: second,
        seen: tie.kind.seen(!turned),
        period: tie.period,
        grade: tie.grade,
        detail: 0,
        known: tie.known,
    })
}

/// Shares only matter for ownership; another kind keeps none.
pub(super) fn share_of(tie: &Tie) -> Option<Share> {
    (tie.kind == TieKind::Owns).then(|| tie.share.unwrap_or(Share::UNKNOWN))
}

pub(super) const fn party_bits(kind: PartyKind, sex: Option<Sex>) -> u8 {
    let sex = match sex {
        None => 0,
        Some(Sex::Female) => 1,
        Some(Sex::Male) => 2,
    };
    (kind as u8) << 2 | sex
}

/// Takes parties and ties in any order, as long as a tie comes after its two parties. The graph does not depend on the order.
#[derive(Debug, Default)]
pub struct GraphBuilder {
    parties: Vec<Party>,
    places: HashMap<String, Node, foldhash::fast::FixedState>,
    ties: Vec<Raw>,
    sources: HashMap<String, u32, foldhash::fast::FixedState>,
    details: HashMap<(u32, Option<Share>), u32, foldhash::fast::FixedState>,
    hubs: Vec<(Node, u8)>,
}

impl GraphBuilder {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a party; refused if its id is taken.
    pub fn party(&mut self, party: Party) -> Result<(), Refused> {
        let place = u32::try_from(self.parties.len()).unwrap_or(u32::MAX);
        if self.places.contains_key(&party.id) {
            return Err(Refused::TwiceGiven(party.id));
        }
        self.places.insert(party.id.clone(), place);
        self.parties.push(party);
        Ok(())
    }

    /// Takes a tie; refused with the reason if an end is not known, or the tie cannot be.
    pub fn tie(&mut self, tie: &Tie) -> Result<(), Refused> {
        let end = |id: &String| {
            let place = *self
                .places
                .get(id)
                .ok_or_else(|| Refused::UnknownParty(id.clone()))?;
            Ok((place, self.parties[place as usize].kind))
        };
        let raw = check(tie, end(&tie.from)?, end(&tie.to)?)?;
        let next = u32::try_from(self.sources.len()).unwrap_or(u32::MAX);
        let source = match self.sources.get(&tie.source) {
            Some(source) => *source,
            None => *self.sources.entry(tie.source.clone()).or_insert(next),
        };
        let next = u32::try_from(self.details.len()).unwrap_or(u32::MAX);
        let detail = *self.details.entry((source, share_of(tie))).or_insert(next);
        self.ties.push(Raw { detail, ..raw });
        Ok(())
    }

    /// Marks a party that has more ties of a kind than it is given, seen from the first end or from the other: by these it joins
    /// nobody. A party that is not known changes nothing.
    pub fn hub(&mut self, id: &str, kind: TieKind, from_end: bool) {
        if let Some(place) = self.places.get(id) {
            self.hubs.push((*place, kind.seen(from_end)));
        }
    }

    /// The graph, its parties and ties sorted and exact repetitions dropped.
    pub fn build(self, caps: &HubCaps) -> Graph {
        let Self {
            mut parties,
            places,
            ties: mut raws,
            sources,
            details,
            hubs,
        } = self;
        drop(places);
        // Where each party and each detail goes in the order of their contents.
        let mut order: Vec<Node> = (0..u32::try_from(parties.len()).unwrap_or(0)).collect();
        order.sort_by(|a, b| parties[*a as usize].id.cmp(&parties[*b as usize].id));
        let node_of = inverse(&order);
        parties.sort_by(|a, b| a.id.cmp(&b.id));
        let mut source_list: Vec<(String, u32)> = sources.into_iter().collect();
        source_list.sort();
        let source_of = inverse(&source_list.iter().map(|(_, old)| *old).collect::<Vec<_>>());
        let mut detail_list: Vec<(u32, Option<Share>, u32)> = details
            .into_iter()
            .map(|((source, share), old)| (source_of[source as usize], share, old))
            .collect();
        detail_list.sort_by_key(|(source, share, _)| (*source, share.map(|s| (s.low, s.high))));
        let detail_of = inverse(&detail_list.iter().map(|d| d.2).collect::<Vec<_>>());
        for raw in &mut raws {
            raw.from = node_of[raw.from as usize];
            raw.to = node_of[raw.to as usize];
            raw.detail = detail_of[raw.detail as usize];
        }
        raws.sort_unstable();
        raws.dedup();

        let mut graph = Graph {
            caps: caps.clone(),
            sorted: parties.len(),
            ..Graph::default()
        };
        for party in &parties {
            graph.push_party(party);
        }
        for (source, _) in &source_list {
            graph.sources.push(source);
        }
        graph.details = detail_list
            .into_iter()
            .map(|(source, share, _)| Detail { source, share })
            .collect();
        drop(parties);
        graph.lay_out(&raws);
        graph.told_hubs = hubs
            .into_iter()
            .map(|(node, seen)| (node_of[node as usize], seen))
            .collect();
        for (node, seen) in graph.told_hubs.clone() {
            graph.mark_hub(node, seen);
        }
        graph
    }
}

fn inverse(order: &[u32]) -> Vec<u32> {
    let mut places = vec![0; order.len()];
    for (place, old) in order.iter().enumerate() {
        places[*old as usize] = u32::try_from(place).unwrap_or(0);
    }
    places
}

impl Graph {
    pub(super) fn push_party(&mut self, party: &Party) {
        let node = u32::try_from(self.kinds.len()).unwrap_or(u32::MAX);
        self.ids.push(&party.id);
        self.names.push(&party.name);
        self.kinds.push(party_bits(party.kind, party.sex));
        if let Some(count) = party.shareholders {
            self.shareholders.insert(node, count);
        }
    }

    /// Fills the columns from sorted ties.
    fn lay_out(&mut self, raws: &[Raw]) {
        let nodes = self.kinds.len();
        let mut starts = vec![0_u32; nodes + 1];
        for raw in raws {
            starts[raw.from as usize + 1] += 1;
            starts[raw.to as usize + 1] += 1;
        }
        for place in 0..nodes {
            starts[place + 1] += starts[place];
        }
        let mut next = starts.clone();
        let mut halves = vec![Half::NOTHING; raws.len() * 2];
        self.known_from = Vec::with_capacity(raws.len());
        self.detail_of = Vec::with_capacity(raws.len());
        for (tie, raw) in raws.iter().enumerate() {
            let tie = u32::try_from(tie).unwrap_or(u32::MAX);
            self.known_from.push(raw.known.from.raw());
            self.detail_of.push(raw.detail);
            for (mut half, at) in Self::two_halves(tie, raw)
                .into_iter()
                .zip([raw.from, raw.to])
            {
                if raw.known.until < Period::ALWAYS.until {
                    half.set_withdrawn();
                    self.withdrawn.insert(tie, raw.known.until.raw());
                }
                halves[next[at as usize] as usize] = half;
                next[at as usize] += 1;
            }
        }
        drop(next);
        let caps = self.caps.table();
        let mut hubs: Vec<(Node, u8)> = Vec::new();
        for node in 0..nodes {
            let own = &mut halves[starts[node] as usize..starts[node + 1] as usize];
            own.sort_unstable_by_key(|half| half.order());
            let node = u32::try_from(node).unwrap_or(0);
            hubs.extend(over(own, &caps).into_iter().map(|seen| (node, seen)));
        }
        self.starts = starts;
        self.halves = halves;
        for (node, seen) in hubs {
            self.mark_hub(node, seen);
        }
        self.ids.shrink();
        self.names.shrink();
        self.sources.shrink();
        self.kinds.shrink_to_fit();
    }

    pub(super) fn two_halves(tie: u32, raw: &Raw) -> [Half; 2] {
        [
            Half::new(raw.to, tie, raw.period, raw.seen, raw.grade),
            Half::new(
                raw.from,
                tie,
                raw.period,
                super::half::flipped(raw.seen),
                raw.grade,
            ),
        ]
    }

    /// Marks both ends of every tie that this party sees so.
    pub(super) fn mark_hub(&mut self, node: Node, seen: u8) {
        let mut partners = Vec::new();
        for half in self.halves_mut(node) {
            if half.seen() == seen {
                half.set_hub(true);
                partners.push((half.other(), half.tie()));
            }
        }
        for (partner, tie) in partners {
            for half in self.halves_mut(partner) {
                if half.tie() == tie {
                    half.set_hub(true);
                }
            }
        }
    }
}
