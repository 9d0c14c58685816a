//! Filters: against pm4py 2.7.23 on a real log, against a naive reading on random ones, and what is said of wrong ones.

use crate::common;

use std::fs::File;

use eventlog::filter::{Filter, ParseOptions, parse};
use eventlog::read::Mapping;
use eventlog::{EventLog, Options, measure, read_csv, read_xes};
use proptest::prelude::*;

fn filter(text: &str) -> Filter {
    parse(text, ParseOptions::default()).unwrap_or_else(|why| panic!("{text}: {why}"))
}

/// Cases and events left by pm4py's filter of the same meaning (`filter_event_attribute_values`, `filter_start_activities`,
/// `filter_directly_follows_relation`, `filter_eventually_follows_relation`, `filter_time_range`, `filter_case_performance`,
/// `filter_variants_top_k`, `filter_case_size`) on receipt.xes, or by pandas for attributes. Times were put from the local time that pm4py takes for
/// UTC back to UTC before durations were filtered (`tz_localize("Europe/Amsterdam")`).
#[test]
fn takes_what_pm4py_takes() {
    let expected = [
        ("channel = Internet", 1_250, 7_478),
        ("enddate is missing", 105, 617),
        ("has \"T06\"", 1_309, 8_425),
        ("keep activity = \"T06\"", 1_309, 1_416),
        ("starts \"Confirmation of receipt\"", 1_434, 8_577),
        (
            "ends \"T10 Determine necessity to stop indication\"",
            828,
            5_136,
        ),
        ("\"Confirmation of receipt\" -> T02", 1_079, 6_854),
        ("T02 → T06", 178, 1_146),
        (
            "within \"2011-03-01T00:00:00+01:00\"..\"2011-06-30T23:59:59+02:00\"",
            391,
            2_360,
        ),
        (
            "overlaps \"2011-03-01T00:00:00+01:00\"..\"2011-06-30T23:59:59+02:00\"",
            422,
            2_573,
        ),
        (
            "keep time in \"2011-03-01T00:00:00+01:00\"..\"2011-06-30T23:59:59+02:00\"",
            421,
            2_452,
        ),
        ("duration > 10d", 250, 1_722),
        ("duration in 1h..2d", 232, 1_494),
        ("resource = Resource01", 243, 1_508),
        ("variant <= 5", 1_142, 6_272),
        ("events >= 8", 142, 1_464),
    ];
    let Some(path) = common::log_file("receipt.xes.gz") else {
        return;
    };
    let log = read_xes(File::open(path).unwrap(), Options::default())
        .unwrap()
        .log;
    for (text, cases, events) in expected {
        let filter = filter(text);
        filter.check(&log).unwrap();
        let view = filter.apply(&log);
        assert_eq!(
            (view.log.case_count(), view.log.event_count()),
            (cases, events),
            "{text}"
        );
    }
    // Cases alone, from pandas.
    for (text, cases) in [
        ("channel=Internet and has \"T06\" and not duration>10d", 932),
        ("any (activity = T06 and resource = Resource01)", 203),
        (
            "started in 2010-12-31T23:00:00Z..\"2011-03-31T21:59:59.999999Z\"",
            354,
        ),
        ("completed < 2011-05-31T22:00:00Z", 754),
        // T06 and, in some event strictly later, T10: pm4py gives 1,283 since no pair of receipt shares a time.
        (
            "\"T06 Determine necessity of stop advice\" ->> \"T10 Determine necessity to stop indication\"",
            1_283,
        ),
    ] {
        assert_eq!(filter(text).cases(&log).count(), cases, "{text}");
    }
    // The most frequent variant is that by rank.
    let top = filter("variant = 1").apply(&log);
    assert_eq!(measure::variants(&top.log).len(), 1);
    assert_eq!(top.log.case_count(), measure::variants(&log)[0].count);
}

fn log(rows: &str) -> EventLog {
    let text = format!("case,activity,timestamp,resource,fee,kind\n{rows}");
    read_csv(text.as_bytes(), &Mapping::default(), Options::default())
        .unwrap()
        .log
}

