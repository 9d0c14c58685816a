//! One's own page: reports one wrote, cases about oneself, duties to report. And the two forms by which a case begins.

use askama::Template;
use axum::extract::{Query, Request};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use serde::Deserialize;

use super::{Due, due, duties::duty_state, most_bytes, sent, tried};
use crate::cases::acts::{self, NewCase};
use crate::cases::model::{Source, State};
use crate::cases::store as rows;
use crate::cases::words;
use crate::organisation::store::units;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried};
use crate::platform::page::{Choice, Crumb, Page, refusal, render, render_with};
use crate::platform::texts::Lang;
use crate::voice::files::ACCEPT;

struct Line {
    href: String,
    number: String,
    note: String,
    state: &'static str,
    badge: &'static str,
    due: Option<Due>,
}

#[derive(Template)]
#[template(path = "cases/own.html")]
struct Own {
    page: Page,
    reports: Vec<Line>,
    files: Vec<Line>,
    duties: Vec<Line>,
}

/// One's own page.
pub async fn page(ctx: Ctx) -> Response {
    match gather(&ctx).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

async fn gather(ctx: &Ctx) -> Result<Own, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let person = ctx.actor.person.clone().unwrap_or_default();
    let mut conn = ctx.read().await?;
    let reported = rows::cases_reported_by(&mut conn, organisation, &person).await?;
    let about = rows::cases_about(&mut conn, organisation, &person).await?;
    let duties = rows::duties_of(&mut conn, organisation, &person).await?;
    drop(conn);
    let mut reports = Vec::new();
    for row in reported {
        // Who reported learns that it is looked at and that it ended, and no more: the rest is about somebody else.
        let (state, badge) = match row.state()? {
            State::Received => (t.cases_report_received(), "waiting"),
            known if known.is_closed() || known.is_final() || known == State::Court => {
                (t.cases_report_ended(), "answered")
            }
            _ => (t.cases_report_under_way(), "open"),
        };
        reports.push(Line {
            href: String::new(),
            number: t.lang.digits(&row.number),
            note: ctx.page.day(&row.opened_at),
            state,
            badge,
            due: None,
        });
    }
    let mut files = Vec::new();
    for row in about {
        let (state, badge) = words::state(t, row.state()?, false);
        let waits = matches!(row.state()?, State::Charged | State::Served);
        files.push(Line {
            href: ctx.at(&format!("/cases/own/{}", row.id)),
            number: t.lang.digits(&row.number),
            note: String::new(),
            state,
            badge,
            due: waits
                .then(|| due(&ctx.page, row.deadline_at, ctx.now))
                .flatten(),
        });
    }
    let duties = duties
        .into_iter()
        .map(|row| {
            let (state, badge) = duty_state(t, &row.state);
            let open = row.state != "reported";
            Line {
                href: if open {
                    ctx.at(&format!("/cases/report?duty={}", row.id))
                } else {
                    String::new()
                },
                number: row.subject,
                note: t.cases_duty_learnt(t.lang.digits(&row.learnt_on.replace('-', "/"))),
                state,
                badge,
                due: open
                    .then(|| due(&ctx.page, Some(row.due_at), ctx.now))
                    .flatten(),
            }
        })
        .collect();
    Ok(Own {
        reports,
        files,
        duties,
        page: ctx.page.clone(),
    })
}

/// What an address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    duty: String,
    finding: String,
    message: String,
}

#[derive(Template)]
#[template(path = "cases/new.html")]
struct New {
    page: Page,
    crumbs: Vec<Crumb>,
    title: &'static str,
    report: bool,
    from: String,
    units: Vec<Choice>,
    most: usize,
    accept: &'static str,
    tried: Tried,
}

async fn form_page(ctx: &Ctx, report: bool, tried: Tried) -> Result<New, ActError> {
    let t = &ctx.page.t;
    let mut conn = ctx.read().await?;
    let all = units(&mut conn, ctx.organisation()).await?;
    drop(conn);
    let mut tried = tried;
    if tried.value("id").is_empty() {
        tried
            .fields
            .insert("id".to_owned(), ctx.app.new_id(ctx.now));
    }
    let chosen = tried.value("unit").to_owned();
    let (title, back, at) = if report {
        (t.cases_report_title(), t.cases_own_title(), "/cases/own")
    } else {
        (t.cases_open_new(), t.nav_cases(), "/cases")
    };
    Ok(New {
        crumbs: vec![Crumb {
            label: back.to_owned(),
            href: ctx.at(at),
        }],
        title,
        report,
        from: match Source::of(tried.value("source")) {
            Some(source) if !report => t.cases_from(words::source(t, source)),
            _ => String::new(),
        },
        units: all
            .into_iter()
            .filter(|unit| unit.active)
            .map(|unit| {
                let name = if t.lang == Lang::Fa {
                    unit.name
                } else {
                    unit.name_en
                };
                Choice::new(unit.id, name, &chosen)
            })
            .collect(),
        most: most_bytes(ctx).await?,
        accept: ACCEPT,
        tried,
        page: ctx.page.clone(),
    })
}

