//! Who stands behind an entity.

use std::collections::BTreeMap;

use super::codes::{Directness, InterestKind};
use super::record::{Interest, Record, Relationship, Target, Unspecified};
use super::register::Register;
use crate::shares::{Fraction, Share};

/// Steps after which the search stops and says so: structures of a register have tens of links, not thousands.
const MOST_STEPS: usize = 20_000;

/// A person behind an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Record of the person.
    pub person: String,
    /// Links between the entity and the person, on the shortest way.
    pub steps: usize,
    /// Part of the shares, over all ways; `None` when no way is one of shares alone.
    pub shares: Option<Share>,
    /// Part of the votes, likewise.
    pub votes: Option<Share>,
    /// Whether a statement calls an interest of the person a beneficial one.
    pub beneficial: bool,
}

/// An end of the chain that was declared not to be named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undisclosed {
    /// The entity whose owner is not named.
    pub entity: String,
    /// The statement that says so.
    pub statement: String,
    /// Why.
    pub why: Unspecified,
}

/// What is known of those behind an entity on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owners {
    /// Persons, in the order of their records' ids.
    pub persons: Vec<Owner>,
    /// What was declared unknown or exempt: knowledge, not a gap.
    pub undisclosed: Vec<Undisclosed>,
    /// Entities of which no statement says who is behind them: a gap of the data.
    pub gaps: Vec<String>,
    /// Circles of ownership that were met, each as the records on it.
    pub circles: Vec<Vec<String>>,
    /// The search was stopped; there may be more.
    pub stopped: bool,
}

impl Register<'_> {
    /// Who stands behind an entity on a day (`YYYY-MM-DD`). Shares are multiplied along each way and added over ways, never beyond the
    /// whole; a circle ends its way. An indirect relationship that is declared with its components stands for them.
    pub fn owners(&self, entity: &str, day: &str) -> Owners {
        let mut search = Search {
            register: self,
            day,
            found: Owners::default(),
            persons: BTreeMap::new(),
            path: vec![entity.to_owned()],
            steps: 0,
        };
        let whole = Some(Share::exact(Fraction::ONE));
        search.walk(entity, [whole, whole]);
        let mut found = search.found;
        found.persons = search.persons.into_values().collect();
        found
    }
}

/// Kinds that are added up.
const MEASURES: [InterestKind; 2] = [InterestKind::Shareholding, InterestKind::VotingRights];

struct Search<'r, 's> {
    register: &'r Register<'s>,
    day: &'r str,
    found: Owners,
    persons: BTreeMap<String, Owner>,
    path: Vec<String>,
    steps: usize,
}

impl Search<'_, '_> {
    fn walk(&mut self, entity: &str, so_far: [Option<Share>; 2]) {
        let links: Vec<_> = self.register.relationships(entity, self.day).collect();
        let told_elsewhere: Vec<&str> = links
            .iter()
            .filter(|(_, link)| is_indirect(link))
            .flat_map(|(_, link)| link.component_records.iter().map(String::as_str))
            .collect();
        let mut any = false;
        for (statement, link) in links {
            if told_elsewhere.contains(&statement.record_id.as_str()) {
                continue;
            }
            let holding: Vec<&Interest> = link
                .interests
                .iter()
                .filter(|interest| holds(interest, self.day))
                .collect();
            if holding.is_empty() && !link.interests.is_empty() {
                continue;
            }
            any = true;
            self.steps += 1;
            if self.steps > MOST_STEPS {
                self.found.stopped = true;
                return;
            }
            match &link.interested_party {
                Target::Unspecified(why) => {
                    let told = Undisclosed {
                        entity: entity.to_owned(),
                        statement: statement.id.clone(),
                        why: why.clone(),
                    };
                    if !self.found.undisclosed.contains(&told) {
                        self.found.undisclosed.push(told);
                    }
                }
                Target::Record(party) => self.follow(party, &holding, so_far),
            }
        }
        if !any && !self.found.gaps.iter().any(|gap| gap == entity) {
            self.found.gaps.push(entity.to_owned());
        }
    }

    fn follow(&mut self, party: &str, holding: &[&Interest], so_far: [Option<Share>; 2]) {
        if let Some(start) = self.path.iter().position(|record| record == party) {
            let circle = self.path[start..].to_vec();
            if !self
                .found
                .circles
                .iter()
                .any(|known| same_circle(known, &circle))
            {
                self.found.circles.push(circle);
            }
            return;
        }
        let part = |measure: usize| {
            let here = sum(holding, &MEASURES[measure])?;
            Some(so_far[measure]?.times(here))
        };
        let parts = [part(0), part(1)];
        let record = self
            .register
            .current(party, self.day)
            .map(|statement| &statement.record);
        match record {
            Some(Record::Entity(_)) => {
                self.path.push(party.to_owned());
                self.walk(party, parts);
                self.path.pop();
            }
            Some(Record::Person(_)) => self.person(party, holding, parts),
            _ => {
                if !self.found.gaps.iter().any(|gap| gap == party) {
                    self.found.gaps.push(party.to_owned());
                }
            }
        }
    }

    fn person(&mut self, person: &str, holding: &[&Interest], parts: [Option<Share>; 2]) {
        let steps = self.path.len();
        let owner = self.persons.entry(person.to_owned()).or_insert(Owner {
            person: person.to_owned(),
            steps,
            shares: None,
            votes: None,
            beneficial: false,
        });
        owner.steps = owner.steps.min(steps);
        owner.beneficial |= holding
            .iter()
            .any(|interest| interest.beneficial == Some(true));
        owner.shares = added(owner.shares, parts[0]);
        owner.votes = added(owner.votes, parts[1]);
    }
}

fn is_indirect(link: &Relationship) -> bool {
    link.interests
        .iter()
        .any(|interest| interest.directness == Some(Directness::Indirect))
}

/// Does the interest hold on the day? It begins on its first day and is no more from its `endDate` on.
pub(super) fn holds(interest: &Interest, day: &str) -> bool {
    let cut = |date: &str| date.get(..10).unwrap_or(date).to_owned();
    interest
        .start_date
        .as_deref()
        .is_none_or(|start| cut(start).as_str() <= day)
        && interest
            .end_date
            .as_deref()
            .is_none_or(|end| day < cut(end).as_str())
}

/// The part of one kind in a relationship; somewhere between nothing and all when an interest does not say its kind or size.
fn sum(holding: &[&Interest], measure: &InterestKind) -> Option<Share> {
    holding
        .iter()
        .filter_map(|interest| match &interest.kind {
            Some(kind) if kind == measure => Some(
                interest
                    .share
                    .as_ref()
                    .map_or(Share::UNKNOWN, super::share::Percentage::share),
            ),
            None | Some(InterestKind::UnknownInterest | InterestKind::UnpublishedInterest) => {
                Some(Share::UNKNOWN)
            }
            Some(_) => None,
        })
        .reduce(|one, other| capped(one.plus(other)))
}

fn added(one: Option<Share>, other: Option<Share>) -> Option<Share> {
    match (one, other) {
        (Some(one), Some(other)) => Some(capped(one.plus(other))),
        (one, other) => one.or(other),
    }
}

/// Never more than the whole.
fn capped(share: Share) -> Share {
    Share::between(share.low.min(Fraction::ONE), share.high.min(Fraction::ONE))
}

/// The same circle, begun at another of its records.
fn same_circle(one: &[String], other: &[String]) -> bool {
    one.len() == other.len()
        && (0..one.len()).any(|turn| {
            one.iter()
                .cycle()
                .skip(turn)
                .zip(other)
                .all(|(a, b)| a == b)
        })
}
