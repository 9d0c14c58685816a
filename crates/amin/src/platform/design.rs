//! The component page at `/design`: every part that pages are made of, with sample text.

use askama::Template;
use axum::response::Response;

use crate::platform::context::Ctx;
use crate::platform::page::{Choice, NavItem, Page, render};
use crate::platform::texts::Texts;

/// A wrong field in the summary above a form.
pub struct FieldFault {
    /// Name of the field.
    pub field: String,
    /// Sentence.
    pub message: String,
}

/// A step of a step indicator: `kind` is `done`, `now` or `ahead`.
pub struct Step {
    /// State.
    pub kind: &'static str,
    /// Words.
    pub label: String,
    /// Its number.
    pub number: String,
}

/// An event of a timeline: `kind` is `done`, `now`, `late` or `ahead`.
pub struct Event {
    /// State.
    pub kind: &'static str,
    /// What happened.
    pub title: String,
    /// When, for people.
    pub time: String,
    /// When, for machines.
    pub datetime: String,
    /// More words, or empty.
    pub note: String,
}

#[derive(Template)]
#[template(path = "platform/design.html")]
struct Design {
    page: Page,
    kinds: Vec<Choice>,
    subjects: Vec<Choice>,
    marks: Vec<Choice>,
    months: Vec<Choice>,
    errors: Vec<FieldFault>,
    steps: Vec<Step>,
    events: Vec<Event>,
    links: Vec<NavItem>,
    views: Vec<NavItem>,
    numbers: Vec<String>,
}

/// The page.
pub async fn page(ctx: Ctx) -> Response {
    let t = ctx.page.t;
    let number = |n: i64| t.lang.integer(n);
    let link = |href: &str, label: &str, current| NavItem {
        href: href.to_owned(),
        label: label.to_owned(),
        current,
    };
    let subjects = [
        t.design_table_row_1(),
        t.design_table_row_2(),
        t.design_table_row_3(),
    ];
    render(&Design {
        kinds: subjects
            .iter()
            .map(|label| Choice::new(*label, *label, subjects[0]))
            .collect(),
        subjects: subjects
            .iter()
            .map(|label| Choice::new(*label, *label, ""))
            .collect(),
        marks: (1..=5)
            .map(|n| Choice::new(n.to_string(), number(n), "4"))
            .collect(),
        months: (1..=12)
            .map(|n| Choice::new(n.to_string(), month(t, n), "9"))
            .collect(),
        errors: vec![FieldFault {
            field: "phone".to_owned(),
            message: t.design_field_phone_error().to_owned(),
        }],
        steps: [
            ("done", t.design_field_kind()),
            ("now", t.design_field_text()),
            ("ahead", t.design_field_files()),
        ]
        .into_iter()
        .zip(1..)
        .map(|((kind, label), n)| Step {
            kind,
            label: label.to_owned(),
            number: number(n),
        })
        .collect(),
        events: [
            ("done", t.design_process_1()),
            ("late", t.design_deadline_late()),
            ("now", t.design_state_open()),
            ("ahead", t.design_state_answered()),
        ]
        .into_iter()
        .map(|(kind, title)| Event {
            kind,
            title: title.to_owned(),
            time: t.design_date().to_owned(),
            datetime: "2026-12-06".to_owned(),
            note: String::new(),
        })
        .collect(),
        links: vec![link("/", t.home(), false)],
        views: vec![
            link("#a", t.design_state_open(), true),
            link("#b", t.design_state_answered(), false),
            link("#c", t.design_state_closed(), false),
        ],
        numbers: (1..=3).map(number).collect(),
        page: ctx.page,
    })
}

fn month(t: Texts, number: u8) -> &'static str {
    use crate::platform::texts::Lang;
    match t.lang {
        Lang::Fa => persian::date::month_name(number),
        Lang::En => persian::date::month_name_en(number),
    }
}
