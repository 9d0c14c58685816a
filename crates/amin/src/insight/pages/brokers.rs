//! What recurs over many citizens' files, as a list to review: for a service's event log, and for the messages and matters of the program
//! itself. Values are masked, and shown only to who raises findings; others see a number.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::Response;
use fairness::brokers::Reason;
use futures::FutureExt;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::Timestamp;

use super::{Opened, open_staff};
use crate::findings::model::{Kind, NewFinding, Severity, State};
use crate::findings::store::finding_of_key;
use crate::insight::acts::brokers::{self as acts, Subject, finding_key};
use crate::insight::brokers::{
    Found, Line, Question, Rows, comparable, find, is_likely, keys, mask, of_log, pseudonym,
};
use crate::insight::columns::{QUARTER, activities, attributes};
use crate::insight::limits::{FALSE_SHARE, LEAST_CITIZENS, number};
use crate::insight::people::numbers;
use crate::insight::store::brokers::{self as rows, FileRow, ReviewRow};
use crate::insight::words::attribute;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::{ActError, refused};
use crate::platform::page::{
    Choice, Crumb, FormErrors, NavItem, Page, refusal, render, render_with,
};
use crate::platform::permissions::Right;
use crate::platform::query::fields;
use crate::platform::texts::{Lang, Texts};
use crate::services::view::{percent, pick};

/// Version of the method, named in findings.
const METHOD: &str = "recurring 1";
/// Rows on the page; all are counted.
const MOST: usize = 40;
/// Cases of a row that are named.
const MOST_CASES: usize = 30;
const DAY: f64 = 86_400e6;

/// What an address asks for.
#[derive(Debug, Clone, Default)]
struct Asked {
    /// Files of the program itself: `messages` or `matters`.
    of: String,
    question: Option<Question>,
}

impl Asked {
    fn of(query: Option<String>) -> Self {
        let mut asked = Self::default();
        let mut question = Question {
            key: String::new(),
            citizen: String::new(),
            favourable: String::new(),
            strata: Vec::new(),
            ends: Vec::new(),
        };
        for (name, value) in fields(query.unwrap_or_default().as_bytes()) {
            match name.as_str() {
                "of" => asked.of = value,
                "key" => question.key = value,
                "citizen" => question.citizen = value,
                "good" => question.favourable = value,
                "strata" if !value.is_empty() => question.strata.push(value),
                _ => {}
            }
        }
        asked.question = (!question.key.is_empty()).then_some(question);
        asked
    }

    fn query(&self) -> String {
        let mut pairs = Vec::new();
        if !self.of.is_empty() {
            pairs.push(("of", self.of.as_str()));
        }
        if let Some(question) = &self.question {
            pairs.push(("key", question.key.as_str()));
            pairs.push(("citizen", &question.citizen));
            pairs.push(("good", &question.favourable));
            pairs.extend(question.strata.iter().map(|key| ("strata", key.as_str())));
        }
        serde_urlencoded::to_string(pairs).unwrap_or_default()
    }
}

/// Where the files come from.
enum Place {
    Service(Box<Opened>),
    Messages,
    Matters,
}

impl Place {
    /// Id of the service, or the word for files of the program itself.
    fn source(&self) -> &str {
        match self {
            Self::Service(opened) => &opened.service.id,
            Self::Messages => "messages",
            Self::Matters => "matters",
        }
    }

    fn unit(&self) -> Option<&str> {
        match self {
            Self::Service(opened) => opened.service.unit.as_deref(),
            _ => None,
        }
    }

    fn attribute(&self, asked: &Asked) -> String {
        match self {
            Self::Service(_) => asked
                .question
                .as_ref()
                .map_or_else(String::new, |question| question.key.clone()),
            Self::Messages => "phone".to_owned(),
            Self::Matters => "representative".to_owned(),
        }
    }

    fn name(&self, t: &Texts) -> String {
        match self {
            Self::Service(opened) => {
                pick(t.lang, &opened.service.name, &opened.service.name_en).to_owned()
            }
            Self::Messages => t.nav_messages().to_owned(),
            Self::Matters => t.nav_matters().to_owned(),
        }
    }

    fn what(&self, t: &Texts, asked: &Asked) -> String {
        match self {
            Self::Service(_) => self.attribute(asked),
            Self::Messages => t.insight_brokers_phone().to_owned(),
            Self::Matters => t.insight_brokers_representative().to_owned(),
        }
    }
}

