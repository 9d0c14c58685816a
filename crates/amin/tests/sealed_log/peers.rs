//! Other people's programs (`PyPI`: aics-tlog, aics-witness) on the program's own log and on `amin witness`. Skipped with a note where
//! there is no Python 3.12.

use std::fs;
use std::path::Path;
use std::process::Command;

use ledger::checkpoint::Checkpoint;
use ledger::cosignature::WitnessVerifier;
use ledger::witness::{AddCheckpoint, Answer, read_answer};

use crate::common::{fill, text};
use crate::witnesses::Witness;

/// Exit status and output of `scripts/peer-verify`, or `None` where it was skipped.
fn peer(arguments: &[&str]) -> Option<(i32, String)> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/peer-verify");
    let Ok(output) = Command::new("python3").arg(script).args(arguments).output() else {
        println!("skipped: there is no python3");
        return None;
    };
    let (status, words) = crate::common::said(&output);
    if status == 77 {
        println!("{words}");
        return None;
    }
    Some((status, words))
}

#[tokio::test(flavor = "multi_thread")]
async fn aics_tlog_and_aics_witness_agree_with_the_program() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    fill(&data, "first", 300).await;
    let log = data.join("log");
    let first = directory.path().join("first");
    fs::copy(log.join("checkpoint"), &first).expect("a copy");
    fill(&data, "second", 300).await;
    // Their tool refuses a key that lies beside the log which it is to check.
    let vkey = directory.path().join("vkey");
    fs::copy(log.join("vkey"), &vkey).expect("a copy");

    // Their auditor passes the tile directory, and finds one changed byte.
    let Some((status, words)) = peer(&["audit", text(&log), "--vkey-file", text(&vkey)]) else {
        return;
    };
    assert_eq!(status, 0, "{words}");
    let tile = log.join("tile/entries/001");
    let good = fs::read(&tile).expect("a tile");
    let mut bad = good.clone();
    bad[100] ^= 1;
    fs::write(&tile, bad).expect("a write");
    assert_eq!(
        peer(&["audit", text(&log), "--vkey-file", text(&vkey)])
            .expect("not skipped")
            .0,
        1
    );
    fs::write(&tile, good).expect("a write");

    // Their witness cosigns our checkpoint.
    let key = fs::read_to_string(&vkey).expect("a key").trim().to_owned();
    let (checkpoint, note) =
        Checkpoint::parse_note(&fs::read(log.join("checkpoint")).expect("a checkpoint"))
            .expect("a note");
    let body = directory.path().join("request");
    fs::write(
        &body,
        AddCheckpoint {
            old: 0,
            proof: Vec::new(),
            note: note.clone(),
        }
        .to_string(),
    )
    .expect("a file");
    let out = directory.path().join("out");
    fs::create_dir(&out).expect("a directory");
    let (status, words) =
        peer(&["cosign", &checkpoint.origin, &key, text(&out), text(&body)]).expect("not skipped");
    assert_eq!(status, 0, "{words}");
    let theirs = WitnessVerifier::parse(
        fs::read_to_string(out.join("vkey"))
            .expect("their key")
            .trim(),
    )
    .expect("a key");
    let answer = fs::read_to_string(out.join("0")).expect("their answer");
    let mut lines = answer.splitn(3, '\n');
    let (status, kind, line) = (
        lines.next().expect("a status"),
        lines.next(),
        lines.next().expect("a body"),
    );
    let answer = read_answer(
        status.parse().expect("a status"),
        kind,
        line.as_bytes(),
        note.text(),
        &theirs,
    )
    .expect("an answer");
    assert!(matches!(answer, Answer::Cosigned { .. }));

    // Our witness answers their client, from nothing and then with a proof from their reading of our tiles.
    let witness = Witness::start(&directory.path().join("state"), "127.0.0.1:0", &key);
    let newest = log.join("checkpoint");
    let (status, words) = peer(&[
        "feed",
        &witness.url,
        &witness.vkey,
        text(&log),
        text(&first),
        text(&newest),
    ])
    .expect("not skipped");
    witness.kill();
    assert_eq!(status, 0, "{words}");
    assert_eq!(words.matches("witness.example/1").count(), 2, "{words}");
}
