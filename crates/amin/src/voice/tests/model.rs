//! The state machine and the deadline arithmetic.

use persian::calendar::{Calendar, FRIDAY, THURSDAY_FRIDAY};
use persian::{Date, Holiday, HolidayRule, tehran_date, tehran_micros};
use proptest::prelude::*;
use store::Timestamp;

use crate::voice::deadline::{Deadline, Term, from, left, moved};
use crate::voice::model::{Channel, Kind, Outcome, State, Step, after};

fn at(date: &str, hour: u8) -> Timestamp {
    Timestamp(tehran_micros(date.parse().expect("a date"), hour, 0))
}

fn day(moment: Timestamp) -> String {
    tehran_date(moment.0).numeric()
}

fn any_step() -> impl Strategy<Value = Step> {
    prop::sample::select(Step::ALL)
}

proptest! {
    /// However a message goes: nothing but an objection leads out of the closed state, an answer comes only from a unit that has
    /// the message, and what the citizen was asked leads back to where it was.
    #[test]
    fn every_walk_keeps_the_order(steps in prop::collection::vec(any_step(), 0..60)) {
        let mut state = State::Registered;
        let mut resume = None;
        let mut answered = false;
        for step in steps {
            let Some(next) = after(state, step, resume) else { continue };
            if state == State::Closed {
                prop_assert_eq!(step, Step::Objected);
            }
            match step {
                Step::Asked => { resume = Some(state); prop_assert_eq!(next, State::AwaitingCompletion); }
                Step::Completed | Step::CompletionLapsed => { prop_assert_eq!(Some(next), resume); resume = None; }
                Step::Answered => { prop_assert!(matches!(state, State::Referred | State::UnderReview)); answered = true; }
                Step::Accepted | Step::Unopposed => prop_assert!(answered && state == State::Answered),
                Step::Reviewed => prop_assert_eq!(state, State::Reviewing),
                Step::DeadlinePassed => prop_assert!(state.owes_answer() && next == state),
                _ => {}
            }
            state = next;
        }
    }

    /// From every state that a walk reaches, the message can still be closed.
    #[test]
    fn no_state_is_a_dead_end(steps in prop::collection::vec(any_step(), 0..40)) {
        let mut state = State::Registered;
        let mut resume = None;
        for step in steps {
            if let Some(next) = after(state, step, resume) {
                if step == Step::Asked { resume = Some(state); }
                state = next;
            }
        }
        let mut reached = vec![(state, resume)];
        let mut seen = vec![];
        while let Some((state, resume)) = reached.pop() {
            if seen.contains(&(state, resume)) { continue; }
            seen.push((state, resume));
            for step in Step::ALL {
                if let Some(next) = after(state, *step, resume) {
                    reached.push((next, if *step == Step::Asked { Some(state) } else { resume }));
                }
            }
        }
        prop_assert!(seen.iter().any(|(state, _)| *state == State::Closed));
    }

    /// A pause never brings a deadline nearer, and moves it by exactly its working days.
    #[test]
    fn a_pause_moves_a_deadline_by_its_working_days(start in 0_i64..700, wait in 0_i64..60, term in 1_i64..40, hour in 0_i64..24) {
        let calendar = Calendar::new(THURSDAY_FRIDAY, persian::official_holidays()).expect("a calendar");
        let filed = at("1404/01/20", 8).plus_seconds(start * 86_400);
        let deadline = from(&calendar, Term { working_days: term, warn_share: 70 }, filed).expect("a deadline");
        prop_assert!(deadline.warn_at <= deadline.at && deadline.at > filed);
        prop_assert_eq!(left(&calendar, filed, deadline.at), term);
        let resumed = filed.plus_seconds(wait * 86_400 + hour * 3600);
        let (later, days) = moved(&calendar, deadline, filed, resumed).expect("a deadline");
        prop_assert!(later.at >= deadline.at);
        prop_assert_eq!(left(&calendar, deadline.at, later.at), days);
        // What is left at the end of the pause is what was left at its beginning.
        prop_assert_eq!(left(&calendar, resumed, later.at), term);
    }
}

/// Worked out by hand on the calendar of 1405: Friday is the weekend, 1405/9/12 is made a holiday.
#[test]
fn ten_working_days_over_a_weekend_and_a_holiday() {
    let holiday = Holiday {
        rule: HolidayRule::Once("1405/09/12".parse::<Date>().expect("a date")),
        name: "تعطیلی".to_owned(),
        name_en: "A holiday".to_owned(),
        source: "آزمون".to_owned(),
        verified: true,
        valid_from: None,
        valid_to: None,
    };
    let calendar = Calendar::new(FRIDAY, vec![holiday]).expect("a calendar");
    // Saturday 1405/9/7; Fridays are 13 and 20; so the days are 8 9 10 11 | 14 15 16 17 18 19.
    let filed = at("1405/09/07", 10);
    let deadline = from(
        &calendar,
        Term {
            working_days: 10,
            warn_share: 70,
        },
        filed,
    )
    .expect("a deadline");
    assert_eq!(day(deadline.at), "۱۴۰۵/۰۹/۱۹");
    assert_eq!(day(deadline.warn_at), "۱۴۰۵/۰۹/۱۶");
    assert_eq!(
        deadline.at,
        Timestamp(tehran_micros("1405/09/19".parse().expect("a date"), 23, 59)).plus_seconds(59)
    );
    // Asked on Monday 9, answered on Saturday 14: 10, 11 and 14 are lost, so the deadline moves to 21, 22, 23.
    let (later, days) = moved(
        &calendar,
        deadline,
        at("1405/09/09", 9),
        at("1405/09/14", 12),
    )
    .expect("a deadline");
    assert_eq!(days, 3);
    assert_eq!(day(later.at), "۱۴۰۵/۰۹/۲۳");
    // A pause within one day moves nothing.
    let same = moved(
        &calendar,
        deadline,
        at("1405/09/09", 9),
        at("1405/09/09", 17),
    )
    .expect("a deadline");
    assert_eq!(same, (deadline, 0));
}

#[test]
fn a_message_of_a_holiday_counts_from_the_next_working_day() {
    let calendar = Calendar::new(FRIDAY, vec![]).expect("a calendar");
    // Friday 1405/9/6, late in the evening: the first working day is Saturday 7.
    let deadline = from(
        &calendar,
        Term {
            working_days: 1,
            warn_share: 0,
        },
        at("1405/09/06", 23),
    )
    .expect("a deadline");
    assert_eq!(day(deadline.at), "۱۴۰۵/۰۹/۰۷");
    let _: Deadline = deadline;
}

#[test]
fn every_word_names_its_variant() {
    for kind in Kind::ALL {
        assert_eq!(Kind::of(kind.code()), Some(*kind));
        assert!(!Outcome::of_answers(*kind).is_empty());
        // A duplicate is found by an officer, it is never an answer.
        assert!(!Outcome::of_answers(*kind).contains(&Outcome::Duplicate));
    }
    for channel in Channel::ALL {
        assert_eq!(Channel::of(channel.code()), Some(*channel));
    }
    assert_eq!(State::of("nowhere"), None);
}
