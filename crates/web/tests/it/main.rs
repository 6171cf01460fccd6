//! The pages through their front door: every route over a small home.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod browser;
mod doors;
mod gate;
mod home;
mod judgement;
mod later;
mod measures;
mod partnership;
mod people;
mod recording;
mod roles;
mod routes;
mod safety;
mod serving;
mod strategic;
mod watching;
