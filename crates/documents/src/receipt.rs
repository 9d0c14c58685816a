//! The receipt of a citizen's message.

use serde_json::json;

use crate::qr_svg;
use crate::typesetter::{DocumentError, IssueDate, Language, Pdf, Typesetter};
use crate::world::Template;

/// What a receipt says. Dates are text in the reader's calendar; all text is printed as it is and never read as markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptData {
    /// The organisation that received the message.
    pub organisation: String,
    /// The body it belongs to; may be empty.
    pub parent: String,
    /// Tracking code, printed large.
    pub tracking_code: String,
    /// Kind of message: complaint, criticism, suggestion, praise, information request.
    pub kind: String,
    /// Subject as the citizen wrote it.
    pub subject: String,
    /// When it was registered.
    pub date: String,
    /// When the answer is due.
    pub deadline: String,
    /// The unit that answers.
    pub unit: String,
    /// What happens next, one sentence each.
    pub next_steps: Vec<String>,
    /// Address of the follow-up page; also the content of the QR code, hence at most 2,331 bytes.
    pub url: String,
    /// Origin line of the log.
    pub origin: String,
    /// Index of the entry in the log, from 0.
    pub entry_index: u64,
    /// Size of the tree that covers the entry.
    pub tree_size: u64,
    /// Root hash, shortened for reading.
    pub root_hash: String,
    /// How many independent witnesses signed the checkpoint.
    pub witnesses: u32,
    /// Name of the proof file, for the command that verifies it.
    pub proof_file: String,
    /// The whole text of the tlog-proof.
    pub proof: String,
    /// Date of issue for the file's metadata.
    pub issued: IssueDate,
    /// Whether the data are made up; every page then says so.
    pub demonstration: bool,
}

impl Typesetter {
    /// The receipt: two pages, the second with the full proof.
    pub fn receipt(&self, data: &ReceiptData, language: Language) -> Result<Pdf, DocumentError> {
        let picture = qr_svg(&data.url, "")?;
        let value = json!({
            "organisation": data.organisation,
            "parent": data.parent,
            "tracking_code": data.tracking_code,
            "kind": data.kind,
            "subject": data.subject,
            "date": data.date,
            "deadline": data.deadline,
            "unit": data.unit,
            "next_steps": data.next_steps,
            "url": data.url,
            "origin": data.origin,
            "entry_index": language.digits(data.entry_index),
            "tree_size": language.digits(data.tree_size),
            "root_hash": data.root_hash,
            "witnesses": data.witnesses,
            "proof_file": data.proof_file,
            "proof": data.proof,
            "demonstration": data.demonstration,
        });
        let identity = format!("receipt {} {}", data.organisation, data.tracking_code);
        self.set(
            Template::Receipt,
            value,
            language,
            data.issued,
            &identity,
            Some(picture),
        )
    }
}
