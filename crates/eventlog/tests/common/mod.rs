//! Where the test data lies.

use std::path::PathBuf;

/// The file `name` of the event logs, or `None` with a note where the data is not at hand.
pub(crate) fn log_file(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("AMIN_TEST_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let path = root.join("event-logs").join(name);
    if path.exists() {
        Some(path)
    } else {
        eprintln!(
            "skipped: {} is not there (set AMIN_TEST_DATA)",
            path.display()
        );
        None
    }
}

/// Every case and event of the log in words: names, times, kinds and values, what is missing left out.
pub(crate) fn told(log: &eventlog::EventLog) -> Vec<String> {
    let values = |attributes: &eventlog::Attributes, row: usize| {
        let mut all: Vec<String> = attributes
            .iter()
            .filter_map(|(key, column)| Some(format!("{key:?}={:?}", column.get(row)?)))
            .collect();
        all.sort_unstable();
        all.join(" ")
    };
    let mut lines = Vec::new();
    for (case, rows) in log.cases().enumerate() {
        let name = log.case_ids().get(u32::try_from(case).unwrap());
        lines.push(format!(
            "case {name:?} {}",
            values(log.case_attributes(), case)
        ));
        for row in rows {
            lines.push(format!(
                "{:?} at {} {}",
                log.activities().get(log.activity()[row]),
                log.times()[row],
                values(log.event_attributes(), row)
            ));
        }
    }
    lines
}

/// Logs with attributes of every kind, missing values, empty cases, equal times and awkward texts.
pub(crate) mod logs {
    use std::fmt::Write as _;

    use eventlog::{EventLog, Options, read_xes, to_rfc3339};
    use proptest::prelude::*;

    /// A text as a careful person writes it, or one full of signs that formats use themselves.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            3 => "[a-zآ-ی][a-zآ-ی0-9 ]{0,5}[a-zآ-ی]",
            1 => "[a-z<>&\"',;|\n\t\u{200c}\u{feff}آ-ی. -]{1,8}",
            1 => prop_oneof![Just("17".to_owned()), Just("1.50".to_owned()), Just("true".to_owned()), Just(String::new()),
                Just(" x ".to_owned()), Just("2026-01-01T00:00:00Z".to_owned()), Just("INF".to_owned()), Just("\u{1}".to_owned())],
        ]
    }

    fn time() -> impl Strategy<Value = i64> {
        prop_oneof![
            Just(1_767_225_600_000_000),
            (0_i64..1_000_000).prop_map(|second| 1_767_225_600_000_000 + second * 1_000_000),
            -8_000_000_000_000_000_i64..200_000_000_000_000_000,
        ]
    }

    /// The kind of a key never changes within a log.
    fn value(kind: u8) -> BoxedStrategy<String> {
        let float = prop_oneof![
            any::<f64>().prop_filter("NaN is missing", |number| !number.is_nan()),
            Just(3.0),
            Just(-0.0)
        ];
        match kind {
            0 => text()
                .prop_map(|text| format!("string\" value=\"{}", escape(&text)))
                .boxed(),
            1 => any::<i64>()
                .prop_filter("the smallest is missing", |number| *number != i64::MIN)
                .prop_map(|number| format!("int\" value=\"{number}"))
                .boxed(),
            2 => float
                .prop_map(|number| format!("float\" value=\"{number}"))
                .boxed(),
            3 => any::<bool>()
                .prop_map(|yes| format!("boolean\" value=\"{yes}"))
                .boxed(),
            _ => time()
                .prop_map(|at| format!("date\" value=\"{}", to_rfc3339(at)))
                .boxed(),
        }
    }

    fn escape(text: &str) -> String {
        let escaped = quick_xml::escape::escape(text).into_owned();
        escaped.replace('\n', "&#10;").replace('\t', "&#9;")
    }

    const KEYS: [(&str, u8); 12] = [
        ("org:resource", 0),
        ("lifecycle:transition", 0),
        ("note", 0),
        ("count", 1),
        ("fee", 2),
        ("urgent", 3),
        ("due", 4),
        ("start_timestamp", 4),
        ("user", 0),
        ("case:odd", 0),
        ("زمینه; ناحیه", 0),
        ("time:timestamp ", 0),
    ];

    fn attributes(indent: &'static str) -> impl Strategy<Value = String> {
        prop::collection::btree_map(0..KEYS.len(), Just(()), 0..6).prop_flat_map(move |keys| {
            let values: Vec<_> = keys
                .into_keys()
                .map(|index| {
                    let (key, kind) = KEYS[index];
                    value(kind).prop_map(move |value| {
                        let (tag, rest) = value.split_once('"').unwrap();
                        format!("{indent}<{tag} key=\"{key}\"{rest}\"/>")
                    })
                })
                .collect();
            values.prop_map(|values| values.concat())
        })
    }

    /// A log, as XES says it.
    pub(crate) fn xes() -> impl Strategy<Value = String> {
        let event = (text(), time(), attributes(" "));
        let case = (text(), attributes("\n"), prop::collection::vec(event, 0..5));
        prop::collection::vec(case, 0..6).prop_map(|cases| {
            let mut xes = "<log>".to_owned();
            for (number, (name, values, events)) in cases.iter().enumerate() {
                write!(xes, "<trace><string key=\"concept:name\" value=\"{number}{}\"/>{values}", escape(name)).unwrap();
                for (name, at, values) in events {
                    let name = if name.trim().is_empty() { "empty" } else { name };
                    write!(xes, "<event><string key=\"concept:name\" value=\"{}\"/><date key=\"time:timestamp\" value=\"{}\"/>{values}</event>",
                        escape(name), to_rfc3339(*at)).unwrap();
                }
                xes.push_str("</trace>\n");
            }
            xes + "</log>"
        })
    }

    pub(crate) fn log() -> impl Strategy<Value = EventLog> {
        xes().prop_map(|xes| {
            let import = read_xes(xes.as_bytes(), Options::default()).unwrap();
            assert_eq!(import.refused_count, 0, "{:?}\n{xes}", import.refused);
            import.log
        })
    }
}
