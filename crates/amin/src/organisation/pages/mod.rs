//! Pages of the organisation area.

pub mod outbox;
pub mod own;
pub mod people;
pub mod rules;
pub mod setup;
pub mod sign_in;
pub mod structure;

use askama::Template;
use axum::response::Response;

use super::store::OrganisationRow;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{FormErrors, Page, refusal, render};
use crate::platform::texts::Lang;

#[derive(Template)]
#[template(path = "organisation/choose.html")]
struct Choose {
    page: Page,
    organisations: Vec<(String, String)>,
}

/// The first page of a program with several organisations.
pub fn choose(ctx: &Ctx, organisations: &[OrganisationRow]) -> Response {
    let organisations = organisations
        .iter()
        .map(|row| {
            let name = if ctx.page.language() == Lang::Fa {
                &row.name
            } else {
                &row.name_en
            };
            (format!("/{}", row.slug), name.clone())
        })
        .collect();
    render(&Choose {
        page: ctx.page.clone(),
        organisations,
    })
}

/// The wrong fields of a form that is to be shown again, or the page that refuses it.
fn form_errors(ctx: &Ctx, why: ActError) -> Result<FormErrors, Box<Response>> {
    match why {
        ActError::Invalid(fields) => Ok(FormErrors::new(&ctx.page.t, &fields)),
        other => Err(Box::new(refusal(ctx, other))),
    }
}

#[derive(Template)]
#[template(path = "organisation/about.html")]
struct About {
    page: Page,
    version: &'static str,
}

/// What Amin is, under which licence, and what it does not prove.
pub async fn about(ctx: Ctx) -> Response {
    render(&About {
        page: ctx.page,
        version: env!("CARGO_PKG_VERSION"),
    })
}

#[derive(Template)]
#[template(path = "organisation/accessibility.html")]
struct Accessibility {
    page: Page,
}

/// How the pages can be used by everyone.
pub async fn accessibility(ctx: Ctx) -> Response {
    render(&Accessibility { page: ctx.page })
}
