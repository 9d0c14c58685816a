//! The one place that makes clients for outgoing http: witnesses, the SMS gateway, other people's logs.

use std::time::Duration;

/// A client that checks certificates, gives up after ten seconds (a request may say less) and follows no redirection.
/// An error means that the machine has no certificates of authorities: install `ca-certificates`.
pub fn client() -> Result<reqwest::Client, reqwest::Error> {
    // Another part of the program may have installed it before; there is only this one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent(concat!("amin/", env!("CARGO_PKG_VERSION")))
        .timeout(Duration::from_secs(10))
        .redirect(reqwest::redirect::Policy::none())
        .build()
}
