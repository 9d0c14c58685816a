//! Fonts and sample data for the tests.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses its part")]

use std::borrow::Cow;
use std::path::PathBuf;
use std::process::Command;

use documents::{AnswerData, IssueDate, ReceiptData, Typesetter};

pub const ISSUED: IssueDate = IssueDate {
    year: 2026,
    month: 11,
    day: 22,
};

/// A typesetter with Vazirmatn from the front-end's packages or from the directory `AMIN_FONTS`; none when the fonts are not there.
pub fn vazirmatn() -> Option<Typesetter> {
    let packaged = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../amin/web/node_modules/vazirmatn/fonts/ttf"
    );
    let directories = std::env::var("AMIN_FONTS")
        .ok()
        .into_iter()
        .chain([packaged.to_owned()]);
    for directory in directories {
        let fonts: Option<Vec<Cow<'static, [u8]>>> =
            ["Vazirmatn-Regular.ttf", "Vazirmatn-Bold.ttf"]
                .iter()
                .map(|name| {
                    std::fs::read(PathBuf::from(&directory).join(name))
                        .ok()
                        .map(Cow::Owned)
                })
                .collect();
        if let Some(fonts) = fonts {
            return Some(Typesetter::new(fonts));
        }
    }
    println!("note: Vazirmatn was not found in {packaged} nor in $AMIN_FONTS; skipped");
    None
}

/// Text of a PDF in the order of reading, by poppler's `pdftotext`; none when the program is not installed.
pub fn text_of(pdf: &[u8]) -> Option<String> {
    extract(pdf, "-layout")
}

/// Text in the order of the page's content, which leaves lines of Latin text as they are among Persian ones.
pub fn raw_text_of(pdf: &[u8]) -> Option<String> {
    extract(pdf, "-raw")
}

fn extract(pdf: &[u8], mode: &str) -> Option<String> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), pdf).unwrap();
    let Ok(output) = Command::new("pdftotext")
        .args([mode, "-enc", "UTF-8"])
        .arg(file.path())
        .arg("-")
        .output()
    else {
        println!("note: pdftotext is not installed; skipped");
        return None;
    };
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(String::from_utf8(output.stdout).unwrap())
}

/// Letters only: extraction moves joiners and spaces, and adds marks of direction.
pub fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

pub fn receipt() -> ReceiptData {
    ReceiptData {
        organisation: "شهرداری گلستان".into(),
        parent: "وزارت کشور".into(),
        tracking_code: "GL-7K4M-92QX".into(),
        kind: "شکایت".into(),
        subject: "پسماند جمع‌آوری نمی‌شود".into(),
        date: "یکشنبه ۱ آذر ۱۴۰۵".into(),
        deadline: "سه‌شنبه ۱۷ آذر ۱۴۰۵".into(),
        unit: "معاونت خدمات شهری".into(),
        next_steps: vec!["پیام شما به واحد مسئول ارجاع می‌شود.".into()],
        url: "https://golestan.example.ir/p/GL-7K4M-92QX".into(),
        origin: "golestan.example.ir/log".into(),
        entry_index: 2915,
        tree_size: 3001,
        root_hash: "q0W1e2R3".into(),
        witnesses: 2,
        proof_file: "GL-7K4M-92QX.tlog-proof".into(),
        proof: "c2sp.org/tlog-proof@v1\nindex 2915\nGz4tA1vYq0m3Q0gJ1y3q3cTnB4bWq0y1n0dK0s1u2v4=\n"
            .into(),
        issued: ISSUED,
        demonstration: false,
    }
}

pub fn answer() -> AnswerData {
    AnswerData {
        organisation: "شهرداری گلستان".into(),
        parent: String::new(),
        number: "۱۴۰۵/۲۳۴۱".into(),
        date: "۱۴۰۵/۰۹/۰۹".into(),
        attachments: String::new(),
        recipient: "شهروند گرامی".into(),
        subject: "پسماند".into(),
        tracking_code: "GL-7K4M-92QX".into(),
        paragraphs: vec!["شکایت شما وارد است.\n\nخودرو جایگزین به کار گرفته شد.".into()],
        signer: "علی رضایی".into(),
        signer_post: "معاون خدمات شهری".into(),
        appeal: vec!["می‌توانید به شهردار اعتراض کنید.".into()],
        url: "https://golestan.example.ir/p/GL-7K4M-92QX".into(),
        issued: ISSUED,
        demonstration: false,
    }
}
