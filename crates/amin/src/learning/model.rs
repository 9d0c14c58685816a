//! Courses, what completes one, and how a person stands to it. Pure.

use persian::{tehran_date, tehran_micros};
use store::Timestamp;

use crate::platform::coded::coded;
use crate::platform::permissions::Role;

/// Most questions of a course.
pub const MOST_QUESTIONS: usize = 40;
/// Most choices of a question.
pub const MOST_CHOICES: usize = 6;
/// Longest line: titles, places, choices, in characters.
pub const MOST_LINE: usize = 300;
/// Longest text: summaries, questions, reasons, in characters.
pub const MOST_TEXT: usize = 2_000;
/// Longest material of a course, in characters.
pub const MOST_MATERIAL: usize = 40_000;
/// Longest course or session, in minutes: sixty hours.
pub const MOST_MINUTES: i64 = 3_600;
/// Most seats of a session.
pub const MOST_SEATS: i64 = 10_000;
/// Longest validity, in months.
pub const MOST_MONTHS: i64 = 120;

coded! {
    /// What a course is about.
    Kind {
        /// The ethics charter and integrity at work.
        Integrity = "integrity",
        /// Conflicts of interest.
        Conflict = "conflict",
        /// Law: administrative offences, the law on promoting integrity.
        Law = "law",
        /// Methods against corruption: risks, controls, red flags.
        Methods = "methods",
        /// Service to citizens and their rights.
        Service = "service",
        /// A safe and respectful workplace.
        Workplace = "workplace",
        /// Anything else.
        Other = "other",
    }
}

coded! {
    /// Whether a course is still given.
    CourseState {
        /// Given, and owed by its audience.
        Active = "active",
        /// No longer given; what was completed stays.
        Retired = "retired",
    }
}

coded! {
    /// What became of a session.
    SessionState {
        /// Ahead.
        Planned = "planned",
        /// Held, attendance recorded.
        Held = "held",
        /// Did not take place.
        Cancelled = "cancelled",
    }
}

coded! {
    /// A person in a session.
    SeatState {
        /// Enrolled.
        Enrolled = "enrolled",
        /// Took part.
        Attended = "attended",
        /// Was enrolled and did not take part.
        Absent = "absent",
        /// Gave the seat back.
        Left = "left",
    }
}

coded! {
    /// When a test was taken.
    Phase {
        /// Before the course: it tells what was known already and decides nothing.
        Before = "before",
        /// After it: this one is passed or not.
        After = "after",
    }
}

/// Roles that a course may be owed by: those of people who work for the organisation.
pub fn audience_roles() -> impl Iterator<Item = Role> {
    Role::ALL
        .into_iter()
        .filter(|role| !matches!(role, Role::Citizen | Role::Overseer))
}

/// Who owes a course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// Nobody: whoever wants may take it.
    Voluntary,
    /// Everybody who works here.
    Everybody,
    /// Holders of any of these roles.
    Roles(Vec<Role>),
}

impl Audience {
    /// As it is stored: empty, `all`, or codes of roles with commas between.
    pub fn stored(&self) -> String {
        match self {
            Self::Voluntary => String::new(),
            Self::Everybody => "all".to_owned(),
            Self::Roles(roles) => {
                let codes: Vec<&str> = roles.iter().map(|role| role.code()).collect();
                codes.join(",")
            }
        }
    }

    /// From what is stored. A word that is no role is left out.
    pub fn of(stored: &str) -> Self {
        match stored {
            "" => Self::Voluntary,
            "all" => Self::Everybody,
            codes => {
                let roles: Vec<Role> = audience_roles()
                    .filter(|role| codes.split(',').any(|code| code == role.code()))
                    .collect();
                if roles.is_empty() {
                    Self::Voluntary
                } else {
                    Self::Roles(roles)
                }
            }
        }
    }

