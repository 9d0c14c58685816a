//! The register of managers' orders.

use axum::http::StatusCode;

use super::{Scene, account, id};
use crate::platform::permissions::Role;
use crate::testing::{Answer, ENGINES, NOW};

impl Scene {
    async fn recorded(&self, token: &str, more: &[(&str, &str)]) -> Answer {
        let mut form = vec![
            ("id", token),
            ("number", "۱۲/۴۵"),
            ("given_on", "۱۴۰۵/۰۹/۰۵"),
            ("unit", "lighting"),
            ("title", "اولویت نصب چراغ"),
            ("text", "چراغ‌های خیابان بهار زودتر نصب شود."),
            ("legal_basis", "ماده ۵۵ قانون شهرداری"),
        ];
        let given: Vec<&str> = more.iter().map(|(name, _)| *name).collect();
        form.retain(|(name, _)| !given.contains(name));
        form.extend_from_slice(more);
        self.house
            .post("/town/orders/new", &self.manager, &form)
            .await
    }
}

#[tokio::test]
async fn an_order_is_reviewed_objected_to_and_confirmed_in_writing() {
    for engine in ENGINES {
        let scene = Scene::new(engine).await;
        let house = &scene.house;
        let wrong = scene
            .recorded(
                "order-001",
                &[("unit", "parks"), ("given_on", "۱۴۰۵/۱۰/۰۱"), ("text", "")],
            )
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["#unit", "#given_on", "#text"] {
            assert!(wrong.body.contains(&format!("href=\"{field}\"")), "{field}");
        }
        assert!(wrong.body.contains("ماده ۵۵ قانون شهرداری"));
        let done = scene.recorded("order-001", &[]).await;
        let order = done.location().to_owned();
        assert_eq!(order, "/town/orders/order-001", "{}", done.body);
        let twice = scene.recorded("order-002", &[]).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        let found = house.get("/town/orders?q=12/45", &scene.officer).await;
        assert!(found.body.contains("اولویت نصب چراغ"), "{}", found.body);
        let stranger = account(house, "امید کاظمی", Role::Clerk, Some("parks")).await;
        assert_eq!(
            house.get(&order, &stranger).await.status,
            StatusCode::NOT_FOUND
        );
        let post = |who: &str, deed: &str, form: &[(&str, &str)]| {
            let (path, who) = (format!("{order}/{deed}"), who.to_owned());
            let form: Vec<(String, String)> = form
                .iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect();
            async move {
                let form: Vec<(&str, &str)> =
                    form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
                house.post(&path, &who, &form).await
            }
        };
        let review = [("verdict", "amend"), ("note", "معیار اولویت نوشته شود.")];
        assert_eq!(
            post(&scene.clerk, "review", &review).await.status,
            StatusCode::FORBIDDEN
        );
        let done = post(&scene.officer, "review", &review).await;
        assert_eq!(done.location(), order, "{}", done.body);
        let again = post(&scene.officer, "review", &review).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        // The manager does not object to the own order; the employee does, once at a time.
        let objection = [("note", "نوبت ثبت‌شده رعایت نمی‌شود.")];
        assert_eq!(
            post(&scene.manager, "object", &objection).await.status,
            StatusCode::FORBIDDEN
        );
        let done = post(&scene.clerk, "object", &objection).await;
        assert_eq!(done.location(), order, "{}", done.body);
        assert_eq!(
            post(&scene.clerk, "object", &objection).await.status,
            StatusCode::CONFLICT
        );
        // A colleague of the unit does not read who objected.
        let colleague = account(house, "رضا پارسا", Role::Clerk, Some("lighting")).await;
        let page = house.get(&order, &colleague).await;
        assert!(page.status == StatusCode::OK && !page.body.contains("نوبت ثبت‌شده"));
        let objection = id(house, "select id from order_objection").await;
        let answer = [
            ("objection", objection.as_str()),
            ("answer", "insisted"),
            ("note", "به دلیل خطر جانی، اولویت لازم است."),
        ];
        assert_eq!(
            post(&scene.mayor, "answer", &answer).await.status,
            StatusCode::FORBIDDEN
        );
        let done = post(&scene.manager, "answer", &answer).await;
        assert_eq!(done.location(), order, "{}", done.body);
        let page = house.get(&order, &scene.clerk).await;
        // The law is named, and marked as not verified.
        assert!(page.body.contains("ماده ۹۶") && page.body.contains("تأییدنشده"));
        let mut conn = house.app.read().await.expect("a connection");
        let waiting = crate::inspection::store::waiting(&mut conn, "town", NOW, "")
            .await
            .expect("a list");
        drop(conn);
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].object_type, "order");
        house.assert_journal_agrees().await;
    }
}
