//! Sign in, sign out, enter the password again.

use askama::Template;
use axum::extract::{Form, Query};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use futures::FutureExt;
use serde::Deserialize;

use super::form_errors;
use crate::organisation::acts::{self, SignIn};
use crate::organisation::model::{self, local_path};
use crate::organisation::store::{self as rows, AccountRow, account, account_named};
use crate::platform::context::{Ctx, SESSION_COOKIE, see_other_saying};
use crate::platform::errors::{ActError, Say, invalid};
use crate::platform::page::{FormErrors, Page, error_page, refusal, render_with, see_other};
use crate::platform::peer::Peer;
use crate::platform::permissions::Right;
use crate::platform::{passwords, totp};

/// The form; the page that asks for the password again has no username.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SignInForm {
    username: String,
    password: String,
    code: String,
    next: String,
}

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Next {
    next: String,
}

#[derive(Template)]
#[template(path = "organisation/sign_in.html")]
struct SignInPage {
    page: Page,
    action: String,
    form: SignInForm,
    errors: FormErrors,
    /// The page asks somebody who has signed in for the password again.
    again: bool,
    /// Whether the account has an authenticator app; asked on the first page in any case.
    asks_code: bool,
}

fn sign_in_page(ctx: &Ctx, status: StatusCode, form: SignInForm, errors: FormErrors) -> Response {
    let form = SignInForm {
        password: String::new(),
        code: String::new(),
        ..form
    };
    let action = ctx.at("/sign-in");
    render_with(
        status,
        &SignInPage {
            page: ctx.page.clone(),
            action,
            form,
            errors,
            again: false,
            asks_code: true,
        },
    )
}

/// The page.
pub async fn page(ctx: Ctx, Query(next): Query<Next>) -> Response {
    if ctx.actor.account.is_some() {
        return see_other(&destination(&ctx, &next.next));
    }
    let form = SignInForm {
        next: next.next,
        ..SignInForm::default()
    };
    sign_in_page(&ctx, StatusCode::OK, form, FormErrors::default())
}

/// Where somebody goes after sign-in: where they wanted to go, else the first room that their role opens.
fn destination(ctx: &Ctx, next: &str) -> String {
    if let Some(next) = local_path(next, ctx.page.org()) {
        return next;
    }
    let rooms = [
        (Right::MessageRead, "/desk"),
        (Right::OrganisationEdit, "/admin"),
        (Right::JournalRead, "/journal"),
    ];
    let room = rooms.iter().find(|(right, _)| ctx.actor.may(*right));
    ctx.at(room.map_or("/sessions", |(_, path)| path))
}

/// Whether this try is within the limits of the username and of the address.
async fn allowed(ctx: &Ctx, username: &str, peer: &Peer) -> Result<bool, store::Error> {
    let mut conn = ctx.read().await?;
    let organisation = ctx.organisation();
    let own = model::number_setting(&mut conn, organisation, model::SIGN_IN_TRIES, 30).await?;
    let shared =
        model::number_setting(&mut conn, organisation, model::SIGN_IN_TRIES_ADDRESS, 600).await?;
    let most = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    let named = format!("{organisation}/{username}");
    // Both are counted, so that the answer to one does not hide tries from the other.
    let by_name = ctx.app.limits.allow("sign-in", &named, most(own), ctx.now);
    let by_address = peer.0.is_empty()
        || ctx
            .app
            .limits
            .allow("sign-in-address", &peer.0, most(shared), ctx.now);
    Ok(by_name && by_address)
}

/// Compares a password, and the code where the account has an authenticator app. The work is the same for an unknown username.
async fn compared(
    ctx: &Ctx,
    account: Option<AccountRow>,
    form: &SignInForm,
) -> Result<(AccountRow, Option<i64>), ActError> {
    let stored = account
        .as_ref()
        .filter(|row| row.active)
        .map(|row| row.password_hash.clone());
    let good = passwords::matches(form.password.clone(), stored).await;
    let Some(account) = account.filter(|_| good) else {
        return Err(invalid("password", |t| {
            t.organisation_sign_in_wrong().to_owned()
        }));
    };
    if account.temporary_until.is_some_and(|until| ctx.now > until) {
        return Err(invalid("password", |t| {
            t.organisation_one_time_over().to_owned()
        }));
    }
    let Some(secret) = &account.totp_secret else {
        return Ok((account, None));
    };
    if form.code.trim().is_empty() {
        return Err(invalid("code", |t| t.organisation_code_needed().to_owned()));
    }
    match totp::step(secret, &form.code, ctx.now) {
        Some(step) => Ok((account, Some(step))),
        None => Err(invalid("code", |t| t.organisation_code_wrong().to_owned())),
    }
}

