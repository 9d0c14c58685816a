//! Bad input: each fault gives a clear sentence with its place, nothing readable is lost, nothing panics.

use std::io::{Read, Write as _};

use eventlog::read::Mapping;
use eventlog::{Import, Options, ReadError, Reason, read, read_csv, read_xes};
use flate2::{Compression, write::GzEncoder};

const GOOD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log>
<global scope="event"><string key="org:resource" value="UNKNOWN"/></global>
<classifier name="Activity" keys="concept:name"/>
<trace><string key="concept:name" value="الف"/><string key="منطقه" value="۳"><int key="child" value="7"/></string>
<event><string key="concept:name" value="ثبت &amp; بررسی"/><date key="time:timestamp" value="2026-11-22T08:00:00+03:30"/><int key="fee" value="12"/></event>
<event><string key="concept:name" value="صدور"/><date key="time:timestamp" value="2026-11-22T09:00:00+03:30"/></event>
</trace><trace><string key="concept:name" value="empty"/></trace>
</log>"#;

fn xes(text: &str) -> Result<Import, ReadError> {
    read_xes(text.as_bytes(), Options::default())
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(text).unwrap();
    packed.finish().unwrap()
}

#[test]
fn a_good_log_with_mark_gzip_nesting_and_an_empty_trace() {
    for bytes in [
        GOOD.as_bytes().to_vec(),
        format!("\u{feff}{GOOD}").into_bytes(),
        gzip(GOOD.as_bytes()),
        [gzip(&GOOD.as_bytes()[..200]), gzip(&GOOD.as_bytes()[200..])].concat(),
    ] {
        let import = read(&bytes[..], &Mapping::default(), Options::default()).unwrap();
        let log = import.log;
        assert_eq!(
            (log.case_count(), log.event_count(), import.refused_count),
            (2, 2, 0)
        );
        assert_eq!(log.activities().get(0), "ثبت & بررسی");
        assert_eq!(log.case_ids().get(1), "empty");
        assert_eq!(
            log.case_attributes()
                .get("منطقه")
                .unwrap()
                .get(0)
                .unwrap()
                .to_string(),
            "۳"
        );
        assert!(log.case_attributes().get("child").is_none());
        assert!(log.resources().is_none(), "defaults are not values");
        assert_eq!(
            log.event_attributes().get("fee").unwrap().get(0),
            Some(eventlog::Value::Integer(12))
        );
        assert_eq!(log.event_attributes().get("fee").unwrap().get(1), None);
        assert_eq!(log.span(1), None);
        assert_eq!(log.classifiers()[0].keys, "concept:name");
    }
}

#[test]
fn faults_of_events_and_traces_are_listed_and_the_rest_is_read() {
    let text = r#"<log><event/><trace>
<string key="concept:name" value="a"/>
<event><string key="concept:name" value="x"/></event>
<event><string key="concept:name" value="x"/><date key="time:timestamp" value="yesterday"/></event>
<event><date key="time:timestamp" value="2026-11-22T08:00:00Z"/><string key="lost" value="1"/></event>
<event><string key="concept:name" value="y"/><date key="time:timestamp" value="2026-11-22T08:00:00Z"/><int key="n" value="many"/></event>
</trace>
<trace><event><string key="concept:name" value="z"/><date key="time:timestamp" value="2026-11-22T08:00:00Z"/></event></trace>
<trace><string key="concept:name" value="a"/>
<event><string key="concept:name" value="w"/><date key="time:timestamp" value="2026-11-21T08:00:00Z"/></event></trace>
</log>"#;
    let import = xes(text).unwrap();
    let log = &import.log;
    let found: Vec<(u64, &Reason)> = import
        .refused
        .iter()
        .map(|r| (r.at.line, &r.reason))
        .collect();
    assert_eq!(found[0], (1, &Reason::OutsideTrace));
    assert_eq!(found[1], (3, &Reason::NoTimestamp));
    assert_eq!(found[2], (4, &Reason::BadTimestamp("yesterday".into())));
    assert_eq!(found[3], (5, &Reason::NoActivity));
    assert!(matches!(found[4], (6, Reason::BadValue { .. })));
    assert_eq!(found[5], (8, &Reason::NoCase { events: 1 }));
    assert_eq!(import.refused_count, 6);
    assert_eq!(import.merged_traces, 1);
    let names: Vec<&str> = log
        .activity()
        .iter()
        .map(|&id| log.activities().get(id))
        .collect();
    assert_eq!(names, ["w", "y"], "one case, in the order of time");
    assert_eq!((log.case_count(), log.activities().len()), (1, 2));
}

