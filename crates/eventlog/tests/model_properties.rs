//! What must hold for every log, tree and net.

use std::fmt::Write as _;

use eventlog::align::DeviationKind::{NotInModel, NotRecorded};
use eventlog::align::{AlignOptions, Move, align};
use eventlog::discover::{DiscoverOptions, inductive};
use eventlog::model::{
    PetriNet, ProcessTree, read_bpmn, read_model, read_pnml, write_bpmn, write_pnml,
};
use eventlog::read::Mapping;
use eventlog::{EventLog, Options, read_csv};
use proptest::prelude::*;

/// A log with these traces, one case each.
fn log_of(traces: &[Vec<String>]) -> EventLog {
    let mut csv = String::from("case,activity,timestamp\n");
    for (case, trace) in traces.iter().enumerate() {
        for (at, activity) in trace.iter().enumerate() {
            let (minute, second) = (at / 60, at % 60);
            writeln!(
                csv,
                "{case},{activity},2026-01-01T00:{minute:02}:{second:02}Z"
            )
            .unwrap();
        }
    }
    let mapping = Mapping {
        case: Some("case".into()),
        activity: Some("activity".into()),
        timestamp: Some("timestamp".into()),
        ..Mapping::default()
    };
    read_csv(csv.as_bytes(), &mapping, Options::default())
        .unwrap()
        .log
}

fn traces() -> impl Strategy<Value = Vec<Vec<String>>> {
    let activity = (0_u8..6).prop_map(|number| char::from(b'a' + number).to_string());
    prop::collection::vec(prop::collection::vec(activity, 1..9), 1..9)
}

fn tree() -> impl Strategy<Value = ProcessTree> {
    let leaf = prop_oneof![
        1 => Just(ProcessTree::Silent),
        5 => (0_u8..6).prop_map(|n| ProcessTree::Activity(char::from(b'a' + n).to_string())),
    ];
    leaf.prop_recursive(3, 14, 3, |inner| {
        let parts = prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            parts.clone().prop_map(ProcessTree::Sequence),
            parts.clone().prop_map(ProcessTree::Exclusive),
            parts.prop_map(ProcessTree::Parallel),
            (inner.clone(), inner).prop_map(|(once, again)| ProcessTree::repeat(once, again)),
        ]
    })
}

