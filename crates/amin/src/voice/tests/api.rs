//! The JSON interface.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use ledger::policy::Policy;
use ledger::receipt::Receipt;
use serde_json::{Value, json};

use super::town;
use crate::testing::{Answer, ENGINES, House};

async fn send(house: &House, body: &str, key: Option<&str>) -> (StatusCode, Value) {
    let mut request =
        Request::post("/api/v1/town/messages").header("content-type", "application/json");
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    read(
        &house
            .send(
                request
                    .body(Body::from(body.to_owned()))
                    .expect("a request"),
            )
            .await,
    )
}

fn read(answer: &Answer) -> (StatusCode, Value) {
    (
        answer.status,
        serde_json::from_str(&answer.body).unwrap_or(Value::Null),
    )
}

#[tokio::test]
async fn a_message_comes_back_with_its_proof() {
    for engine in ENGINES {
        let house = town(engine).await;
        let body = json!({ "kind": "complaint", "category": "street-lighting", "text": "چراغ خاموش است", "latitude": 35.7, "longitude": 51.4 });
        let (status, answer) = send(&house, &body.to_string(), Some("key-00001")).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        let receipt =
            Receipt::parse(answer["receipt"].as_str().expect("a receipt")).expect("a receipt");
        let verified = receipt
            .verify(&Policy::of_log(house.app.seal.verifier()))
            .expect("a receipt that holds");
        assert_eq!(answer["index"], verified.index);
        let (status, again) = send(&house, &body.to_string(), Some("key-00001")).await;
        assert_eq!(
            (status, &again["tracking_code"]),
            (StatusCode::OK, &answer["tracking_code"])
        );
        let code = answer["tracking_code"].as_str().expect("a code");
        let (status, shown) = read(
            &house
                .get(&format!("/api/v1/town/messages/{code}"), "")
                .await,
        );
        assert_eq!(
            (status, &shown["state"], &shown["unit"]),
            (StatusCode::OK, &json!("referred"), &json!("اداره روشنایی"))
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn wrong_requests_get_a_status_and_a_sentence() {
    let house = town(store::Engine::Sqlite).await;
    let (status, answer) = send(&house, "{", None).await;
    assert_eq!(
        (status, &answer["error"]),
        (StatusCode::BAD_REQUEST, &json!("malformed"))
    );
    let (status, answer) = send(&house, r#"{"kind":"complaint","texte":"x"}"#, None).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(
        answer["message"]
            .as_str()
            .is_some_and(|why| why.contains("texte"))
    );
    let (status, answer) = send(&house, r#"{"kind":"complaint","category":"none"}"#, None).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer["fields"]["category"].is_string() && answer["fields"]["text"].is_string());
    let plain = Request::post("/api/v1/town/messages")
        .body(Body::from("kind=complaint"))
        .expect("a request");
    assert_eq!(
        house.send(plain).await.status,
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    );
    let nowhere =
        Request::post("/api/v1/nowhere/messages").header("content-type", "application/json");
    assert_eq!(
        house
            .send(nowhere.body(Body::from("{}")).expect("a request"))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        house.get("/api/v1/town/messages/123", "").await.status,
        StatusCode::NOT_FOUND
    );
}
