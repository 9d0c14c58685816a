//! The process map, the appetites and the anchors of the scales.

use askama::Template;
use axum::extract::{Form, Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use serde::Deserialize;

use super::{Lists, day_of, tabs};
use crate::committee::pages::{name_of, tried};
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried, field};
use crate::platform::page::{Choice, NavItem, Page, refusal, render_with};
use crate::platform::permissions::Right;
use crate::risks::acts::{self, AnchorInput, AppetiteInput, ProcessInput};
use crate::risks::store::{self as rows, Filter};

/// What an address asks for: a process or an anchor to be changed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    process: String,
    anchor: String,
}

struct ProcessLine {
    name: String,
    href: String,
    risks: String,
    service: String,
    service_href: String,
    edit: String,
    active: bool,
}

struct AreaCard {
    name: String,
    appetite: String,
    /// Since when and by whose decision, or that it is the general one.
    basis: String,
    history: Vec<String>,
    processes: Vec<ProcessLine>,
}

struct AnchorLine {
    level: String,
    name: String,
    text: String,
    edit: String,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each opens one part of the page"
)]
#[derive(Template)]
#[template(path = "risks/processes.html")]
struct Processes {
    page: Page,
    tabs: Vec<NavItem>,
    here: String,
    runs: bool,
    empty: bool,
    areas: Vec<AreaCard>,
    area_choices: Vec<Choice>,
    appetite_choices: Vec<Choice>,
    likelihood: Vec<AnchorLine>,
    impact: Vec<AnchorLine>,
    /// The form that is open: `process`, `anchor`, `appetite`, or empty.
    open: String,
    process_id: String,
    /// Whether the form changes a process that exists.
    changes: bool,
    process_active: bool,
    anchor_title: String,
    tried: Tried,
}

/// The page.
pub async fn page(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    let open = if !asked.process.is_empty() {
        "process"
    } else if !asked.anchor.is_empty() {
        "anchor"
    } else {
        ""
    };
    let mut fields = Fields::new();
    fields.insert("process_id".to_owned(), asked.process);
    fields.insert("anchor_id".to_owned(), asked.anchor);
    let tried = Tried {
        fields,
        ..Tried::default()
    };
    show(&ctx, StatusCode::OK, open, false, tried).await
}

