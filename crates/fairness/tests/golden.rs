//! Real and simulated event logs against lifelines, statsmodels and `SciPy`, and the calibration of the tests.
//!
//! The logs are read from `AMIN_TEST_DATA` or `../shared/data` beside the project; where they are missing the tests say so and pass.

use std::fs::File;
use std::path::PathBuf;

use eventlog::{Column, EventLog, Options, read_xes};
use fairness::amounts::compare;
use fairness::brokers::{Files, recurring};
use fairness::durations::{Curve, Sorted};
use fairness::exact::conditional;
use fairness::outcomes::{pooled, tables};
use fairness::process::same_course;
use fairness::random::SplitMix;
use fairness::report::{Measure, Question, report};
use fairness::strata::quantile_bins;
use fairness::units::units;
use fairness::{NONE, Verdict};

fn log(name: &str) -> Option<EventLog> {
    let data = std::env::var_os("AMIN_TEST_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let path = data.join("event-logs").join(name);
    if !path.exists() {
        eprintln!("skipped: {} is not here", path.display());
        return None;
    }
    Some(
        read_xes(File::open(path).unwrap(), Options::default())
            .unwrap()
            .log,
    )
}

fn close(ours: f64, theirs: f64, digits: f64) {
    assert!(
        (ours - theirs).abs() <= digits * theirs.abs(),
        "{ours} is not {theirs}"
    );
}

fn time(column: &Column, case: usize) -> Option<f64> {
    column.get(case).and_then(|value| match value {
        eventlog::Value::Date(at) => Some(at as f64 / 86_400e6),
        _ => None,
    })
}

/// Values of a text column as groups, numbered; cases of groups with fewer than `least` cases get no group.
fn groups(log: &EventLog, key: &str, least: usize) -> Vec<u32> {
    let column = log.case_column(key).unwrap();
    let texts: Vec<Option<String>> = (0..log.case_count())
        .map(|case| column.get(case).map(|value| value.to_string()))
        .collect();
    let mut names: Vec<&String> = texts.iter().flatten().collect();
    names.sort();
    names.dedup();
    let number = |text: &Option<String>| {
        let text = text.as_ref()?;
        let n = texts.iter().filter(|t| t.as_ref() == Some(text)).count();
        (n >= least).then(|| u32::try_from(names.partition_point(|name| *name < text)).unwrap())
    };
    texts
        .iter()
        .map(|text| number(text).unwrap_or(NONE))
        .collect()
}

#[test]
fn the_receipt_log_is_as_lifelines_has_it() {
    let Some(log) = log("receipt.xes.gz") else {
        return;
    };
    let (start, end) = (
        log.case_column("startdate").unwrap(),
        log.case_column("enddate").unwrap(),
    );
    // 2012-01-20T15:08:56.917Z
    let cut = 1_327_072_136.917 / 86_400.0;
    let durations: Vec<f64> = (0..log.case_count())
        .map(|case| (time(&end, case).unwrap_or(cut) - time(&start, case).unwrap()).max(0.0))
        .collect();
    let ended: Vec<bool> = (0..log.case_count())
        .map(|case| time(&end, case).is_some())
        .collect();
    assert_eq!(
        (ended.len(), ended.iter().filter(|e| **e).count()),
        (1_434, 1_329)
    );
    let curve = Curve::new(&durations, &ended);
    close(curve.open_at(10.0), 0.960_210_1, 1e-6);
    close(curve.open_at(56.0), 0.427_407_9, 1e-6);
    close(curve.quantile(0.5).unwrap(), 52.498_18, 1e-6);
    let one = vec![0; durations.len()];
    for (key, df, chi2, p) in [
        ("channel", 3, 2.3984, 0.493_924),
        ("department", 1, 64.839, 8.127_7e-16),
        ("responsible", 14, 533.000_2, 9.272e-105),
    ] {
        let groups = groups(&log, key, 20);
        let count = groups
            .iter()
            .filter(|g| **g != NONE)
            .max()
            .map_or(0, |g| *g as usize + 1);
        let test = Sorted::new(&groups, &one, &durations, &ended).log_rank(count);
        assert_eq!(test.df, df, "{key}");
        close(test.chi2, chi2, 2e-5);
        close(test.p, p, 2e-4);
    }
    let deadline = log.case_column("deadline").unwrap();
    let late: Vec<bool> = (0..log.case_count())
        .map(|case| time(&deadline, case).is_some_and(|due| time(&end, case).unwrap_or(cut) > due))
        .collect();
    let known: Vec<u32> = (0..log.case_count())
        .map(|case| {
            if time(&deadline, case).is_some() {
                0
            } else {
                NONE
            }
        })
        .collect();
    let clerks = units(&groups(&log, "responsible", 10), &known, &late, 10);
    assert_eq!(clerks.units.len(), 23);
    close(clerks.share, 0.288_70, 2e-5);
    close(clerks.phi, 12.668, 5e-5);
    assert_eq!(clerks.units.iter().filter(|u| u.q < 0.05).count(), 10);
    assert_eq!(clerks.units.iter().filter(|u| u.z.abs() > 3.0).count(), 7);
}

/// Group (1: protected), strata by quintiles, and which cases have an activity.
fn discriminated(
    log: &EventLog,
    quintiles: &str,
    activity: &str,
) -> (Vec<u32>, Vec<u32>, Vec<bool>) {
    let protected = log.case_column("protected").unwrap();
    let group = (0..log.case_count())
        .map(
            |case| match protected.get(case).map(|v| v.to_string()).as_deref() {
                Some("true" | "True") => 1,
                Some(_) => 0,
                None => NONE,
            },
        )
        .collect();
    let column = log.case_column(quintiles).unwrap();
    let values: Vec<Option<f64>> = (0..log.case_count())
        .map(|case| column.get(case).and_then(|v| v.to_string().parse().ok()))
        .collect();
    let wanted = log
        .activities()
        .iter()
        .position(|name| name == activity)
        .unwrap();
    let outcome = log
        .cases()
        .map(|mut rows| rows.any(|row| log.activity()[row] as usize == wanted))
        .collect();
    (group, quantile_bins(&values, 5), outcome)
}

#[test]
fn known_discrimination_is_found_as_statsmodels_finds_it() {
    for (file, activity, quintiles, chi2, odds, low, high, ratio) in [
        (
            "hiring_log_high.xes.gz",
            "Make Job Offer",
            "yearsOfEducation",
            1_035.185_9,
            0.079_31,
            0.065_69,
            0.095_75,
            0.116_42,
        ),
        (
            "lending_log_high.xes.gz",
            "Sign Loan Agreement",
            "CreditScore",
            896.361_2,
            0.110_63,
            0.093_63,
            0.130_73,
            0.160_46,
        ),
    ] {
        let Some(log) = log(file) else { return };
        let (group, strata, outcome) = discriminated(&log, quintiles, activity);
        let pooled = pooled(&tables(&group, &strata, &outcome, 1, 0));
        close(pooled.chi2, chi2, 1e-6);
        close(pooled.odds_ratio.unwrap(), odds, 1e-4);
        close(pooled.odds_interval.unwrap().0, low, 1e-4);
        close(pooled.odds_interval.unwrap().1, high, 1e-4);
        close(pooled.risk_ratio.unwrap(), ratio, 1e-4);
        let answer = report(&Question {
            groups: &group,
            strata: &strata,
            measure: Measure::Outcome(&outcome),
            reference: Some(0),
            least: 20,
            margin: 0.05,
            level: 0.05,
            pairs: 0,
        });
        assert_eq!(answer.verdict, Verdict::Differs);
    }
}

/// The rejections among 200 shuffles that happen with a chance of 0.999 or more at a rate of 5 % (binomial quantile).
const MOST_REJECTIONS: usize = 21;

#[test]
fn shuffled_groups_are_rejected_at_the_nominal_rate() {
    let Some(log) = log("hiring_log_high.xes.gz") else {
        return;
    };
    let (group, strata, outcome) = discriminated(&log, "yearsOfEducation", "Make Job Offer");
    let durations: Vec<f64> = (0..log.case_count())
        .map(|case| {
            log.span(case)
                .map_or(0.0, |(a, b)| (b - a) as f64 / 86_400e6)
        })
        .collect();
    let ended = vec![true; durations.len()];
    // Amounts as waivers are: most of them zero, a few very large.
    let amounts: Vec<Option<f64>> = durations
        .iter()
        .zip(&outcome)
        .map(|(d, yes)| Some(if *yes { d.exp().min(1e9) } else { 0.0 }))
        .collect();
    let courses: Vec<u32> = log
        .cases()
        .map(|rows| u32::try_from(rows.len()).unwrap())
        .collect();
    let mut random = SplitMix::new(20);
    let mut rejected = [0_usize; 6];
    let few = 400;
    for round in 0..200 {
        let mut shuffled = group.clone();
        random.shuffle(&mut shuffled);
        let log_rank = Sorted::new(&shuffled, &strata, &durations, &ended).log_rank(2);
        let course = same_course(
            &shuffled[..few],
            &strata[..few],
            &courses[..few],
            199,
            round,
        );
        let amount = compare(&shuffled, &strata, &amounts, 1, 0).unwrap();
        // Thirty cases in strata of a handful: exact tests and shuffles.
        let small = tables(&shuffled[..30], &strata[..30], &outcome[..30], 1, 0);
        let small_amount = compare(&shuffled[..60], &strata[..60], &amounts[..60], 1, 0);
        for (count, p) in rejected.iter_mut().zip([
            pooled(&tables(&shuffled, &strata, &outcome, 1, 0)).p,
            log_rank.p,
            course.p,
            amount.p,
            conditional(&small),
            small_amount.map_or(1.0, |test| test.p),
        ]) {
            *count += usize::from(p <= 0.05);
        }
    }
    println!(
        "rejections of 200 at 5 %: outcome, duration, course, amount, exact, few amounts {rejected:?}"
    );
    assert!(
        rejected.iter().all(|count| *count <= MOST_REJECTIONS),
        "{rejected:?}"
    );
}

#[test]
fn keys_dealt_out_by_chance_are_no_brokers() {
    // Over 200 shuffles at a false-discovery share of 5 % a list in which nothing is remarkable has any entry at most in 5 % of cases.
    let mut random = SplitMix::new(8);
    let files = 600;
    let mut key: Vec<u32> = (0..files)
        .map(|file| if file < 240 { file / 6 } else { NONE })
        .collect();
    let citizen: Vec<u32> = (0..files).collect();
    let stratum: Vec<u32> = (0..files).map(|file| file % 4).collect();
    // Many ties and a rare outcome: where approximations go wrong.
    let days: Vec<f64> = (0..files)
        .map(|_| if random.below(20) == 0 { 1.0 } else { 30.0 })
        .collect();
    let ended: Vec<bool> = (0..files).map(|_| random.below(5) > 0).collect();
    let favourable: Vec<Option<bool>> = (0..files).map(|_| Some(random.below(25) == 0)).collect();
    let mut lists = 0;
    for seed in 0..200 {
        random.shuffle(&mut key);
        let list = recurring(
            &Files {
                key: &key,
                citizen: &citizen,
                stratum: &stratum,
                days: &days,
                ended: &ended,
                favourable: &favourable,
            },
            3,
            seed,
        );
        lists += usize::from(list.iter().any(|entry| entry.false_share <= 0.05));
    }
    assert!(lists <= MOST_REJECTIONS, "{lists}");
}
