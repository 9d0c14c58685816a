//! Final decisions whose publication the law asks for, for everybody.

use askama::Template;
use axum::response::Response;

use crate::cases::store as rows;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Page, refusal, render};

struct Line {
    text: String,
    basis: String,
    day: String,
}

#[derive(Template)]
#[template(path = "cases/published.html")]
struct Published {
    page: Page,
    lines: Vec<Line>,
}

/// The page.
pub async fn page(ctx: Ctx) -> Response {
    match gather(&ctx).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

async fn gather(ctx: &Ctx) -> Result<Published, ActError> {
    let mut conn = ctx.read().await?;
    let found = rows::published(&mut conn, ctx.organisation()).await?;
    drop(conn);
    Ok(Published {
        lines: found
            .into_iter()
            .map(|row| Line {
                day: row
                    .confirmed_at
                    .map_or_else(String::new, |at| ctx.page.day(&at)),
                text: row.text,
                basis: row.legal_basis,
            })
            .collect(),
        page: ctx.page.clone(),
    })
}
