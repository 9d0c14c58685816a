//! The figures of a scorecard, from records only. Pure.

use std::collections::{BTreeMap, BTreeSet};

use persian::{Calendar, Date, tehran_date, tehran_micros};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::Timestamp;

use crate::committee::model::{Quarter, ResolutionState};
use crate::inspection::model::RemedyState;
use crate::platform::coded::coded;
use crate::publication::model::statistics::{median, wilson};

/// A quarter, a half-year or a year of the Solar Hijri calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Year.
    pub year: u16,
    /// First quarter, from 1.
    pub first: u8,
    /// Quarters: 1, 2 or 4.
    pub length: u8,
}

impl Period {
    /// The period of a word: `1405-3`, `1405-h1`, `1405`.
    pub fn of(code: &str) -> Option<Self> {
        let (year, part) = code.split_once('-').unwrap_or((code, ""));
        let year = year.parse().ok().filter(|y| (1300..=1500).contains(y))?;
        let (first, length) = match part {
            "" => (1, 4),
            "h1" => (1, 2),
            "h2" => (3, 2),
            "1" | "2" | "3" | "4" => (part.parse().ok()?, 1),
            _ => return None,
        };
        Some(Self {
            year,
            first,
            length,
        })
    }

    /// The newest quarter that has ended on a day.
    pub fn last_ended(today: Date) -> Self {
        let now = Quarter::of(today);
        Self {
            year: now.year,
            first: now.quarter,
            length: 1,
        }
        .before()
    }

    /// Its word.
    pub fn code(self) -> String {
        let Self {
            year,
            first,
            length,
        } = self;
        match length {
            4 => year.to_string(),
            2 => format!("{year}-h{}", if first == 1 { 1 } else { 2 }),
            _ => format!("{year}-{first}"),
        }
    }

    /// The one before, of the same length.
    #[must_use]
    pub const fn before(self) -> Self {
        if self.first > self.length {
            Self {
                first: self.first - self.length,
                ..self
            }
        } else {
            Self {
                year: self.year - 1,
                first: 5 - self.length,
                ..self
            }
        }
    }

    /// When it begins, and when the next one does.
    pub fn bounds(self) -> Option<(Timestamp, Timestamp)> {
        let first = Quarter {
            year: self.year,
            quarter: self.first,
        };
        let last = Quarter {
            year: self.year,
            quarter: self.first + self.length - 1,
        };
        let at = |day: Date| Timestamp(tehran_micros(day, 0, 0));
        Some((at(first.first()?), at(last.next().first()?)))
    }
}

coded! {
    /// A figure of a scorecard.
    Figure {
        /// Answers given in their deadline.
        InTime = "answers-in-time",
        /// Median working days to the answer, against the median promised.
        AnswerDays = "answer-days",
        /// Citizens whose marks average at least four of five.
        Satisfied = "satisfied",
        /// Deviations that the unit itself found or admitted.
        Own = "found-by-own",
        /// Deviations that others found.
        Others = "found-by-others",
        /// Of these, mended.
        Mended = "mended",
        /// Declarations of interests given in their deadline.
        Declared = "declared-in-time",
        /// Pledges to the charter in force.
        Pledged = "pledged",
        /// Staff who have completed every course that they owe.
        Trained = "trained",
        /// Resolutions done in their deadline.
        Resolved = "resolutions-in-time",
        /// Remedies of inspections done in their deadline.
        Remedied = "remedies-in-time",
    }
}

/// The value of a figure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Records that it rests on; 0 where it is hidden.
    pub n: i64,
    /// Those that count; none where the figure is no share.
    pub k: Option<i64>,
    /// The share from 0 to 1, the median, or none where nothing can be said.
    pub value: Option<f64>,
    /// Lower end of its 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// What was promised: median working days.
    pub promised: Option<f64>,
    /// Hidden, because fewer people than the setting's least group stand behind it.
    pub hidden: bool,
}

/// A record behind a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// `message`, `finding`, `change`, `resolution`, `remedy` or `person`.
    pub kind: String,
    /// Id.
    pub id: String,
    /// Whether it counts for the share.
    pub counts: bool,
}

