//! One changed byte, wherever it is, is found and named; a restored database signs nothing.

use std::fs;
use std::path::Path;

use crate::common::{amin, close, copy, fill, head_of, open, said, text};
use store::sqlx::sqlite::SqliteConnectOptions;
use store::sqlx::{ConnectOptions, Connection, Executor, Row};

async fn sql(data: &Path, statement: String) -> Vec<store::sqlx::sqlite::SqliteRow> {
    let options = SqliteConnectOptions::new().filename(data.join("amin.db"));
    let mut conn = options.connect().await.expect("the database");
    let rows = conn
        .fetch_all(store::sqlx::AssertSqlSafe(statement))
        .await
        .expect("a statement");
    conn.close().await.expect("the end");
    rows
}

#[tokio::test(flavor = "multi_thread")]
async fn one_changed_byte_is_found_and_named() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    fill(&data, "v", 600).await;
    let verify = || said(&amin(&["verify", text(&data)]));
    let check = || said(&amin(&["check", "--data", text(&data)]));
    assert_eq!(verify().0, 0, "{}", verify().1);
    assert_eq!(check().0, 0, "{}", check().1);

    // A byte in each kind of file of the log.
    for name in [
        "tile/entries/000",
        "tile/entries/001",
        "tile/entries/002.p/88",
        "tile/0/000",
        "tile/0/002.p/88",
        "tile/1/000.p/2",
        "checkpoint",
        "vkey",
    ] {
        let path = data.join("log").join(name);
        let good = fs::read(&path).expect(name);
        for place in [good.len() / 3, good.len() - 3] {
            let mut bad = good.clone();
            bad[place] ^= 1;
            fs::write(&path, bad).expect("a write");
            // The keys of a log are its policy; the file `vkey` is the same key for other people's tools.
            if name == "vkey" {
                fs::rename(data.join("log/policy"), data.join("policy.kept")).expect("a move");
            }
            for (status, words) in [verify(), check()] {
                assert_eq!(status, 1, "{name} {place}: {words}");
                let named = words.lines().any(|line| {
                    line.contains(name) || (name == "vkey" && line.contains("checkpoint"))
                });
                assert!(named, "{name} {place}: {words}");
            }
            if name == "vkey" {
                fs::rename(data.join("policy.kept"), data.join("log/policy")).expect("a move");
            }
        }
        fs::write(&path, good).expect("a write");
    }
    assert_eq!(verify().0, 0);

    // A byte in a row of each kind of table; the journal is changed in one column at a time.
    for (change, back, named) in [
        (
            "update organisation set name_en = 'w' || substr(name_en, 2) where id = 'v-7'",
            "update organisation set name_en = 'v-7' where id = 'v-7'",
            "organisation v-7",
        ),
        (
            "update journal set kind = 'organisation.lost' where sequence = 9",
            "update journal set kind = 'organisation.founded' where sequence = 9",
            "entry 9",
        ),
        (
            "update journal set at = at + 1 where sequence = 300",
            "update journal set at = at - 1 where sequence = 300",
            "entry 300",
        ),
        (
            "update journal set record = replace(record, 'slug', 'slag') where sequence = 11",
            "update journal set record = replace(record, 'slag', 'slug') where sequence = 11",
            "entry 11",
        ),
    ] {
        sql(&data, change.to_owned()).await;
        let (status, words) = check();
        assert_eq!(status, 1, "{change}: {words}");
        assert!(words.contains(named), "{change}: {words}");
        sql(&data, back.to_owned()).await;
    }
    assert_eq!(check().0, 0, "{}", check().1);

    // A careful forger changes the public entry and its leaf hash together; only the log gives him away.
    let rows = sql(
        &data,
        "select entry, leaf from journal where sequence = 300".to_owned(),
    )
    .await;
    let (entry, leaf): (Vec<u8>, Vec<u8>) = (rows[0].get(0), rows[0].get(1));
    let forged = String::from_utf8(entry.clone())
        .expect("text")
        .replace("2026-11", "2026-10")
        .into_bytes();
    assert_ne!(forged, entry);
    let hash = ledger::hash::leaf_hash(&forged).0;
    let put = |entry: &[u8], leaf: &[u8]| {
        format!(
            "update journal set entry = x'{}', leaf = x'{}' where sequence = 300",
            hex::encode(entry),
            hex::encode(leaf)
        )
    };
    sql(&data, put(&forged, &hash)).await;
    let (status, words) = check();
    assert_eq!(status, 1, "{words}");
    assert!(
        words.contains("entry 300 is not the one that was sealed in log/tile/entries/001"),
        "{words}"
    );
    // The program itself refuses to go on from there.
    let (status, words) = said(&amin(&[
        "serve",
        "--data",
        text(&data),
        "--listen",
        "127.0.0.1:0",
        "--base-url",
        crate::common::BASE,
    ]));
    assert_eq!(status, 1, "{words}");
    sql(&data, put(&entry, &leaf)).await;

    // The last entry taken away, with everything that it vouches for.
    sql(
        &data,
        "delete from journal_object where sequence = 599".to_owned(),
    )
    .await;
    sql(&data, "delete from journal where sequence = 599".to_owned()).await;
    let (status, words) = check();
    assert_eq!(status, 1, "{words}");
    assert!(words.contains("entries 599 to 599 are missing"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn yesterdays_database_signs_nothing() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let kept = directory.path().join("kept");
    let today = directory.path().join("today");
    fill(&data, "yesterday", 10).await;
    copy(&data, &kept);
    fill(&data, "today", 10).await;
    copy(&data, &today);
    let serve = || {
        said(&amin(&[
            "serve",
            "--data",
            text(&data),
            "--listen",
            "127.0.0.1:0",
            "--base-url",
            crate::common::BASE,
        ]))
    };

    // The whole data directory from yesterday: the head outside it remembers.
    fs::remove_dir_all(&data).expect("a removal");
    copy(&kept, &data);
    let (status, words) = serve();
    assert_eq!(status, 1, "{words}");
    assert!(
        words.contains("entries 10 to 19 are missing") && words.contains("restore"),
        "{words}"
    );
    let (status, words) = said(&amin(&["check", "--data", text(&data)]));
    assert_eq!(status, 1, "{words}");
    assert!(words.contains("entries 10 to 19 are missing"), "{words}");

    // Only the database from yesterday, and the head file lost: the published checkpoint remembers.
    fs::remove_dir_all(&data).expect("a removal");
    copy(&today, &data);
    for name in ["amin.db", "amin.db-wal", "amin.db-shm"] {
        let _ = fs::remove_file(data.join(name));
        if kept.join(name).exists() {
            fs::copy(kept.join(name), data.join(name)).expect("a copy");
        }
    }
    fs::remove_file(head_of(&data)).expect("a removal");
    let (status, words) = serve();
    assert_eq!(status, 1, "{words}");
    assert!(words.contains("entries 10 to 19 are missing"), "{words}");

    // Today's copy goes on where it was, and lost files of the log are written again from the database.
    fs::remove_dir_all(&data).expect("a removal");
    copy(&today, &data);
    fs::remove_dir_all(data.join("log/tile")).expect("a removal");
    fs::remove_file(data.join("log/checkpoint")).expect("a removal");
    close(open(&data, Vec::new()).await).await;
    let (status, words) = said(&amin(&["verify", text(&data), "--json"]));
    assert_eq!(status, 0, "{words}");
    assert!(words.contains("\"size\":20"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_never_sign_one_log() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let running = open(&data, Vec::new()).await;
    let (status, words) = said(&amin(&[
        "serve",
        "--data",
        text(&data),
        "--listen",
        "127.0.0.1:0",
        "--base-url",
        crate::common::BASE,
    ]));
    assert_eq!(status, 1, "{words}");
    assert!(
        words.contains("another program is signing this log"),
        "{words}"
    );
    close(running).await;
}
