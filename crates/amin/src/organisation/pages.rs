//! Pages of the organisation area.

use askama::Template;
use axum::response::Response;

use super::store::OrganisationRow;
use crate::platform::context::Ctx;
use crate::platform::page::{Page, render};
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
            let name = if ctx.page.language() == Lang::Fa { &row.name } else { &row.name_en };
            (format!("/{}", row.slug), name.clone())
        })
        .collect();
    render(&Choose { page: ctx.page.clone(), organisations })
}
