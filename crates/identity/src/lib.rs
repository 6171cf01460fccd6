//! Proof of who somebody is: passwords, codes, passkeys, organisations’ own sign-in; secrets and their hashes.
