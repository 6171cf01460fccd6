//! A certificate for TLS, looked at: how long it lasts, and for which names it speaks.

use base::{Result, Trouble};
use std::path::Path;
use x509_parser::extensions::GeneralName;
use x509_parser::pem::Pem;

/// A chain of certificates is no longer than this.
const CHAIN_BYTES: u64 = 1 << 20;

/// The first certificate of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// From when on it holds, in seconds since 1970.
    pub since: i64,
    /// Until when, in seconds since 1970.
    pub until: i64,
    /// The names that it speaks for; `*.` stands for one part of a name.
    pub names: Vec<String>,
}

impl Certificate {
    /// Reads the first certificate of a PEM file.
    pub fn read(path: &Path) -> Result<Self> {
        let refused = |why: &str| {
            Trouble::refused(
                "certificate-unreadable",
                format!("`{}` holds no certificate: {why}", path.display()),
                "name the PEM file that holds the certificate first, and those that vouch for it after it",
            )
        };
        let bytes = crate::read_whole(path, CHAIN_BYTES)?;
        let first = Pem::iter_from_buffer(&bytes).next().ok_or_else(|| refused("it is no PEM file"))?;
        let first = first.map_err(|_| refused("its PEM is broken"))?;
        if first.label != "CERTIFICATE" {
            return Err(refused("something else comes first"));
        }
        let read = first.parse_x509().map_err(|_| refused("its content is none"))?;
        let names = read.subject_alternative_name().map_err(|_| refused("its names can't be read"))?;
        let names = names.map(|names| names.value.general_names.iter().filter_map(name).collect()).unwrap_or_default();
        let validity = read.validity();
        Ok(Self { since: validity.not_before.timestamp(), until: validity.not_after.timestamp(), names })
    }

    /// Whether it speaks for a host.
    pub fn speaks_for(&self, host: &str) -> bool {
        self.names.iter().any(|name| match name.strip_prefix("*.") {
            Some(rest) => host.split_once('.').is_some_and(|(first, above)| !first.is_empty() && above.eq_ignore_ascii_case(rest)),
            None => name.eq_ignore_ascii_case(host.trim_start_matches('[').trim_end_matches(']')),
        })
    }
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => match bytes.len() {
            4 => <[u8; 4]>::try_from(*bytes).ok().map(|bytes| std::net::Ipv4Addr::from(bytes).to_string()),
            16 => <[u8; 16]>::try_from(*bytes).ok().map(|bytes| std::net::Ipv6Addr::from(bytes).to_string()),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_time_and_names_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("certificate.pem");
        let names = ["wardmote.example.org", "*.parts.example.org", "192.0.2.7"].map(str::to_owned);
        let mut parameters = rcgen::CertificateParams::new(names).unwrap();
        parameters.not_before = rcgen::date_time_ymd(2026, 1, 2);
        parameters.not_after = rcgen::date_time_ymd(2026, 4, 2);
        let key = rcgen::KeyPair::generate().unwrap();
        std::fs::write(&file, parameters.self_signed(&key).unwrap().pem()).unwrap();
        let read = Certificate::read(&file).unwrap();
        assert_eq!((read.since, read.until), (1_767_312_000, 1_775_088_000));
        for (host, speaks) in [
            ("wardmote.example.org", true),
            ("WARDMOTE.example.org", true),
            ("one.parts.example.org", true),
            ("one.two.parts.example.org", false),
            ("parts.example.org", false),
            ("example.org", false),
            ("192.0.2.7", true),
        ] {
            assert_eq!(read.speaks_for(host), speaks, "{host}");
        }
        std::fs::write(&file, key.serialize_pem()).unwrap();
        assert!(Certificate::read(&file).unwrap_err().message.contains("something else"));
        std::fs::write(&file, "nothing").unwrap();
        assert_eq!(Certificate::read(&file).unwrap_err().code, "certificate-unreadable");
    }
}
