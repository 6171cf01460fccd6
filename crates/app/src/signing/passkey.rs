//! Passkeys: registered, used.

use super::visitor::{Added, Door, NewSession, Proven, SignedIn, Visitor};
use crate::{House, Moment};
use base::Result;

/// What a browser is asked to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ceremony {
    /// Names the ceremony in a hidden field.
    pub ticket: String,
    /// JSON for `navigator.credentials`: `PublicKeyCredentialCreationOptions` or `…RequestOptions` under `publicKey`, binary
    /// fields as base64url.
    pub options: String,
}

/// Begins the registration of a passkey.
///
/// # Errors
/// As [`super::start_password`].
pub async fn start_passkey(_house: &House, _moment: &Moment, _proven: Proven<'_>) -> Result<Ceremony> {
    super::not_there_yet()
}

/// Ends it with the browser's answer, and names the passkey for its owner.
///
/// # Errors
/// Refused with `passkey-refused`, with `ceremony-over` where the ticket lapsed.
pub async fn finish_passkey(
    _house: &House,
    _moment: &Moment,
    _proven: Proven<'_>,
    _ticket: &str,
    _answer: &str,
    _label: &str,
) -> Result<Added> {
    super::not_there_yet()
}

/// Begins to sign in with a passkey that the browser finds itself: nobody says who they are.
pub async fn start_passkey_sign_in(_house: &House, _moment: &Moment) -> Result<Ceremony> {
    super::not_there_yet()
}

/// Signs in with the browser's answer.
///
/// # Errors
/// Refused with `sign-in-refused`, for whatever reason.
pub async fn finish_passkey_sign_in(_house: &House, _moment: &Moment, _door: Door, _ticket: &str, _answer: &str) -> Result<SignedIn> {
    super::not_there_yet()
}

/// Proves oneself again in a session, with a passkey of the same account ([`start_passkey_sign_in`] begins it).
///
/// # Errors
/// As [`finish_passkey_sign_in`].
pub async fn strengthen_with_passkey(
    _house: &House,
    _moment: &Moment,
    _visitor: &Visitor,
    _ticket: &str,
    _answer: &str,
) -> Result<NewSession> {
    super::not_there_yet()
}
