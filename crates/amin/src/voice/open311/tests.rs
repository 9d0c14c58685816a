//! The interface at the http edge, and other people's clients against it.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::Value;

use crate::platform::permissions::Role;
use crate::testing::{Answer, ENGINES, NOW};
use crate::voice::desk::tests::Town;
use crate::voice::model::State;

async fn post(town: &Town, file: &str, form: &[(&str, &str)]) -> Answer {
    town.house
        .post(&format!("/open311/v2/{file}"), "", form)
        .await
}

async fn get(town: &Town, path: &str) -> Answer {
    town.house.get(&format!("/open311/v2/{path}"), "").await
}

fn json(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|why| panic!("{why}: {}", answer.body))
}

#[tokio::test]
async fn services_are_listed_and_described_in_both_formats() {
    let town = Town::new(store::Engine::Sqlite).await;
    let list = get(&town, "services.json").await;
    assert!(
        list.headers["content-type"]
            .to_str()
            .expect("ascii")
            .starts_with("application/json")
    );
    let list = json(&list);
    let lamp = list
        .as_array()
        .expect("a list")
        .iter()
        .find(|s| s["service_code"] == "street-lighting")
        .expect("a service");
    assert_eq!(lamp["service_name"], "روشنایی معابر");
    assert_eq!(lamp["type"], "realtime");
    assert_eq!(lamp["metadata"], true);
    let english = json(&get(&town, "services.json?lang=en&jurisdiction_id=town").await);
    assert!(
        english
            .as_array()
            .expect("a list")
            .iter()
            .any(|s| s["service_name"] == "Street lighting")
    );
    let xml = get(&town, "services.xml").await;
    assert!(
        xml.headers["content-type"]
            .to_str()
            .expect("ascii")
            .starts_with("text/xml")
    );
    assert!(xml.body.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<services><service><service_code>street-lighting</service_code>"));

    let definition = json(&get(&town, "services/street-lighting.json").await);
    assert_eq!(definition["service_code"], "street-lighting");
    let attributes = definition["attributes"].as_array().expect("a list");
    assert_eq!(
        attributes
            .iter()
            .map(|a| a["code"].as_str().expect("text"))
            .collect::<Vec<_>>(),
        ["kind", "right", "district"]
    );
    assert_eq!(
        attributes[1]["values"].as_array().expect("a list").len(),
        11,
        "eleven citizen's rights"
    );
    let xml = get(&town, "services/street-lighting.xml").await.body;
    assert!(xml.contains("<service_definition><service_code>street-lighting</service_code><attributes><attribute><variable>true</variable>"));
    assert!(xml.contains("<value><key>complaint</key><name>شکایت</name></value>"));
    assert_eq!(
        get(&town, "services/nothing.xml").await.status,
        StatusCode::NOT_FOUND
    );
    assert!(
        get(&town, "discovery.json")
            .await
            .body
            .contains("http://town.example/open311/v2")
    );
}

#[tokio::test]
async fn a_request_is_filed_and_followed() {
    for engine in ENGINES {
        let town = Town::new(engine).await;
        let form = [
            ("service_code", "street-lighting"),
            ("description", "چراغ کوچه خاموش است & < 3"),
            ("lat", "35.70049"),
            ("long", "51.39151"),
            ("address_string", "کوچه یاس، پلاک ۱۲"),
            ("first_name", "مریم"),
            ("last_name", "احمدی"),
            ("phone", "09123456789"),
            ("email", "m@example.ir"),
            ("attribute[kind]", "criticism"),
            ("attribute[right]", "easy-access"),
            ("attribute[district]", "منطقه ۱"),
            ("media_url", "https://example.ir/1.jpg"),
        ];
        let filed = post(&town, "requests.json", &form).await;
        assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.body);
        let code = json(&filed)[0]["service_request_id"]
            .as_str()
            .expect("a code")
            .to_owned();
        assert_eq!(code.len(), 11);
        let again = post(&town, "requests.json", &form).await;
        assert_eq!(
            json(&again)[0]["service_request_id"],
            code.as_str(),
            "the same call twice is one message"
        );

        let one = json(&get(&town, &format!("requests/{code}.json")).await);
        let one = &one[0];
        assert_eq!(one["service_request_id"], code.as_str());
        assert_eq!(one["status"], "open");
        assert_eq!(one["service_code"], "street-lighting");
        assert_eq!(
            (one["lat"].as_f64(), one["long"].as_f64()),
            (Some(35.7), Some(51.392))
        );
        assert_eq!(
            one["requested_datetime"], "2026-11-28T06:30:00Z",
            "the clock of the test is 10:00 in Tehran"
        );
        assert_eq!(
            get(&town, &format!("tokens/{code}.json")).await.status,
            StatusCode::OK
        );

        let list = get(
            &town,
            "requests.json?service_code=street-lighting&status=open",
        )
        .await;
        let number = json(&list)[0]["service_request_id"]
            .as_str()
            .expect("a number")
            .to_owned();
        assert_ne!(
            number, code,
            "the public list does not give the code that opens the citizen's page"
        );
        for answer in [
            &list,
            &get(&town, "requests.xml").await,
            &get(&town, &format!("requests/{number}.xml")).await,
        ] {
            assert_eq!(answer.status, StatusCode::OK);
            for personal in [
                code.as_str(),
                "کوچه",
                "پلاک",
                "احمدی",
                "9123456789",
                "example.ir",
                "خاموش",
                "35.70049",
            ] {
                assert!(
                    !answer.body.contains(personal),
                    "{personal}: {}",
                    answer.body
                );
            }
        }
        let id = number;
        let message = town.message(&id).await;
        assert_eq!(
            (message.kind.as_str(), message.channel.as_str()),
            ("criticism", "open311")
        );
        assert_eq!(message.citizen_right.as_deref(), Some("easy-access"));
        assert_eq!(message.phone.as_deref(), Some("+989123456789"));
        assert!(message.text.contains("https://example.ir/1.jpg"));

        // The officer closes it; the client sees it.
        let officer = town.sign_in(Role::ComplaintOfficer, None).await;
        let form = [
            ("close-outcome", "out-of-remit"),
            ("close-reason", "با شرکت برق است"),
        ];
        assert_eq!(
            town.act(&officer, &id, "close", &form).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(town.message(&id).await.state(), State::Closed);
        let closed = json(&get(&town, &format!("requests.json?service_request_id=x,{code}")).await);
        assert_eq!(closed.as_array().map(Vec::len), Some(1));
        assert_eq!(closed[0]["status"], "closed");
        assert!(
            closed[0]["status_notes"]
                .as_str()
                .expect("notes")
                .contains("خارج از صلاحیت")
        );
        assert_eq!(
            json(&get(&town, "requests.json?status=open").await),
            serde_json::json!([])
        );
        assert_eq!(
            json(&get(&town, "requests.json?status=open,closed").await)
                .as_array()
                .map(Vec::len),
            Some(1)
        );
        town.house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn requests_for_information_are_followed_by_code_only() {
    for engine in ENGINES {
        let town = Town::new(engine).await;
        let (id, code) = town
            .file("information", "contracts", "صورت قراردادهای سال گذشته", 0)
            .await;
        assert_eq!(
            json(&get(&town, "requests.json").await),
            serde_json::json!([])
        );
        assert_eq!(
            get(&town, &format!("requests/{id}.json")).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            get(&town, &format!("requests/{code}.json")).await.status,
            StatusCode::OK
        );
        town.house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn the_list_is_bounded_in_time_and_number() {
    for engine in ENGINES {
        let town = Town::new(engine).await;
        let (old, _) = town
            .file("complaint", "parks", "پیام کهنه درباره پارک", 120)
            .await;
        let (new, _) = town
            .file("complaint", "parks", "پیام تازه درباره پارک", 1)
            .await;
        let list = |query: &'static str| {
            let town = &town;
            async move { get(town, &format!("requests.json?{query}")).await.body }
        };
        let recent = list("").await;
        assert!(
            recent.contains(&new) && !recent.contains(&old),
            "the last ninety days unless asked"
        );
        let span =
            list("start_date=2026-07-01T00:00:00Z&end_date=2026-08-15T00:00:00%2B03:30").await;
        assert!(span.contains(&old) && !span.contains(&new));
        assert!(
            list("end_date=2026-08-15").await.contains(&old),
            "ninety days before the end"
        );
        assert!(
            list("start_date=2026-07-01").await.contains(&old),
            "ninety days after the beginning"
        );
        assert!(!list("page_size=1&page=2").await.contains(&new));
        assert_eq!(NOW.utc_day(), "2026-11-28");
        for wrong in [
            "start_date=yesterday",
            "start_date=2026-13-01T00:00:00Z",
            "start_date=2026-01-01T00:00:00Z&end_date=2026-11-01T00:00:00Z",
            "start_date=2026-11-02T00:00:00Z&end_date=2026-11-01T00:00:00Z",
            "status=lost",
            "page_size=0",
            "page_size=1001",
            "page=x",
        ] {
            let answer = get(&town, &format!("requests.json?{wrong}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
            assert_eq!(json(&answer)[0]["code"], 400, "{wrong}");
            assert!(
                !json(&answer)[0]["description"]
                    .as_str()
                    .expect("a sentence")
                    .is_empty()
            );
        }
        assert_eq!(
            get(&town, "requests.json?service_code=nothing")
                .await
                .status,
            StatusCode::NOT_FOUND
        );
        town.house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn forged_calls_are_refused_with_a_sentence_and_file_nothing() {
    for engine in ENGINES {
        let town = Town::new(engine).await;
        let long = "آ".repeat(10_000);
        let fine = [("service_code", "parks"), ("description", "نیمکت")];
        for (changed, value, expected) in [
            ("service_code", "", 400),
            ("service_code", "nothing", 400),
            ("service_code", "' or 1=1 --", 400),
            ("description", "", 400),
            ("description", long.as_str(), 400),
            ("lat", "north", 400),
            ("lat", "35.7", 400),
            ("lat", "NaN", 400),
            ("lat", "91", 400),
            ("long", "1e400", 400),
            ("address_string", long.as_str(), 400),
            ("email", "not a mail address", 400),
            ("phone", "123", 400),
            ("first_name", long.as_str(), 400),
            ("media_url", "javascript:alert(1)", 400),
            ("media_url", "file:///etc/passwd", 400),
            ("attribute[kind]", "revenge", 400),
            ("attribute[right]", "none-of-them", 400),
            ("attribute[district]", "nowhere", 400),
            ("jurisdiction_id", "elsewhere", 404),
        ] {
            let mut form: Vec<(&str, &str)> = fine
                .into_iter()
                .filter(|(name, _)| *name != changed)
                .collect();
            form.push((changed, value));
            let answer = post(&town, "requests.xml", &form).await;
            assert_eq!(
                answer.status.as_u16(),
                expected,
                "{changed}={value:.20}: {}",
                answer.body
            );
            assert!(
                answer.body.contains(&format!(
                    "<errors><error><code>{expected}</code><description>"
                )),
                "{}",
                answer.body
            );
        }
        assert_eq!(
            post(&town, "requests.php", &fine).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            post(&town, "services.json", &fine).await.status,
            StatusCode::NOT_FOUND
        );
        for path in [
            "nothing.json",
            "requests",
            "services/x/y",
            "requests/123.json",
            "requests/.json",
            "tokens/x.xml",
            "requests/%00.json",
        ] {
            assert_eq!(
                get(&town, path).await.status,
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
        let raw =
            Request::post("/open311/v2/requests.json").header("content-type", "application/json");
        let answer = town
            .house
            .send(
                raw.body(Body::from("{\"service_code\":\"parks\"}"))
                    .expect("a request"),
            )
            .await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        let raw = Request::post("/open311/v2/requests.json")
            .header("content-type", "application/x-www-form-urlencoded");
        let answer = town
            .house
            .send(
                raw.body(Body::from(
                    &b"service_code=%ff%fe&description=\xff%zz&&&=="[..],
                ))
                .expect("a request"),
            )
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        let listed = get(&town, "requests.json").await;
        assert_eq!(json(&listed), serde_json::json!([]), "nothing was filed");
        town.house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn an_organisation_may_ask_for_a_key() {
    use futures::FutureExt;
    let town = Town::new(store::Engine::Sqlite).await;
    // SHA-256 of `abc`: FIPS 180-2, appendix B.1.
    let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    town.house
        .app
        .act(move |tx| {
            async move {
                crate::voice::store::put_setting_if_new(
                    tx,
                    "town",
                    "open311.api-keys-sha256",
                    hash,
                    "2026-03-21",
                )
                .await?;
                tx.append(store::Draft {
                    organisation: "town",
                    kind: "setting.changed",
                    public_kind: "setting.changed",
                    objects: vec![],
                    actor: None,
                    role: "program",
                    unit: None,
                    at: NOW,
                    payload: vec![],
                })
                .await?;
                Ok::<(), crate::platform::errors::ActError>(())
            }
            .boxed()
        })
        .await
        .expect("a setting");
    let mut form = vec![("service_code", "parks"), ("description", "نیمکت")];
    assert_eq!(
        post(&town, "requests.json", &form).await.status,
        StatusCode::FORBIDDEN
    );
    form.push(("api_key", "wrong"));
    assert_eq!(
        post(&town, "requests.json", &form).await.status,
        StatusCode::FORBIDDEN
    );
    form[2].1 = "abc";
    assert_eq!(
        post(&town, "requests.json", &form).await.status,
        StatusCode::CREATED
    );
}

/// `three` files and `georeport` follows, both from `PyPI` and unchanged, against a listening server.
#[tokio::test(flavor = "multi_thread")]
async fn other_peoples_clients_file_and_follow() {
    let town = Town::new(store::Engine::Sqlite).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let address = format!(
        "http://{}/open311/v2",
        listener.local_addr().expect("an address")
    );
    let router = town.house.router.clone();
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let script =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/peer-open311");
    let output = tokio::process::Command::new(script)
        .args([&address, "town"])
        .output()
        .await
        .expect("the script runs");
    server.abort();
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    println!("{said}");
    if output.status.code() == Some(77) {
        return;
    }
    assert!(output.status.success(), "{said}");
    let officer = town.sign_in(Role::ComplaintOfficer, None).await;
    let list = town
        .house
        .get("/town/desk/messages?q=georeport", &officer)
        .await;
    assert!(
        list.body.contains("row-late") || list.body.contains("/town/desk/messages/"),
        "the message is on the desk"
    );
}
