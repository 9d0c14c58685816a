//! Pages of inspection. Two templates serve all of them: a list with search and filter, and a sheet of sections, tables and forms.

pub mod checklists;
pub mod inspectors;
pub mod measures;
pub mod mission;
pub mod missions;
pub mod orders;
pub mod plans;
pub mod remedies;
pub mod report;
pub mod samples;
pub mod warnings;
mod words;

use askama::Template;
use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use documents::{ReportData, ReportPart};
use serde::Deserialize;
use store::{Conn, Timestamp};

use crate::inspection::store as rows;
use crate::platform::context::Ctx;
use crate::platform::design::Event;
use crate::platform::errors::{ActError, invalid, refused};
use crate::platform::form::{Fields, Tried};
use crate::platform::page::{
    Choice, Crumb, FormErrors, NavItem, Page, refusal, render, render_with,
};
use crate::platform::permissions::Right;
use crate::platform::print::{issued, language, typesetter};
use crate::platform::texts::Lang;
use crate::voice::deadline;
use crate::voice::files;
use crate::voice::rules::Rules;
use crate::voice::store::Attachment;

/// Lines of a page.
const LINES: i64 = 25;

/// A name and its value.
pub struct Fact {
    /// Name.
    pub name: &'static str,
    /// Value.
    pub value: String,
}

/// One input of a form.
#[derive(Clone, Default)]
pub struct Input {
    /// `text`, `number`, `area`, `select`, `radios`, `checks` or `file`.
    pub kind: &'static str,
    /// Name of the field.
    pub name: &'static str,
    /// Words.
    pub label: String,
    /// More words, or empty.
    pub hint: String,
    /// What stands in it; for a file, the types that are taken.
    pub value: String,
    /// Words of the empty choice.
    pub first: &'static str,
    /// Choices.
    pub choices: Vec<Choice>,
    /// Sentence about what is wrong.
    pub error: String,
    /// Whether it must be filled in.
    pub required: bool,
}

impl Input {
    fn new(kind: &'static str, name: &'static str, label: impl Into<String>) -> Self {
        Self {
            kind,
            name,
            label: label.into(),
            required: true,
            ..Self::default()
        }
    }

    fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: hint.into(),
            ..self
        }
    }

    fn value(self, value: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            ..self
        }
    }

    fn choices(self, first: &'static str, choices: Vec<Choice>) -> Self {
        Self {
            first,
            choices,
            ..self
        }
    }

    fn optional(self) -> Self {
        Self {
            required: false,
            ..self
        }
    }
}

/// A form: what it leads to and its inputs.
#[expect(clippy::struct_excessive_bools, reason = "each says how it looks")]
#[derive(Clone, Default)]
pub struct FormView {
    /// Word of the deed, and the beginning of the ids of its inputs.
    pub code: String,
    /// Address.
    pub action: String,
    /// Words of the button.
    pub label: String,
    /// What pressing it means, or empty.
    pub hint: String,
    /// Inputs.
    pub inputs: Vec<Input>,
    /// Hidden names and values.
    pub hidden: Vec<(&'static str, String)>,
    /// Whether it brings a file.
    pub multipart: bool,
    /// Whether it cannot be undone.
    pub grave: bool,
    /// Stands unfolded.
    pub open: bool,
    /// It was refused just now.
    pub failed: bool,
}

impl FormView {
    fn new(code: impl Into<String>, action: String, label: &str, inputs: Vec<Input>) -> Self {
        Self {
            code: code.into(),
            action,
            label: label.to_owned(),
            inputs,
            ..Self::default()
        }
    }

    fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: hint.into(),
            ..self
        }
    }

    fn hidden(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.hidden.push((name, value.into()));
        self
    }

    fn opened(self) -> Self {
        Self { open: true, ..self }
    }

    fn grave(self) -> Self {
        Self {
            grave: true,
            ..self
        }
    }

    /// The id of an input on the page.
    pub fn id_of(&self, one: &Input) -> String {
        if self.failed {
            one.name.to_owned()
        } else {
            format!("{}-{}", self.code, one.name)
        }
    }

    /// Shows again what was typed and what is wrong, where this is the form that was refused.
    fn tried(mut self, failed: &str, tried: &Tried) -> Self {
        if failed != self.code {
            return self;
        }
        self.failed = true;
        for one in &mut self.inputs {
            tried.errors.of(one.name).clone_into(&mut one.error);
            if one.kind == "file" {
                continue;
            }
            let value = tried.value(one.name);
            value.clone_into(&mut one.value);
            for choice in &mut one.choices {
                choice.chosen = if one.kind == "checks" {
                    value.split(',').any(|part| part == choice.value)
                } else {
                    choice.value == value
                };
            }
        }
        self
    }
}

