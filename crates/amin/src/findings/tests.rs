//! Findings at the http edge.

use axum::http::StatusCode;
use futures::FutureExt;
use serde_json::json;

use super::acts::{self, Raised};
use super::model::{Kind, NewFinding, Severity};
use crate::platform::actor::Actor;
use crate::platform::permissions::Role;
use crate::testing::{ENGINES, House, NOW};
use crate::voice::desk::tests::Town;

fn seen(unit: &str, input: &str) -> NewFinding {
    NewFinding {
        key: "rule-7:permits".to_owned(),
        kind: Kind::Deviation,
        severity: Severity::High,
        unit: Some(unit.to_owned()),
        service: Some("permit".to_owned()),
        object: Some(("service-log", "log-1".to_owned())),
        title: (
            "ثبت بازدید پس از صدور پروانه".to_owned(),
            "Visit recorded after the permit".to_owned(),
        ),
        text: (
            "در ۳ مورد، ثبت بازدید پس از صدور پروانه است.".to_owned(),
            "In 3 cases the visit is recorded after the permit.".to_owned(),
        ),
        query: "precedence(visit, permit)".to_owned(),
        rule_version: "1405-07".to_owned(),
        input_hash: input.to_owned(),
        case_count: 3,
        cases: vec!["1405/12".to_owned(), "1405/19".to_owned()],
        facts: json!({"judged": 120, "share": 0.025}),
    }
}

async fn raise(house: &House, new: NewFinding) -> Raised {
    house
        .app
        .act(move |tx| {
            async move { acts::raise(tx, &Actor::program("town"), NOW, &new).await }.boxed()
        })
        .await
        .expect("a finding")
        .0
}

#[tokio::test]
async fn a_finding_is_reviewed_explained_and_decided_by_different_people() {
    for engine in ENGINES {
        let house = Town::new(engine).await.house;
        let raised = raise(&house, seen("lighting", "aa")).await;
        let here = format!("/town/findings/{}", raised.id);
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        let other = house.sign_in(Role::Manager, Some("parks")).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;

        let list = house.get("/town/findings", &officer).await;
        assert!(
            list.body.contains("ثبت بازدید پس از صدور پروانه"),
            "{}",
            list.body
        );
        let list = house.get("/town/findings?lang=en&q=visit", &manager).await;
        assert!(list.body.contains("Visit recorded after the permit"));
        let list = house.get("/town/findings", &other).await;
        assert!(!list.body.contains("ثبت بازدید"));
        assert_eq!(house.get(&here, &other).await.status, StatusCode::NOT_FOUND);
        assert_eq!(house.get(&here, &clerk).await.status, StatusCode::FORBIDDEN);
        let page = house.get(&here, &officer).await;
        assert!(page.body.contains("1405/19") && page.body.contains("precedence(visit, permit)"));

        let post = async |token: &str, deed: &str, note: &str| {
            house
                .post(&format!("{here}/{deed}"), token, &[("note", note)])
                .await
        };
        // Nothing is decided before it is reviewed, and a reason is asked for; what was written stays in the form.
        assert_eq!(
            post(&officer, "confirm", "x").await.status,
            StatusCode::CONFLICT
        );
        assert_eq!(
            post(&officer, "take", "").await.status,
            StatusCode::SEE_OTHER
        );
        let refused = post(&officer, "confirm", " ").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let long = "ش".repeat(2_001);
        let refused = post(&officer, "confirm", &long).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains(&long));
        assert_eq!(
            post(&manager, "confirm", "بله").await.status,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            post(&officer, "ask", "چرا؟").await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            post(&manager, "explain", "بازدید با تلفن همراه ثبت می‌شود.")
                .await
                .status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            post(&officer, "accept", "ثبت با تأخیر است.").await.status,
            StatusCode::SEE_OTHER
        );
        let page = house.get(&here, &manager).await;
        assert!(page.body.contains("موجه") && page.body.contains("بازدید با تلفن همراه"));
        let open = house.get("/town/findings", &officer).await;
        assert!(!open.body.contains("ثبت بازدید پس از صدور پروانه"));
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn the_same_data_change_nothing_and_newer_data_bring_it_up_to_date() {
    for engine in ENGINES {
        let house = Town::new(engine).await.house;
        let first = raise(&house, seen("lighting", "aa")).await;
        let again = raise(&house, seen("lighting", "aa")).await;
        assert!(first.new && !again.new && first.id == again.id);
        let newer = NewFinding {
            case_count: 5,
            severity: Severity::Medium,
            ..seen("lighting", "bb")
        };
        let later = raise(&house, newer).await;
        assert!(!later.new && later.id == first.id);
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let answer = house.get("/town/findings.json", &officer).await;
        let json: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
        let finding = &json["findings"][0];
        assert_eq!(finding["case_count"], 5);
        assert_eq!(finding["times_seen"], 2);
        assert_eq!(finding["input_sha256"], "bb");
        assert_eq!(json["findings"].as_array().map(Vec::len), Some(1));
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn who_explained_for_the_unit_does_not_decide() {
    let house = Town::new(ENGINES[0]).await.house;
    let raised = raise(&house, seen("lighting", "aa")).await;
    let both = Actor {
        account: Some("account-1".to_owned()),
        grants: [Role::Manager, Role::IntegrityOfficer]
            .map(|role| crate::platform::actor::Grant {
                role,
                unit: (role == Role::Manager).then(|| "lighting".to_owned()),
                reach: vec!["lighting".to_owned()],
            })
            .into(),
        ..Actor::citizen("town")
    };
    let id = raised.id;
    let outcome = house
        .app
        .act(move |tx| {
            async move {
                use super::model::Deed;
                for deed in [Deed::Take, Deed::Ask, Deed::Explain, Deed::Confirm] {
                    acts::perform(tx, &both, NOW, &id, deed, "شرح").await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await;
    assert!(
        matches!(outcome, Err(crate::platform::errors::ActError::Refused(_))),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn the_public_log_does_not_tell_that_there_is_a_finding() {
    let house = Town::new(ENGINES[0]).await.house;
    raise(&house, seen("lighting", "aa")).await;
    let mut conn = house.app.read().await.expect("a connection");
    let last = store::journal_length(&mut conn).await.expect("a length") - 1;
    let row = store::entry_at(&mut conn, last)
        .await
        .expect("an entry")
        .expect("an entry");
    assert_eq!(row.kind, "finding.raised");
    let public = String::from_utf8_lossy(&row.entry);
    assert!(
        public.contains("integrity.act") && !public.contains("raised"),
        "{public}"
    );
}
