//! SQL of courses, sessions, seats and tests.

use std::collections::BTreeMap;

use store::{Conn, Error, Timestamp, Tx, change, fetch_all, fetch_optional};

use super::model::{Audience, CourseState, Standing, Terms, audience_roles, standing};
use crate::interests::store::{Staff, staff};

/// A course.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CourseRow {
    /// Id.
    pub id: String,
    /// Persian title.
    pub title: String,
    /// English title, or empty.
    pub title_en: String,
    /// Code of the kind.
    pub kind: String,
    /// What one learns in it.
    pub summary: String,
    /// Text to read, or empty.
    pub material: String,
    /// Numbers of the articles of the charter that it concerns, with commas between.
    pub articles: String,
    /// Why it is given, or owed: law, circular, decision.
    pub legal_basis: String,
    /// How long it takes.
    pub minutes: i64,
    /// Whether a session must be attended.
    pub in_person: bool,
    /// Percent of right answers that pass; 0: no test.
    pub pass_mark: i64,
    /// Months for which it holds; 0: for ever.
    pub valid_months: i64,
    /// Who owes it, as [`Audience::stored`].
    pub audience: String,
    /// Until when it is owed.
    pub due_at: Option<Timestamp>,
    /// Code of the state.
    pub state: String,
    /// Account that made it.
    pub made_by: Option<String>,
    /// When.
    pub made_at: Timestamp,
}

impl CourseRow {
    /// What completes it.
    pub const fn terms(&self) -> Terms {
        Terms {
            in_person: self.in_person,
            pass_mark: self.pass_mark,
            valid_months: self.valid_months,
        }
    }

    /// Who owes it.
    pub fn audience(&self) -> Audience {
        Audience::of(&self.audience)
    }
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct QuestionRow {
    /// Id.
    pub id: String,
    /// What is asked.
    pub text: String,
    /// JSON list of choices.
    pub choices: String,
    /// Index of the right one.
    pub answer: i64,
    /// Why it is right.
    pub why: String,
    /// Whether it is still asked.
    pub active: bool,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SessionRow {
    /// Id.
    pub id: String,
    /// Course.
    pub course: String,
    /// When it begins.
    pub starts_at: Timestamp,
    /// How long.
    pub minutes: i64,
    /// Where.
    pub place: String,
    /// Who teaches.
    pub trainer: String,
    /// Seats; 0: as many as come.
    pub seats: i64,
    /// Code of the state.
    pub state: String,
    /// Why it was cancelled, or empty.
    pub state_reason: String,
    /// Account that recorded the attendance.
    pub held_by: Option<String>,
}

/// A person in a session.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SeatRow {
    /// Id.
    pub id: String,
    /// Session.
    pub session: String,
    /// Person.
    pub person: String,
    /// Name of the person.
    pub name: String,
    /// Unit of the person when enrolled.
    pub unit: Option<String>,
    /// Code of the state.
    pub state: String,
}

/// A test that somebody took.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TestRow {
    /// Id.
    pub id: String,
    /// Course.
    pub course: String,
    /// Person.
    pub person: String,
    /// Unit of the person then.
    pub unit: Option<String>,
    /// Code of the phase.
    pub phase: String,
    /// Right answers.
    pub correct: i64,
    /// Questions.
    pub asked: i64,
    /// Whether it was passed.
    pub passed: bool,
    /// JSON object: id of the question to the index chosen.
    pub answers: String,
    /// When.
    pub at: Timestamp,
}

/// An attendance: course, person, when the session began, its minutes.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Attendance {
    /// Course.
    pub course: String,
    /// Person.
    pub person: String,
    /// When the session began.
    pub at: Timestamp,
    /// Its minutes.
    pub minutes: i64,
}

const COURSE: &str = "select id, title, title_en, kind, summary, material, articles, legal_basis, minutes, in_person, pass_mark, \
     valid_months, audience, due_at, state, made_by, made_at from course";

/// All courses, those still given first, then by name.
pub async fn courses(conn: &mut Conn, organisation: &str) -> Result<Vec<CourseRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{COURSE} where organisation = $1 order by state, title, id"
    ));
    fetch_all!(conn, CourseRow, sql, organisation)
}

