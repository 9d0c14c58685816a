//! How long a screening takes where very many firms and ties were imported.
//!
//! `cargo bench -p amin --bench ties` — makes a small town first and fills its lists behind the program's back, since a million acts would
//! take longer than what is measured: `AMIN_BENCH_TIES` (1000000) ties of a tenth as many firms and four times as many people. One employer
//! of five thousand is among them. The first questions are asked of a cold database, so that the worst is theirs.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![allow(missing_docs, reason = "a program")]

mod town;

use std::time::Instant;

use amin::demo::TOWN;
use amin::interests::store::{Handler, MatterParty, staff};
use amin::interests::ties::Ties;
use amin::platform::clock::Clock;
use relations::rules::Matter;
use store::Db;
use store::sqlx::SqlitePool;

const ROUNDS: usize = 200;

#[tokio::main]
async fn main() {
    let ties: i64 = town::wish("AMIN_BENCH_TIES", 1_000_000);
    let town = town::town(30).await;
    let config = &town.config;
    let begun = Instant::now();
    fill(&config.database, ties).await;
    println!(
        "{ties} ties of {} firms, filled in {:.0?}",
        ties / 10,
        begun.elapsed()
    );

    let database = Db::open(&config.database).await.expect("the database");
    let mut conn = database.read().await.expect("a connection");
    let people: Vec<Handler> = staff(&mut conn, TOWN)
        .await
        .expect("people")
        .into_iter()
        .map(|one| Handler {
            account: one.account,
            person: one.person,
            name: one.name,
        })
        .collect();
    let now = Clock::System.now();
    let firms = ties / 10;
    let party = |number: i64| MatterParty {
        id: format!("p{number}"),
        role: "applicant".to_owned(),
        party_kind: "firm".to_owned(),
        name: format!("شرکت {number}"),
        national_id: Some(format!("{number:011}")),
    };
    let mut one_clerk = Vec::new();
    let mut a_unit = Vec::new();
    let mut a_tender = Vec::new();
    for round in 0..ROUNDS {
        let number = i64::try_from(round).unwrap_or(0);
        // The first firm is the employer of five thousand.
        let firm = party(number * 7_919 % firms);
        let some = std::slice::from_ref(&firm);
        let clerk = &people[round % people.len()];
        let begun = Instant::now();
        let ties = Ties::about(&mut conn, TOWN, std::slice::from_ref(clerk), "", some)
            .await
            .expect("ties");
        ties.facing(&clerk.person, &firm, Matter::Decision, now);
        one_clerk.push(begun.elapsed().as_secs_f64());

        let unit = &people[..people.len().min(20)];
        let begun = Instant::now();
        let ties = Ties::about(&mut conn, TOWN, unit, "", some)
            .await
            .expect("ties");
        for one in unit {
            ties.facing(&one.person, &firm, Matter::Decision, now);
        }
        a_unit.push(begun.elapsed().as_secs_f64());

        let bidders: Vec<MatterParty> = (0..5)
            .map(|more| party((number * 31 + more * 997) % firms))
            .collect();
        let deciders = &people[..people.len().min(3)];
        let begun = Instant::now();
        let ties = Ties::of_bidders(&mut conn, TOWN, &bidders, deciders)
            .await
            .expect("ties");
        for bidder in &bidders {
            ties.gate(TOWN, bidder, now);
            for one in deciders {
                ties.dealing(&one.person, bidder, now);
            }
        }
        a_tender.push(begun.elapsed().as_secs_f64());
    }
    told("one clerk and one firm", one_clerk);
    told("twenty clerks and one firm", a_unit);
    told("five bidders, the bans and three who decide", a_tender);
}

fn told(what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |percent: usize| times[(times.len() - 1) * percent / 100] * 1e3;
    println!(
        "{what:<46} ms p50 {:7.2}  p95 {:7.2}  worst {:7.2}",
        at(50),
        at(95),
        at(100)
    );
}

/// A list of people and firms, and who owns, leads, works for, deals with and is kin of whom.
async fn fill(database: &str, ties: i64) {
    let file = database.strip_prefix("sqlite:").unwrap_or(database);
    let pool = SqlitePool::connect(file).await.expect("the database");
    let numbers =
        "with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < ?2)";
    let person = |number: &str| format!("printf('person:%010d', ({number}) % (?1 * 4 / 10))");
    let firm = |number: &str| format!("printf('firm:%011d', ({number}) % (?1 / 10))");
    let party = |kind: &str, id: &str, name: &str| {
        format!(
            "{numbers} insert into record_party (organisation, id, kind, name, name_key, national_id, father_name, sex, number, source,
                 recorded_at) select '{TOWN}', {id}, '{kind}', '{name} ' || i, '{name} ' || i, substr({id}, instr({id}, ':') + 1), '',
                 null, '', 'list', 0 from n"
        )
    };
    let tie = |kind: &str, from: &str, to: &str, share: &str| {
        format!(
            "{numbers} insert into record_tie (organisation, id, from_party, kind, to_party, share, post, grade, source, recorded_at)
             select '{TOWN}', '{kind}' || i, {from}, '{kind}', {to}, {share}, '', 'register', 'list', 0 from n"
        )
    };
    let statements = [
        (party("person", &person("i"), "شخص"), ties * 4 / 10),
        (party("firm", &firm("i"), "شرکت"), ties / 10),
        (
            tie("owns", &person("i * 7919 + 13"), &firm("i"), "'1/3'"),
            ties * 3 / 10,
        ),
        (
            tie("directs", &person("i * 104729 + 7"), &firm("i * 3"), "null"),
            ties / 10,
        ),
        (
            tie(
                "employed_by",
                &person("i"),
                &firm("case when i < 5000 then 0 else i * 31 + 5 end"),
                "null",
            ),
            ties * 3 / 10,
        ),
        (
            tie(
                "contract_with",
                &firm("i * 17 + 1"),
                &firm("i * 101 + 57"),
                "null",
            ),
            ties / 10,
        ),
        (
            tie("sibling", &person("i * 2"), &person("i * 2 + 1"), "null"),
            ties * 2 / 10,
        ),
    ];
    for (sql, count) in statements {
        store::sqlx::query(store::sqlx::AssertSqlSafe(sql))
            .bind(ties)
            .bind(count)
            .execute(&pool)
            .await
            .expect("rows");
    }
    store::sqlx::query("analyze")
        .execute(&pool)
        .await
        .expect("statistics");
    pool.close().await;
}
