//! The context of one request: made once, before the route is allowed, and handed to the page.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use store::{Conn, Timestamp};

use crate::organisation::model::is_stepped_up;
use crate::organisation::store as organisations;
use crate::platform::actor::Actor;
use crate::platform::navigation::navigation;
use crate::platform::outgoing::percent;
use crate::platform::page::{OrganisationBrief, Page, UserBrief, error_page, refusal, see_other};
use crate::platform::permissions::Role;
use crate::platform::routes::Access;
use crate::platform::state::App;
use crate::platform::texts::{Lang, Texts};

/// Name of the cookie that holds the session's token.
pub const SESSION_COOKIE: &str = "amin_session";
/// A session's last use is noted at most this often, in seconds: reading pages must not become writing.
const SEEN_EVERY: i64 = 60;

/// The context of one request.
#[derive(Clone)]
pub struct Ctx {
    /// The program.
    pub app: App,
    /// Who asks.
    pub actor: Actor,
    /// When.
    pub now: Timestamp,
    /// Frame of the page.
    pub page: Page,
    /// Hash of the session's token, where somebody has signed in.
    pub session: Option<String>,
    /// Whether the password was entered a short time ago, as grave acts ask.
    pub stepped_up: bool,
    /// The account still has the one-time password it was opened with.
    pub must_change_password: bool,
}

impl Ctx {
    /// A connection for reading.
    pub async fn read(&self) -> Result<Conn, store::Error> {
        self.app.read().await
    }

    /// The organisation of the address; routes under `/{org}` always have one.
    pub fn organisation(&self) -> &str {
        &self.actor.organisation
    }

    /// Where the password was not entered a short time ago: the page that asks for it and then leads to `next`.
    pub fn step_up_first(&self, next: &str) -> Option<Response> {
        (!self.stepped_up)
            .then(|| see_other(&format!("{}?next={}", self.at("/step-up"), percent(next))))
    }

    /// An address inside the organisation: `ctx.at("/desk")` gives `/golshahr/desk`.
    pub fn at(&self, path: &str) -> String {
        format!("/{}{path}", self.page.org())
    }
}

impl<S: Sync> FromRequestParts<S> for Ctx {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        // The layer below puts it there for every route of `routes::all`.
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| StatusCode::INTERNAL_SERVER_ERROR.into_response())
    }
}

fn cookie<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    parts
        .headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|v| v.split(';'))
        .find_map(|pair| {
            let (key, value) = pair.trim().split_once('=')?;
            (key == name).then_some(value)
        })
}

fn query<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    parts.uri.query()?.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        (key == name).then_some(value)
    })
}

