//! How a message looks in a list: its state, its deadline and its words in the reader's language.

use super::store::Row;
use crate::platform::context::Ctx;
use crate::platform::page::Page;
use crate::voice::model::{Kind, Priority, State, Step};
use crate::voice::rules::Rules;
use crate::voice::view::{DeadlineFacts, DeadlineView, deadline_of, district};
use crate::voice::words;

/// A message in a list.
#[derive(Debug, Clone)]
pub struct Line {
    /// Id, state and unit as they were when the page was made, for acts on several messages.
    pub seen: String,
    /// Its page.
    pub href: String,
    /// Tracking code in the reader's digits.
    pub code: String,
    /// Subject.
    pub subject: String,
    /// Kind and category.
    pub about: String,
    /// District, or empty.
    pub district: String,
    /// Unit, or a word for none.
    pub unit: String,
    /// State.
    pub state: &'static str,
    /// Badge of the state.
    pub badge: &'static str,
    /// Word for a priority above the ordinary, or empty.
    pub priority: &'static str,
    /// Deadline.
    pub deadline: DeadlineView,
    /// Whether it is late now.
    pub late: bool,
}

/// What stands for a message in the hands of several people: an act on it counts only while this has not changed.
pub fn seen(id: &str, state: &str, unit: Option<&str>) -> String {
    format!("{id}:{state}:{}", unit.unwrap_or(""))
}

/// The lines of a list.
pub fn lines(ctx: &Ctx, rules: &Rules, rows: Vec<Row>) -> Vec<Line> {
    let t = &ctx.page.t;
    rows.into_iter()
        .map(|row| {
            let state = State::of(&row.state).unwrap_or(State::Registered);
            let facts = DeadlineFacts {
                state,
                deadline_at: row.deadline_at,
                warn_at: row.warn_at,
                paused_at: row.paused_at,
                done_at: row.answered_at.or(row.closed_at),
                late: row.late,
            };
            let deadline = deadline_of(&ctx.page, rules, facts, ctx.now);
            let kind = Kind::of(&row.kind).unwrap_or(Kind::Complaint);
            let unit = rules.unit_name(t.lang, row.unit.as_deref());
            Line {
                seen: seen(&row.id, &row.state, row.unit.as_deref()),
                href: ctx.at(&format!("/desk/messages/{}", row.id)),
                code: ctx.page.digits(&crate::voice::api::grouped(&row.code)),
                about: format!(
                    "{} · {}",
                    words::kind(t, kind),
                    rules.category_name(t.lang, &row.category)
                ),
                district: row
                    .district
                    .map_or_else(String::new, |name| district(&ctx.page, &name)),
                unit: if unit.is_empty() {
                    t.desk_no_unit().to_owned()
                } else {
                    unit.to_owned()
                },
                state: words::state(t, state),
                badge: words::state_badge(state),
                priority: match Priority::of(&row.priority) {
                    Some(priority @ (Priority::Urgent | Priority::High)) => {
                        words::priority(t, priority)
                    }
                    _ => "",
                },
                late: deadline.kind == "late" && state.owes_answer(),
                deadline,
                subject: row.subject,
            }
        })
        .collect()
}

/// A step as the staff reads it: the citizen is somebody else.
pub fn step(page: &Page, step: Step) -> &'static str {
    let t = &page.t;
    match step {
        Step::Asked => t.desk_step_asked(),
        Step::Completed => t.desk_step_completed(),
        Step::Accepted => t.desk_step_accepted(),
        Step::Objected => t.desk_step_objected(),
        other => words::step(t, other),
    }
}
