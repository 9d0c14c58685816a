//! Chevrons, dotted charts, survival curves, forest and funnel plots: sound pictures for any data, and places that were worked out by hand.

use charts::{
    Chart, ChevronWords, Course, Direction, Dot, DottedWords, Effect, Fall, ForestAxis,
    ForestWords, FunnelLimits, FunnelUnit, FunnelWords, Options, Survival, SurvivalWords, chevrons,
    dotted, forest, funnel, survival,
};
use proptest::prelude::*;

mod picture;
use picture::check;

fn percent(v: f64) -> String {
    format!("{:.0} %", v * 100.0)
}

fn number(v: f64) -> String {
    format!("{}", (v * 1000.0).round() / 1000.0)
}

fn options(direction: Direction) -> Options<'static> {
    Options {
        category: "name",
        unit: "days",
        to: " to ",
        ..Options::new("p", "picture", direction, &number)
    }
}

fn draw_chevrons(rows: &[Course], most: usize, direction: Direction) -> Chart {
    let heading = |n: f64, share: f64| format!("{n} cases, {}", percent(share));
    let words = ChevronWords {
        count: "cases",
        share: "share",
        steps: "steps",
        heading: &heading,
        percent: &percent,
        repeated: &|step, n| format!("{step} ×{n}"),
        more: &|n| format!("{n} more"),
        most,
    };
    chevrons(rows, &words, &options(direction))
}

fn draw_survival(groups: &[Survival], direction: Direction) -> Chart {
    let words = SurvivalWords {
        open: "open",
        percent: &percent,
    };
    survival(groups, &words, &options(direction))
}

fn draw_forest(rows: &[Effect], axis: ForestAxis, direction: Direction) -> Chart {
    let words = ForestWords {
        value: "difference",
        interval: "interval",
        size: "cases",
        verdict: "verdict",
        marked: "differs",
        unmarked: "within chance",
        none: "no difference",
    };
    forest(rows, axis, &words, &options(direction))
}

fn draw_funnel(units: &[FunnelUnit], limits: &[FunnelLimits], direction: Direction) -> Chart {
    let words = FunnelWords {
        size: "cases",
        value: "share",
        verdict: "verdict",
        inside: "inside",
        outside: "outside",
        target: "expected",
        write: &percent,
    };
    funnel(units, 0.5, limits, &words, &options(direction))
}

fn draw_dotted(dots: &[Dot], series: &[String], direction: Direction) -> Chart {
    let times = [(0.0, "spring".to_owned()), (0.5, "autumn".to_owned())];
    let words = DottedWords {
        series,
        times: &times,
        cases: "cases",
        all: "all",
    };
    dotted(dots, &words, &options(direction))
}

/// First coordinates of the paths of a class, in the order of drawing.
fn starts(chart: &Chart, class: &str) -> Vec<f64> {
    chart
        .svg
        .lines()
        .filter(|line| line.contains(&format!("class=\"{class}")))
        .filter_map(|line| line.split(" d=\"M").nth(1)?.split(' ').next()?.parse().ok())
        .collect()
}

/// The points of the first path of a class.
fn points(chart: &Chart, class: &str) -> Vec<(f64, f64)> {
    let line = chart
        .svg
        .lines()
        .find(|line| line.contains(&format!("class=\"{class}")))
        .expect("such a path");
    let steps = line.split(" d=\"").nth(1).expect("steps");
    let steps = steps.split('"').next().expect("steps");
    steps
        .split(['M', 'L', 'Z'])
        .filter(|s| !s.is_empty())
        .map(|pair| {
            let (x, y) = pair.split_once(' ').expect("a pair");
            (x.parse().expect("x"), y.parse().expect("y"))
        })
        .collect()
}