/// A figure with its records.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Which.
    pub figure: Figure,
    /// Its value.
    pub cell: Cell,
    /// Its records.
    pub records: Vec<Record>,
}

/// A message, as far as figures need it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct MessageFact {
    /// Id.
    pub id: String,
    /// Responsible unit.
    pub unit: String,
    /// When it was filed.
    pub filed_at: Timestamp,
    /// Until when the answer was promised.
    pub first_deadline_at: Timestamp,
    /// When it was answered, or closed without an answer.
    pub ended_at: Option<Timestamp>,
    /// Whether a deadline was missed.
    pub late: bool,
    /// Code of the outcome of its first answer, or empty.
    pub first_outcome: String,
    /// Code of the outcome of its last answer, or empty.
    pub last_outcome: String,
    /// Answers.
    pub answers: i64,
    /// Whether a change because of it stands in the public register.
    pub changed: bool,
}

/// A satisfaction survey.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SurveyFact {
    /// Message.
    pub id: String,
    /// Its unit.
    pub unit: String,
    /// When.
    pub at: Timestamp,
    /// Sum of the marks given.
    pub sum: i64,
    /// How many were given.
    pub given: i64,
}

/// A finding.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct FindingFact {
    /// Id.
    pub id: String,
    /// Unit concerned.
    pub unit: String,
    /// Code of the state.
    pub state: String,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// Account that raised it; empty: the program.
    pub raised_by: String,
    /// Whether a resolution about it is done.
    pub resolved: bool,
}

/// A resolution.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ResolutionFact {
    /// Id.
    pub id: String,
    /// Unit that owes it.
    pub unit: String,
    /// Code of the state.
    pub state: String,
    /// Until when.
    pub deadline_at: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
}

/// A remedy that an inspection asked for.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct RemedyFact {
    /// Id.
    pub id: String,
    /// Unit that owes it.
    pub unit: String,
    /// Code of the state.
    pub state: String,
    /// Until when.
    pub deadline_at: Timestamp,
    /// When the unit last said that it is done.
    pub reported_at: Option<Timestamp>,
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffFact {
    /// Person.
    pub person: String,
    /// Account.
    pub account: String,
    /// Unit.
    pub unit: String,
}

/// A course that staff owe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourseFact {
    /// Until when.
    pub due_at: Timestamp,
    /// Persons who owe it.
    pub audience: BTreeSet<String>,
    /// Who completed it: when, and until when that holds; none: for ever.
    pub done: Vec<(String, Timestamp, Option<Timestamp>)>,
}

/// All records of an organisation that scorecards of a span rest on.
#[derive(Debug, Clone, Default)]
pub struct Records {
    /// Messages by unit, joined ones left out.
    pub messages: BTreeMap<String, Vec<MessageFact>>,
    /// Surveys by unit.
    pub surveys: BTreeMap<String, Vec<SurveyFact>>,
    /// Findings about units.
    pub findings: Vec<FindingFact>,
    /// Resolutions.
    pub resolutions: Vec<ResolutionFact>,
    /// Remedies of inspections.
    pub remedies: Vec<RemedyFact>,
    /// Staff of today.
    pub staff: Vec<StaffFact>,
    /// Campaigns: last day, and who declared when.
    pub campaigns: Vec<(Timestamp, Vec<(String, Timestamp)>)>,
    /// Versions of the charter, oldest first: from when, and who pledged when.
    pub charters: Vec<(Timestamp, Vec<(String, Timestamp)>)>,
    /// Courses that are owed.
    pub courses: Vec<CourseFact>,
}

/// What a computation needs besides the records.
pub struct Frame<'a> {
    /// The unit and those below it.
    pub units: &'a BTreeSet<String>,
    /// The period.
    pub bounds: (Timestamp, Timestamp),
    /// Working days.
    pub calendar: &'a Calendar,
    /// Now.
    pub now: Timestamp,
    /// The least group of people that is shown.
    pub least: i64,
}

