//! Tests of single events.

use super::{Bits, Compare, Condition, Logic, UnknownName, Window, any_meant, known, unknown};
use crate::column::{Column, MISSING_ID};
use crate::log::EventLog;

/// What is asked of an event.
#[derive(Clone, Debug, PartialEq)]
pub enum EventTest {
    /// Its activity.
    Activity(Condition),
    /// Who did it.
    Resource(Condition),
    /// It happened in this window.
    Time(Window),
    /// An attribute of the event or, where events do not have it, of its case.
    Attribute {
        /// The key.
        key: String,
        /// What is asked of the value.
        is: Condition,
    },
}

/// The events that satisfy the whole.
pub(super) fn matching(logic: &Logic<EventTest>, log: &EventLog, offset: i32) -> Bits {
    logic.rows(log.event_count(), &|test| rows(test, log, offset))
}

fn rows(test: &EventTest, log: &EventLog, offset: i32) -> Bits {
    match test {
        EventTest::Activity(is) => {
            let judged = named(is, log.activities().len(), |texts| {
                any_meant(log.activities(), texts)
            });
            log.activity()
                .iter()
                .map(|id| judged[*id as usize])
                .collect()
        }
        EventTest::Resource(is) => resources(is, log),
        EventTest::Time(window) => log.times().iter().map(|at| window.contains(*at)).collect(),
        EventTest::Attribute { key, is } => {
            if let Some(column) = log.event_attributes().get(key) {
                return is.rows(column, offset);
            }
            let of_cases = match log.case_attributes().get(key) {
                Some(column) => is.rows(column, offset),
                None if *is == Condition::Missing => Bits::all(log.case_count()),
                None => Bits::none(log.case_count()),
            };
            let mut events = Bits::none(log.event_count());
            for case in of_cases.ones() {
                for row in log.case(case) {
                    events.set(row);
                }
            }
            events
        }
    }
}

/// The events whose resource satisfies the condition; names may be shortened as those of activities.
pub(super) fn resources(is: &Condition, log: &EventLog) -> Bits {
    let Some(who) = log.resources() else {
        return match is {
            Condition::Missing => Bits::all(log.event_count()),
            _ => Bits::none(log.event_count()),
        };
    };
    let judged = named(is, who.names.len(), |texts| any_meant(&who.names, texts));
    let missing = *is == Condition::Missing;
    who.ids
        .iter()
        .map(|&id| {
            if id == MISSING_ID {
                missing
            } else {
                judged[id as usize]
            }
        })
        .collect()
}

/// For each name whether it satisfies a condition on names: equal, not equal, one of, present.
fn named<'c>(
    is: &'c Condition,
    names: usize,
    meant: impl Fn(&mut dyn Iterator<Item = &'c String>) -> Vec<bool>,
) -> Vec<bool> {
    match is {
        Condition::Missing => vec![false; names],
        Condition::Present => vec![true; names],
        Condition::Compare(Compare::NotEqual, _) => {
            let mut judged = meant(&mut is.texts());
            for judged in &mut judged {
                *judged = !*judged;
            }
            judged
        }
        _ => meant(&mut is.texts()),
    }
}

/// An error for the first name that the log does not have.
pub(super) fn check(test: &EventTest, log: &EventLog) -> Result<(), UnknownName> {
    match test {
        EventTest::Activity(is) => is
            .texts()
            .try_for_each(|name| known("activity", log.activities(), name)),
        EventTest::Resource(is) => check_resources(is, log),
        EventTest::Time(_) => Ok(()),
        EventTest::Attribute { key, .. } => check_attribute(key, log),
    }
}

pub(super) fn check_resources(is: &Condition, log: &EventLog) -> Result<(), UnknownName> {
    is.texts().try_for_each(|name| match log.resources() {
        Some(who) => known("resource", &who.names, name),
        None => Err(unknown("resource", name, std::iter::empty())),
    })
}

pub(super) fn check_attribute(key: &str, log: &EventLog) -> Result<(), UnknownName> {
    let (events, cases) = (log.event_attributes(), log.case_attributes());
    let has = |column: Option<&Column>| column.is_some();
    if has(events.get(key)) || has(cases.get(key)) {
        return Ok(());
    }
    let keys = cases.iter().chain(events.iter()).map(|(key, _)| key);
    Err(unknown("attribute", key, keys))
}
