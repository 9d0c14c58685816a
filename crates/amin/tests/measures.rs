//! `amin process quality`, `workload`, `loops`, `dotted` and `--where` with the real binary.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

fn amin(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_amin"))
        .arg("process")
        .args(args)
        .output()
        .expect("the program")
}

fn answer(args: &[&str]) -> Value {
    let done = amin(args);
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    serde_json::from_slice(&done.stdout).expect("JSON alone")
}

/// What is said of a wrong call: one line, status 2.
fn refused(args: &[&str]) -> String {
    let done = amin(args);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(
        (done.status.code(), said.trim().lines().count()),
        (Some(2), 1),
        "{said}"
    );
    said
}

fn file(directory: &Path, name: &str, text: &str) -> String {
    let path = directory.join(name);
    std::fs::write(&path, text).expect("a file");
    path.to_str().expect("UTF-8").to_owned()
}

/// Case 1 goes x y x and repeats check; case 2 is short; case 3 has days for times and ends before it begins. Times are Iran's: 1 and 2 January 2026 were
/// Thursday and Friday, 11 and 12 Dey 1404.
const LOG: &str = "case,activity,timestamp,resource,channel,case:startdate,case:enddate\n\
    1,in,2026-01-01 08:00,x,Internet,2026-01-01,2026-01-20\n1,check,2026-01-03 09:00,y,Internet,,\n1,check,2026-01-04 23:30,y,Internet,,\n1,in,2026-01-06 08:00,x,Internet,,\n\
    2,in,2026-01-01 10:00,x,Desk,2026-01-01,2026-01-01\n2,visit,2026-01-02 10:00,x,Desk,,\n\
    3,in,2026-01-05,z,Internet,2026-01-09,2026-01-05\n3,visit,2026-01-05,z,Internet,,\n";

