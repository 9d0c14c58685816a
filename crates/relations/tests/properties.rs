//! What must hold of every answer, whatever the ties.

use proptest::prelude::*;

use relations::appearance::Scratch;
use relations::graph::Graph;
use relations::kinship::Kin;
use relations::model::{Day, Grade, Party, PartyKind, Tie, TieKind};
use relations::rules::Rules;
use relations::screen::{Answer, Asked, Matter, Outcome, Question, Screener};
use relations::shares::Share;

const N: usize = 12;

fn parties() -> Vec<Party> {
    (0..N)
        .map(|i| match i {
            0..7 => Party::person(format!("p{i:02}"), ""),
            11 => Party::body("q", ""),
            _ => Party::firm(format!("f{i:02}"), ""),
        })
        .collect()
}

fn tie() -> impl Strategy<Value = Option<Tie>> {
    (0..N, 0..N, 0..8_usize, 0..4_usize, 1..40_i64).prop_map(|(a, b, kind, grade, share)| {
        let all = parties();
        let (from, to) = (&all[a], &all[b]);
        if a == b {
            return None;
        }
        let kind = match (from.kind, to.kind) {
            (PartyKind::Person, PartyKind::Person) => [
                TieKind::Kin(Kin::PARENT),
                TieKind::Kin(Kin::SPOUSE),
                TieKind::Kin(Kin::SIBLING),
                TieKind::Declared,
                TieKind::Litigation,
                TieKind::SharedContact,
                TieKind::SuperiorOf,
                TieKind::GaveGift,
            ][kind],
            (PartyKind::Person, PartyKind::Firm) => [
                TieKind::Owns,
                TieKind::Owns,
                TieKind::Owns,
                TieKind::Manages,
                TieKind::Directs,
                TieKind::EmployedBy,
                TieKind::TenantOf,
                TieKind::ContractWith,
            ][kind],
            (PartyKind::Person, PartyKind::Body) => {
                [TieKind::StaffOf, TieKind::ManagerOf][kind % 2]
            }
            (_, PartyKind::Firm) => [TieKind::Owns, TieKind::SubcontractorOf][kind % 2],
            _ => return None,
        };
        let tie = Tie::new(&from.id, kind, &to.id, format!("source {}", share % 3))
            .grade(Grade::ALL[grade]);
        Some(if kind == TieKind::Owns {
            tie.share(Share::percent(share))
        } else {
            tie
        })
    })
}

fn ties(n: usize) -> impl Strategy<Value = Vec<Tie>> {
    prop::collection::vec(tie(), 0..n).prop_map(|ties| ties.into_iter().flatten().collect())
}

fn build(ties: &[Tie], rules: &Rules) -> Graph {
    let mut builder = Graph::builder();
    for party in parties() {
        builder.party(party).unwrap();
    }
    for tie in ties {
        builder.tie(tie).unwrap();
    }
    builder.build(rules.hub_caps())
}

fn at() -> Day {
    Day::from_unix_days(20_000)
}

fn everything(graph: &Graph, rules: &Rules) -> Vec<Answer> {
    let mut scratch = Scratch::new();
    let screener = Screener::new(graph, rules);
    let ids: Vec<String> = parties().into_iter().map(|p| p.id).collect();
    let mut answers = Vec::new();
    for party in ids.iter().filter(|id| *id != "q") {
        for matter in Matter::ALL {
            for decider in ids.iter().filter(|id| id.starts_with('p')) {
                answers.push(screener.screen(
                    &Question::new(decider, party, at()).matter(matter),
                    &mut scratch,
                ));
            }
            answers.push(screener.screen(
                &Question::gate(party, "q", at()).matter(matter),
                &mut scratch,
            ));
        }
    }
    answers
}

