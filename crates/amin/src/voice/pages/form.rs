//! Reading a form with or without files. Whatever is wrong with a file, all other values are kept.

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;

use crate::platform::errors::{FieldError, Say};
use crate::voice::files::{self, FileRefusal};
use crate::voice::rules::Rules;
use crate::voice::store::Attachment;

/// Largest body of a form without files, in bytes.
const MOST_PLAIN: usize = 256 * 1024;

/// A form as it came.
#[derive(Default)]
pub(super) struct Form {
    fields: Vec<(String, String)>,
    /// Files that are kept, sent now or with an earlier try of the same form.
    pub(super) attachments: Vec<Attachment>,
    /// What is wrong with files.
    pub(super) faults: Vec<FieldError>,
}

impl Form {
    /// The first value of a field; empty where there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(field, _)| field == name)
            .map_or("", |(_, value)| value)
    }

    fn fault(&mut self, say: Say) {
        self.faults.push(FieldError {
            field: "files",
            why: say,
        });
    }
}

/// Reads a form. Files are kept at once under their hash, so that a refused form need not be filled in anew.
pub(super) async fn read(request: Request, rules: &Rules, data: &std::path::Path) -> Form {
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("")
        .to_owned();
    let mut form = Form::default();
    if kind.starts_with("multipart/form-data") {
        match Multipart::from_request(request, &()).await {
            Ok(parts) => multipart(&mut form, parts, rules, data).await,
            Err(_) => form.fault(Say::new(|t| t.voice_form_broken().to_owned())),
        }
    } else {
        let body = axum::body::to_bytes(request.into_body(), MOST_PLAIN)
            .await
            .unwrap_or_default();
        form.fields = serde_urlencoded::from_bytes(&body).unwrap_or_default();
    }
    let earlier: Vec<String> = form
        .fields
        .iter()
        .filter(|(name, _)| name == "kept")
        .map(|(_, value)| value.clone())
        .collect();
    let mut attachments = Vec::new();
    for value in earlier {
        let (sha256, name) = value
            .split_once('/')
            .map(|(hash, name)| (hash.to_owned(), name.to_owned()))
            .unwrap_or_default();
        let data = data.to_owned();
        let kept = tokio::task::spawn_blocking(move || files::kept(&data, &name, &sha256)).await;
        attachments.extend(kept.ok().flatten());
    }
    attachments.append(&mut form.attachments);
    // The same picture chosen twice is one attachment.
    let mut seen: Vec<String> = Vec::new();
    attachments.retain(|attachment| {
        let new = !seen.contains(&attachment.sha256);
        seen.push(attachment.sha256.clone());
        new
    });
    form.attachments = attachments;
    form
}

async fn multipart(form: &mut Form, mut parts: Multipart, rules: &Rules, data: &std::path::Path) {
    let most = usize::try_from(rules.limit("voice.attachment-bytes")).unwrap_or(0);
    let most_files = usize::try_from(rules.limit("voice.attachment-count")).unwrap_or(0);
    loop {
        let part = match parts.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => return,
            Err(_) => return form.fault(Say::new(|t| t.voice_form_broken().to_owned())),
        };
        let field = part.name().unwrap_or("").to_owned();
        let Some(name) = part.file_name().map(str::to_owned) else {
            match part.text().await {
                Ok(text) => form.fields.push((field, text)),
                Err(_) => return form.fault(Say::new(|t| t.voice_form_broken().to_owned())),
            }
            continue;
        };
        let Some((bytes, whole)) = content(part, most).await else {
            return form.fault(Say::new(|t| t.voice_form_broken().to_owned()));
        };
        // A file field in which nothing was chosen is sent without name and content.
        if name.is_empty() && bytes.is_empty() {
            continue;
        }
        let shown = name.rsplit(['/', '\\']).next().unwrap_or("").to_owned();
        if !whole {
            form.fault(Say::new(move |t| {
                t.voice_file_large(&shown, most.div_ceil(1_000_000))
            }));
            continue;
        }
        if form.attachments.len() >= most_files {
            form.fault(Say::new(move |t| t.voice_files_many(most_files)));
            continue;
        }
        let data = data.to_owned();
        let kept = tokio::task::spawn_blocking(move || files::keep(&data, &name, &bytes)).await;
        match kept {
            Ok(Ok(attachment)) => form.attachments.push(attachment),
            Ok(Err(FileRefusal::Type)) => form.fault(Say::new(move |t| t.voice_file_type(&shown))),
            Ok(Err(FileRefusal::Empty)) => {
                form.fault(Say::new(move |t| t.voice_file_empty(&shown)));
            }
            Ok(Err(FileRefusal::Disk(why))) => {
                tracing::error!(error = why, "an attachment could not be kept");
                form.fault(Say::new(move |t| t.voice_file_not_kept(&shown)));
            }
            Err(_) => form.fault(Say::new(move |t| t.voice_file_not_kept(&shown))),
        }
    }
}

/// The content of a part, up to `most` bytes; whether that was all. The rest is read and dropped, so that the form's other fields still
/// come. None where the request broke off.
async fn content(
    mut part: axum::extract::multipart::Field<'_>,
    most: usize,
) -> Option<(Vec<u8>, bool)> {
    let mut bytes = Vec::new();
    let mut whole = true;
    loop {
        match part.chunk().await {
            Ok(Some(chunk)) if whole && bytes.len() + chunk.len() <= most => {
                bytes.extend_from_slice(&chunk);
            }
            Ok(Some(_)) => whole = false,
            Ok(None) => return Some((bytes, whole)),
            Err(_) => return None,
        }
    }
}

impl Form {
    /// A form with some values filled in beforehand.
    pub(super) fn begun(fields: &[(&str, &str)]) -> Self {
        let fields = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Self {
            fields,
            ..Self::default()
        }
    }
}
