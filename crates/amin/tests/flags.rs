//! `amin flags` with the real binary.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn amin(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_amin"))
        .arg("flags")
        .args(args)
        .output()
        .expect("the program")
}

fn cardinal(file: &Path, more: &[&str]) -> Output {
    let file = file.to_str().expect("a name in UTF-8");
    amin(&[&[file, "--compat", "cardinal", "--json"], more].concat())
}

fn data(path: &str) -> Option<PathBuf> {
    let data = std::env::var_os("AMIN_TEST_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let path = data.join("ocds").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not here", path.display());
    None
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "jsonl"))
        .collect();
    files.sort();
    files
}

/// The settings that the name of a fixture tells, and those that all of them share.
fn settings(name: &str) -> String {
    let (code, setting) = name.split_once('-').unwrap_or((name, ""));
    let setting = match setting {
        "" | "tenderer" => "",
        "procurement_method_details-x-5-y-10" => "[R003.procurement_method_details]\nx = 5\ny = 10",
        "procurement_methods-open+selective" => "procurement_methods = open|selective",
        "threshold-10" => "threshold = 10",
        "minimum_contracting_processes-1" => "minimum_contracting_processes = 1",
        other => panic!("a fixture nobody knows: {other}"),
    };
    format!(
        "no_price_comparison_procurement_methods = NPC\n[exclusions]\nprocurement_method_details = EXC\n[{code}]\n{setting}\n"
    )
}

#[test]
fn every_fixture_of_cardinal_gives_its_answer() {
    let Some(folder) = data("cardinal_test_fixtures/indicators") else {
        return;
    };
    let place = tempfile::tempdir().expect("a directory");
    let files = files(&folder);
    assert_eq!(files.len(), 15);
    for file in files {
        let name = file.file_stem().and_then(|n| n.to_str()).expect("a name");
        let ini = place.path().join("settings.ini");
        fs::write(&ini, settings(name)).expect("written");
        let ini = ini.to_str().expect("a name");
        let done = cardinal(&file, &["--settings", ini, "--no-meta"]);
        assert!(done.status.success(), "{name}");
        let expected = fs::read(file.with_extension("expected")).expect("the answer");
        let [found, expected] = [&done.stdout, &expected]
            .map(|text| serde_json::from_slice::<Value>(text).expect("JSON"));
        assert_eq!(found, expected, "{name}");
    }
}

/// The fixtures of Cardinal's other commands are input nobody expects here: they are read, what cannot be is named, and it ends well.
#[test]
fn fixtures_of_other_commands_are_read_to_the_end() {
    for (folder, count) in [("coverage", 35), ("prepare", 9)] {
        let Some(folder) = data(&format!("cardinal_test_fixtures/{folder}")) else {
            return;
        };
        let files = files(&folder);
        assert_eq!(files.len(), count);
        for file in files {
            let done = cardinal(&file, &[]);
            let told = String::from_utf8_lossy(&done.stderr);
            assert!(done.status.success(), "{}: {told}", file.display());
            serde_json::from_slice::<Value>(&done.stdout).expect("JSON");
            let name = file.file_stem().and_then(|n| n.to_str()).expect("a name");
            // As many as Cardinal warns of.
            let expected = match name {
                "invalid_multiline" => 2,
                name if name.starts_with("invalid_") => 1,
                _ => 0,
            };
            let left_out = told.lines().filter(|line| line.contains("left out: line"));
            assert_eq!(left_out.count(), expected, "{name}: {told}");
        }
    }
}

#[test]
fn dominican_processes_as_cardinal_counts_them_whatever_the_threads() {
    let Some(file) = data("do_10000.jsonl.gz") else {
        return;
    };
    let one = cardinal(&file, &["--threads", "1", "--map"]);
    assert!(one.status.success());
    assert!(one.stderr.is_empty());
    assert!(one.stdout == cardinal(&file, &["--threads", "2", "--map"]).stdout);
    let answer: Value = serde_json::from_slice(&one.stdout).expect("JSON");
    let processes = answer["OCID"].as_object().expect("processes");
    assert_eq!(processes.len(), 9_638);
    for (code, expected) in [
        ("R003", 9_542),
        ("R018", 5_487),
        ("R024", 0),
        ("R028", 295),
        ("R030", 1_259),
        ("R035", 508),
        ("R036", 676),
        ("R058", 72),
    ] {
        let found = processes.values().filter(|one| one.get(code).is_some());
        assert_eq!(found.count(), expected, "{code}");
    }
    assert_eq!(answer["Meta"]["R058"]["upper_fence"], 0.6277);
    assert!(answer["Maps"]["ocid_tenderer"].is_object());
    let bare: Value =
        serde_json::from_slice(&cardinal(&file, &["--no-meta"]).stdout).expect("JSON");
    assert_eq!(bare["OCID"], answer["OCID"]);
    assert!(bare.get("Meta").is_none() && bare.get("Maps").is_none());
}

#[test]
fn wrong_use_is_one_line_and_status_2() {
    let place = tempfile::tempdir().expect("a directory");
    let file = place.path().join("a.jsonl");
    fs::write(&file, "{}\n").expect("written");
    let ini = place.path().join("bad.ini");
    fs::write(&ini, "[R003]\nthreshold = soon\n").expect("written");
    for (file, more, says) in [
        (place.path().join("none.jsonl"), vec![], "none.jsonl"),
        (place.path().to_owned(), vec![], "is a directory"),
        (
            file,
            vec!["--settings", ini.to_str().expect("a name")],
            "bad.ini: line 2: threshold is a whole number",
        ),
    ] {
        let done = cardinal(&file, &more);
        let told = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(2));
        assert_eq!(told.lines().count(), 1, "{told}");
        assert!(told.contains(says), "{told}");
    }
}

