//! The organisation area at the http edge.

mod administration;
mod sending;
mod signing_in;

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{Method, Request, StatusCode};

use crate::platform::permissions::{Role, scope};
use crate::platform::routes::{Access, Route, all};
use crate::testing::{ENGINES, House};

/// Who may use each route: method, path, and roles, or `everybody`, or `signed-in`. It is written by hand when a route is made or its
/// access changes, and read here instead of the program's own table of rights.
const TABLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/src/organisation/tests/routes.txt"
);

fn key(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

fn table() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(TABLE).expect("the table of routes");
    let rows: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    let table: BTreeMap<String, String> = rows
        .iter()
        .map(|line| {
            let (route, who) = line.split_once(": ").expect("a route and who may use it");
            (route.to_owned(), who.to_owned())
        })
        .collect();
    assert_eq!(table.len(), rows.len(), "a route has one row");
    table
}

#[test]
fn every_route_has_a_row_that_says_who_may_use_it() {
    let table = table();
    let mut wrong = Vec::new();
    for route in all() {
        let now = match route.access {
            Access::Public => "everybody".to_owned(),
            Access::SignedIn => "signed-in".to_owned(),
            Access::May(right) => {
                let roles = Role::ALL
                    .iter()
                    .filter(|role| scope(**role, right).is_some());
                let roles: Vec<&str> = roles.map(|role| role.code()).collect();
                roles.join(" ")
            }
        };
        if table.get(&key(&route)) != Some(&now) {
            wrong.push(format!("{}: {now}", key(&route)));
        }
    }
    assert!(
        wrong.is_empty(),
        "routes.txt has no row for these routes or another one; if this access is meant, write:\n{}",
        wrong.join("\n")
    );
    let known: BTreeSet<String> = all().iter().map(key).collect();
    let gone: Vec<&String> = table.keys().filter(|row| !known.contains(*row)).collect();
    assert!(gone.is_empty(), "rows of routes that are no more: {gone:?}");
}

/// Every role against every route: what the table allows is not refused, what it does not allow is.
#[tokio::test]
async fn every_role_meets_every_route() {
    let table = table();
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
            let allowed = match (table[&key(&route)].as_str(), role) {
                ("everybody", _) | ("signed-in", Some(_)) => true,
                (_, None) => false,
                (roles, Some(role)) => roles.split(' ').any(|one| one == role.code()),
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
