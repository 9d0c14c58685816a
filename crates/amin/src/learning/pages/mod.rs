//! Pages of training.

pub mod course;
pub mod coverage;
pub mod edit;
pub mod list;
pub mod questions;
pub mod session;
pub mod test;

use super::model::{Kind, SeatState, SessionState, Standing};
use super::store::CourseRow;
use crate::interests::pages::{DeadlineView, deadline};
use crate::platform::context::Ctx;
use crate::platform::page::Crumb;
use crate::platform::texts::{Lang, Texts};
use crate::voice::rules::Rules;

/// The word for a kind of course.
pub fn kind_word(t: &Texts, kind: &str) -> &'static str {
    match Kind::of(kind) {
        Some(Kind::Integrity) => t.learning_kind_integrity(),
        Some(Kind::Conflict) => t.learning_kind_conflict(),
        Some(Kind::Law) => t.learning_kind_law(),
        Some(Kind::Methods) => t.learning_kind_methods(),
        Some(Kind::Service) => t.learning_kind_service(),
        Some(Kind::Workplace) => t.learning_kind_workplace(),
        Some(Kind::Other) | None => t.learning_kind_other(),
    }
}

/// Word and look of the state of a session.
fn session_state(t: &Texts, state: &str) -> (&'static str, &'static str) {
    match SessionState::of(state) {
        Some(SessionState::Held) => (t.learning_session_held(), "answered"),
        Some(SessionState::Cancelled) => (t.learning_session_cancelled(), "closed"),
        Some(SessionState::Planned) | None => (t.learning_session_planned(), "open"),
    }
}

/// Word and look of a seat.
fn seat_state(t: &Texts, state: &str) -> (&'static str, &'static str) {
    match SeatState::of(state) {
        Some(SeatState::Attended) => (t.learning_seat_attended(), "answered"),
        Some(SeatState::Absent) => (t.learning_seat_absent(), "closed"),
        Some(SeatState::Left) => (t.learning_seat_left(), "closed"),
        Some(SeatState::Enrolled) | None => (t.learning_seat_enrolled(), "waiting"),
    }
}

/// Title of a course in the reader's language.
pub fn title_of(t: &Texts, row: &CourseRow) -> String {
    if t.lang == Lang::Fa || row.title_en.is_empty() {
        row.title.clone()
    } else {
        row.title_en.clone()
    }
}

/// A standing in words.
pub struct StandingView {
    /// The word.
    pub word: String,
    /// Its look as a badge.
    pub badge: &'static str,
    /// The last day, where it is owed.
    pub due: Option<DeadlineView>,
}

/// How somebody stands, in words.
pub fn standing_view(ctx: &Ctx, rules: &Rules, standing: Standing) -> StandingView {
    let t = &ctx.page.t;
    let (word, badge, due) = match standing {
        Standing::Done { until: None, .. } => (t.learning_done().to_owned(), "answered", None),
        Standing::Done {
            until: Some(until), ..
        } => (
            t.learning_done_until(ctx.page.day(&until)),
            "answered",
            None,
        ),
        Standing::Due(at) => (t.learning_due().to_owned(), "waiting", Some(at)),
        Standing::Overdue(at) => (t.learning_not_done().to_owned(), "late", Some(at)),
        Standing::Open => (t.learning_open().to_owned(), "open", None),
    };
    StandingView {
        word,
        badge,
        due: due.map(|at| deadline(ctx, rules, at, false)),
    }
}

/// What stands between the items of a list.
const fn comma(t: &Texts) -> &'static str {
    match t.lang {
        Lang::Fa => "، ",
        Lang::En => ", ",
    }
}

/// Hours and minutes in words.
fn length(t: &Texts, minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => t.learning_minutes(minutes),
        (hours, 0) => t.learning_hours(hours),
        (hours, minutes) => t.learning_hours_minutes(hours, minutes),
    }
}

fn crumbs(ctx: &Ctx) -> Vec<Crumb> {
    vec![Crumb {
        label: ctx.page.t.nav_learning().to_owned(),
        href: ctx.at("/learning"),
    }]
}

/// The steps back to a course.
fn course_crumbs(ctx: &Ctx, course: &CourseRow) -> Vec<Crumb> {
    let mut crumbs = crumbs(ctx);
    crumbs.push(Crumb {
        label: title_of(&ctx.page.t, course),
        href: ctx.at(&format!("/learning/courses/{}", course.id)),
    });
    crumbs
}
