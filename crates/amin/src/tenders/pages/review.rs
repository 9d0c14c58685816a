//! Red flags over all tenders: which to look at first within a budget of reviews, what verdicts say, and the signs about organisations.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use procurement::flags::{Code, Group};
use serde::Deserialize;

use super::flag_title;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Crumb, Page, refusal, render};
use crate::platform::texts::Lang;
use crate::tenders::flags::Basis;
use crate::tenders::store as rows;

/// Reviews that a budget has unless another is asked for.
const BUDGET: i64 = 10;
/// Largest budget.
const MOST: i64 = 200;

/// What an address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    budget: String,
}

/// A tender in the ranking.
struct Line {
    place: String,
    href: String,
    title: String,
    ocid: String,
    score: String,
    chance: String,
    flags: Vec<String>,
}

/// How a flag came out over all tenders.
struct Summary {
    title: String,
    code: &'static str,
    flag: String,
    clear: String,
    insufficient: String,
    verdicts: String,
    rule: String,
}

/// A sign about an organisation.
struct Sign {
    title: String,
    who: String,
    value: String,
    with: String,
}

#[derive(Template)]
#[template(path = "tenders/flags.html")]
struct Flags {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    budget: String,
    lines: Vec<Line>,
    share: String,
    by_verdicts: String,
    processes: String,
    summaries: Vec<Summary>,
    signs: Vec<Sign>,
}

/// The page.
pub async fn page(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    match gather(&ctx, &asked).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

async fn gather(ctx: &Ctx, asked: &Asked) -> Result<Flags, ActError> {
    let t = ctx.page.t;
    let budget = persian::parse_integer(&asked.budget)
        .unwrap_or(BUDGET)
        .clamp(1, MOST);
    let mut conn = ctx.read().await?;
    let basis = Basis::read(&mut conn, ctx.organisation()).await?;
    let tenders = rows::tenders_by_ocid(&mut conn, ctx.organisation()).await?;
    let names = rows::bidder_names(&mut conn, ctx.organisation()).await?;
    // Who judges may keep out of a tender too: then it does not exist for them.
    let own = match &ctx.actor.person {
        Some(person) => rows::tenders_of(&mut conn, ctx.organisation(), person).await?,
        None => Vec::new(),
    };
    drop(conn);
    let work = tokio::task::spawn_blocking(move || {
        basis
            .report()
            .map(|(report, rules)| Found::of(&report, &rules, budget))
    });
    let found = work
        .await
        .map_err(|why| why.to_string())
        .and_then(|found| found)
        .map_err(store::Error::Corrupt)?;
    let hidden = |id: &str| own.iter().any(|own| own.tender == id && own.recused());
    let sign = if t.lang == Lang::Fa { "٪" } else { "%" };
    let percent = |share: f64| format!("{}{sign}", ctx.page.decimal(&(share * 100.0), 0));
    let named = |party: &str| {
        let known = names.iter().find(|(id, _)| id == party);
        known.map_or_else(|| party.to_owned(), |(_, name)| name.clone())
    };
    let lines = found.ranked.iter().filter_map(|one| {
        let (id, _, title) = tenders.iter().find(|(_, ocid, _)| *ocid == one.ocid)?;
        (!hidden(id)).then_some((one, id, title))
    });
    Ok(Flags {
        crumbs: vec![Crumb {
            label: t.nav_tenders().to_owned(),
            href: ctx.at("/tenders"),
        }],
        here: ctx.at("/tenders/flags"),
        budget: ctx.page.number(&budget),
        lines: (1_i64..)
            .zip(lines)
            .map(|(place, (one, id, title))| Line {
                place: ctx.page.number(&place),
                href: ctx.at(&format!("/tenders/{id}")),
                title: title.clone(),
                ocid: one.ocid.clone(),
                score: ctx.page.decimal(&one.score, 1),
                chance: percent(one.q),
                flags: one.codes.iter().map(|code| flag_title(&t, code)).collect(),
            })
            .collect(),
        share: percent(found.share),
        by_verdicts: found.by_verdicts.map_or_else(String::new, percent),
        processes: ctx.page.number(&found.processes),
        summaries: found
            .summaries
            .iter()
            .map(|one| Summary {
                title: flag_title(&t, one.code),
                code: one.code,
                flag: ctx.page.number(&one.counts[0]),
                clear: ctx.page.number(&one.counts[1]),
                insufficient: ctx.page.number(&one.counts[2]),
                verdicts: t.tenders_verdicts_of(one.verdicts[0], one.verdicts[1]),
                rule: one.rule.clone(),
            })
            .collect(),
        signs: found
            .signs
            .iter()
            .map(|found| Sign {
                title: flag_title(&t, found.code),
                who: if found.bidder {
                    named(&found.who)
                } else {
                    found.who.clone()
                },
                value: ctx.page.decimal(&found.value, 2),
                with: found
                    .with
                    .iter()
                    .map(|party| named(party))
                    .collect::<Vec<_>>()
                    .join(if t.lang == Lang::Fa { "، " } else { ", " }),
            })
            .collect(),
        page: ctx.page.clone(),
    })
}

/// What the page needs of a report, so that the report itself stays in its thread.
struct Found {
    ranked: Vec<OneRanked>,
    share: f64,
    by_verdicts: Option<f64>,
    processes: i64,
    summaries: Vec<OneSummary>,
    signs: Vec<OneSign>,
}

struct OneRanked {
    ocid: String,
    score: f64,
    q: f64,
    codes: Vec<&'static str>,
}

struct OneSummary {
    code: &'static str,
    counts: [i64; 3],
    verdicts: [i64; 2],
    rule: String,
}

struct OneSign {
    code: &'static str,
    bidder: bool,
    who: String,
    value: f64,
    with: Vec<String>,
}

impl Found {
    fn of(
        report: &procurement::flags::Report,
        rules: &procurement::flags::Rules,
        budget: i64,
    ) -> Self {
        let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let ranking = report.ranking(usize::try_from(budget).unwrap_or(1));
        Self {
            ranked: ranking
                .processes
                .iter()
                .map(|(ocid, ranked)| OneRanked {
                    ocid: (*ocid).to_owned(),
                    score: ranked.score,
                    q: ranked.q,
                    codes: report
                        .flags(ocid)
                        .iter()
                        .map(|flag| flag.code.as_str())
                        .collect(),
                })
                .collect(),
            share: ranking.false_discovery_share,
            by_verdicts: ranking.by_verdicts,
            processes: i64::try_from(report.processes()).unwrap_or(i64::MAX),
            summaries: Code::ALL
                .iter()
                .map(|&code| {
                    let (summary, precision) = (report.summary(code), report.precision(code));
                    // The prior stands for one verdict of each kind.
                    #[expect(
                        clippy::cast_possible_truncation,
                        reason = "counts of verdicts are small whole numbers"
                    )]
                    let verdict = |counted: f64| (counted.round() as i64 - 1).max(0);
                    OneSummary {
                        code: code.as_str(),
                        counts: [
                            whole(summary.flag),
                            whole(summary.clear),
                            whole(summary.insufficient),
                        ],
                        verdicts: [verdict(precision.confirmed), verdict(precision.dismissed)],
                        rule: rules
                            .newest(code)
                            .map_or_else(String::new, |rule| rule.source.clone()),
                    }
                })
                .collect(),
            signs: report
                .organisations()
                .map(|(code, group, who, value, with)| OneSign {
                    code: code.as_str(),
                    bidder: group == Group::Bidder,
                    who: who.to_owned(),
                    value,
                    with: with.into_iter().map(str::to_owned).collect(),
                })
                .collect(),
        }
    }
}
