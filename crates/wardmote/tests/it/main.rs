//! The product through its front door: the real binary, real files, real crashes.

mod bad_input;
mod change;
mod front;
mod kill;
mod real;
mod thread;
