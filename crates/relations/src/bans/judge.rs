//! Does a ban forbid a dealing?

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{Half, Node};
use crate::model::{Grade, PartyKind, TieKind};
use crate::rules::{Ban, Holdings, Matter, Outcome, Relation, Rules};
use crate::shares::{Fraction, Share};

use super::holdings::{Holder, Ownership, Register};
use super::persons::Standing;

/// Most persons that one bar tells of.
const MOST_PERSONS: usize = 20;

/// One of the persons because of whom a ban forbids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Concerned {
    pub(crate) person: Node,
    pub(crate) standing: Standing,
    /// Part of the firm in question.
    pub(crate) share: Share,
    /// From the person to the party, each tie seen from its beginning; empty where the person is the party.
    pub(crate) way: Vec<Half>,
}

/// What one ban says about a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bar<'r> {
    pub(crate) ban: &'r Ban,
    /// [`Outcome::Barred`], or [`Outcome::Potential`] where only inferred ties or an upper bound reach the threshold.
    pub(crate) outcome: Outcome,
    /// Those who are told of, the largest share first.
    pub(crate) persons: Vec<Concerned>,
    /// Their shares together.
    pub(crate) total: Share,
}

/// One firm under one ban.
#[derive(Default)]
struct FirmBar {
    persons: Vec<(Node, Standing, Share, Option<Half>)>,
}

pub(crate) struct Judge<'a> {
    pub(crate) register: Register<'a>,
    pub(crate) rules: &'a Rules,
    pub(crate) matter: Matter,
    pub(crate) body: Option<Node>,
}

