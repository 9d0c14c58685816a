//! The documents as a reader sees them.

mod common;

use common::{ISSUED, answer, letters, raw_text_of, receipt, text_of, vazirmatn};
use documents::{
    CertificateData, DocumentError, IssueDate, Language, ReportData, ReportPart, ReportTable,
    Typesetter,
};

fn report(parts: Vec<ReportPart>) -> ReportData {
    ReportData {
        organisation: "شهرداری گلستان".into(),
        parent: String::new(),
        title: "گزارش فصلی".into(),
        period: "پاییز ۱۴۰۵".into(),
        parts,
        issued: ISSUED,
        demonstration: true,
    }
}

#[test]
fn the_same_data_give_the_same_bytes() {
    let (Some(one), Some(other)) = (vazirmatn(), vazirmatn()) else {
        return;
    };
    for language in [Language::Persian, Language::English] {
        let first = one.receipt(&receipt(), language).unwrap();
        // Another document in between must leave no trace.
        one.message_answer(&answer(), language).unwrap();
        assert_eq!(first, one.receipt(&receipt(), language).unwrap());
        assert_eq!(first, other.receipt(&receipt(), language).unwrap());
        assert!(first.archival);
    }
}

#[test]
fn a_receipt_says_in_persian_what_a_citizen_needs() {
    let Some(typesetter) = vazirmatn() else {
        return;
    };
    let pdf = typesetter.receipt(&receipt(), Language::Persian).unwrap();
    let Some(text) = text_of(&pdf.bytes) else {
        return;
    };
    let found = letters(&text);
    for wanted in [
        "رسید ثبت پیام شهروند",
        "کد رهگیری",
        "پسماند جمع‌آوری نمی‌شود",
        "معاونت خدمات شهری",
        "سه‌شنبه",
        "دفتر مهرشده",
        "۲۹۱۵",
        "۳۰۰۱",
    ] {
        assert!(
            found.contains(&letters(wanted)),
            "«{wanted}» is not in:\n{text}"
        );
    }
    let Some(text) = raw_text_of(&pdf.bytes) else {
        return;
    };
    for wanted in [
        "GL-7K4M-92QX",
        "amin verify GL-7K4M-92QX.tlog-proof",
        "Gz4tA1vYq0m3Q0gJ1y3q3cTnB4bWq0y1n0dK0s1u2v4=",
        "https://golestan.example.ir/p/GL-7K4M-92QX",
    ] {
        assert!(text.contains(wanted), "{wanted} is not in:\n{text}");
    }
    assert!(
        !found.contains("ساختگی"),
        "only a demonstration says that it is one"
    );
}

#[test]
fn witnesses_are_told_honestly() {
    let Some(typesetter) = vazirmatn() else {
        return;
    };
    for (witnesses, sentence) in [
        (0, "No independent witness has signed"),
        (1, "One witness has signed"),
        (3, "3 witnesses have signed"),
    ] {
        let mut data = receipt();
        data.witnesses = witnesses;
        let Some(text) = text_of(&typesetter.receipt(&data, Language::English).unwrap().bytes)
        else {
            return;
        };
        assert!(text.contains(sentence), "{text}");
    }
}

#[test]
fn a_letter_has_number_date_attachments_and_the_way_to_object() {
    let Some(typesetter) = vazirmatn() else {
        return;
    };
    let Some(text) = text_of(
        &typesetter
            .message_answer(&answer(), Language::Persian)
            .unwrap()
            .bytes,
    ) else {
        return;
    };
    let found = letters(&text);
    for wanted in [
        "شماره",
        "تاریخ",
        "پیوست",
        "ندارد",
        "شهروند گرامی",
        "شکایت شما وارد است",
        "علی رضایی",
        "اگر با این پاسخ موافق نیستید",
        "شهردار اعتراض کنید",
    ] {
        assert!(
            found.contains(&letters(wanted)),
            "«{wanted}» is not in:\n{text}"
        );
    }
}

#[test]
fn a_long_table_repeats_its_head_and_a_demonstration_says_so_on_every_page() {
    let Some(typesetter) = vazirmatn() else {
        return;
    };
    let table = ReportTable {
        head: vec!["ماه".into(), "تعداد شکایت".into()],
        numeric: vec![false, true],
        rows: (0..100)
            .map(|i| vec![format!("ردیف {i}"), i.to_string()])
            .collect(),
        ..ReportTable::default()
    };
    let pdf = typesetter
        .table_report(
            &report(vec![
                ReportPart::Heading("جدول".into()),
                ReportPart::Table(table),
            ]),
            Language::Persian,
        )
        .unwrap();
    assert!(pdf.archival);
    let Some(text) = text_of(&pdf.bytes) else {
        return;
    };
    let pages: Vec<&str> = text
        .split('\u{c}')
        .filter(|p| !p.trim().is_empty())
        .collect();
    assert!(pages.len() >= 3);
    for page in pages {
        let page = letters(page);
        assert!(
            page.contains(&letters("تعداد شکایت"))
                && page.contains(&letters("داده‌های این سند ساختگی است"))
        );
    }
}

