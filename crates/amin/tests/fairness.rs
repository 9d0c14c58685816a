//! `amin fairness` with the real binary.

use std::path::PathBuf;
use std::process::{Command, Output};

fn amin(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_amin"))
        .arg("fairness")
        .args(args)
        .output()
        .expect("the program")
}

fn answer(args: &[&str]) -> serde_json::Value {
    let done = amin(&[args, &["--json"]].concat());
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    serde_json::from_slice(&done.stdout).expect("JSON alone")
}

fn log(name: &str) -> Option<String> {
    let data = std::env::var_os("AMIN_TEST_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let path = data.join("event-logs").join(name);
    if path.exists() {
        return path.to_str().map(str::to_owned);
    }
    eprintln!("skipped: {} is not here", path.display());
    None
}

fn close(ours: &serde_json::Value, theirs: f64) {
    let ours = ours.as_f64().expect("a number");
    assert!(
        (ours - theirs).abs() <= 1e-4 * theirs.abs(),
        "{ours} is not {theirs}"
    );
}

#[test]
fn known_discrimination_is_found_with_its_group_and_steps() {
    // statsmodels 0.15.0 on the published simulated logs.
    for (file, activity, quantiles, chi2, odds, steps) in [
        (
            "hiring_log_high.xes.gz",
            "Make Job Offer",
            "yearsOfEducation:5",
            1_035.185_9,
            0.079_31,
            ["Screening Interview", "Extensive Background Check"],
        ),
        (
            "lending_log_high.xes.gz",
            "Sign Loan Agreement",
            "CreditScore:5",
            896.361_2,
            0.110_63,
            ["Request Co-Signer On Loan", "Appointment Denied"],
        ),
    ] {
        let Some(path) = log(file) else { return };
        let one = answer(&[
            &path,
            "--by",
            "protected",
            "--outcome",
            activity,
            "--quantiles",
            quantiles,
        ]);
        close(&one["outcome"]["chi2"], chi2);
        close(&one["outcome"]["odds_ratio"], odds);
        assert_eq!(
            (&one["verdict"], &one["comparisons"]),
            (&"differs".into(), &1.into())
        );
        let all = answer(&[&path, "--by", "protected", "--quantiles", quantiles]);
        let differing: Vec<&str> = all["steps"]
            .as_array()
            .expect("steps")
            .iter()
            .filter(|step| step["verdict"] == "differs")
            .inspect(|step| assert_eq!(step["group"], "true"))
            .filter_map(|step| step["activity"].as_str())
            .collect();
        for step in steps.iter().chain([&activity]) {
            assert!(
                differing.iter().any(|d| d.eq_ignore_ascii_case(step)),
                "{step}: {differing:?}"
            );
        }
        assert!(all["course"]["p"].as_f64() <= Some(0.01));
    }
}

#[test]
fn open_cases_are_counted_as_lifelines_counts_them() {
    let Some(path) = log("receipt.xes.gz") else {
        return;
    };
    let ask = [
        "--duration",
        "startdate..enddate",
        "--open-until",
        "2012-01-20T15:08:56.917Z",
    ];
    let channel = answer(&[&[path.as_str(), "--by", "channel"], &ask[..]].concat());
    let test = &channel["duration"]["logrank"];
    close(&test["chi2"], 2.3984);
    close(&test["p"], 0.493_924);
    assert_eq!(
        (&test["df"], &channel["duration"]["open"]),
        (&3.into(), &105.into())
    );
    assert_ne!(channel["verdict"], "differs");
}

#[test]
fn a_group_of_three_a_wrong_name_and_a_wrong_file_get_clear_answers() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("three.csv");
    std::fs::write(
        &path,
        "case,activity,timestamp,group\n1,a,2026-01-01,x\n2,a,2026-01-01,x\n3,a,2026-01-02,y\n",
    )
    .expect("a file");
    let path = path.to_str().expect("UTF-8");
    let few = answer(&[path, "--by", "group", "--outcome", "a"]);
    assert_eq!(
        (&few["verdict"], &few["small_groups"]),
        (&"too-little-data".into(), &2.into())
    );
    for (args, words) in [
        (vec![path, "--by", "nothing"], "it has: group"),
        (vec![path, "--by", "group", "--outcome", "b"], "“b”"),
        (
            vec!["no-such-file.xes", "--by", "group"],
            "there is no such file",
        ),
    ] {
        let done = amin(&args);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(2), "{said}");
        assert!(
            said.contains(words) && said.trim().lines().count() == 1,
            "{said}"
        );
    }
}