/// A cell of a table.
#[derive(Clone, Default)]
pub struct Cell {
    /// Words.
    pub text: String,
    /// Address, or empty.
    pub href: String,
    /// Look of a state, or empty.
    pub badge: &'static str,
    /// Smaller words, or empty.
    pub more: String,
}

impl Cell {
    fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    fn link(text: impl Into<String>, href: String) -> Self {
        Self {
            href,
            ..Self::new(text)
        }
    }

    fn state((text, badge): (&'static str, &'static str)) -> Self {
        Self {
            badge,
            ..Self::new(text)
        }
    }

    fn more(self, more: impl Into<String>) -> Self {
        Self {
            more: more.into(),
            ..self
        }
    }
}

/// A part of a sheet.
#[derive(Clone, Default)]
pub struct Section {
    /// Heading, or empty.
    pub title: String,
    /// Name in addresses, or empty.
    pub anchor: String,
    /// Paragraphs.
    pub paragraphs: Vec<String>,
    /// Commands and hashes.
    pub code: Vec<String>,
    /// Heads of the table's columns.
    pub head: Vec<&'static str>,
    /// Rows of the table.
    pub rows: Vec<Vec<Cell>>,
    /// Forms.
    pub forms: Vec<FormView>,
}

impl Section {
    fn new(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            ..Self::default()
        }
    }

    fn text(title: &str, text: &str) -> Self {
        Self {
            paragraphs: text.lines().map(str::to_owned).collect(),
            ..Self::new(title)
        }
    }
}

/// A page of sections.
#[derive(Template)]
#[template(path = "inspection/sheet.html")]
pub struct Sheet {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    lead: String,
    state: &'static str,
    badge: &'static str,
    left_kind: &'static str,
    left: String,
    left_day: String,
    links: Vec<NavItem>,
    notes: Vec<String>,
    sections: Vec<Section>,
    facts: Vec<Fact>,
    events: Vec<Event>,
    errors: FormErrors,
    sentence: String,
}

impl Sheet {
    fn new(ctx: &Ctx, title: impl Into<String>, tried: &Tried) -> Self {
        Self {
            page: ctx.page.clone(),
            crumbs: Vec::new(),
            title: title.into(),
            lead: String::new(),
            state: "",
            badge: "",
            left_kind: "",
            left: String::new(),
            left_day: String::new(),
            links: Vec::new(),
            notes: Vec::new(),
            sections: Vec::new(),
            facts: Vec::new(),
            events: Vec::new(),
            errors: tried.errors.clone(),
            sentence: tried.sentence.clone(),
        }
    }

    fn crumb(&mut self, ctx: &Ctx, label: impl Into<String>, path: &str) {
        self.crumbs.push(Crumb {
            label: label.into(),
            href: ctx.at(path),
        });
    }

    fn link(&mut self, ctx: &Ctx, label: impl Into<String>, path: &str) {
        self.links.push(NavItem {
            href: ctx.at(path),
            label: label.into(),
            current: false,
        });
    }

    fn fact(&mut self, name: &'static str, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            self.facts.push(Fact { name, value });
        }
    }

    fn event(&mut self, ctx: &Ctx, title: &str, at: Option<Timestamp>, note: &str) {
        if let Some(at) = at {
            self.events.push(Event {
                kind: "done",
                title: title.to_owned(),
                time: ctx.page.moment(&at),
                datetime: at.rfc3339(),
                note: note.to_owned(),
            });
        }
    }

    fn due(&mut self, ctx: &Ctx, rules: &Rules, at: Timestamp, open: bool) {
        (self.left_kind, self.left) = left(ctx, rules, at, open);
        self.left_day = ctx.page.day(&at);
    }
}

/// How much time is left, and the look of it; no words where nothing is owed.
fn left(ctx: &Ctx, rules: &Rules, at: Timestamp, open: bool) -> (&'static str, String) {
    let t = &ctx.page.t;
    if !open {
        return ("done", String::new());
    }
    let left = deadline::left(&rules.calendar, ctx.now, at);
    if at < ctx.now {
        ("late", t.committee_days_late(left.abs()))
    } else if left <= 3 {
        ("soon", t.committee_days_left(left))
    } else {
        ("ahead", t.committee_days_left(left))
    }
}

/// A line of a list.
pub struct Line {
    href: String,
    number: String,
    text: String,
    unit: String,
    state: &'static str,
    badge: &'static str,
    left_kind: &'static str,
    left: String,
    day: String,
}

