//! Committees at the http edge.

mod answers;
mod apart;
mod many;
mod papers;
mod year;

use axum::http::StatusCode;
use futures::FutureExt;
use store::{Timestamp, fetch_all, fetch_optional};

use super::acts;
use super::jobs;
use super::store as rows;
use crate::platform::actor::{Actor, Grant};
use crate::platform::permissions::Role;
use crate::testing::{ENGINES, House, NOW};
use crate::voice::desk::tests::Town;

/// A committee of a chair, a secretary and a member, with one session in preparation.
struct Body {
    house: House,
    secretary: String,
    chair: String,
    member: String,
    committee: String,
    session: String,
}

async fn account(house: &House, name: &'static str, role: Role) -> String {
    let act = house.app.act(move |tx| {
        async move {
            crate::organisation::acts::account_for_tests(tx, NOW, "town", name, role, None).await
        }
        .boxed()
    });
    act.await.expect("an account").0
}

async fn person(house: &House, name: &str) -> String {
    let mut conn = house.app.read().await.expect("a connection");
    let row = fetch_optional!(
        &mut conn,
        (String,),
        "select id from person where organisation = 'town' and name = $1",
        name
    );
    row.expect("people").expect("a person").0
}

async fn ids(house: &House, sql: &'static str) -> Vec<String> {
    let mut conn = house.app.read().await.expect("a connection");
    let rows = fetch_all!(&mut conn, (String,), sql).expect("rows");
    rows.into_iter().map(|(id,)| id).collect()
}

impl Body {
    async fn new(engine: store::Engine) -> Self {
        let house = Town::new(engine).await.house;
        let secretary = account(&house, "دبیر", Role::Secretary).await;
        let chair = account(&house, "رئیس", Role::CommitteeMember).await;
        let member = account(&house, "عضو", Role::CommitteeMember).await;
        let form = [
            ("id", "integrity"),
            ("name", "کمیته سلامت اداری"),
            ("name_en", "Integrity committee"),
            ("legal_basis", "تصویب‌نامه ۲۰۶/۹۳/۵۶۰"),
            ("mandate", "سنجش و پایش سلامت اداری"),
            ("quorum", "۲"),
            ("majority", "present"),
            ("kind", "integrity"),
        ];
        let done = house.post("/town/committee", &secretary, &form).await;
        assert_eq!(
            done.location(),
            "/town/committee/integrity",
            "{}",
            done.body
        );
        for (title, duty, name) in [
            ("شهردار", "chair", "رئیس"),
            ("دبیرخانه", "secretary", "دبیر"),
            ("معاون خدمات", "member", "عضو"),
        ] {
            let form = [("title", title), ("duty", duty)];
            let done = house
                .post("/town/committee/integrity/seat", &secretary, &form)
                .await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
            let mut conn = house.app.read().await.expect("a connection");
            let seats = rows::seats(&mut conn, "town", "integrity")
                .await
                .expect("seats");
            drop(conn);
            let seat = seats.last().expect("a seat").id.clone();
            let who = person(&house, name).await;
            let form = [
                ("seat", seat.as_str()),
                ("person", &who),
                ("decree", "۱۲/ص"),
                ("from_day", "۱۴۰۵/۰۱/۰۱"),
            ];
            let done = house
                .post("/town/committee/integrity/appoint", &secretary, &form)
                .await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        }
        let body = Self {
            house,
            secretary,
            chair,
            member,
            committee: "/town/committee/integrity".to_owned(),
            session: "/town/committee/sessions/s-1".to_owned(),
        };
        let done = body.plan("s-1", "۱۴۰۵/۰۹/۲۰").await;
        assert_eq!(done.location(), body.session, "{}", done.body);
        body
    }

    async fn plan(&self, id: &str, day: &str) -> crate::testing::Answer {
        let form = [
            ("session_id", id),
            ("kind", "ordinary"),
            ("day", day),
            ("time", "۱۰:۰۰"),
            ("place", "اتاق جلسه"),
        ];
        self.house
            .post(&format!("{}/plan", self.committee), &self.secretary, &form)
            .await
    }

