//! The bans by which everybody is screened: what binds everywhere, and what the council has adopted, from which day to which.

use askama::Template;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use persian::Date;
use relations::model::Day;
use relations::rules::Applicability;

use super::{Posted, crumbs};
use crate::interests::acts::{self, AdoptionEnd, NewAdoption};
use crate::interests::store::{self as rows, RuleAdoption};
use crate::interests::ties::shipped;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::page::{Crumb, FormErrors, Page, refusal, render_with};
use crate::platform::texts::Lang;

/// An adoption as a line.
struct Line {
    id: String,
    source: String,
    days: String,
    badge: &'static str,
    state: &'static str,
    end_source: String,
    open: bool,
}

/// A text with its bans.
struct SetView {
    code: String,
    name: String,
    articles: Vec<String>,
    applicability: &'static str,
    badge: &'static str,
    adoptions: Vec<Line>,
    may_adopt: bool,
}

#[derive(Template)]
#[template(path = "interests/rules.html")]
struct View {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    sets: Vec<SetView>,
    tried: Tried,
}

/// A form that was refused, with what was typed.
#[derive(Default)]
struct Tried {
    /// Code of the set, or id of the adoption.
    of: String,
    day: String,
    source: String,
    errors: FormErrors,
    sentence: String,
}

impl Tried {
    fn day(&self, of: &str) -> &str {
        if self.of == of { &self.day } else { "" }
    }

    fn source(&self, of: &str) -> &str {
        if self.of == of { &self.source } else { "" }
    }

    fn error(&self, of: &str, field: &str) -> &str {
        if self.of == of {
            self.errors.of(field)
        } else {
            ""
        }
    }
}

/// The page.
pub async fn page(ctx: Ctx) -> Response {
    show(&ctx, StatusCode::OK, Tried::default()).await
}

/// Adopts a set, or ends an adoption.
pub async fn act(ctx: Ctx, Path((_, act)): Path<(String, String)>, body: Bytes) -> Response {
    let form = Posted::read(&body);
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let mut tried = Tried {
        of: form.owned("of"),
        day: form.owned(if act == "adopt" { "since" } else { "until" }),
        source: form.owned("source"),
        ..Tried::default()
    };
    let done = match act.as_str() {
        "adopt" => {
            let input = NewAdoption {
                rule_set: tried.of.clone(),
                since: tried.day.clone(),
                source: tried.source.clone(),
            };
            ctx.app
                .act(move |tx| {
                    async move { acts::adopt_rules(tx, &actor, now, &input).await }.boxed()
                })
                .await
                .map(|_| ())
        }
        "end" => {
            let input = AdoptionEnd {
                id: tried.of.clone(),
                until: tried.day.clone(),
                source: tried.source.clone(),
            };
            ctx.app
                .act(move |tx| {
                    async move { acts::end_rules(tx, &actor, now, &input).await }.boxed()
                })
                .await
                .map(|_| ())
        }
        _ => Err(ActError::NotFound),
    };
    match done {
        Ok(()) => see_other_saying(&ctx.at("/interests/rules"), "saved"),
        Err(ActError::Invalid(fields)) => {
            tried.errors = FormErrors::new(&ctx.page.t, &fields);
            show(&ctx, StatusCode::UNPROCESSABLE_ENTITY, tried).await
        }
        Err(ActError::Refused(say)) => {
            tried.sentence = say.to(&ctx.page.t);
            show(&ctx, StatusCode::CONFLICT, tried).await
        }
        Err(why) => refusal(&ctx, why),
    }
}

async fn show(ctx: &Ctx, status: StatusCode, tried: Tried) -> Response {
    match gather(ctx, tried).await {
        Ok(view) => render_with(status, &view),
        Err(why) => refusal(ctx, why),
    }
}

async fn gather(ctx: &Ctx, tried: Tried) -> Result<View, ActError> {
    let t = &ctx.page.t;
    let mut conn = ctx.read().await?;
    let adoptions = rows::rule_adoptions(&mut conn, ctx.organisation()).await?;
    drop(conn);
    let persian = t.lang == Lang::Fa;
    let mut sets: Vec<SetView> = Vec::new();
    for ban in &shipped().bans {
        let word = |pair: &[String; 2]| pair[usize::from(!persian)].clone();
        let article = word(&ban.law.article);
        if let Some(known) = sets.iter_mut().find(|set| set.code == ban.set) {
            known.articles.push(article);
            continue;
        }
        let (applicability, badge) = match ban.applicability {
            Applicability::Binding => (t.organisation_binding(), "answered"),
            Applicability::Adopted => (t.interests_rules_where_adopted(), "waiting"),
            Applicability::Reference => (t.interests_rules_reference(), "closed"),
        };
        let own: Vec<&RuleAdoption> = adoptions
            .iter()
            .filter(|row| row.rule_set == ban.set)
            .collect();
        sets.push(SetView {
            code: ban.set.clone(),
            name: word(&ban.law.name),
            articles: vec![article],
            applicability,
            badge,
            may_adopt: ban.applicability == Applicability::Adopted
                && own.iter().all(|row| row.until.is_some()),
            adoptions: own.into_iter().map(|row| line(ctx, row)).collect(),
        });
    }
    Ok(View {
        crumbs: crumbs(ctx),
        here: ctx.at("/interests/rules"),
        sets,
        tried,
        page: ctx.page.clone(),
    })
}

fn line(ctx: &Ctx, row: &RuleAdoption) -> Line {
    let t = &ctx.page.t;
    let words = |text: &str| match text.parse::<Date>() {
        Ok(date) if t.lang == Lang::Fa => date.medium(),
        Ok(date) => date.medium_en(),
        Err(_) => String::new(),
    };
    let today = Day::from(persian::tehran_date(ctx.now.0));
    let period = row.period();
    let (state, badge) = if period.contains(today) {
        (t.interests_rules_in_force(), "answered")
    } else if today < period.from {
        (t.interests_rules_to_come(), "waiting")
    } else {
        (t.interests_rules_over(), "closed")
    };
    Line {
        id: row.id.clone(),
        source: row.source.clone(),
        days: match &row.until {
            Some(until) => t.interests_rules_from_to(words(&row.since), words(until)),
            None => t.interests_rules_from(words(&row.since)),
        },
        badge,
        state,
        end_source: row.end_source.clone(),
        open: row.until.is_none(),
    }
}
