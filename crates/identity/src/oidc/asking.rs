//! Asking a provider over the network: what it says about itself, its keys, and a token for a code.
//!
//! No redirect is followed, an answer has a bounded length and time, and only https is spoken, but to this machine itself
//! where the issuer is on it.

use super::{Provider, misfitting, unreachable};
use base::{Result, Trouble};
use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreClientAuthMethod, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::http::Response;
use openidconnect::url::{Host, Url};
use openidconnect::{
    AdditionalClaims, AuthType, ClientId, ClientSecret, DiscoveryError, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, IdTokenFields, IssuerUrl, StandardErrorResponse, StandardTokenResponse,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::pin::Pin;
use std::time::Duration;
use tokio::sync::Mutex;

/// How long what a provider says about itself is taken as true, and how long where it does not answer.
const FRESH: SignedDuration = SignedDuration::from_hours(1);
const USABLE: SignedDuration = SignedDuration::from_hours(24);

/// How soon the keys are asked for again because a token names one that is not there.
const PATIENCE: SignedDuration = SignedDuration::from_secs(60);

const CONNECT_WITHIN: Duration = Duration::from_secs(5);
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// The longest answer that is read.
const LONGEST_ANSWER: usize = 1024 * 1024;

/// Every claim beyond the standard ones. Printing it prints nothing of them.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Claims {
    #[serde(flatten)]
    pub all: BTreeMap<String, serde_json::Value>,
}

impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(personal)")
    }
}

impl AdditionalClaims for Claims {}

pub(super) type IdToken = openidconnect::IdToken<Claims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

type Tokens = StandardTokenResponse<
    IdTokenFields<Claims, EmptyExtraTokenFields, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>,
    CoreTokenType,
>;

pub(super) type Client = openidconnect::Client<
    Claims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The signatures that are believed: none by a shared secret, and never none.
const SIGNATURES: &[CoreJwsSigningAlgorithm] = &[
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Speaks to the providers, and remembers for a while what they say about themselves.
#[derive(Debug)]
pub(super) struct Asking {
    /// To anywhere, by https only; absent where there is no provider, since it needs the machine’s certificates.
    out: Option<reqwest::Client>,
    /// To this machine itself.
    here: Option<reqwest::Client>,
    known: Mutex<BTreeMap<String, Known>>,
}

#[derive(Debug, Clone)]
struct Known {
    metadata: CoreProviderMetadata,
    at: Timestamp,
}

impl Asking {
    pub fn new(needed: bool) -> Result<Self> {
        let (mut out, mut here) = (None, None);
        if needed {
            // Another part of the program may have chosen first, and chooses the same.
            let _ = rustls::crypto::ring::default_provider().install_default();
            out = Some(client(reqwest::Client::builder().https_only(true))?);
            here = Some(client(reqwest::Client::builder().no_proxy())?);
        }
        Ok(Self { out, here, known: Mutex::default() })
    }

    /// The provider as it says it is: remembered for an hour, asked again after that, and `anew` after a minute.
    pub async fn client(&self, provider: &Provider, now: Timestamp, anew: bool) -> Result<Client> {
        let metadata = self.metadata(provider, now, anew).await?;
        let secret = provider.client_secret.as_ref().map(|secret| ClientSecret::new(secret.reveal().to_owned()));
        let methods = metadata.token_endpoint_auth_methods_supported();
        let by_body = methods.is_some_and(|methods| {
            !methods.contains(&CoreClientAuthMethod::ClientSecretBasic) && methods.contains(&CoreClientAuthMethod::ClientSecretPost)
        });
        let client = Client::from_provider_metadata(metadata, ClientId::new(provider.client_id.clone()), secret);
        Ok(if by_body { client.set_auth_type(AuthType::RequestBody) } else { client })
    }

    async fn metadata(&self, provider: &Provider, now: Timestamp, anew: bool) -> Result<CoreProviderMetadata> {
        let known = self.known.lock().await.get(&provider.name).cloned();
        let age = known.as_ref().map(|known| now.duration_since(known.at).abs());
        let enough = if anew { PATIENCE } else { FRESH };
        if let (Some(known), true) = (&known, age.is_some_and(|age| age < enough)) {
            return Ok(known.metadata.clone());
        }
        match self.discover(provider).await {
            Ok(metadata) => {
                self.known.lock().await.insert(provider.name.clone(), Known { metadata: metadata.clone(), at: now });
                Ok(metadata)
            }
            Err(trouble) => match known.filter(|_| age.is_some_and(|age| age < USABLE)) {
                Some(known) => Ok(known.metadata),
                None => Err(trouble),
            },
        }
    }

    async fn discover(&self, provider: &Provider) -> Result<CoreProviderMetadata> {
        let issuer = IssuerUrl::new(provider.issuer.clone()).map_err(|_| misfitting(provider, "its issuer is no address"))?;
        let http = self.http(provider);
        let metadata = CoreProviderMetadata::discover_async(issuer.clone(), &http).await.map_err(|error| match error {
            DiscoveryError::Request(cause) => unreachable(provider, &cause.to_string()),
            DiscoveryError::Response(status, ..) => unreachable(provider, &format!("status {}", status.as_u16())),
            DiscoveryError::Validation(_) => misfitting(provider, "it names another issuer than the configuration"),
            _ => misfitting(provider, "what it says about itself can't be read"),
        })?;
        let token = metadata.token_endpoint().ok_or_else(|| misfitting(provider, "it names no address for tokens"))?;
        let addresses = [metadata.authorization_endpoint().url(), token.url()];
        if !addresses.iter().all(|address| may_ask(address, issuer.url())) {
            return Err(misfitting(provider, "it names an address without https"));
        }
        let said = metadata.id_token_signing_alg_values_supported();
        let signatures: Vec<_> = SIGNATURES.iter().filter(|signature| said.contains(signature)).cloned().collect();
        if signatures.is_empty() {
            return Err(misfitting(provider, "it signs in no way that is believed here"));
        }
        Ok(metadata.set_id_token_signing_alg_values_supported(signatures))
    }

    /// What carries requests to this provider.
    pub fn http(&self, provider: &Provider) -> impl Fn(HttpRequest) -> Answer + use<> {
        let issuer = Url::parse(&provider.issuer).ok();
        let (out, here) = (self.out.clone(), self.here.clone());
        move |request: HttpRequest| {
            let address = Url::parse(&request.uri().to_string()).ok();
            let allowed = address.zip(issuer.as_ref()).filter(|(address, issuer)| may_ask(address, issuer));
            let client = allowed.and_then(|(address, _)| if address.scheme() == "https" { out.clone() } else { here.clone() });
            Box::pin(async move { ask(client.ok_or(NoAnswer::Barred)?, request).await })
        }
    }
}

type Answer = Pin<Box<dyn Future<Output = std::result::Result<HttpResponse, NoAnswer>> + Send>>;

/// Why there is no answer: of a kind only, so that nothing of what was sent can be in it.
#[derive(Debug, Clone, Copy)]
pub(super) enum NoAnswer {
    Barred,
    Late,
    NoConnection,
    TooLong,
    Broken,
}

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Barred => "the address may not be asked",
            Self::Late => "no answer in time",
            Self::NoConnection => "no connection, or a certificate that is not trusted",
            Self::TooLong => "the answer is too long",
            Self::Broken => "the answer broke off",
        })
    }
}

