//! The list of findings and the page of one, with what may be done with it.

use askama::Template;
use axum::extract::{Form, Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use serde::Deserialize;
use serde_json::Value;

use super::acts;
use super::model::{Deed, Kind, Severity, State, after};
use super::store::{self as rows, Filter, FindingRow, StepRow};
use crate::organisation::store::account_names;
use crate::platform::context::{Ctx, role_name, see_other_saying};
use crate::platform::design::Event;
use crate::platform::errors::ActError;
use crate::platform::page::{
    Choice, Crumb, FormErrors, NavItem, Page, refusal, render, render_with,
};
use crate::platform::permissions::{Right, Role};
use crate::platform::texts::{Lang, Texts};
use crate::tenders::pages::outcome_word;
use crate::voice::rules::Rules;

/// Lines of a page.
const LINES: i64 = 25;

/// The word for a kind.
pub fn kind_word(t: &Texts, kind: Kind) -> &'static str {
    match kind {
        Kind::Deviation => t.findings_kind_deviation(),
        Kind::BlindSpot => t.findings_kind_blind_spot(),
        Kind::UnequalTreatment => t.findings_kind_unequal_treatment(),
        Kind::Broker => t.findings_kind_broker(),
        Kind::Conflict => t.findings_kind_conflict(),
        Kind::RedFlag => t.findings_kind_red_flag(),
        Kind::Gift => t.findings_kind_gift(),
        Kind::Inspection => t.findings_kind_inspection(),
    }
}

/// The word for a state.
pub fn state_word(t: &Texts, state: State) -> &'static str {
    match state {
        State::New => t.findings_state_new(),
        State::UnderReview => t.findings_state_under_review(),
        State::Asked => t.findings_state_asked(),
        State::Confirmed => t.findings_state_confirmed(),
        State::Explained => t.findings_state_explained(),
        State::Mistaken => t.findings_state_mistaken(),
    }
}

/// The word for a severity.
pub fn severity_word(t: &Texts, severity: Severity) -> &'static str {
    match severity {
        Severity::Low => t.findings_severity_low(),
        Severity::Medium => t.findings_severity_medium(),
        Severity::High => t.findings_severity_high(),
    }
}

/// The look of a state.
const fn badge(state: State) -> &'static str {
    match state {
        State::New => "open",
        State::UnderReview | State::Asked => "waiting",
        State::Confirmed => "answered",
        State::Explained | State::Mistaken => "closed",
    }
}

/// What an address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    kind: String,
    state: Option<String>,
    severity: String,
    service: String,
    page: String,
}

impl Asked {
    /// The filter of what this reader may see.
    pub fn filter(&self, ctx: &Ctx) -> Filter {
        // PostgreSQL keeps no NUL in a text and refuses to look for one.
        let clean = |text: &str| text.replace('\0', "");
        Filter {
            question: clean(&self.q),
            kind: clean(&self.kind),
            // The first look is at what is still to be decided; an empty state that is asked for means all.
            state: clean(self.state.as_deref().unwrap_or("open")),
            severity: clean(&self.severity),
            service: clean(&self.service),
            units: ctx.actor.units_for(Right::FindingRead),
            reader: ctx.actor.person.clone().unwrap_or_default(),
        }
    }

