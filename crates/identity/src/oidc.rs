//! Organisations’ own sign-in (OIDC): the authorization code flow with PKCE, state and nonce.
//!
//! A provider comes from the configuration, written by whoever runs the machine; nothing that a visitor sends decides which
//! address is asked. Between [`Providers::start`] and [`Providers::finish`] a text is kept **on this side**, bound to the
//! visitor’s browser, for one answer and a few minutes.

mod asking;
mod proven;

pub use proven::Proven;

use crate::secret::{Secret, same};
use asking::{Asking, Client};
use base::{Result, Trouble};
use jiff::Timestamp;
use openidconnect::core::{CoreAuthPrompt, CoreAuthenticationFlow};
use openidconnect::{
    AuthorizationCode, CsrfToken, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope,
    TokenResponse as _,
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::time::Duration;

/// Where an organisation’s people prove who they are, as the configuration says.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Its label in the configuration and in addresses of this site, such as `hexby-council`.
    pub name: String,
    /// The issuer, exactly as its tokens name it.
    pub issuer: String,
    /// What this service is called there.
    pub client_id: String,
    /// What this service proves itself with there; absent where PKCE alone does.
    pub client_secret: Option<Secret>,
    /// Scopes to ask for beside `openid`, such as `email`.
    pub scopes: Vec<String>,
    /// Who may join: a claim of the token that must have one of these values.
    pub must: Option<Must>,
    /// Whether two factors were asked for there is told by the issuer, or vouched for by whoever runs this service.
    pub two_factors: TwoFactors,
}

/// How it is known that an issuer asked for two factors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TwoFactors {
    /// Its tokens must say so in `amr`: nobody comes in by one that does not.
    #[default]
    Told,
    /// It asks everybody and does not say so; whoever wrote the configuration has seen to that.
    Assured,
}

/// A claim beyond the standard ones, such as `tid` or `hd`, and the values of it that are let in. Where the claim is a list,
/// one of its values is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Must {
    /// The claim’s name.
    pub claim: String,
    /// The values that are let in.
    pub values: Vec<String>,
}

/// The providers of this installation, and what is known of them.
#[derive(Debug)]
pub struct Providers {
    providers: Vec<Provider>,
    asking: Asking,
}

/// Where the visitor’s browser goes next, and what is kept until it comes back.
#[derive(Debug)]
pub struct Away {
    /// The provider’s page.
    pub address: String,
    /// What the browser brings back as `state`.
    pub state: Secret,
    /// Kept on this side, for one answer. It holds secrets.
    pub kept: String,
}

/// What the browser brought back, from the query of the address that it was sent to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Back<'a> {
    /// `state`.
    pub state: Option<&'a str>,
    /// `code`.
    pub code: Option<&'a str>,
    /// `iss` (RFC 9207), where the provider sends it.
    pub issuer: Option<&'a str>,
    /// `error`, instead of a code.
    pub error: Option<&'a str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Waiting {
    provider: String,
    redirect: String,
    state: String,
    nonce: String,
    verifier: String,
    /// The moment from which the visitor must have signed in at the provider, where a fresh proof is asked for.
    fresh_since: Option<i64>,
}

/// How far the provider’s clock may be behind ours where a fresh proof is asked for.
const CLOCKS_DIFFER_SECONDS: i64 = 60;

impl Providers {
    /// The providers of the configuration. Nothing is asked over the network yet.
    pub fn new(providers: Vec<Provider>) -> Result<Self> {
        for provider in &providers {
            IssuerUrl::new(provider.issuer.clone()).ok().filter(|issuer| asking::may_ask(issuer.url(), issuer.url())).ok_or_else(|| {
                Trouble::usage(
                    "provider-address",
                    format!("the issuer of the sign-in `{}` is no address that may be asked: `{}`", provider.name, provider.issuer),
                    "give an address with https; http is for the machine itself only, to try things out",
                )
            })?;
        }
        let asking = Asking::new(!providers.is_empty())?;
        Ok(Self { providers, asking })
    }

