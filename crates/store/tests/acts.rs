//! The writer, the journal, the jobs and the check, on both engines.

use futures::FutureExt;
use serde_json::json;
use store::testing::new_database;
use store::{
    Committed, Conn, Db, Difference, Draft, Engine, Error, Migration, Random, Timestamp, Tx,
    Writer, change, fetch_all, fetch_one,
};
use tokio::sync::mpsc;

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];
const NOTES: &[Migration] = &[Migration {
    name: "0001_note",
    text: "create table note (organisation text not null, id text not null, text text not null, good {bool} not null, size {int}, share {real}, raw {blob}, primary key (organisation, id)) {strict};\n",
}];
const NOW: Timestamp = Timestamp::from_seconds(1_795_000_000);

struct House {
    db: Db,
    writer: Writer,
    address: String,
    _directory: tempfile::TempDir,
    _sealed: mpsc::UnboundedReceiver<Vec<store::CommittedEntry>>,
}

async fn house(engine: Engine) -> House {
    let directory = tempfile::tempdir().expect("a directory");
    let address = new_database(engine, directory.path()).await;
    let db = Db::open(&address).await.expect("an open database");
    db.migrate(NOTES).await.expect("migrations");
    let (sender, sealed) = mpsc::unbounded_channel();
    let writer = Writer::start(&db, Random::seeded(7), sender)
        .await
        .expect("a writer");
    House {
        db,
        writer,
        address,
        _directory: directory,
        _sealed: sealed,
    }
}

fn draft(id: &str) -> Draft<'static> {
    Draft {
        organisation: "town",
        kind: "note.written",
        public_kind: "note.written",
        objects: vec![("note", id.to_owned())],
        actor: None,
        role: "citizen",
        unit: None,
        at: NOW,
        payload: vec![("text", json!("سلام"))],
    }
}

async fn write_note(tx: &mut Tx, id: &str, text: &str) -> Result<(), Error> {
    change!(
        tx,
        "note",
        id,
        "insert into note (organisation, id, text, good, size, share, raw) values ($1, $2, $3, $4, $5, $6, $7)",
        "town",
        id,
        text,
        true,
        42_i64,
        0.5_f64,
        &[1_u8, 2][..]
    )?;
    tx.append(draft(id)).await?;
    Ok(())
}

async fn noted(house: &House, id: &'static str, text: &'static str) -> Result<Committed, Error> {
    house
        .writer
        .act(move |tx| write_note(tx, id, text).boxed())
        .await
        .map(|((), committed)| committed)
}

async fn differences(house: &House) -> Vec<Difference> {
    store::check(&mut house.db.read().await.expect("a connection"), &["note"])
        .await
        .expect("a check")
}

/// Changes the database behind the program's back.
async fn by_the_back_door(house: &House, statement: &'static str) {
    match house.db.engine() {
        Engine::Sqlite => {
            let pool = sqlx::SqlitePool::connect(&house.address)
                .await
                .expect("a connection");
            sqlx::query(statement)
                .execute(&pool)
                .await
                .expect("the statement");
        }
        Engine::Postgres => {
            let pool = sqlx::PgPool::connect(&house.address)
                .await
                .expect("a connection");
            sqlx::query(statement)
                .execute(&pool)
                .await
                .expect("the statement");
        }
    }
}

#[tokio::test]
async fn an_act_stands_with_its_entry_and_the_check_agrees() {
    for engine in ENGINES {
        let house = house(engine).await;
        assert_eq!(
            noted(&house, "a", "one").await.expect("an act").last(),
            Some(0)
        );
        assert_eq!(
            noted(&house, "b", "two").await.expect("an act").last(),
            Some(1)
        );
        let mut conn = house.db.read().await.expect("a connection");
        let rows = store::entries_of_object(&mut conn, "town", "note", "a")
            .await
            .expect("entries");
        assert_eq!(rows.len(), 1);
        assert_eq!(
            rows[0].open().expect("a record").value("text"),
            Some("\"سلام\"")
        );
        assert_eq!(differences(&house).await, vec![]);
    }
}

