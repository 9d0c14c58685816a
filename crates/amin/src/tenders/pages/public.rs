//! What everybody may see of tenders: which there are, how they stand, who won; and the same as open contracting data (OCDS 1.1).
//!
//! Before bids are opened nobody learns who bids. What the gate, the flags and the people who decide are about is never here.

use std::collections::BTreeMap;

use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use procurement::ocds::{Package, Publisher, Release, write_package};

use super::state_word;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Crumb, Page, refusal, render};
use crate::platform::texts::Lang;
use crate::tenders::model::State;
use crate::tenders::published::{Buyer, is_open, published, winner};
use crate::tenders::store::{self as rows, BidderRow, TenderRow};

/// Tenders on the page; the file has all.
const SHOWN: usize = 100;

struct Line {
    title: String,
    ocid: String,
    unit: String,
    state: &'static str,
    badge: &'static str,
    closes: String,
    bidders: String,
    winner: String,
}

struct Count {
    name: &'static str,
    number: String,
}

#[derive(Template)]
#[template(path = "tenders/public.html")]
struct Public {
    page: Page,
    crumbs: Vec<Crumb>,
    counts: Vec<Count>,
    lines: Vec<Line>,
    data: String,
}

type Listed = (TenderRow, Vec<BidderRow>);

async fn all(ctx: &Ctx) -> Result<Vec<Listed>, ActError> {
    let mut conn = ctx.read().await?;
    let tenders = rows::all_tenders(&mut conn, ctx.organisation()).await?;
    let mut of: BTreeMap<String, Vec<BidderRow>> = BTreeMap::new();
    for (tender, bidder) in rows::all_bidders(&mut conn, ctx.organisation()).await? {
        of.entry(tender).or_default().push(bidder);
    }
    Ok(tenders
        .into_iter()
        .map(|row| {
            let bidders = of.remove(&row.id).unwrap_or_default();
            (row, bidders)
        })
        .collect())
}

/// The page.
pub async fn page(ctx: Ctx) -> Response {
    match gather(&ctx).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

async fn gather(ctx: &Ctx) -> Result<Public, ActError> {
    let t = &ctx.page.t;
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let listed = all(ctx).await?;
    let whole = |number: usize| ctx.page.number(&i64::try_from(number).unwrap_or(i64::MAX));
    let of = |state: State| {
        let all = listed.iter().filter(|(row, _)| row.state == state.code());
        whole(all.count())
    };
    let excluded = listed
        .iter()
        .filter(|(row, _)| is_open(row))
        .flat_map(|(_, bidders)| bidders)
        .filter(|bidder| bidder.state == "excluded");
    let counts = vec![
        Count {
            name: t.tenders_public_all(),
            number: whole(listed.len()),
        },
        Count {
            name: t.tenders_state_opened(),
            number: of(State::Opened),
        },
        Count {
            name: t.tenders_state_awarded(),
            number: of(State::Awarded),
        },
        Count {
            name: t.tenders_public_excluded(),
            number: whole(excluded.count()),
        },
    ];
    let lines = listed.iter().take(SHOWN).map(|one| {
        let (row, bidders) = one;
        // That bidders were compared already says something of the house and nothing to the public.
        let shown = if row.state == State::Screened.code() {
            State::Announced.code()
        } else {
            row.state.as_str()
        };
        let (state, badge) = state_word(t, shown);
        Line {
            title: row.title.clone(),
            ocid: row.ocid.clone(),
            unit: rules.unit_name(t.lang, Some(&row.unit)).to_owned(),
            state,
            badge,
            closes: row
                .closes_at
                .map_or_else(|| "–".to_owned(), |at| ctx.page.moment(&at)),
            bidders: if is_open(row) {
                whole(bidders.len())
            } else {
                "–".to_owned()
            },
            winner: winner(row, bidders)
                .map_or_else(|| "–".to_owned(), |bidder| bidder.name.clone()),
        }
    });
    Ok(Public {
        crumbs: vec![Crumb {
            label: t.nav_portal().to_owned(),
            href: ctx.at("/portal"),
        }],
        counts,
        lines: lines.collect(),
        data: ctx.at("/portal/tenders.json"),
        page: ctx.page.clone(),
    })
}

/// All tenders as a release package of OCDS 1.1.
pub async fn package(ctx: Ctx) -> Response {
    match written(&ctx).await {
        Ok(bytes) => ([(header::CONTENT_TYPE, "application/json")], bytes).into_response(),
        Err(why) => refusal(&ctx, why),
    }
}

async fn written(ctx: &Ctx) -> Result<Vec<u8>, ActError> {
    let listed = all(ctx).await?;
    let (names, texts) = {
        let mut conn = ctx.read().await?;
        let names = crate::voice::store::organisation_names(&mut conn, ctx.organisation()).await?;
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        for (tender, _, release, _) in rows::releases(&mut conn, ctx.organisation()).await? {
            texts.insert(tender, release);
        }
        (names, texts)
    };
    let (name, name_en) = names.unwrap_or_default();
    let publisher = if ctx.page.t.lang == Lang::Fa || name_en.is_empty() {
        name
    } else {
        name_en
    };
    let uri = format!(
        "{}{}",
        ctx.app.config.base_url,
        ctx.at("/portal/tenders.json")
    );
    let buyer = Buyer {
        id: ctx.organisation(),
        name: &publisher,
    };
    let mut releases: Vec<Release<'_>> = Vec::with_capacity(listed.len());
    for (row, bidders) in &listed {
        let text = texts.get(&row.id).map_or("{}", String::as_str);
        let imported = Release::from_json(text)
            .map_err(|why| store::Error::Corrupt(format!("tender {}: {why}", row.id)))?;
        releases.push(published(row, bidders, buyer, &imported));
    }
    let package = Package {
        uri: uri.into(),
        published: ctx.now.rfc3339().into(),
        publisher: Publisher {
            name: publisher.clone().into(),
            uri: Some(ctx.app.config.base_url.clone().into()),
        },
        licence: Some("https://creativecommons.org/licenses/by/4.0/".into()),
        extensions: Vec::new(),
    };
    let mut out = Vec::new();
    write_package(&mut out, &package, &releases)
        .map_err(|why| store::Error::Corrupt(format!("open contracting data: {why}")))?;
    Ok(out)
}
