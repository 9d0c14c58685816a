//! A new risk, a risk worded anew, and a finding that raises or confirms one.

use askama::Template;
use axum::extract::{Form, Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use serde::Deserialize;

use super::register::{Line, line};
use super::{LINES, Lists, owner_choices, unit_choices};
use crate::committee::pages::{crumb, name_of, tried};
use crate::findings::acts::readable;
use crate::findings::store::FindingRow;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried, field};
use crate::platform::page::{Choice, Crumb, Page, refusal, render, render_with};
use crate::platform::permissions::Right;
use crate::risks::acts::{self, RiskInput};
use crate::risks::store::{self as rows, Filter, RiskRow};

/// What an address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    finding: String,
    process: String,
    q: String,
}

#[derive(Template)]
#[template(path = "risks/new.html")]
struct New {
    page: Page,
    crumbs: Vec<Crumb>,
    title: &'static str,
    action: String,
    /// Id of the risk that is made; empty where one is changed.
    id: String,
    finding: String,
    finding_title: String,
    processes: Vec<Choice>,
    units: Vec<Choice>,
    owners: Vec<Choice>,
    tried: Tried,
}

fn input(fields: &Fields) -> RiskInput {
    let text = |name: &str| field(fields, name).to_owned();
    RiskInput {
        process: text("process"),
        unit: text("unit"),
        owner: text("owner"),
        cause: text("cause"),
        event: text("event"),
        effect: text("effect"),
        cause_en: text("cause_en"),
        event_en: text("event_en"),
        effect_en: text("effect_en"),
    }
}

/// The finding, where this reader may see it.
async fn seen(conn: &mut store::Conn, ctx: &Ctx, id: &str) -> Result<FindingRow, ActError> {
    readable(conn, &ctx.actor, &id.replace('\0', "")).await
}

/// The form; `known` is the risk that it changes, `sent` says whether the fields were typed.
async fn form(
    ctx: &Ctx,
    known: Option<&RiskRow>,
    sent: bool,
    mut tried: Tried,
) -> Result<New, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let lists = Lists::read(&mut conn, ctx, &rules).await?;
    let mut finding_title = String::new();
    let finding = tried.value("finding").to_owned();
    if !finding.is_empty() {
        let row = seen(&mut conn, ctx, &finding).await?;
        name_of(t.lang, &row.title, &row.title_en).clone_into(&mut finding_title);
        if !sent {
            let process = row.service.as_ref().and_then(|service| {
                lists
                    .processes
                    .iter()
                    .find(|process| process.service.as_ref() == Some(service))
            });
            let mut fill = |name: &str, value: &str| {
                tried.fields.insert(name.to_owned(), value.to_owned());
            };
            fill("unit", row.unit.as_deref().unwrap_or(""));
            fill("process", process.map_or("", |process| &process.id));
            fill("event", &row.title);
            fill("event_en", &row.title_en);
        }
    }
    if let (Some(row), false) = (known, sent) {
        for (name, value) in [
            ("process", &row.process),
            ("unit", &row.unit),
            ("owner", &row.owner),
            ("cause", &row.cause),
            ("event", &row.event),
            ("effect", &row.effect),
            ("cause_en", &row.cause_en),
            ("event_en", &row.event_en),
            ("effect_en", &row.effect_en),
        ] {
            tried.fields.insert(name.to_owned(), value.clone());
        }
    }
    let owner = match tried.value("owner") {
        "" => ctx.actor.account.clone().unwrap_or_default(),
        owner => owner.to_owned(),
    };
    let owners = owner_choices(&mut conn, ctx, &owner).await?;
    drop(conn);
    let id = match tried.value("id") {
        "" => ctx.app.new_id(ctx.now),
        id => id.to_owned(),
    };
    let mut crumbs = vec![crumb(ctx, t.nav_risks(), "/risks")];
    if let Some(row) = known {
        let number = t.risks_risk_number(t.lang.integer(row.number));
        crumbs.push(crumb(ctx, number, &format!("/risks/{}", row.id)));
    }
    Ok(New {
        crumbs,
        title: if known.is_some() {
            t.risks_edit()
        } else {
            t.risks_new()
        },
        action: known.map_or_else(
            || ctx.at("/risks"),
            |row| ctx.at(&format!("/risks/{}/edit", row.id)),
        ),
        id: if known.is_some() { String::new() } else { id },
        finding,
        finding_title,
        processes: lists.process_choices(t, tried.value("process")),
        units: unit_choices(ctx, &rules, tried.value("unit")),
        owners,
        tried,
        page: ctx.page.clone(),
    })
}

async fn show(
    ctx: &Ctx,
    status: StatusCode,
    known: Option<&RiskRow>,
    sent: bool,
    tried: Tried,
) -> Response {
    match form(ctx, known, sent, tried).await {
        Ok(form) => render_with(status, &form),
        Err(why) => refusal(ctx, why),
    }
}

/// The form of a new risk.
pub async fn page(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    let mut fields = Fields::new();
    fields.insert("finding".to_owned(), asked.finding);
    fields.insert("process".to_owned(), asked.process);
    let tried = Tried {
        fields,
        ..Tried::default()
    };
    show(&ctx, StatusCode::OK, None, false, tried).await
}

