//! The key that signs a home's checkpoints of its ledger.

use crate::digest::{from_hex, to_hex};
use crate::keys::key_of_home;
use base::{Result, Trouble};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use std::fmt;
use std::path::Path;

/// Signs in the name of a home. Its public key may be given to anyone; the key itself never leaves `HOME/keys`.
pub struct Signer {
    key: SigningKey,
}

impl Signer {
    /// The signer of a home, whose key `HOME/keys/ledger-signing.key` is made when it is first asked for. A damaged
    /// file is refused and never replaced: what was signed before could be told from a forgery no longer.
    pub fn of_home(home: &Path) -> Result<Self> {
        let seed = key_of_home(home, "ledger-signing.key", damaged)?;
        Ok(Self { key: SigningKey::from_bytes(&seed) })
    }

    /// The signature (ed25519) of these bytes: 128 digits of lower-case hex.
    pub fn sign(&self, message: &[u8]) -> String {
        to_hex(&self.key.sign(message).to_bytes())
    }

    /// What a signature of this home is checked with: 64 digits of lower-case hex.
    pub fn public_key(&self) -> String {
        to_hex(self.key.verifying_key().as_bytes())
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("public_key", &self.public_key()).finish_non_exhaustive()
    }
}

/// Whether `signature_hex` is the signature of exactly these bytes under that public key. What is no key or no
/// signature signs nothing.
pub fn verify(public_hex: &str, message: &[u8], signature_hex: &str) -> bool {
    let Some(public) = from_hex::<32>(public_hex).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok()) else { return false };
    let Some(signature) = from_hex::<64>(signature_hex).map(|bytes| Signature::from_bytes(&bytes)) else { return false };
    // Strict: refuses the weak keys under which one signature fits many messages.
    public.verify_strict(message, &signature).is_ok()
}

fn damaged(path: &Path) -> Trouble {
    Trouble::failed(
        "signing-key-damaged",
        format!("`{}` does not hold a signing key of 32 bytes", path.display()),
        "put back your own copy of the file; without it, move it away: a new key is made, and checkpoints signed so far are checked with the old public key",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_fits_its_message_and_no_other() {
        let home = tempfile::tempdir().unwrap();
        let signer = Signer::of_home(home.path()).unwrap();
        let message = b"checkpoint 17";
        let (public, signature) = (signer.public_key(), signer.sign(message));
        assert!(verify(&public, message, &signature));
        assert_eq!(Signer::of_home(home.path()).unwrap().sign(message), signature, "the same key, the same signature");
        for index in 0..message.len() {
            let mut changed = message.to_vec();
            changed[index] ^= 1;
            assert!(!verify(&public, &changed, &signature), "byte {index} of the message");
        }
        let swapped = |text: &str, index: usize| {
            let mut bytes = text.as_bytes().to_vec();
            bytes[index] = if bytes[index] == b'0' { b'1' } else { b'0' };
            String::from_utf8(bytes).unwrap()
        };
        for index in 0..signature.len() {
            assert!(!verify(&public, message, &swapped(&signature, index)), "digit {index} of the signature");
        }
        for index in 0..public.len() {
            assert!(!verify(&swapped(&public, index), message, &signature), "digit {index} of the key");
        }
        assert!(!verify("", message, &signature) && !verify(&public, message, "") && !verify(&public, message, &signature.to_uppercase()));
        let other = Signer::of_home(tempfile::tempdir().unwrap().path()).unwrap();
        assert!(!verify(&other.public_key(), message, &signature));
    }

    #[test]
    fn a_published_signature_holds() {
        // RFC 8032 §7.1, test 2.
        let public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
        let signature = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                         085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
        assert!(verify(public, &[0x72], signature));
        assert!(!verify(public, &[0x73], signature));
    }

    #[test]
    fn a_damaged_key_is_refused_and_stays() {
        let home = tempfile::tempdir().unwrap();
        Signer::of_home(home.path()).unwrap();
        let path = home.path().join("keys/ledger-signing.key");
        for bytes in [&b"short"[..], &[], &[7; 33]] {
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(Signer::of_home(home.path()).unwrap_err().code, "signing-key-damaged");
            assert_eq!(std::fs::read(&path).unwrap(), bytes);
        }
    }

    #[test]
    fn the_key_is_not_printed() {
        let home = tempfile::tempdir().unwrap();
        let signer = Signer::of_home(home.path()).unwrap();
        let secret = to_hex(&std::fs::read(home.path().join("keys/ledger-signing.key")).unwrap());
        let printed = format!("{signer:?}");
        assert!(printed.contains(&signer.public_key()) && !printed.contains(&secret));
    }
}
