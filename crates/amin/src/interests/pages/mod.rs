//! Pages of interests, gifts and matters.

pub mod campaigns;
pub mod conditions;
pub mod declaration;
pub mod declare;
pub mod doubts;
pub mod firms;
pub mod gifts;
pub mod home;
pub mod matter;
pub mod matters;
pub mod names;
pub mod picture;
pub mod public;
pub mod records;
pub mod report;
pub mod rules;

use store::Timestamp;

use super::model::{Item, ItemKind, Relation};
use super::words;
use crate::platform::context::Ctx;
use crate::platform::page::{Choice, Crumb, Page};
use crate::platform::query::fields;
use crate::voice::rules::Rules;

/// A name and its value.
pub struct Fact {
    /// Name.
    pub name: &'static str,
    /// Value.
    pub value: String,
}

/// How something stands to its last day.
pub struct DeadlineView {
    /// `ahead`, `soon`, `late` or `done`.
    pub kind: &'static str,
    /// In words.
    pub left: String,
    /// The day.
    pub date: String,
    /// For machines.
    pub datetime: String,
}

/// How a last day stands to now, in working days.
pub fn deadline(ctx: &Ctx, rules: &Rules, at: Timestamp, done: bool) -> DeadlineView {
    let t = &ctx.page.t;
    let (today, last) = (persian::tehran_date(ctx.now.0), persian::tehran_date(at.0));
    let days = rules.calendar.working_days_between(today, last);
    let (kind, left) = if done {
        ("done", t.interests_deadline_done().to_owned())
    } else if ctx.now > at {
        ("late", t.interests_deadline_late().to_owned())
    } else if days <= 3 {
        ("soon", t.interests_deadline_left(days))
    } else {
        ("ahead", t.interests_deadline_left(days))
    };
    DeadlineView {
        kind,
        left,
        date: ctx.page.day(&at),
        datetime: last.gregorian_iso(),
    }
}

/// A declared interest in words.
pub struct ItemView {
    /// Its number in the declaration.
    pub number: String,
    /// Kind.
    pub kind: &'static str,
    /// Whose.
    pub whose: &'static str,
    /// What is known of it; empty where it is about kin and was not opened.
    pub facts: Vec<Fact>,
    /// Whether it is about kin and closed to this reader.
    pub closed: bool,
}

/// Items in words. What is about relatives stays closed unless `open`.
pub fn item_views(page: &Page, items: &[Item], open: bool) -> Vec<ItemView> {
    let t = &page.t;
    (1_i64..)
        .zip(items)
        .map(|(number, item)| {
            let closed = !open && item.relation != Relation::Own;
            ItemView {
                number: page.number(&number),
                kind: words::kind(t, item.kind),
                whose: words::relation(t, item.relation),
                facts: if closed {
                    Vec::new()
                } else {
                    item_facts(page, item)
                },
                closed,
            }
        })
        .collect()
}

fn item_facts(page: &Page, item: &Item) -> Vec<Fact> {
    use super::model::Field;
    let (t, lang) = (&page.t, page.language());
    let day = |date: persian::Date| {
        if lang == crate::platform::texts::Lang::Fa {
            date.medium()
        } else {
            date.medium_en()
        }
    };
    [
        (Field::Holder, item.holder.clone()),
        (Field::FatherName, item.father_name.clone()),
        (
            Field::BirthYear,
            item.birth_year
                .map_or_else(String::new, |year| page.digits(&year.to_string())),
        ),
        (
            Field::NationalCode,
            item.national_code
                .as_deref()
                .map_or_else(String::new, |id| page.digits(id)),
        ),
        (Field::Title, item.title.clone()),
        (Field::Body, item.body.clone()),
        (
            Field::LegalId,
            item.legal_id
                .as_deref()
                .map_or_else(String::new, |id| page.digits(id)),
        ),
        (
            Field::Share,
            item.share
                .map_or_else(String::new, |share| share.words(lang)),
        ),
        (Field::FileNumber, page.digits(&item.file_number)),
        (Field::Since, item.since.map_or_else(String::new, day)),
        (Field::Until, item.until.map_or_else(String::new, day)),
        (
            Field::KnownOn,
            if item.kind == ItemKind::Kin {
                String::new()
            } else {
                day(item.known_on)
            },
        ),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(field, value)| Fact {
        name: words::field(t, item.kind, field),
        value,
    })
    .collect()
}

/// A form as it came: the first value of each field, and all pairs.
pub struct Posted(Vec<(String, String)>);

impl Posted {
    /// Reads a body.
    pub fn read(bytes: &[u8]) -> Self {
        Self(fields(bytes))
    }

    /// The first value of a field; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(field, _)| field == name)
            .map_or("", |(_, value)| value)
    }

    /// That value, owned.
    pub fn owned(&self, name: &str) -> String {
        self.get(name).to_owned()
    }

    /// All pairs in the order sent.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

/// The step back to the person's own page.
pub fn crumbs(ctx: &Ctx) -> Vec<Crumb> {
    vec![Crumb {
        label: ctx.page.t.nav_interests().to_owned(),
        href: ctx.at("/interests"),
    }]
}

/// Choices of an enumeration.
pub fn choices<T: Copy>(
    all: &[T],
    code: impl Fn(T) -> &'static str,
    word: impl Fn(T) -> &'static str,
    chosen: &str,
) -> Vec<Choice> {
    all.iter()
        .map(|one| Choice::new(code(*one), word(*one), chosen))
        .collect()
}
