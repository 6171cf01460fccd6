//! For whom a request comes: the peer of the connection, or, where that is a proxy we trust, whom the proxy names.
//!
//! What a stranger writes into a forwarding header is not believed, and the demonstration's sign-in is closed to every request
//! that has one.

use app::Network;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;
use base::Result;
use std::net::{IpAddr, SocketAddr};

/// Headers that proxies add. One of them is enough to know that a request did not come straight from a browser.
const FORWARDING: [&str; 8] =
    ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto", "x-forwarded-server", "x-real-ip"];

/// The header in which the proxies name whom a request comes from. Only this one is read: a proxy passes the others on as they
/// were sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ForwardingHeader {
    /// `X-Forwarded-For`.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// Proxies that are trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    networks: Vec<Network>,
    header: ForwardingHeader,
}

/// Where a request comes from, as far as it is known. Personal data: it is compared and counted, and stands in no log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub Option<IpAddr>);

impl Proxies {
    /// Proxies by address (`127.0.0.1`) or network (`10.1.0.0/16`).
    pub fn new(trusted: &[String], header: ForwardingHeader) -> Result<Self> {
        Ok(Self { networks: trusted.iter().map(|text| text.parse()).collect::<Result<_>>()?, header })
    }

    /// No proxy is trusted.
    pub fn is_empty(&self) -> bool {
        self.networks.is_empty()
    }

    /// Whether a peer is one of them.
    pub fn trusts(&self, peer: IpAddr) -> bool {
        self.networks.iter().any(|network| network.holds(peer))
    }

    /// Whom a request of `peer` comes from: the last address of the header that is no proxy of ours.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        if !self.trusts(client) {
            return client;
        }
        let (name, read): (_, fn(&str) -> Option<IpAddr>) = match self.header {
            ForwardingHeader::XForwardedFor => ("x-forwarded-for", bare_address),
            ForwardingHeader::Forwarded => ("forwarded", element_address),
        };
        let named: Vec<&str> =
            headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).collect();
        for element in named.into_iter().rev() {
            // What can't be read says no more of where it came from: the last that could be is the one.
            let Some(address) = read(element) else { break };
            client = address;
            if !self.trusts(client) {
                break;
            }
        }
        client
    }

    /// Whether a request came through any proxy, trusted or not.
    pub fn forwarded(headers: &HeaderMap) -> bool {
        FORWARDING.iter().any(|name| headers.contains_key(*name))
    }
}

/// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1` or `[2001:db8::1]:4711`.
fn bare_address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let socket = || text.parse::<SocketAddr>().map(|socket| socket.ip());
    let bracketed = || text.trim_start_matches('[').trim_end_matches(']').parse();
    text.parse().or_else(|_| socket()).or_else(|_| bracketed()).ok().map(|address: IpAddr| address.to_canonical())
}

/// `for=192.0.2.1;proto=https`, `For="[2001:db8::1]:4711"`.
fn element_address(element: &str) -> Option<IpAddr> {
    element.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then(|| bare_address(value.trim().trim_matches('"')))?
    })
}

/// Tells handlers where a request comes from.
pub(crate) async fn tell(State(proxies): State<Proxies>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let client = peer.map(|peer| proxies.client(peer, request.headers()));
    request.extensions_mut().insert(ClientAddress(client));
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    fn proxies(trusted: &[&str], header: ForwardingHeader) -> Proxies {
        Proxies::new(&trusted.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>(), header).unwrap()
    }

    fn headers(of: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in of {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        use ForwardingHeader::{Forwarded, XForwardedFor};
        for (trusted, header, peer, sent, client) in [
            (&[][..], XForwardedFor, "192.0.2.1", &[("x-forwarded-for", "203.0.113.9")][..], "192.0.2.1"),
            (&["127.0.0.1"], XForwardedFor, "127.0.0.1", &[("x-forwarded-for", "203.0.113.9")], "203.0.113.9"),
            (&["127.0.0.1"], XForwardedFor, "::ffff:127.0.0.1", &[("x-forwarded-for", "203.0.113.9:4711")], "203.0.113.9"),
            // What the browser wrote itself stands before what the proxy added.
            (&["127.0.0.1"], XForwardedFor, "127.0.0.1", &[("x-forwarded-for", "10.0.0.1, 203.0.113.9")], "203.0.113.9"),
            (
                &["127.0.0.1", "10.1.0.0/16"],
                XForwardedFor,
                "127.0.0.1",
                &[("x-forwarded-for", "203.0.113.9"), ("x-forwarded-for", "10.1.2.3")],
                "203.0.113.9",
            ),
            // The other header is not read, and what is no address names nobody.
            (&["127.0.0.1"], XForwardedFor, "127.0.0.1", &[("forwarded", "for=203.0.113.9")], "127.0.0.1"),
            (&["127.0.0.1"], XForwardedFor, "127.0.0.1", &[("x-forwarded-for", "203.0.113.9, unknown")], "127.0.0.1"),
            (
                &["127.0.0.1"],
                Forwarded,
                "127.0.0.1",
                &[("forwarded", "for=192.0.2.4, For=\"[2001:db8::1]:47\";proto=https")],
                "2001:db8::1",
            ),
            (&["2001:db8::/32"], Forwarded, "2001:db8::5", &[("forwarded", "proto=https;for=192.0.2.4")], "192.0.2.4"),
            (&["0.0.0.0/0"], XForwardedFor, "192.0.2.1", &[("x-forwarded-for", "203.0.113.9")], "203.0.113.9"),
        ] {
            let found = proxies(trusted, header).client(peer.parse().unwrap(), &headers(sent));
            assert_eq!(found, client.parse::<IpAddr>().unwrap(), "{trusted:?} {peer} {sent:?}");
        }
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["", "localhost", "10.0.0.0/33", "10.0.0.0/x", "::/129", "/8"] {
            assert_eq!(Proxies::new(&[text.to_owned()], ForwardingHeader::default()).unwrap_err().code, "proxy-address", "{text}");
        }
    }

    #[test]
    fn any_forwarding_header_tells() {
        for name in FORWARDING {
            assert!(Proxies::forwarded(&headers(&[(name, "x")])), "{name}");
        }
        assert!(!Proxies::forwarded(&headers(&[("host", "localhost")])));
    }
}
