//! The half-yearly report: written down once, numbers only, and none that tells of a few people.

use axum::http::StatusCode;
use persian::tehran_micros;
use serde_json::Value;
use store::Timestamp;

use super::gifts::record;
use super::{declare, house, open_campaign};
use crate::interests::acts::publish_reports_for;
use crate::platform::permissions::Role;
use crate::testing::ENGINES;

/// The tenth of Farvardin 1406: the second half of 1405 is over.
fn afterwards() -> Timestamp {
    Timestamp(tehran_micros("1406-01-10".parse().expect("a date"), 9, 0))
}

fn group<'a>(report: &'a Value, code: &str) -> &'a Value {
    let all = report["groups"].as_array().expect("groups");
    all.iter()
        .find(|group| group["code"] == code)
        .expect("a group")
}

fn cell(group: &Value, code: &str) -> Value {
    let all = group["cells"].as_array().expect("cells");
    let found = all.iter().find(|cell| cell["code"] == code);
    found.expect("a cell")["n"].clone()
}

#[tokio::test]
async fn a_report_is_frozen_when_its_half_year_is_over_and_hides_what_tells_of_few() {
    for engine in ENGINES {
        let house = house(engine).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        open_campaign(&house).await;
        declare(&house, &clerk, &[("nothing", "yes")]).await;
        for number in 0..25 {
            let outcome = if number < 12 { "refused" } else { "returned" };
            let form = [
                ("what", "جعبه شیرینی"),
                ("giver", "پیمان صفا"),
                ("outcome", outcome),
                ("note", "بازگردانده شد"),
            ];
            let done = record(&house, &clerk, &form).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        }
        // Nothing is told before the half-year is over.
        let here = "/town/portal/integrity/1405-h2";
        assert_eq!(
            publish_reports_for(&house.app, "town")
                .await
                .expect("no report"),
            0
        );
        assert_eq!(house.get(here, "").await.status, StatusCode::NOT_FOUND);
        house.app.clock.set(afterwards());
        assert_eq!(
            publish_reports_for(&house.app, "town")
                .await
                .expect("a report"),
            1
        );
        assert_eq!(
            publish_reports_for(&house.app, "town")
                .await
                .expect("no more"),
            0
        );

        let data = house.get(&format!("{here}/data.json"), "").await;
        assert_eq!(data.status, StatusCode::OK, "{}", data.body);
        let report: Value = serde_json::from_str(&data.body).expect("JSON");
        let gifts = group(&report, "gifts");
        assert_eq!(gifts["n"], 25);
        assert_eq!(
            (cell(gifts, "refused"), cell(gifts, "returned")),
            (12.into(), 13.into())
        );
        assert_eq!(cell(gifts, "kept"), 0);
        // One declaration tells of one clerk.
        let declared = group(&report, "declarations");
        assert_eq!(
            (&declared["n"], cell(declared, "campaign")),
            (&Value::Null, Value::Null)
        );
        assert_eq!(group(&report, "recusals")["n"], 0);

        let table = house.get(&format!("{here}/data.csv"), "").await;
        assert!(
            table.body.contains("1405-h2,gifts,refused,12,false,")
                && table.body.contains("1405-h2,declarations,,,true,"),
            "{}",
            table.body
        );
        let page = house.get(here, "").await;
        assert!(
            page.body.contains("شش‌ماهه دوم ۱۴۰۵")
                && page.body.contains("گفته نمی‌شود")
                && page.body.contains("۲۵"),
            "{}",
            page.body
        );
        assert!(!page.body.contains("پیمان صفا") && !page.body.contains("clerk-lighting"));
        let english = house.get(&format!("{here}?lang=en"), "").await;
        assert!(
            english.body.contains("Second half of 1405"),
            "{}",
            english.body
        );
        // The portal leads to it, and everybody may read its numbers in the log.
        let portal = house.get("/town/portal/integrity", "").await;
        assert!(portal.body.contains("/town/portal/integrity/1405-h2"));
        let entry = house
            .get(&format!("/town/journal/{}", report["entry"]), "")
            .await;
        assert!(
            entry.body.contains("1405-h2") && entry.body.contains("refused"),
            "{}",
            entry.body
        );
        for wrong in ["1405-h3", "1404-h1", "1405", "x"] {
            let path = format!("/town/portal/integrity/{wrong}");
            assert_eq!(
                house.get(&path, "").await.status,
                StatusCode::NOT_FOUND,
                "{wrong}"
            );
        }
        house.assert_journal_agrees().await;
    }
}