fn ours(file: &Path, more: &[&str]) -> (Value, String) {
    let file = file.to_str().expect("a name in UTF-8");
    let done = amin(&[&[file, "--json"], more].concat());
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{told}");
    (serde_json::from_slice(&done.stdout).expect("JSON"), told)
}

/// 3,574 late bids that won were counted apart from the program, with dates parsed as UTC where they name no zone.
#[test]
fn dominican_processes_with_each_difference_explained() {
    let Some(file) = data("do_10000.jsonl.gz") else {
        return;
    };
    let (answer, told) = ours(&file, &["--explain", "--budget", "50"]);
    assert!(told.is_empty(), "{told}");
    assert_eq!(answer["codes"]["R030"]["flag"], 3_574);
    let differences = answer["differences"].as_array().expect("a list");
    let late = differences.iter().filter(|one| one["code"] == "R030");
    // 3,574 less the 1,259 that Cardinal finds.
    assert_eq!(late.count(), 2_315);
    assert!(
        differences
            .iter()
            .all(|one| one["why"].as_str().is_some_and(|why| !why.is_empty()))
    );
    let processes = answer["processes"].as_object().expect("processes");
    assert_eq!(processes.len(), 10_000);
    let (ocid, one) = processes
        .iter()
        .find(|one| one.1["flags"].get("R030").is_some())
        .expect("one");
    let flag = &one["flags"]["R030"];
    assert!(
        flag["value"].as_f64().is_some_and(|hours| hours > 0.0),
        "{ocid}"
    );
    assert!(
        flag["population"]
            .as_u64()
            .is_some_and(|count| count > 8_000)
    );
    assert!(
        flag["rule"]
            .as_str()
            .is_some_and(|rule| rule.starts_with("R030@"))
    );
    assert_eq!(one["sha256"].as_str().map(str::len), Some(64));
    assert_eq!(one["insufficient"]["R046"], "a list of the debarred");
    assert_eq!(
        answer["ranking"]["processes"].as_array().map(Vec::len),
        Some(50)
    );
}

#[test]
fn bad_lines_are_named_and_the_rest_is_judged() {
    let place = tempfile::tempdir().expect("a directory");
    let file = place.path().join("a.jsonl");
    let mut lines = Vec::from(
        "\u{feff}{\"ocid\": \"a\", \"tender\": {\"procurementMethod\": \"open\", \"numberOfTenderers\": 1}}\n",
    );
    lines.extend(b"{\"ocid\": \"b\"\n\n\xff\xfe\n{\"tender\": {}}\n");
    lines.extend(
        b"{\"ocid\": 7, \"tender\": {\"procurementMethod\": \"open\", \"numberOfTenderers\": 1}}\n",
    );
    lines.extend(b"{\"ocid\": \"a\", \"tender\": {}}\n");
    fs::write(&file, lines).expect("written");
    let (answer, told) = ours(&file, &[]);
    assert_eq!(answer["codes"]["R018"]["flag"], 2);
    assert_eq!(answer["input"]["numeric_ocids"], 1);
    assert_eq!(answer["input"]["refused"]["count"], 4);
    for says in [
        "line 2: invalid JSON",
        "line 4: not UTF-8",
        "line 5: ",
        "line 7: process a was told in line 1",
    ] {
        assert!(told.contains(says), "{says}: {told}");
    }
}

#[test]
fn lists_beside_the_processes_and_verdicts() {
    let place = tempfile::tempdir().expect("a directory");
    let file = place.path().join("a.json");
    // One list over several lines.
    let release = r#"[
        {"ocid": "a", "buyer": {"id": "town"}, "tender": {"procurementMethod": "open",
            "tenderPeriod": {"startDate": "2026-03-21", "endDate": "2026-05-01"}, "tenderers": [{"id": "x"}, {"id": "y"}]}}
    ]"#;
    fs::write(&file, release).expect("written");
    let known = place.path().join("known.toml");
    let lists = "debarred = []\n[[owner]]\nid = \"x\"\nowner = \"p\"\n[[owner]]\nid = \"y\"\nowner = \"p\"\n\
        [[official]]\nid = \"clerk\"\nbodies = [\"town\"]\n[[tie]]\nbidder = \"y\"\nofficial = \"clerk\"\noutcome = \"conflict\"\npath = \"brother\"\n\
        [[verdict]]\nocid = \"a\"\ncode = \"R032\"\nverdict = \"confirmed\"\n";
    fs::write(&known, lists).expect("written");
    let (answer, _) = ours(&file, &["--known", known.to_str().expect("a name")]);
    let one = &answer["processes"]["a"];
    assert_eq!(one["flags"]["R032"]["who"], serde_json::json!(["x", "y"]));
    assert_eq!(one["flags"]["A002"]["value"], 3.0);
    assert_eq!(
        one["flags"]["A002"]["detail"],
        "y – clerk: conflict: brother"
    );
    assert!(
        one["clear"]
            .as_array()
            .is_some_and(|clear| clear.contains(&"R046".into()))
    );
    // Beta(1, 1) and one confirmation: 2/3.
    assert!(
        (answer["codes"]["R032"]["precision"]["mean"]
            .as_f64()
            .expect("a number")
            - 2.0 / 3.0)
            .abs()
            < 1e-9
    );
}
