//! `amin process conformance --rules` and `handover` with the real binary.

use std::process::{Command, Output};

fn amin(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_amin"))
        .arg("process")
        .args(args)
        .output()
        .expect("the program")
}

const LOG: &str = "case,activity,timestamp,resource\n\
    1,in,2026-03-21 08:00,x\n1,permit,2026-03-25 08:00,y\n2,in,2026-03-21 08:00,x\n2,permit,2026-03-22 08:00,x\n";

#[test]
fn rules_are_judged_and_wrong_ones_are_one_sentence() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = |name: &str, text: &str| {
        let path = directory.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path.to_str().expect("UTF-8").to_owned()
    };
    let log = file("log.csv", LOG);
    let rules = file(
        "rules.toml",
        "version='1'\n[[rule]]\nid='eyes'\nkind='four-eyes'\na='in'\nb='permit'\n[[rule]]\nid='quick'\nkind='response'\na='in'\nb='permit'\nwithin=2\n",
    );
    let done = amin(&["conformance", &log, "--rules", &rules, "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&done.stdout).expect("JSON alone");
    // Each case differs from one of the two rules.
    assert_eq!(
        (
            &json["fitting_share"],
            &json["average_fitness"],
            &json["log_fitness"]
        ),
        (&0.0.into(), &0.5.into(), &0.5.into())
    );
    assert_eq!(json["deviations"][0]["cases"], serde_json::json!(["2"]));
    assert_eq!(json["deviations"][1]["cases"], serde_json::json!(["1"]));

    let hands = amin(&["handover", &log, "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&hands.stdout).expect("JSON alone");
    assert_eq!(
        json["pairs"],
        serde_json::json!([{"from": "x", "to": "x", "count": 1}, {"from": "x", "to": "y", "count": 1}])
    );

    let wrong = file(
        "wrong.toml",
        "[[rule]]\nid='eyes'\nkind='four-eyes'\na='in'\n",
    );
    let done = amin(&["conformance", &log, "--rules", &wrong]);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(2));
    assert!(
        said.contains("second activity") && said.trim().lines().count() == 1,
        "{said}"
    );
}

/// The share of fitting cases that pm4py and the crate `process_mining` both give for receipt on its `IMf` net: 49.72 %.
#[test]
fn a_discovered_net_is_a_model_to_align_with() {
    let log = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/event-logs/receipt.xes.gz");
    if !log.exists() {
        eprintln!("skipped: no {}", log.display());
        return;
    }
    let log = log.to_str().expect("UTF-8");
    let directory = tempfile::tempdir().expect("a directory");
    let net = directory.path().join("net.pnml");
    let net = net.to_str().expect("UTF-8");
    let done = amin(&[
        "discover", log, "--noise", "0.2", "--format", "pnml", "--out", net,
    ]);
    assert_eq!(done.status.code(), Some(0));
    let done = amin(&["conformance", log, "--model", net, "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&done.stdout).expect("JSON alone");
    let share = json["fitting_share"].as_f64().expect("a share");
    assert!((share - 0.4972).abs() < 2e-4, "{share}");
    assert_eq!(json["computed_cases"], 1434);

    let wrong = directory.path().join("wrong.pnml");
    std::fs::write(&wrong, "<pnml><net").expect("a file");
    let done = amin(&[
        "conformance",
        log,
        "--model",
        wrong.to_str().expect("UTF-8"),
    ]);
    assert_eq!(done.status.code(), Some(2));
    let done = amin(&["conformance", log]);
    assert_eq!(done.status.code(), Some(2));
}
