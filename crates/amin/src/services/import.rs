//! Services from a spreadsheet: which column says what, which rows cannot be taken and why. Pure.

use documents::Row;

use super::model::{ServiceInput, TimeUnit};
use crate::platform::errors::Say;

/// A row that was left out.
#[derive(Debug, Clone)]
pub struct RefusedRow {
    /// Its number in the file.
    pub number: usize,
    /// Why, and how to mend it.
    pub why: Say,
}

/// A life stage and its names.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Stage {
    /// Code.
    pub id: String,
    /// Persian name.
    pub name: String,
    /// English name.
    pub name_en: String,
}

/// Columns: the code in templates, and the heads that people write, compared without spaces and letter variants.
pub const COLUMNS: [(&str, &[&str]); 21] = [
    ("code", &["کد خدمت", "کد", "شناسه خدمت", "service code"]),
    ("name", &["نام خدمت", "نام", "عنوان", "عنوان خدمت", "title"]),
    ("name_en", &["نام انگلیسی", "عنوان انگلیسی", "english name"]),
    ("life_stage", &["دوره زندگی", "مرحله زندگی", "life stage"]),
    (
        "responsible",
        &[
            "واحد مسئول",
            "مسئول",
            "سازمان مسئول",
            "دستگاه مسئول",
            "واحد",
            "unit",
        ],
    ),
    (
        "responsible_en",
        &["نام انگلیسی واحد", "responsible (english)"],
    ),
    ("description", &["شرح خدمت", "شرح", "توضیح"]),
    ("description_en", &["شرح انگلیسی", "description (english)"]),
    ("documents", &["مدارک لازم", "مدارک"]),
    ("fee", &["هزینه", "شرح هزینه", "تعرفه"]),
    (
        "fee_rials",
        &["مبلغ (ریال)", "مبلغ", "مبلغ به ریال", "fee (rials)"],
    ),
    ("legal_time", &["مهلت قانونی", "مهلت", "زمان", "legal time"]),
    (
        "legal_time_unit",
        &["یکای مهلت", "واحد زمان", "legal time unit"],
    ),
    ("legal_time_source", &["منبع مهلت", "legal time source"]),
    ("steps", &["گام‌ها", "مراحل", "گام‌های کار"]),
    (
        "legal_basis",
        &["مستند قانونی", "مبنای قانونی", "legal basis"],
    ),
    ("appeal", &["راه اعتراض", "مرجع اعتراض", "appeal route"]),
    ("channel", &["شیوه دریافت", "محل دریافت", "درگاه"]),
    ("source", &["منبع", "منبع اطلاعات"]),
    ("valid_from", &["معتبر از", "تاریخ اعتبار", "valid from"]),
    ("active", &["فعال", "ارائه می‌شود"]),
];

/// The Persian heads of the template file.
pub fn template_head() -> Vec<&'static str> {
    COLUMNS.iter().map(|(_, heads)| heads[0]).collect()
}

/// A row that was read, or why it was not.
pub type ReadRow = (usize, Result<ServiceInput, Say>);

/// Reads the rows of a table whose first row names the columns. An error says which needed column is missing.
pub fn read_rows(rows: &[Row], stages: &[Stage]) -> Result<Vec<ReadRow>, Say> {
    let head: Vec<String> = rows
        .first()
        .map(|row| row.cells.iter().map(|c| persian::search_key(c)).collect())
        .unwrap_or_default();
    let place = |code: &str| {
        let (_, names) = COLUMNS.iter().find(|(column, _)| *column == code)?;
        std::iter::once(&code)
            .chain(names.iter())
            .find_map(|name| head.iter().position(|h| *h == persian::search_key(name)))
    };
    let places: Vec<Option<usize>> = COLUMNS.iter().map(|(code, _)| place(code)).collect();
    for needed in 0..2 {
        if places[needed].is_none() {
            let (code, names) = COLUMNS[needed];
            let persian = names[0];
            return Err(Say::new(move |t| {
                t.services_import_no_column(persian, code)
            }));
        }
    }
    Ok(rows
        .iter()
        .skip(1)
        .map(|row| (row.number, read_row(row, &places, stages)))
        .collect())
}

