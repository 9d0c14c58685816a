//! Resolutions: what waits, for whom, until when; and the course of each.

use askama::Template;
use axum::extract::{Form, Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use serde::Deserialize;
use store::{Conn, Timestamp};

use super::report::{period_words, span_of};
use super::{Fact, aim_word, crumb, facts, name_of, resolution_state, tried};
use crate::committee::acts::{self, may_see};
use crate::committee::model::{Aim, Deed, ResolutionState, after};
use crate::committee::store::{self as rows, ResolutionFilter, ResolutionRow, ResolutionStepRow};
use crate::organisation::store::account_names;
use crate::platform::context::{Ctx, role_name, see_other_saying};
use crate::platform::design::Event;
use crate::platform::errors::ActError;
use crate::platform::form::{Fields, Tried, field};
use crate::platform::page::{Choice, Crumb, NavItem, Page, refusal, render, render_with};
use crate::platform::permissions::{Right, Role};
use crate::platform::search::found_words;
use crate::voice::deadline;
use crate::voice::rules::Rules;

/// Lines of a page.
const LINES: i64 = 25;

/// A resolution as a line of a list.
pub struct Line {
    /// Address.
    pub href: String,
    /// Number.
    pub number: String,
    /// What is to be done, shortened.
    pub text: String,
    /// Unit.
    pub unit: String,
    /// State.
    pub state: &'static str,
    /// Look of the state.
    pub badge: &'static str,
    /// Kind of the deadline.
    pub kind: &'static str,
    /// How much is left, in words.
    pub left: String,
    /// The day.
    pub day: String,
}

/// Most letters of a resolution in a list.
const SHORT: usize = 160;

fn short(text: &str) -> String {
    if text.chars().count() <= SHORT {
        return text.to_owned();
    }
    let cut: String = text.chars().take(SHORT).collect();
    format!("{}…", cut.trim_end())
}

/// How much time is left, in words, and the look of it.
fn time_left(ctx: &Ctx, rules: &Rules, row: &ResolutionRow) -> (&'static str, String) {
    let t = &ctx.page.t;
    if !ResolutionState::of(&row.state).is_some_and(ResolutionState::is_open) {
        return ("done", String::new());
    }
    let left = deadline::left(&rules.calendar, ctx.now, row.deadline_at);
    if row.deadline_at < ctx.now {
        ("late", t.committee_days_late(left.abs()))
    } else if left <= 3 {
        ("soon", t.committee_days_left(left))
    } else {
        ("ahead", t.committee_days_left(left))
    }
}

/// A resolution as a line.
pub fn line(ctx: &Ctx, rules: &Rules, row: &ResolutionRow) -> Line {
    let t = &ctx.page.t;
    let (state, badge) = resolution_state(t, &row.state, row.deadline_at < ctx.now);
    let (kind, left) = time_left(ctx, rules, row);
    Line {
        href: ctx.at(&format!("/committee/resolutions/{}", row.id)),
        number: t.lang.digits(&row.number),
        text: short(&row.text),
        unit: rules.unit_name(t.lang, Some(&row.unit)).to_owned(),
        state,
        badge,
        kind,
        left,
        day: ctx.page.day(&row.deadline_at),
    }
}

/// The filter of what this reader may see.
pub async fn seen(
    ctx: &Ctx,
    conn: &mut Conn,
    now: Timestamp,
) -> Result<ResolutionFilter, ActError> {
    let mut filter = ResolutionFilter {
        now,
        ..ResolutionFilter::default()
    };
    if let Some(person) = &ctx.actor.person {
        filter.hidden_items = rows::recused_items(conn, ctx.organisation(), person).await?;
    }
    if ctx.actor.may(Right::CommitteeRead) {
        filter.committees = acts::seen(conn, &ctx.actor).await?;
    } else {
        filter.units = Some(
            ctx.actor
                .units_for(Right::ResolutionReport)
                .unwrap_or_default(),
        );
    }
    Ok(filter)
}

/// What an address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    state: Option<String>,
    committee: String,
    /// Period of issue: `1405-3`, `1405-h1`, `1405`, or empty.
    period: String,
    /// Code of what they are for, or empty.
    aim: String,
    /// Working: only those due within so many days.
    due: String,
    page: String,
}

