//! Tests of whole cases.

use super::{
    Bits, Compare, Condition, EventTest, Logic, UnknownName, Window, any_meant, event, known, meant,
};
use crate::log::EventLog;
use crate::measure;

/// What is asked of a case.
#[derive(Clone, Debug, PartialEq)]
pub enum CaseTest {
    /// An attribute: the case's own or, where cases do not have it, the value of its first event that does.
    Attribute {
        /// The key.
        key: String,
        /// What is asked of the value.
        is: Condition,
    },
    /// The activity occurs.
    Has(String),
    /// It begins with the activity.
    Starts(String),
    /// It ends with the activity.
    Ends(String),
    /// It follows exactly this sequence of activities.
    Variant(Vec<String>),
    /// The rank of its variant, 1 for the most frequent (ties as in [`measure::variants`]).
    VariantRank(Compare, usize),
    /// The second activity comes directly after the first, in the recorded order, as in the directly-follows graph.
    Follows(String, String),
    /// The second activity comes some time after the first, strictly later.
    EventuallyFollows(String, String),
    /// Someone whose name satisfies the condition did one of its events.
    Resource(Condition),
    /// Its first event is in the window.
    Started(Window),
    /// Its last event is in the window.
    Completed(Window),
    /// All of it is in the window.
    Contained(Window),
    /// It was under way at some moment of the window.
    Intersecting(Window),
    /// From its first to its last event, in microseconds.
    Duration(Compare, i64),
    /// How many events it has.
    Events(Compare, usize),
    /// One of these activities occurs, each of which ends a case; a case without any is open.
    Closed(Vec<String>),
    /// One of its events satisfies all this.
    Any(Logic<EventTest>),
}

/// The cases that satisfy the test.
pub(super) fn rows(test: &CaseTest, log: &EventLog, offset: i32) -> Bits {
    let span = |holds: &dyn Fn(i64, i64) -> bool| -> Bits {
        (0..log.case_count())
            .map(|case| {
                log.span(case)
                    .is_some_and(|(first, last)| holds(first, last))
            })
            .collect()
    };
    match test {
        CaseTest::Attribute { key, is } => match log.case_column(key) {
            Some(column) => is.rows(&column, offset),
            None if *is == Condition::Missing => Bits::all(log.case_count()),
            None => Bits::none(log.case_count()),
        },
        CaseTest::Has(name) => having(log, &meant(log.activities(), name)),
        CaseTest::Closed(names) => having(log, &any_meant(log.activities(), names.iter())),
        CaseTest::Starts(name) => at(log, name, <[u32]>::first),
        CaseTest::Ends(name) => at(log, name, <[u32]>::last),
        CaseTest::Variant(names) => {
            let steps: Vec<_> = names.iter().map(|n| meant(log.activities(), n)).collect();
            let same = |activities: &[u32]| {
                activities.len() == steps.len()
                    && activities
                        .iter()
                        .zip(&steps)
                        .all(|(a, step)| step[*a as usize])
            };
            log.cases()
                .map(|rows| same(&log.activity()[rows]))
                .collect()
        }
        CaseTest::VariantRank(compare, rank) => ranked(log, *compare, *rank),
        CaseTest::Follows(from, to) => {
            let (from, to) = (meant(log.activities(), from), meant(log.activities(), to));
            let follows = |pair: &[u32]| from[pair[0] as usize] && to[pair[1] as usize];
            log.cases()
                .map(|rows| log.activity()[rows].windows(2).any(follows))
                .collect()
        }
        CaseTest::EventuallyFollows(from, to) => {
            let (from, to) = (meant(log.activities(), from), meant(log.activities(), to));
            let is = |row: usize, which: &[bool]| which[log.activity()[row] as usize];
            let time = log.times();
            log.cases()
                .map(|mut rows| {
                    let last = rows.clone().rev().find(|row| is(*row, &to));
                    let first = rows.find(|row| is(*row, &from));
                    first
                        .zip(last)
                        .is_some_and(|(first, last)| time[first] < time[last])
                })
                .collect()
        }
        CaseTest::Resource(is) => with_any(log, &event::resources(is, log)),
        CaseTest::Started(window) => span(&|first, _| window.contains(first)),
        CaseTest::Completed(window) => span(&|_, last| window.contains(last)),
        CaseTest::Contained(w) => span(&|first, last| w.contains(first) && w.contains(last)),
        CaseTest::Intersecting(w) => span(&|first, last| first < w.until && last >= w.from),
        CaseTest::Duration(compare, micros) => {
            span(&|first, last| compare.holds(last.saturating_sub(first).cmp(micros)))
        }
        CaseTest::Events(compare, count) => log
            .cases()
            .map(|rows| compare.holds(rows.len().cmp(count)))
            .collect(),
        CaseTest::Any(events) => with_any(log, &event::matching(events, log, offset)),
    }
}

fn having(log: &EventLog, which: &[bool]) -> Bits {
    let is = |id: &u32| which[*id as usize];
    log.cases()
        .map(|rows| log.activity()[rows].iter().any(is))
        .collect()
}

fn at(log: &EventLog, name: &str, place: impl Fn(&[u32]) -> Option<&u32>) -> Bits {
    let which = meant(log.activities(), name);
    log.cases()
        .map(|rows| place(&log.activity()[rows]).is_some_and(|id| which[*id as usize]))
        .collect()
}

fn with_any(log: &EventLog, events: &Bits) -> Bits {
    log.cases()
        .map(|mut rows| rows.any(|row| events.get(row)))
        .collect()
}

fn ranked(log: &EventLog, compare: Compare, rank: usize) -> Bits {
    let variants = measure::variants(log);
    let taken: std::collections::HashSet<&[u32]> = variants
        .iter()
        .zip(1_usize..)
        .filter(|(_, place)| compare.holds(place.cmp(&rank)))
        .map(|(variant, _)| variant.activities.as_slice())
        .collect();
    log.cases()
        .map(|rows| taken.contains(&log.activity()[rows]))
        .collect()
}

/// An error for the first name that the log does not have.
pub(super) fn check(test: &CaseTest, log: &EventLog) -> Result<(), UnknownName> {
    let activity = |name: &String| known("activity", log.activities(), name);
    match test {
        CaseTest::Attribute { key, .. } => event::check_attribute(key, log),
        CaseTest::Has(name) | CaseTest::Starts(name) | CaseTest::Ends(name) => activity(name),
        CaseTest::Variant(names) | CaseTest::Closed(names) => names.iter().try_for_each(activity),
        CaseTest::Follows(a, b) | CaseTest::EventuallyFollows(a, b) => {
            activity(a).and_then(|()| activity(b))
        }
        CaseTest::Resource(is) => event::check_resources(is, log),
        CaseTest::Any(events) => events.each(&mut |test| event::check(test, log)),
        CaseTest::VariantRank(..)
        | CaseTest::Started(_)
        | CaseTest::Completed(_)
        | CaseTest::Contained(_)
        | CaseTest::Intersecting(_)
        | CaseTest::Duration(..)
        | CaseTest::Events(..) => Ok(()),
    }
}
