//! From data to PDF bytes.

use std::borrow::Cow;
use std::sync::OnceLock;

use serde::Serialize;
use serde_json::{Value, json};
use typst::comemo;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::clean::clean_value;
use crate::world::{Job, Prepared, Template};

/// Language and direction of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Persian, right to left, Persian digits.
    Persian,
    /// English, left to right.
    English,
}

impl Language {
    fn code(self) -> &'static str {
        match self {
            Language::Persian => "fa",
            Language::English => "en",
        }
    }

    /// A whole number in the digits of the language, without grouping.
    pub(crate) fn digits(self, number: u64) -> String {
        let text = number.to_string();
        match self {
            Language::English => text,
            Language::Persian => text
                .bytes()
                .filter_map(|b| char::from_u32(0x6f0 + u32::from(b - b'0')))
                .collect(),
        }
    }
}

/// Gregorian date of issue, for the metadata of the file; the printed date is text given with the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct IssueDate {
    /// Year, 0 to 9999.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
}

/// A finished file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The bytes of the PDF. The same data give the same bytes.
    pub bytes: Vec<u8>,
    /// Whether the file conforms to PDF/A-2a (archiving) and PDF/UA-1 (accessibility). False only for texts that the standards cannot
    /// express; such a file is a tagged PDF 1.7.
    pub archival: bool,
}

/// Why a document was not made.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum DocumentError {
    /// A font file could not be read.
    #[error(
        "font file number {index} (from 0) is not a TrueType or OpenType font; check the fonts given to Typesetter::new"
    )]
    Font {
        /// Place in the list of fonts.
        index: usize,
    },
    /// The text of a QR code is too long.
    #[error(
        "{bytes} bytes do not fit into a QR code; give a text of at most 2331 bytes, such as a short address"
    )]
    QrTooLong {
        /// Length of the text.
        bytes: usize,
    },
    /// The issue date does not exist.
    #[error("{year}-{month}-{day} is not a date of the Gregorian calendar; give the day of issue")]
    Date {
        /// Year given.
        year: i32,
        /// Month given.
        month: u8,
        /// Day given.
        day: u8,
    },
    /// A table's row does not fit its head.
    #[error(
        "row {row} of the table «{caption}» has {cells} cells and its head has {head}; give every row one cell per column"
    )]
    Table {
        /// Caption of the table.
        caption: String,
        /// Row, counted from 1.
        row: usize,
        /// Cells found.
        cells: usize,
        /// Cells wanted.
        head: usize,
    },
    /// A template failed: a fault of this crate, not of the data.
    #[error(
        "the document could not be set: {message}; please report this as a fault of the program"
    )]
    Internal {
        /// What Typst says.
        message: String,
    },
}

/// Sets documents with the caller's fonts. Cheap to create: fonts are parsed and Typst's library is built with the first document, and
/// what Typst remembers is dropped after each one.
pub struct Typesetter {
    fonts: Vec<Bytes>,
    prepared: OnceLock<Prepared>,
}

impl Typesetter {
    /// `fonts` are whole TTF or OTF files; they should contain the family Vazirmatn in regular and bold. A Latin monospaced face is built in.
    pub fn new(fonts: Vec<Cow<'static, [u8]>>) -> Typesetter {
        Typesetter {
            fonts: fonts.into_iter().map(Bytes::new).collect(),
            prepared: OnceLock::new(),
        }
    }

    fn prepared(&self) -> Result<&Prepared, DocumentError> {
        if let Some(prepared) = self.prepared.get() {
            return Ok(prepared);
        }
        let prepared = Prepared::new(&self.fonts)?;
        Ok(self.prepared.get_or_init(|| prepared))
    }

    /// `identity` names the document for the file's identifier; it must not change between prints of the same document.
    pub(crate) fn set(
        &self,
        template: Template,
        mut data: Value,
        language: Language,
        issued: IssueDate,
        identity: &str,
        picture: Option<String>,
    ) -> Result<Pdf, DocumentError> {
        let IssueDate { year, month, day } = issued;
        if !(0..=9999).contains(&year) || Datetime::from_ymd(year, month, day).is_none() {
            return Err(DocumentError::Date { year, month, day });
        }
        let prepared = self.prepared()?;
        clean_value(&mut data, &|c| prepared.covers(c));
        data["lang"] = json!(language.code());
        data["issued"] = json!(issued);
        let job = Job::new(prepared, template, data.to_string().into_bytes(), picture)?;
        let document = typst::compile::<PagedDocument>(&job)
            .output
            .map_err(|errors| internal(&errors));
        let pdf =
            document.and_then(|document| {
                let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
                    .map_err(|e| DocumentError::Internal {
                        message: e.message().to_string(),
                    })?;
                let options = |standards| PdfOptions {
                    ident: Smart::Custom(identity.to_owned()),
                    creator: Smart::Custom(Some("Amin".to_owned())),
                    standards,
                    ..PdfOptions::default()
                };
                let strict = typst_pdf::pdf(&document, &options(standards));
                let archival = strict.is_ok();
                let bytes = strict
                    .or_else(|_| typst_pdf::pdf(&document, &options(PdfStandards::default())))
                    .map_err(|errors| internal(&errors))?;
                Ok(Pdf { bytes, archival })
            });
        // Typst memoises globally; without this every document would stay in memory.
        comemo::evict(0);
        pdf
    }
}

fn internal(errors: &[SourceDiagnostic]) -> DocumentError {
    let messages: Vec<&str> = errors.iter().map(|e| e.message.as_str()).collect();
    DocumentError::Internal {
        message: messages.join("; "),
    }
}
