//! One's own account: sessions, password, authenticator app.

use askama::Template;
use axum::extract::Form;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use serde::Deserialize;

use super::form_errors;
use crate::organisation::acts;
use crate::organisation::model::{self, PasswordFault, password_fault};
use crate::organisation::store::{self as rows, AccountRow, SessionRow, account, sessions};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::{ActError, Faults, invalid};
use crate::platform::page::{FormErrors, Page, refusal, render, render_with};
use crate::platform::{passwords, totp};

#[derive(Template)]
#[template(path = "organisation/sessions.html")]
struct Sessions {
    page: Page,
    open: Vec<SessionRow>,
    here: String,
    username: String,
    has_totp: bool,
}

/// The account of who has signed in.
async fn own(ctx: &Ctx) -> Result<AccountRow, ActError> {
    let id = ctx.actor.account.as_deref().ok_or(ActError::Forbidden)?;
    let mut conn = ctx.read().await?;
    account(&mut conn, ctx.organisation(), id)
        .await?
        .ok_or(ActError::NotFound)
}

/// The open sessions, and the doors to password and authenticator app.
pub async fn sessions_page(ctx: Ctx) -> Response {
    let found = async {
        let row = own(&ctx).await?;
        let mut conn = ctx.read().await?;
        Ok::<_, ActError>((
            sessions(&mut conn, ctx.organisation(), &row.id, ctx.now).await?,
            row,
        ))
    };
    match found.await {
        Ok((open, row)) => render(&Sessions {
            page: ctx.page.clone(),
            open,
            here: ctx.session.clone().unwrap_or_default(),
            username: row.username,
            has_totp: row.totp_secret.is_some(),
        }),
        Err(why) => refusal(&ctx, why),
    }
}

/// Which session is to end; empty: all others.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct EndForm {
    session: String,
}

/// Ends one session, or all others.
pub async fn end_session(ctx: Ctx, Form(form): Form<EndForm>) -> Response {
    let (Some(account), Some(here)) = (ctx.actor.account.clone(), ctx.session.clone()) else {
        return refusal(&ctx, ActError::Forbidden);
    };
    let organisation = ctx.organisation().to_owned();
    let ended = ctx.app.act(move |tx| {
        async move {
            if form.session.is_empty() {
                rows::end_sessions(tx, &organisation, &account, &here).await?;
            } else if !rows::end_session(tx, &organisation, &account, &form.session).await? {
                return Err(ActError::NotFound);
            }
            Ok(())
        }
        .boxed()
    });
    match ended.await {
        Ok(_) => see_other_saying(&ctx.at("/sessions"), "session-ended"),
        Err(why) => refusal(&ctx, why),
    }
}

/// A change of password.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PasswordForm {
    current: String,
    password: String,
    again: String,
}

#[derive(Template)]
#[template(path = "organisation/password.html")]
struct PasswordPage {
    page: Page,
    errors: FormErrors,
    least: i64,
    must: bool,
}

async fn password_answer(ctx: &Ctx, status: StatusCode, errors: FormErrors) -> Response {
    match least(ctx).await {
        Ok(least) => render_with(
            status,
            &PasswordPage {
                page: ctx.page.clone(),
                errors,
                least,
                must: ctx.must_change_password,
            },
        ),
        Err(why) => refusal(ctx, why.into()),
    }
}

async fn least(ctx: &Ctx) -> Result<i64, store::Error> {
    let mut conn = ctx.read().await?;
    model::number_setting(&mut conn, ctx.organisation(), model::PASSWORD_LEAST, 12).await
}

/// The page that changes the password.
pub async fn password_page(ctx: Ctx) -> Response {
    password_answer(&ctx, StatusCode::OK, FormErrors::default()).await
}

/// Checks a new password against the rules and its repetition; the fields are `password` and `again`.
pub fn check_new_password(
    faults: &mut Faults,
    password: &str,
    again: &str,
    username: &str,
    least: i64,
) {
    match password_fault(password, username, least) {
        Some(PasswordFault::Short) => {
            faults.add("password", move |t| t.organisation_password_short(least));
        }
        Some(PasswordFault::Long) => {
            faults.add("password", |t| t.organisation_password_long().to_owned());
        }
        Some(PasswordFault::Simple) => {
            faults.add("password", |t| t.organisation_password_simple().to_owned());
        }
        None if password != again => {
            faults.add("again", |t| t.organisation_password_differs().to_owned());
        }
        None => {}
    }
}

