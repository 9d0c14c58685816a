//! Who is an official, and who is kin of one.

use crate::graph::{Half, Node};
use crate::kinship::Kin;
use crate::model::{Day, Grade, PartyKind, TieKind};
use crate::rules::{Ban, Office, Relation, Scope};
use crate::shares::{Fraction, Share};

use super::holdings::Register;

/// Longest chain of kinship from an official to a relative that a ban names.
pub(super) const KIN_TIES: usize = 3;

/// Why a person is one of those whom a ban is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The official: the person, or the relative.
    pub(crate) official: Node,
    /// The tie to the public body, or to the firm that public bodies hold.
    pub(crate) office: Half,
    /// From the official to the person, each tie seen from its beginning; empty for the official.
    pub(crate) kin: Vec<Half>,
}

/// Where a walk along kinship has come to: the person, what he is to the first, the persons passed, and the ties back.
type Outward = (Node, Option<Kin>, Vec<Node>, Vec<Half>);

impl Register<'_> {
    /// The best office of a person that a ban names, if any.
    pub(crate) fn office(&self, person: Node, ban: &Ban, body: Option<Node>) -> Option<Half> {
        if self.graph.kind(person) != PartyKind::Person {
            return None;
        }
        // The office may have ended some months ago; the day that much earlier lies in it then.
        let earlier = if ban.after_months > 0 {
            self.at.add_months(-ban.after_months)
        } else {
            self.at
        };
        let held = |half: &Half| {
            let holds =
                half.period().from <= self.at && half.period().until >= earlier.min(self.at);
            holds && half.grade() <= self.least && self.graph.is_known(*half, self.known_at)
        };
        let fits = |half: &Half| match ban.scope {
            Scope::Any => true,
            Scope::Own => body.is_none_or(|body| half.other() == body),
        };
        ban.offices.iter().find_map(|office| match office {
            Office::Of(kind) => {
                let seen = kind.seen(true);
                self.ties(person, seen)
                    .find(|half| held(half) && fits(half))
            }
            Office::PublicFirm => [TieKind::EmployedBy, TieKind::Manages, TieKind::Directs]
                .into_iter()
                .find_map(|kind| {
                    self.ties(person, kind.seen(true))
                        .find(|half| held(half) && self.is_public(half.other()))
                }),
        })
    }

    /// Do public bodies hold more than half of a firm?
    fn is_public(&self, firm: Node) -> bool {
        let half = Fraction::percent(50);
        let sum = self
            .owners(firm)
            .into_iter()
            .filter(|holder| self.graph.kind(holder.party) == PartyKind::Body)
            .fold(Share::NONE, |sum, holder| sum.plus(holder.share));
        sum.low > half
    }

    /// Why a ban is about a person, if it is. With `only`, as far as that official makes it so.
    pub(crate) fn standing(
        &self,
        person: Node,
        ban: &Ban,
        body: Option<Node>,
        only: Option<Node>,
    ) -> Option<Standing> {
        if ban.relation == Relation::Own {
            return self.office(person, ban, body).map(|office| Standing {
                official: person,
                office,
                kin: Vec::new(),
            });
        }
        if self.graph.kind(person) != PartyKind::Person {
            return None;
        }
        // From the person outwards: the relation is the official's, so that each step is put before the others.
        let mut found: Option<(usize, Node, Half, Vec<Half>)> = None;
        let mut waiting: Vec<Outward> = vec![(person, None, vec![person], Vec::new())];
        while let Some((at, relation, way, ties)) = waiting.pop() {
            if ties.len() == KIN_TIES {
                continue;
            }
            for half in self
                .graph
                .halves(at)
                .iter()
                .take_while(|half| half.seen() < 64)
            {
                let other = half.other();
                let (TieKind::Kin(step), _) = half.kind() else {
                    continue;
                };
                let back = step.inverse();
                let come_to = match relation {
                    None => Some(back),
                    Some(relation) => back.then(relation),
                };
                let (Some(come_to), true) = (come_to, self.counts(*half) && !way.contains(&other))
                else {
                    continue;
                };
                let mut ties_on = ties.clone();
                ties_on.insert(0, half.turned(at));
                if ban.kin.contains(&come_to)
                    && only.is_none_or(|only| only == other)
                    && let Some(office) = self.office(other, ban, body)
                {
                    let better = found.as_ref().is_none_or(|(length, official, _, _)| {
                        (ties_on.len(), self.graph.id(other)) < (*length, self.graph.id(*official))
                    });
                    if better {
                        found = Some((ties_on.len(), other, office, ties_on.clone()));
                    }
                }
                let mut way_on = way.clone();
                way_on.push(other);
                waiting.push((other, Some(come_to), way_on, ties_on));
            }
        }
        found.map(|(_, official, office, kin)| Standing {
            official,
            office,
            kin,
        })
    }

    /// The same register, counting ties of this grade and better only.
    pub(crate) fn graded(self, least: Grade) -> Self {
        Self { least, ..self }
    }

    /// Day asked about.
    pub(crate) const fn day(&self) -> Day {
        self.at
    }
}