/// Builds the context, then lets the request through or refuses it by the route's access.
pub async fn admit(
    State((app, path, access)): State<(App, &'static str, Access)>,
    request: Request,
    next: Next,
) -> Result<Response, Infallible> {
    let (mut parts, body) = request.into_parts();
    let asked = query(&parts, "lang").and_then(Lang::of);
    let lang = asked
        .or_else(|| cookie(&parts, "lang").and_then(Lang::of))
        .unwrap_or_default();
    let ctx = match build(&app, path, &parts, lang).await {
        Ok(ctx) => ctx,
        Err(answer) => return Ok(answer),
    };
    if let Some(answer) = refuse(&ctx, access, &parts) {
        return Ok(answer);
    }
    let flash = cookie(&parts, "flash").is_some();
    parts.extensions.insert(ctx);
    let mut answer = next.run(Request::from_parts(parts, body)).await;
    let secure = if app.config.base_url.starts_with("https:") {
        "; Secure"
    } else {
        ""
    };
    if let Some(lang) = asked {
        let value = format!(
            "lang={}; Path=/; Max-Age=31536000; SameSite=Lax{secure}",
            lang.code()
        );
        if let Ok(value) = value.parse() {
            answer.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    if flash && answer.status() == StatusCode::OK {
        let value = header::HeaderValue::from_static("flash=; Path=/; Max-Age=0; SameSite=Lax");
        answer.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(answer)
}

fn refuse(ctx: &Ctx, access: Access, parts: &Parts) -> Option<Response> {
    let is_get = parts.method == axum::http::Method::GET;
    let right = match access {
        Access::Public => return None,
        Access::SignedIn => None,
        Access::May(right) => Some(right),
    };
    if ctx.actor.account.is_none() {
        if is_get && ctx.page.organisation.is_some() {
            let here = parts
                .uri
                .path_and_query()
                .map_or(ctx.page.path.as_str(), |here| here.as_str());
            return Some(see_other(&format!(
                "{}?next={}",
                ctx.at("/sign-in"),
                percent(here)
            )));
        }
        return Some(error_page(
            ctx,
            StatusCode::FORBIDDEN,
            ctx.page.t.error_sign_in_first().to_owned(),
        ));
    }
    if ctx.must_change_password
        && ctx.page.path != ctx.at("/password")
        && ctx.page.path != ctx.at("/sign-out")
    {
        return Some(see_other(&ctx.at("/password")));
    }
    match right {
        Some(right) if !ctx.actor.may_by_method(right, is_get) => Some(error_page(
            ctx,
            StatusCode::FORBIDDEN,
            ctx.page.t.error_forbidden().to_owned(),
        )),
        _ => None,
    }
}

async fn build(app: &App, route: &str, parts: &Parts, lang: Lang) -> Result<Ctx, Response> {
    let now = app.clock.now();
    let path = parts.uri.path().to_owned();
    let page = Page {
        t: Texts::of(lang),
        lang: lang.code(),
        dir: lang.dir(),
        organisation: None,
        user: None,
        nav: Vec::new(),
        demonstration: app.config.demonstration,
        flash: cookie(parts, "flash").and_then(|code| flash_text(code, lang)),
        path,
    };
    let mut ctx = Ctx {
        app: app.clone(),
        actor: Actor::citizen(""),
        now,
        page,
        session: None,
        stepped_up: false,
        must_change_password: false,
    };
    if !route.starts_with("/{org}") {
        return Ok(ctx);
    }
    let slug = ctx.page.path.split('/').nth(1).unwrap_or("").to_owned();
    let failed = |ctx: &Ctx, why: store::Error| refusal(ctx, why.into());
    let mut conn = app.read().await.map_err(|why| failed(&ctx, why))?;
    let organisation = organisations::by_slug(&mut conn, &slug)
        .await
        .map_err(|why| failed(&ctx, why))?;
    let Some(organisation) = organisation else {
        let sentence = ctx.page.t.error_no_organisation().to_owned();
        return Err(error_page(&ctx, StatusCode::NOT_FOUND, sentence));
    };
    ctx.actor = Actor::citizen(&organisation.id);
    ctx.page.organisation = Some(OrganisationBrief {
        name: if lang == Lang::Fa {
            organisation.name
        } else {
            organisation.name_en
        },
        id: organisation.id,
        slug,
    });
    if let Some(token) = cookie(parts, SESSION_COOKIE) {
        let session =
            organisations::session_of_token(&mut conn, ctx.organisation(), token, now).await;
        drop(conn);
        if let Some(session) = session.map_err(|why| failed(&ctx, why))? {
            let role_label = role_label(ctx.page.t, &session.actor);
            ctx.page.user = Some(UserBrief {
                name: session.actor.name.clone(),
                role_label,
            });
            ctx.actor = session.actor;
            ctx.stepped_up = is_stepped_up(session.stepped_up_at, now);
            ctx.must_change_password = session.must_change_password;
            ctx.session = Some(session.id.clone());
            if now > session.seen_at.plus_seconds(SEEN_EVERY) {
                let id = session.id;
                app.act(move |tx| {
                    async move { Ok(organisations::touch_session(tx, &id, now).await?) }.boxed()
                })
                .await
                .map_err(|why| refusal(&ctx, why))?;
            }
        }
    }
    ctx.page.nav = navigation(&ctx);
    Ok(ctx)
}

/// The word for the first role that an actor holds.
fn role_label(t: Texts, actor: &Actor) -> String {
    actor
        .grants
        .first()
        .map_or_else(String::new, |grant| role_name(&t, grant.role).to_owned())
}

/// The word for a role.
pub fn role_name(t: &Texts, role: Role) -> &'static str {
    match role {
        Role::Citizen => t.role_citizen(),
        Role::Clerk => t.role_clerk(),
        Role::Manager => t.role_manager(),
        Role::ComplaintOfficer => t.role_complaint_officer(),
        Role::Secretary => t.role_secretary(),
        Role::CommitteeMember => t.role_committee_member(),
        Role::Inspector => t.role_inspector(),
        Role::IntegrityOfficer => t.role_integrity_officer(),
        Role::Administrator => t.role_administrator(),
        Role::Overseer => t.role_overseer(),
    }
}

/// The sentence of a flash code; codes are fixed words, so that no address can put words into a page.
fn flash_text(code: &str, lang: Lang) -> Option<String> {
    let t = Texts::of(lang);
    Some(
        match code {
            "saved" => t.flash_saved(),
            "signed-out" => t.flash_signed_out(),
            "session-ended" => t.flash_session_ended(),
            "imported" => t.flash_imported(),
            "sent" => t.flash_sent(),
            "thanks" => t.flash_thanks(),
            "handed-on" => t.flash_handed_on(),
            _ => return None,
        }
        .to_owned(),
    )
}

/// Goes to another page, which says what was done; `code` is one of those above.
pub fn see_other_saying(address: &str, code: &'static str) -> Response {
    let mut answer = see_other(address);
    if let Ok(value) = format!("flash={code}; Path=/; Max-Age=60; SameSite=Lax; HttpOnly").parse() {
        answer.headers_mut().append(header::SET_COOKIE, value);
    }
    answer
}
