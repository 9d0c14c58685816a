//! Logs of shapes that no public log here has, written by this test as text and counted a second time by a naive reader of its own: cases
//! that run at once, events in any order of the file, equal times, times with and without fractions in many time zones, beginnings and ends
//! of work, attributes that change their kind, a byte order mark, gzip in parts.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;

use eventlog::{EventLog, Options, measure, read_xes};
use proptest::prelude::*;

/// An event as it is made up.
#[derive(Clone, Debug)]
struct Event {
    activity: u8,
    /// Milliseconds since 1970.
    at: i64,
    /// Time zone in quarters of an hour.
    zone: i32,
    who: Option<u8>,
    begins: bool,
    fee: u8,
}

/// A trace as it stands in the file.
#[derive(Clone, Debug)]
struct Trace {
    name: u8,
    events: Vec<Event>,
}

fn event() -> impl Strategy<Value = Event> {
    (
        0..5_u8,
        // Few different times, so that many are equal; some with a fraction.
        prop_oneof![0..40_i64, Just(7), Just(7)].prop_map(|n| n * 3_600_500),
        -40..=56_i32,
        proptest::option::of(0..4_u8),
        any::<bool>(),
        0..4_u8,
    )
        .prop_map(|(activity, at, zone, who, begins, fee)| Event {
            activity,
            at: 1_700_000_000_000 + at,
            zone,
            who,
            begins,
            fee,
        })
}

fn traces() -> impl Strategy<Value = Vec<Trace>> {
    let trace = (0..9_u8, proptest::collection::vec(event(), 0..9))
        .prop_map(|(name, events)| Trace { name, events });
    proptest::collection::vec(trace, 0..14)
}

/// A time in its own zone, by the calendar's arithmetic (days since 1970 to a date after Howard Hinnant's `civil_from_days`).
fn written(at: i64, zone: i32) -> String {
    let local = at + i64::from(zone) * 900_000;
    let (days, rest) = (local.div_euclid(86_400_000), local.rem_euclid(86_400_000));
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (day, month) = (
        doy - (153 * mp + 2) / 5 + 1,
        if mp < 10 { mp + 3 } else { mp - 9 },
    );
    let year = yoe + era * 400 + i64::from(month <= 2);
    let (hour, minute, second, milli) = (
        rest / 3_600_000,
        rest / 60_000 % 60,
        rest / 1_000 % 60,
        rest % 1_000,
    );
    let mut text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    if milli != 0 {
        let _ = write!(text, ".{milli:03}");
    }
    if zone == 0 {
        text.push('Z');
    } else {
        let minutes = zone.abs() * 15;
        let sign = if zone < 0 { '-' } else { '+' };
        let _ = write!(text, "{sign}{:02}:{:02}", minutes / 60, minutes % 60);
    }
    text
}

/// The file. The fee is a whole number, a number, a text or missing from event to event.
fn xes(traces: &[Trace]) -> String {
    let mut text = String::from(
        "\u{feff}<?xml version='1.0' encoding='UTF-8'?>\n<log xes.version=\"2.0\">\n<global scope=\"event\"><string key=\"fee\" value=\"free\"/></global>\n",
    );
    for trace in traces {
        let _ = write!(
            text,
            "<trace><string key='concept:name' value='پرونده {}'/>",
            trace.name
        );
        for event in &trace.events {
            let _ = write!(
                text,
                "<event><string key=\"concept:name\" value=\"گام &amp; {}\"/>\n  <date key=\"time:timestamp\" value=\"{}\"/>",
                event.activity,
                written(event.at, event.zone)
            );
            if let Some(who) = event.who {
                let _ = write!(text, "<string key=\"org:resource\" value=\"w{who}\"/>");
            }
            let step = if event.begins { "start" } else { "complete" };
            let _ = write!(
                text,
                "<string key=\"lifecycle:transition\" value=\"{step}\"/>"
            );
            match event.fee {
                0 => {}
                1 => text.push_str("<int key=\"fee\" value=\"12\"/>"),
                2 => text.push_str("<float key=\"fee\" value=\"12.5\"/>"),
                _ => text.push_str("<string key=\"fee\" value=\"none\"/>"),
            }
            text.push_str("</event>");
        }
        text.push_str("</trace>\n");
    }
    text.push_str("</log>\n");
    text
}

/// The cases in plain lists: traces of one name are one case, events go by time and keep the file's order where times are equal.
fn cases(traces: &[Trace]) -> Vec<(u8, Vec<Event>)> {
    let mut cases: Vec<(u8, Vec<Event>)> = Vec::new();
    for trace in traces {
        let place = cases.iter().position(|(name, _)| *name == trace.name);
        let place = place.unwrap_or_else(|| {
            cases.push((trace.name, Vec::new()));
            cases.len() - 1
        });
        cases[place].1.extend(trace.events.iter().cloned());
    }
    for (_, events) in &mut cases {
        // An insertion sort that never passes an equal one.
        for i in 1..events.len() {
            let mut at = i;
            while at > 0 && events[at - 1].at > events[at].at {
                events.swap(at - 1, at);
                at -= 1;
            }
        }
    }
    cases
}

