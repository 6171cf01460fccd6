//! Values of the configuration that use cases are handed: read by the doors, never looked up below them.

mod network;
mod site;

pub use courier::{Security as MailSecurity, Settings as MailSettings};
use identity::oidc;
pub use identity::secret::Secret;
pub use network::Network;
pub use site::{Language, Site};

/// An organisation's own way of signing in: its `OpenID Connect` issuer, and who may come in by it.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Its label in addresses of this site: lower-case letters, digits and hyphens.
    pub id: String,
    /// What the sign-in page calls it.
    pub name: String,
    /// The organisation of the register whose people it vouches for.
    pub organisation: String,
    /// The issuer, exactly as its tokens name it.
    pub issuer: String,
    /// What this service is called there.
    pub client_id: String,
    /// What this service proves itself with there; absent where PKCE alone does.
    pub client_secret: Option<Secret>,
    /// Scopes to ask for beside `openid`.
    pub scopes: Vec<String>,
    /// A claim that must hold one of `allowed`; without it everybody comes in whom the issuer knows and we do.
    pub claim: Option<String>,
    /// What the claim may hold.
    pub allowed: Vec<String>,
    /// How it is known that the issuer asks for two factors.
    pub two_factors: oidc::TwoFactors,
}

impl Provider {
    /// The same, for who asks the issuer.
    pub fn asked(&self) -> oidc::Provider {
        oidc::Provider {
            name: self.id.clone(),
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            client_secret: self.client_secret.clone(),
            scopes: self.scopes.clone(),
            two_factors: self.two_factors,
            must: self.claim.clone().map(|claim| oidc::Must { claim, values: self.allowed.clone() }),
        }
    }
}