#[derive(Template)]
#[template(path = "committee/resolutions.html")]
struct List {
    page: Page,
    question: String,
    states: Vec<Choice>,
    committees: Vec<Choice>,
    aims: Vec<Choice>,
    period: String,
    period_words: String,
    due: String,
    found: String,
    lines: Vec<Line>,
    place: String,
    previous: String,
    next: String,
}

async fn gather_list(ctx: &Ctx, asked: &Asked) -> Result<List, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let clean = |text: &str| text.replace('\0', "");
    let span = if asked.period.is_empty() {
        None
    } else {
        Some(span_of(&asked.period).ok_or(ActError::NotFound)?)
    };
    let filter = ResolutionFilter {
        question: clean(&asked.q),
        // The first look is at what is still owed; an empty state that is asked for means all.
        state: clean(asked.state.as_deref().unwrap_or("open")),
        committee: clean(&asked.committee),
        from: span.map(|(from, _)| from),
        to: span.map(|(_, to)| to),
        aim: clean(&asked.aim),
        due_before: (persian::parse_integer(&asked.due).ok())
            .filter(|days| (1..=366).contains(days))
            .map(|days| Timestamp(ctx.now.0 + days * Timestamp::DAY)),
        ..seen(ctx, &mut conn, ctx.now).await?
    };
    let total = rows::count_resolutions(&mut conn, organisation, &filter).await?;
    let pages = ((total + LINES - 1) / LINES).max(1);
    let page = persian::parse_integer(&asked.page)
        .unwrap_or(1)
        .clamp(1, pages);
    let skip = (page - 1) * LINES;
    let found = rows::list_resolutions(&mut conn, organisation, &filter, LINES, skip).await?;
    let committees = if ctx.actor.may(Right::CommitteeRead) {
        rows::committees(&mut conn, organisation).await?
    } else {
        Vec::new()
    };
    drop(conn);
    let at = |page: i64| {
        let page = page.to_string();
        let given = [
            ("q", asked.q.as_str()),
            ("state", &filter.state),
            ("committee", &asked.committee),
            ("period", &asked.period),
            ("aim", &asked.aim),
            ("due", &asked.due),
            ("page", &page),
        ];
        let query = serde_urlencoded::to_string(given).unwrap_or_default();
        ctx.at(&format!("/committee/resolutions?{query}"))
    };
    let mut states = vec![
        Choice::new("open", t.committee_state_owed(), &filter.state),
        Choice::new("overdue", t.committee_state_overdue(), &filter.state),
        Choice::new("in-time", t.committee_figure_in_time_state(), &filter.state),
    ];
    states.extend(ResolutionState::ALL.iter().map(|state| {
        Choice::new(
            state.code(),
            resolution_state(t, state.code(), false).0,
            &filter.state,
        )
    }));
    let visible = |row: &&rows::CommitteeRow| {
        filter
            .committees
            .as_ref()
            .is_none_or(|own| own.contains(&row.id))
    };
    Ok(List {
        question: asked.q.clone(),
        states,
        committees: (committees.iter().filter(visible))
            .map(|row| {
                Choice::new(
                    &row.id,
                    name_of(t.lang, &row.name, &row.name_en),
                    &asked.committee,
                )
            })
            .collect(),
        aims: (Aim::ALL.iter())
            .map(|aim| Choice::new(aim.code(), aim_word(t, aim.code()), &asked.aim))
            .collect(),
        period_words: if asked.period.is_empty() {
            String::new()
        } else {
            period_words(ctx, &asked.period)
        },
        period: asked.period.clone(),
        due: asked.due.clone(),
        found: found_words(t, &filter.question, total, t.committee_found(total)),
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
        page: ctx.page.clone(),
    })
}

/// The list.
pub async fn list(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    match gather_list(&ctx, &asked).await {
        Ok(list) => render(&list),
        Err(why) => refusal(&ctx, why),
    }
}