    /// Whether a holder of these roles owes the course.
    pub fn includes(&self, held: &[String]) -> bool {
        match self {
            Self::Voluntary => false,
            Self::Everybody => true,
            Self::Roles(roles) => roles
                .iter()
                .any(|role| held.iter().any(|code| code == role.code())),
        }
    }
}

/// What completes a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// A session must be attended.
    pub in_person: bool,
    /// Percent of right answers that pass the test; 0: there is none.
    pub pass_mark: i64,
    /// Months for which a completion holds; 0: for ever.
    pub valid_months: i64,
}

impl Terms {
    /// Until when a completion holds: the same day so many Solar Hijri months later. None: for ever.
    pub fn valid_until(self, done: Timestamp) -> Option<Timestamp> {
        let months = i32::try_from(self.valid_months).ok().filter(|m| *m > 0)?;
        let day = tehran_date(done.0).add_months(months)?;
        Some(Timestamp(tehran_micros(day, 0, 0)))
    }

    /// The completions that attendances and passed tests make, oldest first. With both asked for, a test completes the course when
    /// a session was attended before it, and within the validity where there is one.
    pub fn completions(self, attended: &[Timestamp], passed: &[Timestamp]) -> Vec<Timestamp> {
        let mut done: Vec<Timestamp> = match (self.in_person, self.pass_mark > 0) {
            (true, false) => attended.to_vec(),
            (false, _) => passed.to_vec(),
            (true, true) => (passed.iter().copied())
                .filter(|test| {
                    (attended.iter())
                        .any(|at| at <= test && self.valid_until(*at).is_none_or(|end| *test < end))
                })
                .collect(),
        };
        done.sort_unstable();
        done
    }

    /// The newest completion before a moment, if it still holds then.
    pub fn holding(self, completions: &[Timestamp], at: Timestamp) -> Option<Timestamp> {
        let last = completions
            .iter()
            .copied()
            .filter(|done| *done <= at)
            .max()?;
        self.valid_until(last)
            .is_none_or(|end| at < end)
            .then_some(last)
    }

    /// The phase of a test that a person takes now: one test before the course, while nothing of it is done.
    pub fn phase(self, wants_before: bool, attended: bool, tests: usize) -> Phase {
        let fresh = tests == 0 && !attended;
        if fresh && (wants_before || self.in_person) {
            Phase::Before
        } else {
            Phase::After
        }
    }

    /// Whether so many right answers pass.
    pub const fn passes(self, correct: i64, asked: i64) -> bool {
        asked > 0 && correct * 100 >= self.pass_mark * asked
    }
}

/// How a person stands to a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Completed, and until when that holds.
    Done {
        /// When.
        at: Timestamp,
        /// Until when; none: for ever.
        until: Option<Timestamp>,
    },
    /// Owed until then.
    Due(Timestamp),
    /// Owed, and its last day has passed.
    Overdue(Timestamp),
    /// Neither owed nor done.
    Open,
}

/// The standing at a moment. What is owed without a last day is due by the end of a completion's validity, or at once.
pub fn standing(
    terms: Terms,
    owed_until: Option<Timestamp>,
    completions: &[Timestamp],
    now: Timestamp,
) -> Standing {
    if let Some(at) = terms.holding(completions, now) {
        let until = terms.valid_until(at);
        return Standing::Done { at, until };
    }
    let Some(due) = owed_until else {
        return Standing::Open;
    };
    // Who completed it before and let it run out owes it from the day on which it ran out.
    let ran_out = (completions.iter().copied())
        .filter(|at| *at <= now)
        .max()
        .and_then(|at| terms.valid_until(at));
    let due = ran_out.map_or(due, |end| due.max(end));
    if now <= due {
        Standing::Due(due)
    } else {
        Standing::Overdue(due)
    }
}

/// A question of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What is asked.
    pub text: String,
    /// What may be answered, 2 to [`MOST_CHOICES`].
    pub choices: Vec<String>,
    /// Index of the right one.
    pub answer: usize,
    /// Why it is right.
    pub why: String,
}

