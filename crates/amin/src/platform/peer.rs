//! The network address that a request came from, for rate limits only: it is never stored and never logged.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use ipnet::IpNet;
use serde::Deserialize;

use super::context::Ctx;

/// A reverse proxy, or a network of them, whose word on the address of a visitor is taken: `127.0.0.1` or `10.0.0.0/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct TrustedProxy(IpNet);

impl TryFrom<String> for TrustedProxy {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let single = || text.parse::<IpAddr>().map(IpNet::from);
        text.parse::<IpNet>()
            .or_else(|_| single())
            .map(Self)
            .map_err(|_| {
                format!("`{text}` is no address; write one such as 127.0.0.1, or a network such as 10.0.0.0/8")
            })
    }
}

/// Who asks, as the limits count: an IPv4 address, or the /64 network of an IPv6 address; empty where it is not known.
pub struct Peer(pub String);

impl<S: Sync> FromRequestParts<S> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let connected = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let proxies = parts.extensions.get::<Ctx>();
        let proxies = proxies.map_or(&[][..], |ctx| &ctx.app.config.settings.trusted_proxy);
        let visitor = connected.map(|info| visitor(info.0.ip(), &parts.headers, proxies));
        Ok(Self(visitor.map_or_else(String::new, counted)))
    }
}

/// The address that stands for a visitor in the counters.
fn counted(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.to_string(),
        // One household or office has a whole /64; counting single addresses would count nothing.
        IpAddr::V6(ip) => hex::encode(&ip.octets()[..8]),
    }
}

/// The visitor's address: of `X-Forwarded-For` read from its end, the first that is no trusted proxy. What a visitor writes
/// into the header himself stands before that and is never reached.
fn visitor(connected: IpAddr, headers: &HeaderMap, proxies: &[TrustedProxy]) -> IpAddr {
    let trusted = |ip: IpAddr| (proxies.iter()).any(|proxy| proxy.0.contains(&ip.to_canonical()));
    let mut ip = connected;
    let forwarded = headers.get_all("x-forwarded-for").iter().rev();
    for hop in forwarded.flat_map(|line| line.to_str().unwrap_or("").rsplit(',')) {
        if !trusted(ip) {
            break;
        }
        match hop.trim().parse() {
            Ok(before) => ip = before,
            // Beyond a hop that cannot be read nothing can be believed.
            Err(_) => break,
        }
    }
    ip
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(connected: &str, header: &[&str], proxies: &[&str]) -> String {
        let proxies: Vec<TrustedProxy> = proxies
            .iter()
            .map(|text| TrustedProxy::try_from((*text).to_owned()).expect("a network"))
            .collect();
        let mut headers = HeaderMap::new();
        for line in header {
            headers.append("x-forwarded-for", line.parse().expect("a header"));
        }
        counted(visitor(
            connected.parse().expect("an address"),
            &headers,
            &proxies,
        ))
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let proxies = ["127.0.0.1", "10.0.0.0/8"];
        // Nobody trusted: the header is a claim of the visitor.
        assert_eq!(of("127.0.0.1", &["198.51.100.7"], &[]), "127.0.0.1");
        assert_eq!(
            of("203.0.113.5", &["198.51.100.7"], &proxies),
            "203.0.113.5"
        );
        // One proxy, two in a row, two headers; the visitor's own claim stands first and is not reached.
        assert_eq!(of("127.0.0.1", &["198.51.100.7"], &proxies), "198.51.100.7");
        assert_eq!(
            of(
                "::ffff:127.0.0.1",
                &["1.1.1.1, 198.51.100.7, 10.2.3.4"],
                &proxies
            ),
            "198.51.100.7"
        );
        assert_eq!(
            of(
                "127.0.0.1",
                &["1.1.1.1, 198.51.100.7", "10.2.3.4"],
                &proxies
            ),
            "198.51.100.7"
        );
        // Nothing but proxies, and a hop that is no address.
        assert_eq!(of("127.0.0.1", &[], &proxies), "127.0.0.1");
        assert_eq!(of("127.0.0.1", &["unknown"], &proxies), "127.0.0.1");
        // An IPv6 visitor counts as its /64.
        assert_eq!(
            of("127.0.0.1", &["2001:db8:1:2:3:4:5:6"], &proxies),
            "20010db800010002"
        );
        assert!(TrustedProxy::try_from("proxy.example".to_owned()).is_err());
    }
}
