//! Inspectors and their decrees.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::{Cell, FormView, Input, Names, Section, Sheet, again, day, gathered, shown};
use crate::inspection::acts::{self, DecreeInput};
use crate::inspection::store as rows;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::form::{Tried, field};
use crate::platform::page::Choice;
use crate::platform::permissions::Right;
use crate::platform::query::fields;

/// Most people that the form offers.
const MOST_PEOPLE: i64 = 2_000;

async fn gather(ctx: &Ctx, failed: &str, tried: Tried) -> Result<Sheet, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let mut conn = ctx.read().await?;
    let decrees = rows::inspectors(&mut conn, organisation).await?;
    let people = decrees.iter().map(|row| Some(row.person.clone())).collect();
    let names = Names::read(&mut conn, organisation, people).await?;
    let runs = ctx.actor.may_for(Right::InspectionRun, None);
    let everybody = if runs {
        crate::organisation::store::people(&mut conn, organisation, "", MOST_PEOPLE).await?
    } else {
        Vec::new()
    };
    drop(conn);
    let today = persian::tehran_date(ctx.now.0).gregorian_iso();
    let mut sheet = Sheet::new(ctx, t.inspection_inspectors(), &tried);
    sheet.crumb(ctx, t.inspection_missions(), "/inspection");
    t.inspection_inspectors_lead().clone_into(&mut sheet.lead);
    let mut section = Section {
        head: vec![
            t.committee_name(),
            t.inspection_decree(),
            t.inspection_period(),
            t.committee_state(),
        ],
        ..Section::new(t.inspection_inspectors())
    };
    for row in &decrees {
        let holds = row.holds(&today, &today);
        let state = if holds {
            (t.inspection_decree_holds(), "answered")
        } else if row.ended_on.is_none() && row.from_day > today {
            (t.inspection_decree_ahead(), "waiting")
        } else {
            (t.inspection_decree_over(), "closed")
        };
        section.rows.push(vec![
            Cell::new(names.of(Some(&row.person))),
            Cell::new(t.lang.digits(&row.decree)).more(day(ctx, &row.decree_on)),
            Cell::new(t.inspection_span(day(ctx, &row.from_day), day(ctx, &row.to_day))),
            Cell::state(state).more(row.ended_note.clone()),
        ]);
        if runs && row.ended_on.is_none() && row.to_day >= today {
            let code = format!("end-{}", row.id);
            let label =
                t.inspection_end_decree(names.of(Some(&row.person)), t.lang.digits(&row.decree));
            let action = ctx.at(&format!("/inspection/inspectors/{}/end", row.id));
            let note = Input::new("text", "note", t.committee_reason());
            section
                .forms
                .push(FormView::new(code, action, &label, vec![note]).tried(failed, &tried));
        }
    }
    if decrees.is_empty() {
        section
            .paragraphs
            .push(t.inspection_no_inspector().to_owned());
    }
    sheet.sections.push(section);
    if runs {
        let choices = everybody
            .iter()
            .filter(|row| row.active)
            .map(|row| Choice::new(&row.id, &row.name, ""))
            .collect();
        let form = FormView::new(
            "appoint",
            ctx.at("/inspection/inspectors"),
            t.inspection_appoint(),
            vec![
                Input::new("select", "person", t.committee_name())
                    .choices(t.inspection_choose(), choices),
                Input::new("text", "decree", t.inspection_decree_number()),
                Input::new("text", "decree_on", t.inspection_decree_on())
                    .hint(t.inspection_day_hint()),
                Input::new("text", "from_day", t.inspection_from()).hint(t.inspection_day_hint()),
                Input::new("text", "to_day", t.inspection_to()).hint(t.inspection_day_hint()),
            ],
        )
        .hidden("id", ctx.app.new_id(ctx.now))
        .tried(failed, &tried);
        sheet.sections.push(Section {
            forms: vec![form],
            ..Section::default()
        });
    }
    Ok(sheet)
}

/// The page.
pub async fn page(ctx: Ctx) -> Response {
    let sheet = gather(&ctx, "", Tried::default()).await;
    shown(&ctx, StatusCode::OK, sheet)
}

/// Records a decree.
pub async fn appoint(ctx: Ctx, body: Bytes) -> Response {
    let sent = gathered(fields(&body));
    let word = |name: &str| field(&sent, name).to_owned();
    let input = DecreeInput {
        id: word("id"),
        person: word("person"),
        decree: word("decree"),
        decree_on: word("decree_on"),
        from_day: word("from_day"),
        to_day: word("to_day"),
    };
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    let act = ctx.app.act(move |tx| {
        async move { acts::appoint_inspector(tx, &actor, now, &input).await }.boxed()
    });
    match act.await {
        Ok(_) => see_other_saying(&ctx.at("/inspection/inspectors"), "saved"),
        Err(why) => match again(&ctx, sent, why) {
            Ok((status, tried)) => shown(&ctx, status, gather(&ctx, "appoint", tried).await),
            Err(answer) => *answer,
        },
    }
}

/// Ends a decree.
pub async fn end(ctx: Ctx, Path((_, id)): Path<(String, String)>, body: Bytes) -> Response {
    let sent = gathered(fields(&body));
    let note = field(&sent, "note").to_owned();
    let (actor, now, of) = (ctx.actor.clone(), ctx.now, id.clone());
    let act = ctx.app.act(move |tx| {
        async move { acts::end_inspector(tx, &actor, now, &of, &note).await }.boxed()
    });
    match act.await {
        Ok(_) => see_other_saying(&ctx.at("/inspection/inspectors"), "saved"),
        Err(why) => match again(&ctx, sent, why) {
            Ok((status, tried)) => shown(
                &ctx,
                status,
                gather(&ctx, &format!("end-{id}"), tried).await,
            ),
            Err(answer) => *answer,
        },
    }
}