/// Why a question cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuestionFault {
    /// There are fewer than two choices or more than [`MOST_CHOICES`].
    Choices,
    /// Not exactly one line begins with a star.
    Star,
    /// Two choices are the same.
    Same,
}

/// Reads choices as typed: one a line, the right one with `*` before it. Empty lines are left out.
pub fn read_choices(text: &str) -> Result<(Vec<String>, usize), QuestionFault> {
    let mut choices: Vec<String> = Vec::new();
    let mut stars = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (starred, words) = match line.strip_prefix('*') {
            Some(rest) => (true, rest.trim()),
            None => (false, line),
        };
        if starred {
            stars.push(choices.len());
        }
        choices.push(words.to_owned());
    }
    if !(2..=MOST_CHOICES).contains(&choices.len()) || choices.iter().any(String::is_empty) {
        return Err(QuestionFault::Choices);
    }
    let mut sorted = choices.clone();
    sorted.sort_unstable();
    sorted.dedup();
    if sorted.len() < choices.len() {
        return Err(QuestionFault::Same);
    }
    match stars.as_slice() {
        [one] => Ok((choices, *one)),
        _ => Err(QuestionFault::Star),
    }
}

/// Choices as they are typed again: the inverse of [`read_choices`].
pub fn written_choices(choices: &[String], answer: usize) -> String {
    let lines: Vec<String> = choices
        .iter()
        .enumerate()
        .map(|(place, words)| format!("{}{words}", if place == answer { "* " } else { "" }))
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAY: i64 = Timestamp::DAY;

    fn terms(in_person: bool, pass_mark: i64, valid_months: i64) -> Terms {
        Terms {
            in_person,
            pass_mark,
            valid_months,
        }
    }

    fn day(year: u16, month: u8, day: u8) -> Timestamp {
        let day = persian::Date::new(year, month, day).unwrap();
        Timestamp(tehran_micros(day, 0, 0))
    }

    #[test]
    fn a_completion_holds_for_solar_months() {
        // 31 Shahrivar has no like in Mehr, which has thirty days.
        assert_eq!(
            terms(false, 50, 1).valid_until(day(1405, 6, 31)),
            Some(day(1405, 7, 30))
        );
        assert_eq!(
            terms(false, 50, 12).valid_until(day(1405, 9, 7)),
            Some(day(1406, 9, 7))
        );
        assert_eq!(terms(false, 50, 0).valid_until(day(1405, 9, 7)), None);
    }

    #[test]
    fn a_test_completes_a_course_in_person_only_after_a_session() {
        let both = terms(true, 60, 0);
        let at = |n: i64| Timestamp(n * DAY);
        assert_eq!(both.completions(&[], &[at(3)]), []);
        assert_eq!(both.completions(&[at(5)], &[at(3)]), []);
        assert_eq!(both.completions(&[at(2)], &[at(3)]), [at(3)]);
        assert_eq!(terms(true, 0, 0).completions(&[at(2)], &[]), [at(2)]);
        assert_eq!(terms(false, 60, 0).completions(&[], &[at(4)]), [at(4)]);
        // What was attended two years ago does not renew a yearly course.
        let yearly = terms(true, 60, 12);
        assert_eq!(
            yearly.completions(&[day(1403, 1, 10)], &[day(1403, 1, 11), day(1405, 1, 11)]),
            [day(1403, 1, 11)]
        );
    }

    #[test]
    fn what_runs_out_is_owed_from_that_day() {
        let yearly = terms(false, 60, 12);
        let done = [day(1404, 2, 1)];
        let due = Some(day(1404, 3, 1));
        let at = |now| standing(yearly, due, &done, now);
        assert!(matches!(at(day(1404, 12, 1)), Standing::Done { .. }));
        assert_eq!(at(day(1405, 2, 2)), Standing::Overdue(day(1405, 2, 1)));
        assert_eq!(
            standing(yearly, due, &[], day(1404, 2, 20)),
            Standing::Due(day(1404, 3, 1))
        );
        assert_eq!(
            standing(yearly, due, &[], day(1404, 3, 2)),
            Standing::Overdue(day(1404, 3, 1))
        );
        assert_eq!(standing(yearly, None, &[], day(1404, 3, 2)), Standing::Open);
    }

    #[test]
    fn only_the_first_test_is_one_before() {
        let in_person = terms(true, 60, 0);
        assert_eq!(in_person.phase(false, false, 0), Phase::Before);
        assert_eq!(in_person.phase(false, true, 0), Phase::After);
        assert_eq!(in_person.phase(true, false, 1), Phase::After);
        let alone = terms(false, 60, 0);
        assert_eq!(alone.phase(true, false, 0), Phase::Before);
        assert_eq!(alone.phase(false, false, 0), Phase::After);
    }

    #[test]
    fn the_mark_is_reached_exactly() {
        assert!(terms(false, 60, 0).passes(3, 5));
        assert!(!terms(false, 61, 0).passes(3, 5));
        assert!(!terms(false, 60, 0).passes(0, 0));
    }

    #[test]
    fn choices_need_one_star() {
        assert_eq!(
            read_choices("الف\n* ب\n\nپ"),
            Ok((vec!["الف".into(), "ب".into(), "پ".into()], 1))
        );
        assert_eq!(read_choices("الف\nب"), Err(QuestionFault::Star));
        assert_eq!(read_choices("*الف\n*ب"), Err(QuestionFault::Star));
        assert_eq!(read_choices("*الف"), Err(QuestionFault::Choices));
        assert_eq!(read_choices("*\nب"), Err(QuestionFault::Choices));
        assert_eq!(read_choices("*الف\nالف"), Err(QuestionFault::Same));
        assert_eq!(
            read_choices("1\n2\n3\n4\n5\n6\n*7"),
            Err(QuestionFault::Choices)
        );
    }

    proptest! {
        #[test]
        fn choices_come_back_as_they_were_typed(words in prop::collection::hash_set("[a-zا-ی]{1,8}", 2..=MOST_CHOICES), place: prop::sample::Index) {
            let choices: Vec<String> = words.into_iter().collect();
            let answer = place.index(choices.len());
            prop_assert_eq!(read_choices(&written_choices(&choices, answer)), Ok((choices, answer)));
        }

        /// Doing more never takes a completion away, and what is owed or done never depends on the order of records.
        #[test]
        fn more_records_never_undo_a_completion(in_person: bool, test: bool, months in 0_i64..4,
            attended in prop::collection::vec(0_i64..400, 0..6), passed in prop::collection::vec(0_i64..400, 0..6), more in 0_i64..400, at in 0_i64..400) {
            let terms = terms(in_person, if test || !in_person { 60 } else { 0 }, months);
            let of = |days: &[i64]| days.iter().map(|d| Timestamp(d * DAY)).collect::<Vec<_>>();
            let before = terms.completions(&of(&attended), &of(&passed));
            let mut turned = (attended.clone(), passed.clone());
            turned.0.reverse();
            turned.1.reverse();
            prop_assert_eq!(&before, &terms.completions(&of(&turned.0), &of(&turned.1)));
            turned.0.push(more);
            turned.1.push(more);
            let after = terms.completions(&of(&turned.0), &of(&turned.1));
            let at = Timestamp(at * DAY);
            prop_assert!(terms.holding(&before, at).is_none() || terms.holding(&after, at).is_some());
        }

        #[test]
        fn audiences_come_back(roles in prop::sample::subsequence(audience_roles().collect::<Vec<_>>(), 1..4)) {
            for audience in [Audience::Voluntary, Audience::Everybody, Audience::Roles(roles)] {
                prop_assert_eq!(Audience::of(&audience.stored()), audience);
            }
        }
    }
}