/// Signs in.
pub async fn submit(
    ctx: Ctx,
    peer: Peer,
    headers: HeaderMap,
    Form(form): Form<SignInForm>,
) -> Response {
    let username = model::username(&form.username).unwrap_or_default();
    let signed_in = async {
        if !allowed(&ctx, &username, &peer).await? {
            return Err(ActError::Refused(Say::new(|t| t.error_often().to_owned())));
        }
        let found = account_named(&mut ctx.read().await?, ctx.organisation(), &username).await?;
        let (account, step) = compared(&ctx, found, &form).await?;
        let input = SignIn {
            account,
            step,
            browser: browser(&headers),
        };
        let (organisation, now) = (ctx.organisation().to_owned(), ctx.now);
        let act = ctx.app.act(move |tx| {
            async move { acts::sign_in(tx, &organisation, now, &input).await }.boxed()
        });
        Ok(act.await?.0)
    };
    let token = match signed_in.await {
        Ok(token) => token,
        Err(ActError::Refused(say)) => {
            return error_page(&ctx, StatusCode::TOO_MANY_REQUESTS, say.to(&ctx.page.t));
        }
        Err(why) => {
            return match form_errors(&ctx, why) {
                Ok(errors) => sign_in_page(&ctx, StatusCode::UNPROCESSABLE_ENTITY, form, errors),
                Err(answer) => *answer,
            };
        }
    };
    let session = async {
        let mut conn = ctx.read().await?;
        rows::session_of_token(&mut conn, ctx.organisation(), &token, ctx.now).await
    };
    let mut after = ctx.clone();
    if let Ok(Some(session)) = session.await {
        after.actor = session.actor;
        after.must_change_password = session.must_change_password;
    }
    let next = if after.must_change_password {
        after.at("/password")
    } else {
        destination(&after, &form.next)
    };
    let mut answer = see_other(&next);
    set_cookie(&ctx, &mut answer, &token, "");
    answer
}

/// The cookie belongs to the organisation's addresses only, so that one browser can be signed in to several.
fn set_cookie(ctx: &Ctx, answer: &mut Response, token: &str, more: &str) {
    let secure = if ctx.app.config.base_url.starts_with("https:") {
        "; Secure"
    } else {
        ""
    };
    let value = format!(
        "{SESSION_COOKIE}={token}; Path=/{}; HttpOnly; SameSite=Lax{secure}{more}",
        ctx.page.org()
    );
    if let Ok(value) = value.parse() {
        answer.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// A browser and its system in a few words, for the list of sessions: `Firefox, Android`.
fn browser(headers: &HeaderMap) -> String {
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    // Order matters: most browsers also name those they imitate.
    let first = |words: &[&'static str]| words.iter().copied().find(|word| agent.contains(*word));
    let program = first(&[
        "Edg",
        "OPR",
        "SamsungBrowser",
        "Firefox",
        "Chrome",
        "Safari",
        "curl",
    ]);
    let system = first(&["Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux"]);
    [program, system]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

/// Signs out.
pub async fn sign_out(ctx: Ctx) -> Response {
    if let (Some(account), Some(session)) = (ctx.actor.account.clone(), ctx.session.clone()) {
        let organisation = ctx.organisation().to_owned();
        let ended = ctx.app.act(move |tx| {
            async move {
                Ok::<_, ActError>(rows::end_session(tx, &organisation, &account, &session).await?)
            }
            .boxed()
        });
        if let Err(why) = ended.await {
            return refusal(&ctx, why);
        }
    }
    let mut answer = see_other_saying(&ctx.at("/sign-in"), "signed-out");
    set_cookie(&ctx, &mut answer, "", "; Max-Age=0");
    answer
}

async fn own_account(ctx: &Ctx) -> Result<AccountRow, ActError> {
    let id = ctx.actor.account.as_deref().ok_or(ActError::Forbidden)?;
    let mut conn = ctx.read().await?;
    account(&mut conn, ctx.organisation(), id)
        .await?
        .ok_or(ActError::NotFound)
}

fn step_up_answer(
    ctx: &Ctx,
    status: StatusCode,
    next: String,
    errors: FormErrors,
    asks_code: bool,
) -> Response {
    let form = SignInForm {
        next,
        ..SignInForm::default()
    };
    let action = ctx.at("/step-up");
    render_with(
        status,
        &SignInPage {
            page: ctx.page.clone(),
            action,
            form,
            errors,
            again: true,
            asks_code,
        },
    )
}

/// The page that asks for the password again.
pub async fn step_up_page(ctx: Ctx, Query(next): Query<Next>) -> Response {
    match own_account(&ctx).await {
        Ok(row) => step_up_answer(
            &ctx,
            StatusCode::OK,
            next.next,
            FormErrors::default(),
            row.totp_secret.is_some(),
        ),
        Err(why) => refusal(&ctx, why),
    }
}

/// Notes that the password was entered again.
pub async fn step_up(ctx: Ctx, peer: Peer, Form(form): Form<SignInForm>) -> Response {
    let mut asks_code = false;
    let done = async {
        let row = own_account(&ctx).await?;
        asks_code = row.totp_secret.is_some();
        if !allowed(&ctx, &row.username, &peer).await? {
            return Err(ActError::Refused(Say::new(|t| t.error_often().to_owned())));
        }
        let (row, step) = compared(&ctx, Some(row), &form).await?;
        let session = ctx.session.clone().ok_or(ActError::Forbidden)?;
        let now = ctx.now;
        let act = ctx.app.act(move |tx| {
            async move {
                if let Some(step) = step
                    && !rows::use_totp_step(tx, &row.id, step).await?
                {
                    return Err(invalid("code", |t| t.organisation_code_used().to_owned()));
                }
                Ok(rows::step_up(tx, &session, now).await?)
            }
            .boxed()
        });
        act.await.map(|_| ())
    };
    match done.await {
        Ok(()) => see_other(&destination(&ctx, &form.next)),
        Err(ActError::Refused(say)) => {
            error_page(&ctx, StatusCode::TOO_MANY_REQUESTS, say.to(&ctx.page.t))
        }
        Err(why) => match form_errors(&ctx, why) {
            Ok(errors) => step_up_answer(
                &ctx,
                StatusCode::UNPROCESSABLE_ENTITY,
                form.next,
                errors,
                asks_code,
            ),
            Err(answer) => *answer,
        },
    }
}