    fn at(&self, ctx: &Ctx, page: i64) -> String {
        let page = page.to_string();
        let given: Vec<(&str, &str)> = [
            ("q", self.q.as_str()),
            ("kind", &self.kind),
            ("severity", &self.severity),
            ("service", &self.service),
            ("page", &page),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .chain(self.state.as_deref().map(|state| ("state", state)))
        .collect();
        ctx.at(&format!(
            "/findings?{}",
            serde_urlencoded::to_string(given).unwrap_or_default()
        ))
    }
}

/// A finding in a list.
pub struct Line {
    /// Address.
    pub href: String,
    /// One line.
    pub title: String,
    /// Kind.
    pub kind: &'static str,
    /// Severity.
    pub severity: &'static str,
    /// State.
    pub state: &'static str,
    /// Look of the state.
    pub badge: &'static str,
    /// Unit concerned, or empty.
    pub unit: String,
    /// Cases concerned.
    pub cases: String,
    /// Since when.
    pub since: String,
}

/// A finding as a line of a list; also for other areas' pages.
pub fn line(ctx: &Ctx, rules: &Rules, row: &FindingRow) -> Line {
    let t = &ctx.page.t;
    let state = State::of(&row.state).unwrap_or(State::New);
    Line {
        href: ctx.at(&format!("/findings/{}", row.id)),
        title: title(t.lang, row).to_owned(),
        kind: Kind::of(&row.kind).map_or("", |kind| kind_word(t, kind)),
        severity: Severity::of(&row.severity).map_or("", |s| severity_word(t, s)),
        state: state_word(t, state),
        badge: badge(state),
        unit: rules.unit_name(t.lang, row.unit.as_deref()).to_owned(),
        cases: ctx.page.number(&row.case_count),
        since: ctx.page.day(&row.raised_at),
    }
}

fn title(lang: Lang, row: &FindingRow) -> &str {
    if lang == Lang::Fa {
        &row.title
    } else {
        &row.title_en
    }
}

#[derive(Template)]
#[template(path = "findings/list.html")]
struct List {
    page: Page,
    question: String,
    kinds: Vec<Choice>,
    states: Vec<Choice>,
    severities: Vec<Choice>,
    found: String,
    all: String,
    lines: Vec<Line>,
    place: String,
    previous: String,
    next: String,
}

/// The list.
pub async fn list(ctx: Ctx, Query(asked): Query<Asked>) -> Response {
    match gather(&ctx, &asked).await {
        Ok(list) => render(&list),
        Err(why) => refusal(&ctx, why),
    }
}

async fn gather(ctx: &Ctx, asked: &Asked) -> Result<List, ActError> {
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let filter = asked.filter(ctx);
    let mut conn = ctx.read().await?;
    let total = rows::count(&mut conn, ctx.organisation(), &filter).await?;
    let pages = ((total + LINES - 1) / LINES).max(1);
    let page = persian::digits::parse_integer(&asked.page)
        .unwrap_or(1)
        .clamp(1, pages);
    let found = rows::list(
        &mut conn,
        ctx.organisation(),
        &filter,
        LINES,
        (page - 1) * LINES,
    )
    .await?;
    drop(conn);
    let t = &ctx.page.t;
    let mut states = vec![Choice::new("open", t.findings_state_open(), &filter.state)];
    states.extend(
        State::ALL.map(|state| Choice::new(state.code(), state_word(t, state), &filter.state)),
    );
    Ok(List {
        question: asked.q.clone(),
        kinds: Kind::ALL
            .map(|kind| Choice::new(kind.code(), kind_word(t, kind), &asked.kind))
            .into(),
        states,
        severities: Severity::ALL
            .map(|s| Choice::new(s.code(), severity_word(t, s), &asked.severity))
            .into(),
        found: t.findings_found(total),
        all: ctx.at("/findings?state="),
        lines: found.iter().map(|row| line(ctx, &rules, row)).collect(),
        place: t.desk_page_of(page, pages),
        previous: if page > 1 {
            asked.at(ctx, page - 1)
        } else {
            String::new()
        },
        next: if page < pages {
            asked.at(ctx, page + 1)
        } else {
            String::new()
        },
        page: ctx.page.clone(),
    })
}

/// A name and its value.
struct Fact {
    name: String,
    value: String,
}

/// A deed that is open to this reader now.
struct OpenDeed {
    code: &'static str,
    label: &'static str,
    hint: &'static str,
    grave: bool,
    needs_note: bool,
    failed: bool,
}

#[derive(Template)]
#[template(path = "findings/finding.html")]
struct Finding {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    title: String,
    kind: &'static str,
    severity: &'static str,
    state: &'static str,
    badge: &'static str,
    paragraphs: Vec<String>,
    facts: Vec<Fact>,
    numbers: Vec<Fact>,
    cases: Vec<String>,
    cases_note: String,
    query: String,
    deeds: Vec<OpenDeed>,
    note: String,
    errors: FormErrors,
    sentence: String,
    events: Vec<Event>,
    links: Vec<NavItem>,
}

/// What a form of a deed sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DeedForm {
    note: String,
}

/// What was tried and refused.
#[derive(Default)]
struct Tried {
    deed: Option<Deed>,
    note: String,
    errors: FormErrors,
    sentence: String,
}

/// One finding.
pub async fn finding(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    show(&ctx, &id, StatusCode::OK, Tried::default()).await
}

/// Does something with a finding.
pub async fn act(
    ctx: Ctx,
    Path((_, id, deed)): Path<(String, String, String)>,
    Form(form): Form<DeedForm>,
) -> Response {
    let Some(deed) = Deed::of(&deed) else {
        return refusal(&ctx, ActError::NotFound);
    };
    let (actor, now, finding, note) = (
        ctx.actor.clone(),
        ctx.now,
        id.clone(),
        form.note.replace('\0', ""),
    );
    let done = ctx
        .app
        .act(move |tx| {
            async move { acts::perform(tx, &actor, now, &finding, deed, &note).await }.boxed()
        })
        .await;
    let tried = Tried {
        deed: Some(deed),
        note: form.note,
        ..Tried::default()
    };
    match done {
        Ok(_) => see_other_saying(&ctx.at(&format!("/findings/{id}")), "saved"),
        Err(ActError::Invalid(fields)) => {
            let errors = FormErrors::new(&ctx.page.t, &fields);
            let tried = Tried { errors, ..tried };
            show(&ctx, &id, StatusCode::UNPROCESSABLE_ENTITY, tried).await
        }
        Err(ActError::Refused(say)) => {
            let sentence = say.to(&ctx.page.t);
            let tried = Tried { sentence, ..tried };
            show(&ctx, &id, StatusCode::CONFLICT, tried).await
        }
        Err(why) => refusal(&ctx, why),
    }
}

