//! Mail and calendars: messages without personal data, handed to the partnership’s own server; feeds of what is due.
//!
//! A [`Letter`] is what is said, in words that name no person and no case. A [`Message`] is a letter to one address under
//! an identifier that never changes. A [`Server`] hands it over, step by step, and says how far it came: a message that
//! may or may not have arrived is not the same as one that certainly did not (docs/decisions/0013).
//!
//! Nothing here returns, prints or logs an address, a password or what a server said: only [`Code`]s.

mod delivery;
mod feed;
mod letter;
mod lockstep;
mod message;
mod sending;
mod settings;

pub use delivery::{Code, Delivery, Stage, What};
pub use feed::{Due, Feed, render_feed};
pub use letter::{Language, Letter, WayChange};
pub use message::Message;
pub use sending::Server;
pub use settings::{Security, Settings};
