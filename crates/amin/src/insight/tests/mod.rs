//! Process insight at the http edge.

mod brokers;
mod own;
mod procedure;
mod record;

use std::fmt::Write as _;

use axum::http::StatusCode;
use eventlog::{Options, read::Mapping, read_csv};
use fairness::Verdict;
use futures::FutureExt;

use self::procedure::{PROCEDURE, write_procedure};
use crate::insight::columns::{Alike, Ask, Given, Span, What};
use crate::insight::limits::Limits;
use crate::insight::pages::changes::effect;
use crate::insight::pages::compare::compare;
use crate::insight::treatment::answer;
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
        include_bytes!("../../../demo/services.csv"),
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
async fn the_course_is_drawn_for_the_staff_and_its_published_part_for_everybody() {
    for engine in ENGINES {
        let house = town(engine, csv()).await;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let elsewhere = house.sign_in(Role::Manager, Some("parks")).await;
        let here = "/town/services/completion/process";
        assert_eq!(house.get(here, "").await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            house.get(here, &elsewhere).await.status,
            StatusCode::NOT_FOUND
        );
        let page = house.get(&format!("{here}?lang=en"), &officer).await;
        assert_eq!(page.status, StatusCode::OK);
        // 120 cases of register and decide: one variant, and a map whose arrow between the two was taken 120 times.
        assert!(page.body.contains("120 cases (100.0%)"), "{}", page.body);
        for chart in ["chart-process", "chart-chevrons", "chart-dotted"] {
            assert!(page.body.contains(chart), "{chart}");
        }
        let step = house
            .get(
                &format!("{here}/cases?from=register&to=decide&page=3&lang=en"),
                &officer,
            )
            .await;
        assert!(step.body.contains("120 cases") && step.body.contains("c119"));
        let nothing = house
            .get(&format!("{here}/cases?variant=2&lang=en"), &officer)
            .await;
        assert!(nothing.body.contains("No case was found"));
        let case = house
            .get(&format!("{here}/case?id=c7&lang=en"), &officer)
            .await;
        assert!(case.body.contains("register") && !case.body.contains("clerk-2"));
        let unknown = house.get(&format!("{here}/case?id=none"), &officer).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);

        let publish = "/town/services/completion/insight/publish";
        let form = [("part", "process"), ("shown", "yes")];
        assert_eq!(
            house.post(publish, &officer, &form).await.status,
            StatusCode::SEE_OTHER
        );
        let public = house.get(here, "").await;
        assert_eq!(public.status, StatusCode::OK);
        assert!(public.body.contains("chart-process") && !public.body.contains("process/cases"));
        assert!(!public.body.contains("chart-dotted"), "a dot is a case");
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn the_public_sees_no_arrow_that_fewer_than_ten_cases_took() {
    // Nine of twenty-nine cases are handed back: enough for the staff, too few for the public.
    static CSV: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        let mut csv = String::from("case,activity,timestamp\n");
        for case in 0..29_i64 {
            let steps: &[&str] = if case < 9 {
                &["register", "hand back", "decide"]
            } else {
                &["register", "decide"]
            };
            for (step, place) in steps.iter().zip(0..) {
                let at = store::Timestamp::from_seconds(SPRING + (case * 30 + place * 5) * HOUR);
                let _ = writeln!(csv, "c{case},{step},{}", at.rfc3339());
            }
        }
        csv
    });
    let house = town(ENGINES[0], &CSV).await;
    let officer = house.sign_in(Role::IntegrityOfficer, None).await;
    let publish = "/town/services/completion/insight/publish";
    let form = [("part", "process"), ("shown", "yes")];
    house.post(publish, &officer, &form).await;
    let here = "/town/services/completion/process?detail=100&lang=en";
    assert!(house.get(here, &officer).await.body.contains("hand back"));
    let public = house.get(here, "").await;
    assert_eq!(public.status, StatusCode::OK);
    assert!(!public.body.contains("hand back") && public.body.contains("decide"));
    assert!(
        public
            .body
            .contains("2 arrows that happened fewer than 10 times are not shown"),
        "{}",
        public.body
    );
}

