//! What everybody may see of tenders: which there are, how they stand, who won; and the same as open contracting data (OCDS 1.1).
//!
//! Before bids are opened nobody learns who bids. What the gate, the flags and the people who decide are about is never here.

use std::borrow::Cow;
use std::collections::BTreeMap;

use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use procurement::ocds::{
    Award, Id, Organisation, Package, Party, Publisher, Release, Tender, write_package,
};

use super::state_word;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Crumb, Page, refusal, render};
use crate::platform::texts::Lang;
use crate::tenders::model::State;
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

fn is_open(row: &TenderRow) -> bool {
    matches!(State::of(&row.state), Some(State::Opened | State::Awarded))
}

fn winner<'b>((row, bidders): &'b Listed) -> Option<&'b BidderRow> {
    let id = row.awarded_to.as_ref()?;
    bidders.iter().find(|bidder| bidder.id == *id)
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
            winner: winner(one).map_or_else(|| "–".to_owned(), |bidder| bidder.name.clone()),
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
    let names = {
        let mut conn = ctx.read().await?;
        crate::voice::store::organisation_names(&mut conn, ctx.organisation()).await?
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
    let releases: Vec<Release<'_>> = listed
        .iter()
        .map(|one| release(one, ctx.organisation(), &publisher))
        .collect();
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

fn named<'a>(bidder: &'a BidderRow) -> Organisation<'a> {
    Organisation {
        id: Some(Id::new(bidder.party.as_str())),
        name: Some(Cow::Borrowed(bidder.name.as_str())),
    }
}

fn release<'a>(one: &'a Listed, buyer: &'a str, name: &'a str) -> Release<'a> {
    let (row, bidders) = one;
    let opened = is_open(row);
    let won = winner(one);
    let tag = if won.is_some() { "award" } else { "tender" };
    let buying = || Organisation {
        id: Some(Id::new(buyer)),
        name: Some(Cow::Borrowed(name)),
    };
    let mut parties = vec![Party {
        id: Some(Id::new(buyer)),
        name: Some(Cow::Borrowed(name)),
        roles: vec![Some("buyer".into())],
        ..Party::default()
    }];
    if opened {
        // A person's national code and how to reach them are not published.
        parties.extend(bidders.iter().map(|bidder| Party {
            id: Some(Id::new(bidder.party.as_str())),
            name: Some(Cow::Borrowed(bidder.name.as_str())),
            roles: vec![Some(
                if won.is_some_and(|won| won.id == bidder.id) {
                    "supplier"
                } else {
                    "tenderer"
                }
                .into(),
            )],
            ..Party::default()
        }));
    }
    Release {
        ocid: Some(Id::new(row.ocid.as_str())),
        id: Some(Id::new(format!(
            "{}-{}",
            row.ocid,
            &row.release_hash[..12.min(row.release_hash.len())]
        ))),
        date: Some(row.imported_at.rfc3339().into()),
        tag: vec![Some(tag.into())],
        initiation_type: Some("tender".into()),
        language: Some("fa".into()),
        buyer: Some(buying()),
        parties,
        tender: Some(Tender {
            id: Some(Id::new(row.ocid.as_str())),
            title: Some(Cow::Borrowed(row.title.as_str())),
            status: Some(if won.is_some() { "complete" } else { "active" }.into()),
            procuring_entity: Some(buying()),
            method: Some(Cow::Borrowed(row.method.as_str())).filter(|method| !method.is_empty()),
            period: row.closes_at.map(|at| procurement::ocds::Period {
                start: None,
                end: Some(at.rfc3339().into()),
            }),
            number_of_tenderers: opened.then(|| i64::try_from(bidders.len()).unwrap_or(i64::MAX)),
            tenderers: if opened {
                bidders.iter().map(named).collect()
            } else {
                Vec::new()
            },
            ..Tender::default()
        }),
        awards: won
            .map(|won| Award {
                id: Some(Id::new(format!("{}-award", row.ocid))),
                status: Some("active".into()),
                suppliers: vec![named(won)],
                ..Award::default()
            })
            .into_iter()
            .collect(),
        ..Release::default()
    }
}
