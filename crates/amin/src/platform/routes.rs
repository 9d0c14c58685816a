//! A route and who may use it. Areas give lists of these; the shell builds the router from them, and a test walks the same
//! lists with every role.

use std::pin::Pin;
use std::sync::Arc;

use axum::extract::Request;
use axum::handler::Handler;
use axum::http::Method;
use axum::response::Response;
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

type Answer = Pin<Box<dyn Future<Output = Response> + Send>>;

/// A handler of any kind behind one type: what the router puts around a handler is compiled once, not once for each page.
#[derive(Clone)]
struct Page(Arc<dyn Fn(Request, App) -> Answer + Send + Sync>);

impl Page {
    fn of<H: Handler<T, App>, T: 'static>(handler: H) -> Self {
        Self(Arc::new(move |request, app| {
            Box::pin(handler.clone().call(request, app))
        }))
    }
}

impl Handler<(), App> for Page {
    type Future = Answer;

    fn call(self, request: Request, app: App) -> Answer {
        (self.0)(request, app)
    }
}

/// A GET route.
pub fn get<H, T>(path: &'static str, access: Access, handler: H) -> Route
where
    H: Handler<T, App>,
    T: 'static,
{
    Route {
        method: Method::GET,
        path,
        access,
        handler: axum::routing::get(Page::of(handler)),
    }
}

/// A POST route.
pub fn post<H, T>(path: &'static str, access: Access, handler: H) -> Route
where
    H: Handler<T, App>,
    T: 'static,
{
    Route {
        method: Method::POST,
        path,
        access,
        handler: axum::routing::post(Page::of(handler)),
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
