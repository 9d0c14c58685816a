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