#[tokio::test]
async fn an_import_is_analysed_by_a_job_and_the_same_again_changes_nothing() {
    for engine in ENGINES {
        let house = town(engine, csv()).await;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        while crate::platform::jobs::work(&house.app).await.expect("jobs") > 0 {}
        let of = || async {
            let mut conn = house.app.read().await.expect("a connection");
            let service = services::service_by_code(&mut conn, "town", "completion")
                .await
                .expect("a read")
                .expect("a service");
            crate::insight::store::procedure::analysis(&mut conn, "town", &service.id)
                .await
                .expect("a read")
                .expect("a summary")
        };
        let first = of().await;
        assert_eq!((first.cases, first.rules, first.deviating), (120, 0, 0));
        write_procedure(&house, &officer, PROCEDURE).await;
        while crate::platform::jobs::work(&house.app).await.expect("jobs") > 0 {}
        let second = of().await;
        assert_eq!(
            (second.version, second.judged, second.deviating),
            (Some(1), 120, 60)
        );
        assert_eq!(second.fitting_share, Some(0.5));
        let before = house.get("/town/journal", &officer).await.body;
        house
            .app
            .act(|tx| {
                async move {
                    let service = services::service_by_code(tx.read(), "town", "completion")
                        .await?
                        .expect("a service");
                    crate::insight::analysis::enqueue(tx, "town", &service.id, NOW).await
                }
                .boxed()
            })
            .await
            .expect("a job");
        while crate::platform::jobs::work(&house.app).await.expect("jobs") > 0 {}
        assert_eq!(of().await, second);
        assert_eq!(house.get("/town/journal", &officer).await.body, before);
        let desk = house.get("/town/insight?lang=en", &officer).await;
        assert!(desk.body.contains("50.0%"), "{}", desk.body);
        let card = house
            .get("/town/services/completion?lang=en", &officer)
            .await;
        assert!(card.body.contains("60 cases have a difference"));
        let public = house.get("/town/services/completion?lang=en", "").await;
        assert!(!public.body.contains("have a difference"));
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
        given: Given::new(),
    };
    let found = answer(&log, &ask, &Limits::default(), &|n| n.to_string()).expect("an answer");
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
    let (low, high) = mean.interval;
    for number_in in [low.abs(), high.abs()] {
        assert!(paragraph.contains(&number(number_in)), "{paragraph}");
    }
    // The same numbers in Persian, in its own digits and decimal sign.
    let fa = found.paragraph(&Texts::of(Lang::Fa));
    let persian = |x: f64| Texts::of(Lang::Fa).lang.decimal(x.abs(), 1);
    for number_in in [mean.difference, low, high] {
        let written = persian(number_in);
        assert_eq!(
            persian::to_ascii(&written).replace('٫', "."),
            number(number_in.abs())
        );
        assert!(fa.contains(&written), "{fa}");
    }
    assert!(
        fa.contains("۱۲۰ مورد") && fa.contains("از ۱ سنجش، ۱ سنجش"),
        "{fa}"
    );
    let direction = if mean.difference > 0.0 {
        "بیشتر"
    } else {
        "کمتر"
    };
    assert!(fa.contains(direction), "{fa}");
    // Clerks stand under numbers; names do not reach the page.
    let clerks = Ask {
        by: "org:resource".to_owned(),
        ..ask
    };
    let found =
        answer(&log, &clerks, &Limits::default(), &|n| format!("Clerk {n}")).expect("an answer");
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
    let found = effect(
        &log,
        at,
        20 * 20 * HOUR * 1_000_000,
        &Limits::default(),
        &[],
    );
    assert_eq!((found.before.cases, found.after.cases), (20, 20));
    assert_eq!(found.before.steps, Some(2.0));
    assert_eq!(found.before.rework, Some(0.0));
}

#[test]
fn a_log_is_like_itself() {
    let log = log(csv());
    let found = compare(&log, &log, &Limits::default(), [&[], &[]]);
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
    let found = compare(&a, &b, &Limits::default(), [&[], &[]]);
    assert_eq!(
        (found.cases, found.events),
        ([1_199, 832], [52_217, 44_354])
    );
    // Counted a second time from the XML, with the Mantel–Haenszel test and Benjamini–Hochberg's correction of the formulas.
    assert_eq!((found.rows.len(), found.common), (459, 349));
    let beyond_chance = found.rows.iter().filter(|row| row.q < 0.05).count();
    assert_eq!(beyond_chance, 140);
    let first = &found.rows[0];
    assert_eq!(
        (first.activity.as_str(), first.cases, first.verdict),
        ("01_BB_770", [157, 615], Verdict::Differs)
    );
    assert!((first.difference.0 - 0.608_240_240_264_322_8).abs() < 1e-12);
    // A difference within the margin is alike, however certain it is.
    let differing = found
        .rows
        .iter()
        .filter(|row| row.verdict == Verdict::Differs);
    assert!(differing.clone().count() <= beyond_chance);
    assert!(
        differing
            .clone()
            .all(|row| row.q < 0.05 && row.difference.0.abs() > 0.0)
    );
}

