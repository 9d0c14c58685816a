//! The documents of `amin process` and `amin fairness` hold every key of the JSON that the program gives, and no other.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Words in braces or brackets of a document that are values or names of other things, not keys.
const NO_KEYS: &[&str] = &["amin", "json", "group"];

fn document(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/api");
    std::fs::read_to_string(path.join(name)).expect("a document")
}

/// The part of a document under a heading that begins so, up to the next heading.
fn section<'t>(text: &'t str, heading: &str) -> &'t str {
    let from = text
        .find(&format!("\n{heading}"))
        .unwrap_or_else(|| panic!("no {heading}"));
    let rest = &text[from + 1..];
    let body = rest.find('\n').map_or(rest.len(), |at| at + 1);
    let end = rest[body..]
        .find("\n## ")
        .map_or(rest.len(), |at| body + at);
    &rest[..end]
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase()))
}

/// The code spans of a text.
fn spans(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Every word in a code span: what may be a key.
fn mentioned(text: &str) -> BTreeSet<&str> {
    spans(text).flat_map(words).collect()
}

/// What the document says is a key: code in the first column of a table of keys (in the second where the first names commands), and words
/// in braces anywhere.
fn promised(text: &str) -> BTreeSet<&str> {
    let mut keys = BTreeSet::new();
    let mut column = None;
    for line in text.lines() {
        if !line.starts_with('|') {
            column = None;
        } else if line.starts_with("| key ") {
            column = Some(1);
        } else if line.starts_with("| command | keys ") {
            column = Some(2);
        } else if let Some(column) = column {
            let cell = line.split('|').nth(column).unwrap_or_default();
            keys.extend(spans(cell).flat_map(words));
        }
        for span in spans(line).filter(|span| span.contains('{')) {
            keys.extend(words(&span[span.find('{').unwrap_or(0)..]));
        }
    }
    keys.retain(|key| !NO_KEYS.contains(key));
    keys
}

/// The keys of a value, at any depth. The keys under `dynamic` are names of the data.
fn keys(value: &Value, dynamic: &[&str], found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                found.insert(key.clone());
                if !dynamic.contains(&key.as_str()) {
                    keys(inner, dynamic, found);
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| keys(inner, dynamic, found)),
        _ => {}
    }
}

fn amin(args: &[&str]) -> Value {
    let done = Command::new(env!("CARGO_BIN_EXE_amin"))
        .args(args)
        .arg("--json")
        .output()
        .expect("the program");
    let err = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{args:?}: {err}");
    serde_json::from_slice(&done.stdout).unwrap_or_else(|why| panic!("{args:?}: {why}"))
}

/// Both ways: what the program gives is in the section, and what the section promises is given by one of the runs.
fn agree(section: &str, runs: &[Value], dynamic: &[&str]) {
    let mut given = BTreeSet::new();
    for run in runs {
        keys(run, dynamic, &mut given);
    }
    let name = section.lines().next().unwrap_or_default();
    let mentioned = mentioned(section);
    let untold: Vec<&String> = given
        .iter()
        .filter(|key| !mentioned.contains(key.as_str()))
        .collect();
    assert!(untold.is_empty(), "{name}: not in the document: {untold:?}");
    let missing: Vec<&str> = promised(section)
        .into_iter()
        .filter(|key| !given.contains(*key))
        .collect();
    assert!(missing.is_empty(), "{name}: given by no run: {missing:?}");
}

/// A log in which every kind of answer has something to say: two districts, clerks who hand over and back, months of work, batches, dates
/// that cannot be, steps that one district lacks, amounts, ends, telephones.
fn log() -> String {
    let mut csv = String::from(
        "case,activity,timestamp,resource,district,kind,fee,phone,citizen,case:startdate,case:enddate\n",
    );
    let stamp = |hours: i64| {
        // Days since 2025-01-01, by the lengths of months.
        let (mut day, hour) = (hours / 24, hours % 24);
        let (mut year, mut month) = (2025, 0);
        let lengths = |year: i64| {
            [
                31,
                if year % 4 == 0 { 29 } else { 28 },
                31,
                30,
                31,
                30,
                31,
                31,
                30,
                31,
                30,
                31,
            ]
        };
        while day >= lengths(year)[month] {
            day -= lengths(year)[month];
            month += 1;
            if month == 12 {
                (year, month) = (year + 1, 0);
            }
        }
        format!("{year}-{:02}-{:02}T{hour:02}:00:00Z", month + 1, day + 1)
    };
    for case in 0..240_i64 {
        let district = case % 2;
        let start = case * 36 + 8;
        let phone = if case % 12 == 0 { 1 } else { 100 + case };
        let decided = ["grant", "refuse"][usize::from(case % 5 == 0)];
        let mut steps = vec![("register", 0, 1), ("check", 30, 2), ("register", 54, 1)];
        if district == 0 {
            steps.push(("visit", 100 + case % 7, 3));
        }
        if case % 9 != 8 {
            steps.push((decided, 150 + case % 11 + district * 48, 2));
        }
        if case % 40 == 3 {
            steps.push(("archive", 3_000 + case, 4));
        }
        let end = if case % 30 == 7 { -48 } else { 200 };
        for (step, hours, who) in steps {
            // One case waits long after its first step.
            let hours = hours + if case == 17 && hours > 0 { 2_000 } else { 0 };
            let _ = writeln!(
                csv,
                "c{case},{step},{},w{who},d{district},k{},{},t{phone},p{case},{},{}",
                stamp(start + hours),
                case / 2 % 3,
                100 + case % 17,
                stamp(start + 100),
                if case == 5 {
                    "1970-01-01T00:00:00Z".to_owned()
                } else {
                    stamp(start + 100 + end)
                },
            );
        }
    }
    // Begins in the middle, far away, twice, at midnight, before every floor, and many at once.
    csv.push_str("m1,visit,2025-06-02T10:00:00Z,w3,d0,k0,100,t1,p1,,\nm1,grant,2025-06-03T10:00:00Z,w2,d0,k0,100,t1,p1,,\n");
    csv.push_str("m2,register,2028-06-02T10:00:00Z,w1,d0,k0,100,t2,p2,,\n");
    csv.push_str("m3,register,2025-06-04T00:00:00Z,w1,d0,k0,100,t2,p2,1910-01-01T00:00:00Z,\nm3,register,2025-06-04T00:00:00Z,w1,d0,k0,100,t2,p2,,\n");
    for case in 0..12 {
        let _ = writeln!(
            csv,
            "b{case},register,2025-07-01T10:00:00Z,w1,d0,k0,100,t{case},p{case},,"
        );
    }
    csv
}