/// Changes the password.
pub async fn change_password(ctx: Ctx, Form(form): Form<PasswordForm>) -> Response {
    let changed = async {
        let row = own(&ctx).await?;
        if !ctx.app.limits.allow("password", &row.id, 30, ctx.now) {
            return Err(crate::platform::errors::refused(|t| {
                t.error_often().to_owned()
            }));
        }
        let mut faults = Faults::default();
        if !passwords::matches(form.current.clone(), Some(row.password_hash.clone())).await {
            faults.add("current", |t| {
                t.organisation_password_current_wrong().to_owned()
            });
        }
        check_new_password(
            &mut faults,
            &form.password,
            &form.again,
            &row.username,
            least(&ctx).await?,
        );
        if form.password == form.current && !form.current.is_empty() {
            faults.add("password", |t| t.organisation_password_same().to_owned());
        }
        faults.check()?;
        let hash = passwords::hash(form.password, ctx.app.random_bytes()).await?;
        let (actor, now, session) = (
            ctx.actor.clone(),
            ctx.now,
            ctx.session.clone().unwrap_or_default(),
        );
        let act = ctx.app.act(move |tx| {
            async move { acts::change_password(tx, &actor, now, &hash, &session).await }.boxed()
        });
        act.await.map(|_| ())
    };
    match changed.await {
        Ok(()) => see_other_saying(&ctx.at("/sessions"), "saved"),
        Err(why) => match form_errors(&ctx, why) {
            Ok(errors) => password_answer(&ctx, StatusCode::UNPROCESSABLE_ENTITY, errors).await,
            Err(answer) => *answer,
        },
    }
}

/// Setting up an authenticator app: the secret that the page showed and a code made from it; `remove` takes it away.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct TotpForm {
    secret: String,
    code: String,
    remove: String,
}

#[derive(Template)]
#[template(path = "organisation/totp.html")]
struct TotpPage {
    page: Page,
    errors: FormErrors,
    has_totp: bool,
    secret: String,
    grouped: String,
    picture: String,
}

fn totp_answer(
    ctx: &Ctx,
    status: StatusCode,
    errors: FormErrors,
    row: &AccountRow,
    secret: String,
) -> Response {
    let issuer = ctx
        .page
        .organisation
        .as_ref()
        .map_or("Amin", |organisation| &organisation.slug);
    let address = totp::address(&secret, issuer, &row.username);
    let picture = match documents::qr_svg(&address, ctx.page.t.organisation_totp_picture()) {
        Ok(picture) => picture,
        Err(why) => return refusal(ctx, ActError::Store(store::Error::Corrupt(why.to_string()))),
    };
    let letters: Vec<char> = secret.chars().collect();
    let grouped = letters
        .chunks(4)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join(" ");
    render_with(
        status,
        &TotpPage {
            page: ctx.page.clone(),
            errors,
            has_totp: row.totp_secret.is_some(),
            secret,
            grouped,
            picture,
        },
    )
}

/// The page that sets up an authenticator app.
pub async fn totp_page(ctx: Ctx) -> Response {
    if let Some(first) = ctx.step_up_first(&ctx.at("/authenticator")) {
        return first;
    }
    match own(&ctx).await {
        Ok(row) => totp_answer(
            &ctx,
            StatusCode::OK,
            FormErrors::default(),
            &row,
            totp::secret(ctx.app.random_bytes()),
        ),
        Err(why) => refusal(&ctx, why),
    }
}

/// Sets up or removes it.
pub async fn set_totp(ctx: Ctx, Form(form): Form<TotpForm>) -> Response {
    if let Some(first) = ctx.step_up_first(&ctx.at("/authenticator")) {
        return first;
    }
    let row = match own(&ctx).await {
        Ok(row) => row,
        Err(why) => return refusal(&ctx, why),
    };
    let secret = if totp::is_secret(&form.secret) {
        form.secret.clone()
    } else {
        totp::secret(ctx.app.random_bytes())
    };
    let set = async {
        let first = if form.remove == "yes" {
            None
        } else {
            let step = totp::step(&form.secret, &form.code, ctx.now)
                .ok_or_else(|| invalid("code", |t| t.organisation_code_wrong().to_owned()))?;
            Some((form.secret.clone(), step))
        };
        let (actor, now) = (ctx.actor.clone(), ctx.now);
        let act = ctx.app.act(move |tx| {
            async move {
                let first = first
                    .as_ref()
                    .map(|(secret, step)| (secret.as_str(), *step));
                acts::set_totp(tx, &actor, now, first).await
            }
            .boxed()
        });
        act.await.map(|_| ())
    };
    match set.await {
        Ok(()) => see_other_saying(&ctx.at("/sessions"), "saved"),
        Err(why) => match form_errors(&ctx, why) {
            Ok(errors) => totp_answer(&ctx, StatusCode::UNPROCESSABLE_ENTITY, errors, &row, secret),
            Err(answer) => *answer,
        },
    }
}
