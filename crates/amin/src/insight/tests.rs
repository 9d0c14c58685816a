//! Process insight at the http edge.

use std::fmt::Write as _;

use axum::http::StatusCode;
use eventlog::{Options, read::Mapping, read_csv};
use fairness::Verdict;
use futures::FutureExt;

use super::columns::{Alike, Ask, Span, What};
use super::pages::changes::effect;
use super::pages::compare::compare;
use super::treatment::{LEAST, answer};
use crate::platform::actor::Actor;
use crate::platform::permissions::Role;
use crate::platform::texts::{Lang, Texts};
use crate::services::acts::import_log;
use crate::services::logs::{ReadAs, digest, keep, measured, read_log};
use crate::services::staff::import_table;
use crate::services::store as services;
use crate::testing::{ENGINES, House, NOW};

const HOUR: i64 = 3_600;
/// 2026-03-21T00:00:00Z, in seconds.
const SPRING: i64 = 1_774_051_200;

/// Two districts with 60 cases each: those of the second take 10 days longer, by the half of each kind of case.
fn log_of_two_districts() -> String {
    let mut csv = String::from("case,activity,timestamp,resource,district,kind\n");
    for case in 0..120_i64 {
        let district = case % 2;
        let days = 5 + case % 7 + district * 10;
        let start = SPRING + case * 20 * HOUR;
        let end = start + days * 24 * HOUR;
        let (kind, clerk) = (case / 2 % 2, case % 5);
        for (activity, at) in [("register", start), ("decide", end)] {
            let _ = writeln!(
                csv,
                "c{case},{activity},{},clerk-{clerk},district-{district},kind-{kind}",
                store::Timestamp::from_seconds(at).rfc3339()
            );
        }
    }
    csv
}

fn log(csv: &str) -> eventlog::EventLog {
    read_csv(csv.as_bytes(), &Mapping::default(), Options::default())
        .expect("a log")
        .log
}

/// A town with the demonstration's services and this log for two of them.
async fn town(engine: store::Engine, csv: &'static str) -> House {
    let house = House::new(engine).await;
    let table = documents::read_table(
        include_bytes!("../../demo/services.csv"),
        "services.csv",
        &documents::Limits::default(),
    )
    .expect("a table");
    house
        .app
        .act(move |tx| import_table(tx, Actor::program("town"), NOW, table).boxed())
        .await
        .expect("services");
    let mut conn = house.app.read().await.expect("a connection");
    let calendar = services::calendar(&mut conn, "town")
        .await
        .expect("a calendar");
    drop(conn);
    let (sha256, bytes) = digest(csv.as_bytes()).expect("a digest");
    keep(&house.app.config.data, &sha256, csv.as_bytes()).expect("a file");
    let read_as = ReadAs::default();
    let import = read_log(csv.as_bytes(), &read_as, None).expect("a log");
    let new = measured(&import, "log.csv", sha256, bytes, &read_as, &calendar)
        .map_err(|why| why.to(&Texts::of(Lang::En)))
        .expect("figures");
    for code in ["completion", "library"] {
        let new = new.clone();
        house
            .app
            .act(move |tx| {
                async move { import_log(tx, &Actor::program("town"), NOW, code, &new).await }
                    .boxed()
            })
            .await
            .expect("an import");
    }
    house
}

fn csv() -> &'static str {
    use std::sync::LazyLock;
    static CSV: LazyLock<String> = LazyLock::new(log_of_two_districts);
    &CSV
}

