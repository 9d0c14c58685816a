//! Blind spots and data errors: by hand, and against pandas 2.3 and `SciPy` 1.17 on real logs.

use crate::common;

use std::fs::File;

use eventlog::measure::quality::{Finding, QualityOptions, Severity, Thresholds, What, quality};
use eventlog::measure::{DayKind, Local};
use eventlog::read::Mapping;
use eventlog::{EventLog, Options, parse_timestamp, read_csv, read_xes};
use proptest::prelude::*;

fn log(header: &str, rows: &str) -> EventLog {
    read_csv(
        format!("{header}\n{rows}").as_bytes(),
        &Mapping::default(),
        Options::default(),
    )
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

fn of_kind<'f>(found: &'f [Finding], kind: &str) -> Vec<&'f Finding> {
    found
        .iter()
        .filter(|finding| finding.what.kind() == kind)
        .collect()
}

fn find(log: &EventLog) -> Vec<Finding> {
    quality(log, &Thresholds::default(), QualityOptions::default())
}

fn names(log: &EventLog, finding: &Finding) -> Vec<String> {
    finding
        .cases
        .iter()
        .map(|&case| log.case_ids().get(case).to_owned())
        .collect()
}

/// Two files whose end is recorded to the day and lies on the day of the beginning: `case:enddate < case:startdate` in pandas, 4,000 s each.
#[test]
fn receipt() {
    let Some(log) = real("receipt.xes.gz") else {
        return;
    };
    let found = find(&log);
    let negative = of_kind(&found, "negative_duration");
    assert_eq!(negative.len(), 1);
    assert_eq!(
        (negative[0].count, negative[0].of, negative[0].severity),
        (2, 1_329, Severity::Warning)
    );
    assert_eq!(names(&log, negative[0]), ["case-10862", "case-8267"]);
    let What::NegativeDuration {
        most_seconds,
        below_a_day,
        ..
    } = &negative[0].what
    else {
        unreachable!()
    };
    assert_eq!((*most_seconds, *below_a_day), (4_000.0, 2));
    // Quartiles of `groupby(["before", "concept:name"])`, fence exp(ln(1+Q3) + 3·(ln(1+Q3) − ln(1+Q1))) − 1, at least seven days.
    let gaps = of_kind(&found, "long_gap");
    assert_eq!(
        (gaps.len(), gaps.iter().map(|gap| gap.count).sum::<usize>()),
        (9, 87)
    );
    assert_eq!((gaps[0].count, gaps[0].of), (36, 1_079));
    let What::LongGap {
        from,
        to,
        usual_seconds,
        limit_seconds,
        longest_seconds,
    } = gaps[0].what
    else {
        unreachable!()
    };
    assert_eq!(
        (log.activities().get(from), log.activities().get(to)),
        (
            "Confirmation of receipt",
            "T02 Check confirmation of receipt"
        )
    );
    assert_eq!(
        (usual_seconds, limit_seconds, longest_seconds),
        (35.189, 604_800.0, 6_223_019.484)
    );
    // No global is filled in, so nothing is "closed in 1970"; no event shares a time, none is at midnight.
    for kind in [
        "epoch_date",
        "date_before_floor",
        "unordered_events",
        "midnight_times",
        "duplicate_events",
        "straggler",
        "begins_in_the_middle",
    ] {
        assert_eq!(of_kind(&found, kind).len(), 0, "{kind}");
    }
}