impl Frame<'_> {
    fn within(&self, at: Timestamp) -> bool {
        at >= self.bounds.0 && at < self.bounds.1
    }
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn share(records: &[Record]) -> Cell {
    let n = records.len();
    let k = records.iter().filter(|record| record.counts).count();
    let ends = wilson(u64::try_from(k).unwrap_or(0), u64::try_from(n).unwrap_or(0));
    Cell {
        n: whole(n),
        k: Some(whole(k)),
        value: (n > 0).then(|| k as f64 / n as f64),
        low: ends.map(|(low, _)| low),
        high: ends.map(|(_, high)| high),
        ..Cell::default()
    }
}

fn record(kind: &str, id: &str, counts: bool) -> Record {
    Record {
        kind: kind.to_owned(),
        id: id.to_owned(),
        counts,
    }
}

/// Messages filed in the period whose answer is given or overdue, with whether it came in time.
fn answered(records: &Records, frame: &Frame<'_>) -> Vec<Record> {
    of(&records.messages, frame)
        .filter(|m| frame.within(m.filed_at))
        .filter(|m| m.ended_at.is_some() || m.late)
        .map(|m| record("message", &m.id, m.ended_at.is_some() && !m.late))
        .collect()
}

fn of<'a, T>(
    by_unit: &'a BTreeMap<String, Vec<T>>,
    frame: &'a Frame<'_>,
) -> impl Iterator<Item = &'a T> {
    (frame.units.iter())
        .filter_map(move |unit| by_unit.get(unit))
        .flatten()
}

fn days(records: &Records, frame: &Frame<'_>) -> Row {
    let between = |from: Timestamp, to: Timestamp| {
        frame
            .calendar
            .working_days_between(tehran_date(from.0), tehran_date(to.0))
            .max(0)
    };
    let (mut taken, mut promised, mut waiting, mut behind) =
        (Vec::new(), Vec::new(), 0, Vec::new());
    for message in of(&records.messages, frame).filter(|m| frame.within(m.filed_at)) {
        promised.push(between(message.filed_at, message.first_deadline_at));
        match message.ended_at {
            Some(end) => taken.push(between(message.filed_at, end)),
            None => waiting += 1,
        }
        behind.push(record("message", &message.id, message.ended_at.is_some()));
    }
    let found = median(&taken, waiting);
    Row {
        figure: Figure::AnswerDays,
        cell: Cell {
            n: whole(behind.len()),
            k: None,
            value: found.map(|m| m.value),
            low: found.and_then(|m| m.interval).map(|(low, _)| low),
            high: found.and_then(|m| m.interval).map(|(_, high)| high),
            promised: median(&promised, 0).map(|m| m.value),
            hidden: false,
        },
        records: behind,
    }
}

fn satisfied(records: &Records, frame: &Frame<'_>) -> Row {
    let behind: Vec<Record> = of(&records.surveys, frame)
        .filter(|s| frame.within(s.at) && s.given > 0)
        .map(|s| record("message", &s.id, s.sum >= 4 * s.given))
        .collect();
    let figure = Figure::Satisfied;
    if whole(behind.len()) < frame.least {
        let cell = Cell {
            hidden: true,
            ..Cell::default()
        };
        return Row {
            figure,
            cell,
            records: Vec::new(),
        };
    }
    Row {
        figure,
        cell: share(&behind),
        records: behind,
    }
}

const UPHELD: &str = "upheld";

/// Deviations found by the unit itself, those found by others, and of both whether they were mended.
fn deviations(records: &Records, frame: &Frame<'_>) -> [Vec<Record>; 2] {
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for m in of(&records.messages, frame).filter(|m| frame.within(m.filed_at)) {
        if m.first_outcome == UPHELD {
            own.push(record("message", &m.id, m.changed));
        } else if m.answers > 1 && m.last_outcome == UPHELD {
            others.push(record("message", &m.id, m.changed));
        }
    }
    let staff: BTreeSet<&str> = (records.staff.iter())
        .filter(|one| frame.units.contains(&one.unit))
        .map(|one| one.account.as_str())
        .collect();
    for finding in &records.findings {
        let concerns = frame.units.contains(&finding.unit) && frame.within(finding.raised_at);
        // What turned out mistaken, or is not decided yet, is no deviation.
        if !concerns || finding.state != "confirmed" {
            continue;
        }
        let found = record("finding", &finding.id, finding.resolved);
        if staff.contains(finding.raised_by.as_str()) {
            own.push(found);
        } else {
            others.push(found);
        }
    }
    [own, others]
}

