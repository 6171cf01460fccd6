//! Mail through its front door: a server that breaks off at every step, what goes over the wire, and the feed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // helpers of tests are tests

mod encryption;
mod feed;
mod sending;
mod server;
mod settings;
mod wire;
