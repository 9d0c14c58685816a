//! Reads a picture with an XML parser and checks what holds for all of them.

use charts::Chart;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .map(Result::unwrap)
        .find(|a| a.key.as_ref() == name)
        .map(|a| a.value.into_owned())
}

pub(crate) fn coordinate(element: &BytesStart<'_>, name: &str) -> f64 {
    let text = attribute(element, name).unwrap_or_else(|| panic!("no {name} on {element:?}"));
    let value: f64 = text.parse().unwrap();
    assert!(value.is_finite(), "{name}={text}");
    value
}

/// Reads the whole picture with an XML parser and checks every shape against the view box. Gives the text contents.
pub(crate) fn check(chart: &Chart) -> Vec<String> {
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
                        // A picture with links must not hide them behind the role of a plain image.
                        let role = if chart.svg.contains("<a ") {
                            "group"
                        } else {
                            "img"
                        };
                        assert_eq!(attribute(e, "role").as_deref(), Some(role));
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
                        // A Bézier curve lies between its controls, so these are checked like points.
                        let numbers: Vec<f64> = steps
                            .replace("h0", "")
                            .split(['M', 'L', 'C', 'Z', ' '])
                            .filter(|n| !n.is_empty())
                            .map(|n| n.parse().unwrap())
                            .collect();
                        assert!(numbers.len().is_multiple_of(2), "{steps}");
                        for point in numbers.chunks(2) {
                            inside_x(point[0]);
                            inside_y(point[1]);
                        }
                    }
                    "a" => {
                        let href = attribute(e, "href").unwrap();
                        assert!(!href.starts_with("javascript"), "{href}");
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
