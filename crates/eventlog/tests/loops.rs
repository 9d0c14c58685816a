//! Loops, ping-pong, visits, dotted chart and the monthly trend of steps: by hand, against pm4py 2.7.23 and pandas, and by properties.

use crate::common;

use std::collections::BTreeMap;
use std::fs::File;

use eventlog::measure::{self, CaseOrder, TimeAxis, TrendOptions};
use eventlog::read::Mapping;
use eventlog::{EventLog, Options, read_csv, read_xes};
use proptest::prelude::*;

const DAY: i64 = 86_400_000_000;

fn log(rows: &str) -> EventLog {
    let text = format!("case,activity,timestamp,resource\n{rows}");
    read_csv(text.as_bytes(), &Mapping::default(), Options::default())
        .unwrap()
        .log
}

fn real(name: &str) -> Option<EventLog> {
    let path = common::log_file(name)?;
    Some(
        read_xes(File::open(path).unwrap(), Options::default())
            .unwrap()
            .log,
    )
}

#[test]
fn loops_by_hand() {
    let log = log(
        "1,a,2026-01-01,x\n1,b,2026-01-02,x\n1,a,2026-01-04,x\n1,a,2026-01-05,x\n1,c,2026-01-06,x\n1,a,2026-01-06,x\n2,b,2026-01-01,x\n2,b,2026-01-01,x\n3,c,2026-01-01,x\n",
    );
    let found = measure::repeats(&log);
    let a = &found[0];
    assert_eq!(
        (
            log.activities().get(a.activity),
            a.cases,
            a.repeating,
            a.extra,
            a.most,
            a.most_case
        ),
        ("a", 1, 1, 3, 4, 0)
    );
    assert_eq!((a.self_loops, a.simultaneous), (1, 0));
    let b = &found[1];
    assert_eq!(
        (b.cases, b.repeating, b.self_loops, b.simultaneous),
        (2, 1, 0, 1)
    );
    assert_eq!(found.len(), 2);
    let loops: Vec<_> = measure::longest_loops(&log, 10)
        .iter()
        .map(|l| (l.case, l.from, l.to, l.micros / DAY))
        .collect();
    assert_eq!(loops, [(0, 0, 2, 3), (0, 3, 5, 1)]);
    assert_eq!(measure::longest_loops(&log, 1).len(), 1);
}

/// `pm4py.get_rework_cases_per_activity` (how many activities, cases in all, the first ones) and the self-edges of `pm4py.discover_dfg` (how many, sum).
#[test]
fn rework_is_that_of_pm4py() {
    type Most = &'static [(&'static str, usize)];
    let expected: [(&str, usize, usize, Most, usize); 4] = [
        (
            "receipt.xes.gz",
            13,
            139,
            &[
                ("T06 Determine necessity of stop advice", 59),
                ("T02 Check confirmation of receipt", 35),
            ],
            6,
        ),
        (
            "BPI_2020_DomesticDeclarations.xes.gz",
            11,
            1_571,
            &[("Declaration SUBMITTED by EMPLOYEE", 1_019)],
            0,
        ),
        (
            "BPIC15_1.xes.gz",
            65,
            886,
            &[
                ("01_HOOFD_100", 187),
                ("08_AWB45_005", 146),
                ("01_HOOFD_205", 89),
            ],
            131,
        ),
        ("running-example.xes.gz", 4, 6, &[("check ticket", 2)], 0),
    ];
    for (file, activities, cases, most, own) in expected {
        let Some(log) = real(file) else { continue };
        let found = measure::repeats(&log);
        assert_eq!(
            (
                found.len(),
                found.iter().map(|r| r.repeating).sum::<usize>()
            ),
            (activities, cases),
            "{file}"
        );
        for (repeats, (name, count)) in found.iter().zip(most) {
            assert_eq!(
                (log.activities().get(repeats.activity), repeats.repeating),
                (*name, *count)
            );
        }
        assert_eq!(
            found
                .iter()
                .map(|r| r.self_loops + r.simultaneous)
                .sum::<usize>(),
            own,
            "{file}"
        );
    }
}

/// Case 1: a b b a b c — two returns between a and b over five days. Case 2: b and c share the moment between the two a, so that nobody knows. Case 3: a b a.
/// Case 4: nobody is named in between. Case 5: b a b c b — two pairs that share a stay.
#[test]
fn ping_pong_by_hand() {
    let day = |case: u8, who: &str, day: u8| format!("{case},s,2026-01-{day:02} 08:00,{who}\n");
    let mut text = String::new();
    for (case, stays) in [
        (
            1,
            &[("a", 1), ("b", 2), ("b", 3), ("a", 5), ("b", 6), ("c", 7)][..],
        ),
        (2, &[("a", 1), ("b", 2), ("c", 2), ("a", 3)]),
        (3, &[("a", 1), ("b", 2), ("a", 3)]),
        (4, &[("a", 1), ("", 2), ("a", 3)]),
        (5, &[("b", 1), ("a", 2), ("b", 3), ("c", 4), ("b", 5)]),
    ] {
        text.extend(stays.iter().map(|(who, at)| day(case, who, *at)));
    }
    let log = log(&text);
    let units = log.resources().unwrap();
    let found: Vec<_> = measure::ping_pong(&log, units)
        .iter()
        .map(|p| {
            (
                units.names.get(p.from).to_owned(),
                units.names.get(p.to).to_owned(),
                p.returns,
                p.cases.clone(),
                p.lost.total() / 86_400.0,
            )
        })
        .collect();
    let pair = |a: &str, b: &str, returns, cases: &[u32], days| {
        (a.to_owned(), b.to_owned(), returns, cases.to_vec(), days)
    };
    assert_eq!(
        found,
        [
            pair("a", "b", 3, &[0, 2], 7.0),
            pair("b", "a", 1, &[4], 2.0),
            pair("b", "c", 1, &[4], 2.0)
        ]
    );
}

