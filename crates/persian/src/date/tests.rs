use proptest::prelude::*;

use super::*;

fn date(year: u16, month: u8, day: u8) -> Date {
    Date::new(year, month, day).unwrap()
}

/// Days with known dates in both calendars: events, and rows that the Calendar Centre of the University of Tehran converts
/// (calendar.ut.ac.ir).
#[test]
fn published_pairs() {
    for ((year, month, day), gregorian) in [
        ((1357, 11, 22), (1979, 2, 11)),
        ((1405, 1, 1), (2026, 3, 21)),
        ((1404, 12, 29), (2026, 3, 20)),
        ((1403, 12, 30), (2025, 3, 20)),
        ((1405, 9, 1), (2026, 11, 22)),
        ((1306, 4, 9), (1927, 7, 1)),
        ((1309, 12, 30), (1931, 3, 21)),
        ((1312, 6, 31), (1933, 9, 22)),
        ((1328, 12, 29), (1950, 3, 20)),
        ((1334, 12, 23), (1956, 3, 14)),
        ((1343, 12, 14), (1965, 3, 5)),
        ((1345, 1, 4), (1966, 3, 24)),
        ((1347, 1, 11), (1968, 3, 31)),
        ((1300, 1, 1), (1921, 3, 21)),
        ((1399, 12, 30), (2021, 3, 20)),
    ] {
        let solar = date(year, month, day);
        assert_eq!(solar.to_gregorian(), gregorian, "{solar}");
        assert_eq!(
            Date::from_gregorian(gregorian.0, gregorian.1, gregorian.2),
            Ok(solar)
        );
    }
}

/// Leap years by the astronomical definition at 52.5° E (Reingold and Dershowitz, "Calendrical Calculations").
#[test]
#[rustfmt::skip]
fn published_leap_years() {
    let leap = [
        1181, 1185, 1189, 1193, 1197, 1201, 1205, 1210, 1214, 1218, 1222, 1226, 1230, 1234, 1238, 1243, 1247, 1251,
        1255, 1259, 1263, 1267, 1271, 1276, 1280, 1284, 1288, 1292, 1296, 1300, 1304, 1309, 1313, 1317, 1321, 1325,
        1329, 1333, 1337, 1342, 1346, 1350, 1354, 1358, 1362, 1366, 1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399,
        1403, 1408, 1412, 1416, 1420, 1424, 1428, 1432, 1436, 1441, 1445, 1449, 1453, 1457, 1461, 1465, 1469, 1474,
        1478, 1482, 1486, 1490, 1494, 1498, 1503, 1507, 1511, 1515, 1519, 1523, 1527, 1531, 1535, 1540, 1544, 1548,
        1552, 1556, 1560, 1564, 1568, 1573, 1577, 1581, 1585, 1589, 1593, 1597, 1602, 1606, 1610, 1614, 1618, 1622,
        1626, 1630, 1635, 1639, 1643, 1647, 1651, 1655, 1659, 1663, 1668, 1672, 1676, 1680, 1684, 1688, 1692, 1696,
        1701, 1705, 1709, 1713, 1717, 1721, 1725, 1729, 1734, 1738, 1742, 1746, 1750, 1754, 1758, 1762, 1767, 1771,
        1775, 1779, 1783, 1787, 1791, 1795,
    ];
    for year in FIRST_YEAR..=LAST_YEAR {
        assert_eq!(is_leap_year(year), leap.contains(&year), "{year}");
    }
    assert_eq!(date(1403, 12, 30).add_days(1), Some(date(1404, 1, 1)));
    assert_eq!(
        Date::new(1404, 12, 30),
        Err(DateError::NoSuchDay {
            year: 1404,
            month: 12,
            day: 30,
            last: 29
        })
    );
}

/// Every day of all 622 years accepted: forth and back, in order, one weekday after the other.
#[test]
fn every_day_round_trips() {
    let (first, last) = (Date::MIN.day_number(), Date::MAX.day_number());
    let mut previous: Option<Date> = None;
    for number in first..=last {
        let solar = Date::from_day_number(number).unwrap();
        assert_eq!(solar.day_number(), number);
        let (year, month, day) = solar.to_gregorian();
        assert_eq!(Date::from_gregorian(year, month, day), Ok(solar));
        assert_eq!(
            Date::new(solar.year(), solar.month(), solar.day()),
            Ok(solar)
        );
        if let Some(previous) = previous {
            assert!(previous < solar && previous.iso() < solar.iso());
            assert_eq!(
                (previous.next_day(), solar.previous_day()),
                (Some(solar), Some(previous))
            );
            assert_eq!(
                (previous.weekday().index() + 1) % 7,
                solar.weekday().index()
            );
            assert!(
                solar.day_of_year() == previous.day_of_year() + 1
                    || (solar.month(), solar.day()) == (1, 1)
            );
        }
        previous = Some(solar);
    }
    assert_eq!(previous, Some(Date::MAX));
    assert!(last - first > 227_000);
    assert_eq!(Date::MIN.to_gregorian(), (1799, 3, 21));
    assert_eq!(Date::MAX.to_gregorian(), (2421, 3, 19));
    assert_eq!(Date::MIN.add_days(-1), None);
    assert_eq!(Date::MAX.add_days(1), None);
}

