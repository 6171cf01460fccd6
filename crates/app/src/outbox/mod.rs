//! The outbox: mail is put there with the change that it tells of, and is sent by a worker, at least once (docs/decisions/0013).
//!
//! A row holds ids, days and counts. The address is opened from its seal at the moment of sending, which has its row in the
//! ledger; a link that works once is drawn then from the key of the doors, and stands nowhere.

mod deliver;
mod letters;
mod remind;
mod server;
mod table;
#[cfg(test)]
mod tests;
mod work;

pub use deliver::{Delivered, deliver_due};
pub(crate) use letters::{LINK_TO_ANSWER, LINK_TO_UPDATE, host, mail_to};
pub use remind::remind;
pub use server::MailServer;
pub use table::{MailState, OutboxLine, OutboxPage, outbox_page, outbox_table};
pub use work::work;
