//! What must hold whatever the data.

use fairness::amounts::compare;
use fairness::brokers::{Files, Reason, by_chance, medians, recurring, together};
use fairness::durations::Sorted;
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

#[derive(Debug, Clone, Copy)]
enum By {
    Outcome,
    Duration,
    Amount,
}

fn by() -> impl Strategy<Value = By> {
    prop_oneof![Just(By::Outcome), Just(By::Duration), Just(By::Amount)]
}

fn ask(rows: &[Row], by: By) -> fairness::Report {
    let groups: Vec<u32> = rows.iter().map(|r| r.0).collect();
    let strata: Vec<u32> = rows.iter().map(|r| r.1).collect();
    let outcome: Vec<bool> = rows.iter().map(|r| r.2).collect();
    let durations: Vec<f64> = rows.iter().map(|r| r.3).collect();
    let ended: Vec<bool> = rows.iter().map(|r| r.4).collect();
    let amounts: Vec<Option<f64>> = rows.iter().map(|r| Some(r.3).filter(|_| r.4)).collect();
    let measure = match by {
        By::Duration => Measure::Duration(&durations, &ended),
        By::Outcome => Measure::Outcome(&outcome),
        By::Amount => Measure::Amount(&amounts),
    };
    report(&Question {
        groups: &groups,
        strata: &strata,
        measure,
        reference: None,
        least: 3,
        margin: 0.05,
        level: 0.05,
        pairs: 0,
    })
}

