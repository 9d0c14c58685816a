//! How long each public page takes on the demonstration database, written whole, compression left out.
//!
//! `cargo bench -p amin --bench pages` — makes a town of `AMIN_BENCH_MESSAGES` (3000) messages first.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![allow(missing_docs, reason = "a program")]

mod town;

use std::time::Instant;

use amin::demo::TOWN;
use amin::platform::clock::Clock;
use amin::platform::http::router;
use amin::platform::start::start;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use store::Random;
use tower::ServiceExt;

const ROUNDS: usize = 50;

#[tokio::main]
async fn main() {
    let messages = town::wish("AMIN_BENCH_MESSAGES", 3000);
    let begun = Instant::now();
    let town = town::town(messages).await;
    println!(
        "demonstration of {messages} messages made in {:.1} s",
        begun.elapsed().as_secs_f64()
    );
    let running = start(town.config.clone(), Clock::System, Random::system())
        .await
        .expect("a program");
    let router = router(running.app.clone());
    let mut slowest = (0.0, String::new());
    for path in paths(&router).await {
        let mut times = Vec::with_capacity(ROUNDS);
        let mut size = 0;
        for _ in 0..ROUNDS {
            let begun = Instant::now();
            size = get(&router, &path).await.len();
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        let first = times[0];
        times.sort_by(f64::total_cmp);
        let (median, worst) = (times[ROUNDS / 2], times[ROUNDS - 1]);
        println!(
            "{path:<60} ms first {first:7.2}  p50 {median:6.2}  worst {worst:6.2}  {:>6.1} kB",
            size as f64 / 1e3
        );
        if worst > slowest.0 {
            slowest = (worst, path);
        }
    }
    println!("slowest answer: {:.2} ms, {}", slowest.0, slowest.1);
}

/// The public pages: the fixed ones, and those that the portal and the catalogue link to.
async fn paths(router: &Router) -> Vec<String> {
    let mut paths = vec![
        format!("/{TOWN}"),
        "/log".into(),
        "/about".into(),
        "/design".into(),
    ];
    for page in [
        "/voice/new",
        "/voice/track",
        "/voice/changes",
        "/services",
        "/portal",
    ] {
        paths.push(format!("/{TOWN}{page}"));
    }
    for start in ["/services", "/portal"] {
        let html = get(router, &format!("/{TOWN}{start}")).await;
        let prefix = format!("href=\"/{TOWN}{start}/");
        for part in html.split(&prefix).skip(1) {
            let tail = part.split(['"', '?', '#']).next().unwrap_or("");
            let path = format!("/{TOWN}{start}/{tail}");
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
    }
    paths
}

async fn get(router: &Router, path: &str) -> String {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    let answer = router.clone().oneshot(request).await.expect("an answer");
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    let body = axum::body::to_bytes(answer.into_body(), usize::MAX)
        .await
        .expect("a body");
    String::from_utf8_lossy(&body).into_owned()
}