fn read_row(row: &Row, places: &[Option<usize>], stages: &[Stage]) -> Result<ServiceInput, Say> {
    let cell = |code: &str| {
        let column = COLUMNS.iter().position(|(column, _)| *column == code)?;
        row.cells
            .get(places[column]?)
            .map(|text| text.trim())
            .filter(|text| !text.is_empty())
    };
    let text = |code: &str| cell(code).unwrap_or_default().to_owned();
    let list = |code: &str| text(code).replace('|', "\n");
    let number = |code: &'static str| {
        cell(code)
            .map(|written| {
                let written = written.to_owned();
                persian::parse_integer(&written)
                    .map_err(|_| Say::new(move |t| t.services_import_number(&written, code)))
            })
            .transpose()
    };
    let unit = cell("legal_time_unit")
        .map(|written| {
            let written = written.to_owned();
            TimeUnit::of(&written)
                .ok_or_else(|| Say::new(move |t| t.services_import_unit(&written)))
        })
        .transpose()?;
    let stage = text("life_stage");
    let wanted = persian::search_key(&stage);
    let known = stages
        .iter()
        .find(|s| {
            [&s.id, &s.name, &s.name_en]
                .into_iter()
                .any(|name| persian::search_key(name) == wanted)
        })
        .ok_or_else(|| {
            let stage = stage.clone();
            Say::new(move |t| t.services_import_stage(&stage))
        })?;
    let active = match cell("active") {
        None => true,
        Some(word) => !["false", "0", "no", "خیر", "نه", "غیرفعال"]
            .iter()
            .any(|no| persian::search_key(no) == persian::search_key(word)),
    };
    Ok(ServiceInput {
        code: text("code"),
        name: text("name"),
        name_en: text("name_en"),
        life_stage: known.id.clone(),
        unit: None,
        responsible: text("responsible"),
        responsible_en: text("responsible_en"),
        description: text("description"),
        description_en: text("description_en"),
        documents: list("documents"),
        fee: text("fee"),
        fee_rials: number("fee_rials")?,
        legal_time: number("legal_time")?,
        legal_time_unit: unit,
        legal_time_source: text("legal_time_source"),
        steps: list("steps"),
        legal_basis: list("legal_basis"),
        appeal: list("appeal"),
        channel: text("channel"),
        source: text("source"),
        valid_from: text("valid_from"),
        active,
    })
}

#[cfg(test)]
mod tests {
    use documents::{Limits, read_table};

    use super::*;
    use crate::platform::texts::{Lang, Texts};

    fn stages() -> Vec<Stage> {
        vec![Stage {
            id: "housing".into(),
            name: "مسکن و ساختمان".into(),
            name_en: "Housing and building".into(),
        }]
    }

    #[test]
    fn heads_may_be_persian_or_english() {
        for head in [
            "code,name,life_stage,legal_time,legal_time_unit,documents",
            "كد خدمت,نام خدمت,دوره زندگي,مهلت قانونی,یکای مهلت,مدارک لازم",
        ] {
            let csv = format!(
                "{head}\np1,پروانه,Housing and building,۳۰,روز کاری,کارت ملی|سند\np2,پایان کار,ناشناخته,,,\np3,نما,housing,سی,,\n"
            );
            let rows = read_rows(
                &read_table(csv.as_bytes(), "x.csv", &Limits::default()).unwrap(),
                &stages(),
            )
            .unwrap();
            let first = rows[0].1.as_ref().unwrap();
            assert_eq!(
                (first.legal_time, first.legal_time_unit),
                (Some(30), Some(TimeUnit::WorkingDay))
            );
            assert_eq!(first.documents, "کارت ملی\nسند");
            let why = rows[1].1.as_ref().unwrap_err().to(&Texts::of(Lang::En));
            assert!(rows[1].0 == 3 && why.contains("ناشناخته"), "{why}");
            assert!(
                rows[2]
                    .1
                    .as_ref()
                    .unwrap_err()
                    .to(&Texts::of(Lang::En))
                    .contains("سی")
            );
        }
    }

    #[test]
    fn a_table_without_the_needed_columns_is_refused() {
        let rows = read_table(b"a,b\n1,2\n", "x.csv", &Limits::default()).unwrap();
        let why = read_rows(&rows, &stages())
            .unwrap_err()
            .to(&Texts::of(Lang::En));
        assert!(why.contains("code"), "{why}");
    }
}
