//! Training at the http edge.

use axum::http::StatusCode;
use futures::FutureExt;
use serde_json::json;
use store::{Job, Timestamp, fetch_all};

use super::store as rows;
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::permissions::Role;
use crate::testing::{Answer, ENGINES, House, NOW};
use crate::voice::desk::tests::Town;

/// The form of a course that is read and tested; what is given stands before.
fn course<'a>(id: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut form = vec![("id", id)];
    form.extend_from_slice(more);
    for (name, value) in [
        ("title", "تعارض منافع در عمل"),
        ("title_en", "Conflicts of interest in practice"),
        ("kind", "conflict"),
        ("summary", "چگونه تعارض منافع را بشناسیم و اعلام کنیم."),
        ("articles", "۱، ۴"),
        ("minutes", "۹۰"),
        ("pass_mark", "۵۰"),
        ("valid_months", ""),
        ("audience", "all"),
        ("due", "1405/10/30"),
    ] {
        if !form.iter().any(|(known, _)| *known == name) {
            form.push((name, value));
        }
    }
    form
}

async fn adopt(house: &House, officer: &str, id: &str, more: &[(&str, &str)]) -> Answer {
    house
        .post("/town/learning/new", officer, &course(id, more))
        .await
}

async fn ask(house: &House, officer: &str, id: &str) {
    let form = [
        ("text-0", "هدیه‌ای از ارباب‌رجوع می‌رسد؛ چه می‌کنید؟"),
        ("choices-0", "می‌پذیرم\n* نمی‌پذیرم و ثبت می‌کنم"),
        ("why-0", "پذیرفتن هدیه ممنوع است."),
        ("text-1", "پرونده برادر شماست؛ چه می‌کنید؟"),
        ("choices-1", "* کنار می‌روم\nزودتر رسیدگی می‌کنم"),
        ("why-1", ""),
    ];
    let path = format!("/town/learning/courses/{id}/questions");
    let done = house.post(&path, officer, &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
}

/// The last second of a Solar Hijri day in Tehran.
fn end_of(day: &str) -> Timestamp {
    let day = day.parse::<persian::Date>().expect("a day");
    Timestamp(persian::tehran_micros(day, 23, 59)).plus_seconds(59)
}

/// Hands in a test; `right` of its two questions are answered rightly.
async fn hand_in(house: &House, token: &str, id: &str, right: usize, phase: &str) -> Answer {
    let mut conn = house.app.read().await.expect("a connection");
    let questions = rows::questions(&mut conn, "town", id)
        .await
        .expect("questions");
    drop(conn);
    let mut form = vec![("phase".to_owned(), phase.to_owned())];
    for (place, row) in questions.iter().filter(|row| row.active).enumerate() {
        let chosen = if place < right {
            row.answer
        } else {
            1 - row.answer
        };
        form.push((format!("q-{}", row.id), chosen.to_string()));
    }
    let form: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let path = format!("/town/learning/courses/{id}/test");
    house.post(&path, token, &form).await
}

#[tokio::test]
async fn a_course_is_owed_tested_and_completed() {
    for engine in ENGINES {
        let house = Town::new(engine).await.house;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        let id = "course-0001";
        assert_eq!(
            adopt(&house, &officer, id, &[]).await.status,
            StatusCode::SEE_OTHER
        );
        // Sent twice it is one course.
        adopt(&house, &officer, id, &[]).await;
        let own = house.get("/town/my?lang=en", &clerk).await;
        assert!(own.body.contains("Conflicts of interest in practice"));
        // Without questions nobody can take the test.
        let early = house
            .get(&format!("/town/learning/courses/{id}/test"), &clerk)
            .await;
        assert_eq!(early.status, StatusCode::NOT_FOUND);
        ask(&house, &officer, id).await;

        // One question is left open: the form comes back with the other answer.
        let path = format!("/town/learning/courses/{id}/test");
        let open = house.post(&path, &clerk, &[]).await;
        assert_eq!(open.status, StatusCode::UNPROCESSABLE_ENTITY);
        let failed = hand_in(&house, &clerk, id, 0, "").await;
        assert_eq!(failed.status, StatusCode::SEE_OTHER, "{}", failed.body);
        let result = house
            .get(&format!("{}?lang=en", failed.location()), &clerk)
            .await;
        assert!(result.body.contains("0 of 2 right") && result.body.contains("To be read again"));
        assert!(result.body.contains("پذیرفتن هدیه ممنوع است"));
        // Nobody else sees how it went, not even who made the course.
        for other in [
            &officer,
            &house.sign_in(Role::Manager, Some("lighting")).await,
        ] {
            let page = house.get(failed.location(), other).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND);
        }
        // On the same day it cannot be tried again.
        let again = hand_in(&house, &clerk, id, 2, "").await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        let clerk = house.sign_in(Role::Clerk, Some("parks")).await;
        let passed = hand_in(&house, &clerk, id, 1, "").await;
        assert_eq!(passed.status, StatusCode::SEE_OTHER, "{}", passed.body);
        let page = house
            .get(&format!("/town/learning/courses/{id}?lang=en"), &clerk)
            .await;
        assert!(page.body.contains("Completed") && page.body.contains("1 of 2 right"));
        let after = hand_in(&house, &clerk, id, 2, "").await;
        assert_eq!(after.status, StatusCode::CONFLICT, "it holds already");
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_test_before_the_course_decides_nothing_and_tells_no_answers() {
    for engine in ENGINES {
        let house = Town::new(engine).await.house;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        let id = "course-0002";
        adopt(&house, &officer, id, &[]).await;
        ask(&house, &officer, id).await;
        let before = hand_in(&house, &clerk, id, 2, "before").await;
        let result = house
            .get(&format!("{}?lang=en", before.location()), &clerk)
            .await;
        assert!(result.body.contains("Without effect"));
        assert!(!result.body.contains("پذیرفتن هدیه ممنوع است"));
        let page = house
            .get(&format!("/town/learning/courses/{id}?lang=en"), &clerk)
            .await;
        assert!(page.body.contains("To be taken"));
        // The one after it counts on the same day.
        let after = hand_in(&house, &clerk, id, 2, "before").await;
        let result = house
            .get(&format!("{}?lang=en", after.location()), &clerk)
            .await;
        assert!(result.body.contains("Passed"), "{}", result.body);
        house.assert_journal_agrees().await;
    }
}

async fn plan(house: &House, officer: &str, course: &str, id: &str, day: &str, seats: &str) {
    let form = [
        ("id", id),
        ("day", day),
        ("time", "09:00"),
        ("minutes", "120"),
        ("place", "سالن آموزش"),
        ("trainer", "دکتر نیک‌روش"),
        ("seats", seats),
    ];
    let path = format!("/town/learning/courses/{course}/sessions/new");
    let done = house.post(&path, officer, &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
}

async fn seat(house: &House, session: &str, name: &str) -> String {
    let mut conn = house.app.read().await.expect("a connection");
    let seats = rows::seats(&mut conn, "town", session)
        .await
        .expect("seats");
    let seat = seats.into_iter().find(|seat| seat.name == name);
    seat.expect("a seat").id
}

#[tokio::test]
async fn a_session_is_attended_before_the_test_counts() {
    for engine in ENGINES {
        let house = Town::new(engine).await.house;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        let other = house.sign_in(Role::Clerk, Some("parks")).await;
        let (id, session) = ("course-0003", "session-0003");
        adopt(&house, &officer, id, &[("in_person", "yes")]).await;
        ask(&house, &officer, id).await;
        plan(&house, &officer, id, session, "1405/09/10", "1").await;
        let enrol = format!("/town/learning/sessions/{session}/enrol");
        let taken = house.post(&enrol, &clerk, &[]).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
        let full = house.post(&enrol, &other, &[]).await;
        assert_eq!(full.status, StatusCode::CONFLICT, "one seat only");
        // Given back, it is free again.
        let leave = format!("/town/learning/sessions/{session}/leave");
        house.post(&leave, &clerk, &[]).await;
        house.post(&enrol, &other, &[]).await;
        let add = format!("/town/learning/sessions/{session}/add");
        let mut conn = house.app.read().await.expect("a connection");
        let people = crate::interests::store::staff(&mut conn, "town").await;
        drop(conn);
        let people = people.expect("staff");
        let lighting = people.iter().find(|one| one.name == "clerk-lighting");
        let lighting = lighting.expect("the clerk").person.clone();
        // Who runs the session may write more people into it than it has seats.
        let added = house.post(&add, &officer, &[("person", &lighting)]).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);

        // A first test before the session tells what is known; a second one waits for the session.
        let before = hand_in(&house, &clerk, id, 1, "").await;
        assert_eq!(before.status, StatusCode::SEE_OTHER, "{}", before.body);
        let early = hand_in(&house, &clerk, id, 2, "").await;
        assert_eq!(early.status, StatusCode::CONFLICT);
        let held = format!("/town/learning/sessions/{session}/held");
        let present = seat(&house, session, "clerk-lighting").await;
        let ahead = house.post(&held, &officer, &[("present", &present)]).await;
        assert_eq!(ahead.status, StatusCode::CONFLICT, "it has not begun");
        house.app.clock.set(Timestamp(NOW.0 + 3 * Timestamp::DAY));
        let of_unit = house.sign_in(Role::IntegrityOfficer, Some("city")).await;
        let forbidden = house.post(&held, &of_unit, &[("present", &present)]).await;
        assert_eq!(forbidden.status, StatusCode::FORBIDDEN, "for one unit only");
        house.app.clock.set(NOW);
        let past = "session-0004";
        plan(&house, &officer, id, past, "1405/09/01", "").await;
        let add = format!("/town/learning/sessions/{past}/add");
        house.post(&add, &officer, &[("person", &lighting)]).await;
        let parks = people.iter().find(|one| one.name == "clerk-parks");
        let parks = parks.expect("the clerk").person.clone();
        house.post(&add, &officer, &[("person", &parks)]).await;
        let present = seat(&house, past, "clerk-lighting").await;
        let held = format!("/town/learning/sessions/{past}/held");
        let done = house.post(&held, &officer, &[("present", &present)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let passed = hand_in(&house, &clerk, id, 2, "").await;
        assert_eq!(passed.status, StatusCode::SEE_OTHER, "{}", passed.body);
        // Absent: the test after the course stays closed.
        hand_in(&house, &other, id, 2, "").await;
        let closed = hand_in(&house, &other, id, 2, "").await;
        assert_eq!(closed.status, StatusCode::CONFLICT);

        let coverage = house.get("/town/learning/coverage?lang=en", &officer).await;
        assert_eq!(coverage.status, StatusCode::OK, "{}", coverage.body);
        assert!(coverage.body.contains("Fewer than 10 people"));
        // The manager of parks sees parks alone.
        let manager = house.sign_in(Role::Manager, Some("parks")).await;
        let own = house.get("/town/learning/coverage?lang=en", &manager).await;
        assert!(own.body.contains("Unit parks") && !own.body.contains("Unit lighting"));
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn bad_input_is_answered_field_by_field_and_kept() {
    for engine in ENGINES {
        let house = Town::new(engine).await.house;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let id = "course-0005";
        for (field, value, sentence) in [
            ("due", "1405/09/01", "This day has passed"),
            ("due", "1405/13/01", "1405/13/01"),
            ("minutes", "صد", "number from 1 to 3,600"),
            ("pass_mark", "۱۰۱", "number from 0 to 100"),
            ("pass_mark", "", "neither session nor test"),
            ("articles", "یک", "only numbers of articles"),
            ("audience", "roles", "at least one role"),
            ("title", " ", "may not be empty"),
        ] {
            let answer = house
                .post(
                    "/town/learning/new?lang=en",
                    &officer,
                    &course(id, &[(field, value)]),
                )
                .await;
            assert_eq!(
                answer.status,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{field}={value}"
            );
            assert!(answer.body.contains(sentence), "{field}: {}", answer.body);
            assert!(answer.body.contains("چگونه تعارض منافع را بشناسیم"));
        }
        adopt(&house, &officer, id, &[]).await;
        let path = format!("/town/learning/courses/{id}/questions?lang=en");
        for (choices, sentence) in [
            ("الف\nب", "exactly one choice"),
            ("*الف", "two to six"),
            ("*الف\nالف", "the same"),
        ] {
            let form = [("text-0", "پرسش"), ("choices-0", choices)];
            let answer = house.post(&path, &officer, &form).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.body.contains(sentence), "{}", answer.body);
        }
        let none = house.post(&path, &officer, &[]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn who_owes_a_course_is_reminded_and_a_scorecard_counts_who_completed_it() {
    for engine in ENGINES {
        let house = Town::new(engine).await.house;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        let id = "course-0006";
        let more = [
            ("audience", "roles"),
            ("roles", "clerk"),
            ("due", "1405/09/08"),
        ];
        adopt(&house, &officer, id, &more).await;
        ask(&house, &officer, id).await;
        hand_in(&house, &clerk, id, 2, "").await;
        // Another clerk of the unit has not completed it.
        house
            .app
            .act(|tx| {
                async move {
                    let act = crate::organisation::acts::account_for_tests;
                    let unit = Some("lighting".to_owned());
                    act(tx, NOW, "town", "second-clerk", Role::Clerk, unit).await?;
                    Ok::<(), ActError>(())
                }
                .boxed()
            })
            .await
            .expect("an account");
        house.app.clock.set(Timestamp(NOW.0 + 2 * Timestamp::DAY));
        let now = house.app.clock.now();
        let rules = house.app.rules("town").await.expect("rules");
        let due = end_of("1405/09/08");
        let owing = house.app.act(move |tx| {
            async move {
                let actor = Actor::program("town");
                super::acts::remind(tx, &actor, now, &rules, "http://t", id, due).await
            }
            .boxed()
        });
        assert_eq!(owing.await.expect("a look").0, 1, "the second clerk alone");
        // The look that was planned first comes too, and each plans the next one; one for another last day does nothing.
        for due in [due, Timestamp(due.0 + 1)] {
            let job = Job {
                id: "job".to_owned(),
                organisation: "town".to_owned(),
                kind: super::acts::REMINDER_JOB.to_owned(),
                payload: json!({ "course": id, "due": due.0 }).to_string(),
                attempts: 0,
            };
            super::jobs::perform(&house.app, &job)
                .await
                .expect("a look");
        }
        let mut conn = house.app.read().await.expect("a connection");
        let jobs = fetch_all!(
            &mut conn,
            (String,),
            "select id from job where kind = 'learning.reminder'"
        );
        assert_eq!(jobs.expect("jobs").len(), 3);
        drop(conn);

        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        let winter = house
            .get("/town/scorecards/lighting?period=1405-3&lang=en", &manager)
            .await;
        assert!(winter.body.contains("1 of 2"), "{}", winter.body);
        // Before the last day nothing was owed.
        let summer = house
            .get(
                "/town/scorecards/lighting/records/trained?period=1405-2&lang=en",
                &manager,
            )
            .await;
        assert!(!summer.body.contains("second-clerk"), "{}", summer.body);
        let behind = house
            .get(
                "/town/scorecards/lighting/records/trained?period=1405-3&lang=en",
                &manager,
            )
            .await;
        assert!(behind.body.contains("second-clerk"), "{}", behind.body);
        house.assert_journal_agrees().await;
    }
}
