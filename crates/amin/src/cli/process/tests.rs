use clap::Parser;

use super::*;

#[derive(Parser)]
struct Program {
    #[command(flatten)]
    process: ProcessArgs,
}

/// Exit status, standard output and standard error of `amin process ARGS… FILE` on a file with this content.
fn amin_process(args: &[&str], content: &[u8]) -> (u8, String, String) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    let path = file.path().to_str().unwrap();
    let all = [&["process"], args, &[path]].concat();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let program = Program::try_parse_from(all).unwrap();
    let status = execute(&program.process.command, &mut out, &mut err);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status, text(out), text(err))
}

const CSV: &str = "پرونده,فعالیت,زمان,کاربر\n\
    ۱,ثبت,۱۴۰۴/۰۵/۱۲ ۰۸:۰۰,الف\n\
    ۱,صدور,۱۴۰۴/۰۵/۱۳ ۰۸:۰۰,ب\n\
    ۲,ثبت,۱۴۰۴/۰۵/۱۴ ۰۸:۰۰:۳۰,الف\n\
    ۲,صدور,فردا,ب\n";

#[test]
fn json_keys_are_those_of_the_contract() {
    let (status, out, err) = amin_process(&["summary", "--json"], CSV.as_bytes());
    let value: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(status, 0);
    assert!(
        err.contains("1 left out") && err.contains("line 5") && err.contains("فردا"),
        "{err}"
    );
    assert_eq!(value["cases"], 2);
    assert_eq!(value["events"], 3);
    // 12 Mordad 1404 is 3 August 2025; Iran keeps +03:30 all year since 1402.
    assert_eq!(value["first"], "2025-08-03T04:30:00Z");
    assert_eq!(value["last"], "2025-08-05T04:30:30Z");
    assert_eq!(value["duration_seconds"]["median"], 43_200.0);
    let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 8, "{keys:?}");

    let (_, out, _) = amin_process(&["dfg", "--json"], CSV.as_bytes());
    let value: serde_json::Value = serde_json::from_str(&out).unwrap();
    let edge =
        serde_json::json!({"from": "ثبت", "to": "صدور", "count": 1, "median_seconds": 86_400.0});
    assert_eq!(value["edges"], serde_json::json!([edge]));

    let (_, out, _) = amin_process(&["variants", "--json"], CSV.as_bytes());
    let value: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        value["variants"][0],
        serde_json::json!({"activities": ["ثبت", "صدور"], "count": 1})
    );

    let (_, out, _) = amin_process(&["times", "--json", "--calendar", "solar"], CSV.as_bytes());
    let value: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(value["months"][0]["month"], "1404-05");
    assert_eq!(value["waiting"]["method"], "hand_over_gaps");
    assert_eq!(value["waiting"]["share"], 1.0);
}

#[test]
fn tables_name_every_figure() {
    for command in ["summary", "dfg", "variants", "times"] {
        let (status, out, _) = amin_process(&[command], CSV.as_bytes());
        assert_eq!(status, 0);
        assert!(out.lines().count() >= 2, "{out}");
    }
    let (_, out, _) = amin_process(&["summary"], CSV.as_bytes());
    assert!(out.contains("duration median         12.0 h"), "{out}");
}

#[test]
fn bad_input_is_one_line_and_status_two() {
    let bad: [(&[u8], &str); 4] = [
        (b"", "empty"),
        (b"<log><trace>", "incomplete"),
        (b"a,b\n1,2\n", "the header has: a, b"),
        (&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1], "cut off"),
    ];
    for (content, word) in bad {
        let (status, out, err) = amin_process(&["summary"], content);
        assert_eq!(
            (status, out.as_str(), err.lines().count()),
            (2, "", 1),
            "{err}"
        );
        assert!(err.contains(word), "{err}");
    }
}

#[test]
fn offsets_are_seconds_east() {
    assert_eq!(parse_offset("+03:30"), Ok(12_600));
    assert_eq!(parse_offset("-01:00"), Ok(-3_600));
    assert!(parse_offset("three").is_err());
}

