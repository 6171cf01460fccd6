//! What a token proves, once it is believed.

use super::asking::{Client, IdToken};
use super::{Must, Provider, TwoFactors, Waiting, untrue};
use crate::secret::{Pepper, same};
use base::Trouble;
use jiff::Timestamp;
use openidconnect::{ClaimsVerificationError, Nonce, SignatureVerificationError};
use permission::Personal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::SystemTime;

/// Who somebody is, as their organisation’s sign-in says. The subject is one person’s for ever at that issuer.
#[derive(Debug)]
pub struct Proven {
    provider: String,
    issuer: String,
    subject: Personal<String>,
    mail: Option<Personal<String>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Binding {
    issuer: String,
    subject: String,
}

impl Proven {
    /// The label of the provider that says so.
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// The provider’s issuer.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Issuer and subject as JSON: what is sealed under its owner’s key when an account is bound to it.
    pub fn to_be_sealed(&self) -> Personal<String> {
        let binding = Binding { issuer: self.issuer.clone(), subject: self.subject.to_be_sealed().clone() };
        Personal::new(serde_json::to_string(&binding).unwrap_or_default())
    }

    /// Whether it is the one that an account was bound to.
    pub fn is(&self, kept: &str) -> bool {
        let Ok(binding) = serde_json::from_str::<Binding>(kept) else { return false };
        same(&binding.issuer, &self.issuer) && same(&binding.subject, self.subject.to_be_sealed())
    }

    /// A keyed hash of issuer and subject, by which an account can be found without opening every seal.
    pub fn key(&self, pepper: &Pepper) -> String {
        pepper.key("oidc", &format!("{}\0{}", self.issuer, self.subject.to_be_sealed()))
    }