#[tokio::test]
async fn a_difference_between_districts_is_told_and_becomes_a_finding() {
    for engine in ENGINES {
        let house = town(engine, csv()).await;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let clerk = house.sign_in(Role::Clerk, Some("parks")).await;
        let here = "/town/services/completion/treatment";
        assert_eq!(house.get(here, &clerk).await.status, StatusCode::NOT_FOUND);
        assert_eq!(house.get(here, "").await.status, StatusCode::NOT_FOUND);
        let form = house.get(here, &officer).await;
        assert!(form.body.contains("district") && form.body.contains("رفتار برابر"));
        let asked = house
            .get(
                &format!("{here}?by=district&what=&strata=kind&lang=en"),
                &officer,
            )
            .await;
        assert_eq!(asked.status, StatusCode::OK);
        // Ten days apart by construction.
        assert!(asked.body.contains("10.0 days"), "{}", asked.body);
        assert!(asked.body.contains("Differs") && asked.body.contains("100.0 %"));
        let unknown = house
            .get(&format!("{here}?by=nothing&lang=en"), &officer)
            .await;
        assert_eq!(unknown.status, StatusCode::CONFLICT);

        let raised = house
            .post(
                &format!("{here}/raise?by=district&what=&strata=kind"),
                &officer,
                &[],
            )
            .await;
        assert_eq!(raised.status, StatusCode::SEE_OTHER, "{}", raised.body);
        let finding = house.get(raised.location(), &officer).await;
        assert!(finding.body.contains("تفاوت در رفتار با موارد مشابه"));
        // Alike by kind: nothing to raise.
        let nothing = house
            .post(&format!("{here}/raise?by=kind&what="), &officer, &[])
            .await;
        assert_eq!(nothing.status, StatusCode::CONFLICT);

        let publish = "/town/services/completion/insight/publish";
        let published = house
            .post(
                publish,
                &officer,
                &[("part", "treatment"), ("shown", "yes")],
            )
            .await;
        assert_eq!(published.status, StatusCode::SEE_OTHER);
        let public = house
            .get(&format!("{here}?by=district&strata=kind"), "")
            .await;
        assert_eq!(public.status, StatusCode::OK);
        assert!(!public.body.contains("c119"), "cases are for the staff");
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_simplification_is_measured_before_and_after() {
    for engine in ENGINES {
        let house = town(engine, csv()).await;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let here = "/town/services/completion/changes";
        let id = "0199d0f0-0000-7000-8000-000000000001";
        let wrong = house
            .post(
                here,
                &officer,
                &[
                    ("id", id),
                    ("title", "حذف استعلام"),
                    ("text", "استعلام برداشته شد."),
                    ("effective", "۱۴۰۵/۱۳/۴۰"),
                    ("window", "۳۰"),
                ],
            )
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("حذف استعلام") && wrong.body.contains("۱۴۰۵/۱۳/۴۰"));
        for _ in 0..2 {
            let sent = house
                .post(
                    here,
                    &officer,
                    &[
                        ("id", id),
                        ("title", "حذف استعلام"),
                        ("text", "استعلام برداشته شد."),
                        ("effective", "۱۴۰۵/۰۲/۲۰"),
                        ("window", "۶۰"),
                    ],
                )
                .await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        }
        let page = house.get(here, &officer).await;
        assert_eq!(
            page.body.matches("حذف استعلام").count(),
            2,
            "one card: its heading and the label of its table"
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn two_services_are_compared_in_neutral_words() {
    let house = town(ENGINES[0], csv()).await;
    let officer = house.sign_in(Role::IntegrityOfficer, None).await;
    let page = house
        .get("/town/compare?a=completion&b=library&lang=en", &officer)
        .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(
        page.body.contains("Of 2 activities, 0 differ"),
        "{}",
        page.body
    );
    let same = house
        .get("/town/compare?a=library&b=library", &officer)
        .await;
    assert_eq!(same.status, StatusCode::CONFLICT);
}

#[test]
fn the_paragraph_says_what_the_numbers_say() {
    let log = log(csv());
    let ask = Ask {
        by: "district".to_owned(),
        what: What::Duration(Span::default()),
        strata: vec![Alike::by("kind")],
    };
    let found = answer(&log, &ask, LEAST, &|n| n.to_string()).expect("an answer");
    let mean = found.report.comparisons[0]
        .mean_difference
        .expect("a difference");
    let paragraph = found.paragraph(&Texts::of(Lang::En));
    let number = |x: f64| format!("{x:.1}");
    assert!(
        paragraph.contains(&number(mean.difference.abs())),
        "{paragraph}"
    );
    assert!(
        paragraph.contains("120 cases") && paragraph.contains("Of 1 comparisons, 1 differ"),
        "{paragraph}"
    );
    assert_eq!(found.report.verdict, Verdict::Differs);
    // Clerks stand under numbers; names do not reach the page.
    let clerks = Ask {
        by: "org:resource".to_owned(),
        ..ask
    };
    let found = answer(&log, &clerks, LEAST, &|n| format!("Clerk {n}")).expect("an answer");
    assert!(
        found.names.iter().all(|name| name.starts_with("Clerk ")),
        "{:?}",
        found.names
    );
}

#[test]
fn windows_before_and_after_hold_their_own_cases() {
    let log = log(csv());
    // The 60th case begins at SPRING + 60 · 20 h; windows of 20 · 20 h hold 20 cases each, or 21 with both ends.
    let at = (SPRING + 60 * 20 * HOUR) * 1_000_000;
    let found = effect(&log, at, 20 * 20 * HOUR * 1_000_000);
    assert_eq!((found.before.cases, found.after.cases), (20, 20));
    assert_eq!(found.before.steps, Some(2.0));
    assert_eq!(found.before.rework, Some(0.0));
}

#[test]
fn a_log_is_like_itself() {
    let log = log(csv());
    let found = compare(&log, &log);
    assert_eq!(found.cases, [120, 120]);
    assert_eq!(found.common, 2);
    assert!(
        found
            .rows
            .iter()
            .all(|row| row.verdict == Verdict::AlikeWithinMargin || row.difference.0.abs() < 1e-12)
    );
    assert!(found.days.is_some_and(|((d, ..), _)| d.abs() < 1e-9));
}

#[test]
fn building_permits_of_two_municipalities_differ_where_pandas_says_so() {
    let data = std::env::var_os("AMIN_TEST_DATA").map_or_else(
        || std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        std::path::PathBuf::from,
    );
    let open = |name: &str| {
        let file = std::fs::File::open(data.join("event-logs").join(name)).ok()?;
        Some(eventlog::read_xes(file, Options::default()).ok()?.log)
    };
    let (Some(a), Some(b)) = (open("BPIC15_1.xes.gz"), open("BPIC15_2.xes.gz")) else {
        eprintln!("note: the permit logs are not here; this check is left out");
        return;
    };
    let found = compare(&a, &b);
    assert_eq!(
        (found.cases, found.events),
        ([1_199, 832], [52_217, 44_354])
    );
    assert!(found.rows.iter().any(|row| row.verdict == Verdict::Differs));
}
