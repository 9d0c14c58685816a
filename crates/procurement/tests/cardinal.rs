//! The compatibility mode gives what Cardinal 0.0.8 gives: on its own fixtures and examples, and on real data.

mod common;

use std::fs::{self, File};
use std::path::Path;

use procurement::cardinal::{Code, Group, Report, Settings, indicators};
use procurement::read::{Refusals, Source, open};
use serde_json::Value;

fn run(path: &Path, settings: &Settings, threads: usize) -> (Report, Refusals) {
    let Source::Lines(lines) = open(File::open(path).unwrap()).unwrap() else {
        panic!("{} is one document", path.display());
    };
    indicators(lines, settings, threads).unwrap()
}

/// The settings that the name of a fixture tells, with those that Cardinal's own tests use for all of them.
fn settings_of(name: &str) -> Settings {
    let (code, setting) = name.split_once('-').unwrap_or((name, ""));
    let setting = match setting {
        "" | "tenderer" => String::new(),
        "procurement_method_details-x-5-y-10" => {
            "[R003.procurement_method_details]\nx = 5\ny = 10".to_owned()
        }
        "procurement_methods-open+selective" => "procurement_methods = open|selective".to_owned(),
        other => {
            let (key, value) = other.rsplit_once('-').unwrap();
            format!("{key} = {value}")
        }
    };
    let global = "no_price_comparison_procurement_methods = NPC\n[exclusions]\nprocurement_method_details = EXC\n";
    Settings::parse(&format!("{global}[{code}]\n{setting}")).unwrap()
}

#[test]
fn fixtures_of_cardinal() {
    let Some(folder) = common::data("ocds/cardinal_test_fixtures/indicators") else {
        return;
    };
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_none_or(|extension| extension != "jsonl")
        {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap();
        let expected = fs::read_to_string(path.with_extension("expected")).unwrap();
        let expected: Value = serde_json::from_str(&expected).unwrap();
        let (report, _) = run(&path, &settings_of(name), 1);
        let found: Value = serde_json::from_str(&report.to_json(false, false)).unwrap();
        assert_eq!(found, expected, "{name}");
        seen += 1;
    }
    assert_eq!(seen, 15);
}

/// The answers printed in Cardinal's documentation of each indicator.
#[test]
fn examples_of_cardinal() {
    let Some(folder) = common::data("ocds/cardinal_examples") else {
        return;
    };
    for (file, settings, expected) in [
        ("003", "settings", r#"{"OCID":{"F":{"R003":1.0}}}"#),
        ("018", "settings", r#"{"OCID":{"F":{"R018":1.0}}}"#),
        (
            "024",
            "R/024",
            r#"{"OCID":{"F":{"R024":1.0}},"Tenderer":{"W":{"R024":0.0},"L":{"R024":0.0}}}"#,
        ),
        (
            "025",
            "R/025",
            r#"{"Tenderer":{"F":{"R025":0.16666666666666666}}}"#,
        ),
        (
            "028",
            "settings",
            r#"{"OCID":{"F":{"R028":1.0}},"Tenderer":{"D":{"R028":1.0},"V":{"R028":1.0}}}"#,
        ),
        (
            "030",
            "R/030",
            r#"{"OCID":{"F":{"R030":1.0}},"Tenderer":{"W":{"R030":1.0}}}"#,
        ),
        (
            "035",
            "R/035",
            r#"{"OCID":{"F":{"R035":1.0}},"Tenderer":{"V":{"R035":0.0}}}"#,
        ),
        ("036", "settings", r#"{"OCID":{"F":{"R036":1.0}}}"#),
        ("038", "settings", r#"{"Buyer":{"B":{"R038":0.5}}}"#),
        ("048", "R/048", r#"{"Tenderer":{"F":{"R048":2.0}}}"#),
        (
            "058",
            "settings",
            r#"{"OCID":{"F":{"R058":99.0}},"Tenderer":{"W":{"R058":0.0}}}"#,
        ),
    ] {
        let settings = fs::read_to_string(folder.join(format!("{settings}.ini"))).unwrap();
        let settings = Settings::parse(&settings).unwrap();
        let (report, _) = run(&folder.join(format!("R/{file}.jsonl")), &settings, 1);
        let found: Value = serde_json::from_str(&report.to_json(false, false)).unwrap();
        assert_eq!(
            found,
            serde_json::from_str::<Value>(expected).unwrap(),
            "{file}"
        );
    }
}

/// How many lines Cardinal refuses of each faulty file (its warnings on standard error).
#[test]
fn faulty_files_of_cardinal() {
    let Some(folder) = common::data("ocds/cardinal_test_fixtures/coverage") else {
        return;
    };
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_none_or(|extension| extension != "jsonl")
        {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let refused = match &*name {
            "invalid_multiline" => 2,
            "invalid_array_quote_first"
            | "invalid_array_quote_last"
            | "invalid_brace_first"
            | "invalid_brace_last"
            | "invalid_object_quote_first"
            | "invalid_object_quote_last"
            | "invalid_utf8" => 1,
            _ => 0,
        };
        let lines = File::open(&path).unwrap();
        let (report, refusals) = indicators(lines, &Settings::all(), 1).unwrap();
        assert_eq!(refusals.count, refused, "{name}");
        assert_eq!(report.to_json(false, false), "{}", "{name}");
    }
}

/// Counts by code that Cardinal 0.0.8 gives on the Dominican data, and the same bytes for any number of threads.
#[test]
fn dominican_processes() {
    let Some(path) = common::data("ocds/do_10000.jsonl.gz") else {
        return;
    };
    let mut settings = Settings::all();
    settings.maps = true;
    let (report, refused) = run(&path, &settings, 1);
    assert_eq!(refused.count, 0);
    assert_eq!(report.count(Group::Ocid), 9_638);
    assert_eq!(report.count(Group::Buyer), 0);
    assert_eq!(report.count(Group::ProcuringEntity), 20);
    assert_eq!(report.count(Group::Tenderer), 2_911);
    let count = |code| {
        report
            .results(Group::Ocid)
            .filter(|one| one.1 == code)
            .count()
    };
    for (code, expected) in [
        (Code::R003, 9_542),
        (Code::R018, 5_487),
        (Code::R024, 0),
        (Code::R028, 295),
        (Code::R030, 1_259),
        (Code::R035, 508),
        (Code::R036, 676),
        (Code::R058, 72),
    ] {
        assert_eq!(count(code), expected, "{code:?}");
    }
    let json = report.to_json(true, true);
    let meta: Value = serde_json::from_str::<Value>(&json).unwrap()["Meta"].take();
    assert_eq!(
        meta["R058"],
        serde_json::json!({"q1": 0.0317, "q3": 0.2701, "upper_fence": 0.6277})
    );
    assert_eq!(
        meta["R025"],
        serde_json::json!({"q1": 0.4545, "q3": 1.0, "upper_fence": 3.0, "lower_fence": -0.3636})
    );
    for threads in [2, 3] {
        assert!(
            run(&path, &settings, threads).0.to_json(true, true) == json,
            "{threads} threads"
        );
    }
}
