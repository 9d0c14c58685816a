//! Sign-in, sessions, passwords, authenticator app, first-run wizard.

use axum::http::StatusCode;
use futures::FutureExt;
use store::{Timestamp, fetch_all, fetch_one};

use crate::organisation::acts::{self, NewAccount, PersonInput};
use crate::organisation::store::SESSION_IDLE;
use crate::platform::actor::Actor;
use crate::platform::errors::ActError;
use crate::platform::{passwords, totp};
use crate::testing::{Answer, ENGINES, House, NOW};

const PASSWORD: &str = "درخت سیب کنار رود";

/// An account whose password is known; one-time where told.
pub(super) async fn open(
    house: &House,
    username: &'static str,
    role: &'static str,
    one_time: bool,
) -> String {
    let hash = passwords::hash(PASSWORD.to_owned(), [3; 16])
        .await
        .expect("a hash");
    let account = format!("account-{username}");
    let given = account.clone();
    let act = house.app.act(move |tx| {
        async move {
            let actor = Actor::program("town");
            let person = format!("person-{username}");
            let input = PersonInput {
                id: person.clone(),
                name: "مریم احمدی".to_owned(),
                active: true,
                ..PersonInput::default()
            };
            acts::add_person(tx, &actor, NOW, &input).await?;
            let input = NewAccount {
                id: given,
                person,
                username: username.to_owned(),
                password_hash: hash,
                one_time,
                roles: vec![(role.to_owned(), None)],
            };
            acts::open_account(tx, &actor, NOW, &input).await?;
            Ok::<(), ActError>(())
        }
        .boxed()
    });
    act.await.expect("an account");
    account
}

/// The token of the cookie that an answer sets.
pub(super) fn token(answer: &Answer) -> String {
    let mut cookies = answer
        .headers
        .get_all("set-cookie")
        .iter()
        .filter_map(|value| value.to_str().ok());
    let found = cookies
        .find_map(|value| value.strip_prefix("amin_session="))
        .expect("a cookie");
    found.split(';').next().unwrap_or("").to_owned()
}

