//! Proof of who somebody is: passwords, codes, passkeys, organisations’ own sign-in; secrets and their hashes.
//!
//! Nothing is stored here and no clock is read. What comes back under `to_be_sealed`, `content` or `kept` goes under its
//! owner’s seal; what is a hash may stand beside it in the open.

pub mod oidc;
pub mod passkey;
pub mod password;
mod qr;
pub mod secret;
pub mod totp;

pub use qr::qr_svg;
