//! Triage of several messages at once: each is an act of its own, and the page that follows says for each what became of it.

use askama::Template;
use axum::body::Bytes;
use axum::response::Response;
use futures::FutureExt;

use super::store as rows;
use super::view::seen;
use crate::platform::actor::Actor;
use crate::platform::context::Ctx;
use crate::platform::errors::{ActError, refused};
use crate::platform::page::{Page, refusal, render};
use crate::platform::query;
use crate::voice::acts::{self, Classification, Joining, Referral};
use crate::voice::rules::Rules;
use crate::voice::store::message;

/// Most messages in one go: four pages of the list.
const MOST: usize = 100;

/// What became of one message.
struct Line {
    href: String,
    code: String,
    subject: String,
    done: bool,
    why: String,
}

#[derive(Template)]
#[template(path = "voice/desk/bulk.html")]
struct Outcome {
    page: Page,
    summary: String,
    lines: Vec<Line>,
    back: String,
}

/// What shall be done to each.
#[derive(Clone)]
enum Wish {
    Refer(String),
    Classify(String),
    Join(String),
}

/// The act.
pub async fn act(ctx: Ctx, body: Bytes) -> Response {
    match perform(&ctx, &body).await {
        Ok(outcome) => render(&outcome),
        Err(why) => refusal(&ctx, why),
    }
}

async fn perform(ctx: &Ctx, body: &[u8]) -> Result<Outcome, ActError> {
    let fields = query::fields(body);
    let value = |name: &str| {
        fields
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value.trim())
    };
    let mut chosen: Vec<String> = fields
        .iter()
        .filter(|(key, _)| key == "chosen")
        .map(|(_, value)| value.clone())
        .collect();
    chosen.dedup();
    if chosen.is_empty() {
        return Err(refused(|t| t.desk_bulk_none().to_owned()));
    }
    if chosen.len() > MOST {
        return Err(refused(|t| t.desk_bulk_many(MOST)));
    }
    let wish = match value("act") {
        "refer" if !value("to-unit").is_empty() => Wish::Refer(value("to-unit").to_owned()),
        "refer" => return Err(refused(|t| t.voice_unit_unknown().to_owned())),
        "classify" if !value("to-category").is_empty() => {
            Wish::Classify(value("to-category").to_owned())
        }
        "classify" => return Err(refused(|t| t.voice_category_missing().to_owned())),
        "join" if chosen.len() < 2 => return Err(refused(|t| t.desk_bulk_join_two().to_owned())),
        // The first that was chosen is followed; the others are joined to it.
        "join" => Wish::Join(chosen.remove(0).split(':').next().unwrap_or("").to_owned()),
        _ => return Err(refused(|t| t.desk_bulk_which().to_owned())),
    };
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let (mut lines, mut done) = (Vec::new(), 0_usize);
    for mark in chosen {
        let id = mark.split(':').next().unwrap_or("").to_owned();
        let found = message(&mut ctx.read().await?, ctx.organisation(), &id).await?;
        let Some(found) = found else { continue };
        let (actor, now, lists, wish) = (ctx.actor.clone(), ctx.now, rules.clone(), wish.clone());
        let outcome = ctx
            .app
            .act(move |tx| async move { one(tx, &actor, now, &lists, &mark, &wish).await }.boxed())
            .await;
        let t = &ctx.page.t;
        let why = match outcome {
            Ok(_) => {
                done += 1;
                String::new()
            }
            Err(ActError::Store(why)) => return Err(why.into()),
            Err(ActError::Invalid(fields)) => fields
                .iter()
                .map(|field| field.why.to(t))
                .collect::<Vec<_>>()
                .join(" "),
            Err(ActError::Refused(say)) => say.to(t),
            Err(ActError::Forbidden) => t.error_forbidden().to_owned(),
            // What one may not see is passed over, as if it were not there.
            Err(ActError::NotFound) => continue,
        };
        lines.push(Line {
            href: ctx.at(&format!("/desk/messages/{id}")),
            code: ctx.page.digits(&crate::voice::api::grouped(&found.code)),
            subject: found.subject,
            done: why.is_empty(),
            why,
        });
    }
    let summary = ctx.page.t.desk_bulk_done(done, lines.len() - done);
    Ok(Outcome {
        summary,
        lines,
        back: ctx.at("/desk/messages"),
        page: ctx.page.clone(),
    })
}

async fn one(
    tx: &mut ::store::Tx,
    actor: &Actor,
    now: ::store::Timestamp,
    rules: &Rules,
    mark: &str,
    wish: &Wish,
) -> Result<(), ActError> {
    let id = mark.split(':').next().unwrap_or("").to_owned();
    let found = message(tx.read(), &actor.organisation, &id)
        .await?
        .ok_or(ActError::NotFound)?;
    if seen(&found.id, &found.state, found.unit.as_deref()) != mark {
        return Err(refused(|t| t.desk_changed_meanwhile().to_owned()));
    }
    match wish {
        Wish::Refer(unit) => {
            let input = Referral {
                message: id,
                unit: unit.clone(),
                note: String::new(),
            };
            acts::refer(tx, actor, now, rules, &input).await
        }
        Wish::Classify(category) => {
            let input = Classification {
                message: id,
                category: category.clone(),
                ..Classification::default()
            };
            acts::classify(tx, actor, now, rules, &input).await
        }
        Wish::Join(original) => {
            let input = Joining {
                message: id,
                original: original.clone(),
            };
            acts::join(tx, actor, now, rules, &input).await
        }
    }
}

/// Refuses an act on a message to which something has happened since its page was made.
pub(super) async fn unchanged(
    tx: &mut ::store::Tx,
    actor: &Actor,
    message: &str,
    seen: &str,
) -> Result<(), ActError> {
    if rows::steps_seen(tx.read(), &actor.organisation, message).await? == seen {
        Ok(())
    } else {
        Err(refused(|t| t.desk_changed_meanwhile().to_owned()))
    }
}