async fn show(ctx: &Ctx, id: &str, status: StatusCode, tried: Tried) -> Response {
    match view(ctx, id, tried).await {
        Ok(finding) => render_with(status, &finding),
        Err(why) => refusal(ctx, why),
    }
}

async fn view(ctx: &Ctx, id: &str, tried: Tried) -> Result<Finding, ActError> {
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let mut conn = ctx.read().await?;
    let row = acts::readable(&mut conn, &ctx.actor, id).await?;
    let steps = rows::steps(&mut conn, ctx.organisation(), id).await?;
    let risks = crate::risks::store::risks_of(&mut conn, ctx.organisation(), id).await?;
    let accounts: Vec<String> = steps
        .iter()
        .filter_map(|step| step.account.clone())
        .chain(row.owner.clone())
        .collect();
    let names = account_names(&mut conn, ctx.organisation(), &accounts).await?;
    drop(conn);
    let t = &ctx.page.t;
    let text = if t.lang == Lang::Fa {
        &row.text
    } else {
        &row.text_en
    };
    let state = State::of(&row.state).unwrap_or(State::New);
    let cases: Vec<String> = serde_json::from_str(&row.cases).unwrap_or_default();
    let shown = i64::try_from(cases.len()).unwrap_or(i64::MAX);
    let summary = line(ctx, &rules, &row);
    let mut links = Vec::new();
    if let Some(service) = &row.service {
        links.push(NavItem {
            href: ctx.at(&if service == crate::insight::journal::CODE {
                format!("/services/{service}/process")
            } else {
                format!("/services/{service}")
            }),
            label: t.findings_open_service().to_owned(),
            current: false,
        });
    }
    for (risk, number, event, event_en, unit) in &risks {
        if ctx.actor.may_for(Right::RiskRead, Some(unit)) {
            let en = if event_en.is_empty() { event } else { event_en };
            let event = if t.lang == Lang::Fa { event } else { en };
            links.push(NavItem {
                href: ctx.at(&format!("/risks/{risk}")),
                label: format!("{}: {event}", t.risks_risk_number(t.lang.integer(*number))),
                current: false,
            });
        }
    }
    if let Some(page) = super::words::source(&row.rule_version, row.service.as_deref(), &row.query)
    {
        links.push(NavItem {
            href: ctx.at(&page),
            label: t.findings_source().to_owned(),
            current: false,
        });
    }
    if ctx.actor.may(Right::RiskEdit) {
        links.push(NavItem {
            href: ctx.at(&format!("/risks/link?finding={id}")),
            label: t.risks_link_finding().to_owned(),
            current: false,
        });
    }
    if ctx.actor.may(Right::CaseOpen) {
        links.push(NavItem {
            href: ctx.at(&format!("/cases/new?finding={id}")),
            label: t.cases_open_new().to_owned(),
            current: false,
        });
    }
    Ok(Finding {
        crumbs: vec![Crumb {
            label: t.nav_findings().to_owned(),
            href: ctx.at("/findings"),
        }],
        here: ctx.at(&format!("/findings/{id}")),
        paragraphs: text.lines().map(str::to_owned).collect(),
        facts: facts(ctx, &row, &summary, &names),
        numbers: numbers(ctx, &row),
        cases_note: if shown < row.case_count {
            t.findings_cases_first(shown, row.case_count)
        } else {
            String::new()
        },
        cases,
        query: super::words::question(&row.query),
        deeds: deeds(ctx, &row, state, &tried),
        events: events(ctx, &steps, &names),
        title: summary.title,
        kind: summary.kind,
        severity: summary.severity,
        state: summary.state,
        badge: summary.badge,
        note: tried.note,
        errors: tried.errors,
        sentence: tried.sentence,
        links,
        page: ctx.page.clone(),
    })
}

