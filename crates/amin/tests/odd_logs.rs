//! Logs that no textbook shows, given to the real binary: each gets an answer or one clear sentence, and never a crash.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Command;

/// Exit status, standard output and standard error of `amin ARGS… FILE MORE…`.
fn amin(args: &[&str], name: &str, content: &[u8], more: &[&str]) -> (i32, String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join(name);
    std::fs::write(&file, content).expect("a file");
    let done = Command::new(env!("CARGO_BIN_EXE_amin"))
        .args(args)
        .arg(&file)
        .args(more)
        .output()
        .expect("the program");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (
        done.status.code().unwrap_or(-1),
        text(done.stdout),
        text(done.stderr),
    )
}

const COMMANDS: [&str; 10] = [
    "summary", "dfg", "variants", "times", "handover", "discover", "quality", "workload", "loops",
    "dotted",
];

fn event(name: &str, day: u8) -> String {
    format!(
        "<event><string key=\"concept:name\" value=\"{name}\"/><date key=\"time:timestamp\" value=\"2026-11-{day:02}T08:00:00+03:30\"/></event>"
    )
}

fn trace(name: &str, events: &[String]) -> String {
    format!(
        "<trace><string key=\"concept:name\" value=\"{name}\"/>{}</trace>",
        events.concat()
    )
}

#[test]
fn a_log_of_one_case_of_one_event_and_one_of_nothing_are_answered_by_every_command() {
    let one = format!("<log>{}</log>", trace("1", &[event("ask", 1)]));
    let empty = format!("<log>{}</log>", trace("1", &[]));
    for (log, cases, events) in [
        (one.as_str(), 1, 1),
        (empty.as_str(), 1, 0),
        ("<log></log>", 0, 0),
    ] {
        for command in COMMANDS {
            for json in [&["--json"][..], &[]] {
                let (status, out, err) =
                    amin(&["process", command], "log.xes", log.as_bytes(), json);
                assert!(!err.contains("panicked"), "{command}: {err}");
                if status == 2 {
                    assert_eq!(
                        (err.lines().count(), out.as_str()),
                        (1, ""),
                        "{command}: {err}"
                    );
                } else {
                    assert_eq!(status, 0, "{command}: {err}");
                }
            }
        }
        let (_, out, _) = amin(
            &["process", "summary"],
            "log.xes",
            log.as_bytes(),
            &["--json"],
        );
        let found: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(
            (&found["cases"], &found["events"]),
            (&cases.into(), &events.into())
        );
        let (status, _, err) = amin(
            &["fairness"],
            "log.xes",
            log.as_bytes(),
            &["--by", "district"],
        );
        assert_eq!((status, err.lines().count()), (2, 1), "{err}");
        assert!(err.contains("district"), "{err}");
    }
}

#[test]
fn what_is_odd_is_told_once_for_each_kind() {
    let first = trace("1", &[event("decide", 5), event("ask", 1)]);
    let again = trace("1", &[event("pay", 6)]);
    let backwards = trace("2", &[event("decide", 7), event("ask", 2)]);
    let nameless = format!("<trace>{}</trace>", event("ask", 3));
    let log = format!("<log>{first}{again}{backwards}{nameless}</log>");
    let (status, out, err) = amin(
        &["process", "summary"],
        "log.xes",
        log.as_bytes(),
        &["--json"],
    );
    assert_eq!(status, 0, "{err}");
    let found: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((&found["cases"], &found["events"]), (&2.into(), &5.into()));
    // What was left out, the two clocks with the first named, the case that stands twice: a line each.
    assert_eq!(err.lines().count(), 3, "{err}");
    for words in [
        "left out",
        "case «1» the clock goes backwards",
        "(2 remarks like this one)",
        "the case «1» stands in the file before",
    ] {
        assert!(err.contains(words), "{words}: {err}");
    }
}

#[test]
fn broken_files_and_models_are_one_sentence() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed
        .write_all(format!("<log>{}</log>", trace("1", &[event("ask", 1)])).as_bytes())
        .expect("memory");
    let packed = packed.finish().expect("memory");
    let (status, out, err) = amin(
        &["fairness"],
        "log.xes.gz",
        &packed[..packed.len() - 6],
        &["--by", "x"],
    );
    assert_eq!((status, out.as_str(), err.lines().count()), (2, "", 1));
    assert!(err.contains("cut off"), "{err}");

    let log = format!("<log>{}</log>", trace("1", &[event("ask", 1)]));
    let folder = tempfile::tempdir().expect("a folder");
    let model = folder.path().join("model.pnml");
    // A net that goes round and never reaches its end.
    std::fs::write(&model, "<pnml><net id=\"n\"><page id=\"g\"><place id=\"a\"><initialMarking><text>1</text></initialMarking></place><place id=\"z\"/><transition id=\"t\"><name><text>ask</text></name></transition><arc id=\"x\" source=\"a\" target=\"t\"/><arc id=\"y\" source=\"t\" target=\"a\"/></page><finalmarkings><marking><place idref=\"z\"><text>1</text></place></marking></finalmarkings></net></pnml>").expect("a file");
    let (status, out, err) = amin(
        &["process", "conformance"],
        "log.xes",
        log.as_bytes(),
        &["--model", model.to_str().expect("UTF-8")],
    );
    assert_eq!((status, out.as_str(), err.lines().count()), (2, "", 1));
    assert!(err.contains("never ends"), "{err}");
}

#[test]
fn a_group_of_three_is_too_little_and_said_to_be() {
    let mut csv = String::from("case,activity,timestamp,district\n");
    for case in 0..63 {
        let district = if case < 3 { "small" } else { "large" };
        let _ = write!(
            csv,
            "{case},ask,2026-11-01T08:00:00Z,{district}\n{case},grant,2026-11-{:02}T08:00:00Z,{district}\n",
            2 + case % 9
        );
    }
    let (status, out, err) = amin(
        &["fairness"],
        "log.csv",
        csv.as_bytes(),
        &["--by", "district", "--outcome", "grant", "--json"],
    );
    assert_eq!(status, 0, "{err}");
    let found: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(found["verdict"], "too-little-data");
    assert_eq!(
        (&found["small_groups"], &found["comparisons"]),
        (&1.into(), &0.into())
    );
    // Even where a group of three may be compared, it proves nothing here: everybody is granted.
    let (_, out, _) = amin(
        &["fairness"],
        "log.csv",
        csv.as_bytes(),
        &[
            "--by",
            "district",
            "--outcome",
            "grant",
            "--minimum",
            "3",
            "--json",
        ],
    );
    let found: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(found["verdict"], "too-little-data");
}
