//! The sealed log at the http edge.

use axum::http::{Request, StatusCode, header};
use futures::FutureExt;
use ledger::policy::Policy;
use ledger::receipt::Receipt;
use serde_json::{Value, json};
use store::{Draft, Tx};

use crate::platform::errors::ActError;
use crate::platform::permissions::Role;
use crate::testing::{ENGINES, House, NOW};

async fn message(
    tx: &mut Tx,
    kind: &'static str,
    public_kind: &'static str,
) -> Result<i64, ActError> {
    Ok(tx
        .append(Draft {
            organisation: "town",
            kind,
            public_kind,
            objects: vec![("message", "m1".to_owned())],
            actor: None,
            role: "citizen",
            unit: None,
            at: NOW,
            payload: vec![
                ("category", json!("parks")),
                ("channel", json!("lighting")),
                ("text", json!("چراغ کوچه")),
                ("phone", json!("09120000000")),
            ],
        })
        .await?)
}

async fn append(house: &House, kind: &'static str, public_kind: &'static str) -> i64 {
    house
        .app
        .sealed_act(move |tx| message(tx, kind, public_kind).boxed())
        .await
        .expect("an entry")
        .0
}

#[tokio::test]
async fn a_visitor_sees_what_names_nobody_and_can_prove_it() {
    for engine in ENGINES {
        let house = House::new(engine).await;
        let sequence = append(&house, "voice.filed", "voice.filed").await;
        house.app.seal.publish(None).expect("a publication");
        let page = house.get(&format!("/town/journal/{sequence}"), "").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.body.contains("lighting")
                && !page.body.contains("0912")
                && !page.body.contains("parks")
                && !page.body.contains("کوچه")
        );

        let json: Value = serde_json::from_str(
            &house
                .get(&format!("/town/journal/{sequence}.json"), "")
                .await
                .body,
        )
        .expect("json");
        let text = json.to_string();
        assert!(text.contains("lighting") && !text.contains("0912") && !text.contains("کوچه"));

        let proof = house
            .get(&format!("/town/journal/{sequence}.tlog-proof"), "")
            .await;
        let receipt = Receipt::parse(&proof.body).expect("a receipt");
        let good = receipt
            .verify(&Policy::of_log(house.app.seal.verifier()))
            .expect("a good receipt");
        assert_eq!(i64::try_from(good.index), Ok(sequence));
        assert!(
            good.fields
                .contains(&("channel".to_owned(), "\"lighting\"".to_owned()))
        );
        assert!(good.hidden >= 2);

        // Who handles messages sees all of it; who only reads the journal does not.
        let inspector = house.sign_in(Role::Inspector, None).await;
        let seen = house
            .get(&format!("/town/journal/{sequence}"), &inspector)
            .await
            .body;
        assert!(seen.contains("کوچه") && seen.contains("parks"));
        assert!(
            !seen.contains("0912"),
            "a contact opens only by the act that asks for a reason"
        );
        let member = house.sign_in(Role::CommitteeMember, None).await;
        assert!(
            !house
                .get(&format!("/town/journal/{sequence}"), &member)
                .await
                .body
                .contains("0912")
        );
        let list = house
            .get(
                "/town/journal?kind=voice.filed&object=message&id=m1&day=1405/09/07",
                &member,
            )
            .await;
        assert_eq!(list.status, StatusCode::OK);
        assert!(list.body.contains(&format!("/town/journal/{sequence}")));
        assert!(
            !house
                .get("/town/journal?day=1405/09/08", &member)
                .await
                .body
                .contains(&format!("/journal/{sequence}\""))
        );
        assert_eq!(
            house.get("/town/journal/99999", "").await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            house.get("/town/journal/x.y", "").await.status,
            StatusCode::NOT_FOUND
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn an_entry_under_a_general_kind_tells_no_more_than_the_log() {
    let house = House::new(store::Engine::Sqlite).await;
    let sequence = append(&house, "cases.opened", "integrity.act").await;
    let member = house.sign_in(Role::CommitteeMember, None).await;
    for (path, token) in [
        (format!("/town/journal/{sequence}"), ""),
        (format!("/town/journal/{sequence}.json"), ""),
        (format!("/town/journal/{sequence}.tlog-proof"), ""),
        (format!("/town/journal/{sequence}"), member.as_str()),
        ("/town/journal".to_owned(), member.as_str()),
    ] {
        let answer = house.get(&path, token).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(
            !answer.body.contains("<td data-label=\"نوع کار\">cases")
                && !answer.body.contains("lighting"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_log_is_served_as_tlog_tiles_asks() {
    let house = House::new(store::Engine::Sqlite).await;
    append(&house, "voice.filed", "voice.filed").await;
    house.app.seal.publish(None).expect("a publication");
    let checkpoint = house.get("/log/checkpoint", "").await;
    assert_eq!(
        checkpoint.headers[header::CONTENT_TYPE],
        "text/plain; charset=utf-8"
    );
    assert_eq!(checkpoint.headers[header::CACHE_CONTROL], "no-cache");
    assert!(
        checkpoint.body.starts_with("town.example/log\n2\n"),
        "{}",
        checkpoint.body
    );
    let again = Request::get("/log/checkpoint")
        .header(header::IF_NONE_MATCH, &checkpoint.headers[header::ETAG]);
    assert_eq!(
        house
            .send(again.body(axum::body::Body::empty()).expect("a request"))
            .await
            .status,
        StatusCode::NOT_MODIFIED
    );
    let tile = house.get("/log/tile/0/000.p/2", "").await;
    assert_eq!((tile.status, tile.bytes.len()), (StatusCode::OK, 64));
    assert_eq!(
        tile.headers[header::CONTENT_TYPE],
        "application/octet-stream"
    );
    assert!(
        tile.headers[header::CACHE_CONTROL]
            .to_str()
            .expect("text")
            .contains("immutable")
    );
    for path in [
        "/log/tile/0/000",
        "/log/tile/0/000.p/3",
        "/log/tile/entries/001",
        "/log/tile/../vkey",
        "/log/log.key",
        "/log/tile/0/0",
    ] {
        assert_eq!(
            house.get(path, "").await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let policy = house.get("/log/policy", "").await;
    let policy = Policy::parse(policy.body.as_bytes()).expect("a policy");
    let note = ledger::note::Note::parse(checkpoint.body.as_bytes()).expect("a note");
    assert!(policy.check(&note).is_ok());
    let page = house.get("/log", "").await;
    assert!(
        page.status == StatusCode::OK
            && page
                .body
                .contains(&house.app.seal.verifier().to_string().replace('+', "&#43;"))
            || page.body.contains(&house.app.seal.verifier().to_string())
    );
    assert!(page.body.contains("/town/journal/1"));
}