/// Key, citizen, unit, days, whether it ended, and how.
type File = (u32, u32, u32, u8, bool, Option<bool>);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_cases_changes_nothing(mut rows in rows(), by in by()) {
        let before = ask(&rows, by);
        rows.reverse();
        let after = ask(&rows, by);
        prop_assert_eq!(&before.groups, &after.groups);
        prop_assert_eq!(before.verdict, after.verdict);
        for (a, b) in before.comparisons.iter().zip(&after.comparisons) {
            prop_assert!((a.p - b.p).abs() < 1e-9);
        }
    }

    #[test]
    fn amounts_turn_with_the_groups(rows in vec((0..2_u32, 0..3_u32, -3..12_i8), 2..80)) {
        let column = |of: fn(&(u32, u32, i8)) -> u32| rows.iter().map(of).collect::<Vec<u32>>();
        let (groups, strata) = (column(|r| r.0), column(|r| r.1));
        let amounts: Vec<Option<f64>> = rows.iter().map(|r| Some(f64::from(r.2))).collect();
        let of = |group, reference| compare(&groups, &strata, &amounts, group, reference);
        let Some(one) = of(0, 1) else {
            prop_assert!(of(1, 0).is_none());
            return Ok(());
        };
        let other = of(1, 0).unwrap();
        prop_assert!((one.shift + other.shift).abs() < 1e-9, "{:?} {:?}", one, other);
        prop_assert!((one.more + other.more - 1.0).abs() < 1e-9);
        prop_assert!((one.z + other.z).abs() < 1e-9);
        prop_assert!((one.difference + other.difference).abs() < 1e-9);
        prop_assert!((one.p - other.p).abs() < 0.03);
        // Written out: the weighted median of every pair's difference.
        let mut pairs = Vec::new();
        for stratum in 0..3 {
            let side = |group: u32| -> Vec<f64> {
                rows.iter().filter(|r| r.0 == group && r.1 == stratum).map(|r| f64::from(r.2)).collect()
            };
            let (own, reference) = (side(0), side(1));
            for a in &own {
                pairs.extend(reference.iter().map(|b| (a - b, 1.0 / (own.len() + reference.len() + 1) as f64)));
            }
        }
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let half = pairs.iter().map(|p| p.1).sum::<f64>() / 2.0;
        let mut sum = 0.0;
        let at = pairs.iter().position(|p| { sum += p.1; sum >= half - 1e-9 }).unwrap();
        let next = if sum > half + 1e-9 { at } else {
            pairs.iter().position(|p| p.0 > pairs[at].0).unwrap_or(at)
        };
        // Where the weight is exactly half, equal differences after this one make it more.
        let through: f64 = pairs.iter().filter(|p| p.0 <= pairs[at].0).map(|p| p.1).sum();
        let wanted = if through > half + 1e-9 { pairs[at].0 } else { f64::midpoint(pairs[at].0, pairs[next].0) };
        prop_assert!((one.shift - wanted).abs() < 1e-9, "{} {}", one.shift, wanted);
        let more: f64 = pairs.iter().map(|p| p.1 * if p.0 > 0.0 { 1.0 } else if p.0 < 0.0 { 0.0 } else { 0.5 }).sum();
        prop_assert!((one.more - more / half / 2.0).abs() < 1e-9);
    }

    #[test]
    fn probabilities_are_probabilities(rows in rows(), by in by()) {
        let answer = ask(&rows, by);
        prop_assert!((0.0..=1.0).contains(&answer.matched_share));
        for comparison in &answer.comparisons {
            prop_assert!((0.0..=1.0).contains(&comparison.p), "{:?}", comparison);
            prop_assert!(comparison.q >= comparison.p - 1e-12);
        }
    }

    #[test]
    fn a_group_of_three_against_three_is_too_little(outcome in vec(any::<bool>(), 6)) {
        let rows: Vec<Row> = outcome.iter().enumerate().map(|(i, yes)| (u32::from(i < 3), 0, *yes, 1.0, true)).collect();
        prop_assert_ne!(ask(&rows, By::Outcome).verdict, Verdict::AlikeWithinMargin);
        prop_assert_ne!(ask(&rows, By::Outcome).verdict, Verdict::Differs);
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

/// 300 files of 300 citizens in three kinds; telephone 7 stands on 12 that are quicker than all others, telephone 8 on 12 by chance.
fn brokered() -> (Vec<u32>, Vec<f64>, Vec<u32>, Vec<u32>) {
    let mut key = vec![NONE; 300];
    let mut days: Vec<f64> = (0..300).map(|i| 10.0 + f64::from(i % 50)).collect();
    for i in 0..12 {
        key[i * 25] = 7;
        days[i * 25] = 1.0;
        key[i * 25 + 2 * i + 1] = 8;
    }
    (
        key,
        days,
        (0..300).collect(),
        (0..300).map(|i| i % 3).collect(),
    )
}

#[test]
fn a_broker_whose_files_are_all_first_leads_the_list() {
    let (key, days, citizen, stratum) = brokered();
    let files = Files {
        key: &key,
        citizen: &citizen,
        stratum: &stratum,
        days: &days,
        ended: &[true; 300],
        favourable: &[None; 300],
    };
    let list = recurring(&files, 5, 1);
    assert_eq!(list.iter().map(|r| r.key).collect::<Vec<_>>(), [7, 8]);
    assert!(list[0].false_share < 1e-3 && list[0].speed.unwrap() > 0.9 && list[0].citizens == 12);
    assert_eq!(list[0].reasons(0.05), [Reason::Recurs, Reason::Quicker]);
    assert!(list[1].false_share > 0.05, "{:?}", list[1]);
    assert_eq!(list[1].reasons(0.05), [Reason::Recurs]);
    let (own, other) = medians(&files, 7);
    assert!((own.unwrap() - 1.0).abs() < 1e-12 && other.unwrap() > 30.0);
    // Two kinds of key: the correction is over both.
    let both = together(&[list.clone(), list.clone()]);
    assert_eq!(both.len(), 4);
    assert_eq!((both[0].1.key, both[1].1.key), (7, 7));
    assert!(by_chance(&files, 5, 0.05, 40, 3) <= 0.2);
}

#[test]
fn open_files_count_as_slow_and_are_not_left_out() {
    // The broker's twelve files are open since day 30, as slow as most: leaving open files out would show only the quick rest.
    let (key, mut days, citizen, stratum) = brokered();
    let mut ended = [true; 300];
    for i in 0..11 {
        days[i * 25] = 30.0;
        ended[i * 25] = false;
    }
    let files = Files {
        key: &key,
        citizen: &citizen,
        stratum: &stratum,
        days: &days,
        ended: &ended,
        favourable: &[None; 300],
    };
    let broker = recurring(&files, 5, 1)
        .into_iter()
        .find(|entry| entry.key == 7)
        .unwrap();
    assert!(
        broker.speed.unwrap() < 0.5 && broker.p_speed > 0.5,
        "{broker:?}"
    );
}

#[test]
fn a_broker_of_rare_outcomes_is_judged_exactly() {
    // 3 of 200 files are favourable and one key has two of them on four files: scipy.stats.hypergeom.sf(1, 200, 3, 4).
    let mut key = vec![NONE; 200];
    key[..4].fill(1);
    let mut favourable = vec![Some(false); 200];
    for file in [0, 1, 9] {
        favourable[file] = Some(true);
    }
    let citizen: Vec<u32> = (0..200).collect();
    let list = recurring(
        &Files {
            key: &key,
            citizen: &citizen,
            stratum: &[0; 200],
            days: &[f64::NAN; 200],
            ended: &[false; 200],
            favourable: &favourable,
        },
        3,
        1,
    );
    assert!(
        (list[0].p_outcome - RARE).abs() < 1e-9,
        "{}",
        list[0].p_outcome
    );
    assert_eq!(list[0].favourable, Some((0.5, 0.015)));
    assert_eq!(list[0].speed, None);
}

/// python -c "import scipy.stats as s; print(s.hypergeom.sf(1, 200, 3, 4))"
const RARE: f64 = 0.000_898_431_551_697_883_3;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn brokers_do_not_depend_on_the_order_of_files(rows in vec((0..6_u32, 0..40_u32, 0..3_u32, 0..30_u8, any::<bool>(), any::<Option<bool>>()), 0..150)) {
        let list = |rows: &[File]| {
            let days: Vec<f64> = rows.iter().map(|r| f64::from(r.3)).collect();
            let ended: Vec<bool> = rows.iter().map(|r| r.4).collect();
            let favourable: Vec<Option<bool>> = rows.iter().map(|r| r.5).collect();
            let column = |of: fn(&File) -> u32| rows.iter().map(of).collect::<Vec<u32>>();
            recurring(
                &Files {
                    key: &column(|r| r.0),
                    citizen: &column(|r| r.1),
                    stratum: &column(|r| r.2),
                    days: &days,
                    ended: &ended,
                    favourable: &favourable,
                },
                2,
                9,
            )
        };
        let before = list(&rows);
        let mut turned = rows;
        turned.reverse();
        let mut after = list(&turned);
        after.sort_by_key(|entry| entry.key);
        let mut sorted = before.clone();
        sorted.sort_by_key(|entry| entry.key);
        for (a, b) in sorted.iter().zip(&after) {
            prop_assert_eq!((a.key, a.files, a.citizens), (b.key, b.files, b.citizens));
            prop_assert!((a.p_outcome - b.p_outcome).abs() < 1e-9);
            prop_assert!((a.p_speed - b.p_speed).abs() < 1e-9, "{:?} {:?}", a, b);
            prop_assert!(a.speed.zip(b.speed).is_none_or(|(x, y)| (x - y).abs() < 1e-9));
            prop_assert!((0.0..=1.0).contains(&a.false_share) && (0.0..=1.0).contains(&a.p_speed));
        }
        for pair in before.windows(2) {
            prop_assert!(pair[0].false_share <= pair[1].false_share);
        }
    }
}