/// A list.
#[derive(Template)]
#[template(path = "inspection/list.html")]
pub struct List {
    page: Page,
    title: String,
    lead: String,
    tabs: Vec<NavItem>,
    add: String,
    add_label: String,
    searchable: bool,
    search: String,
    question: String,
    states: Vec<Choice>,
    found: String,
    lines: Vec<Line>,
    time: String,
    place: String,
    previous: String,
    next: String,
}

/// What an address of a list asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    state: Option<String>,
    page: String,
}

impl Asked {
    fn question(&self) -> String {
        self.q.replace('\0', "")
    }

    /// The state that is asked for; an empty one means all, and the first look is at `first`.
    fn state(&self, first: &str) -> String {
        self.state.as_deref().unwrap_or(first).replace('\0', "")
    }

    /// The page that is asked for, and how many there are.
    fn place(&self, total: i64) -> (i64, i64) {
        let pages = ((total + LINES - 1) / LINES).max(1);
        let page = persian::parse_integer(&self.page).unwrap_or(1);
        (page.clamp(1, pages), pages)
    }
}

impl List {
    fn new(
        ctx: &Ctx,
        title: &str,
        lead: &str,
        path: &str,
        asked: &Asked,
        state: &str,
        total: i64,
    ) -> Self {
        let t = &ctx.page.t;
        let (page, pages) = asked.place(total);
        let at = |page: i64| {
            let page = page.to_string();
            let given = [("q", asked.q.as_str()), ("state", state), ("page", &page)];
            let query = serde_urlencoded::to_string(given).unwrap_or_default();
            ctx.at(&format!("{path}?{query}"))
        };
        Self {
            page: ctx.page.clone(),
            title: title.to_owned(),
            lead: lead.to_owned(),
            tabs: Vec::new(),
            add: String::new(),
            add_label: String::new(),
            searchable: true,
            search: t.inspection_search().to_owned(),
            question: asked.q.clone(),
            states: Vec::new(),
            found: t.inspection_found(total),
            lines: Vec::new(),
            time: t.committee_deadline().to_owned(),
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
        }
    }
}

/// The rooms of inspection as tabs, for who may read them.
fn tabs(ctx: &Ctx, current: &str) -> Vec<NavItem> {
    let t = &ctx.page.t;
    let mut items = Vec::new();
    if ctx.actor.may(Right::InspectionRead) {
        items.extend([
            ("/inspection", t.inspection_missions()),
            ("/inspection/plans", t.inspection_plans()),
        ]);
    }
    items.extend([
        ("/inspection/warnings", t.inspection_warnings()),
        ("/inspection/remedies", t.inspection_remedies()),
        ("/inspection/measures", t.inspection_measures()),
    ]);
    if ctx.actor.may(Right::InspectionRead) {
        items.extend([
            ("/inspection/inspectors", t.inspection_inspectors()),
            ("/inspection/checklists", t.inspection_checklists()),
        ]);
    }
    items
        .into_iter()
        .map(|(path, label)| NavItem {
            href: ctx.at(path),
            label: label.to_owned(),
            current: path == current,
        })
        .collect()
}

/// Names of people, by their ids.
struct Names(Vec<(String, String)>);

impl Names {
    async fn read(
        conn: &mut Conn,
        organisation: &str,
        people: Vec<Option<String>>,
    ) -> Result<Self, ActError> {
        let people: Vec<String> = people.into_iter().flatten().collect();
        Ok(Self(rows::names(conn, organisation, &people).await?))
    }

    fn of(&self, person: Option<&str>) -> String {
        self.0
            .iter()
            .find(|(id, _)| Some(id.as_str()) == person)
            .map_or_else(String::new, |(_, name)| name.clone())
    }
}

/// What a refused form shows again, with the status of the answer; or the page that refuses the whole.
fn again(ctx: &Ctx, fields: Fields, why: ActError) -> Result<(StatusCode, Tried), Box<Response>> {
    match why {
        ActError::Invalid(wrong) => Ok((
            StatusCode::UNPROCESSABLE_ENTITY,
            Tried {
                errors: FormErrors::new(&ctx.page.t, &wrong),
                fields,
                sentence: String::new(),
            },
        )),
        ActError::Refused(say) => Ok((
            StatusCode::CONFLICT,
            Tried {
                sentence: say.to(&ctx.page.t),
                fields,
                ..Tried::default()
            },
        )),
        other => Err(Box::new(refusal(ctx, other))),
    }
}

/// The page, or what the act that was tried before it answers.
fn shown(ctx: &Ctx, status: StatusCode, sheet: Result<Sheet, ActError>) -> Response {
    match sheet {
        Ok(sheet) => render_with(status, &sheet),
        Err(why) => refusal(ctx, why),
    }
}

/// A list, or why it cannot be shown.
fn listed(ctx: &Ctx, list: Result<List, ActError>) -> Response {
    match list {
        Ok(list) => render(&list),
        Err(why) => refusal(ctx, why),
    }
}

