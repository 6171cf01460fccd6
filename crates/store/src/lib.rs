//! The record on SQLite and PostgreSQL: the register of extracts with their rejected rows, assessments with
//! their figures, the journal of the registers beside the numbers, sealed records about people, the doors (accounts, sessions, what
//! was handed out, mail that waits), the ledger over all of them, the operations log; and the reading of a GeoPackage, which is a
//! SQLite file of a stranger.
//!
//! One text for two engines: every statement is in `statements.rs`, what differs is in `engines.rs`. All calls
//! take values; nothing here reads a clock. Every write is one transaction, and a transaction dropped half-way
//! leaves nothing.

mod assessments;
mod check;
mod current;
mod destruction;
mod disclosures;
mod doors;
mod dump;
mod engines;
mod entries;
pub mod geopackage;
mod guards;
mod ledger;
mod load;
#[doc(hidden)]
pub mod migrations;
mod opening;
mod operations;
mod reach;
mod records;
mod register;
#[doc(hidden)]
pub mod statements;
mod times;
mod told;

pub use assessments::{AssessmentHead, FigureRecord, NewAssessment};
pub use check::{CheckRows, Finding, KeptRecord, RegisteredFolder};
pub use current::{Claim, UnitKey, current_units};
pub use destruction::{Hold, grounds_in_force};
pub use disclosures::{Disclosure, DisclosureKind, NewDisclosure, consented, holders};
pub use doors::{
    Account, AccountState, Answer, Attempt, Claimed, Credential, CredentialKind, CredentialUse, Draft, Feed, Invitation, InvitationKind,
    Link, Mail, MailCount, MailOutcome, MailState, NewAccount, NewCredential, NewFeed, NewInvitation, NewLink, NewMail, NewSession,
    NewToken, Session, Step, Taken, Token,
};
pub use dump::{ColumnKind, ColumnShape, DRAWN, Sink, TABLES, TableShape};
pub use entries::{Entry, NewEntry, RestsOn};
pub use ledger::{LedgerAsk, LedgerLine};
pub use load::Lines;
pub use operations::Operation;
pub use records::{NewRecord, SealedRecord, SealedVersion};
pub use register::Registered;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Where the record is kept.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// A file, `HOME/wardmote.sqlite`.
    Sqlite(PathBuf),
    /// A PostgreSQL URL, `postgres://USER@HOST/DATABASE`; may hold a password, so it is never shown.
    Postgres(String),
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => f.debug_tuple("Sqlite").field(path).finish(),
            Self::Postgres(_) => f.write_str("Postgres(..)"),
        }
    }
}

/// Connections to the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    /// In use.
    pub busy: u32,
    /// Open, and waiting to be used.
    pub idle: u32,
}

/// Whether a record may be made where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenMode {
    /// `wardmote init`: make it if it is not there.
    Create,
    /// Everything else: a missing record is refused.
    Existing,
}

/// The open record. Cheap to clone; clones share their connections.
#[derive(Clone)]
pub struct Store {
    pools: engines::Pools,
    readings: ledger::Readings,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not derived: the pools know the password.
        f.write_str("Store(..)")
    }
}

impl Store {
    /// Opens the record and brings it to this version's schema, forward only.
    ///
    /// # Errors
    /// Refused with `home-missing` where [`OpenMode::Existing`] finds none, with `record-of-another-version`
    /// where a newer version wrote it, with `record-not-a-database` where the file is something else; failed
    /// where disk or server do not answer (`record-unreachable`), or others write for longer than anybody waits
    /// (`record-busy`).
    pub async fn open(database: &Database, mode: OpenMode) -> base::Result<Self> {
        Self::open_with_patience(database, mode, opening::BUSY).await
    }

    /// The same for whoever can't wait as long for another program to finish its writing.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_with_patience(database: &Database, mode: OpenMode, busy: Duration) -> base::Result<Self> {
        let pools = engines::Pools::open(database, mode, busy).await?;
        Ok(Self { readings: ledger::Readings::of(&pools), pools })
    }

    /// How its connections are used just now.
    pub fn connections(&self) -> Connections {
        self.pools.connections()
    }

    /// Finishes open work and lets go of the database; also written to disk when dropped, but then at leisure.
    pub async fn close(&self) {
        self.pools.close().await;
    }
}
