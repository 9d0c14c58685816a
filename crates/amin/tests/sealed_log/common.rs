//! What the tests of the sealed log share: a program that fills its journal, and the binary run on what it left.

#![allow(
    unreachable_pub,
    dead_code,
    missing_docs,
    reason = "shared by several test programs"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use amin::organisation::acts::{NewOrganisation, found};
use amin::platform::actor::Actor;
use amin::platform::clock::Clock;
use amin::platform::config::{Config, WitnessSettings};
use amin::platform::errors::ActError;
use amin::platform::start::{Running, start};
use futures::FutureExt;
use store::{Random, Timestamp};

pub const BASE: &str = "http://town.example";
pub const NOW: Timestamp = Timestamp::from_seconds(1_795_847_400);

pub fn config(data: &Path, witnesses: Vec<WitnessSettings>) -> Config {
    fs::create_dir_all(data).expect("a data directory");
    let mut config = Config::read(
        data.to_owned(),
        None,
        "127.0.0.1:0".into(),
        Some(BASE.into()),
    )
    .expect("settings");
    config.settings.witness = witnesses;
    config
}

pub async fn open(data: &Path, witnesses: Vec<WitnessSettings>) -> Running {
    start(
        config(data, witnesses),
        Clock::set_at(NOW),
        Random::system(),
    )
    .await
    .expect("a program")
}

/// One act with one journal entry; gives its number once a durable checkpoint covers it.
pub async fn act(app: &amin::platform::state::App, name: String) -> Result<i64, ActError> {
    let ((), committed) = app
        .sealed_act(move |tx| {
            async move {
                let input = NewOrganisation {
                    id: name.clone(),
                    slug: name.clone(),
                    name: name.clone(),
                    name_en: name,
                    kind: "village".into(),
                };
                found(tx, &Actor::program(&input.id), NOW, &input).await
            }
            .boxed()
        })
        .await?;
    Ok(committed.last().unwrap_or(-1))
}

/// Entries named `PREFIX-0`, `PREFIX-1` …, then an orderly end.
pub async fn fill(data: &Path, prefix: &str, count: usize) {
    let running = open(data, Vec::new()).await;
    let acts = (0..count).map(|number| act(&running.app, format!("{prefix}-{number}")));
    for outcome in futures::future::join_all(acts).await {
        outcome.expect("an act");
    }
    close(running).await;
    // The writer's connection closes on a thread of its own and takes its write-ahead log with it.
    for _ in 0..100 {
        if !data.join("amin.db-wal").exists() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

/// Ends a program in order: the checkpoint is published and the head file free again.
pub async fn close(running: Running) {
    running.app.seal.publish(None).expect("a publication");
    let Running { app, sealing } = running;
    app.db.close().await;
    drop(app);
    sealing.await.expect("the sealing task").expect("sealing");
}

pub fn amin(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_amin"))
        .args(arguments)
        .env_remove("AMIN_DATA")
        .output()
        .expect("the binary")
}

/// Exit status and everything it said.
pub fn said(output: &Output) -> (i32, String) {
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    (output.status.code().unwrap_or(-1), text)
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory");
    for entry in fs::read_dir(from).expect("a directory").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

pub fn text(path: &Path) -> &str {
    path.to_str().expect("a path of text")
}

pub fn head_of(data: &Path) -> PathBuf {
    PathBuf::from(format!("{}.head", data.display()))
}
