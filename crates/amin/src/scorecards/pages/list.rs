//! The units whose scorecards a reader may open, in the order of the organisation.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;

use super::{Asked, periods, talk_state};
use crate::committee::pages::report::period_words;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, Page, refusal, render};
use crate::platform::permissions::Right;
use crate::scorecards::store as rows;

/// A unit.
struct Line {
    href: String,
    name: String,
    managers: String,
    state: &'static str,
    badge: &'static str,
}

#[derive(Template)]
#[template(path = "scorecards/list.html")]
struct List {
    page: Page,
    period: String,
    periods: Vec<Choice>,
    lines: Vec<Line>,
}

async fn gather(ctx: &Ctx, asked: &Asked) -> Result<List, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let period = asked.read(ctx)?;
    let code = period.code();
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let managers = rows::managers(&mut conn, organisation).await?;
    let talks = rows::talks(&mut conn, organisation).await?;
    drop(conn);
    let separator = if ctx.page.lang == "fa" { "، " } else { ", " };
    let lines = (rules.units.iter())
        .filter(|unit| ctx.actor.may_for(Right::ScorecardRead, Some(&unit.id)))
        // A unit without a manager has nobody with whom its scorecard is discussed; its figures count in the unit above.
        .filter_map(|unit| {
            let names: Vec<&str> = (managers.iter())
                .filter(|(.., of)| of.as_ref() == Some(&unit.id))
                .map(|(_, _, name, _)| name.as_str())
                .collect();
            let talk = talks
                .iter()
                .find(|row| row.unit == unit.id && row.period == code);
            if names.is_empty() && talk.is_none() {
                return None;
            }
            let (state, badge) = talk_state(t, talk);
            Some(Line {
                href: ctx.at(&format!("/scorecards/{}?period={code}", unit.id)),
                name: rules.unit_name(t.lang, Some(&unit.id)).to_owned(),
                managers: names.join(separator),
                state,
                badge,
            })
        })
        .collect();
    Ok(List {
        period: period_words(ctx, &code),
        periods: periods(ctx, period),
        lines,
        page: ctx.page.clone(),
    })
}

/// The page.
pub async fn page(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    match gather(&ctx, &asked).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}