#[test]
fn chevrons_follow_reading_and_join_repetitions() {
    let course = Course {
        steps: ["ask", "check", "check", "pay"].map(str::to_owned).to_vec(),
        count: 3.0,
        share: 0.25,
        href: "/cases?variant=1".into(),
    };
    let ltr = draw_chevrons(std::slice::from_ref(&course), 9, Direction::Ltr);
    let rtl = draw_chevrons(std::slice::from_ref(&course), 9, Direction::Rtl);
    let (there, back) = (starts(&ltr, "chart-chevron"), starts(&rtl, "chart-chevron"));
    assert_eq!(there.len(), 3, "two checks in a row are one chevron");
    assert!(there.windows(2).all(|w| w[0] < w[1]) && back.windows(2).all(|w| w[0] > w[1]));
    // The picture is 640 wide: what begins at x begins at 640 − x on the other side.
    for (x, mirrored) in there.iter().zip(&back) {
        assert!((x + mirrored - 640.0).abs() < 0.02, "{x} {mirrored}");
    }
    assert_eq!(
        ltr.table.rows,
        [["1", "3", "25 %", "ask, check ×2, pay"].map(str::to_owned)]
    );
    assert!(ltr.svg.contains("href=\"/cases?variant=1\"") && ltr.svg.contains("3 cases, 25 %"));
    let short = draw_chevrons(&[course], 2, Direction::Ltr);
    assert_eq!(starts(&short, "chart-chevron").len(), 2);
    assert!(short.svg.contains("1 more"));
}

#[test]
fn a_survival_curve_is_a_staircase_that_begins_whole() {
    // Two of four end on day 10, one on day 20: 1, ½, ¼.
    let fall = |time, open| Fall {
        time,
        open,
        low: open,
        high: open,
    };
    let group = Survival {
        name: "north".into(),
        falls: vec![fall(10.0, 0.5), fall(20.0, 0.25)],
    };
    let chart = draw_survival(&[group], Direction::Ltr);
    let curve = points(&chart, "chart-line");
    let (top, height) = (curve[0].1, 240.0);
    let shares: Vec<f64> = curve
        .iter()
        .map(|(_, y)| 1.0 - (y - top) / height)
        .collect();
    let expected = [1.0, 1.0, 0.5, 0.5, 0.25, 0.25];
    assert_eq!(shares.len(), expected.len());
    for (share, expected) in shares.iter().zip(expected) {
        assert!((share - expected).abs() < 1e-4, "{shares:?}");
    }
    assert!(curve.windows(2).all(|w| w[0].0 <= w[1].0));
    let day_ten = chart.table.rows.iter().find(|row| row[0] == "10").unwrap();
    assert_eq!(day_ten[1], "50 % (50 % to 50 %)");
    assert_eq!(chart.table.rows[0], ["0", "100 %"].map(str::to_owned));
}

#[test]
fn ratios_stand_at_equal_distances_from_one() {
    let row = |label: &str, value: f64| Effect {
        label: label.into(),
        value: Some(value),
        interval: Some((value / 2.0, value * 2.0)),
        size: 10.0,
        ..Effect::default()
    };
    let rows = [row("half", 0.5), row("double", 2.0)];
    let chart = draw_forest(&rows, ForestAxis::Ratio, Direction::Ltr);
    let centres: Vec<f64> = chart
        .svg
        .lines()
        .filter(|l| l.contains("<rect class=\"chart-forest-plain\"") && l.contains("<title>"))
        .map(|l| {
            let take = |name: &str| -> f64 {
                let part = l.split(&format!(" {name}=\"")).nth(1).unwrap();
                part.split('"').next().unwrap().parse().unwrap()
            };
            take("x") + take("width") / 2.0
        })
        .collect();
    let line = chart
        .svg
        .lines()
        .find(|l| l.contains("class=\"chart-reference\""))
        .unwrap();
    let one: f64 = line
        .split(" x1=\"")
        .nth(1)
        .and_then(|part| part.split('"').next())
        .unwrap()
        .parse()
        .unwrap();
    assert!(
        (one - centres[0] - (centres[1] - one)).abs() < 0.03,
        "{centres:?} {one}"
    );
    assert_eq!(
        chart.table.rows[0],
        ["half", "10", "0.5", "0.25 to 1", ""].map(str::to_owned)
    );
}

