//! Rules on small logs whose answer is plain to see.

use eventlog::read::Mapping;
use eventlog::rules::{conformance, parse};
use eventlog::{EventLog, Options, read_csv};
use proptest::prelude::*;

fn log(rows: &str) -> EventLog {
    let csv = format!("case,activity,timestamp,resource,kind\n{rows}");
    read_csv(csv.as_bytes(), &Mapping::default(), Options::default())
        .unwrap()
        .log
}

/// (judged, kept, accepted, undecided, names of deviating cases) of the first rule.
fn judged(log: &EventLog, rules: &str) -> (usize, usize, usize, usize, Vec<String>) {
    let rules = parse(rules).unwrap();
    let found = conformance(log, &rules, 12_600, &|from, to| {
        (to - from) / 86_400_000_000
    });
    let first = &found.rules[0];
    let names = first.deviating.iter().map(|d| {
        log.case_ids()
            .get(u32::try_from(d.case).unwrap())
            .to_owned()
    });
    (
        first.judged,
        first.kept,
        first.accepted,
        first.undecided,
        names.collect(),
    )
}

const LOG: &str = "\
1,in,2026-03-21 08:00,x,a
1,visit,2026-03-22 08:00,y,a
1,permit,2026-03-25 08:00,z,a
2,in,2026-03-21 08:00,x,b
2,permit,2026-03-24 08:00,x,b
2,visit,2026-03-26 08:00,y,b
3,in,2026-03-21 08:00,x,a
3,visit,2026-03-24,y,a
3,permit,2026-03-24,y,a
4,in,2026-04-20 08:00,,b
";

#[test]
fn order_is_judged_on_strict_differences_only() {
    let log = log(LOG);
    let rule = "[[rule]]\nid='v'\nkind='precedence'\na='visit'\nb='permit'\n";
    assert_eq!(judged(&log, rule), (2, 1, 0, 1, vec!["2".to_owned()]));
    let one_of = "[[rule]]\nid='v'\nkind='precedence'\na=['survey','in']\nb='permit'\n";
    assert_eq!(judged(&log, one_of), (3, 3, 0, 0, vec![]));
}

#[test]
fn what_is_not_due_yet_is_no_deviation() {
    let log = log(LOG);
    // Case 4 came on the last day of the log; the others had 3 and 4 days.
    let rule = "[[rule]]\nid='r'\nkind='response'\na='in'\nb='permit'\nwithin=3\n";
    assert_eq!(judged(&log, rule), (3, 2, 0, 1, vec!["1".to_owned()]));
    let open = "ends=['permit']\n[[rule]]\nid='p'\nkind='presence'\na='permit'\n";
    assert_eq!(judged(&log, open), (3, 3, 0, 1, vec![]));
    let ended = "[[rule]]\nid='p'\nkind='presence'\na='permit'\n";
    assert_eq!(judged(&log, ended), (4, 3, 0, 0, vec!["4".to_owned()]));
}

#[test]
fn a_deadline_over_a_clock_change_counts_dates() {
    // Sixty days by the calendar, an hour more by the clock.
    let log = log("1,in,2026-02-01T10:00:00+01:00,x,a\n1,out,2026-04-02T10:30:00+02:00,x,a\n");
    let by = |count: &str| {
        format!("[[rule]]\nid='r'\nkind='response'\na='in'\nb='out'\nwithin=60\ncount='{count}'\n")
    };
    assert_eq!(judged(&log, &by("dates")).4, Vec::<String>::new());
    let late =
        self::log("1,in,2026-02-01T10:00:00+01:00,x,a\n1,out,2026-04-02T12:30:00+02:00,x,a\n");
    assert_eq!(judged(&late, &by("dates")).4, Vec::<String>::new());
    assert_eq!(judged(&late, &by("hours")).4, ["1"]);
}

#[test]
fn four_eyes_need_names_and_versions_and_conditions_choose_the_cases() {
    let log = log(LOG);
    let rule = "[[rule]]\nid='e'\nkind='four-eyes'\na='in'\nb='permit'\n";
    assert_eq!(judged(&log, rule), (3, 2, 0, 0, vec!["2".to_owned()]));
    let accepted = "[[rule]]\nid='e'\nkind='four-eyes'\na='in'\nb='permit'\n[[accepted]]\nrule='e'\ncase='2'\nreason='only one clerk that week'\n";
    assert_eq!(judged(&log, accepted), (3, 2, 1, 0, vec![]));
    let only = "[[rule]]\nid='e'\nkind='four-eyes'\na='in'\nb='permit'\nwhen=[{attribute='kind',is=['a']}]\n";
    assert_eq!(judged(&log, only), (2, 2, 0, 0, vec![]));
    let later = "[[rule]]\nid='p'\nkind='presence'\na='permit'\nvalid_from='2026-04-01'\n";
    assert_eq!(judged(&log, later), (1, 0, 0, 0, vec!["4".to_owned()]));
    let twice = "[[rule]]\nid='t'\nkind='at-most'\na=['visit','permit']\ntimes=1\n";
    assert_eq!(judged(&log, twice).4, ["1", "2", "3"]);
}

#[test]
fn what_is_wrong_is_one_sentence() {
    for (text, words) in [
        ("", "no rule"),
        ("[[rule]]\nid='x'\nkind='presence'\n", "line 1"),
        ("[[rule]]\nid='x'\nkind='sometimes'\na='b'\n", "line 3"),
        (
            "[[rule]]\nid='x'\nkind='response'\na='b'\n",
            "second activity",
        ),
        ("[[rule]]\nid='x'\nkind='exactly'\na='b'\n", "times = 1"),
        ("{\"rule\":[{\"id\":1}]}", "cannot be read"),
        (
            "[[rule]]\nid='x'\nkind='presence'\na='b'\n[[rule]]\nid='x'\nkind='absence'\na='c'\n",
            "twice",
        ),
        (
            "[[rule]]\nid='x'\nkind='presence'\na='b'\nvalid_from='soon'\n",
            "2026-03-21",
        ),
    ] {
        let why = parse(text).unwrap_err().to_string();
        assert!(
            why.contains(words) && why.lines().count() == 1,
            "{text:?}: {why}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_text_makes_the_parser_panic(text in ".{0,200}") {
        let _ = parse(&text);
    }
}
