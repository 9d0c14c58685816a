//! Holdings against solutions by hand and by elimination in floating point.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::register;
use crate::graph::{Graph, HubCaps};
use crate::model::{Day, Party, Tie, TieKind};
use crate::shares::{Fraction, Share};

fn graph(owns: &[(&str, &str, i64)]) -> Graph {
    let mut builder = Graph::builder();
    let mut ids: Vec<&str> = owns.iter().flat_map(|(a, b, _)| [*a, *b]).collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        let party = if id.starts_with('p') {
            Party::person(id, "")
        } else {
            Party::firm(id, "")
        };
        builder.party(party).unwrap();
    }
    for (owner, firm, percent) in owns {
        builder
            .tie(
                &Tie::new(*owner, TieKind::Owns, *firm, "register").share(Share::percent(*percent)),
            )
            .unwrap();
    }
    builder.build(&HubCaps::none())
}

fn holders(graph: &Graph, firm: &str) -> BTreeMap<String, Share> {
    let register = register(graph, Day::from_unix_days(0), None);
    let firms = register.ownership(graph.node(firm).unwrap(), Fraction::ONE);
    firms
        .holders
        .iter()
        .map(|h| (graph.id(h.party).to_owned(), h.share))
        .collect()
}

fn part(num: i64, den: i64) -> Share {
    Share::exact(Fraction::new(num, den).unwrap())
}

#[test]
fn chains_multiply_and_add_up_once() {
    // p holds 10 % of b himself, and 50 % of g, which holds 40 % of b: 10 + 20 = 30 %.
    let graph = graph(&[
        ("p", "b", 10),
        ("p", "g", 50),
        ("p2", "g", 50),
        ("g", "b", 40),
    ]);
    let held = holders(&graph, "b");
    assert_eq!((held["p"], held["p2"]), (part(30, 100), part(20, 100)));
    assert!(!held.contains_key("g"));
}

#[test]
fn cross_holdings_are_solved() {
    // b and g hold half of one another; p the other half of b, p2 that of g. By hand: w(g) = w(b)/2, w(b) = 1 + w(g)/2 = 4/3,
    // so p holds 2/3 and p2 1/3 of b.
    let cross = graph(&[
        ("g", "b", 50),
        ("b", "g", 50),
        ("p", "b", 50),
        ("p2", "g", 50),
    ]);
    let held = holders(&cross, "b");
    assert_eq!((held["p"], held["p2"]), (part(2, 3), part(1, 3)));
    // Firms that own one another wholly: nobody in the end.
    let closed = graph(&[("g", "b", 100), ("b", "g", 100)]);
    let register = register(&closed, Day::from_unix_days(0), None);
    let ownership = register.ownership(closed.node("b").unwrap(), Fraction::ONE);
    assert!(ownership.holders.is_empty());
    assert!(
        ownership
            .faults
            .iter()
            .any(|f| matches!(f, super::Fault::Closed(_)))
    );
}

#[test]
fn two_sources_tell_of_the_same_shares() {
    let mut graph = graph(&[("p", "b", 6)]);
    graph
        .add_tie(&Tie::new("p", TieKind::Owns, "b", "declaration").share(Share::percent(4)))
        .unwrap();
    assert_eq!(holders(&graph, "b")["p"], Share::percent(6));
    graph
        .add_tie(&Tie::new("p", TieKind::Owns, "b", "declaration").share(Share::percent(3)))
        .unwrap();
    assert_eq!(holders(&graph, "b")["p"], Share::percent(7));
}

proptest! {
    /// Whatever firms hold of one another, persons hold the whole in the end, as far as each firm is wholly recorded and some person
    /// holds a part of each.
    #[test]
    fn persons_hold_the_whole(draws in prop::collection::vec((0..5_usize, 0..5_usize, 1..18_i64), 0..18)) {
        let names = ["f0", "f1", "f2", "f3", "f4"];
        let mut owns: BTreeMap<(usize, usize), i64> = BTreeMap::new();
        for (a, b, percent) in draws {
            if a != b {
                owns.insert((a, b), percent);
            }
        }
        let mut list: Vec<(&str, &str, i64)> = owns.iter().map(|((a, b), percent)| (names[*a], names[*b], *percent)).collect();
        let people = ["p0", "p1", "p2", "p3", "p4"];
        for (place, name) in names.iter().enumerate() {
            let held: i64 = owns.iter().filter(|((_, b), _)| *b == place).map(|(_, percent)| percent).sum();
            list.push((people[place], name, 100 - held));
        }
        let graph = graph(&list);
        for name in names {
            let held = holders(&graph, name);
            let sum = held.values().fold(Share::NONE, |sum, share| sum.plus(*share));
            prop_assert_eq!(sum, Share::exact(Fraction::ONE));
        }
    }
}
