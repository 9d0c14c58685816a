//! Reading a form with at most one document. A body that says it is too large is refused before a byte of it is read.

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;

use crate::platform::errors::{ActError, FieldError, Say};
use crate::platform::form::Fields;
use crate::platform::query;
use crate::voice::files::{self, FileRefusal};
use crate::voice::store::Attachment;

/// What other fields may take beside the document, in bytes.
const MOST_PLAIN: usize = 256 * 1024;

/// A form as it came.
#[derive(Debug, Default)]
pub struct Sent {
    /// The first value of each field.
    pub fields: Fields,
    /// All values in order, for fields that come more than once.
    pub all: Vec<(String, String)>,
    /// The document, kept under its hash.
    pub document: Option<Attachment>,
    /// What is wrong with the document.
    pub faults: Vec<FieldError>,
}

impl Sent {
    /// The value of a field without white space around it.
    pub fn get(&self, name: &str) -> &str {
        crate::platform::form::field(&self.fields, name)
    }

    /// All values of a field.
    pub fn values(&self, name: &str) -> Vec<String> {
        let named = self.all.iter().filter(|(field, _)| field == name);
        named.map(|(_, value)| value.clone()).collect()
    }

    /// An error where the document could not be taken.
    pub fn check(&self) -> Result<(), ActError> {
        if self.faults.is_empty() {
            Ok(())
        } else {
            Err(ActError::Invalid(self.faults.clone()))
        }
    }

    fn fault(&mut self, say: Say) {
        self.faults.push(FieldError {
            field: "document",
            why: say,
        });
    }

    fn put(&mut self, name: String, mut value: String) {
        value.retain(|c| c != '\0');
        self.all.push((name, value));
    }

    fn ended(mut self) -> Self {
        for (name, value) in &self.all {
            self.fields
                .entry(name.clone())
                .or_insert_with(|| value.clone());
        }
        self
    }
}

/// A header of a request, or empty.
fn text_of(request: &Request, name: header::HeaderName) -> String {
    let value = request.headers().get(name);
    value
        .and_then(|value| value.to_str().ok())
        .unwrap_or("")
        .to_owned()
}

/// Reads a form; a document larger than `most` bytes is refused with its limit.
pub async fn read(request: Request, most: usize, data: &std::path::Path) -> Sent {
    let kind = text_of(&request, header::CONTENT_TYPE);
    let length = text_of(&request, header::CONTENT_LENGTH);
    let length = length.parse::<u64>().unwrap_or(0);
    let mut sent = Sent::default();
    if !kind.starts_with("multipart/form-data") {
        let body = axum::body::to_bytes(request.into_body(), MOST_PLAIN)
            .await
            .unwrap_or_default();
        sent.all = query::fields(&body);
        return sent.ended();
    }
    if length > u64::try_from(most + MOST_PLAIN).unwrap_or(u64::MAX) {
        sent.fault(Say::new(move |t| {
            t.cases_fault_large(most.div_ceil(1_000_000))
        }));
        return sent;
    }
    match Multipart::from_request(request, &()).await {
        Ok(parts) => multipart(&mut sent, parts, most, data).await,
        Err(_) => sent.fault(Say::new(|t| t.cases_fault_broken().to_owned())),
    }
    sent.ended()
}

async fn multipart(sent: &mut Sent, mut parts: Multipart, most: usize, data: &std::path::Path) {
    loop {
        let mut part = match parts.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => return,
            Err(_) => return sent.fault(Say::new(|t| t.cases_fault_broken().to_owned())),
        };
        let field = part.name().unwrap_or("").to_owned();
        let Some(name) = part.file_name().map(str::to_owned) else {
            match part.text().await {
                Ok(text) => sent.put(field, text),
                Err(_) => return sent.fault(Say::new(|t| t.cases_fault_broken().to_owned())),
            }
            continue;
        };
        let mut bytes = Vec::new();
        loop {
            match part.chunk().await {
                Ok(Some(chunk)) if bytes.len() + chunk.len() <= most => {
                    bytes.extend_from_slice(&chunk);
                }
                // The rest is not read: what is two gigabytes long is refused after the first twenty million bytes.
                Ok(Some(_)) => {
                    return sent.fault(Say::new(move |t| {
                        t.cases_fault_large(most.div_ceil(1_000_000))
                    }));
                }
                Ok(None) => break,
                Err(_) => return sent.fault(Say::new(|t| t.cases_fault_broken().to_owned())),
            }
        }
        // A file field in which nothing was chosen is sent without name and content.
        if name.is_empty() && bytes.is_empty() {
            continue;
        }
        let data = data.to_owned();
        let kept = tokio::task::spawn_blocking(move || files::keep(&data, &name, &bytes)).await;
        match kept {
            Ok(Ok(document)) => sent.document = Some(document),
            Ok(Err(FileRefusal::Type)) => {
                sent.fault(Say::new(|t| t.cases_fault_type().to_owned()));
            }
            Ok(Err(FileRefusal::Empty)) => {
                sent.fault(Say::new(|t| t.cases_fault_empty().to_owned()));
            }
            Ok(Err(FileRefusal::Disk(why))) => {
                tracing::error!(error = why, "a document of a case could not be kept");
                sent.fault(Say::new(|t| t.cases_fault_broken().to_owned()));
            }
            Err(_) => sent.fault(Say::new(|t| t.cases_fault_broken().to_owned())),
        }
    }
}