/// Signs in with the known password.
pub(super) async fn enter(house: &House, username: &str) -> String {
    let answer = house
        .post(
            "/town/sign-in",
            "",
            &[("username", username), ("password", PASSWORD)],
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    token(&answer)
}

fn later(house: &House, seconds: i64) -> Timestamp {
    let now = house.app.clock.now().plus_seconds(seconds);
    house.app.clock.set(now);
    now
}

#[tokio::test]
async fn a_password_opens_a_session_and_a_wrong_one_does_not() {
    for engine in ENGINES {
        let house = House::new(engine).await;
        open(&house, "maryam", "administrator", false).await;
        for (username, password) in [("maryam", "گذرواژه دیگر"), ("nobody", PASSWORD), ("", "")]
        {
            let form = [
                ("username", username),
                ("password", password),
                ("next", "/town/admin/units"),
            ];
            let answer = house.post("/town/sign-in", "", &form).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.headers.get("set-cookie").is_none());
            assert!(
                answer.body.contains("نام کاربری یا گذرواژه درست نیست"),
                "{}",
                answer.body
            );
            assert!(
                answer.body.contains(&format!("value=\"{username}\"")),
                "the form keeps the username"
            );
            assert!(
                answer.body.contains("value=\"/town/admin/units\""),
                "the form keeps where to go"
            );
            assert!(
                !answer.body.contains(password) || password.is_empty(),
                "a password is never sent back"
            );
        }
        // A Persian keyboard writes Persian digits, and capitals come from phones.
        let form = [
            ("username", " Maryam "),
            ("password", PASSWORD),
            ("next", "/town/password"),
        ];
        let answer = house.post("/town/sign-in", "", &form).await;
        assert_eq!(
            (answer.status, answer.location()),
            (StatusCode::SEE_OTHER, "/town/password")
        );
        let cookie = answer.headers["set-cookie"]
            .to_str()
            .expect("ascii")
            .to_owned();
        assert!(
            cookie.contains("HttpOnly")
                && cookie.contains("SameSite=Lax")
                && cookie.contains("Path=/town;"),
            "{cookie}"
        );
        let token = token(&answer);
        assert_eq!(token.len(), 64, "256 bits");
        let page = house.get("/town/sessions", &token).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("مریم احمدی"));
        let mut conn = house.app.read().await.expect("a connection");
        let (stored,) =
            fetch_one!(&mut conn, (String,), "select id from session").expect("a session");
        assert_ne!(stored, token, "only its hash is stored");
        let kinds = fetch_all!(
            &mut conn,
            (String,),
            "select kind from journal where kind = $1",
            "account.signed-in"
        );
        assert_eq!(kinds.expect("entries").len(), 1);
        drop(conn);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn nobody_is_led_to_another_site() {
    let house = House::new(store::Engine::Sqlite).await;
    open(&house, "maryam", "administrator", false).await;
    for next in [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "/other/desk",
    ] {
        let form = [
            ("username", "maryam"),
            ("password", PASSWORD),
            ("next", next),
        ];
        assert_eq!(
            house.post("/town/sign-in", "", &form).await.location(),
            "/town/admin",
            "{next}"
        );
    }
    let away = house.get("/town/sessions?a=1&b=2", "").await;
    assert_eq!(
        away.location(),
        "/town/sign-in?next=%2Ftown%2Fsessions%3Fa%3D1%26b%3D2"
    );
}

#[tokio::test]
async fn sessions_end_by_time_by_hand_and_by_sign_out() {
    for engine in ENGINES {
        let house = House::new(engine).await;
        open(&house, "maryam", "administrator", false).await;
        let (first, second) = (enter(&house, "maryam").await, enter(&house, "maryam").await);
        let list = house.get("/town/sessions", &first).await.body;
        let mut conn = house.app.read().await.expect("a connection");
        let hash = crate::organisation::store::token_hash(&second);
        assert!(list.contains(&hash));
        assert_eq!(
            house
                .post("/town/sessions", &first, &[("session", &hash)])
                .await
                .status,
            StatusCode::SEE_OTHER
        );
        assert!(
            house
                .get("/town/sessions", &second)
                .await
                .location()
                .contains("/sign-in?next=")
        );
        assert_eq!(
            house
                .post("/town/sessions", &first, &[("session", &hash)])
                .await
                .status,
            StatusCode::NOT_FOUND
        );

        // The last use is noted once a minute at most, so that reading stays reading.
        let now = later(&house, 30);
        house.get("/town/sessions", &first).await;
        let seen = "select seen_at from session";
        assert_eq!(
            fetch_one!(&mut conn, (i64,), seen).expect("a session").0,
            now.0 - 30_000_000
        );
        let now = later(&house, 31);
        house.get("/town/sessions", &first).await;
        assert_eq!(
            fetch_one!(&mut conn, (i64,), seen).expect("a session").0,
            now.0
        );

        later(&house, SESSION_IDLE - 1);
        assert_eq!(
            house.get("/town/sessions", &first).await.status,
            StatusCode::OK
        );
        later(&house, SESSION_IDLE + 1);
        assert!(
            house
                .get("/town/sessions", &first)
                .await
                .location()
                .contains("/sign-in?next=")
        );

        let third = enter(&house, "maryam").await;
        let out = house.post("/town/sign-out", &third, &[]).await;
        assert_eq!(out.location(), "/town/sign-in");
        assert!(
            house
                .get("/town/sessions", &third)
                .await
                .location()
                .contains("/sign-in?next=")
        );
        drop(conn);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_session_opens_its_own_organisation_only() {
    let house = House::new(store::Engine::Sqlite).await;
    open(&house, "maryam", "administrator", false).await;
    let act = house.app.act(|tx| {
        async move { acts::found(tx, &Actor::program("other"), NOW, &acts::sample("other")).await }.boxed()
    });
    act.await.expect("another organisation");
    let token = enter(&house, "maryam").await;
    assert_eq!(
        house.get("/town/sessions", &token).await.status,
        StatusCode::OK
    );
    assert!(
        house
            .get("/other/sessions", &token)
            .await
            .location()
            .starts_with("/other/sign-in?next=")
    );
    let elsewhere = house
        .post(
            "/other/sign-in",
            "",
            &[("username", "maryam"), ("password", PASSWORD)],
        )
        .await;
    assert_eq!(elsewhere.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn guessing_is_stopped_without_keeping_addresses() {
    let house = House::new(store::Engine::Sqlite).await;
    open(&house, "maryam", "administrator", false).await;
    for _ in 0..30 {
        let answer = house
            .post(
                "/town/sign-in",
                "",
                &[("username", "maryam"), ("password", "x")],
            )
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let form = [("username", "maryam"), ("password", PASSWORD)];
    assert_eq!(
        house.post("/town/sign-in", "", &form).await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
    later(&house, 3601);
    assert_eq!(
        house.post("/town/sign-in", "", &form).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_one_time_password_must_be_changed_first() {
    for engine in ENGINES {
        let house = House::new(engine).await;
        open(&house, "maryam", "administrator", true).await;
        let token = enter(&house, "maryam").await;
        assert_eq!(
            house.get("/town/sessions", &token).await.location(),
            "/town/password"
        );
        let new = "چهار واژه بی‌ارتباط";
        for (current, password, again, field) in [
            ("x", new, new, "current"),
            (PASSWORD, "کوتاه", "کوتاه", "password"),
            (PASSWORD, "maryam-maryam-1", "maryam-maryam-1", "password"),
            (PASSWORD, PASSWORD, PASSWORD, "password"),
            (PASSWORD, new, "چیز دیگر", "again"),
        ] {
            let form = [
                ("current", current),
                ("password", password),
                ("again", again),
            ];
            let answer = house.post("/town/password", &token, &form).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(
                answer.body.contains(&format!("href=\"#{field}\"")),
                "{field}: {}",
                answer.body
            );
        }
        let other = enter(&house, "maryam").await;
        let form = [("current", PASSWORD), ("password", new), ("again", new)];
        assert_eq!(
            house.post("/town/password", &token, &form).await.location(),
            "/town/sessions"
        );
        assert_eq!(
            house.get("/town/sessions", &token).await.status,
            StatusCode::OK
        );
        assert!(
            house
                .get("/town/sessions", &other)
                .await
                .location()
                .contains("/sign-in?next="),
            "other sessions end"
        );
        let old = house
            .post(
                "/town/sign-in",
                "",
                &[("username", "maryam"), ("password", PASSWORD)],
            )
            .await;
        assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_one_time_password_lasts_a_week() {
    let house = House::new(store::Engine::Sqlite).await;
    open(&house, "maryam", "administrator", true).await;
    later(&house, 7 * 86_400 + 1);
    let answer = house
        .post(
            "/town/sign-in",
            "",
            &[("username", "maryam"), ("password", PASSWORD)],
        )
        .await;
    assert!(answer.body.contains("مهلت این گذرواژه یک‌بارمصرف گذشته است"));
}

#[tokio::test]
async fn an_authenticator_code_is_good_once() {
    for engine in ENGINES {
        let house = House::new(engine).await;
        open(&house, "maryam", "administrator", false).await;
        let session = enter(&house, "maryam").await;
        let page = house.get("/town/authenticator", &session).await;
        assert!(page.body.contains("<svg") && page.body.contains("role=\"img\""));
        let secret = page
            .body
            .split("name=\"secret\" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let secret = secret.expect("a secret").to_owned();
        let wrong = house
            .post(
                "/town/authenticator",
                &session,
                &[("secret", &secret), ("code", "000000")],
            )
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            wrong.body.contains(&secret),
            "the same secret is shown again"
        );
        let code = totp::code(&secret, NOW);
        let set = house
            .post(
                "/town/authenticator",
                &session,
                &[("secret", &secret), ("code", &code)],
            )
            .await;
        assert_eq!(set.location(), "/town/sessions", "{}", set.body);

        let without = house
            .post(
                "/town/sign-in",
                "",
                &[("username", "maryam"), ("password", PASSWORD)],
            )
            .await;
        assert!(without.body.contains("href=\"#code\""), "{}", without.body);
        let with = |code: String| {
            [
                ("username", "maryam".to_owned()),
                ("password", PASSWORD.to_owned()),
                ("code", code),
            ]
        };
        let send = async |code: String| {
            let form = with(code);
            let form: Vec<(&str, &str)> = form
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            house.post("/town/sign-in", "", &form).await
        };
        assert_eq!(
            send(code).await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "used when it was set up"
        );
        let now = later(&house, 60);
        let next = persian::digits::to_persian(&totp::code(&secret, now));
        assert_eq!(send(next.clone()).await.status, StatusCode::SEE_OTHER);
        let replay = send(next).await;
        assert_eq!(replay.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(replay.body.contains("یک بار به کار رفته"));
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn grave_acts_ask_for_the_password_again() {
    let house = House::new(store::Engine::Sqlite).await;
    open(&house, "maryam", "administrator", false).await;
    let session = enter(&house, "maryam").await;
    assert_eq!(
        house.get("/town/authenticator", &session).await.status,
        StatusCode::OK,
        "sign-in itself counts"
    );
    later(&house, 601);
    let asked = house.get("/town/authenticator", &session).await;
    assert_eq!(
        asked.location(),
        "/town/step-up?next=%2Ftown%2Fauthenticator"
    );
    let wrong = house
        .post(
            "/town/step-up",
            &session,
            &[("password", "x"), ("next", "/town/authenticator")],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("value=\"/town/authenticator\""));
    let right = house
        .post(
            "/town/step-up",
            &session,
            &[("password", PASSWORD), ("next", "/town/authenticator")],
        )
        .await;
    assert_eq!(right.location(), "/town/authenticator");
    assert_eq!(
        house.get("/town/authenticator", &session).await.status,
        StatusCode::OK
    );
}

fn setup_form<'a>(code: &'a str, slug: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("setup_code", code),
        ("kind", "municipality"),
        ("name", "شهرداری گلشهر"),
        ("name_en", "Golshahr Municipality"),
        ("slug", slug),
        ("unit", "حوزه شهردار"),
        ("administrator", "مریم احمدی"),
        ("username", "maryam"),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ]
}

#[tokio::test]
async fn the_wizard_makes_one_organisation_once() {
    for engine in ENGINES {
        let house = House::empty(engine).await;
        assert_eq!(house.get("/", "").await.location(), "/setup");
        assert_eq!(house.get("/setup", "").await.status, StatusCode::OK);
        let early = house.post("/setup", "", &setup_form("", "golshahr")).await;
        assert_eq!(
            early.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "no code has been printed"
        );
        house
            .app
            .setup_code
            .set("abcd-efgh-jkmn-pqrs".to_owned())
            .expect("the first code");
        let wrong = house
            .post("/setup", "", &setup_form("abcd-efgh-jkmn-pqrt", "golshahr"))
            .await;
        assert!(wrong.body.contains("href=\"#setup_code\""));
        let reserved = house
            .post("/setup", "", &setup_form("abcd-efgh-jkmn-pqrs", "log"))
            .await;
        assert!(reserved.body.contains("href=\"#slug\""));
        assert!(
            reserved.body.contains("value=\"شهرداری گلشهر\""),
            "the form keeps its values"
        );
        let made = house
            .post("/setup", "", &setup_form("abcd-efgh-jkmn-pqrs", "golshahr"))
            .await;
        assert_eq!(made.location(), "/golshahr/sign-in", "{}", made.body);
        let again = house
            .post("/setup", "", &setup_form("abcd-efgh-jkmn-pqrs", "second"))
            .await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        assert_eq!(house.get("/setup", "").await.location(), "/");
        let signed_in = house
            .post(
                "/golshahr/sign-in",
                "",
                &[("username", "maryam"), ("password", PASSWORD)],
            )
            .await;
        assert_eq!(signed_in.location(), "/golshahr/admin");
        let mut conn = house.app.read().await.expect("a connection");
        let (id,) = fetch_one!(&mut conn, (String,), "select id from organisation")
            .expect("one organisation");
        let calendar = crate::organisation::model::calendar(&mut conn, &id)
            .await
            .expect("a calendar");
        assert_eq!(
            calendar.holidays().len(),
            persian::official_holidays().len()
        );
        drop(conn);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn pages_about_the_program_are_public_in_both_languages() {
    let house = House::new(store::Engine::Sqlite).await;
    for path in [
        "/about",
        "/accessibility",
        "/about?lang=en",
        "/accessibility?lang=en",
        "/town/sign-in",
    ] {
        assert_eq!(house.get(path, "").await.status, StatusCode::OK, "{path}");
    }
    assert!(
        house
            .get("/about", "")
            .await
            .body
            .contains("AGPL-3.0-or-later")
    );
}