/// A deed that is open to this reader now.
struct OpenDeed {
    code: &'static str,
    label: &'static str,
    hint: &'static str,
    needs_note: bool,
    failed: bool,
}

#[derive(Template)]
#[template(path = "committee/resolution.html")]
struct Resolution {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    title: String,
    paragraphs: Vec<String>,
    state: &'static str,
    badge: &'static str,
    kind: &'static str,
    left: String,
    day: String,
    facts: Vec<Fact>,
    evidence: String,
    chain: Vec<NavItem>,
    deeds: Vec<OpenDeed>,
    events: Vec<Event>,
    tried: Tried,
}

async fn gather(ctx: &Ctx, id: &str, failed: &str, tried: Tried) -> Result<Resolution, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let row = rows::resolution(&mut conn, organisation, &id.replace('\0', ""))
        .await?
        .ok_or(ActError::NotFound)?;
    may_see(&mut conn, &ctx.actor, &row).await?;
    let steps = rows::resolution_steps(&mut conn, organisation, id).await?;
    let accounts: Vec<String> = steps
        .iter()
        .filter_map(|step| step.account.clone())
        .collect();
    let names = account_names(&mut conn, organisation, &accounts).await?;
    let committee = rows::committee(&mut conn, organisation, &row.committee).await?;
    let item = rows::item(&mut conn, organisation, &row.item).await?;
    drop(conn);
    let (state, badge) = resolution_state(t, &row.state, row.deadline_at < ctx.now);
    let (kind, left) = time_left(ctx, &rules, &row);
    let mut chain = Vec::new();
    if ctx.actor.may(Right::CommitteeRead) {
        let link = |path: String, label: String| NavItem {
            href: ctx.at(&path),
            label,
            current: false,
        };
        if let Some(item) = &item {
            if let (Some("finding"), Some(object)) = (item.object_type.as_deref(), &item.object_id)
            {
                chain.push(link(
                    format!("/findings/{object}"),
                    t.committee_open_finding().to_owned(),
                ));
            }
            let path = format!("/committee/sessions/{}/items/{}", row.session, row.item);
            chain.push(link(path, item.title.clone()));
        }
        let path = format!("/committee/sessions/{}", row.session);
        chain.push(link(path, t.committee_open_session().to_owned()));
    }
    let crumbs = vec![crumb(
        ctx,
        t.committee_resolutions(),
        "/committee/resolutions",
    )];
    Ok(Resolution {
        crumbs,
        here: ctx.at(&format!("/committee/resolutions/{id}")),
        title: t.committee_resolution_name(t.lang.digits(&row.number)),
        paragraphs: row.text.lines().map(str::to_owned).collect(),
        state,
        badge,
        kind,
        left,
        day: ctx.page.day(&row.deadline_at),
        facts: facts(vec![
            (
                t.committee_body(),
                committee.map_or_else(String::new, |row| {
                    name_of(t.lang, &row.name, &row.name_en).to_owned()
                }),
            ),
            (
                t.committee_unit(),
                rules.unit_name(t.lang, Some(&row.unit)).to_owned(),
            ),
            (t.committee_issued_at(), ctx.page.day(&row.issued_at)),
            (
                t.committee_working_days(),
                ctx.page.number(&row.working_days),
            ),
            (t.committee_evidence_asked(), row.evidence_asked.clone()),
            (
                t.committee_level(),
                if row.level > 0 {
                    ctx.page.number(&row.level)
                } else {
                    String::new()
                },
            ),
        ]),
        evidence: row.evidence.clone(),
        chain,
        deeds: deeds(ctx, &row, failed),
        events: events(ctx, &rules, &steps, &names),
        tried,
        page: ctx.page.clone(),
    })
}

