//! Published examples, exact references, laws and calibration of the statistics.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod calibration;
mod charts_calibration;
mod charts_laws;
mod charts_sim;
mod comparison;
mod gal;
mod house;
mod knox;
mod laws;
mod local_calibration;
mod local_laws;
mod published;
mod repeats;
mod spatial;
