//! The receipt of a filing, in all its forms.

use ledger::receipt::Receipt;
use serde_json::{Value, json};
use store::{Conn, Error};

use super::store::Message;
use crate::platform::state::App;

/// The fields of the filing's record that the receipt shows: what was said and what was promised, never who said it.
pub const SHOWN: &[&str] = &[
    "at", "category", "code", "deadline", "district", "files", "kind", "right", "subject", "text",
    "type",
];

/// The receipt of a message's filing, under the newest published checkpoint.
pub async fn of(app: &App, conn: &mut Conn, message: &Message) -> Result<Receipt, Error> {
    crate::sealed_log::receipt(app, conn, message.entry, SHOWN).await
}

/// Name of the downloaded file: `receipt-12345678901.tlog-proof`.
pub fn file_name(message: &Message, extension: &str) -> String {
    format!("receipt-{}.{extension}", message.code)
}

/// The receipt as JSON, for programs: the log, the proof, the entry and the shown fields.
pub fn to_json(app: &App, receipt: &Receipt) -> Value {
    use base64::Engine as _;
    let base64 = base64::engine::general_purpose::STANDARD;
    let fields: serde_json::Map<String, Value> = receipt
        .disclosure
        .open()
        .map(|(name, value)| {
            (
                name.to_owned(),
                serde_json::from_str(value).unwrap_or(Value::Null),
            )
        })
        .collect();
    json!({
        "log": app.seal.origin(),
        "verifier_key": app.seal.verifier().to_string(),
        "index": receipt.index,
        "proof": receipt.hashes.iter().map(|hash| base64.encode(hash.0)).collect::<Vec<_>>(),
        "checkpoint": receipt.checkpoint.to_string(),
        "entry": receipt.entry.encode(),
        "fields": fields,
        "hidden_fields": receipt.disclosure.hidden(),
        "witnesses": crate::sealed_log::witnesses_of(&app.seal, receipt),
        "tlog_proof": receipt.encode(),
    })
}
