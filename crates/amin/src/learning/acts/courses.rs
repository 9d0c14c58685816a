//! Courses: made, changed, retired; their questions; those reminded who owe one.

use serde_json::json;
use store::{Timestamp, Tx};

use super::{course_of, is_active, plan_entry, text, whole};
use crate::committee::acts::day_of;
use crate::learning::model::{
    Audience, CourseState, Kind, MOST_LINE, MOST_MATERIAL, MOST_MINUTES, MOST_MONTHS,
    MOST_QUESTIONS, MOST_TEXT, QuestionFault, Standing, read_choices, standing,
};
use crate::learning::store::{self as rows, CourseRow, QuestionRow};
use crate::organisation::model::number_setting;
use crate::organisation::store::insert_settings;
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, refused};
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};
use crate::voice::deadline::{self, Term};
use crate::voice::rules::Rules;

/// Kind of the job that reminds who owes a course.
pub const REMINDER_JOB: &str = "learning.reminder";
/// Setting: days before the last day on which the first reminder goes out.
pub const FIRST_REMINDER_DAYS: &str = "learning.first-reminder-days";
/// Setting: working days between two reminders.
pub const REMINDER_DAYS: &str = "learning.reminder-days";
/// What both ship with.
const SHIPPED_DAYS: i64 = 10;

const SETTINGS: [(&str, &str, &str, &str); 2] = [
    (FIRST_REMINDER_DAYS, "10", "پیش‌فرض سامانه", "reference"),
    (REMINDER_DAYS, "10", "پیش‌فرض سامانه", "reference"),
];

/// The settings that an organisation begins with.
pub async fn set_up(tx: &mut Tx, actor: &Actor, now: Timestamp) -> Result<(), ActError> {
    let from = persian::tehran_date(now.0).gregorian_iso();
    insert_settings(tx, &actor.organisation, &SETTINGS, &from).await?;
    let objects = vec![("organisation", actor.organisation.clone())];
    let payload = SETTINGS
        .iter()
        .map(|(id, value, ..)| (*id, json!(value)))
        .collect();
    plan_entry(tx, actor, now, "setting.seeded", objects, payload).await
}

/// A course as the form has it.
#[derive(Debug, Clone, Default)]
pub struct CourseInput {
    /// Persian title.
    pub title: String,
    /// English title.
    pub title_en: String,
    /// Code of the kind.
    pub kind: String,
    /// What one learns.
    pub summary: String,
    /// Text to read.
    pub material: String,
    /// Numbers of articles of the charter.
    pub articles: String,
    /// Law, circular, decision.
    pub legal_basis: String,
    /// Minutes, as typed.
    pub minutes: String,
    /// Whether a session must be attended.
    pub in_person: bool,
    /// Percent, as typed; empty or 0: no test.
    pub pass_mark: String,
    /// Months, as typed; empty or 0: for ever.
    pub valid_months: String,
    /// `voluntary`, `all` or `roles`.
    pub audience: String,
    /// Codes of roles.
    pub roles: Vec<String>,
    /// Last day, Solar Hijri, as typed.
    pub due: String,
}