#[test]
fn iranian_times_are_read() {
    let at = Some(1_754_195_400_000_000);
    for text in [
        "1404/05/12 08:00",
        "۱۴۰۴/۵/۱۲ ۰۸:۰۰:۰۰",
        "1404-05-12T08:00",
        "08:00 1404/05/12",
        "۲۰۲۵-۰۸-۰۳ ۰۸:۰۰",
    ] {
        assert_eq!(iranian_timestamp(text), at, "{text}");
    }
    for text in ["1404/13/01", "1404/05/12 25:00", "12:00", "yesterday"] {
        assert_eq!(iranian_timestamp(text), None, "{text}");
    }
}

/// Exit status, standard output and standard error of `amin process ARGS…`, run as they stand.
fn run_as_written(args: &[&str]) -> (u8, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let program = Program::try_parse_from([&["process"], args].concat()).unwrap();
    let status = execute(&program.process.command, &mut out, &mut err);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status, text(out), text(err))
}

/// Each format in turn is made from the one before; every one gives the same figures to every command.
#[test]
fn every_format_opens_and_converts() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("log.csv"), CSV).unwrap();
    let expected = run_as_written(&["variants", "--json", &path("log.csv")]).1;
    assert!(expected.contains("صدور"));
    let mut before = path("log.csv");
    for name in [
        "log.xes",
        "log.xes.gz",
        "log.parquet",
        "log.jsonocel",
        "a.ocel.json.gz",
        "b.json",
        "log.xmlocel",
        "c.ocel.xml",
        "d.xml",
        "log.sqlite",
        "e.csv.gz",
    ] {
        let next = path(name);
        let (status, out, err) = run_as_written(&["convert", "--json", &before, &next]);
        assert_eq!(status, 0, "{name}: {err}");
        let answer: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(answer["events"], 3, "{name}: {out}");
        for command in ["summary", "dfg", "variants", "times", "handover"] {
            assert_eq!(run_as_written(&[command, &next]).0, 0, "{command} {name}");
        }
        assert_eq!(
            run_as_written(&["variants", "--json", &next]).1,
            expected,
            "{name}"
        );
        before = next;
    }
    let (status, _, err) = run_as_written(&["convert", &before, &path("log.xes")]);
    assert_eq!(status, 2);
    assert!(err.contains("already"), "{err}");
    let (status, _, err) = run_as_written(&["convert", &before, &path("log.pdf")]);
    assert_eq!(status, 2);
    assert!(err.contains("tells no format"), "{err}");
}

#[test]
fn object_centric_logs_need_a_type() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let ocel = r#"{"objectTypes": [{"name": "permit"}, {"name": "payment"}], "eventTypes": [{"name": "pay"}],
        "objects": [{"id": "p1", "type": "permit"}, {"id": "p2", "type": "permit"}, {"id": "m1", "type": "payment"}],
        "events": [{"id": "e1", "type": "pay", "time": "2026-01-01", "relationships": [{"objectId": "p1"}, {"objectId": "p2"}, {"objectId": "m1"}]},
          {"id": "e2", "type": "pay", "time": "2026-01-02", "relationships": [{"objectId": "p9"}]}]}"#;
    std::fs::write(path("log.json"), ocel).unwrap();
    let (status, _, err) = run_as_written(&["summary", &path("log.json")]);
    assert_eq!(status, 2);
    assert!(
        err.contains("permit (2), payment (1)") && err.contains("--object-type"),
        "{err}"
    );
    let (status, out, err) = run_as_written(&[
        "summary",
        "--json",
        "--object-type",
        "permit",
        &path("log.json"),
    ]);
    let value: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (status, &value["cases"], &value["events"]),
        (0, &2.into(), &2.into())
    );
    assert!(
        err.contains("«p9»") && err.contains("cases are «permit»: 1 events concern no object"),
        "{err}"
    );
    let (status, ..) = run_as_written(&[
        "convert",
        "--object-type",
        "payment",
        &path("log.json"),
        &path("out.xes"),
    ]);
    assert_eq!(status, 0);
    assert!(
        std::fs::read_to_string(path("out.xes"))
            .unwrap()
            .contains("ocel:eid")
    );
}