/// A permit log with days for times: 46 % of its events at midnight, 58 % share their time with another of their case, and one event 145 days after all
/// others (`sort_values().diff()`).
#[test]
fn permits() {
    let Some(log) = real("BPIC15_1.xes.gz") else {
        return;
    };
    let options = QualityOptions {
        unit: Some("Responsible_actor"),
        ..QualityOptions::default()
    };
    let found = quality(&log, &Thresholds::default(), options);
    let count = |kind: &str| {
        of_kind(&found, kind)
            .iter()
            .map(|finding| finding.count)
            .sum::<usize>()
    };
    assert_eq!(
        (count("midnight_times"), count("unordered_events")),
        (23_990, 30_433)
    );
    // `duplicated([case, activity, time, resource, transition])`: 19, of which 14 at midnight.
    let duplicates = of_kind(&found, "duplicate_events");
    let date_only: usize = duplicates
        .iter()
        .map(|finding| match finding.what {
            What::DuplicateEvents { date_only, .. } => date_only,
            _ => 0,
        })
        .sum();
    assert_eq!((count("duplicate_events"), date_only), (19, 14));
    let late = of_kind(&found, "straggler");
    assert_eq!(
        (late.len(), late[0].count, names(&log, late[0])),
        (1, 1, vec!["3256221".to_owned()])
    );
    let What::Straggler {
        after, gap_seconds, ..
    } = late[0].what
    else {
        unreachable!()
    };
    assert_eq!((after, gap_seconds), (true, 12_524_400.0));
    assert_eq!(count("begins_in_the_middle"), 9);
    let gaps = of_kind(&found, "long_gap");
    assert_eq!((gaps.len(), count("long_gap")), (71, 205));
    let planned = of_kind(&found, "negative_duration");
    assert_eq!(
        (planned.len(), planned[0].severity, names(&log, planned[0])),
        (1, Severity::Error, vec!["11315741".to_owned()])
    );
    // `scipy.stats.fisher_exact(…, "less")` for every step and unit of 20 cases, `false_discovery_control` over all 2,388.
    let missing = of_kind(&found, "missing_step");
    assert_eq!(missing.len(), 6);
    for (finding, (step, unit_name, with, others, expected)) in missing.iter().zip([
        (
            "01_HOOFD_520",
            "2670601",
            410,
            1_143,
            1.203_808_599_280_428_8e-7,
        ),
        (
            "01_HOOFD_530",
            "2670601",
            400,
            1_143,
            1.234_514_388_212_395e-7,
        ),
        (
            "13_CRD_010",
            "560950",
            375,
            1_167,
            0.001_733_230_011_945_900_3,
        ),
    ]) {
        let What::MissingStep {
            activity,
            unit,
            elsewhere,
            elsewhere_with,
            p,
            comparisons,
            ..
        } = &finding.what
        else {
            unreachable!()
        };
        assert_eq!(
            (
                log.activities().get(*activity),
                unit.as_str(),
                *elsewhere_with,
                *elsewhere,
                *comparisons
            ),
            (step, unit_name, with, others, 2_388)
        );
        assert!((p / expected - 1.0).abs() < 1e-9, "{p}");
    }
}

/// A system account that records up to 177 cases in a minute: `groupby([resource, minute])` with 10 cases or more, and seconds with 5 or more outside them.
#[test]
fn declarations() {
    let Some(log) = real("BPI_2020_DomesticDeclarations.xes.gz") else {
        return;
    };
    let found = find(&log);
    let within = |wanted: u32| {
        of_kind(&found, "entered_at_once").into_iter().filter(|finding| matches!(finding.what, What::EnteredAtOnce { within_seconds, .. } if within_seconds == wanted)).collect::<Vec<_>>()
    };
    let (minutes, seconds) = (within(60), within(1));
    assert_eq!(
        (minutes.len(), seconds.len(), seconds[0].cases.len()),
        (206, 61, 9)
    );
    let What::EnteredAtOnce {
        resource,
        at,
        activities,
        ..
    } = minutes[0].what
    else {
        unreachable!()
    };
    assert_eq!(
        (log.resources().unwrap().names.get(resource), activities),
        ("SYSTEM", 1)
    );
    assert_eq!(
        (Some(at), minutes[0].cases.len(), minutes[0].count),
        (parse_timestamp("2018-12-20T17:31+01:00", 0), 177, 177)
    );
    let gaps = of_kind(&found, "long_gap");
    assert_eq!(
        (gaps.len(), gaps.iter().map(|gap| gap.count).sum::<usize>()),
        (5, 50)
    );
    // A declaration that is saved first begins with that, rare as it is.
    assert_eq!(of_kind(&found, "begins_in_the_middle").len(), 0);
}

#[test]
fn thresholds_are_data() {
    let read =
        Thresholds::parse("gap_days = 30.0\nfloor = \"1900-01-01\"\nspans = [[\"from\", \"to\"]]")
            .unwrap();
    assert_eq!(
        (read.gap_days, read.unit_cases, read.spans),
        (30.0, 20, vec![("from".to_owned(), "to".to_owned())])
    );
    for (text, said) in [
        ("\ngap_day = 3", "line 2: unknown field"),
        ("floor = \"today\"", "“today” is no day"),
        ("unit_p = \"a\"", "line 1: invalid type"),
    ] {
        let why = Thresholds::parse(text).unwrap_err();
        assert!(why.contains(said), "{why}");
    }
}

