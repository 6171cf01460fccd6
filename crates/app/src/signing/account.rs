//! One's own account, and how accounts stand.

use super::visitor::{Visitor, Way};
use crate::people::Asking;
use crate::{House, Moment};
use base::Result;
use jiff::Timestamp;

/// How an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// There is none.
    None,
    /// Somebody is invited.
    Invited,
    /// An invitation waits for approval.
    Waiting,
    /// It can be signed in to.
    Active,
    /// It was cut off.
    Cut,
}

/// A way in, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayIn {
    /// Its id, `c-…`.
    pub id: String,
    /// What it is.
    pub way: Way,
    /// What its owner calls it.
    pub label: String,
    /// When it was added.
    pub made_at: Timestamp,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
}

/// One's own account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The office.
    pub user: String,
    /// The ways in.
    pub ways: Vec<WayIn>,
    /// How many recovery codes are left.
    pub recovery_codes: usize,
    /// Which version of the terms was accepted, and when.
    pub terms: Option<(String, Timestamp)>,
}

/// How the account of an office stands, for those who may invite to it or cut it off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLine {
    /// The office.
    pub user: String,
    /// The organisations of the office today.
    pub organisations: Vec<String>,
    /// How it stands.
    pub state: AccountState,
    /// The ways in that it has, each kind once.
    pub ways: Vec<Way>,
    /// When it was last signed in to.
    pub last_here: Option<Timestamp>,
}

/// The visitor's own account.
pub async fn account_of(_house: &House, _moment: &Moment, _visitor: &Visitor) -> Result<Account> {
    super::not_there_yet()
}

/// How accounts stand, of the offices that the asker may invite to.
pub async fn accounts(_house: &House, _moment: &Moment, _asking: &Asking) -> Result<Vec<AccountLine>> {
    super::not_there_yet()
}

/// Gives one of one's own ways in another label.
pub async fn rename_way(_house: &House, _moment: &Moment, _visitor: &Visitor, _id: &str, _label: &str) -> Result<()> {
    super::not_there_yet()
}

/// Removes one of one's own ways in.
///
/// # Errors
/// Refused with `not-strong`, and with `last-way-in` where no other is left.
pub async fn remove_way(_house: &House, _moment: &Moment, _visitor: &Visitor, _id: &str) -> Result<()> {
    super::not_there_yet()
}

/// Makes new recovery codes; those before are good no longer. Shown this once.
pub async fn new_recovery_codes(_house: &House, _moment: &Moment, _visitor: &Visitor) -> Result<Vec<String>> {
    super::not_there_yet()
}