fn read(input: &CourseInput, id: String, now: Timestamp) -> Result<CourseRow, ActError> {
    let mut faults = Faults::default();
    let f = &mut faults;
    let or_nought = |text: &str| {
        if text.trim().is_empty() {
            "0".to_owned()
        } else {
            text.to_owned()
        }
    };
    let title = text(f, "title", &input.title, MOST_LINE, true);
    let title_en = text(f, "title_en", &input.title_en, MOST_LINE, false);
    let summary = text(f, "summary", &input.summary, MOST_TEXT, true);
    let material = text(f, "material", &input.material, MOST_MATERIAL, false);
    let legal_basis = text(f, "legal_basis", &input.legal_basis, MOST_LINE, false);
    let minutes = whole(f, "minutes", &input.minutes, 1, MOST_MINUTES);
    let pass_mark = whole(f, "pass_mark", &or_nought(&input.pass_mark), 0, 100);
    let valid_months = whole(
        f,
        "valid_months",
        &or_nought(&input.valid_months),
        0,
        MOST_MONTHS,
    );
    let kind = Kind::of(&input.kind);
    if kind.is_none() {
        f.add("kind", |t| t.learning_fault_choose().to_owned());
    }
    let articles = articles(f, &input.articles);
    if !input.in_person && pass_mark == 0 {
        // Without either nothing would ever complete the course.
        f.add("pass_mark", |t| t.learning_fault_completion().to_owned());
    }
    let audience = match input.audience.as_str() {
        "voluntary" => Audience::Voluntary,
        "all" => Audience::Everybody,
        "roles" => Audience::of(&input.roles.join(",")),
        _ => {
            f.add("audience", |t| t.learning_fault_choose().to_owned());
            Audience::Voluntary
        }
    };
    if input.audience == "roles" && audience == Audience::Voluntary {
        f.add("roles", |t| t.learning_fault_roles().to_owned());
    }
    let due_at = if audience == Audience::Voluntary {
        None
    } else {
        let end_of = |day| Timestamp(persian::tehran_micros(day, 23, 59)).plus_seconds(59);
        day_of(f, "due", &input.due).map(end_of)
    };
    faults.check()?;
    Ok(CourseRow {
        id,
        title,
        title_en,
        kind: kind.map_or_else(String::new, |kind| kind.code().to_owned()),
        summary,
        material,
        articles,
        legal_basis,
        minutes,
        in_person: input.in_person,
        pass_mark,
        valid_months,
        audience: audience.stored(),
        due_at,
        state: CourseState::Active.code().to_owned(),
        made_by: None,
        made_at: now,
    })
}

/// Numbers of articles as typed, with commas, spaces or «و» between.
fn articles(faults: &mut Faults, typed: &str) -> String {
    let typed = persian::digits::to_ascii(typed).replace(['،', ',', ';', 'و'], " ");
    let numbers: Vec<&str> = typed.split_whitespace().collect();
    let fine = numbers.len() <= 40
        && numbers
            .iter()
            .all(|number| number.len() <= 3 && number.bytes().all(|b| b.is_ascii_digit()));
    if !fine {
        faults.add("articles", |t| t.learning_fault_articles().to_owned());
    }
    numbers.join(",")
}

fn payload(row: &CourseRow) -> Vec<(&'static str, serde_json::Value)> {
    vec![
        ("title", json!(row.title)),
        ("course-kind", json!(row.kind)),
        ("articles", json!(row.articles)),
        ("legal-basis", json!(row.legal_basis)),
        ("minutes", json!(row.minutes)),
        ("in-person", json!(row.in_person)),
        ("pass-mark", json!(row.pass_mark)),
        ("valid-months", json!(row.valid_months)),
        ("audience", json!(row.audience)),
        ("due", json!(row.due_at.map(Timestamp::rfc3339))),
    ]
}

/// The last day may not have passed when a course is made: nobody owes yesterday what was decided today.
fn not_past(due_at: Option<Timestamp>, now: Timestamp) -> Result<(), ActError> {
    let mut faults = Faults::default();
    if due_at.is_some_and(|due| due < now) {
        faults.add("due", |t| t.learning_fault_past().to_owned());
    }
    faults.check()
}

/// Makes a course. `id` is the form's token: sent twice it makes one course.
pub async fn adopt_course(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    input: &CourseInput,
) -> Result<(), ActError> {
    actor.require(Right::LearningEdit, None)?;
    crate::interests::acts::good_token(id)?;
    let mut row = read(input, id.to_owned(), now)?;
    not_past(row.due_at, now)?;
    row.made_by.clone_from(&actor.account);
    if rows::course(tx.read(), &actor.organisation, id)
        .await?
        .is_some()
    {
        return Ok(());
    }
    rows::put_course(tx, &actor.organisation, &row).await?;
    watch(tx, actor, &row, now).await?;
    let objects = vec![("course", row.id.clone())];
    plan_entry(
        tx,
        actor,
        now,
        "learning.course-adopted",
        objects,
        payload(&row),
    )
    .await
}

