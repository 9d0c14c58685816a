//! Writes every document in both languages: `cargo run -p documents --example samples OUT_DIR [FONT.ttf …]`.
//! Fonts may also be named by the environment variable `AMIN_FONTS`, a directory.

use std::borrow::Cow;
use std::error::Error;
use std::path::Path;

use documents::{
    AnswerData, IssueDate, Language, ReceiptData, ReportData, ReportPart, ReportTable, Typesetter,
};

const ISSUED: IssueDate = IssueDate {
    year: 2026,
    month: 11,
    day: 22,
};
const PROOF: &str = "c2sp.org/tlog-proof@v1\nindex 2915\n\
    Gz4tA1vYq0m3Q0gJ1y3q3cTnB4bWq0y1n0dK0s1u2v4=\nq8o2Xw2m3n4b5v6c7x8z9a0s1d2f3g4h5j6k7l8q9w0=\nX1c2v3b4n5m6q7w8e9r0t1y2u3i4o5p6a7s8d9f0g1h=\n\n\
    golestan.example.ir/log\n3001\nq0W1e2R3t4Y5u6I7o8P9a0S1d2F3g4H5j6K7l8Z9x0c=\n\n\
    — golestan.example.ir/log Qm9vdHN0cmFwU2lnbmF0dXJlRm9yQW5FeGFtcGxlT25seS1Ob3RSZWFsLTAxMjM0NTY3ODlBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWg==\n\
    — witness.one.example/w1 YW5vdGhlckV4YW1wbGVTaWduYXR1cmUtMDEyMzQ1Njc4OUFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaYWJjZGVmZ2hpamtsbW5vcHFyc3R1dg==\n";

fn receipt(language: Language) -> ReceiptData {
    let pick = |fa: &str, en: &str| {
        if language == Language::Persian {
            fa.to_owned()
        } else {
            en.to_owned()
        }
    };
    ReceiptData {
        organisation: pick("شهرداری گلستان", "Municipality of Golestan"),
        parent: pick(
            "وزارت کشور – سازمان شهرداری‌ها و دهیاری‌های کشور",
            "Ministry of the Interior",
        ),
        tracking_code: "GL-7K4M-92QX".into(),
        kind: pick("شکایت", "Complaint"),
        subject: pick(
            "جمع‌آوری‌نشدن پسماند در خیابان بهار به مدت ۵ روز",
            "Waste in Bahar street not collected for 5 days",
        ),
        date: pick(
            "یکشنبه ۱ آذر ۱۴۰۵، ساعت ۱۰:۲۵",
            "Sunday 22 November 2026, 10:25",
        ),
        deadline: pick(
            "سه‌شنبه ۱۷ آذر ۱۴۰۵ (۱۰ روز کاری)",
            "Tuesday 8 December 2026 (10 working days)",
        ),
        unit: pick("معاونت خدمات شهری", "Department of city services"),
        next_steps: vec![
            pick(
                "پیام شما حداکثر تا یک روز کاری به واحد مسئول ارجاع می‌شود.",
                "Your message goes to the responsible unit within one working day.",
            ),
            pick(
                "کارشناس واحد آن را بررسی می‌کند و پاسخ کتبی می‌دهد.",
                "A clerk of the unit examines it and answers in writing.",
            ),
            pick(
                "اگر پاسخ را نپذیرید، می‌توانید اعتراض کنید تا مقام بالاتر به آن رسیدگی کند.",
                "If you do not accept the answer, you may object; a higher officer then examines it.",
            ),
        ],
        url: "https://golestan.example.ir/p/GL-7K4M-92QX".into(),
        origin: "golestan.example.ir/log".into(),
        entry_index: 2915,
        tree_size: 3001,
        root_hash: "q0W1e2R3…x0c=".into(),
        witnesses: 2,
        proof_file: "GL-7K4M-92QX.tlog-proof".into(),
        proof: PROOF.into(),
        issued: ISSUED,
        demonstration: true,
    }
}