#[test]
fn errors_of_dates_by_hand() {
    let log = log(
        "case,activity,timestamp,start_timestamp,case:startdate,case:enddate,born",
        "1,a,2026-01-02 08:00,2026-01-01 08:00,2026-01-01,2026-01-05,1948-03-01\n\
         2,a,2026-01-02 08:00,2026-01-03 09:00,2026-01-09,2026-01-05,1960-01-01\n\
         3,a,2026-01-02 08:00,2026-01-02 08:00,2026-01-05,2026-01-05,1970-01-01T00:00:00+03:30\n\
         4,a,1949-12-31 23:59,,,2026-01-05,\n",
    );
    let found = find(&log);
    let negative = of_kind(&found, "negative_duration");
    let told: Vec<_> = negative
        .iter()
        .map(|f| (f.count, f.of, f.severity, names(&log, f)))
        .collect();
    assert_eq!(
        told,
        [
            (1, 3, Severity::Error, vec!["2".to_owned()]),
            (1, 3, Severity::Error, vec!["2".to_owned()])
        ]
    );
    let floor = of_kind(&found, "date_before_floor");
    let told: Vec<_> = floor
        .iter()
        .map(|f| match &f.what {
            What::DateBeforeFloor {
                attribute,
                earliest,
            } => (
                attribute.as_str(),
                eventlog::to_rfc3339(*earliest),
                names(&log, f),
            ),
            _ => unreachable!(),
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                "time:timestamp",
                "1949-12-31T23:59:00Z".to_owned(),
                vec!["4".to_owned()]
            ),
            (
                "born",
                "1948-03-01T00:00:00Z".to_owned(),
                vec!["1".to_owned()]
            )
        ]
    );
    assert_eq!(names(&log, of_kind(&found, "epoch_date")[0]), ["3"]);
    let strict = Thresholds {
        floor: "1900-01-01".to_owned(),
        ..Thresholds::default()
    };
    assert!(
        of_kind(
            &quality(&log, &strict, QualityOptions::default()),
            "date_before_floor"
        )
        .is_empty()
    );
    assert!(found.is_sorted_by_key(|finding| std::cmp::Reverse(finding.severity)));
}

#[test]
fn completions_before_their_start() {
    // Case 1: completed a day early. Case 2: at the same moment, so that nothing is known. Case 3: only a completion.
    let log = log(
        "case,activity,timestamp,lifecycle:transition",
        "1,a,2026-01-02,start\n1,a,2026-01-01,complete\n2,a,2026-01-02,complete\n2,a,2026-01-02,start\n3,a,2026-01-01,complete\n",
    );
    let found = find(&log);
    let negative = of_kind(&found, "negative_duration");
    assert_eq!(
        (
            negative.len(),
            negative[0].count,
            negative[0].of,
            &negative[0].cases
        ),
        (1, 1, 2, &vec![0])
    );
}

/// Unit k sends a letter that the others call otherwise: 20 cases without "notify", all 40 elsewhere have it.
/// P = C(20, 20)·C(40, 0) / C(60, 20) by hand is 2.386·10⁻¹⁶; four steps in two units make eight comparisons.
#[test]
fn a_step_under_another_name() {
    let mut rows = String::new();
    for case in 0..60 {
        let (unit, letter) = if case < 20 {
            ("k", "letter")
        } else {
            ("m", "notify")
        };
        rows.extend([format!("{case},in,2026-01-01 08:00:{case:02},{unit}\n{case},{letter},2026-01-02 08:00:{case:02},{unit}\n")]);
    }
    rows.push_str(
        "60,in,2026-01-03 08:00,\n60,rare,2026-01-04 08:00,\n61,rare,2026-01-04 08:00,m\n",
    );
    let log = log("case,activity,timestamp,case:unit", &rows);
    let options = QualityOptions {
        unit: Some("unit"),
        ..QualityOptions::default()
    };
    let found = quality(&log, &Thresholds::default(), options);
    let missing = of_kind(&found, "missing_step");
    let told: Vec<_> = missing
        .iter()
        .map(|f| match &f.what {
            What::MissingStep {
                activity,
                unit,
                elsewhere,
                elsewhere_with,
                instead,
                comparisons,
                ..
            } => {
                let name = |id: &u32| log.activities().get(*id).to_owned();
                (
                    name(activity),
                    unit.as_str(),
                    f.count,
                    *elsewhere_with,
                    *elsewhere,
                    instead.iter().map(name).collect::<Vec<_>>(),
                    *comparisons,
                )
            }
            _ => unreachable!(),
        })
        .collect();
    let s = str::to_owned;
    assert_eq!(
        told,
        [
            (s("letter"), "m", 41, 20, 20, vec![s("notify")], 8),
            (s("notify"), "k", 20, 40, 41, vec![s("letter")], 8),
        ]
    );
    assert_eq!(missing[1].cases, (0..20).collect::<Vec<u32>>());
    // Too few cases: silent.
    let more = Thresholds {
        unit_cases: 21,
        ..Thresholds::default()
    };
    assert!(of_kind(&quality(&log, &more, options), "missing_step").is_empty());
}

