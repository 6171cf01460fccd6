//! Where people reach the pages, and in which language these speak.

use base::{Result, Trouble};
use std::net::SocketAddr;

/// The language of the pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Welsh.
    Welsh,
}

/// Where people reach the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    origin: String,
    /// What the pages call themselves.
    pub name: String,
    /// The language of the pages.
    pub language: Language,
}

impl Site {
    /// A site by its address: scheme, host and, where it is not the usual one, port; nothing after them.
    pub fn new(address: &str, name: impl Into<String>, language: Language) -> Result<Self> {
        let refused = || {
            Trouble::refused(
                "site-address",
                format!("`{address}` is not the address of a site"),
                "write scheme and host, such as `https://wardmote.example.org`, with nothing after them",
            )
        };
        let address = address.strip_suffix('/').unwrap_or(address);
        let (scheme, rest) = address.split_once("://").ok_or_else(refused)?;
        let (host, port) = split_port(rest);
        let known = matches!(scheme, "https" | "http");
        let host_known = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-.[]:".contains(c));
        let port_known = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
        if !(known && host_known && port_known) {
            return Err(refused());
        }
        // As browsers write an origin: what is compared with it is written by them.
        let port = port.filter(|port| !matches!((scheme, *port), ("https", "443") | ("http", "80")));
        let origin = format!("{scheme}://{}{}", host.to_ascii_lowercase(), port.map_or_else(String::new, |port| format!(":{port}")));
        Ok(Self { origin, name: name.into(), language })
    }

    /// The site of a server that only this machine reaches: `http://localhost:PORT`, since passkeys need a name.
    pub fn local(listening: SocketAddr) -> Self {
        let origin = if listening.ip().is_loopback() || listening.ip().is_unspecified() {
            format!("http://localhost:{}", listening.port())
        } else {
            format!("http://{listening}")
        };
        Self { origin, name: "Wardmote".to_owned(), language: Language::English }
    }

    /// Scheme, host and port, as a browser sends it in `Origin`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The host alone: what passkeys are bound to.
    pub fn host(&self) -> &str {
        split_port(self.origin.split_once("://").map_or("", |(_, rest)| rest)).0
    }

    /// What people type and send travels encrypted.
    pub fn is_https(&self) -> bool {
        self.origin.starts_with("https://")
    }

    /// The address of a page.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
}

/// Host and port; the colons of an IPv6 address in brackets are none of a port.
fn split_port(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(address: &str) -> Result<Site> {
        Site::new(address, "Invented Partnership", Language::English)
    }

    #[test]
    fn an_address_is_kept_as_browsers_write_it() {
        for (written, origin, host, https) in [
            ("https://wardmote.example.org", "https://wardmote.example.org", "wardmote.example.org", true),
            ("https://Wardmote.Example.org:443/", "https://wardmote.example.org", "wardmote.example.org", true),
            ("http://localhost:8642", "http://localhost:8642", "localhost", false),
            ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443", "[2001:db8::1]", true),
            ("http://[::1]", "http://[::1]", "[::1]", false),
        ] {
            let site = site(written).unwrap();
            assert_eq!((site.origin(), site.host(), site.is_https()), (origin, host, https));
        }
    }

    #[test]
    fn what_is_no_address_of_a_site_is_refused() {
        for written in [
            "",
            "wardmote.example.org",
            "ftp://wardmote.example.org",
            "https://",
            "https://wardmote.example.org/records",
            "https://user@wardmote.example.org",
            "https://wardmote.example.org:0",
            "https://wardmote.example.org:99999",
            "https://wardmote.example.org?x",
        ] {
            assert_eq!(site(written).unwrap_err().code, "site-address", "{written}");
        }
    }

    #[test]
    fn a_local_site_has_a_name() {
        for (listening, origin) in [
            ("127.0.0.1:8642", "http://localhost:8642"),
            ("[::1]:80", "http://localhost:80"),
            ("0.0.0.0:8642", "http://localhost:8642"),
            ("192.0.2.7:8642", "http://192.0.2.7:8642"),
        ] {
            assert_eq!(Site::local(listening.parse().unwrap()).origin(), origin);
        }
    }
}
