use icu_calendar::Date as IcuDate;
use icu_calendar::cal::{Hijri, Iso};
use proptest::prelude::*;

use super::*;

fn date(year: u16, month: u8, day: u8) -> Date {
    Date::new(year, month, day).unwrap()
}

fn iran() -> Calendar {
    Calendar::new(FRIDAY, official_holidays()).unwrap()
}

#[test]
fn official_rows_are_whole() {
    let rows = official_holidays();
    assert_eq!(rows.len(), 10 + 17 + 18 + 19);
    let mut dates: Vec<(Date, &str)> = Vec::new();
    for row in &rows {
        match row.rule {
            HolidayRule::Yearly { .. } => assert!(row.verified),
            HolidayRule::Once(date) => {
                assert!(
                    !row.verified && row.source.contains("تأیید نشده"),
                    "{row:?}"
                );
                dates.push((date, &row.name));
            }
        }
        assert!(row.valid_from.is_none() && !row.name_en.is_empty());
    }
    assert!(dates.is_sorted());
    let json = serde_json::to_string(&rows).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Holiday>>(&json).unwrap(), rows);
}

/// Iran's lunar months begin on the day of the Umm al-Qura calendar of Mecca or one day later; `icu_calendar` knows that calendar.
#[test]
fn lunar_rows_are_within_a_day_of_umm_al_qura() {
    const DAYS: [(&str, u8, u8); 17] = [
        ("Tasu'a", 1, 9),
        ("Ashura", 1, 10),
        ("Arba'een", 2, 20),
        ("Death of the Prophet, martyrdom of Imam Hasan", 2, 28),
        ("Martyrdom of Imam Reza", 2, 30),
        ("Martyrdom of Imam Hasan Askari", 3, 8),
        ("Birth of the Prophet and of Imam Sadiq", 3, 17),
        ("Martyrdom of Fatima", 6, 3),
        ("Birth of Imam Ali", 7, 13),
        ("Mab'ath", 7, 27),
        ("Birth of Imam Mahdi", 8, 15),
        ("Martyrdom of Imam Ali", 9, 21),
        ("Eid al-Fitr", 10, 1),
        ("Eid al-Fitr holiday", 10, 2),
        ("Martyrdom of Imam Sadiq", 10, 25),
        ("Eid al-Adha", 12, 10),
        ("Eid al-Ghadir", 12, 18),
    ];
    let mut checked = 0;
    let rows = official_holidays();
    for hijri_year in 1445..=1448 {
        for (name, month, day) in DAYS {
            let on = |day| {
                IcuDate::try_new_hijri_with_calendar(
                    hijri_year,
                    month,
                    day,
                    Hijri::new_umm_al_qura(),
                )
            };
            // The last day of Safar is the 29th in a short month.
            let iso = on(day).or_else(|_| on(29)).unwrap().to_calendar(Iso);
            let umm_al_qura = Date::from_gregorian(
                iso.year().extended_year(),
                iso.month().ordinal,
                iso.day_of_month().0,
            )
            .unwrap();
            checked += rows
                .iter()
                .filter(|row| row.name_en == name)
                .filter(|row| matches!(row.rule, HolidayRule::Once(date) if (0..=1).contains(&umm_al_qura.days_until(date))))
                .count();
        }
    }
    assert_eq!(checked, 17 + 18 + 19);
}

#[test]
fn holidays_and_weekends() {
    let calendar = iran();
    assert!(calendar.is_working_day(date(1405, 9, 1)));
    assert!(!calendar.is_working_day(date(1405, 9, 6)), "a Friday");
    assert!(calendar.is_working_day(date(1405, 9, 5)), "a Thursday");
    assert!(
        !Calendar::new(THURSDAY_FRIDAY, Vec::new())
            .unwrap()
            .is_working_day(date(1405, 9, 5))
    );
    assert!(!calendar.is_working_day(date(1390, 11, 22)));
    let names: Vec<&str> = calendar
        .holidays_on(date(1403, 1, 13))
        .map(|holiday| holiday.name.as_str())
        .collect();
    assert_eq!(names, ["روز طبیعت", "شهادت امام علی"]);
    assert!(calendar.covers_year(1405) && !calendar.covers_year(1406));
}

