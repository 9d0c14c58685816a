//! What real XES files have that the standard's examples do not: every expected value is worked out by hand.

use crate::common;

use std::fmt::Write as _;
use std::io::Write as _;

use eventlog::read::Remark;
use eventlog::{EventLog, Import, Options, ReadError, Reason, Value, read_xes};
use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;

fn xes(text: &str) -> Import {
    read_xes(text.as_bytes(), Options::default()).unwrap()
}

fn gzip(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

/// An event on the given day of November 2026, with more attributes.
fn event(name: &str, day: u8, more: &str) -> String {
    format!(
        "<event><string key='concept:name' value='{name}'/><date key='time:timestamp' value='2026-11-{day:02}T08:00:00Z'/>{more}</event>\n"
    )
}

fn trace(name: &str, inside: &str) -> String {
    format!("<trace><string key='concept:name' value='{name}'/>\n{inside}</trace>\n")
}

fn names(log: &EventLog) -> Vec<&str> {
    let name = |&id: &u32| log.activities().get(id);
    log.activity().iter().map(name).collect()
}

fn event_value<'a>(log: &'a EventLog, key: &str, row: usize) -> Option<Value<'a>> {
    log.event_attributes().get(key)?.get(row)
}

fn case_text(log: &EventLog, key: &str, case: usize) -> Option<String> {
    let value = log.case_attributes().get(key)?.get(case)?;
    Some(value.to_string())
}

fn remarks(import: &Import) -> Vec<(u64, &Remark)> {
    let remark = |noticed: &'_ eventlog::read::Noticed| noticed.at.line;
    import
        .noticed
        .iter()
        .map(|noticed| (remark(noticed), &noticed.what))
        .collect()
}

#[test]
fn children_of_attributes_get_dotted_keys() {
    let inside = event(
        "pay",
        1,
        "<float key='cost' value='12.5'><string key='currency' value='IRR'/><container key='by'><int key='unit' value='3'/></container></float>\
         <list key='approvals'><values><string key='name' value='A'><boolean key='final' value='false'/></string><string key='name' value='B'/></values></list>",
    );
    let text = format!(
        "<log><string key='origin' value='town'><string key='unit' value='permits'/></string>{}</log>",
        trace(
            "1",
            &format!(
                "<string key='place' value='x'><int key='concept:name' value='7'/></string>{inside}"
            )
        )
    );
    let import = xes(&text);
    let log = &import.log;
    assert_eq!((import.refused_count, import.noticed_count), (0, 0));
    assert_eq!(event_value(log, "cost", 0), Some(Value::Float(12.5)));
    assert_eq!(
        event_value(log, "cost.currency", 0),
        Some(Value::Text("IRR"))
    );
    assert_eq!(event_value(log, "cost.by.unit", 0), Some(Value::Integer(3)));
    assert_eq!(
        event_value(log, "approvals.1.name", 0),
        Some(Value::Text("A"))
    );
    assert_eq!(
        event_value(log, "approvals.1.name.final", 0),
        Some(Value::Boolean(false))
    );
    assert_eq!(
        event_value(log, "approvals.2.name", 0),
        Some(Value::Text("B"))
    );
    assert_eq!(log.event_attributes().len(), 6);
    // A nested concept:name is not the name of the case.
    assert_eq!(log.case_ids().get(0), "1");
    assert_eq!(
        case_text(log, "place.concept:name", 0).as_deref(),
        Some("7")
    );
    let attributes = [("origin", "town"), ("origin.unit", "permits")];
    let attributes = attributes.map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(log.log_attributes(), attributes);
}

#[test]
fn items_stand_in_the_list_itself_in_the_older_format() {
    let list = "<list key='l'><int key='a' value='1'/><int key='a' value='2'/></list>";
    let import = xes(&format!("<log>{}</log>", trace("1", &event("x", 1, list))));
    assert_eq!(
        event_value(&import.log, "l.1.a", 0),
        Some(Value::Integer(1))
    );
    assert_eq!(
        event_value(&import.log, "l.2.a", 0),
        Some(Value::Integer(2))
    );
}

