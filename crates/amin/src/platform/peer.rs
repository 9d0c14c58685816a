//! The network address that a request came from, for rate limits only: it is never stored and never logged.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

/// Who asks, as the limits count: an IPv4 address, or the /64 network of an IPv6 address; empty where it is not known.
pub struct Peer(pub String);

impl<S: Sync> FromRequestParts<S> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let address = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| info.0.ip());
        Ok(Self(match address.map(|ip| ip.to_canonical()) {
            None => String::new(),
            Some(IpAddr::V4(ip)) => ip.to_string(),
            // One household or office has a whole /64; counting single addresses would count nothing.
            Some(IpAddr::V6(ip)) => hex::encode(&ip.octets()[..8]),
        }))
    }
}
