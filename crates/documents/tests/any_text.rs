//! Whatever people type: it is printed, never obeyed, and never keeps a document from being made.

mod common;

use common::{ISSUED, answer, receipt, text_of, vazirmatn};
use documents::{Language, ReportData, ReportPart, ReportTable, Typesetter};
use proptest::prelude::*;

/// Markup, calls, paths, escapes, broken bidi and other traps mixed into arbitrary text.
fn nasty() -> impl Strategy<Value = String> {
    let trap = prop_oneof![
        Just("#set page(paper: \"a0\")".to_owned()),
        Just("#read(\"/etc/passwd\") #panic()".to_owned()),
        Just("$ x^2 $ [ ] { } \\ ` ``` * _ @ref <label> // /* ".to_owned()),
        Just("\"}, \"lang\": \"xx\", {\"".to_owned()),
        Just("= عنوان\n- فهرست\n+ شماره\n/ واژه: معنی".to_owned()),
        Just("\u{202e}\u{0}\u{feff}\u{e000}\u{10ffff}👩‍👩‍👧‍👦\u{301}".to_owned()),
        "\\PC{0,12}",
        any::<String>(),
    ];
    proptest::collection::vec(trap, 0..3).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_text_can_be_printed(a in nasty(), b in nasty(), c in nasty(), persian in any::<bool>(), demonstration in any::<bool>()) {
        let typesetter = if persian { vazirmatn() } else { None }.unwrap_or_else(|| Typesetter::new(vec![]));
        let language = if persian { Language::Persian } else { Language::English };
        let mut one = receipt();
        (one.organisation, one.subject, one.proof, one.tracking_code) = (a.clone(), b.clone(), c.clone(), b.clone());
        (one.url, one.origin, one.proof_file, one.next_steps) = (a.chars().take(200).collect(), c.clone(), b.clone(), vec![c.clone(), a.clone()]);
        one.demonstration = demonstration;
        prop_assert!(typesetter.receipt(&one, language).is_ok());

        let mut letter = answer();
        (letter.subject, letter.paragraphs, letter.number, letter.signer) = (a.clone(), vec![b.clone(), c.clone()], c.clone(), b.clone());
        prop_assert!(typesetter.message_answer(&letter, language).is_ok());

        let table = ReportTable { caption: a.clone(), head: vec![b.clone(), c.clone()], numeric: vec![demonstration], rows: vec![vec![c.clone(), a.clone()]], note: b.clone() };
        let parts = vec![ReportPart::Heading(a.clone()), ReportPart::Paragraph(b.clone()), ReportPart::Code(b.clone()), ReportPart::Table(table)];
        let report = ReportData { organisation: b, parent: c.clone(), title: a, period: c, parts, issued: ISSUED, demonstration };
        prop_assert!(typesetter.table_report(&report, language).is_ok());
    }
}

#[test]
fn markup_is_printed_as_it_was_typed() {
    let typesetter = Typesetter::new(vec![]);
    let mut letter = answer();
    letter.subject = "#panic() $x$ [y] *z*".into();
    letter.paragraphs = vec!["= no heading \\ #read(\"/data.json\") it's \"so\" -- ok".into()];
    let pdf = typesetter
        .message_answer(&letter, Language::English)
        .unwrap();
    assert!(pdf.archival);
    let Some(text) = text_of(&pdf.bytes) else {
        return;
    };
    for wanted in [
        "#panic() $x$ [y] *z*",
        "= no heading \\ #read(\"/data.json\") it's \"so\" -- ok",
    ] {
        assert!(text.contains(wanted), "{wanted} is not in:\n{text}");
    }
}

#[test]
fn what_no_font_covers_is_shown_as_missing_and_the_file_stays_archival() {
    let typesetter = Typesetter::new(vec![]);
    let mut data = receipt();
    data.subject = "thanks 👍\u{e000}\u{1f9ff} end".into();
    let pdf = typesetter.receipt(&data, Language::English).unwrap();
    assert!(pdf.archival);
    let Some(text) = text_of(&pdf.bytes) else {
        return;
    };
    assert!(
        text.contains("thanks \u{fffd}\u{fffd}\u{fffd} end"),
        "{text}"
    );
}
