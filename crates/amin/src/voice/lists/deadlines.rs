//! Deadlines: how many working days each step may take, from which day on, by which source.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use persian::Date;

use crate::organisation::model::solar_day;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::{ActError, invalid};
use crate::platform::form::{Fields, field};
use crate::platform::page::{Choice, FormErrors, Page, refusal, render_with};
use crate::platform::texts::{Lang, Texts};
use crate::voice::acts;
use crate::voice::model::{Kind, Purpose};
use crate::voice::rules::{DeadlineRule, Rules};
use crate::voice::words;

/// How binding a deadline is, as stored.
const FORCES: [&str; 3] = ["binding", "recommended", "practice"];

/// A deadline in the list.
struct Line {
    id: String,
    purpose: &'static str,
    about: String,
    days: String,
    force: &'static str,
    source: String,
    from: String,
    active: bool,
    ahead: bool,
}

/// The form of a deadline.
struct DeadlineForm {
    id: String,
    purposes: Vec<Choice>,
    kinds: Vec<Choice>,
    categories: Vec<Choice>,
    working_days: String,
    warn_share: String,
    source: String,
    forces: Vec<Choice>,
    valid_from: String,
    active: bool,
}

fn purpose_name(t: Texts, purpose: &str) -> &'static str {
    match Purpose::of(purpose) {
        Some(Purpose::Answer) | None => t.voice_list_purpose_answer(),
        Some(Purpose::Review) => t.voice_list_purpose_review(),
        Some(Purpose::Completion) => t.voice_list_purpose_completion(),
        Some(Purpose::Objection) => t.voice_list_purpose_objection(),
        Some(Purpose::Escalation) => t.voice_list_purpose_escalation(),
    }
}

fn force_name(t: Texts, word: &str) -> &'static str {
    match word {
        "binding" => t.voice_list_force_binding(),
        "recommended" => t.voice_list_force_recommended(),
        _ => t.voice_list_force_practice(),
    }
}

