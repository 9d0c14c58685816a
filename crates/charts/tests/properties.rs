//! What holds for every chart and any data: well-formed XML, nothing outside the picture, the same bytes each time, no panic.

use charts::{
    BarWords, Chart, Direction, Item, LinePoint, LineSeries, MeasuredTime, Options, Proportion,
    ProportionWords, RangeWords, Reference, Series, Tile, TileWords, bars, grouped_bars,
    horizontal_bars, line, measured_times, proportions, sparkline, stacked_bars, tile_map,
};
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;

mod picture;
use picture::{check, coordinate};

type Row = (String, Option<f64>, Option<f64>, Option<f64>, bool);

/// Every kind of chart from the same arbitrary rows.
fn all(rows: &[Row], options: &Options<'_>) -> Vec<Chart> {
    let labels: Vec<String> = rows.iter().map(|r| r.0.clone()).collect();
    let items: Vec<Item> = rows
        .iter()
        .map(|r| Item {
            label: r.0.clone(),
            value: r.1,
            late: r.4,
        })
        .collect();
    let name = options.title;
    let words = BarWords {
        value: name,
        late: name,
    };
    let one = |pick: fn(&Row) -> Option<f64>| Series {
        name: name.to_owned(),
        values: rows.iter().map(pick).collect(),
    };
    let series = [one(|r| r.1), one(|r| r.2), one(|r| r.3)];
    let points = rows
        .iter()
        .map(|r| LinePoint {
            value: r.1,
            interval: r.2.zip(r.3),
        })
        .collect();
    let lines = [LineSeries {
        name: name.to_owned(),
        points,
        interval: name.to_owned(),
    }];
    let reference = rows
        .first()
        .and_then(|r| r.2)
        .map(|value| Reference { value, name });
    let times: Vec<MeasuredTime> = rows
        .iter()
        .map(|r| MeasuredTime {
            label: r.0.clone(),
            quantiles: r.1.zip(r.2).zip(r.3).map(|((a, b), c)| [a, b, c]),
            promised: r.3,
        })
        .collect();
    let shares: Vec<Proportion> = rows
        .iter()
        .map(|r| Proportion {
            label: r.0.clone(),
            share: r.1,
            interval: r.2.zip(r.3),
            sample: r.0.clone(),
            late: r.4,
        })
        .collect();
    let range_words = RangeWords {
        p50: name,
        p80: name,
        p95: name,
        promised: name,
        span: name,
        late: name,
    };
    let share_words = ProportionWords {
        share: name,
        interval: name,
        sample: name,
        reference: Some((0.5, name)),
    };
    let tiles: Vec<Tile> = rows
        .iter()
        .enumerate()
        .map(|(i, r)| Tile {
            label: r.0.clone(),
            column: u16::try_from(i * 7 % 100).unwrap(),
            row: u16::try_from(i * 3 % 80).unwrap(),
            value: r.2,
        })
        .collect();
    let values: Vec<Option<f64>> = rows.iter().map(|r| r.1).collect();
    vec![
        bars(&items, &words, options),
        horizontal_bars(&items, &words, options),
        grouped_bars(&labels, &series, options),
        stacked_bars(&labels, &series, options),
        line(&labels, &lines, reference, options),
        measured_times(&times, &range_words, options),
        proportions(&shares, &share_words, options),
        tile_map(
            &tiles,
            &TileWords {
                value: name,
                borders: None,
            },
            options,
        ),
        sparkline(&labels, &values, name, options),
    ]
}