/// Counted by hand on the calendar of the year.
#[test]
fn working_days_are_counted_from_the_next_day() {
    let calendar = iran();
    // 1404 ends on Friday 29 Esfand; 1 to 4 Farvardin 1405 are holidays.
    assert_eq!(date(1404, 12, 29).weekday(), Weekday::Friday);
    assert_eq!(
        calendar.add_working_days(date(1404, 12, 28), 1),
        Ok(date(1405, 1, 5))
    );
    assert_eq!(
        calendar.add_working_days(date(1405, 1, 5), -1),
        Ok(date(1404, 12, 28))
    );
    // Ten working days from Sunday 1 Azar 1405: 2, 3, 4, 5, 7, 8, 9, 10, 11, 12 Azar; the 6th is a Friday.
    assert_eq!(
        calendar.add_working_days(date(1405, 9, 1), 10),
        Ok(date(1405, 9, 12))
    );
    assert_eq!(
        calendar.working_days_between(date(1405, 9, 1), date(1405, 9, 12)),
        10
    );
    assert_eq!(
        calendar.working_days_between(date(1405, 9, 12), date(1405, 9, 1)),
        -10
    );
    assert_eq!(
        calendar.add_working_days(date(1405, 9, 6), 0),
        Ok(date(1405, 9, 6))
    );
    assert_eq!(
        calendar.next_working_day_from(date(1405, 9, 6)),
        Ok(date(1405, 9, 7))
    );
    assert_eq!(
        calendar.next_working_day_from(date(1405, 9, 7)),
        Ok(date(1405, 9, 7))
    );
}

#[test]
fn validity_limits_a_row() {
    let row = Holiday {
        rule: HolidayRule::Yearly { month: 9, day: 2 },
        name: "آزمون".to_owned(),
        name_en: "Test".to_owned(),
        source: "شورای شهر".to_owned(),
        verified: true,
        valid_from: Some(date(1404, 1, 1)),
        valid_to: Some(date(1405, 12, 29)),
    };
    let calendar = Calendar::new(FRIDAY, vec![row.clone()]).unwrap();
    let off: Vec<bool> = [1403, 1404, 1405, 1406]
        .map(|year| calendar.holidays_on(date(year, 9, 2)).count() == 1)
        .to_vec();
    assert_eq!(off, [false, true, true, false]);
    let wrong = Holiday {
        rule: HolidayRule::Yearly { month: 7, day: 31 },
        ..row
    };
    assert!(matches!(
        Calendar::new(FRIDAY, vec![wrong]),
        Err(CalendarError::NoSuchDay {
            month: 7,
            day: 31,
            ..
        })
    ));
    assert_eq!(
        Calendar::new([true; 7], Vec::new()).unwrap_err(),
        CalendarError::NoWorkingDay
    );
    assert!(matches!(
        calendar.add_working_days(Date::MAX, 1),
        Err(CalendarError::OutOfRange { .. })
    ));
    assert!(matches!(
        calendar.add_working_days(Date::MIN, i64::MIN),
        Err(CalendarError::OutOfRange { .. })
    ));
}

proptest! {
    #[test]
    fn counting_undoes_adding(start in 18_000_i64..22_000, days in -300_i64..300) {
        let calendar = iran();
        let start = Date::from_day_number(start).unwrap();
        let end = calendar.add_working_days(start, days).unwrap();
        prop_assert_eq!(calendar.working_days_between(start, end), days);
        prop_assert!(days == 0 || calendar.is_working_day(end));
    }

    #[test]
    fn walking_agrees_with_asking_each_day(from in 18_000_i64..22_000, length in 0_i64..400) {
        let calendar = iran();
        let start = Date::from_day_number(from).unwrap();
        let asked = (1..=length).filter(|days| calendar.is_working_day(start.add_days(*days).unwrap())).count();
        let end = start.add_days(length).unwrap();
        prop_assert_eq!(calendar.working_days_between(start, end), i64::try_from(asked).unwrap());
    }
}