impl<'a> Judge<'a> {
    /// What the bans say about a party; with `only`, as far as that official is concerned.
    pub(crate) fn bars(&self, party: Node, only: Option<Node>) -> Vec<Bar<'a>> {
        let at = self.register.day();
        self.rules
            .bans_for(self.matter, at)
            .filter_map(|ban| {
                if !self.could_matter(ban, party, only) {
                    return None;
                }
                // What is sure bars; what is only inferred, or an upper bound, calls for a review.
                let sure = self.register.graded(Grade::One);
                self.judge(ban, party, only, sure, false).or_else(|| {
                    self.judge(
                        ban,
                        party,
                        only,
                        self.register.graded(Grade::Inferred),
                        true,
                    )
                })
            })
            .collect()
    }

    /// Firms that a ban could forbid because of this official: those below him and below his relatives.
    pub(crate) fn below(&self, official: Node) -> BTreeSet<Node> {
        let register = self.register.graded(Grade::Inferred);
        let graph = register.graph;
        let mut people = vec![official];
        let of_kin = self.rules.bans_for(self.matter, register.day()).any(|ban| {
            ban.relation == Relation::Kin && register.office(official, ban, self.body).is_some()
        });
        if of_kin {
            let mut level = vec![official];
            for _ in 0..super::persons::KIN_TIES {
                let kin = level.iter().flat_map(|node| {
                    graph
                        .halves(*node)
                        .iter()
                        .take_while(|half| half.seen() < 64)
                });
                level = kin
                    .map(|half| half.other())
                    .filter(|node| !people.contains(node))
                    .collect();
                level.sort_unstable();
                level.dedup();
                people.extend(&level);
            }
        }
        let down = [
            TieKind::Owns,
            TieKind::Manages,
            TieKind::Directs,
            TieKind::Inspects,
            TieKind::Represents,
        ]
        .map(|kind| kind.seen(true));
        let mut firms = BTreeSet::new();
        let mut waiting = people;
        while let Some(node) = waiting.pop() {
            for half in graph.halves(node) {
                if down.contains(&half.seen()) && firms.insert(half.other()) {
                    waiting.push(half.other());
                }
            }
        }
        firms
            .into_iter()
            .filter(|node| graph.kind(*node) == PartyKind::Firm)
            .collect()
    }

    /// A quick look, so that most questions need no arithmetic.
    fn could_matter(&self, ban: &Ban, party: Node, only: Option<Node>) -> bool {
        let Some(official) = only else { return true };
        let register = self.register.graded(Grade::Inferred);
        if register.office(official, ban, self.body).is_none() {
            return false;
        }
        if ban.relation == Relation::Kin {
            return true;
        }
        if register.graph.kind(party) != PartyKind::Firm {
            return party == official;
        }
        let holds = |half: &Half| {
            half.seen() == TieKind::Owns.seen(true)
                || ban.posts.iter().any(|post| half.seen() == post.seen(true))
        };
        if !register.graph.halves(official).iter().any(holds) {
            return false;
        }
        let posts: Vec<u8> = ban.posts.iter().map(|post| post.seen(false)).collect();
        register.reaches(party, |node| node == official, &posts)
    }

    fn judge(
        &self,
        ban: &'a Ban,
        party: Node,
        only: Option<Node>,
        register: Register<'a>,
        generous: bool,
    ) -> Option<Bar<'a>> {
        let outcome = if generous {
            Outcome::Potential
        } else {
            Outcome::Barred
        };
        let is_only = |person: Node, standing: &Standing| {
            only.is_none_or(|only| only == person || only == standing.official)
        };
        if register.graph.kind(party) != PartyKind::Firm {
            let standing = register.standing(party, ban, self.body, only)?;
            return is_only(party, &standing).then(|| Bar {
                ban,
                outcome,
                persons: vec![Concerned {
                    person: party,
                    standing,
                    share: Share::NONE,
                    way: Vec::new(),
                }],
                total: Share::NONE,
            });
        }
        let ownership = register.ownership(party, Fraction::ONE);
        let mut standings = BTreeMap::new();
        let mut firms: BTreeMap<Node, FirmBar> = BTreeMap::new();
        let mut open: Vec<Node> = Vec::new();
        for firm in ownership.firms.keys() {
            if *firm != party && !ban.majority {
                continue;
            }
            match self.firm(
                ban,
                *firm,
                &ownership,
                &mut standings,
                only,
                register,
                generous,
            ) {
                Some(bar) => {
                    firms.insert(*firm, bar);
                }
                None => open.push(*firm),
            }
        }
        if ban.majority {
            by_majority(&mut firms, &mut open, &ownership, generous);
        }
        let bar = firms.remove(&party)?;
        if !bar
            .persons
            .iter()
            .any(|(person, standing, _, _)| is_only(*person, standing))
        {
            return None;
        }
        let total = bar
            .persons
            .iter()
            .fold(Share::NONE, |sum, (_, _, share, _)| sum.plus(*share));
        let mut persons = bar.persons;
        let key = |share: &Share| std::cmp::Reverse((share.low, share.high));
        persons.sort_by(|a, b| {
            // Whoever is asked about comes first.
            let asked =
                |p: &(Node, Standing, Share, Option<Half>)| !(only.is_some() && is_only(p.0, &p.1));
            asked(a)
                .cmp(&asked(b))
                .then_with(|| key(&a.2).cmp(&key(&b.2)))
                .then_with(|| register.graph.id_order(a.0, b.0))
        });
        let persons = persons
            .into_iter()
            .take(MOST_PERSONS)
            .map(|(person, standing, share, post)| Concerned {
                person,
                way: way(register, person, party, post, &ownership, &ban.posts),
                standing,
                share,
            })
            .collect();
        Some(Bar {
            ban,
            outcome,
            persons,
            total,
        })
    }

    /// Does the ban forbid this firm by the shares and posts in it?
    #[expect(
        clippy::too_many_arguments,
        reason = "one question about one firm of several"
    )]
    fn firm(
        &self,
        ban: &Ban,
        firm: Node,
        ownership: &Ownership,
        standings: &mut BTreeMap<Node, Option<Standing>>,
        only: Option<Node>,
        register: Register<'a>,
        generous: bool,
    ) -> Option<FirmBar> {
        let holders: Vec<Holder> = match ban.holdings {
            Holdings::Direct => ownership.firms.get(&firm).cloned().unwrap_or_default(),
            Holdings::Integrated => register.holders_of(firm, &ownership.firms).0,
        };
        // Of a kin ban only that official's relatives count; of an own ban others may add to the sum.
        let filter = only.filter(|_| ban.relation == Relation::Kin);
        let mut standing = |person: Node| {
            standings
                .entry(person)
                .or_insert_with(|| register.standing(person, ban, self.body, filter))
                .clone()
        };
        let mut in_posts: Vec<(Node, Standing, Share, Option<Half>)> = Vec::new();
        for post in &ban.posts {
            for half in register.seen(firm, post.seen(false)) {
                let person = half.other();
                if let Some(standing) = standing(person) {
                    let share = holders
                        .iter()
                        .find(|holder| holder.party == person)
                        .map_or(Share::NONE, |holder| holder.share);
                    if !in_posts.iter().any(|known| known.0 == person) {
                        in_posts.push((person, standing, share, Some(half.turned(firm))));
                    }
                }
            }
        }
        let with_shares: Vec<(Node, Standing, Share, Option<Half>)> = holders
            .iter()
            .filter(|holder| !holder.share.high.is_zero())
            .filter_map(|holder| Some((holder.party, standing(holder.party)?, holder.share, None)))
            .collect();
        let part = |share: Share| if generous { share.high } else { share.low };
        if !in_posts.is_empty() {
            for person in with_shares {
                if !in_posts.iter().any(|known| known.0 == person.0) {
                    in_posts.push(person);
                }
            }
            return Some(FirmBar { persons: in_posts });
        }
        let direct = ownership.firms.get(&firm).map_or(0, Vec::len);
        let count = register
            .graph
            .shareholders(firm)
            .unwrap_or_else(|| u32::try_from(direct).unwrap_or(u32::MAX));
        let exempt = ban.widely_held.is_some_and(|exempt| {
            count >= exempt.shareholders
                && with_shares
                    .iter()
                    .all(|(_, _, share, _)| part(*share) <= exempt.over)
        });
        if exempt {
            return None;
        }
        let total = with_shares
            .iter()
            .fold(Share::NONE, |sum, (_, _, share, _)| sum.plus(*share));
        let one = |share: Share| ban.one.is_some_and(|limit| limit.reached(part(share)));
        let several =
            with_shares.len() > 1 && ban.several.is_some_and(|limit| limit.reached(part(total)));
        let persons: Vec<_> = with_shares
            .into_iter()
            .filter(|(_, _, share, _)| several || one(*share))
            .collect();
        (!persons.is_empty()).then_some(FirmBar { persons })
    }
}

