//! `amin names` with the real binary.

use std::io::Write as _;
use std::process::{Command, Output};

fn amin(csv: &[u8], options: &[&str]) -> Output {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(csv).expect("written");
    Command::new(env!("CARGO_BIN_EXE_amin"))
        .arg("names")
        .arg(file.path())
        .args(options)
        .output()
        .expect("the program")
}

#[test]
fn pairs_are_decided_in_their_order() {
    let csv = "\u{FEFF}id,name1,note,name2\n\
        1,علي كريمي,x,علی کریمی\n\
        2,علی کریمی,x,علی کرمی\n\
        3,سید علی کریمی,x,علی کریمی\n\
        4,زهرا صادقی,x,Zahra Sadeghi\n";
    let done = amin(csv.as_bytes(), &["--json"]);
    assert_eq!(done.status.code(), Some(0));
    let answer: serde_json::Value = serde_json::from_slice(&done.stdout).expect("JSON alone");
    let decisions: Vec<&str> = answer
        .as_array()
        .expect("a list")
        .iter()
        .map(|pair| pair["decision"].as_str().expect("a decision"))
        .collect();
    assert_eq!(decisions, ["same", "different", "review", "same"]);
    assert_eq!(answer[0]["name1"], "علي كريمي");
    assert_eq!(answer[2]["name2"], "علی کریمی");
    assert!(answer[2]["why"].as_str().expect("why").contains("Seyyed"));
    assert!(answer[2]["why_fa"].as_str().expect("why").contains("«سید»"));
}

#[test]
fn bad_lines_are_named_and_the_rest_is_decided() {
    let mut csv = "name1;name2\nعلی;علی\nعلی\n;رضا\n".as_bytes().to_vec();
    csv.extend_from_slice(b"\xE3\xE4;x\n");
    csv.extend_from_slice("رضا;رضا\n".as_bytes());
    let done = amin(&csv, &[]);
    assert_eq!(done.status.code(), Some(0));
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    for line in [
        "line 3: the line has no column name2",
        "line 4: name1 is empty",
        "line 5: name1 is not UTF-8",
    ] {
        assert!(told.contains(line), "{told}");
    }
    let out = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(
        out.ends_with("2 pairs: 2 same, 0 to review, 0 different\n"),
        "{out}"
    );
}

#[test]
fn a_file_without_the_columns_is_refused_with_what_it_has() {
    let done = amin("نام,name2\nالف,ب\n".as_bytes(), &["--json"]);
    assert_eq!(done.status.code(), Some(2));
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(
        told.contains("no column “name1”") && told.contains("نام, name2"),
        "{told}"
    );
    assert!(done.stdout.is_empty());
}
