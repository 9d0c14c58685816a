//! Other people's programs on our log: `aics-tlog` and `aics-witness` from `PyPI`, through `scripts/peer-verify`. Skipped with a note where
//! there is no Python 3.12 or the packages cannot be had.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{Files, ORIGIN, entry, log_key, publish, reader};
use ledger::checkpoint::Checkpoint;
use ledger::cosignature::{WitnessSigner, WitnessVerifier};
use ledger::prove::Prover;
use ledger::tree::LogWriter;
use ledger::witness::{AddCheckpoint, Answer, KnownLogs, decide, read_answer};

/// Runs the script and gives its exit status and output, or `None` where it was skipped.
fn peer(arguments: &[&str]) -> Result<Option<(i32, String)>, Box<dyn Error>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/peer-verify");
    let Ok(output) = Command::new("python3").arg(script).args(arguments).output() else {
        println!("skipped: there is no python3");
        return Ok(None);
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    let status = output.status.code().ok_or("killed")?;
    if status == 77 {
        println!("{text}");
        return Ok(None);
    }
    Ok(Some((status, text)))
}

fn folder(name: &str) -> Result<PathBuf, Box<dyn Error>> {
    let path =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("peers-{name}-{}", std::process::id()));
    if path.exists() {
        fs::remove_dir_all(&path)?;
    }
    fs::create_dir_all(&path)?;
    Ok(path)
}

fn store(folder: &Path, files: &Files) -> Result<(), Box<dyn Error>> {
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().ok_or("no parent")?)?;
        fs::write(path, bytes)?;
    }
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the peers refuse cosignatures that are not fresh"
)]
fn now() -> u64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

fn ours() -> WitnessSigner {
    WitnessSigner::from_seed("witness.example.ir/ours", &[60; 32]).expect("valid name")
}