fn facts(ctx: &Ctx, row: &FindingRow, summary: &Line, names: &[(String, String)]) -> Vec<Fact> {
    let t = &ctx.page.t;
    let name = |account: &String| {
        names
            .iter()
            .find(|(id, _)| id == account)
            .map_or_else(String::new, |(_, name)| name.clone())
    };
    [
        (t.findings_fact_kind(), summary.kind.to_owned()),
        (t.findings_fact_severity(), summary.severity.to_owned()),
        (t.findings_fact_unit(), summary.unit.clone()),
        (
            t.findings_fact_owner(),
            row.owner.as_ref().map_or_else(String::new, name),
        ),
        (t.findings_fact_first(), summary.since.clone()),
        (t.findings_fact_last(), ctx.page.day(&row.seen_at)),
        (t.findings_fact_times(), ctx.page.number(&row.times_seen)),
        (t.findings_fact_cases(), summary.cases.clone()),
        (t.findings_fact_rule(), row.rule_version.clone()),
        (t.findings_fact_input(), row.input_hash.clone()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| Fact {
        name: name.to_owned(),
        value,
    })
    .collect()
}

/// The numbers behind a finding; the interfaces give them under the method's own names.
fn numbers(ctx: &Ctx, row: &FindingRow) -> Vec<Fact> {
    let Ok(Value::Object(facts)) = serde_json::from_str(&row.facts) else {
        return Vec::new();
    };
    facts
        .into_iter()
        .filter_map(|(name, value)| {
            let value = match value {
                Value::Number(number) => match number.as_i64() {
                    Some(whole) => ctx.page.number(&whole),
                    None => ctx.page.decimal(&number.as_f64()?, 4),
                },
                // Of the comparison with ties: barred, conflict and so on.
                Value::String(code) if name == "outcome" => {
                    outcome_word(&ctx.page.t, &code).0.to_owned()
                }
                Value::String(text) => text,
                Value::Bool(truth) => truth.to_string(),
                _ => return None,
            };
            let name = super::words::fact(&ctx.page.t, &name);
            Some(Fact { name, value })
        })
        .collect()
}

fn deeds(ctx: &Ctx, row: &FindingRow, state: State, tried: &Tried) -> Vec<OpenDeed> {
    let t = &ctx.page.t;
    let unit = row.unit.as_deref();
    [
        (Deed::Take, t.findings_do_take(), "", false),
        (
            Deed::Explain,
            t.findings_do_explain(),
            t.findings_do_explain_hint(),
            false,
        ),
        (
            Deed::Ask,
            t.findings_do_ask(),
            t.findings_do_ask_hint(),
            false,
        ),
        (
            Deed::Confirm,
            t.findings_do_confirm(),
            t.findings_do_confirm_hint(),
            true,
        ),
        (
            Deed::Accept,
            t.findings_do_accept(),
            t.findings_do_accept_hint(),
            false,
        ),
        (
            Deed::Dismiss,
            t.findings_do_dismiss(),
            t.findings_do_dismiss_hint(),
            false,
        ),
        (
            Deed::Reopen,
            t.findings_do_reopen(),
            t.findings_do_reopen_hint(),
            false,
        ),
    ]
    .into_iter()
    .filter(|(deed, ..)| after(state, *deed).is_some())
    .filter(|(deed, ..)| {
        let right = if *deed == Deed::Explain {
            Right::FindingExplain
        } else {
            Right::FindingDecide
        };
        ctx.actor.may_for(right, unit)
    })
    .filter(|(deed, ..)| {
        *deed != Deed::Take || row.owner.is_none() || row.owner != ctx.actor.account
    })
    .map(|(deed, label, hint, grave)| OpenDeed {
        code: deed.code(),
        label,
        hint,
        grave,
        needs_note: deed != Deed::Take,
        failed: tried.deed == Some(deed),
    })
    .collect()
}

fn events(ctx: &Ctx, steps: &[StepRow], names: &[(String, String)]) -> Vec<Event> {
    let t = &ctx.page.t;
    steps
        .iter()
        .filter_map(|step| {
            let what = match Deed::of(&step.deed)? {
                Deed::Raise => t.findings_done_raise(),
                Deed::SeeAgain => t.findings_done_see_again(),
                Deed::Take => t.findings_done_take(),
                Deed::Ask => t.findings_done_ask(),
                Deed::Explain => t.findings_done_explain(),
                Deed::Confirm => t.findings_done_confirm(),
                Deed::Accept => t.findings_done_accept(),
                Deed::Dismiss => t.findings_done_dismiss(),
                Deed::Reopen => t.findings_done_reopen(),
            };
            let by = step
                .account
                .as_ref()
                .and_then(|account| names.iter().find(|(id, _)| id == account))
                .map_or_else(
                    || {
                        Role::of(&step.role)
                            .map_or(t.desk_program(), |role| role_name(t, role))
                            .to_owned()
                    },
                    |(_, name)| name.clone(),
                );
            Some(Event {
                kind: "done",
                title: format!("{what} — {by}"),
                time: ctx.page.moment(&step.at),
                datetime: step.at.rfc3339(),
                note: step.note.clone(),
            })
        })
        .collect()
}
