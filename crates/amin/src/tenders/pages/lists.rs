//! The lists that a town keeps for its tenders: the debarred and the thresholds of money.

use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried, field};
use crate::platform::page::{Choice, Crumb, FormErrors, Page, refusal, render_with};
use crate::platform::permissions::Right;
use crate::tenders::acts::{self, NewDebarment, NewThreshold};
use crate::tenders::flags;
use crate::tenders::gate::day_words;
use crate::tenders::store as rows;

struct Debarred {
    id: String,
    name: String,
    number: String,
    since: String,
    until: String,
    basis: String,
    source: String,
    lifted: String,
    holds: bool,
    badge: &'static str,
    state: &'static str,
}

struct Threshold {
    kind: &'static str,
    amount: String,
    since: String,
    until: String,
    source: String,
}

#[derive(Template)]
#[template(path = "tenders/lists.html")]
struct Lists {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    debarred: Vec<Debarred>,
    thresholds: Vec<Threshold>,
    kinds: Vec<Choice>,
    may: bool,
    failed: String,
    tried: Tried,
}

impl Lists {
    /// What was typed into a form that was refused.
    fn value(&self, form: &str, name: &str) -> &str {
        if self.failed == form {
            self.tried.value(name)
        } else {
            ""
        }
    }

    /// The sentence beside its field.
    fn error(&self, form: &str, name: &str) -> &str {
        if self.failed == form {
            self.tried.errors.of(name)
        } else {
            ""
        }
    }
}

/// The page.
pub async fn page(ctx: Ctx) -> Response {
    show(&ctx, StatusCode::OK, "", Tried::default()).await
}

async fn show(ctx: &Ctx, status: StatusCode, failed: &str, tried: Tried) -> Response {
    match gather(ctx, failed, tried).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

async fn gather(ctx: &Ctx, failed: &str, tried: Tried) -> Result<Lists, ActError> {
    let t = &ctx.page.t;
    let mut conn = ctx.read().await?;
    let debarred = rows::debarments(&mut conn, ctx.organisation()).await?;
    let thresholds = rows::thresholds(&mut conn, ctx.organisation()).await?;
    drop(conn);
    let today = persian::tehran_date(ctx.now.0).gregorian_iso();
    let day = |iso: &str| day_words(t.lang, iso);
    let size = |kind: &str| match kind {
        "small" => t.tenders_threshold_small(),
        _ => t.tenders_threshold_medium(),
    };
    Ok(Lists {
        crumbs: vec![Crumb {
            label: t.nav_tenders().to_owned(),
            href: ctx.at("/tenders"),
        }],
        here: ctx.at("/tenders/lists"),
        debarred: debarred
            .iter()
            .map(|row| {
                let holds = row.holds(&today);
                Debarred {
                    id: row.id.clone(),
                    name: row.name.clone(),
                    number: ctx.page.digits(&row.national_id),
                    since: day(&row.since),
                    until: row.last_day().map_or_else(|| "–".to_owned(), day),
                    basis: row.legal_basis.clone(),
                    source: row.source.clone(),
                    lifted: row.lifted_reason.clone(),
                    holds,
                    badge: if holds { "late" } else { "closed" },
                    state: if holds {
                        t.tenders_debarred_holds()
                    } else {
                        t.tenders_debarred_over()
                    },
                }
            })
            .collect(),
        thresholds: thresholds
            .iter()
            .map(|row| Threshold {
                kind: size(&row.kind),
                amount: ctx.page.number(&row.amount_rials),
                since: day(&row.since),
                until: row.until.as_deref().map_or_else(|| "–".to_owned(), day),
                source: row.source.clone(),
            })
            .collect(),
        kinds: ["small", "medium"]
            .map(|kind| Choice::new(kind, size(kind), tried.value("kind")))
            .into(),
        may: ctx.actor.may(Right::TenderJudge),
        failed: failed.to_owned(),
        tried,
        page: ctx.page.clone(),
    })
}

/// Changes a list; the flags follow.
pub async fn act(
    ctx: Ctx,
    Path((_, deed)): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let text = |name: &str| field(&fields, name).to_owned();
    let done = match deed.as_str() {
        "debar" => {
            let input = NewDebarment {
                national_id: text("national_id"),
                name: text("name"),
                since: text("since"),
                until: text("until"),
                legal_basis: text("legal_basis"),
                source: text("source"),
            };
            ctx.app
                .act(move |tx| async move { acts::debar(tx, &actor, now, &input).await }.boxed())
                .await
                .map(|_| ())
        }
        "lift" => {
            let (id, reason) = (text("id"), text("reason"));
            ctx.app
                .act(move |tx| {
                    async move { acts::lift_debarment(tx, &actor, now, &id, &reason).await }.boxed()
                })
                .await
                .map(|_| ())
        }
        "threshold" => {
            let input = NewThreshold {
                kind: text("kind"),
                amount: text("amount"),
                since: text("since"),
                until: text("until"),
                source: text("source"),
            };
            ctx.app
                .act(move |tx| {
                    async move { acts::set_threshold(tx, &actor, now, &input).await }.boxed()
                })
                .await
                .map(|_| ())
        }
        _ => return refusal(&ctx, ActError::NotFound),
    };
    let done = match done {
        Ok(()) => flags::refresh(&ctx.app, ctx.organisation())
            .await
            .map(|_| ()),
        other => other,
    };
    match done {
        Ok(()) => see_other_saying(&ctx.at("/tenders/lists"), "saved"),
        Err(ActError::Invalid(wrong)) => {
            let errors = FormErrors::new(&ctx.page.t, &wrong);
            let tried = Tried {
                fields,
                errors,
                sentence: String::new(),
            };
            show(&ctx, StatusCode::UNPROCESSABLE_ENTITY, &deed, tried).await
        }
        Err(why) => refusal(&ctx, why),
    }
}