/// Fields as sent; those that are sent several times (boxes that were ticked) are joined by commas.
fn gathered(pairs: Vec<(String, String)>) -> Fields {
    let mut fields = Fields::new();
    for (name, value) in pairs {
        fields
            .entry(name)
            .and_modify(|known: &mut String| {
                known.push(',');
                known.push_str(&value);
            })
            .or_insert(value);
    }
    fields
}

/// Reads a form that may bring one file in the field `file`; the file is kept under its hash at once.
async fn read_form(
    ctx: &Ctx,
    request: Request<Body>,
) -> Result<(Fields, Option<Attachment>), (Fields, ActError)> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let multipart = kind
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("multipart/form-data"));
    let broken = || refused(|t| t.services_upload_broken().to_owned());
    if !multipart {
        let body = axum::body::to_bytes(request.into_body(), 1 << 20).await;
        let body = body.map_err(|_| (Fields::new(), broken()))?;
        return Ok((gathered(crate::platform::query::fields(&body)), None));
    }
    let mut pairs = Vec::new();
    let mut content = None;
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|_| (Fields::new(), broken()))?;
    loop {
        let part = match parts.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => break,
            Err(_) => return Err((gathered(pairs), broken())),
        };
        let field = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(str::to_owned);
        let too_large = || invalid("file", |t| t.services_upload_large().to_owned());
        let Ok(bytes) = part.bytes().await else {
            return Err((gathered(pairs), too_large()));
        };
        match file_name {
            Some(name) if !name.is_empty() || !bytes.is_empty() => content = Some((name, bytes)),
            Some(_) => {}
            None => {
                let text = String::from_utf8_lossy(&bytes).replace('\0', "");
                pairs.push((field, text));
            }
        }
    }
    let fields = gathered(pairs);
    let Some((name, bytes)) = content else {
        return Ok((fields, None));
    };
    let most = match ctx.app.rules(ctx.organisation()).await {
        Ok(rules) => rules.limit("voice.attachment-bytes"),
        Err(why) => return Err((fields, why.into())),
    };
    if i64::try_from(bytes.len()).unwrap_or(i64::MAX) > most {
        let most = most / 1_000_000;
        return Err((
            fields,
            invalid("file", move |t| t.inspection_fault_file_large(most)),
        ));
    }
    let data = ctx.app.config.data.clone();
    let kept = tokio::task::spawn_blocking(move || files::keep(&data, &name, &bytes)).await;
    match kept {
        Ok(Ok(attachment)) => Ok((fields, Some(attachment))),
        Ok(Err(files::FileRefusal::Disk(why))) => Err((fields, store::Error::Corrupt(why).into())),
        Ok(Err(_)) => Err((
            fields,
            invalid("file", |t| t.inspection_fault_file_type().to_owned()),
        )),
        Err(why) => Err((fields, store::Error::Corrupt(why.to_string()).into())),
    }
}

/// The choices of units.
fn unit_choices(ctx: &Ctx, rules: &Rules, chosen: &str) -> Vec<Choice> {
    let lang = ctx.page.t.lang;
    rules
        .units
        .iter()
        .filter(|unit| unit.active)
        .map(|unit| Choice::new(&unit.id, rules.unit_name(lang, Some(&unit.id)), chosen))
        .collect()
}

/// The choices of people.
fn people_choices(people: &[rows::Colleague]) -> Vec<Choice> {
    people
        .iter()
        .map(|one| Choice::new(&one.id, &one.name, ""))
        .collect()
}

/// A stored Gregorian day in the reader's words.
fn day(ctx: &Ctx, stored: &str) -> String {
    super::acts::stored_day(stored).map_or_else(String::new, |date| {
        if ctx.page.t.lang == Lang::Fa {
            date.medium()
        } else {
            date.medium_en()
        }
    })
}

/// A document of the organisation as a PDF, in Persian whoever reads it.
async fn print(
    ctx: &Ctx,
    name: &'static str,
    title: String,
    period: String,
    at: Timestamp,
    parts: Vec<ReportPart>,
) -> Result<Response, ActError> {
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let data = ReportData {
        organisation: rules.name.clone(),
        parent: String::new(),
        title,
        period,
        parts,
        issued: issued(at),
        demonstration: ctx.page.demonstration,
    };
    let made =
        tokio::task::spawn_blocking(move || typesetter().table_report(&data, language(Lang::Fa)))
            .await;
    let pdf = made
        .map_err(|why| store::Error::Corrupt(why.to_string()))?
        .map_err(|why| store::Error::Corrupt(why.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("inline; filename=\"{name}\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, pdf.bytes).into_response())
}
