//! An organisation's own sign-in, by OpenID Connect.

use super::visitor::{Door, SignedIn};
use crate::{House, Moment};
use base::Result;

/// An organisation's own sign-in, as the sign-in page offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderShown {
    /// Its id in the configuration.
    pub id: String,
    /// What its button says.
    pub name: String,
    /// The organisation whose people may come in by it.
    pub organisation: String,
}

/// The way to the organisation's own sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OidcStart {
    /// Where the browser is sent.
    pub address: String,
    /// What a cookie of the browser holds until it comes back: whoever comes without it is refused.
    pub ticket: String,
}

/// The organisations' own sign-ins that are configured.
pub fn providers(_house: &House) -> Vec<ProviderShown> {
    Vec::new()
}

/// Begins to sign in by an organisation's own sign-in. With the secret of an invitation, whoever comes back is linked with the
/// invited account.
pub async fn start_oidc(_house: &House, _moment: &Moment, _provider: &str, _invitation: Option<&str>) -> Result<OidcStart> {
    super::not_there_yet()
}

/// Signs in whoever comes back with what the organisation's sign-in gave (`state` and `code` of the address).
///
/// # Errors
/// Refused with `sign-in-refused`, for whatever reason; failed with `provider-unreachable`.
pub async fn finish_oidc(_house: &House, _moment: &Moment, _door: Door, _ticket: &str, _state: &str, _code: &str) -> Result<SignedIn> {
    super::not_there_yet()
}