/// Worked by hand: four cases.
#[test]
fn every_test_by_hand() {
    let log = log(
        "1,in,2026-01-01 08:00,x,10,a b\n1,check,2026-01-02 08:00,y,,\n1,out,2026-01-05 08:00,x,,\n\
         2,in,2026-01-03,x,25,c\n2,out,2026-01-03,,,\n\
         3,check,2026-02-01 00:00,y,,\n\
         4,in,2026-01-31 23:59,z,7,c\n4,in,2026-02-10 08:00,z,,\n4,out,2026-03-01 08:00,y,,\n",
    );
    for (text, cases) in [
        ("fee > 9", "1 2"),
        ("fee >= 25 or fee < 8", "2 4"),
        ("fee != 10", "2 4"),
        ("not fee = 10", "2 3 4"),
        ("fee is missing", "3"),
        ("kind in (\"a b\", x)", "1"),
        ("kind = «a b»", "1"),
        ("has check and not has \"in\"", "3"),
        ("has c*", "1 3"),
        ("starts in", "1 2 4"),
        ("starts \"in\"", "1 2 4"),
        ("\"in\" -> out", "2 4"),
        ("\"in\" ->> out", "1 4"),
        ("variant \"in\" -> check -> out", "1"),
        ("variant > 1", "2 3 4"),
        ("resource = y", "1 3 4"),
        ("resource is missing", "2"),
        ("any (activity = out and resource = y)", "4"),
        ("any (not resource = x and activity = out)", "2 4"),
        ("started in 2026-01-01..2026-01-31", "1 2 4"),
        ("started > 2026-01-31", "3"),
        ("started = 2026-01-31", "4"),
        ("completed <= 2026-01-05", "1 2"),
        ("within 2026-01-02..2026-02-28", "2 3"),
        ("overlaps 2026-01-04..2026-02-01", "1 3 4"),
        ("duration = 4d", "1"),
        ("duration in 0s..96h", "1 2 3"),
        ("events = 2", "2"),
        ("closed by out", "1 2 4"),
        ("open by out", "3"),
        ("not (closed by out or duration = 0s)", ""),
        ("has out and fee > 9 or has check", "1 2 3"),
        ("has out and (fee > 9 or has check)", "1 2"),
        ("kind = c keep activity = out", "2 4"),
        ("keep fee = 25", "2"),
        ("keep resource = x and time >= 2026-01-02", "1 2"),
    ] {
        let parsed = parse(text, ParseOptions::default());
        let view = parsed
            .unwrap_or_else(|why| panic!("{text}: {why}"))
            .apply(&log);
        let found: Vec<&str> = view.log.case_ids().iter().collect();
        assert_eq!(found.join(" "), cases, "{text}");
    }
    let view = filter("kind = c keep activity = out").apply(&log);
    assert_eq!(
        (
            view.log.event_count(),
            view.log.activities().len(),
            view.cases
        ),
        (2, 1, vec![1, 3])
    );
    assert_eq!(filter("has \"in\"").apply(&log).log.midnight_events(), 2);
}

#[test]
fn slips_are_named_with_their_place() {
    for (text, said) in [
        ("", "at character 1: the filter is empty"),
        (
            "channel Internet",
            "at character 9: after “channel” comes =, !=",
        ),
        (
            "has",
            "at character 4: the filter ends where an activity is expected",
        ),
        ("has a b", "at character 7: “b” follows a whole test; join"),
        ("(has a", "at character 7: a closing parenthesis is missing"),
        (
            "has \"a",
            "at character 5: this text in quotes does not end",
        ),
        (
            "duration > 10m",
            "at character 12: “10m” is no duration; write a number and s, min",
        ),
        (
            "started in 2026-02-30..2026-03-01",
            "at character 12: “2026-02-30” is no time",
        ),
        (
            "within 2026-03-01..2026-02-01",
            "at character 20: the span ends before it begins",
        ),
        (
            "events > many",
            "at character 10: “many” is no whole number",
        ),
        ("resource < x", "at character 10: names have no order"),
        (
            "کانال = و and !x",
            "at character 15: “!” alone means nothing",
        ),
        (
            "fee is big",
            "at character 8: after is write missing or present",
        ),
        ("keep duration > 1", ""),
    ] {
        match parse(text, ParseOptions::default()) {
            Ok(_) => assert_eq!(said, "", "{text}"),
            Err(why) => assert!(
                why.to_string().starts_with(said) && !said.is_empty(),
                "{text}: {why}"
            ),
        }
    }
    let deep = format!("{}has a", "not ".repeat(5_000));
    assert!(
        parse(&deep, ParseOptions::default())
            .unwrap_err()
            .what
            .contains("too deeply")
    );
    let log = log("1,T06 Check,2026-01-01,x,,\n");
    for (text, said) in [
        ("chanel = x", "the attribute “chanel”"),
        (
            "has T07",
            "the log does not have the activity “T07”; it has “T06 Check”",
        ),
        ("any (resource = y)", "the resource “y”"),
        ("keep activity = T7", "the activity “T7”"),
    ] {
        let why = filter(text).check(&log).unwrap_err().to_string();
        assert!(why.contains(said), "{text}: {why}");
    }
}

/// A Solar Hijri day is read by the caller's reader and is its whole day.
#[test]
fn other_calendars_are_the_callers() {
    let reader = |text: &str| {
        text.strip_prefix("day ").map(|rest| {
            let (day, clock) = rest.split_once(' ').unwrap_or((rest, ""));
            day.parse::<i64>().unwrap_or(0) * 86_400_000_000
                + if clock.is_empty() { 0 } else { 86_399_000_000 }
        })
    };
    let options = ParseOptions {
        parse_timestamp: Some(&reader),
        ..ParseOptions::default()
    };
    let log = log("1,a,1970-01-03 23:59:59.5,x,,\n2,a,1970-01-04,x,,\n");
    let found = parse("started = \"day 2\"", options).unwrap().cases(&log);
    assert_eq!(found.ones().collect::<Vec<_>>(), [0]);
}

