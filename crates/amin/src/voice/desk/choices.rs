//! The choices of the forms on the page of a message.

use super::forms::Kept;
use super::list::{categories, districts, units};
use crate::interests::model::PartyKind;
use crate::platform::context::Ctx;
use crate::platform::page::Choice;
use crate::voice::model::{LegalGround, Outcome, PlainLanguage, Priority};
use crate::voice::rules::Rules;
use crate::voice::store::Message;
use crate::voice::words;

/// A tick of the checklist.
pub struct Tick {
    /// Value sent.
    pub value: &'static str,
    /// Words.
    pub label: &'static str,
    /// Whether it is ticked.
    pub checked: bool,
}

/// The choices of the forms.
pub struct Choices {
    /// Units but the one that has it.
    pub units: Vec<Choice>,
    /// Categories.
    pub categories: Vec<Choice>,
    /// Citizen's rights, and none.
    pub rights: Vec<Choice>,
    /// Priorities.
    pub priorities: Vec<Choice>,
    /// Districts.
    pub districts: Vec<Choice>,
    /// Outcomes of an answer.
    pub outcomes: Vec<Choice>,
    /// Articles of law.
    pub grounds: Vec<Choice>,
    /// Outcomes without an answer.
    pub closings: Vec<Choice>,
    /// A person or a firm.
    pub party_kinds: Vec<Choice>,
    /// The plain-language checklist.
    pub ticks: Vec<Tick>,
}

/// The choices of the forms of a message; what was sent before stays chosen.
pub fn choices(ctx: &Ctx, rules: &Rules, m: &Message, kept: &Kept) -> Choices {
    let t = &ctx.page.t;
    let chosen = |act: &str, field: &str, now: &str| {
        let value = kept.value(act, field);
        if value.is_empty() {
            now.to_owned()
        } else {
            value.to_owned()
        }
    };
    let mut rights = vec![Choice::new(
        "none",
        t.desk_right_none(),
        &chosen("classify", "citizen_right", "none"),
    )];
    let right = chosen(
        "classify",
        "citizen_right",
        m.citizen_right.as_deref().unwrap_or("none"),
    );
    rights[0].chosen = right == "none";
    rights.extend(
        rules
            .rights
            .iter()
            .map(|r| Choice::new(&r.id, rules.right_name(t.lang, &r.id), &right)),
    );
    let priority = chosen("classify", "priority", &m.priority);
    let answer_act = if kept.act == "review" {
        "review"
    } else {
        "answer"
    };
    let outcome = kept.value(answer_act, "outcome");
    let ticked = kept.values(answer_act, "checklist");
    Choices {
        units: units(t.lang, rules, None, kept.value("refer", "unit"))
            .into_iter()
            .filter(|unit| Some(&unit.value) != m.unit.as_ref())
            .collect(),
        categories: categories(t.lang, rules, &chosen("classify", "category", &m.category)),
        rights,
        priorities: Priority::ALL
            .iter()
            .map(|p| Choice::new(p.code(), words::priority(t, *p), &priority))
            .collect(),
        districts: districts(
            ctx,
            rules,
            &chosen("classify", "district", m.district.as_deref().unwrap_or("")),
        ),
        outcomes: Outcome::of_answers(m.kind())
            .iter()
            .map(|o| Choice::new(o.code(), words::outcome(t, *o, m.kind()), outcome))
            .collect(),
        grounds: LegalGround::ALL
            .iter()
            .map(|g| {
                Choice::new(
                    g.code(),
                    words::legal_ground(t, *g),
                    kept.value(answer_act, "legal_ground"),
                )
            })
            .collect(),
        closings: Outcome::ALL
            .iter()
            .filter(|outcome| outcome.closes_without_answer())
            .map(|o| {
                Choice::new(
                    o.code(),
                    words::outcome(t, *o, m.kind()),
                    kept.value("close", "outcome"),
                )
            })
            .collect(),
        party_kinds: PartyKind::ALL
            .iter()
            .map(|kind| {
                let word = crate::interests::words::party_kind(t, *kind);
                Choice::new(kind.code(), word, kept.value("party", "kind"))
            })
            .collect(),
        ticks: PlainLanguage::ALL
            .iter()
            .map(|item| Tick {
                value: item.code(),
                label: words::plain(t, *item),
                checked: ticked.contains(&item.code()),
            })
            .collect(),
    }
}
