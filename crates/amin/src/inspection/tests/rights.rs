//! Inspectors read what they are entitled to and change nothing outside their own missions.

use axum::http::{Method, StatusCode};
use store::fetch_one;

use super::{Scene, account};
use crate::committee::model::Deed as ResolutionDeed;
use crate::findings::model::Deed as FindingDeed;
use crate::platform::permissions::{Right, Role, scope};
use crate::platform::routes::{Access, all};
use crate::testing::ENGINES;
use crate::voice::desk::tests::Town;

/// Forms that whoever works here fills in for themselves: password and session, the own declaration, conditions, gifts, pledge, report,
/// answer to a charge, and the own courses: a test handed in, a seat taken or given back.
const OWN: [&str; 13] = [
    "/{org}/password",
    "/{org}/step-up",
    "/{org}/authenticator",
    "/{org}/sessions",
    "/{org}/interests/declare",
    "/{org}/interests/conditions",
    "/{org}/interests/gifts",
    "/{org}/charter/pledge",
    "/{org}/cases/own",
    "/{org}/cases/report",
    "/{org}/learning/courses/{id}/test",
    "/{org}/learning/sessions/{id}/enrol",
    "/{org}/learning/sessions/{id}/leave",
];

/// Forms whose acts look for the person in the matter itself: each is tried below.
const NAMED: [&str; 1] = ["/{org}/tenders/{id}/{deed}"];

/// Rights to read that an inspector holds and under which other areas take forms: each of their deeds is tried below, but for cases,
/// where an inspector works on those that were given to them and does not see the others.
const TRIED: [Right; 5] = [
    Right::MessageRead,
    Right::FindingRead,
    Right::ResolutionRead,
    Right::RiskRead,
    Right::CaseRead,
];

#[tokio::test]
#[expect(clippy::match_same_arms, reason = "each arm says why")]
async fn no_form_of_another_area_is_an_inspectors() {
    for route in all() {
        let own_area =
            route.path.starts_with("/{org}/inspection") || route.path.starts_with("/{org}/orders");
        if route.method == Method::GET || own_area {
            continue;
        }
        match route.access {
            // What anybody may do without an account.
            Access::Public => {}
            Access::SignedIn => assert!(
                OWN.iter().any(|path| route.path.starts_with(path)) || NAMED.contains(&route.path),
                "{} {}: is it everybody's own?",
                route.method,
                route.path
            ),
            // Who inspects must report what was found (integrity law of 1390, articles 13 and 14): opening a case is that report.
            Access::May(Right::CaseOpen) => {}
            Access::May(right) => assert!(
                scope(Role::Inspector, right).is_none() || TRIED.contains(&right),
                "{} {} is open to inspectors by {right:?}",
                route.method,
                route.path
            ),
        }
    }
}

#[tokio::test]
async fn an_inspector_changes_nothing_outside_the_own_missions() {
    for engine in ENGINES {
        let scene = Scene::new(engine).await;
        let mission = scene.under_way().await;
        let form = [
            ("title", "پاسخ‌های بی‌دلیل"),
            ("text", "دلیل در پاسخ نیامده است."),
            ("severity", "low"),
        ];
        scene.deed(&mission, "finding", &form).await;
        let filing = Town { house: scene.house };
        let (message, _) = filing
            .file("complaint", "street-lighting", "چراغ کوچه خاموش است", 1)
            .await;
        let house = &filing.house;
        let finding = super::id(house, "select id from finding").await;
        let second = account(house, "سمیرا پناهی", Role::Inspector, None).await;
        let file = crate::tenders::tests::release("town-1");
        crate::tenders::tests::import(house, &scene.manager, "lighting", &file).await;
        let tender = super::id(house, "select id from tender").await;
        let length = || async {
            let mut conn = house.app.read().await.expect("a connection");
            fetch_one!(&mut conn, (i64,), "select count(*) from journal")
                .expect("a journal")
                .0
        };
        let before = length().await;
        let refused = [
            StatusCode::FORBIDDEN,
            StatusCode::NOT_FOUND,
            StatusCode::CONFLICT,
            StatusCode::UNPROCESSABLE_ENTITY,
        ];
        let form = [
            ("note", "متن"),
            ("text", "متن"),
            ("title", "عنوان"),
            ("reason", "دلیل"),
            ("category", "parks"),
            ("unit", "parks"),
            ("outcome", "upheld"),
            ("answer", "kept"),
            ("person", "x"),
        ];
        let mut paths: Vec<String> = Vec::new();
        for deed in FindingDeed::ALL {
            paths.push(format!("/town/findings/{finding}/{}", deed.code()));
        }
        for deed in [
            "name", "declare", "screen", "exclude", "open", "award", "reopen", "judge",
        ] {
            paths.push(format!("/town/tenders/{tender}/{deed}"));
        }
        for deed in ResolutionDeed::ALL {
            paths.push(format!("/town/committee/resolutions/none/{}", deed.code()));
        }
        for route in all() {
            let of_messages = route.path.starts_with("/{org}/desk/messages/{id}/");
            if route.method != Method::GET && of_messages {
                let acts = [
                    "refer",
                    "classify",
                    "join",
                    "take",
                    "ask",
                    "pause",
                    "resume",
                    "answer",
                    "take-review",
                    "review",
                    "close",
                    "contact",
                    "change",
                ];
                for act in acts {
                    let path = route
                        .path
                        .replace("{org}", "town")
                        .replace("{id}", &message)
                        .replace("{act}", act);
                    paths.push(path);
                }
            }
        }
        assert!(paths.iter().any(|path| path.contains(&message)));
        for deed in [
            "assess", "control", "measure", "accept", "unlink", "retire", "reopen",
        ] {
            paths.push(format!("/town/risks/none/{deed}"));
        }
        for deed in [
            "screen", "assign", "charge", "vote", "decide", "serve", "custody", "recuse",
        ] {
            paths.push(format!("/town/cases/none/{deed}"));
        }
        // An inspector who is not sent on the mission writes nothing into it either.
        for deed in [
            "start", "answer", "sample", "finding", "warning", "remedy", "finish", "measure",
            "confirm", "cancel", "send", "withdraw",
        ] {
            paths.push(format!("{mission}/{deed}"));
        }
        for path in &paths {
            let answer = house.post(path, &second, &form).await;
            assert!(
                refused.contains(&answer.status),
                "{path}: {} {}",
                answer.status,
                answer.location()
            );
        }
        assert_eq!(length().await, before);
        // And reads: missions, messages, findings, orders.
        for path in [
            mission.clone(),
            format!("/town/desk/messages/{message}"),
            format!("/town/findings/{finding}"),
            "/town/orders".to_owned(),
        ] {
            assert_eq!(
                house.get(&path, &second).await.status,
                StatusCode::OK,
                "{path}"
            );
        }
        house.assert_journal_agrees().await;
    }
}