#[test]
fn a_funnel_marks_the_unit_outside() {
    let unit = |label: &str, size, value, outside| FunnelUnit {
        label: label.into(),
        size,
        value,
        outside,
        verdict: String::new(),
    };
    let units = [unit("a", 100.0, 0.5, false), unit("b", 50.0, 0.9, true)];
    let limits = FunnelLimits {
        name: "95 %".into(),
        points: vec![(25.0, 0.3, 0.7), (100.0, 0.4, 0.6)],
    };
    let chart = draw_funnel(&units, &[limits], Direction::Ltr);
    let marked = |class: &str| {
        let dots = chart.svg.lines().filter(|l| l.contains("<circle"));
        dots.filter(|l| l.contains(class) && l.contains("<title>"))
            .count()
    };
    assert_eq!((marked("chart-late"), marked("chart-series-1")), (1, 1));
    // An upper and a lower limit, and one line of the legend that is no path.
    assert_eq!(starts(&chart, "chart-limit chart-limit-near").len(), 2);
    assert_eq!(
        chart.table.rows[1][..3],
        ["b", "50", "90 %"].map(str::to_owned)
    );
}

#[test]
fn dots_are_counted_between_the_words_of_time() {
    let dot = |time, series, count| Dot {
        time,
        case: 0.5,
        series,
        count,
    };
    let series = ["register".to_owned(), "decide".to_owned()];
    let dots = [dot(0.1, 0, 3.0), dot(0.6, 0, 1.0), dot(0.5, 1, 2.0)];
    let chart = draw_dotted(&dots, &series, Direction::Rtl);
    assert_eq!(chart.table.head, ["name", "all", "spring", "autumn"]);
    assert_eq!(chart.table.rows[0], ["register", "4", "3", "1"]);
    assert_eq!(chart.table.rows[1], ["decide", "2", "0", "2"]);
}

fn value() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(0.0),
        -1e3..1e3_f64,
        -1e12..1e12_f64
    ]
}

type Row = (String, f64, f64, f64, f64, bool);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (
        "[ آ-ی\u{200c}a-z<&]{0,30}",
        value(),
        value(),
        value(),
        value(),
        any::<bool>(),
    );
    proptest::collection::vec(row, 0..12)
}

fn all(rows: &[Row], direction: Direction) -> Vec<Chart> {
    let courses: Vec<Course> = rows
        .iter()
        .map(|r| Course {
            steps: rows.iter().map(|r| r.0.clone()).collect(),
            count: r.1,
            share: r.2,
            href: r.0.clone(),
        })
        .collect();
    let group = Survival {
        name: "g".into(),
        falls: rows
            .iter()
            .map(|r| Fall {
                time: r.1,
                open: r.2,
                low: r.3,
                high: r.4,
            })
            .collect(),
    };
    let effects: Vec<Effect> = rows
        .iter()
        .map(|r| Effect {
            label: r.0.clone(),
            value: Some(r.1),
            interval: Some((r.2, r.3)),
            size: r.4,
            marked: r.5,
            verdict: r.0.clone(),
        })
        .collect();
    let units: Vec<FunnelUnit> = rows
        .iter()
        .map(|r| FunnelUnit {
            label: r.0.clone(),
            size: r.1,
            value: r.2,
            outside: r.5,
            verdict: r.0.clone(),
        })
        .collect();
    let limits = FunnelLimits {
        name: "limit".into(),
        points: rows.iter().map(|r| (r.1, r.2, r.3)).collect(),
    };
    let series: Vec<String> = rows.iter().map(|r| r.0.clone()).collect();
    let dots: Vec<Dot> = rows
        .iter()
        .enumerate()
        .map(|(i, r)| Dot {
            time: r.1 / 1e3,
            case: r.2 / 1e3,
            series: i,
            count: r.3,
        })
        .collect();
    vec![
        draw_chevrons(&courses, 7, direction),
        draw_survival(&[group.clone(), group], direction),
        draw_forest(&effects, ForestAxis::Difference, direction),
        draw_forest(&effects, ForestAxis::Ratio, direction),
        draw_funnel(&units, &[limits.clone(), limits], direction),
        draw_dotted(&dots, &series, direction),
    ]
}

proptest! {
    #[test]
    fn every_picture_is_sound(rows in rows(), rtl in any::<bool>()) {
        let direction = if rtl { Direction::Rtl } else { Direction::Ltr };
        let (once, again) = (all(&rows, direction), all(&rows, direction));
        prop_assert_eq!(&once, &again);
        for chart in once {
            check(&chart);
            prop_assert!(chart.table.rows.iter().all(|row| row.len() == chart.table.head.len()));
        }
    }
}
