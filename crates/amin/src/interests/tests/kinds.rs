//! The kinds of files.

use axum::http::StatusCode;

use super::matters::{BROTHER_IN_LAW, FIRM, account, colleague};
use super::{declare, house, open_campaign, token};
use crate::platform::permissions::Role;
use crate::testing::ENGINES;

/// Every kind of file is screened when it is given: a permit, a file of the article-100 commission, an appointment or promotion of
/// somebody, and a change of a contract, each by the rules of its kind.
#[tokio::test]
async fn each_kind_of_file_is_screened_before_it_is_given() {
    for engine in ENGINES {
        let house = house(engine).await;
        let tied = house.sign_in(Role::Clerk, Some("lighting")).await;
        let tied_account = account(&house, "clerk-lighting").await;
        let (other, _) = colleague(&house, "other-clerk", Role::Clerk, "lighting").await;
        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        open_campaign(&house).await;
        // The candidate is the brother; the firm is that of the sister's husband.
        let mut rows = BROTHER_IN_LAW.to_vec();
        rows.extend([
            ("kin-1-relation", "brother"),
            ("kin-1-holder", "مهرداد صدر"),
            ("kin-1-code", "0076229645"),
        ]);
        let done = declare(&house, &tied, &rows).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        for who in [&other, &manager] {
            declare(&house, who, &[("nothing", "yes")]).await;
        }
        for (kind, role, party, name, number) in [
            ("permit", "applicant", "firm", "شرکت سازه‌گستر", FIRM),
            ("article-100", "applicant", "firm", "شرکت سازه‌گستر", FIRM),
            (
                "appointment",
                "candidate",
                "person",
                "مهرداد صدر",
                "0076229645",
            ),
            (
                "contract-amendment",
                "contractor",
                "firm",
                "شرکت سازه‌گستر",
                FIRM,
            ),
        ] {
            let page = house.get("/town/matters/new", &manager).await;
            let id = token(&page);
            assert!(page.body.contains(&format!("value=\"{kind}\"")), "{kind}");
            let form = [
                ("id", id.as_str()),
                ("kind", kind),
                ("title", "کار تازه"),
                ("unit", "lighting"),
                ("p1-role", role),
                ("p1-kind", party),
                ("p1-name", name),
                ("p1-id", number),
            ];
            let made = house.post("/town/matters/new", &manager, &form).await;
            assert_eq!(made.status, StatusCode::SEE_OTHER, "{kind}: {}", made.body);
            let here = made.location().to_owned();
            let given = house
                .post(
                    &format!("{here}/assign"),
                    &manager,
                    &[("account", &tied_account)],
                )
                .await;
            assert!(
                given
                    .body
                    .contains("به clerk-lighting سپرده نشد و با قرعه به other-clerk سپرده شد"),
                "{kind}: {}",
                given.body
            );
            let away = house.get(&here, &tied).await.status;
            assert_eq!(away, StatusCode::NOT_FOUND, "{kind}");
            assert_eq!(house.get(&here, &other).await.status, StatusCode::OK);
        }
        // A message is none that could be registered by hand.
        let form = [
            ("id", "12345678-abcd"),
            ("kind", "message"),
            ("title", "کار تازه"),
            ("unit", "lighting"),
            ("p1-role", "other"),
            ("p1-kind", "firm"),
            ("p1-name", "شرکت"),
        ];
        let wrong = house.post("/town/matters/new", &manager, &form).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        house.assert_journal_agrees().await;
    }
}