fn any_rows() -> impl Strategy<Value = Vec<Row>> {
    let value = || {
        proptest::option::of(prop_oneof![
            any::<f64>(),
            -1e3..1e6_f64,
            (0..300_u32).prop_map(f64::from)
        ])
    };
    proptest::collection::vec(
        (any::<String>(), value(), value(), value(), any::<bool>()),
        0..14,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_data_gives_a_sound_picture(rows in any_rows(), title in any::<String>(), id in any::<String>(), rtl in any::<bool>(), width in any::<f64>()) {
        let number = |v: f64| { assert!(v.is_finite()); format!("{v}") };
        let mut options = Options::new(&id, &title, if rtl { Direction::Rtl } else { Direction::Ltr }, &number);
        (options.unit, options.no_data, options.missing, options.width) = (&title, "هیچ", &title, width);
        let charts = all(&rows, &options);
        for chart in &charts {
            check(chart);
        }
        prop_assert_eq!(charts, all(&rows, &options));
    }

    #[test]
    fn words_come_through_the_xml_unchanged(title in "[<>&\"'a-zآ-ی ]{0,20}") {
        let number = |v: f64| format!("{v}");
        let options = Options::new("x", &title, Direction::Rtl, &number);
        for chart in all(&[("<b>&\"'".into(), Some(3.0), Some(2.0), Some(4.0), true)], &options) {
            let texts = check(&chart);
            prop_assert_eq!(texts[0].as_str(), title.trim());
            prop_assert!(!chart.svg.contains("<b>"));
        }
    }
}

#[test]
fn without_any_number_the_callers_sentence_is_the_picture() {
    let number = |v: f64| format!("{v}");
    let mut options = Options::new("x", "t", Direction::Rtl, &number);
    options.no_data = "داده‌ای ثبت نشده است";
    for rows in [
        vec![],
        vec![(
            "الف".to_owned(),
            Some(f64::NAN),
            Some(f64::INFINITY),
            None,
            false,
        )],
    ] {
        for chart in &all(&rows, &options)[..8] {
            assert!(
                check(chart).iter().any(|t| t == options.no_data),
                "{}",
                chart.svg
            );
            assert!(chart.description == options.no_data || !rows.is_empty());
        }
    }
}

#[test]
fn a_bar_is_as_long_as_its_number_and_mirrored_for_persian() {
    let number = |v: f64| format!("{v}");
    let items = [("a", 50.0), ("b", 100.0)].map(|(l, v)| Item {
        label: l.into(),
        value: Some(v),
        late: false,
    });
    let heights = |direction| {
        let svg = bars(
            &items,
            &BarWords::default(),
            &Options::new("x", "t", direction, &number),
        )
        .svg;
        let mut reader = Reader::from_str(&svg);
        let mut found = Vec::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Start(e) | Event::Empty(e) if e.name().as_ref() == "rect" => {
                    found.push((coordinate(&e, "x"), coordinate(&e, "height")));
                }
                Event::Eof => return found,
                _ => {}
            }
        }
    };
    let (ltr, rtl) = (heights(Direction::Ltr), heights(Direction::Rtl));
    assert!((ltr[1].1 - 2.0 * ltr[0].1).abs() < 0.02, "{ltr:?}");
    assert!(
        ltr[0].0 < ltr[1].0 && rtl[0].0 > rtl[1].0,
        "time runs in reading direction"
    );
}

#[test]
fn a_map_is_never_mirrored() {
    let number = |v: f64| format!("{v}");
    let tiles = [("west", 0), ("east", 3)].map(|(l, column)| Tile {
        label: l.into(),
        column,
        row: 0,
        value: Some(1.0),
    });
    let first = |direction| {
        let svg = tile_map(
            &tiles,
            &TileWords::default(),
            &Options::new("x", "t", direction, &number),
        )
        .svg;
        svg.lines()
            .filter(|l| l.starts_with("<rect"))
            .map(str::to_owned)
            .take(2)
            .collect::<Vec<_>>()
    };
    assert_eq!(first(Direction::Ltr), first(Direction::Rtl));
}

#[test]
fn a_number_too_wide_is_squeezed_and_never_cut() {
    let number = |_: f64| "9".repeat(300);
    let items = [Item {
        label: "a".into(),
        value: Some(9.0),
        late: false,
    }];
    let chart = horizontal_bars(
        &items,
        &BarWords::default(),
        &Options::new("x", "t", Direction::Ltr, &number),
    );
    assert!(check(&chart).iter().any(|t| t.len() == 300));
    assert!(chart.svg.contains("textLength"));
}