    /// The mail address, where the provider says that it has made sure of it.
    pub fn mail(&self) -> Option<&Personal<String>> {
        self.mail.as_ref()
    }
}

/// Why a token is not believed.
pub(super) enum Doubt {
    /// It is signed with a key that was not known when the keys were asked for.
    KeyUnknown,
    /// Anything else.
    Untrue(&'static str),
    /// It is true, and of somebody who may not join.
    Stranger,
    /// It does not say that two factors were asked for.
    OneFactor,
}

impl Doubt {
    pub fn trouble(self, provider: &Provider) -> Trouble {
        match self {
            Self::KeyUnknown => untrue(provider, "it is signed with an unknown key"),
            Self::Untrue(what) => untrue(provider, what),
            Self::Stranger => Trouble::refused(
                "provider-stranger",
                format!("the sign-in of `{}` says that you are not of the organisation", provider.name),
                "use your organisation's account, or another way in",
            ),
            Self::OneFactor => Trouble::refused(
                "provider-one-factor",
                format!("the sign-in of `{}` did not say that it asked you for two things, such as a password and a code", provider.name),
                "sign in there with a second one, or use another way in; where it asks for none, tell whoever runs your organisation's \
                 sign-in",
            ),
        }
    }
}

/// Believes a token, or says why not: signature, issuer, audience, end, nonce, and who may join.
pub(super) fn prove(provider: &Provider, client: &Client, token: &IdToken, waiting: &Waiting, now: Timestamp) -> Result<Proven, Doubt> {
    let verifier = client.id_token_verifier().set_time_fn(move || SystemTime::from(now).into());
    let nonce = Nonce::new(waiting.nonce.clone());
    let claims = token.claims(&verifier, &nonce).map_err(|error| doubt(&error))?;
    if claims.authorized_party().is_some_and(|party| party.as_str() != provider.client_id) {
        return Err(Doubt::Untrue("it was made for another service"));
    }
    if let Some(since) = waiting.fresh_since
        && claims.auth_time().is_none_or(|at| at.timestamp() < since)
    {
        return Err(Doubt::Untrue("it is not fresh"));
    }
    // The library has no word for when a token begins (RFC 7519, 4.1.5), so it stands among the claims beyond the standard ones.
    let begins = claims.additional_claims().all.get("nbf");
    if begins.is_some_and(|at| at.as_i64().is_none_or(|at| at > now.as_second() + super::CLOCKS_DIFFER_SECONDS)) {
        return Err(Doubt::Untrue("it is not good yet"));
    }
    if let Some(must) = &provider.must
        && !meets(must, claims.additional_claims().all.get(&must.claim))
    {
        return Err(Doubt::Stranger);
    }
    let methods: Vec<&str> = claims.auth_method_refs().into_iter().flatten().map(|method| method.as_str()).collect();
    if provider.two_factors == TwoFactors::Told && !are_two_factors(&methods) {
        return Err(Doubt::OneFactor);
    }
    let mail = claims.email().filter(|_| claims.email_verified() == Some(true));
    Ok(Proven {
        provider: provider.name.clone(),
        issuer: claims.issuer().as_str().to_owned(),
        subject: Personal::new(claims.subject().as_str().to_owned()),
        mail: mail.map(|mail| Personal::new(mail.as_str().to_owned())),
    })
}

/// What somebody knows, has and is, as an issuer's token tells it (RFC 8176, section 2).
const FACTORS: [&[&str]; 3] =
    [&["pwd", "pin", "kba"], &["otp", "hwk", "swk", "sc", "sms", "tel", "pop"], &["fpt", "face", "iris", "retina", "vbm"]];

/// Whether an issuer says that it asked for more than one factor, by that word or by naming methods of two kinds. Two of one
/// kind are one factor.
fn are_two_factors(methods: &[&str]) -> bool {
    methods.contains(&"mfa") || FACTORS.iter().filter(|kind| methods.iter().any(|method| kind.contains(method))).count() > 1
}

fn meets(must: &Must, claim: Option<&Value>) -> bool {
    let one = |value: &Value| match value {
        Value::String(text) => must.values.contains(text),
        Value::Number(_) | Value::Bool(_) => must.values.contains(&value.to_string()),
        _ => false,
    };
    match claim {
        Some(Value::Array(values)) => values.iter().any(one),
        Some(value) => one(value),
        None => false,
    }
}

/// In words of our own, since the library’s may hold what the token says.
fn doubt(error: &ClaimsVerificationError) -> Doubt {
    Doubt::Untrue(match error {
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => return Doubt::KeyUnknown,
        ClaimsVerificationError::SignatureVerification(_) => "its signature is not the provider's",
        ClaimsVerificationError::Expired(_) => "it has ended",
        ClaimsVerificationError::InvalidAudience(_) => "it was made for another service",
        ClaimsVerificationError::InvalidIssuer(_) => "it is another provider's",
        ClaimsVerificationError::InvalidNonce(_) => "it answers another question",
        _ => "it does not keep to the standard",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_claim_lets_in_by_value_or_by_one_of_a_list() {
        let must = Must { claim: "tid".to_owned(), values: vec!["hexby".to_owned(), "7".to_owned()] };
        for (claim, let_in) in [
            (Some(json!("hexby")), true),
            (Some(json!("hexby2")), false),
            (Some(json!(["other", "hexby"])), true),
            (Some(json!(["other"])), false),
            (Some(json!(7)), true),
            (Some(json!({"hexby": true})), false),
            (Some(json!(null)), false),
            (Some(json!([["hexby"]])), false),
            (None, false),
        ] {
            assert_eq!(meets(&must, claim.as_ref()), let_in, "{claim:?}");
        }
    }

    #[test]
    fn two_factors_are_of_two_kinds() {
        for (methods, two) in [
            (&["mfa"][..], true),
            (&["pwd", "otp"], true),
            (&["fpt", "hwk"], true),
            (&["sc", "pin"], true),
            (&["pwd"], false),
            (&["otp"], false),
            (&["pwd", "pin"], false),
            (&["hwk", "sms"], false),
            (&["MFA"], false),
            (&["mca", "wia", "geo"], false),
            (&[], false),
        ] {
            assert_eq!(are_two_factors(methods), two, "{methods:?}");
        }
    }

    #[test]
    fn what_is_proven_is_bound_and_found_again_and_never_printed() {
        let proven = |issuer: &str, subject: &str| Proven {
            provider: "hexby-council".to_owned(),
            issuer: issuer.to_owned(),
            subject: Personal::new(subject.to_owned()),
            mail: Some(Personal::new("officer@example.org".to_owned())),
        };
        let one = proven("https://id.example.org", "subject-1");
        let kept = one.to_be_sealed().to_be_sealed().clone();
        assert!(one.is(&kept));
        assert!(!proven("https://id.example.net", "subject-1").is(&kept), "another issuer's subject of that name");
        assert!(!proven("https://id.example.org", "subject-2").is(&kept));
        assert!(!one.is("{}"));
        let pepper = Pepper::new([3; 32]);
        assert_eq!(one.key(&pepper), proven("https://id.example.org", "subject-1").key(&pepper));
        assert_ne!(one.key(&pepper), proven("https://id.example.org", "subject-2").key(&pepper));
        let printed = format!("{one:?}");
        assert!(!printed.contains("subject-1") && !printed.contains("officer@"), "{printed}");
    }
}