/// Two districts in which everything is alike but one step: those of the second skip the visit in three of four cases.
fn log_of_a_skipped_step() -> String {
    let mut csv = String::from("case,activity,timestamp,district\n");
    for case in 0..240_i64 {
        let district = case % 2;
        let start = SPRING + case * 10 * HOUR;
        let visited = district == 0 || case / 2 % 4 == 0;
        let refused = case % 10 == 7;
        let mut steps = vec![("register", 0), ("visit", 24), ("grant", 72)];
        if !visited {
            steps.remove(1);
        }
        if refused {
            steps.pop();
            steps.push(("refuse", 72));
        }
        for (step, hours) in steps {
            let at = store::Timestamp::from_seconds(start + hours * HOUR);
            let _ = writeln!(csv, "c{case},{step},{},district-{district}", at.rfc3339());
        }
    }
    csv
}

#[tokio::test]
async fn every_step_is_asked_at_once_and_the_one_that_differs_is_named() {
    static CSV: std::sync::LazyLock<String> = std::sync::LazyLock::new(log_of_a_skipped_step);
    let house = town(ENGINES[0], &CSV).await;
    let officer = house.sign_in(Role::IntegrityOfficer, None).await;
    let here = "/town/services/completion/treatment";
    let page = house
        .get(&format!("{here}?by=district&what=all&lang=en"), &officer)
        .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    // Four activities and the time, one other group: five comparisons, of which visit, grant and refusal differ. A quarter of 120 cases
    // is visited against all: 75 points.
    for words in [
        "Of 5 comparisons, 3 differ",
        "“visit” is recorded 75.0 points less often for “district-1” than for “district-0”",
        "The whole courses of the groups differ more than chance gives",
        "The limits are those that the program ships with",
    ] {
        assert!(page.body.contains(words), "{words}\n{}", page.body);
    }
    let fa = house
        .get(&format!("{here}?by=district&what=all"), &officer)
        .await;
    assert!(
        fa.body.contains("از ۵ سنجش، ۳ سنجش") && fa.body.contains("۷۵٫۰ واحد درصد کمتر"),
        "{}",
        fa.body
    );
    let raised = house
        .post(&format!("{here}/raise?by=district&what=all"), &officer, &[])
        .await;
    assert_eq!(raised.status, StatusCode::SEE_OTHER, "{}", raised.body);

    let unasked = house
        .get(&format!("{here}?by=district&what=ends"), &officer)
        .await;
    assert_eq!(unasked.status, StatusCode::CONFLICT);
    let ends = house
        .get(
            &format!("{here}?by=district&what=ends&end=grant&end=refuse&lang=en"),
            &officer,
        )
        .await;
    assert_eq!(ends.status, StatusCode::OK, "{}", ends.body);
    // Refused are those whose number ends with seven: 24, all of the second district.
    assert!(
        ends.body.contains("24 (20.0%)") && ends.body.contains("0 (0.0%)"),
        "{}",
        ends.body
    );
    assert!(
        ends.body.contains("In 2 of 2 ends the groups differ"),
        "{}",
        ends.body
    );
    house.assert_journal_agrees().await;
}

