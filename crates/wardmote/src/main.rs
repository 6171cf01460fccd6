//! The one binary: reads the clock and the user, builds the adapters, opens a door.

mod clock;
mod serving;
mod wiring;

use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match cli::parse(std::env::args_os()) {
        Ok(cli) => cli,
        Err(code) => return ExitCode::from(code),
    };
    ExitCode::from(wiring::run(cli))
}
