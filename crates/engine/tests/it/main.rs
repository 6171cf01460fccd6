//! The engine through its front door: write parts, ask questions.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

mod guard;
mod home;
mod points;
mod query;
mod street;
mod views;
