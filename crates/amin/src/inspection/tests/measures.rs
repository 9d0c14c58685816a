//! The measure of article 91: three different people, need to know, repetition.

use axum::http::StatusCode;
use futures::FutureExt;

use super::{Scene, account, id, ids, person};
use crate::platform::permissions::Role;
use crate::testing::{Answer, ENGINES, NOW};

const NOTICE: [(&str, &str); 3] = [
    ("note", "به موجب تبصره ۱ ماده ۹۱ ابلاغ می‌شود."),
    ("percent", "۱۰"),
    ("months", "۱"),
];

impl Scene {
    async fn reported(&self, mission: &str, who: &str) -> Answer {
        let form = [
            ("person", who),
            ("facts", "در سه پرونده پاسخی داده نشده است."),
            ("kind", "pay-cut"),
            ("percent", "۳۰"),
            ("months", "۲"),
            ("legal_basis", "تبصره ۱ ماده ۹۱"),
        ];
        self.deed(mission, "measure", &form).await
    }

    async fn step(&self, measure: &str, who: &str, deed: &str) -> StatusCode {
        let path = format!("{measure}/{deed}");
        self.house.post(&path, who, &NOTICE).await.status
    }
}

/// Gives a second account of the same person another role.
async fn second_account(scene: &Scene, name: &str, role: Role, unit: Option<&str>) -> String {
    let token = account(&scene.house, &format!("{name} ۲"), role, unit).await;
    let (first, second) = (
        person(&scene.house, name).await,
        person(&scene.house, &format!("{name} ۲")).await,
    );
    scene
        .house
        .app
        .act(move |tx| {
            async move {
                let account = store::fetch_one!(
                    tx.read(),
                    (String,),
                    "select id from account where person = $1",
                    &second
                )?
                .0;
                store::change!(
                    tx,
                    "account",
                    &account,
                    "update account set person = $1 where id = $2",
                    &first,
                    &account
                )?;
                super::super::acts::entry(
                    tx,
                    &crate::platform::actor::Actor::program("town"),
                    NOW,
                    None,
                    "account.changed",
                    vec![],
                    vec![],
                )
                .await?;
                Ok(())
            }
            .boxed()
        })
        .await
        .expect("a second account");
    token
}

#[tokio::test]
async fn three_people_and_none_of_them_twice() {
    for engine in ENGINES {
        let scene = Scene::new(engine).await;
        let house = &scene.house;
        let clerk = person(house, "لیلا نوری").await;
        let mission = scene.under_way().await;
        let early = scene.reported(&mission, &clerk).await;
        assert_eq!(
            early.status,
            StatusCode::CONFLICT,
            "the report is not fixed"
        );
        scene.report(&mission).await;
        let much = [
            ("person", clerk.as_str()),
            ("facts", "…"),
            ("kind", "pay-cut"),
            ("percent", "۳۴"),
            ("months", "۱۳"),
            ("legal_basis", "ماده ۹۱"),
        ];
        let refused = scene.deed(&mission, "measure", &much).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.body.contains("href=\"#percent\"") && refused.body.contains("href=\"#months\"")
        );
        let done = scene.reported(&mission, &clerk).await;
        let measure = done.location().to_owned();
        assert!(
            measure.starts_with("/town/inspection/measures/"),
            "{}",
            done.body
        );
        // The inspector with a manager's account is still the inspector; the person concerned with one is still that person.
        let again = second_account(&scene, "کاوه دانش", Role::Manager, Some("lighting")).await;
        let itself = second_account(&scene, "لیلا نوری", Role::Manager, Some("lighting")).await;
        let double = second_account(&scene, "پیمان آذر", Role::Manager, Some("city")).await;
        assert_eq!(
            scene.step(&measure, &scene.inspector, "confirm").await,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            scene.step(&measure, &again, "confirm").await,
            StatusCode::CONFLICT
        );
        assert_eq!(
            scene.step(&measure, &itself, "confirm").await,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            scene.step(&measure, &scene.mayor, "decide").await,
            StatusCode::CONFLICT
        );
        assert_eq!(
            scene.step(&measure, &scene.manager, "confirm").await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            scene.step(&measure, &scene.manager, "decide").await,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            scene.step(&measure, &double, "decide").await,
            StatusCode::CONFLICT
        );
        // Until it is decided the person concerned does not find it; others never do.
        for who in [&scene.clerk, &itself] {
            assert_eq!(house.get(&measure, who).await.status, StatusCode::NOT_FOUND);
        }
        let other = account(house, "یوسف بیات", Role::Inspector, None).await;
        let secretary = account(house, "مینا شکوهی", Role::Secretary, None).await;
        for who in [&other, &secretary] {
            assert_eq!(house.get(&measure, who).await.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(
            scene.step(&measure, &scene.mayor, "decide").await,
            StatusCode::SEE_OTHER
        );
        let seen = house.get(&measure, &scene.clerk).await;
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
        let notice = house
            .get(&format!("{measure}/notice.pdf"), &scene.clerk)
            .await;
        assert!(notice.bytes.starts_with(b"%PDF-"));
        assert_eq!(
            scene.step(&measure, &scene.clerk, "acknowledge").await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            ids(
                house,
                "select cast(percent as text) from article_91_measure"
            )
            .await,
            ["10"]
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn repetition_proposes_the_offences_board_without_a_name() {
    for engine in ENGINES {
        let scene = Scene::new(engine).await;
        let house = &scene.house;
        let clerk = person(house, "لیلا نوری").await;
        let mission = scene.under_way().await;
        scene.report(&mission).await;
        let mut measure = String::new();
        for _ in 0..2 {
            let done = scene.reported(&mission, &clerk).await;
            done.location().clone_into(&mut measure);
            assert_eq!(
                scene.step(&measure, &scene.manager, "confirm").await,
                StatusCode::SEE_OTHER
            );
            assert_eq!(
                scene.step(&measure, &scene.mayor, "decide").await,
                StatusCode::SEE_OTHER
            );
        }
        let repeated = id(house, "select id from article_91_measure where referral").await;
        assert!(measure.ends_with(&repeated));
        let mut conn = house.app.read().await.expect("a connection");
        let waiting = crate::inspection::store::waiting(&mut conn, "town", NOW, "")
            .await
            .expect("a list");
        drop(conn);
        let measures: Vec<_> = waiting
            .iter()
            .filter(|one| one.object_type == "measure")
            .collect();
        assert_eq!(measures.len(), 1);
        assert_eq!(measures[0].object, repeated);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_report_that_is_not_followed_leaves_nothing() {
    for engine in ENGINES {
        let scene = Scene::new(engine).await;
        let house = &scene.house;
        let clerk = person(house, "لیلا نوری").await;
        let mission = scene.under_way().await;
        scene.report(&mission).await;
        let done = scene.reported(&mission, &clerk).await;
        let measure = done.location().to_owned();
        assert_eq!(
            scene.step(&measure, &scene.manager, "drop").await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            scene.step(&measure, &scene.mayor, "decide").await,
            StatusCode::CONFLICT
        );
        let list = house.get("/town/inspection/measures", &scene.clerk).await;
        assert_eq!(list.status, StatusCode::OK);
        assert!(!list.body.contains(&measure));
        house.assert_journal_agrees().await;
    }
}
