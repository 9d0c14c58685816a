//! The register of letters, a letter, the form for one.

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use futures::FutureExt;
use serde::Deserialize;

use super::{Fact, crumb, facts, name_of, tried, unit_choices, upload};
use crate::committee::acts::{self, LetterInput};
use crate::committee::model::{Direction, PAPER_BYTES};
use crate::committee::store::{self as rows, LetterFilter, LetterRow};
use crate::organisation::model::solar_day;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::{ActError, invalid};
use crate::platform::form::{Fields, Tried, field};
use crate::platform::page::{Choice, Crumb, NavItem, Page, refusal, render, render_with};
use crate::platform::permissions::Right;
use crate::platform::search::found_words;
use crate::platform::texts::Texts;
use crate::voice::rules::Rules;

/// Lines of a page.
const LINES: i64 = 25;

/// A letter as a line.
struct Line {
    href: String,
    number: String,
    day: String,
    direction: &'static str,
    office: String,
    subject: String,
    state: &'static str,
    badge: &'static str,
    due: String,
}

fn direction_word(t: &Texts, code: &str) -> &'static str {
    match Direction::of(code) {
        Some(Direction::Received) => t.committee_letter_received(),
        Some(Direction::Sent) | None => t.committee_letter_sent(),
    }
}

fn office_of(t: &Texts, rules: &Rules, row: &LetterRow) -> String {
    match &row.unit {
        Some(unit) => rules.unit_name(t.lang, Some(unit)).to_owned(),
        None => row.office.clone(),
    }
}

/// Word and look of where a letter stands.
fn letter_state(ctx: &Ctx, row: &LetterRow) -> (&'static str, &'static str) {
    let t = &ctx.page.t;
    match (row.due_at, row.answered_at) {
        (_, Some(_)) => (t.committee_letter_answered(), "answered"),
        (None, None) => (t.committee_letter_no_answer(), "closed"),
        (Some(due), None) if due < ctx.now => (t.committee_letter_overdue(), "late"),
        (Some(_), None) => (t.committee_letter_waits(), "waiting"),
    }
}

fn line(ctx: &Ctx, rules: &Rules, row: &LetterRow) -> Line {
    let t = &ctx.page.t;
    let (state, badge) = letter_state(ctx, row);
    Line {
        href: ctx.at(&format!("/committee/letters/{}", row.id)),
        number: t.lang.digits(&row.number),
        day: t.lang.digits(&solar_day(&row.day)),
        direction: direction_word(t, &row.direction),
        office: office_of(t, rules, row),
        subject: row.subject.clone(),
        state,
        badge,
        due: row.due_at.map_or_else(String::new, |at| ctx.page.day(&at)),
    }
}

/// What an address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    state: String,
    committee: String,
    page: String,
}

#[derive(Template)]
#[template(path = "committee/letters.html")]
struct List {
    page: Page,
    crumbs: Vec<Crumb>,
    question: String,
    states: Vec<Choice>,
    committees: Vec<Choice>,
    found: String,
    lines: Vec<Line>,
    place: String,
    previous: String,
    next: String,
    new: String,
}

async fn hidden(ctx: &Ctx, conn: &mut store::Conn) -> Result<Vec<String>, store::Error> {
    super::session::hidden(conn, ctx).await
}

fn committee_choices(ctx: &Ctx, all: &[rows::CommitteeRow], chosen: &str) -> Vec<Choice> {
    let word =
        |row: &rows::CommitteeRow| name_of(ctx.page.t.lang, &row.name, &row.name_en).to_owned();
    all.iter()
        .map(|row| Choice::new(&row.id, word(row), chosen))
        .collect()
}

