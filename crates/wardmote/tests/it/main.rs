//! The product through its front door: the real binary, real files, real crashes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test may fail where it stands

mod assessment;
mod bad_input;
mod change;
mod clock;
mod flags;
mod front;
mod hotspots;
mod isa;
mod keeping;
mod kill;
mod near_repeat;
mod outbox;
mod performance;
mod plan;
mod published;
mod real;
mod record;
mod tasking;
mod thread;
