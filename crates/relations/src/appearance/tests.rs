//! The search against a plain enumeration of all paths that matches patterns step by step.

use std::sync::OnceLock;

use proptest::prelude::*;

use super::*;
use crate::graph::{Graph, Half, Node};
use crate::kinship::Kin;
use crate::model::{Day, Grade, Party, PartyKind, Period, Tie, TieKind};
use crate::rules::{Matter, Outcome, Pattern, Rules, SHIPPED_BANS, SHIPPED_PATTERNS, StepOf};
use crate::shares::{Fraction, Share};

const AT: i64 = 20_000;

/// Does a pattern, from its step `done` on, take the whole of `ties`?
fn matches(pattern: &Pattern, done: usize, ties: &[Half]) -> bool {
    let Some((step, optional)) = pattern.steps.get(done) else {
        return ties.is_empty();
    };
    if *optional && matches(pattern, done + 1, ties) {
        return true;
    }
    match step {
        StepOf::Seen(codes) => {
            ties.first().is_some_and(|tie| codes.contains(&tie.seen()))
                && matches(pattern, done + 1, &ties[1..])
        }
        StepOf::Kin(set) => (1..=ties.len()).any(|taken| {
            let steps: Option<Vec<Kin>> = ties[..taken]
                .iter()
                .map(|tie| match tie.kind().0 {
                    TieKind::Kin(kin) => Some(kin),
                    _ => None,
                })
                .collect();
            steps
                .and_then(Kin::along)
                .is_some_and(|kin| set.contains(kin))
                && matches(pattern, done + 1, &ties[taken..])
        }),
    }
}

/// Outcome, number of ties, and parties with how each is seen.
type Way = (Outcome, usize, Vec<(Node, u8)>);

/// Outcomes of all ways between two parties, each way once with its best.
fn plain(graph: &Graph, rules: &Rules, from: Node, to: Node) -> Vec<Way> {
    let day = Day::from_unix_days(AT);
    let mut all: Vec<Way> = Vec::new();
    let mut waiting: Vec<(Vec<Node>, Vec<Half>)> = vec![(vec![from], Vec::new())];
    while let Some((nodes, ties)) = waiting.pop() {
        let at = *nodes.last().unwrap();
        if at == to {
            if ties.len() > 1 && ties.iter().any(|tie| tie.is_hub()) {
                continue;
            }
            let weak = ties
                .iter()
                .any(|tie| tie.grade() == Grade::Inferred || tie.period().until < day);
            let outcome = rules
                .patterns
                .iter()
                .filter(|pattern| {
                    matches(pattern, 0, &ties)
                        && (pattern.matters.is_empty()
                            || pattern.matters.contains(&Matter::Decision))
                })
                .filter_map(|pattern| {
                    let mut outcome = pattern.outcome;
                    if let Some(least) = pattern.min_share
                        && let Some(tie) = ties
                            .iter()
                            .rev()
                            .find(|tie| tie.kind() == (TieKind::Owns, true))
                    {
                        let share = graph.share(*tie);
                        if share.high < least {
                            return None;
                        }
                        if share.low < least {
                            outcome = outcome.min(Outcome::Potential);
                        }
                    }
                    Some(if weak {
                        outcome.min(Outcome::Potential)
                    } else {
                        outcome
                    })
                })
                .max();
            if let Some(outcome) = outcome {
                let way: Vec<(Node, u8)> =
                    ties.iter().map(|tie| (tie.other(), tie.seen())).collect();
                match all.iter_mut().find(|known| known.2 == way) {
                    Some(known) => known.0 = known.0.max(outcome),
                    None => all.push((outcome, ties.len(), way)),
                }
            }
            continue;
        }
        if ties.len() == rules.max_ties {
            continue;
        }
        for half in graph.halves(at) {
            let months = match half.kind().0 {
                TieKind::EmployedBy | TieKind::Owns => 24 * 31,
                _ => 0,
            };
            let until = half.period().until.unix_days() + months;
            let holds =
                half.period().from <= day && (until >= AT || half.period().until == Day::OPEN_END);
            if holds && !nodes.contains(&half.other()) {
                let (mut n, mut t) = (nodes.clone(), ties.clone());
                n.push(half.other());
                t.push(*half);
                waiting.push((n, t));
            }
        }
    }
    all
}

