//! The router: routes of all areas behind their access, security headers, limits, and the pages of the shell itself.

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::organisation::store as organisations;
use crate::platform::context::{Ctx, admit};
use crate::platform::page::{error_page, see_other};
use crate::platform::routes::{self, Access, Route, get};
use crate::platform::state::App;
use crate::platform::{assets, design};

/// Largest body of a request: attachments are limited further by their form.
const MOST_BODY: usize = 32 * 1024 * 1024;

/// The routes of the shell.
pub fn routes() -> Vec<Route> {
    vec![
        get("/", Access::Public, home),
        get("/design", Access::Public, design::page),
        get("/healthz", Access::Public, health),
        get("/favicon.ico", Access::Public, favicon),
        get("/assets/{name}", Access::Public, assets::serve),
    ]
}

/// The whole program as a router.
pub fn router(app: App) -> Router {
    let mut router = Router::new();
    for route in routes::all() {
        let layer = middleware::from_fn_with_state((app.clone(), route.path, route.access), admit);
        router = router.route(route.path, route.handler.layer(layer));
    }
    let fallback = axum::routing::any(not_found).layer(middleware::from_fn_with_state(
        (app.clone(), "", Access::Public),
        admit,
    ));
    let header = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    router
        .fallback_service(fallback.with_state::<()>(app.clone()))
        .layer(DefaultBodyLimit::max(MOST_BODY))
        .layer(cross_origin(&app))
        .layer(CompressionLayer::new())
        .layer(header(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        ))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::X_FRAME_OPTIONS, "DENY"))
        .layer(header(header::REFERRER_POLICY, "same-origin"))
        .layer(header(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(self)"))
        .layer(header(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(header(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"))
        .with_state(app)
}

/// Refuses forms that another site sends with the reader's cookies.
fn cross_origin(app: &App) -> CsrfLayer {
    let layer = CsrfLayer::new();
    match layer.clone().add_trusted_origin(&app.config.base_url) {
        Ok(layer) => layer,
        Err(why) => {
            tracing::warn!(error = %why, "the address of the program is no origin; forms are accepted from its host only");
            layer
        }
    }
}

async fn health() -> &'static str {
    "ok\n"
}

async fn favicon() -> Response {
    see_other(&assets::address("favicon.svg"))
}

async fn not_found(ctx: Ctx) -> Response {
    let sentence = ctx.page.t.error_not_found().to_owned();
    error_page(&ctx, StatusCode::NOT_FOUND, sentence)
}

/// With one organisation its page is the first page; with several the reader chooses; with none the wizard begins.
async fn home(State(app): State<App>, ctx: Ctx) -> Response {
    let found = async {
        let mut conn = app.read().await?;
        organisations::all(&mut conn).await
    };
    match found.await {
        Ok(list) => match list.as_slice() {
            [] => see_other("/setup"),
            [one] => see_other(&format!("/{}", one.slug)),
            several => crate::organisation::pages::choose(&ctx, several),
        },
        Err(why) => crate::platform::page::refusal(&ctx, why.into()).into_response(),
    }
}
