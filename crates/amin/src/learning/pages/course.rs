//! A course: what it is about, what completes it, its sessions, how the reader stands to it.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use super::{
    StandingView, comma, crumbs, kind_word, length, seat_state, session_state, standing_view,
    title_of,
};
use crate::charter::model::{Piece, pieces};
use crate::charter::store as charter;
use crate::interests::pages::Fact;
use crate::learning::acts::{course_of, is_active, next_test};
use crate::learning::model::{Audience, Phase, SeatState, SessionState, standing};
use crate::learning::store::{self as rows, CourseRow, Done};
use crate::platform::context::{Ctx, role_name};
use crate::platform::errors::ActError;
use crate::platform::page::{Crumb, Page, refusal, render};
use crate::platform::permissions::Right;
use crate::platform::texts::Texts;

/// An article of the charter that the course concerns.
struct Article {
    href: String,
    label: String,
}

/// A session.
struct Session {
    when: String,
    length: String,
    place: String,
    trainer: String,
    word: &'static str,
    badge: &'static str,
    reason: String,
    own: &'static str,
    enrol: String,
    leave: String,
    attendance: String,
}

/// A test of the reader.
struct Test {
    href: String,
    when: String,
    phase: &'static str,
    marks: String,
    word: &'static str,
    badge: &'static str,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each opens one part of the page"
)]
#[derive(Template)]
#[template(path = "learning/course.html")]
struct Course {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    title: String,
    kind: &'static str,
    summary: Vec<Piece>,
    material: Vec<Piece>,
    facts: Vec<Fact>,
    articles: Vec<Article>,
    retired: bool,
    staff: bool,
    standing: StandingView,
    test: String,
    test_before: bool,
    offer_before: bool,
    test_note: String,
    tests: Vec<Test>,
    sessions: Vec<Session>,
    may_edit: bool,
    questions: String,
    questions_missing: bool,
}

/// Who owes a course, in words.
fn audience_words(t: &Texts, row: &CourseRow) -> String {
    match row.audience() {
        Audience::Voluntary => t.learning_audience_voluntary().to_owned(),
        Audience::Everybody => t.learning_audience_all().to_owned(),
        Audience::Roles(roles) => {
            let names: Vec<&str> = roles.iter().map(|role| role_name(t, *role)).collect();
            names.join(comma(t))
        }
    }
}

fn completion_words(t: &Texts, row: &CourseRow) -> String {
    match (row.in_person, row.pass_mark) {
        (true, 0) => t.learning_completed_by_session().to_owned(),
        (true, mark) => t.learning_completed_by_both(t.lang.integer(mark)),
        (false, mark) => t.learning_completed_by_test(t.lang.integer(mark)),
    }
}

fn facts(ctx: &Ctx, row: &CourseRow) -> Vec<Fact> {
    let t = &ctx.page.t;
    let fact = |name, value: String| Fact { name, value };
    let valid = if row.valid_months == 0 {
        t.learning_valid_ever().to_owned()
    } else {
        t.learning_valid_months(row.valid_months)
    };
    let mut facts = vec![
        fact(t.learning_length(), length(t, row.minutes)),
        fact(t.learning_completion(), completion_words(t, row)),
        fact(t.learning_validity(), valid),
        fact(t.learning_audience(), audience_words(t, row)),
    ];
    if let Some(due) = row.due_at {
        facts.push(fact(t.learning_due_day(), ctx.page.day(&due)));
    }
    if !row.legal_basis.is_empty() {
        facts.push(fact(t.learning_basis(), row.legal_basis.clone()));
    }
    facts
}

/// Word and look of a test.
pub(super) fn test_words(t: &Texts, phase: &str, passed: bool) -> (&'static str, &'static str) {
    if phase == Phase::Before.code() {
        (t.learning_test_counted_not(), "closed")
    } else if passed {
        (t.learning_test_passed(), "answered")
    } else {
        (t.learning_test_failed(), "waiting")
    }
}