/// One test, since the first call makes the Python environment.
#[test]
fn aics_tlog_and_aics_witness() -> Result<(), Box<dyn Error>> {
    let vkey = log_key().verifier().to_string();
    let keys = folder("keys")?;
    fs::write(keys.join("vkey"), &vkey)?;
    let key_file = keys.join("vkey");
    let key_file = key_file.to_str().ok_or("path")?;

    // Their auditor reads our tiles, entries, checkpoint and cosignature.
    let log = folder("log")?;
    let path = log.to_str().ok_or("path")?;
    let (mut writer, mut files) = (LogWriter::new(), Files::new());
    publish(&mut writer, &mut files, (0..700).map(entry));
    let first = files.clone();
    publish(&mut writer, &mut files, (700..66_000).map(entry));
    let (_, mut note) = Checkpoint::parse_note(&files["checkpoint"])?;
    note.add(ours().cosign(note.text(), now()));
    let mut published = files.clone();
    published.insert("checkpoint".to_owned(), note.to_string().into_bytes());
    store(&log, &published)?;
    let witness_key = ours().verifier().to_string();
    let arguments = [
        "audit",
        path,
        "--vkey-file",
        key_file,
        "--witness-key",
        &witness_key,
    ];
    let Some((status, text)) = peer(&arguments)? else {
        return Ok(());
    };
    assert_eq!(status, 0, "{text}");
    for name in ["tile/entries/100", "tile/0/200", "tile/1/000", "checkpoint"] {
        let mut bytes = published[name].clone();
        let place = bytes.len() - 5;
        bytes[place] ^= 1;
        fs::write(log.join(name), bytes)?;
        let (status, text) = peer(&arguments)?.ok_or("skipped half-way")?;
        assert_eq!(status, 1, "{name}: {text}");
        fs::write(log.join(name), &published[name])?;
    }

    // Their witness cosigns our checkpoints and refuses what ours would refuse.
    let out = folder("cosign")?;
    let requests = requests(&first, &files)?;
    let mut arguments = vec![
        "cosign".to_owned(),
        ORIGIN.to_owned(),
        vkey,
        out.display().to_string(),
    ];
    for (number, (request, _)) in requests.iter().enumerate() {
        let path = out.join(format!("request{number}"));
        fs::write(&path, request)?;
        arguments.push(path.display().to_string());
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (status, text) = peer(&arguments)?.ok_or("skipped half-way")?;
    assert_eq!(status, 0, "{text}");
    let theirs = WitnessVerifier::parse(fs::read_to_string(out.join("vkey"))?.trim())?;
    let mut state = BTreeMap::new();
    let logs = KnownLogs::from([(ORIGIN.to_owned(), vec![log_key().verifier()])]);
    for (number, (request, expected)) in requests.iter().enumerate() {
        let answer = fs::read(out.join(number.to_string()))?;
        let mut parts = answer.splitn(3, |b| *b == b'\n');
        let mut next = || parts.next().ok_or("short answer");
        let status: u16 = std::str::from_utf8(next()?)?.parse()?;
        let content_type = std::str::from_utf8(next()?)?.to_owned();
        let body = next()?;
        assert_eq!(
            status,
            *expected,
            "request {number}: {}",
            String::from_utf8_lossy(body)
        );
        let decision = decide(
            &[ours()],
            &logs,
            |origin| state.get(origin).copied(),
            request,
            now(),
        );
        assert_eq!(
            decision.status, status,
            "request {number}: ours answers {}",
            decision.body
        );
        if status == 200 {
            let (parsed, _) = AddCheckpoint::parse(request)?;
            let answer = read_answer(
                status,
                Some(&content_type),
                body,
                parsed.note.text(),
                &theirs,
            )?;
            assert!(matches!(answer, Answer::Cosigned { .. }));
        }
        if status == 409 {
            assert_eq!(body, decision.body.as_bytes());
        }
        if let Some(update) = decision.update {
            state.insert(update.origin, update.new);
        }
    }

    // Their client has both checkpoints cosigned by our witness, learning the old size from our answer.
    let checkpoints = folder("checkpoints")?;
    let mut paths = Vec::new();
    for (name, bytes) in [
        ("first", &first["checkpoint"]),
        ("second", &files["checkpoint"]),
    ] {
        let path = checkpoints.join(name);
        fs::write(&path, bytes)?;
        paths.push(path.display().to_string());
    }
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    std::thread::spawn(move || serve(&listener));
    let key = ours().verifier().to_string();
    let (status, text) =
        peer(&["feed", &url, &key, path, &paths[0], &paths[1]])?.ok_or("skipped half-way")?;
    assert_eq!(status, 0, "{text}");
    assert_eq!(
        text.lines()
            .filter(|line| line.starts_with("— witness.example.ir/ours "))
            .count(),
        2,
        "{text}"
    );
    // A second client starts from 0, is told the size, and is answered again.
    let (status, text) = peer(&["feed", &url, &key, path, &paths[1]])?.ok_or("skipped half-way")?;
    assert_eq!(status, 0, "{text}");
    for folder in [keys, log, out, checkpoints] {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}

/// A request body and the status of its answer.
type Request = (Vec<u8>, u16);

/// Request bodies with the status that the specification gives them, in this order.
fn requests(first: &Files, second: &Files) -> Result<Vec<Request>, Box<dyn Error>> {
    let body = |files: &Files, old: u64| -> Result<AddCheckpoint, Box<dyn Error>> {
        let (checkpoint, note) = Checkpoint::parse_note(&files["checkpoint"])?;
        let proof = Prover::new(checkpoint.size, &reader(files)).consistency(old)?;
        Ok(AddCheckpoint { old, proof, note })
    };
    let good = body(second, 700)?;
    let mut wrong_proof = good.clone();
    wrong_proof.proof[0].0[0] ^= 1;
    let other_log = good.to_string().replace(ORIGIN, "log.example.ir/other");
    let changed = good.to_string().replace("\n66000\n", "\n66001\n");
    let (mut writer, mut fork) = (LogWriter::new(), Files::new());
    publish(&mut writer, &mut fork, (1..701).map(entry));
    let fork = AddCheckpoint {
        old: 700,
        proof: Vec::new(),
        note: body(&fork, 0)?.note,
    };
    let all = [
        (body(first, 0)?.to_string(), 200),
        (body(first, 700)?.to_string(), 200),
        (body(second, 0)?.to_string(), 409),
        (wrong_proof.to_string(), 422),
        (fork.to_string(), 422),
        (other_log, 404),
        (changed, 403),
        (
            AddCheckpoint {
                old: 66_001,
                ..good.clone()
            }
            .to_string(),
            400,
        ),
        ("old x\n".to_owned(), 400),
        (good.to_string(), 200),
    ];
    Ok(all
        .into_iter()
        .map(|(text, status)| (text.into_bytes(), status))
        .collect())
}

/// Our witness behind the smallest http server that their client speaks to.
fn serve(listener: &TcpListener) {
    let logs = KnownLogs::from([(ORIGIN.to_owned(), vec![log_key().verifier()])]);
    let mut state = BTreeMap::new();
    for stream in listener.incoming().flatten() {
        let Some(body) = read_body(&stream) else {
            continue;
        };
        let decision = decide(
            &[ours()],
            &logs,
            |origin| state.get(origin).copied(),
            &body,
            now(),
        );
        if let Some(update) = decision.update {
            state.insert(update.origin, update.new);
        }
        let _ = write!(
            &stream,
            "HTTP/1.1 {} Answer\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}",
            decision.status,
            decision.content_type,
            decision.body.len(),
            decision.body
        );
    }
}

fn read_body(stream: &TcpStream) -> Option<Vec<u8>> {
    let mut lines = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    lines.read_exact(&mut body).ok()?;
    Some(body)
}
