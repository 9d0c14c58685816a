use super::*;
use proptest::prelude::*;
use relations::bods;
use relations::model::{Grade, TieKind};
use relations::shares::Share;
use relations::tables::{Mapping, read_holdings, read_kin, read_staff};

fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
    text.lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line.split(',').map(str::to_owned).collect()))
        .collect()
}

macro_rules! table {
    ($read:ident, $text:expr) => {{
        let rows = rows($text);
        let lines = rows.iter().map(|(at, cells)| (*at, cells.as_slice()));
        $read(lines, &Mapping::usual()).expect("a table")
    }};
}

#[test]
fn offices_are_told_by_the_words_of_a_post() {
    assert_eq!(office("شهردار"), TieKind::MayorOf);
    assert_eq!(office("معاون شهردار"), TieKind::ManagerOf);
    assert_eq!(office("رئيس اداره املاك"), TieKind::ManagerOf);
    assert_eq!(office("عضو شورای شهر"), TieKind::CouncilMemberOf);
    assert_eq!(office("کارشناس پروانه"), TieKind::StaffOf);
}

#[test]
fn two_people_of_one_name_stay_two_and_spelling_makes_no_third() {
    let one = table!(
        read_staff,
        "نام و نام خانوادگی,شماره پرسنلی,سمت\nعلی کریمی,12,کارشناس\nعلی کریمی,13,مدیر"
    );
    let two = table!(
        read_staff,
        "نام و نام خانوادگي,شماره پرسنلي,سمت\nعلي كريمي,۱۲,كارشناس\nعلي كريمي,۱۳,مدير"
    );
    let ids = |records: &Records| {
        records
            .parties
            .iter()
            .map(|party| party.id.clone())
            .collect::<Vec<_>>()
    };
    let (one, two) = (
        of_staff(&one, "body:town", "list"),
        of_staff(&two, "body:town", "list"),
    );
    assert_eq!(one.parties.len(), 2);
    assert_eq!(ids(&one), ids(&two));
}

#[test]
fn a_share_of_140_percent_and_an_unknown_number_are_refused_and_the_rest_is_taken() {
    let table = table!(
        read_holdings,
        "نام شرکت,شناسه ملی,سهامدار,کد ملی,سهم\n\
         شرکت الف,10380284790,علی کریمی,0076229645,140\n\
         شرکت الف,10380284790,رضا نوری,0183382390,60\n\
         شرکت الف,10380284790,شرکت ب,10240117985,40\n\
         شرکت الف,10380284791,شرکت ب,10240117985,1"
    );
    let records = of_firms(&table, "list", Grade::Register, |_| TieKind::Directs);
    assert_eq!(records.left_out(), 2);
    assert_eq!(records.ties.len(), 2);
    assert!(records.told.iter().any(|told| told.en.contains("line 2")
        && told.en.contains("140")
        && told.fa.contains("سطر ۲")));
}

#[test]
fn circles_are_kept_and_told() {
    let table = table!(
        read_holdings,
        "نام شرکت,شناسه ملی,سهامدار,کد ملی,سهم\n\
         شرکت الف,10380284790,شرکت ب,10240117985,40\n\
         شرکت ب,10240117985,شرکت الف,10380284790,30"
    );
    let records = of_firms(&table, "list", Grade::Register, |_| TieKind::Directs);
    assert_eq!((records.ties.len(), records.left_out()), (2, 0));
    assert_eq!(
        records
            .told
            .iter()
            .filter(|told| told.en.contains("circle"))
            .count(),
        1
    );
}

#[test]
fn relatives_in_arabic_letters() {
    let table = table!(
        read_kin,
        "كد ملي كارمند,نسبت,نام و نام خانوادگي,نام پدر\n0076229645,برادر زن,كامران يزدي,نصرالله\n,برادر,x,y"
    );
    let records = of_kin(&table, "list", |line| {
        line.employee_code
            .map(|code| format!("person:{code}"))
            .ok_or_else(|| ("نیست".to_owned(), "none".to_owned()))
    });
    assert_eq!((records.ties.len(), records.left_out()), (1, 1));
    assert_eq!(records.ties[0].kind, "spouse-sibling");
    assert_eq!(records.parties[0].name, "کامران یزدی");
    assert_eq!(records.parties[0].sex.as_deref(), Some("male"));
}

proptest! {
    #[test]
    fn statements_written_are_read_back(low in 0_u32..=50, more in 0_u32..=50, person in proptest::bool::ANY) {
        let share = Share::between(relations::shares::Fraction::percent(low.into()), relations::shares::Fraction::percent((low + more).into()));
        let (from, code) = if person { ("person:0076229645", "0076229645") } else { ("firm:10240117985", "10240117985") };
        let parties = [
            OutParty { id: from, kind: if person { "person" } else { "firm" }, name: "علی کریمی", national_id: Some(code) },
            OutParty { id: "firm:10380284790", kind: "firm", name: "شرکت الف", national_id: Some("10380284790") },
        ];
        let ties = [OutTie {
            id: "0123456789", from, to: "firm:10380284790", kind: TieKind::Owns, share: Some(share),
            since: Some("2024-03-20".to_owned()), until: None, grade: Grade::Register, source: "notice 1",
        }];
        let text = bods::write_array(&to_bods(&parties, &ties, "town", "2026-11-28"));
        let read = of_bods(text.as_bytes(), "2026-11-28", "again");
        prop_assert_eq!(&read.told, &Vec::new());
        prop_assert_eq!(read.ties.len(), 1);
        prop_assert_eq!(read.ties[0].share.clone(), Some(share_text(share)));
        prop_assert_eq!(read.ties[0].grade.as_str(), "register");
        prop_assert_eq!(read.ties[0].since.as_deref(), Some("2024-03-20"));
        prop_assert_eq!((&*read.ties[0].from, &*read.ties[0].to), (from, "firm:10380284790"));
    }
}
