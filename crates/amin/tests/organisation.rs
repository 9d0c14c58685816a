//! `amin organisation add` with the real binary.

#[path = "sealed_log/common.rs"]
mod common;

use common::{amin, text};

fn add(data: &std::path::Path, slug: &str, more: &[&str]) -> (i32, String, String) {
    let words = [
        "organisation",
        "add",
        "--data",
        text(data),
        "--slug",
        slug,
        "--name",
        "شهرداری گلشهر",
        "--name-en",
        "Golshahr",
        "--unit",
        "حوزه شهردار",
        "--administrator",
        "مریم احمدی",
    ];
    let output = amin(&[&words, more].concat());
    let told = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code().unwrap_or(-1),
        told(&output.stdout),
        told(&output.stderr),
    )
}

#[test]
fn organisations_are_added_one_after_another() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let (status, out, why) = add(&data, "golshahr", &["--json"]);
    assert_eq!(status, 0, "{why}");
    let told: serde_json::Value = serde_json::from_str(out.trim()).expect("JSON alone");
    assert_eq!(
        (&told["slug"], &told["username"]),
        (&"golshahr".into(), &"admin".into())
    );
    assert_eq!(told["password"].as_str().map(str::len), Some(19));
    let (status, out, _) = add(
        &data,
        "second",
        &["--kind", "village", "--username", "zahra"],
    );
    assert!(
        status == 0 && out.contains("second is made") && out.contains("zahra"),
        "{out}"
    );

    for (slug, kind, named) in [
        ("golshahr", "municipality", "--slug"),
        ("log", "village", "--slug"),
        ("third", "city", "--kind"),
    ] {
        let (status, out, why) = add(&data, slug, &["--kind", kind]);
        assert!(
            status == 2 && out.is_empty() && why.contains(named) && why.lines().count() == 1,
            "{out} {why}"
        );
    }
    let check = amin(&["check", "--data", text(&data)]);
    assert_eq!(
        check.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&check.stdout)
    );
}