#[test]
fn a_cut_or_damaged_gzip_is_named() {
    let long = GOOD.replace(
        "</trace><trace>",
        &format!("</trace>{}<trace>", "<!-- ا -->".repeat(50_000)),
    );
    let packed = gzip(long.as_bytes());
    for cut in [30, packed.len() / 2, packed.len() - 4] {
        let error = read_xes(&packed[..cut], Options::default()).unwrap_err();
        assert!(
            matches!(error, ReadError::GzipTruncated { .. }),
            "{cut}: {error}"
        );
    }
    let mut damaged = packed.clone();
    let last = damaged.len() - 6;
    damaged[last] ^= 0xff;
    let error = read_xes(&damaged[..], Options::default()).unwrap_err();
    assert!(matches!(error, ReadError::GzipDamaged { .. }), "{error}");
}

#[test]
fn every_prefix_of_a_log_is_an_error_and_never_a_shorter_log() {
    for end in (0..GOOD.len()).filter(|&end| GOOD.is_char_boundary(end)) {
        assert!(xes(&GOOD[..end]).is_err(), "{}", &GOOD[..end]);
    }
    let error = xes(&GOOD[..GOOD.len() - 40]).unwrap_err();
    assert!(matches!(error, ReadError::Truncated { .. }), "{error}");
}

#[test]
fn wrong_encodings_are_named() {
    let windows_1256 = [
        &b"<log><trace><string key=\"concept:name\" value=\""[..],
        &[0xcb, 0xc8, 0xca],
        b"\"/></trace></log>",
    ]
    .concat();
    let error = read_xes(&windows_1256[..], Options::default()).unwrap_err();
    assert!(error.to_string().contains("Windows-1256"), "{error}");
    let utf_16: Vec<u8> = "\u{feff}<log/>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let error = read(&utf_16[..], &Mapping::default(), Options::default()).unwrap_err();
    assert!(error.to_string().contains("UTF-16"), "{error}");
    let declared = xes("<?xml version='1.0' encoding='windows-1256'?><log/>").unwrap_err();
    assert!(
        declared.to_string().contains("iconv -f windows-1256"),
        "{declared}"
    );
    let csv = [
        &b"case,activity,time\n1,"[..],
        &[0xcb, 0xc8, 0xca],
        b",2026-01-01\n",
    ]
    .concat();
    let error = read_csv(&csv[..], &Mapping::default(), Options::default()).unwrap_err();
    assert!(
        matches!(error, ReadError::Encoding { at, .. } if at.line == 2),
        "{error}"
    );
}

#[test]
fn malformed_xml_names_the_line() {
    let error = xes("<log>\n<trace>\n</event></trace></log>").unwrap_err();
    assert!(
        matches!(&error, ReadError::Xml { at, .. } if at.line == 3),
        "{error}"
    );
    let error = xes("<log>\n<trace>\n<event>\n<string key=x/></event></trace></log>").unwrap_err();
    assert!(
        matches!(&error, ReadError::Xml { at, .. } if at.line == 4),
        "{error}"
    );
    assert!(matches!(xes("<html/>"), Err(ReadError::NotALog { .. })));
    assert!(matches!(xes("hello"), Err(ReadError::NotALog { .. })));
    assert!(matches!(
        xes("<log/><trace/>"),
        Err(ReadError::NotALog { .. })
    ));
    assert!(matches!(xes(" \n"), Err(ReadError::Empty)));
    let deep = format!("<log>{}", "<string key='a' value='b'>".repeat(1_000));
    assert!(matches!(xes(&deep), Err(ReadError::TooDeep { .. })));
    let bomb = "<!DOCTYPE l [<!ENTITY a 'x'>]><log><trace><string key='concept:name' value='&a;'/></trace></log>";
    assert!(matches!(xes(bomb), Err(ReadError::Xml { .. })));
}

/// A reader of endless bytes that counts how many were taken.
struct Endless<'a> {
    head: &'a [u8],
    taken: &'a std::cell::Cell<u64>,
}

impl Read for Endless<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let given = if self.head.is_empty() {
            into.fill(b'a');
            into.len()
        } else {
            let count = self.head.len().min(into.len());
            into[..count].copy_from_slice(&self.head[..count]);
            self.head = &self.head[count..];
            count
        };
        self.taken.set(self.taken.get() + given as u64);
        Ok(given)
    }
}

#[test]
fn a_line_without_end_stops_at_the_limit() {
    let heads: [&[u8]; 6] = [
        b"<log>\n<trace><string key=\"",
        b"<log>\n<!-- ",
        b"<log>\ntext ",
        b"<log>\n<![CDATA[",
        b"case,activity,time\n",
        b"case,activity,time\n\"",
    ];
    for head in heads {
        let taken = std::cell::Cell::new(0);
        let error = read(
            Endless {
                head,
                taken: &taken,
            },
            &Mapping::default(),
            Options::default(),
        )
        .unwrap_err();
        assert!(
            matches!(&error, ReadError::TooLong { at, .. } if at.line == 2),
            "{error}"
        );
        assert!(taken.get() < 17 << 20, "{}", taken.get());
    }
}