fn of_staff<'a>(
    records: &'a Records,
    frame: &'a Frame<'_>,
    done: impl Fn(&str) -> bool + 'a,
) -> impl Iterator<Item = Record> + 'a {
    (records.staff.iter())
        .filter(move |one| frame.units.contains(&one.unit))
        .map(move |one| record("person", &one.person, done(&one.person)))
}

fn declared(records: &Records, frame: &Frame<'_>) -> Vec<Record> {
    (records.campaigns.iter())
        .filter(|(deadline, _)| frame.within(*deadline) && *deadline <= frame.now)
        .flat_map(|(deadline, who)| {
            of_staff(records, frame, move |person| {
                who.iter().any(|(one, at)| one == person && at <= deadline)
            })
        })
        .collect()
}

fn pledged(records: &Records, frame: &Frame<'_>) -> Vec<Record> {
    let until = frame.bounds.1.min(frame.now);
    let holding = records.charters.iter().rfind(|(from, _)| *from < until);
    let Some((_, who)) = holding else {
        return Vec::new();
    };
    of_staff(records, frame, |person| {
        who.iter().any(|(one, at)| one == person && *at < until)
    })
    .collect()
}

/// Staff who by the end of the period owed a course whose last day had come; they count when each of these was completed and held then.
fn trained(records: &Records, frame: &Frame<'_>) -> Vec<Record> {
    let until = frame.bounds.1.min(frame.now);
    let due: Vec<&CourseFact> = (records.courses.iter())
        .filter(|course| course.due_at < until)
        .collect();
    let holds = |course: &CourseFact, person: &str| {
        (course.done.iter()).any(|(one, at, end)| {
            one == person && *at < until && end.is_none_or(|end| until <= end)
        })
    };
    (records.staff.iter())
        .filter(|one| frame.units.contains(&one.unit))
        .filter_map(|one| {
            let mut own = due
                .iter()
                .filter(|course| course.audience.contains(&one.person))
                .peekable();
            own.peek()?;
            Some(record(
                "person",
                &one.person,
                own.all(|course| holds(course, &one.person)),
            ))
        })
        .collect()
}

fn resolved(records: &Records, frame: &Frame<'_>) -> Vec<Record> {
    (records.resolutions.iter())
        .filter(|row| frame.units.contains(&row.unit) && frame.within(row.deadline_at))
        .filter_map(|row| {
            let done = row.state == ResolutionState::Done.code();
            let owed = !done && row.state != ResolutionState::Cancelled.code();
            let late = owed && row.deadline_at < frame.now;
            let in_time = done && row.closed_at.is_some_and(|at| at <= row.deadline_at);
            (done || late).then(|| record("resolution", &row.id, in_time))
        })
        .collect()
}

/// Remedies whose deadline lies in the period and that are done or late; in time is what the unit reported by the deadline and somebody
/// else then found done, since how long the checking takes is not the unit's doing.
fn remedied(records: &Records, frame: &Frame<'_>) -> Vec<Record> {
    (records.remedies.iter())
        .filter(|row| frame.units.contains(&row.unit) && frame.within(row.deadline_at))
        .filter_map(|row| {
            let done = row.state == RemedyState::Done.code();
            let late = row.state == RemedyState::Open.code() && row.deadline_at < frame.now;
            let in_time = done && row.reported_at.is_some_and(|at| at <= row.deadline_at);
            (done || late).then(|| record("remedy", &row.id, in_time))
        })
        .collect()
}