#[test]
fn what_is_no_attribute_is_told() {
    let more = "<colour key='c' value='red'><string key='inner' value='1'/></colour><string key='no value'/><string value='no key'/>";
    let import = xes(&format!(
        "<log>\n<unknown/>{}</log>",
        trace("1", &event("x", 1, more))
    ));
    let told: Vec<(u64, String)> = import
        .refused
        .iter()
        .map(|refused| (refused.at.line, refused.reason.to_string()))
        .collect();
    let element = |name| format!("<{name}> is no attribute with key and value");
    assert_eq!(
        told,
        [
            (2, element("unknown")),
            (3, element("colour")),
            (3, element("string")),
            (3, element("string"))
        ]
    );
    assert_eq!(import.log.event_attributes().len(), 0);
    assert_eq!(names(&import.log), ["x"]);
}

#[test]
fn an_attribute_that_changes_its_type_is_named_and_kept() {
    let inside = [
        event(
            "a",
            1,
            "<int key='fee' value='12'/><int key='area' value='3'/>",
        ),
        event(
            "b",
            2,
            "<string key='fee' value='free'/><float key='area' value='2.5'/>",
        ),
        event(
            "c",
            3,
            "<boolean key='fee' value='true'/><int key='area' value='4'/>",
        ),
    ]
    .concat();
    let import = xes(&format!("<log>{}</log>", trace("1", &inside)));
    let log = &import.log;
    for (row, fee, area) in [(0, "12", 3.0), (1, "free", 2.5), (2, "true", 4.0)] {
        assert_eq!(event_value(log, "fee", row), Some(Value::Text(fee)));
        assert_eq!(event_value(log, "area", row), Some(Value::Float(area)));
    }
    let changed = |key: &str, now, kept| Remark::ChangedType {
        key: key.to_owned(),
        before: "int",
        now,
        kept,
    };
    assert_eq!(
        remarks(&import),
        [
            (3, &changed("fee", "string", "string")),
            (3, &changed("area", "float", "float"))
        ]
    );
    assert_eq!(
        import.noticed[0].what.to_string(),
        "«fee» is of type string here and was of type int before; it is kept as string"
    );
}

#[test]
fn traces_of_one_name_are_joined_and_told() {
    let first = trace(
        "A",
        &format!("<string key='district' value='3'/>{}", event("ask", 1, "")),
    );
    let second = trace("B", &event("ask", 1, ""));
    let third = trace(
        "A",
        &format!(
            "<string key='district' value='4'/><int key='floors' value='2'/>{}",
            event("answer", 2, "")
        ),
    );
    let import = xes(&format!("<log>\n{first}{second}{third}</log>"));
    let log = &import.log;
    assert_eq!((log.case_count(), import.merged_traces), (2, 1));
    assert_eq!(names(log), ["ask", "answer", "ask"]);
    assert_eq!(case_text(log, "district", 0).as_deref(), Some("3"));
    assert_eq!(case_text(log, "district", 1), None);
    assert_eq!(case_text(log, "floors", 0).as_deref(), Some("2"));
    assert_eq!(case_text(log, "floors", 1), None);
    // Three lines before it, two traces of three lines each.
    assert_eq!(
        remarks(&import),
        [(8, &Remark::RepeatedCase("A".to_owned()))]
    );
    let other = Reason::OtherValue("district".to_owned(), "A".to_owned());
    assert_eq!(
        (import.refused_count, &import.refused[0].reason),
        (1, &other)
    );
    assert_eq!(
        other.to_string(),
        "an earlier trace of the case «A» gives another value of «district»; that one was kept"
    );
}

#[test]
fn a_trace_without_name_leaves_nothing_behind() {
    let lost = format!(
        "<trace><string key='district' value='9'/>{}</trace>",
        event("lost", 1, "<string key='who' value='x'/>")
    );
    let import = xes(&format!(
        "<log>{lost}{}</log>",
        trace("A", &event("kept", 2, ""))
    ));
    let log = &import.log;
    assert_eq!(import.refused[0].reason, Reason::NoCase { events: 1 });
    assert_eq!((log.case_count(), log.event_count()), (1, 1));
    assert_eq!(case_text(log, "district", 0), None);
    assert_eq!(event_value(log, "who", 0), None);
    assert_eq!(log.activities().iter().collect::<Vec<_>>(), ["kept"]);
}