/// The limits are the organisation's: a wider margin calls the same difference alike, a larger least group compares nobody, and the report
/// tells who set them.
#[tokio::test]
async fn limits_are_settings_and_the_report_says_who_set_them() {
    for engine in ENGINES {
        let house = town(engine, csv()).await;
        house
            .app
            .act(|tx| {
                async move { crate::insight::acts::set_up(tx, &Actor::program("town"), NOW).await }
                    .boxed()
            })
            .await
            .expect("settings");
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let keeper = house.sign_in(Role::Administrator, None).await;
        let here = "/town/services/completion/treatment?by=district&strata=kind&lang=en";
        let before = house.get(here, &officer).await.body;
        assert!(before.contains("Differs") && before.contains("Differences up to 1 days"));
        let set = async |id: &str, value: &str| {
            house
                .post(
                    &format!("/town/admin/settings/{id}"),
                    &keeper,
                    &[
                        ("value", value),
                        ("source", "مصوبه جلسه ۱۲ کمیته"),
                        ("applicability", "adopted"),
                        ("valid_from", "1405/01/15"),
                    ],
                )
                .await
        };
        assert_eq!(
            set("insight.least-cases", "3").await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(
            set("insight.margin-days", "۱۵").await.status,
            StatusCode::SEE_OTHER
        );
        let list = house
            .get("/town/admin/settings?lang=en", &keeper)
            .await
            .body;
        assert!(
            list.contains("Equal treatment: days that do not matter")
                && !list.contains(">insight.")
        );
        let page = house.get(here, &officer).await.body;
        // Ten days apart by construction, and fifteen do not matter now.
        assert!(page.contains("Alike within margin"), "{page}");
        assert!(
            page.contains("“Equal treatment: days that do not matter” is 15: set by")
                && page.contains("مصوبه جلسه ۱۲ کمیته"),
            "{page}"
        );
        set("insight.least-cases", "61").await;
        let page = house.get(here, &officer).await.body;
        assert!(page.contains("groups have at least 61 cases"), "{page}");
        house.assert_journal_agrees().await;
    }
}

/// A procedure tells which activity ends a case: cases without it are open, counted up to the end of the log, and not closed by their last
/// event.
#[test]
fn open_cases_are_censored_where_the_ends_are_known() {
    let mut csv = String::from("case,activity,timestamp,district\n");
    for case in 0..40_i64 {
        let start = SPRING + case * HOUR;
        let at = |seconds| store::Timestamp::from_seconds(seconds).rfc3339();
        let _ = writeln!(csv, "c{case},register,{},d{}", at(start), case % 2);
        // Half of the second district's cases are not decided at all.
        if case % 4 != 3 {
            let _ = writeln!(
                csv,
                "c{case},decide,{},d{}",
                at(start + 48 * HOUR),
                case % 2
            );
        }
    }
    let log = log(&csv);
    let ask = |ends: &[&str]| Ask {
        by: "district".to_owned(),
        what: What::Duration(Span {
            ends: ends.iter().map(|end| (*end).to_owned()).collect(),
            ..Span::default()
        }),
        strata: Vec::new(),
        given: Given::new(),
    };
    let limits = Limits::default();
    let closed = answer(&log, &ask(&[]), &limits, &|n| n.to_string()).expect("an answer");
    let known = answer(&log, &ask(&["decide"]), &limits, &|n| n.to_string()).expect("an answer");
    assert_eq!((closed.open, known.open), (0, 10));
    let ends_of = |found: &crate::insight::treatment::Answer| {
        found
            .report
            .groups
            .iter()
            .map(|g| g.events)
            .collect::<Vec<_>>()
    };
    assert_eq!(ends_of(&closed), [20, 20]);
    assert_eq!(ends_of(&known), [20, 10]);
    // The first district is done in two days; without censoring the second, whose cases end with their registration, looks quicker.
    assert!(crate::insight::treatment::effect(&closed.report.comparisons[0]) < 0.0);
    assert!(crate::insight::treatment::effect(&known.report.comparisons[0]) > 0.0);
    // An end that the log does not know says nothing.
    let unknown = answer(&log, &ask(&["sign"]), &limits, &|n| n.to_string()).expect("an answer");
    assert_eq!(unknown.open, 0);
}

/// Quarters are Solar Hijri ones in Iran's time, and versions those of the day.
#[test]
fn quarters_and_versions_are_those_of_the_day_on_which_a_case_began() {
    // Nowruz 1405 began at 2026-03-20T20:30Z in Iran; 1405/04/01 is 2026-06-22.
    let log = log(
        "case,activity,timestamp\n1,a,2026-03-20T20:29:59Z\n2,a,2026-03-20T20:30:00Z\n3,a,2026-06-21T20:29:00Z\n4,a,2026-06-21T20:31:00Z\n",
    );
    let quarters: Vec<String> = crate::insight::columns::quarters(&log)
        .into_iter()
        .flatten()
        .collect();
    assert_eq!(quarters, ["1404/4", "1405/1", "1405/1", "1405/2"]);
    let versions = crate::insight::columns::periods(
        &log,
        &[
            ("2026-06-22".to_owned(), None, 2),
            ("2026-03-21".to_owned(), Some("2026-06-21".to_owned()), 1),
        ],
    );
    let of = |n: &str| Some(n.to_owned());
    assert_eq!(versions, [None, of("1"), of("1"), of("2")]);
}