/// One figure.
pub fn figure(records: &Records, frame: &Frame<'_>, figure: Figure) -> Row {
    let row = |records: Vec<Record>| Row {
        figure,
        cell: share(&records),
        records,
    };
    let count = |records: Vec<Record>| Row {
        figure,
        cell: Cell {
            n: whole(records.len()),
            ..Cell::default()
        },
        records,
    };
    match figure {
        Figure::InTime => row(answered(records, frame)),
        Figure::AnswerDays => days(records, frame),
        Figure::Satisfied => satisfied(records, frame),
        Figure::Own => count(deviations(records, frame)[0].clone()),
        Figure::Others => count(deviations(records, frame)[1].clone()),
        Figure::Mended => row(deviations(records, frame).concat()),
        Figure::Declared => row(declared(records, frame)),
        Figure::Pledged => row(pledged(records, frame)),
        Figure::Trained => row(trained(records, frame)),
        Figure::Resolved => row(resolved(records, frame)),
        Figure::Remedied => row(remedied(records, frame)),
    }
}

/// All figures of a unit and a period.
pub fn figures(records: &Records, frame: &Frame<'_>) -> Vec<Row> {
    (Figure::ALL.iter())
        .map(|one| figure(records, frame, *one))
        .collect()
}

/// Peers that a band needs.
pub const LEAST_PEERS: usize = 3;

/// Lowest and highest value among peers and how many they are; none where there are too few to hide who is who.
pub fn band(values: &[f64]) -> Option<(f64, f64, i64)> {
    if values.len() < LEAST_PEERS {
        return None;
    }
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Some((low, high, whole(values.len())))
}

/// Whether another unit is of like size: between half and double the messages.
pub fn alike(own: i64, other: i64) -> bool {
    other > 0 && other * 2 >= own && other <= own * 2
}