#[tokio::test]
async fn an_act_without_an_entry_is_rolled_back() {
    for engine in ENGINES {
        let house = house(engine).await;
        let outcome: Result<((), Committed), Error> = house
            .writer
            .act(|tx| {
                async move {
                    change!(tx, "note", "a", "insert into note (organisation, id, text, good) values ('town', 'a', 'x', $1)", true)?;
                    Ok(())
                }
                .boxed()
            })
            .await;
        assert!(
            matches!(outcome, Err(Error::Unjournalled(_))),
            "{outcome:?}"
        );
        let mut conn = house.db.read().await.expect("a connection");
        let (count,): (i64,) =
            fetch_one!(&mut conn, (i64,), "select count(*) from note").expect("a count");
        assert_eq!(count, 0);
    }
}

#[tokio::test]
async fn a_failed_or_panicking_act_leaves_no_trace_and_no_gap() {
    for engine in ENGINES {
        let house = house(engine).await;
        noted(&house, "a", "one").await.expect("an act");
        assert!(
            noted(&house, "a", "again").await.is_err(),
            "the id is taken"
        );
        let outcome: Result<((), Committed), Error> = house
            .writer
            .act(|tx| {
                async move {
                    write_note(tx, "p", "half").await?;
                    panic!("an act that stops in the middle")
                }
                .boxed()
            })
            .await;
        assert!(matches!(outcome, Err(Error::Panicked)));
        assert_eq!(
            noted(&house, "b", "two").await.expect("an act").last(),
            Some(1)
        );
        assert_eq!(differences(&house).await, vec![]);
    }
}

#[tokio::test]
async fn nobody_writes_through_a_reading_connection() {
    for engine in ENGINES {
        let house = house(engine).await;
        let mut conn = house.db.read().await.expect("a connection");
        let outcome = fetch_all!(
            &mut conn,
            (String,),
            "insert into note (organisation, id, text, good) values ('town', 'x', 'y', $1) returning id",
            true
        );
        assert!(outcome.is_err(), "{engine:?} let a reader write");
    }
}

#[tokio::test]
async fn each_change_behind_the_back_is_named() {
    for engine in ENGINES {
        let house = house(engine).await;
        for (id, text) in [("a", "one"), ("b", "two"), ("c", "three")] {
            noted(&house, id, text).await.expect("an act");
        }
        by_the_back_door(&house, "update note set text = 'other' where id = 'a'").await;
        by_the_back_door(&house, "delete from note where id = 'b'").await;
        let insert = match engine {
            Engine::Sqlite => {
                "insert into note (organisation, id, text, good) values ('town', 'z', 'new', 1)"
            }
            Engine::Postgres => {
                "insert into note (organisation, id, text, good) values ('town', 'z', 'new', true)"
            }
        };
        by_the_back_door(&house, insert).await;
        let found = differences(&house).await;
        assert!(
            found.contains(&Difference::Row {
                table: "note".into(),
                id: "a".into(),
                sequence: 0
            }),
            "{found:?}"
        );
        assert!(
            found.contains(&Difference::Missing {
                table: "note".into(),
                id: "b".into(),
                sequence: 1
            }),
            "{found:?}"
        );
        assert!(
            found.contains(&Difference::Unvouched {
                table: "note".into(),
                id: "z".into()
            }),
            "{found:?}"
        );
        assert_eq!(found.len(), 3);
    }
}

#[tokio::test]
async fn a_changed_or_removed_entry_is_named() {
    for engine in ENGINES {
        let house = house(engine).await;
        for (id, text) in [("a", "one"), ("b", "two"), ("c", "three")] {
            noted(&house, id, text).await.expect("an act");
        }
        by_the_back_door(&house, "update journal set at = at + 1 where sequence = 0").await;
        by_the_back_door(&house, "delete from journal_object where sequence = 1").await;
        by_the_back_door(&house, "delete from journal where sequence = 1").await;
        by_the_back_door(&house, "update journal set record = replace(record, 'note.written', 'note.removed') where sequence = 2").await;
        let found = differences(&house).await;
        let named = |number: i64| {
            found
                .iter()
                .any(|d| matches!(d, Difference::Entry { sequence, .. } if *sequence == number))
        };
        assert!(named(0) && named(2), "{found:?}");
        assert!(
            found.contains(&Difference::Gap {
                expected: 1,
                found: 2
            }),
            "{found:?}"
        );
    }
}