#[test]
fn a_typesetter_is_shared_between_threads() {
    let typesetter = Typesetter::new(vec![]);
    let set = || typesetter.receipt(&receipt(), Language::English).unwrap();
    let expected = set();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(set)).collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), expected);
        }
    });
}

#[test]
fn bad_input_is_refused_with_a_reason() {
    let plain = Typesetter::new(vec![]);
    let table = ReportTable {
        caption: "ت".into(),
        head: vec!["a".into(), "b".into()],
        rows: vec![vec!["1".into()]],
        ..ReportTable::default()
    };
    let error = plain
        .table_report(&report(vec![ReportPart::Table(table)]), Language::English)
        .unwrap_err();
    assert_eq!(
        error,
        DocumentError::Table {
            caption: "ت".into(),
            row: 1,
            cells: 1,
            head: 2
        }
    );

    let mut dated = report(vec![]);
    dated.issued = IssueDate {
        year: 2026,
        month: 2,
        day: 30,
    };
    assert_eq!(
        plain.table_report(&dated, Language::English).unwrap_err(),
        DocumentError::Date {
            year: 2026,
            month: 2,
            day: 30
        }
    );

    let mut long = receipt();
    long.url = "x".repeat(2400);
    assert_eq!(
        plain.receipt(&long, Language::English).unwrap_err(),
        DocumentError::QrTooLong { bytes: 2400 }
    );

    let broken = Typesetter::new(vec![b"not a font".as_slice().into()]);
    assert_eq!(
        broken.receipt(&receipt(), Language::English).unwrap_err(),
        DocumentError::Font { index: 0 }
    );
}

#[test]
fn documents_come_out_without_any_data() {
    let plain = Typesetter::new(vec![]);
    let mut data = report(vec![
        ReportPart::Paragraph(String::new()),
        ReportPart::Heading(String::new()),
        ReportPart::Table(ReportTable::default()),
    ]);
    (data.title, data.organisation, data.period) = (String::new(), String::new(), String::new());
    assert!(
        plain
            .table_report(&data, Language::Persian)
            .unwrap()
            .bytes
            .starts_with(b"%PDF")
    );
}

#[test]
fn a_certificate_is_one_archival_page_with_name_date_and_proof() {
    let Some(typesetter) = vazirmatn() else {
        return;
    };
    let data = CertificateData {
        organisation: "شهرداری گلستان".into(),
        charter: "منشور اخلاقی کارکنان و مدیران".into(),
        version: "۲".into(),
        name: "مریم احمدی".into(),
        unit: "معاونت خدمات شهری".into(),
        date: "۷ آذر ۱۴۰۵، ۱۰:۰۰".into(),
        text_hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        articles: (1..=12).map(|number| format!("{number}. اصل")).collect(),
        url: "https://golestan.example.ir/g/charter/pledges/0199".into(),
        origin: "golestan.example.ir/log".into(),
        entry_index: 2915,
        tree_size: 3001,
        root_hash: "Gz4tA1vYq0m3Q0gJ1y3q3cTnB4bWq0y1n0dK0s1u2v4=".into(),
        witnesses: 2,
        proof_file: "pledge.tlog-proof".into(),
        issued: ISSUED,
        demonstration: true,
    };
    let pdf = typesetter.certificate(&data, Language::Persian).unwrap();
    assert!(pdf.archival);
    assert_eq!(
        pdf,
        typesetter.certificate(&data, Language::Persian).unwrap()
    );
    if let Some(text) = text_of(&pdf.bytes) {
        let found = letters(&text);
        for wanted in ["مریم احمدی", "گواهی تعهد", "۲۹۱۵", "۷ آذر", "۱ از ۱"]
        {
            assert!(
                found.contains(&letters(wanted)),
                "«{wanted}» is not in:\n{text}"
            );
        }
    }
    if let Some(text) = raw_text_of(&pdf.bytes) {
        assert!(text.contains("amin verify pledge.tlog-proof"), "{text}");
    }
}
