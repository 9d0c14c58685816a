//! The certificate of a pledge to the charter.

use serde_json::json;

use crate::qr_svg;
use crate::typesetter::{DocumentError, IssueDate, Language, Pdf, Typesetter};
use crate::world::Template;

/// What a certificate says. Dates are text in the reader's calendar; all text is printed as it is and never read as markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateData {
    /// The organisation whose charter it is.
    pub organisation: String,
    /// Title of the charter.
    pub charter: String,
    /// Version of the charter, as text.
    pub version: String,
    /// Who pledged.
    pub name: String,
    /// The unit of the person; may be empty.
    pub unit: String,
    /// When.
    pub date: String,
    /// SHA-256 of the charter's text, hex.
    pub text_hash: String,
    /// Titles of the articles, with their numbers.
    pub articles: Vec<String>,
    /// Address of the page that confirms the certificate; also the content of the QR code, hence at most 2,331 bytes.
    pub url: String,
    /// Origin line of the log.
    pub origin: String,
    /// Index of the entry in the log, from 0.
    pub entry_index: u64,
    /// Size of the tree that covers the entry.
    pub tree_size: u64,
    /// Root hash.
    pub root_hash: String,
    /// How many independent witnesses signed the checkpoint.
    pub witnesses: u32,
    /// Name of the proof file, for the command that verifies it.
    pub proof_file: String,
    /// Date of issue for the file's metadata.
    pub issued: IssueDate,
    /// Whether the data are made up; every page then says so.
    pub demonstration: bool,
}

impl Typesetter {
    /// The certificate: one page.
    pub fn certificate(
        &self,
        data: &CertificateData,
        language: Language,
    ) -> Result<Pdf, DocumentError> {
        let picture = qr_svg(&data.url, "")?;
        let value = json!({
            "organisation": data.organisation,
            "charter": data.charter,
            "version": data.version,
            "name": data.name,
            "unit": data.unit,
            "date": data.date,
            "text_hash": data.text_hash,
            "articles": data.articles,
            "url": data.url,
            "origin": data.origin,
            "entry_index": language.digits(data.entry_index),
            "tree_size": language.digits(data.tree_size),
            "root_hash": data.root_hash,
            "witnesses": language.digits(u64::from(data.witnesses)),
            "proof_file": data.proof_file,
            "demonstration": data.demonstration,
        });
        let identity = format!("certificate {} {}", data.organisation, data.url);
        self.set(
            Template::Certificate,
            value,
            language,
            data.issued,
            &identity,
            Some(picture),
        )
    }
}