/// The log-rank test as it is written in textbooks: the covariance matrix added up at every time at which a case ends. Gives the
/// differences and the matrix.
fn textbook(rows: &[(u32, u32, u8, bool)], groups: usize) -> (Vec<f64>, Vec<Vec<f64>>) {
    let (mut difference, mut matrix) = (vec![0.0; groups], vec![vec![0.0; groups]; groups]);
    for stratum in 0..3 {
        let of: Vec<_> = rows.iter().filter(|row| row.1 == stratum).collect();
        let mut times: Vec<u8> = of.iter().filter(|row| row.3).map(|row| row.2).collect();
        times.sort_unstable();
        times.dedup();
        for time in times {
            let at_risk =
                |group: u32| of.iter().filter(|r| r.0 == group && r.2 >= time).count() as f64;
            let ends = |group: u32| {
                of.iter()
                    .filter(|r| r.0 == group && r.2 == time && r.3)
                    .count() as f64
            };
            let all: Vec<u32> = (0..u32::try_from(groups).unwrap()).collect();
            let n: f64 = all.iter().map(|g| at_risk(*g)).sum();
            let d: f64 = all.iter().map(|g| ends(*g)).sum();
            for &i in &all {
                difference[i as usize] += ends(i) - d * at_risk(i) / n;
                for &j in all.iter().filter(|_| n > 1.0) {
                    let same = f64::from(u8::from(i == j));
                    matrix[i as usize][j as usize] +=
                        d * (n - d) / (n - 1.0) * at_risk(i) / n * (same - at_risk(j) / n);
                }
            }
        }
    }
    (difference, matrix)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Two and three groups, by Cramer's rule on the textbook's matrix.
    #[test]
    fn the_log_rank_test_is_that_of_the_textbook(rows in vec((0..3_u32, 0..3_u32, 0..9_u8, any::<bool>()), 4..90), three: bool) {
        let groups = if three { 3 } else { 2 };
        let mut rows = rows;
        for row in &mut rows {
            row.0 %= groups;
        }
        // All groups present, so that the degrees of freedom are known.
        for group in 0..groups {
            rows.push((group, 0, 4, true));
        }
        let size = groups as usize;
        let (o, v) = textbook(&rows, size);
        let chi2 = if three {
            let determinant = v[0][0] * v[1][1] - v[0][1] * v[1][0];
            prop_assume!(determinant > 1e-6);
            (o[0] * o[0] * v[1][1] - 2.0 * o[0] * o[1] * v[0][1] + o[1] * o[1] * v[0][0]) / determinant
        } else {
            prop_assume!(v[0][0] > 1e-6);
            o[0] * o[0] / v[0][0]
        };
        let column = |of: fn(&(u32, u32, u8, bool)) -> u32| rows.iter().map(of).collect::<Vec<u32>>();
        let days: Vec<f64> = rows.iter().map(|r| f64::from(r.2)).collect();
        let ended: Vec<bool> = rows.iter().map(|r| r.3).collect();
        let ours = Sorted::new(&column(|r| r.0), &column(|r| r.1), &days, &ended).log_rank(size);
        prop_assert!((ours.chi2 - chi2).abs() <= 1e-8 * (1.0 + chi2), "{} {}", ours.chi2, chi2);
    }
}

