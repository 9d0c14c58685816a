//! Workload, profiles and hours: by hand, and against pandas 2.3 on real logs.

use crate::common;

use std::fs::File;

use eventlog::measure::{self, ByClock, DayKind, Local, OfficeHours};
use eventlog::read::Mapping;
use eventlog::{EventLog, Options, read_csv, read_xes};
use proptest::prelude::*;

const DAY: i64 = 86_400_000_000;

fn log(rows: &str) -> EventLog {
    let text = format!("case,activity,timestamp,resource\n{rows}");
    read_csv(text.as_bytes(), &Mapping::default(), Options::default())
        .unwrap()
        .log
}

fn real(name: &str) -> Option<EventLog> {
    let path = common::log_file(name)?;
    Some(
        read_xes(File::open(path).unwrap(), Options::default())
            .unwrap()
            .log,
    )
}

/// x holds case 1 from day 1 to 3, case 2 from day 2 to 5, case 3 on day 3: three at once on day 3, 5 case-days in 4 days. 1 January 2026 was a
/// Thursday, so day 5 begins another week.
#[test]
fn load_by_hand() {
    let log = log(
        "1,a,2026-01-01 08:00,x\n1,b,2026-01-02 08:00,y\n1,c,2026-01-03 08:00,x\n2,a,2026-01-02 08:00,x\n2,a,2026-01-05 08:00,x\n3,a,2026-01-03 08:00,x\n3,b,2026-01-04,\n",
    );
    let found = measure::workload(&log, measure::iso_week);
    let x = &found[0];
    assert_eq!(
        (x.events, x.cases, x.peak_cases, x.mean_cases),
        (5, 3, 3, Some(1.25))
    );
    let weeks: Vec<_> = x
        .periods
        .iter()
        .map(|w| {
            (
                eventlog::to_rfc3339(w.period * DAY),
                w.events,
                w.cases,
                w.peak_cases,
            )
        })
        .collect();
    assert_eq!(
        weeks,
        [
            ("2025-12-29T00:00:00Z".to_owned(), 4, 3, 3),
            ("2026-01-05T00:00:00Z".to_owned(), 1, 1, 1)
        ]
    );
    assert_eq!((found[1].events, found[1].mean_cases), (1, None));
    let profiles = measure::profiles(&log);
    let names: Vec<_> = profiles[0]
        .activities
        .iter()
        .map(|(id, n)| (log.activities().get(*id), *n))
        .collect();
    assert_eq!(names, [("a", 4), ("c", 1)]);
    assert_eq!(profiles.iter().map(|p| p.events).sum::<usize>(), 6);
}

/// pandas on receipt.xes with times in UTC: `groupby("org:resource")`, `nunique` of cases, `dt.to_period`; cases at once by comparing every first and
/// last event of a case and resource with every other; mean as their sum by the whole span.
#[test]
fn load_is_that_of_pandas() {
    let Some(log) = real("receipt.xes.gz") else {
        return;
    };
    let found = measure::workload(&log, measure::gregorian_month);
    let names = &log.resources().unwrap().names;
    for (place, (name, events, cases, peak, mean)) in [
        ("Resource01", 1_228, 243, 19, 1.374_260_462_402_768_6),
        ("Resource02", 580, 107, 8, 0.682_148_203_415_705_8),
        ("Resource03", 552, 87, 4, 0.414_822_961_223_233_03),
    ]
    .into_iter()
    .enumerate()
    {
        let one = &found[place];
        assert_eq!(
            (
                names.get(one.resource),
                one.events,
                one.cases,
                one.peak_cases
            ),
            (name, events, cases, peak)
        );
        assert!((one.mean_cases.unwrap() - mean).abs() < 1e-9);
    }
    let months: Vec<_> = found[0]
        .periods
        .iter()
        .map(|m| (m.period, m.events, m.cases))
        .collect();
    assert_eq!(months.len(), 14);
    assert_eq!(
        months[..3],
        [((2010, 11), 6, 2), ((2010, 12), 50, 12), ((2011, 1), 24, 7)]
    );
    let weeks = measure::workload(&log, measure::iso_week);
    assert_eq!(weeks[0].periods.len(), 41);
    let profile = &measure::profiles(&log)[0];
    let top: Vec<_> = profile.activities.iter().map(|(_, n)| *n).take(4).collect();
    assert_eq!(top, [218, 209, 203, 195]);
    assert_eq!(
        log.activities().get(profile.activities[0].0),
        "T10 Determine necessity to stop indication"
    );
}