fn deeds(ctx: &Ctx, row: &ResolutionRow, failed: &str) -> Vec<OpenDeed> {
    let t = &ctx.page.t;
    let state = ResolutionState::of(&row.state).unwrap_or(ResolutionState::Issued);
    let unit = Some(row.unit.as_str());
    let own_report = row.reported_by.is_some() && row.reported_by == ctx.actor.account;
    [
        (
            Deed::Begin,
            Right::ResolutionReport,
            t.committee_do_begin(),
            "",
        ),
        (
            Deed::Report,
            Right::ResolutionReport,
            t.committee_do_report(),
            t.committee_do_report_hint(),
        ),
        (
            Deed::Verify,
            Right::ResolutionVerify,
            t.committee_do_verify(),
            t.committee_do_verify_hint(),
        ),
        (
            Deed::Return,
            Right::ResolutionVerify,
            t.committee_do_return(),
            t.committee_do_return_hint(),
        ),
        (
            Deed::Cancel,
            Right::CommitteeRun,
            t.committee_do_cancel(),
            t.committee_do_cancel_hint(),
        ),
    ]
    .into_iter()
    .filter(|(deed, right, ..)| after(state, *deed).is_some() && ctx.actor.may_for(*right, unit))
    .filter(|(deed, ..)| !(own_report && matches!(deed, Deed::Verify | Deed::Return)))
    .map(|(deed, _, label, hint)| OpenDeed {
        code: deed.code(),
        label,
        hint,
        needs_note: deed != Deed::Begin,
        failed: failed == deed.code(),
    })
    .collect()
}

fn events(
    ctx: &Ctx,
    rules: &Rules,
    steps: &[ResolutionStepRow],
    names: &[(String, String)],
) -> Vec<Event> {
    let t = &ctx.page.t;
    let steps = steps.iter().filter_map(|step| {
        let (what, kind) = match Deed::of(&step.deed)? {
            Deed::Issue => (t.committee_done_issue(), "done"),
            Deed::Begin => (t.committee_done_begin(), "done"),
            Deed::Report => (t.committee_done_report(), "done"),
            Deed::Verify => (t.committee_done_verify(), "done"),
            Deed::Return => (t.committee_done_return(), "done"),
            Deed::Overdue => (t.committee_done_overdue(), "late"),
            Deed::Cancel => (t.committee_done_cancel(), "done"),
        };
        let by = step.account.as_ref().and_then(|account| {
            let (_, name) = names.iter().find(|(id, _)| id == account)?;
            let role = Role::of(&step.role).map_or("", |role| role_name(t, role));
            Some(format!("{name}, {role}"))
        });
        let told = step
            .unit
            .as_deref()
            .map(|unit| t.committee_told(rules.unit_name(t.lang, Some(unit))));
        let note: Vec<String> = by
            .into_iter()
            .chain(told)
            .chain(Some(step.note.clone()))
            .collect();
        let note: Vec<String> = note.into_iter().filter(|part| !part.is_empty()).collect();
        Some(Event {
            kind,
            title: what.to_owned(),
            time: ctx.page.moment(&step.at),
            datetime: step.at.rfc3339(),
            note: note.join(" · "),
        })
    });
    steps.collect()
}

async fn show(ctx: &Ctx, id: &str, status: StatusCode, failed: &str, tried: Tried) -> Response {
    match gather(ctx, id, failed, tried).await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

/// One resolution.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    show(&ctx, &id, StatusCode::OK, "", Tried::default()).await
}

/// Does something with a resolution.
pub async fn act(
    ctx: Ctx,
    Path((_, id, deed)): Path<(String, String, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    let Some(todo) = Deed::of(&deed) else {
        return refusal(&ctx, ActError::NotFound);
    };
    let (actor, now, of) = (ctx.actor.clone(), ctx.now, id.clone());
    let note = field(&fields, "note").to_owned();
    let act = ctx.app.act(move |tx| {
        async move { acts::perform(tx, &actor, now, &of, todo, &note).await }.boxed()
    });
    match act.await {
        Ok(_) => see_other_saying(&ctx.at(&format!("/committee/resolutions/{id}")), "saved"),
        Err(why) => match tried(&ctx, fields, why) {
            Ok((status, tried)) => show(&ctx, &id, status, &deed, tried).await,
            Err(answer) => *answer,
        },
    }
}
