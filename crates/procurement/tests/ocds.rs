//! OCDS out and in again.

mod common;

use std::fs;

use procurement::ocds::{Package, Publisher, Release, write_package};
use procurement::read::items;
use serde_json::Value;

fn package() -> Package<'static> {
    Package {
        uri: "https://example.ir/ocds/1405.json".into(),
        published: "2026-11-28T20:30:00Z".into(),
        publisher: Publisher {
            name: "Golshahr".into(),
            uri: Some("https://example.ir".into()),
        },
        licence: Some("https://creativecommons.org/licenses/by/4.0/".into()),
        extensions: vec!["https://raw.githubusercontent.com/open-contracting-extensions/ocds_bid_extension/v1.1.5/extension.json".into()],
    }
}

/// What is written reads back as what was written, and nothing that the reader knows is lost.
fn round_trip(text: &str) {
    let release = Release::from_json(text).unwrap();
    let mut out = Vec::new();
    write_package(&mut out, &package(), std::slice::from_ref(&release)).unwrap();
    let out = String::from_utf8(out).unwrap();
    let whole: Value = serde_json::from_str(&out).unwrap();
    // Required by the schema of a release package.
    for field in ["uri", "version", "publishedDate", "publisher", "releases"] {
        assert!(whole.get(field).is_some(), "{field}");
    }
    let mut count = 0;
    items(&out, &mut |_, item| {
        let item = item.unwrap();
        let again = Release::from_json(&item.text).unwrap();
        // Identifiers that were numbers are text now, as the schema has them.
        assert_eq!(
            serde_json::to_value(&again).unwrap(),
            serde_json::to_value(&release).unwrap()
        );
        count += 1;
    });
    assert_eq!(count, 1);
    // Each value written stands in the source too.
    contained(
        &serde_json::to_value(&release).unwrap(),
        &serde_json::from_str(text).unwrap(),
        "",
    );
}

fn contained(ours: &Value, source: &Value, path: &str) {
    match (ours, source) {
        (Value::Object(ours), Value::Object(source)) => {
            for (key, value) in ours {
                let there = source
                    .get(key)
                    .unwrap_or_else(|| panic!("{path}/{key} came from nowhere"));
                contained(value, there, &format!("{path}/{key}"));
            }
        }
        (Value::Array(ours), Value::Array(source)) => {
            assert_eq!(ours.len(), source.len(), "{path}");
            for (at, (ours, source)) in ours.iter().zip(source).enumerate() {
                contained(ours, source, &format!("{path}/{at}"));
            }
        }
        (Value::Number(ours), Value::Number(source)) => {
            assert_eq!(ours.as_f64(), source.as_f64(), "{path}");
        }
        (Value::String(ours), Value::Number(source)) => {
            assert_eq!(*ours, source.to_string(), "{path}");
        }
        (ours, source) => assert_eq!(ours, source, "{path}"),
    }
}

#[test]
fn the_fictional_process_of_the_standard() {
    let Some(folder) = common::data("ocds/sample-data_fictional_1.1") else {
        return;
    };
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        items(&text, &mut |_, item| {
            round_trip(&item.unwrap().text);
            seen += 1;
        });
    }
    assert!(seen >= 8, "{seen}");
}

#[test]
fn real_processes() {
    let Some(path) = common::data("ocds/do_10000.jsonl.gz") else {
        return;
    };
    let mut text = String::new();
    std::io::Read::read_to_string(
        &mut flate2::read::GzDecoder::new(fs::File::open(path).unwrap()),
        &mut text,
    )
    .unwrap();
    text.lines().take(300).for_each(round_trip);
}