fn median(values: &[i64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_unstable();
    let half = values.len() / 2;
    let ms = if values.len() % 2 == 1 {
        values[half] as f64
    } else {
        (values[half - 1] + values[half]) as f64 / 2.0
    };
    ms / 1_000.0
}

type Edges = BTreeMap<(String, String), (usize, f64)>;

fn edges(log: &EventLog) -> Edges {
    let name = |id| log.activities().get(id).to_owned();
    measure::dfg(log)
        .edges
        .iter()
        .map(|edge| {
            let key = (name(edge.from), name(edge.to));
            (key, (edge.count, edge.median_seconds))
        })
        .collect()
}

fn check(log: &EventLog, traces: &[Trace]) {
    let cases = cases(traces);
    let name = |event: &Event| format!("گام & {}", event.activity);
    let summary = measure::summary(log);
    let events: usize = cases.iter().map(|(_, events)| events.len()).sum();
    assert_eq!((summary.cases, summary.events), (cases.len(), events));
    let all = || cases.iter().flat_map(|(_, events)| events);
    let activities: BTreeSet<u8> = all().map(|event| event.activity).collect();
    assert_eq!(summary.activities, activities.len());
    let people: BTreeSet<u8> = all().filter_map(|event| event.who).collect();
    assert_eq!(summary.resources, people.len());
    let (first, last) = (all().map(|e| e.at).min(), all().map(|e| e.at).max());
    assert_eq!(summary.span.map(|s| s.0), first.map(|at| at * 1_000));
    assert_eq!(summary.span.map(|s| s.1), last.map(|at| at * 1_000));

    let spans: Vec<i64> = cases
        .iter()
        .filter(|(_, events)| !events.is_empty())
        .map(|(_, events)| events[events.len() - 1].at - events[0].at)
        .collect();
    match summary.durations.median() {
        Some(ours) => assert!((ours - median(&spans)).abs() < 1e-9),
        None => assert!(spans.is_empty()),
    }

    let mut variants: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let mut pairs: BTreeMap<(String, String), Vec<i64>> = BTreeMap::new();
    let mut hands: BTreeMap<(u8, u8), usize> = BTreeMap::new();
    for (_, events) in &cases {
        let way: Vec<String> = events.iter().map(name).collect();
        *variants.entry(way).or_default() += 1;
        for two in events.windows(2) {
            let gaps = pairs.entry((name(&two[0]), name(&two[1]))).or_default();
            gaps.push(two[1].at - two[0].at);
            if let (Some(from), Some(to)) = (two[0].who, two[1].who) {
                *hands.entry((from, to)).or_default() += 1;
            }
        }
    }
    let ours: BTreeMap<Vec<String>, usize> = measure::variants(log)
        .iter()
        .map(|variant| {
            let way = variant.activities.iter();
            let way = way.map(|id| log.activities().get(*id).to_owned());
            (way.collect(), variant.count)
        })
        .collect();
    assert_eq!(ours, variants);
    let found = edges(log);
    assert_eq!(found.len(), pairs.len());
    for (key, gaps) in &pairs {
        let (count, middle) = found[key];
        assert_eq!(count, gaps.len(), "{key:?}");
        assert!((middle - median(gaps)).abs() < 1e-9, "{key:?}");
    }
    let ours: BTreeMap<(u8, u8), usize> = measure::handover(log)
        .iter()
        .map(|pair| {
            let who = |id| {
                let column = log.resources().expect("resources");
                column.names.get(id)[1..].parse().expect("a number")
            };
            ((who(pair.from), who(pair.to)), pair.count)
        })
        .collect();
    assert_eq!(ours, hands);

    // A fee that is missing stays missing, whatever the log's defaults say.
    let with_fee = all().filter(|event| event.fee != 0).count();
    let column = log.event_attributes().get("fee");
    let ours = column.map_or(0, |c| {
        (0..events).filter(|row| c.get(*row).is_some()).count()
    });
    assert_eq!(ours, with_fee);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn figures_are_those_of_a_naive_reader(traces in traces(), parts in 1..4_usize) {
        let text = xes(&traces);
        let plain = read_xes(text.as_bytes(), Options::default()).expect("a log");
        prop_assert_eq!(plain.refused_count, 0);
        check(&plain.log, &traces);
        // Packed in several parts it is the same log.
        let mut packed = Vec::new();
        for part in text.as_bytes().chunks(text.len().div_ceil(parts)) {
            let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            gz.write_all(part).expect("memory");
            packed.extend(gz.finish().expect("memory"));
        }
        check(&read_xes(packed.as_slice(), Options::default()).expect("a log").log, &traces);
    }
}

/// Beginnings and ends of work that overlap, by hand: two pieces of `paint` at once and one `check` after them.
#[test]
fn work_that_overlaps_by_hand() {
    let event = |activity, hour: i64, begins| Event {
        activity,
        at: 1_700_000_000_000 + hour * 3_600_000,
        zone: 14,
        who: Some(1),
        begins,
        fee: 0,
    };
    let trace = Trace {
        name: 1,
        // paint 0–4 and 2–6, check 8–9: of nine hours seven are work, two are waiting.
        events: vec![
            event(0, 0, true),
            event(0, 2, true),
            event(0, 4, false),
            event(0, 6, false),
            event(1, 8, true),
            event(1, 9, false),
        ],
    };
    let log = read_xes(
        xes(std::slice::from_ref(&trace)).as_bytes(),
        Options::default(),
    )
    .expect("a log")
    .log;
    check(&log, std::slice::from_ref(&trace));
    let times = measure::times(&log, measure::TimeOptions::default());
    let share = times.cases.waiting_share.expect("a share");
    assert!((share - 2.0 / 9.0).abs() < 1e-12, "{share}");
    let paint = times
        .activities
        .iter()
        .find(|a| log.activities().get(a.activity) == "گام & 0")
        .expect("paint");
    // Both pieces took four hours.
    assert_eq!((paint.count, paint.service.median()), (2, Some(14_400.0)));
}