/// The fields of a stored rule, as its form would send them.
fn stored(rule: &DeadlineRule) -> Fields {
    let fields = [
        ("id", rule.id.clone()),
        ("purpose", rule.purpose.clone()),
        ("kind", rule.kind.clone().unwrap_or_default()),
        ("category", rule.category.clone().unwrap_or_default()),
        ("working_days", rule.working_days.to_string()),
        ("warn_share", rule.warn_share.to_string()),
        ("source", rule.source.clone()),
        ("force", rule.applicability.clone()),
        ("valid_from", solar_day(&rule.valid_from)),
        ("active", if rule.active { "yes" } else { "" }.to_owned()),
    ];
    (fields.into_iter())
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// The form with what was sent or stored.
fn form(t: Texts, rules: &Rules, fields: &Fields) -> DeadlineForm {
    let text = |name: &str| field(fields, name).to_owned();
    let chosen = |name: &str| field(fields, name);
    let category = chosen("category");
    DeadlineForm {
        id: text("id"),
        purposes: (Purpose::ALL.iter().map(|purpose| purpose.code()))
            .map(|code| Choice::new(code, purpose_name(t, code), chosen("purpose")))
            .collect(),
        kinds: (Kind::ALL.iter())
            .map(|&kind| Choice::new(kind.code(), words::kind(&t, kind), chosen("kind")))
            .collect(),
        categories: (rules.categories.iter())
            .filter(|c| c.active || c.id == category)
            .map(|c| Choice::new(&c.id, rules.category_name(t.lang, &c.id), category))
            .collect(),
        working_days: text("working_days"),
        warn_share: text("warn_share"),
        source: text("source"),
        forces: (FORCES.iter())
            .map(|word| Choice::new(*word, force_name(t, word), chosen("force")))
            .collect(),
        valid_from: text("valid_from"),
        active: !chosen("active").is_empty(),
    }
}

/// The rule that the fields describe; numbers that cannot be read are told beside the rest by the act, which refuses zero days.
fn rule(fields: &Fields) -> Result<DeadlineRule, ActError> {
    let number = |name: &str| persian::parse_integer(field(fields, name)).unwrap_or(-1);
    let optional = |name: &str| Some(field(fields, name).to_owned()).filter(|v| !v.is_empty());
    let date = field(fields, "valid_from");
    let valid_from = match date.parse::<Date>() {
        Ok(date) => date.gregorian_iso(),
        Err(_) if date.is_empty() => String::new(),
        Err(why) => {
            return Err(invalid("valid_from", move |t| match t.lang {
                Lang::Fa => why.to_persian(),
                Lang::En => why.to_string(),
            }));
        }
    };
    let force = field(fields, "force");
    Ok(DeadlineRule {
        id: field(fields, "id").to_owned(),
        purpose: field(fields, "purpose").to_owned(),
        kind: optional("kind"),
        category: optional("category"),
        working_days: number("working_days"),
        warn_share: number("warn_share"),
        source: field(fields, "source").to_owned(),
        applicability: if FORCES.contains(&force) {
            force
        } else {
            "practice"
        }
        .to_owned(),
        valid_from,
        active: !field(fields, "active").is_empty(),
    })
}

async fn write(ctx: &Ctx, fields: &Fields) -> Result<(), ActError> {
    let rule = rule(fields)?;
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let act = ctx.app.act(move |tx| {
        async move { acts::edit_deadline_rule(tx, &actor, now, &rule).await }.boxed()
    });
    act.await.map(|_| ())
}

async fn lists(ctx: &Ctx) -> Result<Arc<Rules>, Box<Response>> {
    let found = ctx.app.rules(ctx.organisation()).await;
    found.map_err(|why| Box::new(refusal(ctx, why.into())))
}

#[derive(Template)]
#[template(path = "voice/lists/deadlines.html")]
struct Deadlines {
    page: Page,
    list: Vec<Line>,
    form: DeadlineForm,
    errors: FormErrors,
}

fn line(ctx: &Ctx, rules: &Rules, rule: &DeadlineRule) -> Line {
    let t = ctx.page.t;
    let kind = rule.kind.as_deref().and_then(Kind::of);
    let kind = kind.map(|kind| words::kind(&t, kind).to_owned());
    let category = (rule.category.as_deref()).map(|id| rules.category_name(t.lang, id).to_owned());
    let about: Vec<String> = kind.into_iter().chain(category).collect();
    Line {
        purpose: purpose_name(t, &rule.purpose),
        about: if about.is_empty() {
            t.voice_list_every_message().to_owned()
        } else {
            about.join(" · ")
        },
        days: t.lang.digits(&rule.working_days.to_string()),
        force: force_name(t, &rule.applicability),
        source: rule.source.clone(),
        from: t.lang.digits(&solar_day(&rule.valid_from)),
        active: rule.active,
        ahead: rule.valid_from > ctx.now.utc_day(),
        id: rule.id.clone(),
    }
}

async fn list_answer(
    ctx: &Ctx,
    status: StatusCode,
    fields: &Fields,
    errors: FormErrors,
) -> Response {
    let rules = match lists(ctx).await {
        Ok(rules) => rules,
        Err(answer) => return *answer,
    };
    let list = rules.deadlines.iter().map(|rule| line(ctx, &rules, rule));
    render_with(
        status,
        &Deadlines {
            page: ctx.page.clone(),
            list: list.collect(),
            form: form(ctx.page.t, &rules, fields),
            errors,
        },
    )
}

/// All deadlines, and the form for a new one.
pub(super) async fn page(ctx: Ctx) -> Response {
    let blank: Fields = [
        ("id", ctx.app.new_id(ctx.now)),
        ("warn_share", crate::voice::seed::WARN_SHARE.to_string()),
        ("force", "practice".to_owned()),
        ("active", "yes".to_owned()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    list_answer(&ctx, StatusCode::OK, &blank, FormErrors::default()).await
}

/// Adds a deadline.
pub(super) async fn add(ctx: Ctx, Form(fields): Form<Fields>) -> Response {
    match write(&ctx, &fields).await {
        Ok(()) => see_other_saying(&ctx.at("/admin/deadlines"), "saved"),
        Err(ActError::Invalid(wrong)) => {
            let errors = FormErrors::new(&ctx.page.t, &wrong);
            list_answer(&ctx, StatusCode::UNPROCESSABLE_ENTITY, &fields, errors).await
        }
        Err(why) => refusal(&ctx, why),
    }
}

#[derive(Template)]
#[template(path = "voice/lists/deadline.html")]
struct DeadlinePage {
    page: Page,
    name: &'static str,
    form: DeadlineForm,
    errors: FormErrors,
}

async fn one_answer(
    ctx: &Ctx,
    status: StatusCode,
    id: &str,
    sent: Option<&Fields>,
    errors: FormErrors,
) -> Response {
    let rules = match lists(ctx).await {
        Ok(rules) => rules,
        Err(answer) => return *answer,
    };
    let Some(rule) = rules.deadlines.iter().find(|rule| rule.id == id) else {
        return refusal(ctx, ActError::NotFound);
    };
    let kept = stored(rule);
    render_with(
        status,
        &DeadlinePage {
            page: ctx.page.clone(),
            name: purpose_name(ctx.page.t, &rule.purpose),
            form: form(ctx.page.t, &rules, sent.unwrap_or(&kept)),
            errors,
        },
    )
}

/// One deadline.
pub(super) async fn one(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    one_answer(&ctx, StatusCode::OK, &id, None, FormErrors::default()).await
}

/// Changes a deadline; messages that were promised one keep it.
pub(super) async fn change(
    ctx: Ctx,
    Path((_, id)): Path<(String, String)>,
    Form(mut fields): Form<Fields>,
) -> Response {
    fields.insert("id".to_owned(), id.clone());
    let known = match lists(&ctx).await {
        Ok(rules) => rules.deadlines.iter().any(|rule| rule.id == id),
        Err(answer) => return *answer,
    };
    if !known {
        return refusal(&ctx, ActError::NotFound);
    }
    match write(&ctx, &fields).await {
        Ok(()) => see_other_saying(&ctx.at("/admin/deadlines"), "saved"),
        Err(ActError::Invalid(wrong)) => {
            let (errors, status) = (
                FormErrors::new(&ctx.page.t, &wrong),
                StatusCode::UNPROCESSABLE_ENTITY,
            );
            one_answer(&ctx, status, &id, Some(&fields), errors).await
        }
        Err(why) => refusal(&ctx, why),
    }
}
