//! `amin witness` as another program: it cosigns what the log publishes, answers as specified, and remembers.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use amin::platform::config::WitnessSettings;
use amin::sealed_log::{receipt, witnesses_of};
use ledger::checkpoint::Checkpoint;
use ledger::cosignature::WitnessVerifier;
use ledger::note::{Note, Signer};
use ledger::policy::Policy;
use ledger::tree::LogWriter;
use ledger::witness::AddCheckpoint;
use serde_json::Value;

use crate::common::{act, amin, close, open, said, text};

pub(crate) struct Witness {
    child: Child,
    pub(crate) url: String,
    pub(crate) vkey: String,
}

impl Witness {
    pub(crate) fn start(state: &Path, listen: &str, log: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_amin"))
            .args([
                "witness",
                "--state",
                text(state),
                "--listen",
                listen,
                "--name",
                "witness.example/1",
                "--json",
                "--log",
                log,
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a witness");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output"))
            .read_line(&mut line)
            .expect("a line");
        let said: Value = serde_json::from_str(&line).expect("json");
        let part = |name: &str| said[name].as_str().expect("text").to_owned();
        Self {
            child,
            url: format!("http://{}", part("listen")),
            vkey: part("vkey"),
        }
    }

    pub(crate) fn kill(mut self) {
        self.child.kill().expect("a kill");
        self.child.wait().expect("the end");
    }

    async fn add(&self, body: String) -> (u16, String, String) {
        let client = amin::platform::outgoing::client().expect("a client");
        let answer = client
            .post(format!("{}/add-checkpoint", self.url))
            .body(body)
            .send()
            .await
            .expect("an answer");
        let kind = answer
            .headers()
            .get("content-type")
            .and_then(|kind| kind.to_str().ok())
            .unwrap_or("")
            .to_owned();
        (
            answer.status().as_u16(),
            kind,
            answer.text().await.expect("a body"),
        )
    }
}

/// A log of so many entries, its signed checkpoint, and the request that brings a witness from `old` to it.
fn request(signer: &Signer, old: u64, size: u64, first: &str) -> AddCheckpoint {
    let mut log = LogWriter::new();
    for number in 0..size {
        log.append(format!("{first} {number}").as_bytes())
            .expect("an entry");
    }
    let files: std::collections::HashMap<String, Vec<u8>> = log
        .take_files()
        .into_iter()
        .map(|(tile, bytes)| (tile.path(), bytes))
        .collect();
    let read = |path: &str| {
        files
            .get(path)
            .cloned()
            .ok_or(std::io::Error::from(std::io::ErrorKind::NotFound))
    };
    let proof = ledger::prove::Prover::new(size, &read)
        .consistency(old.min(size))
        .expect("a proof");
    let note = log
        .checkpoint(signer.verifier().name())
        .sign(signer)
        .expect("a note");
    AddCheckpoint { old, proof, note }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_witness_answers_as_specified_and_remembers() {
    let directory = tempfile::tempdir().expect("a directory");
    let state = directory.path().join("state");
    let ours = Signer::from_seed("log.example/1", &[5; 32]).expect("a key");
    let stranger = Signer::from_seed("log.example/2", &[6; 32]).expect("a key");
    let impostor = Signer::from_seed("log.example/1", &[7; 32]).expect("a key");
    let vkey = ours.verifier().to_string();
    let witness = Witness::start(&state, "127.0.0.1:0", &vkey);
    let key = WitnessVerifier::parse(&witness.vkey).expect("a key");

    assert_eq!(witness.add("rubbish".into()).await.0, 400);
    assert_eq!(
        witness
            .add(request(&stranger, 0, 3, "e").to_string())
            .await
            .0,
        404
    );
    assert_eq!(
        witness
            .add(request(&impostor, 0, 3, "e").to_string())
            .await
            .0,
        403
    );
    let first = request(&ours, 0, 3, "e");
    let (status, _, body) = witness.add(first.to_string()).await;
    assert_eq!(status, 200, "{body}");
    let line = ledger::note::NoteSignature::parse(body.trim_end_matches('\n')).expect("a line");
    assert!(key.check(first.note.text(), &line.signature).is_some());
    let (status, kind, body) = witness.add(request(&ours, 0, 5, "e").to_string()).await;
    assert_eq!(
        (status, kind.as_str(), body.as_str()),
        (409, "text/x.tlog.size", "3\n")
    );
    assert_eq!(
        witness
            .add(request(&ours, 3, 5, "another history").to_string())
            .await
            .0,
        422
    );
    assert_eq!(
        witness.add(request(&ours, 3, 5, "e").to_string()).await.0,
        200
    );
    // Two requests at once from the same size: one of them only is signed.
    let both = [
        request(&ours, 5, 6, "e").to_string(),
        request(&ours, 5, 7, "e").to_string(),
    ];
    let answers = futures::future::join_all(both.into_iter().map(|body| witness.add(body))).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.0).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let (_, _, size) = witness.add(request(&ours, 0, 9, "e").to_string()).await;
    // A second witness on the same state refuses to start.
    let (status, words) = said(&amin(&[
        "witness",
        "--state",
        text(&state),
        "--listen",
        "127.0.0.1:0",
        "--log",
        &vkey,
    ]));
    assert_eq!(status, 2, "{words}");
    assert!(words.contains("another witness"), "{words}");
    let (old_key, listen) = (
        witness.vkey.clone(),
        witness.url.trim_start_matches("http://").to_owned(),
    );
    witness.kill();

    // What it has signed it knows after a kill, with the same key.
    let witness = Witness::start(&state, &listen, &vkey);
    assert_eq!(witness.vkey, old_key);
    let (status, _, again) = witness.add(request(&ours, 0, 9, "e").to_string()).await;
    assert_eq!((status, again), (409, size));
    witness.kill();

    // With its state damaged it signs nothing of that log.
    let file = fs::read_dir(&state)
        .expect("files")
        .flatten()
        .map(|entry| entry.path())
        .find(|p| p.extension().is_some_and(|e| e == "checkpoint"));
    let file = file.expect("a state file");
    let mut bytes = fs::read(&file).expect("its bytes");
    let place = bytes.len() / 3;
    bytes[place] ^= 1;
    fs::write(&file, bytes).expect("a write");
    let witness = Witness::start(&state, "127.0.0.1:0", &vkey);
    assert_eq!(
        witness.add(request(&ours, 7, 9, "e").to_string()).await.0,
        500
    );
    witness.kill();
}