async fn gather_list(ctx: &Ctx, asked: &Asked) -> Result<List, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let clean = |text: &str| text.replace('\0', "");
    let filter = LetterFilter {
        question: clean(&asked.q),
        state: clean(&asked.state),
        committee: clean(&asked.committee),
        hidden_items: hidden(ctx, &mut conn).await?,
        now: ctx.now,
    };
    let total = rows::count_letters(&mut conn, organisation, &filter).await?;
    let pages = ((total + LINES - 1) / LINES).max(1);
    let page = persian::parse_integer(&asked.page)
        .unwrap_or(1)
        .clamp(1, pages);
    let skip = (page - 1) * LINES;
    let found = rows::list_letters(&mut conn, organisation, &filter, LINES, skip).await?;
    let committees = rows::committees(&mut conn, organisation).await?;
    drop(conn);
    let at = |page: i64| {
        let page = page.to_string();
        let given = [
            ("q", asked.q.as_str()),
            ("state", &asked.state),
            ("committee", &asked.committee),
            ("page", &page),
        ];
        let query = serde_urlencoded::to_string(given).unwrap_or_default();
        ctx.at(&format!("/committee/letters?{query}"))
    };
    let states = [
        ("overdue", t.committee_letter_overdue()),
        ("waiting", t.committee_letter_waits()),
        ("sent", t.committee_letter_sent()),
        ("received", t.committee_letter_received()),
    ];
    Ok(List {
        crumbs: vec![crumb(ctx, t.nav_committee(), "/committee")],
        question: asked.q.clone(),
        states: states
            .iter()
            .map(|(code, word)| Choice::new(*code, *word, &asked.state))
            .collect(),
        committees: committee_choices(ctx, &committees, &asked.committee),
        found: found_words(t, &filter.question, total, t.committee_letters_found(total)),
        lines: found.iter().map(|row| line(ctx, &rules, row)).collect(),
        place: t.desk_page_of(page, pages),
        previous: if page > 1 {
            at(page - 1)
        } else {
            String::new()
        },
        next: if page < pages {
            at(page + 1)
        } else {
            String::new()
        },
        new: if ctx.actor.may(Right::CommitteeRun) {
            ctx.at("/committee/letters/new")
        } else {
            String::new()
        },
        page: ctx.page.clone(),
    })
}

/// The register.
pub async fn list(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    match gather_list(&ctx, &asked).await {
        Ok(list) => render(&list),
        Err(why) => refusal(&ctx, why),
    }
}

#[derive(Template)]
#[template(path = "committee/letter.html")]
struct Letter {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    state: &'static str,
    badge: &'static str,
    facts: Vec<Fact>,
    text: String,
    file: Option<NavItem>,
    about: Option<NavItem>,
    answers_to: Option<Line>,
    answers: Vec<Line>,
    may_remind: bool,
    here: String,
    answer: String,
    sentence: String,
}