/// Changes a course. What was completed by its old terms is judged by the new ones from then on.
pub async fn change_course(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
    input: &CourseInput,
) -> Result<(), ActError> {
    actor.require(Right::LearningEdit, None)?;
    let known = course_of(tx.read(), &actor.organisation, id).await?;
    if !is_active(&known) {
        return Err(refused(|t| t.learning_refused_retired().to_owned()));
    }
    let mut row = read(input, known.id.clone(), known.made_at)?;
    row.made_by.clone_from(&known.made_by);
    if row == known {
        return Ok(());
    }
    if row.due_at != known.due_at {
        not_past(row.due_at, now)?;
        watch(tx, actor, &row, now).await?;
    }
    rows::put_course(tx, &actor.organisation, &row).await?;
    let objects = vec![("course", row.id.clone())];
    plan_entry(
        tx,
        actor,
        now,
        "learning.course-changed",
        objects,
        payload(&row),
    )
    .await
}

/// Gives a course no longer: nobody owes it, what was completed stays.
pub async fn retire_course(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    id: &str,
) -> Result<(), ActError> {
    actor.require(Right::LearningEdit, None)?;
    let mut row = course_of(tx.read(), &actor.organisation, id).await?;
    if !is_active(&row) {
        return Err(refused(|t| t.learning_refused_retired().to_owned()));
    }
    CourseState::Retired.code().clone_into(&mut row.state);
    rows::put_course(tx, &actor.organisation, &row).await?;
    let objects = vec![("course", row.id.clone())];
    let payload = vec![("title", json!(row.title))];
    plan_entry(tx, actor, now, "learning.course-retired", objects, payload).await
}

/// A question as the form has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuestionInput {
    /// What is asked.
    pub text: String,
    /// Choices, one a line, the right one with a star.
    pub choices: String,
    /// Why it is right.
    pub why: String,
}

/// Replaces the questions of a course. Tests already taken keep theirs: questions left out are no longer asked, never erased.
pub async fn set_questions(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    course: &str,
    input: &[QuestionInput],
) -> Result<(), ActError> {
    actor.require(Right::LearningEdit, None)?;
    let course = course_of(tx.read(), &actor.organisation, course).await?;
    if !is_active(&course) {
        return Err(refused(|t| t.learning_refused_retired().to_owned()));
    }
    let mut faults = Faults::default();
    let mut new = Vec::new();
    for (place, one) in (1_i64..).zip(input) {
        if *one == QuestionInput::default() {
            continue;
        }
        let words = text(&mut faults, "questions", &one.text, MOST_TEXT, true);
        let why = text(&mut faults, "questions", &one.why, MOST_TEXT, false);
        let typed = text(&mut faults, "questions", &one.choices, MOST_TEXT, false);
        match read_choices(&typed) {
            Ok((choices, answer)) => new.push((words, choices, answer, why)),
            Err(QuestionFault::Choices) => {
                faults.add("questions", move |t| t.learning_fault_choices(place));
            }
            Err(QuestionFault::Star) => {
                faults.add("questions", move |t| t.learning_fault_star(place));
            }
            Err(QuestionFault::Same) => {
                faults.add("questions", move |t| t.learning_fault_same(place));
            }
        }
    }
    if new.len() > MOST_QUESTIONS || (new.is_empty() && course.pass_mark > 0) {
        faults.add("questions", |t| t.learning_fault_questions(MOST_QUESTIONS));
    }
    faults.check()?;
    let organisation = actor.organisation.as_str();
    let mut old = rows::questions(tx.read(), organisation, &course.id).await?;
    old.retain(|row| row.active);
    for mut row in old {
        row.active = false;
        rows::put_question(tx, organisation, &course.id, 0, &row).await?;
    }
    let count = new.len();
    for (position, (text, choices, answer, why)) in (1_i64..).zip(new) {
        let row = QuestionRow {
            id: tx.new_id(now),
            text,
            choices: json!(choices).to_string(),
            answer: i64::try_from(answer).unwrap_or(0),
            why,
            active: true,
        };
        rows::put_question(tx, organisation, &course.id, position, &row).await?;
    }
    // The questions themselves would tell the answers before the test.
    let objects = vec![("course", course.id)];
    let payload = vec![("questions", json!(count))];
    plan_entry(tx, actor, now, "learning.questions-set", objects, payload).await
}