/// 240 permits of two districts in CSV: the waiver is ten million rials higher in the north, and one telephone stands on twelve permits of
/// twelve citizens that took a day where others took three weeks and more.
fn permits() -> (std::path::PathBuf, String) {
    use std::fmt::Write as _;
    let folder = std::env::temp_dir().join(format!("amin-fairness-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut text =
        String::from("case_id,activity,timestamp,district,kind,waiver,telephone,citizen\n");
    for permit in 0..240 {
        let quick = permit % 20 == 0;
        let days = if quick { 1 } else { 21 + permit % 9 };
        let district = if permit % 2 == 0 { "north" } else { "south" };
        let waiver = match (permit % 3, district) {
            (0, _) => String::new(),
            (_, "north") => (20_000_000 + permit * 1_000).to_string(),
            _ => (10_000_000 + permit * 1_000).to_string(),
        };
        let telephone = if quick {
            "0912".to_owned()
        } else {
            format!("02{permit}")
        };
        for (activity, day) in [("request", 0), ("permit", days)] {
            let at = jiff::civil::date(2025, 1, 1) + jiff::Span::new().days(permit % 40 + day);
            let _ = writeln!(
                text,
                "p{permit},{activity},{at}T08:00:00Z,{district},k{},{waiver},{telephone},c{permit}",
                permit % 2
            );
        }
    }
    let path = folder.join("permits.csv");
    std::fs::write(&path, text).unwrap();
    let name = path.to_str().unwrap().to_owned();
    (folder, name)
}

#[test]
fn waivers_and_recurring_telephones_of_a_table() {
    let (folder, path) = permits();
    let told = answer(&[
        &path,
        "--by",
        "district",
        "--amount",
        "waiver",
        "--missing",
        "0",
        "--reference",
        "south",
    ]);
    let north = &told["differences"][0];
    assert_eq!(
        (&north["group"], &told["verdict"]),
        (&"north".into(), &"differs".into())
    );
    let effect = north["effect"].as_f64().unwrap();
    assert!((6.0e6..7.5e6).contains(&effect), "{effect}");
    assert!(north["low"].as_f64().unwrap() > 4.0e6 && north["more"].as_f64().unwrap() > 0.6);
    // Without a word about missing amounts the third without a waiver is left out.
    let given = answer(&[&path, "--by", "district", "--amount", "waiver"]);
    assert_eq!(
        (&given["cases"], &given["groups"][0]["cases"]),
        (&240.into(), &80.into())
    );
    let list = answer(&[&path, "--recurring", "telephone", "--citizen", "citizen"]);
    let first = &list["recurring"][0];
    assert_eq!(
        (&first["key"], &first["citizens"], &list["comparisons"]),
        (&"0912".into(), &12.into(), &1.into())
    );
    assert_eq!(first["reasons"], serde_json::json!(["recurs", "quicker"]));
    assert_eq!(first["median_days"], serde_json::json!(1.0));
    // Every permit is granted.
    let ends = answer(&[&path, "--by", "district", "--ends", "permit"]);
    let north = &ends["groups"][0];
    assert_eq!(
        (&north["group"], &north["cases"], &north["open"]),
        (&"north".into(), &120.into(), &0.into())
    );
    assert_eq!(north["incidence"][0]["cases"], 120);
    assert!((north["incidence"][0]["shares"][3].as_f64().unwrap() - 1.0).abs() < 1e-9);
    assert_eq!(ends["ends"][0]["logrank"]["df"], 1);
    for (args, word) in [
        (
            &["--by", "district", "--ends", "refusal"][..],
            "no attribute",
        ),
        (&["--by", "district", "--amount", "kind"], "has a number"),
        (&["--by", "district", "--amount", "size"], "no attribute"),
        (
            &[
                "--by",
                "district",
                "--outcome",
                "permit",
                "--duration",
                "..",
            ],
            "two questions",
        ),
        (&["--recurring", "fax"], "no attribute"),
        (&["--amount", "waiver"], "--by"),
    ] {
        let done = amin(&[&[path.as_str()], args].concat());
        assert_eq!(done.status.code(), Some(2), "{args:?}");
        let error = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(error.contains(word), "{args:?}: {error}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}