/// Whether a case whose rows (activity, hour, resource) are these satisfies a test with this name and number.
type Holds = fn(&[(u8, i64, Option<u8>)], u8, i64) -> bool;

/// A test of a random filter: its text and what it says of a case, told from the rows alone.
type Naive = (String, Holds, u8, i64);

fn naive() -> impl Strategy<Value = Naive> {
    let which = 0_u8..7;
    (which, 0_u8..4, 0_i64..40).prop_map(|(which, name, number)| {
        let letter = |n: u8| char::from(b'a' + n);
        let (text, holds): (String, Holds) = match which {
            0 => (format!("has {}*", letter(name)), |rows, a, _| {
                rows.iter().any(|r| r.0 == a)
            }),
            1 => (format!("ends {}*", letter(name)), |rows, a, _| {
                rows.last().is_some_and(|r| r.0 == a)
            }),
            2 => (format!("duration >= {number}h"), |rows, _, n| {
                rows.last().unwrap().1 - rows[0].1 >= n
            }),
            3 => (format!("events < {}", number / 8), |rows, _, n| {
                i64::try_from(rows.len()).unwrap() < n / 8
            }),
            4 => (
                format!(
                    "any (resource = {} or activity = {}*)",
                    name + 1,
                    letter(name)
                ),
                |rows, a, _| rows.iter().any(|r| r.2 == Some(a + 1) || r.0 == a),
            ),
            5 => (
                format!(
                    "resource is missing and not {}* -> {}*",
                    letter(name),
                    letter(name)
                ),
                |rows, a, _| {
                    rows.iter().any(|r| r.2.is_none())
                        && !rows.windows(2).any(|w| w[0].0 == a && w[1].0 == a)
                },
            ),
            _ => (
                format!("started > \"1970-01-01 {:02}:00\"", number.min(23)),
                |rows, _, n| rows[0].1 > n.min(23),
            ),
        };
        (text, holds, name, number)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_a_naive_reading(
        rows in proptest::collection::vec((0_u8..6, 0_u8..4, 0_i64..40, proptest::option::of(1_u8..4)), 1..40),
        a in naive(), b in naive(), or in any::<bool>(), not in any::<bool>(),
    ) {
        let mut text = "case,activity,timestamp,resource\n".to_owned();
        // Every name occurs once in a case of its own, so that no filter names what is not there.
        let all = (0..4).map(|n| (9, n, 99, None)).chain(rows.iter().copied());
        let mut by_case = std::collections::BTreeMap::<u8, Vec<(u8, i64, Option<u8>)>>::new();
        for (case, activity, hour, resource) in all {
            let at = eventlog::to_rfc3339(hour * 3_600_000_000);
            text.extend([format!("{case},{}!,{at},{}\n", char::from(b'a' + activity), resource.map_or(String::new(), |r| r.to_string()))]);
            by_case.entry(case).or_default().push((activity, hour, resource));
        }
        let log = read_csv(text.as_bytes(), &Mapping::default(), Options::default()).unwrap().log;
        let whole = format!("{}({}) {} {}", if not { "not " } else { "" }, a.0, if or { "or" } else { "and" }, b.0);
        let found = filter(&whole).apply(&log);
        let mut expected = Vec::new();
        for name in log.case_ids().iter() {
            let rows = by_case.get_mut(&name.parse::<u8>().unwrap()).unwrap();
            rows.sort_by_key(|row| row.1);
            let (first, second) = ((a.1)(rows, a.2, a.3) != not, (b.1)(rows, b.2, b.3));
            if if or { first || second } else { first && second } {
                expected.push(name.to_owned());
            }
        }
        prop_assert_eq!(found.log.case_ids().iter().collect::<Vec<_>>(), expected, "{}", whole);
        // The part and the rest are the whole.
        let rest = filter(&format!("not ({whole})")).apply(&log);
        prop_assert_eq!(found.log.case_count() + rest.log.case_count(), log.case_count());
        prop_assert_eq!(found.log.event_count() + rest.log.event_count(), log.event_count());
    }

    #[test]
    fn arbitrary_text_never_panics(text in "(has|not|and|or|in|keep|any|->|\\.\\.|=|<|\\(|\\)|\"|a|1d|2026-01-01| |[\\PC])*") {
        if let Ok(filter) = parse(&text, ParseOptions::default()) {
            let log = log("1,a,2026-01-01,x,1,k\n");
            let _ = filter.check(&log);
            let _ = filter.apply(&log);
        }
    }
}