#[test]
fn formats() {
    let day = date(1405, 9, 1);
    assert_eq!(day.numeric(), "۱۴۰۵/۰۹/۰۱");
    assert_eq!(day.to_string(), "1405/09/01");
    assert_eq!(day.iso(), "1405-09-01");
    assert_eq!(day.gregorian_iso(), "2026-11-22");
    assert_eq!(day.medium(), "۱ آذر ۱۴۰۵");
    assert_eq!(day.long(), "یکشنبه ۱ آذر ۱۴۰۵");
    assert_eq!(day.month_year(), "آذر ۱۴۰۵");
    assert_eq!(day.medium_en(), "1 Azar 1405");
    assert_eq!(day.long_en(), "Sunday 1 Azar 1405");
    assert_eq!(
        (day.quarter(), day.season(), day.season_en()),
        (3, "پاییز", "autumn")
    );
    assert_eq!(serde_json::to_string(&day).unwrap(), "\"1405-09-01\"");
    assert_eq!(serde_json::from_str::<Date>("\"1405-09-01\"").unwrap(), day);
}

#[test]
fn dates_are_read_as_people_type_them() {
    for text in [
        "۱۴۰۵/۹/۱",
        "1405-09-01",
        "1405.9.1",
        "1405 9 1",
        "14050901",
        "۱/۹/۱۴۰۵",
        "١٤٠٥/٠٩/٠١",
        "\u{200F}۱۴۰۵/۰۹/۰۱ ",
        "۱ آذر ۱۴۰۵",
        "۱ آذرماه ۱۴۰۵",
        "۱ آذر ماه ۱۴۰۵",
        "یکشنبه ۱ آذر ۱۴۰۵",
        "یک‌شنبه، ۱ آذر ۱۴۰۵",
        "يك شنبه ۱ آذر ۱۴۰۵",
        "1 Azar 1405",
        "Sunday, 1 azar 1405",
    ] {
        assert_eq!(text.parse::<Date>(), Ok(date(1405, 9, 1)), "{text}");
    }
}

#[test]
fn wrong_dates_are_named() {
    let refused = |text: &str| text.parse::<Date>().unwrap_err();
    assert_eq!(refused(" "), DateError::Empty);
    assert_eq!(
        refused("05/9/1"),
        DateError::ShortYear {
            year: "05".to_owned()
        }
    );
    assert_eq!(
        refused("1/9/05"),
        DateError::ShortYear {
            year: "1".to_owned()
        }
    );
    assert_eq!(
        refused("2026/11/22"),
        DateError::GregorianYear { year: 2026 }
    );
    assert_eq!(
        refused("1100/1/1"),
        DateError::YearOutOfRange { year: 1100 }
    );
    assert_eq!(refused("1405/13/1"), DateError::NoSuchMonth { month: 13 });
    assert_eq!(refused("1405/0/1"), DateError::NoSuchMonth { month: 0 });
    assert_eq!(
        refused("1405/7/31"),
        DateError::NoSuchDay {
            year: 1405,
            month: 7,
            day: 31,
            last: 30
        }
    );
    assert_eq!(
        refused("1405/7/0"),
        DateError::NoSuchDay {
            year: 1405,
            month: 7,
            day: 0,
            last: 30
        }
    );
    assert_eq!(
        refused("شنبه ۱ آذر ۱۴۰۵"),
        DateError::Weekday {
            actual: Weekday::Sunday
        }
    );
    for text in [
        "فردا",
        "1405",
        "1405/9",
        "1405/9/1/2",
        "1405/9/123",
        "دو ۱ آذر ۱۴۰۵",
        "1 Foo 1405",
        "1405/999999999999/1",
    ] {
        assert!(matches!(refused(text), DateError::Shape { .. }), "{text}");
    }
    assert_eq!(
        refused("1404/12/30").to_persian(),
        "اسفند ۱۴۰۴، ۲۹ روز دارد؛ روز ۳۰ در آن نیست."
    );
    assert_eq!(
        refused("1404/12/30").to_string(),
        "Esfand 1404 has 29 days: day 30 does not exist"
    );
}

