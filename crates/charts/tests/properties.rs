//! What holds for every chart and any data: well-formed XML, nothing outside the picture, the same bytes each time, no panic.

use charts::{
    BarWords, Chart, Direction, Item, LinePoint, LineSeries, MeasuredTime, Options, Proportion,
    ProportionWords, RangeWords, Reference, Series, Tile, TileWords, bars, grouped_bars,
    horizontal_bars, line, measured_times, proportions, sparkline, stacked_bars, tile_map,
};
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .map(Result::unwrap)
        .find(|a| a.key.as_ref() == name)
        .map(|a| a.value.into_owned())
}

fn coordinate(element: &BytesStart<'_>, name: &str) -> f64 {
    let text = attribute(element, name).unwrap_or_else(|| panic!("no {name} on {element:?}"));
    let value: f64 = text.parse().unwrap();
    assert!(value.is_finite(), "{name}={text}");
    value
}

/// Reads the whole picture with an XML parser and checks every shape against the view box. Gives the text contents.
fn check(chart: &Chart) -> Vec<String> {
    let mut reader = Reader::from_str(&chart.svg);
    reader.config_mut().check_end_names = true;
    let (mut width, mut height, mut texts, mut ids) = (0.0, 0.0, Vec::new(), Vec::new());
    let mut text = String::new();
    let (mut depth, mut roots) = (0, 0);
    loop {
        let event = reader.read_event().expect("well-formed XML");
        match &event {
            Event::Start(e) | Event::Empty(e) => {
                let inside_x = |v: f64| {
                    assert!(
                        (-0.01..=width + 0.01).contains(&v),
                        "x {v} outside 0..{width}: {e:?}"
                    );
                };
                let inside_y = |v: f64| {
                    assert!(
                        (-0.01..=height + 0.01).contains(&v),
                        "y {v} outside 0..{height}: {e:?}"
                    );
                };
                assert_eq!(attribute(e, "style"), None, "inline styles are forbidden");
                ids.extend(attribute(e, "id"));
                match e.name().as_ref() {
                    "svg" => {
                        roots += 1;
                        (width, height) = (coordinate(e, "width"), coordinate(e, "height"));
                        assert_eq!(attribute(e, "role").as_deref(), Some("img"));
                    }
                    "rect" => {
                        let (x, y) = (coordinate(e, "x"), coordinate(e, "y"));
                        let (wide, high) = (coordinate(e, "width"), coordinate(e, "height"));
                        assert!(wide >= 0.0 && high >= 0.0);
                        [x, x + wide].into_iter().for_each(inside_x);
                        [y, y + high].into_iter().for_each(inside_y);
                    }
                    "line" => {
                        inside_x(coordinate(e, "x1"));
                        inside_x(coordinate(e, "x2"));
                        inside_y(coordinate(e, "y1"));
                        inside_y(coordinate(e, "y2"));
                    }
                    "circle" => {
                        inside_x(coordinate(e, "cx"));
                        inside_y(coordinate(e, "cy"));
                    }
                    "text" => {
                        let x = coordinate(e, "x");
                        inside_x(x);
                        inside_y(coordinate(e, "y"));
                        if let Some(length) = attribute(e, "textLength") {
                            let length: f64 = length.parse().unwrap();
                            let away = match (
                                attribute(e, "text-anchor").as_deref(),
                                chart.svg.contains("direction=\"rtl\""),
                            ) {
                                (Some("middle"), _) => [x - length / 2.0, x + length / 2.0],
                                (Some("start"), false) | (Some("end"), true) => [x, x + length],
                                _ => [x - length, x],
                            };
                            away.into_iter().for_each(inside_x);
                        }
                    }
                    "path" => {
                        let steps = attribute(e, "d").unwrap();
                        for point in steps.split(['M', 'L', 'Z']).filter(|p| !p.is_empty()) {
                            let (x, y) = point.split_once(' ').unwrap();
                            inside_x(x.parse().unwrap());
                            inside_y(y.parse().unwrap());
                        }
                    }
                    "title" | "desc" => {}
                    other => panic!("unexpected element {other}"),
                }
            }
            Event::Text(t) => text += t,
            Event::GeneralRef(r) => {
                text += match &**r {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    "#39" => "'",
                    other => panic!("unknown entity {other}"),
                };
            }
            _ => {}
        }
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => {
                depth -= 1;
                texts.push(std::mem::take(&mut text).trim().to_owned());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!((depth, roots), (0, 1));
    let labelled: Vec<String> = ids
        .iter()
        .map(|i| {
            i.strip_suffix("-title")
                .or(i.strip_suffix("-desc"))
                .unwrap()
                .to_owned()
        })
        .collect();
    assert!(
        labelled.len() == 2
            && labelled[0] == labelled[1]
            && !labelled[0].contains(char::is_whitespace),
        "{ids:?}"
    );
    for row in &chart.table.rows {
        assert_eq!(row.len(), chart.table.head.len());
    }
    texts
}

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
