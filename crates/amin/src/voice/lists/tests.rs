//! The lists at the http edge.

use axum::http::StatusCode;

use crate::platform::permissions::Role;
use crate::testing::{ENGINES, NOW};
use crate::voice::model::{Kind, Purpose};
use crate::voice::tests::town;

#[tokio::test]
async fn a_category_gets_its_units_from_the_page() {
    for engine in ENGINES {
        let house = town(engine).await;
        let token = house.sign_in(Role::Administrator, None).await;
        let at = "/town/admin/categories";
        let page = house.get(at, &token).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("روشنایی معابر") && page.body.contains("اداره روشنایی"));

        let form = |id: &'static str, position: &'static str| {
            [
                ("id", id),
                ("name", "چاه‌های متروک"),
                ("name_en", "Abandoned wells"),
                ("group", "services"),
                ("position", position),
                ("kind_complaint", "yes"),
                ("active", "yes"),
            ]
        };
        for (id, position, field) in [
            ("Wells!", "۴۰", "id"),
            ("street-lighting", "۴۰", "id"),
            ("wells", "نخست", "position"),
        ] {
            let refused = house.post(at, &token, &form(id, position)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            let (summary, kept) = (format!("href=\"#{field}\""), "value=\"چاه‌های متروک\"");
            assert!(refused.body.contains(&summary) && refused.body.contains(kept));
        }
        let done = house.post(at, &token, &form("wells", "۴۰")).await;
        assert_eq!(done.location(), "/town/admin/categories/wells");
        let rules = house.app.rules("town").await.expect("lists");
        assert_eq!(
            rules.category("wells").expect("a category").kinds,
            "complaint"
        );
        assert_eq!(rules.route("wells", Some("3")), None);

        // The districts of the town in the order of its units: 3, then «منطقه ۷».
        let units = [("unit", "services"), ("unit_0", ""), ("unit_1", "roads")];
        house
            .post("/town/admin/categories/wells/units", &token, &units)
            .await;
        let rules = house.app.rules("town").await.expect("lists");
        let unit = |district| rules.route("wells", Some(district));
        assert_eq!(
            (unit("3"), unit("منطقه ۷")),
            (Some("services"), Some("roads"))
        );

        let unknown = [("unit", "moon")];
        let refused = house
            .post("/town/admin/categories/wells/units", &token, &unknown)
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let missing = house.get("/town/admin/categories/nothing", &token).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_deadline_holds_from_its_day_on() {
    for engine in ENGINES {
        let house = town(engine).await;
        let token = house.sign_in(Role::Administrator, None).await;
        let at = "/town/admin/deadlines";
        assert_eq!(house.get(at, &token).await.status, StatusCode::OK);
        let form = |id: &'static str, days: &'static str, from: &'static str| {
            [
                ("id", id),
                ("purpose", "answer"),
                ("kind", "complaint"),
                ("working_days", days),
                ("warn_share", "۷۰"),
                ("source", "مصوبه کمیته صیانت"),
                ("force", "binding"),
                ("valid_from", from),
                ("active", "yes"),
            ]
        };
        for (days, from, field) in [
            ("صفر", "1405/09/01", "working_days"),
            ("۵", "1405/13/01", "valid_from"),
            ("۵", "", "valid_from"),
        ] {
            let refused = house.post(at, &token, &form("quick", days, from)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(
                refused.body.contains(&format!("href=\"#{field}\"")),
                "{days} {from}"
            );
            assert!(refused.body.contains("value=\"مصوبه کمیته صیانت\""));
        }
        // The clock of the test stands at 1405/09/07.
        house
            .post(at, &token, &form("quick", "۵", "۱۴۰۵/۰۹/۰۷"))
            .await;
        house
            .post(at, &token, &form("later", "۳", "۱۴۰۵/۱۰/۰۱"))
            .await;
        let rules = house.app.rules("town").await.expect("lists");
        let days = |kind| rules.term(Purpose::Answer, kind, "parks", NOW).working_days;
        assert_eq!((days(Kind::Complaint), days(Kind::Praise)), (5, 10));

        let page = house.get("/town/admin/deadlines/quick", &token).await;
        assert!(page.body.contains("value=\"۱۴۰۵/۰۹/۰۷\""));
        house
            .post(
                "/town/admin/deadlines/quick",
                &token,
                &form("x", "۷", "۱۴۰۵/۰۹/۰۷"),
            )
            .await;
        let rules = house.app.rules("town").await.expect("lists");
        let term = rules.term(Purpose::Answer, Kind::Complaint, "parks", NOW);
        assert_eq!(term.working_days, 7);
        house.assert_journal_agrees().await;
    }
}
