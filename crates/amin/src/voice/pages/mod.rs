//! The citizen's pages: no account, phone optional, the tracking code opens the matter.

mod changes;
mod filing;
mod form;
mod home;
mod message;
mod receipt;
mod track;

pub use changes::changes;
pub use filing::{file, new, similar};
pub use home::home;
pub use message::{accept, attachment, complete, object, page as message, rate};
pub use receipt::{json, page as receipt, pdf, proof};
pub use track::{page as track, search};

use std::sync::Arc;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use store::Conn;

use super::lookup::{self, NotFound};
use super::rules::Rules;
use super::store::Message;
use crate::platform::context::Ctx;
use crate::platform::design::FieldFault;
use crate::platform::errors::ActError;
use crate::platform::page::{FormErrors, error_page, refusal};
use crate::platform::peer::Peer;

/// The lists of the organisation of the address.
async fn rules(ctx: &Ctx) -> Result<Arc<Rules>, Box<Response>> {
    ctx.app
        .rules(ctx.organisation())
        .await
        .map_err(|why| Box::new(refusal(ctx, why.into())))
}

/// The lists, a connection, and the message of the code in the address; or the page that says why not.
async fn found(
    ctx: &Ctx,
    peer: &Peer,
    code: &str,
) -> Result<(Arc<Rules>, Conn, Message), Box<Response>> {
    let rules = rules(ctx).await?;
    let mut conn = ctx
        .read()
        .await
        .map_err(|why| Box::new(refusal(ctx, why.into())))?;
    let outcome = lookup::by_code(&ctx.app, &mut conn, &rules, code, peer, ctx.now).await;
    match outcome {
        Ok(message) => Ok((rules, conn, message)),
        Err(NotFound::Store(why)) => Err(Box::new(refusal(ctx, ActError::Store(why)))),
        Err(why) => {
            let status = if matches!(why, NotFound::TooOften) {
                StatusCode::TOO_MANY_REQUESTS
            } else {
                StatusCode::NOT_FOUND
            };
            Err(Box::new(error_page(ctx, status, why.sentence(&ctx.page.t))))
        }
    }
}

/// Marks a page as the citizen's own: kept by no cache, listed by no search engine.
fn private(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        HeaderName::from_static("x-robots-tag"),
        HeaderValue::from_static("noindex"),
    );
    answer
}

/// A file to be saved under a name of ASCII letters.
fn download(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    private(
        (
            [
                (header::CONTENT_TYPE, kind.to_owned()),
                (header::CONTENT_DISPOSITION, disposition),
            ],
            bytes,
        )
            .into_response(),
    )
}

/// The summary above a refused form.
fn faults(errors: &FormErrors) -> Vec<FieldFault> {
    errors
        .all()
        .iter()
        .map(|(field, message)| FieldFault {
            field: (*field).to_owned(),
            message: message.clone(),
        })
        .collect()
}