/// A course by id.
pub async fn course(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<CourseRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!("{COURSE} where organisation = $1 and id = $2"));
    fetch_optional!(conn, CourseRow, sql, organisation, id)
}

/// The questions of a course in order, those no longer asked too.
pub async fn questions(
    conn: &mut Conn,
    organisation: &str,
    course: &str,
) -> Result<Vec<QuestionRow>, Error> {
    fetch_all!(
        conn,
        QuestionRow,
        "select id, text, choices, answer, why, active from course_question
         where organisation = $1 and course = $2 order by position, id",
        organisation,
        course
    )
}

const SESSION: &str = "select id, course, starts_at, minutes, place, trainer, seats, state, state_reason, held_by from course_session";

/// The sessions of all courses, the newest first.
pub async fn sessions(conn: &mut Conn, organisation: &str) -> Result<Vec<SessionRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{SESSION} where organisation = $1 order by starts_at desc, id"
    ));
    fetch_all!(conn, SessionRow, sql, organisation)
}

/// A session by id.
pub async fn session(
    conn: &mut Conn,
    organisation: &str,
    id: &str,
) -> Result<Option<SessionRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!("{SESSION} where organisation = $1 and id = $2"));
    fetch_optional!(conn, SessionRow, sql, organisation, id)
}

/// Who was ever enrolled in a session, by name.
pub async fn seats(
    conn: &mut Conn,
    organisation: &str,
    session: &str,
) -> Result<Vec<SeatRow>, Error> {
    fetch_all!(
        conn,
        SeatRow,
        "select s.id, s.session, s.person, p.name, s.unit, s.state from course_seat s
         join person p on p.organisation = s.organisation and p.id = s.person
         where s.organisation = $1 and s.session = $2 order by p.name_key, s.id",
        organisation,
        session
    )
}

/// The seats of a person.
pub async fn seats_of(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Vec<SeatRow>, Error> {
    fetch_all!(
        conn,
        SeatRow,
        "select s.id, s.session, s.person, p.name, s.unit, s.state from course_seat s
         join person p on p.organisation = s.organisation and p.id = s.person
         where s.organisation = $1 and s.person = $2 order by s.id",
        organisation,
        person
    )
}

/// Seats taken in each session that is ahead.
pub async fn taken(conn: &mut Conn, organisation: &str) -> Result<Vec<(String, i64)>, Error> {
    fetch_all!(
        conn,
        (String, i64),
        "select s.session, count(*) from course_seat s
         join course_session e on e.organisation = s.organisation and e.id = s.session and e.state = 'planned'
         where s.organisation = $1 and s.state = 'enrolled' group by s.session order by s.session",
        organisation
    )
}

const ATTENDANCE: &str = "select e.course, s.person, e.starts_at as at, e.minutes from course_seat s \
     join course_session e on e.organisation = s.organisation and e.id = s.session \
     where s.organisation = $1 and s.state = 'attended'";

/// All attendances.
pub async fn attendances(conn: &mut Conn, organisation: &str) -> Result<Vec<Attendance>, Error> {
    let sql = sqlx::AssertSqlSafe(format!("{ATTENDANCE} order by e.starts_at, s.id"));
    fetch_all!(conn, Attendance, sql, organisation)
}

/// The attendances of a person.
pub async fn attendances_of(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Vec<Attendance>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{ATTENDANCE} and s.person = $2 order by e.starts_at, s.id"
    ));
    fetch_all!(conn, Attendance, sql, organisation, person)
}

const TEST: &str =
    "select id, course, person, unit, phase, correct, asked, passed, answers, at from course_test";

/// All tests, the oldest first.
pub async fn tests(conn: &mut Conn, organisation: &str) -> Result<Vec<TestRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!("{TEST} where organisation = $1 order by at, id"));
    fetch_all!(conn, TestRow, sql, organisation)
}

/// The tests of a person, the oldest first.
pub async fn tests_of(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Vec<TestRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{TEST} where organisation = $1 and person = $2 order by at, id"
    ));
    fetch_all!(conn, TestRow, sql, organisation, person)
}

/// A test by id.
pub async fn test(conn: &mut Conn, organisation: &str, id: &str) -> Result<Option<TestRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!("{TEST} where organisation = $1 and id = $2"));
    fetch_optional!(conn, TestRow, sql, organisation, id)
}

