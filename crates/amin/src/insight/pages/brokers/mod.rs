//! What recurs over many citizens' files, as a list to review: for a service's event log, and for the messages and matters of the program
//! itself. Values are masked, and shown only to who raises findings; others see a number.

pub mod deeds;
mod listed;

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::Response;
use fairness::brokers::Reason;

use self::listed::{Asked, Listed, Place, listed, place};
use crate::findings::model::State;
use crate::findings::store::finding_of_key;
use crate::insight::acts::brokers::finding_key;
use crate::insight::brokers::{Line, Question, is_likely, keys, mask, pseudonym};
use crate::insight::columns::{QUARTER, activities, attributes};
use crate::insight::people::numbers;
use crate::insight::store::brokers::{self as rows, ReviewRow};
use crate::insight::words::attribute;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{
    Choice, Crumb, FormErrors, NavItem, Page, refusal, render, render_with,
};
use crate::platform::permissions::Right;
use crate::platform::texts::Texts;
use crate::services::view::percent;

/// Rows on the page; all are counted.
const MOST: usize = 40;
/// Cases of a row that are named.
const MOST_CASES: usize = 30;

/// A row on the page.
struct Entry {
    name: String,
    handle: String,
    files: String,
    citizens: String,
    speed: String,
    medians: String,
    outcome: String,
    false_share: String,
    marked: bool,
    reasons: Vec<String>,
    cases: Vec<NavItem>,
    status: String,
    reviewed: bool,
    finding: String,
    reason: String,
    error: String,
}

/// What was typed into the form of a row.
#[derive(Default)]
struct Tried {
    handle: String,
    reason: String,
    errors: FormErrors,
}

#[derive(Template)]
#[template(path = "insight/brokers.html")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is read by name in the template"
)]
struct Brokers {
    page: Page,
    crumbs: Vec<Crumb>,
    tabs: Vec<NavItem>,
    here: String,
    query: String,
    service: bool,
    name: String,
    keys: Vec<Choice>,
    citizens: Vec<Choice>,
    goods: Vec<Choice>,
    strata: Vec<Choice>,
    answered: bool,
    summary: String,
    chance: String,
    entries: Vec<Entry>,
    raiser: bool,
    decider: bool,
    errors: FormErrors,
}