/// Waits until a published note satisfies a condition.
async fn published(
    app: &amin::platform::state::App,
    what: &str,
    good: impl Fn(&Checkpoint, &Note) -> bool,
) {
    for _ in 0..200 {
        let (_, note) = app.seal.published();
        let (checkpoint, note) = Checkpoint::parse_note(note.as_bytes()).expect("a note");
        if good(&checkpoint, &note) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{what}: {}", app.seal.published().1);
}

#[tokio::test(flavor = "multi_thread")]
async fn checkpoints_are_cosigned_and_published_without_a_witness_that_is_down() {
    let directory = tempfile::tempdir().expect("a directory");
    let (data, state) = (
        directory.path().join("data"),
        directory.path().join("state"),
    );
    let running = open(&data, Vec::new()).await;
    let vkey = running.app.seal.verifier().to_string();
    close(running).await;
    let witness = Witness::start(&state, "127.0.0.1:0", &vkey);
    let settings = vec![WitnessSettings {
        url: witness.url.clone(),
        vkey: witness.vkey.clone(),
    }];
    let key = WitnessVerifier::parse(&witness.vkey).expect("a key");
    let running = open(&data, settings).await;
    let app = running.app.clone();
    let publishing = tokio::spawn(amin::sealed_log::publish_regularly(app.clone()));
    for number in 0..3 {
        act(&app, format!("a-{number}")).await.expect("an act");
    }
    let signed = |note: &Note| matches!(key.time_of(note), Ok(Some(_)));
    published(&app, "cosigned", |checkpoint, note| {
        checkpoint.size == 3 && signed(note)
    })
    .await;
    act(&app, "b".into()).await.expect("an act");
    published(&app, "cosigned again", |checkpoint, note| {
        checkpoint.size == 4 && signed(note)
    })
    .await;

    // A receipt says that the witness has signed, and verifies under a policy that demands it.
    let mut conn = app.read().await.expect("a connection");
    let proof = receipt(&app, &mut conn, 3, &["slug"])
        .await
        .expect("a receipt");
    assert_eq!(witnesses_of(&app.seal, &proof), 1);
    let file = directory.path().join("receipt.tlog-proof");
    fs::write(&file, proof.encode()).expect("a file");
    let policy = directory.path().join("policy");
    fs::write(&policy, format!("log {vkey}\nwitness w {key}\nquorum w\n")).expect("a file");
    assert!(Policy::parse(&fs::read(&policy).expect("a file")).is_ok());

    let url = witness.url.clone();
    witness.kill();
    act(&app, "c".into()).await.expect("an act");
    published(&app, "without the witness", |checkpoint, note| {
        checkpoint.size == 5 && !signed(note)
    })
    .await;
    assert!(app.seal.witnesses()[0].failing.is_some());

    // It comes back and signs what it has missed.
    let witness = Witness::start(&state, url.trim_start_matches("http://"), &vkey);
    published(&app, "cosigned late", |checkpoint, note| {
        checkpoint.size == 5 && signed(note)
    })
    .await;
    publishing.abort();
    let _ = publishing.await;
    drop(conn);
    drop(app);
    running.app.db.close().await;
    drop(running);
    witness.kill();

    // The receipt verifies offline, after the server and the witness are gone.
    let (status, words) = said(&amin(&[
        "verify",
        text(&file),
        "--policy",
        text(&policy),
        "--json",
    ]));
    assert_eq!(status, 0, "{words}");
    let json: Value = serde_json::from_str(words.lines().next().expect("a line")).expect("json");
    assert_eq!(
        (
            json["fields"]["slug"].as_str(),
            json["witnesses"].as_array().map(Vec::len)
        ),
        (Some("b"), Some(1))
    );
    let changed = fs::read_to_string(&file)
        .expect("a file")
        .replacen("index 3", "index 2", 1);
    fs::write(&file, changed).expect("a file");
    let (status, words) = said(&amin(&["verify", text(&file), "--policy", text(&policy)]));
    assert_eq!(status, 1, "{words}");
    assert_eq!(said(&amin(&["verify", text(&file)])).0, 2);
    let (status, words) = said(&amin(&["verify", text(&data), "--policy", text(&policy)]));
    assert_eq!(status, 0, "{words}");
}
