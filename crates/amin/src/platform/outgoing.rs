//! Outgoing http: the only place that makes a client. Certificates are checked against those of the operating system.

use std::sync::OnceLock;
use std::time::Duration;

/// Longest wait for another server, in seconds.
const PATIENCE: u64 = 20;

/// The client for all outgoing requests: no redirects, a time limit, no third party's cookies.
///
/// # Errors
/// Where the operating system has no certificates (Debian: `apt-get install ca-certificates`).
pub fn client() -> Result<reqwest::Client, String> {
    static CLIENT: OnceLock<Result<reqwest::Client, String>> = OnceLock::new();
    CLIENT
        .get_or_init(|| {
            install_tls();
            reqwest::ClientBuilder::new()
                .timeout(Duration::from_secs(PATIENCE))
                .redirect(reqwest::redirect::Policy::none())
                .user_agent(concat!("amin/", env!("CARGO_PKG_VERSION")))
                .build()
                .map_err(|why| format!("no outgoing http: {why}; are the system's certificates (ca-certificates) installed?"))
        })
        .clone()
}

/// Chooses the cryptography of TLS for the whole program, once.
pub fn install_tls() {
    // An error says that it has been chosen already, which is what is wanted.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Percent-encodes all but the unreserved characters of RFC 3986.
pub fn percent(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn percent_encoding_leaves_only_unreserved_characters() {
        assert_eq!(super::percent("a-Z_0.~"), "a-Z_0.~");
        assert_eq!(super::percent("/تا &?"), "%2F%D8%AA%D8%A7%20%26%3F");
    }
}
