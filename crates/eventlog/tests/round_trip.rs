//! What is written reads back as the same log, or the writer says what it could not say.

use crate::common;

use std::fmt::Write as _;

use crate::common::told;
use eventlog::read::{Mapping, read_parquet};
use eventlog::write::{Loss, WriteOptions, write_csv, write_parquet, write_xes};
use eventlog::{EventLog, Options, read_csv, read_xes};
use proptest::prelude::*;

fn xes(log: &EventLog, options: WriteOptions) -> (Vec<u8>, Vec<Loss>) {
    let mut bytes = Vec::new();
    let losses = write_xes(log, &mut bytes, options).unwrap();
    (bytes, losses)
}

fn csv(log: &EventLog, options: WriteOptions) -> (Vec<u8>, Vec<Loss>) {
    let mut bytes = Vec::new();
    let losses = write_csv(log, &mut bytes, options).unwrap();
    (bytes, losses)
}

fn offset() -> impl Strategy<Value = i32> {
    prop_oneof![
        Just(0),
        Just(12_600),
        (-840_i32..=840).prop_map(|minutes| minutes * 60)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 384, ..ProptestConfig::default() })]

    /// XES holds everything but characters that XML cannot.
    #[test]
    fn xes_comes_back(log in common::logs::log(), offset in offset(), gzip: bool) {
        let (bytes, losses) = xes(&log, WriteOptions { offset, gzip });
        let import = read_xes(&bytes[..], Options::default()).unwrap();
        prop_assert_eq!(import.refused_count, 0, "{:?}", import.refused);
        prop_assert!(losses.iter().all(|loss| matches!(loss, Loss::Characters { .. })), "{losses:?}");
        if losses.is_empty() {
            prop_assert_eq!(told(&import.log), told(&log));
        }
        prop_assert_eq!(bytes, xes(&log, WriteOptions { offset, gzip }).0);
    }

    /// CSV gives back every row, and the same log where the writer told no loss.
    #[test]
    fn csv_comes_back(log in common::logs::log(), offset in offset(), gzip: bool) {
        let (bytes, losses) = csv(&log, WriteOptions { offset, gzip });
        let import = read_csv(&bytes[..], &Mapping::default(), Options::default()).unwrap();
        prop_assert_eq!(import.refused_count, 0, "{:?} {:?}", import.refused, losses);
        prop_assert_eq!(import.log.event_count(), log.event_count());
        if losses.is_empty() {
            prop_assert_eq!(told(&import.log), told(&log));
        }
    }

    /// A log of plain words is lossless as CSV, so the property above is not empty.
    #[test]
    fn plain_logs_lose_nothing_as_csv(rows in prop::collection::vec(
        (0_u8..5, "[a-zآ-ی]{1,6}", 0_i64..1_000_000_000_000, prop::option::of(any::<i32>()), prop::option::of(any::<bool>()),
            prop::option::of(-1e9_f64..1e9), prop::option::of("x[a-z ,;\n\"]{0,5}x")), 1..30)) {
        let mut text = "case,activity,time,count,urgent,fee,note\n".to_owned();
        for (case, activity, at, count, urgent, fee, note) in rows {
            let show = |value: Option<String>| value.unwrap_or_default();
            writeln!(text, "c{case},{activity},{},{},{},{},\"{}\"", eventlog::to_rfc3339(at), show(count.map(|v| v.to_string())),
                show(urgent.map(|v| v.to_string())), show(fee.map(|v| format!("{v:?}"))), show(note).replace('"', "\"\"")).unwrap();
        }
        let log = read_csv(text.as_bytes(), &Mapping::default(), Options::default()).unwrap().log;
        let (bytes, losses) = csv(&log, WriteOptions::default());
        prop_assert_eq!(&losses, &[]);
        let again = read_csv(&bytes[..], &Mapping::default(), Options::default()).unwrap().log;
        prop_assert_eq!(told(&again), told(&log));
        let (bytes, _) = xes(&log, WriteOptions::default());
        prop_assert_eq!(told(&read_xes(&bytes[..], Options::default()).unwrap().log), told(&log));
    }
}