async fn show(ctx: &Ctx, report: bool, status: StatusCode, tried: Tried) -> Response {
    match form_page(ctx, report, tried).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

/// The form of a report.
pub async fn form(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    let mut tried = Tried::default();
    tried.fields.insert("duty".to_owned(), asked.duty);
    show(&ctx, true, StatusCode::OK, tried).await
}

/// The form by which the officer opens a case, with what is known from a finding or message.
pub async fn new(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    match begun(&ctx, &asked).await {
        Ok(tried) => show(&ctx, false, StatusCode::OK, tried).await,
        Err(why) => refusal(&ctx, why),
    }
}

async fn begun(ctx: &Ctx, asked: &Asked) -> Result<Tried, ActError> {
    let organisation = ctx.organisation();
    let mut tried = Tried::default();
    let mut put = |name: &str, value: String| tried.fields.insert(name.to_owned(), value);
    let mut conn = ctx.read().await?;
    put(
        "body",
        ctx.page
            .organisation
            .as_ref()
            .map_or_else(String::new, |o| o.name.clone()),
    );
    if asked.finding.contains('\0') || asked.message.contains('\0') {
        return Err(ActError::NotFound);
    }
    if !asked.finding.is_empty() {
        let row = crate::findings::acts::readable(&mut conn, &ctx.actor, &asked.finding).await?;
        put("source", Source::Finding.code().to_owned());
        put("source_id", row.id);
        put("unit", row.unit.unwrap_or_default());
        put("description", format!("{}\n{}", row.title, row.text));
    } else if !asked.message.is_empty() {
        let row = crate::voice::store::message(&mut conn, organisation, &asked.message)
            .await?
            .ok_or(ActError::NotFound)?;
        if !crate::voice::desk::detail::may_read(ctx, &mut conn, &row).await? {
            return Err(ActError::NotFound);
        }
        put("source", Source::Message.code().to_owned());
        put("source_id", row.id);
        put("unit", row.unit.unwrap_or_default());
        put("description", format!("{}\n{}", row.subject, row.text));
    } else {
        put("source", Source::Paper.code().to_owned());
    }
    Ok(tried)
}

fn input(fields: &Fields, document: Option<crate::voice::store::Attachment>) -> NewCase {
    let text = |name: &str| crate::platform::form::field(fields, name).to_owned();
    NewCase {
        id: text("id"),
        source: text("source"),
        source_id: text("source_id"),
        body: text("body"),
        unit: text("unit"),
        description: text("description"),
        suspect_name: text("suspect_name"),
        suspect_post: text("suspect_post"),
        duty: text("duty"),
        document,
    }
}

/// Takes a report.
pub async fn send(ctx: Ctx, request: Request) -> Response {
    take(&ctx, request, true).await
}

/// Opens a case.
pub async fn open(ctx: Ctx, request: Request) -> Response {
    take(&ctx, request, false).await
}

async fn take(ctx: &Ctx, request: Request, report: bool) -> Response {
    let sent = match sent(ctx, request).await {
        Ok(sent) => sent,
        Err(why) => return refusal(ctx, why),
    };
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let done = if let Err(why) = sent.check() {
        Err(why)
    } else {
        let input = input(&sent.fields, sent.document.clone());
        ctx.app
            .act(move |tx| {
                async move {
                    if report {
                        acts::report(tx, &actor, now, &input).await
                    } else {
                        acts::open(tx, &actor, now, &input).await
                    }
                }
                .boxed()
            })
            .await
            .map(|(id, _)| id)
    };
    match done {
        Ok(_) if report => see_other_saying(&ctx.at("/cases/own"), "sent"),
        Ok(id) => {
            let seen = async {
                let mut conn = ctx.read().await?;
                acts::load(&mut conn, &ctx.actor, &id).await
            };
            // A case about the officer themselves, or who is above them, is not theirs to see.
            let next = if seen.await.is_ok() {
                format!("/cases/{id}")
            } else {
                "/cases".to_owned()
            };
            see_other_saying(&ctx.at(&next), "saved")
        }
        Err(why) => match tried(ctx, sent.fields, why) {
            Ok((status, tried)) => show(ctx, report, status, tried).await,
            Err(answer) => *answer,
        },
    }
}