#[tokio::test]
async fn many_acts_at_once_get_numbers_without_gaps() {
    for engine in ENGINES {
        let house = house(engine).await;
        let acts = (0..200).map(|number| {
            let writer = house.writer.clone();
            tokio::spawn(async move {
                let id = format!("n{number}");
                writer
                    .act(move |tx| async move { write_note(tx, &id, "x").await }.boxed())
                    .await
                    .map(|((), c)| c.last())
            })
        });
        let mut numbers = Vec::new();
        for act in acts.collect::<Vec<_>>() {
            numbers.push(
                act.await
                    .expect("a task")
                    .expect("an act")
                    .expect("an entry"),
            );
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (0..200).collect::<Vec<i64>>());
    }
}

#[tokio::test]
async fn a_job_exists_exactly_if_its_act_does_and_is_tried_again() {
    for engine in ENGINES {
        let house = house(engine).await;
        let good: Result<(String, Committed), Error> = house
            .writer
            .act(|tx| {
                async move {
                    tx.enqueue("town", "mail", &json!({"to": "a"}), NOW, NOW)
                        .await
                }
                .boxed()
            })
            .await;
        good.expect("a job");
        let bad: Result<((), Committed), Error> = house
            .writer
            .act(|tx| {
                async move {
                    tx.enqueue("town", "mail", &json!({"to": "b"}), NOW, NOW)
                        .await?;
                    Err(Error::Corrupt("the act fails after its job".into()))
                }
                .boxed()
            })
            .await;
        assert!(bad.is_err());
        let claim = |at: Timestamp| {
            let writer = house.writer.clone();
            async move {
                writer
                    .act(move |tx| async move { tx.claim_jobs(at, 60, 10).await }.boxed())
                    .await
                    .map(|(jobs, _): (Vec<store::Job>, _)| jobs)
            }
        };
        let jobs = claim(NOW).await.expect("jobs");
        assert_eq!(jobs.len(), 1, "only the job of the act that stands");
        assert!(claim(NOW).await.expect("jobs").is_empty(), "it is leased");
        let job = jobs[0].clone();
        let _: ((), Committed) = house
            .writer
            .act(move |tx| {
                async move { tx.fail_job(&job, "the server did not answer", NOW).await }.boxed()
            })
            .await
            .map_err(|e: Error| e)
            .expect("a failure noted");
        assert!(
            claim(NOW.plus_seconds(10)).await.expect("jobs").is_empty(),
            "not before its wait is over"
        );
        let again = claim(NOW.plus_seconds(3600)).await.expect("jobs");
        assert_eq!(again.len(), 1);
        let id = again[0].id.clone();
        let _: ((), Committed) = house
            .writer
            .act(move |tx| async move { tx.finish_job(&id, NOW).await }.boxed())
            .await
            .map_err(|e: Error| e)
            .expect("a job done");
        assert!(
            claim(NOW.plus_seconds(90_000))
                .await
                .expect("jobs")
                .is_empty()
        );
    }
}

#[tokio::test]
async fn a_migration_with_another_text_is_refused() {
    for engine in ENGINES {
        let house = house(engine).await;
        let changed = [Migration {
            name: "0001_note",
            text: "create table other (id text primary key) {strict};\n",
        }];
        assert!(
            matches!(house.db.migrate(&changed).await, Err(Error::MigrationChanged(name)) if name == "0001_note")
        );
        house
            .db
            .migrate(NOTES)
            .await
            .expect("the same text is fine");
        assert!(matches!(
            house.db.read().await,
            Ok(Conn::Sqlite(_) | Conn::Pg(_))
        ));
    }
}