/// The list of a service.
pub async fn page(
    ctx: Ctx,
    Path((_, code)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    show(
        &ctx,
        Some(&code),
        &Asked::of(query),
        StatusCode::OK,
        Tried::default(),
    )
    .await
}

/// The list of the program's own files.
pub async fn own_page(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    let asked = Asked::of(query);
    show(&ctx, None, &asked, StatusCode::OK, Tried::default()).await
}

async fn show(
    ctx: &Ctx,
    code: Option<&str>,
    asked: &Asked,
    status: StatusCode,
    tried: Tried,
) -> Response {
    match gather(ctx, code, asked, tried).await {
        Ok(page) if status == StatusCode::OK => render(&page),
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

fn here(ctx: &Ctx, code: Option<&str>) -> String {
    match code {
        Some(code) => ctx.at(&format!("/services/{code}/brokers")),
        None => ctx.at("/insight/brokers"),
    }
}

async fn gather(
    ctx: &Ctx,
    code: Option<&str>,
    asked: &Asked,
    tried: Tried,
) -> Result<Brokers, ActError> {
    let place = place(ctx, code, asked).await?;
    let listed = listed(ctx, &place, asked).await?;
    let t = &ctx.page.t;
    let here = here(ctx, code);
    let question = asked.question.clone();
    let (mut crumbs, mut tabs) = (Vec::new(), Vec::new());
    let (mut keys_of, mut citizens, mut goods, mut strata) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    if let Place::Service(opened) = &place {
        crumbs = opened.crumbs(ctx);
        tabs = opened.tabs(ctx, "brokers");
        let chosen = |of: fn(&Question) -> &String| {
            question
                .as_ref()
                .map_or_else(String::new, |q| of(q).clone())
        };
        let (key, citizen, good) = (
            chosen(|q| &q.key),
            chosen(|q| &q.citizen),
            chosen(|q| &q.favourable),
        );
        for name in keys(&opened.log) {
            let label = attribute(t, &name);
            let mut choice = Choice::new(name.clone(), label.clone(), &key);
            if key.is_empty() && keys_of.is_empty() && is_likely(&name) {
                choice.chosen = true;
            }
            keys_of.push(choice);
            citizens.push(Choice::new(name, label, &citizen));
        }
        goods = activities(&opened.log)
            .into_iter()
            .map(|name| Choice::new(name.clone(), name, &good))
            .collect();
        let picked = question.as_ref().map_or(&[][..], |q| &q.strata);
        let of_log = attributes(&opened.log)
            .into_iter()
            .filter(|a| a.number || a.values <= 60)
            .map(|a| a.key);
        strata = std::iter::once(QUARTER.to_owned())
            .chain(of_log)
            .map(|key| Choice {
                chosen: picked.contains(&key),
                label: attribute(t, &key),
                value: key,
                hint: String::new(),
            })
            .collect();
    } else {
        crumbs.push(Crumb {
            label: t.insight_desk_title().to_owned(),
            href: ctx.at("/insight"),
        });
        for (of, label) in [("messages", t.nav_messages()), ("matters", t.nav_matters())] {
            tabs.push(NavItem {
                href: format!("{here}?of={of}"),
                label: label.to_owned(),
                current: place.source() == of,
            });
        }
    }
    let entries = match &listed {
        Some(listed) => entries(ctx, &place, asked, listed, &tried).await?,
        None => Vec::new(),
    };
    let count = |n: usize| t.lang.integer(i64::try_from(n).unwrap_or(i64::MAX));
    let (summary, chance) = listed.as_ref().map_or_else(Default::default, |listed| {
        let found = &listed.found;
        let marked = marked(listed);
        (
            t.insight_brokers_summary(
                count(found.files),
                count(found.with_key),
                count(found.lines.len()),
                count(listed.least),
            ),
            t.insight_brokers_chance(
                count(marked),
                percent(t, listed.level),
                t.lang.decimal(found.by_chance, 1),
            ),
        )
    });
    Ok(Brokers {
        crumbs,
        tabs,
        query: asked.query(),
        service: code.is_some(),
        name: place.name(t),
        keys: keys_of,
        citizens,
        goods,
        strata,
        answered: listed.is_some(),
        summary,
        chance,
        entries,
        raiser: ctx.actor.may_for(Right::FindingRaise, place.unit()),
        decider: ctx.actor.may_for(Right::FindingDecide, place.unit()),
        errors: tried.errors,
        page: ctx.page.clone(),
        here,
    })
}

fn marked(listed: &Listed) -> usize {
    listed
        .found
        .lines
        .iter()
        .filter(|line| line.numbers.false_share <= listed.level)
        .count()
}

/// Why a row stands where it does: that it recurs, and what is beyond chance.
fn reasons(t: &Texts, line: &Line, level: f64) -> Vec<String> {
    let numbers = &line.numbers;
    numbers
        .reasons(level)
        .into_iter()
        .filter_map(|reason| match reason {
            Reason::Recurs => Some(t.insight_brokers_reason_citizens(count(t, numbers.citizens))),
            Reason::Quicker => Some(t.insight_brokers_reason_quick(percent(t, numbers.speed?))),
            Reason::MoreFavourable => {
                let (share, expected) = numbers.favourable?;
                Some(t.insight_brokers_reason_outcome(percent(t, share), percent(t, expected)))
            }
        })
        .collect()
}

async fn entries(
    ctx: &Ctx,
    place: &Place,
    asked: &Asked,
    listed: &Listed,
    tried: &Tried,
) -> Result<Vec<Entry>, ActError> {
    let t = &ctx.page.t;
    let (source, attribute) = (place.source().to_owned(), place.attribute(asked));
    let mut conn = ctx.read().await?;
    let secret = rows::secret(&mut conn, ctx.organisation()).await?;
    let reviews: Vec<ReviewRow> =
        rows::reviews(&mut conn, ctx.organisation(), &source, &attribute).await?;
    let may_see = ctx.actor.may_for(Right::FindingRaise, place.unit());
    let order = numbers(listed.found.lines.iter().map(|line| line.value.as_str()));
    let mut entries = Vec::new();
    for line in listed.found.lines.iter().take(MOST) {
        let name = secret
            .as_deref()
            .map(|secret| pseudonym(secret, &line.value));
        let review = name.as_ref().and_then(|name| {
            reviews
                .iter()
                .find(|row| row.pseudonym == *name)
                .map(|row| row.reason.clone())
        });
        let finding = match &name {
            Some(name) => {
                let key = finding_key(&source, &attribute, name);
                finding_of_key(&mut conn, ctx.organisation(), &key).await?
            }
            None => None,
        };
        let handle = pseudonym(&listed.input_hash, &line.value);
        let number = order.get(line.value.as_str()).copied().unwrap_or(0);
        let here = tried.handle == handle;
        entries.push(Entry {
            name: if may_see {
                t.lang.digits(&mask(&line.value))
            } else {
                t.insight_brokers_number(t.lang.integer(number))
            },
            files: count(t, line.numbers.files),
            citizens: count(t, line.numbers.citizens),
            speed: line
                .numbers
                .speed
                .map_or_else(|| "–".to_owned(), |share| percent(t, share)),
            medians: match line.medians {
                (None, None) => "–".to_owned(),
                (own, others) => {
                    let days =
                        |n: Option<f64>| n.map_or_else(|| "–".to_owned(), |n| t.lang.decimal(n, 1));
                    t.insight_brokers_medians_words(days(own), days(others))
                }
            },
            outcome: line.numbers.favourable.map_or_else(
                || "–".to_owned(),
                |(share, expected)| {
                    t.insight_brokers_against(percent(t, share), percent(t, expected))
                },
            ),
            false_share: percent(t, line.numbers.false_share),
            marked: line.numbers.false_share <= listed.level,
            reasons: reasons(t, line, listed.level),
            cases: case_links(ctx, place, line),
            status: match (&finding, &review) {
                (Some(row), _) => State::of(&row.state).map_or_else(String::new, |state| {
                    crate::findings::pages::state_word(t, state).to_owned()
                }),
                (None, Some(reason)) => t.insight_brokers_reviewed(reason),
                (None, None) => String::new(),
            },
            reviewed: review.is_some(),
            finding: finding
                .map_or_else(String::new, |row| ctx.at(&format!("/findings/{}", row.id))),
            reason: if here {
                tried.reason.clone()
            } else {
                String::new()
            },
            error: if here {
                tried.errors.of("reason").to_owned()
            } else {
                String::new()
            },
            handle,
        });
    }
    Ok(entries)
}

fn count(t: &Texts, n: usize) -> String {
    t.lang.integer(i64::try_from(n).unwrap_or(i64::MAX))
}

fn case_links(ctx: &Ctx, place: &Place, line: &Line) -> Vec<NavItem> {
    line.cases
        .iter()
        .take(MOST_CASES)
        .enumerate()
        .map(|(n, case)| {
            let (href, label) = match place {
                Place::Service(opened) => {
                    let query = serde_urlencoded::to_string([("id", case)]).unwrap_or_default();
                    let code = &opened.service.code;
                    (
                        ctx.at(&format!("/services/{code}/process/case?{query}")),
                        case.clone(),
                    )
                }
                // Ids of the program are long; a file stands under its place in the list.
                Place::Messages => (
                    ctx.at(&format!("/desk/messages/{case}")),
                    count(&ctx.page.t, n + 1),
                ),
                Place::Matters => (
                    ctx.at(&format!("/matters/{case}")),
                    count(&ctx.page.t, n + 1),
                ),
            };
            NavItem {
                href,
                label,
                current: false,
            }
        })
        .collect()
}