impl std::error::Error for NoAnswer {}

impl From<reqwest::Error> for NoAnswer {
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            Self::Late
        } else if error.is_connect() {
            Self::NoConnection
        } else {
            Self::Broken
        }
    }
}

async fn ask(client: reqwest::Client, request: HttpRequest) -> std::result::Result<HttpResponse, NoAnswer> {
    let (parts, body) = request.into_parts();
    let mut answer = client.request(parts.method, parts.uri.to_string()).headers(parts.headers).body(body).send().await?;
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        if bytes.len() + chunk.len() > LONGEST_ANSWER {
            return Err(NoAnswer::TooLong);
        }
        bytes.extend_from_slice(&chunk);
    }
    let mut response = Response::new(bytes);
    *response.status_mut() = answer.status();
    *response.headers_mut() = answer.headers().clone();
    Ok(response)
}

/// Whether an address may be asked for a provider: by https, or on this machine where the issuer is on it without https too.
pub(super) fn may_ask(address: &Url, issuer: &Url) -> bool {
    let plain_here = |url: &Url| url.scheme() == "http" && is_here(url);
    address.has_host() && (address.scheme() == "https" || (plain_here(address) && plain_here(issuer)))
}

fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn client(builder: reqwest::ClientBuilder) -> Result<reqwest::Client> {
    let builder = builder.redirect(reqwest::redirect::Policy::none()).referer(false).user_agent("wardmote");
    builder.connect_timeout(CONNECT_WITHIN).timeout(ANSWER_WITHIN).build().map_err(|e| {
        Trouble::failed(
            "provider-client",
            format!("organisations' own sign-in can't be used on this machine: {e}"),
            "install the system's certificates (on Debian: ca-certificates), then start again",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_is_asked_but_on_this_machine() {
        let url = |text: &str| Url::parse(text).unwrap();
        let (far, near) = (url("https://id.example.org/x"), url("http://127.0.0.1:9000"));
        for (address, issuer, may) in [
            ("https://keys.example.net", &far, true),
            ("http://keys.example.net", &far, false),
            ("http://127.0.0.1:9000/keys", &far, false),
            ("http://127.0.0.1:9000/keys", &near, true),
            ("http://localhost:9000/keys", &near, true),
            ("http://[::1]/keys", &near, true),
            ("http://10.0.0.1/keys", &near, false),
            ("https://keys.example.net", &near, true),
            ("javascript:alert(1)", &far, false),
            ("file:///etc/passwd", &near, false),
        ] {
            assert_eq!(may_ask(&url(address), issuer), may, "{address} for {issuer}");
        }
    }
}
