//! One use case a function: load, decide, save. Adapters that compile slowly stand behind the two ports.

mod ports;

pub use ports::{Analytics, Limits, Press, QueryRequest};
