//! Passkeys (WebAuthn): made and used on the owner’s own device, which asks for a finger, a face or a PIN.
//!
//! Sign-in starts without a name: the browser offers the passkeys of this site, and the answer says whose it is. What the
//! browser is asked and what it answers are JSON in the words of `WebAuthn` level 3 (`PublicKeyCredential.parse…FromJSON`,
//! `toJSON`). Between the two a `state` is kept **on this side**, for one answer and a few minutes, and is gone with the first
//! answer, right or wrong: whoever could choose it could answer an old question again.

use base::{Result, Trouble};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

/// The longest answer that is read.
const LONGEST_ANSWER: usize = 64 * 1024;

/// The address that passkeys of this service belong to.
#[derive(Debug)]
pub struct Site {
    webauthn: Webauthn,
}

/// A question for the browser, and what is kept on this side until it is answered.
#[derive(Debug)]
pub struct Started {
    /// For `navigator.credentials.create` or `.get`, as JSON.
    pub options: String,
    /// Kept on this side, for one answer.
    pub state: String,
}

/// A passkey that was made or used.
#[derive(Debug)]
pub struct Kept {
    /// What is sealed under its owner’s key: the public key and its properties, as JSON.
    pub content: String,
    /// The number of uses that the device counts; 0 for ever where it does not count.
    pub counter: u32,
}

/// Whose passkey an answer says it is. Nothing is proven by it yet.
#[derive(Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The account’s handle.
    pub handle: String,
}

/// Proof that the owner of a passkey is there.
#[derive(Debug)]
pub struct SignedIn {
    /// Which of the passkeys handed in it was.
    pub which: usize,
    /// To be kept in place of it.
    pub kept: Kept,
}

/// A new handle for an account: a random UUID, which stands in the passkeys of its owner and says nothing.
pub fn new_handle() -> String {
    Uuid::new_v4().to_string()
}

impl Site {
    /// `address` is the site’s, such as `https://csp.example.org`; `name` is shown by the browser.
    ///
    /// Passkeys belong to a host name and to https; `http://localhost` is the one exception, for trying things out.
    pub fn new(address: &str, name: &str) -> Result<Self> {
        let url = Url::parse(address).map_err(|_| no_site(address))?;
        let host = url.domain().ok_or_else(|| no_site(address))?.to_owned();
        let local = url.scheme() == "http" && (host == "localhost" || host.ends_with(".localhost"));
        if url.scheme() != "https" && !local {
            return Err(no_site(address));
        }
        let built = WebauthnBuilder::new(&host, &url).and_then(|builder| builder.rp_name(name).build());
        Ok(Self { webauthn: built.map_err(|_| no_site(address))? })
    }

    /// Asks for a new passkey for the account `handle`. The device shows `label`, the label of the office, never a name. The
    /// passkeys in `present` (their kept content) are not made a second time on one device.
    pub fn start_registration(&self, handle: &str, label: &str, present: &[&str]) -> Result<Started> {
        let handle = Uuid::parse_str(handle).map_err(|_| damaged())?;
        let present: Vec<CredentialID> = present.iter().map(|kept| Ok(stored(kept)?.cred_id().clone())).collect::<Result<_>>()?;
        let present = (!present.is_empty()).then_some(present);
        let (options, state) = self.webauthn.start_passkey_registration(handle, label, label, present).map_err(|cause| refused(&cause))?;
        let mut options = public_key(&options)?;
        // Sign-in starts without a name, so the device itself must keep whose passkey it is.
        if let Some(selection) = options.get_mut("authenticatorSelection").and_then(Value::as_object_mut) {
            selection.insert("residentKey".to_owned(), json!("required"));
            selection.insert("requireResidentKey".to_owned(), json!(true));
        }
        Ok(Started { options: options.to_string(), state: text(&state)? })
    }

    /// Takes the answer to [`Site::start_registration`].
    pub fn finish_registration(&self, state: &str, answer: &str) -> Result<Kept> {
        let state: PasskeyRegistration = serde_json::from_str(state).map_err(|_| stale())?;
        let answer: RegisterPublicKeyCredential = read(answer)?;
        if answer.extensions.cred_props.as_ref().is_some_and(|props| props.rk == Some(false)) {
            return Err(Trouble::refused(
                "passkey-not-on-device",
                "the device made a passkey that it does not keep itself",
                "choose another device, or your browser's or system's own passkeys",
            ));
        }
        let passkey = self.webauthn.finish_passkey_registration(&answer, &state).map_err(|cause| refused(&cause))?;
        kept(&passkey)
    }

    /// Asks whoever is there for one of the site’s passkeys.
    pub fn start_sign_in(&self) -> Result<Started> {
        let (options, state) = self.webauthn.start_discoverable_authentication().map_err(|cause| refused(&cause))?;
        Ok(Started { options: public_key(&options)?.to_string(), state: text(&state)? })
    }

    /// Whose passkey the answer says it is, so that the caller can open that account’s passkeys. Proves nothing.
    pub fn claimed(&self, answer: &str) -> Result<Claimed> {
        let answer: PublicKeyCredential = read(answer)?;
        let (handle, _) = self.webauthn.identify_discoverable_authentication(&answer).map_err(|cause| refused(&cause))?;
        Ok(Claimed { handle: handle.to_string() })
    }

