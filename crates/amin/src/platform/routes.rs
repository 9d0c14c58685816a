//! A route and who may use it. Areas give lists of these; the shell builds the router from them, and a test walks the same
//! lists with every role.

use axum::http::Method;
use axum::routing::MethodRouter;

use crate::platform::permissions::Right;
use crate::platform::state::App;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone.
    Public,
    /// Anyone who has signed in to this organisation.
    SignedIn,
    /// Who holds a right in any scope; the act or page narrows it to the unit.
    May(Right),
}

/// One route. A path that begins with `/{org}` belongs to an organisation.
pub struct Route {
    /// Method.
    pub method: Method,
    /// Path as axum writes it.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    /// What answers.
    pub handler: MethodRouter<App>,
}

/// A GET route.
pub fn get<H, T>(path: &'static str, access: Access, handler: H) -> Route
where
    H: axum::handler::Handler<T, App>,
    T: 'static,
{
    Route {
        method: Method::GET,
        path,
        access,
        handler: axum::routing::get(handler),
    }
}

/// A POST route.
pub fn post<H, T>(path: &'static str, access: Access, handler: H) -> Route
where
    H: axum::handler::Handler<T, App>,
    T: 'static,
{
    Route {
        method: Method::POST,
        path,
        access,
        handler: axum::routing::post(handler),
    }
}

/// All routes of the program.
pub fn all() -> Vec<Route> {
    let mut routes = Vec::new();
    routes.extend(crate::platform::http::routes());
    routes.extend(crate::organisation::routes());
    routes.extend(crate::sealed_log::routes());
    routes.extend(crate::services::routes());
    routes.extend(crate::findings::routes());
    routes.extend(crate::insight::routes());
    routes.extend(crate::committee::routes());
    routes.extend(crate::tenders::routes());
    routes.extend(crate::interests::routes());
    routes.extend(crate::risks::routes());
    routes.extend(crate::voice::routes());
    routes.extend(crate::publication::routes());
    routes.extend(crate::charter::routes());
    routes.extend(crate::chain::routes());
    routes.extend(crate::scorecards::routes());
    routes.extend(crate::mypage::routes());
    routes.extend(crate::cases::routes());
    routes.extend(crate::inspection::routes());
    routes.extend(crate::waivers::routes());
    routes.extend(crate::learning::routes());
    routes
}
