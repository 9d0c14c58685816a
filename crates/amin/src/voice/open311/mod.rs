//! Open311 `GeoReport` v2 (<https://wiki.open311.org/GeoReport_v2>): other programs list what may be reported, file a message
//! and follow it, in XML and JSON. A jurisdiction is an organisation, a service is a category of messages.
//!
//! Two things are narrower than the specification allows, for the sake of who writes:
//! - No answer holds what a citizen wrote, an address, a name or a picture; coordinates are rounded to a thousandth of a degree
//!   (about a hundred metres).
//! - Who filed a message follows it by its tracking code, which the call that filed it answered. The public list names each
//!   message by another number, as the code also opens the citizen's own page. Requests for information and messages whose
//!   writer asked not to be named are not listed.

pub mod answer;
pub mod file;
pub mod requests;
pub mod services;
pub mod store;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use self::answer::{Fault, Format, Node, answer};
use super::rules::Rules;
use crate::platform::context::Ctx;
use crate::platform::peer::Peer;
use crate::platform::query::fields;
use crate::platform::routes::{Access, Route, get, post};

/// The routes of the interface.
pub fn routes() -> Vec<Route> {
    vec![
        get("/open311/v2/{file}", Access::Public, read),
        post("/open311/v2/{file}", Access::Public, write),
        get("/open311/v2/{collection}/{file}", Access::Public, read_one),
    ]
}

/// The parameters of a call, in the order sent.
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Of a query or a form.
    fn of(bytes: &[u8]) -> Self {
        Self(fields(bytes))
    }

    /// A value without blanks around it; none where it is missing or empty.
    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// The values of a list separated by commas; none where it is missing or empty.
    fn list(&self, name: &str) -> Option<Vec<&str>> {
        Some(
            self.get(name)?
                .split(',')
                .map(str::trim)
                .filter(|value| !value.is_empty())
                .collect(),
        )
    }
}

/// The organisation of a call: the one it names, or the only one there is.
async fn jurisdiction(ctx: &Ctx, parameters: &Parameters) -> Result<Arc<Rules>, Fault> {
    let t = &ctx.page.t;
    let internal = |why| Fault::internal(t, &why);
    if let Some(slug) = parameters.get("jurisdiction_id") {
        let found = ctx.app.rules_of_slug(slug).await.map_err(internal)?;
        return found.ok_or_else(|| Fault::missing(t.open311_no_jurisdiction()));
    }
    let all = crate::organisation::store::all(&mut ctx.read().await.map_err(internal)?)
        .await
        .map_err(internal)?;
    match all.as_slice() {
        [only] => ctx.app.rules(&only.id).await.map_err(internal),
        _ => Err(Fault::bad(t.open311_which_jurisdiction())),
    }
}

/// `services`, `requests` and `discovery`.
async fn read(
    ctx: Ctx,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
    peer: Peer,
) -> Response {
    let Some((name, format)) = Format::split(&file) else {
        return unknown(&ctx, Format::Xml);
    };
    let parameters = Parameters::of(query.unwrap_or_default().as_bytes());
    let given = match name {
        "services" => services::list(&ctx, &parameters).await,
        "requests" => requests::list(&ctx, &peer, &parameters).await,
        "discovery" => Ok(("discovery", services::discovery(&ctx))),
        _ => return unknown(&ctx, format),
    };
    say(format, given)
}

/// `services/CODE`, `requests/ID` and `tokens/TOKEN`.
async fn read_one(
    ctx: Ctx,
    Path((collection, file)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    peer: Peer,
) -> Response {
    let Some((name, format)) = Format::split(&file) else {
        return unknown(&ctx, Format::Xml);
    };
    let parameters = Parameters::of(query.unwrap_or_default().as_bytes());
    let given = match collection.as_str() {
        "services" => services::definition(&ctx, &parameters, name).await,
        "requests" => requests::one(&ctx, &peer, &parameters, name).await,
        "tokens" => requests::token(&ctx, &peer, &parameters, name).await,
        _ => return unknown(&ctx, format),
    };
    say(format, given)
}

/// A new request.
async fn write(
    ctx: Ctx,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
    peer: Peer,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (name, format) = Format::split(&file).unwrap_or(("", Format::Xml));
    if name != "requests" {
        return unknown(&ctx, format);
    }
    let mut parameters = Parameters::of(&body);
    // Some clients send the jurisdiction and the key in the address.
    parameters
        .0
        .extend(Parameters::of(query.unwrap_or_default().as_bytes()).0);
    match file::file(&ctx, &peer, &headers, &parameters).await {
        Ok(node) => answer(format, StatusCode::CREATED, "service_requests", node),
        Err(fault) => fault.answer(format),
    }
}

fn say(format: Format, given: Result<(&'static str, Node), Fault>) -> Response {
    match given {
        Ok((root, node)) => answer(format, StatusCode::OK, root, node),
        Err(fault) => fault.answer(format),
    }
}

fn unknown(ctx: &Ctx, format: Format) -> Response {
    Fault::missing(ctx.page.t.open311_no_address()).answer(format)
}
