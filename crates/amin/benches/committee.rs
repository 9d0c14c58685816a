//! How long the pages of a committee take with very many resolutions, letters and cases.
//!
//! `cargo bench -p amin --bench committee` — makes a small town first and fills the tables behind the program's back, since 100,000
//! acts would take longer than what is measured: `AMIN_BENCH_RESOLUTIONS` (100000) resolutions, a quarter as many letters, a fifth as
//! many cases.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![allow(missing_docs, reason = "a program")]

mod town;

use std::time::Instant;

use amin::demo::{PASSWORD, TOWN};
use amin::platform::clock::Clock;
use amin::platform::http::router;
use amin::platform::start::start;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use store::Random;
use store::sqlx::SqlitePool;
use tower::ServiceExt;

const ROUNDS: usize = 20;

#[tokio::main]
async fn main() {
    let count: i64 = town::wish("AMIN_BENCH_RESOLUTIONS", 100_000);
    let town = town::town(60).await;
    let (config, until) = (town.config.clone(), town.until);
    fill(&config.database, count).await;
    let running = start(config, Clock::System, Random::system())
        .await
        .expect("a program");
    let router = router(running.app.clone());
    let (secretary, manager, officer) = (
        sign_in(&router, "secretary").await,
        sign_in(&router, "works-deputy").await,
        sign_in(&router, "integrity").await,
    );
    let year = until.year();
    println!("{count} resolutions");
    let desk = [
        (&secretary, "/committee".to_owned()),
        (&secretary, "/committee/desk".to_owned()),
        (&secretary, "/committee/integrity-committee".to_owned()),
        (&secretary, "/committee/resolutions".to_owned()),
        (
            &secretary,
            "/committee/resolutions?state=overdue&committee=integrity-committee".to_owned(),
        ),
        (
            &secretary,
            "/committee/resolutions?state=&page=2000".to_owned(),
        ),
        (
            &secretary,
            "/committee/resolutions?state=&q=%D8%B1%D9%88%D8%B4%D9%86%D8%A7%DB%8C%DB%8C".to_owned(),
        ),
        (&secretary, "/committee/letters".to_owned()),
        (&secretary, "/committee/letters?state=overdue".to_owned()),
        (&secretary, "/committee/resolutions?state=&q=zzz".to_owned()),
        (&secretary, "/committee/resolutions?q=b9%2F".to_owned()),
        (
            &secretary,
            format!(
                "/committee/resolutions?state=in-time&period={year}&committee=integrity-committee"
            ),
        ),
        (&secretary, "/committee/letters?q=zzz".to_owned()),
        (&secretary, "/desk".to_owned()),
        (&officer, "/cases".to_owned()),
        (&officer, "/cases?state=".to_owned()),
        (&officer, "/cases?state=&page=700".to_owned()),
        (&officer, "/cases?state=overdue".to_owned()),
        (&officer, "/cases?state=&q=zzz".to_owned()),
        (&officer, "/cases?state=&source=finding".to_owned()),
        (&officer, "/cases/boards".to_owned()),
        (&officer, "/desk".to_owned()),
        (&manager, "/committee/resolutions".to_owned()),
        (&manager, "/desk".to_owned()),
    ];
    for (who, path) in &desk {
        time(&router, who, path, ROUNDS).await;
    }
    for path in [
        format!("/committee/integrity-committee/report?period={year}"),
        format!("/committee/integrity-committee/evaluation?year={year}"),
        format!("/committee/integrity-committee/report.pdf?period={year}"),
        format!("/committee/integrity-committee/report.xlsx?period={year}"),
    ] {
        time(&router, &secretary, &path, 3).await;
    }
}

