//! Properties that hold for any input.

use eventlog::read::Mapping;
use eventlog::{EventLog, Options, measure, read, read_csv, read_xes};
use proptest::prelude::*;

fn assert_invariants(log: &EventLog) {
    let ends: Vec<_> = log.cases().collect();
    assert_eq!(ends.len(), log.case_count());
    assert_eq!(log.case_ids().len(), log.case_count());
    assert_eq!(
        ends.iter().map(ExactSizeIterator::len).sum::<usize>(),
        log.event_count()
    );
    for rows in log.cases() {
        assert!(log.times()[rows].is_sorted());
    }
    assert_eq!(log.activity().len(), log.event_count());
    assert!(
        log.event_attributes()
            .iter()
            .all(|(_, column)| column.len() == log.event_count())
    );
    assert!(
        log.case_attributes()
            .iter()
            .all(|(_, column)| column.len() == log.case_count())
    );
    let summary = measure::summary(log);
    let variants = measure::variants(log);
    assert_eq!(summary.variants, variants.len());
    assert_eq!(
        variants.iter().map(|variant| variant.count).sum::<usize>(),
        summary.cases
    );
    let graph = measure::dfg(log);
    let nonempty = ends.iter().filter(|rows| !rows.is_empty()).count();
    assert_eq!(
        graph.edges.iter().map(|edge| edge.count).sum::<usize>(),
        log.event_count() - nonempty
    );
    assert_eq!(
        graph.start.iter().map(|start| start.1).sum::<usize>(),
        nonempty
    );
    let together = measure::overview(log);
    assert_eq!(together.summary, summary);
    assert_eq!(together.dfg, graph);
    assert_eq!(together.variants, variants);
    assert_eq!(together.handover, measure::handover(log));
    let times = measure::times(log, measure::TimeOptions::default());
    assert!(
        times
            .cases
            .waiting_share
            .is_none_or(|share| (0.0..=1.0).contains(&share))
    );
}

#[derive(Clone, Debug)]
struct Row {
    case: u8,
    activity: String,
    time: i64,
    resource: Option<String>,
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let text = "[a-zآ-ی ,;\"\n]{0,6}[a-zآ-ی]";
    let row = (0_u8..8, text, -1_000_i64..1_000, proptest::option::of(text)).prop_map(
        |(case, activity, time, resource)| Row {
            case,
            activity: activity.trim().to_owned(),
            time: time * 1_000_000,
            resource: resource.map(|text| text.trim().to_owned()),
        },
    );
    proptest::collection::vec(row, 0..60)
}

/// The log as (case, activity, time, resource), case by case: what a naive reader would give.
fn naive(rows: &[Row]) -> Vec<(String, String, i64, Option<String>)> {
    let mut cases: Vec<u8> = Vec::new();
    for row in rows {
        if !cases.contains(&row.case) {
            cases.push(row.case);
        }
    }
    let place = |case: u8| cases.iter().position(|&other| other == case);
    let mut sorted = rows.to_vec();
    sorted.sort_by_key(|row| (place(row.case), row.time));
    sorted
        .into_iter()
        .map(|row| {
            (
                format!("c{}", row.case),
                row.activity,
                row.time,
                row.resource,
            )
        })
        .collect()
}

fn flat(log: &EventLog) -> Vec<(String, String, i64, Option<String>)> {
    let mut flat = Vec::new();
    for (case, rows) in log.cases().enumerate() {
        for row in rows {
            flat.push((
                log.case_ids().get(u32::try_from(case).unwrap()).to_owned(),
                log.activities().get(log.activity()[row]).to_owned(),
                log.times()[row],
                log.resources()
                    .and_then(|column| column.get(row))
                    .map(str::to_owned),
            ));
        }
    }
    flat
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(import) = read(&bytes[..], &Mapping::default(), Options::default()) {
            assert_invariants(&import.log);
        }
        let _ = read_xes(&bytes[..], Options::default());
    }

    #[test]
    fn arbitrary_tags_never_panic(parts in proptest::collection::vec(prop_oneof![
        Just("<trace>"), Just("</trace>"), Just("<event>"), Just("</event>"), Just("<event/>"), Just("</log>"), Just("<trace/>"),
        Just("<string key='concept:name' value='a'/>"), Just("<string key='concept:name' value='b'/>"), Just("<int key='n' value='1'/>"),
        Just("<float key='n' value='1.5'>"), Just("</float>"), Just("<date key='time:timestamp' value='2026-01-01'/>"),
        Just("<date key='time:timestamp' value='2025-01-01T00:00:00Z'/>"), Just("<boolean key='n' value='true'/>"),
        Just("<string key='org:resource' value='r'/>"), Just("<string key='lifecycle:transition' value='start'/>"),
        Just("<string key='lifecycle:transition' value='complete'/>"), Just("<date key='start_timestamp' value='2025-06-01'/>"),
        Just("<int key='n' value='x'/>"), Just("<string key='n'"), Just("&amp;"), Just("<!-- -->"), Just("<list key='l'>"), Just("</list>"),
    ], 0..60)) {
        let text = format!("<log>{}", parts.concat());
        for text in [&text, &format!("{text}</log>")] {
            if let Ok(import) = read_xes(text.as_bytes(), Options::default()) {
                assert_invariants(&import.log);
            }
        }
    }

    #[test]
    fn csv_comes_back_sorted_and_whole(rows in rows(), delimiter in prop_oneof![Just(b','), Just(b';'), Just(b'\t'), Just(b'|')]) {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.write_record(["case", "activity", "timestamp", "resource"]).unwrap();
        for row in &rows {
            let (case, time) = (format!("c{}", row.case), eventlog::to_rfc3339(row.time));
            writer.write_record([&case, &row.activity, &time, row.resource.as_deref().unwrap_or("")]).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let import = read_csv(&bytes[..], &Mapping::default(), Options::default()).unwrap();
        prop_assert_eq!(import.refused_count, 0);
        assert_invariants(&import.log);
        prop_assert_eq!(flat(&import.log), naive(&rows));
    }

    #[test]
    fn xes_and_csv_agree(rows in rows()) {
        use std::fmt::Write as _;
        let mut xes = "<log>".to_owned();
        for row in &rows {
            let quote = |text: &str| quick_xml::escape::escape(text).into_owned();
            write!(xes, "<trace><string key='concept:name' value='c{}'/><event><string key='concept:name' value=\"{}\"/>", row.case, quote(&row.activity)).unwrap();
            if let Some(resource) = &row.resource {
                write!(xes, "<string key='org:resource' value=\"{}\"/>", quote(resource)).unwrap();
            }
            write!(xes, "<date key='time:timestamp' value='{}'/></event></trace>", eventlog::to_rfc3339(row.time)).unwrap();
        }
        let import = read_xes((xes + "</log>").as_bytes(), Options::default()).unwrap();
        prop_assert_eq!(import.refused_count, 0);
        assert_invariants(&import.log);
        prop_assert_eq!(flat(&import.log), naive(&rows));
    }
}
