//! Pages of cases.

pub mod accused;
pub mod boards;
pub mod case;
pub mod codes;
pub mod duties;
pub mod list;
pub mod own;
pub mod published;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use store::Timestamp;

use super::model::{Count, DOCUMENT};
use super::upload::{self, Sent};
use crate::organisation::model::number_setting;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried};
use crate::platform::page::{Choice, FormErrors, Page, refusal};
use crate::voice::files;

/// A name and its value.
pub struct Fact {
    /// Name.
    pub name: &'static str,
    /// Value.
    pub value: String,
}

/// A step on the thread of a case.
pub struct Event {
    kind: &'static str,
    title: String,
    time: String,
    datetime: String,
    note: String,
}

/// A document that can be fetched.
pub struct Paper {
    href: String,
    label: String,
    hash: String,
}

fn facts(list: Vec<(&'static str, String)>) -> Vec<Fact> {
    let list = list.into_iter().filter(|(_, value)| !value.is_empty());
    list.map(|(name, value)| Fact { name, value }).collect()
}

/// What a refused form shows again, with the status of the answer; or the page that refuses the whole.
fn tried(ctx: &Ctx, fields: Fields, why: ActError) -> Result<(StatusCode, Tried), Box<Response>> {
    match why {
        ActError::Invalid(wrong) => Ok((
            StatusCode::UNPROCESSABLE_ENTITY,
            Tried {
                fields,
                errors: FormErrors::new(&ctx.page.t, &wrong),
                sentence: String::new(),
            },
        )),
        ActError::Refused(say) => Ok((
            StatusCode::CONFLICT,
            Tried {
                fields,
                sentence: say.to(&ctx.page.t),
                ..Tried::default()
            },
        )),
        other => Err(Box::new(refusal(ctx, other))),
    }
}

/// The largest document, in bytes.
async fn most_bytes(ctx: &Ctx) -> Result<usize, ActError> {
    debug_assert_eq!(DOCUMENT.count, Count::Number, "bytes are no time");
    let mut conn = ctx.read().await?;
    let most = number_setting(&mut conn, ctx.organisation(), DOCUMENT.id, DOCUMENT.value).await?;
    Ok(usize::try_from(most).unwrap_or(0))
}

/// Reads a form with a document.
async fn sent(ctx: &Ctx, request: axum::extract::Request) -> Result<Sent, ActError> {
    let most = most_bytes(ctx).await?;
    Ok(upload::read(request, most, &ctx.app.config.data).await)
}

/// A file, saved and never shown inside a page.
fn attachment(name: &str, media_type: &str, bytes: Vec<u8>) -> Response {
    // A name may hold any letter; RFC 5987 says how a header carries it.
    let name = crate::platform::outgoing::percent(name);
    (
        [
            (header::CONTENT_TYPE, media_type.to_owned()),
            (
                header::CONTENT_DISPOSITION,
                format!("attachment; filename*=UTF-8''{name}"),
            ),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
            (
                header::CONTENT_SECURITY_POLICY,
                "default-src 'none'; sandbox".to_owned(),
            ),
            (header::CACHE_CONTROL, "private, no-store".to_owned()),
        ],
        bytes,
    )
        .into_response()
}

/// The content of a kept file with the hash of what lies there now; none where it is gone.
async fn content(ctx: &Ctx, sha256: &str) -> Option<(Vec<u8>, String)> {
    let (data, hash) = (ctx.app.config.data.clone(), sha256.to_owned());
    tokio::task::spawn_blocking(move || {
        use sha2::{Digest, Sha256};
        let bytes = files::read(&data, &hash)?;
        let found = hex::encode(Sha256::digest(&bytes));
        Some((bytes, found))
    })
    .await
    .ok()
    .flatten()
}

/// A deadline as the pages show it: look, words, day.
pub struct Due {
    kind: &'static str,
    left: String,
    date: String,
    datetime: String,
}

fn due(page: &Page, at: Option<Timestamp>, now: Timestamp) -> Option<Due> {
    let at = at?;
    let days = persian::tehran_date(now.0).days_until(persian::tehran_date(at.0));
    let late = now > at;
    Some(Due {
        kind: if late {
            "late"
        } else if days <= 3 {
            "soon"
        } else {
            "ahead"
        },
        left: if late {
            page.t.cases_due_late().to_owned()
        } else if days == 0 {
            page.t.cases_due_today().to_owned()
        } else {
            page.t.cases_due_in(days)
        },
        date: page.day(&at),
        datetime: at.rfc3339(),
    })
}

/// People as choices.
fn people(list: &[(String, String, String)], chosen: &str) -> Vec<Choice> {
    let choice = |(person, name, _): &(String, String, String)| Choice::new(person, name, chosen);
    list.iter().map(choice).collect()
}