#[test]
fn real_logs_come_back_as_xes() {
    for name in [
        "running-example.xes.gz",
        "receipt.xes.gz",
        "roadtraffic100traces.xes.gz",
        "interval_event_log.xes.gz",
    ] {
        let Some(path) = common::log_file(name) else {
            return;
        };
        let file = std::fs::File::open(path).unwrap();
        let log = read_xes(file, Options::default()).unwrap().log;
        let (bytes, losses) = xes(&log, WriteOptions::default());
        assert_eq!(losses, []);
        let again = read_xes(&bytes[..], Options::default()).unwrap().log;
        assert_eq!(told(&again), told(&log), "{name}");
        assert_eq!(again.classifiers(), log.classifiers());
        assert_eq!(again.log_attributes(), log.log_attributes());
        for extension in log.extensions() {
            assert!(again.extensions().contains(extension), "{extension:?}");
        }
        let (bytes, losses) = csv(&log, WriteOptions::default());
        let again = read_csv(&bytes[..], &Mapping::default(), Options::default()).unwrap();
        assert_eq!(again.refused_count, 0);
        assert_eq!(again.log.event_count(), log.event_count(), "{losses:?}");
    }
}

/// The clock that days are told in decides what is midnight.
#[test]
fn midnights_of_a_place_stay_midnights() {
    let text = "case,activity,time\n1,register,2026-11-22T00:00:00+03:30\n1,decide,2026-11-23T00:00:00+03:30\n";
    let log = read_csv(text.as_bytes(), &Mapping::default(), Options::default())
        .unwrap()
        .log;
    let written = |offset| {
        let (bytes, _) = xes(
            &log,
            WriteOptions {
                offset,
                gzip: false,
            },
        );
        read_xes(&bytes[..], Options::default()).unwrap().log
    };
    assert_eq!(written(12_600).midnight_events(), 2);
    assert_eq!(written(12_600).times(), log.times());
    assert_eq!(written(0).times(), log.times());
}

fn parquet(log: &EventLog) -> (Vec<u8>, Vec<Loss>) {
    let mut bytes = Vec::new();
    let losses = write_parquet(log, &mut bytes).unwrap();
    (bytes, losses)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    /// Parquet keeps kinds, texts and times; only cases without events and data of the log itself have no place in a table.
    #[test]
    fn parquet_comes_back(log in common::logs::log()) {
        let (bytes, losses) = parquet(&log);
        let import = read_parquet(&bytes[..], &Mapping::default(), Options::default()).unwrap();
        prop_assert_eq!(import.refused_count, 0, "{:?} {:?}", import.refused, losses);
        prop_assert!(losses.iter().all(|loss| !matches!(loss, Loss::Kind { .. } | Loss::Blanks { .. })), "{losses:?}");
        prop_assert_eq!(import.log.event_count(), log.event_count());
        if losses.is_empty() {
            prop_assert_eq!(told(&import.log), told(&log));
        }
    }

    /// Any change of a good file is a log or an error.
    #[test]
    fn spoilt_parquet_never_panics(noise in prop::collection::vec(any::<u8>(), 0..4), at in any::<prop::sample::Index>(), end: bool) {
        let rows = "case,activity,time,fee,note\n1,a,2026-01-01T08:00:00Z,1.5,x\n1,b,2026-01-02T08:00:00Z,,y\n2,a,2026-01-01,2,\n";
        let log = read_csv(rows.as_bytes(), &Mapping::default(), Options::default()).unwrap().log;
        let mut bytes = parquet(&log).0;
        // Mostly the description at the end decides what is read.
        let at = if end { bytes.len() - 1 - at.index(bytes.len() / 3) } else { at.index(bytes.len()) };
        let to = (at + 3).min(bytes.len());
        bytes.splice(at..to, noise);
        let _ = read_parquet(&bytes[..], &Mapping::default(), Options::default());
    }
}

/// Every bit of a small file turned over, one at a time: places below zero, lengths past the end, kinds that do not exist.
#[test]
fn parquet_with_any_bit_turned_is_a_log_or_an_error() {
    let rows = "case,activity,time,fee\n1,a,2026-01-01T08:00:00Z,1.5\n2,b,2026-01-02T08:00:00Z,\n";
    let log = read_csv(rows.as_bytes(), &Mapping::default(), Options::default())
        .unwrap()
        .log;
    let good = parquet(&log).0;
    for place in 0..good.len() * 8 {
        let mut bytes = good.clone();
        bytes[place / 8] ^= 1 << (place % 8);
        if let Err(error) = read_parquet(&bytes[..], &Mapping::default(), Options::default()) {
            assert!(!error.to_string().is_empty());
        }
    }
}

#[test]
fn parquet_of_another_kind_is_named() {
    for (bytes, word) in [
        (&b""[..], "empty"),
        (b"PAR1", "cannot be read"),
        (b"a,b,c\n1,2,3\n", "cannot be read"),
    ] {
        let error = read_parquet(bytes, &Mapping::default(), Options::default()).unwrap_err();
        assert!(error.to_string().contains(word), "{error}");
    }
}
