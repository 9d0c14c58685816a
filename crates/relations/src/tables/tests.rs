use proptest::prelude::*;

use super::*;
use crate::kinship::Kin;
use crate::model::Sex;
use crate::shares::Share;

fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
    text.lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line.split(',').map(str::to_owned).collect()))
        .collect()
}

macro_rules! read {
    ($reader:ident, $text:expr) => {{
        let rows = rows($text);
        $reader(
            rows.iter()
                .map(|(number, cells)| (*number, cells.as_slice())),
            &Mapping::usual(),
        )
    }};
}

fn told<T>(table: &Table<T>) -> Vec<String> {
    table.refused.iter().map(ToString::to_string).collect()
}

// National codes published as examples: 0183382390, 0076229645, 1583250689, 0200203241; legal ids 10380284790, 10240117985.

#[test]
fn a_staff_list_in_arabic_letters() {
    let table = read!(
        read_staff,
        "شماره پرسنلي,نام,نام خانوادگي,نام پدر,كد ملي,تاريخ تولد,سمت,از تاريخ\n\
         ۱۲,علي,كريمي,حسن,٧٦٢٢٩٦٤٥,۱۳۶۰/۰۲/۰۳,كارشناس,1402/01/15\n\
         13,زهرا,صادقی,رضا,0183382390,1985-05-01,مدیر,2024-03-20"
    )
    .unwrap();
    assert_eq!(told(&table), Vec::<String>::new());
    let (line, ali) = &table.taken[0];
    assert_eq!((*line, ali.name.as_str()), (2, "علی کریمی"));
    assert_eq!(ali.post.as_deref(), Some("كارشناس"));
    assert_eq!(ali.person.birth_year, Some(1360));
    assert_eq!(ali.person.code.unwrap().to_string(), "0076229645");
    // 15 Farvardin 1402 is 4 April 2023; 20 March 2024 is 1 Farvardin 1403.
    assert_eq!(ali.period.from.to_string(), "2023-04-04");
    let zahra = &table.taken[1].1;
    assert_eq!(zahra.person.birth_year, Some(1985));
    assert_eq!(zahra.period.from.date().unwrap().numeric(), "۱۴۰۳/۰۱/۰۱");
}

#[test]
fn faulty_lines_are_told_with_their_column_and_the_rest_is_taken() {
    let table = read!(
        read_staff,
        "نام و نام خانوادگی,کد ملی,سال تولد,از تاریخ,تا تاریخ\n\
         علی کریمی,0076229646,1360,,\n\
         ,0076229645,1360,,\n\
         رضا نوری,0183382390,۶۰,1402/13/01,\n\
         مینا نوری,0200203241,1370,1402/02/01,1401/02/01\n\
         زهرا صادقی,1583250689,1370,,"
    )
    .unwrap();
    assert_eq!(table.taken.len(), 1);
    assert_eq!(
        told(&table),
        [
            "line 2, column “کد ملی”: this is no national code: the check digit does not fit: at least one digit is mistyped",
            "line 3, column “نام و نام خانوادگی”: the cell is empty; fill it in",
            "line 4, column “سال تولد”: “۶۰” is no year of birth; write it like 1360 or 1981",
            "line 4, column “از تاریخ”: “1402/13/01” is no date; write it like 1405/09/01 or 2026-11-22",
            "line 5, column “تا تاریخ”: the end lies before the beginning; correct one of them",
        ]
    );
    // Nothing is lost.
    assert_eq!(table.refused[0].cells[0], "علی کریمی");
    assert!(
        table.refused[0]
            .to_persian()
            .starts_with("سطر ۲، ستون «کد ملی»: این کد ملی نیست")
    );
}

#[test]
fn two_people_of_one_name_stay_two() {
    let table = read!(
        read_staff,
        "نام و نام خانوادگی,نام پدر,کد ملی,شماره پرسنلی\n\
         علی کریمی,حسن,0076229645,\n\
         علي كريمي,رضا,0183382390,\n\
         علی کریمی,حسن,,\n\
         علی کریمی,حسن,0076229645,\n\
         زهرا نوری,حسن,0076229645,\n\
         مریم صادقی,,,7\n\
         مریم صادقی,,,8"
    )
    .unwrap();
    let lines: Vec<usize> = table.taken.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [2, 3, 4, 7, 8]);
    assert_eq!(
        told(&table),
        [
            "line 5: line 2 says the same; remove one of them",
            "line 6, column “کد ملی”: line 2 has the same national code with another name; correct one of the two",
        ]
    );
    let unclear: Vec<usize> = table
        .notes
        .iter()
        .filter(|noted| matches!(noted.note, Note::SameName { .. }))
        .map(|noted| noted.line)
        .collect();
    assert_eq!(unclear, [4]);
}

#[test]
fn words_of_kinship() {
    for (words, code, sex) in [
        ("همسر", "spouse", None),
        ("برادر", "sibling", Some(Sex::Male)),
        ("برادر زن", "spouse-sibling", Some(Sex::Male)),
        ("برادرزن", "spouse-sibling", Some(Sex::Male)),
        ("زن برادر", "sibling-spouse", Some(Sex::Female)),
        ("شوهر خواهر", "sibling-spouse", Some(Sex::Male)),
        ("خواهر شوهر", "spouse-sibling", Some(Sex::Female)),
        ("پدر همسر", "spouse-parent", Some(Sex::Male)),
        ("پسر عمو", "cousin", Some(Sex::Male)),
        ("دخترخاله", "cousin", Some(Sex::Female)),
        ("خواهرزاده", "nephew-niece", None),
        ("دختر برادر", "nephew-niece", Some(Sex::Female)),
        ("پدر پدر", "grandparent", Some(Sex::Male)),
        ("فرزند پسر", "grandchild", None),
        ("نوهٔ برادر", "grandnephew-niece", None),
        ("باجناق", "spouse-sibling-spouse", Some(Sex::Male)),
        ("عروس", "child-spouse", Some(Sex::Female)),
        ("دايي", "uncle-aunt", Some(Sex::Male)),
        ("spouse-parent", "spouse-parent", None),
    ] {
        assert_eq!(
            kin_of_words(words),
            Kin::from_code(code).map(|kin| (kin, sex)),
            "{words}"
        );
    }
    for words in ["", "دوست", "همسر همسر", "برادر دوست"] {
        assert_eq!(kin_of_words(words), None, "{words}");
    }
}

