//! Proof of who somebody is, against devices and providers made for the tests, and what always holds.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod laws;
mod oidc;
mod passkey;
