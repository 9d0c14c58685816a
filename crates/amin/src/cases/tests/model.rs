//! The pure rules: the table of states, hands kept apart, votes, deadlines.

use persian::calendar::{FRIDAY, THURSDAY_FRIDAY};
use persian::{Calendar, Date, Holiday, HolidayRule};
use proptest::prelude::*;

use crate::cases::model::*;

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn holiday(rule: HolidayRule) -> Holiday {
    Holiday {
        rule,
        name: "تعطیل".to_owned(),
        name_en: "Holiday".to_owned(),
        source: "آزمون".to_owned(),
        verified: true,
        valid_from: None,
        valid_to: None,
    }
}

/// The calendar of the country without its lunar holidays: Nowruz (1 to 4 Farvardin), 12 and 13 Farvardin, 29 Esfand.
fn calendar(weekend: [bool; 7], more: &[&str]) -> Calendar {
    let yearly = [(1, 1), (1, 2), (1, 3), (1, 4), (1, 12), (1, 13), (12, 29)];
    let mut days: Vec<Holiday> = yearly
        .into_iter()
        .map(|(month, day)| holiday(HolidayRule::Yearly { month, day }))
        .collect();
    days.extend(
        more.iter()
            .map(|text| holiday(HolidayRule::Once(day(text)))),
    );
    Calendar::new(weekend, days).expect("a calendar")
}

#[test]
fn deadlines_over_nowruz_fridays_and_an_extraordinary_holiday() {
    let usual = calendar(FRIDAY, &[]);
    let last = |calendar: &Calendar, count, value, start: &str| {
        last_day(calendar, count, value, day(start))
            .expect("a day")
            .to_string()
    };
    // Ten days after 23 Esfand is 4 Farvardin, a holiday, so the 5th, a Thursday: a working day where only Friday is off.
    assert_eq!(day("1406/01/05").weekday(), persian::Weekday::ALL[5]);
    assert_eq!(last(&usual, Count::Days, 10, "1405/12/23"), "1406/01/05");
    // Where Thursday is off too, the Saturday after it.
    let long = calendar(THURSDAY_FRIDAY, &[]);
    assert_eq!(last(&long, Count::Days, 10, "1405/12/23"), "1406/01/07");
    // An extraordinary holiday on that Saturday moves it to the Sunday.
    let more = calendar(THURSDAY_FRIDAY, &["1406/01/07"]);
    assert_eq!(last(&more, Count::Days, 10, "1405/12/23"), "1406/01/08");
    // A Friday moves to Saturday: 1405/9/13 is a Friday.
    assert_eq!(last(&usual, Count::Days, 6, "1405/09/07"), "1405/09/14");
    // On an ordinary Thursday it stays.
    assert_eq!(last(&usual, Count::Days, 5, "1405/09/07"), "1405/09/12");
    assert_eq!(last(&long, Count::Days, 5, "1405/09/07"), "1405/09/14");
    // Working days: five after Saturday the 7th, with and without Thursday.
    assert_eq!(
        last(&usual, Count::WorkingDays, 5, "1405/09/07"),
        "1405/09/12"
    );
    assert_eq!(
        last(&long, Count::WorkingDays, 5, "1405/09/07"),
        "1405/09/14"
    );
    // Three months from 30 Azar end on 30 Esfand in a leap year and on its last day else; 29 Esfand is a holiday, 1405 no leap year.
    assert_eq!(last(&usual, Count::Months, 3, "1405/09/30"), "1406/01/05");
}

#[test]
fn a_holiday_declared_later_moves_the_last_moment() {
    let usual = calendar(FRIDAY, &[]);
    let at = end_of(day("1405/09/17"));
    assert_eq!(effective(&usual, at).expect("a moment"), at);
    let more = calendar(FRIDAY, &["1405/09/17", "1405/09/18"]);
    assert_eq!(
        effective(&more, at).expect("a moment"),
        end_of(day("1405/09/19"))
    );
}

