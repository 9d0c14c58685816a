//! The letter that answers a citizen's message.

use serde_json::json;

use crate::qr_svg;
use crate::typesetter::{DocumentError, IssueDate, Language, Pdf, Typesetter};
use crate::world::Template;

/// What an answer letter says, with the head of Iranian official letters: number, date, attachments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerData {
    /// The organisation that answers.
    pub organisation: String,
    /// The body it belongs to; may be empty.
    pub parent: String,
    /// Number of the letter («شماره»).
    pub number: String,
    /// Date of the letter («تاریخ»), as text.
    pub date: String,
    /// Attachments («پیوست»); empty means none.
    pub attachments: String,
    /// Whom the letter addresses, in full courtesy.
    pub recipient: String,
    /// Subject of the message answered.
    pub subject: String,
    /// Tracking code of the message.
    pub tracking_code: String,
    /// The answer; an empty line inside a string begins a new paragraph.
    pub paragraphs: Vec<String>,
    /// Who signs; may be empty where the post alone signs.
    pub signer: String,
    /// The signer's post.
    pub signer_post: String,
    /// How to object, to whom and until when.
    pub appeal: Vec<String>,
    /// Address of the follow-up page; also the content of the QR code, hence at most 2,331 bytes.
    pub url: String,
    /// Date of issue for the file's metadata.
    pub issued: IssueDate,
    /// Whether the data are made up; every page then says so.
    pub demonstration: bool,
}

impl Typesetter {
    /// The answer letter.
    pub fn message_answer(
        &self,
        data: &AnswerData,
        language: Language,
    ) -> Result<Pdf, DocumentError> {
        let picture = qr_svg(&data.url, "")?;
        let value = json!({
            "organisation": data.organisation,
            "parent": data.parent,
            "number": data.number,
            "date": data.date,
            "attachments": data.attachments,
            "recipient": data.recipient,
            "subject": data.subject,
            "tracking_code": data.tracking_code,
            "paragraphs": data.paragraphs,
            "signer": data.signer,
            "signer_post": data.signer_post,
            "appeal": data.appeal,
            "url": data.url,
            "demonstration": data.demonstration,
        });
        let identity = format!("answer {} {}", data.organisation, data.number);
        self.set(
            Template::Answer,
            value,
            language,
            data.issued,
            &identity,
            Some(picture),
        )
    }
}
