//! `amin screen` with the real binary.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const NODES: &str = "id,kind,clerk\n1,person,1\n2,person,0\n3,person,0\n4,person,0\n5,person,1\n6,person,0\n7,person,1\n8,person,0\n100,company,0\n101,company,0\n102,company,0\n";
/// 1 is married to 2, whose parent 3 is also 4's: 4 is a sibling of the spouse. 5 owns 6 % of 101 himself, 7 sits on its board until
/// 1403. 100 belongs to 4 and 8; 102 has owners for 140 %.
const EDGES: &str = "src,dst,type,pct,from_year,to_year\n1,2,spouse,,1383,\n3,2,parent_of,,1360,\n3,4,parent_of,,1365,\n4,100,owns,6,1399,\n8,100,owns,94,1399,\n5,101,owns,6,1400,\n6,101,owns,94,1400,\n5,6,spouse,,1390,\n7,101,directs,,1395,1403\n7,8,spouse,,1380,\n6,102,owns,80,1400,\n3,102,owns,60,1400,\n9,100,owns,5,1400,\n1,1,spouse,,1380,\n1,100,owns,140,1400,\n1,2,befriends,,1380,\n";
const PAIRS: &str = "a,b,planted\n1,100,4\n5,101,1\n1,101,0\n7,101,1\n7,102,0\n1,999,0\n";

fn write(dir: &Path) {
    for (name, text) in [
        ("nodes.csv", NODES),
        ("edges.csv", EDGES),
        ("pairs.csv", PAIRS),
    ] {
        fs::write(dir.join(name), text).expect("written");
    }
}

fn amin(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_amin"))
        .arg("screen")
        .arg(dir)
        .arg("--pairs")
        .arg(dir.join("pairs.csv"))
        .args(args)
        .output()
        .expect("the program")
}

fn json(dir: &Path, args: &[&str]) -> Value {
    let done = amin(dir, &[args, &["--json"]].concat());
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    serde_json::from_slice(&done.stdout).expect("JSON alone")
}

#[test]
fn answers_name_outcome_rule_path_and_what_is_missing() {
    let dir = tempfile::tempdir().expect("a directory");
    write(dir.path());
    let told = json(dir.path(), &["--at", "1404/06/01"]);
    let answers = told["answers"].as_array().expect("answers");
    let outcomes: Vec<(&str, &str, &str)> = answers
        .iter()
        .map(|answer| {
            ["a", "b", "outcome"]
                .map(|key| answer[key].as_str().expect("text"))
                .into()
        })
        .collect();
    assert_eq!(
        outcomes,
        [
            ("1", "100", "conflict"),
            ("5", "101", "barred"),
            ("1", "101", "clear"),
            // The board seat ended less than two years before.
            ("7", "101", "potential"),
            // A partner's other firm (rule `partner-firm`); that the shares of 102 do not add up is told beside it.
            ("7", "102", "appearance"),
            ("1", "999", "insufficient-data"),
        ]
    );
    let steps: Vec<(&str, &str, &str)> = answers[0]["path"]
        .as_array()
        .expect("a path")
        .iter()
        .map(|step| {
            ["from", "to", "kind"]
                .map(|key| step[key].as_str().expect("text"))
                .into()
        })
        .collect();
    assert_eq!(
        steps,
        [
            ("1", "2", "spouse"),
            ("2", "3", "parent"),
            ("3", "4", "child"),
            ("4", "100", "owns")
        ]
    );
    assert_eq!(answers[0]["path"][3]["percent"], "6");
    assert_eq!(answers[0]["path"][0]["since"], "2004-03-20");
    assert!(
        answers[0]["words_en"]
            .as_str()
            .expect("words")
            .starts_with("4 is the spouse's brother or sister of 1; 4 holds 6 % of 100.")
    );
    assert_eq!(answers[1]["rule"], "law-1337-own");
    assert!(
        answers[1]["law"]["name"]
            .as_str()
            .expect("a law")
            .contains("1337")
    );
    assert_eq!(
        answers[4]["missing"][0],
        "The recorded shares of 102 add up to 140 %; correct them."
    );
    assert!(
        answers[5]["missing"][0]
            .as_str()
            .expect("a reason")
            .contains("“999”")
    );
    assert_eq!(told["refused"]["lines"], 4);
    assert_eq!(told["counts"]["barred"], 1);
    // At an earlier date the board member is barred, and the firm of the brother-in-law did not exist.
    let earlier = json(dir.path(), &["--at", "1398/06/01"]);
    assert_eq!(earlier["answers"][3]["outcome"], "barred");
    assert_eq!(earlier["answers"][0]["outcome"], "insufficient-data");
}

#[test]
fn bench_measures() {
    let dir = tempfile::tempdir().expect("a directory");
    write(dir.path());
    let told = json(dir.path(), &["--bench"]);
    for key in ["p50_ns", "p99_ns", "max_ns"] {
        assert!(told[key].as_u64().is_some_and(|ns| ns > 0), "{key}");
    }
    assert!(
        told["bytes_per_tie"]
            .as_f64()
            .is_some_and(|bytes| bytes > 0.0)
    );
    // The unknown party is not among the questions measured.
    assert_eq!(told["questions"], 5);
}

#[test]
fn files_that_cannot_be_used_are_told_in_one_line() {
    let dir = tempfile::tempdir().expect("a directory");
    write(dir.path());
    fs::write(dir.path().join("edges.csv"), "from,to\n1,2\n").expect("written");
    let done = amin(dir.path(), &[]);
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(2));
    assert!(
        said.contains("edges.csv: the column src is missing"),
        "{said}"
    );
    for args in [
        ["--at", "soon"],
        ["--matter", "lunch"],
        ["--adopt", "law-1"],
    ] {
        assert_eq!(amin(dir.path(), &args).status.code(), Some(2), "{args:?}");
    }
}