/// Opens the place: a service to who may read findings of its unit, the program's own files to who raises findings in the whole
/// organisation, since telephones and names of all citizens are compared.
async fn place(ctx: &Ctx, code: Option<&str>, asked: &Asked) -> Result<Place, ActError> {
    if let Some(code) = code {
        return Ok(Place::Service(Box::new(open_staff(ctx, code).await?)));
    }
    ctx.actor
        .require(Right::FindingRaise, None)
        .map_err(|_| ActError::NotFound)?;
    Ok(if asked.of == "matters" {
        Place::Matters
    } else {
        Place::Messages
    })
}

/// The list and everything that goes with it.
struct Listed {
    found: Found,
    level: f64,
    least: usize,
    input_hash: String,
}

/// The list; none before an attribute was chosen.
async fn listed(ctx: &Ctx, place: &Place, asked: &Asked) -> Result<Option<Listed>, ActError> {
    let mut conn = ctx.read().await?;
    let least = number(&mut conn, ctx.organisation(), LEAST_CITIZENS).await?;
    let least = usize::try_from(least).unwrap_or(5);
    let level = number(&mut conn, ctx.organisation(), FALSE_SHARE).await?;
    let level = level.clamp(0, 100) as f64 / 100.0;
    drop(conn);
    let (rows, input_hash) = match place {
        Place::Service(opened) => {
            let Some(mut question) = asked.question.clone() else {
                return Ok(None);
            };
            question.ends = opened.ends();
            let log = opened.log.clone();
            let rows = tokio::task::spawn_blocking(move || of_log(&log, &question))
                .await
                .map_err(|_| store::Error::Panicked)?
                .map_err(|unknown| refused(move |t| t.insight_unknown_attribute(&unknown.0)))?;
            (rows, opened.row.sha256.clone())
        }
        Place::Messages => {
            let files = rows::messages(&mut ctx.read().await?, ctx.organisation()).await?;
            own(&files, &["upheld", "settled", "given", "partial"], ctx.now)
        }
        Place::Matters => {
            let account = ctx.actor.account.clone().unwrap_or_default();
            let files = rows::matters(&mut ctx.read().await?, ctx.organisation(), &account).await?;
            own(&files, &["granted", "granted-with-conditions"], ctx.now)
        }
    };
    let found = tokio::task::spawn_blocking(move || find(&rows, least, level))
        .await
        .map_err(|_| store::Error::Panicked)?;
    Ok(Some(Listed {
        found,
        level,
        least,
        input_hash,
    }))
}

/// Files of the program itself as rows, and the digest of what was compared.
fn own(files: &[FileRow], good: &[&str], now: Timestamp) -> (Rows, String) {
    let mut hash = Sha256::new();
    let mut rows = Rows::default();
    let mut strata: Vec<&str> = files.iter().map(|file| file.stratum.as_str()).collect();
    strata.sort_unstable();
    strata.dedup();
    for file in files {
        for part in [&file.id, file.key.as_deref().unwrap_or(""), &file.stratum] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        hash.update(file.ended.map_or(0, |at| at.0).to_be_bytes());
        rows.cases.push(file.id.clone());
        rows.keys.push(file.key.as_deref().and_then(comparable));
        rows.citizens
            .push(file.citizen.as_deref().and_then(comparable));
        rows.strata.push(
            strata
                .binary_search(&file.stratum.as_str())
                .ok()
                .and_then(|place| u32::try_from(place).ok())
                .unwrap_or(0),
        );
        let until = file.ended.unwrap_or(now);
        rows.days
            .push(until.0.saturating_sub(file.begun.0) as f64 / DAY);
        rows.ended.push(file.ended.is_some());
        rows.favourable.push(
            file.ended
                .and(file.outcome.as_deref())
                .map(|outcome| good.contains(&outcome)),
        );
    }
    (rows, hex::encode(hash.finalize()))
}

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

/// Raises a row of a service as a finding, notes that it needs none, or takes that back.
pub async fn act(
    ctx: Ctx,
    Path((_, code, deed)): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    take(&ctx, Some(&code), &deed, &Asked::of(query), &body).await
}

