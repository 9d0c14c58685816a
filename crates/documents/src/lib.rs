#![doc = include_str!("../README.md")]

mod answer;
mod certificate;
mod clean;
mod qr;
mod receipt;
mod report;
mod sheet;
mod typesetter;
mod world;

pub use answer::AnswerData;
pub use certificate::CertificateData;
pub use qr::qr_svg;
pub use receipt::ReceiptData;
pub use report::{ReportData, ReportPart, ReportTable};
pub use sheet::{Cell, Limits, Row, Sheet, SheetError, read_table, write_workbook};
pub use typesetter::{DocumentError, IssueDate, Language, Pdf, Typesetter};
