//! The package for an authority: a ZIP with the record, its documents and evidence and a list of their hashes, encrypted to the key
//! of the authority (age, X25519), so that nobody on the way reads it.

use std::io::{Cursor, Write};
use std::path::Path;
use std::str::FromStr;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::platform::errors::{ActError, invalid, refused};
use crate::voice::files;
use crate::voice::store::Attachment;

/// A file that goes into a package.
#[derive(Debug, Clone)]
pub struct Part {
    /// Name in the package.
    pub name: String,
    /// SHA-256 that the record names, hex.
    pub sha256: String,
}

/// A package as it is kept.
#[derive(Debug, Clone)]
pub struct Sealed {
    /// The encrypted file.
    pub file: Attachment,
    /// SHA-256 of the list of hashes, hex.
    pub manifest_sha256: String,
    /// The key it is encrypted to.
    pub recipient: String,
}

/// The key of an authority as somebody typed it.
pub fn recipient(typed: &str) -> Result<age::x25519::Recipient, ActError> {
    age::x25519::Recipient::from_str(typed.trim())
        .map_err(|_| invalid("recipient", |t| t.cases_fault_recipient().to_owned()))
}

/// Makes the ZIP: `case.json`, the files, and `manifest.json` with name, bytes and SHA-256 of each. Gives the bytes and the hash of
/// the list. The order and the dates in it are fixed, so that the same case gives the same bytes. An error names the file.
pub fn pack(record: &Value, contents: &[(String, Vec<u8>)]) -> Result<(Vec<u8>, String), String> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    let text = serde_json::to_vec_pretty(record).map_err(|why| why.to_string())?;
    let mut list = Vec::new();
    let case = [("case.json".to_owned(), text)];
    for (name, bytes) in case.iter().chain(contents) {
        zip.start_file(name.as_str(), options)
            .map_err(|why| format!("{name}: {why}"))?;
        zip.write_all(bytes)
            .map_err(|why| format!("{name}: {why}"))?;
        list.push(json!({
            "name": name,
            "bytes": bytes.len(),
            "sha256": hex::encode(Sha256::digest(bytes)),
        }));
    }
    let manifest =
        serde_json::to_vec_pretty(&json!({ "files": list })).map_err(|why| why.to_string())?;
    zip.start_file("manifest.json", options)
        .map_err(|why| why.to_string())?;
    zip.write_all(&manifest).map_err(|why| why.to_string())?;
    let bytes = zip.finish().map_err(|why| why.to_string())?.into_inner();
    Ok((bytes, hex::encode(Sha256::digest(&manifest))))
}

/// Packs, encrypts and keeps. Blocks for reads and a write of the disk. A file that is no longer what the record says stops it.
pub fn seal(
    data: &Path,
    name: &str,
    record: &Value,
    parts: &[Part],
    to: &age::x25519::Recipient,
) -> Result<Sealed, ActError> {
    let broken = |why: String| ActError::Store(store::Error::Corrupt(why));
    let mut contents = Vec::new();
    for part in parts {
        let bytes = files::read(data, &part.sha256)
            .filter(|bytes| hex::encode(Sha256::digest(bytes)) == part.sha256)
            .ok_or_else(|| refused(|t| t.cases_refused_changed_file().to_owned()))?;
        contents.push((part.name.clone(), bytes));
    }
    let (zip, manifest_sha256) = pack(record, &contents).map_err(broken)?;
    let encrypted = age::encrypt(to, &zip).map_err(|why| broken(why.to_string()))?;
    let file = files::keep_as(data, name, "application/octet-stream", &encrypted)
        .map_err(|why| broken(format!("{why:?}")))?;
    Ok(Sealed {
        file,
        manifest_sha256,
        recipient: to.to_string(),
    })
}
