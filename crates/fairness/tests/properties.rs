//! What must hold whatever the data.

use fairness::brokers::{Files, recurring};
use fairness::pairs::most_different;
use fairness::report::{Measure, Question, report};
use fairness::{NONE, Verdict};
use proptest::collection::vec;
use proptest::prelude::*;

type Row = (u32, u32, bool, f64, bool);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let group = prop_oneof![4 => 0..4_u32, 1 => Just(NONE)];
    let stratum = prop_oneof![6 => 0..3_u32, 1 => Just(NONE)];
    vec(
        (group, stratum, any::<bool>(), 0.0..100.0_f64, any::<bool>()),
        0..120,
    )
}

fn ask(rows: &[Row], by_duration: bool) -> fairness::Report {
    let groups: Vec<u32> = rows.iter().map(|r| r.0).collect();
    let strata: Vec<u32> = rows.iter().map(|r| r.1).collect();
    let outcome: Vec<bool> = rows.iter().map(|r| r.2).collect();
    let durations: Vec<f64> = rows.iter().map(|r| r.3).collect();
    let ended: Vec<bool> = rows.iter().map(|r| r.4).collect();
    let measure = if by_duration {
        Measure::Duration(&durations, &ended)
    } else {
        Measure::Outcome(&outcome)
    };
    report(&Question {
        groups: &groups,
        strata: &strata,
        measure,
        reference: None,
        least: 3,
        margin: 0.05,
        pairs: 0,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_cases_changes_nothing(mut rows in rows(), by_duration: bool) {
        let before = ask(&rows, by_duration);
        rows.reverse();
        let after = ask(&rows, by_duration);
        prop_assert_eq!(&before.groups, &after.groups);
        prop_assert_eq!(before.verdict, after.verdict);
        for (a, b) in before.comparisons.iter().zip(&after.comparisons) {
            prop_assert!((a.p - b.p).abs() < 1e-9);
        }
    }

    #[test]
    fn probabilities_are_probabilities(rows in rows(), by_duration: bool) {
        let answer = ask(&rows, by_duration);
        prop_assert!((0.0..=1.0).contains(&answer.matched_share));
        for comparison in &answer.comparisons {
            prop_assert!((0.0..=1.0).contains(&comparison.p), "{:?}", comparison);
            prop_assert!(comparison.q >= comparison.p - 1e-12);
        }
    }

    #[test]
    fn a_group_of_three_against_three_is_too_little(outcome in vec(any::<bool>(), 6)) {
        let rows: Vec<Row> = outcome.iter().enumerate().map(|(i, yes)| (u32::from(i < 3), 0, *yes, 1.0, true)).collect();
        prop_assert_ne!(ask(&rows, false).verdict, Verdict::AlikeWithinMargin);
        prop_assert_ne!(ask(&rows, false).verdict, Verdict::Differs);
    }

    #[test]
    fn pairs_are_alike_and_of_different_groups(rows in rows()) {
        let groups: Vec<u32> = rows.iter().map(|r| r.0).collect();
        let strata: Vec<u32> = rows.iter().map(|r| r.1).collect();
        let values: Vec<Option<f64>> = rows.iter().map(|r| r.4.then_some(r.3)).collect();
        for pair in most_different(&groups, &strata, &values, 5) {
            prop_assert_eq!(strata[pair.more], strata[pair.less]);
            prop_assert_ne!(groups[pair.more], groups[pair.less]);
            prop_assert!(pair.difference > 0.0);
        }
    }
}

#[test]
fn a_broker_whose_files_are_all_first_leads_the_list() {
    // 300 files of 300 citizens in three kinds; telephone 7 stands on 12 that are quicker than all others.
    let mut key = vec![NONE; 300];
    let mut duration: Vec<Option<f64>> = (0..300).map(|i| Some(10.0 + f64::from(i % 50))).collect();
    for i in 0..12 {
        key[i * 25] = 7;
        duration[i * 25] = Some(1.0);
        key[i * 25 + 2 * i + 1] = 8;
    }
    let citizen: Vec<u32> = (0..300).collect();
    let stratum: Vec<u32> = (0..300).map(|i| i % 3).collect();
    let favourable = vec![None; 300];
    let list = recurring(
        &Files {
            key: &key,
            citizen: &citizen,
            stratum: &stratum,
            duration: &duration,
            favourable: &favourable,
        },
        5,
    );
    assert_eq!(list.iter().map(|r| r.key).collect::<Vec<_>>(), [7, 8]);
    assert!(list[0].false_share < 1e-6 && list[0].speed.unwrap() > 0.9 && list[0].citizens == 12);
    assert!(list[1].false_share > 0.05, "{:?}", list[1]);
}