/// Local time at a fixed offset from UTC, weekend on Saturday and Sunday.
fn at_offset(hours: i64) -> impl Fn(i64) -> Local {
    move |at| {
        let local = at + hours * 3_600_000_000;
        let weekday = (local.div_euclid(DAY) + 3).rem_euclid(7);
        Local {
            day: if weekday < 5 {
                DayKind::Working
            } else {
                DayKind::Weekend
            },
            of_day: local.rem_euclid(DAY),
        }
    }
}

#[test]
fn hours_by_hand() {
    // 2026-01-02 was a Friday.
    let log = log(
        "1,a,2026-01-02 00:00,x\n1,a,2026-01-02 00:01,x\n1,a,2026-01-02 05:59,x\n1,a,2026-01-02 06:00,x\n1,a,2026-01-02 07:00,y\n\
         1,a,2026-01-02 15:59:59,y\n1,a,2026-01-02 16:00,y\n1,a,2026-01-02 22:00,x\n1,a,2026-01-03,x\n1,a,2026-01-03 10:00,y\n1,a,2026-01-04 23:00,\n",
    );
    let found = measure::working_hours(&log, &at_offset(0), OfficeHours::default());
    assert_eq!(
        found.all.working,
        ByClock {
            date_only: 1,
            office: 2,
            outside: 2,
            night: 3
        }
    );
    assert_eq!(
        found.all.weekend,
        ByClock {
            date_only: 1,
            office: 1,
            outside: 0,
            night: 1
        }
    );
    assert_eq!(
        (
            found.all.at_night(),
            found.all.on_days_off(),
            found.all.off_hours(),
            found.all.date_only()
        ),
        (4, 3, 8, 2)
    );
    let who = &log.resources().unwrap().names;
    let of: Vec<_> = found
        .resources
        .iter()
        .map(|(id, h)| (who.get(*id), h.events(), h.at_night(), h.off_hours()))
        .collect();
    assert_eq!(of, [("x", 6, 3, 5), ("y", 4, 0, 2)]);
}

/// receipt.xes at +01:00, and the 23,990 midnights of `BPIC15_1`, which a wrong offset must not turn into work at 23:00 or 01:00. Counted with pandas:
/// `dt.dayofweek < 5` and minutes of the day.
#[test]
fn a_day_without_an_hour_is_no_night_work() {
    if let Some(log) = real("receipt.xes.gz") {
        let found = measure::working_hours(&log, &at_offset(1), OfficeHours::default()).all;
        assert_eq!(
            found.working,
            ByClock {
                date_only: 0,
                office: 8_069,
                outside: 488,
                night: 0
            }
        );
        assert_eq!(
            found.weekend,
            ByClock {
                date_only: 0,
                office: 12,
                outside: 8,
                night: 0
            }
        );
    }
    if let Some(log) = real("BPIC15_1.xes.gz") {
        assert_eq!(log.midnight_events(), 23_990);
        // In UTC eighteen events of summer mornings at seven lie before six; none of the midnights does, at any offset.
        for (offset, night) in [(0, 18), (1, 0), (2, 0)] {
            let found =
                measure::working_hours(&log, &at_offset(offset), OfficeHours::default()).all;
            assert_eq!(found.date_only(), 23_990);
            assert_eq!(found.at_night(), night);
        }
    }
}

proptest! {
    #[test]
    fn load_agrees_with_counting(rows in proptest::collection::vec((0_u8..5, 0_u8..3, 0_i64..50), 1..40)) {
        let text = rows.iter().map(|(case, who, hour)| format!("c{case},a,{},r{who}\n", eventlog::to_rfc3339(hour * 3_600_000_000))).collect::<Vec<_>>().concat();
        let log = log(&text);
        let found = measure::workload(&log, |at| at.div_euclid(10 * 3_600_000_000));
        prop_assert_eq!(found.iter().map(|one| one.events).sum::<usize>(), rows.len());
        for one in &found {
            let name: u8 = log.resources().unwrap().names.get(one.resource)[1..].parse().unwrap();
            let own: Vec<_> = rows.iter().filter(|row| row.1 == name).collect();
            let span = |case: u8| {
                let hours = || own.iter().filter(|row| row.0 == case).map(|row| row.2);
                hours().min().zip(hours().max())
            };
            let open = |hour: i64| (0..5).filter_map(span).filter(|(a, b)| *a <= hour && hour <= *b).count();
            prop_assert_eq!(Some(one.peak_cases), own.iter().map(|row| open(row.2)).max());
            for load in &one.periods {
                let within: Vec<_> = own.iter().filter(|row| row.2 / 10 == load.period).collect();
                let mut cases: Vec<u8> = within.iter().map(|row| row.0).collect();
                cases.sort_unstable();
                cases.dedup();
                prop_assert_eq!((load.events, load.cases), (within.len(), cases.len()));
                prop_assert_eq!(Some(load.peak_cases), within.iter().map(|row| open(row.2)).max());
            }
        }
    }
}
