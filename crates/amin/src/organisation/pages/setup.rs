//! The first-run wizard: one page, open only while there is no organisation and only to who knows the code on the terminal.

use askama::Template;
use axum::extract::Form;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::form_errors;
use super::own::check_new_password;
use crate::organisation::acts::{self, Beginning};
use crate::organisation::model::{KINDS, username};
use crate::organisation::store::all;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::{ActError, Faults, refused};
use crate::platform::page::{Choice, FormErrors, Page, refusal, render_with, see_other};
use crate::platform::passwords;
use crate::platform::texts::Texts;

/// The form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SetupForm {
    setup_code: String,
    name: String,
    name_en: String,
    slug: String,
    kind: String,
    unit: String,
    administrator: String,
    username: String,
    password: String,
    again: String,
}

#[derive(Template)]
#[template(path = "organisation/setup.html")]
struct Setup {
    page: Page,
    form: SetupForm,
    kinds: Vec<Choice>,
    errors: FormErrors,
}

/// The word for a kind of organisation.
pub fn kind_name(t: &Texts, kind: &str) -> &'static str {
    match kind {
        "village" => t.organisation_kind_village(),
        "province" => t.organisation_kind_province(),
        "national" => t.organisation_kind_national(),
        _ => t.organisation_kind_municipality(),
    }
}

fn answer(ctx: &Ctx, status: StatusCode, form: SetupForm, errors: FormErrors) -> Response {
    let form = SetupForm {
        password: String::new(),
        again: String::new(),
        ..form
    };
    let chosen = if form.kind.is_empty() {
        KINDS[0]
    } else {
        &form.kind
    };
    let kinds = KINDS
        .iter()
        .map(|kind| Choice::new(*kind, kind_name(&ctx.page.t, kind), chosen))
        .collect();
    render_with(
        status,
        &Setup {
            page: ctx.page.clone(),
            form,
            kinds,
            errors,
        },
    )
}

/// Whether there is an organisation already, so that the wizard is closed.
async fn is_done(ctx: &Ctx) -> Result<bool, ActError> {
    Ok(!all(&mut ctx.read().await?).await?.is_empty())
}

/// The page.
pub async fn page(ctx: Ctx) -> Response {
    match is_done(&ctx).await {
        Ok(true) => see_other("/"),
        Ok(false) => answer(
            &ctx,
            StatusCode::OK,
            SetupForm::default(),
            FormErrors::default(),
        ),
        Err(why) => refusal(&ctx, why),
    }
}

/// Whether the code is the one on the terminal; digests are compared, so that time tells nothing of the code.
fn code_fits(ctx: &Ctx, typed: &str) -> bool {
    let typed: String = persian::digits::to_ascii(typed).trim().to_lowercase();
    ctx.app
        .setup_code
        .get()
        .is_some_and(|code| Sha256::digest(code) == Sha256::digest(&typed))
}

/// Makes the first organisation.
pub async fn submit(ctx: Ctx, Form(form): Form<SetupForm>) -> Response {
    let made = async {
        if is_done(&ctx).await? {
            return Err(refused(|t| t.organisation_setup_done().to_owned()));
        }
        if !ctx.app.limits.allow("setup", "", 30, ctx.now) {
            return Err(refused(|t| t.error_often().to_owned()));
        }
        let mut faults = Faults::default();
        if !code_fits(&ctx, &form.setup_code) {
            faults.add("setup_code", |t| {
                t.organisation_setup_code_wrong().to_owned()
            });
        }
        check_new_password(
            &mut faults,
            &form.password,
            &form.again,
            &username(&form.username).unwrap_or_default(),
            12,
        );
        faults.check()?;
        let input = Beginning {
            slug: form.slug.clone(),
            name: form.name.clone(),
            name_en: form.name_en.clone(),
            kind: form.kind.clone(),
            unit: form.unit.clone(),
            unit_en: String::new(),
            administrator: form.administrator.clone(),
            username: form.username.clone(),
            password_hash: passwords::hash(form.password.clone(), ctx.app.random_bytes()).await?,
            one_time: false,
            only_first: true,
        };
        let now = ctx.now;
        ctx.app
            .act(move |tx| async move { acts::begin(tx, now, &input).await }.boxed())
            .await
            .map(|_| ())
    };
    match made.await {
        Ok(()) => see_other_saying(&format!("/{}/sign-in", form.slug.trim()), "saved"),
        Err(why) => match form_errors(&ctx, why) {
            Ok(errors) => answer(&ctx, StatusCode::UNPROCESSABLE_ENTITY, form, errors),
            Err(refused) => *refused,
        },
    }
}