#[test]
fn visits_by_hand() {
    let log = log(
        "1,visit,2026-01-01 08:00,x\n1,pay,2026-01-01 09:00,x\n1,check,2026-01-02,x\n1,visit,2026-01-03 08:00,x\n2,check,2026-01-01,x\n3,pay,2026-01-01,x\n",
    );
    let which: Vec<bool> = log
        .activities()
        .iter()
        .map(|name| name != "check")
        .collect();
    let found = measure::visits(&log, &which, &|at| at.div_euclid(DAY));
    assert_eq!(found.events, 4);
    assert_eq!(found.by_events, BTreeMap::from([(0, 1), (1, 1), (3, 1)]));
    assert_eq!(found.by_days, BTreeMap::from([(0, 1), (1, 1), (2, 1)]));
    assert_eq!((found.most_case, found.mean_days()), (Some(0), Some(1.0)));
}

/// pandas: monthly medians (months with five values or more) of the time since the event before, in UTC; `scipy.stats.theilslopes` over 12·year + month and
/// `kendalltau(…, method="exact")`.
#[test]
fn monthly_trends_are_those_of_pandas_and_scipy() {
    let Some(log) = real("receipt.xes.gz") else {
        return;
    };
    let found = measure::sojourn_trends(&log, &measure::gregorian_month, TrendOptions::default());
    for (name, slope, p) in [
        (
            "T02 Check confirmation of receipt",
            -1.850_958_333_333_333_5,
            0.505_644_437_997_331,
        ),
        (
            "T04 Determine confirmation of receipt",
            -8.346_409_722_222_223,
            0.194_916_733_374_241_2,
        ),
    ] {
        let step = &found[log.activities().find(name).unwrap() as usize];
        let trend = step.trend.unwrap();
        assert_eq!((step.months.len(), trend.exact), (16, true));
        assert!(
            (trend.slope - slope).abs() < 1e-6 && (trend.p - p).abs() < 1e-9,
            "{name}: {trend:?}"
        );
    }
}

#[test]
fn dots_of_a_real_log_are_few_and_whole() {
    let Some(log) = real("BPIC15_1.xes.gz") else {
        return;
    };
    let exact = measure::dotted(&log, TimeAxis::Absolute, CaseOrder::Start, 100_000);
    assert_eq!(
        (exact.bin_micros, exact.bin_cases, exact.cases.len()),
        (1, 1, 1_199)
    );
    for axis in [TimeAxis::Absolute, TimeAxis::Relative] {
        let binned = measure::dotted(&log, axis, CaseOrder::Duration, 5_000);
        assert!(
            binned.dots.len() <= 5_000 && binned.dots.len() > 1_000,
            "{}",
            binned.dots.len()
        );
        assert_eq!(
            binned.dots.iter().map(|dot| dot.count).sum::<usize>(),
            52_217
        );
    }
}

proptest! {
    #[test]
    fn dots_add_up(rows in proptest::collection::vec((0_u8..9, 0_u8..5, -500_i64..500), 1..80), most in 0_usize..60, relative in any::<bool>(), order in 0_u8..4) {
        let text = rows.iter().map(|(case, a, at)| format!("{case},a{a},{},\n", eventlog::to_rfc3339(at * 1_000_000))).collect::<Vec<_>>().concat();
        let log = log(&text);
        let axis = if relative { TimeAxis::Relative } else { TimeAxis::Absolute };
        let order = [CaseOrder::Start, CaseOrder::End, CaseOrder::Duration, CaseOrder::Log][usize::from(order)];
        let chart = measure::dotted(&log, axis, order, most);
        prop_assert!(chart.dots.len() <= most.max(1));
        prop_assert_eq!(chart.dots.iter().map(|dot| dot.count).sum::<usize>(), rows.len());
        let (first, last) = chart.span.unwrap();
        prop_assert!(chart.dots.iter().all(|dot| dot.place < chart.cases.len() && (first..=last).contains(&dot.time)));
        if chart.bin_micros == 1 && chart.bin_cases == 1 {
            for dot in &chart.dots {
                let case = chart.cases[dot.place] as usize;
                let origin = if relative { log.span(case).unwrap().0 } else { 0 };
                let same = log.case(case).filter(|&row| log.times()[row] - origin == dot.time && Some(log.activity()[row]) == dot.activity).count();
                prop_assert_eq!(same, dot.count);
            }
        }
    }

    #[test]
    fn bounces_never_exceed_changes(rows in proptest::collection::vec((0_u8..3, 0_u8..3, 0_i64..30), 1..60)) {
        let text = rows.iter().map(|(case, who, at)| format!("{case},a,{},r{who}\n", eventlog::to_rfc3339(at * 1_000_000))).collect::<Vec<_>>().concat();
        let log = log(&text);
        let units = log.resources().unwrap();
        for pair in measure::ping_pong(&log, units) {
            prop_assert!(pair.from != pair.to && pair.returns >= pair.lost.count() && pair.lost.count() >= pair.cases.len());
            // A return needs two strict steps of time.
            prop_assert!(pair.lost.quantile(0.0).unwrap() >= 1.0);
        }
        let changes: usize = log.cases().map(|rows| units.ids[rows].windows(2).filter(|w| w[0] != w[1]).count()).sum();
        let returns: usize = measure::ping_pong(&log, units).iter().map(|pair| pair.returns).sum();
        prop_assert!(returns <= changes);
    }
}