#[test]
fn months_are_added_to_the_same_or_the_last_day() {
    assert_eq!(date(1405, 6, 31).add_months(1), Some(date(1405, 7, 30)));
    assert_eq!(date(1403, 12, 30).add_months(12), Some(date(1404, 12, 29)));
    assert_eq!(date(1405, 1, 15).add_months(-1), Some(date(1404, 12, 15)));
    assert_eq!(date(1405, 1, 15).add_months(i32::MAX), None);
    assert_eq!(date(1404, 12, 5).last_of_month(), date(1404, 12, 29));
}

#[test]
fn civil_time_in_iran() {
    let at = |utc: &str| utc.parse::<jiff::Timestamp>().unwrap().as_microsecond();
    // No summer time since 1401-06-31: 20:30 UTC is midnight.
    assert_eq!(tehran_date(at("2026-11-22T20:29:59Z")), date(1405, 9, 1));
    assert_eq!(tehran_date(at("2026-11-22T20:30:00Z")), date(1405, 9, 2));
    assert_eq!(
        tehran_datetime(at("2026-07-01T08:00:00Z")).numeric(),
        "۱۴۰۵/۰۴/۱۰ ۱۱:۳۰"
    );
    // Summer time of 1400, UTC+4:30: the same hour was 12:30.
    assert_eq!(tehran_datetime(at("2021-07-01T08:00:00Z")).time(), "۱۲:۳۰");
    assert_eq!(
        tehran_datetime(at("2026-11-22T10:35:00Z")).long(),
        "یکشنبه ۱ آذر ۱۴۰۵، ساعت ۱۴:۰۵"
    );
    assert_eq!(
        tehran_datetime(at("2026-11-22T10:35:00Z")).long_en(),
        "Sunday 1 Azar 1405, 14:05"
    );
    assert_eq!(
        tehran_micros(date(1405, 9, 1), 24, 0),
        at("2026-11-22T20:30:00Z")
    );
    assert_eq!(
        tehran_micros(date(1400, 4, 10), 12, 30),
        at("2021-07-01T08:00:00Z")
    );
    assert_eq!(
        (tehran_date(i64::MIN), tehran_date(i64::MAX)),
        (Date::MIN, Date::MAX)
    );
}

proptest! {
    #[test]
    fn written_dates_are_read_back(number in Date::MIN.day_number()..=Date::MAX.day_number()) {
        let day = Date::from_day_number(number).unwrap();
        for text in [day.numeric(), day.to_string(), day.iso(), day.medium(), day.long(), day.medium_en(), day.long_en()] {
            prop_assert_eq!(text.parse(), Ok(day), "{}", text);
        }
    }

    #[test]
    fn offsets_are_the_tz_databases(micros in -4_000_000_000_000_000_i64..8_000_000_000_000_000) {
        let zoned = jiff::Timestamp::from_microsecond(micros).unwrap().to_zoned(jiff::tz::get!("Asia/Tehran"));
        let ours = tehran_datetime(micros);
        let (year, month, day) = ours.date.to_gregorian();
        prop_assert_eq!(
            (year, i32::from(month), i32::from(day), i32::from(ours.hour), i32::from(ours.minute)),
            (zoned.year().into(), zoned.month().into(), zoned.day().into(), zoned.hour().into(), zoned.minute().into())
        );
    }

    /// Whole minutes after 1935, when offsets became whole minutes; an hour repeated in autumn gives its first pass.
    #[test]
    fn local_times_return_to_their_instants(minute in -15_000_000_i64..120_000_000) {
        let micros = minute * 60_000_000;
        let local = tehran_datetime(micros);
        let back = tehran_micros(local.date, local.hour, local.minute);
        prop_assert!(back == micros || back == micros - 3_600_000_000, "{local:?}");
        prop_assert_eq!(tehran_datetime(back), local);
        let zoned = jiff::civil::date(
            i16::try_from(local.date.to_gregorian().0).unwrap(),
            i8::try_from(local.date.to_gregorian().1).unwrap(),
            i8::try_from(local.date.to_gregorian().2).unwrap(),
        )
        .at(i8::try_from(local.hour).unwrap(), i8::try_from(local.minute).unwrap(), 0, 0)
        .to_zoned(jiff::tz::get!("Asia/Tehran"))
        .unwrap();
        prop_assert_eq!(back, zoned.timestamp().as_microsecond());
    }

    #[test]
    fn nothing_panics(text in any::<String>(), typed in "[0-9۰-۹/ آذرماه-]{0,14}", micros: i64, days: i64, months: i32, hour: u8, minute: u8) {
        let _ = text.parse::<Date>().map_err(|error| error.to_persian());
        let _ = typed.parse::<Date>().map_err(|error| error.to_persian());
        let day = tehran_date(micros);
        let _ = (day.add_days(days), day.add_months(months), tehran_micros(day, hour, minute), Date::from_day_number(days));
    }
}