/// The roles that the accounts of each person hold: person and code.
async fn roles(conn: &mut Conn, organisation: &str) -> Result<Vec<(String, String)>, Error> {
    fetch_all!(
        conn,
        (String, String),
        "select a.person, g.role from account_grant g
         join account a on a.organisation = g.organisation and a.id = g.account
         where g.organisation = $1 and a.active = $2 order by a.person, g.role",
        organisation,
        true
    )
}

/// Codes of the roles that the accounts of a member of staff hold; none for who is none, as a citizen or an overseer.
pub async fn roles_of(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
) -> Result<Option<Vec<String>>, Error> {
    let rows = fetch_all!(
        conn,
        (String,),
        "select distinct g.role from account_grant g
         join account a on a.organisation = g.organisation and a.id = g.account
         join person p on p.organisation = a.organisation and p.id = a.person
         where g.organisation = $1 and a.person = $2 and a.active = $3 and p.active = $3 order by g.role",
        organisation,
        person,
        true
    )?;
    let roles: Vec<String> = rows.into_iter().map(|(role,)| role).collect();
    let works_here = audience_roles().any(|one| roles.iter().any(|role| role == one.code()));
    Ok(works_here.then_some(roles))
}

/// What a person has done of a course: when sessions were attended, and the tests, the oldest first.
pub async fn history(
    conn: &mut Conn,
    organisation: &str,
    course: &str,
    person: &str,
) -> Result<(Vec<Attendance>, Vec<TestRow>), Error> {
    let mut attended = attendances_of(conn, organisation, person).await?;
    attended.retain(|row| row.course == course);
    let mut tests = tests_of(conn, organisation, person).await?;
    tests.retain(|row| row.course == course);
    Ok((attended, tests))
}

/// A member of staff with the roles that any of their accounts holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learner {
    /// Who.
    pub who: Staff,
    /// Codes of roles.
    pub roles: Vec<String>,
}

/// Everybody who may owe a course, by name.
pub async fn learners(conn: &mut Conn, organisation: &str) -> Result<Vec<Learner>, Error> {
    let held = roles(conn, organisation).await?;
    let mut by_person: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (person, role) in &held {
        by_person.entry(person).or_default().push(role.clone());
    }
    let people = staff(conn, organisation).await?;
    Ok(people
        .into_iter()
        .map(|who| Learner {
            roles: by_person
                .get(who.person.as_str())
                .cloned()
                .unwrap_or_default(),
            who,
        })
        .collect())
}

/// What persons have done, by course and person.
#[derive(Debug, Clone, Default)]
pub struct Done {
    attended: BTreeMap<(String, String), Vec<Timestamp>>,
    passed: BTreeMap<(String, String), Vec<Timestamp>>,
}

impl Done {
    /// From attendances and tests.
    pub fn of(attendances: &[Attendance], tests: &[TestRow]) -> Self {
        let mut done = Self::default();
        for row in attendances {
            let key = (row.course.clone(), row.person.clone());
            done.attended.entry(key).or_default().push(row.at);
        }
        let after = super::model::Phase::After.code();
        for row in tests.iter().filter(|row| row.passed && row.phase == after) {
            let key = (row.course.clone(), row.person.clone());
            done.passed.entry(key).or_default().push(row.at);
        }
        done
    }

    /// The completions of a course by a person, oldest first.
    pub fn completions(&self, course: &CourseRow, person: &str) -> Vec<Timestamp> {
        let key = (course.id.clone(), person.to_owned());
        let of = |map: &BTreeMap<_, Vec<Timestamp>>| map.get(&key).cloned().unwrap_or_default();
        course
            .terms()
            .completions(&of(&self.attended), &of(&self.passed))
    }
}

/// The courses that a person owes, with how the person stands to each; none for who is no member of staff.
pub async fn owed_by(
    conn: &mut Conn,
    organisation: &str,
    person: &str,
    now: Timestamp,
) -> Result<Vec<(CourseRow, Standing)>, Error> {
    let Some(roles) = roles_of(conn, organisation, person).await? else {
        return Ok(Vec::new());
    };
    let attended = attendances_of(conn, organisation, person).await?;
    let done = Done::of(&attended, &tests_of(conn, organisation, person).await?);
    let all = courses(conn, organisation).await?;
    Ok(all
        .into_iter()
        .filter(|row| row.state == CourseState::Active.code())
        .filter(|row| row.audience().includes(&roles))
        .map(|row| {
            let completions = done.completions(&row, person);
            let standing = standing(row.terms(), row.due_at, &completions, now);
            (row, standing)
        })
        .collect())
}

