//! Tokens of the program's interface: made by a user for a program, with fewer rights than the user has.

use crate::signing::Visitor;
use crate::{House, Moment};
use base::{Result, Trouble};
use jiff::Timestamp;
use permission::{Action, Purpose};

/// A token about to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// What its owner calls it.
    pub label: String,
    /// The actions it is good for.
    pub scopes: Vec<Action>,
    /// For which organisation it acts.
    pub organisation: Option<String>,
    /// For which purpose it acts.
    pub purpose: Option<Purpose>,
}

/// A token just made.
pub struct TokenMade {
    /// Its public id, `t-…`.
    pub id: String,
    /// The token itself, shown this once.
    pub secret: String,
    /// When it ends.
    pub ends_at: Timestamp,
}

impl std::fmt::Debug for TokenMade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TokenMade({})", self.id)
    }
}

/// A token as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenLine {
    /// Its public id.
    pub id: String,
    /// What its owner calls it.
    pub label: String,
    /// The actions it is good for.
    pub scopes: Vec<Action>,
    /// For which organisation.
    pub organisation: Option<String>,
    /// For which purpose.
    pub purpose: Option<Purpose>,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// The day it was last used.
    pub used_on: Option<String>,
    /// It was revoked or ran out.
    pub over: bool,
}

/// The actions that a visitor may give a token: those that their posts allow by the program's interface.
pub async fn scopes_for(_house: &House, _moment: &Moment, _visitor: &Visitor) -> Result<Vec<Action>> {
    not_there_yet()
}

/// Makes a token.
///
/// # Errors
/// Refused with `not-strong`, with `scope-unknown` where the visitor's posts do not allow an action.
pub async fn make_token(_house: &House, _moment: &Moment, _visitor: &Visitor, _new: NewToken) -> Result<TokenMade> {
    not_there_yet()
}

/// The visitor's tokens, newest first.
pub async fn tokens_of(_house: &House, _moment: &Moment, _visitor: &Visitor) -> Result<Vec<TokenLine>> {
    not_there_yet()
}

/// Revokes one of the visitor's tokens.
pub async fn revoke_token(_house: &House, _moment: &Moment, _visitor: &Visitor, _id: &str) -> Result<()> {
    not_there_yet()
}

/// Who a request with a token comes from, for an action that the token is good for. `visitor.session` is the token's id.
///
/// # Errors
/// Refused with `token-unknown` (never was, revoked, ran out, its user left or was cut off) and with `token-scope` (not made for
/// this action). Each has its row in the ledger.
pub async fn bearer(_house: &House, _moment: &Moment, _token: &str, _action: Action) -> Result<Visitor> {
    not_there_yet()
}

fn not_there_yet<T>() -> Result<T> {
    Err(Trouble::failed("not-there-yet", "this is not there yet", "wait for the next version"))
}
