//! A program for tests: a real database of either engine, the real router, a clock that stands still.

#![allow(unreachable_pub, reason = "tests of all areas use it")]

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use futures::FutureExt;
use store::testing::new_database;
use store::{Engine, Random, Timestamp};
use tower::ServiceExt;

use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::errors::ActError;
use crate::platform::http::router;
use crate::platform::permissions::Role;
use crate::platform::start::start;
use crate::platform::state::App;

/// Both engines: every test of an area runs on each.
pub const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];
/// Saturday 1405/9/7, 10:00 in Tehran.
pub const NOW: Timestamp = Timestamp::from_seconds(1_795_847_400);

/// A running program with one organisation, `town`.
pub struct House {
    /// The program.
    pub app: App,
    /// Its router.
    pub router: Router,
    /// Its data directory, removed with the house.
    _directory: tempfile::TempDir,
}

/// What a request got.
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: axum::http::HeaderMap,
    /// Body as text.
    pub body: String,
    /// Body as bytes.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("")
    }
}

impl House {
    /// A new program on an engine, with the organisation `town` (id `town`) and no units or accounts.
    pub async fn new(engine: Engine) -> Self {
        let house = Self::empty(engine).await;
        house
            .app
            .act(|tx| {
                async move {
                    let actor = crate::platform::actor::Actor::program("town");
                    crate::organisation::acts::found(
                        tx,
                        &actor,
                        NOW,
                        &crate::organisation::acts::sample("town"),
                    )
                    .await?;
                    Ok::<(), ActError>(())
                }
                .boxed()
            })
            .await
            .expect("an organisation");
        house
    }

    /// A new program on an engine without any organisation.
    pub async fn empty(engine: Engine) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let data = directory.path().join("data");
        std::fs::create_dir_all(&data).expect("a data directory");
        let database = new_database(engine, directory.path()).await;
        let config = Config::read(
            data,
            Some(database),
            "127.0.0.1:0".into(),
            Some("http://town.example".into()),
        )
        .expect("settings");
        let running = start(config, Clock::set_at(NOW), Random::seeded(1))
            .await
            .expect("a program");
        let router = router(running.app.clone());
        Self {
            app: running.app,
            router,
            _directory: directory,
        }
    }

    /// Sends a request.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response: Response<Body> = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX)
            .await
            .expect("a body")
            .to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }

    /// GET, with a session's token or an empty text.
    pub async fn get(&self, path: &str, token: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, format!("amin_session={token}"));
        self.send(request.body(Body::empty()).expect("a request"))
            .await
    }

    /// POST of a form.
    pub async fn post(&self, path: &str, token: &str, form: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(form).expect("a form");
        let request = Request::post(path)
            .header(header::COOKIE, format!("amin_session={token}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).expect("a request"))
            .await
    }

    /// An account with one role, signed in; gives the session's token.
    pub async fn sign_in(&self, role: Role, unit: Option<&str>) -> String {
        let unit = unit.map(str::to_owned);
        let name = format!("{}-{}", role.code(), unit.as_deref().unwrap_or("all"));
        let now = self.app.clock.now();
        self.app
            .act(move |tx| {
                async move {
                    crate::organisation::acts::account_for_tests(tx, now, "town", &name, role, unit)
                        .await
                }
                .boxed()
            })
            .await
            .expect("an account")
            .0
    }

    /// Every state row agrees with the journal.
    pub async fn assert_journal_agrees(&self) {
        let mut conn = self.app.read().await.expect("a connection");
        let found = store::check(&mut conn, &crate::platform::state::state_tables())
            .await
            .expect("a check");
        assert_eq!(found, vec![]);
    }
}