async fn gather(ctx: &Ctx, id: &str, sentence: String) -> Result<Letter, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let row = acts::visible_letter(&mut conn, &ctx.actor, id).await?;
    let committee = rows::committee(&mut conn, organisation, &row.committee).await?;
    let before = match &row.reply_to {
        Some(before) => rows::letter(&mut conn, organisation, before).await?,
        None => None,
    };
    let answers = rows::answers(&mut conn, organisation, id).await?;
    let about = match &row.resolution {
        Some(about) => rows::resolution(&mut conn, organisation, about).await?,
        None => None,
    };
    drop(conn);
    let (state, badge) = letter_state(ctx, &row);
    let runs = ctx.actor.may(Right::CommitteeRun);
    let here = ctx.at(&format!("/committee/letters/{id}"));
    let moment = |at: Option<store::Timestamp>| at.map_or_else(String::new, |at| ctx.page.day(&at));
    Ok(Letter {
        crumbs: vec![
            crumb(ctx, t.nav_committee(), "/committee"),
            crumb(ctx, t.committee_letters(), "/committee/letters"),
        ],
        title: row.subject.clone(),
        state,
        badge,
        facts: facts(vec![
            (t.committee_letter_number(), t.lang.digits(&row.number)),
            (t.committee_day(), t.lang.digits(&solar_day(&row.day))),
            (
                t.committee_letter_direction(),
                direction_word(t, &row.direction).to_owned(),
            ),
            (t.committee_letter_office(), office_of(t, &rules, &row)),
            (
                t.committee_body(),
                committee.map_or_else(String::new, |row| {
                    name_of(t.lang, &row.name, &row.name_en).to_owned()
                }),
            ),
            (t.committee_letter_due(), moment(row.due_at)),
            (t.committee_letter_answered(), moment(row.answered_at)),
            (
                t.committee_letter_reminders(),
                if row.reminders > 0 {
                    ctx.page.number(&row.reminders)
                } else {
                    String::new()
                },
            ),
        ]),
        text: row.text.clone(),
        file: row.file_name.clone().map(|name| NavItem {
            href: format!("{here}/file"),
            label: name,
            current: false,
        }),
        about: about.map(|about| NavItem {
            href: ctx.at(&format!("/committee/resolutions/{}", about.id)),
            label: t.committee_resolution_name(t.lang.digits(&about.number)),
            current: false,
        }),
        answers_to: before.map(|before| line(ctx, &rules, &before)),
        answers: answers.iter().map(|row| line(ctx, &rules, row)).collect(),
        may_remind: runs && row.due_at.is_some() && row.answered_at.is_none(),
        answer: if runs {
            ctx.at(&format!("/committee/letters/new?reply_to={id}"))
        } else {
            String::new()
        },
        here,
        sentence,
        page: ctx.page.clone(),
    })
}

/// A letter.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    match gather(&ctx, &id, String::new()).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}

/// Sends the attached file.
pub async fn file(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let found = async {
        let mut conn = ctx.read().await?;
        let row = acts::visible_letter(&mut conn, &ctx.actor, &id).await?;
        let file = row.file_name.zip(row.file_type).zip(row.file_sha256);
        file.ok_or(ActError::NotFound)
    };
    match found.await {
        Ok(((name, kind), hash)) => upload::send(&ctx, &name, &kind, &hash).await,
        Err(why) => refusal(&ctx, why),
    }
}