/// An outcome without the question of what is missing, which a new tie may well settle.
fn found(answer: &Answer) -> Outcome {
    match answer.outcome {
        Outcome::InsufficientData => Outcome::Clear,
        other => other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn adding_a_tie_never_lowers_an_outcome(ties in ties(25), more in ties(4)) {
        let rules = Rules::shipped().adopting("ordinance-1397");
        let mut graph = build(&ties, &rules);
        let before = everything(&graph, &rules);
        for tie in &more {
            graph.add_tie(tie).unwrap();
        }
        let after = everything(&graph, &rules);
        for (old, new) in before.iter().zip(&after) {
            prop_assert!(found(old) <= found(new), "{old:?} became {new:?} by {more:?}");
        }
    }

    #[test]
    fn order_and_way_of_coming_do_not_matter(ties in ties(25), turn in 0..25_usize) {
        let rules = Rules::shipped();
        let whole = everything(&build(&ties, &rules), &rules);
        let mut mixed = ties.clone();
        let n = mixed.len().max(1);
        mixed.rotate_left(turn % n);
        mixed.reverse();
        prop_assert_eq!(&whole, &everything(&build(&mixed, &rules), &rules));
        let mut grown = build(&mixed[..mixed.len() / 2], &rules);
        for tie in &mixed[mixed.len() / 2..] {
            grown.add_tie(tie).unwrap();
        }
        prop_assert_eq!(&whole, &everything(&grown, &rules));
    }

    #[test]
    fn an_inferred_tie_never_bars(ties in ties(25)) {
        let rules = Rules::shipped().adopting("ordinance-1397");
        let inferred: Vec<Tie> = ties.into_iter().map(|tie| tie.grade(Grade::Inferred)).collect();
        for answer in everything(&build(&inferred, &rules), &rules) {
            // The own matter needs no tie.
            let own = answer.findings.iter().any(|f| f.rule == "own-matter");
            prop_assert!(answer.outcome <= Outcome::Potential || own, "{answer:?}");
        }
    }

    #[test]
    fn kinship_and_partnership_answer_alike_from_both_ends(ties in ties(25)) {
        let rules = Rules::shipped();
        let same: Vec<Tie> = ties.into_iter().filter(|t| !matches!(t.kind, TieKind::SuperiorOf | TieKind::GaveGift | TieKind::ContractWith)).collect();
        let graph = build(&same, &rules);
        let screener = Screener::new(&graph, &rules);
        let mut scratch = Scratch::new();
        let asymmetric = ["kin-partner", "partner-firm", "kin-suit", "kin-shared-contact", "declared-control", "shared-contact-control"];
        for a in 0..7 {
            for b in 0..a {
                let (a, b) = (format!("p{a:02}"), format!("p{b:02}"));
                let mut ask = |a: &str, b: &str| {
                    screener.screen(&Question::new(a, b, at()).matter(Matter::Decision), &mut scratch)
                };
                let (there, back) = (ask(&a, &b), ask(&b, &a));
                let one_way = |x: &Answer| x.findings.iter().any(|f| asymmetric.contains(&f.rule.as_str()));
                if !one_way(&there) && !one_way(&back) {
                    prop_assert_eq!(found(&there), found(&back));
                }
            }
        }
    }

    #[test]
    fn one_against_all_is_one_by_one(ties in ties(30), person in 0..7_u32) {
        let rules = Rules::shipped();
        let graph = build(&ties, &rules);
        let screener = Screener::new(&graph, &rules);
        let mut scratch = Scratch::new();
        let person = graph.node(&format!("p{person:02}")).unwrap();
        let asked = Asked { body: graph.node("q"), ..Asked::dealing(at()) };
        let all = screener.all_firms(person, &asked, &mut scratch);
        for firm in graph.nodes().filter(|n| graph.kind(*n) == PartyKind::Firm) {
            let one = screener.outcome(Some(person), firm, &asked, &mut scratch);
            let listed = all.iter().find(|(node, _)| *node == firm).map(|(_, outcome)| *outcome);
            prop_assert_eq!(listed, (one > Outcome::InsufficientData).then_some(one));
        }
    }

    #[test]
    fn only_those_affected_answer_otherwise(ties in ties(20), more in tie()) {
        let rules = Rules::shipped();
        let Some(more) = more else { return Ok(()) };
        let mut graph = build(&ties, &rules);
        let before = everything(&graph, &rules);
        let ends = graph.add_tie(&more).unwrap();
        let after = everything(&graph, &rules);
        let affected = Screener::new(&graph, &rules).affected(ends);
        let ids: Vec<String> = parties().into_iter().map(|p| p.id).collect();
        let mut place = 0;
        for party in ids.iter().filter(|id| *id != "q") {
            for _ in Matter::ALL {
                let deciders = ids.iter().filter(|id| id.starts_with('p')).map(Some).chain([None]);
                for decider in deciders {
                    let touched = affected.touches(decider.and_then(|id| graph.node(id)), graph.node(party).unwrap());
                    if !touched {
                        prop_assert_eq!(before[place].outcome, after[place].outcome, "{:?} {} by {:?}", decider, party, more);
                    }
                    place += 1;
                }
            }
        }
    }
}