/// One run of the tree, as `choices` decide.
fn play(tree: &ProcessTree, choices: &mut impl Iterator<Item = usize>, out: &mut Vec<String>) {
    match tree {
        ProcessTree::Silent => {}
        ProcessTree::Activity(name) => out.push(name.clone()),
        ProcessTree::Sequence(parts) => parts.iter().for_each(|part| play(part, choices, out)),
        ProcessTree::Exclusive(parts) => {
            let chosen = choices.next().unwrap_or(0) % parts.len();
            play(&parts[chosen], choices, out);
        }
        ProcessTree::Parallel(parts) => {
            let mut runs: Vec<Vec<String>> = parts
                .iter()
                .map(|part| {
                    let mut run = Vec::new();
                    play(part, choices, &mut run);
                    run.reverse();
                    run
                })
                .collect();
            loop {
                runs.retain(|run| !run.is_empty());
                if runs.is_empty() {
                    return;
                }
                let chosen = choices.next().unwrap_or(0) % runs.len();
                out.extend(runs[chosen].pop());
            }
        }
        ProcessTree::Loop(once, again) => {
            play(once, choices, out);
            while choices.next().unwrap_or(0) % 3 == 1 && out.len() < 30 {
                play(again, choices, out);
                play(once, choices, out);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// The guarantee of the inductive miner without noise (Leemans 2017, theorem 7.3).
    #[test]
    fn every_log_fits_its_own_tree(traces in traces()) {
        let log = log_of(&traces);
        let tree = inductive(&log, DiscoverOptions::default()).unwrap();
        let aligned = align(&log, &PetriNet::from(&tree), AlignOptions::default()).unwrap();
        prop_assert_eq!(aligned.fitting_share(), Some(1.0), "{}", tree);
    }

    /// With noise a tree is found too, and no alignment costs more than taking log and model apart.
    #[test]
    fn costs_are_bounded(traces in traces(), noise in 0.0_f64..=1.0) {
        let log = log_of(&traces);
        let options = DiscoverOptions { noise, ..DiscoverOptions::default() };
        let net = PetriNet::from(&inductive(&log, options).unwrap());
        let aligned = align(&log, &net, AlignOptions::default()).unwrap();
        for one in &aligned.variants {
            let alignment = one.alignment.as_ref().unwrap();
            let length = u32::try_from(one.variant.activities.len()).unwrap();
            prop_assert!(alignment.cost <= length + aligned.shortest_run);
            let unequal = alignment.moves.iter().filter(|step| !matches!(step, Move::Both(_))).count();
            prop_assert_eq!(unequal, alignment.cost as usize);
            let events = alignment.moves.iter().filter(|step| !matches!(step, Move::Model(_))).count();
            prop_assert_eq!(events, one.variant.activities.len());
        }
    }

    /// What a tree plays fits its net, the simplified tree's net, and the nets that went through PNML and BPMN.
    #[test]
    fn runs_fit_their_model(tree in tree(), choices in prop::collection::vec(0_usize..7, 1..40)) {
        let mut run = Vec::new();
        play(&tree, &mut choices.into_iter(), &mut run);
        prop_assume!(!run.is_empty());
        let log = log_of(&[run]);
        let net = PetriNet::from(&tree);
        let again = read_pnml(write_pnml(&net).as_bytes()).unwrap();
        prop_assert_eq!(&again, &net);
        let drawn = read_bpmn(write_bpmn(&tree).as_bytes()).unwrap();
        prop_assert_eq!(&read_model(write_bpmn(&tree).as_bytes()).unwrap(), &drawn);
        for net in [net, PetriNet::from(&tree.clone().simplified()), drawn] {
            let aligned = align(&log, &net, AlignOptions::default()).unwrap();
            prop_assert_eq!(aligned.fitting_share(), Some(1.0), "{}", tree);
        }
        prop_assert_eq!(tree.to_string().parse::<ProcessTree>().unwrap(), tree);
    }

    /// A trace is as far from the diagram of a tree as from the tree's own net: the two have the same runs.
    #[test]
    fn diagrams_have_the_runs_of_their_tree(tree in tree(), traces in traces()) {
        let log = log_of(&traces);
        let nets = [PetriNet::from(&tree), read_bpmn(write_bpmn(&tree).as_bytes()).unwrap()];
        let costs = nets.map(|net| {
            let aligned = align(&log, &net, AlignOptions::default()).unwrap();
            let costs: Vec<_> = aligned.variants.iter().map(|one| one.alignment.as_ref().map(|a| a.cost)).collect();
            (aligned.shortest_run, costs)
        });
        prop_assert_eq!(&costs[0], &costs[1], "{}", tree);
    }

    /// Any bytes, and any change of a good file, are a net or an error.
    #[test]
    fn bytes_never_panic(noise in prop::collection::vec(any::<u8>(), 0..200), at in 0_usize..3000, tree in tree()) {
        let _ = read_pnml(noise.as_slice());
        let mut text = write_pnml(&PetriNet::from(&tree)).into_bytes();
        let at = at.min(text.len());
        text.splice(at..(at + 3).min(text.len()), noise.iter().copied().take(4));
        if let Ok(net) = read_pnml(text.as_slice()) {
            let few = AlignOptions { max_states: 2_000 };
            let _ = align(&log_of(&[vec!["a".into(), "b".into()]]), &net, few);
        }
        let mut text = write_bpmn(&tree).into_bytes();
        let at = at.min(text.len());
        text.splice(at..(at + 3).min(text.len()), noise.iter().copied().take(4));
        let _ = read_model(text.as_slice());
        let _ = String::from_utf8_lossy(&noise).parse::<ProcessTree>();
    }
}

/// Worked by hand: in the net of ->(a, X(b, c), d), the trace a, x, d lacks one of b, c and has an x too many.
#[test]
fn an_alignment_by_hand() {
    let tree: ProcessTree = "->( 'a', X( 'b', 'c' ), 'd' )".parse().unwrap();
    let log = log_of(&[["a", "x", "d"].map(String::from).to_vec()]);
    let aligned = align(&log, &PetriNet::from(&tree), AlignOptions::default()).unwrap();
    assert_eq!(aligned.shortest_run, 3);
    let alignment = aligned.variants[0].alignment.as_ref().unwrap();
    assert_eq!(alignment.cost, 2);
    assert!((alignment.fitness - (1.0 - 2.0 / 6.0)).abs() < 1e-12);
    let kinds: Vec<_> = aligned
        .deviations(&log)
        .iter()
        .map(|d| (d.kind, d.count, d.cases))
        .collect();
    assert_eq!(kinds, [(NotInModel, 1, 1), (NotRecorded, 1, 1)]);
}

/// A net that waits for two tokens where one comes never ends, and says so.
#[test]
fn a_net_that_never_ends_is_named() {
    let mut net = PetriNet::from(&"'a'".parse::<ProcessTree>().unwrap());
    net.end[0].1 = 2;
    let log = log_of(&[vec!["a".into()]]);
    let error = align(&log, &net, AlignOptions::default()).unwrap_err();
    assert!(error.to_string().contains("never ends"), "{error}");
}

/// Too small a budget leaves the variant out, and out of the figures.
#[test]
fn a_budget_is_reported() {
    let tree: ProcessTree = "+( 'a', 'b', 'c', 'd', 'e', 'f' )".parse().unwrap();
    let long: Vec<String> = "ffffeeeeddddccccbbbbaaaa"
        .chars()
        .map(String::from)
        .collect();
    let aligned = align(
        &log_of(&[long]),
        &PetriNet::from(&tree),
        AlignOptions { max_states: 40 },
    );
    match aligned {
        Ok(aligned) => assert_eq!((aligned.computed_cases(), aligned.log_fitness()), (0, None)),
        Err(error) => assert!(error.to_string().contains("40 states"), "{error}"),
    }
}
