//! Reports of headings, paragraphs and tables.

use serde_json::{Value, json};

use crate::typesetter::{DocumentError, IssueDate, Language, Pdf, Typesetter};
use crate::world::Template;

/// A report in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportData {
    /// The organisation that reports.
    pub organisation: String,
    /// The body it belongs to; may be empty.
    pub parent: String,
    /// Title of the report.
    pub title: String,
    /// The period it covers, as text; may be empty.
    pub period: String,
    /// Its parts in order.
    pub parts: Vec<ReportPart>,
    /// Date of issue for the file's metadata.
    pub issued: IssueDate,
    /// Whether the data are made up; every page then says so.
    pub demonstration: bool,
}

/// One part of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportPart {
    /// A heading.
    Heading(String),
    /// Text; an empty line begins a new paragraph.
    Paragraph(String),
    /// Text in fixed width, left to right, line by line as it is: a hash, a proof.
    Code(String),
    /// A table.
    Table(ReportTable),
}

/// A table whose cells are already formatted for reading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportTable {
    /// Caption above; may be empty.
    pub caption: String,
    /// Column heads; repeated on every page.
    pub head: Vec<String>,
    /// Which columns hold numbers, in the order of `head`; columns not named hold words.
    pub numeric: Vec<bool>,
    /// Rows with one cell per column.
    pub rows: Vec<Vec<String>>,
    /// Note below, such as the source; may be empty.
    pub note: String,
}

fn part(part: &ReportPart) -> Result<Option<Value>, DocumentError> {
    Ok(Some(match part {
        ReportPart::Heading(text) => json!({ "type": "heading", "text": text }),
        ReportPart::Paragraph(text) => json!({ "type": "paragraph", "text": text }),
        ReportPart::Code(text) => json!({ "type": "code", "text": text }),
        ReportPart::Table(table) if table.head.is_empty() && table.rows.is_empty() => {
            return Ok(None);
        }
        ReportPart::Table(table) => {
            let head = table.head.len();
            if let Some((index, row)) = table
                .rows
                .iter()
                .enumerate()
                .find(|(_, row)| row.len() != head)
            {
                return Err(DocumentError::Table {
                    caption: table.caption.clone(),
                    row: index + 1,
                    cells: row.len(),
                    head,
                });
            }
            json!({
                "type": "table", "caption": table.caption, "head": table.head, "numeric": table.numeric, "rows": table.rows, "note": table.note,
            })
        }
    }))
}

impl Typesetter {
    /// The report; tables run over pages with their heads repeated.
    pub fn table_report(
        &self,
        data: &ReportData,
        language: Language,
    ) -> Result<Pdf, DocumentError> {
        let parts = data
            .parts
            .iter()
            .filter_map(|p| part(p).transpose())
            .collect::<Result<Vec<_>, _>>()?;
        let value = json!({
            "organisation": data.organisation,
            "parent": data.parent,
            "title": data.title,
            "period": data.period,
            "parts": parts,
            "demonstration": data.demonstration,
        });
        let identity = format!(
            "report {} {} {}",
            data.organisation, data.title, data.period
        );
        self.set(
            Template::Report,
            value,
            language,
            data.issued,
            &identity,
            None,
        )
    }
}
