//! Small data against other people's programs: statsmodels 0.15.0, lifelines 0.30.3, `SciPy` 1.17.1.

use fairness::amounts;
use fairness::durations::{Curve, Expected, Sorted, cumulative_incidence};
use fairness::exact::{binomial_at_least, conditional};
use fairness::multiple::benjamini_hochberg;
use fairness::outcomes::{Table, e_value, homogeneity, pooled};
use fairness::tails::two_sided;
use fairness::units::{of_ends, ratio_funnel};

fn close(ours: f64, theirs: f64) {
    assert!(
        (ours - theirs).abs() <= 1e-6 * theirs.abs(),
        "{ours} is not {theirs}"
    );
}

const TABLES: [Table; 3] = [
    Table {
        a: 12,
        b: 8,
        c: 5,
        d: 20,
    },
    Table {
        a: 30,
        b: 22,
        c: 18,
        d: 40,
    },
    Table {
        a: 7,
        b: 3,
        c: 2,
        d: 9,
    },
];
const TIMES: [f64; 15] = [
    5.0, 6.0, 6.0, 2.5, 4.0, 4.0, 1.0, 8.0, 9.0, 3.0, 7.0, 7.0, 10.0, 12.0, 2.0,
];
const ENDED: [bool; 15] = [
    true, true, false, true, true, false, true, true, false, true, true, true, false, true, true,
];
const GROUP: [u32; 15] = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1];
const STRATUM: [u32; 15] = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0];

#[test]
fn pooled_tables_are_those_of_statsmodels() {
    // StratifiedTable: test_null_odds, oddsratio_pooled(_confint), riskratio_pooled, test_equal_odds(adjust=True).
    let pooled = pooled(&TABLES);
    close(pooled.chi2, 19.339_246_040_873_583);
    close(pooled.p, 1.094_338_098_861_502_6e-5);
    close(pooled.odds_ratio.unwrap(), 4.030_161_992_263_056);
    let (low, high) = pooled.odds_interval.unwrap();
    close(low, 2.139_576_575_269_211);
    close(high, 7.591_317_773_629_139_5);
    close(pooled.risk_ratio.unwrap(), 2.238_291_670_783_519);
    let homogeneity = homogeneity(&TABLES).unwrap();
    close(homogeneity.chi2, 1.717_031_599_166_751_5);
    close(homogeneity.p, 0.423_790_605_968_778_16);
    assert_eq!(homogeneity.df, 2);
}

#[test]
fn exact_tests_are_those_of_scipy() {
    close(
        conditional(&[Table {
            a: 8,
            b: 2,
            c: 1,
            d: 5,
        }]),
        0.034_965_034_965_034_975,
    );
    close(
        conditional(&[Table {
            a: 1,
            b: 9,
            c: 11,
            d: 3,
        }]),
        0.002_759_456_185_220_083_6,
    );
    close(binomial_at_least(7, 20, 0.2), 0.086_692_513_567_400_35);
}

#[test]
fn adjusted_values_are_those_of_scipy() {
    // stats.false_discovery_control
    let adjusted = benjamini_hochberg(&[0.01, 0.04, 0.03, 0.005, 0.2, 0.9]);
    for (ours, theirs) in adjusted.iter().zip([0.03, 0.06, 0.06, 0.03, 0.24, 0.9]) {
        close(*ours, theirs);
    }
}

#[test]
fn curves_are_those_of_lifelines() {
    let curve = Curve::new(&TIMES, &ENDED);
    for (time, open) in [
        (2.0, 0.866_666_67),
        (4.0, 0.666_666_67),
        (7.0, 0.345_679_01),
        (9.0, 0.259_259_26),
    ] {
        assert!((curve.open_at(time) - open).abs() < 1e-8);
    }
    assert_eq!(curve.quantile(0.5), Some(7.0));
    let at4 = curve
        .steps
        .iter()
        .find(|step| (step.time - 4.0).abs() < 1e-12)
        .unwrap();
    assert!((at4.low - 0.375_303_23).abs() < 1e-7 && (at4.high - 0.845_562_23).abs() < 1e-7);
    // restricted_mean_survival_time(…, t=8)
    for (group, mean) in [(0, 5.156_25), (1, 6.142_857_142_857_143)] {
        let of = |i: &usize| GROUP[*i] == group;
        let times: Vec<f64> = (0..15).filter(of).map(|i| TIMES[i]).collect();
        let ended: Vec<bool> = (0..15).filter(of).map(|i| ENDED[i]).collect();
        close(Curve::new(&times, &ended).restricted_mean(8.0).0, mean);
    }
}

#[test]
fn log_rank_tests_are_those_of_lifelines_and_statsmodels() {
    let one = [0; 15];
    let plain = Sorted::new(&GROUP, &one, &TIMES, &ENDED).log_rank(2);
    close(plain.chi2, 1.835_038_474_023_677_6);
    close(plain.p, 0.175_533_583_478_484_4);
    // survdiff(time, status, group, strata=…)
    let strata = Sorted::new(&GROUP, &STRATUM, &TIMES, &ENDED).log_rank(2);
    close(strata.chi2, 1.417_386_647_993_491_3);
    close(strata.p, 0.233_834_027_335_305_23);
    let three: Vec<u32> = (0..15).map(|i| i % 3).collect();
    close(
        Sorted::new(&three, &one, &TIMES, &ENDED).log_rank(3).chi2,
        1.936_978_175_280_335_2,
    );
    let both = Sorted::new(&three, &STRATUM, &TIMES, &ENDED).log_rank(3);
    close(both.chi2, 2.266_715_310_781_425_5);
    assert_eq!(both.df, 2);
}