const RULES: &str = "version = \"1\"\nends = [\"grant\", \"refuse\"]\n[[rule]]\nid = \"visited\"\nkind = \"precedence\"\na = \"visit\"\nb = [\"grant\", \"refuse\"]\n[[rule]]\nid = \"two\"\nkind = \"four-eyes\"\na = \"check\"\nb = \"sign\"\n";

#[test]
fn the_keys_of_process_are_those_of_its_document() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let file = path("log.csv");
    std::fs::write(&file, log()).expect("a file");
    std::fs::write(path("rules.toml"), RULES).expect("a file");
    let text = document("process.md");
    let plain = |command: &str| amin(&["process", command, &file]);
    agree(
        section(&text, "## JSON"),
        &["summary", "dfg", "variants", "times"].map(plain),
        &[],
    );
    agree(
        section(&text, "## `amin process handover`"),
        &[plain("handover")],
        &[],
    );
    let model = path("model.pnml");
    let discover = amin(&[
        "process", "discover", &file, "--out", &model, "--noise", "0.2",
    ]);
    agree(
        section(&text, "## `amin process discover"),
        &[discover],
        &[],
    );
    let rules = path("rules.toml");
    let judged = amin(&["process", "conformance", &file, "--rules", &rules]);
    agree(
        section(&text, "## `amin process conformance --rules FILE`"),
        &[judged],
        &[],
    );
    let aligned = amin(&["process", "conformance", &file, "--model", &model]);
    agree(
        section(&text, "## `amin process conformance --model FILE`"),
        &[aligned],
        &[],
    );
    let quality = amin(&["process", "quality", &file, "--unit", "district"]);
    let found = |kind: &str| {
        let all = quality["findings"].as_array().expect("findings");
        assert!(all.iter().any(|one| one["kind"] == kind), "{kind}");
    };
    let part = section(&text, "## `amin process quality");
    // Thresholds stand in a file of their own, whose keys it names.
    let mut without = quality.clone();
    without["thresholds"] = Value::Null;
    for line in part.lines().filter(|line| line.starts_with("| `")) {
        let first = spans(line).next().unwrap_or_default();
        // The head of the table says `kind`.
        if line.split('|').count() == 5 && first != "kind" {
            found(first);
        }
    }
    agree(part, &[without], &[]);
    agree(
        section(&text, "## `amin process workload"),
        &[plain("workload")],
        &[],
    );
    let loops = amin(&["process", "loops", &file, "--visit", "register"]);
    agree(section(&text, "## `amin process loops"), &[loops], &[]);
    agree(
        section(&text, "## `amin process dotted"),
        &[plain("dotted")],
        &[],
    );
    let xes = amin(&["process", "convert", &file, &path("log.xes")]);
    let objects = amin(&["process", "convert", &file, &path("log.jsonocel")]);
    agree(
        section(&text, "## `amin process convert"),
        &[xes, objects],
        &[],
    );
}

#[test]
fn the_keys_of_fairness_are_those_of_its_document() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("log.csv");
    std::fs::write(&file, log()).expect("a file");
    let file = file.to_str().expect("UTF-8");
    let ask = |more: &[&str]| amin(&[&["fairness", file][..], more].concat());
    let by = |more: &[&str]| ask(&[&["--by", "district", "--strata", "kind"][..], more].concat());
    let text = document("fairness.md");
    agree(
        section(&text, "## JSON"),
        &[
            by(&["--outcome", "grant"]),
            by(&["--duration", "..grant"]),
            by(&["--duration", "startdate..enddate"]),
            by(&[]),
            by(&["--amount", "fee"]),
            by(&["--ends", "grant,refuse"]),
        ],
        &["median_days"],
    );
    agree(
        section(&text, "## `--recurring`"),
        &[
            ask(&[
                "--recurring",
                "phone",
                "--citizen",
                "citizen",
                "--outcome",
                "grant",
            ]),
            ask(&[
                "--recurring",
                "phone",
                "--citizen",
                "citizen",
                "--duration",
                "startdate..enddate",
            ]),
        ],
        &[],
    );
}