#[test]
fn a_second_value_under_one_key_is_told_and_the_first_kept() {
    let more = "<int key='fee' value='1'/><int key='fee' value='2'/><string key='concept:name' value='other'/>";
    let import = xes(&format!("<log>{}</log>", trace("A", &event("x", 1, more))));
    assert_eq!(names(&import.log), ["x"]);
    assert_eq!(event_value(&import.log, "fee", 0), Some(Value::Integer(1)));
    let reasons: Vec<&Reason> = import
        .refused
        .iter()
        .map(|refused| &refused.reason)
        .collect();
    assert_eq!(
        reasons,
        [
            &Reason::SecondValue("fee".to_owned()),
            &Reason::SecondValue("concept:name".to_owned())
        ]
    );
}

#[test]
fn a_clock_that_goes_backwards_is_named() {
    let inside = [5, 3, 4, 4, 2]
        .map(|day| event(&format!("day {day}"), day, ""))
        .concat();
    let import = xes(&format!("<log>\n{}</log>", trace("A", &inside)));
    assert_eq!(
        names(&import.log),
        ["day 2", "day 3", "day 4", "day 4", "day 5"]
    );
    let case = "A".to_owned();
    let remark = Remark::ClockBackwards { case, events: 2 };
    assert_eq!(remarks(&import), [(4, &remark)]);
    // A trace that begins before the one before it is nothing to tell.
    let import = xes(&format!(
        "<log>{}{}</log>",
        trace("A", &event("x", 5, "")),
        trace("B", &event("x", 1, ""))
    ));
    assert_eq!(import.noticed_count, 0);
}

#[test]
fn several_logs_in_one_file_are_one() {
    let one = format!(
        "\u{feff}<?xml version='1.0' encoding='UTF-8'?>\n<log><extension name='Time' prefix='time' uri='u'/>{}</log>\n",
        trace("A", &event("ask", 1, ""))
    );
    let two = one.replace("'A'", "'B'");
    let import = xes(&format!("{one}{two}"));
    let log = &import.log;
    assert_eq!((log.case_count(), log.event_count()), (2, 2));
    assert_eq!(log.extensions().len(), 1);
    // The first takes five lines; the second begins with its declaration.
    assert_eq!(remarks(&import), [(7, &Remark::FurtherLog)]);
    // As members of one gzip file, cut anywhere.
    let whole = format!("{one}{two}");
    for cut in [3, one.len(), one.len() + 90] {
        let packed = [gzip(&whole[..cut]), gzip(&whole[cut..])].concat();
        let import = read_xes(&packed[..], Options::default()).unwrap();
        assert_eq!(import.log.case_count(), 2, "{cut}");
    }
}

#[test]
fn life_cycles_classifiers_and_extensions_are_kept_and_defaults_are_not_filled_in() {
    let head = "<extension name='Lifecycle' prefix='lifecycle' uri='http://www.xes-standard.org/lifecycle.xesext'/>\
        <global scope='event'><string key='lifecycle:transition' value='complete'/></global>\
        <classifier name='Activity' keys=\"concept:name 'sub step'\" scope='event'/>";
    let inside =
        event("x", 1, "<string key='lifecycle:transition' value='start'/>") + &event("x", 2, "");
    let log = xes(&format!("<log>{head}{}</log>", trace("A", &inside))).log;
    let lifecycle = log.lifecycle().unwrap();
    assert_eq!((lifecycle.get(0), lifecycle.get(1)), (Some("start"), None));
    assert_eq!(log.classifiers()[0].keys, "concept:name 'sub step'");
    assert_eq!(log.extensions()[0].prefix, "lifecycle");
}

/// Two classifiers by hand: the name alone, and the name with its step in the life cycle.
#[test]
fn a_classifier_makes_the_activities() {
    let head = "<classifier name='MXML' keys=\"concept:name lifecycle:transition\"/><classifier name='Step' keys=\"'sub step'\"/>";
    let step = |word: &str| format!("<string key='lifecycle:transition' value='{word}'/>");
    let inside = [
        event("paint", 1, &step("start")),
        event("paint", 2, &step("complete")),
        event("check", 3, "<string key='sub step' value='second'/>"),
    ]
    .concat();
    let log = xes(&format!("<log>{head}{}</log>", trace("1", &inside))).log;
    let classes = |name: &str| -> Vec<String> {
        let log = log.classified(name).expect("a classifier");
        let names = log.activities();
        log.activity()
            .iter()
            .map(|id| names.get(*id).to_owned())
            .collect()
    };
    assert_eq!(classes("MXML"), ["paint+start", "paint+complete", "check+"]);
    assert_eq!(classes("Step"), ["", "", "second"]);
    let why = log.classified("Other").expect_err("no such classifier");
    assert_eq!(
        why.to_string(),
        "the log has no classifier «Other»; it has: «MXML», «Step»"
    );
}