#[test]
fn a_kin_list() {
    let table = read!(
        read_kin,
        "كد ملي كارمند,نسبت,نام,نام خانوادگي,كد ملي\n\
         0076229645,برادر همسر,رضا,صادقي,0183382390\n\
         0076229645,رفیق,رضا,نوری,\n\
         ,همسر,مینا,نوری,"
    )
    .unwrap();
    assert_eq!(table.taken.len(), 1);
    let line = &table.taken[0].1;
    assert_eq!(line.kin, Kin::SPOUSE_SIBLING);
    assert_eq!(line.name, "رضا صادقی");
    assert_eq!(
        told(&table),
        [
            "line 3, column “نسبت”: “رفیق” is no word of kinship that is known here; write it like برادر, همسر, برادر همسر",
            "line 4, column “كد ملي كارمند”: the cell is empty; fill it in",
        ]
    );
}

#[test]
fn holdings_with_shares_ids_and_sums() {
    let table = read!(
        read_holdings,
        "نام شرکت,شناسه ملی,سهامدار,کد ملی,سهم,سمت,از تاریخ,تا تاریخ\n\
         سازه گستر,10380284790,علی کریمی,0076229645,۶٪,,1400/01/01,\n\
         سازه‌گستر,10380284790,هلدینگ نور,10240117985,1/3,,1400/01/01,1402/01/01\n\
         سازه گستر,10380284790,زهرا نوری,,140,,,\n\
         سازه گستر,10380284790,زهرا نوری,,80,,1401/01/01,\n\
         سازه گستر,10380284790,مینا نوری,,,مدیرعامل,,\n\
         سازه گستر,10380284791,مینا نوری,,5,,,\n\
         سازه گستر,10380284790,مینا نوری,12,5,,,\n\
         سازه گستر,10380284790,مینا نوری,,,,,"
    )
    .unwrap();
    let lines: Vec<usize> = table.taken.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [2, 3, 5, 6]);
    assert_eq!(table.taken[0].1.share, Some(Share::percent(6)));
    assert!(matches!(table.taken[1].1.holder, Holder::Firm(_)));
    let refused: Vec<usize> = table.refused.iter().map(|refused| refused.line).collect();
    assert_eq!(refused, [4, 7, 8, 9]);
    assert!(matches!(table.refused[0].fault, Fault::Share(_)));
    assert!(matches!(table.refused[1].fault, Fault::LegalId(_)));
    assert_eq!(table.refused[2].fault, Fault::AnyId);
    // 6 and 80 and a third, from 1401/01/01 to 1402/01/01.
    assert_eq!(
        table.notes,
        [Noted {
            line: 5,
            note: Note::MoreThanTheWhole {
                firm: "سازه گستر".to_owned(),
                percent: "119.3333".to_owned(),
            },
        }]
    );
}

#[test]
fn columns_are_named_when_they_are_not_found() {
    let text = "نام متقاضی,نسبت\nعلی,همسر";
    let why = read!(read_holdings, text).unwrap_err();
    assert_eq!(
        why.to_string(),
        "no column holds “firm”; name one of them نام شرکت / شرکت / نام شخص حقوقی / firm / company, or say which it is. The table has نام متقاضی, نسبت"
    );
    let rows = rows("کارفرما,مالک,قسمت\nنور,علی کریمی,5");
    let mapping = Mapping::usual()
        .with("firm", "كارفرما")
        .with("holder", "مالک")
        .with("share", "قسمت");
    let table = read_holdings(
        rows.iter()
            .map(|(number, cells)| (*number, cells.as_slice())),
        &mapping,
    )
    .unwrap();
    assert_eq!(table.taken[0].1.share, Some(Share::percent(5)));
    let wrong = Mapping::usual().with("firm", "شرکت");
    let why = read_holdings(
        rows.iter()
            .map(|(number, cells)| (*number, cells.as_slice())),
        &wrong,
    );
    assert!(matches!(why, Err(MappingError::NoColumn { .. })));
}

proptest! {
    #[test]
    fn every_line_is_taken_or_refused(cells in prop::collection::vec(prop::collection::vec("[۰-۹0-9/ا-ی ]{0,12}|سازه|علی کریمی|همسر|5", 4), 0..8)) {
        let heads = ["نام شرکت", "سهامدار", "نسبت", "سهم"].map(str::to_owned).to_vec();
        let rows: Vec<Vec<String>> = std::iter::once(heads).chain(cells).collect();
        let lines = || rows.iter().enumerate().map(|(at, cells)| (at + 1, cells.as_slice()));
        let empty = rows.iter().filter(|row| row.iter().all(|cell| cell.trim().is_empty())).count();
        let table = read_holdings(lines(), &Mapping::usual()).unwrap();
        let mut told: Vec<usize> = table.refused.iter().map(|refused| refused.line).chain(table.taken.iter().map(|(line, _)| *line)).collect();
        told.sort_unstable();
        told.dedup();
        prop_assert_eq!(told.len(), rows.len() - 1 - empty);
        let _ = read_kin(lines(), &Mapping::usual());
        let _ = read_staff(lines(), &Mapping::usual());
    }
}