/// Writes a new risk.
pub async fn register(ctx: Ctx, Form(fields): Form<Fields>) -> Response {
    let rules = match ctx.app.rules(ctx.organisation()).await {
        Ok(rules) => rules,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let (actor, now, input) = (ctx.actor.clone(), ctx.now, input(&fields));
    let (id, finding) = (
        field(&fields, "id").to_owned(),
        field(&fields, "finding").to_owned(),
    );
    let made = id.clone();
    let act = ctx.app.act(move |tx| {
        async move { acts::register(tx, &actor, now, &rules, &id, &finding, &input).await }.boxed()
    });
    match act.await {
        Ok(_) => see_other_saying(&ctx.at(&format!("/risks/{made}")), "saved"),
        Err(why) => match tried(&ctx, fields, why) {
            Ok((status, tried)) => show(&ctx, status, None, true, tried).await,
            Err(answer) => *answer,
        },
    }
}

async fn known(ctx: &Ctx, id: &str) -> Result<RiskRow, ActError> {
    let mut conn = ctx.read().await?;
    let row = acts::visible(&mut conn, &ctx.actor, id).await?;
    ctx.actor.require(Right::RiskEdit, Some(&row.unit))?;
    Ok(row)
}

/// The form of a risk that stands in the register.
pub async fn edit_page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    match known(&ctx, &id).await {
        Ok(row) => show(&ctx, StatusCode::OK, Some(&row), false, Tried::default()).await,
        Err(why) => refusal(&ctx, why),
    }
}

/// Words a risk anew.
pub(super) async fn edit(ctx: &Ctx, id: &str, fields: Fields) -> Response {
    let row = match known(ctx, id).await {
        Ok(row) => row,
        Err(why) => return refusal(ctx, why),
    };
    let rules = match ctx.app.rules(ctx.organisation()).await {
        Ok(rules) => rules,
        Err(why) => return refusal(ctx, why.into()),
    };
    let (actor, now, input, risk) = (ctx.actor.clone(), ctx.now, input(&fields), id.to_owned());
    let act = ctx.app.act(move |tx| {
        async move { acts::edit(tx, &actor, now, &rules, &risk, &input).await }.boxed()
    });
    match act.await {
        Ok(_) => see_other_saying(&ctx.at(&format!("/risks/{id}")), "saved"),
        Err(why) => match tried(ctx, fields, why) {
            Ok((status, tried)) => show(ctx, status, Some(&row), true, tried).await,
            Err(answer) => *answer,
        },
    }
}

#[derive(Template)]
#[template(path = "risks/link.html")]
struct Link {
    page: Page,
    crumbs: Vec<Crumb>,
    finding: String,
    finding_title: String,
    finding_href: String,
    question: String,
    lines: Vec<(String, Line)>,
    raise: String,
}

/// Which risk a finding belongs to: those of the same service first, or those that a search finds.
pub async fn link_page(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    match link_form(&ctx, &asked).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

async fn link_form(ctx: &Ctx, asked: &Asked) -> Result<Link, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let lists = Lists::read(&mut conn, ctx, &rules).await?;
    let row = seen(&mut conn, ctx, &asked.finding).await?;
    let mut found: Vec<RiskRow> = Vec::new();
    let words = asked.q.trim();
    if let (true, Some(service)) = (words.is_empty(), &row.service) {
        found = rows::of_service(&mut conn, organisation, service, LINES).await?;
    }
    if found.is_empty() {
        let filter = Filter {
            question: words.replace('\0', ""),
            unit: if words.is_empty() {
                row.unit.clone().unwrap_or_default()
            } else {
                String::new()
            },
            state: "open".to_owned(),
            ..lists.filter(ctx)
        };
        found = rows::list(&mut conn, organisation, &filter, LINES, 0).await?;
    }
    let linked = rows::risks_of(&mut conn, organisation, &row.id).await?;
    found.retain(|risk| {
        ctx.actor.may_for(Right::RiskEdit, Some(&risk.unit))
            && !linked.iter().any(|(id, ..)| *id == risk.id)
    });
    let ids: Vec<String> = found.iter().map(|row| row.id.clone()).collect();
    let counts = rows::linked_counts(&mut conn, organisation, &ids).await?;
    drop(conn);
    Ok(Link {
        crumbs: vec![crumb(ctx, t.nav_findings(), "/findings")],
        finding_title: name_of(t.lang, &row.title, &row.title_en).to_owned(),
        finding_href: ctx.at(&format!("/findings/{}", row.id)),
        question: asked.q.clone(),
        lines: (found.iter())
            .map(|risk| (risk.id.clone(), line(ctx, &lists, &rules, &counts, risk)))
            .collect(),
        raise: ctx.at(&format!("/risks/new?finding={}", row.id)),
        finding: row.id,
        page: ctx.page.clone(),
    })
}

/// Links a finding to a risk.
pub async fn link(ctx: Ctx, Form(fields): Form<Fields>) -> Response {
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let (risk, finding) = (
        field(&fields, "risk").to_owned(),
        field(&fields, "finding").to_owned(),
    );
    let to = ctx.at(&format!("/risks/{risk}"));
    let act = ctx
        .app
        .act(move |tx| async move { acts::link(tx, &actor, now, &risk, &finding).await }.boxed());
    match act.await {
        Ok(_) => see_other_saying(&to, "saved"),
        Err(why) => refusal(&ctx, why),
    }
}