/// Has the program look at a course when its last day comes near.
async fn watch(
    tx: &mut Tx,
    actor: &Actor,
    row: &CourseRow,
    now: Timestamp,
) -> Result<(), ActError> {
    let Some(due) = row.due_at else {
        return Ok(());
    };
    let organisation = actor.organisation.as_str();
    let days = number_setting(tx.read(), organisation, FIRST_REMINDER_DAYS, SHIPPED_DAYS).await?;
    let first = Timestamp(due.0 - days.clamp(0, 365) * Timestamp::DAY).max(now);
    let payload = json!({ "course": row.id, "due": due.0 });
    tx.enqueue(organisation, REMINDER_JOB, &payload, first, now)
        .await?;
    Ok(())
}

/// Reminds those who owe a course and have not completed it; tells how many. `due` is the last day for which the reminder was set: after
/// a change of the day its own reminder runs. Looks again after some working days as long as the course is given.
pub async fn remind(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules,
    base: &str,
    course: &str,
    due: Timestamp,
) -> Result<usize, ActError> {
    actor.require(Right::LearningEdit, None)?;
    let organisation = actor.organisation.as_str();
    let Some(row) = rows::course(tx.read(), organisation, course).await? else {
        return Ok(0);
    };
    if !is_active(&row) || row.due_at != Some(due) {
        return Ok(0);
    }
    let done = rows::done(tx.read(), organisation).await?;
    let people = rows::learners(tx.read(), organisation).await?;
    let audience = row.audience();
    let owing: Vec<String> = people
        .iter()
        .filter(|one| audience.includes(&one.roles))
        .filter(|one| {
            let completions = done.completions(&row, &one.who.person);
            let at = standing(row.terms(), row.due_at, &completions, now);
            matches!(at, Standing::Due(_) | Standing::Overdue(_))
        })
        .map(|one| one.who.person.clone())
        .collect();
    let t = Texts::of(Lang::Fa);
    let day = t.lang.digits(&persian::tehran_date(due.0).numeric());
    let body = format!(
        "{}\n{base}/learning/courses/{}",
        t.learning_reminder(&rules.name, &row.title, &day),
        row.id
    );
    let subject = t.learning_reminder_subject();
    crate::committee::jobs::tell(tx, organisation, &owing, subject, &body, now).await?;
    let days = number_setting(tx.read(), organisation, REMINDER_DAYS, SHIPPED_DAYS).await?;
    let term = Term {
        working_days: days.clamp(1, 365),
        warn_share: 100,
    };
    let next = deadline::from(&rules.calendar, term, now)
        .map_err(|why| store::Error::Corrupt(why.to_string()))?;
    let payload = json!({ "course": row.id, "due": due.0 });
    tx.enqueue(organisation, REMINDER_JOB, &payload, next.at, now)
        .await?;
    let objects = vec![("course", row.id)];
    let payload = vec![("owing", json!(owing.len()))];
    plan_entry(tx, actor, now, "learning.reminded", objects, payload).await?;
    Ok(owing.len())
}
