//! Units, people, accounts, holidays, settings, outbox at the http edge.

use axum::http::StatusCode;
use futures::FutureExt;
use store::{Engine, fetch_all, fetch_one};

use super::signing_in::{enter, open, token};
use crate::organisation::acts;
use crate::organisation::model::{calendar, number_setting};
use crate::organisation::store::{holidays, setting, units};
use crate::platform::actor::Actor;
use crate::platform::notify::{Channel, Notice, enqueue};
use crate::platform::{jobs, passwords};
use crate::testing::{ENGINES, House, NOW};

const UNITS: &str = "/town/admin/units";

async fn seeded(engine: Engine) -> (House, String) {
    let house = House::new(engine).await;
    let act = house
        .app
        .act(|tx| async move { acts::seed(tx, &Actor::program("town"), NOW).await }.boxed());
    act.await.expect("the first rows");
    open(&house, "maryam", "administrator", false).await;
    let token = enter(&house, "maryam").await;
    (house, token)
}

/// The hidden token of the first form that has one.
fn form_token(body: &str) -> String {
    let rest = body
        .split("name=\"id\" value=\"")
        .nth(1)
        .expect("a form with a token");
    rest.split('"').next().expect("a token").to_owned()
}

async fn add_unit(house: &House, token: &str, name: &str, parent: &str) -> String {
    let id = form_token(&house.get(UNITS, token).await.body);
    let form = [
        ("id", id.as_str()),
        ("name", name),
        ("name_en", "Unit"),
        ("parent", parent),
    ];
    let answer = house.post(UNITS, token, &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    id
}

#[tokio::test]
async fn units_form_a_tree_and_never_a_circle() {
    for engine in ENGINES {
        let (house, token) = seeded(engine).await;
        let top = add_unit(&house, &token, "حوزه شهردار", "").await;
        let middle = add_unit(&house, &token, "معاونت خدمات شهری", &top).await;
        let low = add_unit(&house, &token, "اداره پسماند", &middle).await;
        for (unit, parent) in [(&top, &low), (&top, &top), (&middle, &low)] {
            let form = [
                ("name", "نام تازه"),
                ("name_en", "New"),
                ("parent", parent.as_str()),
                ("active", "yes"),
            ];
            let answer = house.post(&format!("{UNITS}/{unit}"), &token, &form).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(
                answer.body.contains("واحد نمی‌تواند زیر خود"),
                "{}",
                answer.body
            );
            assert!(
                answer.body.contains("value=\"نام تازه\""),
                "the form keeps its values"
            );
        }
        let page = house.get(UNITS, &token).await.body;
        let place = |name: &str| {
            page.find(&format!(">{name}</a>"))
                .expect("the unit is in the tree")
        };
        assert!(
            place("حوزه شهردار") < place("معاونت خدمات شهری")
                && place("معاونت خدمات شهری") < place("اداره پسماند")
        );

        let close = [
            ("name", "معاونت"),
            ("name_en", "Middle"),
            ("parent", top.as_str()),
        ];
        let in_use = house
            .post(&format!("{UNITS}/{middle}"), &token, &close)
            .await;
        assert_eq!(in_use.status, StatusCode::CONFLICT);
        assert!(in_use.body.contains("۱ واحد فعال"), "{}", in_use.body);
        let lift = [
            ("name", "اداره پسماند"),
            ("name_en", "Waste"),
            ("parent", top.as_str()),
            ("active", "yes"),
        ];
        assert_eq!(
            house
                .post(&format!("{UNITS}/{low}"), &token, &lift)
                .await
                .location(),
            UNITS
        );
        assert_eq!(
            house
                .post(&format!("{UNITS}/{middle}"), &token, &close)
                .await
                .location(),
            UNITS
        );
        assert_eq!(
            house.get(&format!("{UNITS}/nothing"), &token).await.status,
            StatusCode::NOT_FOUND
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_form_sent_twice_makes_one_row() {
    for engine in ENGINES {
        let (house, token) = seeded(engine).await;
        let id = form_token(&house.get(UNITS, &token).await.body);
        let form = [("id", id.as_str()), ("name", "واحد"), ("name_en", "Unit")];
        for _ in 0..2 {
            assert_eq!(house.post(UNITS, &token, &form).await.location(), UNITS);
        }
        let forged = [("id", "x' --"), ("name", "واحد"), ("name_en", "Unit")];
        assert_eq!(
            house.post(UNITS, &token, &forged).await.status,
            StatusCode::CONFLICT
        );
        let rows = units(&mut house.app.read().await.expect("a connection"), "town")
            .await
            .expect("units");
        assert_eq!(rows.len(), 1);
        let posts = format!("{UNITS}/{id}/posts");
        for _ in 0..2 {
            let form = [("id", "post-0001"), ("title", "کارشناس رسیدگی")];
            assert_eq!(
                house.post(&posts, &token, &form).await.status,
                StatusCode::SEE_OTHER
            );
        }
        let close = house
            .post(
                "/town/admin/posts/post-0001",
                &token,
                &[("title", "کارشناس")],
            )
            .await;
        assert_eq!(close.location(), format!("{UNITS}/{id}"));
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn people_are_found_however_they_are_written() {
    for engine in ENGINES {
        let (house, token) = seeded(engine).await;
        let add = [
            ("id", "person-0001"),
            ("name", "علي كاظمي"),
            ("phone", "۰۹۱۲۱۲۳۴۵۶۷"),
            ("email", "ali@example.ir"),
        ];
        let added = house.post("/town/admin/people", &token, &add).await;
        assert_eq!(
            added.location(),
            "/town/admin/people/person-0001",
            "{}",
            added.body
        );
        for question in ["علی", "كاظمي", "کاظمی علی", "کاظم"] {
            let form = serde_urlencoded::to_string([("q", question)]).expect("a question");
            let page = house
                .get(&format!("/town/admin/people?{form}"), &token)
                .await
                .body;
            assert!(
                page.contains("علی کاظمی") && !page.contains(">مریم احمدی</a>"),
                "{question}"
            );
        }
        let wrong = [
            ("id", "person-0002"),
            ("name", ""),
            ("phone", "123"),
            ("email", "nobody"),
            ("post", "none"),
        ];
        let refused = house.post("/town/admin/people", &token, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["name", "phone", "email", "post"] {
            assert!(
                refused.body.contains(&format!("href=\"#{field}\"")),
                "{field}"
            );
        }
        assert!(refused.body.contains("value=\"123\""));
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn an_account_is_opened_used_and_closed() {
    for engine in ENGINES {
        let (house, token_of_administrator) = seeded(engine).await;
        let admin = token_of_administrator.as_str();
        let unit = add_unit(&house, admin, "اداره پسماند", "").await;
        house
            .post(
                "/town/admin/people",
                admin,
                &[("id", "person-0001"), ("name", "علی کاظمی")],
            )
            .await;
        let at = "/town/admin/people/person-0001/account";
        let without_unit = [
            ("act", "open"),
            ("id", "account-0001"),
            ("username", "ali.kazemi"),
            ("role", "clerk"),
        ];
        let refused = house.post(at, admin, &without_unit).await;
        assert!(
            refused.body.contains("href=\"#unit\"")
                && refused.body.contains("value=\"ali.kazemi\""),
            "{}",
            refused.body
        );
        let taken = [
            ("act", "open"),
            ("id", "account-0001"),
            ("username", "maryam"),
            ("role", "overseer"),
        ];
        assert!(
            house
                .post(at, admin, &taken)
                .await
                .body
                .contains("href=\"#username\"")
        );

        let form = [
            ("act", "open"),
            ("id", "account-0001"),
            ("username", "Ali.Kazemi"),
            ("role", "clerk"),
            ("unit", &unit),
        ];
        let opened = house.post(at, admin, &form).await;
        assert_eq!(opened.status, StatusCode::OK, "{}", opened.body);
        let values: Vec<&str> = opened
            .body
            .split("data-copy=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        let [username, password] = values.as_slice() else {
            panic!("username and password are shown: {values:?}")
        };
        assert_eq!(*username, "ali.kazemi");
        let again = house.post(at, admin, &form).await;
        assert_eq!(
            again.location(),
            "/town/admin/people/person-0001",
            "a second sending shows no password"
        );

        let entered = house
            .post(
                "/town/sign-in",
                "",
                &[("username", username), ("password", password)],
            )
            .await;
        assert_eq!(entered.location(), "/town/password");
        let clerk = token(&entered);
        let reset = house.post(at, admin, &[("act", "reset")]).await;
        assert!(reset.body.contains("data-copy=\"ali.kazemi\""));
        assert!(
            house
                .get("/town/password", &clerk)
                .await
                .location()
                .contains("/sign-in?next="),
            "sessions end"
        );
        let old = house
            .post(
                "/town/sign-in",
                "",
                &[("username", username), ("password", password)],
            )
            .await;
        assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);

        assert_eq!(
            house
                .post(at, admin, &[("act", "grant"), ("role", "overseer")])
                .await
                .status,
            StatusCode::SEE_OTHER
        );
        let page = house
            .get("/town/admin/people/person-0001", admin)
            .await
            .body;
        assert!(
            page.contains("دستگاه نظارتی — همه سازمان") && page.contains("کارشناس — اداره پسماند"),
            "{page}"
        );
        assert_eq!(
            house.post(at, admin, &[("act", "close")]).await.status,
            StatusCode::SEE_OTHER
        );
        let mut conn = house.app.read().await.expect("a connection");
        let active = fetch_one!(
            &mut conn,
            (bool,),
            "select active from account where id = 'account-0001'"
        );
        assert!(!active.expect("the account").0);
        drop(conn);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn the_last_administrator_stays() {
    for engine in ENGINES {
        let (house, token) = seeded(engine).await;
        let at = "/town/admin/people/person-maryam/account";
        let closed = house.post(at, &token, &[("act", "close")]).await;
        assert_eq!(closed.status, StatusCode::CONFLICT);
        assert!(closed.body.contains("دست‌کم یک راهبر سامانه"));
        let mut conn = house.app.read().await.expect("a connection");
        let (grant,) =
            fetch_one!(&mut conn, (String,), "select id from account_grant").expect("a grant");
        drop(conn);
        let removed = house
            .post(at, &token, &[("act", "remove"), ("grant", &grant)])
            .await;
        assert_eq!(removed.status, StatusCode::CONFLICT);
        let left = house
            .post(
                "/town/admin/people/person-maryam",
                &token,
                &[("name", "مریم احمدی")],
            )
            .await;
        assert_eq!(
            left.status,
            StatusCode::CONFLICT,
            "leaving would close the account"
        );
        assert_eq!(
            house.get("/town/admin", &token).await.status,
            StatusCode::OK
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn changes_of_accounts_ask_for_the_password_again() {
    let (house, token) = seeded(Engine::Sqlite).await;
    house.app.clock.set(NOW.plus_seconds(601));
    let answer = house
        .post(
            "/town/admin/people/person-maryam/account",
            &token,
            &[("act", "reset")],
        )
        .await;
    assert_eq!(
        answer.location(),
        "/town/step-up?next=%2Ftown%2Fadmin%2Fpeople%2Fperson-maryam"
    );
    let again = house
        .post(
            "/town/sign-in",
            "",
            &[("username", "maryam"), ("password", "درخت سیب کنار رود")],
        )
        .await;
    assert_eq!(
        again.status,
        StatusCode::SEE_OTHER,
        "the password was not reset"
    );
}

#[tokio::test]
async fn a_holiday_moves_a_deadline() {
    for engine in ENGINES {
        let (house, token) = seeded(engine).await;
        let deadline = async || {
            let mut conn = house.app.read().await.expect("a connection");
            let days = calendar(&mut conn, "town").await.expect("a calendar");
            let start: persian::Date = "1405/09/07".parse().expect("a date");
            days.add_working_days(start, 3).expect("a day").numeric()
        };
        // Saturday 1405/9/7 and three working days: Tuesday; with Monday off: Wednesday.
        assert_eq!(deadline().await, "۱۴۰۵/۰۹/۱۰");
        let form = [
            ("id", "holiday-0001"),
            ("name", "تعطیلی آلودگی هوا"),
            ("date-year", "۱۴۰۵"),
            ("date-month", "9"),
            ("date-day", "۹"),
            ("source", "مصوبه استانداری"),
            ("verified", "yes"),
        ];
        let added = house.post("/town/admin/holidays", &token, &form).await;
        assert_eq!(
            added.location(),
            "/town/admin/holidays?year=1405",
            "{}",
            added.body
        );
        assert_eq!(deadline().await, "۱۴۰۵/۰۹/۱۱");
        let one = "/town/admin/holidays/holiday-0001";
        assert_eq!(house.get(one, &token).await.status, StatusCode::OK);
        assert_eq!(
            house.post(one, &token, &form[1..]).await.status,
            StatusCode::SEE_OTHER,
            "no longer counts"
        );
        assert_eq!(deadline().await, "۱۴۰۵/۰۹/۱۰");

        let wrong = [
            ("id", "holiday-0002"),
            ("name", "x"),
            ("date-year", "1405"),
            ("date-month", "12"),
            ("date-day", "30"),
        ];
        let refused = house.post("/town/admin/holidays", &token, &wrong).await;
        assert!(
            refused.body.contains("href=\"#date\"") && refused.body.contains("href=\"#source\""),
            "{}",
            refused.body
        );
        assert!(
            house
                .get("/town/admin/holidays?year=1406", &token)
                .await
                .body
                .contains("هیچ تعطیلی قمری")
        );
        assert!(
            !house
                .get("/town/admin/holidays", &token)
                .await
                .body
                .contains("هیچ تعطیلی قمری")
        );
        let mut conn = house.app.read().await.expect("a connection");
        assert_eq!(
            holidays(&mut conn, "town").await.expect("rows").len(),
            persian::official_holidays().len() + 1
        );
        drop(conn);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_setting_keeps_its_source_and_its_old_value() {
    for engine in ENGINES {
        let (house, token) = seeded(engine).await;
        assert_eq!(
            house.get("/town/admin/settings", &token).await.status,
            StatusCode::OK
        );
        let at = "/town/admin/settings/password-least-length";
        let form = |value: &'static str, from: &'static str| {
            [
                ("value", value),
                ("source", "مصوبه کمیته"),
                ("applicability", "adopted"),
                ("valid_from", from),
            ]
        };
        for (value, from, field) in [
            ("three", "1405/09/01", "value"),
            ("۳", "1405/09/01", "value"),
            ("16", "1406/01/01", "valid_from"),
            ("16", "", "valid_from"),
        ] {
            let refused = house.post(at, &token, &form(value, from)).await;
            assert!(
                refused.body.contains(&format!("href=\"#{field}\"")),
                "{value} {from}: {}",
                refused.body
            );
        }
        assert_eq!(
            house
                .post(at, &token, &form("۱۶", "۱۴۰۵/۰۹/۰۱"))
                .await
                .location(),
            "/town/admin/settings"
        );
        let mut conn = house.app.read().await.expect("a connection");
        assert_eq!(
            number_setting(&mut conn, "town", "password-least-length", 12)
                .await
                .expect("a number"),
            16
        );
        let row = setting(&mut conn, "town", "password-least-length")
            .await
            .expect("a row")
            .expect("a setting");
        assert_eq!(
            (row.applicability.as_str(), row.valid_from.as_str()),
            ("adopted", "2026-11-22")
        );
        let records = fetch_all!(
            &mut conn,
            (String,),
            "select record from journal where kind = 'setting.changed'"
        );
        assert!(
            records.expect("entries")[0].0.contains("NIST"),
            "the entry keeps the old source"
        );
        drop(conn);
        assert!(
            house
                .get(at, &token)
                .await
                .body
                .contains("value=\"۱۴۰۵/۰۹/۰۱\"")
        );
        let weekend = [
            (
                "value",
                "saturday sunday monday tuesday wednesday thursday friday",
            ),
            ("source", "x"),
            ("applicability", "adopted"),
            ("valid_from", "1405/09/01"),
        ];
        assert_eq!(
            house
                .post("/town/admin/settings/calendar.weekend", &token, &weekend)
                .await
                .status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_notice_leaves_the_job_and_reaches_the_outbox_once() {
    for engine in ENGINES {
        let (house, token) = seeded(engine).await;
        let act = house.app.act(|tx| {
            async move {
                let notice = Notice {
                    channel: Channel::Sms,
                    to: "+989121234567".to_owned(),
                    subject: String::new(),
                    body: "پیام شما پاسخ داده شد.".to_owned(),
                };
                Ok::<_, crate::platform::errors::ActError>(enqueue(tx, "town", &notice, NOW).await?)
            }
            .boxed()
        });
        act.await.expect("a job");
        assert!(
            house
                .get("/town/admin/jobs", &token)
                .await
                .body
                .contains("<code>notify</code>")
        );
        assert_eq!(jobs::work(&house.app).await.expect("work"), 1);
        assert_eq!(jobs::work(&house.app).await.expect("work"), 0);
        let mut conn = house.app.read().await.expect("a connection");
        let (payload,) = fetch_one!(
            &mut conn,
            (String,),
            "select payload from job where kind = 'notify'"
        )
        .expect("the job");
        assert_eq!(payload, "{}", "personal data leave the job");
        let (id, how) = fetch_one!(&mut conn, (String, String), "select id, how from outbox")
            .expect("one message");
        assert_eq!(how, "local");
        drop(conn);
        let list = house.get("/town/admin/outbox", &token).await.body;
        assert!(
            !list.contains("1234567") && !list.contains("پاسخ داده شد."),
            "neither number nor text in the list"
        );
        let opened = house
            .post(&format!("/town/admin/outbox/{id}"), &token, &[])
            .await;
        assert!(
            opened.body.contains("+989121234567") && opened.body.contains("پیام شما پاسخ داده شد.")
        );
        let mut conn = house.app.read().await.expect("a connection");
        let opened = fetch_all!(
            &mut conn,
            (String,),
            "select kind from journal where kind = 'outbox.opened'"
        );
        assert_eq!(
            opened.expect("entries").len(),
            1,
            "opening is in the journal"
        );
        drop(conn);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn several_organisations_live_in_one_program() {
    let (house, token) = seeded(Engine::Sqlite).await;
    let hash = passwords::hash("درخت سیب کنار رود".to_owned(), [5; 16])
        .await
        .expect("a hash");
    let input = acts::Beginning {
        slug: "golshahr".to_owned(),
        name: "شهرداری گلشهر".to_owned(),
        name_en: "Golshahr".to_owned(),
        kind: "municipality".to_owned(),
        unit: "حوزه شهردار".to_owned(),
        administrator: "زهرا کریمی".to_owned(),
        username: "maryam".to_owned(),
        password_hash: hash,
        ..acts::Beginning::default()
    };
    let act = house
        .app
        .act(move |tx| async move { acts::begin(tx, NOW, &input).await }.boxed());
    act.await.expect("a second organisation");
    assert!(house.get("/", "").await.body.contains("شهرداری گلشهر"));
    let there = house
        .post(
            "/golshahr/sign-in",
            "",
            &[("username", "maryam"), ("password", "درخت سیب کنار رود")],
        )
        .await;
    assert_eq!(there.location(), "/golshahr/admin");
    let page = house
        .get("/golshahr/admin/people", &super::signing_in::token(&there))
        .await
        .body;
    assert!(page.contains("زهرا کریمی") && !page.contains("مریم احمدی"));
    assert!(
        house
            .get("/golshahr/admin/people", &token)
            .await
            .location()
            .contains("/golshahr/sign-in")
    );
    house.assert_journal_agrees().await;
}