    /// Takes the answer to [`Site::start_sign_in`], held against the passkeys (their kept content) of the account that it says
    /// it belongs to. Hand in none where there is no such account: the refusal is the same.
    pub fn finish_sign_in(&self, state: &str, answer: &str, present: &[&str]) -> Result<SignedIn> {
        let state: DiscoverableAuthentication = serde_json::from_str(state).map_err(|_| stale())?;
        let answer: PublicKeyCredential = read(answer)?;
        let present = present.iter().map(|kept| stored(kept)).collect::<Result<Vec<Passkey>>>()?;
        let found = present.into_iter().enumerate().find(|(_, passkey)| passkey.cred_id().as_slice() == answer.get_credential_id());
        let (which, mut passkey) = found.ok_or_else(|| refused(&WebauthnError::CredentialNotFound))?;
        let proof = self
            .webauthn
            .finish_discoverable_authentication_v2(&answer, state, DiscoverableKey::from(&passkey))
            .map_err(|cause| refused(&cause))?;
        if !proof.user_verified() {
            return Err(refused(&WebauthnError::UserNotVerified));
        }
        passkey.update_credential(&proof);
        Ok(SignedIn { which, kept: Kept { counter: proof.counter(), ..kept(&passkey)? } })
    }
}

/// The options that the browser’s script takes: what stands under `publicKey`.
fn public_key(options: &impl Serialize) -> Result<Value> {
    let mut options = serde_json::to_value(options).map_err(|_| damaged())?;
    options.get_mut("publicKey").map(Value::take).ok_or_else(damaged)
}

fn kept(passkey: &Passkey) -> Result<Kept> {
    Ok(Kept { content: text(passkey)?, counter: 0 })
}

fn stored(kept: &str) -> Result<Passkey> {
    serde_json::from_str(kept).map_err(|_| damaged())
}

fn text(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|_| damaged())
}

fn read<T: DeserializeOwned>(answer: &str) -> Result<T> {
    let read = if answer.len() > LONGEST_ANSWER { None } else { serde_json::from_str(answer).ok() };
    read.ok_or_else(|| {
        Trouble::refused("passkey-answer-unreadable", "what the browser sent is no answer of a passkey", "try again, or use another way in")
    })
}

fn refused(cause: &WebauthnError) -> Trouble {
    if matches!(cause, WebauthnError::CredentialPossibleCompromise) {
        return Trouble::refused(
            "passkey-copied",
            "the passkey counts fewer uses than it had, as a copy of it would",
            "use another way in, then take this passkey away and make a new one",
        );
    }
    tracing::info!(cause = %kind(cause), "a passkey was refused");
    Trouble::refused("passkey-refused", "the passkey was not taken", "try again, or use another way in")
}

/// The cause in one word, for the log: the text of some causes holds what the browser sent.
fn kind(cause: &WebauthnError) -> String {
    let text = format!("{cause:?}");
    text.chars().take_while(char::is_ascii_alphanumeric).collect()
}

fn stale() -> Trouble {
    Trouble::refused("passkey-too-late", "the question that this passkey answers is not open any more", "start again from the page")
}

fn damaged() -> Trouble {
    Trouble::failed(
        "passkey-unreadable",
        "a passkey that is kept can't be read",
        "take it away and make a new one; another way in still works",
    )
}

fn no_site(address: &str) -> Trouble {
    Trouble::refused(
        "site-without-passkeys",
        format!("passkeys don't work under `{address}`"),
        "give the site an address with a name and https, or http://localhost to try things out",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_has_a_name_and_https() {
        for good in ["https://csp.example.org", "https://csp.example.org:8443", "http://localhost:8080"] {
            assert!(Site::new(good, "Wardmote").is_ok(), "{good}");
        }
        for bad in
            ["http://csp.example.org", "http://127.0.0.1:8080", "https://[::1]", "csp.example.org", "", "http://localhost.example.org"]
        {
            assert_eq!(Site::new(bad, "Wardmote").unwrap_err().code, "site-without-passkeys", "{bad}");
        }
    }

    #[test]
    fn what_the_browser_is_asked() {
        let site = Site::new("https://csp.example.org", "Wardmote").unwrap();
        let handle = new_handle();
        let started = site.start_registration(&handle, "council-officer", &[]).unwrap();
        let options: Value = serde_json::from_str(&started.options).unwrap();
        assert_eq!(options["rp"], json!({"name": "Wardmote", "id": "csp.example.org"}));
        assert_eq!(options["user"]["name"], "council-officer");
        assert_eq!(options["user"]["displayName"], "council-officer");
        assert_eq!(options["attestation"], "none");
        let selection = &options["authenticatorSelection"];
        assert_eq!(selection["residentKey"], "required");
        assert_eq!(selection["userVerification"], "required");
        let started = site.start_sign_in().unwrap();
        let options: Value = serde_json::from_str(&started.options).unwrap();
        assert_eq!(options["userVerification"], "required");
        assert_eq!(options["allowCredentials"], json!([]));
        assert_ne!(site.start_sign_in().unwrap().options, started.options, "a new question each time");
        assert!(options.get("mediation").is_none());
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        let site = Site::new("https://csp.example.org", "Wardmote").unwrap();
        let state = site.start_sign_in().unwrap().state;
        for answer in ["", "{}", "[]", &"x".repeat(LONGEST_ANSWER + 1)] {
            assert_eq!(site.claimed(answer).unwrap_err().code, "passkey-answer-unreadable");
            assert_eq!(site.finish_sign_in(&state, answer, &[]).unwrap_err().code, "passkey-answer-unreadable");
        }
        assert_eq!(site.finish_sign_in("{}", "{}", &[]).unwrap_err().code, "passkey-too-late");
        assert_eq!(site.start_registration("no uuid", "council-officer", &[]).unwrap_err().code, "passkey-unreadable");
    }
}