/// The same for a row of the program's own files.
pub async fn own_act(
    ctx: Ctx,
    Path((_, deed)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    take(&ctx, None, &deed, &Asked::of(query), &body).await
}

async fn take(ctx: &Ctx, code: Option<&str>, deed: &str, asked: &Asked, body: &[u8]) -> Response {
    let mut tried = Tried::default();
    for (name, value) in fields(body) {
        match name.as_str() {
            "row" => tried.handle = value,
            "reason" => tried.reason = value,
            _ => {}
        }
    }
    match perform(ctx, code, deed, asked, &tried).await {
        Ok(address) => see_other_saying(&address, "saved"),
        Err(ActError::Invalid(wrong)) => {
            tried.errors = FormErrors::new(&ctx.page.t, &wrong);
            show(ctx, code, asked, StatusCode::UNPROCESSABLE_ENTITY, tried).await
        }
        Err(why) => refusal(ctx, why),
    }
}

/// Does it. The files are looked through again: a form cannot raise what they do not show. Gives where to go.
async fn perform(
    ctx: &Ctx,
    code: Option<&str>,
    deed: &str,
    asked: &Asked,
    tried: &Tried,
) -> Result<String, ActError> {
    let place = place(ctx, code, asked).await?;
    let listed = listed(ctx, &place, asked)
        .await?
        .ok_or(ActError::NotFound)?;
    let line = listed
        .found
        .lines
        .iter()
        .find(|line| pseudonym(&listed.input_hash, &line.value) == tried.handle)
        .ok_or_else(|| refused(|t| t.insight_brokers_gone().to_owned()))?;
    let subject = Subject {
        source: place.source().to_owned(),
        unit: place.unit().map(str::to_owned),
        attribute: place.attribute(asked),
        value: line.value.clone(),
    };
    let (actor, now) = (ctx.actor.clone(), ctx.now);
    match deed {
        "raise" => {
            let new = finding(&place, asked, &listed, line);
            let (raised, _) = ctx
                .app
                .act(move |tx| {
                    async move { acts::raise(tx, &actor, now, &subject, &new).await }.boxed()
                })
                .await?;
            Ok(ctx.at(&format!("/findings/{}", raised.id)))
        }
        "dismiss" | "reopen" => {
            let (reason, withdraw) = (tried.reason.clone(), deed == "reopen");
            ctx.app
                .act(move |tx| {
                    async move { acts::review(tx, &actor, now, &subject, &reason, withdraw).await }
                        .boxed()
                })
                .await?;
            Ok(format!("{}?{}", here(ctx, code), asked.query()))
        }
        _ => Err(ActError::NotFound),
    }
}

fn finding(place: &Place, asked: &Asked, listed: &Listed, line: &Line) -> NewFinding {
    let texts = [Lang::Fa, Lang::En].map(Texts::of);
    let [fa, en] = &texts;
    let title = |t: &Texts| {
        t.insight_brokers_finding(
            place.what(t, asked),
            count(t, line.numbers.citizens),
            place.name(t),
        )
    };
    let text = |t: &Texts| {
        format!(
            "{}\n{}",
            reasons(t, line, listed.level).join(" "),
            t.insight_brokers_innocent()
        )
    };
    let numbers = &line.numbers;
    NewFinding {
        key: String::new(),
        kind: Kind::Broker,
        severity: if numbers.false_share <= listed.level {
            Severity::High
        } else {
            Severity::Medium
        },
        unit: place.unit().map(str::to_owned),
        service: match place {
            Place::Service(opened) => Some(opened.service.code.clone()),
            _ => None,
        },
        object: match place {
            Place::Service(opened) => Some(("service-log", opened.row.id.clone())),
            _ => None,
        },
        title: (title(fa), title(en)),
        text: (text(fa), text(en)),
        query: asked.query(),
        rule_version: METHOD.to_owned(),
        input_hash: listed.input_hash.clone(),
        case_count: i64::try_from(numbers.files).unwrap_or(i64::MAX),
        cases: line.cases.clone(),
        facts: json!({
            "files": numbers.files,
            "citizens": numbers.citizens,
            "speed": numbers.speed,
            "median_days": line.medians.0,
            "median_days_of_others": line.medians.1,
            "favourable": numbers.favourable.map(|(share, _)| share),
            "favourable_expected": numbers.favourable.map(|(_, expected)| expected),
            "p_speed": numbers.p_speed,
            "p_outcome": numbers.p_outcome,
            "false_share": numbers.false_share,
            "rows": listed.found.lines.len(),
            "rows_by_chance": listed.found.by_chance,
        }),
    }
}