#[test]
fn every_command_takes_where() {
    let directory = tempfile::tempdir().expect("a directory");
    let log = file(directory.path(), "log.csv", LOG);
    let part = [
        "--where",
        "channel = Internet and not duration > 4d",
        "--json",
    ];
    let with = |command: &str| answer(&[&[command, &log], &part[..]].concat());
    assert_eq!(
        (&with("summary")["cases"], &with("summary")["events"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(with("dfg")["edges"][0]["to"], "visit");
    assert_eq!(
        with("variants")["variants"],
        json!([{"activities": ["in", "visit"], "count": 1}])
    );
    assert_eq!(with("times")["cases"]["count"], 1);
    assert_eq!(
        with("handover")["pairs"],
        json!([{"from": "z", "to": "z", "count": 1}])
    );
    assert_eq!(with("discover")["tree"], "->( 'in', 'visit' )");
    assert_eq!(with("dotted")["cases"], json!(["3"]));
    assert_eq!(with("workload")["resources"][0]["resource"], "z");
    assert_eq!(with("loops")["repeats"], json!([]));
    assert!(with("quality")["findings"].is_array());
    // Solar Hijri dates, and events that stay.
    let solar = answer(&[
        "summary",
        &log,
        "--offset",
        "+03:30",
        "--where",
        "started = 1404/10/11 keep activity = in",
        "--json",
    ]);
    assert_eq!((&solar["cases"], &solar["events"]), (&json!(2), &json!(3)));
    let said = refused(&["summary", &log, "--where", "has chek"]);
    assert!(
        said.contains("--where: the log does not have the activity “chek”; it has “check”"),
        "{said}"
    );
    let said = refused(&["summary", &log, "--where", "channel Internet"]);
    assert!(said.contains("--where: at character 9"), "{said}");
}

#[test]
fn loops_and_visits() {
    let directory = tempfile::tempdir().expect("a directory");
    let log = file(directory.path(), "log.csv", LOG);
    let found = answer(&["loops", &log, "--visit", "visit", "--visit", "in", "--json"]);
    let check = &found["repeats"][0];
    assert_eq!(
        (&check["activity"], &check["extra"], &check["self_loops"]),
        (&json!("check"), &json!(1), &json!(1))
    );
    let longest = &found["longest"][0];
    assert_eq!(
        (
            &longest["activity"],
            &longest["case"],
            &longest["steps_between"],
            &longest["seconds"]
        ),
        (&json!("in"), &json!("1"), &json!(2), &json!(432_000.0))
    );
    // Five days from x's first event to its next; y held the case in between.
    let pair = &found["ping_pong"][0];
    assert_eq!(
        (
            &pair["from"],
            &pair["to"],
            &pair["returns"],
            &pair["lost_seconds"],
            &pair["cases"]
        ),
        (
            &json!("x"),
            &json!("y"),
            &json!(1),
            &json!(432_000.0),
            &json!(["1"])
        )
    );
    assert_eq!(
        found["visits"]["by_events"],
        json!([{"count": 2, "cases": 3}])
    );
    assert_eq!(
        found["visits"]["by_days"],
        json!([{"count": 1, "cases": 1}, {"count": 2, "cases": 2}])
    );
    let said = refused(&["loops", &log, "--unit", "office"]);
    assert!(
        said.contains("--unit: the log does not have the attribute “office”"),
        "{said}"
    );
}

#[test]
fn workload_by_solar_months_and_weeks() {
    let directory = tempfile::tempdir().expect("a directory");
    let log = file(directory.path(), "log.csv", LOG);
    let found = answer(&[
        "workload",
        &log,
        "--offset",
        "+03:30",
        "--calendar",
        "solar",
        "--json",
    ]);
    let x = &found["resources"][0];
    assert_eq!(
        (&x["resource"], &x["events"], &x["cases"], &x["peak_cases"]),
        (&json!("x"), &json!(4), &json!(2), &json!(2))
    );
    assert_eq!(
        x["months"],
        json!([{"month": "1404-10", "events": 4, "cases": 2, "peak_cases": 2}])
    );
    // Saturdays 6 and 13 Dey.
    assert_eq!(
        x["weeks"],
        json!([
            {"week": "1404-10-06", "events": 3, "cases": 2, "peak_cases": 2},
            {"week": "1404-10-13", "events": 1, "cases": 1, "peak_cases": 1},
        ])
    );
    assert_eq!(
        x["activities"],
        json!([{"activity": "in", "count": 3}, {"activity": "visit", "count": 1}])
    );
    // 23:30 is night; the two days without an hour are not.
    let hours = &found["hours"];
    assert_eq!(
        (
            &hours["at_night"],
            &hours["date_only"],
            &hours["weekends"]["office"]
        ),
        (&json!(1), &json!(2), &json!(1))
    );
    assert!(
        !amin(&["workload", &log, "--office", "seven"])
            .status
            .success()
    );
}

#[test]
fn quality_names_what_cannot_be() {
    let directory = tempfile::tempdir().expect("a directory");
    let log = file(directory.path(), "log.csv", LOG);
    let found = answer(&["quality", &log, "--unit", "channel", "--json"]);
    let first = &found["findings"][0];
    assert_eq!(
        (
            &first["kind"],
            &first["severity"],
            &first["from"],
            &first["cases"]
        ),
        (
            &json!("negative_duration"),
            &json!("error"),
            &json!("startdate"),
            &json!(["3"])
        )
    );
    assert_eq!(first["most_seconds"], 345_600.0);
    let kinds: Vec<&str> = (found["findings"].as_array().unwrap().iter())
        .filter_map(|f| f["kind"].as_str())
        .collect();
    assert!(
        kinds.contains(&"midnight_times") && kinds.contains(&"unordered_events"),
        "{kinds:?}"
    );
    assert_eq!(found["thresholds"]["unit_cases"], 20);
    let thresholds = file(directory.path(), "thresholds.toml", "spans = []\n");
    let none = answer(&["quality", &log, "--thresholds", &thresholds, "--json"]);
    assert!(
        none["findings"]
            .as_array()
            .unwrap()
            .iter()
            .all(|f| f["kind"] != "negative_duration")
    );
    let wrong = file(directory.path(), "wrong.toml", "\nunits = 3\n");
    assert!(refused(&["quality", &log, "--thresholds", &wrong]).contains("line 2: unknown field"));
    let table = amin(&["quality", &log]);
    assert!(String::from_utf8_lossy(&table.stdout).contains("enddate lies before startdate"));
}

#[test]
fn dots_are_events_or_bins_of_them() {
    let directory = tempfile::tempdir().expect("a directory");
    let log = file(directory.path(), "log.csv", LOG);
    let found = answer(&[
        "dotted",
        &log,
        "--relative",
        "--order",
        "duration",
        "--json",
    ]);
    assert_eq!(found["cases"], json!(["3", "2", "1"]));
    assert_eq!(found["span_seconds"], json!([0.0, 432_000.0]));
    assert_eq!(found["activities"], json!(["in", "check", "visit"]));
    assert_eq!(found["dots"].as_array().unwrap().len(), 8);
    assert_eq!(found["dots"][3], json!([86_400.0, 1, 2, 1]));
    let few = answer(&["dotted", &log, "--dots", "2", "--json"]);
    let counts: u64 = (few["dots"].as_array().unwrap().iter())
        .filter_map(|dot| dot[3].as_u64())
        .sum();
    assert!(
        few["dots"].as_array().unwrap().len() <= 2 && counts == 8,
        "{few}"
    );
}
