//! The program is killed under load, again and again: nothing that was acknowledged is lost, and the log still verifies.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::common::{BASE, act, amin, close, open, said, text};
use store::fetch_all;

const CHILD: &str = "AMIN_TEST_CHILD";
const CLIENTS: usize = 8;

/// Not a test by itself: the program that the test below kills. It says each act that was answered.
#[tokio::test(flavor = "multi_thread")]
async fn child_that_acts_until_it_is_killed() {
    let Ok(place) = std::env::var(CHILD) else {
        return;
    };
    let (data, round) = place.rsplit_once(':').expect("a place and a round");
    let running = open(Path::new(data), Vec::new()).await;
    tokio::spawn(amin::sealed_log::publish_regularly(running.app.clone()));
    let clients = (0..CLIENTS).map(|client| {
        let (app, round) = (running.app.clone(), round.to_owned());
        tokio::spawn(async move {
            for number in 0.. {
                let name = format!("r{round}-{client}-{number}");
                let sequence = act(&app, name.clone()).await.expect("an act");
                let mut out = std::io::stdout().lock();
                writeln!(out, "acted {name} {sequence}").expect("a line");
                out.flush().expect("a line");
            }
        })
    });
    futures::future::join_all(clients).await;
}

fn child(data: &Path, round: usize) -> Child {
    Command::new(std::env::current_exe().expect("this test"))
        .args([
            "--exact",
            "crashes::child_that_acts_until_it_is_killed",
            "--nocapture",
        ])
        .env(CHILD, format!("{}:{round}", data.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a child")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_program_loses_nothing_that_it_answered() {
    if std::env::var(CHILD).is_ok() {
        return;
    }
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let mut acted: BTreeMap<String, i64> = BTreeMap::new();
    // Different loads before each kill, so that it falls into different places: before and after publications and full tiles.
    for (round, enough) in [1_usize, 40, 230, 700, 90].into_iter().enumerate() {
        let mut child = child(&data, round);
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let mut seen = 0;
        for line in lines.map_while(Result::ok) {
            let mut words = line.split(' ');
            if words.next() == Some("acted") {
                let (name, sequence) = (
                    words.next().expect("a name"),
                    words.next().expect("a number"),
                );
                acted.insert(name.to_owned(), sequence.parse().expect("a number"));
                seen += 1;
                if seen == enough {
                    // SIGKILL; what it still wrote into the pipe was answered too.
                    child.kill().expect("a kill");
                }
            }
        }
        child.wait().expect("the end");
        assert!(
            seen >= enough,
            "round {round}: the child ended after {seen} acts"
        );
    }
    // The real program comes up on what is left, and is killed as well.
    let mut server = Command::new(env!("CARGO_BIN_EXE_amin"))
        .args([
            "serve",
            "--data",
            text(&data),
            "--listen",
            "127.0.0.1:0",
            "--base-url",
            BASE,
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a server");
    let mut line = String::new();
    BufReader::new(server.stdout.take().expect("its output"))
        .read_line(&mut line)
        .expect("a line");
    assert!(line.contains(BASE), "{line}");
    tokio::time::sleep(Duration::from_millis(300)).await;
    server.kill().expect("a kill");
    server.wait().expect("the end");
    for command in [
        &["verify", text(&data)][..],
        &["check", "--data", text(&data)][..],
    ] {
        let (status, words) = said(&amin(command));
        assert_eq!(status, 0, "{words}");
    }
    let running = open(&data, Vec::new()).await;
    let mut conn = running.app.read().await.expect("a connection");
    let rows = fetch_all!(
        &mut conn,
        (String, i64),
        "select organisation, sequence from journal order by sequence"
    )
    .expect("rows");
    drop(conn);
    let stored: BTreeMap<String, i64> = rows.into_iter().collect();
    for (name, sequence) in &acted {
        assert_eq!(
            stored.get(name),
            Some(sequence),
            "{name} was answered and is lost"
        );
    }
    println!("{} acts answered, {} stored", acted.len(), stored.len());
    close(running).await;
}
