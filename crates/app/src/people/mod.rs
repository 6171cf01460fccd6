//! Sealed records about people: opened, read, changed, given away, held, destroyed. Each asks for leave first; each has its
//! row in the ledger.

mod ask;
mod certificate;
mod destroy;
mod find;
mod give;
mod read;
mod seals;
mod write;

#[cfg(test)]
pub(crate) mod tests;

pub use ask::{Asking, partnership, would_read};
pub(crate) use ask::{about, actor_of, complete, ids_only, is_an_id, leave, no_such_record, question, refuse, thing_of, would};
pub(crate) use certificate::certificate_of;
pub use certificate::{Certificate, certificate};
pub use destroy::GROUNDS;
pub(crate) use destroy::finish as finish_destruction;
pub use destroy::{destroy_person, finish_cut_off, hold_person, holds_of};
pub(crate) use find::Names;
pub use find::{FoundPerson, find_people};
pub use give::{
    Given, Giving, METHODS, break_glass, consent_to_pass_on, disclosures_of, give_in_emergency, pass_on_person, recall_person,
    reminders_for, share_person,
};
pub use read::{PersonShown, VersionShown, person_history, show_person};
pub(crate) use seals::{WHOLE, open_version, seal_own, seal_version, unseal, unseal_own, unseal_reason};
pub use write::{Changed, Conflict, NewPerson, close_person, edit_person, record_person, rotate_person, version_to_close};
