//! Attachments, only for who may read their message, and never shown inside a page: a picture is saved, not run.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::detail::{is_shut, may_read};
use super::store;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::refusal;
use crate::voice::{files, store as rows};

/// Sends an attachment.
pub async fn serve(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    match find(&ctx, &id).await {
        Ok(answer) => answer,
        Err(why) => refusal(&ctx, why),
    }
}

async fn find(ctx: &Ctx, id: &str) -> Result<Response, ActError> {
    if id.contains('\0') {
        return Err(ActError::NotFound);
    }
    let attachment = {
        let mut conn = ctx.read().await?;
        let found = store::attachment(&mut conn, ctx.organisation(), id).await?;
        let (message, attachment) = found.ok_or(ActError::NotFound)?;
        let message = rows::message(&mut conn, ctx.organisation(), &message)
            .await?
            .ok_or(ActError::NotFound)?;
        let closed =
            !may_read(ctx, &mut conn, &message).await? || is_shut(ctx, &mut conn, &message).await?;
        if closed {
            return Err(ActError::NotFound);
        }
        attachment
    };
    let (data, hash) = (ctx.app.config.data.clone(), attachment.sha256.clone());
    let bytes = tokio::task::spawn_blocking(move || files::read(&data, &hash))
        .await
        .ok()
        .flatten();
    let bytes = bytes.ok_or_else(|| {
        ActError::Store(::store::Error::Corrupt(format!(
            "attachment {id}: the file {} cannot be read",
            attachment.sha256
        )))
    })?;
    // A name may hold any letter; RFC 5987 says how a header carries it.
    let name: String = attachment
        .name
        .bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_') {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect();
    Ok((
        [
            (header::CONTENT_TYPE, attachment.media_type),
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
        .into_response())
}
