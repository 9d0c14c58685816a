//! What happened to a message and to its deadline, for the staff.

use serde_json::Value;
use store::{JournalRow, Timestamp};

use super::view::step as step_words;
use crate::platform::context::{Ctx, role_name};
use crate::platform::design::Event;
use crate::platform::errors::ActError;
use crate::platform::permissions::Role;
use crate::voice::model::Step;
use crate::voice::rules::Rules;
use crate::voice::store::{Message, StepRow};
use crate::voice::words;

/// A time at which the deadline changed, or was made, or passed.
#[derive(Debug, Clone)]
pub struct DeadlineLine {
    /// What happened.
    pub what: String,
    /// When.
    pub when: String,
    /// The deadline before, or empty.
    pub before: String,
    /// The deadline after.
    pub after: String,
    /// Why, or empty.
    pub why: String,
    /// Whether it passed.
    pub late: bool,
}

/// The timeline: filing, each step, and the deadline ahead.
pub fn events(
    ctx: &Ctx,
    rules: &Rules,
    m: &Message,
    steps: &[StepRow],
    names: &[(String, String)],
) -> Vec<Event> {
    let (page, t) = (&ctx.page, &ctx.page.t);
    let mut events = vec![Event {
        kind: "done",
        title: t.voice_step_filed().to_owned(),
        time: page.moment(&m.filed_at),
        datetime: m.filed_at.rfc3339(),
        note: String::new(),
    }];
    for row in steps {
        let Some(step) = Step::of(&row.kind) else {
            continue;
        };
        let by = match row
            .account
            .as_ref()
            .and_then(|account| names.iter().find(|(id, _)| id == account))
        {
            Some((_, name)) => name.clone(),
            None => Role::of(&row.role).map_or_else(
                || t.desk_program().to_owned(),
                |role| role_name(t, role).to_owned(),
            ),
        };
        let unit = rules.unit_name(t.lang, row.unit.as_deref());
        let parts = [by.as_str(), unit, row.note.as_deref().unwrap_or("")];
        events.push(Event {
            kind: if step == Step::DeadlinePassed {
                "late"
            } else {
                "done"
            },
            title: step_words(page, step).to_owned(),
            time: page.moment(&row.at),
            datetime: row.at.rfc3339(),
            note: parts
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
        });
    }
    if m.state().owes_answer() && m.paused_at.is_none() {
        events.push(Event {
            kind: if ctx.now > m.deadline_at {
                "late"
            } else {
                "ahead"
            },
            title: t.desk_event_deadline().to_owned(),
            time: page.day(&m.deadline_at),
            datetime: m.deadline_at.utc_day(),
            note: String::new(),
        });
    } else if let (Some(until), false) = (m.objection_until, m.reviewed) {
        events.push(Event {
            kind: "ahead",
            title: t.desk_fact_objection().to_owned(),
            time: page.day(&until),
            datetime: until.utc_day(),
            note: words::state(t, m.state()).to_owned(),
        });
    }
    events
}

/// How the deadline came to be what it is, from the journal itself.
pub fn deadlines(ctx: &Ctx, entries: &[JournalRow]) -> Result<Vec<DeadlineLine>, ActError> {
    let (page, t) = (&ctx.page, &ctx.page.t);
    let mut lines = Vec::new();
    for entry in entries {
        let what = match entry.kind.as_str() {
            "voice.filed" => t.desk_deadline_promised(),
            "voice.paused" => step_words(page, Step::Paused),
            "voice.asked" => step_words(page, Step::Asked),
            "voice.resumed" => step_words(page, Step::Resumed),
            "voice.completed" => step_words(page, Step::Completed),
            "voice.completion-lapsed" => step_words(page, Step::CompletionLapsed),
            "voice.objected" => step_words(page, Step::Objected),
            "voice.deadline-passed" => step_words(page, Step::DeadlinePassed),
            _ => continue,
        };
        let record = entry.open()?;
        let value = |name: &str| {
            record
                .value(name)
                .and_then(|text| serde_json::from_str::<Value>(text).ok())
        };
        let day = |name: &str| {
            value(name)
                .and_then(|v| v.as_i64())
                .map(|at| page.day(&Timestamp(at)))
                .unwrap_or_default()
        };
        let words = |name: &str| value(name).and_then(|v| v.as_str().map(str::to_owned));
        let (before, after) = (day("deadline-before"), day("deadline"));
        lines.push(DeadlineLine {
            what: what.to_owned(),
            when: page.day(&entry.at),
            before: if before == after {
                String::new()
            } else {
                before
            },
            after,
            why: words("reason")
                .or_else(|| words("question"))
                .unwrap_or_default(),
            late: entry.kind == "voice.deadline-passed",
        });
    }
    Ok(lines)
}