#[test]
fn batches_duplicates_and_days_off_by_hand() {
    let mut rows = String::new();
    for case in 0..5 {
        // Five cases in one second; the day alone says nothing, and neither do two resources.
        rows.extend([format!("{case},a,2026-01-02 08:00:07,x\n{case},b,2026-01-03,x\n{case},c,2026-01-04 08:00:07,r{case}\n")]);
    }
    rows.push_str("0,c,2026-01-04 08:00:07,r0\n0,b,2026-01-03,x\n");
    let log = log("case,activity,timestamp,resource", &rows);
    let friday = |at: i64| Local {
        day: if (at.div_euclid(86_400_000_000) + 3).rem_euclid(7) == 4 {
            DayKind::Holiday
        } else {
            DayKind::Working
        },
        of_day: at.rem_euclid(86_400_000_000),
    };
    let options = QualityOptions {
        local: Some(&friday),
        ..QualityOptions::default()
    };
    let found = quality(&log, &Thresholds::default(), options);
    let once = of_kind(&found, "entered_at_once");
    assert_eq!(
        (once.len(), once[0].count, &once[0].cases),
        (1, 5, &vec![0, 1, 2, 3, 4])
    );
    let duplicates: Vec<_> = of_kind(&found, "duplicate_events")
        .iter()
        .map(|f| (f.count, f.severity))
        .collect();
    assert_eq!(duplicates, [(1, Severity::Warning), (1, Severity::Note)]);
    // 2026-01-02 was a Friday.
    let off = of_kind(&found, "day_off_entries");
    assert_eq!(
        (off[0].count, &off[0].what),
        (5, &What::DayOffEntries { holidays: 5 })
    );
    assert_eq!(of_kind(&found, "midnight_times")[0].count, 6);
}

#[test]
fn gaps_and_beginnings_by_hand() {
    // Thirty cases in → out in a day, one in a hundred days; three begin with out, whose place is the middle.
    let mut rows = String::new();
    for case in 0..31 {
        let days = if case == 30 { 100 } else { 1 };
        let at =
            |day: i64| eventlog::to_rfc3339((20_000 + day) * 86_400_000_000 + 3_600_000_000 + case);
        rows.extend([format!("{case},in,{}\n{case},out,{}\n", at(0), at(days))]);
    }
    rows.push_str("40,out,2024-10-06 08:00\n");
    let log = log("case,activity,timestamp", &rows);
    let found = find(&log);
    let gaps = of_kind(&found, "long_gap");
    assert_eq!(
        (gaps.len(), gaps[0].count, gaps[0].of, &gaps[0].cases),
        (1, 1, 31, &vec![30])
    );
    // ln(1+Q1) = ln(1+Q3), so that the least gap of seven days decides.
    let What::LongGap {
        usual_seconds,
        limit_seconds,
        longest_seconds,
        ..
    } = gaps[0].what
    else {
        unreachable!()
    };
    assert_eq!(
        (usual_seconds, limit_seconds, longest_seconds),
        (86_400.0, 604_800.0, 8_640_000.0)
    );
    let middle = of_kind(&found, "begins_in_the_middle");
    assert_eq!(
        (middle.len(), middle[0].count, names(&log, middle[0])),
        (1, 1, vec!["40".to_owned()])
    );
    // The hundred days end far after all else.
    assert_eq!(of_kind(&found, "straggler")[0].cases, [30]);
}

proptest! {
    #[test]
    fn counts_and_cases_are_those_of_the_log(rows in proptest::collection::vec((0_u8..6, 0_u8..4, 0_i64..400, 0_u8..3), 0..80)) {
        let text = rows.iter().map(|(case, a, at, who)| format!("{case},a{a},{},r{who},u{}\n", eventlog::to_rfc3339(at * 43_200_000_000), case % 2)).collect::<Vec<_>>().concat();
        let log = log("case,activity,timestamp,resource,case:unit", &text);
        let low = Thresholds { unit_cases: 1, unit_p: 1.1, gap_transitions: 2, gap_ranges: 0.1, gap_days: 0.0, second_cases: 2, minute_cases: 3, straggler_days: 2.0, straggler_share: 0.5, ..Thresholds::default() };
        let whole = |at: i64| Local { day: DayKind::Weekend, of_day: at.rem_euclid(86_400_000_000) };
        let found = quality(&log, &low, QualityOptions { unit: Some("unit"), local: Some(&whole), offset: 0 });
        for finding in &found {
            prop_assert!(finding.count > 0 && finding.count <= finding.of, "{:?}", finding);
            prop_assert!(!finding.cases.is_empty() && finding.cases.windows(2).all(|w| w[0] < w[1]), "{:?}", finding);
            prop_assert!(finding.cases.iter().all(|case| (*case as usize) < log.case_count()));
            if let What::EnteredAtOnce { .. } = finding.what {
                prop_assert!(finding.count >= finding.cases.len());
            }
        }
        let events = log.event_count();
        let off: usize = of_kind(&found, "day_off_entries").iter().map(|f| f.count).sum();
        prop_assert_eq!(off, events);
    }
}