/// Firms held by more than half by barred firms are barred, again and again until none is added. Firms that hold only one another stay
/// free.
fn by_majority(
    firms: &mut BTreeMap<Node, FirmBar>,
    open: &mut Vec<Node>,
    ownership: &Ownership,
    generous: bool,
) {
    loop {
        let before = open.len();
        open.retain(|firm| {
            let owners = ownership.firms.get(firm).map_or(&[][..], Vec::as_slice);
            let barred: Vec<&Holder> = owners
                .iter()
                .filter(|holder| firms.contains_key(&holder.party))
                .collect();
            let sum = barred
                .iter()
                .fold(Share::NONE, |sum, holder| sum.plus(holder.share));
            let part = if generous { sum.high } else { sum.low };
            if part <= Fraction::percent(50) {
                return true;
            }
            let mut persons: Vec<(Node, Standing, Share, Option<Half>)> = Vec::new();
            for holder in barred {
                for (person, standing, _, post) in firms
                    .get(&holder.party)
                    .map_or(&[][..], |bar| &bar.persons[..])
                {
                    if !persons.iter().any(|known| known.0 == *person) {
                        persons.push((*person, standing.clone(), Share::NONE, *post));
                    }
                }
            }
            firms.insert(*firm, FirmBar { persons });
            false
        });
        if open.len() == before {
            return;
        }
    }
}

/// The shortest chain of ownership, the last but one by a post if that is how the person comes in, from a person to a firm.
fn way(
    register: Register<'_>,
    person: Node,
    party: Node,
    post: Option<Half>,
    ownership: &Ownership,
    posts: &[TieKind],
) -> Vec<Half> {
    if let Some(post) = post
        && post.other() == party
    {
        return vec![post];
    }
    let owned = TieKind::Owns.seen(false);
    let mut seen = BTreeSet::from([party]);
    let mut level: Vec<(Node, Vec<Half>)> = vec![(party, Vec::new())];
    while !level.is_empty() {
        let mut next = Vec::new();
        for (firm, after) in &level {
            let ways = std::iter::once(owned).chain(posts.iter().map(|post| post.seen(false)));
            for half in ways.flat_map(|code| register.seen(*firm, code)) {
                let mut path = vec![half.turned(*firm)];
                path.extend(after);
                if half.other() == person {
                    return path;
                }
                if half.seen() == owned
                    && ownership.firms.contains_key(&half.other())
                    && seen.insert(half.other())
                {
                    next.push((half.other(), path));
                }
            }
        }
        level = next;
    }
    Vec::new()
}
