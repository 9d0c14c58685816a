//! Administration: what was sent by mail and SMS, and the jobs that wait.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use futures::FutureExt;
use serde::Deserialize;

use crate::organisation::acts;
use crate::organisation::store::{JobCountRow, OutboxRow, jobs, outbox};
use crate::platform::context::Ctx;
use crate::platform::notify::masked;
use crate::platform::page::{Page, refusal, render};

/// Messages on one page.
const SHOWN: i64 = 50;

/// Which page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Place {
    from: i64,
}

/// A message in the list: neither its text nor the whole of its recipient.
struct Line {
    id: String,
    is_mail: bool,
    to: String,
    made: String,
    sent: bool,
}

#[derive(Template)]
#[template(path = "organisation/outbox.html")]
struct Outbox {
    page: Page,
    list: Vec<Line>,
    newer: String,
    older: String,
}

/// What was sent, newest first.
pub async fn outbox_page(ctx: Ctx, Query(place): Query<Place>) -> Response {
    let from = place.from.clamp(0, 1_000_000);
    let found = async {
        let mut conn = ctx.read().await?;
        outbox(&mut conn, ctx.organisation(), from, SHOWN + 1).await
    };
    let mut rows = match found.await {
        Ok(rows) => rows,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let more = rows.len() > 50;
    rows.truncate(50);
    let address = |from: i64| ctx.at(&format!("/admin/outbox?from={from}"));
    let list = rows
        .into_iter()
        .map(|row| Line {
            to: masked(&row.recipient),
            is_mail: row.channel == "mail",
            made: ctx.page.moment(&row.made_at),
            sent: row.sent_at.is_some(),
            id: row.id,
        })
        .collect();
    render(&Outbox {
        list,
        newer: if from > 0 {
            address((from - SHOWN).max(0))
        } else {
            String::new()
        },
        older: if more {
            address(from + SHOWN)
        } else {
            String::new()
        },
        page: ctx.page.clone(),
    })
}

#[derive(Template)]
#[template(path = "organisation/outbox_message.html")]
struct Message {
    page: Page,
    row: OutboxRow,
    made: String,
}

/// Opens one message with its recipient; that is written in the journal, so it is a POST.
pub async fn open(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let act = ctx
        .app
        .act(move |tx| async move { acts::open_outbox(tx, &actor, now, &id).await }.boxed());
    match act.await {
        Ok((row, _)) => {
            let made = ctx.page.moment(&row.made_at);
            render(&Message {
                page: ctx.page,
                row,
                made,
            })
        }
        Err(why) => refusal(&ctx, why),
    }
}

#[derive(Template)]
#[template(path = "organisation/jobs.html")]
struct Jobs {
    page: Page,
    list: Vec<JobCountRow>,
}

/// Jobs that are not done, by kind.
pub async fn jobs_page(ctx: Ctx) -> Response {
    let found = async {
        let mut conn = ctx.read().await?;
        jobs(&mut conn, ctx.organisation()).await
    };
    match found.await {
        Ok(list) => render(&Jobs {
            page: ctx.page,
            list,
        }),
        Err(why) => refusal(&ctx, why.into()),
    }
}