#[test]
fn nothing_is_final_before_a_decision_was_served() {
    for state in State::ALL {
        for deed in Deed::ALL {
            for bits in 0..32_u8 {
                let facts = Facts {
                    cleared: bits & 1 > 0,
                    appealable: bits & 2 > 0,
                    enforced: bits & 4 > 0,
                    asked: bits & 8 > 0,
                    extended: bits & 16 > 0,
                };
                let Some(next) = after(*state, *deed, facts) else {
                    continue;
                };
                assert!(
                    !(state.is_closed() && next != *state),
                    "{state:?} is closed and {deed:?} leads to {next:?}"
                );
                if next == State::Final && *state != State::Final {
                    assert!(
                        matches!(
                            (*state, *deed),
                            (State::Decided | State::AppealDecided, Deed::Serve)
                                | (State::Served, Deed::Expire)
                                | (State::Court, Deed::CourtUphold)
                        ),
                        "{state:?} {deed:?}"
                    );
                    assert!(!facts.cleared || *deed != Deed::Serve);
                }
                if matches!(deed, Deed::Publish | Deed::Propose) {
                    assert!(state.is_final(), "{state:?}");
                }
                if *deed == Deed::Decide {
                    assert!(state.stage().is_some());
                }
            }
        }
    }
    assert!(!State::Court.is_final() && !State::Served.is_final() && !State::Decided.is_final());
}

#[test]
fn two_of_three_decide() {
    let voice = |outcome: &str, sanction: Option<&str>| Voice {
        outcome: outcome.to_owned(),
        sanction: sanction.map(str::to_owned),
    };
    let (a, b, c) = (
        voice("violation", Some("dal")),
        voice("violation", Some("jim")),
        voice("cleared", None),
    );
    assert_eq!(tally(&[a.clone(), a.clone()], 3, 2), None);
    assert_eq!(tally(&[a.clone(), b.clone(), c.clone()], 3, 2), None);
    assert_eq!(
        tally(&[a.clone(), c.clone(), a.clone()], 3, 2),
        Some((a.clone(), 2))
    );
    assert_eq!(
        tally(&[c.clone(), c.clone(), c.clone()], 3, 2),
        Some((c, 3))
    );
    let _ = b;
}

#[test]
fn only_offences_with_an_integrity_purpose_and_all_sanctions_and_bribes() {
    let count = |kind: CodeKind| CODES.iter().filter(|code| code.kind == kind).count();
    assert_eq!(count(CodeKind::Sanction), 11);
    assert_eq!(count(CodeKind::Bribe), 6);
    let offences: Vec<&str> = CODES
        .iter()
        .filter(|code| code.kind == CodeKind::Offence)
        .map(|code| code.code)
        .collect();
    assert_eq!(
        offences,
        [
            "1", "2", "3", "4", "5", "6", "7", "10", "11", "13", "14", "15", "16", "17", "18",
            "24", "25", "26", "30", "32"
        ]
    );
    let unverified: Vec<&str> = CODES
        .iter()
        .filter(|code| !code.verified)
        .map(|code| code.code)
        .collect();
    assert_eq!(unverified, ["24", "25", "26", "30", "32"]);
}

fn hands() -> impl Strategy<Value = Hands> {
    let one = || proptest::option::of((0..8_u8).prop_map(|n| n.to_string()));
    let some = || proptest::collection::vec((0..8_u8).prop_map(|n| n.to_string()), 0..4);
    (one(), one(), one(), one(), one(), some(), some(), some()).prop_map(
        |(reporter, opener, screener, investigator, subject, primary, appeal, recused)| Hands {
            reporter,
            opener,
            screener,
            investigator,
            subject,
            primary,
            appeal,
            recused,
        },
    )
}

proptest! {
    #[test]
    fn nobody_takes_two_parts(hands in hands(), person in (0..8_u8).prop_map(|n| n.to_string())) {
        let is = |one: &Option<String>| one.as_deref() == Some(person.as_str());
        for part in [Part::Screen, Part::Investigate, Part::Keep, Part::Decide(Stage::Primary), Part::Decide(Stage::Appeal)] {
            if barred(&hands, part, &person).is_some() {
                continue;
            }
            prop_assert!(!is(&hands.subject) && !hands.recused.contains(&person));
            match part {
                Part::Screen => prop_assert!(!is(&hands.reporter) && !is(&hands.opener) && !is(&hands.investigator)),
                Part::Investigate => prop_assert!(!is(&hands.reporter) && !is(&hands.screener)),
                Part::Decide(stage) => {
                    prop_assert!(!is(&hands.reporter) && !is(&hands.opener) && !is(&hands.screener) && !is(&hands.investigator));
                    let other = if stage == Stage::Primary { &hands.appeal } else { &hands.primary };
                    prop_assert!(!other.contains(&person));
                }
                Part::Keep => {}
            }
        }
    }
}
