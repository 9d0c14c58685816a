//! The organisation area at the http edge.

mod administration;
mod sending;
mod signing_in;

use axum::http::{Method, Request, StatusCode};

use crate::platform::permissions::{Role, scope};
use crate::platform::routes::{Access, all};
use crate::testing::{ENGINES, House};

/// Every role against every route: what the table allows is not refused, what it does not allow is.
#[tokio::test]
async fn every_role_meets_every_route() {
    let house = House::new(store::Engine::Sqlite).await;
    let mut tokens = vec![(None, String::new())];
    for role in Role::ALL {
        tokens.push((Some(role), house.sign_in(role, None).await));
    }
    let mut routes = all();
    // Signing out ends the session that the other routes are tried with.
    routes.sort_by_key(|route| route.path.ends_with("/sign-out"));
    for route in routes {
        let path = route.path.replace("{org}", "town").replace(['{', '}'], "");
        for (role, token) in &tokens {
            let answer = if route.method == Method::GET {
                house.get(&path, token).await
            } else {
                let request = Request::builder()
                    .method(route.method.clone())
                    .uri(&path)
                    .header("cookie", format!("amin_session={token}"))
                    .header("content-type", "application/x-www-form-urlencoded");
                house
                    .send(request.body(axum::body::Body::empty()).expect("a request"))
                    .await
            };
            let allowed = match (route.access, role) {
                (Access::Public, _) | (Access::SignedIn, Some(_)) => true,
                (Access::May(right), Some(role)) => scope(*role, right).is_some(),
                (_, None) => false,
            };
            let refused = answer.status == StatusCode::FORBIDDEN
                || answer.location().contains("/sign-in?next=");
            assert_eq!(
                !refused, allowed,
                "{} {} as {role:?}: {}",
                route.method, route.path, answer.status
            );
            assert_ne!(
                answer.status,
                StatusCode::INTERNAL_SERVER_ERROR,
                "{} {} as {role:?}",
                route.method,
                route.path
            );
        }
    }
}

#[tokio::test]
async fn the_first_page_of_one_organisation_is_its_own() {
    for engine in ENGINES {
        let house = House::new(engine).await;
        assert_eq!(house.get("/", "").await.location(), "/town");
        assert_eq!(
            house.get("/nowhere/desk", "").await.status,
            StatusCode::NOT_FOUND
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn the_component_page_speaks_both_languages() {
    let house = House::new(store::Engine::Sqlite).await;
    let fa = house.get("/design", "").await;
    assert!(fa.body.contains("lang=\"fa\" dir=\"rtl\""));
    let en = house.get("/design?lang=en", "").await;
    assert!(en.body.contains("lang=\"en\" dir=\"ltr\""));
    assert!(
        en.headers
            .get_all("set-cookie")
            .iter()
            .any(|value| value.to_str().unwrap_or("").starts_with("lang=en"))
    );
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let house = House::new(store::Engine::Sqlite).await;
    let request = Request::post("/town/sign-in")
        .header("sec-fetch-site", "cross-site")
        .header("origin", "http://evil.example");
    let answer = house
        .send(request.body(axum::body::Body::empty()).expect("a request"))
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}