/// Reads what everybody has done.
pub async fn done(conn: &mut Conn, organisation: &str) -> Result<Done, Error> {
    let attendances = attendances(conn, organisation).await?;
    Ok(Done::of(&attendances, &tests(conn, organisation).await?))
}

/// Writes a course, new or changed.
pub(super) async fn put_course(
    tx: &mut Tx,
    organisation: &str,
    row: &CourseRow,
) -> Result<(), Error> {
    change!(
        tx,
        "course",
        &row.id,
        "insert into course (organisation, id, title, title_en, kind, summary, material, articles, legal_basis, minutes, in_person,
             pass_mark, valid_months, audience, due_at, state, made_by, made_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
         on conflict (organisation, id) do update set title = excluded.title, title_en = excluded.title_en, kind = excluded.kind,
             summary = excluded.summary, material = excluded.material, articles = excluded.articles,
             legal_basis = excluded.legal_basis, minutes = excluded.minutes, in_person = excluded.in_person,
             pass_mark = excluded.pass_mark, valid_months = excluded.valid_months, audience = excluded.audience,
             due_at = excluded.due_at, state = excluded.state",
        organisation,
        &row.id,
        &row.title,
        &row.title_en,
        &row.kind,
        &row.summary,
        &row.material,
        &row.articles,
        &row.legal_basis,
        row.minutes,
        row.in_person,
        row.pass_mark,
        row.valid_months,
        &row.audience,
        row.due_at,
        &row.state,
        &row.made_by,
        row.made_at
    )?;
    Ok(())
}

/// Writes a question, new or changed.
pub(super) async fn put_question(
    tx: &mut Tx,
    organisation: &str,
    course: &str,
    position: i64,
    row: &QuestionRow,
) -> Result<(), Error> {
    change!(
        tx,
        "course_question",
        &row.id,
        "insert into course_question (organisation, id, course, position, text, choices, answer, why, active)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (organisation, id) do update set active = excluded.active",
        organisation,
        &row.id,
        course,
        position,
        &row.text,
        &row.choices,
        row.answer,
        &row.why,
        row.active
    )?;
    Ok(())
}

/// Writes a session, new or changed.
pub(super) async fn put_session(
    tx: &mut Tx,
    organisation: &str,
    row: &SessionRow,
) -> Result<(), Error> {
    change!(
        tx,
        "course_session",
        &row.id,
        "insert into course_session (organisation, id, course, starts_at, minutes, place, trainer, seats, state, state_reason, held_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (organisation, id) do update set state = excluded.state, state_reason = excluded.state_reason,
             held_by = excluded.held_by",
        organisation,
        &row.id,
        &row.course,
        row.starts_at,
        row.minutes,
        &row.place,
        &row.trainer,
        row.seats,
        &row.state,
        &row.state_reason,
        &row.held_by
    )?;
    Ok(())
}

/// Writes a seat, new or changed.
pub(super) async fn put_seat(
    tx: &mut Tx,
    organisation: &str,
    row: &SeatRow,
    at: Timestamp,
) -> Result<(), Error> {
    change!(
        tx,
        "course_seat",
        &row.id,
        "insert into course_seat (organisation, id, session, person, unit, state, at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (organisation, id) do update set unit = excluded.unit, state = excluded.state, at = excluded.at",
        organisation,
        &row.id,
        &row.session,
        &row.person,
        &row.unit,
        &row.state,
        at
    )?;
    Ok(())
}

/// Writes a test.
pub(super) async fn insert_test(
    tx: &mut Tx,
    organisation: &str,
    row: &TestRow,
) -> Result<(), Error> {
    change!(
        tx,
        "course_test",
        &row.id,
        "insert into course_test (organisation, id, course, person, unit, phase, correct, asked, passed, answers, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        organisation,
        &row.id,
        &row.course,
        &row.person,
        &row.unit,
        &row.phase,
        row.correct,
        row.asked,
        row.passed,
        &row.answers,
        row.at
    )?;
    Ok(())
}