async fn gather(
    ctx: &Ctx,
    open: &str,
    sent: bool,
    mut tried: Tried,
) -> Result<Processes, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let lists = Lists::read(&mut conn, ctx, &rules).await?;
    let anchors = rows::anchors(&mut conn, organisation).await?;
    let appetites = rows::all_appetites(&mut conn, organisation).await?;
    let mut areas = Vec::new();
    for (id, ..) in &lists.areas {
        let own: Vec<_> = appetites.iter().filter(|row| row.area == *id).collect();
        let now = own.iter().find(|row| row.from_day <= lists.today);
        let mut processes = Vec::new();
        for row in lists.processes.iter().filter(|row| row.area == *id) {
            let filter = Filter {
                process: row.id.clone(),
                state: "open".to_owned(),
                ..lists.filter(ctx)
            };
            let risks = rows::count(&mut conn, organisation, &filter).await?;
            let mut service = String::new();
            if let Some(code) = &row.service
                && let Some(found) =
                    crate::services::store::service_by_code(&mut conn, organisation, code).await?
            {
                let en = if found.name_en.is_empty() {
                    &found.name
                } else {
                    &found.name_en
                };
                name_of(t.lang, &found.name, en).clone_into(&mut service);
            }
            processes.push(ProcessLine {
                name: lists.process_name(t, &row.id).to_owned(),
                href: ctx.at(&format!("/risks?process={}", row.id)),
                risks: t.risks_found(risks),
                service,
                service_href: ctx.at(&format!(
                    "/services/{}",
                    row.service.as_deref().unwrap_or("")
                )),
                edit: ctx.at(&format!("/risks/processes?process={}#process-form", row.id)),
                active: row.active,
            });
        }
        areas.push(AreaCard {
            name: lists.area_name(t, id).to_owned(),
            appetite: ctx.page.number(&lists.appetite(id)),
            basis: now.map_or_else(
                || t.risks_appetite_general().to_owned(),
                |row| t.risks_appetite_since(day_of(t, &row.from_day), &row.source),
            ),
            history: (own.iter())
                .filter(|row| now.is_none_or(|now| now.id != row.id))
                .map(|row| {
                    t.risks_appetite_line(
                        day_of(t, &row.from_day),
                        t.lang.integer(row.level),
                        &row.source,
                    )
                })
                .collect(),
            processes,
        });
    }
    drop(conn);
    let line = |scale: &str| {
        (anchors.iter())
            .filter(|row| row.scale == scale)
            .map(|row| AnchorLine {
                level: ctx.page.number(&row.level),
                name: name_of(t.lang, &row.name, &row.name_en).to_owned(),
                text: name_of(t.lang, &row.text, &row.text_en).to_owned(),
                edit: ctx.at(&format!("/risks/processes?anchor={}#anchor-form", row.id)),
            })
            .collect()
    };
    let asked_process = tried.value("process_id").to_owned();
    let known = lists.processes.iter().find(|row| row.id == asked_process);
    let anchor = anchors
        .iter()
        .find(|row| row.id == tried.value("anchor_id"));
    if !sent {
        let mut fill = |name: &str, value: &str| {
            tried.fields.insert(name.to_owned(), value.to_owned());
        };
        if let Some(row) = known {
            fill("name", &row.name);
            fill("name_en", &row.name_en);
            fill("service", row.service.as_deref().unwrap_or(""));
        }
        if let Some(row) = anchor {
            fill("anchor_name", &row.name);
            fill("anchor_name_en", &row.name_en);
            fill("anchor_text", &row.text);
            fill("anchor_text_en", &row.text_en);
        }
    }
    let process_active = if sent {
        !tried.value("active").is_empty()
    } else {
        known.is_none_or(|row| row.active)
    };
    Ok(Processes {
        tabs: tabs(ctx, "/risks/processes"),
        here: ctx.at("/risks/processes"),
        runs: ctx.actor.may_for(Right::RiskRun, None),
        empty: lists.areas.is_empty(),
        areas,
        area_choices: lists.area_choices(t, tried.value("area")),
        appetite_choices: lists.area_choices(t, tried.value("appetite_area")),
        likelihood: line("likelihood"),
        impact: line("impact"),
        open: open.to_owned(),
        process_id: if asked_process.is_empty() {
            ctx.app.new_id(ctx.now)
        } else {
            asked_process.clone()
        },
        changes: known.is_some(),
        process_active,
        anchor_title: anchor.map_or_else(String::new, |row| {
            let scale = if row.scale == "impact" {
                t.risks_impact()
            } else {
                t.risks_likelihood()
            };
            t.risks_anchor_of(scale, t.lang.integer(row.level))
        }),
        tried,
        page: ctx.page.clone(),
    })
}

async fn show(ctx: &Ctx, status: StatusCode, open: &str, sent: bool, tried: Tried) -> Response {
    match gather(ctx, open, sent, tried).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

/// Begins the map, or writes a process, an anchor, an appetite.
pub async fn act(
    ctx: Ctx,
    Path((_, deed)): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    let (actor, now, sent, wanted) = (ctx.actor.clone(), ctx.now, fields.clone(), deed.clone());
    let act = ctx.app.act(move |tx| {
        async move {
            let text = |name: &str| field(&sent, name).to_owned();
            match wanted.as_str() {
                "begin" => acts::set_up(tx, &actor, now).await,
                "process" => {
                    let input = ProcessInput {
                        id: text("process_id"),
                        area: text("area"),
                        name: text("name"),
                        name_en: text("name_en"),
                        service: text("service"),
                        active: !text("active").is_empty(),
                    };
                    acts::put_process(tx, &actor, now, &input).await
                }
                "anchor" => {
                    let input = AnchorInput {
                        id: text("anchor_id"),
                        name: text("anchor_name"),
                        name_en: text("anchor_name_en"),
                        text: text("anchor_text"),
                        text_en: text("anchor_text_en"),
                    };
                    acts::put_anchor(tx, &actor, now, &input).await
                }
                "appetite" => {
                    let input = AppetiteInput {
                        area: text("appetite_area"),
                        level: text("level"),
                        from_day: text("from_day"),
                        source: text("source"),
                    };
                    acts::set_appetite(tx, &actor, now, &input).await
                }
                _ => Err(ActError::NotFound),
            }
        }
        .boxed()
    });
    match act.await {
        Ok(_) => see_other_saying(&ctx.at("/risks/processes"), "saved"),
        Err(why) => match tried(&ctx, fields, why) {
            Ok((status, tried)) => show(&ctx, status, &deed, true, tried).await,
            Err(answer) => *answer,
        },
    }
}