    /// Their labels, in the order of the configuration.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.providers.iter().map(|provider| provider.name.as_str())
    }

    /// The provider of that label.
    pub fn provider(&self, name: &str) -> Result<&Provider> {
        self.providers.iter().find(|provider| provider.name == name).ok_or_else(|| {
            Trouble::refused("provider-unknown", format!("there is no sign-in `{name}`"), "choose one of those on the sign-in page")
        })
    }

    /// Whether a provider answers, and is what the configuration says.
    pub async fn reach(&self, name: &str, now: Timestamp) -> Result<()> {
        self.asking.client(self.provider(name)?, now, true).await.map(|_| ())
    }

    /// Sends a visitor to their organisation’s sign-in. `redirect` is the address of this site that they come back to; one for
    /// each provider, so that the answer of one can’t be passed off as another’s. `fresh` asks the provider to have them prove
    /// themselves anew, whatever session they have there.
    pub async fn start(&self, name: &str, redirect: &str, fresh: bool, now: Timestamp) -> Result<Away> {
        let provider = self.provider(name)?;
        let client = self.asking.client(provider, now, false).await?;
        let (state, nonce) = (Secret::make()?, Secret::make()?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let redirect = RedirectUrl::new(redirect.to_owned()).map_err(|_| misfitting(provider, "this site's own address is none"))?;
        let (sent_state, sent_nonce) = (CsrfToken::new(state.reveal().to_owned()), Nonce::new(nonce.reveal().to_owned()));
        let mut request = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || sent_state, move || sent_nonce)
            .set_redirect_uri(Cow::Borrowed(&redirect))
            .set_pkce_challenge(challenge)
            .add_scopes(provider.scopes.iter().filter(|scope| *scope != "openid").map(|scope| Scope::new(scope.clone())));
        if fresh {
            request = request.add_prompt(CoreAuthPrompt::Login).set_max_age(Duration::ZERO);
        }
        let (address, ..) = request.url();
        let waiting = Waiting {
            provider: provider.name.clone(),
            redirect: redirect.to_string(),
            state: state.reveal().to_owned(),
            nonce: nonce.reveal().to_owned(),
            verifier: verifier.into_secret(),
            fresh_since: fresh.then(|| now.as_second() - CLOCKS_DIFFER_SECONDS),
        };
        let kept = serde_json::to_string(&waiting).map_err(|_| misfitting(provider, "what is kept can't be written"))?;
        Ok(Away { address: address.into(), state, kept })
    }

    /// Takes the visitor back and says who the provider says they are. `kept` is what [`Providers::start`] gave, which must be
    /// gone from where it was kept before this is called: it is for one answer.
    pub async fn finish(&self, kept: &str, back: Back<'_>, now: Timestamp) -> Result<Proven> {
        let waiting: Waiting = serde_json::from_str(kept).map_err(|_| stale())?;
        let provider = self.provider(&waiting.provider)?;
        if !back.state.is_some_and(|state| same(state, &waiting.state)) {
            return Err(stale());
        }
        if let Some(error) = back.error {
            return Err(declined(provider, error));
        }
        if back.issuer.is_some_and(|issuer| issuer != provider.issuer) {
            return Err(untrue(provider, "the answer is another provider's"));
        }
        let code = back.code.ok_or_else(|| untrue(provider, "the answer has no code"))?;
        let client = self.asking.client(provider, now, false).await?;
        let token = self.exchange(provider, &client, &waiting, code).await?;
        match proven::prove(provider, &client, &token, &waiting, now) {
            Err(proven::Doubt::KeyUnknown) => {
                // The provider signs with a new key: ask for its keys again, once.
                let client = self.asking.client(provider, now, true).await?;
                proven::prove(provider, &client, &token, &waiting, now)
            }
            other => other,
        }
        .map_err(|doubt| doubt.trouble(provider))
    }

    /// The code for the token, straight from the provider.
    async fn exchange(&self, provider: &Provider, client: &Client, waiting: &Waiting, code: &str) -> Result<asking::IdToken> {
        let redirect = RedirectUrl::new(waiting.redirect.clone()).map_err(|_| stale())?;
        let request = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|_| misfitting(provider, "it names no address for tokens"))?
            .set_pkce_verifier(PkceCodeVerifier::new(waiting.verifier.clone()))
            .set_redirect_uri(Cow::Owned(redirect));
        let http = self.asking.http(provider);
        // What the provider says beside an error may repeat what was sent: only the kind of it is told.
        let tokens = request.request_async(&http).await.map_err(|error| match error {
            RequestTokenError::ServerResponse(answer) => declined(provider, answer.error().as_ref()),
            RequestTokenError::Request(cause) => unreachable(provider, &cause.to_string()),
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => untrue(provider, "the answer can't be read"),
        })?;
        tokens.id_token().cloned().ok_or_else(|| untrue(provider, "the answer has no proof of who it is about"))
    }
}

fn stale() -> Trouble {
    Trouble::refused(
        "provider-too-late",
        "this sign-in is not open any more, or was begun in another browser",
        "start again from the sign-in page",
    )
}

/// What the provider said instead of yes. Its words are cut to those of the standard: letters and underscores.
fn declined(provider: &Provider, error: &str) -> Trouble {
    let said: String = error.chars().filter(|c| c.is_ascii_lowercase() || *c == '_').take(40).collect();
    Trouble::refused(
        "provider-declined",
        format!("the sign-in of `{}` said no: `{said}`", provider.name),
        "try again, or use another way in; where it stays so, tell whoever runs your organisation's sign-in",
    )
}

/// The answer is there and not to be believed.
fn untrue(provider: &Provider, what: &'static str) -> Trouble {
    tracing::warn!(provider = provider.name, cause = what, "the answer of an organisation's sign-in was refused");
    Trouble::refused(
        "provider-answer-refused",
        format!("the answer of the sign-in of `{}` was refused: {what}", provider.name),
        "start again from the sign-in page, or use another way in",
    )
}

fn unreachable(provider: &Provider, cause: &str) -> Trouble {
    tracing::warn!(provider = provider.name, cause, "an organisation's sign-in did not answer");
    Trouble::failed(
        "provider-unreachable",
        format!("the sign-in of `{}` did not answer", provider.name),
        "try again in a while, or use another way in; whoever runs this service finds the cause in its log",
    )
}

fn misfitting(provider: &Provider, what: &str) -> Trouble {
    tracing::warn!(provider = provider.name, cause = what, "an organisation's sign-in does not fit");
    Trouble::failed(
        "provider-misfitting",
        format!("the sign-in of `{}` can't be used: {what}", provider.name),
        "use another way in; whoever runs this service compares its configuration with the provider's",
    )
}