    async fn post(&self, token: &str, deed: &str, form: &[(&str, &str)]) -> StatusCode {
        let path = format!("{}/{deed}", self.session);
        self.house.post(&path, token, form).await.status
    }

    /// Opens the session with those who are named.
    async fn open(&self, names: &[&str]) -> crate::testing::Answer {
        let mut conn = self.house.app.read().await.expect("a connection");
        let terms = rows::terms(&mut conn, "town", "integrity")
            .await
            .expect("terms");
        drop(conn);
        let came: Vec<(String, String)> = terms
            .into_iter()
            .filter(|term| names.contains(&term.name.as_str()))
            .map(|term| (format!("seat-{}", term.seat), term.person))
            .collect();
        let form: Vec<(&str, &str)> = came.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        self.house
            .post(&format!("{}/open", self.session), &self.secretary, &form)
            .await
    }

    async fn actor(&self, name: &str) -> Actor {
        let who = person(&self.house, name).await;
        Actor {
            account: Some(format!("account of {name}")),
            person: Some(who),
            grants: vec![Grant {
                role: Role::CommitteeMember,
                unit: None,
                reach: Vec::new(),
            }],
            ..Actor::citizen("town")
        }
    }
}

#[tokio::test]
async fn a_session_runs_from_the_agenda_to_frozen_minutes() {
    for engine in ENGINES {
        let body = Body::new(engine).await;
        let house = &body.house;
        for title in ["درز اطلاعات مناقصه", "برنامه سال آینده"] {
            let form = [("title", title), ("text", "")];
            assert_eq!(
                body.post(&body.secretary, "item", &form).await,
                StatusCode::SEE_OTHER
            );
        }
        let items = ids(house, "select id from committee_item order by position").await;
        // The member keeps out of the first item: it is gone for him, and for nobody else.
        let first = format!("{}/items/{}", body.session, items[0]);
        let who = person(house, "عضو").await;
        let form = [
            ("person", who.as_str()),
            ("reason", "برادرم پیشنهاددهنده است."),
        ];
        let done = house
            .post(&format!("{first}/recuse"), &body.member, &form)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(
            house.get(&first, &body.member).await.status,
            StatusCode::NOT_FOUND
        );
        let page = house.get(&body.session, &body.member).await;
        assert!(!page.body.contains("درز اطلاعات") && page.body.contains("برنامه سال آینده"));
        let page = house.get(&first, &body.chair).await;
        assert!(page.body.contains("درز اطلاعات") && !page.body.contains("برادرم"));

        assert_eq!(
            body.post(&body.secretary, "call", &[]).await,
            StatusCode::SEE_OTHER
        );
        let calendar = house
            .get(&format!("{}/invitation.ics", body.session), &body.member)
            .await;
        // 1405/09/20 10:00 in Tehran is 2026-12-11 06:30 in UTC.
        assert!(
            calendar.body.contains("DTSTART:20261211T063000Z\r\n"),
            "{}",
            calendar.body
        );
        assert!(!calendar.body.contains("مناقصه"));

        assert_eq!(
            body.open(&["دبیر"]).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(
            body.open(&["دبیر", "رئیس", "عضو"]).await.status,
            StatusCode::SEE_OTHER
        );

        // Who keeps out has no voice; without his the vote is whole.
        let people = [
            person(house, "رئیس").await,
            person(house, "دبیر").await,
            who.clone(),
        ];
        let voice = |n: usize| format!("choice-{}", people[n]);
        let (chair, secretary, member) = (voice(0), voice(1), voice(2));
        let mut form = vec![
            ("kind", "roll"),
            ("question", "آیا دسترسی‌ها بازبینی شود؟"),
            (chair.as_str(), "yes"),
            (secretary.as_str(), "yes"),
        ];
        form.push((member.as_str(), "yes"));
        let refused = house
            .post(&format!("{first}/vote"), &body.secretary, &form)
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.body.contains("آیا دسترسی‌ها بازبینی شود؟"),
            "the form keeps its values"
        );
        form.pop();
        let done = house
            .post(&format!("{first}/vote"), &body.secretary, &form)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let form = [
            ("text", "دسترسی به پاکت‌ها ثبت شود."),
            ("unit", "lighting"),
            ("working_days", "۱۰"),
            ("evidence_asked", "گزارش سامانه"),
            ("aim", "prevention"),
        ];
        let done = house
            .post(&format!("{first}/resolve"), &body.secretary, &form)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let resolution = ids(house, "select id from resolution").await.remove(0);
        let resolution = format!("/town/committee/resolutions/{resolution}");
        assert_eq!(
            house.get(&resolution, &body.member).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            house.get(&resolution, &body.chair).await.status,
            StatusCode::OK
        );
        let list = house.get("/town/committee/resolutions", &body.member).await;
        assert!(!list.body.contains("پاکت‌ها"));

        // The second item is left over and goes to the next session.
        assert_eq!(
            body.post(&body.secretary, "close", &[]).await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            body.post(&body.secretary, "agree", &[]).await,
            StatusCode::SEE_OTHER
        );
        let remark = [("remarks", "دیر")];
        assert_eq!(
            body.post(&body.secretary, "remark", &remark).await,
            StatusCode::CONFLICT
        );
        let asked = house
            .post(&format!("{}/sign", body.session), &body.chair, &[])
            .await;
        assert!(
            asked.location().contains("/step-up?next="),
            "{}",
            asked.location()
        );
        for name in ["رئیس", "دبیر", "عضو"] {
            let actor = body.actor(name).await;
            let act = house.app.act(move |tx| {
                async move { acts::sign_minutes(tx, &actor, NOW, "s-1").await }.boxed()
            });
            act.await.expect("a signature");
        }
        let state = ids(house, "select minutes_state from committee_session").await;
        assert_eq!(state, ["frozen"]);
        let minutes = house
            .get(&format!("{}/minutes", body.session), &body.member)
            .await;
        assert!(!minutes.body.contains("درز اطلاعات") && minutes.body.contains("برنامه سال آینده"));
        let pdf = format!("{}/minutes.pdf", body.session);
        // Before the proof is kept there is no document that could change later.
        assert_eq!(
            house.get(&pdf, &body.chair).await.status,
            StatusCode::CONFLICT
        );
        while crate::platform::jobs::work(&house.app).await.expect("jobs") > 0 {}
        assert_eq!(
            house.get(&pdf, &body.member).await.status,
            StatusCode::CONFLICT
        );
        let (one, two) = (
            house.get(&pdf, &body.chair).await,
            house.get(&pdf, &body.secretary).await,
        );
        assert!(one.bytes.starts_with(b"%PDF") && one.bytes == two.bytes);
        let printed = String::from_utf8_lossy(&one.bytes);
        // PDF/A-2a (ISO 19005-2) says so in its metadata, and a tagged file in its catalogue (ISO 32000-1, 14.7).
        assert!(
            printed.contains("<pdfaid:part>2</pdfaid:part>")
                || printed.contains("pdfaid:part=\"2\"")
        );
        assert!(printed.contains("/StructTreeRoot") && printed.contains("/Marked true"));
        let proof = house
            .get(&format!("{}/minutes.tlog-proof", body.session), &body.chair)
            .await;
        assert!(
            proof.body.starts_with("c2sp.org/tlog-proof@v1"),
            "{}",
            proof.body
        );
        let hash = ids(house, "select minutes_hash from committee_session")
            .await
            .remove(0);
        let record = ids(
            house,
            "select record from journal where kind = 'committee.minutes-frozen'",
        )
        .await;
        assert!(record[0].contains(&hash));

        let report = house
            .get(
                &format!("{}/report?period=1405-3&lang=en", body.committee),
                &body.chair,
            )
            .await;
        assert!(report.body.contains("3 of 3 (100 %)"), "{}", report.body);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_in_a_sentence() {
    for engine in ENGINES {
        let body = Body::new(engine).await;
        // The clock of the tests stands at 1405/09/07.
        let past = body.plan("s-2", "۱۴۰۵/۰۹/۰۱").await;
        assert_eq!(past.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(past.body.contains("href=\"#day\"") && past.body.contains("value=\"اتاق جلسه\""));
        let wrong = body.plan("s-2", "۱۴۰۵/۱۳/۰۱").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        // Sent twice is one session.
        assert_eq!(
            body.plan("s-1", "۱۴۰۵/۰۹/۲۰").await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            ids(&body.house, "select id from committee_session")
                .await
                .len(),
            1
        );
        // Nobody is called to an empty agenda.
        assert_eq!(
            body.post(&body.secretary, "call", &[]).await,
            StatusCode::CONFLICT
        );
        // A second seat for one person would be a second voice.
        let mut conn = body.house.app.read().await.expect("a connection");
        let seats = rows::seats(&mut conn, "town", "integrity")
            .await
            .expect("seats");
        drop(conn);
        let who = person(&body.house, "عضو").await;
        let form = [
            ("seat", seats[0].id.as_str()),
            ("person", &who),
            ("substitute", "yes"),
            ("decree", "۱۳/ص"),
            ("from_day", "1405/02/01"),
        ];
        let path = format!("{}/appoint", body.committee);
        let refused = body.house.post(&path, &body.secretary, &form).await;
        assert!(
            refused.body.contains("href=\"#person\""),
            "{}",
            refused.body
        );
        // Members do not keep the committee, and others do not see it.
        let form = [("title", "x"), ("duty", "member")];
        let path = format!("{}/seat", body.committee);
        assert_eq!(
            body.house.post(&path, &body.member, &form).await.status,
            StatusCode::FORBIDDEN
        );
        let stranger = account(&body.house, "عضو دیگر", Role::CommitteeMember).await;
        assert_eq!(
            body.house.get(&body.committee, &stranger).await.status,
            StatusCode::NOT_FOUND
        );
        body.house.assert_journal_agrees().await;
    }
}

/// A resolution of the session, issued now with ten working days for `lighting`.
async fn issued(body: &Body) -> String {
    body.post(
        &body.secretary,
        "item",
        &[("title", "روشنایی کوچه‌ها"), ("text", "")],
    )
    .await;
    body.open(&["دبیر", "رئیس"]).await;
    let item = ids(&body.house, "select id from committee_item")
        .await
        .remove(0);
    let at = format!("{}/items/{item}", body.session);
    let form = [
        ("kind", "secret"),
        ("question", "پذیرفته شود؟"),
        ("yes", "۲"),
        ("no", "۰"),
        ("abstained", "۰"),
    ];
    let done = body
        .house
        .post(&format!("{at}/vote"), &body.secretary, &form)
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let form = [
        ("text", "روشنایی ترمیم شود."),
        ("unit", "lighting"),
        ("working_days", "10"),
        ("evidence_asked", "عکس"),
        ("aim", "remedy"),
    ];
    body.house
        .post(&format!("{at}/resolve"), &body.secretary, &form)
        .await;
    ids(&body.house, "select id from resolution")
        .await
        .remove(0)
}

#[tokio::test]
async fn a_resolution_is_verified_by_somebody_else() {
    for engine in ENGINES {
        let body = Body::new(engine).await;
        let id = issued(&body).await;
        let at = format!("/town/committee/resolutions/{id}");
        let house = &body.house;
        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        let other = house.sign_in(Role::Manager, Some("parks")).await;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        assert_eq!(house.get(&at, &other).await.status, StatusCode::NOT_FOUND);
        let list = house.get("/town/committee/resolutions", &manager).await;
        assert!(list.body.contains("روشنایی ترمیم شود."));
        let post = async |token: &str, deed: &str, note: &str| {
            house
                .post(&format!("{at}/{deed}"), token, &[("note", note)])
                .await
                .status
        };
        assert_eq!(post(&officer, "verify", "دیدم").await, StatusCode::CONFLICT);
        assert_eq!(post(&manager, "begin", "").await, StatusCode::SEE_OTHER);
        assert_eq!(
            post(&manager, "report", " ").await,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(
            post(&manager, "report", "عکس پیوست نامه ۱۲").await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            post(&manager, "verify", "خودم").await,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            post(&officer, "return", "عکس تار است").await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            post(&manager, "report", "عکس تازه").await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            post(&officer, "verify", "بازدید شد").await,
            StatusCode::SEE_OTHER
        );
        let page = house.get(&at, &manager).await;
        assert!(page.body.contains("انجام‌شده") && page.body.contains("عکس تازه"));
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn an_overdue_resolution_climbs_two_levels_and_no_further() {
    let body = Body::new(ENGINES[0]).await;
    let id = issued(&body).await;
    let app = &body.house.app;
    let rules = app.rules("town").await.expect("lists");
    let late = |app: crate::platform::state::App, id: String, level: i64, at: Timestamp| {
        let rules = rules.clone();
        async move {
            let act = app.act(move |tx| {
                async move {
                    let actor = Actor::program("town");
                    acts::record_overdue(tx, &actor, at, &rules, &id, level).await
                }
                .boxed()
            });
            act.await.expect("an act").0
        }
    };
    let later = |days: i64| NOW.plus_seconds(days * 86_400);
    assert!(
        !late(app.clone(), id.clone(), 0, later(3)).await,
        "not before the deadline"
    );
    assert!(late(app.clone(), id.clone(), 0, later(40)).await);
    assert!(
        !late(app.clone(), id.clone(), 0, later(40)).await,
        "the same job twice"
    );
    assert!(late(app.clone(), id.clone(), 1, later(60)).await);
    assert!(!late(app.clone(), id.clone(), 2, later(90)).await);
    let mut conn = app.read().await.expect("a connection");
    let steps = rows::resolution_steps(&mut conn, "town", &id)
        .await
        .expect("steps");
    let told: Vec<_> = steps
        .iter()
        .filter(|s| s.deed == "overdue")
        .map(|s| s.unit.as_deref())
        .collect();
    // The units of the town: lighting below district-1, below the city.
    let parent = |unit: &str| rules.parent(unit).map(str::to_owned);
    let above = parent("lighting").expect("a unit above");
    let top = parent(&above).unwrap_or_else(|| above.clone());
    assert_eq!(told, [Some(above.as_str()), Some(top.as_str())]);
}

#[tokio::test]
async fn a_quarter_without_a_session_is_an_alarm() {
    let body = Body::new(ENGINES[0]).await;
    let job = ids(
        &body.house,
        "select payload from job where kind = 'committee.quarter'",
    )
    .await;
    assert!(job[0].contains("1405-3"), "{job:?}");
    let job = store::Job {
        id: "job".to_owned(),
        organisation: "town".to_owned(),
        kind: jobs::QUARTER_JOB.to_owned(),
        payload: job[0].clone(),
        attempts: 1,
    };
    jobs::perform(&body.house.app, &job)
        .await
        .expect("performed");
    let missed = ids(
        &body.house,
        "select record from journal where kind = 'committee.session-missed'",
    )
    .await;
    assert!(missed.len() == 1 && missed[0].contains("1405-3"));
    let next = ids(
        &body.house,
        "select payload from job where kind = 'committee.quarter' order by id",
    )
    .await;
    assert!(
        next.iter().any(|payload| payload.contains("1405-4")),
        "{next:?}"
    );
}
