//! Deadlines and history in the words of a page.

use store::Timestamp;

use super::deadline::left;
use super::model::{State, Step};
use super::rules::Rules;
use super::store::{Message, StepRow};
use super::words;
use crate::platform::design::Event;
use crate::platform::page::Page;

/// A deadline for the component `deadline`.
#[derive(Debug, Clone)]
pub struct DeadlineView {
    /// `ahead`, `soon`, `late`, `paused` or `done`.
    pub kind: &'static str,
    /// How long it still is, in words.
    pub left: String,
    /// The day, Solar Hijri.
    pub date: String,
    /// The day, Gregorian ISO 8601.
    pub datetime: String,
}

/// The Gregorian day of a moment in Tehran, for `datetime` attributes.
pub fn iso_day(at: Timestamp) -> String {
    persian::tehran_date(at.0).gregorian_iso()
}

/// A district as people say it: a bare number gets its word.
pub fn district(page: &Page, name: &str) -> String {
    if !name.is_empty() && name.chars().all(char::is_numeric) {
        return page.t.voice_district(page.digits(name));
    }
    page.digits(name)
}

/// What of a message the look of its deadline depends on.
#[derive(Debug, Clone, Copy)]
pub struct DeadlineFacts {
    /// State.
    pub state: State,
    /// Deadline.
    pub deadline_at: Timestamp,
    /// From here on it is near.
    pub warn_at: Timestamp,
    /// Since when it is paused.
    pub paused_at: Option<Timestamp>,
    /// When it was answered, or closed without an answer.
    pub done_at: Option<Timestamp>,
    /// Whether a deadline was ever missed.
    pub late: bool,
}

/// How a message stands to its deadline.
pub fn deadline(page: &Page, rules: &Rules, message: &Message, now: Timestamp) -> DeadlineView {
    let facts = DeadlineFacts {
        state: message.state(),
        deadline_at: message.deadline_at,
        warn_at: message.warn_at,
        paused_at: message.paused_at,
        done_at: message.answered_at.or(message.closed_at),
        late: message.late,
    };
    deadline_of(page, rules, facts, now)
}

/// How a message of a list stands to its deadline.
pub fn deadline_of(
    page: &Page,
    rules: &Rules,
    message: DeadlineFacts,
    now: Timestamp,
) -> DeadlineView {
    let t = &page.t;
    let days = left(&rules.calendar, now, message.deadline_at);
    let (kind, left) = if !message.state.owes_answer() {
        let answered = message.done_at.unwrap_or(message.deadline_at);
        let word = if message.late {
            t.voice_deadline_done_late()
        } else {
            t.voice_deadline_done()
        };
        return DeadlineView {
            kind: if message.late { "late" } else { "done" },
            left: word.to_owned(),
            date: page.day(&answered),
            datetime: iso_day(answered),
        };
    } else if message.paused_at.is_some() {
        ("paused", t.voice_deadline_paused().to_owned())
    } else if now > message.deadline_at {
        // A deadline that ended before a weekend is late on the weekend too, though no working day has passed.
        (
            "late",
            if days == 0 {
                t.voice_deadline_passed().to_owned()
            } else {
                t.voice_deadline_late(days.abs())
            },
        )
    } else if days == 0 {
        ("soon", t.voice_deadline_today().to_owned())
    } else {
        (
            if now > message.warn_at {
                "soon"
            } else {
                "ahead"
            },
            t.voice_deadline_left(days),
        )
    };
    DeadlineView {
        kind,
        left,
        date: page.day(&message.deadline_at),
        datetime: iso_day(message.deadline_at),
    }
}

/// The history of a message for the component `timeline`. The citizen sees all but re-classification, and only public words.
pub fn history(
    page: &Page,
    rules: &Rules,
    message: &Message,
    steps: &[StepRow],
    now: Timestamp,
    inside: bool,
) -> Vec<Event> {
    let t = &page.t;
    let lang = page.language();
    let event = |kind, title: String, at: Timestamp, note: String| Event {
        kind,
        title,
        time: page.moment(&at),
        datetime: at.rfc3339(),
        note,
    };
    let mut events = vec![event(
        "done",
        t.voice_step_filed().to_owned(),
        message.filed_at,
        String::new(),
    )];
    let referred = steps.iter().any(|row| row.kind == Step::Referred.code());
    if let (false, Some(unit)) = (referred, message.unit.as_deref()) {
        events.push(event(
            "done",
            t.voice_step_referred_to(rules.unit_name(lang, Some(unit))),
            message.filed_at,
            String::new(),
        ));
    }
    for row in steps {
        let Some(step) = Step::of(&row.kind) else {
            continue;
        };
        if step == Step::Classified && !inside {
            continue;
        }
        let title = match (step, row.unit.as_deref()) {
            (Step::Referred, Some(unit)) => {
                t.voice_step_referred_to(rules.unit_name(lang, Some(unit)))
            }
            _ => words::step(t, step).to_owned(),
        };
        let note = row
            .note
            .clone()
            .filter(|_| inside || row.public)
            .unwrap_or_default();
        let kind = if step == Step::DeadlinePassed {
            "late"
        } else {
            "done"
        };
        events.push(event(kind, title, row.at, note));
    }
    let ahead = match message.state() {
        State::Closed => None,
        State::Answered => message
            .objection_until
            .map(|until| ("now", t.voice_ahead_objection(), until)),
        State::AwaitingCompletion => message
            .completion_until
            .map(|until| ("now", t.voice_ahead_completion(), until)),
        State::Objected | State::Reviewing => Some((
            late_or(message, now),
            t.voice_ahead_review(),
            message.deadline_at,
        )),
        _ => Some((
            late_or(message, now),
            t.voice_ahead_answer(),
            message.deadline_at,
        )),
    };
    if let Some((kind, title, at)) = ahead {
        events.push(Event {
            kind,
            title: title.to_owned(),
            time: page.day(&at),
            datetime: iso_day(at),
            note: String::new(),
        });
    }
    events
}

fn late_or(message: &Message, now: Timestamp) -> &'static str {
    if message.overdue(now) {
        "late"
    } else {
        "ahead"
    }
}