fn world() -> impl Strategy<Value = (Vec<Party>, Vec<Tie>)> {
    let parties: Vec<Party> = (0..9)
        .map(|i| {
            if i < 5 {
                Party::person(format!("p{i}"), "")
            } else {
                Party::firm(format!("f{i}"), "")
            }
        })
        .collect();
    let one = (
        0..9_usize,
        0..9_usize,
        0..8_usize,
        0..4_usize,
        0..12_i64,
        0..4_i64,
    );
    prop::collection::vec(one, 5..30).prop_map(move |drawn| {
        let ties = drawn
            .into_iter()
            .filter_map(|(a, b, kind, grade, share, end)| {
                let (from, to) = (&parties[a], &parties[b]);
                if a == b {
                    return None;
                }
                let kind = match (from.kind, to.kind) {
                    (PartyKind::Person, PartyKind::Person) => [
                        TieKind::Kin(Kin::PARENT),
                        TieKind::Kin(Kin::CHILD),
                        TieKind::Kin(Kin::SPOUSE),
                        TieKind::Kin(Kin::SIBLING),
                        TieKind::Kin(Kin::SPOUSE_SIBLING),
                        TieKind::SuperiorOf,
                        TieKind::GaveGift,
                        TieKind::Litigation,
                    ][kind],
                    (_, PartyKind::Firm) if kind < 4 => TieKind::Owns,
                    (PartyKind::Person, PartyKind::Firm) if kind < 6 => TieKind::EmployedBy,
                    (_, PartyKind::Firm) if kind == 6 => TieKind::ContractWith,
                    _ => TieKind::SharedContact,
                };
                let until = match (kind, end) {
                    (TieKind::Owns | TieKind::EmployedBy, 0) => Day::from_unix_days(AT - 100),
                    (TieKind::Owns, 1) => Day::from_unix_days(AT - 1000),
                    _ => Day::OPEN_END,
                };
                let mut tie = Tie::new(&from.id, kind, &to.id, format!("s{share}"))
                    .grade(Grade::ALL[grade])
                    .period(Period {
                        from: Day::OPEN_START,
                        until,
                    });
                if kind == TieKind::Owns {
                    tie = tie.share(match share {
                        0 => Share::UNKNOWN,
                        1 => Share::between(Fraction::percent(3), Fraction::percent(9)),
                        n => Share::percent(n),
                    });
                }
                Some(tie)
            })
            .collect();
        (parties.clone(), ties)
    })
}

fn build(parties: &[Party], ties: &[Tie], rules: &Rules) -> Graph {
    let mut builder = Graph::builder();
    for party in parties {
        builder.party(party.clone()).unwrap();
    }
    for tie in ties {
        builder.tie(tie).unwrap();
    }
    builder.build(rules.hub_caps())
}

fn search<'a>(graph: &'a Graph, rules: &'a Rules) -> Search<'a> {
    Search {
        graph,
        rules,
        matter: Matter::Decision,
        at: Day::from_unix_days(AT),
        known_at: None,
    }
}

fn same_as_plain(parties: &[Party], ties: &[Tie], rules: &Rules) {
    let graph = build(parties, ties, rules);
    let mut scratch = Scratch::new();
    for from in graph.nodes() {
        let mut walked = vec![None; parties.len()];
        search(&graph, rules).walk(
            from,
            |to, route| {
                let known: &mut Option<Outcome> = &mut walked[to as usize];
                *known = (*known).max(Some(route.outcome));
            },
            &mut scratch,
        );
        for to in graph.nodes().filter(|to| *to != from) {
            let mut all = plain(&graph, rules, from, to);
            let found = search(&graph, rules).between(from, to, &mut scratch);
            all.sort_by_key(|(outcome, length, _)| (std::cmp::Reverse(*outcome), *length));
            assert_eq!(
                found.best.map(|r| r.outcome),
                all.first().map(|a| a.0),
                "{from} {to} {all:?}"
            );
            assert_eq!(walked[to as usize], all.first().map(|a| a.0));
            // The second is another way, as grave as the second best of all ways.
            assert_eq!(
                found.second.map(|r| r.outcome),
                all.get(1).map(|a| a.0),
                "{from} {to} {all:?}"
            );
            if let (Some(best), Some(second)) = (found.best, found.second) {
                assert!(!best.same_way(&second));
            }
            for route in [found.best, found.second].into_iter().flatten() {
                let way: Vec<(Node, u8)> = route
                    .ties()
                    .iter()
                    .map(|tie| (tie.other(), tie.seen()))
                    .collect();
                assert!(all.iter().any(|known| known.2 == way));
            }
        }
    }
}

/// The shipped patterns with paths of at most so many ties; read once.
fn rules(max_ties: usize) -> &'static Rules {
    static RULES: [OnceLock<Rules>; 7] = [const { OnceLock::new() }; 7];
    RULES[max_ties].get_or_init(|| {
        let patterns = SHIPPED_PATTERNS.replace("max_ties = 4", &format!("max_ties = {max_ties}"));
        Rules::parse(SHIPPED_BANS, &patterns).unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn finds_what_a_plain_enumeration_finds((parties, ties) in world()) {
        same_as_plain(&parties, &ties, rules(4));
    }

    #[test]
    fn also_with_paths_of_other_lengths((parties, ties) in world(), most in 1..=6_usize) {
        same_as_plain(&parties, &ties, rules(most));
    }
}
