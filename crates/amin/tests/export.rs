//! `amin export`: the journal for other tools, from the command line.

use std::path::Path;
use std::process::{Command, Output};

use eventlog::Options;
use serde_json::Value;

fn amin(data: &Path, rest: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_amin"))
        .args(rest)
        .arg("--data")
        .arg(data)
        .env_remove("AMIN_DATABASE")
        .output()
        .expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_journal_leaves_without_a_name_and_other_tools_read_it() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("town");
    let made = Command::new(env!("CARGO_BIN_EXE_amin"))
        .args(["demo", "--messages", "12", "--prepare-only", "--data"])
        .arg(&data)
        .output()
        .expect("the program runs");
    assert!(made.status.success(), "{}", text(&made.stderr));

    let ocel = directory.path().join("journal.ocel.json");
    let done = amin(
        &data,
        &["export", "ocel", ocel.to_str().expect("a path"), "--json"],
    );
    assert!(done.status.success(), "{}", text(&done.stderr));
    let counts: Value = serde_json::from_slice(&done.stdout).expect("counts");
    let written = std::fs::read_to_string(&ocel).expect("a file");
    let log: Value = serde_json::from_str(&written).expect("JSON");
    let events = log["events"].as_array().expect("events");
    assert_eq!(counts["events"].as_u64(), Some(events.len() as u64));
    // OCEL 2.0: every relationship names an object, every event's type is declared.
    let of = |list: &str, key: &str| -> std::collections::HashSet<String> {
        log[list]
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| one[key].as_str().expect("a text").to_owned())
            .collect()
    };
    let (objects, types) = (of("objects", "id"), of("eventTypes", "name"));
    for event in events {
        assert!(types.contains(event["type"].as_str().expect("a type")));
        for relation in event["relationships"].as_array().expect("relationships") {
            assert!(objects.contains(relation["objectId"].as_str().expect("an object")));
        }
    }
    assert!(of("objectTypes", "name").contains("message"));
    assert!(
        !of("objectTypes", "name").contains("account") && !written.contains("golshahr-example")
    );
    // Filed messages, and no name or telephone of those who wrote.
    let filed = events.iter().filter(|e| e["type"] == "voice.filed").count();
    assert_eq!(filed, 12);
    assert!(!written.contains("contact"));
    // The same file again is refused: nothing is written over.
    let again = amin(&data, &["export", "ocel", ocel.to_str().expect("a path")]);
    assert_eq!(again.status.code(), Some(2));

    let parquet = directory.path().join("messages.parquet");
    let done = amin(
        &data,
        &[
            "export",
            "parquet",
            parquet.to_str().expect("a path"),
            "--json",
        ],
    );
    assert!(done.status.success(), "{}", text(&done.stderr));
    let file = std::fs::File::open(&parquet).expect("a file");
    let read = eventlog::read::read_parquet(
        file,
        &eventlog::read::Mapping::default(),
        Options::default(),
    )
    .expect("a log");
    assert_eq!(read.log.case_count(), 12);

    let lines = directory.path().join("journal.jsonl");
    let done = amin(
        &data,
        &["export", "journal", lines.to_str().expect("a path")],
    );
    assert!(done.status.success(), "{}", text(&done.stderr));
    let lines = std::fs::read_to_string(&lines).expect("a file");
    assert_eq!(lines.lines().count(), events.len());
    for (place, line) in lines.lines().enumerate() {
        let entry: Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(entry["sequence"].as_u64(), Some(place as u64));
        assert_eq!(entry["leaf"].as_str().map(str::len), Some(64));
    }

    let nobody = directory.path().join("x.parquet");
    let none = amin(
        &data,
        &[
            "export",
            "parquet",
            nobody.to_str().expect("a path"),
            "--object-type",
            "nothing",
        ],
    );
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).contains("about a nothing") && !nobody.exists());
}
