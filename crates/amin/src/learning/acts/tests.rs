//! Tests: handed in, counted, kept.

use std::collections::BTreeMap;

use serde_json::json;
use store::{Conn, Timestamp, Tx};

use super::{course_of, is_active, learner, personal_entry};
use crate::learning::model::Phase;
use crate::learning::store::{self as rows, CourseRow, QuestionRow, TestRow};
use crate::platform::actor::Actor;
use crate::platform::errors::{ActError, Faults, refused};

/// Days before a completion runs out from which on it can be renewed.
const RENEWAL_DAYS: i64 = 60;

/// The phase of the test that a person would take now; refused where none may be taken.
///
/// A test that was not passed may be taken again from the next day on: who has read the reasons of the right answers an hour ago
/// would be tested in memory alone.
pub fn next_test(
    course: &CourseRow,
    attended: &[Timestamp],
    tests: &[TestRow],
    wants_before: bool,
    now: Timestamp,
) -> Result<Phase, ActError> {
    if !is_active(course) || course.pass_mark == 0 {
        return Err(ActError::NotFound);
    }
    let terms = course.terms();
    let phase = terms.phase(wants_before, !attended.is_empty(), tests.len());
    if phase == Phase::Before {
        return Ok(phase);
    }
    let fresh = |at: &Timestamp| terms.valid_until(*at).is_none_or(|end| now < end);
    if course.in_person && !attended.iter().any(fresh) {
        return Err(refused(|t| t.learning_refused_session_first().to_owned()));
    }
    let after = tests
        .iter()
        .filter(|test| test.phase == Phase::After.code());
    let passed: Vec<Timestamp> = (after.clone())
        .filter(|test| test.passed)
        .map(|test| test.at)
        .collect();
    let done = terms.completions(attended, &passed);
    let near_end = |until: Timestamp| until.0 - now.0 < RENEWAL_DAYS * Timestamp::DAY;
    let holds = terms.holding(&done, now);
    if holds.is_some_and(|at| !terms.valid_until(at).is_some_and(near_end)) {
        return Err(refused(|t| t.learning_refused_passed().to_owned()));
    }
    let today = persian::tehran_date(now.0);
    if after
        .clone()
        .any(|test| persian::tehran_date(test.at.0) == today)
    {
        return Err(refused(|t| t.learning_refused_today().to_owned()));
    }
    Ok(phase)
}

/// The test that a person may take now: its phase and questions. Refused as by [`next_test`]; there is none without questions.
pub async fn open_test(
    conn: &mut Conn,
    organisation: &str,
    course: &CourseRow,
    person: &str,
    wants_before: bool,
    now: Timestamp,
) -> Result<(Phase, Vec<QuestionRow>), ActError> {
    let (attended, tests) = rows::history(conn, organisation, &course.id, person).await?;
    let attended: Vec<Timestamp> = attended.iter().map(|row| row.at).collect();
    let phase = next_test(course, &attended, &tests, wants_before, now)?;
    let mut questions = rows::questions(conn, organisation, &course.id).await?;
    questions.retain(|question| question.active);
    if questions.is_empty() {
        return Err(ActError::NotFound);
    }
    Ok((phase, questions))
}

/// Hands a test in; gives its id. `answers`: id of the question to the index chosen. Every question must be answered.
pub async fn hand_in(
    tx: &mut Tx,
    actor: &Actor,
    now: Timestamp,
    course: &str,
    wants_before: bool,
    answers: &BTreeMap<String, i64>,
) -> Result<String, ActError> {
    let who = learner(tx.read(), actor).await?;
    let organisation = actor.organisation.as_str();
    let course = course_of(tx.read(), organisation, course).await?;
    let (phase, questions) = open_test(
        tx.read(),
        organisation,
        &course,
        &who.person,
        wants_before,
        now,
    )
    .await?;
    let mut faults = Faults::default();
    let (mut correct, mut kept) = (0_i64, BTreeMap::new());
    for (place, question) in (1_i64..).zip(&questions) {
        let choices: Vec<String> = serde_json::from_str(&question.choices)
            .map_err(|why| store::Error::Corrupt(why.to_string()))?;
        let most = i64::try_from(choices.len()).unwrap_or(0);
        match answers.get(&question.id) {
            Some(chosen) if (0..most).contains(chosen) => {
                correct += i64::from(*chosen == question.answer);
                kept.insert(question.id.clone(), *chosen);
            }
            _ => faults.add("answers", move |t| t.learning_fault_unanswered(place)),
        }
    }
    faults.check()?;
    let asked = i64::try_from(questions.len()).unwrap_or(i64::MAX);
    let row = TestRow {
        id: tx.new_id(now),
        course: course.id.clone(),
        person: who.person.clone(),
        unit: who.unit,
        phase: phase.code().to_owned(),
        correct,
        asked,
        passed: course.terms().passes(correct, asked),
        answers: json!(kept).to_string(),
        at: now,
    };
    rows::insert_test(tx, organisation, &row).await?;
    let objects = vec![("course", course.id), ("person", who.person)];
    let payload = vec![
        ("test", json!(row.id)),
        ("phase", json!(row.phase)),
        ("correct", json!(correct)),
        ("asked", json!(asked)),
        ("pass-mark", json!(course.pass_mark)),
        ("passed", json!(row.passed)),
    ];
    personal_entry(tx, actor, now, "learning.tested", objects, payload).await?;
    Ok(row.id)
}

#[cfg(test)]
mod unit_tests {
    use super::*;
    use crate::learning::model::CourseState;

    fn course() -> CourseRow {
        CourseRow {
            id: "c".to_owned(),
            title: String::new(),
            title_en: String::new(),
            kind: "integrity".to_owned(),
            summary: String::new(),
            material: String::new(),
            articles: String::new(),
            legal_basis: String::new(),
            minutes: 60,
            in_person: false,
            pass_mark: 60,
            valid_months: 12,
            audience: "all".to_owned(),
            due_at: None,
            state: CourseState::Active.code().to_owned(),
            made_by: None,
            made_at: Timestamp(0),
        }
    }

    fn test(at: Timestamp, passed: bool) -> TestRow {
        TestRow {
            id: "t".to_owned(),
            course: "c".to_owned(),
            person: "p".to_owned(),
            unit: None,
            phase: Phase::After.code().to_owned(),
            correct: 1,
            asked: 2,
            passed,
            answers: "{}".to_owned(),
            at,
        }
    }

    /// 1405/09/07, 23:30 and the next day at 00:10, in Tehran.
    const EVENING: Timestamp = Timestamp::from_seconds(1_795_896_000);
    const NIGHT: Timestamp = Timestamp::from_seconds(1_795_898_400);

    #[test]
    fn a_failed_test_opens_again_with_the_next_day_of_tehran() {
        let failed = [test(EVENING, false)];
        let again = |now| next_test(&course(), &[], &failed, false, now);
        assert!(matches!(
            again(EVENING.plus_seconds(600)),
            Err(ActError::Refused(_))
        ));
        assert_eq!(again(NIGHT).ok(), Some(Phase::After));
    }

    #[test]
    fn a_completion_is_renewed_in_its_last_two_months() {
        let passed = [test(EVENING, true)];
        let after = |days: i64| {
            let now = Timestamp(EVENING.0 + days * Timestamp::DAY);
            next_test(&course(), &[], &passed, false, now).is_ok()
        };
        assert!(!after(1) && !after(300) && after(310) && after(400));
    }
}
