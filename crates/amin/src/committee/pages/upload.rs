//! A form with one file: the fields first, then the file up to a limit; more is not read.

use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use crate::committee::model::PAPER_BYTES;
use crate::platform::context::Ctx;
use crate::platform::errors::{ActError, invalid};
use crate::platform::form::Fields;
use crate::voice::files::{self, FileRefusal};
use crate::voice::rules::Rules;
use crate::voice::store::Attachment;

/// What came.
#[derive(Debug, Default)]
pub struct Sent {
    /// The fields that came before the file.
    pub fields: Fields,
    /// The file, kept under its hash.
    pub file: Option<Attachment>,
    /// Why the file is not taken.
    pub fault: Option<ActError>,
}

/// Most megabytes of a file.
pub fn most_megabytes(rules: &Rules) -> i64 {
    rules.limit(PAPER_BYTES) / 1_000_000
}

/// Reads the form. A file that is too large, by what the request announces or by what has come so far, ends the reading: two
/// gigabytes are refused with a sentence before they are sent.
pub async fn read(
    ctx: &Ctx,
    rules: &Rules,
    headers: &HeaderMap,
    body: Result<Multipart, MultipartRejection>,
) -> Sent {
    let most = usize::try_from(rules.limit(PAPER_BYTES)).unwrap_or(0);
    let megabytes = most_megabytes(rules);
    let large = || invalid("file", move |t| t.committee_fault_file_large(megabytes));
    let broken = || invalid("file", |t| t.committee_fault_file_broken().to_owned());
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse::<usize>().ok());
    let mut sent = Sent::default();
    let Ok(mut body) = body else {
        sent.fault = Some(broken());
        return sent;
    };
    loop {
        let mut part = match body.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => return sent,
            Err(_) => {
                sent.fault = Some(broken());
                return sent;
            }
        };
        let field = part.name().unwrap_or_default().to_owned();
        let Some(name) = part.file_name().map(str::to_owned) else {
            let Ok(text) = part.text().await else {
                sent.fault = Some(broken());
                return sent;
            };
            sent.fields.insert(field, text.replace('\0', ""));
            continue;
        };
        // The whole request is a little longer than its file.
        if announced.is_some_and(|length| length > most + 100_000) {
            sent.fault = Some(large());
            return sent;
        }
        let mut bytes = Vec::new();
        loop {
            match part.chunk().await {
                Ok(Some(chunk)) if bytes.len() + chunk.len() <= most => {
                    bytes.extend_from_slice(&chunk);
                }
                Ok(Some(_)) => {
                    sent.fault = Some(large());
                    return sent;
                }
                Ok(None) => break,
                Err(_) => {
                    sent.fault = Some(broken());
                    return sent;
                }
            }
        }
        if name.is_empty() && bytes.is_empty() {
            continue;
        }
        let data = ctx.app.config.data.clone();
        let kept = tokio::task::spawn_blocking(move || files::keep(&data, &name, &bytes)).await;
        match kept {
            Ok(Ok(file)) => sent.file = Some(file),
            Ok(Err(FileRefusal::Type)) => {
                sent.fault = Some(invalid("file", |t| {
                    t.committee_fault_file_type().to_owned()
                }));
            }
            Ok(Err(FileRefusal::Empty)) => {
                sent.fault = Some(invalid("file", |t| {
                    t.committee_fault_file_empty().to_owned()
                }));
            }
            Ok(Err(FileRefusal::Disk(why))) => {
                tracing::error!(error = why, "a paper could not be kept");
                sent.fault = Some(broken());
            }
            Err(_) => sent.fault = Some(broken()),
        }
    }
}

/// Sends a kept file to be saved, never shown inside a page.
pub async fn send(ctx: &Ctx, name: &str, media_type: &str, sha256: &str) -> Response {
    let (data, hash) = (ctx.app.config.data.clone(), sha256.to_owned());
    let bytes = tokio::task::spawn_blocking(move || files::read(&data, &hash))
        .await
        .ok()
        .flatten();
    let Some(bytes) = bytes else {
        tracing::error!(sha256, "a kept file cannot be read");
        let gone = store::Error::Corrupt(format!("the file {sha256} cannot be read"));
        return crate::platform::page::refusal(ctx, ActError::Store(gone));
    };
    // A name may hold any letter; RFC 5987 says how a header carries it.
    let name: String = name
        .bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_') {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect();
    let headers = [
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
    ];
    (headers, bytes).into_response()
}
