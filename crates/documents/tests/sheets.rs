//! Spreadsheets out and in, and the files that must be refused.

use std::io::{Cursor, Write as _};

use documents::{
    Cell, IssueDate, Language, Limits, Row, Sheet, SheetError, read_table, write_workbook,
};
use proptest::prelude::*;

const ISSUED: IssueDate = IssueDate {
    year: 2026,
    month: 11,
    day: 22,
};

fn cells(rows: &[Row]) -> Vec<Vec<&str>> {
    rows.iter()
        .map(|r| r.cells.iter().map(String::as_str).collect())
        .collect()
}

fn part(workbook: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
}

fn sample() -> Sheet {
    Sheet {
        name: "شکایت‌ها".into(),
        head: ["موضوع", "تعداد", "سهم", "میانه"].map(str::to_owned).into(),
        rows: vec![
            vec![
                Cell::Text("=HYPERLINK(\"x\")".into()),
                Cell::Integer(412),
                Cell::Percent(0.25),
                Cell::Number(9.5),
            ],
            vec![
                Cell::Text("پارک‌ها".into()),
                Cell::Integer(i64::MAX),
                Cell::Percent(f64::NAN),
                Cell::Empty,
            ],
        ],
    }
}

#[test]
fn a_workbook_comes_back_as_it_went() {
    let bytes = write_workbook(&[sample()], Language::Persian, ISSUED).unwrap();
    let rows = read_table(&bytes, "x.xlsx", &Limits::default()).unwrap();
    assert_eq!(
        cells(&rows),
        [
            vec!["موضوع", "تعداد", "سهم", "میانه"],
            vec!["=HYPERLINK(\"x\")", "412", "0.25", "9.5"],
            vec!["پارک‌ها", "9223372036854775807"]
        ]
    );
    assert_eq!(rows.iter().map(|r| r.number).collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn persian_sheets_run_right_to_left_with_a_frozen_head_and_no_formula() {
    let bytes = write_workbook(&[sample()], Language::Persian, ISSUED).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(
        sheet.contains("rightToLeft=\"1\"")
            && sheet.contains("state=\"frozen\"")
            && !sheet.contains("<f>")
    );
    assert!(sheet.contains("<v>412</v>"), "numbers are numbers");
    let english = write_workbook(&[sample()], Language::English, ISSUED).unwrap();
    assert!(!part(&english, "xl/worksheets/sheet1.xml").contains("rightToLeft"));
}

#[test]
fn the_same_sheets_give_the_same_bytes() {
    let write = || write_workbook(&[sample(), sample()], Language::Persian, ISSUED).unwrap();
    let first = write();
    // The file's clock counts seconds.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert_eq!(first, write());
    assert!(part(&first, "docProps/core.xml").contains("2026-11-22"));
}

#[test]
fn csv_of_every_habit_is_read() {
    let limits = Limits::default();
    let read = |text: &[u8]| read_table(text, "t.csv", &limits).unwrap();
    let plain = read("نام,تعداد\nپروانه,۱۲\n".as_bytes());
    assert_eq!(cells(&plain), [["نام", "تعداد"], ["پروانه", "۱۲"]]);
    assert_eq!(read("\u{feff}نام;تعداد\r\nپروانه;۱۲".as_bytes()), plain);
    assert_eq!(read("نام\tتعداد\nپروانه\t۱۲".as_bytes()), plain);
    let quoted = read(b"\"a,b\",\"say \"\"yes\"\"\"\n\n\"two\nlines\",x\nlast,y\n");
    assert_eq!(
        cells(&quoted),
        [["a,b", "say \"yes\""], ["two\nlines", "x"], ["last", "y"]]
    );
    assert_eq!(
        quoted.iter().map(|r| r.number).collect::<Vec<_>>(),
        [1, 3, 5],
        "numbers are those of the file's lines"
    );
}

#[test]
fn other_encodings_are_named_and_refused() {
    let limits = Limits::default();
    let message = |bytes: &[u8]| read_table(bytes, "t.csv", &limits).unwrap_err().to_string();
    // «سلام» in code page 1256, on the second line.
    assert!(message(b"name\n\xd3\xe1\xc7\xe3\n").starts_with(
        "t.csv, line 2: the text is not UTF-8 (it seems to be the old Arabic code page 1256)"
    ));
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain("سلام".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert!(message(&utf16).contains("UTF-16"));
    assert!(message(b"a\0b\0").contains("UTF-16"));
    assert!(message(&[0xd0, 0xcf, 0x11, 0xe0, 0, 0]).contains("XLS"));
    assert!(message(b"%PDF-1.7").contains("PDF"));
    assert!(message(b"PK\x03\x04garbage").contains("damaged"));
    assert_eq!(
        read_table(b" \n,,\n", "t.csv", &limits),
        Err(SheetError::Empty {
            name: "t.csv".into()
        })
    );
}

fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_file_that_unpacks_to_too_much_is_refused_before_it_is_read() {
    let bomb = zip_of(&[("xl/worksheets/sheet1.xml", &vec![b' '; 3 << 20])]);
    assert!(bomb.len() < 10_000);
    let limits = Limits {
        unpacked: 1 << 20,
        ..Limits::default()
    };
    assert_eq!(
        read_table(&bomb, "b.xlsx", &limits),
        Err(SheetError::Unpacks {
            name: "b.xlsx".into(),
            most: 1 << 20
        })
    );
}

#[test]
fn a_cell_in_the_last_corner_fills_no_memory() {
    let sheet = br#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="B1048576"><v>2</v></c></row></sheetData></worksheet>"#;
    let workbook = br#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let package = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let relations = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let file = zip_of(&[
        ("_rels/.rels", package),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/worksheets/sheet1.xml", sheet),
    ]);
    let rows = read_table(&file, "c.xlsx", &Limits::default()).unwrap();
    assert_eq!(cells(&rows), [vec!["1"], vec!["", "2"]]);
    assert_eq!(rows[1].number, 1_048_576);
}

#[test]
fn limits_are_told_with_their_row() {
    let small = Limits {
        rows: 2,
        columns: 2,
        text: 10,
        bytes: 60,
        ..Limits::default()
    };
    let message = |text: &str| {
        read_table(text.as_bytes(), "t.csv", &small)
            .unwrap_err()
            .to_string()
    };
    assert!(message("a\nb\nc\n").starts_with("t.csv, row 3: more than 2 rows"));
    assert!(message("a\nb,c,d\n").starts_with("t.csv, row 2: more than 2 columns"));
    assert!(message("abcdefghijk\n").contains("more than 10 bytes of text"));
    assert!(
        message(&"a\n".repeat(40)).contains("the file has 80 bytes and at most 60 are accepted")
    );
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400), packed in any::<bool>()) {
        let mut bytes = bytes;
        if packed {
            bytes.splice(0..0, *b"PK\x03\x04");
        }
        let _ = read_table(&bytes, "x", &Limits::default());
    }

    #[test]
    fn any_damage_to_a_workbook_is_survived(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = write_workbook(&[sample()], Language::Persian, ISSUED).unwrap();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = read_table(&bytes, "x", &Limits::default());
    }

    #[test]
    fn any_words_come_back(words in proptest::collection::vec("[^\\p{C}\\s_][^\\p{C}_]{0,20}", 1..5), names in proptest::collection::vec(any::<String>(), 1..4)) {
        let sheets: Vec<Sheet> = names
            .iter()
            .map(|n| Sheet { name: n.clone(), head: vec!["h".into()], rows: words.iter().map(|w| vec![Cell::Text(w.clone())]).collect() })
            .collect();
        let bytes = write_workbook(&sheets, Language::Persian, ISSUED).unwrap();
        let rows = read_table(&bytes, "x", &Limits::default()).unwrap();
        let back: Vec<&str> = rows[1..].iter().map(|r| r.cells[0].as_str()).collect();
        let wanted: Vec<&str> = words.iter().map(|w| w.trim()).collect();
        prop_assert_eq!(back, wanted);
    }
}