#[test]
fn too_many_keys_do_not_fill_the_memory() {
    use std::fmt::Write as _;
    let mut text = "<log><trace><string key='concept:name' value='a'/>".to_owned();
    for key in 0..3_000 {
        write!(text, "<event><string key='concept:name' value='x'/><date key='time:timestamp' value='2026-01-01'/><int key='k{key}' value='1'/></event>").unwrap();
    }
    let import = xes(&(text + "</trace></log>")).unwrap();
    assert_eq!(import.log.event_attributes().len(), 1_024);
    assert_eq!(import.log.event_count(), 3_000);
    assert_eq!((import.refused_count, import.refused.len()), (1_976, 1_000));
}

#[test]
fn csv_columns_delimiters_and_types() {
    let text = "\u{feff}Case;Activity;Time;Resource;case:district;code;fee;note\n\
        1;a;1404/05/12 14:30;R;3;007;1.5;\"x;\ny\"\n\
        1;b;1700000000;;;008;2;\n\
        2;a;1700000000123;S;4;009;;\n\
        2;b;13/01/2026;S;4;009;;\n\
        2;c\n\
        ;c;2026-01-01;;;;;\n";
    let solar = |text: &str| (text == "1404/05/12 14:30").then_some(1_754_218_800_000_000);
    let seen = std::cell::Cell::new(0);
    let mut progress = |bytes| seen.set(bytes);
    let options = Options {
        parse_timestamp: Some(&solar),
        progress: Some(&mut progress),
        ..Options::default()
    };
    let import = read(text.as_bytes(), &Mapping::default(), options).unwrap();
    let log = &import.log;
    assert_eq!(seen.get(), text.len() as u64);
    assert_eq!((log.case_count(), log.event_count()), (2, 3));
    assert_eq!(
        log.times(),
        [
            1_700_000_000_000_000,
            1_754_218_800_000_000,
            1_700_000_000_123_000
        ]
    );
    assert_eq!(log.resources().unwrap().get(1), Some("R"));
    let value = |key: &str, row| log.event_attributes().get(key).unwrap().get(row);
    assert_eq!(value("code", 1), Some(eventlog::Value::Text("007")));
    assert_eq!(value("fee", 1), Some(eventlog::Value::Float(1.5)));
    assert_eq!(value("note", 1), Some(eventlog::Value::Text("x;\ny")));
    assert_eq!(
        log.case_attributes().get("district").unwrap().get(1),
        Some(eventlog::Value::Integer(4))
    );
    let lines: Vec<u64> = import
        .refused
        .iter()
        .map(|refused| refused.at.line)
        .collect();
    assert_eq!(lines, [6, 7, 8]);
    assert!(matches!(
        import.refused[1].reason,
        Reason::FieldCount {
            found: 2,
            expected: 8
        }
    ));
    let error = read_csv(&b"a,b\n"[..], &Mapping::default(), Options::default()).unwrap_err();
    assert!(
        error.to_string().contains("the header has: a, b"),
        "{error}"
    );
}

/// A failing disk is reported as such.
#[test]
fn a_failing_reader_is_an_error() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("disk"))
        }
    }
    let error = read_xes(GOOD.as_bytes()[..100].chain(Failing), Options::default()).unwrap_err();
    assert!(matches!(error, ReadError::Io { .. }), "{error}");
}

/// Three of five events are written at midnight: a clock of 00:00, one of 00:00:00.000 in another offset, and a date alone. They stay
/// marked when the events are sorted by time, and those of refused events are not counted.
#[test]
fn midnights_stay_with_their_events() {
    let rows = "case,activity,timestamp\n1,c,2026-01-03 00:00\n1,a,2026-01-01\n1,b,2026-01-02 10:00\n2,,2026-01-01\n2,d,2026-01-01T00:00:00.000+03:30\n\
                2,e,2026-01-01T00:00:01Z\n";
    let import = eventlog::read_csv(
        rows.as_bytes(),
        &eventlog::read::Mapping::default(),
        eventlog::Options::default(),
    )
    .unwrap();
    let log = import.log;
    let marked: Vec<&str> = (0..log.event_count())
        .filter(|&row| log.is_midnight(row))
        .map(|row| log.activities().get(log.activity()[row]))
        .collect();
    assert_eq!(marked, ["a", "c", "d"]);
    assert_eq!(log.midnight_events(), 3);
}
