//! The programs' interface through its front door: every address as everybody, over a small home with the demonstration's partnership.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod answers;
mod home;
mod matrix;
mod once;
mod pages;
mod people;
mod program;
mod refusals;
