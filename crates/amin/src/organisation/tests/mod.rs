//! The organisation area at the http edge.

mod administration;
mod sending;
mod signing_in;

use axum::http::{Method, Request, StatusCode};

use crate::platform::permissions::Role;
use crate::platform::routes::all;
use crate::testing::{ENGINES, House};

/// Who may use which route: method and path, then `yes` or `no` for who has not signed in and for each role. Written as a document for
/// auditors and compared with what the program answers, never made from the program's own table.
const ACCESS: &str = include_str!("../../../../../docs/access.csv");

/// Every role against every route: what the document allows is not refused, what it does not allow is; and it names every route.
#[tokio::test]
async fn every_role_meets_every_route() {
    let house = House::new(store::Engine::Sqlite).await;
    let mut lines = ACCESS
        .lines()
        .map(|line| line.split(',').collect::<Vec<_>>());
    let head = lines.next().expect("a head");
    let mut tokens = Vec::new();
    for column in &head[2..] {
        tokens.push(match Role::of(column) {
            Some(role) => house.sign_in(role, None).await,
            None => String::new(),
        });
    }
    assert_eq!(tokens.len(), Role::ALL.len() + 1);
    let mut rows: Vec<Vec<&str>> = lines.collect();
    let mut named: Vec<String> = rows
        .iter()
        .map(|row| format!("{} {}", row[0], row[1]))
        .collect();
    let mut routes: Vec<String> = (all().iter())
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    named.sort_unstable();
    routes.sort_unstable();
    assert_eq!(named, routes, "docs/access.csv names every route once");
    // Signing out ends the session that the other routes are tried with.
    rows.sort_by_key(|row| row[1].ends_with("/sign-out"));
    for row in rows {
        let path = row[1].replace("{org}", "town").replace(['{', '}'], "");
        for ((token, role), allowed) in tokens.iter().zip(&head[2..]).zip(&row[2..]) {
            let answer = if row[0] == Method::GET.as_str() {
                house.get(&path, token).await
            } else {
                let request = Request::builder()
                    .method(row[0])
                    .uri(&path)
                    .header("cookie", format!("amin_session={token}"))
                    .header("content-type", "application/x-www-form-urlencoded");
                house
                    .send(request.body(axum::body::Body::empty()).expect("a request"))
                    .await
            };
            let refused = answer.status == StatusCode::FORBIDDEN
                || answer.location().contains("/sign-in?next=");
            assert_eq!(
                if refused { "no" } else { "yes" },
                *allowed,
                "{} {} as {role}: {}",
                row[0],
                row[1],
                answer.status
            );
            assert_ne!(
                answer.status,
                StatusCode::INTERNAL_SERVER_ERROR,
                "{} {} as {role}",
                row[0],
                row[1]
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
