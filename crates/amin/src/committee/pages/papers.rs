//! Papers of an item: attached, opened, taken away.

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path};
use axum::http::HeaderMap;
use axum::response::Response;
use futures::FutureExt;

use super::item::answer;
use super::upload;
use crate::committee::acts;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::invalid;
use crate::platform::page::refusal;

/// Attaches a paper.
pub async fn attach(
    ctx: Ctx,
    Path((_, session, id)): Path<(String, String, String)>,
    headers: HeaderMap,
    body: Result<Multipart, MultipartRejection>,
) -> Response {
    let rules = match ctx.app.rules(ctx.organisation()).await {
        Ok(rules) => rules,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let sent = upload::read(&ctx, &rules, &headers, body).await;
    let done = match (sent.fault, sent.file) {
        (Some(why), _) => Err(why),
        (None, None) => Err(invalid("file", |t| {
            t.committee_fault_file_none().to_owned()
        })),
        (None, Some(file)) => {
            let (actor, now) = (ctx.actor.clone(), ctx.now);
            let (of, item) = (session.clone(), id.clone());
            let act = ctx.app.act(move |tx| {
                async move { acts::attach_paper(tx, &actor, now, &of, &item, &file).await }.boxed()
            });
            act.await.map(|_| ())
        }
    };
    answer(ctx, session, id, "papers", sent.fields, done).await
}

/// Sends a paper.
pub async fn open(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let found = async {
        let mut conn = ctx.read().await?;
        acts::opened_paper(&mut conn, &ctx.actor, &id).await
    };
    match found.await {
        Ok(paper) => upload::send(&ctx, &paper.name, &paper.media_type, &paper.sha256).await,
        Err(why) => refusal(&ctx, why),
    }
}

/// Takes a paper away.
pub async fn detach(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let act = ctx
        .app
        .act(move |tx| async move { acts::detach_paper(tx, &actor, now, &id).await }.boxed());
    match act.await {
        Ok((back, _)) => see_other_saying(&ctx.at(&back), "saved"),
        Err(why) => refusal(&ctx, why),
    }
}
