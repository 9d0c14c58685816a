//! A chain as a drawn line and as a list.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use charts::{ChainNode, Direction, Options};

use super::kinds::kind;
use super::walk::{Chain, MOST, chain};
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Crumb, Page, refusal, render};
use crate::platform::texts::Lang;

/// A matter in the list.
struct Line {
    kind: &'static str,
    title: String,
    href: String,
    date: String,
    from: Vec<String>,
    here: bool,
}

#[derive(Template)]
#[template(path = "chain/chain.html")]
struct ChainPage {
    page: Page,
    crumbs: Vec<Crumb>,
    svg: String,
    lines: Vec<Line>,
    cut: bool,
    most: usize,
    alone: bool,
}

fn shown(ctx: &Ctx, found: &Chain, code: &str, id: &str) -> ChainPage {
    let t = &ctx.page.t;
    let word = |code: &str| kind(code).map_or("", |kind| (kind.word)(t));
    let lines: Vec<Line> = (found.links.iter().enumerate())
        .map(|(place, link)| Line {
            kind: word(&link.object.0),
            title: link.seen.title.clone(),
            href: link.seen.href.clone(),
            date: link.at.map_or_else(String::new, |at| ctx.page.day(&at)),
            from: (found.lines.iter())
                .filter(|(_, to)| *to == place)
                .map(|(from, _)| found.links[*from].seen.title.clone())
                .collect(),
            here: link.object.0 == code && link.object.1 == id,
        })
        .collect();
    let nodes: Vec<ChainNode> = lines
        .iter()
        .map(|line| ChainNode {
            kind: line.kind.to_owned(),
            title: line.title.clone(),
            date: line.date.clone(),
            href: line.href.clone(),
            here: line.here,
        })
        .collect();
    let number = |value: f64| t.lang.decimal(value, 0);
    let direction = if t.lang == Lang::Fa {
        Direction::Rtl
    } else {
        Direction::Ltr
    };
    let mut options = Options::new("chain", t.chain_title(), direction, &number);
    options.category = t.chain_name();
    // Narrow enough to be read on a telephone without being shrunk.
    options.width = 420.0;
    let words = [t.chain_kind(), t.chain_day(), t.chain_from()];
    let chart = charts::chain(&nodes, &found.lines, words, &options);
    let here = lines.iter().find(|line| line.here);
    ChainPage {
        crumbs: here
            .map(|line| Crumb {
                label: format!("{}: {}", line.kind, line.title),
                href: line.href.clone(),
            })
            .into_iter()
            .collect(),
        svg: chart.svg,
        alone: lines.len() < 2,
        lines,
        cut: found.cut,
        most: MOST,
        page: ctx.page.clone(),
    }
}

/// The page.
pub async fn page(ctx: Ctx, Path((_, code, id)): Path<(String, String, String)>) -> Response {
    let found = async {
        if code.contains('\0') || id.contains('\0') {
            return Err(ActError::NotFound);
        }
        let mut conn = ctx.read().await?;
        chain(&mut conn, &ctx, &code, &id).await
    };
    match found.await {
        Ok(found) => render(&shown(&ctx, &found, &code, &id)),
        Err(why) => refusal(&ctx, why),
    }
}