/// Everybody has the outcome in both groups: a thousand cases each are enough to call them alike, twenty are not.
#[test]
fn groups_in_which_everybody_has_the_outcome_are_alike_where_they_are_large() {
    for (cases, wanted) in [
        (1_000_usize, fairness::Verdict::AlikeWithinMargin),
        (20, fairness::Verdict::TooLittleData),
    ] {
        let groups: Vec<u32> = (0..2 * cases).map(|n| u32::from(n >= cases)).collect();
        let found = report(&Question {
            groups: &groups,
            strata: &vec![0; 2 * cases],
            measure: Measure::Outcome(&vec![true; 2 * cases]),
            reference: None,
            least: 20,
            margin: 0.05,
            level: 0.05,
            pairs: 0,
        });
        assert_eq!(found.verdict, wanted, "{cases}");
    }
}

#[test]
fn limits_of_a_ratio_hold_one_and_narrow_as_units_grow() {
    let mut before = (0.0, f64::INFINITY);
    for expected in [1.0, 4.0, 25.0, 400.0, 10_000.0] {
        let (low, high) = fairness::units::ratio_funnel(expected, 0.0, 0.95);
        assert!(low < 1.0 && high > 1.0 && low >= before.0 && high <= before.1);
        before = (low, high);
    }
}
