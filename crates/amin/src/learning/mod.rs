//! Training: courses, who must take them until when, sessions with attendance, tests before and after, hours of each person.

pub mod acts;
pub mod jobs;
pub mod model;
pub mod pages;
pub mod store;
#[cfg(test)]
mod tests;

use crate::platform::permissions::Right;
use crate::platform::routes::{Access, Route, get, post};

/// State tables of this area.
pub const TABLES: &[&str] = &[
    "course",
    "course_question",
    "course_session",
    "course_seat",
    "course_test",
];

/// The routes of this area.
pub fn routes() -> Vec<Route> {
    let mut routes = for_everybody();
    routes.extend(for_editors());
    routes
}

/// The own courses of everybody who works here.
fn for_everybody() -> Vec<Route> {
    let own = Access::SignedIn;
    vec![
        get("/{org}/learning", own, pages::list::page),
        get("/{org}/learning/courses/{id}", own, pages::course::page),
        get("/{org}/learning/courses/{id}/test", own, pages::test::page),
        post(
            "/{org}/learning/courses/{id}/test",
            own,
            pages::test::hand_in,
        ),
        get("/{org}/learning/tests/{id}", own, pages::test::result),
        post(
            "/{org}/learning/sessions/{id}/enrol",
            own,
            pages::session::enrol,
        ),
        post(
            "/{org}/learning/sessions/{id}/leave",
            own,
            pages::session::leave,
        ),
        get(
            "/{org}/learning/coverage",
            Access::May(Right::LearningRead),
            pages::coverage::page,
        ),
    ]
}

/// The plan of training and what was held of it.
fn for_editors() -> Vec<Route> {
    let edit = Access::May(Right::LearningEdit);
    vec![
        get("/{org}/learning/new", edit, pages::edit::new),
        post("/{org}/learning/new", edit, pages::edit::adopt),
        get("/{org}/learning/courses/{id}/edit", edit, pages::edit::page),
        post(
            "/{org}/learning/courses/{id}/edit",
            edit,
            pages::edit::change,
        ),
        post(
            "/{org}/learning/courses/{id}/retire",
            edit,
            pages::edit::retire,
        ),
        get(
            "/{org}/learning/courses/{id}/questions",
            edit,
            pages::questions::page,
        ),
        post(
            "/{org}/learning/courses/{id}/questions",
            edit,
            pages::questions::save,
        ),
        get(
            "/{org}/learning/courses/{id}/sessions/new",
            edit,
            pages::session::new,
        ),
        post(
            "/{org}/learning/courses/{id}/sessions/new",
            edit,
            pages::session::plan,
        ),
        get("/{org}/learning/sessions/{id}", edit, pages::session::page),
        post(
            "/{org}/learning/sessions/{id}/add",
            edit,
            pages::session::add,
        ),
        post(
            "/{org}/learning/sessions/{id}/held",
            edit,
            pages::session::held,
        ),
        post(
            "/{org}/learning/sessions/{id}/cancel",
            edit,
            pages::session::cancel,
        ),
    ]
}