async fn gather(ctx: &Ctx, id: &str) -> Result<Course, ActError> {
    let (t, organisation) = (&ctx.page.t, ctx.organisation());
    let person = ctx.actor.person.clone().unwrap_or_default();
    let may_edit = ctx.actor.may(Right::LearningEdit);
    let rules = ctx.app.rules(organisation).await?;
    let mut conn = ctx.read().await?;
    let row = course_of(&mut conn, organisation, id).await?;
    let own = rows::roles_of(&mut conn, organisation, &person).await?;
    let (attended, tests) = rows::history(&mut conn, organisation, &row.id, &person).await?;
    let seats = rows::seats_of(&mut conn, organisation, &person).await?;
    let mut sessions = rows::sessions(&mut conn, organisation).await?;
    sessions.retain(|one| one.course == row.id);
    let asked = (rows::questions(&mut conn, organisation, &row.id).await?)
        .iter()
        .filter(|question| question.active)
        .count();
    let version = charter::in_force(&mut conn, organisation, ctx.now).await?;
    let articles = match version {
        Some(version) => charter::articles(&mut conn, organisation, &version.id).await?,
        None => Vec::new(),
    };
    drop(conn);
    let done = Done::of(&attended, &tests).completions(&row, &person);
    let owes = (own.as_ref()).is_some_and(|roles| row.audience().includes(roles));
    let due = row.due_at.filter(|_| owes && is_active(&row));
    let times: Vec<_> = attended.iter().map(|one| one.at).collect();
    let next = next_test(&row, &times, &tests, false, ctx.now);
    let offer_before = tests.is_empty() && attended.is_empty() && !row.in_person;
    let cited = |number: &&str| {
        let article = articles.iter().find(|one| one.number == **number);
        let title = article.map_or("", |one| {
            if ctx.page.lang == "fa" || one.title_en.is_empty() {
                &one.title
            } else {
                &one.title_en
            }
        });
        Article {
            href: ctx.at(&format!("/charter#article-{number}")),
            label: t.learning_article(t.lang.digits(number), title),
        }
    };
    Ok(Course {
        crumbs: crumbs(ctx),
        here: ctx.at(&format!("/learning/courses/{}", row.id)),
        title: title_of(t, &row),
        kind: kind_word(t, &row.kind),
        summary: pieces(&row.summary),
        material: pieces(&row.material),
        facts: facts(ctx, &row),
        articles: (row.articles.split(','))
            .filter(|number| !number.is_empty())
            .map(|number| cited(&number))
            .collect(),
        retired: !is_active(&row),
        staff: own.is_some(),
        standing: standing_view(ctx, &rules, standing(row.terms(), due, &done, ctx.now)),
        test: match &next {
            Ok(_) if own.is_some() && asked > 0 => {
                ctx.at(&format!("/learning/courses/{}/test", row.id))
            }
            _ => String::new(),
        },
        test_before: matches!(next, Ok(Phase::Before)),
        offer_before,
        test_note: match &next {
            Err(ActError::Refused(say)) if own.is_some() => say.to(t),
            _ => String::new(),
        },
        tests: tests
            .iter()
            .rev()
            .map(|test| {
                let (word, badge) = test_words(t, &test.phase, test.passed);
                Test {
                    href: ctx.at(&format!("/learning/tests/{}", test.id)),
                    when: ctx.page.moment(&test.at),
                    phase: if test.phase == Phase::Before.code() {
                        t.learning_phase_before()
                    } else {
                        t.learning_phase_after()
                    },
                    marks: t.learning_marks(test.correct, test.asked),
                    word,
                    badge,
                }
            })
            .collect(),
        sessions: sessions
            .iter()
            .map(|session| {
                let (word, badge) = session_state(t, &session.state);
                let seat = seats.iter().find(|seat| seat.session == session.id);
                let enrolled = seat.is_some_and(|seat| seat.state == SeatState::Enrolled.code());
                let open = session.state == SessionState::Planned.code()
                    && session.starts_at > ctx.now
                    && own.is_some();
                let act = |deed: &str| ctx.at(&format!("/learning/sessions/{}{deed}", session.id));
                let if_so = |so: bool, path: String| if so { path } else { String::new() };
                Session {
                    when: ctx.page.moment(&session.starts_at),
                    length: length(t, session.minutes),
                    place: session.place.clone(),
                    trainer: session.trainer.clone(),
                    word,
                    badge,
                    reason: session.state_reason.clone(),
                    own: seat.map_or("", |seat| seat_state(t, &seat.state).0),
                    enrol: if_so(open && !enrolled, act("/enrol")),
                    leave: if_so(open && enrolled, act("/leave")),
                    attendance: if_so(may_edit, act("")),
                }
            })
            .collect(),
        may_edit,
        questions: t.learning_question_count(asked),
        questions_missing: row.pass_mark > 0 && asked == 0,
        page: ctx.page.clone(),
    })
}

/// The page.
pub async fn page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    match gather(&ctx, &id).await {
        Ok(page) => render(&page),
        Err(why) => refusal(&ctx, why),
    }
}
