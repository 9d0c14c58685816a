//! The records behind a figure, as far as the reader may read each.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;

use super::{Asked, crumbs, figure_word, known};
use crate::chain::kinds::kind;
use crate::committee::pages::report::period_words;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Crumb, Page, refusal, render};
use crate::platform::permissions::Right;
use crate::scorecards::model::Figure;

/// Most records on the page.
const MOST: usize = 300;

/// A record.
struct Line {
    kind: &'static str,
    title: String,
    href: String,
    counts: bool,
}

#[derive(Template)]
#[template(path = "scorecards/records.html")]
struct RecordsPage {
    page: Page,
    crumbs: Vec<Crumb>,
    title: &'static str,
    lead: String,
    lines: Vec<Line>,
    shares: bool,
    withheld: String,
    cut: String,
}

async fn gather(ctx: &Ctx, unit: &str, code: &str, asked: &Asked) -> Result<RecordsPage, ActError> {
    let t = &ctx.page.t;
    let figure = Figure::of(code).ok_or(ActError::NotFound)?;
    let period = asked.read(ctx)?;
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let mut conn = ctx.read().await?;
    let known = known(&mut conn, ctx, &rules, unit, period).await?;
    let row = (known.rows.into_iter())
        .find(|row| row.figure == figure)
        .ok_or(ActError::NotFound)?;
    let shares = row.cell.k.is_some();
    let all = row.records.len();
    let right = match figure {
        Figure::Pledged => Right::PledgeRead,
        Figure::Trained => Right::LearningRead,
        _ => Right::InterestRead,
    };
    let names = ctx.actor.may_for(right, Some(unit));
    let (mut lines, mut withheld) = (Vec::new(), 0_i64);
    for record in row.records.iter().take(MOST) {
        let line = if record.kind == "person" {
            let person =
                crate::organisation::store::person(&mut conn, ctx.organisation(), &record.id);
            person.await?.filter(|_| names).map(|row| Line {
                kind: t.scorecard_person(),
                title: row.name,
                href: String::new(),
                counts: record.counts,
            })
        } else {
            let Some(of) = kind(&record.kind) else {
                continue;
            };
            (of.look)(ctx, &mut conn, &record.id)
                .await?
                .map(|seen| Line {
                    kind: (of.word)(t),
                    title: seen.title,
                    href: seen.href,
                    counts: record.counts,
                })
        };
        match line {
            Some(line) => lines.push(line),
            None => withheld += 1,
        }
    }
    let code = period.code();
    let name = rules.unit_name(t.lang, Some(unit));
    let mut crumbs = crumbs(ctx);
    crumbs.push(Crumb {
        label: t.scorecard_of_unit(name),
        href: ctx.at(&format!("/scorecards/{unit}?period={code}")),
    });
    Ok(RecordsPage {
        crumbs,
        title: figure_word(t, figure),
        lead: format!("{name} · {}", period_words(ctx, &code)),
        lines,
        shares,
        withheld: if withheld > 0 {
            t.scorecard_withheld(withheld)
        } else {
            String::new()
        },
        cut: if all > MOST {
            t.scorecard_cut(MOST, all)
        } else {
            String::new()
        },
        page: ctx.page.clone(),
    })
}

/// The page.
pub async fn page(
    ctx: Ctx,
    Path((_, unit, figure)): Path<(String, String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    match gather(&ctx, &unit, &figure, &asked).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}
