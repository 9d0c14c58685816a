//! `amin import` with the real binary.

#[path = "sealed_log/common.rs"]
mod common;

use common::{amin, close, fill, open, said, text};

const SERVICES: &str = "code,name,life_stage,legal_time,legal_time_unit\npermit,پروانه,housing,۲,روز\nbad,خدمت,nowhere,,\n";
const LOG: &str = "case,activity,timestamp\n1,in,2026-11-22 08:00\n1,out,2026-11-23 08:00\n2,in,2026-11-22 08:00\n2,out,never\n";

#[tokio::test(flavor = "multi_thread")]
async fn files_are_taken_once_and_bad_input_is_one_sentence() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let file = |name: &str, content: &[u8]| {
        let path = directory.path().join(name);
        std::fs::write(&path, content).expect("a file");
        path
    };
    let (services, log) = (
        file("services.csv", SERVICES.as_bytes()),
        file("log.csv", LOG.as_bytes()),
    );
    let nowhere = directory.path().join("nowhere");
    let (status, words) = said(&amin(&[
        "import",
        "services",
        text(&services),
        "--data",
        text(&nowhere),
    ]));
    assert!(status == 2 && words.contains("no database"), "{words}");
    assert!(!nowhere.exists());

    fill(&data, "town", 1).await;
    let import = |args: &[&str]| {
        said(&amin(
            &[&["import"], args, &["--data", text(&data)]].concat(),
        ))
    };
    let (status, words) = import(&["services", text(&services)]);
    assert!(
        status == 0 && words.contains("1 new, 0 changed, 0 unchanged") && words.contains("row 3"),
        "{words}"
    );
    assert!(
        import(&["services", text(&services), "--json"])
            .1
            .contains("\"unchanged\":1")
    );

    let (status, words) = import(&["log", text(&log), "--service", "permit", "--json"]);
    let report: serde_json::Value = serde_json::from_str(words.trim()).expect("JSON alone");
    assert_eq!(
        (status, &report["cases"], &report["events"]),
        (0, &2.into(), &3.into())
    );
    assert_eq!(
        (&report["refused"], &report["refusals"][0]["line"]),
        (&1.into(), &5.into())
    );
    let (_, words) = import(&["log", text(&log), "--service", "permit"]);
    assert!(words.contains("already imported"), "{words}");

    for (args, word) in [
        (
            vec!["log", text(&log), "--service", "permitt"],
            "no service «permitt»",
        ),
        (
            vec![
                "log",
                text(&log),
                "--service",
                "permit",
                "--organisation",
                "village",
            ],
            "no organisation «village»",
        ),
        (
            vec!["log", text(&log), "--service", "permit", "--case", "file"],
            "case, activity, timestamp",
        ),
        (
            vec!["log", "/no/such/file", "--service", "permit"],
            "no such file",
        ),
        (
            vec!["log", text(directory.path()), "--service", "permit"],
            "directory",
        ),
        (
            vec!["log", text(&file("empty", b"")), "--service", "permit"],
            "empty",
        ),
        (
            vec![
                "log",
                text(&file("cut.gz", &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1])),
                "--service",
                "permit",
            ],
            "cut off",
        ),
        (
            vec![
                "log",
                text(&file("x.xes", b"<log><trace>")),
                "--service",
                "permit",
            ],
            "incomplete",
        ),
        (
            vec![
                "log",
                text(&file("l.csv", b"case,activity,timestamp\n1,\xe3\xd1,1\n")),
                "--service",
                "permit",
            ],
            "UTF-8",
        ),
        (
            vec!["services", text(&file("s.csv", b"a,b\n1,2\n"))],
            "code",
        ),
    ] {
        let (status, words) = import(&args);
        assert!(
            status == 2 && words.contains(word) && words.lines().count() == 1,
            "{args:?}: {words}"
        );
    }

    let running = open(&data, Vec::new()).await;
    let (status, words) = import(&["log", text(&log), "--service", "permit"]);
    assert!(
        status == 2
            && words.contains("is running on this data directory")
            && words.lines().count() == 1,
        "{words}"
    );
    close(running).await;
    let (status, words) = said(&amin(&["check", "--data", text(&data)]));
    assert_eq!(status, 0, "{words}");
}