#[test]
fn comments_instructions_and_odd_spacing_do_not_disturb() {
    let text = "<?xml version=\"1.0\"?><!DOCTYPE log [<!ELEMENT log ANY>]>\n<?style a='>'?><!-- <log> -->\n<log\n>\n<trace ><string\tkey = \"concept:name\"\n value='a \"b\" >'></string ><![CDATA[<event>]]>\n\
        <event><string value='x&#x6cc;' key='concept:name'/><date key='time:timestamp' value='1970-01-01T00:00:01Z' /></event ></trace></log>\n<!-- end -->";
    let log = xes(text).log;
    assert_eq!(log.case_ids().get(0), "a \"b\" >");
    assert_eq!((names(&log), log.times()), (vec!["xی"], &[1_000_000][..]));
}

/// Fifty thousand events need many windows of text: each place where one may be cut is met.
#[test]
fn a_long_log_is_read_whole_whatever_the_size_of_the_pieces() {
    use std::fmt::Write as _;
    struct Pieces<'a>(&'a [u8], usize);
    impl std::io::Read for Pieces<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let taken = self.0.len().min(self.1).min(into.len());
            into[..taken].copy_from_slice(&self.0[..taken]);
            self.0 = &self.0[taken..];
            Ok(taken)
        }
    }
    let mut text = "<log>".to_owned();
    for case in 0..5_000 {
        let inside: String = (1..=10)
            .map(|day| {
                event(
                    "ثبت & بررسی".replace('&', "&amp;").as_str(),
                    day,
                    &format!("<int key='n' value='{case}'/>"),
                )
            })
            .collect();
        text.push_str(&trace(&format!("پرونده {case}"), &inside));
    }
    write!(text, "<trace>{}</trace></log>", event("lost", 1, "")).unwrap();
    let lines = text.lines().count() as u64;
    for size in [1_000_003, 65_537, 4_099, 61] {
        let import = read_xes(Pieces(text.as_bytes(), size), Options::default()).unwrap();
        let log = &import.log;
        assert_eq!((log.case_count(), log.event_count()), (5_000, 50_000));
        assert_eq!(log.case_ids().get(4_999), "پرونده 4999");
        assert_eq!(event_value(log, "n", 49_999), Some(Value::Integer(4_999)));
        let byte = text.rfind("<trace>").unwrap() as u64;
        assert_eq!(
            import.refused[0].at,
            eventlog::Position {
                line: lines - 1,
                byte
            }
        );
    }
    let cut = read_xes(&gzip(&text)[..40_000], Options::default()).unwrap_err();
    assert!(matches!(cut, ReadError::GzipTruncated { .. }), "{cut}");
}

#[test]
fn a_million_children_of_a_long_key_do_not_fill_the_memory() {
    let long = "k".repeat(40_000);
    let children = "<int key='c' value='1'/>".repeat(100_000);
    let import = xes(&format!(
        "<log><string key='{long}' value=''>{children}</string></log>"
    ));
    let kept: usize = import
        .log
        .log_attributes()
        .iter()
        .map(|(key, _)| key.len())
        .sum();
    assert!(kept <= 16 << 20, "{kept}");
    let told = import.refused_count + import.log.log_attributes().len() as u64;
    assert_eq!(told, 100_001);
}

