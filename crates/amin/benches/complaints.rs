//! Complaints a second over http: accepted, durable, covered by a signed checkpoint, with the proof in the answer.
//!
//! `cargo bench -p amin --bench complaints` — `AMIN_BENCH_SECONDS` (10), `AMIN_BENCH_CLIENTS` (16), and
//! `AMIN_TEST_PG` for the same on `PostgreSQL`. Server and clients share the machine's cores. Afterwards every accepted
//! complaint is looked for in the database and a sample of the proofs is checked offline.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![allow(missing_docs, reason = "a program")]

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use amin::organisation::acts::{NewOrganisation, found};
use amin::platform::actor::Actor;
use amin::platform::clock::Clock;
use amin::platform::config::Config;
use amin::platform::errors::ActError;
use amin::platform::start::start;
use futures::FutureExt;
use ledger::hash::Hash;
use ledger::policy::Policy;
use ledger::proof::TlogProof;
use store::{Random, fetch_one};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let directory =
        tempfile::tempdir_in(std::env::var("AMIN_BENCH_DIR").unwrap_or_else(|_| ".".into()))
            .expect("a directory");
    let sqlite = format!("sqlite:{}", directory.path().join("bench.db").display());
    runtime.block_on(run("SQLite", sqlite, directory.path().join("sqlite")));
    if let Ok(server) = std::env::var("AMIN_TEST_PG") {
        runtime.block_on(run("PostgreSQL", server, directory.path().join("postgres")));
    } else {
        println!("PostgreSQL: AMIN_TEST_PG names no server; run through scripts/with-postgres");
    }
}

async fn run(engine: &str, database: String, data: std::path::PathBuf) {
    std::fs::create_dir_all(&data).expect("a data directory");
    let config = Config::read(
        data,
        Some(database),
        "127.0.0.1:0".into(),
        Some("http://bench.example".into()),
    )
    .expect("settings");
    let running = start(config, Clock::System, Random::system())
        .await
        .expect("a program");
    let app = running.app.clone();
    let now = app.clock.now();
    app.act(move |tx| {
        async move {
            let town = NewOrganisation {
                id: "bench".into(),
                slug: "bench".into(),
                name: "شهرداری آزمون".into(),
                name_en: "Bench".into(),
                kind: "municipality".into(),
            };
            let actor = Actor::program("bench");
            found(tx, &actor, now, &town).await?;
            amin::voice::acts::set_up(tx, &actor, now).await?;
            Ok::<(), ActError>(())
        }
        .boxed()
    })
    .await
    .expect("an organisation");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = amin::platform::http::router(app.clone());
    tokio::spawn(
        axum::serve(
            listener,
            router.into_make_service_with_connect_info::<SocketAddr>(),
        )
        .into_future(),
    );

    let clients = setting("AMIN_BENCH_CLIENTS", 16);
    let seconds = setting("AMIN_BENCH_SECONDS", 10);
    let warm = Instant::now() + Duration::from_secs(2);
    let end = warm + Duration::from_secs(seconds);
    let tasks: Vec<_> = (0..clients)
        .map(|client| tokio::spawn(complain(address, client, warm, end)))
        .collect();
    let (mut latencies, mut accepted, mut sample) = (Vec::new(), 0_u64, Vec::new());
    for task in tasks {
        let outcome = task.await.expect("a client");
        latencies.extend(outcome.latencies);
        accepted += outcome.accepted;
        sample.extend(outcome.sample);
    }
    latencies.sort_unstable();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a length is below it"
    )]
    let at =
        |share: f64| latencies[((latencies.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    let mut conn = app.read().await.expect("a connection");
    let (stored,): (i64,) =
        fetch_one!(&mut conn, (i64,), "select count(*) from message").expect("a count");
    let policy = Policy::of_log(app.seal.verifier());
    let checked = sample
        .iter()
        .filter(|proof| check(proof, &app, &policy))
        .count();
    println!(
        "{engine}: {:.0} complaints/s over {seconds} s, {clients} clients; ms p50 {:.1}, p99 {:.1}, max {:.1}; \
         accepted {accepted}, stored {stored}, lost {}; proofs checked {checked} of {}; resident {} MB",
        latencies.len() as f64 / seconds as f64,
        at(0.5),
        at(0.99),
        at(1.0),
        i64::try_from(accepted).unwrap_or(0) - stored,
        sample.len(),
        resident_megabytes()
    );
    assert_eq!(
        i64::try_from(accepted).ok(),
        Some(stored),
        "a complaint was lost"
    );
    assert_eq!(checked, sample.len(), "a proof does not hold");
}

/// A proof holds if it verifies offline against the log's key and the leaf that the log publishes at its index.
fn check(text: &str, app: &amin::platform::state::App, policy: &Policy) -> bool {
    let Ok(proof) = TlogProof::parse(text) else {
        return false;
    };
    let read = |path: &str| app.seal.files().read(path);
    let (size, _) = app.seal.newest();
    let Ok(leaf) = ledger::prove::Prover::new(size, &read).leaf(proof.index) else {
        return false;
    };
    let leaf: Hash = leaf;
    proof.verify(&leaf, policy).is_ok()
}

fn resident_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS"))
        .unwrap_or("");
    line.split_whitespace()
        .nth(1)
        .and_then(|kb| kb.parse::<u64>().ok())
        .unwrap_or(0)
        / 1024
}

#[derive(Default)]
struct Outcome {
    latencies: Vec<Duration>,
    accepted: u64,
    sample: Vec<String>,
}

async fn complain(address: SocketAddr, client: u64, warm: Instant, end: Instant) -> Outcome {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.set_nodelay(true).expect("no delay");
    let mut outcome = Outcome::default();
    let mut buffer = Vec::with_capacity(64 * 1024);
    for number in 0_u64.. {
        let begun = Instant::now();
        if begun >= end {
            break;
        }
        let body = format!(
            r#"{{"kind":"complaint","category":"street-lighting","subject":"روشنایی کوچه {client}-{number}","text":"چراغ روشنایی کوچه از دو هفته پیش خاموش است و رفت‌وآمد شبانه دشوار شده است. شماره {client}-{number}"}}"#
        );
        let request = format!(
            "POST /api/v1/bench/messages HTTP/1.1\r\nhost: bench.example\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream
            .write_all(request.as_bytes())
            .await
            .expect("a request sent");
        let (status, answer) = read_answer(&mut stream, &mut buffer).await;
        assert_eq!(status, 201, "{answer}");
        outcome.accepted += 1;
        if begun >= warm {
            outcome.latencies.push(begun.elapsed());
        }
        if number % 97 == 0 {
            let value: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
            outcome
                .sample
                .push(value["receipt"].as_str().unwrap_or("").to_owned());
        }
    }
    outcome
}

/// Reads one answer with a content-length from a kept connection.
async fn read_answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> (u16, String) {
    buffer.clear();
    loop {
        assert!(
            stream.read_buf(buffer).await.expect("an answer") > 0,
            "the server closed the connection"
        );
        let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&buffer[..end]).to_ascii_lowercase();
        let length: usize = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"))
            .and_then(|text| text.trim().parse().ok())
            .expect("a content-length");
        while buffer.len() < end + 4 + length {
            assert!(
                stream.read_buf(buffer).await.expect("a body") > 0,
                "the server closed the connection"
            );
        }
        let status = head
            .split_whitespace()
            .nth(1)
            .and_then(|code| code.parse().ok())
            .expect("a status");
        return (
            status,
            String::from_utf8_lossy(&buffer[end + 4..end + 4 + length]).into_owned(),
        );
    }
}
