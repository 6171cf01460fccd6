//! A password with a code: for partners with neither passkeys nor a sign-in of their own.

use super::visitor::{Added, Door, Proven, SignedIn};
use crate::{House, Moment};
use base::Result;
use permission::Personal;

/// A try to sign in with a password and a code.
#[derive(Debug)]
pub struct PasswordTry {
    /// The address at work.
    pub mail: Personal<String>,
    /// The password.
    pub password: Personal<String>,
    /// The code from the telephone, or one of the recovery codes.
    pub code: Personal<String>,
    /// What the cookie of a known device holds, where the browser has one.
    pub device: Option<String>,
    /// Where the request comes in.
    pub door: Door,
}

/// The secret that a telephone is given once, to make codes from.
pub struct CodeOffer {
    /// Names the offer in a hidden field.
    pub ticket: String,
    /// `otpauth://…`, for a link and a QR code. Names the site and the label of the office, never the person.
    pub uri: String,
    /// The secret in letters, to be typed where no QR code can be read.
    pub letters: String,
    /// When the offer lapses.
    pub ends_at: jiff::Timestamp,
}

impl std::fmt::Debug for CodeOffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeOffer(secret)")
    }
}

/// Signs in with a password and a code.
///
/// # Errors
/// Refused with `sign-in-refused`, the same for an unknown address, a wrong password, a wrong or used code and an account that is
/// cut or waits; with `sign-in-later` after too many failures.
pub async fn sign_in_with_password(_house: &House, _moment: &Moment, _tried: PasswordTry) -> Result<SignedIn> {
    super::not_there_yet()
}

/// Proves oneself again in a session, with password and code; the session goes on under a new secret and is strong.
///
/// # Errors
/// As [`sign_in_with_password`].
pub async fn strengthen_with_password(
    _house: &House,
    _moment: &Moment,
    _visitor: &super::Visitor,
    _password: Personal<String>,
    _code: Personal<String>,
) -> Result<super::NewSession> {
    super::not_there_yet()
}

/// Begins to set a password: offers the secret for the codes.
///
/// # Errors
/// Refused with `not-strong` where the session is not, with `link-over` where the invitation is not good for it.
pub async fn start_password(_house: &House, _moment: &Moment, _proven: Proven<'_>) -> Result<CodeOffer> {
    super::not_there_yet()
}

/// The offer again, for a page that is shown anew because something was mistyped. Nothing where it lapsed.
pub async fn code_offer(_house: &House, _moment: &Moment, _proven: Proven<'_>, _ticket: &str) -> Result<Option<CodeOffer>> {
    super::not_there_yet()
}

/// Sets the password with a first code. A password that was there before is revoked; recovery codes are made anew.
///
/// # Errors
/// Refused with `password-weak`, saying how (too short, too common, the office's own label); with `code-wrong`; with
/// `offer-over` where the ticket lapsed.
pub async fn finish_password(
    _house: &House,
    _moment: &Moment,
    _proven: Proven<'_>,
    _ticket: &str,
    _password: Personal<String>,
    _code: Personal<String>,
) -> Result<Added> {
    super::not_there_yet()
}