fn answer(language: Language) -> AnswerData {
    let pick = |fa: &str, en: &str| {
        if language == Language::Persian {
            fa.to_owned()
        } else {
            en.to_owned()
        }
    };
    let receipt = receipt(language);
    AnswerData {
        organisation: receipt.organisation,
        parent: receipt.parent,
        number: pick("۱۴۰۵/۲۳۴۱/ش", "1405/2341/S"),
        date: pick("۱۴۰۵/۰۹/۰۹", "30 November 2026"),
        attachments: String::new(),
        recipient: pick("شهروند گرامی، سرکار خانم مریم احمدی", "Ms Maryam Ahmadi"),
        subject: receipt.subject,
        tracking_code: receipt.tracking_code,
        paragraphs: vec![
            pick(
                "پیام شما درباره جمع‌آوری‌نشدن پسماند در خیابان بهار بررسی شد. بازدید روز ۴ آذر نشان داد که برنامه جمع‌آوری به علت خرابی خودرو پنج روز اجرا نشده است و شکایت شما وارد است.",
                "Your message about waste in Bahar street was examined. The visit of 25 November showed that the collection had failed for five days because of a broken vehicle; your complaint is upheld.",
            ),
            pick(
                "خودرو جایگزین از ۵ آذر به کار گرفته شد و برنامه هر شب ساعت ۲۱ اجرا می‌شود. از اینکه ما را آگاه کردید سپاسگزاریم.",
                "A replacement vehicle has been at work since 26 November, every night at nine. Thank you for letting us know.",
            ),
        ],
        signer: pick("علی رضایی", "Ali Rezaei"),
        signer_post: pick("معاون خدمات شهری", "Deputy for city services"),
        appeal: vec![pick(
            "تا ۱۰ روز کاری پس از دریافت این پاسخ می‌توانید در صفحه پیگیری «اعتراض دارم» را انتخاب کنید. اعتراض شما را شهردار بررسی می‌کند. پس از آن می‌توانید به سازمان بازرسی کل کشور یا دیوان عدالت اداری مراجعه کنید.",
            "Within 10 working days of receiving this answer you may choose “I object” on the follow-up page. The mayor then examines it. After that you may turn to the General Inspection Organisation or the Court of Administrative Justice.",
        )],
        url: receipt.url,
        issued: ISSUED,
        demonstration: false,
    }
}

fn report(language: Language) -> ReportData {
    let pick = |fa: &str, en: &str| {
        if language == Language::Persian {
            fa.to_owned()
        } else {
            en.to_owned()
        }
    };
    let months = [
        ("مهر", "Mehr", "۲۳۲", "232", "۸", "8"),
        ("آبان", "Aban", "۲۵۱", "251", "۹", "9"),
        ("آذر", "Azar", "۳۴۲", "342", "۱۲", "12"),
    ];
    let rows = (0..14)
        .flat_map(|_| months)
        .map(|(fa, en, n_fa, n_en, d_fa, d_en)| {
            vec![pick(fa, en), pick(n_fa, n_en), pick(d_fa, d_en)]
        })
        .collect();
    ReportData {
        organisation: pick("شهرداری گلستان", "Municipality of Golestan"),
        parent: String::new(),
        title: pick(
            "گزارش فصلی رسیدگی به پیام‌های شهروندان",
            "Quarterly report on citizens’ messages",
        ),
        period: pick("پاییز ۱۴۰۵", "Autumn 1405"),
        parts: vec![
            ReportPart::Heading(pick("خلاصه", "Summary")),
            ReportPart::Paragraph(pick(
                "در این دوره ۸۲۵ پیام ثبت شد. ۹۱٪ پیام‌ها در مهلت قانونی پاسخ گرفتند.\n\nمیانه زمان پاسخ ۹ روز کاری بود.",
                "In this period 825 messages were registered; 91% were answered in time.\n\nThe median time to answer was 9 working days.",
            )),
            ReportPart::Heading(pick("ماه به ماه", "Month by month")),
            ReportPart::Table(ReportTable {
                caption: pick(
                    "پیام‌ها و میانه زمان پاسخ",
                    "Messages and median time to answer",
                ),
                head: vec![
                    pick("ماه", "Month"),
                    pick("تعداد پیام", "Messages"),
                    pick("میانه زمان پاسخ (روز کاری)", "Median time (working days)"),
                ],
                numeric: vec![false, true, true],
                rows,
                note: pick(
                    "منبع: دفتر وقایع شهرداری",
                    "Source: the municipality’s journal",
                ),
            }),
        ],
        issued: ISSUED,
        demonstration: true,
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().ok_or("name a directory to write to")?;
    let mut paths: Vec<_> = arguments.map(Into::into).collect();
    if let Ok(directory) = std::env::var("AMIN_FONTS") {
        for entry in std::fs::read_dir(directory)? {
            paths.push(entry?.path());
        }
    }
    paths.retain(|path: &std::path::PathBuf| path.extension().is_some_and(|e| e == "ttf"));
    paths.sort();
    let fonts = paths
        .iter()
        .map(|p| std::fs::read(p).map(Cow::Owned))
        .collect::<Result<_, _>>()?;
    let typesetter = Typesetter::new(fonts);
    for (language, code) in [(Language::Persian, "fa"), (Language::English, "en")] {
        let documents = [
            ("receipt", typesetter.receipt(&receipt(language), language)?),
            (
                "answer",
                typesetter.message_answer(&answer(language), language)?,
            ),
            (
                "report",
                typesetter.table_report(&report(language), language)?,
            ),
        ];
        for (name, pdf) in documents {
            let path = Path::new(&out).join(format!("{name}-{code}.pdf"));
            std::fs::write(&path, &pdf.bytes)?;
            println!(
                "{}: {} bytes, archival: {}",
                path.display(),
                pdf.bytes.len(),
                pdf.archival
            );
        }
    }
    Ok(())
}