#[test]
fn competing_ends_are_those_of_lifelines() {
    // AalenJohansenFitter; durations moved apart by a millionth, as it wants no ties.
    let times: Vec<f64> = TIMES
        .iter()
        .zip(0_u8..)
        .map(|(t, i)| t + f64::from(i) * 1e-6)
        .collect();
    let ends = [1, 2, 0, 1, 1, 0, 2, 1, 0, 1, 2, 1, 0, 1, 2];
    let curve = cumulative_incidence(&times, &ends, 2);
    let at = |time: f64, kind: usize| {
        curve
            .iter()
            .rev()
            .find(|(t, _)| *t <= time + 0.001)
            .unwrap()
            .1[kind]
    };
    for (time, first, second) in [
        (4.0, 0.2, 0.133_333_333),
        (7.0, 0.360_493_827, 0.293_827_160),
        (10.0, 0.446_913_580, 0.293_827_160),
    ] {
        assert!((at(time, 0) - first).abs() < 1e-8 && (at(time, 1) - second).abs() < 1e-8);
    }
}

#[test]
fn one_stratum_of_amounts_is_scipys_rank_test() {
    // mannwhitneyu(x, y, use_continuity=False, method="asymptotic")
    let amounts: Vec<Option<f64>> = [12, 15, 18, 30, 22, 40, 10, 11, 14, 15, 9, 20, 33]
        .map(|v| Some(f64::from(v)))
        .into();
    let groups = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1];
    let test = amounts::compare(&groups, &[0; 13], &amounts, 0, 1).unwrap();
    close(two_sided(test.z), 0.133_080_401_665_443_83);
    assert_eq!(test.cases, (6, 7));
    // numpy.median(numpy.subtract.outer(x, y)); mannwhitneyu(x, y).statistic / 42; means and their standard error after Welch.
    close(test.shift, 6.5);
    close(test.more, 0.75);
    close(test.difference, 6.833_333_333_333_332);
    close(test.error.unwrap(), 5.319_252_244_859_651);
    // All 1,716 assignments of the labels: 0.148015; ours are 9,999 of them at random.
    assert!(
        test.shuffled && (test.p - 0.148_015).abs() < 0.015,
        "{}",
        test.p
    );
}

#[test]
fn two_strata_of_amounts_are_those_of_all_assignments() {
    // Van Elteren's score of every assignment of labels within two strata, enumerated with numpy and `scipy.stats.rankdata`: standard
    // deviation and the share of assignments at least as far; means weighted by n₁n₀/n, Welch's variances.
    let amounts = [
        0.0, 0.0, 5.0, 12.0, 20.0, 0.0, 0.0, 0.0, 3.0, 9.0, 4.0, 100.0, 0.0, 40.0, 0.0, 10.0, 0.0,
        0.0,
    ]
    .map(Some);
    let groups = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1];
    let strata = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1];
    let test = amounts::compare(&groups, &strata, &amounts, 0, 1).unwrap();
    close(test.z, 1.580_510_106_581_032_3);
    close(test.difference, 19.953_216_374_269_005);
    close(test.error.unwrap(), 11.536_381_385_962_008);
    assert!((test.p - 0.116_821).abs() < 0.015, "{}", test.p);
}

#[test]
fn the_e_value_is_that_of_its_paper() {
    // VanderWeele & Ding 2017: risk ratio 3.9 (1.8 to 8.7) gives 7.26 and 3.0.
    let (value, limit) = e_value(3.9, Some(1.8));
    assert!((value - 7.26).abs() < 0.01 && (limit - 3.0).abs() < 0.01);
    assert!((e_value(1.2, Some(0.9)).1 - 1.0).abs() < 1e-12);
}

/// Ten units, one of them far behind: φ, winsorised φ, τ² and adjusted scores after Spiegelhalter (2005) as numpy has them.
#[test]
fn the_spread_of_ends_is_that_of_the_paper() {
    let observed = [30, 12, 55, 80, 9, 41, 18, 25, 60, 22];
    let expected = [20.0, 15.5, 50.0, 62.5, 11.0, 48.0, 18.0, 30.5, 44.0, 52.5];
    let ends: Vec<(u32, Expected)> = (0..)
        .zip(observed.iter().zip(expected))
        .map(|(unit, (ends, expected))| {
            let of = Expected {
                cases: 100,
                ends: *ends,
                expected,
            };
            (unit, of)
        })
        .collect();
    let found = of_ends(&ends);
    close(found.phi, 4.339_324_926_203_711);
    close(found.phi_winsorised, 1.774_042_611_244_474_5);
    close(found.tau2, 0.007_089_924_026_096_801);
    close(found.units[0].z, 2.010_179_240_104_163);
    close(found.units[9].z, -5.110_545_226_542_579);
    close(found.units[9].z_adjusted, -3.239_402_433_606_363);
    close(found.units[1].z_adjusted, -0.788_286_792_792_178_8);
    let (low, high) = ratio_funnel(100.0, 0.0, 0.95);
    close(low, 0.813_607_248_597_729_9);
    close(high, 1.205_600_045_505_740_7);
    let (low, high) = ratio_funnel(100.0, found.tau2, 0.95);
    close(low, 0.652_967_974_800_139_4);
    close(high, 1.420_710_621_679_532_9);
}