/// Copies the town's resolutions and letters over and over, with other ids, days and states.
async fn fill(database: &str, count: i64) {
    let pool = SqlitePool::connect(database).await.expect("the database");
    let numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < ?1)";
    let resolutions = format!(
        "{numbers} insert into resolution (organisation, id, committee, session, item, number, text, text_key, unit, evidence_asked,
             working_days, deadline_at, state, level, evidence, issued_at, closed_at, aim)
         select r.organisation, 'b' || i, r.committee, r.session, r.item, r.number || '-' || i, r.text, r.text_key, r.unit,
             r.evidence_asked, r.working_days, r.deadline_at - (i % 300) * 86400000000,
             case i % 10 when 0 then 'issued' when 1 then 'under-way' when 2 then 'reported' when 3 then 'cancelled' else 'done' end,
             0, '', r.issued_at - (i % 300) * 86400000000, case when i % 10 > 2 then r.deadline_at - (i % 290) * 86400000000 end,
             case i % 3 when 0 then 'prevention' else 'remedy' end
         from n join (select *, row_number() over (order by id) - 1 as place, count(*) over () as all_rows from resolution
             where id not like 'b%') r on r.place = i % r.all_rows"
    );
    let letters = format!(
        "{numbers} insert into committee_letter (organisation, id, committee, direction, number, day, unit, office, subject, text, text_key,
             due_at, answered_at, reminders, at)
         select l.organisation, 'b' || i, l.committee, 'sent', l.number || i, l.day, l.unit, l.office, l.subject, l.text, l.text_key,
             l.at - (i % 200) * 86400000000, case when i % 20 > 0 then l.at end, 0, l.at - (i % 200) * 86400000000
         from n join committee_letter l on l.id = 'letter-1'"
    );
    let cases = format!(
        "{numbers} insert into disciplinary_case (organisation, id, number, source, body, unit, description, suspect_name, suspect_post,
             regime, state, deadline_at, opened_at, extended, asked_extension, text_key)
         select c.organisation, 'b' || i, '1404-' || i, c.source, c.body, c.unit, c.description, '', '', c.regime,
             case i % 8 when 0 then 'received' when 1 then 'investigating' when 2 then 'served' when 3 then 'unfounded' else 'enforced' end,
             case when i % 8 < 3 then c.opened_at - (i % 300) * 86400000000 end, c.opened_at - (i % 900) * 86400000000, c.extended,
             c.asked_extension, c.text_key || '1404' || i
         from n join (select *, row_number() over (order by id) - 1 as place, count(*) over () as all_rows from disciplinary_case
             where id not like 'b%') c on c.place = i % c.all_rows"
    );
    // A copy has the mark of what it was copied from.
    let mark = |area: &str, table: &str, at: &str, source: &str| {
        format!(
            "insert into text_mark (organisation, area, object, at, m0, m1, m2, m3, m4, m5, m6, m7)
             select r.organisation, '{area}', r.id, r.{at}, m0, m1, m2, m3, m4, m5, m6, m7
             from {table} r join {table} o on {source} join text_mark m on m.area = '{area}' and m.object = o.id
             where r.id like 'b%' and o.id not like 'b%' and ?1 > 0 on conflict do nothing"
        )
    };
    let marks = [
        mark(
            "resolution",
            "resolution",
            "deadline_at",
            "o.text_key = r.text_key",
        ),
        mark("letter", "committee_letter", "at", "o.id = 'letter-1'"),
        mark("case", "disciplinary_case", "opened_at", "o.body = r.body"),
    ];
    let mut all = vec![
        (resolutions, count),
        (letters, count / 4),
        (cases, count / 5),
    ];
    all.extend(marks.map(|sql| (sql, count)));
    for (sql, count) in all {
        store::sqlx::query(store::sqlx::AssertSqlSafe(sql))
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

async fn sign_in(router: &Router, username: &str) -> String {
    let form = format!("username={username}&password={PASSWORD}&next=");
    let request = Request::post(format!("/{TOWN}/sign-in"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form))
        .expect("a request");
    let answer = router.clone().oneshot(request).await.expect("an answer");
    let cookies = answer.headers().get_all(header::SET_COOKIE);
    let mut cookies = cookies.iter().filter_map(|value| value.to_str().ok());
    let session = cookies.find(|value| value.starts_with("amin_session="));
    session
        .and_then(|value| value.split(';').next())
        .expect("a session")
        .to_owned()
}

async fn time(router: &Router, who: &str, path: &str, rounds: usize) {
    let mut times = Vec::with_capacity(rounds);
    let mut size = 0;
    for _ in 0..rounds {
        let begun = Instant::now();
        size = get(router, who, &format!("/{TOWN}{path}")).await;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let (median, worst) = (times[rounds / 2], times[rounds - 1]);
    println!(
        "{path:<90} ms p50 {median:8.1}  worst {worst:8.1}  {:>8.1} kB",
        size as f64 / 1e3
    );
}

async fn get(router: &Router, who: &str, path: &str) -> usize {
    let request = Request::get(path)
        .header(header::COOKIE, who)
        .body(Body::empty())
        .expect("a request");
    let answer = router.clone().oneshot(request).await.expect("an answer");
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    let body = axum::body::to_bytes(answer.into_body(), usize::MAX)
        .await
        .expect("a body");
    body.len()
}