proptest! {
    /// Whatever stands in the file, the reader ends with a log or with a sentence.
    #[test]
    fn soup_of_xes_never_panics(pieces in proptest::collection::vec(prop_oneof![
        Just("<log>"), Just("</log>"), Just("<trace>"), Just("</trace>"), Just("<event>"), Just("</event>"), Just("<event/>"),
        Just("<string key='concept:name' value='a'/>"), Just("<date key='time:timestamp' value='2026-01-01'/>"), Just("<int key='n' value='x'>"),
        Just("</int>"), Just("<list key='l'>"), Just("<values>"), Just("</values>"), Just("</list>"), Just("<!-- "), Just("-->"), Just("<![CDATA["),
        Just("]]>"), Just("&lt;"), Just("ی"), Just("<"), Just(">"), Just("'"), Just("\""), Just("/"), Just("<?xml "), Just("?>"), Just("<!DOCTYPE x"),
    ], 0..60)) {
        let text: String = pieces.concat();
        match read_xes(text.as_bytes(), Options::default()) {
            Ok(import) => prop_assert_eq!(import.log.activity().len(), import.log.event_count()),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}

/// Attributes as they may stand in a trace or event, good and bad ones.
fn attribute() -> impl Strategy<Value = String> {
    let key = prop_oneof![
        4 => Just("concept:name"),
        4 => Just("time:timestamp"),
        1 => Just("a"),
        1 => Just("b"),
        1 => Just("c&amp;d"),
    ];
    let value = prop_oneof![
        Just("1"),
        Just("2026-11-21"),
        Just("2026-11-22T08:00:00Z"),
        Just("true"),
        Just(""),
        Just("x&lt;y"),
        Just("nan")
    ];
    let kind = prop_oneof![
        Just("string"),
        Just("date"),
        Just("int"),
        Just("float"),
        Just("boolean"),
        Just("list"),
        Just("unknown")
    ];
    let form = prop_oneof![
        6 => Just("<{kind} key=\"{key}\" value=\"{value}\"/>"),
        3 => Just("<{kind} key=\"{key}\" value=\"{value}\" />"),
        1 => Just("<{kind} value=\"{value}\" key=\"{key}\"/>"),
        1 => Just("<{kind} key='{key}' value='{value}' />"),
        1 => Just("<{kind} key=\"{key}\" value=\"{value}\"><string key=\"e\" value=\"{value}\"/></{kind}>"),
        1 => Just("<!-- {key} --><{kind} key=\"{key}\"/>text"),
    ];
    (form, kind, key, value).prop_map(|(form, kind, key, value)| {
        form.replace("{kind}", kind)
            .replace("{key}", key)
            .replace("{value}", value)
    })
}

proptest! {
    /// Tags that follow each other as they did before are read in a shorter way, which no one may see: in the second text no tag has the
    /// same white space before it as another.
    #[test]
    fn what_is_written_again_and_again_is_read_as_what_is_not(
        forms in prop::collection::vec(prop::collection::vec(attribute(), 0..6), 1..4),
        traces in prop::collection::vec(prop::collection::vec(any::<prop::sample::Index>(), 0..6), 1..6),
        named: bool,
    ) {
        let mut again = "<log>".to_owned();
        for (number, events) in traces.iter().enumerate() {
            again.push_str("<trace>");
            for event in std::iter::once(None).chain(events.iter().map(Some)) {
                let inside = forms[event.map_or(0, |event| event.index(forms.len()))].concat();
                if event.is_some() {
                    write!(again, "<event>{inside}</event>").unwrap();
                } else if named {
                    write!(again, "<string key=\"concept:name\" value=\"{number}\"/>").unwrap();
                } else {
                    again.push_str(&inside);
                }
            }
            again.push_str("</trace>");
        }
        again.push_str("</log>");
        let mut once = String::new();
        for (number, tag) in again.split_inclusive('>').enumerate() {
            write!(once, "{tag}{:number$}", "").unwrap();
        }
        let (again, once) = (xes(&again), xes(&once));
        prop_assert_eq!(common::told(&again.log), common::told(&once.log));
        let refused = |import: &Import| -> Vec<_> { import.refused.iter().map(|refused| (refused.item, refused.reason.clone())).collect() };
        prop_assert_eq!(refused(&again), refused(&once));
        let noticed = |import: &Import| -> Vec<_> { import.noticed.iter().map(|noticed| noticed.what.clone()).collect() };
        prop_assert_eq!(noticed(&again), noticed(&once));
        prop_assert_eq!(again.merged_traces, once.merged_traces);
    }
}
