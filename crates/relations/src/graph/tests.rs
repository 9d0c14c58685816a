//! The columns, the overlay and the hub caps.

use proptest::prelude::*;

use super::*;
use crate::kinship::Kin;
use crate::model::{Grade, TieKind};

fn people(n: usize) -> Vec<Party> {
    (0..n)
        .map(|i| {
            if i % 3 == 2 {
                Party::firm(format!("f{i}"), "")
            } else {
                Party::person(format!("p{i}"), "")
            }
        })
        .collect()
}

fn build(parties: &[Party], ties: &[Tie], caps: &HubCaps) -> Graph {
    let mut builder = Graph::builder();
    for party in parties {
        builder.party(party.clone()).unwrap();
    }
    for tie in ties {
        builder.tie(tie).unwrap();
    }
    builder.build(caps)
}

/// Everything a graph says, by ids.
fn told(graph: &Graph) -> Vec<String> {
    let mut lines: Vec<String> = graph
        .nodes()
        .flat_map(|node| {
            graph.halves(node).iter().map(move |half| {
                format!(
                    "{} {:?} {}",
                    graph.id(node),
                    graph.tie(node, *half),
                    half.is_hub()
                )
            })
        })
        .collect();
    lines.sort();
    lines
}

fn ties(parties: usize) -> impl Strategy<Value = Vec<Tie>> {
    let one = (0..parties, 0..parties, 0..5_usize, 0..4_usize, 0..3_i64);
    prop::collection::vec(one, 0..60).prop_map(move |drawn| {
        let all = people(parties);
        drawn
            .into_iter()
            .filter_map(|(a, b, kind, grade, share)| {
                let (from, to) = (&all[a], &all[b]);
                let kind = match (from.kind, to.kind, kind) {
                    _ if a == b => return None,
                    (PartyKind::Person, PartyKind::Person, 0 | 1) => TieKind::Kin(Kin::PARENT),
                    (PartyKind::Person, PartyKind::Person, _) => TieKind::Declared,
                    (PartyKind::Person, PartyKind::Firm, 0 | 1) => TieKind::EmployedBy,
                    (_, PartyKind::Firm, 2) => TieKind::Owns,
                    (_, PartyKind::Firm, _) => TieKind::ContractWith,
                    _ => TieKind::SharedContact,
                };
                let mut tie =
                    Tie::new(&from.id, kind, &to.id, format!("s{share}")).grade(Grade::ALL[grade]);
                if kind == TieKind::Owns {
                    tie = tie.share(Share::percent(share * 10));
                }
                Some(tie)
            })
            .collect()
    })
}

fn caps() -> HubCaps {
    HubCaps::none().cap(TieKind::EmployedBy, 3)
}

proptest! {
    #[test]
    fn order_does_not_matter(ties in ties(12), seed in any::<u64>()) {
        let parties = people(12);
        let (mut turned, mut mixed) = (parties.clone(), ties.clone());
        turned.reverse();
        let n = mixed.len().max(1);
        mixed.rotate_left(usize::try_from(seed % n as u64).unwrap());
        mixed.reverse();
        prop_assert_eq!(told(&build(&parties, &ties, &caps())), told(&build(&turned, &mixed, &caps())));
    }

    #[test]
    fn adding_one_by_one_is_building_at_once(ties in ties(12), first in 0..60_usize) {
        let parties = people(12);
        let first = first.min(ties.len());
        let mut grown = build(&parties[..6], &[], &caps());
        for party in &parties[6..] {
            grown.add_party(party).unwrap();
        }
        for (place, tie) in ties.iter().enumerate() {
            if place == first {
                grown.merge();
            }
            grown.add_tie(tie).unwrap();
        }
        prop_assert_eq!(told(&grown), told(&build(&parties, &ties, &caps())));
    }
}

#[test]
fn what_cannot_be_is_refused_with_its_reason() {
    let mut builder = Graph::builder();
    for party in [
        Party::person("1", ""),
        Party::firm("2", ""),
        Party::body("3", ""),
    ] {
        builder.party(party).unwrap();
    }
    let says = |tie: &Tie, builder: &mut GraphBuilder| builder.tie(tie).unwrap_err().to_string();
    assert_eq!(
        says(&Tie::new("1", TieKind::Owns, "9", ""), &mut builder),
        "party “9” is not known; add it before its ties, or correct the id"
    );
    assert_eq!(
        says(&Tie::new("2", TieKind::StaffOf, "3", ""), &mut builder),
        "“2” staff_of “3” joins a firm with a body; staff_of goes from a person to a public body"
    );
    assert!(
        says(&Tie::new("2", TieKind::Owns, "2", ""), &mut builder).contains("tied with itself")
    );
    let much = Share::exact(crate::shares::Fraction::percent(140));
    assert_eq!(
        says(
            &Tie::new("1", TieKind::Owns, "2", "").share(much),
            &mut builder
        ),
        "the share of “1” in “2” is 140 %; a share lies between 0 and 100 %"
    );
    assert!(
        builder
            .party(Party::person("1", ""))
            .unwrap_err()
            .to_persian()
            .contains("«1»")
    );
}

#[test]
fn a_party_said_to_have_more_ties_than_it_is_given_joins_nobody_by_them() {
    let parties = [
        Party::person("a", ""),
        Party::person("b", ""),
        Party::firm("f", ""),
    ];
    let tie = |who: &str| Tie::new(who, TieKind::EmployedBy, "f", "list");
    let mut builder = Graph::builder();
    for party in &parties {
        builder.party(party.clone()).unwrap();
    }
    builder.tie(&tie("a")).unwrap();
    builder.hub("f", TieKind::EmployedBy, false);
    builder.hub("unknown", TieKind::EmployedBy, false);
    let mut graph = builder.build(&HubCaps::none());
    graph.add_tie(&tie("b")).unwrap();
    for merged in [false, true] {
        if merged {
            graph.merge();
        }
        for id in ["a", "b"] {
            let halves = graph.halves(graph.node(id).unwrap());
            assert!(halves.len() == 1 && halves[0].is_hub(), "{id} {merged}");
        }
    }
}

#[test]
fn a_withdrawn_tie_was_known_before() {
    let parties = people(2);
    let tie = Tie::new("p0", TieKind::Declared, "p1", "form 1");
    let mut graph = build(&parties, std::slice::from_ref(&tie), &HubCaps::none());
    let day = |n| Day::from_unix_days(n);
    assert!(graph.withdraw(&tie, day(20_000)));
    let node = graph.node("p0").unwrap();
    let half = graph.halves(node)[0];
    assert!(graph.is_known(half, Some(day(20_000))));
    assert!(!graph.is_known(half, Some(day(20_001))) && !graph.is_known(half, None));
    graph.merge();
    let half = graph.halves(graph.node("p1").unwrap())[0];
    assert!(graph.is_known(half, Some(day(19_000))) && !graph.is_known(half, None));
}
