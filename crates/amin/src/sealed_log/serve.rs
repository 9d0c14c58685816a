//! The log over http, as C2SP tlog-tiles asks.

use std::fmt::Write as _;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ledger::tile::Tile;
use sha2::{Digest, Sha256};

use super::Seal;
use crate::platform::state::App;

const TEXT: &str = "text/plain; charset=utf-8";

/// `/log/checkpoint`: asked for again each time, answered with 304 where the reader has it.
pub(super) async fn checkpoint(State(app): State<App>, headers: HeaderMap) -> Response {
    let (_, note) = app.seal.published();
    if note.is_empty() {
        return StatusCode::NOT_FOUND.into_response();
    }
    changing(&headers, note)
}

/// `/log/vkey`: the log's verifier key.
pub(super) async fn vkey(State(app): State<App>, headers: HeaderMap) -> Response {
    changing(&headers, format!("{}\n", app.seal.verifier()))
}

/// `/log/policy`: a C2SP tlog-policy of this log and its witnesses.
pub(super) async fn policy(State(app): State<App>, headers: HeaderMap) -> Response {
    changing(
        &headers,
        policy_of(
            &app.seal,
            &format!("{}/log", app.config.base_url.trim_end_matches('/')),
        ),
    )
}

/// The policy file: the log, its witnesses, and no quorum, since how many of them suffice is the reader's choice.
pub(super) fn policy_of(seal: &Seal, url: &str) -> String {
    let mut text = format!(
        "# The log and the witnesses that it asks. Compare the keys with a copy that did not come from this log, and replace\n\
         # the last line by a quorum of your own, such as: group mine 2 w1 w2 w3 (before it) and: quorum mine\n\
         log {} {url}\n",
        seal.verifier()
    );
    for (number, witness) in seal.witnesses().iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "witness w{} {} {}",
            number + 1,
            witness.key,
            witness.url
        );
    }
    text.push_str("quorum none\n");
    text
}

/// `/log/tile/…`: a tile or bundle never changes, whether full or partial.
pub(super) async fn tile(State(app): State<App>, Path(path): Path<String>) -> Response {
    let path = format!("tile/{path}");
    if Tile::parse(&path).is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    match tokio::task::spawn_blocking(move || app.seal.files().read(&path)).await {
        Ok(Ok(bytes)) => {
            let headers = [
                (header::CONTENT_TYPE, "application/octet-stream"),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            (headers, bytes).into_response()
        }
        Ok(Err(why)) if why.kind() == std::io::ErrorKind::NotFound => {
            StatusCode::NOT_FOUND.into_response()
        }
        Ok(Err(why)) => {
            tracing::error!(error = %why, "a tile could not be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn changing(asked: &HeaderMap, text: String) -> Response {
    let etag = format!(
        "W/\"{}\"",
        hex::encode(&Sha256::digest(text.as_bytes())[..12])
    );
    let known = asked
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let headers = [
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::ETAG, etag.clone()),
    ];
    if known.split(',').any(|known| known.trim() == etag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, [(header::CONTENT_TYPE, TEXT)], text).into_response()
}