/// Reminds the office.
pub async fn remind(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    let (actor, now, letter) = (ctx.actor.clone(), ctx.now, id.clone());
    let rules = match ctx.app.rules(ctx.organisation()).await {
        Ok(rules) => rules,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let act = ctx.app.act(move |tx| {
        async move { acts::remind_letter(tx, &actor, now, &rules, &letter, None).await }.boxed()
    });
    match act.await {
        Ok(_) => see_other_saying(&ctx.at(&format!("/committee/letters/{id}")), "sent"),
        Err(ActError::Refused(say)) => match gather(&ctx, &id, say.to(&ctx.page.t)).await {
            Ok(page) => render_with(StatusCode::CONFLICT, &page),
            Err(why) => refusal(&ctx, why),
        },
        Err(why) => refusal(&ctx, why),
    }
}

#[derive(Template)]
#[template(path = "committee/letter_new.html")]
struct New {
    page: Page,
    crumbs: Vec<Crumb>,
    action: String,
    id: String,
    reply_to: String,
    reply_words: String,
    committees: Vec<Choice>,
    directions: Vec<Choice>,
    units: Vec<Choice>,
    most_megabytes: i64,
    most_bytes: i64,
    tried: Tried,
}

async fn form(ctx: &Ctx, status: StatusCode, tried: Tried) -> Response {
    match gather_form(ctx, tried).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

async fn gather_form(ctx: &Ctx, tried: Tried) -> Result<New, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let committees = rows::committees(&mut conn, organisation).await?;
    let before = match tried.value("reply_to") {
        "" => None,
        id => Some(acts::visible_letter(&mut conn, &ctx.actor, id).await?),
    };
    drop(conn);
    let or = |name: &str, otherwise: Option<String>| match tried.value(name) {
        "" => otherwise.unwrap_or_default(),
        word => word.to_owned(),
    };
    // An answer goes the other way, between the same two.
    let other_way = before.as_ref().map(|letter| {
        if letter.direction == Direction::Sent.code() {
            Direction::Received.code().to_owned()
        } else {
            Direction::Sent.code().to_owned()
        }
    });
    let direction = or("direction", other_way.or(Some("sent".to_owned())));
    let only = committees.first().filter(|_| committees.len() == 1);
    let committee = or(
        "committee",
        before
            .as_ref()
            .map(|letter| letter.committee.clone())
            .or(only.map(|row| row.id.clone())),
    );
    let unit = or(
        "unit",
        before.as_ref().and_then(|letter| letter.unit.clone()),
    );
    let mut tried = tried;
    if let Some(before) = &before
        && !tried.fields.contains_key("office")
    {
        tried
            .fields
            .insert("office".to_owned(), before.office.clone());
    }
    Ok(New {
        crumbs: vec![
            crumb(ctx, t.nav_committee(), "/committee"),
            crumb(ctx, t.committee_letters(), "/committee/letters"),
        ],
        action: ctx.at("/committee/letters"),
        id: match tried.value("id") {
            "" => ctx.app.new_id(ctx.now),
            id => id.to_owned(),
        },
        reply_to: tried.value("reply_to").to_owned(),
        reply_words: before.map_or_else(String::new, |letter| {
            t.committee_letter_answers(t.lang.digits(&letter.number), &letter.subject)
        }),
        committees: committee_choices(ctx, &committees, &committee),
        directions: (Direction::ALL.iter())
            .map(|d| Choice::new(d.code(), direction_word(t, d.code()), &direction))
            .collect(),
        units: unit_choices(t, &rules, &unit),
        most_megabytes: upload::most_megabytes(&rules),
        most_bytes: rules.limit(PAPER_BYTES),
        tried,
        page: ctx.page.clone(),
    })
}

/// The form; `?reply_to=` begins an answer.
pub async fn new(ctx: Ctx, Query(asked): Query<Fields>) -> Response {
    let tried = Tried {
        fields: asked,
        ..Tried::default()
    };
    form(&ctx, StatusCode::OK, tried).await
}

/// Enters a letter.
pub async fn record(
    ctx: Ctx,
    headers: HeaderMap,
    body: Result<Multipart, MultipartRejection>,
) -> Response {
    let rules = match ctx.app.rules(ctx.organisation()).await {
        Ok(rules) => rules,
        Err(why) => return refusal(&ctx, why.into()),
    };
    let sent = upload::read(&ctx, &rules, &headers, body).await;
    let fields = sent.fields;
    let text = |name: &str| field(&fields, name).to_owned();
    let input = LetterInput {
        id: text("id"),
        committee: text("committee"),
        direction: text("direction"),
        number: text("number"),
        day: text("day"),
        unit: text("unit"),
        office: text("office"),
        subject: text("subject"),
        text: text("text"),
        due_day: text("due_day"),
        reply_to: text("reply_to"),
        resolution: text("resolution"),
    };
    let next = format!("/committee/letters/{}", input.id);
    let done = if let Some(why) = sent.fault {
        Err(why)
    } else if input.id.is_empty() {
        Err(invalid("number", |t| {
            t.committee_fault_missing().to_owned()
        }))
    } else {
        let (actor, now, file) = (ctx.actor.clone(), ctx.now, sent.file);
        let act = ctx.app.act(move |tx| {
            async move { acts::record_letter(tx, &actor, now, &rules, &input, file.as_ref()).await }
                .boxed()
        });
        act.await.map(|_| ())
    };
    match done {
        Ok(()) => see_other_saying(&ctx.at(&next), "saved"),
        Err(why) => match tried(&ctx, fields, why) {
            Ok((status, tried)) => form(&ctx, status, tried).await,
            Err(answer) => *answer,
        },
    }
}