/// SHA-256, hex, over the frozen figures: code, value and records of each, a line each.
pub fn snapshot_hash<'a>(figures: impl Iterator<Item = (&'a str, &'a str, &'a str)>) -> String {
    let mut hasher = Sha256::new();
    for (code, cell, records) in figures {
        hasher.update(format!("{code}\n{cell}\n{records}\n"));
    }
    hex::encode(hasher.finalize())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn periods_follow_each_other() {
        let before = |code: &str| Period::of(code).unwrap().before().code();
        assert_eq!(before("1405-1"), "1404-4");
        assert_eq!(before("1405-3"), "1405-2");
        assert_eq!(before("1405-h1"), "1404-h2");
        assert_eq!(before("1405-h2"), "1405-h1");
        assert_eq!(before("1405"), "1404");
        for wrong in ["", "1405-5", "1405-h3", "x", "99-1"] {
            assert_eq!(Period::of(wrong), None);
        }
    }

    /// Winter of 1404 begins on 1 Dey 1404, which is 22 December 2025; 1405 begins on 21 March 2026.
    #[test]
    fn a_quarter_has_the_days_of_the_calendar() {
        let (from, to) = Period::of("1404-4").unwrap().bounds().unwrap();
        assert_eq!(tehran_date(from.0).gregorian_iso(), "2025-12-22");
        assert_eq!(tehran_date(to.0).gregorian_iso(), "2026-03-21");
    }

    #[test]
    fn a_band_needs_three_and_names_nobody() {
        assert_eq!(band(&[0.5, 0.9]), None);
        assert_eq!(band(&[0.5, 0.9, 0.7]), Some((0.5, 0.9, 3)));
        assert!(alike(10, 5) && alike(10, 20) && !alike(10, 21) && !alike(10, 4) && !alike(0, 0));
    }

    #[test]
    fn a_remedy_is_in_time_when_the_unit_reported_it_in_time() {
        let units = BTreeSet::from(["u".to_owned()]);
        let calendar = Calendar::new(persian::calendar::FRIDAY, Vec::new()).unwrap();
        let frame = Frame {
            units: &units,
            bounds: (Timestamp(0), Timestamp(100)),
            calendar: &calendar,
            now: Timestamp(60),
            least: 10,
        };
        let remedy = |id: &str, state: &str, deadline: i64, reported: Option<i64>| RemedyFact {
            id: id.to_owned(),
            unit: "u".to_owned(),
            state: state.to_owned(),
            deadline_at: Timestamp(deadline),
            reported_at: reported.map(Timestamp),
        };
        let remedies = vec![
            remedy("in time", "done", 50, Some(49)),
            remedy("too late", "done", 50, Some(51)),
            remedy("forgotten", "open", 50, None),
            remedy("still to come", "open", 70, None),
            remedy("not judged yet", "reported", 50, Some(40)),
            remedy("of another period", "done", 100, Some(40)),
        ];
        let records = Records {
            remedies,
            ..Records::default()
        };
        let row = figure(&records, &frame, Figure::Remedied);
        let behind = row.records.iter().map(|one| (one.id.as_str(), one.counts));
        assert_eq!(
            behind.collect::<Vec<_>>(),
            [("in time", true), ("too late", false), ("forgotten", false)]
        );
        assert_eq!((row.cell.k, row.cell.n), (Some(1), 3));
    }

    #[test]
    fn training_counts_what_was_owed_and_held_when_the_period_ended() {
        let units = BTreeSet::from(["u".to_owned()]);
        let calendar = Calendar::new(persian::calendar::FRIDAY, Vec::new()).unwrap();
        let frame = |end| Frame {
            units: &units,
            bounds: (Timestamp(0), Timestamp(end)),
            calendar: &calendar,
            now: Timestamp(1_000),
            least: 10,
        };
        let staff = [
            "in time",
            "late",
            "ran out",
            "never",
            "not owed",
            "elsewhere",
        ]
        .map(|person| StaffFact {
            person: person.to_owned(),
            account: person.to_owned(),
            unit: if person == "elsewhere" { "other" } else { "u" }.to_owned(),
        });
        let course = CourseFact {
            due_at: Timestamp(50),
            audience: ["in time", "late", "ran out", "never", "elsewhere"]
                .map(str::to_owned)
                .into(),
            done: vec![
                ("in time".to_owned(), Timestamp(40), None),
                ("late".to_owned(), Timestamp(120), None),
                ("ran out".to_owned(), Timestamp(10), Some(Timestamp(90))),
            ],
        };
        let records = Records {
            staff: staff.into(),
            courses: vec![course],
            ..Records::default()
        };
        let counted = |end| {
            let row = figure(&records, &frame(end), Figure::Trained);
            let fine = row.records.iter().filter(|one| one.counts);
            (
                fine.map(|one| one.id.clone()).collect::<Vec<_>>(),
                row.cell.n,
            )
        };
        assert_eq!(counted(50), (vec![], 0), "the last day has not passed");
        assert_eq!(
            counted(80),
            (vec!["in time".to_owned(), "ran out".to_owned()], 4)
        );
        assert_eq!(
            counted(200),
            (vec!["in time".to_owned(), "late".to_owned()], 4)
        );
    }

    proptest! {
        /// Whoever stands behind it: fewer surveys than the least group show nothing, neither number nor record.
        #[test]
        fn small_groups_are_hidden(count in 0_usize..15, good in 0_usize..15) {
            let units = BTreeSet::from(["u".to_owned()]);
            let calendar = Calendar::new(persian::calendar::FRIDAY, Vec::new()).unwrap();
            let frame = Frame { units: &units, bounds: (Timestamp(0), Timestamp(10)), calendar: &calendar, now: Timestamp(20), least: 10 };
            let surveys = (0..count).map(|place| SurveyFact {
                id: place.to_string(), unit: "u".to_owned(), at: Timestamp(5), sum: if place < good { 20 } else { 5 }, given: 5,
            });
            let records = Records { surveys: BTreeMap::from([("u".to_owned(), surveys.collect())]), ..Records::default() };
            let row = figure(&records, &frame, Figure::Satisfied);
            prop_assert_eq!(row.cell.hidden, count < 10);
            if count < 10 {
                prop_assert!(row.records.is_empty() && row.cell.n == 0 && row.cell.value.is_none());
            } else {
                prop_assert_eq!(row.cell.k, Some(whole(good.min(count))));
            }
        }
    }
}
