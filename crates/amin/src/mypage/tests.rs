//! One's own page at the http edge.

use axum::http::StatusCode;

use crate::charter::tests::{pledge, town};
use crate::platform::permissions::Role;
use crate::testing::ENGINES;

#[tokio::test]
async fn the_page_shows_what_waits_and_what_is_done() {
    for engine in ENGINES {
        let house = town(engine).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        let before = house.get("/town/my", &clerk).await;
        assert_eq!(before.status, StatusCode::OK, "{}", before.body);
        assert!(before.body.contains("/town/charter/pledge\""));
        let certificate = pledge(&house, &clerk).await;
        let after = house.get("/town/my", &clerk).await;
        assert!(
            after.body.contains(&certificate) && !after.body.contains("/town/charter/pledge\"")
        );
        // For nobody but the person: another account has its own page, and without one there is none.
        let other = house.sign_in(Role::Clerk, Some("parks")).await;
        assert!(
            !house
                .get("/town/my", &other)
                .await
                .body
                .contains(&certificate)
        );
        assert!(
            house
                .get("/town/my", "")
                .await
                .location()
                .contains("/sign-in")
        );
    }
}

#[tokio::test]
async fn every_role_has_the_page() {
    for engine in ENGINES {
        let house = town(engine).await;
        for role in Role::ALL {
            let token = house.sign_in(role, None).await;
            let page = house.get("/town/my", &token).await;
            assert_eq!(page.status, StatusCode::OK, "{role:?}: {}", page.body);
        }
    }
}
