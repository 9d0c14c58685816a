//! Waivers from a table: which column says what. Pure.

use documents::Row;

use super::model::{Kind, NewWaiver};
use crate::platform::errors::Say;

/// Columns: the code in templates and forms, and the heads that people write, compared without spaces and letter variants.
pub const COLUMNS: [(&str, &[&str]); 14] = [
    ("number", &["شماره تصمیم", "شماره", "شماره نامه", "number"]),
    ("kind", &["نوع", "نوع تصمیم", "kind"]),
    ("subject", &["موضوع", "شرح عوارض", "subject"]),
    (
        "legal_basis",
        &["مستند قانونی", "مبنای قانونی", "legal basis"],
    ),
    ("reason", &["دلیل", "علت", "reason"]),
    (
        "base",
        &["مبلغ کل (ریال)", "مبلغ کل", "مبلغ پایه", "base rials"],
    ),
    (
        "amount",
        &[
            "مبلغ بخشوده (ریال)",
            "مبلغ بخشوده",
            "مبلغ تخفیف",
            "amount rials",
        ],
    ),
    ("decided_on", &["تاریخ تصمیم", "تاریخ", "date"]),
    ("decider", &["تصمیم‌گیرنده", "مقام تصمیم‌گیرنده", "decider"]),
    (
        "decider_username",
        &["نام کاربری تصمیم‌گیرنده", "نام کاربری", "decider username"],
    ),
    ("beneficiary", &["ذی‌نفع", "نام مودی", "مودی", "beneficiary"]),
    (
        "beneficiary_id",
        &[
            "کد یا شناسه ملی ذی‌نفع",
            "کد ملی ذی‌نفع",
            "شناسه ملی ذی‌نفع",
            "کد ملی",
            "شناسه ملی",
            "beneficiary id",
        ],
    ),
    (
        "beneficiary_group",
        &["گروه ذی‌نفع", "گروه", "beneficiary group"],
    ),
    ("district", &["منطقه", "ناحیه", "district"]),
];
/// Columns without which nothing can be recorded.
const NEEDED: [&str; 8] = [
    "number",
    "kind",
    "subject",
    "legal_basis",
    "amount",
    "decided_on",
    "decider",
    "beneficiary",
];

/// A row that was read.
#[derive(Debug, Clone)]
pub struct ReadRow {
    /// Its number in the file.
    pub number: usize,
    /// What it says.
    pub input: NewWaiver,
}

/// The kind that a word means: its code, or the Persian or English name.
fn kind_of(word: &str) -> String {
    let key = persian::search_key(word);
    let names: [(Kind, &[&str]); 4] = [
        (Kind::Waiver, &["معافیت", "معاف", "بخشودگی", "waiver"]),
        (Kind::Discount, &["تخفیف", "discount"]),
        (Kind::Instalment, &["تقسیط", "instalment", "installment"]),
        (
            Kind::Discretion,
            &["تصمیم موردی", "موردی", "discretion", "discretionary"],
        ),
    ];
    names
        .into_iter()
        .find(|(_, words)| words.iter().any(|known| persian::search_key(known) == key))
        .map_or_else(|| word.to_owned(), |(kind, _)| kind.code().to_owned())
}

/// Reads the rows of a table whose first row names the columns. `mapping` says for a code which head the file has; what it does not say is
/// found by the usual heads. An error says which needed column is missing.
pub fn read_rows(rows: &[Row], mapping: &[(String, String)]) -> Result<Vec<ReadRow>, Say> {
    let head: Vec<String> = rows
        .first()
        .map(|row| row.cells.iter().map(|c| persian::search_key(c)).collect())
        .unwrap_or_default();
    let mut places = Vec::new();
    for (code, names) in COLUMNS {
        let told = mapping
            .iter()
            .find(|(known, head)| known == code && !head.trim().is_empty())
            .map(|(_, head)| head.trim().to_owned());
        let place = match &told {
            Some(told) => head.iter().position(|h| *h == persian::search_key(told)),
            None => std::iter::once(&code)
                .chain(names.iter())
                .find_map(|name| head.iter().position(|h| *h == persian::search_key(name))),
        };
        if place.is_none() && (told.is_some() || NEEDED.contains(&code)) {
            let sought = told.unwrap_or_else(|| names[0].to_owned());
            return Err(Say::new(move |t| t.waivers_import_no_column(&sought)));
        }
        places.push(place);
    }
    let cell = |row: &Row, code: &str| {
        COLUMNS
            .iter()
            .position(|(known, _)| *known == code)
            .and_then(|column| places[column])
            .and_then(|place| row.cells.get(place))
            .map_or_else(String::new, |text| text.trim().to_owned())
    };
    // Amounts in tables often have separators of thousands.
    let rials = |text: String| text.replace([',', '٬', '،', ' '], "");
    Ok(rows
        .iter()
        .skip(1)
        .filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()))
        .map(|row| ReadRow {
            number: row.number,
            input: NewWaiver {
                number: cell(row, "number"),
                kind: kind_of(&cell(row, "kind")),
                subject: cell(row, "subject"),
                legal_basis: cell(row, "legal_basis"),
                reason: cell(row, "reason"),
                base: rials(cell(row, "base")),
                amount: rials(cell(row, "amount")),
                decided_on: cell(row, "decided_on"),
                decider: cell(row, "decider"),
                decider_username: cell(row, "decider_username"),
                unit: None,
                beneficiary: cell(row, "beneficiary"),
                beneficiary_id: cell(row, "beneficiary_id"),
                beneficiary_group: cell(row, "beneficiary_group"),
                district: cell(row, "district"),
            },
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use documents::{Limits, read_table};

    use super::*;
    use crate::platform::texts::{Lang, Texts};

    const CSV: &str = "شماره,نوع,موضوع,مستند قانونی,مبلغ بخشوده,تاریخ,تصمیم‌گیرنده,مودي\n\
                       ۱,تخفيف,عوارض,مصوبه ۱۷,\"۲٬۵۰۰٬۰۰۰\",۱۴۰۵/۰۳/۱۰,معاون مالی,علی\n";

    #[test]
    fn heads_and_kinds_are_found_whatever_their_letters() {
        let table = read_table(CSV.as_bytes(), "x.csv", &Limits::default()).expect("a table");
        let rows = read_rows(&table, &[])
            .map_err(|_| "a column")
            .expect("rows");
        assert_eq!(rows[0].input.kind, "discount");
        assert_eq!(rows[0].input.amount, "۲۵۰۰۰۰۰");
        assert_eq!(rows[0].input.beneficiary, "علی");
    }

    #[test]
    fn a_mapping_names_other_heads_and_a_missing_one_is_told() {
        let csv = CSV.replace("موضوع", "بابت");
        let table = read_table(csv.as_bytes(), "x.csv", &Limits::default()).expect("a table");
        let Err(why) = read_rows(&table, &[]) else {
            panic!("a column is missing");
        };
        assert!(why.to(&Texts::of(Lang::En)).contains("موضوع"));
        let mapping = [("subject".to_owned(), "بابت".to_owned())];
        let rows = read_rows(&table, &mapping)
            .map_err(|_| "a column")
            .expect("rows");
        assert_eq!(rows[0].input.subject, "عوارض");
        let wrong = [("subject".to_owned(), "نیست".to_owned())];
        let Err(why) = read_rows(&table, &wrong) else {
            panic!("there is no such head");
        };
        assert!(why.to(&Texts::of(Lang::En)).contains("نیست"));
    }
}
