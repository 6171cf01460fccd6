//! TLS of our own, where no proxy does it: certificate and key from files, read again when told.

use axum_server::tls_rustls::RustlsConfig;
use base::{Result, Trouble};
use std::fmt;
use std::path::{Path, PathBuf};

/// Certificate and key that a listener answers with.
#[derive(Clone)]
pub struct Tls {
    config: RustlsConfig,
    certificate: PathBuf,
    key: PathBuf,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

impl Tls {
    /// Reads the chain of certificates and its private key, both PEM.
    pub async fn read(certificate: &Path, key: &Path) -> Result<Self> {
        choose_cryptography();
        let config = RustlsConfig::from_pem_file(certificate, key).await.map_err(|e| unusable(certificate, key, &e))?;
        Ok(Self { config, certificate: certificate.to_owned(), key: key.to_owned() })
    }

    /// Reads them anew, for the connections that come from now on. Where that fails the old ones stay.
    pub async fn read_again(&self) -> Result<()> {
        let again = self.config.reload_from_pem_file(&self.certificate, &self.key);
        again.await.map_err(|e| unusable(&self.certificate, &self.key, &e))
    }

    pub(crate) fn config(&self) -> RustlsConfig {
        self.config.clone()
    }
}

fn unusable(certificate: &Path, key: &Path, cause: &std::io::Error) -> Trouble {
    Trouble::refused(
        "tls-files",
        format!("`{}` and `{}` can't be used for TLS: {cause}", certificate.display(), key.display()),
        "name a PEM file with the certificate and those that vouch for it, and the PEM file of its private key; both must be readable by the service",
    )
}

/// Settles which implementation of cryptography everybody in this process gets who asks rustls for one without naming it.
pub fn choose_cryptography() {
    // An error says that somebody settled it before.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
