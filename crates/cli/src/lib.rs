//! The terminal door: arguments in, one `app` call, a table, CSV or JSON out, an exit code.
//!
//! Data goes to stdout and messages to stderr. The binary hands in the adapters, the clock and the user.

mod access;
mod args;
mod assessments;
mod audit;
mod clock;
mod commands;
pub mod config;
mod doors;
mod flags;
mod harm;
mod home;
mod hotspots;
mod keeping;
mod near_repeat;
mod outbox;
mod output;
mod partners;
mod people;
mod plan;
mod progress;
mod registers;
mod reports;
mod schemes;

pub use args::{Cli, Command, HomeArgs, ServeArgs, parse};
pub use commands::{demo, open, run};
pub use doors::COMMANDS;
pub use output::{Format, report};

use app::{Analytics, Press};
use std::sync::Arc;

/// What the binary hands to every command.
#[derive(Clone)]
pub struct Setting {
    /// SQL over extracts.
    pub analytics: Arc<dyn Analytics>,
    /// The setter of papers.
    pub press: Arc<dyn Press>,
    /// The moment the command began.
    pub now: jiff::Timestamp,
    /// Who runs it: `operator:<uid>`.
    pub who: String,
}
