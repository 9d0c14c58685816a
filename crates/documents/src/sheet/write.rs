//! Workbooks: one sheet per table, right to left for Persian, head frozen, numbers as numbers.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::SheetError;
use crate::typesetter::{IssueDate, Language};

/// A cell with its type, so that a spreadsheet program can calculate with it.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words. Never taken for a formula, even when they begin with `=`. At most 32,767 characters.
    Text(String),
    /// A whole number. Beyond 2^53, where spreadsheets lose digits, it is written as words.
    Integer(i64),
    /// A number; NaN and infinities leave the cell empty.
    Number(f64),
    /// A share from 0 to 1, shown as per cent; NaN and infinities leave the cell empty.
    Percent(f64),
    /// Nothing, or a suppressed value.
    Empty,
}

/// One sheet of a workbook.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Name on the tab. Characters that spreadsheets forbid are replaced, and it is cut to 31 characters.
    pub name: String,
    /// Column heads.
    pub head: Vec<String>,
    /// Rows; at most 1,048,575 of at most 16,384 cells.
    pub rows: Vec<Vec<Cell>>,
}

/// The largest whole number that a spreadsheet holds exactly.
const EXACT: u64 = 1 << 53;
const MOST_CHARACTERS: usize = 32_767;

/// Writes the sheets as one XLSX file. The same input gives the same bytes: `issued` is the file's date.
///
/// ```
/// use documents::{Cell, IssueDate, Language, Sheet, write_workbook};
/// let sheet = Sheet { name: "شکایت‌ها".into(), head: vec!["ماه".into(), "تعداد".into()], rows: vec![vec![Cell::Text("آذر".into()), Cell::Integer(12)]] };
/// let bytes = write_workbook(&[sheet], Language::Persian, IssueDate { year: 2026, month: 11, day: 22 }).unwrap();
/// assert!(bytes.starts_with(b"PK"));
/// ```
pub fn write_workbook(
    sheets: &[Sheet],
    language: Language,
    issued: IssueDate,
) -> Result<Vec<u8>, SheetError> {
    let mut workbook = Workbook::new();
    let year = u16::try_from(issued.year).unwrap_or(0);
    let date = ExcelDateTime::from_ymd(year, issued.month, issued.day)
        .map_err(|e| write_error("the issue date", &e))?;
    workbook.set_properties(
        &DocProperties::new()
            .set_creation_datetime(&date)
            .set_author("Amin"),
    );
    let mut taken: Vec<String> = Vec::new();
    for sheet in sheets {
        let name = sheet_name(&sheet.name, &taken);
        let worksheet = workbook.add_worksheet();
        worksheet
            .set_name(name.clone())
            .map_err(|e| write_error(&sheet.name, &e))?;
        fill(worksheet, sheet, language).map_err(|e| write_error(&sheet.name, &e))?;
        taken.push(name);
    }
    if sheets.is_empty() {
        workbook.add_worksheet();
    }
    workbook
        .save_to_buffer()
        .map_err(|e| write_error("the workbook", &e))
}

fn write_error(what: &str, error: &XlsxError) -> SheetError {
    SheetError::Write {
        what: what.to_owned(),
        message: error.to_string(),
    }
}

fn fill(worksheet: &mut Worksheet, sheet: &Sheet, language: Language) -> Result<(), XlsxError> {
    worksheet.set_right_to_left(language == Language::Persian);
    worksheet.set_freeze_panes(1, 0)?;
    worksheet.set_repeat_rows(0, 0)?;
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_border_bottom(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter);
    let (words, whole) = (Format::new(), Format::new().set_num_format("#,##0"));
    let (number, percent) = (
        Format::new().set_num_format("#,##0.##"),
        Format::new().set_num_format("0.0%"),
    );
    let mut widths: Vec<usize> = Vec::new();
    let mut widen = |column: usize, characters: usize| {
        if widths.len() <= column {
            widths.resize(column + 1, 8);
        }
        widths[column] = widths[column].max(characters.min(60));
    };
    for (column, title) in sheet.head.iter().enumerate() {
        worksheet.write_string_with_format(0, index(column), cut(title), &head)?;
        widen(column, title.chars().count());
    }
    for (i, row) in sheet.rows.iter().enumerate() {
        let r = u32::try_from(i + 1).unwrap_or(u32::MAX);
        for (column, cell) in row.iter().enumerate() {
            let c = index(column);
            match cell {
                Cell::Text(text) => {
                    worksheet.write_string_with_format(r, c, cut(text), &words)?;
                    widen(column, text.chars().count());
                }
                Cell::Integer(n) if n.unsigned_abs() <= EXACT => {
                    worksheet.write_number_with_format(r, c, *n as f64, &whole)?;
                }
                Cell::Integer(n) => {
                    worksheet.write_string_with_format(r, c, n.to_string(), &words)?;
                    widen(column, 20);
                }
                Cell::Number(n) if n.is_finite() => {
                    worksheet.write_number_with_format(r, c, *n, &number)?;
                }
                Cell::Percent(n) if n.is_finite() => {
                    worksheet.write_number_with_format(r, c, *n, &percent)?;
                }
                Cell::Number(_) | Cell::Percent(_) | Cell::Empty => {}
            }
        }
    }
    for (column, width) in widths.iter().enumerate() {
        worksheet.set_column_width(index(column), *width as f64 * 1.1 + 2.0)?;
    }
    Ok(())
}

/// Beyond the last column the writer itself refuses, with its own message.
fn index(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

fn cut(text: &str) -> String {
    text.chars().take(MOST_CHARACTERS).collect()
}

fn sheet_name(wanted: &str, taken: &[String]) -> String {
    let allowed: String = wanted
        .chars()
        .map(|c| match c {
            '[' | ']' | ':' | '*' | '?' | '/' | '\\' => ' ',
            // A name may not begin or end with an apostrophe, and cutting may put one at the end.
            '\'' => '’',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect();
    let trimmed = allowed.trim();
    let base = if trimmed.is_empty() { "–" } else { trimmed };
    let mut name = shortened(base, "");
    let mut copy = 1;
    while taken
        .iter()
        .any(|t| t.to_lowercase() == name.to_lowercase())
    {
        copy += 1;
        name = shortened(base, &format!(" {copy}"));
    }
    name
}

/// The beginning of a name and a suffix within 31 UTF-16 units, the unit in which spreadsheets count.
fn shortened(base: &str, suffix: &str) -> String {
    let mut used = suffix.len();
    let kept = base.chars().take_while(|c| {
        used += c.len_utf16();
        used <= 31
    });
    kept.chain(suffix.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_allowed_short_and_different() {
        assert_eq!(sheet_name("a/b:[c]", &[]), "a b  c");
        assert_eq!(sheet_name("", &[]), "–");
        let long = "شهرداری ".repeat(8);
        let first = sheet_name(&long, &[]);
        let second = sheet_name(&long, std::slice::from_ref(&first));
        assert!(
            first.chars().count() <= 31
                && second.chars().count() <= 31
                && first != second
                && second.ends_with(" 2")
        );
    }
}
