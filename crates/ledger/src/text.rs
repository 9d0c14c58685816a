//! The few strict text encodings that the C2SP formats share.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Standard base64 with padding (RFC 4648, section 4).
pub(crate) fn encode_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Canonical standard base64 only: a second spelling of the same bytes would make two texts of one signed thing.
pub(crate) fn decode_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// An ASCII decimal without sign and without leading zeroes.
pub(crate) fn decode_decimal(text: &str) -> Option<u64> {
    let canonical = !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'));
    if canonical { text.parse().ok() } else { None }
}

/// The largest tree size that the formats of this crate accept: Go's and Python's peers stop there too.
pub(crate) const MAX_TREE_SIZE: u64 = (1 << 63) - 1;

/// A tree size: [`decode_decimal`] up to [`MAX_TREE_SIZE`].
pub(crate) fn decode_size(text: &str) -> Option<u64> {
    decode_decimal(text).filter(|size| *size <= MAX_TREE_SIZE)
}
