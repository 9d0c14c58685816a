//! The matrix of two scales.

use charts::{Direction, MatrixCell, MatrixWords, Options, matrix};

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

fn cell(count: u32, class: u8, href: &str) -> MatrixCell {
    MatrixCell {
        count,
        class,
        href: href.to_owned(),
        name: format!("{count} <risks>"),
    }
}

#[test]
fn every_cell_leads_to_what_it_counts_and_the_table_has_the_same_numbers() {
    let number = |n: f64| format!("{n}");
    let options = Options::new("m", "Heat map", Direction::Ltr, &number);
    let scale = MatrixWords {
        across: "Likelihood",
        upward: "Impact",
    };
    let cells = [
        cell(0, 3, "?c=12"),
        cell(7, 5, "?c=22"),
        cell(2, 1, "javascript:x"),
    ];
    let chart = matrix(
        &words(&["rare", "often"]),
        &words(&["grave", "light"]),
        &cells,
        &scale,
        &options,
    );
    assert_eq!(chart.table.head, ["Impact", "rare", "often"]);
    assert_eq!(
        chart.table.rows,
        [words(&["grave", "0", "7"]), words(&["light", "2", "0"])]
    );
    assert!(chart.svg.contains("href=\"?c=22\"") && chart.svg.contains(">7</text>"));
    assert!(!chart.svg.contains("javascript") && !chart.svg.contains("<risks>"));
    // A picture with links inside must not be one image to a screen reader.
    assert!(chart.svg.contains("role=\"group\""));
}

#[test]
fn the_scale_runs_from_the_side_where_reading_starts() {
    let number = |n: f64| format!("{n}");
    let left_of = |direction| {
        let options = Options::new("m", "نقشه", direction, &number);
        let cells = [cell(1, 1, ""), cell(2, 5, "")];
        let chart = matrix(
            &words(&["کم", "زیاد"]),
            &words(&["الف"]),
            &cells,
            &MatrixWords::default(),
            &options,
        );
        let place = |class: &str| -> f64 {
            let from = chart
                .svg
                .find(&format!("class=\"{class}\" x=\""))
                .expect("a cell");
            let rest = &chart.svg[from..];
            let rest = &rest[rest.find("x=\"").expect("a place") + 3..];
            rest[..rest.find('"').expect("its end")]
                .parse()
                .expect("a number")
        };
        place("chart-class-1") < place("chart-class-5")
    };
    assert!(left_of(Direction::Ltr) && !left_of(Direction::Rtl));
}

#[test]
fn scales_without_steps_give_the_sentence_for_nothing() {
    let number = |n: f64| format!("{n}");
    let mut options = Options::new("m", "t", Direction::Ltr, &number);
    options.no_data = "nothing here";
    let chart = matrix(&[], &[], &[], &MatrixWords::default(), &options);
    assert!(chart.svg.contains("nothing here"));
}
