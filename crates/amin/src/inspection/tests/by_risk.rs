//! A yearly plan made by risk.

use axum::http::StatusCode;

use super::{Scene, id, ids};
use crate::platform::permissions::Role;
use crate::testing::ENGINES;

#[tokio::test]
async fn a_line_of_the_plan_answers_a_risk_of_the_register() {
    for engine in ENGINES {
        let scene = Scene::new(engine).await;
        let house = &scene.house;
        let secretary = house.sign_in(Role::Secretary, None).await;
        let good = async |path: &str, token: &str, form: &[(&str, &str)]| {
            let done = house.post(path, token, form).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{path}: {}", done.body);
        };
        good("/town/risks/processes/begin", &secretary, &[]).await;
        let owner = id(
            house,
            "select a.id from account a join person p on p.id = a.person where p.name = 'پیمان آذر'",
        )
        .await;
        let form = [
            ("unit", "lighting"),
            ("owner", &owner),
            ("codes", "WOR-01"),
            ("codes", "WOR-02"),
        ];
        good("/town/risks/library", &secretary, &form).await;
        let risks = ids(house, "select id from risk order by number").await;
        for (risk, likelihood, impact) in [(&risks[0], "2", "2"), (&risks[1], "4", "4")] {
            let form = [
                ("likelihood", likelihood),
                ("impact", impact),
                ("reason", "تجربه سال گذشته"),
            ];
            good(&format!("/town/risks/{risk}/assess"), &scene.officer, &form).await;
        }
        let form = [("id", "plan-1405"), ("year", "۱۴۰۵")];
        good("/town/inspection/plans", &scene.officer, &form).await;
        let plan = "/town/inspection/plans/plan-1405";
        let page = house.get(plan, &scene.officer).await.body;
        let place = |page: &str, text: &str| page.find(text).unwrap_or_else(|| panic!("{text}"));
        // The greater residual risk is offered first.
        let choice = |risk: &str| format!("value=\"{risk}\"");
        assert!(place(&page, &choice(&risks[1])) < place(&page, &choice(&risks[0])));

        let wrong = [("risk", "none-such"), ("quarter", "۲")];
        let refused = house
            .post(&format!("{plan}/line"), &scene.officer, &wrong)
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("href=\"#risk\""), "{}", refused.body);
        // What is left open is taken from the risk.
        for risk in [&risks[0], &risks[1]] {
            let form = [("risk", risk.as_str()), ("quarter", "۲")];
            good(&format!("{plan}/line"), &scene.officer, &form).await;
        }
        let lines = ids(
            house,
            "select l.unit || ' ' || l.weight from inspection_plan_line l join risk r on r.id = l.risk where l.reason = r.event
             order by r.number",
        )
        .await;
        // 2 × 2 = 4 of 25 is the least weight, 4 × 4 = 16 the fourth of five.
        assert_eq!(lines, ["lighting 1", "lighting 4"]);
        let page = house.get(plan, &scene.officer).await.body;
        let link = |risk: &str| format!("href=\"/town/risks/{risk}\"");
        assert!(place(&page, &link(&risks[1])) < place(&page, &link(&risks[0])));
        assert!(
            !page.contains(&choice(&risks[1])),
            "a risk that the plan answers is not offered again"
        );
        house.assert_journal_agrees().await;
    }
}
