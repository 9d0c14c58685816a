//! The built front-end files, embedded; the address carries a hash of the content.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use axum::extract::{Path, RawQuery};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

// As long as the build's own hashes, so that the style sheet and the pages name a font by one address.
fn hashes() -> &'static BTreeMap<&'static str, String> {
    static HASHES: OnceLock<BTreeMap<&'static str, String>> = OnceLock::new();
    HASHES.get_or_init(|| {
        FILES
            .iter()
            .map(|(name, content)| (*name, hex::encode(&Sha256::digest(content)[..8])))
            .collect()
    })
}

/// The address of a file: `/assets/NAME?v=HASH`.
pub fn address(name: &str) -> String {
    let hash = hashes().get(name).map_or("missing", String::as_str);
    format!("/assets/{name}?v={hash}")
}

/// The content of a file.
pub fn content(name: &str) -> Option<&'static [u8]> {
    FILES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, content)| *content)
}

/// Serves a file; with a hash in its address it may be kept for a year, because another content has another address.
pub async fn serve(Path(name): Path<String>, RawQuery(query): RawQuery) -> Response {
    let Some(content) = content(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("ttf") => "font/ttf",
        _ => "text/plain; charset=utf-8",
    };
    let keep = if query.is_some_and(|query| query.starts_with("v=")) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    (
        [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep)],
        content,
    )
        .into_response()
}
